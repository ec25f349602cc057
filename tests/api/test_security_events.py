"""Security events: each of the server's, from where it can happen, and that no line says too much."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from psycopg import Connection

from api.doorway import NOW, PASSWORD, Space, account, store
from spaces import AUTHOR
from teamkpi import accounts, outbox
from teamkpi.accounts import Seal, keys, people, second_factor, security, webhooks
from teamkpi.accounts.security import COMMON_FIELDS, EVENTS, line_of
from teamkpi.ledger.audit_trail import Author
from teamkpi.outbox import Sender

KEY = b64encode(b"k" * 32).decode()
HOME, ELSEWHERE = "203.0.113.7", "198.51.100.9"
NINA = "nina@here.test"
JANE, JOE, BOSS, CLERK = "jane@here.test", "joe@here.test", "boss@here.test", "clerk@here.test"
WRONG = "wrong horse battery"
PAGE = {"x-requested-with": "XMLHttpRequest"}
KPI = "/api/public/teams/55/kpi"
OF_SERVER = {
    "sign_in",
    "sign_in_failed",
    "sign_in_incomplete",
    "wait_reached",
    "refresh_token_reused",
    "key_refused",
    "role_refused",
    "signature_wrong",
    "token_revoked",
    "password_changed",
    "password_link_requested",
    "password_link_created",
    "link_refused",
    "account_invited",
    "account_invitation_withdrawn",
    "account_created",
    "operator_added",
    "operator_removed",
}
"""The events that happen when the server is asked; the others are of commands."""


@dataclass
class Walk:
    """Somebody who tries every door, and what opens them, which must not be in the log."""

    space: Space
    conn: Connection[Any]
    ids: dict[str, int]
    secrets: list[str] = field(default_factory=lambda: [PASSWORD, WRONG, JANE, JOE, NINA, BOSS, CLERK, KEY])

    def ask(self, method: str, path: str, *, address: str = HOME, **more: Any) -> Any:
        headers = {"X-Forwarded-For": address, **more.pop("headers", {})}
        answer = self.space.ask(method, path, headers=headers, **more)
        if answer.content and answer.headers["Content-Type"] == "application/json":
            body = answer.json()
            found = [body.get(name) for name in ("access_token", "refresh_token")] if isinstance(body, dict) else []
            self.secrets += [one for one in found if one]
        return answer

    def sign_in(self, email: str, password: str = PASSWORD, totp: str = "", **more: Any) -> Any:
        form = {"grant_type": "password", "username": email, "password": password, "totp": totp}
        return self.ask("POST", "/api/token", data=form, **more)

    def refresh(self, token: str) -> Any:
        return self.ask("POST", "/api/token", data={"grant_type": "refresh_token", "refresh_token": token})

    def basic(self, email: str, password: str) -> Any:
        shown = b64encode(f"{email}:{password}".encode()).decode()
        self.secrets.append(shown)
        return self.ask("GET", "/api/sys/businesses", headers={"Authorization": f"Basic {shown}"})

    def bearer(self, path: str, token: str) -> Any:
        return self.ask("GET", path, headers={"Authorization": f"Bearer {token}"})

    def told(self) -> list[dict[str, Any]]:
        """The security events since the last look."""
        found = self.space.log_lines("security")[self._seen :]
        self._seen += len(found)
        return found

    _seen: int = 0


@pytest.fixture
def walk(conn: Connection[Any], run: Callable[..., Space]) -> Walk:
    people = [{"Id": 101, "FullName": "Jane Smith", "Email": JANE}, {"Id": 102, "FullName": "Joe", "Email": JOE}]
    team = {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101, 102], "TeamAdministrators": [101]}
    store(conn, {"coworkers": people, "teams": [team]})
    ids = {email: account(conn, email, operator=email in {BOSS, CLERK}) for email in (JANE, JOE, BOSS, CLERK)}
    accounts.set_roles(conn, 1, CLERK, ["Booking-List"])
    return Walk(run(secret_key=(KEY,), trusted_proxies=("127.0.0.1",), throttle=False), conn, ids)


def one(name: str, door: str, account_id: int | None = None, *, address: str = HOME, **more: Any) -> dict[str, Any]:
    common = {"door": door, "address": address, "network_id": 1, "account_id": account_id}
    return {"name": name, **common, **more}


def bare(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines without what differs from run to run."""
    return [
        {name: line[name] for name in line if name not in {"request_id", "timestamp", "event", "level"}}
        for line in lines
    ]


