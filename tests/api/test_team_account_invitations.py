"""Invitations to accounts by administrators of a team: only for its members, only by mail."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import httpx
import pytest
from psycopg import Connection

from api.doorway import NOW, account, store
from api.test_password_links import BOSS, NEW, Letters, code, letters, signs_in
from spaces import AUTHOR
from teamkpi import outbox
from teamkpi.accounts import people
from teamkpi.accounts.security import unheard
from teamkpi.errors import TeamNotFound
from teamkpi.membership import SignedIn, invite_members
from teamkpi.membership.account_invitations import MOST_OPEN

__all__ = ["letters"]

ADMIN, LEO, GONE, STRANGER = "admin@here.test", "Leo@here.test", "gone@here.test", "stranger@here.test"
PATH = "/api/public/teams/55/account-invitations"
INVITATIONS = "SELECT email FROM account_link WHERE network_id = 1 AND purpose = 'invitation' ORDER BY email"


@pytest.fixture
def token(letters: Letters) -> str:
    people = [(101, ADMIN), (102, LEO), (103, GONE), (105, LEO.upper()), (106, "old@here.test")]
    coworkers: list[dict[str, Any]] = [
        *({"Id": one, "FullName": f"P {one}", "Email": email, "Active": email != GONE} for one, email in people),
        {"Id": 107, "FullName": "P 107", "Email": STRANGER},
    ]
    coworkers[4]["Archived"] = True
    team = {"Id": 55, "Name": "T", "BusinessId": 1, "TeamAdministrators": [101, 103]}
    store(letters.conn, {"coworkers": coworkers, "teams": [{**team, "TeamMembers": [101, 102, 103, 105, 106]}]})
    account(letters.conn, ADMIN)
    return signed_in(letters)


def signed_in(letters: Letters) -> str:
    access: str = letters.space.sign_in(ADMIN)["access_token"]
    return access


def ask(letters: Letters, token: str, body: Any) -> httpx.Response:
    return letters.space.ask("POST", PATH, token=token, json=body)


def invite(letters: Letters, token: str, *coworker_ids: int) -> dict[int, str]:
    answer = ask(letters, token, {"CoworkerIds": list(coworker_ids)})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    results: list[dict[str, Any]] = answer.json()["Results"]
    assert all(one.keys() == {"CoworkerId", "Result"} for one in results)  # the link only goes to the mailbox
    return {one["CoworkerId"]: one["Result"] for one in results}


def accounts(letters: Letters, token: str) -> dict[int, tuple[str, str | None]]:
    answer = letters.space.get(PATH, token=token)
    assert answer.status_code == 200, answer.text
    members: list[dict[str, Any]] = answer.json()["Accounts"]
    assert all(one.keys() == {"CoworkerId", "State", "InvitedUntil"} for one in members)
    return {one["CoworkerId"]: (one["State"], one["InvitedUntil"]) for one in members}


def invited(conn: Connection[Any]) -> list[str]:
    return [email for (email,) in conn.execute(INVITATIONS)]


def test_every_member_who_has_no_account_gets_a_mail(letters: Letters, token: str) -> None:
    both = {102: "invited", 105: "invited"}  # they share an address, and get one mail
    assert invite(letters, token) == {101: "hasAccount", 103: "inactive", **both}
    assert letters.send() == 1
    [secret] = letters.secrets()
    assert [one.casefold() for one in letters.box.recipients] == [LEO.casefold()]
    boss = letters.space.sign_in(BOSS)["access_token"]
    [shown] = letters.space.get("/api/sys/account-invitations", token=boss).json()["Invitations"]
    assert (shown["InvitedBy"], shown["People"]) == (ADMIN, ["P 102", "P 105"])
    assert letters.use(secret).status_code == 200
    assert signs_in(letters.space, LEO, NEW).status_code == 200
    assert invite(letters, token, 102, 105) == {102: "hasAccount", 105: "hasAccount"}
    assert letters.codes().count("account_invited") == 1
    assert secret not in letters.space.log_text()


def test_an_open_invitation_is_replaced_a_day_later_at_the_earliest(letters: Letters, token: str) -> None:
    assert invite(letters, token, 102) == {102: "invited"}
    letters.send()
    letters.space.forward(timedelta(hours=23))
    assert invite(letters, signed_in(letters), 102) == {102: "alreadyInvited"}
    assert letters.send() == 0
    letters.space.forward(timedelta(hours=1))
    assert invite(letters, signed_in(letters), 102) == {102: "invited"}
    assert letters.send() == 1
    first, second = letters.secrets()
    assert code(letters.find(first)) == (400, "link_refused")
    assert letters.find(second).status_code == 200


@pytest.mark.parametrize("other", [106, 107, 999])
def test_people_whom_the_team_does_not_show_cannot_be_invited(letters: Letters, token: str, other: int) -> None:
    answer = ask(letters, token, {"CoworkerIds": [102, other]})
    assert code(answer) == (404, "member_not_found")
    assert invited(letters.conn) == []


@pytest.mark.parametrize("given", ["102", [0], ["x"], [1.5], list(range(1, 502)), {"a": 1}])
def test_ids_that_are_none_are_refused_by_name(letters: Letters, token: str, given: Any) -> None:
    answer = ask(letters, token, {"CoworkerIds": given})
    assert (*code(answer), "CoworkerIds" in answer.json()["detail"]) == (400, "bad_request", True)


def test_without_mail_only_operators_can_invite(letters: Letters, token: str) -> None:
    outbox.remove_sender(letters.conn, 1)
    assert code(ask(letters, token, {})) == (400, "sends_no_mail")
    assert invited(letters.conn) == []


def test_the_number_of_open_invitations_is_limited(letters: Letters, token: str) -> None:
    letters.conn.execute(
        "INSERT INTO account_link (network_id, id, purpose, email, email_folded, made_by_id, created_on, expires_on)"
        " SELECT 1, 1000 + n, 'invitation', n || '@x.test', n || '@x.test', a.id, %(now)s, %(now)s + interval '7 days'"
        " FROM generate_series(1, %(count)s) AS n, account AS a WHERE a.email = %(admin)s",
        {"now": NOW, "count": MOST_OPEN, "admin": ADMIN},
    )
    assert code(ask(letters, token, {"CoworkerIds": [102]})) == (400, "too_many_invitations")
    letters.space.forward(timedelta(days=8))
    assert invite(letters, signed_in(letters), 102) == {102: "invited"}


@pytest.mark.usefixtures("token")
def test_an_administrator_who_was_removed_meanwhile_invites_nobody(letters: Letters) -> None:
    by = SignedIn(1, 1, LEO, [102])
    with pytest.raises(TeamNotFound):
        invite_members(letters.conn, by, 55, None, now=NOW, author=AUTHOR, tell=unheard)
    assert invited(letters.conn) == []


def test_administrators_see_who_can_sign_in_and_who_is_invited_until_when(letters: Letters, token: str) -> None:
    none = ("noAccount", None)
    # 103 is suspended; 106 is archived, so the team does not show them.
    before = {101: ("canSignIn", None), 102: none, 103: ("cannotSignIn", None), 105: none}
    assert accounts(letters, token) == before
    invite(letters, token, 102)
    [(expires_on,)] = letters.conn.execute("SELECT expires_on FROM account_link WHERE network_id = 1").fetchall()
    assert NOW + timedelta(days=7) <= expires_on < NOW + timedelta(days=8)
    until = ("invited", f"{expires_on.astimezone(UTC):%FT%TZ}")
    assert accounts(letters, token) == {**before, 102: until, 105: until}
    letters.space.forward(timedelta(days=7))
    token = signed_in(letters)
    assert accounts(letters, token) == before
    account(letters.conn, LEO)
    both = {102: ("canSignIn", None), 105: ("canSignIn", None)}
    assert accounts(letters, token) == {**before, **both}


def test_only_an_account_that_acts_for_a_member_lets_them_sign_in(letters: Letters, token: str) -> None:
    account(letters.conn, LEO)
    before, cannot = accounts(letters, token), ("cannotSignIn", None)
    assert before[102] == before[105] == ("canSignIn", None)
    people.suspend(letters.conn, 1, LEO)
    assert accounts(letters, token) == {**before, 102: cannot, 105: cannot}
    people.resume(letters.conn, 1, LEO)
    # The account of their address may act for others only.
    letters.conn.execute("DELETE FROM account_binding WHERE network_id = 1 AND coworker_id = 102")
    assert accounts(letters, token) == {**before, 102: cannot}
    assert invite(letters, token, 102) == {102: "hasAccount"}


@pytest.mark.usefixtures("token")
def test_only_administrators_see_who_can_sign_in(letters: Letters) -> None:
    account(letters.conn, LEO)
    member = letters.space.sign_in(LEO)["access_token"]
    assert code(letters.space.get(PATH, token=member)) == (401, "not_team_administrator")
    account(letters.conn, STRANGER)
    stranger = letters.space.sign_in(STRANGER)["access_token"]
    assert code(letters.space.get(PATH, token=stranger)) == (404, "team_not_found")
