"""The same answers from every database, whatever the locale it was made with says of letters and of their order."""

# ruff: noqa: RUF001  # letters that look like others are what this is about

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import psycopg
import pytest
from psycopg import Connection, sql

from api.backoffice import Office, an_office
from api.doorway import NOW, PASSWORD, Space, account, running, store
from conftest import url_of
from spaces import AUTHOR
from teamkpi import accounts
from teamkpi.accounts import keys
from teamkpi.db import connect, migrate
from teamkpi.db.objects import differences
from teamkpi.errors import AccountError, ApiKeyError
from turkish import turkish_server

# The embedded server knows these locales; what lower() does to a letter beyond ASCII differs between them.
BUILT_IN = ("C", "C.UTF-8", "PG_UNICODE_FAST")
INFO = ("Info@example.com", "info@example.com", "INFO@EXAMPLE.COM")
JOSE = ("JOSÉ@Example.com", "josé@example.com", "jose\u0301@example.com", "JOSE\u0301@EXAMPLE.COM")
NAMES = [
    "Info",
    "info",
    "ince",
    "Işık",
    "ıssız",
    "İnce",
    "JOSÉ",
    "josé",
    "Straße",
    "zeta",
    "Äther",
    "ähre",
    "Жюль",
    "ЖЮЛЬ",
]
IN_ORDER = [
    *("ince", "Info", "info", "Işık", "İnce", "JOSÉ", "josé", "Straße", "zeta"),
    *("ähre", "Äther", "ıssız", "Жюль", "ЖЮЛЬ"),
]
PUBLISHED = "/api/public/teams/published"


class Place(NamedTuple):
    """A running program on a database of some locale."""

    space: Space
    conn: Connection[Any]


@pytest.fixture(scope="module", params=[*BUILT_IN, "tr-TR"])
def place(request: pytest.FixtureRequest, server_url: str) -> Iterator[Place]:
    if request.param == "tr-TR":
        with turkish_server() as url:
            yield from _place(url)
        return
    name = sql.Identifier(f"test_locale_{BUILT_IN.index(request.param)}")
    made = sql.SQL("CREATE DATABASE {} LOCALE_PROVIDER builtin BUILTIN_LOCALE {} TEMPLATE template0")
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(made.format(name, sql.Literal(request.param)))
        try:
            yield from _place(url_of(server_url, f"test_locale_{BUILT_IN.index(request.param)}"))
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def _place(url: str) -> Iterator[Place]:
    migrate(url)
    with connect(url) as conn, running(url) as space:
        yield Place(space, conn)


@pytest.fixture
def office(place: Place) -> Office:
    return an_office(place.conn, place.space)


def signs_in(office: Office, email: str, password: str = PASSWORD) -> int:
    form = {"grant_type": "password", "username": email, "password": password}
    return office.space.ask("POST", "/api/token", data=form, headers={"Host": office.host}).status_code


def test_every_locale_gives_the_same_schema(place: Place) -> None:
    assert list(differences(place.conn)) == []


def test_an_email_is_the_same_in_any_case(place: Place, office: Office) -> None:
    conn, network_id = place.conn, office.network_id
    people = [
        {"Id": 1, "FullName": "Info", "Email": INFO[1]},
        {"Id": 2, "FullName": "José", "Email": JOSE[2]},
        {"Id": 3, "FullName": "INFO", "Email": INFO[2]},
        {"Id": 4, "FullName": "Dotless", "Email": "ınfo@example.com"},
    ]
    store(conn, {"coworkers": people}, network_id=network_id)
    for emails, coworker_ids in ((INFO, [1, 3]), (JOSE, [2])):
        account(conn, emails[0], network_id=network_id)
        for email in emails:
            with pytest.raises(AccountError, match="already has an account"):
                account(conn, email, network_id=network_id)
            assert signs_in(office, email) == 200, email
            found = office.all("coworkers", Coworker_Email=email)
            assert [one["Id"] for one in found] == coworker_ids, email
    assert signs_in(office, "ınfo@example.com") == 400
    assert [(one.email, one.coworker_ids) for one in accounts.list_accounts(conn, network_id)] == [
        (INFO[0], [1, 3]),
        (JOSE[0], [2]),
        ("op@example.com", []),
    ]


def test_guesses_at_an_email_are_counted_together_in_any_case(place: Place, office: Office) -> None:
    emails = ["İD@example.com", "i\u0307d@example.com", "INFO@example.com", "info@example.com"]
    for email in emails[1::2]:
        store(place.conn, {"coworkers": [{"Id": 9, "FullName": "P", "Email": email}]}, network_id=office.network_id)
        account(place.conn, email, network_id=office.network_id)
    for first, second in (emails[:2], emails[2:]):
        for attempt in range(5):
            assert signs_in(office, (first, second)[attempt % 2], "not it at all") == 400
        assert signs_in(office, second) == 429


