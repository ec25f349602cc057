"""``/api/sys/audittrailentries``, and what the doors note there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import NOW, PASSWORD, Space, account, running, store
from spaces import AUTHOR
from teamkpi import networks
from teamkpi.accounts import keys
from teamkpi.api.backoffice.audit_trail import LIST
from teamkpi.ledger import Author, Change, apply

EXAMPLES = Path(__file__).parents[2] / "contract/examples"
TRAIL = "/api/sys/audittrailentries"
JANE = "jane@techinnovators.com"
TEAM = {
    "businesses": [{"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}],
    "coworkers": [
        {"Id": 101, "FullName": "Jane", "Email": JANE},
        {"Id": 102, "FullName": "Joe", "Email": "joe@techinnovators.com"},
    ],
    "teams": [{"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101, 102], "TeamAdministrators": [101]}],
}


def entries(space: Space, key: str, query: str = "") -> list[dict[str, Any]]:
    """The entries, but for those about keys: that of the reader was created as well."""
    answer = space.get(f"{TRAIL}?size=1000&{query}", token=key)
    assert answer.status_code == 200, answer.text
    return [one for one in answer.json()["Records"] if one["EntityShortName"] != "ApiKey"]


def forget_keys(conn: Connection[Any]) -> None:
    """Remove the entries about keys, of tests that count entries."""
    conn.execute("DELETE FROM audit_entry WHERE entity_short_name = 'ApiKey'")


def number_entries(conn: Connection[Any]) -> None:
    """Give the entries of each network the ids 1, 2, 3, in their order; the program makes ids of the time."""
    conn.execute(
        "UPDATE audit_entry AS e SET id = n.place FROM ("
        "SELECT network_id, id, row_number() OVER (PARTITION BY network_id ORDER BY id) AS place FROM audit_entry"
        ") AS n WHERE n.network_id = e.network_id AND n.id = e.id"
    )


def changed(entry: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {one["PropertyName"]: (one["OldValue"], one["NewValue"]) for one in entry["Changes"]}


# ---------------------------------------------------------------- what the doors note


def test_what_an_administrator_changes_in_the_portal_is_noted(run: Callable[..., Space], conn: Connection[Any]) -> None:
    space = run(trusted_proxies=("127.0.0.1",))
    store(conn, TEAM)
    store(conn, {"coworkercontracts": [{"Id": 1, "CoworkerId": 9, "IssuedById": 1, "TariffId": 7}]})
    account(conn, JANE.upper())
    key = keys.create(conn, [1], "reader", author=AUTHOR, now=NOW)
    assert entries(space, key) == []  # a load of records is nobody's
    token = space.sign_in(JANE)["access_token"]
    sent = {"token": token, "headers": {"X-Forwarded-For": "203.0.113.9, 192.0.2.7", "X-Request-Id": "one-two"}}
    team = "/api/public/teams/55"
    for method, path, body in (
        ("PUT", "/profile", {"ProfileSummary": "We build things."}),
        ("PUT", "/profile", {"ProfileSummary": "We build things."}),  # which changes nothing
        ("PUT", "/attendance", [{"CoworkerId": 102, "MondayAttendance": 2}, {"CoworkerId": 101}]),
        ("POST", "/members", {"FullNames": ["Ada"], "Emails": ["ada@techinnovators.com"], "TariffId": 7}),
        ("DELETE", "/members/102", None),
        ("DELETE", "/members/101", None),  # which is refused
    ):
        answer = space.ask(method, team + path, json=body, **sent)
        assert answer.status_code == (400 if path == "/members/101" else 200), answer.text
    found = entries(space, key, "dir=asc")
    author: dict[str, Any] = {
        "ActionBy": JANE.upper(),
        "UpdatedBy": JANE.upper(),
        "Door": "portal",
        "Address": "192.0.2.7",
    }
    author |= {"AccountId": 1, "KeyId": None}
    author |= {"RequestId": "one-two", "CreatedOn": "2026-11-21T12:00:00Z"}
    assert [{name: entry[name] for name in author} for entry in found] == [author] * 6
    ada, contract = (entry["EntityId"] for entry in found if entry["AuditType"] == 1)
    assert [(entry["EntityShortName"], entry["EntityId"], entry["AuditType"]) for entry in found] == [
        ("Team", 55, 2),
        ("Coworker", 102, 2),
        ("Coworker", ada, 1),
        ("Team", 55, 2),
        ("CoworkerContract", contract, 1),
        ("Team", 55, 2),
    ]
    by = (None, JANE)
    assert [changed(entry) for entry in found if entry["AuditType"] == 2] == [
        {"UpdatedBy": by, "ProfileSummary": (None, "We build things.")},
        {"MondayAttendance": (None, 2)},
        {"TeamMembers": ([101, 102], [101, 102, ada])},
        {"TeamMembers": ([101, 102, ada], [101, ada])},
    ]


def test_a_changed_password_is_noted_without_it(run: Callable[..., Space], conn: Connection[Any]) -> None:
    space = run()
    account(conn, JANE, operator=True)
    key = keys.create(conn, [1], "reader", author=AUTHOR, now=NOW)
    space.forward(timedelta(hours=1))
    body = {"Email": JANE, "CurrentPassword": PASSWORD, "NewPassword": "a quite different horse"}
    answer = space.ask("POST", "/api/account/password", json=body)
    assert answer.status_code == 200
    [entry] = entries(space, key)
    assert (entry["EntityShortName"], entry["EntityId"], entry["AuditType"]) == ("Account", 1, 2)
    assert (entry["ActionBy"], entry["Door"], entry["AccountId"]) == (JANE, "portal", 1)
    assert entry["RequestId"] == answer.headers["X-Request-Id"]
    assert changed(entry) == {"PasswordSetOn": ("2026-11-21T12:00:00Z", "2026-11-21T13:00:00Z")}


def test_what_an_operator_changes_is_noted_and_bears_the_keys_name(
    run: Callable[..., Space], conn: Connection[Any]
) -> None:
    space = run()
    key = keys.create(conn, [1], "sync", author=AUTHOR, now=NOW)
    resource = {"BusinessId": 1, "Name": "Room"}
    made = space.ask("POST", "/api/spaces/resources", token=key, json=resource)
    number = made.json()["Value"]["Id"]
    path = f"/api/spaces/resources/{number}"
    assert space.ask("PUT", path, token=key, json={**resource, "Name": "Hall"}).status_code == 200
    assert space.ask("PUT", path, token=key, json={"Name": "Hall"}).status_code == 400
    assert space.get(path, token=key).json()["UpdatedBy"] == "sync"
    assert space.ask("DELETE", path, token=key).status_code == 200
    found = entries(space, key, "orderBy=Id&dir=0")
    assert {(one["ActionBy"], one["Door"], one["KeyId"], one["AccountId"]) for one in found} == {
        ("sync", "backoffice", 1, None)
    }
    assert [(one["EntityShortName"], one["EntityId"], one["AuditType"]) for one in found] == [
        ("Resource", number, kind) for kind in (1, 2, 3)
    ]
    assert changed(found[1]) == {"Name": ("Room", "Hall")}
    assert changed(found[2])["Name"] == ("Hall", None)
    versions = [datetime.fromisoformat(one["Version"]) for one in found]
    assert versions == sorted(versions)


def test_the_example_beside_the_contract_is_what_is_answered(run: Callable[..., Space], conn: Connection[Any]) -> None:
    space = run()
    store(conn, TEAM)
    account(conn, JANE)
    account(conn, "operator@here.test", operator=True)
    sent = {"token": space.sign_in(JANE)["access_token"], "headers": {"X-Request-Id": "e858bc34113fe450"}}
    profile = {"ProfileSummary": "We build things.", "ProfileIsPublic": True}
    assert space.ask("PUT", "/api/public/teams/55/profile", json=profile, **sent).status_code == 200
    number_entries(conn)
    shown = (EXAMPLES / f"{LIST.id}.json").read_text(encoding="utf-8")
    reader = space.sign_in("operator@here.test")["access_token"]
    # As text, so that the order of the fields is compared as well.
    assert json.dumps(space.get(TRAIL, token=reader).json(), indent=2) + "\n" == shown


# ---------------------------------------------------------------- the list


@pytest.fixture(scope="module")
def trail(shared_url: str, shared: Connection[Any]) -> Iterator[tuple[Space, str]]:
    """Sixty entries, two a day, by two authors; the same of other records in another network.

    The entry of the reader's own key is a later one; it is removed here.
    """
    other = networks.create(shared, "other", ["elsewhere.test"])
    authors = (Author("jane@here.test", "backoffice", "192.0.2.7", account_id=3, request_id="r"), Author("sync", "cli"))
    for network_id, first_id in ((1, 1), (other, 101)):
        for number in range(60):
            plural, record = (
                ("resources", {"Id": first_id + number % 3, "BusinessId": 1, "Name": f"R{number}"})
                if number % 2
                else ("charges", {"Id": first_id, "CoworkerId": 1, "BusinessId": 1, "TotalAmount": number + 0.5})
            )
            now = NOW - timedelta(days=30) + timedelta(hours=12 * number)
            apply(shared, network_id, [Change(plural, record, 1)], now=now, author=authors[number // 30])
    key = keys.create(shared, [1, other], "reader", roles=["AuditTrailEntry-List"], author=AUTHOR, now=NOW)
    forget_keys(shared)
    number_entries(shared)
    with running(shared_url) as space:
        yield space, key


ENVELOPE = {
    "CurrentPageSize": 25,
    "CurrentPage": 1,
    "CurrentOrderField": "Id",
    "CurrentSortDirection": 1,
    "FirstItem": 1,
    "HasNextPage": True,
    "HasPreviousPage": False,
    "LastItem": 25,
    "PageNumber": 1,
    "PageSize": 25,
    "TotalItems": 60,
    "TotalPages": 3,
}


@pytest.mark.parametrize(
    ("query", "differs", "ids"),
    [
        ("", {}, range(60, 35, -1)),
        (
            "page=3",
            {"FirstItem": 51, "LastItem": 60, "HasNextPage": False, "HasPreviousPage": True, "number": 3},
            range(10, 0, -1),
        ),
        (
            "page=4",
            {"FirstItem": 0, "LastItem": 0, "HasNextPage": False, "HasPreviousPage": True, "number": 4},
            range(0),
        ),
        (
            "dir=ascending&orderBy=CreatedOn",
            {"CurrentOrderField": "CreatedOn", "CurrentSortDirection": 0},
            range(1, 26),
        ),
    ],
)
def test_the_numbers_are_right_on_every_page(
    trail: tuple[Space, str], query: str, differs: dict[str, Any], ids: range
) -> None:
    space, key = trail
    body = space.get(f"{TRAIL}?{query}", token=key).json()
    assert [entry["Id"] for entry in body.pop("Records")] == list(ids)
    number = differs.pop("number", 1)
    assert body == {**ENVELOPE, "CurrentPage": number, "PageNumber": number, **differs}


FILTERS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "AuditTrailEntry_EntityShortName=Charge": lambda one: one["EntityShortName"] == "Charge",
    "audittrailentry_entityshortname=CHARGE": lambda one: one["EntityShortName"] == "Charge",
    "AuditTrailEntry_EntityId=2": lambda one: one["EntityId"] == 2,
    "AuditTrailEntry_EntityShortName=Resource&AuditTrailEntry_EntityId=1": lambda one: (
        (one["EntityShortName"], one["EntityId"]) == ("Resource", 1)
    ),
    "AuditTrailEntry_ActionBy=SYNC": lambda one: one["ActionBy"] == "sync",
    "AuditTrailEntry_Door=cli": lambda one: one["Door"] == "cli",
    "AuditTrailEntry_Address=192.0.2.7": lambda one: one["Address"] == "192.0.2.7",
    "AuditTrailEntry_Account=3": lambda one: one["AccountId"] == 3,
    "AuditTrailEntry_AuditType=1": lambda one: one["AuditType"] == 1,
    "AuditTrailEntry_AuditType=Update": lambda one: one["AuditType"] == 2,
    "AuditTrailEntry_PropertyName=TotalAmount": lambda one: "TotalAmount" in changed(one),
    "AuditTrailEntry_PropertyName=CoworkerId": lambda one: "CoworkerId" in changed(one),
    "AuditTrailEntry_PropertyName=%27)%20OR%20TRUE--": lambda _: False,
    "from_AuditTrailEntry_CreatedOn=2026-11-01T12:00": lambda one: one["CreatedOn"] >= "2026-11-01T12:00:00Z",
    "to_AuditTrailEntry_CreatedOn=2026-11-01T12:00:00Z": lambda one: one["CreatedOn"] <= "2026-11-01T12:00:00Z",
    "from_AuditTrailEntry_UpdatedOn=2026-11-01T12:00&to_AuditTrailEntry_UpdatedOn=2026-11-02T00:00": lambda one: (
        "2026-11-01T12:00:00Z" <= one["CreatedOn"] <= "2026-11-02T00:00:00Z"
    ),
    "from_AuditTrailEntry_CreatedOn=": lambda _: True,
    "Nothing=1": lambda _: True,
    "audittrailentry_account=null": lambda one: one["AccountId"] is None,
    "AuditTrailEntry_AuditType[]=1&AuditTrailEntry_AuditType[]=Delete": lambda one: one["AuditType"] in {1, 3},
    "AuditTrailEntry_Id=7": lambda one: one["Id"] == 7,
    "from_AuditTrailEntry_Id=58": lambda one: one["Id"] >= 58,
}


@pytest.mark.parametrize("query", FILTERS)
def test_filters(trail: tuple[Space, str], query: str) -> None:
    space, key = trail
    everything = entries(space, key)
    wanted = [entry for entry in everything if FILTERS[query](entry)]
    assert entries(space, key, query) == wanted
    small = space.get(f"{TRAIL}?size=1&{query}", token=key).json()
    assert (small["TotalItems"], small["Records"]) == (len(wanted), wanted[:1])


def test_an_entry_whole(trail: tuple[Space, str]) -> None:
    space, key = trail
    [second] = [one for one in entries(space, key) if one["Id"] == 7]
    assert isinstance(second.pop("UniqueId"), str)
    assert second == {
        "Id": 7,
        "CreatedOn": "2026-10-25T12:00:00Z",
        "UpdatedOn": "2026-10-25T12:00:00Z",
        "UpdatedBy": "jane@here.test",
        "EntityShortName": "Charge",
        "EntityId": 1,
        "AuditType": 2,
        "ActionBy": "jane@here.test",
        "Door": "backoffice",
        "Address": "192.0.2.7",
        "AccountId": 3,
        "KeyId": None,
        "RequestId": "r",
        "Version": "2026-10-25T12:00:00Z",
        "Changes": [
            {"PropertyName": "CreatedOn", "OldValue": "2026-10-24T12:00:00Z", "NewValue": "2026-10-25T12:00:00Z"},
            {"PropertyName": "TotalAmount", "OldValue": 4.5, "NewValue": 6.5},
        ],
    }


def test_several_by_id_and_one(trail: tuple[Space, str], shared: Connection[Any]) -> None:
    space, key = trail
    several = space.get(f"{TRAIL}?id=[3,1,999,61]", token=key).json()
    assert [one["Id"] for one in several] == [1, 3]
    reader = keys.create(shared, [1], "one", roles=["AuditTrailEntry-Read"], author=AUTHOR, now=NOW)
    forget_keys(shared)
    assert space.get(f"{TRAIL}/3", token=reader).json() == several[1]
    for path in ("999", "61", "0", "x", "3.0"):  # 61 is the other network's
        answer = space.get(f"{TRAIL}/{path}", token=reader)
        assert (answer.status_code, answer.json()) == (404, "Not found")


def test_networks_do_not_see_each_others(trail: tuple[Space, str]) -> None:
    space, key = trail
    here = space.get(f"{TRAIL}?size=1000", token=key).json()
    there = space.get(f"{TRAIL}?size=1000", token=key, headers={"Host": "elsewhere.test"}).json()
    for answer, entities in ((here, {1, 2, 3}), (there, {101, 102, 103})):
        assert answer["TotalItems"] == 60
        assert [one["Id"] for one in answer["Records"]] == list(range(60, 0, -1))
        assert {one["EntityId"] for one in answer["Records"]} <= entities
    unique = {one["UniqueId"] for answer in (here, there) for one in answer["Records"]}
    assert len(unique) == 120


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("page=0", "page"),
        ("size=x", "size"),
        ("dir=up", "dir"),
        ("orderBy=Changes", "orderBy"),
        ("orderBy=PropertyName", "orderBy"),
        ("AuditTrailEntry_AuditType=9", "AuditTrailEntry_AuditType"),
        ("AuditTrailEntry_Nothing=1", "AuditTrailEntry_Nothing"),
        ("AuditTrailEntry_BusinessId=1", "AuditTrailEntry_BusinessId"),
        ("from_AuditTrailEntry_CreatedOn=soon", "from_AuditTrailEntry_CreatedOn"),
        ("AuditTrailEntry_EntityId=x", "AuditTrailEntry_EntityId"),
    ],
)
def test_what_cannot_be_asked_is_named(trail: tuple[Space, str], query: str, name: str) -> None:
    space, key = trail
    answer = space.get(f"{TRAIL}?{query}", token=key)
    assert answer.status_code == 400
    assert [one["PropertyName"] for one in answer.json()["Errors"]] == [name]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nobody_writes_the_trail(trail: tuple[Space, str], method: str) -> None:
    space, key = trail
    for path in (TRAIL, f"{TRAIL}/1"):
        answer = space.ask(method, path, token=key, json={})
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
