"""Invitations from beginning to end: who sees them, who may answer, when they end, what acceptance does."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import NOW, problem, running, store
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
    SUSPENDED,
    TWICE,
    UNKNOWN,
    Visitors,
    contracts,
    fill,
    members_of,
    states,
    team,
)
from patience import PATIENCE
from spaces import AUTHOR
from teamkpi import accounts, membership, outbox
from teamkpi.db import connect
from teamkpi.errors import MemberRefused
from teamkpi.ledger.local_ids import FIRST_LOCAL_ID
from teamkpi.membership.invitations import MOST_OF_TEAM
from teamkpi.outbox import Sender

NOT_FOUND = problem(
    "invitation_not_found",
    404,
    "Invitation not found",
    "There is no such open invitation. It may have been answered or withdrawn, or it may have expired.",
)
FULL = problem("team_member_limit", 400, "Too many members", "The team has no room for another member.")
INACTIVE = problem(
    "no_active_coworker",
    400,
    "No active coworker",
    "The caller has no active coworker record. Only an operator can activate one.",
)


@pytest.fixture(scope="module")
def visitors(shared_url: str, shared: Connection[Any]) -> Iterator[Visitors]:
    fill(shared)
    with running(shared_url, access_token_seconds=40 * 86_400, throttle=False) as space:
        yield Visitors(space, shared)


@pytest.fixture
def people(visitors: Visitors, shared: Connection[Any]) -> Visitors:
    visitors.begin(shared)
    return visitors


@pytest.fixture
def conn(shared: Connection[Any]) -> Connection[Any]:
    """A connection to the module's database; ``people`` sets the database back."""
    return shared


def test_whoever_is_invited_gets_a_mail_that_says_nothing_of_the_team(people: Visitors, conn: Connection[Any]) -> None:
    outbox.set_sender(conn, 1, Sender("kpi@hub.example", None, "https://kpi.hub.example", "en"))
    try:
        assert people.add(MEMBER, PERSON).status_code == 400  # one of them is a member: nothing is changed
        assert outbox.listed(conn, 1, with_sent=True) == []
        assert people.add(PERSON.upper(), UNKNOWN).status_code == 200  # who is not known is a member at once
        [written] = outbox.due(conn, 1, most=9, now=NOW)
        assert (written.kind, written.email, written.account_id) == ("team_invitation", PERSON.upper(), None)
        assert written.expires_on == NOW + timedelta(days=7)
    finally:
        outbox.remove_sender(conn, 1)


def test_both_sides_see_an_invitation_until_it_is_accepted(people: Visitors, conn: Connection[Any]) -> None:
    assert people.add(PERSON.upper(), TariffId=7, StartDate="2026-12-01").status_code == 200
    dates = {"CreatedOn": "2026-11-21T12:00:00Z", "ExpiresOn": "2026-12-21T12:00:00Z"}
    terms = {"TariffId": 7, "TariffName": "Nomad", "StartDate": "2026-12-01T00:00:00Z"}
    of_team = [{"Id": 1, "Email": PERSON.upper(), "InvitedBy": "Admin", **terms, **dates}]
    assert people.open_ones() == people.open_ones(by=SECOND) == of_team
    team_names = {"TeamId": 55, "TeamName": "Builders", "BusinessName": "Hub"}
    assert people.mine(PERSON) == [{"Id": 1, **team_names, "InvitedBy": "Admin", **terms, **dates}]
    for other in (ADMIN, SECOND, MEMBER, TWICE, OPERATOR):
        assert people.mine(other) == []
    people.space.forward(timedelta(minutes=1))
    accepted = people.accept(PERSON, 1)
    assert (accepted.status_code, accepted.content) == (200, b"")
    assert members_of(conn) == [101, 102, 104, PERSON_ID]
    assert contracts(conn) == [(PERSON_ID, 7, "Nomad", datetime.fromisoformat("2026-12-01T00:00:00Z"), PERSON)]
    assert people.open_ones() == people.mine(PERSON) == []
    shown = people.ask(ADMIN, "GET", "/teams/55/kpi").json()["Kpi"]
    assert [one["CoworkerId"] for one in shown] == [101, 102, PERSON_ID]
    assert [one["Id"] for one in people.ask(PERSON, "GET", "/teams/my?isTeamAdmin=false").json()["Records"]] == [55]
    assert conn.execute("SELECT updated_by FROM teams WHERE id = 55").fetchone() == (PERSON,)


