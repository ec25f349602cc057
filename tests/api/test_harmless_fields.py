"""Operators see addresses and HTML without what could harm them; what they send back as they saw it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection, sql

from api.backoffice import REQUIRED
from api.doorway import Space, account, running, store
from spaces import ledger_tables
from teamkpi.api.backoffice.harmless_fields import FIELDS
from teamkpi.api.portal.team_serializer import _CONTACTS
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.entities import COMMON

OPERATOR = "desk@example.com"
HARMFUL = [
    "javascript:alert(1)",
    " JavaScript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "&#106;avascript:alert(1)",
    "file:///etc/passwd",
    '"><img src=x onerror=alert(1)>',
    "\\\\host\\share",
]
HARMLESS = [
    "https://a.test/x?y=1#z",
    "a.test/jane",
    "@acme",
    "Ask at the desk, 2nd floor",
    "Fragen Sie uns, gerne!",
    "",
]
ADDRESSES = [
    (plural, name) for plural, names in FIELDS.items() for name in names if name not in {"Description", "Skype"}
]
PATHS = {"teams": "/api/spaces/teams", "businesses": "/api/sys/businesses"}
HTML = "<p onclick='x()'>Hello<script>alert(1)</script> R&D</p>"


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    account(shared, OPERATOR, operator=True)
    with running(shared_url, throttle=False) as space:
        yield space


@pytest.fixture(scope="module")
def token(space: Space) -> str:
    access: str = space.sign_in(OPERATOR)["access_token"]
    return access


def stored(conn: Connection[Any], plural: str, record_id: int) -> dict[str, Any]:
    fields = {one.name: one.column for one in (*COMMON, *ENTITIES[plural].fields)}
    query = sql.SQL("SELECT {} FROM {} WHERE network_id = 1 AND id = %s").format(
        sql.SQL(", ").join(map(sql.Identifier, fields.values())), sql.Identifier(plural)
    )
    [row] = conn.execute(query, (record_id,)).fetchall()
    return dict(zip(fields, row, strict=True))


def put_into_ledger(conn: Connection[Any], plural: str, **fields: Any) -> dict[str, Any]:
    ids = [row[0] for row in ledger_tables(conn, 1)[plural]]
    record = {**REQUIRED[plural], "Id": max(ids, default=0) + 1, **fields}
    if plural != "businesses" and not ledger_tables(conn, 1)["businesses"]:
        store(conn, {"businesses": [{**REQUIRED["businesses"], "Id": 1}]})
    store(conn, {plural: [record]})
    return record


def seen(space: Space, token: str, plural: str, record_id: int) -> dict[str, Any]:
    """The record as the call for one, the list, and the call for several show it, which is the same."""
    path = PATHS[plural]
    one: dict[str, Any] = space.get(f"{path}/{record_id}", token=token).json()
    [several] = space.get(path, token=token, params={"id": f"[{record_id}]"}).json()
    listed = space.get(path, token=token, params={"size": "1000"}).json()["Records"]
    names = FIELDS[plural]
    for other in (several, next(other for other in listed if other["Id"] == record_id)):
        assert {name: other[name] for name in names} == {name: one[name] for name in names}
    return one


@pytest.mark.parametrize(("plural", "name"), ADDRESSES)
def test_an_address_that_could_harm_is_not_shown(
    space: Space, token: str, shared: Connection[Any], plural: str, name: str
) -> None:
    for address in HARMFUL:
        record = put_into_ledger(shared, plural, **{name: address})
        assert seen(space, token, plural, record["Id"])[name] is None, address
        assert stored(shared, plural, record["Id"])[name] == address


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_is_shown(space: Space, token: str, shared: Connection[Any], text: str) -> None:
    record = put_into_ledger(shared, "teams", **{name: text for plural, name in ADDRESSES if plural == "teams"})
    shown = seen(space, token, "teams", record["Id"])
    assert {shown[name] for plural, name in ADDRESSES if plural == "teams"} == {text}


def test_html_and_names(space: Space, token: str, shared: Connection[Any]) -> None:
    record = put_into_ledger(shared, "teams", Description=HTML, Skype="javascript:alert(1)")
    shown = seen(space, token, "teams", record["Id"])
    assert (shown["Description"], shown["Skype"]) == ("<p>Hello R&amp;D</p>", None)
    record = put_into_ledger(shared, "teams", Description="Two rooms", Skype="live:acme")
    shown = seen(space, token, "teams", record["Id"])
    assert (shown["Description"], shown["Skype"]) == ("Two rooms", "live:acme")


def test_a_new_record_is_shown_in_the_same_way(space: Space, token: str) -> None:
    body = {**REQUIRED["teams"], "ProfileWebsite": "javascript:alert(1)", "Description": HTML}
    created = space.ask("POST", "/api/spaces/teams", token=token, json=body).json()["Value"]
    assert (created["ProfileWebsite"], created["Description"]) == (None, "<p>Hello R&amp;D</p>")


def test_a_record_that_is_sent_back_stays_as_it_is_stored(space: Space, token: str, shared: Connection[Any]) -> None:
    record = put_into_ledger(
        shared, "teams", Description=HTML, ProfileWebsite="javascript:alert(1)", Twitter="See: our page", Skype="data:x"
    )
    before = stored(shared, "teams", record["Id"])
    shown = space.get(f"/api/spaces/teams/{record['Id']}", token=token).json()
    changed = {**shown, "Name": "Other"}
    answer = space.ask("PUT", f"/api/spaces/teams/{record['Id']}", token=token, json=changed)
    assert answer.status_code == 200
    after = stored(shared, "teams", record["Id"])
    names = FIELDS["teams"]
    assert {name: after[name] for name in names} == {name: before[name] for name in names}
    assert after["Name"] == "Other"


def test_a_field_that_is_named_alone_is_changed(space: Space, token: str, shared: Connection[Any]) -> None:
    record = put_into_ledger(shared, "teams", Description=HTML, ProfileWebsite="javascript:alert(1)")
    path = f"/api/spaces/teams/{record['Id']}"
    description = space.get(path, token=token).json()["Description"]
    for body, expected in (
        ({"Description": description}, (HTML, "javascript:alert(1)")),  # as it is shown
        ({"ProfileWebsite": None}, (HTML, None)),
        ({"ProfileWebsite": "https://a.test", "Description": "New"}, ("New", "https://a.test")),
    ):
        assert space.ask("PATCH", path, token=token, json=body).status_code == 200
        row = stored(shared, "teams", record["Id"])
        assert (row["Description"], row["ProfileWebsite"]) == expected


def test_every_field_of_the_portal_that_is_cleaned_is_cleaned_for_operators() -> None:
    """Whatever the portal leads to is text of a record that the back office shows as well."""
    wire = {name.replace("_", "").lower() for name in (*_CONTACTS, "description", "google_maps_link")}
    assert wire == {name.lower() for name in FIELDS["teams"]}
