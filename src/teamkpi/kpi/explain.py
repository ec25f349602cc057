"""Explains a figure: the records that count in it, those that do not and why, and their sum.

The figure's value comes from ``kpi.sql``, the sum of the records from ``explain.sql``. Both are parts of one statement
and read the same snapshot, so they are equal unless one of them is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Final, NamedTuple

from psycopg import Connection
from psycopg.types.numeric import Int8

from teamkpi.db import Numbered, RawCursor, load_sql, without_purpose
from teamkpi.kpi.as_of import AsOf, held_relations, require_known
from teamkpi.kpi.declaring import Figure
from teamkpi.kpi.languages import LANGUAGES, Language
from teamkpi.kpi.records import CUT_TO_MINUTES, IN_SECONDS, REASONS, RecordKind
from teamkpi.kpi.team import DEFAULT_OPEN_CHECKIN_LIMIT, FIGURES_OF_MEMBERS, with_members
from teamkpi.ledger.history import known_since
from teamkpi.pages import skipped

SQL: Final = load_sql("teamkpi.kpi", "explain.sql")


@dataclass(frozen=True, slots=True)
class Question:
    """The figure to explain, the member, and which of its records to return."""

    figure: Figure
    """One of ``teamkpi.kpi.figures.EXPLAINED``."""
    coworker_id: int | None = None
    """None for the total of the team."""
    counted: bool | None = None
    """True for only the records that count, False for only those that do not, None for both."""
    page: int = 1
    size: int = 25

    @property
    def kind(self) -> RecordKind:
        """The kind of record that the figure counts."""
        assert self.figure.records is not None  # noqa: S101 - tells the type checker
        return self.figure.records


class OfMember(NamedTuple):
    """A member's part of a figure: its value, and the sum of the member's records by the figure's rule."""

    id: int
    full_name: str
    value: Decimal
    sum: Decimal


class OfReason(NamedTuple):
    """The number and total amount of records with the same reason not to count, or with none."""

    reason: str | None
    is_counted: bool
    records: int
    amount: Decimal


class ExplainedRecord(NamedTuple):
    """A record of a figure; ``amount`` is the amount that it counts, or would count without a ``reason``.

    For times it is in seconds, otherwise in the unit of the figure. ``title`` is None if the record has no name.
    """

    entity: str
    id: int
    coworker_id: int
    coworker_full_name: str
    title: str | None
    from_time: datetime | None
    to_time: datetime | None
    at: datetime
    amount: Decimal
    is_counted: bool
    reason: str | None
    price: Decimal | None
    currency_code: str | None
    updated_on: datetime
    updated_by: str | None


class Term(NamedTuple):
    """A line of the calculation: a text and an amount."""

    text: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure and its records; ``records`` is one page of them, newest first."""

    question: Question
    zone: str
    month: date
    currency_code: str | None
    members: Sequence[OfMember]
    reasons: Sequence[OfReason]
    records: Sequence[ExplainedRecord]

    @property
    def value(self) -> Decimal:
        """The figure's value, as in the response with all figures."""
        return sum((one.value for one in self.members), Decimal(0))

    @property
    def sum(self) -> Decimal:
        """The sum of the records by the figure's rule: minutes are truncated once per member."""
        return sum((one.sum for one in self.members), Decimal(0))

    @property
    def matches(self) -> bool:
        """Whether the records add up to the figure, for every member. It is always true, unless there is an error."""
        return all(one.value == one.sum for one in self.members)

    @property
    def counted(self) -> int:
        """The number of records that count, on all pages."""
        return sum(one.records for one in self.reasons if one.is_counted)

    @property
    def not_counted(self) -> int:
        """The number of records that do not count, on all pages."""
        return sum(one.records for one in self.reasons if not one.is_counted)

    @property
    def listed(self) -> int:
        """The number of requested records on all pages."""
        wanted = self.question.counted
        return (self.counted if wanted in {None, True} else 0) + (self.not_counted if wanted in {None, False} else 0)

    def equation(self, language: Language = LANGUAGES[0]) -> list[Term]:
        """Return the calculation in words; the last line is the value.

        For one member: all records, minus those that do not count, by reason. For a team: the members whose part is not
        0.
        """
        label = self.question.figure.words[language].label
        if self.question.coworker_id is None:
            parts = [Term(one.full_name, one.sum) for one in self.members if one.sum]
            return [*parts, Term(label, self.sum)]
        found = {(one.reason, one.is_counted): one for one in self.reasons}
        kind = self.question.kind
        counted = kind.counted(self.counted + self.not_counted, language)
        all_of_them = sum((one.amount for one in self.reasons), Decimal(0))
        terms = [Term(IN_SECONDS[language].format(counted=counted) if kind.is_in_seconds else counted, all_of_them)]
        for reason, words in REASONS.items():
            less = found.get((reason, False))
            if less is not None and less.amount:
                terms.append(Term(f"{words[language]}: {less.records:,}", -less.amount))
        last = CUT_TO_MINUTES[language].format(label=label) if kind.is_in_seconds else label
        return [*terms, Term(last, self.sum)]