def test_every_step_is_in_the_audit_trail(people: Visitors, conn: Connection[Any]) -> None:
    for email in (PERSON, TWICE, SUSPENDED):
        people.invite(email)
    people.link(1)
    assert people.accept(PERSON, 1).is_success
    assert people.decline(TWICE, 2).is_success
    assert people.withdraw(3).is_success
    rows = conn.execute(
        "SELECT entity_id, audit_type, action_by, changes::jsonb FROM audit_entry"
        " WHERE entity_short_name = 'Invitation' ORDER BY id"
    ).fetchall()
    made = {"TeamId": [None, 55], "State": [None, "open"]}
    link = {"LinkExpiresOn": [None, "2026-11-28T12:00:00Z"]}
    assert rows == [
        (1, 1, ADMIN, {**made, "Email": [None, PERSON]}),
        (2, 1, ADMIN, {**made, "Email": [None, TWICE]}),
        (3, 1, ADMIN, {**made, "Email": [None, SUSPENDED]}),
        (1, 2, ADMIN, link),
        (1, 2, PERSON, {"State": ["open", "accepted"]}),
        (2, 2, TWICE, {"State": ["open", "declined"]}),
        (3, 2, ADMIN, {"State": ["open", "withdrawn"]}),
    ]
    [team_row] = conn.execute("SELECT action_by FROM audit_entry WHERE entity_short_name = 'Team'").fetchall()
    assert team_row == (PERSON,)


def test_only_the_person_who_is_invited_can_answer(people: Visitors, conn: Connection[Any]) -> None:
    people.invite(PERSON)
    for other in (ADMIN, SECOND, MEMBER, TWICE, OPERATOR):
        for answer in (people.accept(other, 1), people.decline(other, 1)):
            assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
    for number in ("2", "0", "x", "-1", str(2**53), "1%20"):
        assert people.ask(PERSON, "POST", f"/invitations/{number}/accept").json() == NOT_FOUND
    assert states(conn) == [(1, "open")]
    assert members_of(conn) == [101, 102, 104]


@pytest.mark.parametrize("end", ["accepted", "declined", "withdrawn", "expired", "void", "added by an operator"])
def test_what_has_ended_cannot_be_answered(people: Visitors, conn: Connection[Any], end: str) -> None:
    people.invite(PERSON)
    secret = people.link(1).json()["Link"].partition("#")[2]
    match end:
        case "accepted":
            assert people.accept(PERSON, 1).is_success
        case "declined":
            assert people.decline(PERSON, 1).is_success
        case "withdrawn":
            assert people.withdraw(1, by=SECOND).is_success  # also by another administrator than the inviter
        case "expired":
            people.space.set_clock(NOW + timedelta(days=30))
        case "void":
            team(conn, TeamAdministrators=[108])
        case _:
            team(conn, TeamMembers=[101, 102, PERSON_ID])
    before = members_of(conn)
    made = contracts(conn)
    for answer in (
        people.accept(PERSON, 1),
        people.decline(PERSON, 1),
        people.withdraw(1, by=SECOND),
        people.link(1, by=SECOND),
        people.find(PERSON, secret),
    ):
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
    assert people.open_ones(by=SECOND) == people.mine(PERSON) == []
    assert (members_of(conn), contracts(conn)) == (before, made)


def test_up_to_its_last_instant_an_invitation_can_be_accepted(people: Visitors, conn: Connection[Any]) -> None:
    people.invite(PERSON)
    people.space.set_clock(NOW + timedelta(days=30) - timedelta(microseconds=1))
    assert people.accept(PERSON, 1).status_code == 200
    assert members_of(conn) == [101, 102, 104, PERSON_ID]


