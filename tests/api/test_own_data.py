"""``/api/account/data``: everything that is stored about the holder of an account, and nothing about anyone else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import NOW, Space, account, store
from spaces import AUTHOR
from teamkpi import ledger, outbox
from teamkpi.accounts import keys
from teamkpi.ledger.audit_trail import Author
from teamkpi.outbox import Sender
from teamkpi.privacy import export
from teamkpi.privacy.people import find

MINE = "/api/account/data"
JANE, SAM, BOSS = "jane@techinnovators.com", "sam@other.test", "boss@here.test"
SHARED = "office@techinnovators.com"
OFFICE = Author(BOSS, channel="backoffice", address="203.0.113.7")
RECORDS: dict[str, list[dict[str, Any]]] = {
    "businesses": [{"Id": 1, "Name": "Hub", "CurrencyCode": "EUR", "SimpleTimeZoneNameIana": "Europe/Berlin"}],
    "resources": [{"Id": 3, "BusinessId": 1, "Name": "Room"}],
    "coworkers": [
        {"Id": 101, "FullName": "Jane Smith", "Email": SHARED, "CompanyName": "Tech"},
        {"Id": 102, "FullName": "Sam Roe", "Email": SAM},
    ],
    "teams": [{"Id": 55, "BusinessId": 1, "Name": "Team", "TeamMembers": [101, 102], "TeamAdministrators": [101]}],
    "bookings": [
        {"Id": number, "ResourceId": 3, "CoworkerId": coworker_id, "FromTime": "2026-11-05T09:00:00Z",
         "ToTime": "2026-11-05T10:00:00Z", "Notes": notes, "UpdatedBy": by}
        for number, coworker_id, notes, by in ((1, 101, "Hers", JANE), (2, 102, "secret of Sam", SAM))
    ],
}  # fmt: skip
OF_SAM = ("Sam Roe", SAM, "secret of Sam")


def change(conn: Connection[Any], plural: str, record: dict[str, Any], author: Author = OFFICE) -> None:
    ledger.apply(conn, 1, [ledger.Change(plural, record, 1)], now=NOW, author=author)


@pytest.fixture(autouse=True)
def filled(conn: Connection[Any]) -> None:
    """Jane once had an address that Sam has now, and both have an account."""
    store(conn, RECORDS)
    change(conn, "coworkers", {**RECORDS["coworkers"][0], "Email": JANE, "UpdatedBy": BOSS})
    change(conn, "coworkers", {**RECORDS["coworkers"][1], "Email": SHARED, "UpdatedBy": SHARED})
    change(conn, "bookings", {**RECORDS["bookings"][0], "Notes": "Hers, moved", "UpdatedBy": BOSS})
    change(conn, "bookings", {**RECORDS["bookings"][1], "Notes": "another secret of Sam", "UpdatedBy": SHARED})
    for email in (JANE, SHARED):
        account(conn, email)
    account(conn, BOSS, operator=True)


@pytest.fixture
def space(run: Callable[..., Space]) -> Space:
    return run()


def data(space: Space, email: str) -> dict[str, list[dict[str, Any]]]:
    answer = space.get(MINE, token=space.sign_in(email)["access_token"])
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert list(found) == ["ExportedOn", "Tables"]
    tables: dict[str, list[dict[str, Any]]] = found["Tables"]
    return tables


def exported(conn: Connection[Any], folder: Path, who: str) -> dict[str, list[dict[str, Any]]]:
    export.export_person(conn, 1, find(conn, 1, who), folder, now=NOW)
    return {path.stem: [json.loads(line) for line in path.read_text().splitlines()] for path in folder.glob("*.jsonl")}


def test_it_is_a_file_that_no_cache_keeps(space: Space) -> None:
    answer = space.get(MINE, token=space.sign_in(JANE)["access_token"])
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["ExportedOn"] == "2026-11-21T12:00:00Z"


def test_it_has_what_the_command_exports_but_the_addresses_of_others(
    space: Space, conn: Connection[Any], tmp_path: Path
) -> None:
    found = data(space, JANE)
    expected = exported(conn, tmp_path / "jane", "101")
    assert found.keys() == expected.keys()
    for name in found.keys() - {"audit_entry"}:
        digests = {"address", "subject_hash"}
        own = [
            {column: None if value == BOSS else value for column, value in row.items() if column not in digests}
            for row in expected[name]
        ]
        assert found[name] == own, name
    assert [row["updated_by"] for row in found["bookings_history"]] == [JANE]
    assert [row["updated_by"] for row in found["bookings"]] == [None]
    for mine, theirs in zip(found["audit_entry"], expected["audit_entry"], strict=True):
        is_hers = mine["account_id"] == found["account"][0]["id"]
        assert mine["action_by"] == (theirs["action_by"] if is_hers else None)
        assert mine["address"] == (theirs["address"] if is_hers else None)
    changes = {row["entity_short_name"]: row["changes"] for row in found["audit_entry"]}
    assert (changes["Booking"], changes["Coworker"]) == (
        ["CreatedOn", "Notes", "UpdatedBy"],
        {"CreatedOn": changes["Coworker"]["CreatedOn"], "Email": [SHARED, JANE], "UpdatedBy": [None, None]},
    )


def test_it_has_nothing_of_another_person_with_the_same_former_address(
    space: Space, conn: Connection[Any], tmp_path: Path
) -> None:
    outbox.set_sender(conn, 1, Sender("kpi@hub.test", None, "https://kpi.hub.test", "en"))
    for email in (SAM, SHARED):
        assert outbox.write(conn, 1, outbox.PASSWORD_CHANGED, email, now=NOW)
    guest = {"BusinessId": 1, "CalendarEventId": 1, "EventProductId": 1, "FullName": "Sam Roe", "Email": SHARED}
    change(conn, "eventattendees", {**guest, "Id": 4})
    # By the address, the command finds both of them.
    by_address = exported(conn, tmp_path / "shared", SHARED)
    assert {row["id"] for row in by_address["coworkers"]} == {101, 102}
    found = data(space, JANE)
    assert [row["id"] for row in found["coworkers"]] == [101]
    assert {"eventattendees", "outbox_message"} & found.keys() == set()
    text = json.dumps(found)
    assert [word for word in (*OF_SAM, BOSS, "203.0.113.7") if word in text] == []
    theirs = data(space, SHARED)
    assert [row["id"] for row in theirs["coworkers"]] == [102]
    assert [word for word in ("Jane", JANE, "Hers", BOSS) if word in json.dumps(theirs)] == []


def test_the_binding_decides_and_not_the_address(space: Space, conn: Connection[Any]) -> None:
    conn.execute(
        "UPDATE account_binding SET coworker_id = 103 WHERE account_id = (SELECT id FROM account WHERE email = %s)",
        (JANE,),
    )
    change(conn, "coworkers", {"Id": 103, "FullName": "Jane at the other company", "Email": "jane@else.test"})
    found = data(space, JANE)
    assert [row["id"] for row in found["coworkers"]] == [103]
    assert [word for word in ("Jane Smith", "Hers") if word in json.dumps(found)] == []


def test_a_record_that_was_someone_elses_before(space: Space, conn: Connection[Any]) -> None:
    """The audit trail and the earlier versions of a record do not follow it to the next person."""
    change(conn, "bookings", {**RECORDS["bookings"][1], "CoworkerId": 101, "Notes": "Taken over", "UpdatedBy": JANE})
    found = data(space, JANE)
    assert [row["notes"] for row in found["bookings"]] == ["Hers, moved", "Taken over"]
    assert [word for word in OF_SAM if word in json.dumps(found)] == []


def test_an_operator_without_coworkers_gets_the_part_of_the_account(space: Space) -> None:
    found = data(space, BOSS)
    assert found.keys() <= {"account", "sign_in", "audit_entry", "known_address"}
    [row] = found["account"]
    assert (row["email"], row["is_operator"]) == (BOSS, True)
    assert {"password_hash", "network_id"} & row.keys() == set()
    assert [word for word in (*OF_SAM, JANE, "Jane") if word in json.dumps(found)] == []


def test_an_invitation_that_was_sent_does_not_name_who_was_invited(space: Space, conn: Connection[Any]) -> None:
    jane = conn.execute("SELECT id FROM account WHERE email = %s", (JANE,)).fetchone()
    assert jane
    conn.execute(
        "INSERT INTO invitation (network_id, id, team_id, email, email_folded, coworker_ids, account_id, invited_by_id,"
        " created_on, expires_on, state)"
        " VALUES (1, 1, 55, %(email)s, %(email)s, '{102}', %(id)s, 101, %(now)s, %(now)s, 'open')",
        {"email": SAM, "id": jane[0], "now": NOW},
    )
    [row] = data(space, JANE)["invitation"]
    assert (row["team_id"], row["email"], row["email_folded"]) == (55, None, None)


def test_a_digest_is_left_out(space: Space, conn: Connection[Any]) -> None:
    conn.execute(
        "INSERT INTO known_address (network_id, account_id, address, verified_on, expires_on)"
        " SELECT 1, id, 'digest', now(), now() FROM account WHERE email = %s",
        (JANE,),
    )
    rows = data(space, JANE)["known_address"]
    assert {tuple(sorted(row)) for row in rows} == {("account_id", "expires_on", "verified_on")}


def test_keys_have_no_data_of_their_own(space: Space, conn: Connection[Any]) -> None:
    key = keys.create(conn, [1], "sync", author=AUTHOR, now=NOW)
    assert space.get(MINE, token=key).status_code == 401
