"""The examples that stand beside the contract are real answers: each is compared with what the program says now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import NOW, Space, account, running, store
from spaces import AUTHOR
from teamkpi.api.registry import OPERATIONS
from teamkpi.membership import NewMember, SignedIn, add_members

EXAMPLES = Path(__file__).parents[2] / "contract/examples"
JANE = "jane@techinnovators.com"

ADA = "ada@nightowls.example"

LEDGER: dict[str, list[dict[str, Any]]] = {
    "businesses": [
        {
            "Id": 1,
            "Name": "Downtown Coworking Hub",
            "WebAddress": "downtown.example",
            "CurrencyCode": "GBP",
            "SimpleTimeZoneNameIana": "Europe/London",
        }
    ],
    "coworkers": [
        {"Id": 101, "FullName": "Jane Smith", "Email": JANE, "CoworkerType": 1, "CompanyName": "Tech Innovators Ltd"},
        {"Id": 102, "FullName": "Bob Jones", "Email": "bob@techinnovators.com", "CoworkerType": 1},
        {"Id": 301, "FullName": "Ada Long", "Email": ADA, "CoworkerType": 1},
        {"Id": 201, "FullName": "Maria García", "Email": "maria@example.com", "CompanyName": "García Design"},
    ],
    "resources": [{"Id": 3, "BusinessId": 1, "Name": "Meeting room 1"}],
    "teams": [
        {
            "Id": 55,
            "BusinessId": 1,
            "Name": "Tech Innovators",
            "TeamMembers": [101, 102],
            "TeamAdministrators": [101],
            "PayingMemberId": 101,
            "MaxTeamMemberCount": 12,
            "DefaultTariffId": 7,
            "DefaultTariffName": "Resident",
            "DiscountTariffs": 10,
            "Description": "<p>We build <b>robots</b>.</p>",
            "ProfileSummary": "We build things.",
            "ProfileIsPublic": True,
            "ProfileWebsite": "https://techinnovators.example",
            "ProfileTags": "technology startup innovation",
            "Linkedin": "https://linkedin.example/techinnovators",
            "CreatedOn": "2026-06-01T08:30:00Z",
            "UpdatedOn": "2026-11-01T08:30:00Z",
        },
        {
            "Id": 56,
            "BusinessId": 1,
            "Name": "Zero Waste",
            "TeamMembers": [102],
            "ProfileIsPublic": True,
            "ProfileTags": "startup",
            "CreatedOn": "2026-07-01T08:30:00Z",
            "UpdatedOn": "2026-11-01T08:30:00Z",
        },
    ],
}
CREDITS = [
    {
        "Id": 41,
        "CoworkerId": 101,
        "BusinessId": 1,
        "Description": "Welcome credit",
        "TotalCredit": 50,
        "RemainingCredit": 12.5,
        "ExpireDate": "2027-01-01T00:00:00Z",
        "CreatedOn": "2026-11-01T08:30:00Z",
        "UpdatedOn": "2026-11-12T10:15:30Z",
        "UpdatedBy": "operator@downtown.example",
    },
    {
        "Id": 40,
        "CoworkerId": 101,
        "BusinessId": 1,
        "Description": "Summer credit",
        "TotalCredit": 20,
        "ExpireDate": "2026-10-01T00:00:00Z",
        "CreatedOn": "2026-07-01T08:30:00Z",
        "UpdatedOn": "2026-07-01T08:30:00Z",
        "UpdatedBy": "operator@downtown.example",
    },
]
BOOKINGS = [
    {
        "Id": 7001,
        "ResourceId": 3,
        "FromTime": "2026-11-18T09:00:00Z",
        "ToTime": "2026-11-18T10:30:00Z",
        "CoworkerId": 201,
        "BookingNumber": 12,
        "CreatedOn": "2026-11-01T08:30:00Z",
        "UpdatedOn": "2026-11-02T10:15:30.25Z",
        "UpdatedBy": "operator@downtown.example",
    }
]
USES_AND_CHARGES = {
    "coworkerbookingcreditusehistories": [
        {
            "Id": 91,
            "CoworkerBookingCreditId": 41,
            "CreditUsed": 37.5,
            "Description": "Two days in the photo studio",
            "CreatedOn": "2026-11-12T10:15:30Z",
            "UpdatedOn": "2026-11-12T10:15:30Z",
        }
    ],
    "charges": [
        {
            "Id": 51,
            "CoworkerId": 101,
            "BusinessId": 1,
            "TotalAmount": 15,
            "Description": "Late cancellation",
            "CreatedOn": "2026-11-12T10:15:30Z",
            "UpdatedOn": "2026-11-12T10:15:30Z",
        }
    ],
}
INVITING = {
    "coworkers": [{"Id": 302, "FullName": "Bob Jones", "Email": "bob@techinnovators.example"}],
    "teams": [{"Id": 58, "BusinessId": 1, "Name": "Night Owls", "TeamMembers": [301], "TeamAdministrators": [301]}],
}
ASKED = {
    "myTeams": "/api/public/teams/my?isTeamAdmin=true",
    "teamKpi": "/api/public/teams/55/kpi",
    "teamExplain": "/api/public/teams/55/explain?figure=RemainingBookingCredit&coworkerId=101",
    "teamAmounts": "/api/public/teams/55/amounts?coworkerId=101",
    "teamExpiring": "/api/public/teams/55/expiring?days=60",
    "teamUses": "/api/public/teams/55/uses",
    "teamProfile": "/api/public/teams/55/profile",
    "myInvitations": "/api/public/invitations/my",
    "teamInvitations": "/api/public/teams/55/invitations",
    "publishedTeams": "/api/public/teams/published?tag=startup",
    "publishedTeam": "/api/public/teams/published/55",
    "getBooking": "/api/spaces/bookings/7001",
    "listBookings": "/api/spaces/bookings?from_Booking_UpdatedOn=2026-11-02T00:00&orderBy=UpdatedOn",
}


def invite(conn: Connection[Any], by: SignedIn, team_id: int, email: str) -> None:
    people = [NewMember("Some Name", email)]
    add_members(conn, by, team_id, people, start=date(2026, 12, 1), author=AUTHOR, now=NOW)


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(shared, {**LEDGER, "bookings": BOOKINGS, "coworkerbookingcredits": CREDITS, **USES_AND_CHARGES})
    jane, ada = account(shared, JANE, operator=True), account(shared, ADA)
    store(shared, INVITING)
    invite(shared, SignedIn(1, jane, JANE, [101]), 55, "bob@techinnovators.example")
    invite(shared, SignedIn(1, ada, ADA, [301]), 58, JANE)
    with running(shared_url) as space:
        yield space


@pytest.mark.parametrize("operation_id", ASKED)
def test_an_example_is_what_is_answered(space: Space, operation_id: str) -> None:
    assert operation_id in {operation.id for operation in OPERATIONS}
    answer = space.get(ASKED[operation_id], token=space.sign_in(JANE)["access_token"])
    shown = (EXAMPLES / f"{operation_id}.json").read_text(encoding="utf-8")
    # As text, so that the order of the fields is compared as well.
    assert json.dumps(answer.json(), indent=2, ensure_ascii=False) + "\n" == shown