@pytest.mark.parametrize("how", ["removed", "suspended", "archived", "account suspended", "left"])
def test_an_invitation_ends_when_the_inviter_no_longer_administers_the_team(
    people: Visitors, conn: Connection[Any], how: str
) -> None:
    people.invite(PERSON)
    [inviter] = [one for one in LEDGER["coworkers"] if one["Id"] == 101]
    match how:
        case "removed":
            assert people.ask(SECOND, "DELETE", "/teams/55/members/101").is_success
        case "suspended":
            store(conn, {"coworkers": [{**inviter, "Active": False}]})
        case "archived":
            store(conn, {"coworkers": [{**inviter, "Archived": True}]})
        case "account suspended":
            accounts.suspend(conn, 1, ADMIN)
        case _:
            assert people.ask(ADMIN, "POST", "/teams/55/leave").is_success
    assert people.accept(PERSON, 1).json() == NOT_FOUND
    assert people.open_ones(by=SECOND) == people.mine(PERSON) == []
    assert PERSON_ID not in members_of(conn)
    # It takes no place any more either, and somebody else may invite the person.
    assert people.add(PERSON, by=SECOND).status_code == 200
    assert people.accept(PERSON, 2).status_code == 200


def test_the_archived_and_the_suspended_stay_outside(people: Visitors, conn: Connection[Any]) -> None:
    """Neither an old token nor the password works, and only an operator changes that."""
    for email in (ARCHIVED, SUSPENDED, LONELY):
        assert people.add(email).status_code == 200
    form = {"grant_type": "password", "password": "correct horse battery staple"}
    for email in (ARCHIVED, SUSPENDED):
        assert people.ask(email, "GET", "/invitations/my").status_code == 401
        assert people.accept(email, 1).status_code == 401
    for email in (ARCHIVED, SUSPENDED, LONELY):
        assert (
            people.space.ask("POST", "/api/token", data={**form, "username": email}).json()["error"] == "invalid_grant"
        )
    assert conn.execute("SELECT id FROM coworkers WHERE id >= %s", (FIRST_LOCAL_ID,)).fetchall() == []
    assert [one["Email"] for one in people.open_ones()] == [LONELY, SUSPENDED, ARCHIVED]
    # An operator makes the person active, who then answers.
    [person] = [one for one in LEDGER["coworkers"] if one["Id"] == 103]
    store(conn, {"coworkers": [{**person, "Active": True}]})
    assert people.accept(SUSPENDED, people.mine(SUSPENDED)[0]["Id"]).status_code == 200
    assert members_of(conn) == [101, 102, 103, 104]


def test_an_operator_without_an_active_coworker_is_told_so(people: Visitors, conn: Connection[Any]) -> None:
    people.invite(OPERATOR)
    assert [one["Id"] for one in people.mine(OPERATOR)] == [1]
    assert people.accept(OPERATOR, 1).json() == INACTIVE
    assert states(conn) == [(1, "open")]
    assert people.decline(OPERATOR, 1).status_code == 200


def test_who_is_suspended_in_the_meantime_does_not_join(people: Visitors, conn: Connection[Any]) -> None:
    people.invite(PERSON)
    [person] = [one for one in LEDGER["coworkers"] if one["Id"] == PERSON_ID]
    by = membership.SignedIn(1, _account_id(conn, PERSON), PERSON, [PERSON_ID])
    for change in ({"Active": False}, {"Archived": True}):
        store(conn, {"coworkers": [{**person, **change}]})
        with pytest.raises(MemberRefused) as refused:
            membership.accept(conn, by, 1, author=AUTHOR, now=NOW)
        assert refused.value.code == "no_active_coworker"
    assert members_of(conn) == [101, 102, 104]


def test_of_several_records_the_active_one_joins(people: Visitors, conn: Connection[Any]) -> None:
    people.invite(TWICE)
    assert people.accept(TWICE, 1).status_code == 200
    assert members_of(conn) == [101, 102, 104, 107]
    assert conn.execute("SELECT active FROM coworkers WHERE id = 106").fetchone() == (False,)


def test_an_invitation_is_to_who_had_the_e_mail_then(people: Visitors, conn: Connection[Any]) -> None:
    """A record that gets the e-mail later lets nobody else answer."""
    people.invite(LONELY)
    [member] = [one for one in LEDGER["coworkers"] if one["Id"] == 107]
    store(conn, {"coworkers": [{**member, "Id": 110, "Email": LONELY, "Archived": True}]})
    assert people.mine(TWICE) == people.mine(PERSON) == []


