"""Sampled answers beside the oracle of the tests, which knows the records as they were generated."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import oracle

Record = dict[str, Any]
_COWORKER = re.compile(r'"CoworkerId":(\d+)')
_PLACES = ("businesses", "resources", "teams")


class WrongAnswerError(AssertionError):
    """An answer is not what the records say: whatever was measured is worth nothing."""


class Truth:
    """The records that concern some members, and what the figures of their teams have to be."""

    def __init__(self, members: Collection[int]) -> None:
        self._members = members
        self._places: dict[str, dict[int, Record]] = {plural: {} for plural in _PLACES}
        self._of: defaultdict[int, dict[str, list[Record]]] = defaultdict(dict)
        self.compared = 0
        """How many answers were compared."""

    def watching(self, files: dict[str, Iterable[str]]) -> dict[str, Iterable[str]]:
        """Return the same lines; those that concern the members are remembered as they pass."""
        return {plural: self._watched(plural, lines) for plural, lines in files.items()}

    def add(self, plural: str, record: Record) -> None:
        """Remember a record, when it concerns the members."""
        if plural in _PLACES:
            self._places[plural][record["Id"]] = record
            return
        member: int = record["Id"] if plural == "coworkers" else record.get("CoworkerId") or 0
        if member in self._members:
            self._of[member].setdefault(plural, []).append(record)

    def figures(self, team: int, now: datetime) -> list[Record]:
        """Return the rows that a team's answer has to have."""
        asked = self._places["teams"][team]
        rows: list[Record] = []
        for member in sorted(set(asked["TeamMembers"])):
            assert member in self._members, f"member {member} is not watched"
            ledger = {plural: list(records.values()) for plural, records in self._places.items() if plural != "teams"}
            ledger |= {"teams": [{**asked, "TeamMembers": [member]}], **self._of[member]}
            answer = oracle.team_kpi(ledger, team, now)
            assert answer is not None
            rows += answer["Kpi"]
        return rows

    def compare(self, whose: str, team: int, rows: list[Record], asked: datetime) -> None:
        """Raise WrongAnswerError when the rows are not those of an instant since ``asked``."""
        self.compared += 1
        found = normal(rows)
        if all(found != normal(self.figures(team, now)) for now in (asked, datetime.now(UTC))):
            raise WrongAnswerError(f"{whose}: the answer about team {team} is not what the oracle says")

    def _watched(self, plural: str, lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            coworker = _COWORKER.search(line)
            if coworker is None or int(coworker[1]) in self._members:
                self.add(plural, json.loads(line, parse_float=Decimal))
            yield line


def normal(rows: Iterable[Record]) -> list[Record]:
    """Return rows with one spelling of each number, for answers come as text, whole or with digits after the point."""
    texts = {"CoworkerFullName", "CoworkerEmail"}
    return [{name: value if name in texts else Decimal(str(value)) for name, value in row.items()} for row in rows]
