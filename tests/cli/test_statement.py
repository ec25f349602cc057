"""``teamkpi statement``."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from cli.conftest import Run
from teamkpi.ledger import Change, apply


@pytest.fixture
def team(conn: Connection[Any]) -> None:
    records: dict[str, dict[str, Any]] = {
        "businesses": {"Id": 1, "Name": "L", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"},
        "coworkers": {"Id": 101, "FullName": "Jane\x1b[31m", "Email": "jane@example.org"},
        "teams": {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101]},
        "coworkerbookingcredits": {"Id": 1, "CoworkerId": 101, "BusinessId": 1, "TotalCredit": 1234.5},
        "charges": {"Id": 1, "CoworkerId": 101, "BusinessId": 1, "TotalAmount": 7, "Description": "Keys"},
    }
    now = datetime(2024, 10, 5, 12, tzinfo=UTC)
    apply(conn, 1, [Change(plural, record, 1) for plural, record in records.items()], now=now)


@pytest.mark.usefixtures("team")
def test_a_statement_is_printed_or_written_in_every_form(run: Run, tmp_path: Path) -> None:
    result = run("statement", "55", "2024-10")
    assert result.exit_code == 0, result.output
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["Booking", "credit", "(GBP)", "0", "1,234.50", "0", "0", "0", "1,234.50"] in lines
    assert ["2024-10-05", "Jane�[31m", "(101)", "Keys", "Charge", "1", "7.00", "7.00", "GBP"] in lines
    found = json.loads(run("statement", "55", "2024-10", "--json").stdout)
    assert (found["Version"], found["Month"], found["Items"][0]["Title"]) == (1, "2024-10", "Keys")
    files = {one: tmp_path / f"statement.{one}" for one in ("csv", "xlsx", "pdf")}
    options = [text for one, path in files.items() for text in (f"--{one}", str(path))]
    written = run("statement", "55", "2024-10", *options, "--language", "es", "--paper", "letter", "--version", "1")
    assert (written.exit_code, written.stdout) == (0, ""), written.stderr
    assert written.stderr.endswith("Written: the statement of team 55 of 2024-10, version 1.\n")
    assert files["csv"].read_bytes().startswith(b"\xef\xbb\xbfExtracto mensual\r\n")
    assert files["xlsx"].read_bytes().startswith(b"PK")
    assert files["pdf"].read_bytes().startswith(b"%PDF")
    assert {stat.S_IMODE(path.stat().st_mode) for path in files.values()} == {0o600}


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("56", "2024-10"), 1, "teamkpi: there is no team 56"),
        (("55", "2999-10"), 2, "must be a month in 1900 or later"),
        (("55", "2199-10"), 1, "teamkpi: month: must not be in the future"),
        (
            ("55", "2024-10", "--version", "2"),
            1,
            "teamkpi: version: must be an existing version of this statement; ",
        ),
        (("55", "October"), 2, "must be a month in 1900 or later, such as 2026-10"),
    ],
)
def test_what_there_is_no_statement_of_is_said(run: Run, arguments: tuple[str, ...], code: int, message: str) -> None:
    result = run("statement", *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