def test_the_contract_is_made_on_acceptance(people: Visitors, conn: Connection[Any]) -> None:
    team(conn, DefaultTariffId=9)
    people.invite(PERSON)
    people.invite(TWICE, StartDate="2026-11-22")
    people.space.forward(timedelta(hours=6))
    assert people.accept(PERSON, 1).is_success
    people.space.forward(timedelta(days=2))
    assert people.accept(TWICE, 2).is_success
    assert contracts(conn) == [
        (PERSON_ID, 9, "Resident", NOW + timedelta(hours=6), PERSON),
        (107, 9, "Resident", NOW + timedelta(days=2, hours=6), TWICE.upper()),  # not on a day that has passed
    ]


def test_no_second_contract_for_a_plan_that_runs(people: Visitors, conn: Connection[Any]) -> None:
    running_one = {"Id": 1, "CoworkerId": PERSON_ID, "IssuedById": 3, "TariffId": 7}
    store(conn, {"coworkercontracts": [running_one]})
    people.invite(PERSON, TariffId=7)
    assert people.accept(PERSON, 1).is_success
    assert contracts(conn) == []


def test_a_team_that_filled_up_in_the_meantime(people: Visitors, conn: Connection[Any]) -> None:
    team(conn, MaxTeamMemberCount=3)
    people.invite(PERSON)
    team(conn, MaxTeamMemberCount=3, TeamMembers=[101, 102, 104, 107])
    answer = people.accept(PERSON, 1)
    assert (answer.status_code, answer.json()) == (400, FULL)
    assert states(conn) == [(1, "open")]
    team(conn, MaxTeamMemberCount=4, TeamMembers=[101, 102, 104, 107])
    assert people.accept(PERSON, 1).status_code == 200


def test_the_same_e_mail_is_not_invited_twice(people: Visitors, conn: Connection[Any]) -> None:
    people.invite(PERSON)
    detail = "Emails: entry 1 is already a member of the team or invited to it."
    for email, by in ((PERSON, ADMIN), (PERSON.upper(), SECOND)):
        assert people.add(email, by=by).json() == problem("already_team_member", 400, "Already a member", detail)
    assert people.add(PERSON, by=SECOND, team_id=56).status_code == 200  # another team
    assert [one["TeamName"] for one in people.mine(PERSON)] == ["Others", "Builders"]
    assert people.decline(PERSON, 1).is_success
    assert people.add(PERSON).status_code == 200
    assert states(conn) == [(1, "declined"), (2, "open"), (3, "open")]


def test_a_team_invites_so_many_people_and_no_more(people: Visitors, conn: Connection[Any]) -> None:
    store(
        conn, {"coworkers": [{"Id": 1000 + n, "FullName": "N", "Email": f"n{n}@x.test"} for n in range(MOST_OF_TEAM)]}
    )
    for first in range(0, MOST_OF_TEAM, 25):
        assert people.add(*(f"n{n}@x.test" for n in range(first, first + 25))).status_code == 200
    assert people.withdraw(1).is_success  # which makes no room: the bound is on what is asked of people
    for email in (PERSON, UNKNOWN):
        assert people.add(email).json()["code"] == "too_many_invitations"
    assert people.add(PERSON, by=SECOND, team_id=56).is_success
    people.space.set_clock(NOW + timedelta(days=30))
    assert people.add(PERSON).status_code == 200
    assert states(conn) == [(MOST_OF_TEAM + 2, "open")]  # those that have expired are not kept


