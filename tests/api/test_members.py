"""Who joins a team and who leaves it: every rule, with what the ledger and the team's figures hold afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection, sql

from api.doorway import NOW, Space, account, problem, running, store
from examples import examples
from patience import PATIENCE, until_waiting
from spaces import AUTHOR
from teamkpi.db import connect
from teamkpi.errors import MemberRefused, NotTeamAdministrator, TeamNotFound
from teamkpi.ledger import next_ids
from teamkpi.ledger.local_ids import FIRST_LOCAL_ID
from teamkpi.membership import NewMember, SignedIn, add_members, remove_member, set_administrator

MEMBERS = "/api/public/teams/55/members"
ADMIN = "admin@here.test"
ONE_ADDRESS = "must be one e-mail address, like jane@example.com"
FIRST, SECOND = FIRST_LOCAL_ID, FIRST_LOCAL_ID + 1
PLAN = {"Id": 99, "CoworkerId": 777, "IssuedById": 3, "TariffId": 7, "TariffName": "Resident", "Active": False}

LEDGER: dict[str, list[dict[str, Any]]] = {
    "businesses": [{"Id": 3, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}],
    "coworkers": [
        {"Id": 101, "FullName": "Admin", "Email": "Admin@Here.test"},
        {"Id": 102, "FullName": "Member", "Email": "member@here.test"},
        {"Id": 103, "FullName": "Suspended", "Email": "suspended@here.test", "Active": False},
        {"Id": 104, "FullName": "Archived", "Email": "archived@here.test", "Archived": True},
        {"Id": 105, "FullName": "Free", "Email": "Free@Here.test"},
        {"Id": 106, "FullName": "Twice, suspended", "Email": "twice@here.test", "Active": False},
        {"Id": 107, "FullName": "Twice", "Email": "TWICE@here.test"},
        {"Id": 108, "FullName": "Second Administrator", "Email": "second@here.test"},
        {"Id": 109, "FullName": "Admin's other record", "Email": ADMIN},
    ],
    "teams": [
        {
            "Id": 55,
            "BusinessId": 3,
            "Name": "T",
            "TeamMembers": [101, 102, 104, 109, 777],
            "TeamAdministrators": [101, 108],
            "PayingMemberId": 101,
        }
    ],
}


@pytest.fixture(scope="module")
def running_space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(shared, LEDGER)
    account(shared, ADMIN)
    account(shared, "account@here.test")
    with running(shared_url, throttle=False) as space:
        yield space


@pytest.fixture(scope="module")
def admin(running_space: Space) -> str:
    return str(running_space.sign_in(ADMIN)["access_token"])


@pytest.fixture
def conn(shared: Connection[Any]) -> Connection[Any]:
    """A connection to the module's database, in which everything is again as the ledger above says."""
    reset(shared)
    return shared


@pytest.fixture
def space(running_space: Space, shared: Connection[Any]) -> Space:
    reset(shared)
    running_space.set_clock(NOW)
    return running_space


def reset(conn: Connection[Any]) -> None:
    plurals = ("businesses", "coworkercontracts", "coworkers", "teams")
    for table in (*plurals[:3], *(f"{plural}_history" for plural in plurals), "invitation"):
        conn.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    conn.execute("DELETE FROM local_id WHERE entity <> 'account'")
    store(conn, LEDGER)


def team(conn: Connection[Any], **fields: Any) -> None:
    """Write the team again, with other fields."""
    store(conn, {"teams": [{**LEDGER["teams"][0], **fields}]})


def acting(*coworker_ids: int) -> SignedIn:
    """An administrator, as the calls see one who is signed in."""
    return SignedIn(1, 1, ADMIN, coworker_ids)


def invited(conn: Connection[Any]) -> list[tuple[str, list[int]]]:
    statement = "SELECT email, coworker_ids FROM invitation WHERE network_id = 1 AND state = 'open' ORDER BY id"
    return conn.execute(statement).fetchall()


def people(conn: Connection[Any]) -> tuple[list[int], list[int]]:
    row = conn.execute("SELECT team_members, team_administrators FROM teams WHERE network_id = 1 AND id = 55")
    members, administrators = row.fetchone() or ([], [])
    return members, administrators


