"""``/api/public/teams/published``: what is public of public teams, in every order, on every page, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

from api.doorway import Space, account, problem, running, store
from api.test_my_teams import RECORD
from examples import examples
from teamkpi.api.portal.team_types import PublicTeam
from teamkpi.ledger.entities import SOCIAL

PUBLISHED = "/api/public/teams/published"
SECRET = "s3cret"
PUBLIC = {
    *("Id", "Name", "UniqueId", "IdString", "Description", "ProfileSummary", "ProfileIsPublic", "ProfileWebsite"),
    *("ProfileTags", "ProfileTagsList", "BusinessName", "BusinessHomeUrl", "TeamMembersCount", "GoogleMapsLink"),
    *("HasTeamLogo", "HasImage1", "HasImage2", "HasImage3", "HasImages"),
    *("Twitter", "Facebook", "Linkedin", "Instagram", "Github", "Pinterest"),
    *("Skype", "Telegram", "Flickr", "Vimeo", "Tumblr", "Blogger"),
}
ENVELOPE = (
    *("CurrentPageSize", "CurrentPage", "CurrentOrderField", "CurrentSortDirection", "FirstItem", "HasNextPage"),
    *("HasPreviousPage", "LastItem", "PageNumber", "PageSize", "TotalItems", "TotalPages"),
)

# Names that differ by case alone, letters of other scripts, signs that mean something to LIKE and to regular
# expressions, HTML with entities; equal names, equal times, equal numbers of members.
_NAMES = [
    *("alpha", "Alpha", "ÉCOLE", "école", "100%", "a_b", "aXb", "back\\slash", "O'Neil", 'say "hi"', "Ωmega", "ЖЮЛ"),
    *("жюл", "שלום עולם", "مرحبا", "\U0001f680 rockets", "[a-z]*", "$1", "R&D", "zeta", "Zeta", "x" * 254, "-", "beta"),
]
_DESCRIPTIONS = [
    *(None, "", "<p>We build <b>robots</b></p>", "R&amp;D &lt;3 &quot;x&quot;", "a < b and c > d", "ALPHA und Ä"),
    *("100% <i>free</i>", "under_score", "<a href='https://alpha.example'>link</a>", "it's\\here", "&amp;lt;"),
]
_TAGS = [None, "", "startup", "Startup  AI", "ai-lab", "100% a_b", "é É", "x\ty\nz", "\u00a0a\u2003ЖЮЛ\u3000b"]


def _records() -> dict[str, list[dict[str, Any]]]:
    teams = [
        {
            "Id": 1000 + number,
            "BusinessId": 1 + number % 3,
            "Name": _NAMES[number % len(_NAMES)],
            "Description": _DESCRIPTIONS[number % len(_DESCRIPTIONS)],
            "ProfileTags": _TAGS[number % len(_TAGS)],
            "ProfileIsPublic": number % 7 != 3,
            "TeamMembers": [*range(201, 201 + number % 6), 299, 777],
            "TeamAdministrators": [206],
            "CreatedOn": f"2026-0{1 + number % 5}-01T00:00:00Z",
            "UpdatedOn": "2026-11-01T00:00:00Z",
            "DefaultTariffName": SECRET,
            "DiscountCharges": 12.5,
            "PayingMemberId": 201,
            "UpdatedBy": f"{SECRET}@here.test",
        }
        for number in range(72)
    ]
    people = [
        {"Id": number, "FullName": f"{SECRET} {number}", "Email": f"{SECRET}{number}@here.test", "CompanyName": SECRET}
        for number in range(201, 207)
    ]
    return {
        "businesses": [
            {"Id": 1, "Name": "Hub", "WebAddress": "hub.example", "CurrencyCode": "GBP",
             "SimpleTimeZoneNameIana": "UTC"},
            {"Id": 2, "Name": "Two", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "UTC"},
        ],
        "coworkers": [*people, {**people[0], "Id": 299, "Email": "archived@here.test", "Archived": True}],
        "teams": [*teams, {"Id": 2000, "UpdatedOn": "2026-01-01", "_deleted": True}],
    }  # fmt: skip


RECORDS = _records()
TEAMS = [team for team in RECORDS["teams"] if team.get("ProfileIsPublic")]


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(shared, RECORDS)
    store(shared, {"coworkers": [{"Id": 300, "FullName": "Out Sider", "Email": "outsider@here.test"}]})
    account(shared, "outsider@here.test")
    with running(shared_url) as space:
        yield space


@pytest.fixture(scope="module")
def outsider(space: Space) -> str:
    return str(space.sign_in("outsider@here.test")["access_token"])


def fold(text: str) -> str:
    """Letter by letter, as the database compares: no letter becomes two."""
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


def read_aloud(html: str | None) -> str:
    return unescape(re.sub(r"</?[a-zA-Z!][^>]*>", "", html or ""))


def members(team: dict[str, Any]) -> int:
    return sum(1 for number in team["TeamMembers"] if number < 299)


def model(query: str, tag: str, order: int) -> list[int]:
    """The directory in plain Python: the ids of the teams that are found, in order."""
    found = [
        team
        for team in TEAMS
        if (fold(query) in fold(team["Name"]) or fold(query) in fold(read_aloud(team["Description"])))
        and (not tag or fold(tag) in [fold(one) for one in (team["ProfileTags"] or "").split()])
    ]
    found.sort(key=lambda team: (fold(team["Name"]), team["Id"]))
    if order == 2:
        found.reverse()
    if order == 3:
        found.sort(key=lambda team: str(team["CreatedOn"]), reverse=True)
    if order == 4:
        found.sort(key=members, reverse=True)
    return [team["Id"] for team in found]


queries = st.sampled_from(
    [
        *("", " ", "a", "ALPHA", "École", "%", "_", "\\", "a_b", "100%", "жЮл", "O'NEIL", '"', "[a-z]*", "$1", "&"),
        *(
            "r&d <3",
            "<",
            "p>",
            "robots",
            "href",
            "alpha.example",
            "&lt;",
            "שלום",
            "\U0001f680",
            "nothing at all",
            "x" * 254,
        ),
    ]
) | st.text("aàÀbß%_\\'&<", max_size=3)
tags = st.sampled_from(
    [
        "",
        "startup",
        "STARTUP",
        "ai",
        "ai-lab",
        "start",
        "100%",
        "a_b",
        "axb",
        "É",
        "z",
        "жюл",
        "a",
        "b",
        "a b",
        "\u00a0a",
    ]
)
ORDERS = {1: ("Name", "ASC"), 2: ("Name", "DESC"), 3: ("CreatedOn", "DESC"), 4: ("TeamMembersCount", "DESC")}


@given(st.tuples(queries, tags), st.sampled_from([1, 2, 3, 4]), st.tuples(st.integers(1, 30), st.integers(1, 8)))
@settings(deadline=None, max_examples=examples(150))
def test_every_page_of_every_search_is_that_of_the_model(
    space: Space, outsider: str, search: tuple[str, str], order: int, cut: tuple[int, int]
) -> None:
    (query, tag), (size, number) = search, cut
    everything = model(query.strip(), tag.strip(), order)
    page = everything[(number - 1) * size : number * size]
    asked = {"query": query, "tag": tag, "order": order, "_pageSize": size, "_page": number}
    shape = ",".join(("Records.Id", *ENVELOPE))
    answer = space.get(PUBLISHED, token=outsider, params=asked | {"_shape": shape})
    assert answer.json() == {
        "Records": [{"Id": team} for team in page],
        "CurrentPageSize": size,
        "CurrentPage": number,
        "CurrentOrderField": ORDERS[order][0],
        "CurrentSortDirection": ORDERS[order][1],
        "FirstItem": (number - 1) * size + 1 if page else 0,
        "HasNextPage": number * size < len(everything),
        "HasPreviousPage": number > 1,
        "LastItem": (number - 1) * size + len(page) if page else 0,
        "PageNumber": number,
        "PageSize": size,
        "TotalItems": len(everything),
        "TotalPages": -(-len(everything) // size),
    }


@given(st.sampled_from([1, 2, 3, 4]), st.integers(1, 100))
@settings(deadline=None, max_examples=examples(30))
def test_pages_together_are_the_list(space: Space, outsider: str, order: int, size: int) -> None:
    found: list[int] = []
    number = 1
    while True:
        body = space.get(PUBLISHED, token=outsider, params={"order": order, "page": number, "size": size}).json()
        found += [record["Id"] for record in body["Records"]]
        if not body["HasNextPage"]:
            break
        number += 1
    assert found == model("", "", order)


def test_the_whole_answer(space: Space, outsider: str) -> None:
    team = next(team for team in TEAMS if team["Id"] == 1002)
    expected = {
        "Id": 1002,
        "Name": "ÉCOLE",
        "UniqueId": space.get(f"{PUBLISHED}/1002", token=outsider).json()["UniqueId"],
        "IdString": "1002",
        "Description": "<p>We build <b>robots</b></p>",
        "ProfileSummary": "",
        "ProfileIsPublic": True,
        "ProfileWebsite": None,
        "ProfileTags": "startup",
        "ProfileTagsList": ["startup"],
        "BusinessName": "",  # not known
        "BusinessHomeUrl": "",
        "TeamMembersCount": members(team),
        "GoogleMapsLink": None,
        **dict.fromkeys(("HasTeamLogo", "HasImage1", "HasImage2", "HasImage3", "HasImages"), False),
        **dict.fromkeys(SOCIAL),
    }
    one = space.get(f"{PUBLISHED}/1002", token=outsider)
    assert (one.status_code, one.json()) == (200, expected)
    assert list(one.json()) == list(expected) == [name for name in RECORD if name in PUBLIC]
    several = space.get(PUBLISHED, token=outsider, params={"query": "robots", "tag": "STARTUP", "order": "1"})
    assert list(several.json()) == ["Records", *ENVELOPE]
    assert expected in several.json()["Records"]
    assert len(several.json()["Records"]) == len(model("robots", "startup", 1))
    home = space.get(f"{PUBLISHED}/1000", token=outsider).json()
    assert (home["BusinessName"], home["BusinessHomeUrl"]) == ("Hub", "https://hub.example")


def test_nothing_else_is_ever_shown(space: Space, outsider: str) -> None:
    answers = [space.get(PUBLISHED, token=outsider, params={"size": 100, "order": order}) for order in (1, 2, 3, 4)]
    for answer in answers:
        assert SECRET not in answer.text
        assert "here.test" not in answer.text
        for record in answer.json()["Records"]:
            assert set(record) == PUBLIC == set(PublicTeam.__struct_encode_fields__)
    for team in TEAMS[:10]:
        answer = space.get(f"{PUBLISHED}/{team['Id']}", token=outsider)
        assert set(answer.json()) == PUBLIC
        assert SECRET not in answer.text
    shape = {"_shape": "Records.TeamMembers,Records.DiscountCharges,Records.UpdatedBy"}
    assert space.get(PUBLISHED, token=outsider, params=shape).json() == {}


def test_teams_that_do_not_show_themselves(space: Space, outsider: str) -> None:
    hidden = [team["Id"] for team in RECORDS["teams"] if not team.get("ProfileIsPublic")]
    assert len(hidden) > 5
    nowhere = problem("team_not_found", 404, "Team not found", "There is no such team in the directory.")
    for team in (*hidden, 999, 0, "my", "kpi", "55x", 2**53):
        answer = space.get(f"{PUBLISHED}/{team}", token=outsider)
        assert (answer.status_code, answer.json()) == (404, nowhere)


def test_who_shows_and_hides(space: Space, shared: Connection[Any], outsider: str) -> None:
    def show(is_public: bool) -> None:
        store(shared, {"teams": [{"Id": 3000, "BusinessId": 1, "Name": "Blinking", "ProfileIsPublic": is_public}]})

    def seen() -> tuple[int, int]:
        found = space.get(PUBLISHED, token=outsider, params={"query": "blinking"}).json()["TotalItems"]
        return found, space.get(f"{PUBLISHED}/3000", token=outsider).status_code

    show(True)
    assert seen() == (1, 200)
    show(False)
    assert seen() == (0, 404)


def test_validators(space: Space, outsider: str) -> None:
    for path in (PUBLISHED, f"{PUBLISHED}/1000"):
        answer = space.get(path, token=outsider)
        assert answer.headers["Cache-Control"] == "private, no-cache"
        held = space.get(path, token=outsider, headers={"If-None-Match": answer.headers["ETag"]})
        assert (held.status_code, held.content) == (304, b"")
        other = space.get(path, token=outsider, params={"_shape": "Id"})
        assert other.headers["ETag"] != answer.headers["ETag"]


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("order=0", "order: must be a whole number from 1 to 9007199254740991"),
        ("order=5", "order: must be 1, 2, 3 or 4"),
        ("order=name", "order: must be a whole number from 1 to 9007199254740991"),
        ("order=1&order=2", "order: must be given only once"),
        ("query=a%00b", "query: must not contain the character U+0000"),
        ("tag=%00", "tag: must not contain the character U+0000"),
        ("tag=a&tag=b", "tag: must be given only once"),
        ("_page=0", "_page: must be a whole number from 1 to 9007199254740991"),
        ("_pageSize=x", "_pageSize: must be a whole number from 1 to 9007199254740991"),
        ("_shape=.", "_shape: path 1 has an empty segment"),
    ],
)
def test_bad_parameters_are_named(space: Space, outsider: str, query: str, detail: str) -> None:
    answer = space.get(f"{PUBLISHED}?{query}", token=outsider)
    assert (answer.status_code, answer.json()) == (400, problem("bad_request", 400, "Bad request", detail))


def test_other_parameters_are_ignored_and_bytes_that_are_no_text_are_read(space: Space, outsider: str) -> None:
    plain = space.get(PUBLISHED, token=outsider).json()
    assert space.get(f"{PUBLISHED}?query=&tag=&order=&_orderBy=Nope&_dir=up&x=1", token=outsider).json() == plain
    answer = space.ask_raw("GET", PUBLISHED, b"query=%ff%fe&_shape=TotalItems", token=outsider)
    assert (answer["status"], json.loads(answer["body"])) == (200, {"TotalItems": 0})
