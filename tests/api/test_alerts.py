"""Alert rules over HTTP: what administrators see and change, and the link that stops mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from psycopg import Connection

from api.doorway import NOW, Space, account, running, store
from teamkpi import outbox
from teamkpi.alerts import looking, readers
from teamkpi.outbox import Sender

RULES = "/api/public/teams/55/alerts"
PEOPLE = {101: "jane", 102: "leo", 103: "ada"}
USES = {"Figure": "RemainingTimeCreditUses", "Of": "member", "Comparison": "at_most", "Threshold": 5}
CREDIT = {"BusinessId": 1, "ExtraServiceId": 1, "ExtraServiceName": "Uses", "ChargePeriod": 5, "TotalUses": 90}
LEDGER: dict[str, list[dict[str, Any]]] = {
    "businesses": [{"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}],
    "coworkers": [{"Id": number, "FullName": name, "Email": f"{name}@here.test"} for number, name in PEOPLE.items()],
    "teams": [{"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101, 102], "TeamAdministrators": [101, 103]}],
    "coworkerextraservices": [
        {"Id": number, "CoworkerId": number, "RemainingUses": uses, "UpdatedOn": "2026-11-18T08:00:00Z", **CREDIT}
        for number, uses in ((101, 3), (102, 30))
    ],
}


@pytest.fixture(scope="module")
def running_space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(shared, LEDGER)
    for name in ("jane", "leo"):
        account(shared, f"{name}@here.test")
    outbox.set_sender(shared, 1, Sender("kpi@here.test", None, "https://here.test", "en"))
    with running(shared_url) as space:
        yield space


@pytest.fixture(scope="module")
def token(running_space: Space) -> str:
    return str(running_space.sign_in("jane@here.test")["access_token"])


@pytest.fixture
def space(running_space: Space, shared: Connection[Any]) -> Space:
    """The space without any rule."""
    shared.execute("DELETE FROM alert_rule")
    shared.execute("DELETE FROM watched_team")
    shared.execute("DELETE FROM alert_reader")
    shared.execute("DELETE FROM local_id WHERE entity = 'alert_rule'")
    return running_space


def problem(answer: httpx.Response, status: int, code: str) -> str:
    """The detail of a problem."""
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    return str(answer.json()["detail"])


def test_the_life_of_a_rule(space: Space, token: str, shared: Connection[Any]) -> None:
    def listed() -> Any:
        return space.get(RULES, token=token).json()

    jane, ada = ({"CoworkerId": id_, "FullName": PEOPLE[id_], "GetsMail": id_ == 101} for id_ in (101, 103))
    got = {"IGetMail": True, "MyMailCameBack": False}
    empty = {"SendsMail": True, **got, "Administrators": [jane, ada], "Rules": []}
    assert listed() == empty
    refused = space.ask("POST", RULES, token=token, json=USES)
    assert problem(refused, 400, "alert_would_fire").startswith("1 member has already reached this threshold.")
    assert listed() == empty
    made = space.ask("POST", RULES, token=token, json={**USES, "Confirm": True})
    assert made.json() == {"Id": 1}
    rule = {
        "Id": 1,
        **USES,
        "RecipientIds": None,
        "MutedUntil": None,
        "IsMuted": False,
        "CreatedOn": "2026-11-21T12:00:00Z",
        "Recipients": 1,
        "Crossed": [],
    }
    assert listed() == {**empty, "Rules": [rule]}
    looking.look(shared, 1, 55, now=NOW, open_checkin_limit=timedelta(hours=24))
    crossed = {"CoworkerId": 101, "CoworkerFullName": "jane", "Since": "2026-11-21T12:00:00Z", "IsNotified": True}
    assert listed()["Rules"] == [{**rule, "Crossed": [crossed]}]
    changed = {"MutedUntil": "2026-12-01", "RecipientIds": [103]}
    assert space.ask("PUT", f"{RULES}/1", token=token, json=changed).status_code == 200
    assert listed()["Rules"] == [{**rule, **changed, "IsMuted": True, "Recipients": 0, "Crossed": [crossed]}]
    assert problem(space.ask("PUT", f"{RULES}/1", token=token, json={"Threshold": 4}), 400, "alert_would_fire")
    again = {"Threshold": 2, "MutedUntil": "2026-11-21", "RecipientIds": None}
    assert space.ask("PUT", f"{RULES}/1", token=token, json=again).status_code == 200
    assert listed()["Rules"] == [{**rule, **again}]
    assert space.ask("DELETE", f"{RULES}/1", token=token).status_code == 200
    assert listed() == empty
    for answer in (
        space.ask("DELETE", f"{RULES}/1", token=token),
        space.ask("PUT", f"{RULES}/x", token=token, json={}),
    ):
        assert problem(answer, 404, "alert_rule_not_found")


@pytest.mark.parametrize(
    ("wrong", "detail"),
    [
        ({"Figure": "Everything"}, "Figure: must be one of UninvoicedProducts, "),
        ({"Figure": None}, "Figure: is required"),
        ({"Of": "everybody"}, "Of: must be one of member, team"),
        ({"Comparison": "above"}, "Comparison: must be one of at_most, at_least"),
        ({"Threshold": "5"}, "Threshold: must be a number"),
        ({"Threshold": True}, "Threshold: must be a number"),
        ({"Threshold": 1.5}, "Threshold: must be a whole number for RemainingTimeCreditUses"),
        ({"Threshold": 1e15}, "Threshold: must be from 0 to 1,000,000,000 for RemainingTimeCreditUses at_most"),
        ({"RecipientIds": []}, "RecipientIds: must be a list of coworker ids, or null for all administrators"),
        ({"RecipientIds": ["101"]}, "RecipientIds: must be coworker ids"),
        ({"RecipientIds": [102]}, "RecipientIds: must be administrators of the team, and 102 is not"),
        ({"MutedUntil": "tomorrow"}, "MutedUntil: must be a date such as 2026-12-01, or null"),
        ({"Confirm": "yes"}, "Confirm: must be true or false"),
    ],
)
def test_a_wrong_field_is_named(space: Space, token: str, wrong: dict[str, Any], detail: str) -> None:
    answer = space.ask("POST", RULES, token=token, json={**USES, "Confirm": True, **wrong})
    assert problem(answer, 400, "bad_request").startswith(detail)
    if "Figure" not in wrong or wrong["Figure"]:
        space.ask("POST", RULES, token=token, json={**USES, "Confirm": True})
        answer = space.ask("PUT", f"{RULES}/1", token=token, json=wrong)
        assert problem(answer, 400, "bad_request").startswith(detail)


def test_what_a_rule_would_find_is_shown_before(space: Space, token: str) -> None:
    def preview(**changed: Any) -> Any:
        params = {name.lower(): value for name, value in {**USES, **changed}.items()}
        return space.get(f"{RULES}/preview", token=token, params=params)

    crossed = [{"CoworkerId": 101, "Value": 3}]
    assert preview().json() == {"Recipients": 1, "CurrencyCode": None, "Crossed": crossed}
    both = [*crossed, {"CoworkerId": 102, "Value": 30}]
    assert preview(Threshold=30).json()["Crossed"] == both
    total = {"CoworkerId": None, "Value": 33}
    assert preview(Threshold=33, Of="team").json()["Crossed"] == [total]
    money = preview(Figure="ToInvoice", Comparison="at_least", Threshold="0.5")
    assert problem(money, 400, "bad_request") == "threshold: must be from 1 to 1,000,000,000 for ToInvoice at_least"
    money = preview(Figure="ToInvoice", Threshold="0.5", Of="team")
    assert money.json() == {"Recipients": 1, "CurrencyCode": "GBP", "Crossed": [{**total, "Value": 0}]}
    assert problem(preview(Threshold="x"), 400, "bad_request") == "threshold: must be a number"
    assert problem(preview(Of=""), 400, "bad_request") == "of: is required"


def test_mail_is_stopped_by_its_link_and_turned_on_again(space: Space, token: str, shared: Connection[Any]) -> None:
    space.ask("POST", RULES, token=token, json={**USES, "Confirm": True}, headers={"Accept-Language": "es"})
    [reader] = readers.readers_of(shared, 1, 55)
    assert (reader.email, reader.wants_mail, reader.language) == ("jane@here.test", True, "es")
    secret = readers.unsubscribe_secret(shared, 1, 55, reader.account_id)
    link = f"/api/alerts/mail/{secret}"
    page = space.get(link, headers={"Accept-Language": "es"})
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert '<form method="post"><button>No recibir más estos correos</button></form>' in page.text
    assert space.get(RULES, token=token).json()["IGetMail"]  # a page that is read changes nothing
    for _ in range(2):
        stopped = space.ask("POST", link, data={"List-Unsubscribe": "One-Click"})
        assert (stopped.status_code, stopped.content) == (200, b"")
    found = space.get(RULES, token=token).json()
    assert (found["IGetMail"], found["Rules"][0]["Recipients"]) == (False, 0)
    for method in ("GET", "POST"):
        assert problem(space.ask(method, f"{link}0"), 404, "alert_link_not_found")
    assert secret not in space.log_text()
    assert space.ask("PUT", f"{RULES}/mail", token=token, json={"IGetMail": True}).status_code == 200
    found = space.get(RULES, token=token).json()
    assert (found["IGetMail"], found["Rules"][0]["Recipients"]) == (True, 1)
    wrong = space.ask("PUT", f"{RULES}/mail", token=token, json={"IGetMail": None})
    assert problem(wrong, 400, "bad_request") == "IGetMail: must be true or false"