def contracts(conn: Connection[Any]) -> list[dict[str, Any]]:
    with conn.cursor() as cursor:
        cursor.execute(
            "SELECT id, coworker_id, issued_by_id, tariff_id, tariff_name, active, cancelled, start_date, quantity,"
            " updated_by FROM coworkercontracts WHERE network_id = 1 ORDER BY id"
        )
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def made(conn: Connection[Any]) -> list[tuple[Any, ...]]:
    statement = (
        "SELECT id, full_name, email, coworker_type, active, archived, updated_by FROM coworkers"
        " WHERE network_id = 1 AND id >= %s ORDER BY id"
    )
    return conn.execute(statement, (FIRST,)).fetchall()


def add(space: Space, token: str, *pairs: tuple[Any, Any], **more: Any) -> httpx.Response:
    body = {"FullNames": [name for name, _ in pairs], "Emails": [email for _, email in pairs], **more}
    return space.ask("POST", MEMBERS, token=token, json=body)


def remove(space: Space, token: str, coworker: object) -> httpx.Response:
    return space.ask("DELETE", f"{MEMBERS}/{coworker}", token=token)


def administrator(space: Space, token: str, method: str, coworker: object) -> httpx.Response:
    return space.ask(method, f"/api/public/teams/55/administrators/{coworker}", token=token)


def figures(space: Space, token: str) -> list[int]:
    return [row["CoworkerId"] for row in space.get("/api/public/teams/55/kpi", token=token).json()["Kpi"]]


def test_new_people_get_records_and_contracts_and_are_in_the_next_figures(
    space: Space, admin: str, conn: Connection[Any]
) -> None:
    store(conn, {"coworkercontracts": [PLAN]})
    assert figures(space, admin) == [101, 102, 109]
    space.forward(timedelta(minutes=1))
    answer = add(
        space, admin, ("Ada 'Long' שלום", "Ada@New.test"), (" B ", " b@new.test "), TariffId=7, StartDate="2026-12-01"
    )
    assert (answer.status_code, answer.content) == (200, b"")
    assert people(conn) == ([101, 102, 104, 109, 777, FIRST, SECOND], [101, 108])
    assert made(conn) == [
        (FIRST, "Ada 'Long' שלום", "Ada@New.test", 1, True, False, "Admin@Here.test"),
        (SECOND, " B ", "b@new.test", 1, True, False, "Admin@Here.test"),
    ]
    assert contracts(conn)[1:] == [
        {
            "id": coworker,
            "coworker_id": coworker,
            "issued_by_id": 3,
            "tariff_id": 7,
            "tariff_name": "Resident",
            "active": True,
            "cancelled": False,
            "start_date": NOW.replace(month=12, day=1, hour=0),
            "quantity": 1,
            "updated_by": "Admin@Here.test",
        }
        for coworker in (FIRST, SECOND)
    ]
    assert figures(space, admin) == [101, 102, 109, FIRST, SECOND]
    shown = space.get("/api/public/teams/55/profile", token=admin).json()
    assert [one["FullName"] for one in shown["TeamMembers"]][-2:] == ["Ada 'Long' שלום", " B "]
    assert shown["TeamMembersCount"] == 5
    assert conn.execute("SELECT count(*) FROM account").fetchone() == (2,)


def test_somebody_whom_the_network_knows_is_invited_and_nothing_of_them_changes(
    space: Space, admin: str, conn: Connection[Any]
) -> None:
    tables = "SELECT * FROM coworkers ORDER BY id", "SELECT * FROM teams ORDER BY id"
    before = [conn.execute(table).fetchall() for table in tables]
    team(conn, DefaultTariffId=9)
    before[1] = conn.execute(tables[1]).fetchall()
    answer = add(
        space,
        admin,
        ("Another name", "FREE@here.test"),
        ("Suspended", "suspended@here.test"),
        ("Twice", "Twice@here.test"),
        ("Archived", "archived@here.test"),  # in the team's list, and not shown
        ("Second", "second@here.test"),  # an administrator, and no member
        ("Account", "ACCOUNT@here.test"),  # has an account and no coworker
    )
    assert (answer.status_code, answer.content) == (200, b"")
    assert [conn.execute(table).fetchall() for table in tables] == before
    assert contracts(conn) == []
    assert invited(conn) == [
        ("FREE@here.test", [105]),
        ("suspended@here.test", [103]),
        ("Twice@here.test", [106, 107]),
        ("archived@here.test", [104]),
        ("second@here.test", [108]),
        ("ACCOUNT@here.test", []),
    ]
    assert figures(space, admin) == [101, 102, 109]


