"""Views of teams: what an operator can read in one, that nothing else is possible, and when it ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from psycopg import Connection, sql

from api.doorway import NOW, PASSWORD, Space, account, running, store
from api.sampling import PLACES, path_of, required_query
from spaces import AUTHOR
from teamkpi import accounts, networks
from teamkpi.accounts import keys, team_views, tokens
from teamkpi.accounts.role_sets import ROLE_SETS
from teamkpi.accounts.roles import ROLES, SEEN_IN_TEAMS
from teamkpi.api.calls import Call, Responder, Who
from teamkpi.api.registry import CALLS
from teamkpi.errors import NotAuthenticated

BOSS, ADMINISTRATOR = "boss@here.test", "p101@here.test"
VIEWS, TRAIL = "/api/sys/team-views", "/api/sys/audittrailentries"
NEEDED = ["Team-Read", *SEEN_IN_TEAMS]
READ = {
    *("teamKpi", "teamExplain", "teamChanges", "teamMetrics", "teamUsage", "teamAmounts", "teamExpiring", "teamUses"),
    *("teamAttendance", "teamBasis"),
}
OPEN = {one.operation.id for one in CALLS if not (one.operation.needs_token or one.operation.for_operators)}


def fill(conn: Connection[Any], network_id: int = 1) -> None:
    people = [{"Id": number, "FullName": f"P{number}", "Email": f"p{number}@here.test"} for number in (101, 102)]
    place = {"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}
    teams = [
        {"Id": number, "BusinessId": 1, "Name": f"T{number}", "TeamMembers": [101, 102], "TeamAdministrators": [101]}
        for number in (55, 56)
    ]
    checkins = [
        {"Id": 1, "BusinessId": 1, "CoworkerId": 102, "FromTime": "2026-11-20T10:00:00Z"}
        | {"ToTime": "2026-11-20T11:00:00Z"}
    ]
    store(
        conn,
        {"businesses": [place], "coworkers": people, "teams": teams, "checkins": checkins},
        network_id=network_id,
    )
    account(conn, ADMINISTRATOR, network_id=network_id)
    account(conn, BOSS, network_id=network_id, operator=True)


@pytest.fixture
def space(run: Callable[..., Space], conn: Connection[Any]) -> Space:
    fill(conn)
    return run()


def begin(space: Space, token: str, team_id: object = 55, **options: Any) -> httpx.Response:
    return space.ask("POST", VIEWS, token=token, json={"TeamId": team_id}, **options)


def begun(space: Space, token: str, team_id: int = 55) -> str:
    answer = begin(space, token, team_id)
    assert answer.status_code == 200, answer.text
    view: str = answer.json()["Token"]
    return view


def signed_in(space: Space, email: str = BOSS) -> str:
    token: str = space.sign_in(email)["access_token"]
    return token


def kpi(space: Space, token: str, team_id: int = 55, **options: Any) -> httpx.Response:
    return space.get(f"/api/public/teams/{team_id}/kpi", token=token, **options)


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def trail(space: Space, token: str) -> list[dict[str, Any]]:
    query = {"AuditTrailEntry_EntityShortName": "TeamView", "size": 100}
    found: list[dict[str, Any]] = space.get(TRAIL, token=token, params=query).json()["Records"]
    return found[::-1]


def contents(conn: Connection[Any]) -> dict[str, Any]:
    """Return everything in the database, except counters and the audit entries of views."""
    names = conn.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'")
    left_out = {"audit_entry", "team_view", "throttle_count", "guess_count", "local_id", "known_address"}
    return {
        name: sorted(map(repr, conn.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name)))))
        for (name,) in names.fetchall()
        if name not in left_out
    }


# ---------------------------------------------------------------- what it opens


@pytest.fixture(scope="module")
def shared_space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    fill(shared)
    with running(shared_url, throttle=False) as space:
        yield space


@pytest.fixture(scope="module")
def opened(shared_space: Space) -> str:
    return begun(shared_space, signed_in(shared_space))


def ask(space: Space, one: Call, token: str | None, team_id: str = "55") -> httpx.Response:
    """Send a valid request to a call."""
    operation = one.operation
    body = {} if operation.json is None else {"json": operation.json.example}
    path = path_of(operation, teamId=team_id)
    return space.ask(operation.method.upper(), path, token=token, params=required_query(operation), **body)


def test_what_is_read_in_views() -> None:
    in_views = {one.operation.id: one for one in CALLS if isinstance(one.respond, Responder) and one.respond.in_views}
    assert in_views.keys() == READ
    assert {one.operation.method for one in in_views.values()} == {"get"}
    # Calls without a token do not depend on the caller, whatever is sent with the request.
    assert all(
        one.respond.who is Who.ANYBODY if isinstance(one.respond, Responder) else one.operation.id in OPEN
        for one in CALLS
        if one.operation.id in OPEN
    )


@pytest.mark.parametrize("one", [one for one in CALLS if one.operation.id in READ], ids=lambda one: one.operation.id)
def test_it_reads_what_an_administrator_reads_of_one_team(shared_space: Space, opened: str, one: Call) -> None:
    administrator = signed_in(shared_space, ADMINISTRATOR)
    expected, found = ask(shared_space, one, administrator), ask(shared_space, one, opened)
    # The only field that depends on the caller: when their coworkers were last there.
    own = re.compile(rb'"DasySinceLastAccess":(null|\d+)')
    assert (found.status_code, own.sub(b"", found.content)) == (200, own.sub(b"", expected.content))
    assert found.headers["Cache-Control"] == expected.headers["Cache-Control"]
    assert code_of(ask(shared_space, one, opened, "56")) == (404, "team_not_found")
    assert code_of(ask(shared_space, one, opened, "999")) == (404, "team_not_found")


@pytest.mark.parametrize(
    "one",
    [one for one in CALLS if one.operation.id not in READ | OPEN],
    ids=lambda one: one.operation.id,
)
def test_every_other_call_is_refused(shared_space: Space, shared: Connection[Any], opened: str, one: Call) -> None:
    """Each call of the contract that takes a token: all that write, and reads of other things."""
    before = contents(shared) if one.operation.method != "get" else {}
    answer = ask(shared_space, one, opened)
    if one.operation.for_operators:
        assert code_of(answer) == (401, "not_authenticated")
    else:
        assert code_of(answer) == (403, "read_only_view")
    assert before == (contents(shared) if one.operation.method != "get" else {})
    assert kpi(shared_space, opened).status_code == 200  # the view is still valid


def test_it_has_no_account_of_its_own(shared_space: Space, opened: str) -> None:
    """It reads neither the administrator's account nor the operator's."""
    for path in (
        "/api/account",
        "/api/account/data",
        "/api/public/teams/my?isTeamAdmin=true",
        "/api/public/teams/55/kpi/my",
    ):
        assert code_of(shared_space.get(path, token=opened)) == (403, "read_only_view")
    assert code_of(begin(shared_space, opened)) == (401, "not_authenticated")
    basis = shared_space.get("/api/public/teams/55/basis", token=opened).json()
    assert basis["IsTeamAdministrator"] is True


# ---------------------------------------------------------------- who begins one


def test_who_may_view_teams(space: Space, conn: Connection[Any]) -> None:
    desk = "desk@here.test"
    accounts.create(conn, 1, desk, PASSWORD, operator=True, roles=["Booking-List"], now=NOW)
    token = signed_in(space, desk)

    def status(roles: list[str]) -> int:
        accounts.set_roles(conn, 1, desk, roles)
        answer = begin(space, token)
        if answer.status_code != 200:
            assert answer.json()["code"] == "missing_role"
        return answer.status_code

    assert status([role for role in ROLES if role not in NEEDED]) == 401
    for left_out in NEEDED:
        assert status([role for role in ROLES if role != left_out]) == 401
    assert status(NEEDED) == 200
    for roles in ROLE_SETS.values():
        assert status(["Full"] if roles is None else list(roles)) == 200

    key = keys.create(conn, [1], "viewer", author=AUTHOR, now=NOW)
    assert code_of(begin(space, key)) == (401, "missing_role")
    basic = httpx.BasicAuth(BOSS, PASSWORD)._auth_header
    assert code_of(space.ask("POST", VIEWS, headers={"Authorization": basic}, json={"TeamId": 55})) == (
        401,
        "missing_role",
    )
    assert code_of(begin(space, signed_in(space, ADMINISTRATOR))) == (401, "missing_role")
    assert space.ask("POST", VIEWS, json={"TeamId": 55}).status_code == 401


def test_what_can_be_viewed(space: Space, conn: Connection[Any]) -> None:
    boss = signed_in(space)
    for wrong in (None, "55", 0, -1, 2**60, True, 5.5):
        assert begin(space, boss, wrong).status_code == 400, wrong
    assert begin(space, boss, 999).status_code == 404
    store(conn, {"teams": [{"Id": 56, "_deleted": True}]}, now=NOW + timedelta(hours=1))
    assert begin(space, boss, 56).status_code == 404
    assert conn.execute("SELECT count(*) FROM team_view").fetchone() == (0,)
    assert trail(space, boss) == []


def test_it_is_not_valid_in_another_network(space: Space, conn: Connection[Any]) -> None:
    networks.change_hosts(conn, "default", add=["teamkpi.test"])
    other = networks.create(conn, "other", ["other.test"])
    fill(conn, other)
    view = begun(space, signed_in(space))
    assert kpi(space, view).status_code == 200
    assert code_of(kpi(space, view, headers={"Host": "other.test"})) == (401, "not_authenticated")
    assert code_of(kpi(space, view, headers={"Host": "nowhere.test"})) == (404, "network_not_found")


# ---------------------------------------------------------------- when it ends


def suspend(conn: Connection[Any]) -> None:
    conn.execute("UPDATE account SET is_active = FALSE WHERE email = %s", (BOSS,))


def lose_a_role(conn: Connection[Any]) -> None:
    accounts.set_roles(conn, 1, BOSS, NEEDED[1:])


def stop_being_an_operator(conn: Connection[Any]) -> None:
    conn.execute("UPDATE account SET is_operator = FALSE, roles = NULL WHERE email = %s", (BOSS,))


@pytest.mark.parametrize("change", [suspend, lose_a_role, stop_being_an_operator])
def test_it_ends_when_the_operator_loses_a_right(
    space: Space, conn: Connection[Any], change: Callable[[Any], None]
) -> None:
    account(conn, "colleague@here.test", operator=True)
    signed_in(space, "colleague@here.test")  # whose rights do not affect this view
    view = begun(space, signed_in(space))
    assert kpi(space, view).status_code == 200
    change(conn)
    assert code_of(kpi(space, view)) == (401, "not_authenticated")


def test_it_ends_with_the_sign_in(space: Space) -> None:
    pair = space.sign_in(BOSS)
    view, other = begun(space, pair["access_token"]), begun(space, signed_in(space))
    space.ask("POST", "/api/token/revoke", data={"token": pair["access_token"]})
    assert code_of(kpi(space, view)) == (401, "not_authenticated")
    assert kpi(space, other).status_code == 200  # of another sign-in


def test_it_ends_by_itself(space: Space, conn: Connection[Any]) -> None:
    answer = begin(space, signed_in(space))
    assert answer.json()["ExpiresOn"] == "2026-11-21T12:30:00Z"
    assert answer.headers["Cache-Control"] == "no-store"
    view = answer.json()["Token"]
    space.forward(timedelta(minutes=30) - timedelta(microseconds=1))
    assert kpi(space, view).status_code == 200
    space.forward(timedelta(microseconds=1))
    assert code_of(kpi(space, view)) == (401, "not_authenticated")
    assert conn.execute("SELECT count(*) FROM team_view").fetchone() == (1,)
    tokens.sweep(conn, 1, now=space.now)
    assert conn.execute("SELECT count(*) FROM team_view").fetchone() == (0,)


def test_it_does_not_outlive_the_sign_in(space: Space, conn: Connection[Any]) -> None:
    boss = signed_in(space)
    conn.execute("DELETE FROM refresh_token")
    conn.execute("UPDATE access_token SET expires_on = %s", (NOW + timedelta(minutes=5),))
    assert begin(space, boss).json()["ExpiresOn"] == "2026-11-21T12:05:00Z"


def test_leaving_ends_all_views_of_the_sign_in(space: Space) -> None:
    boss = signed_in(space)
    views, other = [begun(space, boss), begun(space, boss, 56)], begun(space, signed_in(space))
    answer = space.ask("DELETE", VIEWS, token=boss)
    assert (answer.status_code, answer.json()) == (200, {"Ended": 2})
    assert [kpi(space, one, team_id).status_code for one, team_id in zip(views, (55, 56), strict=True)] == [401, 401]
    assert kpi(space, other).status_code == 200
    assert space.ask("DELETE", VIEWS, token=boss).json() == {"Ended": 0}
    # The operator is still signed in.
    assert space.get("/api/sys/operator", token=boss).status_code == 200


def test_it_shows_what_is_there_now(space: Space, conn: Connection[Any]) -> None:
    store(conn, {"teams": [{"Id": 54, "BusinessId": 1, "Name": "T54", "TeamMembers": [], "TeamAdministrators": []}]})
    view = begun(space, signed_in(space))
    counts = []
    for number in range(3):
        store(conn, {"coworkerproducts": [{"Id": number + 1, "CoworkerId": 102, "BusinessId": 1, "ProductId": 5}]})
        counts.append(kpi(space, view).json()["Kpi"][1]["UninvoicedProducts"])
    assert counts == [1, 2, 3]


def test_no_view_begins_after_the_sign_in_has_ended(space: Space, conn: Connection[Any]) -> None:
    """Between the check of the request and its work."""
    token = signed_in(space)
    [account_id] = conn.execute("SELECT id FROM account WHERE email = %s", (BOSS,)).fetchone() or (0,)
    space.ask("POST", "/api/token/revoke", data={"token": token})
    with pytest.raises(NotAuthenticated):
        team_views.begin(conn, team_views.Viewer(1, account_id, token, AUTHOR, NOW), 55)
    assert conn.execute("SELECT count(*) FROM audit_entry WHERE entity_short_name = 'TeamView'").fetchone() == (0,)


def test_nothing_is_read_in_a_view_that_ends_before_the_entry_is_written(space: Space, conn: Connection[Any]) -> None:
    """Between the check of the request and its work: every read has its entry in the audit trail."""
    boss = signed_in(space)
    view = begun(space, boss)
    for _ in range(2):
        team_views.note_call(conn, 1, view, "teamKpi", "GET /kpi", AUTHOR, now=NOW)
    space.ask("DELETE", VIEWS, token=boss)
    with pytest.raises(NotAuthenticated):
        team_views.note_call(conn, 1, view, "teamBasis", "GET /basis", AUTHOR, now=NOW)
    assert [one["AuditType"] for one in trail(space, boss)] == [1, 2, 3]


def test_made_up_tokens_are_refused(space: Space) -> None:
    view = begun(space, signed_in(space))
    for wrong in (view[:-1], view + "A", view.upper(), team_views.PREFIX, team_views.PREFIX + "x" * 43, view * 9):
        assert code_of(kpi(space, wrong)) == (401, "not_authenticated"), wrong


# ---------------------------------------------------------------- what the audit trail says


def test_the_audit_trail_says_who_read_what(space: Space, conn: Connection[Any]) -> None:
    boss = signed_in(space)
    view = begun(space, boss)
    for _ in range(2):
        assert kpi(space, view).status_code == 200
        query = {"figure": "CheckedTimeTotal", "coworkerId": 102}
        assert space.get("/api/public/teams/55/explain", token=view, params=query).status_code == 200
    assert kpi(space, view, 56).status_code == 404  # reads nothing, and has no entry
    assert space.get("/api/account", token=view).status_code == 403
    space.ask("DELETE", VIEWS, token=boss)
    [account_id] = conn.execute("SELECT id FROM account WHERE email = %s", (BOSS,)).fetchone() or (0,)
    entries = trail(space, boss)
    assert [one["AuditType"] for one in entries] == [1, 2, 2, 3]
    assert {(one["ActionBy"], one["EntityId"], one["AccountId"]) for one in entries} == {(BOSS, 55, account_id)}
    assert {one["Address"] for one in entries} == {entries[0]["Address"]}
    assert entries[0]["Address"]
    noted = conn.execute("SELECT changes FROM audit_entry WHERE entity_short_name = 'TeamView' ORDER BY id").fetchall()
    assert [changes for (changes,) in noted] == [
        {"Team": [None, "T55"], "ExpiresOn": [None, "2026-11-21T12:30:00Z"]},
        {"Read": [None, "GET /api/public/teams/55/kpi"]},
        {"Read": [None, "GET /api/public/teams/55/explain"]},
        {"Ended": [False, True]},
    ]
    assert view not in re.sub(r"\s", "", space.log_text())
    assert PLACES["teamId"] == "55"
