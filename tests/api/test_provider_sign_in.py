"""Signing in with a provider: the stand-in answers rightly, and in every wrong way."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import httpx
import pyotp
import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey
from psycopg import Connection

from api.doorway import NOW, PASSWORD, Space, account, running, store
from api.test_passkeys import add as add_passkey
from api.test_passkeys import prove
from openid_provider import CLIENT, SECRET, Provider, provider_on_loopback, rsa_key
from teamkpi.accounts import Seal, invitations, people, provider_attempts, providers, second_factor
from teamkpi.accounts.invitations import Inviting
from teamkpi.accounts.providers import NewProvider
from teamkpi.errors import AccountError, ProviderFailed
from teamkpi.hooks.addresses import networks_of
from teamkpi.ledger.audit_trail import Author
from teamkpi.openid.fetching import Fetcher

JANE, BOSS, JOE = "jane@techinnovators.com", "boss@space.test", "joe@techinnovators.com"
KEY = b64encode(b"k" * 32).decode()
OURS = {"x-requested-with": "XMLHttpRequest"}
BEGIN, FINISH, PROVIDERS = (f"/dashboard/session/{path}" for path in ("provider", "provider/finish", "providers"))
MINE, ACCOUNT = "/api/account", "/api/account/providers"
OPERATORS = "/api/spaces/bookings"
BY = Author("test", "cli")
HERE: dict[str, Any] = {"secret_key": (KEY,), "provider_networks": ("127.0.0.1",)}


class Tab:
    """A browser with its cookies, each sent to its path only."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        shown = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {**OURS, **({"Cookie": shown} if shown and path.startswith("/dashboard/session") else {})}
        self.space._client.cookies.clear()  # its own, which it would send for every browser
        answer = self.space.ask(method, path, headers=headers, **options)
        for one in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(one).items():
                assert (morsel["path"], morsel["samesite"], morsel["httponly"]) == (
                    *("/dashboard/session", "strict", True),
                )
                self.cookies.pop(name, None)
                if morsel.value:
                    self.cookies[name] = morsel.value
        return answer

    def begin(self, **form: str) -> str:
        answer = self.ask("POST", BEGIN, data={"provider": "acme", **form})
        assert answer.status_code == 200, answer.text
        location: str = answer.json()["Location"]
        return location

    def finish(self, form: dict[str, str]) -> str:
        """Return what has come of it: the outcome, or the error."""
        answer = self.ask("POST", FINISH, data=form)
        assert (answer.status_code, answer.headers["cache-control"]) in {
            *((200, "no-store"), (400, "no-store"), (429, "no-store")),
        }, answer.text
        body = answer.json()
        return str(body.get("Outcome") or body["error"])

    def signs_in(self, provider: Provider, **form: str) -> str:
        return self.finish(provider.code_for(self.begin()) | form)

    def token(self) -> str | None:
        answer = self.ask("POST", "/dashboard/session/token")
        return answer.json()["access_token"] if answer.status_code == 200 else None

    def email(self) -> str | None:
        token = self.token()
        return None if token is None else self.space.get(MINE, token=token).json()["Email"]


class Scene:
    def __init__(self, conn: Connection[Any], space: Space, provider: Provider) -> None:
        self.conn, self.space, self.provider = conn, space, provider

    def tab(self) -> Tab:
        return Tab(self.space)

    def connect(self, email: str, subject: str = "jane") -> None:
        """Connect an account by the password of its holder, as the account page does."""
        tab, self.provider.claims = self.tab(), {"sub": subject}
        token = self.space.sign_in(email)["access_token"]
        body = {"Provider": "acme", "CurrentPassword": PASSWORD, "Totp": None}
        answer = tab.ask("POST", f"{ACCOUNT}/connect", json=body, token=token)
        assert answer.status_code == 200, answer.text
        assert tab.finish(self.provider.code_for(answer.json()["Location"])) == "connected"

    def events(self) -> list[tuple[str, Any]]:
        """The security events since the last look, with their reason or account."""
        lines = self.space.log_lines("security")
        new, self._seen = lines[getattr(self, "_seen", 0) :], len(lines)
        return [(one["name"], one.get("reason", one["account_id"])) for one in new]

    def changes(self) -> list[dict[str, Any]]:
        rows = self.conn.execute(
            "SELECT changes FROM audit_entry WHERE entity_short_name = 'Account' ORDER BY id"
        ).fetchall()
        return [row[0] for row in rows]


def add(conn: Connection[Any], issuer: str, **more: Any) -> None:
    new = NewProvider(
        **{"name": "acme", "label": "Acme", "issuer": issuer, "client_id": CLIENT, "secret": SECRET, **more}
    )
    providers.add(conn, 1, new, seal=Seal([KEY]), author=BY, now=NOW)


