"""Reports that mail came back: how they are authenticated, what they change, and how that is undone."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest
from psycopg import Connection

from api.doorway import NOW, Space, account, running, store
from api.test_alerts import LEDGER, RULES, USES
from teamkpi import outbox
from teamkpi.alerts import looking
from teamkpi.outbox import SENT, Sender, bounces
from teamkpi.reports.subscriptions import Wishes, set_wishes, write_due

PATH = "/webhooks/mail"
SECRET = f"whsec_{b64encode(b'the secret of the mail provider').decode()}"
JANE, ADA, BOSS = "jane@here.test", "ada@here.test", "boss@here.test"
_NO_ADDRESSES: tuple[Any, ...] = (None, {}, {"to": JANE}, {"to": [1]}, {"to": []})
HARD: dict[str, Any] = {"Id": "1", "Email": JANE, "Code": "5.1.1"}


@pytest.fixture(scope="module")
def running_space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(shared, LEDGER)
    for one in (JANE, ADA):
        account(shared, one)
    account(shared, BOSS, operator=True)
    outbox.set_sender(shared, 1, Sender("kpi@here.test", None, "https://here.test", "en"))
    with running(shared_url, bounce_secret=SECRET, worker=False) as space:
        yield space


@pytest.fixture
def space(running_space: Space, shared: Connection[Any]) -> Space:
    shared.execute("DELETE FROM mail_bounce")
    shared.execute("DELETE FROM mail_bounce_report")
    shared.execute("DELETE FROM outbox_message")
    shared.execute("DELETE FROM alert_rule")
    shared.execute("DELETE FROM watched_team")
    return running_space


def basic(secret: str, user: str = "bounces") -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(f'{user}:{secret}'.encode()).decode()}"}


def signed(body: bytes, *, prefix: str = "webhook", seconds: int = 0, message_id: str = "msg_1") -> dict[str, str]:
    sent_on = str(int(NOW.timestamp()) + seconds)
    key = b"the secret of the mail provider"
    digest = hmac.new(key, b"%s.%s.%s" % (message_id.encode(), sent_on.encode(), body), sha256).digest()
    signature = f"v1,{b64encode(b'another').decode()} v1,{b64encode(digest).decode()}"
    return {f"{prefix}-id": message_id, f"{prefix}-timestamp": sent_on, f"{prefix}-signature": signature}


def report(space: Space, body: Any, headers: Mapping[str, str | bytes] | None = None) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return space.ask("POST", PATH, content=content, headers=basic(SECRET) if headers is None else headers)


def accepted(space: Space, body: Any, headers: dict[str, str] | None = None) -> None:
    answer = report(space, body, headers)
    assert (answer.status_code, answer.content) == (200, b""), answer.text


def bounced(conn: Connection[Any]) -> list[tuple[str, str | None]]:
    return [(one.email, one.code) for one in bounces.all_bounces(conn, 1)]


def sent(conn: Connection[Any], email: str = JANE, kind: outbox.Kind = outbox.PASSWORD_CHANGED) -> Any:
    message_id = outbox.write(conn, 1, kind, email, now=NOW)
    assert message_id is not None
    outbox.end(conn, 1, message_id, SENT, was_tried=True, now=NOW)
    return message_id


def token_of(space: Space, email: str) -> str:
    return str(space.sign_in(email)["access_token"])


@pytest.mark.parametrize("prefix", ["webhook", "svix"])
def test_signed_reports(space: Space, shared: Connection[Any], prefix: str) -> None:
    body = json.dumps({"type": "email.bounced", "data": {"to": ["JANE@here.test"], "bounce": {"type": "Permanent"}}})
    accepted(space, body.encode(), signed(body.encode(), prefix=prefix))
    assert bounced(shared) == [(JANE, None)]


@pytest.mark.parametrize("kind", ["Transient", "Undetermined"])
def test_reports_of_resend_about_what_may_pass(space: Space, shared: Connection[Any], kind: str) -> None:
    body = json.dumps({"type": "email.bounced", "data": {"to": [JANE], "bounce": {"type": kind, "subType": "General"}}})
    accepted(space, body.encode(), signed(body.encode(), prefix="svix"))
    assert bounced(shared) == []


def test_reports_of_postmark(space: Space, shared: Connection[Any]) -> None:
    hard = {"RecordType": "Bounce", "ID": 42, "Type": "HardBounce", "Email": JANE, "Inactive": True}
    for other in (
        {**hard, "ID": 1, "Type": "SoftBounce", "Inactive": False},
        {**hard, "ID": 2, "RecordType": "Delivery"},
        {"RecordType": None},
    ):
        accepted(space, other)
    assert bounced(shared) == []
    accepted(space, hard)
    assert bounced(shared) == [(JANE, None)]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic(""),
        basic("another secret of the provider"),
        {"Authorization": "Basic ä"},
        {"Authorization": f"Bearer {SECRET}"},
        signed(b"{}"),
        signed(json.dumps(HARD).encode(), seconds=301),
        signed(json.dumps(HARD).encode(), seconds=-301),
        {**signed(json.dumps(HARD).encode()), "webhook-timestamp": "soon"},
        {**signed(json.dumps(HARD).encode()), "webhook-id": "msg_2"},
        {**signed(json.dumps(HARD).encode()), "webhook-signature": "v1,", **basic(SECRET)},
    ],
)
def test_others_are_refused_alike(space: Space, shared: Connection[Any], headers: dict[str, str]) -> None:
    answer = report(space, HARD, {name: value.encode() for name, value in headers.items()})
    assert (answer.status_code, answer.json()["code"]) == (401, "webhook_refused")
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="bounces"'
    assert bounced(shared) == []


def test_a_server_without_a_secret_takes_no_reports(shared_url: str) -> None:
    with running(shared_url, worker=False) as other:
        for headers in ({}, basic(""), basic("None"), signed(json.dumps(HARD).encode())):
            assert report(other, HARD, headers).status_code == 401


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", {"Id": "1"}, {"Email": JANE}, {**HARD, "Email": 1}, {**HARD, "Id": "x" * 400}]
    + [{"type": "email.bounced", "data": one} for one in _NO_ADDRESSES]
    + [{"RecordType": "Bounce", "Type": "HardBounce", "Email": JANE}]
    + [{**HARD, "Email": "\0"}, {**HARD, "IsTemporary": "no"}, {**HARD, "MessageId": 1}],
)
def test_malformed_reports(space: Space, shared: Connection[Any], body: Any) -> None:
    answer = report(space, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request"), answer.text
    assert bounced(shared) == []


def test_unknown_addresses_and_temporary_failures_change_nothing(space: Space, shared: Connection[Any]) -> None:
    accepted(space, {"Id": "0", "Email": "stranger@here.test"})
    accepted(space, {**HARD, "IsTemporary": True})
    accepted(space, {"type": "email.delivered", "data": {"to": [JANE]}})
    assert bounced(shared) == []
    accepted(space, HARD)
    assert bounced(shared) == [(JANE, "5.1.1")]


def test_a_text_that_is_no_status_is_not_kept(space: Space, shared: Connection[Any]) -> None:
    accepted(space, {**HARD, "Code": f"550 no {JANE}"})
    assert bounced(shared) == [(JANE, None)]


def test_a_report_that_is_sent_again_counts_once(space: Space, shared: Connection[Any]) -> None:
    accepted(space, HARD)
    assert space.ask("POST", "/api/account/mail/try-again", token=token_of(space, JANE)).status_code == 200
    assert bounced(shared) == []
    accepted(space, HARD)
    assert bounced(shared) == []
    accepted(space, {**HARD, "Id": "2"})
    assert bounced(shared) == [(JANE, "5.1.1")]


def test_the_message_that_came_back_is_marked(space: Space, shared: Connection[Any]) -> None:
    first, last, other = sent(shared), sent(shared), sent(shared, ADA)
    accepted(space, {**HARD, "MessageId": f"<{first}@here.test>"})
    accepted(space, {**HARD, "Id": "2", "MessageId": f"<{other}@here.test>"})  # of somebody else
    found = {one.id: one.outcome for one in outbox.listed(shared, 1, with_sent=True)}
    assert found == {first: f"{bounces.CAME_BACK} (5.1.1)", last: SENT, other: SENT}
    accepted(space, {**HARD, "Id": "3", "Email": "Jane@here.test", "Code": None})
    shown = space.get("/api/sys/health", token=token_of(space, BOSS)).json()["Mail"]
    assert {(one["Id"], one["State"]) for one in shown["Messages"]} == {(str(first), "bounced")}
    accepted(space, {**HARD, "Id": "4"})
    shown = space.get("/api/sys/health", token=token_of(space, BOSS)).json()["Mail"]
    assert {(one["Id"], one["State"]) for one in shown["Messages"]} == {(str(first), "bounced"), (str(last), "bounced")}


def test_no_alerts_and_reports_until_somebody_tries_again(space: Space, shared: Connection[Any]) -> None:
    jane, boss = token_of(space, JANE), token_of(space, BOSS)

    def kinds() -> list[str]:
        rows = shared.execute(
            "SELECT kind FROM outbox_message WHERE email = %s AND ended_on IS NULL ORDER BY kind", [JANE]
        )
        return [kind for (kind,) in rows]

    def write_all() -> None:
        shared.execute("DELETE FROM alert_over")
        looking.look(shared, 1, 55, now=NOW, open_checkin_limit=timedelta(hours=24))
        set_wishes(shared, 1, 55, 1, Wishes(True, False, False), language="en", now=NOW)
        write_due(shared, 1, now=NOW + timedelta(days=7))
        shared.execute("DELETE FROM report_reader")

    answer = space.ask("POST", RULES, token=jane, json={**USES, "Confirm": True})
    assert answer.status_code == 200
    write_all()
    assert kinds() == ["alert_fired", "report_of_week"]
    accepted(space, HARD)
    assert kinds() == []
    write_all()
    assert kinds() == []
    listed = space.get(RULES, token=jane).json()
    assert (listed["IGetMail"], listed["MyMailCameBack"]) == (True, True)
    assert {one["CoworkerId"]: one["GetsMail"] for one in listed["Administrators"]} == {101: False, 103: True}
    assert space.get("/api/account", token=jane).json()["MailCameBackOn"] == "2026-11-21T12:00:00Z"
    outbox.write(shared, 1, outbox.PASSWORD_CHANGED, JANE, account_id=1, now=NOW)
    assert kinds() == ["password_changed"]
    again = space.ask("POST", "/api/sys/health/mail/try-again", token=boss, json={"Email": "JANE@here.test"})
    assert (again.status_code, again.json()["Mail"]["Bounced"]) == (200, [])
    refused = space.ask("POST", "/api/sys/health/mail/try-again", token=boss, json={"Email": JANE})
    assert refused.json()["Errors"][0]["Message"] == "is not an address that mail came back from"
    assert space.get("/api/account", token=jane).json()["MailCameBackOn"] is None
    write_all()
    assert kinds() == ["alert_fired", "password_changed", "report_of_week"]


def test_resending_a_message_has_the_address_tried_again(space: Space, shared: Connection[Any]) -> None:
    message_id = sent(shared)
    accepted(space, HARD)
    assert bounced(shared) == [(JANE, "5.1.1")]
    answer = space.ask("POST", f"/api/sys/health/mail/{message_id}/resend", token=token_of(space, BOSS))
    assert answer.status_code == 200
    assert bounced(shared) == []


def test_an_invitation_says_that_its_mail_came_back(space: Space, shared: Connection[Any]) -> None:
    leo = "leo@here.test"
    boss = token_of(space, BOSS)
    answer = space.ask("POST", "/api/sys/account-invitations", token=boss, json={"Emails": [leo]})
    assert answer.json()["Results"][0]["Result"] == "invited"
    shared.execute("UPDATE outbox_message SET outcome = 'sent', ended_on = %s WHERE email = %s", (NOW, leo))
    accepted(space, {"Id": "1", "Email": "LEO@here.test", "Code": "550"})
    [found] = space.get("/api/sys/account-invitations", token=boss).json()["Invitations"]
    assert (found["Mail"], found["MailReason"]) == ("bounced", f"{bounces.CAME_BACK} (550)")
    assert bounced(shared) == [(leo, "550")]
    # Without the invitation, nothing is kept of the address.
    assert space.ask("DELETE", f"/api/sys/account-invitations/{found['Id']}", token=boss).status_code == 200
    bounces.sweep(shared, 1, before=NOW)
    assert bounced(shared) == []
    assert shared.execute("SELECT count(*) FROM mail_bounce_report").fetchone() == (1,)
    bounces.sweep(shared, 1, before=NOW + timedelta(days=31))
    assert shared.execute("SELECT count(*) FROM mail_bounce_report").fetchone() == (0,)
