"""``at`` and ``knownAt`` of the figures: what was shown can be shown again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import Space, account
from teamkpi.kpi.as_of import UNCERTAIN
from teamkpi.ledger import Change, apply, history

KPI = "/api/public/teams/55/kpi"
NOW = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
DAY = timedelta(days=1)
PLACE = {"Id": 1, "Name": "L", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Asia/Kathmandu"}
TEAM = {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101], "TeamAdministrators": [101]}
CREDIT = {"Id": 1, "CoworkerId": 101, "BusinessId": 1, "TotalCredit": 100}
JANE = {"Id": 101, "FullName": "Jane", "Email": "jane@example.org"}


def write(conn: Connection[Any], now: datetime, **records: dict[str, Any]) -> None:
    apply(conn, 1, [Change(plural, record, 1) for plural, record in records.items()], now=now)


@pytest.fixture
def asked(conn: Connection[Any], run: Callable[..., Space]) -> Callable[..., Any]:
    """Two versions of a credit, the second a day after the first; asks for the figures two days after it."""
    write(conn, NOW, businesses=PLACE, coworkers=JANE, teams=TEAM, coworkerbookingcredits=CREDIT)
    account(conn, "jane@example.org")
    write(conn, NOW + DAY, coworkerbookingcredits={**CREDIT, "RemainingCredit": 30})
    space = run(now=NOW + 3 * DAY)
    token = space.sign_in("jane@example.org")["access_token"]

    def ask(**query: str) -> Any:
        return space.get(KPI, params=query, token=token)

    return ask


def credit(answer: Any) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json()["Kpi"][0]["RemainingBookingCredit"]


def test_what_was_shown_comes_again_byte_for_byte(conn: Connection[Any], run: Callable[..., Space]) -> None:
    write(conn, NOW, businesses=PLACE, coworkers=JANE, teams=TEAM, coworkerbookingcredits=CREDIT)
    account(conn, "jane@example.org")
    space = run(now=NOW + DAY)
    token = space.sign_in("jane@example.org")["access_token"]
    shown = space.get(KPI, token=token).content
    write(
        conn, NOW + 2 * DAY, coworkers={**JANE, "FullName": "Smith"}, coworkerbookingcredits={"Id": 1, "_deleted": True}
    )
    space.set_clock(NOW + 3 * DAY)
    token = space.sign_in("jane@example.org")["access_token"]
    assert space.get(KPI, token=token).content != shown
    then = (NOW + DAY).isoformat()
    again = space.get(KPI, params={"at": then, "knownAt": then}, token=token)
    assert again.content == shown
    # The present one is still the present one.
    assert space.get(KPI, token=token).json()["Kpi"][0]["CoworkerFullName"] == "Smith"
    held = space.get(
        KPI, params={"at": then, "knownAt": then}, token=token, headers={"If-None-Match": again.headers["ETag"]}
    )
    assert held.status_code == 304


def test_each_of_the_two_clocks_has_its_meaning(asked: Callable[..., Any]) -> None:
    before, after = "2026-11-01T12:00:00Z", "2026-11-03T12:00:00Z"
    assert credit(asked()) == 30
    assert credit(asked(at=before)) == 100
    assert credit(asked(at=after)) == 30
    assert credit(asked(knownAt=before)) == 100
    assert credit(asked(at=after, knownAt=before)) == 100
    # With an offset whose plus sign was not encoded.
    assert credit(asked(at="2026-11-01T17:45:00+05:45", knownAt="2026-11-01T17:45:00+05:45")) == 100
    assert asked(at=before, _shape="Kpi.CoworkerId").json() == {"Kpi": [{"CoworkerId": 101}]}


def test_a_day_is_its_last_instant_where_the_team_is(asked: Callable[..., Any]) -> None:
    # The second version came on 2 November at 12:15 in Kathmandu, the first one on the day before.
    assert credit(asked(at="2026-11-01", knownAt="2026-11-01")) == 100
    assert credit(asked(at="2026-11-02", knownAt="2026-11-02")) == 30
    assert asked(at="2026-10-31", knownAt="2026-10-31").status_code == 404
    # What there is of the present day, which is the fourth.
    assert credit(asked(knownAt="2026-11-04")) == 30


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"at": "yesterday"}, "at"),
        ({"at": "2026-11-01T12:00:00"}, "at"),
        ({"at": "1899-12-31T00:00:00Z"}, "at"),
        ({"at": "2036-12-01T00:00:00Z"}, "at"),
        ({"knownAt": "2026-11-05T00:00:00Z"}, "knownAt"),
        ({"knownAt": "2026-11-05"}, "knownAt"),
        ({"knownAt": "0001-01-01T00:00:00+14:00"}, "knownAt"),
    ],
)
def test_what_cannot_be_asked_is_named(asked: Callable[..., Any], query: dict[str, str], parameter: str) -> None:
    answer = asked(**query)
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_request"
    assert answer.json()["detail"].startswith(f"{parameter}: ")


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kathmandu"])
@pytest.mark.parametrize("name", ["at", "knownAt"])
@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-30", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_refused_in_every_zone(
    asked: Callable[..., Any], conn: Connection[Any], zone: str, name: str, day: str
) -> None:
    write(conn, NOW + DAY, businesses={**PLACE, "SimpleTimeZoneNameIana": zone})
    answer = asked(**{name: day})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert answer.json()["detail"].startswith(f"{name}: ")


def test_of_a_time_before_the_history_the_balances_are_uncertain(
    asked: Callable[..., Any], conn: Connection[Any]
) -> None:
    history.prune(conn, 1, NOW + DAY)
    refused = asked(knownAt="2026-11-01T12:00:00Z")
    assert (refused.status_code, refused.json()["code"]) == (400, "not_known_then")
    assert "2026-11-02T06:30:00.000000Z" in refused.json()["detail"]
    answer = asked(at="2026-11-01T12:00:00Z")
    assert credit(answer) == 30
    assert answer.json()["KnownSince"] == "2026-11-02T06:30:00Z"
    assert answer.json()["Uncertain"] == list(UNCERTAIN)
    assert list(asked(at="2026-11-03T12:00:00Z").json()) == list(asked().json()) == ["Kpi"]
