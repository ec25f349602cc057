"""``/api/public/teams/{teamId}/profile``: read whole, changed in part, and nothing of it lost or unsafe."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from api.doorway import NOW, Space, account, problem, running, store
from api.test_my_teams import BOB, JANE, LEDGER, PEOPLE, RECORD
from examples import examples
from patience import PATIENCE
from spaces import AUTHOR
from teamkpi.db import connect
from teamkpi.errors import NotTeamAdministrator, TeamNotFound
from teamkpi.ledger.entities import SOCIAL
from teamkpi.ledger.revise import Record
from teamkpi.ledger.team_changes import change_team

PROFILE = "/api/public/teams/55/profile"
CHANGEABLE = ("Name", "Description", "ProfileSummary", "ProfileIsPublic", "ProfileWebsite", "ProfileTags", *SOCIAL)
EMOJI = "\U0001f469\u200d\U0001f469\u200d\U0001f466"  # a family, which is one sign of five characters
RIGHT_TO_LEFT = "صناع التقنية \u200f(חיפה) שלום"


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(shared, LEDGER)
    for email in (JANE, BOB):
        account(shared, email)
    with running(shared_url) as space:
        yield space


@pytest.fixture(scope="module")
def jane(space: Space) -> str:
    return str(space.sign_in(JANE)["access_token"])


@pytest.fixture(scope="module")
def bob(space: Space) -> str:
    return str(space.sign_in(BOB)["access_token"])


@pytest.fixture
def profile(space: Space, shared: Connection[Any], jane: str) -> dict[str, Any]:
    """The profile as it is now, back at what the ledger above says."""
    team = {**LEDGER["teams"][0]}
    del team["UpdatedOn"]
    store(shared, {"teams": [team]})
    found: dict[str, Any] = space.get(PROFILE, token=jane).json()
    return found


def put(space: Space, token: str, body: Any) -> httpx.Response:
    return space.ask("PUT", PROFILE, token=token, json=body)


def refused(detail: str) -> dict[str, Any]:
    return problem("bad_request", 400, "Bad request", detail)


def timeless(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if not name.startswith("UpdatedOn")}


def test_the_whole_answer(space: Space, jane: str, bob: str) -> None:
    answer = space.get(PROFILE, token=jane)
    assert (answer.status_code, answer.json()) == (200, RECORD)
    assert list(answer.json()) == list(RECORD)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    hidden = {number: one | {"Email": BOB if number == 102 else None} for number, one in PEOPLE.items()}
    assert space.get(PROFILE, token=bob).json() == RECORD | {
        "TeamAdministrators": [hidden[101], hidden[105]],
        "TeamMembers": [hidden[101], hidden[102], hidden[103]],
        "AllTeamMembers": list(hidden.values()),
    }


def test_shape_time_zone_and_validator(space: Space, jane: str) -> None:
    shaped = space.get(PROFILE, token=jane, params={"_shape": "Name,TeamMembers.Id,Nope"})
    assert shaped.json() == {"Name": "Tech Innovators", "TeamMembers": [{"Id": 101}, {"Id": 102}, {"Id": 103}]}
    assert shaped.headers["X-Unknown-Shape-Paths"] == "Nope"
    london = {"X-Use-Timezone": "Europe/London"}
    times = space.get(PROFILE, token=jane, params={"_shape": "CreatedOn,CreatedOnUtc"}, headers=london)
    assert times.json() == {"CreatedOn": "2026-06-30T19:15:00", "CreatedOnUtc": "2026-06-30T18:15:00Z"}
    for name in ("true", "Mars"):
        assert space.get(PROFILE, token=jane, headers={"X-Use-Timezone": name}).json() == RECORD
    whole = space.get(PROFILE, token=jane)
    tags = [answer.headers["ETag"] for answer in (whole, shaped, times)]
    assert len(set(tags)) == 3
    held = space.get(PROFILE, token=jane, headers={"If-None-Match": f'"x", W/{tags[0]}'})
    assert (held.status_code, held.content, held.headers["ETag"]) == (304, b"", tags[0])
    assert space.get(PROFILE, token=jane, headers={"If-None-Match": tags[1]}).json() == RECORD


def test_a_change_of_all_fields_and_what_is_left_as_it_is(
    space: Space, jane: str, bob: str, profile: dict[str, Any], shared: Connection[Any]
) -> None:
    tag = space.get(PROFILE, token=jane).headers["ETag"]
    changes = {
        "Name": f'O\'Neil & "Söhne" {EMOJI} {RIGHT_TO_LEFT}',
        "Description": "<p>Hello <b>world</b></p>",
        "ProfileSummary": "R&D < plain > text <b>",
        "ProfileIsPublic": False,
        "ProfileWebsite": "https://例え.example/pfad?q=ü#a",
        "ProfileTags": "robots  ai\tRobots",
        **{name: f"https://{name.lower()}.example/ti" for name in SOCIAL},
        "Skype": "live:ti <3",
    }
    assert set(changes) == set(CHANGEABLE)
    space.forward(timedelta(minutes=5))
    answer = put(space, jane, changes)
    assert (answer.status_code, answer.content) == (200, b"")
    after = space.get(PROFILE, token=jane, headers={"If-None-Match": tag})
    assert timeless(after.json()) == timeless(profile) | changes | {"ProfileTagsList": ["robots", "ai", "Robots"]}
    assert after.json()["UpdatedOnUtc"] > profile["UpdatedOnUtc"]
    assert space.get(PROFILE, token=bob).json()["Name"] == changes["Name"]
    [row] = shared.execute("SELECT updated_by, team_members FROM teams WHERE network_id = 1 AND id = 55").fetchall()
    assert row == (JANE, [101, 102, 103, 104, 777])  # those that are not shown stay as well

    assert put(space, jane, {"Twitter": None, "ProfileTags": None, "Description": None}).status_code == 200
    cleared: dict[str, Any] = {"Twitter": None, "ProfileTags": "", "ProfileTagsList": [], "Description": None}
    assert timeless(space.get(PROFILE, token=jane).json()) == timeless(after.json()) | cleared


def test_what_may_not_be_changed_is_ignored(space: Space, jane: str, profile: dict[str, Any]) -> None:
    read_only = {name: value for name, value in profile.items() if name not in CHANGEABLE}
    nonsense = dict.fromkeys(read_only, 13)
    for body in ({}, nonsense, {"name": "x", "TeamMembers": [], "BusinessId": 9, "_deleted": True}, profile):
        assert put(space, jane, body).status_code == 200
        assert space.get(PROFILE, token=jane).json() == profile  # UpdatedOn too: nothing has changed


@pytest.mark.parametrize(
    "case",
    [
        ("Name", "x" * 254, "x" * 254),
        ("Name", EMOJI[:2] * 127, EMOJI[:2] * 127),
        ("Name", " padded ", " padded "),
        ("ProfileIsPublic", "false", False),
        ("ProfileIsPublic", 1, True),
        ("ProfileWebsite", " http://a.example:8080 ", "http://a.example:8080"),
        ("ProfileWebsite", "", None),
        ("ProfileWebsite", "HTTPS://[2001:db8::1]/", "HTTPS://[2001:db8::1]/"),
        ("ProfileWebsite", "https://a_b.example./x(y)%20,z;a=1&b[]=2", "https://a_b.example./x(y)%20,z;a=1&b[]=2"),
        ("ProfileWebsite", "https://a.example/" + "x" * 2030, "https://a.example/" + "x" * 2030),
        ("Description", "a & b < c", "a &amp; b &lt; c"),
        ("Description", "<script>alert(1)</script>Hi<img src=x onerror=alert(1)>", 'Hi<img src="x">'),
        ("Description", "<a href='javascript:alert(1)'>x</a>", '<a rel="noopener noreferrer">x</a>'),
        ("Description", "<div>" * 100, "<div>" * 100 + "</div>" * 100),
        ("Description", "", ""),
        ("ProfileSummary", "<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
    ids=lambda case: f"{case[0]}-{case[1]!r}"[:40],
)
def test_values_that_are_taken(space: Space, jane: str, profile: dict[str, Any], case: tuple[str, Any, Any]) -> None:
    field, given, kept = case
    assert put(space, jane, {field: given}).status_code == 200
    assert timeless(space.get(PROFILE, token=jane).json()) == timeless(profile) | {field: kept}


ADDRESS = "must be a web address that starts with http:// or https://"


@pytest.mark.parametrize(
    "case",
    [
        ("Name", "", "must not be empty"),
        ("Name", " \t\n ", "must not be empty"),
        ("Name", None, "must not be null"),
        ("Name", "x" * 255, "must be at most 254 characters long"),
        ("Name", "a\0b", "must not contain the character U+0000"),
        ("Name", ["x"], "must be text"),
        ("Name", True, "must be text"),
        ("ProfileIsPublic", None, "must not be null"),
        ("ProfileIsPublic", "maybe", "must be true or false"),
        ("Description", {"html": "x"}, "must be text"),
        ("Description", "x" * 65_537, "must be at most 65,536 characters long"),
        ("Description", "&" * 20_000, "must be at most 65,536 characters long"),
        ("Description", "a\0b", "must not contain the character U+0000"),
        ("ProfileSummary", "\0", "must not contain the character U+0000"),
        ("ProfileTags", ["a", "b"], "must be text"),
        ("Skype", [1.5], "must be text"),
        ("Skype", " JavaScript:alert(1)", "must be a name"),
        ("ProfileWebsite", 7, "must be text"),
        ("ProfileWebsite", "https://a.example/" + "x" * 2031, "must be at most 2048 characters long"),
        *(
            ("Linkedin", given, ADDRESS)
            for given in (
                "www.example.com",
                "//example.com",
                "javascript:alert(1)",
                "java\nscript:alert(1)",
                "ftp://example.com",
                "http:/example.com",
                "https://",
                "https://?x",
                "https:///path",
                "https://a b.example",
                "https://a..example",
                "https://.example",
                "https://a.example:0",
                "https://a.example:99999",
                "https://a.example:port",
                "https://[::1",
                "https://[nope]/",
                "https://user:secret@a.example",
                "https://bank.example\\@evil.example",
                "https://a.example/<script>",
                'https://a.example/"onclick="x',
                "https://a.example/\u202e",
                "https://" + "x" * 300 + ".example",
                "data:text/html,x",
            )
        ),
    ],
    ids=lambda case: f"{case[0]}-{case[1]!r}"[:40],
)
def test_values_that_are_refused(space: Space, jane: str, profile: dict[str, Any], case: tuple[str, Any, str]) -> None:
    field, given, reason = case
    answer = put(space, jane, {"ProfileSummary": "not stored", field: given})
    assert (answer.status_code, answer.json()) == (400, refused(f"{field}: {reason}"))
    assert space.get(PROFILE, token=jane).json() == profile


HARMFUL = '<p onclick="x()">We<script>alert(1)</script> <a href="javascript:alert(1)">build</a></p>'
TOO_DEEP = "<div>" * 101 + "x"


@pytest.mark.usefixtures("profile")
@pytest.mark.parametrize("path", [PROFILE, "/api/public/teams/my?isTeamAdmin=true", "/api/public/teams/published/55"])
def test_whoever_stored_it_what_is_shown_is_harmless(
    space: Space, shared: Connection[Any], jane: str, path: str
) -> None:
    team, place = {**LEDGER["teams"][0]}, {**LEDGER["businesses"][0]}
    del team["UpdatedOn"]
    addresses = ("ProfileWebsite", "GoogleMapsLink", *SOCIAL)

    def shown(home: str, **fields: Any) -> dict[str, Any]:
        store(shared, {"businesses": [{**place, "WebAddress": home}], "teams": [{**team, **fields}]})
        answer = space.get(path, token=jane).json()
        found: dict[str, Any] = answer["Records"][0] if "Records" in answer else answer
        has_any = any(found[name] for name in addresses if name != "GoogleMapsLink")
        assert found.get("HasContactDetails", has_any) == has_any
        return found

    published = {"ProfileIsPublic": True}
    harmful = shown("javascript:alert(1)", Description=HARMFUL, **published, **dict.fromkeys(addresses, "data:x,y"))
    assert [harmful[name] for name in addresses] == [None] * 14
    assert harmful["BusinessHomeUrl"] == ""
    assert harmful["Description"] == '<p>We <a rel="noopener noreferrer">build</a></p>'
    assert shown("hub1.example", Description=TOO_DEEP, **published)["Description"] == "&lt;div&gt;" * 101 + "x"
    kept = dict.fromkeys(addresses, "https://a.example/?b=1&c=2")
    harmless = shown("hub1.example", Description="<b>We</b> &amp; us", **published, **kept)
    assert {name: harmless[name] for name in addresses} == kept
    assert (harmless["Description"], harmless["BusinessHomeUrl"]) == ("<b>We</b> &amp; us", "https://hub1.example")
    store(shared, {"businesses": [place]})


def test_bodies_that_are_no_object(space: Space, jane: str, profile: dict[str, Any]) -> None:
    def ask(content: bytes, media_type: str | None) -> httpx.Response:
        headers = {"Content-Type": media_type} if media_type else None
        return space.ask("PUT", PROFILE, token=jane, content=content, headers=headers)

    for content in (b"", b"{", b'{"Name": "\xff"}', b'{"Name": "\\ud800"}', b"{}x", b'{"Name": NaN}'):
        assert ask(content, "application/json").json() == refused("body: must be JSON")
    assert ask(b"[" * 10_000, "application/json").json() == refused("body: is nested too deeply")
    in_utf_16 = '{"Name": "x"}'.encode("utf-16")
    assert ask(in_utf_16, "application/json").json() == refused("body: is UTF-16; save it as UTF-8")
    for content in (b"null", b"[]", b'"Name"', b"1e400", b"17"):
        answer = ask(content, "application/json; charset=utf-8")
        assert answer.status_code == 400
        assert answer.json()["detail"].startswith("body: must be ")
    for media_type in (None, "text/plain", "application/x-www-form-urlencoded", "application/json-seq"):
        detail = "The media type of the body is not supported."
        expected = problem("unsupported_media_type", 415, "Unsupported media type", detail)
        assert ask(b"{}", media_type).json() == expected
    assert ask(b'{"Name": "%s"}' % (b"x" * 2_000_000), "application/json").status_code == 413
    assert space.get(PROFILE, token=jane).json() == profile


def test_a_plain_member_changes_nothing(space: Space, jane: str, bob: str, profile: dict[str, Any]) -> None:
    detail = "Only administrators of the team may do this; the caller is an ordinary member."
    answer = put(space, bob, {"Name": "Bob's"})
    expected = problem("not_team_administrator", 403, "Not an administrator of the team", detail)
    assert (answer.status_code, answer.json()) == (403, expected)
    assert "WWW-Authenticate" not in answer.headers
    assert put(space, bob, {"Name": ""}).json() == refused("Name: must not be empty")
    assert space.get(PROFILE, token=jane).json() == profile


def test_who_has_just_been_removed_changes_nothing(conn: Connection[Any]) -> None:
    """The check of the request is of a moment ago; the one that counts is made while the team is locked."""
    team = {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [7], "TeamAdministrators": [8]}
    store(conn, {"teams": [team]})

    def change(by: int, team_id: int = 55) -> None:
        change_team(conn, 1, team_id, [by], lambda held: {**held, "Name": "changed"}, author=AUTHOR, now=NOW)

    with pytest.raises(NotTeamAdministrator):
        change(7)
    with pytest.raises(TeamNotFound):
        change(9)
    with pytest.raises(TeamNotFound):
        change(8, team_id=56)
    assert conn.execute("SELECT name FROM teams WHERE network_id = 1").fetchall() == [("T",)]


# Every kind of character but those that cannot be sent or stored.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
names = texts.filter(str.strip)
addresses = st.builds(
    "{}://{}.example{}".format,
    st.sampled_from(["http", "https"]),
    st.sampled_from(["www", "a-b", "ñandú", "xn--bcher-kva", "a.b.c"]),
    st.sampled_from(["", "/", "/x?y=%20#z", ":8443/ü"]),
)
bodies = st.fixed_dictionaries(
    {},
    optional={
        "Name": names,
        "ProfileSummary": texts | st.none(),
        "ProfileTags": texts | st.none(),
        "ProfileIsPublic": st.booleans(),
        "ProfileWebsite": addresses | st.none(),
        "Description": texts | st.none(),
        "Skype": texts | st.none(),
        **{name: addresses | st.none() for name in SOCIAL if name != "Skype"},
    },
)


@given(bodies)
@settings(deadline=None, max_examples=examples(100))
def test_put_then_get_round_trips(space: Space, jane: str, body: dict[str, Any]) -> None:
    before = space.get(PROFILE, token=jane).json()
    assert put(space, jane, body).status_code == 200
    after = space.get(PROFILE, token=jane).json()
    expected = before | body
    for name in ("ProfileSummary", "ProfileTags"):
        expected[name] = expected[name] or ""
    expected["ProfileTagsList"] = expected["ProfileTags"].split()
    expected["HasContactDetails"] = any(expected[name] is not None for name in ("ProfileWebsite", *SOCIAL))
    expected["Description"] = after["Description"]
    assert timeless(after) == timeless(expected)
    # What comes back may be sent back, and nothing changes.
    assert put(space, jane, after).status_code == 200
    assert space.get(PROFILE, token=jane).json() == after


@given(st.sampled_from(CHANGEABLE), st.text(max_size=300))
@settings(deadline=None, max_examples=examples(100))
@example("Name", "x" * 255)
def test_what_is_sent_is_stored_or_refused_by_name(space: Space, jane: str, field: str, text: str) -> None:
    content = json.dumps({field: text}).encode()
    answer = space.ask("PUT", PROFILE, token=jane, content=content, headers={"Content-Type": "application/json"})
    if answer.status_code == 200:
        assert answer.content == b""
    else:
        assert answer.status_code == 400
        assert answer.json()["detail"].startswith((f"{field}: ", "body: must be JSON"))


def test_concurrent_changes_of_different_fields_are_all_kept(space: Space, shared_url: str, jane: str) -> None:
    """Each field is written by a thread of its own, twenty times; each ends as its own thread wrote it last."""

    def work(name: str) -> None:
        with connect(shared_url) as conn:
            for number in range(20):
                change = {name: f"https://{name.lower()}.example/{number}"}
                change_team(conn, 1, 55, [101], partial(_with, change), author=AUTHOR, now=NOW)

    with ThreadPoolExecutor(len(SOCIAL)) as threads:
        for result in [threads.submit(work, name) for name in SOCIAL]:
            result.result(PATIENCE)
    found = space.get(PROFILE, token=jane).json()
    assert {name: found[name] for name in SOCIAL} == {name: f"https://{name.lower()}.example/19" for name in SOCIAL}


def _with(change: Record, team: Record) -> Record:
    return {**team, **change}


def test_concurrent_puts_over_http(space: Space, jane: str, profile: dict[str, Any]) -> None:
    with ThreadPoolExecutor(len(SOCIAL)) as threads:
        bodies = [{name: f"https://{name.lower()}.example/http"} for name in SOCIAL]
        answers = list(threads.map(lambda body: put(space, jane, body), bodies))
    assert [answer.status_code for answer in answers] == [200] * len(SOCIAL)
    expected = {name: f"https://{name.lower()}.example/http" for name in SOCIAL}
    assert timeless(space.get(PROFILE, token=jane).json()) == timeless(profile) | expected


def test_a_team_that_is_gone(space: Space, shared: Connection[Any], jane: str) -> None:
    team = {"Id": 81, "BusinessId": 1, "Name": "Gone", "TeamAdministrators": [101]}
    store(shared, {"teams": [team]})
    path = "/api/public/teams/81/profile"
    assert space.ask("PUT", path, token=jane, json={"Name": "Going"}).status_code == 200
    store(shared, {"teams": [{"Id": 81, "UpdatedOn": "2999-01-01", "_deleted": True}]})
    assert space.ask("PUT", path, token=jane, json={"Name": "Back"}).json()["code"] == "team_not_found"
    assert space.get(path, token=jane).json()["code"] == "team_not_found"