def test_the_known_and_the_unknown_in_one_request(space: Space, admin: str, conn: Connection[Any]) -> None:
    assert add(space, admin, ("New", "new@here.test"), ("Free", "free@here.test")).is_success
    assert people(conn)[0] == [101, 102, 104, 109, 777, FIRST]
    assert [row[:2] for row in made(conn)] == [(FIRST, "New")]
    assert invited(conn) == [("free@here.test", [105])]


def test_plans(space: Space, admin: str, conn: Connection[Any]) -> None:
    team(conn, DefaultTariffId=9, DefaultTariffName="Nomad")
    assert add(space, admin, ("N", "new@here.test")).is_success
    # A plan of its own goes before the default one; ids come as text too. An ended contract tells of a plan too.
    store(conn, {"coworkercontracts": [PLAN]})
    assert add(space, admin, ("S", "other@here.test"), TariffId="7", StartDate=None).is_success
    assert add(space, admin, ("T", "third@here.test"), TariffId=9).is_success
    fresh = [one for one in contracts(conn) if one["id"] >= FIRST]
    assert [(one["coworker_id"], one["tariff_id"], one["tariff_name"]) for one in fresh] == [
        (FIRST, 9, "Nomad"),
        (SECOND, 7, "Resident"),
        (SECOND + 1, 9, "Nomad"),
    ]
    assert {one["start_date"] for one in fresh} == {NOW}


def test_plans_that_nobody_knows(space: Space, admin: str, conn: Connection[Any]) -> None:
    team(conn, DefaultTariffId=9)
    elsewhere = {**PLAN, "Id": 98, "TariffId": 8, "IssuedById": 4}
    deleted = {"Id": 97, "UpdatedOn": "2026-11-01", "_deleted": True}
    store(conn, {"coworkercontracts": [elsewhere, {**PLAN, "Id": 97, "UpdatedOn": "2026-10-01"}, deleted]})
    for tariff in (7, 8, 10, "11"):
        for email in ("new@here.test", "free@here.test"):
            answer = add(space, admin, ("N", email), TariffId=tariff)
            detail = "TariffId: is not a plan of the team's location"
            assert answer.json() == problem("bad_request", 400, "Bad request", detail)
    assert (made(conn), invited(conn)) == ([], [])