@pytest.fixture
def scene(conn: Connection[Any], run: Callable[..., Space]) -> Iterator[Scene]:
    store(
        conn,
        {
            "coworkers": [
                {"Id": 101, "FullName": "Jane Smith", "Email": JANE},
                {"Id": 102, "FullName": "Joe", "Email": JOE},
            ]
        },
    )
    account(conn, JANE)
    account(conn, BOSS, operator=True)
    space = run(**HERE)
    with provider_on_loopback(lambda: space.now) as provider:
        add(conn, provider.issuer)
        yield Scene(conn, space, provider)


def test_a_connected_account_signs_in_with_the_provider_and_the_sign_in_is_like_others(scene: Scene) -> None:
    shown = scene.space.get(PROVIDERS)
    assert shown.json() == {"Providers": [{"Name": "acme", "Label": "Acme"}], "PasswordsSignIn": True}
    scene.connect(JANE)
    scene.events()
    tab = scene.tab()
    location = tab.begin()
    assert location.startswith(f"{scene.provider.issuer}/authorize?response_type=code&client_id=teamkpi&redirect_uri=")
    assert tab.finish(scene.provider.code_for(location)) == "signedIn"
    assert tab.email() == JANE
    assert set(tab.cookies) == {"teamkpi_session"}
    # Open sign-ins list it, and it ends as others do.
    token = tab.token()
    sign_ins = scene.space.get(MINE, token=token).json()["SignIns"]
    assert [one["ClientId"] for one in sign_ins if one["IsCurrent"]] == ["teamkpi.dashboard"]
    other = scene.space.sign_in(JANE)["access_token"]
    assert scene.space.ask("DELETE", f"{MINE}/sign-ins", token=other).status_code == 200
    assert tab.email() is None
    assert scene.events() == [("sign_in", 1), ("sign_in", 1), ("token_revoked", 1), ("token_revoked", 1)]


def test_nothing_secret_is_in_the_database_or_the_log(scene: Scene) -> None:
    scene.connect(JANE)
    tab = scene.tab()
    location = tab.begin()
    cookie = tab.cookies["teamkpi_provider"]
    form = scene.provider.code_for(location)
    assert tab.finish(form) == "signedIn"
    tables = ("provider_attempt", "provider_identity", "sign_in_provider", "audit_entry", "browser_session")
    held = "".join(
        str(row[0])
        for table in tables
        for row in scene.conn.execute(f"SELECT t::text FROM {table} AS t")  # noqa: S608
    )
    for secret in (cookie, form["state"], form["code"], SECRET, tab.cookies["teamkpi_session"], JANE):
        assert secret not in scene.space.log_text()
        assert secret not in held or secret == JANE


def test_an_unknown_person_is_not_let_in_whatever_their_address(scene: Scene) -> None:
    scene.provider.claims = {"sub": "eve", "email": JANE, "email_verified": False}
    assert scene.tab().signs_in(scene.provider) == "not_connected"
    for claims in (
        {"email": JANE},
        {"email": JANE, "email_verified": "true"},
        {"email": JANE, "email_verified": 1},
        {"email": "not an address", "email_verified": True},
        {"email": [JANE], "email_verified": True},
        {"email": "\x00", "email_verified": True},
    ):
        scene.provider.claims = {"sub": "eve", **claims}
        assert scene.tab().signs_in(scene.provider) == "not_connected"
    assert {one for one in scene.events() if one[0] != "sign_in"} == {("provider_refused", "not_connected")}
    assert scene.conn.execute("SELECT count(*) FROM provider_identity").fetchone() == (0,)


def test_a_verified_address_connects_only_with_the_password_of_the_account(scene: Scene) -> None:
    tab = scene.tab()
    form = scene.provider.code_for(tab.begin())
    assert tab.finish(form) == "confirmation_required"
    assert tab.email() is None
    state = {"state": form["state"]}
    assert tab.finish(state) == "confirmation_required"
    assert tab.finish(state | {"password": "wrong password"}) == "invalid_grant"
    assert scene.tab().finish(state | {"password": PASSWORD}) == "sign_in_expired"  # another browser
    assert scene.conn.execute("SELECT count(*) FROM provider_identity").fetchone() == (0,)
    scene.events()
    assert tab.finish(state | {"password": PASSWORD}) == "signedIn"
    assert tab.email() == JANE
    assert scene.events() == [("provider_connected", 1), ("sign_in", 1)]
    assert scene.changes()[-1] == {"ConnectedProvider": [None, 1]}
    assert tab.finish(state | {"password": PASSWORD}) == "sign_in_expired"
    # From now on the person's identifier is enough, and their address does not matter.
    scene.provider.claims = {"sub": "jane", "email": BOSS, "email_verified": True}
    again = scene.tab()
    assert again.signs_in(scene.provider) == "signedIn"
    assert again.email() == JANE
    # Somebody else with the address that Jane had is not Jane.
    scene.provider.claims = {"sub": "new jane", "email": JANE, "email_verified": True}
    other = scene.tab()
    form = scene.provider.code_for(other.begin())
    assert other.finish(form) == "confirmation_required"
    assert other.finish({"state": form["state"], "password": PASSWORD}) == "connected_already"


