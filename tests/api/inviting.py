"""A space with two teams and people of every kind, for the tests of invitations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
from psycopg import Connection, sql

from api.doorway import NOW, Space, account, store
from teamkpi import accounts

ADMIN, SECOND, MEMBER, PERSON, TWICE, SUSPENDED, ARCHIVED, OPERATOR, LONELY = (
    f"{who}@here.test"
    for who in ("admin", "second", "member", "person", "twice", "suspended", "archived", "operator", "lonely")
)
UNKNOWN = "nobody-knows@here.test"
SECRET_NAME, SECRET_COMPANY, SECRET_TEXT = "Philomena Quuxworth", "Quuxworth Holdings", "quux-secret"
PERSON_ID = 700123

LEDGER: dict[str, list[dict[str, Any]]] = {
    "businesses": [{"Id": 3, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}],
    "coworkers": [
        {"Id": 101, "FullName": "Admin", "Email": ADMIN},
        {"Id": 102, "FullName": "Member", "Email": MEMBER},
        {"Id": 103, "FullName": SECRET_NAME, "Email": SUSPENDED, "Active": False},
        {"Id": 104, "FullName": SECRET_NAME, "Email": ARCHIVED, "Archived": True},
        {"Id": 106, "FullName": SECRET_NAME, "Email": TWICE, "Active": False},
        {"Id": 107, "FullName": SECRET_NAME, "Email": TWICE.upper()},
        {"Id": 108, "FullName": "Second administrator", "Email": SECOND},
        {
            "Id": PERSON_ID,
            "FullName": SECRET_NAME,
            "Email": PERSON,
            "CompanyName": SECRET_COMPANY,
            "MondayAttendance": 3,
        },
    ],
    "teams": [
        {
            "Id": 55,
            "BusinessId": 3,
            "Name": "Builders",
            "TeamMembers": [101, 102, 104],
            "TeamAdministrators": [101, 108],
            "DefaultTariffName": "Resident",
            "ProfileIsPublic": True,
        },
        {"Id": 56, "BusinessId": 3, "Name": "Others", "TeamMembers": [102], "TeamAdministrators": [108]},
    ],
    "resources": [{"Id": 1, "BusinessId": 3, "Name": SECRET_TEXT}],
    "bookings": [
        {
            "Id": 1,
            "ResourceId": 1,
            "CoworkerId": PERSON_ID,
            "FromTime": "2026-11-18T10:00:00Z",
            "ToTime": "2026-11-18T12:00:00Z",
            "Notes": SECRET_TEXT,
        }
    ],
    "coworkerproducts": [
        {
            "Id": 1,
            "CoworkerId": PERSON_ID,
            "BusinessId": 3,
            "ProductId": 3,
            "ProductName": SECRET_TEXT,
            "Price": 987654,
        }
    ],
    "coworkercontracts": [{"Id": 1, "CoworkerId": 9, "IssuedById": 3, "TariffId": 7, "TariffName": "Nomad"}],
}


def fill(conn: Connection[Any]) -> None:
    """Write the ledger and make the accounts, all of people who may sign in."""
    store(conn, LEDGER)
    store(conn, {"coworkers": [{**one, "Active": True, "Archived": False} for one in LEDGER["coworkers"]]})
    for email in (ADMIN, SECOND, MEMBER, PERSON, TWICE, SUSPENDED, ARCHIVED, LONELY):
        account(conn, email)
    account(conn, OPERATOR, operator=True)


def reset(conn: Connection[Any]) -> None:
    """Make everything but accounts and tokens as the ledger above says."""
    for table in (*LEDGER, *(f"{plural}_history" for plural in LEDGER), "invitation", "audit_entry"):
        conn.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    conn.execute("DELETE FROM local_id WHERE entity NOT IN ('account', 'api_key', 'webhook')")
    store(conn, LEDGER)


def team(conn: Connection[Any], number: int = 55, **fields: Any) -> None:
    """Write a team again, with other fields."""
    record = next(one for one in LEDGER["teams"] if one["Id"] == number)
    store(conn, {"teams": [{**record, **fields}]})


def members_of(conn: Connection[Any], number: int = 55) -> list[int]:
    found = conn.execute("SELECT team_members FROM teams WHERE network_id = 1 AND id = %s", (number,)).fetchone()
    return list(found[0]) if found else []


def states(conn: Connection[Any]) -> list[tuple[int, str]]:
    return conn.execute("SELECT id, state FROM invitation WHERE network_id = 1 ORDER BY id").fetchall()


def contracts(conn: Connection[Any]) -> list[tuple[Any, ...]]:
    """The contracts that were made here: the coworker, the plan, its name, the start, and who made it."""
    statement = (
        "SELECT coworker_id, tariff_id, tariff_name, start_date, updated_by FROM coworkercontracts"
        " WHERE network_id = 1 AND id > 1 ORDER BY id"
    )
    return conn.execute(statement).fetchall()


class Visitors:
    """The people of the space, signed in."""

    def __init__(self, space: Space, conn: Connection[Any]) -> None:
        self.space = space
        emails = (ADMIN, SECOND, MEMBER, PERSON, TWICE, SUSPENDED, ARCHIVED, OPERATOR)
        self.tokens: Mapping[str, str] = {email: space.sign_in(email)["access_token"] for email in emails}
        reset(conn)

    def ask(self, who: str, method: str, path: str, **options: Any) -> httpx.Response:
        return self.space.ask(method, f"/api/public{path}", token=self.tokens[who], **options)

    def add(self, *emails: str, by: str = ADMIN, team_id: int = 55, **more: Any) -> httpx.Response:
        body = {"FullNames": ["Some Name"] * len(emails), "Emails": list(emails), **more}
        return self.ask(by, "POST", f"/teams/{team_id}/members", json=body)

    def open_ones(self, by: str = ADMIN, team_id: int = 55) -> list[dict[str, Any]]:
        """The team's open invitations."""
        found: list[dict[str, Any]] = self.ask(by, "GET", f"/teams/{team_id}/invitations").json()["Invitations"]
        return found

    def mine(self, who: str) -> list[dict[str, Any]]:
        """The invitations that somebody may answer."""
        found: list[dict[str, Any]] = self.ask(who, "GET", "/invitations/my").json()["Invitations"]
        return found

    def invite(self, email: str, **more: Any) -> int:
        """Invite somebody and return the invitation's id."""
        answer = self.add(email, **more)
        assert answer.status_code == 200, answer.text
        return int(self.open_ones(**{name: more[name] for name in ("by", "team_id") if name in more})[0]["Id"])

    def accept(self, who: str, invitation: int) -> httpx.Response:
        return self.ask(who, "POST", f"/invitations/{invitation}/accept")

    def decline(self, who: str, invitation: int) -> httpx.Response:
        return self.ask(who, "POST", f"/invitations/{invitation}/decline")

    def withdraw(self, invitation: int, by: str = ADMIN, team_id: int = 55) -> httpx.Response:
        return self.ask(by, "DELETE", f"/teams/{team_id}/invitations/{invitation}")

    def link(self, invitation: int, by: str = ADMIN, team_id: int = 55) -> httpx.Response:
        return self.ask(by, "POST", f"/teams/{team_id}/invitations/{invitation}/link")

    def find(self, who: str, secret: object) -> httpx.Response:
        return self.ask(who, "POST", "/invitations/find", json={"Secret": secret})

    def begin(self, conn: Connection[Any]) -> None:
        """Start a test from the beginning."""
        reset(conn)
        accounts.resume(conn, 1, ADMIN)
        self.space.set_clock(NOW)
