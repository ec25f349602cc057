"""Personal data: every column is declared, and an export has everything about a person and nothing of others."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result
from psycopg import Connection, sql

from teamkpi import clock, outbox
from teamkpi.cli import program
from teamkpi.db import connect
from teamkpi.db.objects import expected_objects
from teamkpi.ledger import ENTITIES, Change, apply, readers
from teamkpi.ledger.apply import CHUNK
from teamkpi.ledger.audit_trail import Author
from teamkpi.ledger.creation import Creation, create
from teamkpi.ledger.erasures import note
from teamkpi.ledger.revise import Revision, revise
from teamkpi.outbox import Sender
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
    outbox.set_sender(conn, 1, Sender("kpi@hub.example", None, "https://kpi.hub.example", "en"))
    for email in (JANE, JOHN):
        assert outbox.write(conn, 1, outbox.PASSWORD_CHANGED, email, now=clock.now())
    account_ids = dict(conn.execute("SELECT email, id FROM account WHERE network_id = 1").fetchall())
    looked = {JANE: {"team_id": 5, "address": "203.0.113.7"}, JOHN: {"coworker_ids": [7], "address": "198.51.100.9"}}
    entries = [
        readers.Entry(uuid4(), clock.now(), "teamKpi", account_ids[email], **more)  # type: ignore[arg-type]
        for email, more in looked.items()
    ]
    readers.store(conn, 1, entries)
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
        "outbox_message": 1,
        "reader_entry": 2,
        "team_statement": 1,
        "teams": 1,
        "usage_month": 1,
    }
    assert found["coworkers_history"][0]["email"] == "jane.doe@example.org"
    assert found["teams"] == [{"id": 5, "name": "Team", "held_since": found["teams"][0]["held_since"]}]
    # Jane looked at her team and John at her: from where he did is not hers, and at whom she did not either.
    assert [(one["coworker_ids"], one["address"], one["account_id"] is None) for one in found["reader_entry"]] == [
        ([7], "203.0.113.7", False),
        ([7], None, True),
    ]
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
    assert (nobody.exit_code, "no one is known as nobody@example.org" in nobody.output) == (1, True)
    assert not (tmp_path / "nobody").exists()
    there = run("person", "export", "7", str(tmp_path))
    assert (there.exit_code, "already exists" in there.output) == (2, True)


def everything(conn: Connection[Any]) -> dict[str, list[Any]]:
    """Every row of every table, as text."""
    tables = [
        row[0]
        for row in conn.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
    ]
    return {
        name: [
            row[0]
            for row in conn.execute(sql.SQL("SELECT t::text FROM {} AS t ORDER BY 1").format(sql.Identifier(name)))
        ]
        for name in tables
    }


WORDS = ("Jane Doe", "jane@example", "jane.doe@", "Jane D.", "Doe Ltd", "203.0.113.7")


def left_of_jane(conn: Connection[Any]) -> list[str]:
    rows = [f"{table}: {row}" for table, found in everything(conn).items() for row in found]
    return [row for row in rows if any(word.casefold() in row.casefold() for word in WORDS)]


def test_erasing_leaves_nothing_of_a_person_and_all_the_numbers(run: Any, conn: Connection[Any]) -> None:
    webhook_id = conn.execute(
        "INSERT INTO webhook (network_id, name, key_hash, sealed_secret, created_on)"
        " VALUES (1, 'w', 'x', 's', now()) RETURNING id"
    ).fetchone()
    assert webhook_id
    conn.execute(
        "INSERT INTO webhook_delivery (network_id, webhook_id, digest, body, body_bytes, reason, received_on,"
        " last_received_on, times) VALUES (1, %s, 'd', '{\"Email\":\"jane@example.org\"}', 9, 'r', now(), now(), 1)",
        webhook_id,
    )
    at = ("--at", "2026-01-20T00:00Z", "--json")
    before = json.loads(run("kpi", "5", *at).output)
    statement = run("statement", "5", "2026-01", "--json").output
    assert left_of_jane(conn)
    result = run("person", "erase", "7", "--yes")
    assert result.exit_code == 0, result.output
    assert "none of the addresses is left" in result.output
    assert not any(word.casefold() in result.output.casefold() for word in WORDS)
    assert left_of_jane(conn) == []
    # Of John everything is there, also what he wrote about her, but for the address.
    assert [row for row in everything(conn)["bookings"] if "John's secret; ask erased@erased.invalid" in row]
    assert [row for row in everything(conn)["coworkers"] if "John Roe" in row]
    after = json.loads(run("kpi", "5", *at).output)
    erased = json.dumps(before).replace("Jane Doe", "Erased person").replace(JANE, "erased-7@erased.invalid")
    assert json.loads(erased) == after
    assert run("statement", "5", "2026-01", "--json").output == statement.replace("Jane Doe", "Erased person")
    for command in (("verify",), ("verify", "--history")):
        assert run(*command).exit_code == 0
    # And again: it can be repeated, also by the number alone.
    assert run("person", "erase", "7", "--yes").exit_code == 0


@pytest.mark.parametrize("way", ["apply", "create", "revise", "import with history"])
def test_no_way_in_brings_an_erased_person_back(run: Any, conn: Connection[Any], way: str, tmp_path: Path) -> None:
    if way == "import with history":
        assert run("export", "--history", str(tmp_path)).exit_code == 0
    assert run("person", "erase", JANE, "--yes").exit_code == 0
    now = clock.now()
    jane = {"Id": 7, "FullName": "Jane Doe", "Email": JANE, "CompanyName": "Doe Ltd"}
    guest = {
        "BusinessId": 1,
        "CalendarEventId": 1,
        "EventProductId": 1,
        "FullName": "Jane Doe",
        "Email": "JANE@example.org",
    }
    match way:
        case "apply":
            later = [Change("coworkers", {**jane, "UpdatedOn": "2030-01-01T00:00Z"}, 1)]
            booking = {**LEDGER[6][1], "UpdatedOn": "2030-01-01T00:00Z", "UpdatedBy": JANE, "Notes": None}
            apply(
                conn,
                1,
                [*later, Change("bookings", booking, 1), Change("eventattendees", {**guest, "Id": 44}, 1)],
                now=now,
            )
        case "create":
            create(conn, 1, [Creation(ENTITIES["eventattendees"], [{**guest, "Id": 900, "CoworkerId": 7}])], now=now)
        case "revise":
            revise(conn, 1, [Revision("coworkers", 7, lambda record: {**(record or {}), **jane})], now=now)
        case _:
            for plural in ENTITIES:
                for table in (plural, f"{plural}_history"):
                    conn.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            conn.execute("DELETE FROM team_statement")
            imported = run("import", str(tmp_path))
            assert imported.exit_code == 0, imported.output
            # Free text comes as it is: the erasure keeps no address to look for.
            for table in ("bookings", "bookings_history"):
                conn.execute(sql.SQL("UPDATE {} SET notes = NULL").format(sql.Identifier(table)))
    assert left_of_jane(conn) == []
    assert [row for row in everything(conn)["coworkers"] if "Erased person,erased-7@" in row.replace('"', "")]


def test_a_writer_that_began_before_an_erasure_does_not_bring_the_person_back(run: Any, conn: Connection[Any]) -> None:
    del run

    class Slow:
        """Records of which the first has been read when Jane is erased."""

        times = 0

        def __iter__(self) -> Any:
            self.times += 1
            for number in range(CHUNK + 1):  # more than are validated at once
                yield Change("eventattendees", {**LEDGER[7][1], "Id": 100 + number, "Email": "x@example.org"}, number)
            if self.times == 1:
                with connect(_url(conn)) as other:
                    note(other, 1, [7], [JANE], now=clock.now())
            yield Change("coworkers", {**LEDGER[2][1], "UpdatedOn": "2030-01-01T00:00Z"}, 2000)

    slow = Slow()
    apply(conn, 1, slow, now=clock.now())
    assert slow.times == 2
    assert conn.execute("SELECT full_name FROM coworkers WHERE id = 7").fetchone() == ("Erased person",)


def _url(conn: Connection[Any]) -> str:
    return f"postgresql://postgres@/{conn.info.dbname}?host={conn.info.host}"


def test_a_guest_without_a_record_of_their_own_can_be_erased(run: Any, conn: Connection[Any]) -> None:
    guest = {
        "Id": 5,
        "BusinessId": 1,
        "CalendarEventId": 1,
        "EventProductId": 1,
        "FullName": "G",
        "Email": "g.[x]@a.org",
    }
    store(conn, [("eventattendees", guest)])
    result = run("person", "erase", "G.[x]@a.org", "--yes")
    assert result.exit_code == 0, result.output
    found = conn.execute("SELECT full_name, email FROM eventattendees WHERE id = 5").fetchone()
    assert found == ("Erased person", "erased@erased.invalid")
    assert [row for rows in everything(conn).values() for row in rows if "g.[x]" in row.casefold()] == []


OFFICE = Author("office@example.org", channel="backoffice")
BOOKING = LEDGER[5][1]


def test_longer_names_and_addresses_of_others_are_no_part_of_the_person(run: Any, conn: Connection[Any]) -> None:
    others = "Jane Doerr, mary.jane@example.org, x-jane@example.org, jane@example.org.au"
    store(
        conn,
        [
            ("bookings", {**BOOKING, "Id": 21, "Notes": f"{others}; 1.Jane Doe: -jane@example.org."}),
            ("bookings", {**LEDGER[6][1], "Id": 22, "Notes": others, "UpdatedBy": "mary.jane@example.org"}),
            ("coworkers", {"Id": 9, "FullName": "Mary Jane Doerr", "Email": "mary.jane@example.org"}),
        ],
        OFFICE,
    )
    result = run("person", "erase", "7", "--yes")
    assert result.exit_code == 0, result.output
    notes = conn.execute("SELECT notes FROM bookings WHERE id > 20 ORDER BY id").fetchall()
    assert notes == [(f"{others}; 1.Erased person: -erased@erased.invalid.",), (others,)]
    entry = "SELECT changes -> 'Notes' ->> 1 FROM audit_entry WHERE entity_short_name = 'Booking' AND entity_id = 22"
    assert conn.execute(entry).fetchone() == (others,)
    found = conn.execute("SELECT updated_by FROM bookings WHERE id = 22").fetchone()
    assert found == ("mary.jane@example.org",)


def test_addresses_in_another_case_and_names_in_the_audit_trail_of_her_records_are_replaced(
    run: Any, conn: Connection[Any]
) -> None:
    store(
        conn,
        [
            ("bookings", {**BOOKING, "Id": 21, "Notes": "For Jane Doe", "UpdatedBy": "Jane@Example.ORG"}),
            ("bookings", {**LEDGER[6][1], "Id": 22, "Notes": 'Ask\n"JANE@EXAMPLE.org"'}),
        ],
        OFFICE,
    )
    result = run("person", "erase", "7", "--yes")
    assert result.exit_code == 0, result.output
    assert left_of_jane(conn) == []


def test_what_other_coworkers_have_too_stays_theirs(run: Any, conn: Connection[Any], tmp_path: Path) -> None:
    store(
        conn,
        [
            ("coworkers", {"Id": 9, "FullName": "Ann Roe", "Email": JANE}),
            ("bookings", {**LEDGER[6][1], "CoworkerId": 9, "Id": 22, "Notes": f"Ann, {JANE}"}),
        ],
        OFFICE,
    )
    both = run("person", "erase", JANE, "--yes")
    assert (both.exit_code, "[7, 9], and nothing was changed" in both.output) == (1, True)
    assert run("account", "bind", "--email", JANE, "--coworker", "9").exit_code == 0
    assert "account" not in exported(run, tmp_path / "jane", "7")
    result = run("person", "erase", "7", "--yes")
    assert result.exit_code == 0, result.output
    assert conn.execute("SELECT full_name, email FROM coworkers WHERE id = 9").fetchone() == ("Ann Roe", JANE)
    assert conn.execute("SELECT notes FROM bookings WHERE id = 22").fetchone() == (f"Ann, {JANE}",)
    assert conn.execute("SELECT email FROM account ORDER BY id").fetchone() == (JANE,)
    left = "SELECT FROM coworkers_history WHERE id = 7 AND (full_name = 'Jane Doe' OR email = %s)"
    assert conn.execute(left, (JANE,)).fetchone() is None


def test_an_account_that_acts_for_others_does_not_make_them_the_same_person(run: Any, conn: Connection[Any]) -> None:
    assert run("account", "bind", "--email", JANE, "--coworker", "8").exit_code == 0
    result = run("person", "erase", JANE, "--yes")
    assert (result.exit_code, "coworkers [7], accounts [1]." in result.output) == (0, True), result.output
    assert conn.execute("SELECT full_name, email FROM coworkers WHERE id = 8").fetchone() == ("John Roe", JOHN)


def test_only_deliveries_with_her_address_are_deleted(run: Any, conn: Connection[Any]) -> None:
    conn.execute(
        "INSERT INTO webhook (network_id, name, key_hash, sealed_secret, created_on) VALUES (1, 'w', 'x', 's', now())"
    )
    for body in ('{"Notes":"\\nJANE@example.org"}', '{"Email":"mary.jane@example.org"}'):
        conn.execute(
            "INSERT INTO webhook_delivery (network_id, webhook_id, digest, body, body_bytes, reason, received_on,"
            " last_received_on, times) SELECT 1, id, %s, %s, 9, 'r', now(), now(), 1 FROM webhook",
            (body.encode()[:20], body.encode()),
        )
    assert run("person", "erase", "7", "--yes").exit_code == 0
    left = [bytes(body) for (body,) in conn.execute("SELECT body FROM webhook_delivery")]
    assert left == [b'{"Email":"mary.jane@example.org"}']