def test_every_event_of_the_server(walk: Walk) -> None:
    jane, joe, boss, clerk = (walk.ids[email] for email in (JANE, JOE, BOSS, CLERK))

    # Signing in and out
    pair = walk.sign_in(JANE).json()
    assert bare(walk.told()) == [one("sign_in", "portal", jane)]
    page = {**PAGE, "X-Forwarded-For": ELSEWHERE}
    session = walk.ask("POST", "/dashboard/session", data={"username": JANE, "password": PASSWORD}, headers=page)
    cookie = session.headers["Set-Cookie"].partition(";")[0]
    walk.secrets.append(cookie.partition("=")[2])
    assert bare(walk.told()) == [one("sign_in", "dashboard", jane, address=ELSEWHERE)]
    walk.ask("DELETE", "/dashboard/session", headers={**PAGE, "Cookie": cookie})
    walk.ask("DELETE", "/dashboard/session", headers={**PAGE, "Cookie": cookie})
    assert bare(walk.told()) == [one("token_revoked", "dashboard", jane)]
    walk.ask("POST", "/api/token/revoke", data={"token": pair["access_token"]})
    walk.ask("POST", "/api/token/revoke", data={"token": "a token of nobody"})
    assert bare(walk.told()) == [one("token_revoked", "portal", jane)]
    for _ in range(3):
        assert walk.basic(BOSS, PASSWORD).status_code == 200
    assert bare(walk.told()) == [one("sign_in", "backoffice", boss)]

    # Reuse
    first = walk.sign_in(JANE).json()["refresh_token"]
    walk.refresh(first)
    walk.refresh(first)
    assert bare(walk.told()) == [one("sign_in", "portal", jane)]
    walk.space.forward(timedelta(seconds=11))
    assert walk.refresh(first).status_code == 400
    assert bare(walk.told()) == [one("refresh_token_reused", "portal", jane)]
    assert walk.refresh(first).status_code == 400
    assert walk.told() == []

    # Failures, of each kind
    walk.sign_in(JANE, WRONG)
    walk.sign_in("nobody@here.test", WRONG)
    walk.secrets.append("nobody@here.test")
    walk.ask("POST", "/dashboard/session", data={"username": JANE, "password": WRONG}, headers=PAGE)
    change = {"Email": JANE, "CurrentPassword": WRONG, "NewPassword": "another horse altogether"}
    walk.ask("POST", "/api/account/password", json=change)
    walk.basic(BOSS, WRONG)
    assert bare(walk.told()) == [
        one("sign_in_failed", "portal", jane, reason="password"),
        one("sign_in_failed", "portal", reason="password"),
        one("sign_in_failed", "dashboard", jane, reason="password"),
        one("sign_in_failed", "portal", jane, reason="password"),
        one("sign_in_failed", "backoffice", boss, reason="password"),
    ]
    accounts.suspend(walk.conn, 1, JOE)
    walk.sign_in(JOE)
    accounts.resume(walk.conn, 1, JOE)
    accounts.require_new_password(walk.conn, 1, JOE)
    walk.sign_in(JOE)
    assert bare(walk.told()) == [
        one("sign_in_failed", "portal", joe, reason="account"),
        one("sign_in_incomplete", "portal", joe, reason="must_reset_password"),
    ]

    # Another password, and a second factor
    walk.secrets.append("another horse altogether")
    walk.ask("POST", "/api/account/password", json={**change, "Email": JOE, "CurrentPassword": PASSWORD})
    assert bare(walk.told()) == [one("password_changed", "portal", joe)]
    secret, before = pyotp.random_base32(), walk.space.now - timedelta(minutes=2)
    codes = second_factor.enrol(
        walk.conn, 1, CLERK, secret, pyotp.TOTP(secret).at(before), seal=Seal([KEY]), now=before
    )
    walk.secrets += [secret, *codes]
    walk.sign_in(CLERK)
    walk.sign_in(CLERK, totp="000000")
    walk.sign_in(CLERK, totp=codes[0])
    walk.sign_in(CLERK, totp=codes[0])
    clerks = walk.sign_in(CLERK, totp=pyotp.TOTP(secret).at(walk.space.now)).json()["access_token"]
    walk.basic(CLERK, PASSWORD)
    assert bare(walk.told()) == [
        one("sign_in_incomplete", "portal", clerk, reason="two_factor_auth_check"),
        one("sign_in_failed", "portal", clerk, reason="code"),
        one("sign_in", "portal", clerk),
        one("sign_in_failed", "portal", clerk, reason="code"),
        one("sign_in", "portal", clerk),
        one("sign_in_incomplete", "backoffice", clerk, reason="two_factor_auth_check"),
    ]

    # Forgotten passwords
    outbox.set_sender(walk.conn, 1, Sender("kpi@here.test", None, "https://here.test", "en"))
    walk.ask("POST", "/api/account/forgotten-password", json={"Email": JANE})
    shown = {"Authorization": f"Bearer {walk.sign_in(BOSS).json()['access_token']}"}
    link = walk.ask("POST", f"/api/sys/accounts/{joe}/reset-link", headers=shown).json()["Secret"]
    walk.secrets.append(link)
    for _ in range(2):
        walk.ask("POST", "/api/account/links/use", json={"Secret": link, "NewPassword": "another horse altogether"})
    assert bare(walk.told()) == [
        one("password_link_requested", "portal"),
        one("sign_in", "portal", boss),
        one("password_link_created", "backoffice", joe),
        one("password_changed", "portal", joe),
        one("link_refused", "portal"),
    ]

    # Invitations to accounts
    outbox.remove_sender(walk.conn, 1)
    store(walk.conn, {"coworkers": [{"Id": 103, "FullName": "Nina", "Email": NINA}]})
    path = "/api/sys/account-invitations"
    walk.ask("POST", path, json={"Emails": [NINA]}, headers=shown)
    [invited] = walk.ask("GET", path, headers=shown).json()["Invitations"]
    walk.ask("DELETE", f"{path}/{invited['Id']}", headers=shown)
    link = walk.ask("POST", path, json={"Emails": [NINA]}, headers=shown).json()["Results"][0]["Secret"]
    walk.secrets.append(link)
    walk.ask("POST", "/api/account/links/use", json={"Secret": link, "NewPassword": "another horse altogether"})
    nina, _ = people.find(walk.conn, 1, NINA)
    assert bare(walk.told()) == [
        one("account_invited", "backoffice"),
        one("account_invitation_withdrawn", "backoffice"),
        one("account_invited", "backoffice"),
        one("account_created", "portal", nina),
    ]

    # Roles and keys
    key = keys.create(walk.conn, [1], "sync", roles=["Team-List"], author=AUTHOR, now=NOW)
    [made] = keys.list_keys(walk.conn, 1)
    walk.secrets.append(key)
    walk.bearer("/api/sys/businesses", clerks)
    walk.bearer("/api/sys/businesses", key)
    joes = walk.sign_in(JOE, "another horse altogether").json()["access_token"]
    walk.bearer("/api/sys/businesses", joes)
    walk.bearer(KPI, joes)
    keys.revoke(walk.conn, 1, "sync", [1], author=AUTHOR, now=NOW)
    walk.bearer("/api/sys/businesses", key)
    walk.bearer("/api/sys/businesses", "a token of nobody")
    assert bare(walk.told()) == [
        one("role_refused", "backoffice", clerk, role="Business-List"),
        one("role_refused", "backoffice", key_id=made.id, role="Business-List"),
        one("sign_in", "portal", joe),
        one("role_refused", "backoffice", joe, role="operator"),
        one("role_refused", "portal", joe, role="team administrator"),
        one("key_refused", "backoffice"),
    ]

    # Operators, added and removed by another one
    shown = {"Authorization": f"Bearer {walk.sign_in(BOSS).json()['access_token']}"}
    walk.ask("POST", "/api/sys/operators", json={"Email": JOE, "RoleSet": "Auditor"}, headers=shown)
    walk.ask("DELETE", f"/api/sys/operators/{joe}", headers=shown)
    assert bare(walk.told()) == [
        one("sign_in", "portal", boss),
        one("operator_added", "backoffice", joe),
        one("token_revoked", "backoffice", joe),
        one("operator_removed", "backoffice", joe),
    ]

    # Webhooks
    hook = webhooks.create(walk.conn, 1, "hook", seal=Seal([KEY]), author=Author("tester", "cli"), now=NOW)
    [found] = webhooks.all_webhooks(walk.conn, 1)
    walk.secrets += [hook.key, hook.secret, "0" * 64]
    for address in (hook.key, "of-no-webhook"):
        signature = {"X-Nexudus-Hook-Signature": "0" * 64}
        walk.ask("POST", f"/webhooks/nexudus/{address}", content=b"[]", headers=signature)
    assert bare(walk.told()) == [
        one("signature_wrong", "webhook", webhook_id=found.id),
        one("signature_wrong", "webhook", webhook_id=None),
    ]

    # Waits, of an account and of an address
    for _ in range(6):
        walk.sign_in(JANE, WRONG, address=ELSEWHERE)
    assert bare(walk.told())[-1] == one("wait_reached", "portal", jane, address=ELSEWHERE, counted="account", seconds=1)
    for number in range(51):
        walk.sign_in(f"{number}@here.test", WRONG, address="192.0.2.200")
    waits = one("wait_reached", "portal", address="192.0.2.200", counted="address", seconds=1)
    assert bare(walk.told())[-1] == waits

    lines = walk.space.log_lines("security")
    assert {line["name"] for line in lines} == OF_SERVER
    requests = {line["request_id"]: line for line in walk.space.log_lines()}
    for line in lines:
        event = EVENTS[line["name"]]
        assert line["level"] == ("warning" if event.is_warning else "info")
        assert requests[line["request_id"]]["network_id"] == line["network_id"]
        always = set(COMMON_FIELDS) - {"key_id", "user"} | set(event.fields)
        assert always <= set(line) <= always | {"key_id", "event", "level", "timestamp"}
    written = walk.space.log_text()
    assert [one for one in walk.secrets if one in written or one.encode().hex() in written] == []
    assert "@" not in written


def test_every_event_is_declared_once_and_says_what_it_declares() -> None:
    declared = [one for one in vars(security).values() if isinstance(one, security.Event)]
    assert sorted(one.name for one in declared) == sorted(EVENTS)
    for event in declared:
        assert not set(event.fields) & set(COMMON_FIELDS)
        own: dict[str, Any] = dict.fromkeys(event.fields, "x")
        line = line_of(event, "cli", 1, 2, **own)
        assert list(line) == ["name", "door", "address", "network_id", "account_id", "request_id", *event.fields]
        with pytest.raises(TypeError, match=f"{event.name} has the fields"):
            line_of(event, "cli", 1, 2, **own, email="jane@here.test")


def test_a_line_as_it_is_written(walk: Walk) -> None:
    walk.sign_in(JANE, WRONG)
    [line] = walk.told()
    shown = json.dumps({**line, "account_id": 0, "request_id": "", "timestamp": ""}, separators=(",", ":"))
    assert line["account_id"] == walk.ids[JANE]
    assert shown == (
        '{"name":"sign_in_failed","door":"portal","address":"203.0.113.7","network_id":1,"account_id":0,'
        '"request_id":"","reason":"password","event":"security","level":"warning","timestamp":""}'
    )
