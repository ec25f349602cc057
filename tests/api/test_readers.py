"""Who looked at whose figures: an entry for each answer that shows some, if the operator wants to know."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from psycopg import Connection

from api.doorway import NOW, PASSWORD, account, running, store
from patience import until
from published import SEED
from spaces import AUTHOR
from teamkpi import accounts
from teamkpi.accounts import keys, people
from teamkpi.api.reading import SHOWS_NO_MEMBERS, shows_people
from teamkpi.api.registry import CALLS
from teamkpi.api.serving import readers as collected
from teamkpi.api.serving.readers import FirstReads
from teamkpi.ledger import ENTITIES, readers
from teamkpi.ledger.readers import Entry, Wanted
from teamkpi.outbox import (
    ALERT_FIRED,
    ALERT_RESOLVED,
    MONTH_ASKED_FOR,
    REPORT_OF_MONTH,
    REPORT_OF_WEEK,
    STATEMENT_ASKED_FOR,
    WEEK_ASKED_FOR,
)
from teamkpi.statements.content import Statement

JANE, OPERATOR = "jane@techinnovators.com", "op@example.org"
KPI = "/api/public/teams/55/kpi"
NOTED = "127.0.0.0/24"
MINUTE = timedelta(minutes=1)
MORE: dict[str, list[dict[str, Any]]] = {
    "coworkers": [{"Id": number, "FullName": f"Sam {number}", "Email": f"{number}@x.test"} for number in (102, 103)],
    "teams": [{"Id": 56, "BusinessId": 1, "Name": "T", "TeamMembers": [102, 101], "TeamAdministrators": [103]}],
    "bookings": [{"Id": 7, "ResourceId": 11, "CoworkerId": 102, "FromTime": NOW, "ToTime": NOW}],
}
OF_THE_PAST = (
    "attendance?date=2026-11-11&",
    "kpi?",
    "amounts?",
    "usage?",
    "expiring?",
    "metrics?",
    "explain?figure=BookedTimeTotal&",
)
CONSOLE = Path(__file__).parents[2] / "web" / "dashboard" / "src" / "i18n" / "console"
REPORTS = (REPORT_OF_WEEK, REPORT_OF_MONTH, WEEK_ASKED_FOR, MONTH_ASKED_FOR)


@pytest.fixture(autouse=True)
def ledger(conn: Connection[Any]) -> None:
    store(conn, SEED["ledger"])
    account(conn, JANE)
    account(conn, OPERATOR, operator=True)


def entries(conn: Connection[Any], **wanted: Any) -> list[tuple[Any, ...]]:
    """Who, by which call, about which team and which coworkers, and from where; in order of the calls."""
    found = readers.listed(conn, 1, Wanted(**wanted), most=100)
    told = ((one.email or "", one.call, one.team_id, one.coworker_ids, one.address) for one in found)
    return sorted(told, key=lambda one: (one[:2], one[2] or 0, one[3]))


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


def test_nothing_is_recorded_or_gathered_for_it_unless_it_is_asked_for(
    conn: Connection[Any], database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gathered(statement: Statement) -> set[int]:
        raise AssertionError(statement)

    monkeypatch.setattr(Statement, "coworker_ids", property(gathered))
    with running(database_url) as space:
        token = space.sign_in(JANE)["access_token"]
        for path in (KPI, "/api/public/teams/55/statements/2026-11"):
            assert space.get(path, token=token).status_code == 200
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
        (JANE, "teamUses", 55, [101], NOTED),
        (OPERATOR, "getCoworker", None, [101], NOTED),
        (OPERATOR, "getPersonFigures", None, [101], NOTED),
        (OPERATOR, "listBookings", None, of_bookings, NOTED),
        (OPERATOR, "search", None, [101], NOTED),
    ]
    assert entries(conn) == expected
    assert entries(conn, coworker_id=101) == [one for one in expected if 101 in one[3]]
    assert len(entries(conn, team_id=55)) == 3
    assert entries(conn, reader="OP@") == [one for one in expected if one[0] == OPERATOR]


def test_what_a_call_does_not_take_changes_neither_its_answer_nor_its_entry(
    conn: Connection[Any], database_url: str
) -> None:
    with running(database_url, record_readers=True) as space:
        token = space.sign_in(JANE)["access_token"]
        members = [one["CoworkerId"] for one in space.get(KPI, token=token).json()["Kpi"]]
        for query in ("coworkerId=102", "coworkerId=x", "coworkerId=101&coworkerId=102"):
            assert space.get(f"{KPI}?{query}", token=token).status_code == 200
    assert [one[3] for one in entries(conn)] == [members]


def test_what_is_read_again_within_an_hour_has_one_entry(conn: Connection[Any], database_url: str) -> None:
    first = [one["TeamMembers"] for one in SEED["ledger"]["teams"] if one["Id"] == 55]
    with running(database_url, record_readers=True) as space:
        tokens = {who: space.sign_in(who)["access_token"] for who in (JANE, OPERATOR)}
        for minutes in (0, 1, 59, 60, 61):
            space.set_clock(NOW + timedelta(minutes=minutes))
            assert space.get(KPI, token=tokens[JANE]).status_code == 200
            assert space.get("/api/spaces/coworkers/101", token=tokens[OPERATOR]).status_code == 200
            if minutes == 1:
                until(lambda: len(entries(conn)) == 2)
                members = sorted({*first[0], 999})
                conn.execute("UPDATE teams SET team_members = %s WHERE network_id = 1 AND id = 55", (members,))
    found = readers.listed(conn, 1, Wanted(team_id=55), most=100)
    minutes_of = [((one.read_on - NOW) // MINUTE, (one.last_read_on - NOW) // MINUTE) for one in found]
    assert minutes_of == [(60, 61), (0, 59)]
    # Whoever joins in the meantime is named from then on.
    assert [one.coworker_ids for one in found] == [members, members]
    assert len(entries(conn, coworker_id=101)) == 4
    # The period of an entry is from its first read to its last.
    for since, until_minute, count in ((59, 60, 1), (60, 61, 1), (30, 70, 2), (62, 90, 0)):
        wanted = Wanted(team_id=55, since=NOW + since * MINUTE, until=NOW + until_minute * MINUTE)
        assert len(readers.listed(conn, 1, wanted, most=100)) == count
    # An attempt whose end is not known is repeated, and changes nothing.
    again = found[1]
    entry = Entry(again.id, again.read_on, "teamKpi", team_id=55, last_read_on=again.read_on + MINUTE)
    readers.store(conn, 1, [entry])
    assert readers.listed(conn, 1, Wanted(team_id=55), most=100) == found


def test_only_what_was_read_lately_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collected, "MOST_REMEMBERED", 2)
    reads = FirstReads()
    entry = Entry(uuid4(), NOW, "teamKpi", 1, team_id=55, address="192.0.2.7", request_id="1")
    assert reads.merged(1, entry) is entry
    assert reads.merged(1, entry._replace(id=uuid4(), read_on=NOW + MINUTE, request_id="2")) == entry._replace(
        last_read_on=NOW + MINUTE
    )
    # Another network, call, reader, team, person or address is another read.
    others = [
        (2, entry),
        (1, entry._replace(call="teamBasis")),
        (1, entry._replace(account_id=2)),
        (1, entry._replace(key_id=1)),
        (1, entry._replace(team_id=56)),
        (1, entry._replace(coworker_ids=(101,))),
        (1, entry._replace(coworker_ids=())),
        (1, entry._replace(address=None)),
    ]
    for network_id, one in others:
        later = one._replace(id=uuid4())
        assert reads.merged(network_id, later) is later
    assert reads.merged(1, entry) is entry  # the oldest are forgotten
    earlier = entry._replace(id=uuid4(), read_on=NOW - MINUTE)
    assert reads.merged(1, earlier) is earlier  # the clock was set back


def test_answers_about_several_people_name_them(conn: Connection[Any], database_url: str) -> None:
    store(conn, MORE)
    with running(database_url, record_readers=True) as space:
        token = space.sign_in(OPERATOR)["access_token"]
        for path in (
            "/api/spaces/teams/56",
            "/api/spaces/teams?size=100",
            "/api/sys/versions?entity=teams&id=56",
            "/api/sys/versions?entity=bookings&id=7",
            "/api/sys/versions?entity=coworkers&id=101",
            "/api/sys/versions?entity=resources&id=11",
            "/api/sys/accounts",
        ):
            assert space.get(path, token=token).status_code == 200
    named = [(call, team_id, people) for _, call, team_id, people, _ in entries(conn)]
    assert named == [
        ("getTeam", 56, [101, 102, 103]),
        ("listAccounts", None, [101]),
        ("listTeams", None, [101, 102, 103]),
        ("listVersions", None, []),
        ("listVersions", None, [101]),
        ("listVersions", None, [102]),
        ("listVersions", 56, [101, 102, 103]),
    ]


def test_answers_about_the_past_name_those_who_were_members_then(conn: Connection[Any], database_url: str) -> None:
    [team] = MORE["teams"]
    credit = {"Id": 1, "CoworkerId": 102, "BusinessId": 1, "TotalCredit": 10, "ExpireDate": "2026-12-01"}
    hours = {"FromTime": "2026-11-02T10:00:00Z", "ToTime": "2026-11-02T11:00:00Z"}
    then = {
        **MORE,
        "teams": [{**team, "TeamMembers": [102, 103]}],
        "coworkerbookingcredits": [credit],
        "bookings": [{"Id": 8, "ResourceId": 11, "CoworkerId": 102, **hours}],
    }
    # Of one team there is nothing to show, and another one had no members.
    quiet, empty = {**team, "Id": 57, "TeamMembers": [104]}, {**team, "Id": 58, "TeamMembers": []}
    then["teams"] += [quiet, empty]
    then["coworkers"] = [*MORE["coworkers"], {"Id": 104, "FullName": "Sam 104", "Email": "104@x.test"}]
    store(conn, then, now=NOW - timedelta(days=20))
    store(conn, {"teams": [{**one, "TeamMembers": [103]} for one in (team, quiet, empty)]})
    account(conn, "103@x.test")
    day = (NOW - timedelta(days=10)).date()
    with running(database_url, record_readers=True) as space:
        token = space.sign_in("103@x.test")["access_token"]
        for team_id in (56, 57, 58):
            for path in (f"{path}knownAt={day}" for path in OF_THE_PAST):
                assert space.get(f"/api/public/teams/{team_id}/{path}", token=token).status_code == 200, path
            for path in (f"changes?from={day}&to={day}", "statements/2026-11"):
                assert space.get(f"/api/public/teams/{team_id}/{path}", token=token).status_code == 200, path
    named = [(call, team_id, people) for _, call, team_id, people, _ in entries(conn)]
    calls = ["teamAmounts", "teamAttendance", "teamChanges", "teamExpiring", "teamExplain", "teamKpi"]
    calls += ["teamMetrics", "teamStatement", "teamUsage"]
    expected = {56: [102, 103], 57: [104], 58: []}
    # A statement of a month is also about those who joined in it.
    of_month = {56: [102, 103], 57: [103, 104], 58: [103]}
    assert named == [
        (call, team_id, (of_month if call == "teamStatement" else expected)[team_id])
        for call in calls
        for team_id in expected
    ]


def test_a_very_long_answer_is_about_the_team_as_it_is_now_or_names_nobody(
    conn: Connection[Any], database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collected, "MOST_NAMED", 2)
    store(conn, MORE)
    account(conn, "103@x.test")
    long = {"teams": [{**MORE["teams"][0], "TeamMembers": [101, 102, 103]}]}
    store(conn, long, now=NOW + MINUTE)
    with running(database_url, record_readers=True) as space:
        token, administrator = (space.sign_in(one)["access_token"] for one in (OPERATOR, "103@x.test"))
        for size in (2, 3):
            assert space.get(f"/api/spaces/coworkers?size={size}", token=token).status_code == 200
        assert space.get("/api/spaces/teams/56", token=token).status_code == 200
        space.set_clock(NOW + 3 * MINUTE)
        known_at = (NOW + 2 * MINUTE).isoformat().replace("+00:00", "Z")
        answer = space.get(f"/api/public/teams/56/kpi?knownAt={known_at}", token=administrator)
        assert [one["CoworkerId"] for one in answer.json()["Kpi"]] == [101, 102, 103]
    assert [(one[1], one[3]) for one in entries(conn)] == [
        ("teamKpi", [101, 102, 103]),
        ("getTeam", [101, 102, 103]),
        ("listCoworkers", []),
        ("listCoworkers", [101, 102]),
    ]


def test_the_console_has_words_for_every_call_that_is_recorded() -> None:
    of_records = {f"list{one.plural.capitalize()}" for one in ENTITIES.values()}
    of_records |= {f"get{one.name}" for one in ENTITIES.values()}
    recorded = {one.operation.id for one in CALLS if shows_people(one)}
    mails = {f"mail {kind.name}" for kind in (ALERT_FIRED, ALERT_RESOLVED, *REPORTS, STATEMENT_ASKED_FOR)}
    for language in ("en", "es"):
        texts = (CONSOLE / f"{language}-readers.ts").read_text("utf-8").partition("calls: {")[2]
        assert set(re.findall(r"^    '?([\w ]+)'?:", texts, re.MULTILINE)) == (recorded - of_records) | mails


READERS = "/api/sys/readers"


def test_operators_who_may_read_the_audit_trail_see_readers_by_page(conn: Connection[Any], database_url: str) -> None:
    for email, roles in (("auditor", ["AuditTrailEntry-List"]), ("desk", ["AuditTrailEntry-Read", "Coworker-List"])):
        accounts.create(conn, 1, f"{email}@example.org", PASSWORD, operator=True, roles=roles, now=NOW)
    jane = people.find(conn, 1, JANE)[0]
    keys.create(conn, [1], "Sync of bookings", author=AUTHOR, now=NOW)
    [key] = keys.list_keys(conn, 1)
    ids = [UUID(int=number) for number in range(5)]
    stored = [
        Entry(ids[0], NOW, "teamKpi", jane, team_id=55, coworker_ids=list(range(200, 100, -1)), address="192.0.2.0/24"),
        Entry(ids[1], NOW, "listBookings", key_id=key.id, coworker_ids=[102], request_id="abc"),
        Entry(ids[2], NOW + MINUTE, "expiringCalendar", team_id=56, coworker_ids=[9999]),
        Entry(ids[3], NOW + 2 * MINUTE, "getCoworker", 4711, coworker_ids=[101], last_read_on=NOW + 4 * MINUTE),
        Entry(ids[4], NOW + 3 * MINUTE, "listAuditTrailEntries", jane),
    ]
    readers.store(conn, 1, stored)

    with running(database_url) as space:
        auditor, desk, member = (
            space.sign_in(one)["access_token"] for one in ("auditor@example.org", "desk@example.org", JANE)
        )

        def page(**query: Any) -> Any:
            answer = space.get(f"{READERS}?{urlencode(query)}", token=auditor)
            assert answer.status_code == 200
            return answer.json()

        def numbers(**query: Any) -> list[int]:
            return [UUID(one["Id"]).int for one in page(**query)["Entries"]]

        found = page()
        assert (found["IsRecorded"], found["Next"], numbers()) == (False, None, [4, 3, 2, 1, 0])
        first = found["Entries"][-1]
        assert (first["PeopleCount"], len(first["People"])) == (100, 10)
        assert first["People"][0] == {"Id": 101, "FullName": "Jane Smith"}
        del first["People"]
        moment = f"{NOW:%Y-%m-%dT%H:%M:%SZ}"
        assert first == {
            "Id": str(ids[0]),
            "ReadOn": moment,
            "LastReadOn": moment,
            "Reader": JANE,
            "AccountId": jane,
            "KeyId": None,
            "Call": "teamKpi",
            "TeamId": 55,
            "TeamName": "Tech Innovators",
            "PeopleCount": 100,
            "Address": "192.0.2.0/24",
            "RequestId": None,
        }
        told = ("Reader", "AccountId", "KeyId", "TeamName", "People", "LastReadOn")
        assert [[one[name] for name in told] for one in found["Entries"][1:4]] == [
            [None, 4711, None, None, [{"Id": 101, "FullName": "Jane Smith"}], f"{NOW + 4 * MINUTE:%Y-%m-%dT%H:%M:%SZ}"],
            [None, None, None, None, [{"Id": 9999, "FullName": None}], f"{NOW + MINUTE:%Y-%m-%dT%H:%M:%SZ}"],
            ["Sync of bookings", None, key.id, None, [{"Id": 102, "FullName": None}], moment],
        ]
        # The person who is asked about is always named.
        [entry] = page(coworkerId=152)["Entries"]
        assert entry["People"][0] == {"Id": 152, "FullName": None}
        assert numbers(coworkerId=101) == [3, 0]
        assert numbers(teamId=56) == [2]
        assert numbers(reader="TECHINNOVATORS") == [4, 0]
        assert numbers(reader="sync OF") == [1]
        assert numbers(reader="%") == []
        assert numbers(**{"from": NOW + 4 * MINUTE}) == [3]
        assert numbers(to=f"{NOW + MINUTE:%Y-%m-%dT%H:%M:%S}+00:00") == [1, 0]
        walked = []
        asked: dict[str, Any] = {"size": 2}
        while True:
            step = page(**asked)
            walked.append([UUID(one["Id"]).int for one in step["Entries"]])
            if step["Next"] is None:
                break
            asked["after"] = step["Next"]
        assert walked == [[4, 3], [2, 1], [0]]
        for query, name in (("after=x", "after"), ("after=2026-01-01T00:00:00Z_1", "after"), ("from=x", "from"),
                            ("to=0001-01-01", "to"), ("coworkerId=0", "coworkerId"), ("size=0", "size"),
                            ("reader=%00", "reader"), (f"reader={'x' * 201}", "reader")):  # fmt: skip
            answer = space.get(f"{READERS}?{query}", token=auditor)
            assert (answer.status_code, answer.json()["Errors"][0]["PropertyName"]) == (400, name)
        for token, code in ((desk, "missing_role"), (member, "missing_role"), ("x", "not_authenticated")):
            answer = space.get(READERS, token=token)
            assert (answer.status_code, answer.json()["code"]) == (401, code)
    with running(database_url, record_readers=True) as space:
        token = space.sign_in(OPERATOR)["access_token"]
        assert space.get(f"{READERS}?coworkerId=101", token=token).json()["IsRecorded"] is True
    # Reading the log is itself recorded, with the person who was asked about.
    assert ("listReaders", [101]) in [(one[1], one[3]) for one in entries(conn)]


def test_entries_wait_for_the_database_and_what_is_lost_is_said(
    conn: Connection[Any], database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collected, "STORED_EVERY", 0.01)
    monkeypatch.setattr(collected, "MOST_WAITING", 2)
    with running(database_url, record_readers=True) as space:
        token = space.sign_in(JANE)["access_token"]
        asked = iter([KPI, *(f"/api/public/teams/55/{one}" for one in ("basis", "metrics", "expiring", "uses"))])
        # The table is held, so the entries are still on their way while answers go out.
        with conn.transaction():
            conn.execute("LOCK TABLE reader_entry IN ACCESS EXCLUSIVE MODE")
            for _ in range(4):
                assert space.get(next(asked), token=token).status_code == 200
            # What is only read again takes no place of its own.
            assert space.get(KPI, token=token).status_code == 200
        [line] = until(lambda: space.log_lines("readers"))
        assert (line["level"], line["lost"]) == ("error", 2)
        until(lambda: len(entries(conn)) == 2)
        conn.execute("ALTER TABLE reader_entry RENAME TO away")
        assert space.get(KPI, token=token).status_code == 200
        failed = until(lambda: [one for one in space.log_lines("readers") if "error" in one])
        assert "UndefinedTable" in failed[0]["error"][0]
        conn.execute("ALTER TABLE away RENAME TO reader_entry")
        assert space.get(next(asked), token=token).status_code == 200
        until(lambda: len(entries(conn)) == 3)
    assert [one["lost"] for one in space.log_lines("readers") if "lost" in one] == [2, 1]