def test_a_keys_name_is_the_same_in_any_case(place: Place, office: Office) -> None:
    networks = [office.network_id]
    keys.create(place.conn, networks, "INFO josé", author=AUTHOR, now=NOW)
    with pytest.raises(ApiKeyError, match="already"):
        keys.create(place.conn, networks, "info JOSE\u0301", author=AUTHOR, now=NOW)
    keys.create(place.conn, networks, "ınfo josé", author=AUTHOR, now=NOW)
    assert [one.name for one in keys.list_keys(place.conn, office.network_id)] == ["INFO josé", "ınfo josé"]
    assert keys.revoke(place.conn, office.network_id, "Info JOSÉ", networks, author=AUTHOR, now=NOW) == networks


def test_a_members_email_is_told_twice_in_any_case(place: Place, office: Office) -> None:
    records = {
        "businesses": [{"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}],
        "coworkers": [{"Id": 1, "FullName": "Admin", "Email": "admin@example.com"}],
        "teams": [{"Id": 55, "BusinessId": 1, "Name": "T", "TeamAdministrators": [1]}],
    }
    store(place.conn, records, network_id=office.network_id)
    account(place.conn, "admin@example.com", network_id=office.network_id)
    token = office.space.sign_in("admin@example.com", host=office.host)["access_token"]
    for emails in (INFO[:2], JOSE[:2], JOSE[1:3]):
        body = {"FullNames": ["A", "B"], "Emails": list(emails)}
        answer = office.space.ask(
            "POST", "/api/public/teams/55/members", token=token, json=body, headers={"Host": office.host}
        )
        assert (answer.status_code, answer.json()["detail"]) == (400, "Emails: entry 2 is a duplicate")


def test_lists_are_filtered_and_sorted_alike(place: Place, office: Office) -> None:
    people = [
        {"Id": number, "FullName": name, "Email": f"{number}@example.com"} for number, name in enumerate(NAMES, 1)
    ]
    store(place.conn, {"coworkers": people}, network_id=office.network_id)
    for asked, expected in {
        "INFO": ["Info", "info"],
        "IŞIK": [],
        "iŞıK": ["Işık"],
        "İNCE": ["İnce"],
        "ince": ["ince"],
        "JosÉ": ["JOSÉ", "josé"],
        "STRAẞE": ["Straße"],
        "жюль": ["Жюль", "ЖЮЛЬ"],
    }.items():
        found = office.all("coworkers", Coworker_FullName=asked)
        assert [one["FullName"] for one in found] == expected, asked
    for direction, expected in (("asc", sorted(NAMES)), ("desc", sorted(NAMES, reverse=True))):
        found = office.all("coworkers", orderBy="FullName", dir=direction)
        assert [one["FullName"] for one in found] == expected


def test_the_directory_is_searched_and_sorted_alike(place: Place, office: Office) -> None:
    teams = [
        {
            "Id": number,
            "BusinessId": 1,
            "Name": name,
            "Description": f"<p>{name.upper()} &amp; co</p>",
            "ProfileTags": f"{name.lower()} TAG",
            "ProfileIsPublic": True,
            "TeamMembers": [101],
        }
        for number, name in enumerate(NAMES, 1)
    ]
    people = [{"Id": 101, "FullName": "P", "Email": "p@example.com"}]
    store(place.conn, {"teams": teams, "coworkers": people}, network_id=office.network_id)
    account(place.conn, "p@example.com", network_id=office.network_id)
    token = office.space.sign_in("p@example.com", host=office.host)["access_token"]

    def names(path: str, **query: Any) -> list[str]:
        answer = office.space.get(path, token=token, params=query, headers={"Host": office.host})
        assert answer.status_code == 200, answer.text
        return [one["Name"] for one in answer.json()["Records"]]

    for path, query in (
        (PUBLISHED, {"size": 100}),
        ("/api/public/teams/my", {"isTeamAdmin": "false", "_pageSize": 100}),
    ):
        assert names(path, **query) == IN_ORDER, path
    for text, expected in {
        "INFO": ["Info", "info"],
        "& CO": IN_ORDER,
        "straße": ["Straße"],
        "strasse": ["Straße"],  # in its description
        "JOSÉ &": ["JOSÉ", "josé"],
        "ЖюЛЬ": ["Жюль", "ЖЮЛЬ"],
    }.items():
        assert names(PUBLISHED, query=text, size=100) == expected, text
    for tag, expected in {
        "tag": IN_ORDER,
        "iNFO": ["Info", "info"],
        "ÄTHER": ["Äther"],
        "жюль": ["Жюль", "ЖЮЛЬ"],
    }.items():
        assert names(PUBLISHED, tag=tag, size=100) == expected, tag
