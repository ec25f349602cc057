"""Links to calendars of what expires: who has which, what they show, and when they stop working."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from icalendar import Calendar
from psycopg import Connection, sql

from api.doorway import NOW, Space, account, problem, running, store
from teamkpi.accounts.digests import digest_of
from teamkpi.membership import MOST_CALENDAR_LINKS

LINKS = "/api/public/teams/55/expiring/links"
PLACE = {"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}
PEOPLE = {101: "jane", 102: "leo", 103: "ada"}
ITEM = {"BusinessId": 1, "UpdatedOn": "2026-11-18T08:00:00Z"}
HOURS = {"ExtraServiceId": 1, "ExtraServiceName": "Meeting hours", "ChargePeriod": 1, "TotalUses": 90}
# Midnight in London, and half past nine.
MIDNIGHT, MORNING = "2026-12-01T00:00:00Z", "2026-12-04T09:30:00Z"
LEDGER: dict[str, list[dict[str, Any]]] = {
    "businesses": [PLACE],
    "coworkers": [{"Id": number, "FullName": name, "Email": f"{name}@here.test"} for number, name in PEOPLE.items()],
    "teams": [{"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101, 102], "TeamAdministrators": [101, 103]}],
    "coworkerextraservices": [
        {"Id": number, "CoworkerId": number, "ExpireDate": MIDNIGHT, **HOURS, **ITEM} for number in (101, 102)
    ],
    "coworkertimepasses": [
        {"Id": 7, "CoworkerId": 102, "TimePassId": 1, "TimePassName": "Day; pass", "ExpireDate": MORNING, **ITEM}
    ],
    "coworkerbookingcredits": [
        {
            "Id": 9,
            "CoworkerId": 102,
            "TotalCredit": "1234.5",
            "ExpireDate": MIDNIGHT,
            "Description": "For leo's birthday",
            **ITEM,
        }
    ],
}


@pytest.fixture(scope="module")
def running_space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(shared, LEDGER)
    for name in PEOPLE.values():
        account(shared, f"{name}@here.test")
    with running(shared_url) as space:
        yield space


@pytest.fixture(scope="module")
def tokens(running_space: Space) -> dict[str, str]:
    return {name: running_space.sign_in(f"{name}@here.test")["access_token"] for name in PEOPLE.values()}


@pytest.fixture
def space(running_space: Space, shared: Connection[Any]) -> Space:
    """The space without any link."""
    shared.execute("DELETE FROM calendar_link")
    shared.execute("DELETE FROM local_id WHERE entity = 'calendar_link'")
    return running_space


def made(space: Space, token: str, coworker_id: int | None = None, **wanted: Any) -> str:
    """Create a link, and return its path."""
    params = {} if coworker_id is None else {"coworkerId": coworker_id}
    answer = space.ask("POST", LINKS, token=token, params=params, json=wanted)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    link: str = answer.json()["Link"]
    return link


def events(space: Space, link: str) -> list[tuple[str, str, str]]:
    """Return the day, the summary and the description of each event, as another program reads them."""
    answer = space.get(link)
    assert answer.status_code == 200, answer.text
    found = Calendar.from_ical(answer.content)
    assert not found.errors
    return [(str(one.start), str(one["SUMMARY"]), str(one["DESCRIPTION"])) for one in found.events]


AT_MIDNIGHT = "Expires: 2026-12-01 00:00 (Europe/London)"
OF_PASS = (
    "2026-12-04",
    "Day; pass: last day, 1 day pass left",
    "Left: 1 day pass\nExpires: 2026-12-04 09:30 (Europe/London)",
)


def test_what_a_calendar_shows(space: Space, tokens: dict[str, str]) -> None:
    assert events(space, made(space, tokens["jane"])) == [
        ("2026-11-30", "Meeting hours: last day, 3 h left", f"Left: 3 h\n{AT_MIDNIGHT}\nNumber of credits: 2"),
        ("2026-11-30", "Money credit: last day, 1,234.50 GBP left", f"Left: 1,234.50 GBP\n{AT_MIDNIGHT}"),
        OF_PASS,
    ]
    assert events(space, made(space, tokens["jane"], ShowsNames=True, Days=11)) == [
        ("2026-11-30", "jane, Meeting hours: last day, 1 h 30 left", f"Left: 1 h 30\n{AT_MIDNIGHT}"),
        (
            "2026-11-30",
            "leo, For leo's birthday: last day, 1,234.50 GBP left",
            f"Left: 1,234.50 GBP\n{AT_MIDNIGHT}",
        ),
        ("2026-11-30", "leo, Meeting hours: last day, 1 h 30 left", f"Left: 1 h 30\n{AT_MIDNIGHT}"),
    ]
    of_leo = made(space, tokens["leo"], 102, Language="es", Days=366)
    assert [summary for _, summary, _ in events(space, of_leo)] == [
        "Crédito en dinero: último día, saldo 1.234,50 GBP",
        "Meeting hours: último día, saldo 1 h 30",
        "Day; pass: último día, saldo 1 pase de día",
    ]
    assert events(space, made(space, tokens["jane"], Days=1)) == []


def test_it_names_nobody_unless_it_is_to(space: Space, tokens: dict[str, str]) -> None:
    """Neither members nor what somebody wrote for one of them."""
    names = re.compile("|".join(PEOPLE.values()), re.IGNORECASE)
    assert not names.search(space.get(made(space, tokens["jane"])).text)
    assert names.search(space.get(made(space, tokens["jane"], ShowsNames=True)).text)


def test_programs_find_it_unchanged(space: Space, tokens: dict[str, str]) -> None:
    link = made(space, tokens["jane"])
    first = space.get(link)
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert {"REFRESH-INTERVAL:PT12H", "X-PUBLISHED-TTL:PT12H"} <= set(first.text.splitlines())
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["Referrer-Policy"] == "no-referrer"
    assert first.headers["X-Robots-Tag"] == "noindex"
    assert space.get(link).content == first.content
    held = space.get(link, headers={"If-None-Match": first.headers["ETag"]})
    assert (held.status_code, held.content) == (304, b"")
    assert all(len(line) <= 75 for line in first.content.split(b"\r\n"))


def listed(space: Space, token: str, **params: Any) -> list[tuple[Any, ...]]:
    found = space.get(LINKS, token=token, params=params).json()["Links"]
    return [(one["Id"], one["CoworkerId"], one["CreatedBy"], one["IsActive"]) for one in found]


def test_who_sees_and_revokes_which(space: Space, tokens: dict[str, str]) -> None:
    links = [made(space, tokens["jane"]), made(space, tokens["leo"], 102), made(space, tokens["ada"], 102)]
    of_jane, of_leo, of_ada = (1, None, "jane", True), (2, 102, "leo", True), (3, 102, "ada", True)
    assert listed(space, tokens["jane"]) == [of_ada, of_leo, of_jane]
    assert listed(space, tokens["jane"], coworkerId=102) == [of_ada, of_leo]
    assert listed(space, tokens["leo"], coworkerId=102) == [of_leo]
    assert all(link not in space.get(LINKS, token=tokens["jane"]).text for link in links)

    def revoke(who: str, number: int) -> int:
        return space.ask("DELETE", f"{LINKS}/{number}", token=tokens[who]).status_code

    assert [revoke("leo", number) for number in (1, 3, 4)] == [404, 404, 404]
    assert [space.get(link).status_code for link in links] == [200, 200, 200]
    assert [revoke("leo", 2), revoke("leo", 2), revoke("jane", 3)] == [200, 404, 200]
    gone = problem(
        "calendar_link_not_found",
        404,
        "Calendar link not found",
        "There is no such calendar link. It may have been revoked, or the person who created it may no longer see what "
        "it shows.",
    )
    assert [space.get(link).status_code for link in links] == [200, 404, 404]
    assert space.get(links[1]).json() == gone == space.get("/api/public/calendars/x/expiring.ics").json()


CHANGES: list[tuple[Any, ...]] = [
    ("UPDATE coworkers SET archived = %s WHERE id = 101", False, True, 404, 200),
    ("UPDATE coworkers SET active = %s WHERE id = 101", True, False, 404, 200),
    ("UPDATE account SET is_active = %s WHERE email = 'jane@here.test'", True, False, 404, 200),
    ("UPDATE teams SET team_administrators = %s", [101, 103], [103], 404, 200),
    ("UPDATE teams SET team_members = %s", [101, 102], [101], 200, 404),
    ("UPDATE coworkers SET archived = %s WHERE id = 102", False, True, 200, 404),
    ("UPDATE account SET is_active = %s WHERE email = 'leo@here.test'", True, False, 200, 404),
    ("UPDATE teams SET is_deleted = %s", False, True, 404, 404),
]


def test_it_stops_working_at_once(space: Space, shared: Connection[Any], tokens: dict[str, str]) -> None:
    """As soon as the person who created it may not see any more what it shows."""
    links = [made(space, tokens["jane"]), made(space, tokens["leo"], 102)]
    for change, before, after, *expected in CHANGES:
        shared.execute(change, (after,))
        assert [space.get(link).status_code for link in links] == expected, change
        if 200 in expected:
            active = {number: is_active for number, _, _, is_active in listed(space, tokens["ada"])}
            assert active == {1: expected[0] == 200, 2: expected[1] == 200}, change
        shared.execute(change, (before,))
        assert [space.get(link).status_code for link in links] == [200, 200], change


def test_about_a_member_who_left(space: Space, shared: Connection[Any], tokens: dict[str, str]) -> None:
    link = made(space, tokens["jane"], 102)
    shared.execute("UPDATE teams SET team_members = '{101}'")
    answer = space.ask("POST", LINKS, token=tokens["jane"], params={"coworkerId": 102}, json={})
    found = space.get(link).status_code, listed(space, tokens["ada"])
    shared.execute("UPDATE teams SET team_members = '{101, 102}'")
    assert (answer.status_code, answer.json()["code"]) == (404, "member_not_found")
    assert found == (404, [(1, 102, "jane", False)])


@pytest.mark.parametrize(
    ("wanted", "detail"),
    [
        ({"Days": 0}, "Days: must be a whole number from 1 to 366"),
        ({"Days": 367}, "Days: must be a whole number from 1 to 366"),
        ({"Days": True}, "Days: must be a whole number from 1 to 366"),
        ({"ShowsNames": "yes"}, "ShowsNames: must be true or false"),
        ({"Language": "fr"}, "Language: must be en or es"),
    ],
)
def test_what_is_refused(space: Space, tokens: dict[str, str], wanted: dict[str, Any], detail: str) -> None:
    answer = space.ask("POST", LINKS, token=tokens["jane"], json=wanted)
    assert (answer.status_code, answer.json()["detail"]) == (400, detail)


def test_there_are_not_too_many(space: Space, tokens: dict[str, str]) -> None:
    for _ in range(MOST_CALENDAR_LINKS):
        made(space, tokens["jane"])
    answer = space.ask("POST", LINKS, token=tokens["jane"], json={})
    assert (answer.status_code, answer.json()["code"]) == (400, "too_many_calendar_links")
    made(space, tokens["ada"])


def test_the_secret_is_nowhere_but_in_the_link(
    space: Space, shared: Connection[Any], tokens: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    """Not in the log, also of what went wrong, not in the database, and not in the audit trail or its counts."""
    link = made(space, tokens["jane"])
    secret = link.split("/")[-2]
    for path in (link, f"{link}/", link.upper(), link.replace("expiring", "other"), f"{link}?x={secret}"):
        space.get(path)
    space.ask("POST", link)
    shared.execute("ALTER TABLE coworkertimepasses RENAME COLUMN used TO was_used")
    assert space.get(link).status_code == 500
    shared.execute("ALTER TABLE coworkertimepasses RENAME COLUMN was_used TO used")
    space.ask("DELETE", f"{LINKS}/1", token=tokens["jane"])
    space.get(link)
    written = space.log_text() + "".join(capfd.readouterr())
    assert "/api/public/calendars/{secret}/expiring.ics" in written
    assert secret.lower() not in written.lower()
    [tables] = shared.execute("SELECT array_agg(tablename) FROM pg_tables WHERE schemaname = 'public'").fetchone() or (
        [],
    )
    for table in tables:
        statement = sql.SQL("SELECT count(*) FROM {} AS t WHERE t::text LIKE %s").format(sql.Identifier(table))
        assert shared.execute(statement, (f"%{secret}%",)).fetchone() == (0,), table


def test_only_the_digest_is_stored_and_the_trail_tells(
    space: Space, shared: Connection[Any], tokens: dict[str, str]
) -> None:
    secret = made(space, tokens["leo"], 102).split("/")[-2]
    row = shared.execute("SELECT secret_hash, created_on FROM calendar_link").fetchone()
    assert row == (digest_of(secret), NOW)
    space.ask("DELETE", f"{LINKS}/1", token=tokens["leo"])
    trail = shared.execute(
        "SELECT entity_id, audit_type, changes FROM audit_entry WHERE entity_short_name = 'CalendarLink' "
        "ORDER BY id DESC LIMIT 2"
    ).fetchall()
    about = {"TeamId": 55, "CoworkerId": 102}
    created = {**about, "Days": 90, "ShowsNames": False}
    assert trail[::-1] == [
        (1, 1, {name: [None, value] for name, value in created.items()}),
        (1, 3, {name: [value, None] for name, value in about.items()}),
    ]
