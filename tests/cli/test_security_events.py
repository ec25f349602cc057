"""Security events of commands: each of them, in the log of the machine."""

from __future__ import annotations

import getpass
import json
import re
import sys
from typing import Any

import pyotp
import pytest
from psycopg import Connection

from api.test_security_events import OF_SERVER
from cli.conftest import Run
from teamkpi import accounts, clock
from teamkpi.accounts.security import COMMON_FIELDS, EVENTS
from teamkpi.ledger import Change, apply

if sys.platform == "win32":
    pytest.skip("there is no syslog", allow_module_level=True)
import syslog

KEYS = {"TEAMKPI_SECRET_KEY": "A" * 43 + "="}
JANE, PASSWORD, ANOTHER = "jane@here.test", "correct horse battery", "a quite different horse"
OF_BROWSERS = {
    *("provider_connected", "provider_disconnected", "provider_refused", "provider_confirmation_requested"),
    *("passkey_added", "passkey_removed", "passkey_refused"),
}
# A command names an address that it refuses to whoever gave it; what it logs is a warning.
OF_COMMANDS = {*EVENTS} - OF_SERVER - OF_BROWSERS - {"hook_address_refused"} | {
    *("account_created", "account_invited", "account_invitation_withdrawn", "password_changed"),
    "password_link_created",
}


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """What comes to the log of the machine."""
    lines: list[tuple[int, str]] = []
    opened: list[Any] = []
    monkeypatch.setattr(syslog, "openlog", lambda *arguments: opened.append(arguments))
    monkeypatch.setattr(syslog, "syslog", lambda *arguments: lines.append(arguments))
    return lines


def test_every_event_of_a_command(
    run: Run, conn: Connection[Any], written: list[tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [{"Id": number, "FullName": "Jane Smith", "Email": f"p{number}@here.test"} for number in (101, 102)]
    apply(conn, 1, [Change("coworkers", one, 1) for one in people], now=clock.now())
    secrets = [JANE, "p101@", PASSWORD, ANOTHER, KEYS["TEAMKPI_SECRET_KEY"]]
    told: list[tuple[str, Any]] = []

    def do(*arguments: str, stdin: str | None = None) -> str:
        result = run(*arguments, stdin=stdin, TEAMKPI_HOOK_NETWORKS="127.0.0.0/8", **KEYS)
        assert result.exit_code == 0, result.stderr
        assert '"security"' not in result.output
        new = [json.loads(text) for _, text in written[len(told) :]]
        told.extend((line["name"], line["account_id"]) for line in new)
        return result.stdout

    account = ("--email", JANE)
    do("account", "create", *account, "--password-stdin", "--operator", stdin=PASSWORD)
    [jane] = accounts.list_accounts(conn, 1)
    do("account", "passwd", *account, "--password-stdin", stdin=ANOTHER)
    do("account", "require-reset", *account)
    secrets += do("account", "reset-link", *account).strip().split("#")[1:]
    do("account", "suspend", *account)
    do("account", "suspend", *account)  # it is already
    do("account", "resume", *account)
    do("account", "roles", *account, "--role", "Booking-List")
    do("account", "bind", *account, "--coworker", "101")
    do("account", "bind", *account, "--coworker", "101")  # it is already
    do("account", "unbind", *account, "--coworker", "101")
    secrets += re.findall(r"#(\S+)", do("account", "invite", "p102@here.test"))
    do("account", "withdraw-invitation", "p102@here.test")
    secret = pyotp.random_base32()
    secrets.append(secret)
    monkeypatch.setattr(pyotp, "random_base32", lambda: secret)
    do("account", "totp", *account, "--confirm-stdin", stdin=pyotp.TOTP(secret).at(clock.now()))
    secrets += re.findall(r"[A-Z2-7]{4}-[A-Z2-7-]+", do("account", "totp", *account, "--recovery-codes"))
    do("account", "totp", *account, "--remove")
    run("network", "create", "North", "--host", "north.example")
    secrets += do("key", "create", "--name", "sync", "--network", "default", "--network", "North").split()
    do("key", "revoke", "--name", "sync")
    secrets += re.findall(r"nexudus/(\S+)|secret +(\S+)", do("webhook", "create", "hook"))[0]
    secrets += re.findall(r"secret +(\S{20,})", do("webhook", "renew-secret", "hook"))
    do("webhook", "revoke", "hook")
    client = ("--label", "Acme", "--client-id", "x", "--secret-stdin")
    do("provider", "add", "acme", "https://login.example.com", *client, stdin="the secret of the client")
    secrets.append("the secret of the client")
    do("account", "roles", *account, "--role", "Full")
    do("provider", "change", "acme", "--label", "Acme Inc.")
    do("provider", "passwords", "off", "--owner", JANE)
    do("provider", "passwords", "on")
    do("provider", "passwords", "on")  # they are already
    do("provider", "remove", "acme")
    secrets += re.findall(r"whsec_\S+|whsk_\S+", do("hook", "create", "portal", "http://127.0.0.1:9/"))
    do("hook", "change", "portal", "--name", "site")
    secrets += re.findall(r"whsec_\S+|whsk_\S+", do("hook", "rotate", "site"))
    for action in ("stop", "start", "delete"):
        do("hook", action, "site")
    of_account = [
        *("account_created", "password_changed", "password_reset_required", "password_link_created"),
        *("account_suspended", "account_resumed"),
        *("roles_changed", "coworkers_changed", "coworkers_changed", "second_factor_set", "recovery_codes_replaced"),
        "second_factor_removed",
    ]
    of_others = ["key_created", "key_created", "key_revoked", "key_revoked"]
    of_others += ["webhook_created", "webhook_secret_replaced", "webhook_revoked"]
    invited = [one for one in told if one[0].startswith("account_invit")]
    assert invited == [("account_invited", None), ("account_invitation_withdrawn", None)]
    of_all = [*((name, jane.id) for name in of_account), *((name, None) for name in of_others)]
    of_providers = [
        *(("provider_added", None), ("roles_changed", jane.id)),
        *(("provider_changed", None), ("passwords_turned_off", jane.id)),
        *(("passwords_turned_on", None), ("provider_removed", None)),
    ]
    changed = ("created", "changed", "secret_replaced", "stopped", "changed", "deleted")
    of_hooks = [(f"hook_{one}", None) for one in changed]
    assert [one for one in told if one not in invited] == [*of_all, *of_providers, *of_hooks]
    assert {name for name, _ in told} == OF_COMMANDS

    lines = [json.loads(text) for _, text in written]
    assert {priority for priority, _ in written} == {syslog.LOG_NOTICE}
    for line in lines:
        always = set(COMMON_FIELDS) - {"key_id"} | set(EVENTS[line["name"]].fields)
        assert always | {"event"} <= set(line) <= always | {"event", "key_id"}
        assert (line["event"], line["door"], line["user"], line["address"]) == (
            "security",
            "cli",
            getpass.getuser(),
            None,
        )
    assert [line["network_id"] for line in lines if line["name"] == "key_created"] == [1, 2]
    text = "".join(text for _, text in written)
    assert [one for one in secrets if one and one in text] == []
    assert "@" not in text


def test_a_command_that_fails_tells_of_nothing(run: Run, written: list[tuple[int, str]]) -> None:
    assert run("account", "suspend", "--email", JANE).exit_code == 1
    assert run("account", "create", "--email", JANE, "--password-stdin", stdin="short").exit_code == 1
    assert run("key", "revoke", "--name", "sync").exit_code == 1
    assert written == []
