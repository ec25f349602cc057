"""Personal data: every column is declared, and an export has everything about a person and nothing of others."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from psycopg import Connection

from teamkpi import clock
from teamkpi.cli import program
from teamkpi.db.objects import expected_objects
from teamkpi.ledger import Change, apply
from teamkpi.ledger.audit_trail import Author
from teamkpi.privacy.columns import COLUMNS, HISTORY
from teamkpi.privacy.links import LINKS, NOT_LINKED

SAYS_NOTHING = r"(bigint|integer|smallint|boolean|timestamp|date|numeric|xid8|uuid|pg_snapshot)\b"
PASSWORD = "correct horse battery staple"
HUB = {"Id": 1, "Name": "Hub", "CurrencyCode": "EUR", "SimpleTimeZoneNameIana": "Europe/Berlin"}
JANE, JOHN = "jane@example.org", "john@example.org"
LEDGER: list[tuple[str, dict[str, Any]]] = [
    ("businesses", HUB),
    ("resources", {"Id": 3, "BusinessId": 1, "Name": "Room"}),
    ("coworkers", {"Id": 7, "FullName": "Jane Doe", "Email": "jane.doe@example.org", "CompanyName": "Doe Ltd"}),
    ("coworkers", {"Id": 8, "FullName": "John Roe", "Email": JOHN}),
    ("teams", {"Id": 5, "BusinessId": 1, "Name": "Team", "TeamMembers": [7, 8], "TeamAdministrators": [7]}),
    ("bookings", {"Id": 1, "ResourceId": 3, "CoworkerId": 7, "FromTime": "2026-01-05T09:00Z",
                  "ToTime": "2026-01-05T10:00Z", "Notes": "For Jane Doe <script>, call JANE@example.org"}),
    ("bookings", {"Id": 2, "ResourceId": 3, "CoworkerId": 8, "FromTime": "2026-01-06T09:00Z",
                  "ToTime": "2026-01-06T10:00Z", "Notes": "John's secret; ask jane@example.org"}),
    ("eventattendees", {"Id": 4, "BusinessId": 1, "CalendarEventId": 1, "EventProductId": 1, "FullName": "Jane D.",
                        "Email": "Jane@Example.org"}),
    ("coworkerbookingcredits", {"Id": 6, "CoworkerId": 7, "BusinessId": 1, "TotalCredit": 10, "RemainingCredit": 5}),
    ("coworkerbookingcreditusehistories", {"Id": 9, "CoworkerBookingCreditId": 6, "CreditUsed": 5}),
]  # fmt: skip


def store(conn: Connection[Any], records: list[tuple[str, dict[str, Any]]], author: Author | None = None) -> None:
    apply(conn, 1, [Change(plural, record, 1) for plural, record in records], now=clock.now(), author=author)


@pytest.fixture
def run(database_url: str, conn: Connection[Any]) -> Any:
    """Run a command on a database in which Jane has changed her address, and has an account and a statement."""

    def invoke(*arguments: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(program, arguments, input=stdin, env={"TEAMKPI_DATABASE_URL": database_url})

    store(conn, LEDGER)
    office = Author(JANE, channel="backoffice", address="203.0.113.7")
    store(conn, [("coworkers", {"Id": 7, "FullName": "Jane Doe", "Email": JANE, "UpdatedBy": JANE})], office)
    store(conn, [("coworkers", {"Id": 8, "FullName": "John Roe", "Email": JOHN, "CompanyName": "Roe"})], office)
    for email in (JANE, JOHN):
        created = invoke("account", "create", "--email", email, "--password-stdin", stdin=PASSWORD)
        assert created.exit_code == 0, created.output
    assert invoke("statement", "5", "2026-01").exit_code == 0
    return invoke


def test_every_column_of_text_is_declared_personal_or_not() -> None:
    found = {
        name.name
        for name, definition in expected_objects().items()
        if name.kind == "column" and not re.match(SAYS_NOTHING, definition)
    }
    declared = {f"{table}.{column}" for table, columns in COLUMNS.items() for column in columns}
    assert {name for name in found if f"{HISTORY}." not in name} == declared
    assert {name.replace(f"{HISTORY}.", ".") for name in found if f"{HISTORY}." in name} <= declared


def test_every_table_is_declared_to_have_rows_of_people_or_not() -> None:
    tables = {name.name.removesuffix(HISTORY) for name in expected_objects() if name.kind == "table"}
    assert tables == {*LINKS, *NOT_LINKED}
    assert not LINKS.keys() & NOT_LINKED.keys()


def exported(run: Any, folder: Path, who: str) -> dict[str, list[dict[str, Any]]]:
    result = run("person", "export", who, str(folder))
    assert result.exit_code == 0, result.output
    return {path.stem: [json.loads(line) for line in path.read_text().splitlines()] for path in folder.glob("*.jsonl")}


@pytest.mark.parametrize("who", ["7", "jane@example.org", "JANE.DOE@EXAMPLE.ORG"])
def test_an_export_has_everything_about_a_person_and_nothing_of_others(run: Any, tmp_path: Path, who: str) -> None:
    found = exported(run, tmp_path / "jane", who)
    assert {name: len(rows) for name, rows in found.items()} == {
        "account": 1,
        "account_binding": 1,
        "audit_entry": 3,
        "bookings": 1,
        "coworkerbookingcredits": 1,
        "coworkerbookingcreditusehistories": 1,
        "coworkers": 1,
        "coworkers_history": 1,
        "eventattendees": 1,
        "team_statement": 1,
        "teams": 1,
        "usage_month": 1,
    }
    assert found["coworkers_history"][0]["email"] == "jane.doe@example.org"
    assert found["teams"] == [{"id": 5, "name": "Team", "held_since": found["teams"][0]["held_since"]}]
    everything = "".join(path.read_text() for path in (tmp_path / "jane").iterdir())
    assert [
        word
        for word in ("John Roe", JOHN, "secret;", "password_hash", "argon2", "<script>, call")
        if word in everything
    ] == ["<script>, call"]
    page = (tmp_path / "jane" / "index.html").read_text()
    assert "&lt;script&gt;, call" in page
    assert "<script>" not in page
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "jane").iterdir()}
    assert (modes, stat.S_IMODE((tmp_path / "jane").stat().st_mode)) == ({0o600}, 0o700)


def test_a_guest_is_found_by_the_address_alone(run: Any, conn: Connection[Any], tmp_path: Path) -> None:
    guest = {
        "Id": 5,
        "BusinessId": 1,
        "CalendarEventId": 1,
        "EventProductId": 1,
        "FullName": "G",
        "Email": "g@example.org",
    }
    store(conn, [("eventattendees", guest)])
    assert {name: len(rows) for name, rows in exported(run, tmp_path / "guest", "G@example.org").items()} == {
        "eventattendees": 1
    }


def test_nobody_and_a_folder_that_is_there_are_refused(run: Any, tmp_path: Path) -> None:
    nobody = run("person", "export", "nobody@example.org", str(tmp_path / "nobody"))
    assert (nobody.exit_code, "nobody is known as nobody@example.org" in nobody.output) == (1, True)
    assert not (tmp_path / "nobody").exists()
    there = run("person", "export", "7", str(tmp_path))
    assert (there.exit_code, "exists already" in there.output) == (2, True)
