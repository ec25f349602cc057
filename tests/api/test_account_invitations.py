"""Invitations to accounts: one, a list, the administrators of teams; with mail and without."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import account, store
from api.test_password_links import BOSS, NEW, Letters, code, letters, signs_in
from teamkpi import outbox
from teamkpi.accounts import people
from teamkpi.mail.texts import TEXTS

__all__ = ["letters"]

PATH = "/api/sys/account-invitations"
JANE, JOE, ANN, GONE = "jane@here.test", "Joe@here.test", "ann@here.test", "gone@here.test"
ADMINISTRATORS = [(number, f"admin{number}@here.test") for number in range(201, 241)]


@pytest.fixture
def token(letters: Letters) -> str:
    people = [(101, JANE, True), (102, JOE, True), (103, ANN, True), (104, GONE, False)]
    store(
        letters.conn,
        {
            "coworkers": [
                *({"Id": one, "FullName": f"P {one}", "Email": email, "Active": on} for one, email, on in people),
                *({"Id": one, "FullName": f"A {one}", "Email": email} for one, email in ADMINISTRATORS),
            ],
            "teams": [
                {"Id": 55, "Name": "T", "BusinessId": 1, "TeamMembers": [101, 102], "TeamAdministrators": [101, 104]},
                *(
                    {"Id": one, "Name": f"T {one}", "BusinessId": 1, "TeamMembers": [], "TeamAdministrators": [one]}
                    for one, _ in ADMINISTRATORS
                ),
            ],
        },
    )
    access: str = letters.space.sign_in(BOSS)["access_token"]
    return access


def invite(letters: Letters, token: str, **body: Any) -> dict[str, str]:
    answer = letters.space.ask("POST", PATH, token=token, json=body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return {one["Email"]: one["Result"] for one in answer.json()["Results"]}


def opened(letters: Letters, token: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = letters.space.get(PATH, token=token).json()["Invitations"]
    return found


def test_an_invited_person_chooses_a_password_and_is_bound_to_their_record(letters: Letters, token: str) -> None:
    asked = [f" {JANE}", JOE, "joe@HERE.test", "nobody@here.test", GONE, BOSS, "no address"]
    assert invite(letters, token, Emails=asked) == {
        JANE: "invited",
        "joe@HERE.test": "invited",
        "nobody@here.test": "noPerson",
        GONE: "noPerson",
        BOSS: "hasAccount",
        "no address": "invalid",
    }
    assert invite(letters, token, Emails=[JANE]) == {JANE: "alreadyInvited"}
    assert [(one["Email"], one["Mail"]) for one in opened(letters, token)][1] == (JANE, "waiting")
    assert letters.send() == 2
    [shown] = [one for one in opened(letters, token) if one["Email"] == JANE]
    assert shown == {
        "Id": shown["Id"],
        "Email": JANE,
        "People": ["P 101"],
        "InvitedBy": BOSS,
        "CreatedOn": "2026-11-21T12:01:00Z",
        "ExpiresOn": "2026-11-28T12:01:00Z",
        "Mail": "sent",
        "MailReason": None,
    }
    [mail] = [one for one in letters.box.mails if str(one["To"]) == JANE]
    assert str(mail["Subject"]) == TEXTS["account_invitation"]["en"].subject.format(space="default")
    secret = letters.secrets()[letters.box.recipients.index(JANE)]
    assert letters.find(secret).json() == {"Purpose": "invitation", "Email": JANE, "NeedsCode": False}
    assert code(letters.use(secret, JANE))[1] == "bad_request"
    assert letters.use(secret).status_code == 200
    token_of_jane = signs_in(letters.space, JANE, NEW).json()["access_token"]
    teams = letters.space.get("/api/public/teams/my?isTeamAdmin=true", token=token_of_jane).json()
    assert [one["Id"] for one in teams["Records"]] == [55]
    assert code(letters.use(secret)) == (400, "link_refused")
    assert [one["Email"] for one in opened(letters, token)] == ["joe@HERE.test"]
    entries = letters.space.get("/api/sys/audittrailentries", token=token).json()["Records"]
    kinds = {(one["EntityShortName"], one["ActionBy"]) for one in entries}
    assert {("AccountInvitation", BOSS), ("Account", JANE)} <= kinds
    assert secret not in str(entries) + letters.space.log_text()
    assert "@" not in letters.space.log_text()
    assert letters.codes().count("account_invited") == 2
    assert letters.codes().count("account_created") == 1


def test_the_account_of_a_person_from_the_invitation_to_the_suspension(letters: Letters, token: str) -> None:
    def found(coworker_id: int) -> tuple[list[str], str | None, bool]:
        shown = letters.space.get(f"/api/sys/coworkers/{coworker_id}/account", token=token)
        assert shown.status_code == 200, shown.text
        body = shown.json()
        assert body["SendsMail"] is True
        states = [f"{one['Email']} {'active' if one['IsActive'] else 'suspended'}" for one in body["Accounts"]]
        return states, body["Invitation"] and body["Invitation"]["Email"], body["CanBeInvited"]

    # Nobody's account, an active person's and an inactive one's.
    assert found(101) == ([], None, True)
    assert found(104) == ([], None, False)
    invite(letters, token, Emails=[JANE, JOE])
    assert found(101) == ([], JANE, True)
    letters.send()
    assert letters.use(letters.secrets()[letters.box.recipients.index(JANE)]).status_code == 200
    assert found(101) == ([f"{JANE} active"], None, False)
    assert found(102) == ([], JOE, True)
    people.suspend(letters.conn, 1, JANE)
    assert found(101) == ([f"{JANE} suspended"], None, False)
    # A bound account is the person's whatever address it has; one that only has the address is shown, too.
    store(letters.conn, {"coworkers": [{"Id": 101, "FullName": "P 101", "Email": "other@here.test"}]})
    assert found(101) == ([f"{JANE} suspended"], None, False)
    account(letters.conn, "LEE@here.test")
    store(letters.conn, {"coworkers": [{"Id": 105, "FullName": "P 105", "Email": "lee@here.test"}]})
    assert found(105) == (["LEE@here.test active"], None, False)
    for nowhere in ("999", "x"):
        assert letters.space.get(f"/api/sys/coworkers/{nowhere}/account", token=token).status_code == 404


def test_forty_team_administrators_are_invited_at_once(letters: Letters, token: str) -> None:
    assert invite(letters, token, TeamIds=[55, 201]) == {JANE: "invited", "admin201@here.test": "invited"}
    results = invite(letters, token, EveryTeam=True)
    assert len(results) == 41
    assert list(results.values()).count("invited") == 39
    assert letters.send() == 41
    assert len(set(letters.secrets())) == 41


def test_inviting_again_replaces_the_link_and_withdrawing_ends_it(letters: Letters, token: str) -> None:
    invite(letters, token, Emails=[JANE])
    letters.send()
    letters.space.forward(timedelta(days=6))
    token = letters.space.sign_in(BOSS)["access_token"]
    assert invite(letters, token, Emails=[JANE], Again=True) == {JANE: "invited"}
    letters.send()
    first, second = letters.secrets()
    assert code(letters.find(first)) == (400, "link_refused")
    letters.space.forward(timedelta(days=6, hours=23))
    assert letters.find(second).status_code == 200
    token = letters.space.sign_in(BOSS)["access_token"]
    [shown] = opened(letters, token)
    withdrawn = letters.space.ask("DELETE", f"{PATH}/{shown['Id']}", token=token)
    assert withdrawn.json()["Invitations"] == []
    assert code(letters.use(second)) == (400, "link_refused")
    assert letters.space.ask("DELETE", f"{PATH}/{shown['Id']}", token=token).status_code == 404
    # What waits to be sent is not sent any more.
    invite(letters, token, Emails=[JOE])
    [shown] = opened(letters, token)
    letters.space.ask("DELETE", f"{PATH}/{shown['Id']}", token=token)
    assert letters.send() == 0
    assert letters.codes().count("account_invitation_withdrawn") == 2


def test_an_invitation_is_valid_for_seven_days_and_until_there_is_an_account(letters: Letters, token: str) -> None:
    invite(letters, token, Emails=[JANE, ANN])
    letters.send()
    by_email = dict(zip(letters.box.recipients, letters.secrets(), strict=True))
    account(letters.conn, ANN)
    assert code(letters.use(by_email[ANN])) == (400, "link_refused")
    letters.space.forward(timedelta(days=7))
    assert code(letters.use(by_email[JANE])) == (400, "link_refused")


def test_without_mail_the_links_are_returned_once(letters: Letters, token: str, conn: Connection[Any]) -> None:
    outbox.remove_sender(conn, 1)
    made = letters.space.ask("POST", PATH, token=token, json={"Emails": [JANE]}).json()
    assert (made["SendsMail"], made["Page"]) == (False, "/dashboard/choose-password")
    secret = made["Results"][0]["Secret"]
    listed = letters.space.get(PATH, token=token)
    assert secret not in listed.text
    assert (listed.json()["Invitations"][0]["Mail"], listed.json()["SendsMail"]) == ("none", False)
    assert letters.use(secret).status_code == 200


def test_what_is_wrong_with_a_list(letters: Letters, token: str) -> None:
    for body, field in (
        ({}, "Emails"),
        ({"Emails": "jane@here.test"}, "Emails"),
        ({"Emails": [1]}, "Emails"),
        ({"Emails": ["x"] * 501}, "Emails"),
        ({"TeamIds": ["x"]}, "TeamIds"),
        ({"TeamIds": 5}, "TeamIds"),
        ({"EveryTeam": 1}, "EveryTeam"),
    ):
        answer = letters.space.ask("POST", PATH, token=token, json=body)
        assert (answer.status_code, answer.json()["Errors"][0]["PropertyName"]) == (400, field), body
