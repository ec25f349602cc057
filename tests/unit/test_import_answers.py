"""What the report of an import in a terminal says to add, so that a table is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from teamkpi.cli.import_answers import say_what_to_add
from teamkpi.intake import Intake, Mapping, TableMapping
from teamkpi.intake.outcome import Outcome
from teamkpi.ledger import Report

TIMES = "2026-01-01 09:00Z;2026-01-01 10:00Z"


@pytest.mark.parametrize(
    ("headings", "row", "expected"),
    [
        ("Id;Room ID;Start;End", "1;3;2026-01-01 09:00;2026-01-01 10:00", {"Zone": "Europe/London"}),
        ("Id;Room ID;Start;End", "1;3;02/03/2026 09:00Z;02/03/2026 10:00Z", {"DateOrder": "dmy"}),
        ("Nr;Room ID;Start;End", f"1;3;{TIMES}", {"Columns": {"heading of Id": "Id"}}),
        ("Id;Room ID;Desk ID;Start;End", f"1;3;3;{TIMES}", {"Columns": {"Desk ID": None}}),
        ("Id;Room ID;Start;End;Booking number", f"1;3;{TIMES};1.234", {"Decimal": ","}),
        ("Id;Room ID;Start;End;Notes", f"1;3;{TIMES};\x81", {"Encoding": "windows-1252"}),
        ("a;b", "1;2", {"Columns": {"heading of the ids": "Id"}}),
    ],
)
def test_it_names_the_option_and_the_key_with_an_example(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], headings: str, row: str, expected: dict[str, Any]
) -> None:
    path = tmp_path / "Bookings.csv"
    path.write_bytes(f"{headings}\n{row}\n".encode("latin-1"))

    def said(mapping: Mapping) -> list[str]:
        say_what_to_add(Outcome(Intake(path, mapping=mapping), Report(), [], is_stored=False, is_dry_run=True))
        return capsys.readouterr().err.splitlines()

    first, example, meaning = said(Mapping())
    assert first == "Write what applies to a file such as map.json, and import with --map map.json. For example:"
    assert json.loads(example) == {"Tables": {"Bookings.csv": expected}}
    assert meaning.startswith(f"  {next(iter(expected))}: ")
    assert ("--zone Europe/London" in meaning) == ("Zone" in expected)
    # If the mapping has a key that applies to the table, another one would take its place.
    first, example, _ = said(Mapping(tables={"*": TableMapping(delimiter=";")}))
    assert first == "Add what applies to your mapping, and import again. For example:"
    assert json.loads(example) == {"Tables": {"*": expected}}
    if "Columns" not in expected:  # those of the example are to be filled in
        given = Mapping(tables={"bookings": TableMapping(**{_SNAKE[name]: value for name, value in expected.items()})})
        assert said(given) == []


_SNAKE = {"Zone": "zone", "DateOrder": "date_order", "Decimal": "decimal", "Encoding": "encoding"}
