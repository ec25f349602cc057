"""An administrator of a team gains nothing over people who did not agree, and learns nothing of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

from api.doorway import account, problem, running, store
from api.inviting import (
    ADMIN,
    ARCHIVED,
    LEDGER,
    LONELY,
    MEMBER,
    OPERATOR,
    PERSON,
    PERSON_ID,
    SECOND,
    SECRET_COMPANY,
    SECRET_NAME,
    SECRET_TEXT,
    SUSPENDED,
    TWICE,
    UNKNOWN,
    Visitors,
    fill,
    members_of,
    reset,
    team,
)
from api.sampling import path_of, query_string
from examples import examples
from teamkpi.api.registry import OPERATIONS
from teamkpi.ledger.local_ids import FIRST_LOCAL_ID
from teamkpi.membership.invitations import MOST_OF_TEAM

KNOWN = (PERSON, TWICE, SUSPENDED, ARCHIVED, LONELY, OPERATOR)


@pytest.fixture(scope="module")
def visitors(shared_url: str, shared: Connection[Any]) -> Iterator[Visitors]:
    fill(shared)
    with running(shared_url, throttle=False) as space:
        yield Visitors(space, shared)


@pytest.fixture
def people(visitors: Visitors, shared: Connection[Any]) -> Visitors:
    visitors.begin(shared)
    return visitors


# What follows the path of each GET of the portal, where it needs something.
QUERIES = {
    "myTeams": ["?isTeamAdmin=true", "?isTeamAdmin=false"],
    "teamAttendance": ["?date=2026-11-18", "?date=2026-11-11"],
    "publishedTeams": ["", f"?query={SECRET_NAME}", f"?query={SECRET_TEXT}"],
}
GETS = [
    path_of(operation, teamId=number) + query
    for operation in OPERATIONS
    if operation.method == "get" and operation.path.startswith("/api/public") and "{secret}" not in operation.path
    for number in ("55", "56")
    for query in QUERIES.get(operation.id, [query_string(operation)])
]


def everything(people: Visitors, who: str) -> dict[str, tuple[int, bytes]]:
    """All that the portal shows somebody."""
    token = people.tokens[who]
    answers = {path: people.space.get(path, token=token) for path in GETS}
    return {path: (answer.status_code, answer.content) for path, answer in answers.items()}


def test_every_get_of_the_portal_is_walked() -> None:
    assert {path.partition("?")[0].rpartition("/")[2] for path in GETS} >= {
        "kpi", "metrics", "basis", "attendance", "profile", "my", "published", "invitations", "figures",
    }  # fmt: skip
    assert not any("{" in path for path in GETS)


@pytest.mark.parametrize("email", KNOWN)
def test_before_acceptance_nothing_of_the_person_shows(people: Visitors, shared: Connection[Any], email: str) -> None:
    """Every answer of the portal is byte for byte the one of before, but for the list of invitations."""
    team(shared, DefaultTariffId=7)
    before = {who: everything(people, who) for who in (ADMIN, SECOND, MEMBER)}
    assert all(status == 200 for path, (status, _) in before[ADMIN].items() if "56" not in path)
    assert people.add(email, TariffId=7).status_code == 200
    own_list = "/api/public/teams/55/invitations"
    for who, answers in before.items():
        found = everything(people, who)
        for path, answer in found.items():
            if path != own_list:
                assert answer == answers[path], path
            assert not any(
                secret.encode() in answer[1]
                for secret in (SECRET_NAME, SECRET_COMPANY, SECRET_TEXT, str(PERSON_ID), "987654")
            ), path
    [shown] = people.open_ones()
    assert (shown["Email"], sorted(shown)) == (
        email,
        ["CreatedOn", "Email", "ExpiresOn", "Id", "InvitedBy", "StartDate", "TariffId", "TariffName"],
    )


@pytest.mark.parametrize("person", [PERSON_ID, 103, 104, 107, 999])
def test_an_administrator_can_do_nothing_to_who_is_no_member(
    people: Visitors, shared: Connection[Any], person: int
) -> None:
    """Invited or not, archived though in the team's list or not, or nobody at all: the same refusals."""
    tables = "SELECT to_jsonb(c)::text FROM coworkers c UNION SELECT to_jsonb(k)::text FROM coworkercontracts k"
    before = sorted(shared.execute(tables).fetchall())
    for _ in range(2):
        written = people.ask(ADMIN, "PUT", "/teams/55/attendance", json=[{"CoworkerId": person, "MondayAttendance": 1}])
        detail = f"entry 1 (CoworkerId {person}): is not a member of the team"
        assert written.json() == problem("bad_request", 400, "Bad request", detail)
        removed = people.ask(ADMIN, "DELETE", f"/teams/55/members/{person}")
        assert removed.json()["code"] == "member_not_found"
        people.add(PERSON, SUSPENDED, ARCHIVED, TWICE)
    assert sorted(shared.execute(tables).fetchall()) == before


