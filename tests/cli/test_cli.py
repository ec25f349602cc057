"""The commands, by what they print and how they exit."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import unicodedata
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import psycopg
import pytest
from click.testing import CliRunner
from psycopg import Connection, sql

from cli.conftest import VECTOR, Run, write_ledger
from teamkpi import clock
from teamkpi.cli import EXIT_CODES, program
from teamkpi.kpi import FIGURES
from teamkpi.kpi.declaring import duration
from teamkpi.kpi.mismatches import note_mismatch
from teamkpi.spreadsheet import csv_file

PASSWORD = "correct horse battery"
BAD = {"Id": -1, "ResourceId": 1, "FromTime": "2026-01-01", "ToTime": "2026-01-02"}
GOOD = {"Id": 5, "ResourceId": 1, "CoworkerId": 7, "FromTime": "2026-01-01T09:00", "ToTime": "2026-01-01T10:00"}
NOTHING = {"stored": 0, "new": 0, "changed": 0, "deleted": 0, "unchanged": 0, "stale": 0, "rejected": 0}


# ---------------------------------------------------------------- import and export


def test_import_reports_each_entity_and_what_it_skipped(run: Run, seed_folder: Path) -> None:
    (seed_folder / "read\x1b[31mme.txt").write_text("x")
    result = run("import", str(seed_folder))
    assert result.exit_code == 0, result.output
    rows = [line.split() for line in result.stdout.splitlines()]
    assert rows[0] == ["entity", "stored", "unchanged", "stale", "rejected"]
    assert rows[1:] == [[plural, str(len(VECTOR["ledger"][plural])), "0", "0", "0"] for plural, *_ in rows[1:]]
    assert {row[0] for row in rows[1:]} == {plural for plural, records in VECTOR["ledger"].items() if records}
    assert result.stderr.splitlines() == [
        "skipped read\N{REPLACEMENT CHARACTER}[31mme.txt: not a ledger file",
    ]


def test_a_rejected_import_says_where_and_why_and_stores_nothing(
    run: Run, tmp_path: Path, conn: Connection[Any]
) -> None:
    folder = write_ledger(tmp_path / "bad", {"bookings": [GOOD, *[BAD] * 30]})
    result = run("import", str(folder))
    assert result.exit_code == 1
    assert [line.split() for line in result.stdout.splitlines()] == [["entity", "rejected"], ["bookings", "30"]]
    lines = result.stderr.splitlines()
    reason = "Id must be a positive whole number up to 2^53-1 (record -1, '-1')"
    assert lines[0] == f"rejected: bookings.jsonl line 2: {reason}"
    assert lines[20:] == [
        "and 10 more",
        "teamkpi: nothing was stored, since records were rejected; --keep-good stores the others",
    ]
    assert conn.execute("SELECT count(*) FROM bookings").fetchone() == (0,)

    kept = run("import", "--keep-good", "--json", str(folder))
    assert kept.exit_code == 1
    report = json.loads(kept.stdout)
    described = report.pop("rejections")
    assert described[0] == {
        "entity": "bookings",
        "position": 2,
        "field": "Id",
        "reason": "must be a positive whole number up to 2^53-1",
        "record_id": "-1",
        "value": "-1",
        "file": "bookings.jsonl",
        "line": 2,
        "hint": None,
    }
    assert [(one["code"], one["field"], one["count"]) for one in report.pop("findings")] == [
        ("no_such_record", "ResourceId", 1),
        ("no_such_record", "CoworkerId", 1),
        ("no_zone", "FromTime", 1),
        ("no_zone", "ToTime", 1),
    ]
    assert report == {
        "is_stored": True,
        "is_dry_run": False,
        "import_id": 1,
        "entities": {"bookings": {**NOTHING, "stored": 1, "new": 1, "rejected": 30}},
        "rejected_count": 30,
        "skipped": [],
        "tables": [],
    }
    assert conn.execute("SELECT id FROM bookings").fetchall() == [(5,)]


def test_an_import_says_what_may_be_a_mistake(run: Run, tmp_path: Path) -> None:
    checkin = {"BusinessId": 1, "FromTime": "2026-01-01T09:00", "UpdatedOn": "2026-01-01T09:00Z", "Doorway": "x"}
    folder = write_ledger(tmp_path / "odd", {"checkins": [{**checkin, "Id": 5}, {**checkin, "Id": 5, "coworkerid": 7}]})
    (folder / "resources.csv").write_text("Id,Business ID,Name,Floor\n1,1,Room,2\n")
    (folder / "resources.jsonl").write_text('{"Id":2,"BusinessId":1,"Name":"Hall","UpdatedOn":"2026-01-01T00:00Z"}\n')
    result = run("import", str(folder))
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        (
            "note: resources: BusinessId refers to a missing record, 2 times "
            "(resources.jsonl line 1, record 2, '1' …): "
            "it is not in businesses; import these records too, or correct the references"
        ),
        (
            "note: checkins.jsonl: BusinessId refers to a missing record, 2 times (line 1, record 5, '1' …): "
            "it is not in businesses; import these records too, or correct the references"
        ),
        (
            "note: checkins.jsonl: Id is the id of an earlier record, once (line 1, record 5, '5'; line 2, record 5, "
            "'5'): of several records with the same Id, only the latest version is kept"
        ),
        (
            "note: checkins.jsonl: FromTime has no time zone, 2 times (line 1, record 5, '2026-01-01T09:00:00'; line "
            "2, record 5, '2026-01-01T09:00:00'): read as UTC; write times with Z, or with an offset like +01:00; "
            "--zone Europe/London reads them as local times there"
        ),
        "note: checkins.jsonl: coworkerid is not read, once (line 2, record 5, '7'): did you mean CoworkerId?",
        "note: resources.csv: fields that the ledger does not keep, with the number of records: Floor (1)",
        "note: checkins.jsonl: fields that the ledger does not keep, with the number of records: Doorway (2)",
    ]
    found = json.loads(run("import", "--json", str(folder)).stdout)["findings"]
    assert [(one["code"], one["entity"], one["file"], one["field"], one["count"]) for one in found] == [
        ("no_such_record", "resources", None, "BusinessId", 2),
        ("no_such_record", "checkins", "checkins.jsonl", "BusinessId", 2),
        ("repeated_id", "checkins", "checkins.jsonl", "Id", 1),
        ("no_zone", "checkins", "checkins.jsonl", "FromTime", 2),
        ("not_read", "resources", "resources.csv", "Floor", 1),
        ("not_read", "checkins", "checkins.jsonl", "Doorway", 2),
        ("not_read", "checkins", "checkins.jsonl", "coworkerid", 1),
    ]
    assert found[0]["examples"] == [{"file": "resources.jsonl", "line": 1, "record_id": "2", "value": "1"}]
    assert found[2]["examples"][1] == {"file": "checkins.jsonl", "line": 2, "record_id": "5", "value": "5"}


def test_a_rejected_import_claims_nothing_as_stored_in_json(run: Run, tmp_path: Path) -> None:
    folder = write_ledger(
        tmp_path / "late", {"bookings": [GOOD | {"Id": number} for number in range(1, 10_002)] + [BAD]}
    )
    report = json.loads(run("import", "--json", str(folder)).stdout)
    assert report["is_stored"] is False
    assert report["entities"] == {"bookings": {**NOTHING, "rejected": 1}}


def test_export_and_import_elsewhere_is_the_same_space(run: Run, seed_folder: Path, tmp_path: Path) -> None:
    run("import", str(seed_folder))
    assert run("network", "create", "copy", "--host", "copy.example.org").exit_code == 0
    target = tmp_path / "out"
    result = run("export", str(target))
    assert result.exit_code == 0, result.output
    assert ["bookings.jsonl", str(len(VECTOR["ledger"]["bookings"]))] in [
        line.split() for line in result.stdout.splitlines()
    ]
    again = run("export", str(target))
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr == f"teamkpi: {target / 'businesses.jsonl'} already exists; --overwrite replaces .jsonl files\n"
    assert run("export", "--overwrite", str(target)).exit_code == 0
    assert run("--network", "copy", "import", str(target)).exit_code == 0
    at = ("--at", VECTOR["now"], "--json")
    assert run("--network", "copy", "kpi", "55", *at).stdout == run("kpi", "55", *at).stdout


def test_an_export_with_history_is_imported_as_a_whole_or_not_at_all(
    run: Run, seed_folder: Path, tmp_path: Path
) -> None:
    run("import", str(seed_folder))
    run("network", "create", "copy", "--host", "copy.example.org")
    target = tmp_path / "out"
    exported = run("export", "--history", str(target))
    assert ["bookings.history.jsonl", "0"] in [line.split() for line in exported.stdout.splitlines()]
    elsewhere = ("--network", "copy", "import", str(target))
    both = run(*elsewhere, "--keep-good")
    assert both.exit_code == 2
    assert "--keep-good cannot be used for an export with history" in both.stderr
    whole = (target / "teams.jsonl").read_bytes()
    (target / "teams.jsonl").write_bytes(b"{}\n")
    rejected = run(*elsewhere)
    assert rejected.exit_code == 1
    assert rejected.stderr.endswith("teamkpi: nothing was stored, since records were rejected\n")
    (target / "teams.jsonl").write_bytes(whole)
    assert run(*elsewhere).exit_code == 0
    assert run("--network", "copy", "verify", "--history").exit_code == 0
    at = ("--at", VECTOR["now"], "--json")
    assert run("--network", "copy", "kpi", "55", *at).stdout == run("kpi", "55", *at).stdout
    again = run(*elsewhere)
    assert (again.exit_code, again.stderr.splitlines()[-1]) == (
        1,
        (
            "teamkpi: an export with history can only be imported into a network without records; `--without-history` "
            "imports only its current records"
        ),
    )
    alone = run(*elsewhere, "--without-history")
    assert alone.exit_code == 0
    assert "skipped history.json: not a ledger file\n" in alone.stderr


# ---------------------------------------------------------------- figures


def test_kpi_json_is_the_body_and_nothing_else(run: Run, seed_folder: Path) -> None:
    run("import", str(seed_folder))
    result = run("kpi", str(VECTOR["team"]), "--json", "--at", VECTOR["now"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == VECTOR["expect"]
    assert result.stderr == ""


def test_kpi_csv_has_every_figure_and_nothing_else(run: Run, seed_folder: Path) -> None:
    run("import", str(seed_folder))
    result = run("kpi", "55", "--csv", "--at", VECTOR["now"])
    header, *rows = csv.reader(io.StringIO(result.stdout.removeprefix("\ufeff"), newline=""))
    assert header == [figure.wire for figure in FIGURES]
    assert rows == [[str(row[name]) for name in header] for row in VECTOR["expect"]["Kpi"]]


# Clears the screen, names the window, is answered by some terminals, and hides what follows; a line of its own.
STEERING = "\x1b[2J\x1b]0;owned\x07\x9b5n\u202e\x08\x7f\nok"
SHOWN = "\ufffd[2J\ufffd]0;owned\ufffd\ufffd5n\ufffd\ufffd\ufffd"


def test_kpi_csv_is_a_file_for_spreadsheets_and_the_table_steers_no_terminal(run: Run, tmp_path: Path) -> None:
    names = ["\uff1d1+1", "Ann, B\r2", f"Red [bold] {STEERING}"]
    people = [
        {"Id": number, "FullName": name, "Email": "a@example.org", "UpdatedOn": "2026-01-01"}
        for number, name in enumerate(names, 1)
    ]
    place = {"Id": 1, "Name": STEERING, "CurrencyCode": "EUR", "SimpleTimeZoneNameIana": "UTC"}
    team = {"Id": 5, "BusinessId": 1, "Name": STEERING, "TeamMembers": [1, 2, 3], "UpdatedOn": "2026-01-01"}
    ledger = {"businesses": [place], "coworkers": people, "teams": [team]}
    run("import", str(write_ledger(tmp_path / "space", ledger)))
    written = run("kpi", "5", "--csv").stdout_bytes.decode()
    lines = csv_file([[figure.wire for figure in FIGURES], [5, "'\uff1d1+1"]]).decode().split("\r\n")
    assert written.startswith(f"{lines[0]}\r\n")
    rows = list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"), newline="")))
    assert [row["CoworkerFullName"] for row in rows] == [
        "'\uff1d1+1",
        "Ann, B\r2",
        "Red [bold] [2J]0;owned5n\u202e\nok",
    ]
    table = run("kpi", "5").stdout
    assert table.startswith(f"Team 5 {SHOWN}\ufffdok, {SHOWN}\ufffdok\n")
    assert f"Red [bold] {SHOWN}\ufffdok" in table.replace("\n", "")
    assert [sign for sign in table if unicodedata.category(sign) in {"Cc", "Cf"} and sign != "\n"] == []


def test_kpi_prints_people_s_words_with_zone_and_month(run: Run, seed_folder: Path) -> None:
    run("import", str(seed_folder))
    result = run("kpi", "55", "--at", VECTOR["now"])
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    assert lines[:2] == [
        "Team 55 Tech Innovators, Hub 1",
        "As of 2026-11-21 12:00 UTC. This month is November 2026 in the zone Europe/London.",
    ]
    groups = ("Member", "To invoice", "Credit left", "Passes left", "Booked", "Checked in")
    starts = [lines[2].index(group) for group in groups]
    cells = [
        [line[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True)] for line in lines[4:]
    ]
    columns = {
        group: [text for text in column if text] for group, column in zip(groups, zip(*cells, strict=True), strict=True)
    }
    assert columns["Member"] == ["Jane Smith", "101"]
    assert columns["Booked"] == ["Total 70 h", "This month 6 h"]
    assert columns["Checked in"] == ["Total 63 h 20", "This month 5 h"]
    assert columns["Credit left"] == ["Money 500 GBP", "Time 2 h", "Uses 5"]
    assert columns["To invoice"] == ["Products 2", "Event tickets 1"]


def test_kpi_of_a_team_that_is_not_there(run: Run) -> None:
    result = run("kpi", "55", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "teamkpi: there is no team 55 in the network 'default'\n"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (20, "20 min"), (60, "1 h"), (360, "6 h"), (3800, "63 h 20"), (125, "2 h 05"), (-90, "-1 h 30")],
)
def test_durations_in_words(minutes: int, words: str) -> None:
    assert duration(minutes) == words


# ---------------------------------------------------------------- sums


def test_verify_finds_what_rebuild_sets_right(run: Run, seed_folder: Path, conn: Connection[Any]) -> None:
    run("import", str(seed_folder))
    right = run("kpi", "55", "--json", "--at", VECTOR["now"]).stdout
    assert run("verify").exit_code == 0
    conn.execute("UPDATE usage_month SET booked_us = booked_us + 60000000 WHERE month = '2026-11-01'")
    conn.execute("UPDATE member_state SET checked_us = 0")
    found = run("verify")
    assert found.exit_code == 1
    assert found.stdout.splitlines() == [
        "member 101, 2026-11: booked: stored 21,660,000,000 µs, right 21,600,000,000 µs",
        "member 101, in all: checked in: stored 0 µs, right 228,000,000,000 µs",
    ]
    assert found.stderr == "teamkpi: 2 stored sums are wrong; `teamkpi rebuild` corrects them\n"
    assert run("rebuild").stdout == "Recomputed the sums of 1 members.\n"
    assert run("verify").stdout == "Every stored sum matches the records.\n"
    assert run("kpi", "55", "--json", "--at", VECTOR["now"]).stdout == right


# ---------------------------------------------------------------- accounts and networks


def test_accounts_are_made_listed_suspended_and_resumed(run: Run) -> None:
    created = run(
        "account", "create", "--email", "op@example.org", "--password-stdin", "--operator", stdin=f"{PASSWORD}\n"
    )
    assert (created.exit_code, created.stdout) == (0, "op@example.org can now sign in as an operator.\n")
    assert run("account", "create", "--email", "a@example.org", "--password-stdin", stdin=PASSWORD).exit_code == 0
    taken = run("account", "create", "--email", "A@example.org", "--password-stdin", stdin=f"{PASSWORD}\r\n")
    assert (taken.exit_code, taken.stderr) == (1, "teamkpi: A@example.org already has an account\n")
    assert run("account", "suspend", "--email", "a@example.org").exit_code == 0
    assert [line.split()[:3] for line in run("account", "list").stdout.splitlines()] == [
        ["e-mail", "kind", "state"],
        ["a@example.org", "customer", "suspended"],
        ["op@example.org", "operator", "active"],
    ]
    assert run("account", "resume", "--email", "a@example.org").exit_code == 0
    assert "suspended" not in run("account", "list").stdout
    assert (
        run("account", "passwd", "--email", "a@example.org", "--password-stdin", stdin="another one\n").exit_code == 0
    )
    assert (
        run("account", "passwd", "--email", "x@example.org", "--password-stdin", stdin="another one\n").exit_code == 1
    )


def test_an_account_says_whom_it_acts_for_and_is_bound_and_unbound(run: Run, tmp_path: Path) -> None:
    def told(*arguments: str, stdin: str | None = None) -> list[str]:
        result = run("account", *arguments, stdin=stdin)
        assert (result.exit_code, result.stderr) == (0, "")
        return result.stdout.splitlines()

    def create(email: str) -> list[str]:
        return told("create", "--email", email, "--password-stdin", stdin=PASSWORD)

    def listed() -> dict[str, str]:
        return {line.split()[0]: line.split("active")[1].split("no  ")[0].strip() for line in told("list")[1:]}

    assert create("early@example.org") == [
        (
            "early@example.org has an account, but cannot sign in to a team yet: no coworker has that e-mail address. "
            "Once the coworker's record exists, run `teamkpi account bind --email early@example.org --coworker ID`."
        )
    ]
    people = [
        {"Id": 1, "FullName": "Ann Early", "Email": "Early@example.org"},
        {"Id": 2, "FullName": "Bob", "Email": "bob@example.org"},
        {"Id": 3, "FullName": "Bob\x1b[31m", "Email": "BOB@example.org", "Archived": True},
        {"Id": 4, "FullName": "Cleo", "Email": "cleo@example.org", "Active": False},
    ]
    run("import", str(write_ledger(tmp_path / "people", {"coworkers": people})))
    assert create("bob@example.org") == [
        "bob@example.org can now sign in.",
        "bob@example.org is bound to coworker 2 Bob, 3 Bob\ufffd[31m (not active).",
    ]
    assert create("cleo@example.org") == [
        "cleo@example.org has an account, but cannot sign in to a team yet: no coworker it is bound to is active.",
        "cleo@example.org is bound to coworker 4 Cleo (not active).",
    ]
    assert listed() == {"bob@example.org": "2, 3", "cleo@example.org": "4", "early@example.org": "none"}
    assert told("bind", "--email", "EARLY@example.org", "--coworker", "1") == [
        "early@example.org is bound to coworker 1 Ann Early."
    ]
    assert told("bind", "--email", "early@example.org", "--coworker", "2") == [
        "early@example.org is bound to coworker 1 Ann Early, 2 Bob.",
        "Note: coworker 2 is also bound to the account bob@example.org.",
    ]
    assert told("unbind", "--email", "bob@example.org", "--coworker", "2") == [
        "bob@example.org is bound to coworker 3 Bob\ufffd[31m (not active)."
    ]
    assert told("unbind", "--email", "cleo@example.org", "--coworker", "4") == [
        "cleo@example.org is bound to no coworker."
    ]
    assert listed() == {"bob@example.org": "3", "cleo@example.org": "none", "early@example.org": "1, 2"}
    unknown = run("account", "bind", "--email", "bob@example.org", "--coworker", "9")
    assert (unknown.exit_code, unknown.stderr) == (1, "teamkpi: there is no coworker 9\n")
    nobody = run("account", "bind", "--email", "dan@example.org", "--coworker", "1")
    assert (nobody.exit_code, nobody.stderr) == (1, "teamkpi: dan@example.org has no account\n")


@pytest.mark.parametrize(
    ("stdin", "message"),
    [
        ("", "expects the password as one line"),
        ("\n", "expects the password as one line"),
        ("two\nlines\n", "expects the password as one line"),
        (b"\xff\xfe\n", "is not valid UTF-8"),
    ],
)
def test_a_password_is_one_line(run: Run, stdin: str | bytes, message: str) -> None:
    result = run("account", "create", "--email", "a@example.org", "--password-stdin", stdin=stdin)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_password_is_never_shown(run: Run) -> None:
    secret = "Zu9-zu9-Zu9"
    for arguments in (
        ("account", "create", "--email", "a@example.org", "--password-stdin"),
        ("account", "create", "--email", "a@example.org", "--password-stdin"),
        ("account", "create", "--email", "no address", "--password-stdin"),
    ):
        assert secret not in run(*arguments, stdin=secret).output
    assert secret not in run("account", "create", "--email", "a@example.org", "--password", secret).stdout


def test_without_a_terminal_there_is_nobody_to_ask(run: Run) -> None:
    result = run("account", "create", "--email", "a@example.org", stdin=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 2
    assert "no terminal to ask for a password; use --password-stdin" in result.stderr


def test_networks_are_kept_apart(run: Run, seed_folder: Path) -> None:
    run("import", str(seed_folder))
    assert run("network", "create", "other", "--host", "b.example.org", "--host", "a.example.org").exit_code == 0
    assert [line.split() for line in run("network", "list").stdout.splitlines()][2] == [
        *("2", "other", "a.example.org,", "b.example.org", "0", "0", "15", "digits"),
    ]
    [everybody] = [line.split()[-4:-2] for line in run("network", "list").stdout.splitlines() if " default " in line]
    assert everybody == ["1", "1"]
    fitted = run("network", "local-ids", "other", "32-bits")
    assert fitted.stdout.startswith("Ids of new records of the network other fit 32 bits.")
    assert run("network", "list").stdout.splitlines()[2].rstrip().endswith("32 bits")
    assert run("network", "local-ids", "nowhere", "32-bits").exit_code == 1
    assert run("network", "local-ids", "other", "64-bits").exit_code == 2
    assert run("--network", "other", "kpi", "55").exit_code == 1
    assert run("kpi", "55", TEAMKPI_NETWORK="other").exit_code == 1
    changed = run("network", "hosts", "other", "--add", "c.example.org", "--remove", "a.example.org")
    assert changed.stdout == "The network other answers for b.example.org, c.example.org.\n"
    assert run("network", "hosts", "default", "--add", "b.example.org").exit_code == 1
    assert run("network", "hosts", "default").exit_code == 2
    assert run("network", "rename", "other", " North ").stdout == "Renamed the network other to North.\n"
    assert run("--network", "North", "verify").exit_code == 0
    assert run("network", "rename", "North", "default").exit_code == 1
    nowhere = run("--network", "nowhere", "kpi", "55")
    assert (nowhere.exit_code, nowhere.stderr) == (1, "teamkpi: there is no network named 'nowhere'\n")


# ---------------------------------------------------------------- the database, and what can be wrong with it


def test_help_names_every_exit_code_and_setting() -> None:
    text = CliRunner().invoke(program, ["--help"]).stdout
    for code, meaning in EXIT_CODES.items():
        assert f"{code:<4} {meaning}" in text
    serve = " ".join(CliRunner().invoke(program, ["serve", "--help"]).stdout.split())
    assert "--port INTEGER RANGE TCP port that `serve` listens on" in serve
    assert "TEAMKPI_PORT; default: 8000" in serve


def test_a_command_loads_what_it_needs_and_no_other_command() -> None:
    context = click.Context(program)
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        assert command is not None
        assert command.name == name
    assert program.get_command(context, "nothing") is None
    loaded = "import sys, teamkpi.cli; print(*sorted(sys.modules))"
    modules = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True).stdout.split()
    assert "teamkpi.cli.invocation" in modules
    assert not {"httpx", "uvicorn", "teamkpi.api", "teamkpi.cli.kpi", "teamkpi.demo", "teamkpi.mirror"} & set(modules)


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "message"),
    [
        (("import", "/nowhere/at/all"), {}, 2, "does not exist"),
        (("kpi", "0"), {}, 2, "must be a whole number from 1 to"),
        (("kpi", "55", "--at", "soon"), {}, 2, "must be a date and time like"),
        (("--database-url", "postgresql:///x", "--data-dir", "/nowhere", "verify"), {}, 2, "two different databases"),
        (("verify",), {"TEAMKPI_PORT": "many"}, 2, "teamkpi: TEAMKPI_PORT must be a whole number"),
        (("verify",), {"TEAMKPI_DATABASE_URL": "mysql:secret"}, 3, "teamkpi: the database URL is not valid"),
        (
            ("verify",),
            {"TEAMKPI_DATABASE_URL": "postgresql://u:secret@127.0.0.1:1/x"},
            3,
            "teamkpi: the database does not respond",
        ),
        (("export", "/proc/nothing"), {}, 3, "teamkpi: /proc/nothing cannot be used: "),
    ],
)
def test_what_goes_wrong_is_one_line_and_a_code(
    run: Run, arguments: tuple[str, ...], environment: dict[str, str], code: int, message: str
) -> None:
    result = run(*arguments, **environment)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert "secret" not in result.stderr
    if message.startswith("teamkpi: "):
        assert len(result.stderr.splitlines()) == 1


def test_a_fresh_database_of_your_own_is_set_up_by_the_first_command(
    run: Run, server_url: str, database_url: str, seed_folder: Path
) -> None:
    name = sql.Identifier("fresh_" + database_url.split("?", maxsplit=1)[0].rpartition("/")[2])
    url = database_url.replace("/test_", "/fresh_test_")
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            assert run("doctor", TEAMKPI_DATABASE_URL=url).exit_code == 3
            assert run("import", str(seed_folder), TEAMKPI_DATABASE_URL=url).exit_code == 0
            assert run("doctor", TEAMKPI_DATABASE_URL=url).exit_code == 0
            assert run("migrate", TEAMKPI_DATABASE_URL=url).stdout == "The schema is the newest.\n"
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def test_a_ledger_of_an_older_schema_is_left_to_its_owner(run: Run, conn: Connection[Any]) -> None:
    last = conn.execute("SELECT max(migration_id) FROM _yoyo_migration").fetchone()
    assert last
    conn.execute("DELETE FROM _yoyo_migration WHERE migration_id = %s", last)
    result = run("verify")
    assert result.exit_code == 3
    assert result.stderr == f"teamkpi: the database lacks 1 migration(s), {last[0]} first; run `teamkpi migrate`\n"


def test_doctor_is_content_with_the_embedded_server(run: Run, seed_folder: Path) -> None:
    run("import", str(seed_folder))
    result = run("doctor")
    assert result.exit_code == 0, result.output
    lines = [line.split(maxsplit=1) for line in result.stdout.splitlines()]
    assert {line[0] for line in lines} == {"ok"}
    assert lines[-1][1].split(maxsplit=2)[2] == "1 in use, with the same rules on the server and here"


def test_doctor_tells_of_settings_that_nothing_reads(run: Run) -> None:
    result = run("doctor", TEAMKPI_DATA_DRI="/x/secret", TEAMKPI_OF_OURS="1")
    assert [line for line in result.stdout.splitlines() if line[9:17] == "settings"] == [
        "PROBLEM  settings      TEAMKPI_DATA_DRI is set, but nothing reads it: did you mean TEAMKPI_DATA_DIR?",
        "ok       settings      TEAMKPI_OF_OURS is set, but nothing reads it",
    ]
    assert result.exit_code == 3


def test_doctor_says_what_is_kept_and_for_how_long(run: Run) -> None:
    settings = {"TEAMKPI_KEEP_AUDIT_DAYS": "365", "TEAMKPI_KEEP_DELIVERY_DAYS": "0", "TEAMKPI_WORKER": "off"}
    [found] = [one for one in run("doctor", **settings).stdout.splitlines() if one.startswith("ok       retention")]
    assert found == (
        "ok       retention     earlier versions for good (TEAMKPI_KEEP_HISTORY_DAYS); audit trail 365 days "
        "(TEAMKPI_KEEP_AUDIT_DAYS); failed deliveries until deleted (TEAMKPI_KEEP_DELIVERY_DAYS); last sign-ins for "
        "good (TEAMKPI_KEEP_SIGN_IN_DAYS); used tokens 30 days (TEAMKPI_KEEP_SPENT_TOKEN_DAYS), by `teamkpi worker`"
    )


def test_doctor_says_what_to_do(run: Run, conn: Connection[Any], database_url: str, seed_folder: Path) -> None:
    run("import", str(seed_folder))
    conn.execute("UPDATE businesses SET zone = 'Mars/Olympus'")
    lax = f"{database_url}&options=-c%20synchronous_commit%3Doff"
    result = run("doctor", TEAMKPI_DATABASE_URL=lax, TEAMKPI_POOL_SIZE="1000")
    assert result.exit_code == 3
    problems = [line.split(maxsplit=1)[1] for line in result.stdout.splitlines() if line.startswith("PROBLEM")]
    assert [line.split()[0] for line in problems] == ["durability", "connections", "time"]
    assert "synchronous_commit is off, so a crash can lose" in problems[0]
    assert "raise max_connections or lower TEAMKPI_POOL_SIZE" in problems[1]
    assert "Mars/Olympus unknown to the server or to this machine" in problems[2]
    away = run("doctor", TEAMKPI_DATABASE_URL="postgresql://127.0.0.1:1/x")
    assert away.exit_code == 3
    assert away.stdout.startswith("PROBLEM  connection    the database does not respond")


def test_doctor_sees_what_is_compared_wrongly_and_rebuild_sets_it_right(run: Run, conn: Connection[Any]) -> None:
    def said() -> list[str]:
        found = [line.partition("  comparisons  ") for line in run("doctor").stdout.splitlines()]
        return [f"{before.strip()}: {text.strip()}" for before, about, text in found if about]

    run("account", "create", "--email", "JOSÉ@example.org", "--password-stdin", stdin=PASSWORD)
    right = "ok: e-mail addresses and names are compared by teamkpi's own rules, not by the database's locale"
    assert said() == [right]
    conn.execute("UPDATE account SET email = 'Zoë@example.org'")
    assert said() == [
        (
            "PROBLEM: 1 account of the network default, first 1: stored with a wrong form for comparing e-mail "
            "addresses or names; `teamkpi rebuild` corrects it"
        )
    ]
    assert run("rebuild").stdout.splitlines()[1:] == [
        "Corrected the form in which 1 e-mail addresses and names are compared."
    ]
    assert said() == [right]
    assert run("rebuild").stdout.splitlines()[1:] == []
    assert (
        run("account", "passwd", "--email", "zoë@example.org", "--password-stdin", stdin="another one").exit_code == 0
    )


def test_doctor_tells_of_proxies_that_are_not_named(run: Run, conn: Connection[Any]) -> None:
    """From a private address it is a proxy; from another one it may be anybody's header.

    A server of the version before notes hosts of sign-ins over http among them.
    """
    now = clock.now()
    for address, days in (("10.1.2.3", 1), ("9.9.9.9", 2), ("192.168.0.1", 31), ("http://kpi.example.org", 1)):
        at = now - timedelta(days=days)
        conn.execute("INSERT INTO untrusted_proxy VALUES (%s, %s, %s)", (address, at, at))

    def told(**settings: str) -> tuple[int, list[str]]:
        result = run("doctor", **settings)
        return result.exit_code, [line for line in result.stdout.splitlines() if "X-Forwarded-For" in line]

    text = "which is not in TEAMKPI_TRUSTED_PROXIES: if that is your proxy, add it on every server, or all clients "
    private, public = (
        f"proxy         X-Forwarded-For came from {address}, last on {now - timedelta(days=days):%Y-%m-%d}, {text}"
        for address, days in (("10.1.2.3", 1), ("9.9.9.9", 2))
    )
    code, [first, second] = told()
    assert code == 3
    assert first == f"PROBLEM  {private}behind it count as one"
    assert second == f"ok       {public}behind it count as one"
    assert told(TEAMKPI_TRUSTED_PROXIES="10.0.0.0/8") == (0, [second])
    assert told(TEAMKPI_TRUSTED_PROXIES="10.0.0.0/8,9.9.9.9") == (0, [])


def test_doctor_tells_of_sign_ins_over_http(run: Run, conn: Connection[Any]) -> None:
    now = clock.now()
    for host, days in (("kpi.example.org", 1), ("old.example.org", 31)):
        at = now - timedelta(days=days)
        conn.execute("INSERT INTO plain_sign_in VALUES (%s, %s, %s)", (host, at, at))
    result = run("doctor")
    assert result.exit_code == 3
    assert [line for line in result.stdout.splitlines() if "http" in line or "proxy" in line] == [
        (
            "PROBLEM  cookie        somebody signed in over plain http at kpi.example.org, last on "
            f"{now - timedelta(days=1):%Y-%m-%d}: put a proxy with https in front, list its address in "
            "TEAMKPI_TRUSTED_PROXIES, and let it send X-Forwarded-Proto: https, or the session cookie is sent "
            "unencrypted"
        )
    ]


def test_the_demo_keeps_away_from_somebody_s_ledger(run: Run, tmp_path: Path, conn: Connection[Any]) -> None:
    run("import", str(write_ledger(tmp_path / "mine", {"coworkers": [{"Id": 1, "FullName": "A", "Email": "a@b.org"}]})))
    result = run("demo")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "a ledger that is not the demo's" in result.stderr
    assert conn.execute("SELECT count(*) FROM coworkers").fetchone() == (1,)


def test_the_demo_can_be_written_to_files(run: Run, tmp_path: Path) -> None:
    result = run("demo", "--write", str(tmp_path / "space"), TEAMKPI_DATABASE_URL="postgresql://127.0.0.1:1/x")
    assert result.exit_code == 0, result.output
    written = sum(path.read_bytes().count(b"\n") for path in (tmp_path / "space").iterdir())
    assert result.stdout == f"Wrote {written:,} records to {tmp_path / 'space'}.\n"


def test_doctor_tells_of_figures_that_were_not_the_sum_of_their_records(run: Run, conn: Connection[Any]) -> None:
    now = clock.now()
    for team_id, days in ((55, 1), (56, 31)):
        note_mismatch(conn, 1, team_id, "CheckedTimeTotal", now=now - timedelta(days=days))
    note_mismatch(conn, 1, 55, "CheckedTimeTotal", now=now)
    result = run("doctor")
    [line] = [line for line in result.stdout.splitlines() if "CheckedTimeTotal" in line]
    assert result.exit_code == 3
    assert line == (
        "PROBLEM  figures       CheckedTimeTotal of team 55 (default) was not the sum of its records, 2 times since "
        f"{now - timedelta(days=1):%Y-%m-%d}, last on {now:%Y-%m-%d}: run `teamkpi verify`, and report it if that "
        "finds nothing"
    )