def test_confirming_is_slowed_like_signing_in(scene: Scene) -> None:
    tab = scene.tab()
    state = {"state": scene.provider.code_for(tab.begin())["state"]}
    form = scene.provider.code_for(tab.begin())
    assert tab.finish(form) == "confirmation_required"
    state = {"state": form["state"]}
    said = [tab.finish(state | {"password": f"wrong {number}"}) for number in range(6)]
    assert said == ["invalid_grant"] * 5 + ["too_many_requests"]
    assert tab.finish(state | {"password": PASSWORD}) == "too_many_requests"


def test_a_second_factor_is_asked_for_as_well(scene: Scene) -> None:
    scene.connect(JANE)
    secret = pyotp.random_base32()
    code = pyotp.TOTP(secret)
    second_factor.enrol(scene.conn, 1, JANE, secret, code.at(NOW - timedelta(seconds=30)), seal=Seal([KEY]), now=NOW)
    tab = scene.tab()
    form = scene.provider.code_for(tab.begin())
    assert tab.finish(form) == "two_factor_auth_check"
    assert tab.email() is None
    scene.events()
    state = {"state": form["state"]}
    assert tab.finish(state) == "two_factor_auth_check"
    assert tab.finish(state | {"totp": "000000"}) == "invalid_grant"
    assert scene.tab().finish(state | {"totp": code.at(NOW)}) == "sign_in_expired"
    assert tab.finish(state | {"totp": code.at(NOW)}) == "signedIn"
    assert tab.email() == JANE
    assert scene.events() == [
        ("sign_in_failed", "code"),
        ("provider_refused", "sign_in_expired"),
        ("sign_in", 1),
    ]
    # The code is used up, and wrong ones are counted.
    form = scene.provider.code_for(tab.begin())
    assert tab.finish(form) == "two_factor_auth_check"
    said = [tab.finish({"state": form["state"], "totp": code.at(NOW)}) for _ in range(6)]
    assert said == ["invalid_grant"] * 5 + ["too_many_requests"]


def test_a_passkey_is_a_second_factor_for_the_provider_too(scene: Scene) -> None:
    scene.connect(JANE)
    token = scene.space.sign_in(JANE)["access_token"]
    passkey, codes = add_passkey(scene.space, token)
    # Disconnecting takes it in place of a code, as every change of the account does.
    body = {"Provider": "acme", "CurrentPassword": PASSWORD}
    path = f"{ACCOUNT}/disconnect"
    assert scene.space.ask("POST", path, token=token, json=body).json()["code"] == "two_factor_auth_check"
    tab = scene.tab()
    form = scene.provider.code_for(tab.begin())
    assert tab.finish(form) == "two_factor_auth_check"
    assert tab.email() is None
    assert tab.finish({"state": form["state"], "totp": codes[0]}) == "signedIn"
    shown = {**body, "Passkey": prove(scene.space, token, passkey)}
    assert scene.space.ask("POST", path, token=token, json=shown).status_code == 200
    shown = {**body, "Passkey": prove(scene.space, token, passkey)}
    assert tab.ask("POST", f"{ACCOUNT}/connect", token=token, json=shown).status_code == 200


def test_a_passkey_in_place_of_a_code_after_the_provider(scene: Scene) -> None:
    scene.connect(JANE)
    passkey, _ = add_passkey(scene.space, scene.space.sign_in(JANE)["access_token"])

    def signed(tab: Tab) -> str:
        return passkey.sign(tab.ask("POST", "/dashboard/session/passkey/challenge").json()["PublicKey"], verified=False)

    tab, other = scene.tab(), scene.tab()
    form = scene.provider.code_for(tab.begin())
    assert tab.finish(form) == "two_factor_auth_check"
    state = {"state": form["state"]}
    scene.events()
    for wrong in ("{}", "x", signed(other)):
        signed(tab)
        assert tab.finish(state | {"passkey": wrong}) == "invalid_grant"
    assert tab.email() is None
    assert [name for name, _ in scene.events()] == ["passkey_refused", "sign_in_failed"] * 3
    right = signed(tab)
    assert scene.tab().finish(state | {"passkey": right}) == "sign_in_expired"
    assert tab.finish(state | {"passkey": right}) == "signedIn"
    assert tab.email() == JANE
    # What was signed counts once.
    form = scene.provider.code_for(tab.begin())
    assert tab.finish(form) == "two_factor_auth_check"
    assert tab.finish({"state": form["state"], "passkey": right}) == "invalid_grant"