PROFILE = {
    "TeamMembers": [101, PERSON_ID],
    "AddedTeamMembers": [PERSON_ID],
    "AllTeamMembers": [{"Id": PERSON_ID}],
    "TeamAdministrators": [101, PERSON_ID],
    "AddedTeamAdministrators": [PERSON_ID],
    "PayingMemberId": PERSON_ID,
    "DefaultTariffId": 12345,
    "DefaultTariffName": "Free of charge",
    "DefaultMemberTariffKeepNewAccountsOnHold": False,
    "MaxTeamMemberCount": 1000,
    "BusinessId": 1,
    "DiscountTariffs": 100,
    "UpdateAttendance": True,
}


@pytest.mark.parametrize("field", PROFILE)
def test_a_profile_changes_no_people_and_no_terms(people: Visitors, shared: Connection[Any], field: str) -> None:
    before = shared.execute("SELECT to_jsonb(t) FROM teams t WHERE id = 55").fetchone()
    assert people.ask(ADMIN, "PUT", "/teams/55/profile", json={field: PROFILE[field]}).status_code == 200
    assert shared.execute("SELECT to_jsonb(t) FROM teams t WHERE id = 55").fetchone() == before


def test_a_plan_that_an_administrator_could_only_make_up_is_refused(people: Visitors) -> None:
    """Not even by naming it the team's default first."""
    people.ask(ADMIN, "PUT", "/teams/55/profile", json={"DefaultTariffId": 12345})
    for email in (PERSON, UNKNOWN):
        answer = people.add(email, TariffId=12345)
        detail = "TariffId: is not a plan of the team's location"
        assert answer.json() == problem("bad_request", 400, "Bad request", detail)


def test_a_person_who_has_left_is_asked_again(people: Visitors, shared: Connection[Any]) -> None:
    assert people.ask(MEMBER, "POST", "/teams/55/leave").status_code == 200
    assert people.add(MEMBER).status_code == 200
    assert members_of(shared) == [101, 104]
    assert [one["TeamId"] for one in people.mine(MEMBER)] == [55]


def test_a_new_coworker_under_a_known_e_mail_is_never_made(people: Visitors, shared: Connection[Any]) -> None:
    for email in KNOWN:
        for typed in (email, email.upper(), f"  {email} ", email.title()):
            people.add(typed)
    assert shared.execute("SELECT id FROM coworkers WHERE id >= %s", (FIRST_LOCAL_ID,)).fetchall() == []
    assert members_of(shared) == [101, 102, 104]


# ---------------------------------------------------------------- the answer does not tell


def told(answer: httpx.Response) -> Any:
    """All of an answer, but for what is random or the time of day."""
    varying = {"x-request-id", "date"}
    headers = [(name, value) for name, value in answer.headers.multi_items() if name.lower() not in varying]
    return answer.status_code, headers, answer.content


def requests(people: Visitors, email: str) -> list[Any]:
    """What the administrator is told for one request after the other about an e-mail."""
    more = [f"extra{n}@x.test" for n in range(3)]
    return [
        told(one)
        for one in (
            people.add(email, TariffId=12345),
            people.add(email, StartDate="2026-11-20"),
            people.add(email, email),
            people.add(email, MEMBER),
            people.add(*more, email),  # more than the team may have members
            people.add(email, TariffId=7, StartDate="2026-12-24"),
            people.add(email),
            people.add(email, by=SECOND),
            people.add(more[0], more[1]),
            people.add(more[0]),
            people.add(more[2]),
            people.add(email, by=SECOND, team_id=56),
            people.add(email, by=MEMBER),
            people.add(email, by=PERSON),
        )
    ]


@pytest.mark.parametrize("email", KNOWN)
def test_an_administrator_is_told_the_same_of_the_known_and_the_unknown(
    people: Visitors, shared: Connection[Any], email: str
) -> None:
    answers = []
    for asked in (email, UNKNOWN):
        reset(shared)
        team(shared, MaxTeamMemberCount=4)
        answers.append(requests(people, asked))
    assert answers[0] == answers[1]
    statuses = [status for status, _, _ in answers[0]]
    assert statuses == [400, 400, 400, 400, 400, 200, 400, 400, 400, 200, 400, 200, 403, 404]


