"""``GET /api/public/teams/my``: the record, the list's envelope, and its parameters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

from api.doorway import Space, account, problem, running, store
from examples import examples
from teamkpi.api.portal.team_serializer import ORDERABLE
from teamkpi.api.portal.team_types import Team

MINE = "/api/public/teams/my"
JANE, BOB = "jane@techinnovators.com", "bob@techinnovators.com"
NAMES = ["alpha", "Beta", "beta", "Gamma", "delta", "Épsilon", "zeta", "Tech Innovators"]

LEDGER: dict[str, list[dict[str, Any]]] = {
    "businesses": [
        {
            "Id": 1,
            "Name": "Hub 1",
            "WebAddress": "hub1.example",
            "CurrencyCode": "GBP",
            "SimpleTimeZoneNameIana": "Asia/Kathmandu",
        }
    ],
    "coworkers": [
        {"Id": 101, "FullName": "Jane Smith", "Email": JANE, "CoworkerType": 1, "CompanyName": "TI"},
        {"Id": 102, "FullName": "Bob Jones", "Email": BOB},
        {"Id": 103, "FullName": "Su Spended", "Email": "su@techinnovators.com", "Active": False},
        {"Id": 104, "FullName": "Ar Chived", "Email": "ar@techinnovators.com", "Archived": True},
        {"Id": 105, "FullName": "Ann Only", "Email": "ann@techinnovators.com"},
    ],
    "teams": [
        {
            "Id": 55,
            "BusinessId": 1,
            "Name": "Tech Innovators",
            "UniqueId": "a11de3d2-8a4c-5f0f-9d61-0c2a6a1f7f55",
            "CreatedOn": "2026-06-30T18:15:00Z",
            "UpdatedOn": "2026-10-31T23:00:00.25Z",
            "TeamMembers": [103, 102, 101, 104, 777],
            "TeamAdministrators": [105, 101, 104],
            "PayingMemberId": 101,
            "CreateSingleInvoiceForTeam": True,
            "MaxTeamMemberCount": 20,
            "DefaultTariffId": 9,
            "DefaultTariffName": "Nomad",
            "DisableAttendanceDashboard": True,
            "DiscountCharges": 12.5,
            "ProfileTags": "technology  startup innovation",
            "ProfileIsPublic": True,
            "Twitter": "https://twitter.example/ti",
        },
        *(
            {"Id": 60 + number, "BusinessId": 1, "Name": name, "TeamMembers": [102], "MaxTeamMemberCount": number % 3}
            for number, name in enumerate(NAMES[:-1])
        ),
        {"Id": 70, "BusinessId": 1, "Name": "nobody's", "TeamMembers": [103], "TeamAdministrators": [105]},
    ],
}
PEOPLE = {
    number: {
        "Id": number,
        "FullName": name,
        "Email": email,
        "CoworkerType": 1,
        "CompanyName": "TI" if number == 101 else None,
        "Active": number != 103,
    }
    for number, name, email in (
        (101, "Jane Smith", JANE),
        (102, "Bob Jones", BOB),
        (103, "Su Spended", "su@techinnovators.com"),
        (105, "Ann Only", "ann@techinnovators.com"),
    )
}
RECORD = {
    "Id": 55,
    "Name": "Tech Innovators",
    "UniqueId": "a11de3d2-8a4c-5f0f-9d61-0c2a6a1f7f55",
    "IdString": "55",
    "Description": None,
    "ProfileSummary": "",
    "ProfileIsPublic": True,
    "ProfileWebsite": None,
    "ProfileTags": "technology  startup innovation",
    "ProfileTagsList": ["technology", "startup", "innovation"],
    "BusinessName": "Hub 1",
    "BusinessHomeUrl": "https://hub1.example",
    "TeamMembersCount": 3,
    "TeamAdministratorsFullNames": ["Jane Smith", "Ann Only"],
    "TeamAdministrators": [PEOPLE[101], PEOPLE[105]],
    "TeamMembers": [PEOPLE[101], PEOPLE[102], PEOPLE[103]],
    "AllTeamMembers": [PEOPLE[101], PEOPLE[102], PEOPLE[103], PEOPLE[105]],
    "PayingMemberId": 101,
    "CreateSingleInvoiceForTeam": True,
    "MaxTeamMemberCount": 20,
    "HasContactDetails": True,
    "HasDefaultPlan": True,
    "DefaultTariffId": 9,
    "DefaultTariffName": "Nomad",
    "DefaultMemberTariffKeepNewAccountsOnHold": False,
    "DisableAttendaceDashboard": True,
    "DiscountCharges": 12.5,
    "DiscountExtraServices": None,
    "DiscountTariffs": None,
    "DiscountTimePasses": None,
    "HasCommunityGroup": False,
    "GoogleMapsLink": None,
    "HasTeamLogo": False,
    "HasImage1": False,
    "HasImage2": False,
    "HasImage3": False,
    "HasImages": False,
    "CreatedOn": "2026-07-01T00:00:00",
    "CreatedOnUtc": "2026-06-30T18:15:00Z",
    "UpdatedOn": "2026-11-01T04:45:00.250000",
    "UpdatedOnUtc": "2026-10-31T23:00:00.250000Z",
    "Twitter": "https://twitter.example/ti",
    **dict.fromkeys(
        (
            *("Facebook", "Linkedin", "Instagram", "Github", "Pinterest", "Skype"),
            *("Telegram", "Flickr", "Vimeo", "Tumblr", "Blogger"),
        )
    ),
}


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(shared, LEDGER)
    with running(shared_url) as space:
        yield space


@pytest.fixture(scope="module")
def jane(space: Space, shared: Connection[Any]) -> str:
    account(shared, JANE)
    return str(space.sign_in(JANE)["access_token"])


@pytest.fixture(scope="module")
def bob(space: Space, shared: Connection[Any]) -> str:
    account(shared, BOB)
    return str(space.sign_in(BOB)["access_token"])


def test_the_whole_answer_of_an_administrator(space: Space, jane: str) -> None:
    for flag in ("true", "TRUE", "1", "false", "0", "False"):
        answer = space.get(MINE, token=jane, params={"isTeamAdmin": flag})
        assert answer.status_code == 200
        assert list(answer.json()["Records"][0]) == list(RECORD)
        assert answer.json() == {
            "Records": [RECORD],
            "CurrentPageSize": 25,
            "CurrentPage": 1,
            "CurrentOrderField": "Name",
            "CurrentSortDirection": "ASC",
            "FirstItem": 1,
            "HasNextPage": False,
            "HasPreviousPage": False,
            "LastItem": 1,
            "PageNumber": 1,
            "PageSize": 25,
            "TotalItems": 1,
            "TotalPages": 1,
        }


def test_a_plain_member_does_not_see_the_others_addresses(space: Space, bob: str) -> None:
    [team] = space.get(MINE, token=bob, params={"isTeamAdmin": "false", "teamId": "55"}).json()["Records"]
    hidden = {number: one | {"Email": BOB if number == 102 else None} for number, one in PEOPLE.items()}
    people = {
        "TeamAdministrators": [hidden[101], hidden[105]],
        "TeamMembers": [hidden[101], hidden[102], hidden[103]],
        "AllTeamMembers": list(hidden.values()),
    }
    assert team == RECORD | people


def test_times_follow_the_zone_that_is_asked_for(space: Space, jane: str) -> None:
    def times(**headers: str) -> list[str]:
        query = {"isTeamAdmin": "1", "_shape": "Records.CreatedOn,Records.CreatedOnUtc"}
        answer = space.get(MINE, token=jane, params=query, headers=headers)
        return list(answer.json()["Records"][0].values())

    assert times() == ["2026-07-01T00:00:00", "2026-06-30T18:15:00Z"]
    assert times(**{"X-Use-Timezone": ""}) == times()
    assert times(**{"X-Use-Timezone": "Europe/London"}) == ["2026-06-30T19:15:00", "2026-06-30T18:15:00Z"]
    for other in (
        "true",
        "True",
        "false",
        "GMT Standard Time",
        "Mars/Olympus",
        "../../etc/passwd",
        "localtime",
        "+05:45",
    ):
        assert times(**{"X-Use-Timezone": other}) == times()


def test_a_team_of_an_unknown_location(space: Space, shared: Connection[Any], jane: str) -> None:
    store(shared, {"teams": [{"Id": 80, "BusinessId": 999, "Name": "Lost", "TeamAdministrators": [101]}]})
    query = {"isTeamAdmin": "1", "teamId": "80", "_shape": "Records.BusinessName,Records.BusinessHomeUrl"}
    answer = space.get(MINE, token=jane, params=query)
    assert answer.json() == {"Records": [{"BusinessName": "", "BusinessHomeUrl": ""}]}
    store(shared, {"teams": [{"Id": 80, "UpdatedOn": "2999-01-01", "_deleted": True}]})
    assert space.get(MINE, token=jane, params=query).json() == {"Records": []}


SHAPE = {"_shape": "Records.Id,FirstItem,LastItem,HasNextPage,HasPreviousPage,TotalItems,TotalPages,PageNumber"}


@given(size=st.integers(1, 12), number=st.integers(1, 12), descending=st.booleans())
@settings(deadline=None, max_examples=examples(60))
def test_pages_cut_one_order_without_gap_or_overlap(
    space: Space, bob: str, size: int, number: int, descending: bool
) -> None:
    everything = [60, 61, 62, 64, 63, 55, 66, 65]
    if descending:
        everything.reverse()
    page = everything[(number - 1) * size : number * size]
    query = {"isTeamAdmin": "false", "_page": number, "_pageSize": size, "_dir": "desc" if descending else "asc"}
    assert space.get(MINE, token=bob, params=query | SHAPE).json() == {
        "Records": [{"Id": team} for team in page],
        "FirstItem": (number - 1) * size + 1 if page else 0,
        "HasNextPage": number * size < 8,
        "HasPreviousPage": number > 1,
        "LastItem": (number - 1) * size + len(page) if page else 0,
        "PageNumber": number,
        "TotalItems": 8,
        "TotalPages": -(-8 // size),
    }


def test_an_empty_list(space: Space, bob: str) -> None:
    answer = space.get(MINE, token=bob, params={"isTeamAdmin": "true"})
    assert answer.json() == {
        "Records": [],
        "CurrentPageSize": 25,
        "CurrentPage": 1,
        "CurrentOrderField": "Name",
        "CurrentSortDirection": "ASC",
        "FirstItem": 0,
        "HasNextPage": False,
        "HasPreviousPage": False,
        "LastItem": 0,
        "PageNumber": 1,
        "PageSize": 25,
        "TotalItems": 0,
        "TotalPages": 0,
    }


def test_aliases_and_names_in_any_case(space: Space, bob: str) -> None:
    def asked(**query: Any) -> dict[str, Any]:
        answer = space.get(MINE, token=bob, params={"isTeamAdmin": "0", **query})
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    plain = asked(_page=2, _pageSize=3, _orderBy="Id", _dir="desc")
    assert [record["Id"] for record in plain["Records"]] == [63, 62, 61]
    assert (plain["CurrentOrderField"], plain["CurrentSortDirection"]) == ("Id", "DESC")
    assert asked(page=2, size=3, orderBy="iD", dir="DESC") == plain
    assert asked(_page=2, page=9, _pageSize=3, size=9, _orderBy="Id", orderBy="Name", _dir="desc", dir="asc") == plain
    assert asked(_page="", page=2, _pageSize="", size=3, _orderBy="Id", _dir="Desc", _depth=3, PageNumber=7) == plain
    assert asked(_pageSize=1000)["PageSize"] == 100


@pytest.mark.parametrize("field", [name for name, _ in ORDERABLE.values()])
def test_every_field_that_is_no_list_orders(space: Space, bob: str, field: str) -> None:
    query = {"isTeamAdmin": "0", "_orderBy": field}
    up = space.get(MINE, token=bob, params=query).json()
    down = space.get(MINE, token=bob, params=query | {"_dir": "desc"}).json()
    assert up["CurrentOrderField"] == field
    assert down["Records"] == up["Records"][::-1]
    assert len(up["Records"]) == 8
    values = [record[field] for record in up["Records"]]
    known = [value.lower() if isinstance(value, str) else value for value in values if value is not None]
    assert known == sorted(known)
    assert values == [value for value in values if value is not None] + [None] * values.count(None)


def test_every_scalar_field_is_orderable() -> None:
    lists = {"ProfileTagsList", "TeamAdministratorsFullNames", "TeamAdministrators", "TeamMembers", "AllTeamMembers"}
    assert {name for name, _ in ORDERABLE.values()} == set(Team.__struct_encode_fields__) - lists == set(RECORD) - lists


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("", "isTeamAdmin: is required and must be true or false"),
        ("isTeamAdmin=", "isTeamAdmin: is required and must be true or false"),
        ("isTeamAdmin=yes", "isTeamAdmin: must be true or false"),
        ("isTeamAdmin=1&isTeamAdmin=1", "isTeamAdmin: must be given only once"),
        ("isTeamAdmin=1&teamId=abc", "teamId: must be a whole number from 1 to 9007199254740991"),
        ("isTeamAdmin=1&teamId=0", "teamId: must be a whole number from 1 to 9007199254740991"),
        ("isTeamAdmin=1&_page=0", "_page: must be a whole number from 1 to 9007199254740991"),
        ("isTeamAdmin=1&page=-1", "page: must be a whole number from 1 to 9007199254740991"),
        ("isTeamAdmin=1&_page=1e3", "_page: must be a whole number from 1 to 9007199254740991"),
        ("isTeamAdmin=1&_pageSize=0", "_pageSize: must be a whole number from 1 to 9007199254740991"),
        ("isTeamAdmin=1&_orderBy=TeamMembers", "_orderBy: must be a field of the team that is not a list"),
        ("isTeamAdmin=1&_orderBy=Id;drop", "_orderBy: must be a field of the team that is not a list"),
        ("isTeamAdmin=1&_dir=up", "_dir: must be asc or desc"),
        ("isTeamAdmin=1&_shape=Records.", "_shape: path 1 has an empty segment"),
        ("&".join(f"p{number}=1" for number in range(101)), "query: must contain at most 100 parameters"),
    ],
)
def test_bad_parameters_are_named(space: Space, bob: str, query: str, detail: str) -> None:
    answer = space.get(f"{MINE}?{query}", token=bob)
    assert (answer.status_code, answer.json()) == (400, problem("bad_request", 400, "Bad request", detail))


def test_the_last_page_that_there_can_be(space: Space, bob: str) -> None:
    query = {"isTeamAdmin": "0", "_page": 2**53 - 1, "_pageSize": 100}
    assert space.get(MINE, token=bob, params=query).json()["Records"] == []


def test_a_shaped_list(space: Space, bob: str) -> None:
    query = {"isTeamAdmin": "0", "_pageSize": 1, "_shape": "Records.Name, TotalItems,Records.Nope,records"}
    answer = space.get(MINE, token=bob, params=query)
    assert answer.json() == {"Records": [{"Name": "alpha"}], "TotalItems": 8}
    assert answer.headers["X-Unknown-Shape-Paths"] == "Records.Nope,records"
