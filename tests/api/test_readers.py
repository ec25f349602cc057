"""Who looked at whose figures: an entry for each answer that shows some, if the operator wants to know."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import Connection

from api.doorway import account, running, store
from patience import until
from published import SEED
from teamkpi.api.reading import SHOWS_NO_MEMBERS, shows_people
from teamkpi.api.registry import CALLS
from teamkpi.api.serving import readers as collected
from teamkpi.ledger import readers
from teamkpi.ledger.readers import Wanted

JANE, OPERATOR = "jane@techinnovators.com", "op@example.org"
KPI = "/api/public/teams/55/kpi"
NOTED = "127.0.0.0/24"


@pytest.fixture(autouse=True)
def ledger(conn: Connection[Any]) -> None:
    store(conn, SEED["ledger"])
    account(conn, JANE)
    account(conn, OPERATOR, operator=True)


def entries(conn: Connection[Any], **wanted: Any) -> list[tuple[Any, ...]]:
    """Who, by which call, about which team and which coworkers, and from where; in order of the calls."""
    found = readers.listed(conn, 1, Wanted(**wanted), most=100)
    return sorted((one.email or "", one.call, one.team_id, one.coworker_ids, one.address) for one in found)


def test_it_is_said_of_every_call_whether_it_shows_members() -> None:
    gets = {one.operation.id for one in CALLS if one.operation.method == "get"}
    assert set(SHOWS_NO_MEMBERS) <= gets
    recorded = {one.operation.id for one in CALLS if shows_people(one)}
    about_a_team = {
        one.operation.id
        for one in CALLS
        if one.operation.method == "get" and one.operation.path.startswith("/api/public/teams/{teamId}/")
    }
    assert about_a_team - recorded == {"myTeamKpi", "teamProfile", "teamReports"}
    assert {"getPersonFigures", "listCoworkers", "getBooking", "search", "listVersions", "expiringCalendar"} <= recorded


def test_nothing_is_recorded_unless_it_is_asked_for(conn: Connection[Any], database_url: str) -> None:
    with running(database_url) as space:
        assert space.get(KPI, token=space.sign_in(JANE)["access_token"]).status_code == 200
    assert entries(conn) == []


def test_each_answer_about_members_leaves_an_entry(conn: Connection[Any], database_url: str) -> None:
    with running(database_url, record_readers=True, log_address="prefix") as space:
        token = space.sign_in(JANE)["access_token"]
        answer = space.get(KPI, token=token)
        members = [one["CoworkerId"] for one in answer.json()["Kpi"]]
        assert space.get(KPI, token=token, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
        assert space.get("/api/public/teams/55/uses?coworkerId=101", token=token).status_code == 200
        # Nothing of others, or nothing at all.
        assert space.get("/api/account", token=token).status_code == 200
        assert space.get("/api/public/teams/56/kpi", token=token).status_code == 404
        assert space.get(KPI, token="x").status_code == 401
        link = space.ask("POST", "/api/public/teams/55/expiring/links", token=token, json={}).json()["Link"]
        assert space.get(link[link.index("/api/") :]).status_code == 200
        operator = space.sign_in(OPERATOR)["access_token"]
        assert space.get("/api/sys/coworkers/101/figures", token=operator).status_code == 200
        assert space.get("/api/spaces/bookings?size=5", token=operator).status_code == 200
        assert space.get("/api/spaces/coworkers/101", token=operator).status_code == 200
        assert space.get("/api/spaces/coworkers/999", token=operator).status_code == 404
        assert space.get("/api/sys/search?query=jane", token=operator).status_code == 200
    # All of it is stored when the server has ended.
    of_bookings = sorted({one["CoworkerId"] for one in SEED["ledger"]["bookings"]})
    expected = [
        ("", "expiringCalendar", 55, members, NOTED),
        (JANE, "teamKpi", 55, members, NOTED),
        (JANE, "teamKpi", 55, members, NOTED),
        (JANE, "teamUses", 55, [101], NOTED),
        (OPERATOR, "getCoworker", None, [101], NOTED),
        (OPERATOR, "getPersonFigures", None, [101], NOTED),
        (OPERATOR, "listBookings", None, of_bookings, NOTED),
        (OPERATOR, "search", None, [101], NOTED),
    ]
    assert entries(conn) == expected
    assert entries(conn, coworker_id=101) == [one for one in expected if 101 in one[3]]
    assert len(entries(conn, team_id=55)) == 4


def test_what_a_call_does_not_take_changes_neither_its_answer_nor_its_entry(
    conn: Connection[Any], database_url: str
) -> None:
    with running(database_url, record_readers=True) as space:
        token = space.sign_in(JANE)["access_token"]
        members = [one["CoworkerId"] for one in space.get(KPI, token=token).json()["Kpi"]]
        for query in ("coworkerId=102", "coworkerId=x", "coworkerId=101&coworkerId=102"):
            assert space.get(f"{KPI}?{query}", token=token).status_code == 200
    assert [one[3] for one in entries(conn)] == [members] * 4


def test_entries_wait_for_the_database_and_what_is_lost_is_said(
    conn: Connection[Any], database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collected, "STORED_EVERY", 0.01)
    monkeypatch.setattr(collected, "MOST_WAITING", 2)
    with running(database_url, record_readers=True) as space:
        token = space.sign_in(JANE)["access_token"]
        # The table is held, so the entries are still on their way while answers go out.
        with conn.transaction():
            conn.execute("LOCK TABLE reader_entry IN ACCESS EXCLUSIVE MODE")
            for _ in range(4):
                assert space.get(KPI, token=token).status_code == 200
        [line] = until(lambda: space.log_lines("readers"))
        assert (line["level"], line["lost"]) == ("error", 2)
        until(lambda: len(entries(conn)) == 2)
        conn.execute("ALTER TABLE reader_entry RENAME TO away")
        assert space.get(KPI, token=token).status_code == 200
        failed = until(lambda: [one for one in space.log_lines("readers") if "error" in one])
        assert "UndefinedTable" in failed[0]["error"][0]
        conn.execute("ALTER TABLE away RENAME TO reader_entry")
        assert space.get(KPI, token=token).status_code == 200
        until(lambda: len(entries(conn)) == 3)
    assert [one["lost"] for one in space.log_lines("readers") if "lost" in one] == [2, 1]