DAYS = [
    # zone, now, start, and the instant that it means; None: it is before today
    ("Europe/London", "2026-11-21T12:00:00Z", "2026-11-21", "2026-11-21T00:00:00Z"),
    ("Europe/London", "2026-11-21T12:00:00Z", "2026-11-21T00:00:00Z", "2026-11-21T00:00:00Z"),
    ("Europe/London", "2026-11-21T12:00:00Z", "2026-11-20T23:59:59.999999Z", None),
    ("Europe/London", "2026-11-21T12:00:00Z", "2026-11-20", None),
    ("Europe/London", "2026-11-21T12:00:00Z", "0001-01-01", None),
    ("Europe/London", "2026-11-21T12:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ("Pacific/Kiritimati", "2026-11-21T12:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    # Two in the afternoon of the 21st in Tokyo is already the 22nd in Kiritimati, and the 20th in Honolulu at 7.
    ("Asia/Tokyo", "2026-11-21T16:00:00Z", "2026-11-21", None),
    ("Asia/Tokyo", "2026-11-21T16:00:00Z", "2026-11-22", "2026-11-21T15:00:00Z"),
    ("Asia/Tokyo", "2026-11-21T16:00:00Z", "2026-11-21T14:59:59Z", None),
    ("Asia/Tokyo", "2026-11-21T16:00:00Z", "2026-11-21T15:00:00+00:00", "2026-11-21T15:00:00Z"),
    ("America/New_York", "2026-11-21T02:00:00Z", "2026-11-20", "2026-11-20T05:00:00Z"),
    ("America/New_York", "2026-11-21T02:00:00Z", "2026-11-20T00:00:00", "2026-11-20T05:00:00Z"),
    ("America/New_York", "2026-11-21T02:00:00Z", "2026-11-20T04:59:59Z", None),
    ("America/New_York", "2026-11-21T02:00:00Z", "2026-11-19", None),
    ("America/New_York", "2026-11-21T02:00:00Z", "2026-11-20T06:00:00", "2026-11-20T06:00:00Z"),
    (None, "2026-11-21T12:00:00Z", "2026-11-21", "2026-11-21T00:00:00Z"),  # a location that is not known
    (None, "2026-11-21T12:00:00Z", "2026-11-20", None),
]


@pytest.mark.parametrize(("zone", "now", "start", "means"), DAYS)
@pytest.mark.parametrize("email", ["new@here.test", "free@here.test"])
def test_a_contract_begins_today_at_the_location_or_later(  # noqa: PLR0917
    space: Space,
    admin: str,
    conn: Connection[Any],
    zone: str | None,
    now: str,
    start: str,
    means: str | None,
    email: str,
) -> None:
    team(conn, DefaultTariffId=9, BusinessId=3 if zone is None else 4)
    location = {"Id": 4, "Name": "Elsewhere", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": zone}
    store(conn, {"businesses": [location if zone else {"Id": 3, "UpdatedOn": "2030-01-01", "_deleted": True}]})
    space.set_clock(datetime.fromisoformat(now))
    answer = add(space, admin, ("N", email), StartDate=start)
    if means is None:
        detail = "StartDate: must not be before today at the team's location"
        assert answer.json() == problem("bad_request", 400, "Bad request", detail)
        assert (made(conn), invited(conn)) == ([], [])
        return
    assert answer.status_code == 200, answer.text
    table = "coworkercontracts" if email == "new@here.test" else "invitation"
    begins = conn.execute(sql.SQL("SELECT start_date::text FROM {}").format(sql.Identifier(table))).fetchall()
    assert begins == conn.execute("SELECT %s::timestamptz::text", (means,)).fetchall()


def test_new_accounts_on_hold(space: Space, admin: str, conn: Connection[Any]) -> None:
    team(conn, DefaultMemberTariffKeepNewAccountsOnHold=True)
    assert add(space, admin, ("New", "new@here.test")).is_success
    assert [row[4] for row in made(conn)] == [False]


NAMES_DETAIL, EMAILS_DETAIL = (f"{name}: must be a list of 1 to 25 texts" for name in ("FullNames", "Emails"))


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, NAMES_DETAIL),
        ({"FullNames": [], "Emails": []}, NAMES_DETAIL),
        ({"FullNames": "A", "Emails": "a@b.c"}, NAMES_DETAIL),
        ({"FullNames": ["A"], "Emails": None}, EMAILS_DETAIL),
        ({"FullNames": ["A"] * 26, "Emails": [f"{n}@b.c" for n in range(26)]}, NAMES_DETAIL),
        ({"FullNames": ["A", "B"], "Emails": ["a@b.c"]}, "Emails: must have as many entries as FullNames"),
        ({"FullNames": ["A", " "], "Emails": ["a@b.c", "b@b.c"]}, "FullNames: entry 2 must be a name"),
        ({"FullNames": [None], "Emails": ["a@b.c"]}, "FullNames: entry 1 must be a name"),
        (
            {"FullNames": ["A\0"], "Emails": ["a@b.c"]},
            "FullNames: entry 1 must not contain the character U+0000",
        ),
        *(
            ({"FullNames": ["A"], "Emails": [email]}, f"Emails: entry 1 {ONE_ADDRESS}")
            for email in ("", "a", "@b.c", "a@", "a@b@c", "a b@c.d", "a@b.c\n.d", "a@b.c, d@e.f", 7)
        ),
        *(({"FullNames": ["A"], "Emails": [one]}, "Emails: entry 1 must be text") for one in (None, ["a@b.c"])),
        (
            {"FullNames": ["A"], "Emails": ["x" * 250 + "@b.c"] * 1},
            None,
        ),
        (
            {"FullNames": ["A"], "Emails": ["x" * 251 + "@b.c"]},
            "Emails: entry 1 must be at most 254 characters long",
        ),
        ({"FullNames": ["A", "B"], "Emails": ["a@b.c", "A@B.c "]}, "Emails: entry 2 is a duplicate"),
        (
            {"FullNames": ["A"], "Emails": ["a@b.c"], "TariffId": 0},
            "TariffId: must be a positive whole number up to 2^53-1",
        ),
        ({"FullNames": ["A"], "Emails": ["a@b.c"], "TariffId": "x"}, "TariffId: must be a whole number"),
        (
            {"FullNames": ["A"], "Emails": ["a@b.c"], "StartDate": "soon"},
            "StartDate: must be a date and time like 2026-11-21T12:00:00Z",
        ),
        ([], "body: must be a JSON object"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bodies(space: Space, admin: str, conn: Connection[Any], body: Any, detail: str | None) -> None:
    answer = space.ask("POST", MEMBERS, token=admin, json=body)
    if detail is None:
        assert answer.status_code == 200
        return
    assert (answer.status_code, answer.json()) == (400, problem("bad_request", 400, "Bad request", detail))
    assert people(conn)[0] == [101, 102, 104, 109, 777]
    assert made(conn) == []


def test_who_is_a_member_already_refuses_all(space: Space, admin: str, conn: Connection[Any]) -> None:
    for email in ("member@here.test", "MEMBER@here.test", ADMIN):
        answer = add(space, admin, ("New", "new@here.test"), ("M", email))
        detail = "Emails: entry 2 is already a member of the team or invited to it."
        assert answer.json() == problem("already_team_member", 400, "Already a member", detail)
    assert (people(conn)[0], made(conn), contracts(conn)) == ([101, 102, 104, 109, 777], [], [])


@pytest.mark.parametrize(("limit", "fits"), [(None, 25), (5, 2), (4, 1), (3, 0), (0, 0), (4.5, 1)])
def test_the_limit(space: Space, admin: str, conn: Connection[Any], limit: float | None, fits: int) -> None:
    """Three are shown as members; who is archived or not known takes no place."""
    team(conn, MaxTeamMemberCount=limit)
    everybody = [(f"N{number}", f"n{number}@here.test") for number in range(25)]
    if fits < 25:
        answer = add(space, admin, *everybody[: fits + 1])
        detail = f"The team may have {limit} members and has 3, counting open invitations."
        assert answer.json() == problem("team_member_limit", 400, "Too many members", detail)
        assert made(conn) == []
    if fits:
        assert add(space, admin, *everybody[:fits]).status_code == 200
    assert len(made(conn)) == fits


def test_removing(space: Space, admin: str, conn: Connection[Any]) -> None:
    assert figures(space, admin) == [101, 102, 109]
    answer = remove(space, admin, 102)
    assert (answer.status_code, answer.content) == (200, b"")
    assert people(conn) == ([101, 104, 109, 777], [101, 108])
    assert figures(space, admin) == [101, 109]
    assert conn.execute("SELECT full_name, is_deleted FROM coworkers WHERE id = 102").fetchone() == ("Member", False)
    assert conn.execute("SELECT updated_by FROM teams WHERE id = 55").fetchone() == ("Admin@Here.test",)
    assert remove(space, admin, 108).status_code == 200  # an administrator who is no member
    assert people(conn) == ([101, 104, 109, 777], [101])


def test_removing_whoever_is_not_there(space: Space, admin: str, conn: Connection[Any]) -> None:
    nobody = problem("member_not_found", 404, "Member not found", "The team has no member with this id.")
    for coworker in (105, 104, 777, 999, 0, "x", "1.5", 2**53, "102x"):
        answer = remove(space, admin, coworker)
        assert (answer.status_code, answer.json()) == (404, nobody)
    assert remove(space, admin, 102).status_code == 200
    assert remove(space, admin, 102).json() == nobody
    assert people(conn)[0] == [101, 104, 109, 777]


def test_nobody_removes_oneself(space: Space, admin: str, conn: Connection[Any]) -> None:
    detail = "Administrators cannot remove themselves. Use the call for leaving a team instead."
    for coworker in (101, 109):  # by any record that the caller acts for
        answer = remove(space, admin, coworker)
        expected = problem("CANNOT_REMOVE_ITSELF", 400, "Administrators cannot remove themselves", detail)
        assert (answer.status_code, answer.json()) == (400, expected)
    assert people(conn) == ([101, 102, 104, 109, 777], [101, 108])


def test_a_member_is_made_an_administrator_and_is_a_member_again(
    space: Space, admin: str, conn: Connection[Any]
) -> None:
    for _ in range(2):  # the second time changes nothing
        answer = administrator(space, admin, "PUT", 102)
        assert (answer.status_code, answer.content) == (200, b"")
        assert people(conn) == ([101, 102, 104, 109, 777], [101, 102, 108])
    assert figures(space, admin) == [101, 102, 109]
    [versions] = conn.execute("SELECT count(*) FROM teams_history WHERE id = 55").fetchone() or [0]
    assert conn.execute("SELECT updated_by FROM teams WHERE id = 55").fetchone() == ("Admin@Here.test",)
    for _ in range(2):
        assert administrator(space, admin, "DELETE", 102).status_code == 200
        assert people(conn) == ([101, 102, 104, 109, 777], [101, 108])
    [later] = conn.execute("SELECT count(*) FROM teams_history WHERE id = 55").fetchone() or [0]
    assert later == versions + 1
    assert figures(space, admin) == [101, 102, 109]
    assert administrator(space, admin, "DELETE", 108).status_code == 200  # who is no member
    assert people(conn) == ([101, 102, 104, 109, 777], [101])
    assert administrator(space, admin, "PUT", 108).status_code == 404


def test_only_those_whom_the_team_shows_become_administrators(space: Space, admin: str, conn: Connection[Any]) -> None:
    nobody = problem("member_not_found", 404, "Member not found", "The team has no member with this id.")
    for coworker in (105, 104, 777, 999, 0, "x", "1.5", 2**53, "102x"):
        for method in ("PUT", "DELETE"):
            answer = administrator(space, admin, method, coworker)
            assert (answer.status_code, answer.json()) == (404, nobody)
    assert people(conn) == ([101, 102, 104, 109, 777], [101, 108])


def test_nobody_ends_their_own_role(space: Space, admin: str, conn: Connection[Any]) -> None:
    for coworker in (101, 109):  # by any record that the caller acts for
        answer = administrator(space, admin, "DELETE", coworker)
        assert (answer.status_code, answer.json()["code"]) == (400, "CANNOT_REMOVE_ITSELF")
    assert people(conn) == ([101, 102, 104, 109, 777], [101, 108])


def test_of_two_administrators_who_end_each_others_role_one_stays(shared_url: str, conn: Connection[Any]) -> None:
    team(conn, TeamAdministrators=[101, 102])
    start = Barrier(2)

    def work(by: int, whom: int) -> str:
        with connect(shared_url) as mine:
            start.wait(PATIENCE)
            try:
                set_administrator(mine, acting(by), 55, whom, administers=False, author=AUTHOR, now=NOW)
            except NotTeamAdministrator:
                return "is no administrator"
        return "ended"

    with ThreadPoolExecutor(2) as threads:
        outcomes = [one.result(PATIENCE) for one in [threads.submit(work, 101, 102), threads.submit(work, 102, 101)]]
    assert sorted(outcomes) == ["ended", "is no administrator"]
    assert people(conn)[1] in ([101], [102])


@pytest.mark.parametrize(
    ("contract", "runs"),
    [
        ({}, True),
        ({"StartDate": "2027-01-01T00:00:00Z"}, True),
        ({"IssuedById": 99}, True),
        ({"Cancelled": True, "CancellationDate": "2026-12-01T00:00:00Z"}, True),
        ({"Active": False}, False),
        ({"Cancelled": True}, False),
        ({"Cancelled": True, "CancellationDate": "2026-11-21T12:00:00Z"}, False),
        ({"CancellationDate": "2026-11-01T00:00:00Z"}, False),
        ({"CoworkerId": 105}, False),
    ],
    ids=str,
)
def test_contracts_that_have_not_ended(
    space: Space, admin: str, conn: Connection[Any], contract: dict[str, Any], runs: bool
) -> None:
    record = {"Id": 1, "CoworkerId": 102, "IssuedById": 3, "TariffId": 7, **contract}
    store(conn, {"coworkercontracts": [record]})
    answer = remove(space, admin, 102)
    if runs:
        title, detail = (
            "The member has active contracts",
            "A member whose contract has not ended cannot be removed.",
        )
        assert answer.json() == problem("member_has_active_contracts", 400, title, detail)
        store(conn, {"coworkercontracts": [{"Id": 1, "UpdatedOn": "2999-01-01", "_deleted": True}]})
        answer = remove(space, admin, 102)
    assert answer.status_code == 200, answer.text


def test_who_was_added_with_a_plan_is_removed_once_it_ends(space: Space, admin: str, conn: Connection[Any]) -> None:
    store(conn, {"coworkercontracts": [PLAN]})
    assert add(space, admin, ("New", "new@here.test"), TariffId=7).is_success
    assert remove(space, admin, FIRST).json()["code"] == "member_has_active_contracts"
    ended = {"Id": FIRST, "CoworkerId": FIRST, "IssuedById": 3, "TariffId": 7, "Active": False}
    store(conn, {"coworkercontracts": [ended]})
    assert remove(space, admin, FIRST).status_code == 200
    # The network knows them now: whoever was a member once is asked, like everybody.
    assert add(space, admin, ("Again", "new@here.test")).is_success
    assert [row[:2] for row in made(conn)] == [(FIRST, "New")]
    assert invited(conn) == [("new@here.test", [FIRST])]
    assert figures(space, admin) == [101, 102, 109]


def test_exactly_the_limit_is_reached_by_requests_at_the_same_time(shared_url: str, conn: Connection[Any]) -> None:
    team(conn, MaxTeamMemberCount=13)
    start = Barrier(4)

    codes: set[str] = set()

    def work(writer: int) -> int:
        added = 0
        with connect(shared_url) as mine:
            start.wait(PATIENCE)
            for number in range(8):
                person = NewMember("N", f"n{writer}.{number}@here.test")
                try:
                    add_members(mine, acting(101), 55, [person], author=AUTHOR, now=NOW)
                    added += 1
                except MemberRefused as refused:
                    codes.add(refused.code)
        return added

    with ThreadPoolExecutor(4) as threads:
        added = [result.result(PATIENCE) for result in [threads.submit(work, writer) for writer in range(4)]]
    assert (sum(added), codes) == (10, {"team_member_limit"})
    assert [row[0] for row in made(conn)] == list(range(FIRST, FIRST + 10))
    assert people(conn)[0] == [101, 102, 104, 109, 777, *range(FIRST, FIRST + 10)]


def test_one_person_gets_one_record_in_several_teams_at_the_same_time(shared_url: str, conn: Connection[Any]) -> None:
    """The first team to come has a new member; for the others it is a person whom the network knows."""
    several = [{**LEDGER["teams"][0], "Id": number, "TeamMembers": []} for number in range(60, 64)]
    store(conn, {"teams": several, "coworkercontracts": [PLAN]})
    start = Barrier(4)

    def work(team_id: int) -> None:
        with connect(shared_url) as mine:
            for number in range(5):
                start.wait(PATIENCE)
                person = NewMember("N", f"n{number}@here.test")
                add_members(mine, acting(101), team_id, [person], tariff_id=7, author=AUTHOR, now=NOW)

    with ThreadPoolExecutor(4) as threads:
        for result in [threads.submit(work, team_id) for team_id in range(60, 64)]:
            result.result(PATIENCE)
    everybody = list(range(FIRST, FIRST + 5))
    assert [row[:3] for row in made(conn)] == [
        (number, "N", f"n{place}@here.test") for place, number in enumerate(everybody)
    ]
    rows = conn.execute("SELECT team_members FROM teams WHERE id BETWEEN 60 AND 63").fetchall()
    assert sorted(member for (members,) in rows for member in members) == everybody
    assert sorted(member for _, coworkers in invited(conn) for member in coworkers) == sorted(everybody * 3)
    assert [one["coworker_id"] for one in contracts(conn)[1:]] == everybody


def test_of_two_administrators_who_remove_each_other_one_stays(shared_url: str, conn: Connection[Any]) -> None:
    start = Barrier(2)

    def work(by: int, whom: int) -> str:
        with connect(shared_url) as mine:
            start.wait(PATIENCE)
            try:
                remove_member(mine, acting(by), 55, whom, author=AUTHOR, now=NOW)
            except TeamNotFound:
                return "has no part in the team"
        return "removed"

    with ThreadPoolExecutor(2) as threads:
        pairs = ((101, 108), (108, 101))
        outcomes = [result.result(PATIENCE) for result in [threads.submit(work, *pair) for pair in pairs]]
    assert sorted(outcomes) == ["has no part in the team", "removed"]
    assert people(conn)[1] in ([101], [108])


def test_a_request_that_has_to_give_way_is_made_again_from_the_start(shared_url: str, conn: Connection[Any]) -> None:
    """Another writer holds what this one needs next and wants what this one holds; PostgreSQL ends this one's try."""
    store(conn, {"coworkercontracts": [PLAN]})
    with (
        connect(shared_url) as mine,
        connect(shared_url) as other,
        connect(shared_url) as third,
        ThreadPoolExecutor(2) as threads,
    ):
        # Who waits looks for a circle once, after this time: it is to be this one. It has to wait for the third first,
        # so that the other one waits for it before it waits for the other one.
        mine.execute("SET deadlock_timeout = '10ms'")
        other.execute("SET deadlock_timeout = '1h'")

        def others_work() -> None:
            with other.transaction():
                next_ids(other, 1, "coworkercontracts")
                other.execute("SELECT FROM teams WHERE network_id = 1 AND id = 55 FOR UPDATE")

        with third.transaction():
            next_ids(third, 1, "coworkers")
            person = NewMember("N", "new@here.test")
            joining = threads.submit(add_members, mine, acting(101), 55, [person], tariff_id=7, author=AUTHOR, now=NOW)
            until_waiting(conn, 1)
            writing = threads.submit(others_work)
            until_waiting(conn, 2)
        joining.result(PATIENCE)
        writing.result(PATIENCE)
    assert [row[:2] for row in made(conn)] == [(SECOND, "N")]
    assert [(one["id"], one["coworker_id"]) for one in contracts(conn)[1:]] == [(SECOND, SECOND)]
    assert people(conn)[0] == [101, 102, 104, 109, 777, SECOND]


# Random requests, one after the other, against the rules in plain Python.
EMAILS = ("a@x.test", "b@x.test", "c@x.test", "member@here.test", "free@here.test", "archived@here.test")
requests = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(st.sampled_from(EMAILS), min_size=1, max_size=4)),
        st.tuples(st.just("remove"), st.sampled_from((*EMAILS, ADMIN))),
    ),
    max_size=8,
)


