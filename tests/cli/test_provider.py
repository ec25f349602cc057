"""``teamkpi provider``: providers are added, listed, tried and removed, and passwords are turned off."""

from __future__ import annotations

import re
from typing import Any

import pytest
from psycopg import Connection

from cli.conftest import Run
from cli.test_webhook import SEALED
from openid_provider import CLIENT, SECRET, provider_on_loopback
from teamkpi import accounts, clock

HERE = {**SEALED, "TEAMKPI_PROVIDER_NETWORKS": "127.0.0.1"}
BOSS, DESK = "boss@space.test", "desk@space.test"
ADD = ("--label", "Acme", "--client-id", CLIENT, "--secret-stdin")


def table(text: str) -> list[list[str]]:
    return [re.split(r" {2,}", line.strip()) for line in text.splitlines()]


def test_providers_are_added_listed_tried_and_removed(run: Run, conn: Connection[Any]) -> None:
    def done(*arguments: str, **more: Any) -> str:
        result = run("provider", *arguments, **HERE, **more)
        assert (result.exit_code, result.stderr) == (0, ""), result.stderr
        return result.stdout

    assert done("list") == "There are no providers.\nPasswords sign in.\n"
    with provider_on_loopback(clock.now) as provider:
        roles = ("--role-claim", "groups", "--role", "a=b=FrontDesk", "--role", "all=Owner", "--for", "operators")
        assert "/dashboard/signed-in" in done("add", "acme", provider.issuer, *ADD, *roles, stdin=SECRET)
        assert table(done("list")) == [
            ["name", "label", "issuer", "for", "roles from", "connected"],
            ["acme", "Acme", provider.issuer, "operators", "groups", "0"],
            ["Passwords sign in."],
        ]
        assert f"  sign-in page   {provider.issuer}/authorize\n" in done("test", "acme")
        provider.published = []
        assert "publishes no key" in run("provider", "test", "acme", **HERE).stderr
    assert run("provider", "test", "acme", **HERE).exit_code == 1
    stored = conn.execute("SELECT sealed_secret, role_map FROM sign_in_provider").fetchone()
    assert stored is not None
    assert SECRET not in stored[0]
    assert stored[1] == {"a=b": ["FrontDesk"], "all": ["Owner"]}
    change = ("change", "acme", "--label", "Acme staff", "--for", "everybody", "--secret-stdin")
    assert done(*change, stdin="another") == "Changed the provider acme.\n"
    assert done("change", "acme", "--no-roles", "--scope", "profile") == "Changed the provider acme.\n"
    assert done("change", "acme", "--label", "Acme staff") == "The provider acme has these values already.\n"
    for wrong in ((), ("--public", "--secret-stdin"), ("--no-roles", "--role", "a=Owner")):
        assert run("provider", "change", "acme", *wrong, **HERE).exit_code == 2
    row = conn.execute("SELECT label, for_whom, scopes, role_map, sealed_secret FROM sign_in_provider").fetchone()
    assert row is not None
    assert row[:4] == ("Acme staff", "everybody", ["openid", "email", "profile"], None)
    assert row[4] != stored[0]
    # A new key: the secret is encrypted again.
    again = run("account", "reseal", TEAMKPI_SECRET_KEY=f"{'A' * 43}=,{SEALED['TEAMKPI_SECRET_KEY']}")
    assert again.stdout.startswith("Re-encrypted 1 secrets")
    accounts.create(conn, 1, BOSS, "correct horse battery", operator=True, now=clock.now())
    accounts.create(conn, 1, DESK, "correct horse battery", operator=True, roles=["Booking-List"], now=clock.now())
    assert done("passwords", "off", "--owner", BOSS) == f"Passwords no longer sign in, except that of {BOSS}.\n"
    assert done("list").endswith(f"Passwords are off, except for {BOSS}.\n")
    assert "can do everything" in run("provider", "passwords", "off", "--owner", DESK, **HERE).stderr
    assert done("passwords", "on") == "Passwords sign in again.\n"
    assert done("passwords", "on") == "Passwords sign in already.\n"
    assert done("remove", "acme") == "Removed the provider acme.\n"
    assert done("list") == "There are no providers.\nPasswords sign in.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "Acme", "https://x.test", *ADD), "a provider's name must be 1 to 40 lower-case letters"),
        (("add", "a", "http://x.test", *ADD), "the issuer must start with https://; http is only for networks in"),
        (("add", "a", "https://u:p@x.test", *ADD), "must not contain a user, a password or a fragment"),
        (("add", "a", "https://x.test", *ADD, "--public"), "--public and --secret-stdin cannot be combined"),
        (("add", "a", "https://x.test", *ADD, "--role", "x=Owner"), "a claim with roles needs roles"),
        (("add", "a", "https://x.test", *ADD, "--role-claim", "groups"), "a claim with roles needs roles"),
        (("add", "a", "https://x.test", *ADD, "--role-claim", "g", "--role", "x=Y"), "the sets of roles are Owner"),
        (("add", "a", "https://x.test", *ADD, "--role", "x"), "'x' is not VALUE=ROLE"),
        (("add", "a", "https://x.test", *ADD, "--scope", "a b"), "'a b' is not a scope"),
        (("add", "a", "https://x.test", *ADD[:-1]), "there is no terminal to ask for the client secret"),
        (("test", "a"), "there is no provider named 'a'"),
        (("remove", "a"), "there is no provider named 'a'"),
        (("passwords", "off"), "off needs --owner"),
        (("passwords", "off", "--owner", BOSS), "add a provider first"),
    ],
)
def test_what_cannot_be_done_is_explained(run: Run, arguments: tuple[str, ...], said: str) -> None:
    result = run("provider", *arguments, stdin=SECRET, **SEALED)
    assert result.exit_code in {1, 2}
    assert said in " ".join(result.stderr.split())