def test_a_passkey_beside_the_password_that_connects_an_account(scene: Scene) -> None:
    passkey, _ = add_passkey(scene.space, scene.space.sign_in(JANE)["access_token"])
    scene.provider.claims = {"sub": "jane", "email": JANE, "email_verified": True}
    tab = scene.tab()
    form = scene.provider.code_for(tab.begin())
    assert tab.finish(form) == "confirmation_required"
    state = {"state": form["state"], "password": PASSWORD}
    assert tab.finish(state) == "two_factor_auth_check"
    asked = tab.ask("POST", "/dashboard/session/passkey/challenge").json()["PublicKey"]
    assert tab.finish(state | {"passkey": passkey.sign(asked, verified=False)}) == "signedIn"
    assert tab.email() == JANE


def test_an_invitation_is_accepted_with_the_provider(scene: Scene) -> None:
    [invited] = invitations.invite(scene.conn, 1, [JOE], Inviting(BY, None, NOW))
    secret = invited.secret or ""
    scene.provider.claims = {"sub": "joe"}
    tab = scene.tab()
    assert tab.finish(scene.provider.code_for(tab.begin(invitation=secret))) == "signedIn"
    assert tab.email() == JOE
    assert [name for name, _ in scene.events()] == ["account_created", "provider_connected", "sign_in"]
    # It is used up, and no reset link passes for one.
    answer = tab.ask("POST", BEGIN, data={"provider": "acme", "invitation": secret})
    assert (answer.status_code, answer.json()["code"]) == (400, "link_refused")
    assert scene.tab().signs_in(scene.provider) == "signedIn"
    # With the password of the account that the identity is connected to, nobody else gets it.
    tab = scene.tab()
    token = scene.space.sign_in(JANE)["access_token"]
    body = {"Provider": "acme", "CurrentPassword": PASSWORD, "Totp": None}
    location = tab.ask("POST", f"{ACCOUNT}/connect", json=body, token=token).json()["Location"]
    assert tab.finish(scene.provider.code_for(location)) == "connected_already"


def test_an_invitation_that_was_used_meanwhile_is_refused(scene: Scene) -> None:
    [invited] = invitations.invite(scene.conn, 1, [JOE], Inviting(BY, None, NOW))
    scene.provider.claims = {"sub": "joe"}
    tab = scene.tab()
    location = tab.begin(invitation=invited.secret or "")
    account(scene.conn, JOE)
    answer = tab.ask("POST", FINISH, data=scene.provider.code_for(location))
    assert (answer.status_code, answer.json()["code"]) == (400, "link_refused")
    assert scene.conn.execute("SELECT count(*) FROM provider_identity").fetchone() == (0,)


def test_connecting_takes_the_password_and_can_be_undone(scene: Scene) -> None:
    token = scene.space.sign_in(JANE)["access_token"]
    assert scene.space.get(ACCOUNT, token=token).json() == {
        "Providers": [{"Name": "acme", "Label": "Acme", "ConnectedOn": None}]
    }
    tab = scene.tab()
    wrong = {"Provider": "acme", "CurrentPassword": "wrong", "Totp": None}
    for path in ("connect", "disconnect"):
        assert tab.ask("POST", f"{ACCOUNT}/{path}", json=wrong, token=token).json()["code"] == "invalid_grant"
    scene.connect(JANE)
    [one] = scene.space.get(ACCOUNT, token=token).json()["Providers"]
    assert one["ConnectedOn"] == "2026-11-21T12:00:00Z"
    scene.events()
    right = {**wrong, "CurrentPassword": PASSWORD}
    assert tab.ask("POST", f"{ACCOUNT}/disconnect", json=right, token=token).status_code == 200
    assert scene.events() == [("provider_disconnected", 1)]
    assert scene.changes()[-1] == {"ConnectedProvider": [1, None]}
    assert tab.ask("POST", f"{ACCOUNT}/disconnect", json=right, token=token).json()["code"] == "bad_request"
    assert scene.tab().signs_in(scene.provider) == "not_connected"


def test_a_suspended_account_stays_out(scene: Scene) -> None:
    scene.connect(JANE)
    people.suspend(scene.conn, 1, JANE)
    scene.events()
    assert scene.tab().signs_in(scene.provider) == "invalid_grant"
    assert scene.events() == [("sign_in_failed", "account")]
    people.resume(scene.conn, 1, JANE)
    assert scene.tab().signs_in(scene.provider) == "signedIn"


@pytest.mark.parametrize(("for_whom", "jane", "boss"), [("operators", 0, 1), ("members", 1, 0)])
def test_a_provider_is_only_for_some(scene: Scene, for_whom: str, jane: int, boss: int) -> None:
    scene.connect(JANE, "jane")
    scene.connect(BOSS, "boss")
    scene.conn.execute("UPDATE sign_in_provider SET for_whom = %s", (for_whom,))
    said = ["not_for_account", "signedIn"]
    for subject, allowed in (("jane", jane), ("boss", boss)):
        scene.provider.claims = {"sub": subject}
        assert scene.tab().signs_in(scene.provider) == said[allowed]


