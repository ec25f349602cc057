"""The meaning of the figures, and what a team's figures stand on, over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import NOW, Space, account, running, store
from teamkpi.kpi import FIGURES
from teamkpi.kpi.languages import LANGUAGES
from teamkpi.kpi.metrics import METRICS

JANE = "jane@techinnovators.com"
BASIS = "/api/public/teams/55/basis"
PLACES = {
    1: {"Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"},
    2: {"Name": "Kiritimati", "CurrencyCode": "AUD", "SimpleTimeZoneNameIana": "Pacific/Kiritimati"},
    3: {"Name": "Santiago", "CurrencyCode": "CLP", "SimpleTimeZoneNameIana": "America/Santiago"},
}


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(
        shared,
        {
            "businesses": [{"Id": number, **place} for number, place in PLACES.items()],
            "coworkers": [
                {"Id": 101, "FullName": "Jane Smith", "Email": JANE},
                {"Id": 102, "FullName": "Bob Jones", "Email": "bob@techinnovators.com"},
            ],
        },
    )
    for email in (JANE, "bob@techinnovators.com"):
        account(shared, email)
    with running(shared_url, open_checkin_hours=12, throttle=False) as space:  # its clock goes back and forth
        yield space


# What the figures mean


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_explained_in_the_language_asked_for(space: Space, language: Any) -> None:
    answer = space.get("/api/public/figures", headers={"Accept-Language": f"{language}-XX, fr"})
    expected = {
        name: [
            {
                "Name": one.wire,
                "Group": one.group.names[language],
                "Label": one.words[language].label,
                "Unit": one.unit.names[language],
                "Meaning": one.words[language].meaning,
                "GroupKey": one.group.key,
                "UnitKey": one.unit.key,
            }
            for one in figures
        ]
        for name, figures in (("Kpi", FIGURES), ("Metrics", METRICS))
    }
    assert (answer.status_code, answer.json()) == (200, expected)
    assert answer.headers["Content-Language"] == language
    assert answer.headers["Vary"] == "Accept-Encoding, Accept-Language"
    held = space.get(
        "/api/public/figures", headers={"Accept-Language": language, "If-None-Match": answer.headers["ETag"]}
    )
    assert (held.status_code, held.content, held.headers["Vary"]) == (304, b"", "Accept-Encoding, Accept-Language")


def test_languages_have_validators_of_their_own(space: Space) -> None:
    english = space.get("/api/public/figures")
    assert english.headers["Content-Language"] == "en"
    headers = {"Accept-Language": "es", "If-None-Match": english.headers["ETag"]}
    assert space.get("/api/public/figures", headers=headers).status_code == 200


def test_a_list_of_languages_may_come_in_several_headers(space: Space) -> None:
    several = [("Accept-Language", "en;q=0.1"), ("Accept-Language", "es")]
    assert space.ask("GET", "/api/public/figures", raw_headers=several).headers["Content-Language"] == "es"


# The basis of a team's figures


def basis(space: Space, shared: Connection[Any], business_id: int, now: datetime) -> Any:
    team = {"Id": 55, "Name": "Tech Innovators", "BusinessId": business_id, "TeamMembers": [101, 102]}
    store(shared, {"teams": [{**team, "TeamAdministrators": [101]}]})
    space.set_clock(now)
    try:
        answer = space.get(BASIS, token=space.sign_in(JANE)["access_token"])
        assert answer.status_code == 200
        return answer.json()
    finally:
        space.set_clock(NOW)


@pytest.mark.parametrize(
    ("business_id", "now", "month"),
    [
        (1, "2026-11-21T12:00:00", ("2026-11-01", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")),
        (1, "2026-06-30T22:59:59.999999", ("2026-06-01", "2026-05-31T23:00:00Z", "2026-06-30T23:00:00Z")),
        (1, "2026-06-30T23:00:00", ("2026-07-01", "2026-06-30T23:00:00Z", "2026-07-31T23:00:00Z")),
        (2, "2026-12-31T10:00:00", ("2027-01-01", "2026-12-31T10:00:00Z", "2027-01-31T10:00:00Z")),
        (3, "2026-12-01T02:59:59", ("2026-11-01", "2026-11-01T03:00:00Z", "2026-12-01T03:00:00Z")),
        (9, "2026-11-21T12:00:00", ("2026-11-01", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")),
    ],
)
def test_the_basis(
    space: Space, shared: Connection[Any], business_id: int, now: str, month: tuple[str, str, str]
) -> None:
    place = PLACES.get(business_id, {"Name": "", "CurrencyCode": None, "SimpleTimeZoneNameIana": "UTC"})
    assert basis(space, shared, business_id, datetime.fromisoformat(now).replace(tzinfo=UTC)) == {
        "TeamId": 55,
        "TeamName": "Tech Innovators",
        "IsTeamAdministrator": True,
        "BusinessName": place["Name"],
        "SimpleTimeZoneNameIana": place["SimpleTimeZoneNameIana"],
        "CurrencyCode": place["CurrencyCode"],
        "Now": now + "Z",
        "MonthDate": month[0],
        "MonthFrom": month[1],
        "MonthTo": month[2],
        "MirroredOn": None,
        "OpenCheckinHours": 12,
        "DisableAttendanceDashboard": False,
    }


def test_a_plain_member_is_told_so(space: Space, shared: Connection[Any]) -> None:
    basis(space, shared, 1, NOW)
    bob = space.sign_in("bob@techinnovators.com")["access_token"]
    shaped = space.get(f"{BASIS}?_shape=IsTeamAdministrator,Nope", token=bob)
    assert (shaped.status_code, shaped.json()) == (200, {"IsTeamAdministrator": False})
    assert shaped.headers["X-Unknown-Shape-Paths"] == "Nope"


def test_what_cannot_be_asked(space: Space, shared: Connection[Any], run: Callable[..., Space]) -> None:
    basis(space, shared, 1, NOW)
    jane = space.sign_in(JANE)["access_token"]
    assert space.get(f"{BASIS}?_shape=a..b", token=jane).json()["code"] == "bad_request"
    for team in ("999", "x", "0"):
        assert space.get(f"/api/public/teams/{team}/basis", token=jane).json()["code"] == "team_not_found"
    assert space.get(BASIS).json()["code"] == "not_authenticated"
    assert run().get(BASIS, token=jane).json()["code"] == "not_authenticated"