def test_the_bound_on_invitations_tells_nothing(people: Visitors, shared: Connection[Any]) -> None:
    crowd = [{"Id": 1000 + n, "FullName": "N", "Email": f"n{n}@x.test"} for n in range(MOST_OF_TEAM)]
    store(shared, {"coworkers": crowd})
    for first in range(0, MOST_OF_TEAM - 25, 25):
        assert people.add(*(f"n{n}@x.test" for n in range(first, first + 25))).is_success
    assert people.add(*(f"n{n}@x.test" for n in range(MOST_OF_TEAM - 25, MOST_OF_TEAM - 1))).is_success
    for pair in ((UNKNOWN, "unknown@x.test"), (UNKNOWN, PERSON), (PERSON, TWICE)):
        assert people.add(*pair).json()["code"] == "too_many_invitations"
    assert told(people.add(UNKNOWN)) == told(people.add(PERSON))


SLOTS = [f"slot{number}@x.test" for number in range(5)]
asking = st.lists(
    st.tuples(
        st.lists(st.sampled_from([*SLOTS, MEMBER]), min_size=1, max_size=3),
        st.sampled_from(
            [{}, {"TariffId": 7}, {"TariffId": 8}, {"StartDate": "2026-11-20"}, {"StartDate": "2027-01-01"}]
        ),
    ),
    max_size=6,
)


@given(asking, st.sets(st.sampled_from(SLOTS)), st.sets(st.sampled_from(SLOTS)), st.sampled_from([None, 4, 6]))
@settings(deadline=None, max_examples=examples(40))
def test_no_sequence_of_requests_tells_who_is_known(  # noqa: PLR0917
    visitors: Visitors,
    shared: Connection[Any],
    sequence: list[tuple[list[str], dict[str, Any]]],
    known: set[str],
    known_elsewhere: set[str],
    limit: int | None,
) -> None:
    answers = []
    for coworkers in (known, known_elsewhere):
        reset(shared)
        team(shared, MaxTeamMemberCount=limit)
        records = [{"Id": 500 + n, "FullName": "K", "Email": email} for n, email in enumerate(sorted(coworkers))]
        store(shared, {"coworkers": records})
        answers.append([told(visitors.add(*emails, **more)) for emails, more in sequence])
    assert answers[0] == answers[1]


# ---------------------------------------------------------------- leaving


def test_everybody_can_leave(people: Visitors, shared: Connection[Any]) -> None:
    contract = {"Id": 5, "CoworkerId": 102, "IssuedById": 3, "TariffId": 7}
    store(shared, {"coworkercontracts": [contract]})
    held = shared.execute("SELECT to_jsonb(c) FROM coworkercontracts c WHERE id = 5").fetchone()
    left = people.ask(MEMBER, "POST", "/teams/55/leave")
    assert (left.status_code, left.content) == (200, b"")
    assert members_of(shared) == [101, 104]
    assert shared.execute("SELECT to_jsonb(c) FROM coworkercontracts c WHERE id = 5").fetchone() == held
    assert [one["Id"] for one in people.ask(MEMBER, "GET", "/teams/my?isTeamAdmin=false").json()["Records"]] == [56]
    for path in ("/teams/55/leave", "/teams/999/leave", "/teams/x/leave"):
        assert people.ask(MEMBER, "POST", path).json()["code"] == "team_not_found"
    [row] = shared.execute("SELECT action_by, entity_short_name, changes::jsonb FROM audit_entry").fetchall()
    assert row == (MEMBER, "Team", {"TeamMembers": [[101, 102, 104], [101, 104]], "UpdatedBy": [None, MEMBER]})


def test_administrators_leave_as_members_and_as_administrators(people: Visitors, shared: Connection[Any]) -> None:
    """Also the last one: the team has none then, until an operator names one."""
    for who, members, administrators in ((ADMIN, [102, 104], [108]), (SECOND, [102, 104], [])):
        assert people.ask(who, "POST", "/teams/55/leave").status_code == 200
        row = shared.execute("SELECT team_members, team_administrators FROM teams WHERE id = 55").fetchone()
        assert row == (members, administrators)
        assert people.ask(who, "GET", "/teams/55/kpi").status_code == 404


def test_leaving_takes_every_record_of_the_person(people: Visitors, shared: Connection[Any]) -> None:
    other = {**LEDGER["coworkers"][1], "Id": 202, "Active": False}
    store(shared, {"coworkers": [{**one, "Email": "both@here.test"} for one in (LEDGER["coworkers"][1], other)]})
    account(shared, "both@here.test")
    team(shared, TeamMembers=[101, 102, 202])
    token = people.space.sign_in("both@here.test")["access_token"]
    assert people.space.ask("POST", "/api/public/teams/55/leave", token=token).status_code == 200
    assert members_of(shared) == [101]
