"""Random spreadsheets with their truth: each is read right, or refused for what cannot be known; never read wrong."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from examples import examples
from messy import Messy
from teamkpi.intake import Intake, Mapping, TableMapping
from teamkpi.ledger import ENTITIES, Change, Rejection
from teamkpi.ledger.rows import FieldErrors, to_row

ENTITY = ENTITIES["coworkerproducts"]


def read(source: Intake) -> tuple[list[Any], list[str]]:
    """Return the rows that can be read, and the reasons for which the others are refused."""
    rows, reasons = [], []
    for one in source:
        assert isinstance(one, Change)
        try:
            rows.append(to_row(ENTITY, 1, one.record))
        except FieldErrors as error:
            reasons += [reason for _, reason in error.errors]
    return rows, reasons


@settings(max_examples=examples(60), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_every_spreadsheet_is_read_right_or_asked_about(seed: int) -> None:
    messy = Messy.draw(Random(seed))
    with TemporaryDirectory() as folder:
        path = messy.write(Path(folder))
        expected = [to_row(ENTITY, 1, record) for record in messy.truth]
        source = Intake(path, zone=messy.zone)
        asked = {problem.question for layout in source.layouts for problem in layout.problems}
        assert asked == messy.open_questions(), source.layouts
        if asked:
            # Nothing of a table that is asked about is read.
            assert all(isinstance(one, Rejection) for one in source)
            if messy.is_doubled:
                return  # which of the two counts, only a person can say
            answers = TableMapping(
                date_order="dmy" if messy.date_form == "dmy" else "mdy",
                decimal="," if messy.mark == "," else ".",
            )
            source = Intake(path, zone=messy.zone, mapping=Mapping(tables={"coworkerproducts": answers}))
        found, reasons = read(source)
        assert found == expected
        assert [one for one, start in zip(reasons, messy.wrong, strict=True) if not one.startswith(start)] == []