def explanation_query(
    network_id: int,
    team_id: int,
    question: Question,
    asked: AsOf | None,
    *,
    now: datetime,
    open_checkin_limit: timedelta,
) -> tuple[str, list[Any]]:
    """Return the statement that explains a figure, and its values, for a raw cursor.

    ``asked`` is None for the present. ``read_explanation`` reads the rows. Do not prepare the statement: it is rarely
    executed, and its plan depends on the team.
    """
    of_some = question.coworker_id is not None
    balances = None if asked is None else asked.is_earlier
    statement = _statement(question.kind.statement, question.figure.attribute, of_some=of_some, balances=balances)
    parameters = {
        "network_id": Int8(network_id),
        "team_id": Int8(team_id),
        "coworker_ids": [question.coworker_id],
        "now": now if asked is None else asked.at,
        "known_at": None if asked is None else asked.known_at,
        "open_checkin_limit": open_checkin_limit,
        "figure": question.figure.attribute,
        "is_in_seconds": question.kind.is_in_seconds,
        "counted": [True, False] if question.counted is None else [question.counted],
        "size": Int8(question.size),
        "skipped": Int8(skipped(question.page, question.size)),
    }
    return statement.text, statement.values(parameters)


def read_explanation(question: Question, rows: Sequence[Sequence[Any]]) -> Explanation | None:
    """Build the explanation from the statement's rows; None if the team does not exist."""
    if not rows:
        return None
    zone, month, currency_code, ids, names, values, sums, reasons, are_counted, records, amounts, *_ = rows[0]
    members = map(OfMember._make, zip(ids, names, values, sums, strict=True))
    of_reasons = map(OfReason._make, zip(reasons, are_counted, records, amounts, strict=True))
    page = [ExplainedRecord._make(row[_RECORD:]) for row in rows if row[_RECORD] is not None]
    return Explanation(question, zone, month, currency_code, list(members), list(of_reasons), page)


def explain(
    conn: Connection,
    network_id: int,
    team_id: int,
    question: Question,
    asked: AsOf | None = None,
    *,
    now: datetime,
    open_checkin_limit: timedelta = DEFAULT_OPEN_CHECKIN_LIMIT,
) -> Explanation | None:
    """Return the explanation of a figure, or None if the team does not, or did not, exist.

    For a coworker who is not a member of the team, ``members`` is empty. Raises NotKnownThen if the history does not go
    back to ``asked.known_at``.
    """
    query = explanation_query(network_id, team_id, question, asked, now=now, open_checkin_limit=open_checkin_limit)
    with RawCursor(conn) as cursor:
        found = read_explanation(question, cursor.execute(*query, prepare=False).fetchall())
    if asked is not None:
        require_known(asked, known_since(conn, network_id))
    return found


_RECORD: Final = 11
"""The place of the first column of a record in a row of the statement."""


@cache
def _statement(records: str, figure: str, *, of_some: bool, balances: bool | None) -> Numbered:
    some = without_purpose(SQL.of_some) if of_some else ""
    held = "" if balances is None else held_relations(with_balances=balances, of_some=of_some)
    return Numbered(
        SQL.explain.format(
            members=with_members(held),
            asked=without_purpose(SQL.asked).format(of_some=some),
            records=without_purpose(getattr(SQL, records)),
            of_some=some,
            figures=FIGURES_OF_MEMBERS,
            figure=figure,
        )
    )