def test_links(people: Visitors, conn: Connection[Any]) -> None:
    people.invite(PERSON)
    first, second = people.link(1), people.link(1, by=SECOND)
    assert first.headers["Cache-Control"] == "no-store"
    assert first.json()["ExpiresOn"] == "2026-11-28T12:00:00Z"
    paths, secrets = zip(*(one.json()["Link"].split("#") for one in (first, second)), strict=True)
    assert set(paths) == {"/dashboard/invitations"}
    assert len(set(secrets)) == 2
    found = people.find(PERSON, secrets[1])
    assert (found.status_code, found.json()) == (200, people.mine(PERSON)[0])
    for who, secret in (
        (PERSON, secrets[0]),
        (PERSON, "x"),
        (PERSON, "é\x00"),
        (ADMIN, secrets[1]),
        (TWICE, secrets[1]),
    ):
        assert people.find(who, secret).json() == NOT_FOUND
    for wrong in (None, "", 7, "x" * 257, [secrets[1]]):
        assert people.find(PERSON, wrong).json()["code"] == "bad_request"
    kept = str(
        conn.execute("SELECT invitation::text FROM invitation").fetchall()
        + conn.execute("SELECT changes::text FROM audit_entry").fetchall()
    )
    assert not any(secret in kept + people.space.log_text() for secret in secrets)
    people.space.set_clock(NOW + timedelta(days=7))
    assert people.find(PERSON, secrets[1]).json() == NOT_FOUND
    assert people.accept(PERSON, 1).status_code == 200  # the invitation outlives its link


def test_a_link_does_not_outlive_its_invitation(people: Visitors) -> None:
    people.invite(PERSON)
    people.space.set_clock(NOW + timedelta(days=29))
    assert people.link(1).json()["ExpiresOn"] == "2026-12-21T12:00:00Z"


def test_invitations_of_another_team_cannot_be_touched(people: Visitors, conn: Connection[Any]) -> None:
    people.invite(PERSON)
    for answer in (people.withdraw(1, by=SECOND, team_id=56), people.link(1, by=SECOND, team_id=56)):
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
    assert states(conn) == [(1, "open")]


def _account_id(conn: Connection[Any], email: str) -> int:
    [number] = conn.execute("SELECT id FROM account WHERE network_id = 1 AND email = %s", (email,)).fetchone() or (0,)
    return int(number)


def _together(url: str, works: list[Any]) -> list[str]:
    """Do pieces of work at the same time, each on a connection of its own; return what became of each."""
    start = Barrier(len(works))

    def run(work: Any) -> str:
        with connect(url) as mine:
            start.wait(PATIENCE)
            try:
                work(mine)
            except MemberRefused as refused:
                return refused.code
        return "done"

    with ThreadPoolExecutor(len(works)) as threads:
        return [result.result(PATIENCE) for result in [threads.submit(run, work) for work in works]]


def test_of_several_answers_at_the_same_time_one_counts(
    people: Visitors, conn: Connection[Any], shared_url: str
) -> None:
    person = membership.SignedIn(1, _account_id(conn, PERSON), PERSON, [PERSON_ID])
    admin = membership.SignedIn(1, _account_id(conn, ADMIN), ADMIN, [101])
    for round_ in range(1, 9):
        team(conn)
        invitation = people.invite(PERSON, TariffId=7)
        outcomes = _together(
            shared_url,
            [
                lambda mine, number=invitation: membership.accept(mine, person, number, author=AUTHOR, now=NOW),
                lambda mine, number=invitation: membership.accept(mine, person, number, author=AUTHOR, now=NOW),
                lambda mine, number=invitation: membership.decline(mine, person, number, author=AUTHOR, now=NOW),
                lambda mine, number=invitation: membership.withdraw(mine, admin, 55, number, author=AUTHOR, now=NOW),
            ],
        )
        assert sorted(outcomes) == ["done", *["invitation_not_found"] * 3]
        [(_, state)] = states(conn)[round_ - 1 :]
        assert (PERSON_ID in members_of(conn)) == (state == "accepted") == ("done" in outcomes[:2])
    assert len(contracts(conn)) <= 1


def test_the_last_place_is_taken_once(people: Visitors, conn: Connection[Any], shared_url: str) -> None:
    people.invite(PERSON)
    people.invite(TWICE)
    team(conn, MaxTeamMemberCount=3)  # lowered since: there is room for one
    both = [
        membership.SignedIn(1, _account_id(conn, email), email, [coworker])
        for email, coworker in ((PERSON, PERSON_ID), (TWICE, 107))
    ]
    works = [
        lambda mine, by=by, number=number: membership.accept(mine, by, number, author=AUTHOR, now=NOW)
        for number, by in enumerate(both, 1)
    ]
    assert sorted(_together(shared_url, works)) == ["done", "team_member_limit"]
    assert len(members_of(conn)) == 4