@given(requests, st.sampled_from([None, 3, 4, 6]))
@settings(deadline=None, max_examples=examples(60))
def test_any_sequence_of_requests_leaves_what_the_rules_say(
    running_space: Space, shared: Connection[Any], admin: str, sequence: list[tuple[str, Any]], limit: int | None
) -> None:
    reset(shared)
    team(shared, MaxTeamMemberCount=limit)
    known = {"member@here.test": 102, "free@here.test": 105, "archived@here.test": 104, ADMIN: 101}
    members, asked = {101, 102, 109}, set[str]()
    for kind, subject in sequence:
        if kind == "remove":
            number = known.get(subject, 0)
            answer = remove(running_space, admin, number)
            expected = 404 if number not in members else 400 if number == 101 else 200
            if expected == 200:
                members.discard(number)
        else:
            answer = add(running_space, admin, *((email, email) for email in subject))
            refused = (
                len(set(subject)) < len(subject)
                or any(known.get(email) in members or email in asked for email in subject)
                or (limit is not None and len(members) + len(asked) + len(subject) > limit)
            )
            expected = 400 if refused else 200
            if not refused:
                rows = shared.execute("SELECT email, id FROM coworkers").fetchall()
                fresh = {email: number for email, number in rows if email in subject and email not in known}
                asked |= set(subject) - set(fresh)
                known |= fresh
                members |= set(fresh.values())
        assert answer.status_code == expected, (kind, subject, answer.text)
        assert set(figures(running_space, admin)) == members
        assert {email for email, _ in invited(shared)} == asked