def test_roles_come_from_a_claim_at_each_sign_in(scene: Scene) -> None:
    account(scene.conn, "other@space.test", operator=True)
    scene.connect(BOSS, "boss")
    scene.connect(JANE, "jane")
    providers.remove(scene.conn, 1, "acme", author=BY, now=NOW)
    mapping = {"desk": ["FrontDesk"], "books": ["Accountant"], "all": ["Owner"]}
    add(scene.conn, scene.provider.issuer, role_claim="realm.roles", role_map=mapping)
    scene.connect(BOSS, "boss")

    def signs_in(subject: str, *values: str) -> tuple[str, Any]:
        scene.provider.claims = {"sub": subject, "realm": {"roles": list(values)}}
        said = scene.tab().signs_in(scene.provider)
        row = scene.conn.execute("SELECT is_operator, roles FROM account WHERE email = %s", (BOSS,)).fetchone()
        assert row is not None
        return said, row

    desk = list(providers.as_account_roles(["FrontDesk"]) or ())
    assert signs_in("boss", "desk", "unknown") == ("signedIn", (True, desk))
    assert ("roles_changed", 2) in scene.events()
    assert signs_in("boss", "all") == ("signedIn", (True, None))
    assert scene.changes()[-1]["Roles"] == [desk, None]
    # Without any of the values, the account is a member's; and this one is bound to no person.
    assert signs_in("boss", "unknown") == ("invalid_grant", (True, None))
    scene.conn.execute("UPDATE account SET is_active = FALSE WHERE email = 'other@space.test'")
    # The last owner stays one.
    assert signs_in("boss", "desk") == ("signedIn", (True, None))
    assert signs_in("boss") == ("signedIn", (True, None))


def test_passwords_can_be_turned_off_except_for_one_owner(scene: Scene) -> None:
    scene.connect(JANE)
    account(scene.conn, "other@space.test", operator=True)
    basic = {"Authorization": f"Basic {b64encode(f'other@space.test:{PASSWORD}'.encode()).decode()}"}
    assert scene.space.get(OPERATORS, headers=basic).status_code == 200
    providers.turn_passwords_off(scene.conn, 1, BOSS, author=BY, now=NOW)
    assert scene.space.get(PROVIDERS).json()["PasswordsSignIn"] is False
    form = {"grant_type": "password", "username": JANE, "password": PASSWORD}
    scene.events()
    for path, headers in (("/api/token", {}), ("/dashboard/session", OURS)):
        answer = scene.space.ask("POST", path, data=form, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (400, "passwords_are_off")
        wrong = scene.space.ask("POST", path, data=form | {"password": "wrong"}, headers=headers)
        assert wrong.json()["error"] == "invalid_grant"
        boss = scene.space.ask("POST", path, data=form | {"username": BOSS}, headers=headers)
        assert boss.status_code == 200
    assert [one for one in scene.events() if one[0] != "sign_in"] == [
        *(("sign_in_incomplete", "passwords_are_off"), ("sign_in_failed", "password")) * 2,
    ]
    # Also where a password was verified a moment ago.
    assert scene.space.get(OPERATORS, headers=basic).status_code == 401
    assert scene.tab().signs_in(scene.provider) == "signedIn"
    # A password still confirms who somebody is.
    tab = scene.tab()
    scene.provider.claims = {"sub": "other", "email": "other@space.test", "email_verified": True}
    asked = scene.provider.code_for(tab.begin())
    assert tab.finish(asked) == "confirmation_required"
    assert tab.finish({"state": asked["state"], "password": PASSWORD}) == "signedIn"
    assert providers.turn_passwords_on(scene.conn, 1, author=BY, now=NOW)
    assert scene.space.ask("POST", "/api/token", data=form).status_code == 200


def test_what_keeps_the_owner_who_signs_in_with_a_password(scene: Scene) -> None:
    for email, reason in ((JANE, "must be an operator who can do everything"), ("x@y.test", "has no account")):
        with pytest.raises(AccountError, match=reason):
            providers.turn_passwords_off(scene.conn, 1, email, author=BY, now=NOW)
    account(scene.conn, "other@space.test", operator=True)
    scene.connect(BOSS, "boss")
    providers.turn_passwords_off(scene.conn, 1, BOSS, author=BY, now=NOW)
    scene.conn.execute(
        "UPDATE sign_in_provider SET role_claim = 'roles', role_map = %s", (json.dumps({"desk": ["FrontDesk"]}),)
    )
    scene.provider.claims = {"sub": "boss", "roles": ["desk"]}
    assert scene.tab().signs_in(scene.provider) == "signedIn"
    assert scene.conn.execute("SELECT roles FROM account WHERE email = %s", (BOSS,)).fetchone() == (None,)


# Hostile answers.


@pytest.fixture(scope="module")
def hostile(shared: Connection[Any], shared_url: str) -> Iterator[Scene]:
    store(shared, {"coworkers": [{"Id": 101, "FullName": "Jane Smith", "Email": JANE}]})
    account(shared, JANE)
    # Failures at the address of the tests are not what is tested here.
    with (
        running(shared_url, **HERE, sign_in_tries_per_address=0) as space,
        provider_on_loopback(lambda: space.now) as provider,
    ):
        add(shared, provider.issuer)
        scene = Scene(shared, space, provider)
        scene.connect(JANE)
        yield scene


@pytest.fixture
def shared_scene(hostile: Scene) -> Scene:
    """One server and one provider for all of them; what the server knows of the provider is forgotten each time."""
    provider, space = hostile.provider, hostile.space
    provider.metadata, provider.header, provider.raw, provider.token = {}, {}, {}, provider.signed
    provider.claims = {"sub": "jane"}
    provider.use(rsa_key("first"))
    space.forward(timedelta(hours=1))
    return hostile


def unsigned(header: dict[str, Any]) -> Callable[[dict[str, Any]], str]:
    def part(value: Any) -> str:
        return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return lambda claims: f"{part(header)}.{part(claims)}."


HOSTILE_CLAIMS: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://evil.test"},
    "the issuer with a slash": {"iss": "{issuer}/"},
    "another audience": {"aud": "other"},
    "no audience": {"aud": None},
    "several audiences": {"aud": [CLIENT, "other"]},
    "another party": {"aud": [CLIENT, "other"], "azp": "other"},
    "party of another": {"azp": "other"},
    "wrong nonce": {"nonce": "x"},
    "no nonce": {"nonce": None},
    "no subject": {"sub": ""},
    "a number as subject": {"sub": 7},
    "a long subject": {"sub": "x" * 256},
    "expired": {"exp": timedelta(seconds=-121)},
    "no end": {"exp": None},
    "an end that is text": {"exp": "2099"},
    "clock five minutes ahead": {"iat": timedelta(seconds=300), "exp": timedelta(seconds=600)},
    "clock five minutes behind": {"iat": timedelta(seconds=-300), "exp": timedelta(seconds=60)},
    "no time": {"iat": None},
    "not yet": {"nbf": timedelta(seconds=300)},
}


@pytest.mark.parametrize("claims", HOSTILE_CLAIMS.values(), ids=HOSTILE_CLAIMS)
def test_an_id_token_with_wrong_claims_is_refused(shared_scene: Scene, claims: dict[str, Any]) -> None:
    scene = shared_scene
    given = {
        name: value.format(issuer=scene.provider.issuer) if isinstance(value, str) else value
        for name, value in claims.items()
    }
    scene.provider.claims = {"sub": "jane", **given}
    scene.events()
    assert scene.tab().signs_in(scene.provider) == "provider_not_trusted"
    assert scene.events() == [("provider_refused", "provider_not_trusted")]


@pytest.mark.parametrize("seconds", [-119, 119])
def test_a_clock_that_is_a_little_off_is_accepted(shared_scene: Scene, seconds: int) -> None:
    at = timedelta(seconds=seconds)
    shared_scene.provider.claims = {"sub": "jane", "iat": at, "exp": at + timedelta(seconds=60)}
    assert shared_scene.tab().signs_in(shared_scene.provider) == "signedIn"


def hostile_signatures() -> dict[str, Callable[[Provider], None]]:
    def none(provider: Provider) -> None:
        provider.token = unsigned({"alg": "none"})

    def none_with_key(provider: Provider) -> None:
        provider.token = unsigned({"alg": "none", "kid": "first"})

    def none_in_capitals(provider: Provider) -> None:
        provider.token = unsigned({"alg": "NONE", "kid": "first"})

    def by_public_key(provider: Provider) -> None:
        public = rsa_key("first").as_pem(private=False)

        def part(content: bytes) -> str:
            return urlsafe_b64encode(content).rstrip(b"=").decode()

        def token(claims: dict[str, Any]) -> str:
            signed = (
                f"{part(json.dumps({'alg': 'HS256', 'kid': 'first'}).encode())}.{part(json.dumps(claims).encode())}"
            )
            return f"{signed}.{part(hmac.digest(public, signed.encode(), 'sha256'))}"

        provider.token = token

    def by_client_secret(provider: Provider) -> None:
        provider.key, provider.algorithm = OctKey.import_key(SECRET, {"kid": "first"}), "HS256"

    def by_published_secret(provider: Provider) -> None:
        key = OctKey.import_key("k" * 32, {"kid": "first"})
        provider.use(key, "HS256")
        provider.published = [key.as_dict(private=True)]

    def by_another_key(provider: Provider) -> None:
        provider.key = rsa_key("second")
        provider.header = {"kid": "first"}

    def own_key_in_header(provider: Provider) -> None:
        provider.key = rsa_key("second")
        provider.header = {"kid": "first", "jwk": rsa_key("second").as_dict(private=False)}

    def key_for_encryption(provider: Provider) -> None:
        provider.published = [{**provider.published[0], "use": "enc"}]
        provider.key = rsa_key("first")

    def changed(provider: Provider) -> None:
        signed = provider.signed

        def token(claims: dict[str, Any]) -> str:
            head, _, signature = signed(claims).split(".")
            other = signed({**claims, "sub": "jane"}).split(".")[1]
            return f"{head}.{other}x.{signature}"

        provider.token = token

    def garbage(provider: Provider) -> None:
        provider.token = lambda _: "a.b.c"

    def long(provider: Provider) -> None:
        provider.claims = {"sub": "jane", "more": "x" * 65_536}

    found = (none, none_with_key, none_in_capitals, by_public_key, by_client_secret, by_published_secret)
    more = (by_another_key, own_key_in_header, key_for_encryption, changed, garbage, long)
    return {one.__name__: one for one in (*found, *more)}


@pytest.mark.parametrize("change", hostile_signatures().values(), ids=hostile_signatures())
def test_an_id_token_with_a_wrong_signature_is_refused(shared_scene: Scene, change: Callable[[Provider], None]) -> None:
    change(shared_scene.provider)
    assert shared_scene.tab().signs_in(shared_scene.provider) == "provider_not_trusted"


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (lambda: ECKey.generate_key("P-256", {"kid": "e"}), "ES256"),
        (lambda: OKPKey.generate_key("Ed25519", {"kid": "o"}), "EdDSA"),
        (lambda: rsa_key("third"), "RS256"),
    ],
)
def test_keys_of_several_kinds_and_keys_that_are_replaced(
    shared_scene: Scene, key: Callable[[], Any], algorithm: str
) -> None:
    """A key that is not known is asked for, but only once a minute."""
    scene, provider = shared_scene, shared_scene.provider
    assert scene.tab().signs_in(provider) == "signedIn"
    asked = provider.asked.count("/keys")
    provider.use(key(), algorithm)
    scene.space.forward(timedelta(seconds=61))
    assert scene.tab().signs_in(provider) == "signedIn"
    assert provider.asked.count("/keys") == asked + 1
    provider.key = rsa_key("forged")
    provider.algorithm = "RS256"
    for _ in range(3):
        assert scene.tab().signs_in(provider) == "provider_not_trusted"
    assert provider.asked.count("/keys") == asked + 1
    scene.space.forward(timedelta(seconds=60))
    assert scene.tab().signs_in(provider) == "provider_not_trusted"
    assert provider.asked.count("/keys") == asked + 2


def test_a_state_counts_once_in_its_browser_for_ten_minutes(shared_scene: Scene) -> None:
    scene, provider = shared_scene, shared_scene.provider
    tab, other = scene.tab(), scene.tab()
    form = provider.code_for(tab.begin())
    other.begin()
    scene.events()
    # Of another browser, and of one without a cookie.
    assert other.finish(form) == "sign_in_expired"
    assert scene.tab().finish(form) == "sign_in_expired"
    assert tab.finish(form) == "signedIn"
    again = tab.finish(form)  # the cookie is gone
    assert again == "sign_in_expired"
    assert [one for one in scene.events() if one[0] != "sign_in"] == [("provider_refused", "sign_in_expired")] * 3
    tab.cookies["teamkpi_provider"] = "x"
    for state in ("", "x", "\x00", "x" * 5000):
        assert tab.finish({"state": state, "code": "x"}) in {"sign_in_expired", "invalid_request"}
    form = provider.code_for(tab.begin())
    scene.space.forward(timedelta(minutes=10))
    assert tab.finish(form) == "sign_in_expired"


def test_a_code_that_is_replayed_is_refused(shared_scene: Scene) -> None:
    """Whoever sees a code in a log or a history cannot use it: neither with its state nor with another one."""
    scene, provider = shared_scene, shared_scene.provider
    tab, thief = scene.tab(), scene.tab()
    form = provider.code_for(tab.begin())
    cookie = tab.cookies["teamkpi_provider"]
    assert tab.finish(form) == "signedIn"
    tab.cookies["teamkpi_provider"] = cookie
    assert tab.finish(form) == "sign_in_expired"
    # A code that was not used yet, in a sign-in of the thief's: the code verifier is another.
    form = provider.code_for(tab.begin())
    own = provider.code_for(thief.begin())
    assert thief.finish({**own, "code": form["code"]}) == "provider_not_trusted"
    assert thief.email() is None


def test_an_answer_of_another_provider_is_refused_before_its_code_is_sent(shared_scene: Scene) -> None:
    """The mix-up attack: RFC 9207."""
    scene, provider = shared_scene, shared_scene.provider
    for issuer in ("https://evil.test", f"{provider.issuer}/", "x"):
        tab = scene.tab()
        form = provider.code_for(tab.begin()) | {"iss": issuer}
        asked = provider.asked.count("/token")
        assert tab.finish(form) == "provider_not_trusted"
        assert provider.asked.count("/token") == asked
    # Without the parameter, unless the provider has announced it.
    tab = scene.tab()
    form = provider.code_for(tab.begin())
    del form["iss"]
    assert tab.finish(form) == "signedIn"
    provider.metadata = {"authorization_response_iss_parameter_supported": True}
    scene.space.forward(timedelta(hours=1))
    tab = scene.tab()
    form = provider.code_for(tab.begin())
    del form["iss"]
    assert tab.finish(form) == "provider_not_trusted"


def test_a_refusal_of_the_provider_is_said(shared_scene: Scene) -> None:
    scene = shared_scene
    tab = scene.tab()
    form = scene.provider.code_for(tab.begin())
    scene.events()
    assert tab.finish({"state": form["state"], "error": "access_denied"}) == "provider_refused"
    assert scene.events() == [("provider_refused", "provider_refused")]
    assert tab.finish(form) == "sign_in_expired"


LARGE = json.dumps({"x": "y" * 300_000}).encode()


@pytest.mark.parametrize(
    "answer",
    [(500, {}, b"{}"), (200, {}, b"[]"), (200, {}, b"not JSON"), (200, {}, LARGE), (302, {"Location": "/else"}, b"{}")],
)
@pytest.mark.parametrize("path", ["/token", "/keys", "/.well-known/openid-configuration"])
def test_a_provider_that_does_not_answer_as_it_must(
    shared_scene: Scene, path: str, answer: tuple[int, dict[str, str], bytes]
) -> None:
    scene, provider = shared_scene, shared_scene.provider
    tab = scene.tab()
    scene.space.forward(timedelta(hours=1))
    if path == "/.well-known/openid-configuration":
        provider.raw = {path: answer}
        refused = tab.ask("POST", BEGIN, data={"provider": "acme"})
        assert (refused.status_code, refused.json()["error"]) == (400, "provider_unavailable")
    else:
        form = provider.code_for(tab.begin())
        provider.raw = {path: answer}
        assert tab.finish(form) == "provider_unavailable"
    assert "/else" not in provider.asked  # redirects are not followed


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.test"},
        {"token_endpoint": "ftp://x"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"id_token_signing_alg_values_supported": ["HS256", "none"]},
    ],
)
def test_a_provider_that_publishes_what_cannot_be_used(shared_scene: Scene, metadata: dict[str, Any]) -> None:
    shared_scene.space.forward(timedelta(hours=1))
    shared_scene.provider.metadata = metadata
    refused = shared_scene.tab().ask("POST", BEGIN, data={"provider": "acme"})
    assert (refused.status_code, refused.json()["error"]) == (400, "provider_unavailable")


def test_only_the_networks_of_the_setting_are_asked(conn: Connection[Any], run: Callable[..., Space]) -> None:
    space = run(secret_key=(KEY,), provider_networks=("10.0.0.0/8",))
    with provider_on_loopback(lambda: NOW) as provider:
        for number, issuer in enumerate((provider.issuer, provider.issuer.replace("127.0.0.1", "localhost"))):
            add(conn, issuer, name=f"p{number}")
            answer = Tab(space).ask("POST", BEGIN, data={"provider": f"p{number}"})
            assert answer.json()["error"] == "provider_unavailable"
            assert "no public address" in answer.json()["error_description"]
        assert provider.asked == []


@pytest.mark.parametrize("url", ["http://8.8.8.8/token", "HTTP://8.8.8.8/token", "hTtP://[2001:4860:4860::8888]/token"])
def test_public_addresses_are_not_asked_without_tls(url: str) -> None:
    with pytest.raises(ProviderFailed, match="has no public address"):
        Fetcher(networks_of(["10.0.0.0/8"])).get(url)


def test_beginning_many_sign_ins_has_to_wait(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider_attempts, "_MOST_BEGUN", 3)
    said = [scene.tab().ask("POST", BEGIN, data={"provider": "acme"}).status_code for _ in range(4)]
    assert said == [200, 200, 200, 429]
    assert scene.events() == [("wait_reached", None)]
    # It does not keep anybody from signing in with a password.
    assert scene.space.sign_in(JANE)


def test_only_own_pages_can_begin_and_finish(shared_scene: Scene) -> None:
    for path in (BEGIN, FINISH):
        answer = shared_scene.space.ask("POST", path, data={"provider": "acme"})
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    answer = shared_scene.tab().ask("POST", BEGIN, data={"provider": "other"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
