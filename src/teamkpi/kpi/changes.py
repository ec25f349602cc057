"""What changed between two instants, and why: the figures that differ, and the records that make the difference.

Both instants are taken as shown then: with what the ledger held at that instant. The figures, and what they are made of
before they are cut, come from ``kpi.sql``, the records from ``explain.sql``, so the records always add up to the
difference unless one of the two is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, Final, NamedTuple

from psycopg import Connection
from psycopg.types.numeric import Int8

from teamkpi.db import Numbered, RawCursor, load_sql, without_purpose
from teamkpi.errors import NotKnownThen
from teamkpi.kpi.as_of import AsOf, held_relations, team_kpi_as_of_query
from teamkpi.kpi.declaring import Figure
from teamkpi.kpi.explain import SQL as EXPLAIN
from teamkpi.kpi.figures import EXPLAINED, TeamKpi
from teamkpi.kpi.records import STATIC_REASONS, RecordKind
from teamkpi.kpi.team import CUT, DEFAULT_OPEN_CHECKIN_LIMIT, TeamAnswer, read_answer, read_exact, with_members
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.history import known_since, table_of

SQL: Final = load_sql("teamkpi.kpi", "changes.sql")
_SINCE, _UNTIL = "%(since)s", "%(until)s"
_OF_A_MONTH: Final = {"booked_time_this_month", "checked_time_this_month"}
_PLACES: Final = ("businesses", "resources")
_ALONE: Final = dict(SQL)
"""By entity: which of its versions need not be others to count differently."""
_FURTHEST_ZONE: Final = timedelta(days=2)
_LONGEST_MONTH: Final = timedelta(days=31)
_NOTHING: Final = Decimal(0)


class Cause(NamedTuple):
    """A record that does not count the same at both instants, and why not.

    ``before`` and ``after`` are what it counted, or 0: of times in seconds, otherwise in the figure's unit.
    """

    cause: str
    entity: str
    id: int
    title: str | None
    at: datetime
    updated_on: datetime
    updated_by: str | None
    before: Decimal
    after: Decimal
    reason_before: str | None
    reason_after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of a member that differs; it counts as 0 at an instant at which they were not in the team."""

    coworker_id: int
    coworker_full_name: str
    figure: Figure
    before: Decimal
    after: Decimal
    amount_before: Decimal
    """What the figure is made of: the figure itself, but for times, which are in seconds and not cut."""
    amount_after: Decimal
    causes: Sequence[Cause]
    """Their differences add up to ``amount_after - amount_before``."""

    @property
    def matches(self) -> bool:
        """Whether the causes add up to the difference. It is always true, unless there is an error."""
        made = sum((cause.after - cause.before for cause in self.causes), _NOTHING)
        return made == self.amount_after - self.amount_before


@dataclass(frozen=True)
class Compared:
    """The figures of a team at two instants; None for an instant at which there was no such team."""

    before: TeamAnswer | None
    after: TeamAnswer | None
    seconds_before: Mapping[int, Mapping[str, Decimal]] = field(default_factory=dict)
    """The times of each member in seconds, by figure."""
    seconds_after: Mapping[int, Mapping[str, Decimal]] = field(default_factory=dict)

    @cached_property
    def names(self) -> dict[int, str]:
        """Everybody who was a member at one of the instants, by ascending id."""
        rows = {**self._rows_before, **self._rows_after}
        return {id_: rows[id_].coworker_full_name for id_ in sorted(rows)}

    def differing(self, figure: Figure | None = None) -> list[tuple[int, Figure]]:
        """Return which figures differ of whom, by member and in the order of the figures; of all figures or of one."""
        figures = EXPLAINED.values() if figure is None else [figure]
        return [
            (id_, one)
            for id_ in self.names
            for one in figures
            if self.value(True, id_, one) != self.value(False, id_, one)
        ]

    def value(self, is_before: bool, coworker_id: int, figure: Figure) -> Decimal:
        """Return a figure of a member at one of the instants."""
        row = self._rows(is_before).get(coworker_id)
        return _NOTHING if row is None else Decimal(getattr(row, figure.attribute))

    def amount(self, is_before: bool, coworker_id: int, figure: Figure) -> Decimal:
        """Return the same before it is cut to minutes: times in seconds."""
        if figure.attribute not in CUT:
            return self.value(is_before, coworker_id, figure)
        seconds = self.seconds_before if is_before else self.seconds_after
        return seconds.get(coworker_id, {}).get(figure.attribute, _NOTHING)

    @property
    def moved(self) -> list[int]:
        """Who was a member at only one of the instants."""
        return [id_ for id_ in self.names if self.is_member(True, id_) != self.is_member(False, id_)]

    @property
    def is_other_month(self) -> bool:
        """Whether the current month, or the zone it is of, is not the same at both instants."""
        clocks = {None if one is None else (one.month, one.zone) for one in (self.before, self.after)}
        return len(clocks) > 1

    def is_member(self, is_before: bool, coworker_id: int) -> bool:
        """Return whether a coworker was a member of the team at one of the instants."""
        return coworker_id in self._rows(is_before)

    def _rows(self, is_before: bool) -> Mapping[int, TeamKpi]:
        return self._rows_before if is_before else self._rows_after

    # Made once: this is asked about every record.
    @cached_property
    def _rows_before(self) -> Mapping[int, TeamKpi]:
        return _by_member(self.before)

    @cached_property
    def _rows_after(self) -> Mapping[int, TeamKpi]:
        return _by_member(self.after)


def _by_member(answer: TeamAnswer | None) -> Mapping[int, TeamKpi]:
    return {} if answer is None else {row.coworker_id: row for row in answer.body.kpi}


class Asked(NamedTuple):
    """Whose figures are compared, of which instants."""

    network_id: int
    team_id: int
    since: datetime
    until: datetime
    open_checkin_limit: timedelta = DEFAULT_OPEN_CHECKIN_LIMIT
    coworker_id: int | None = None
    """None for all members."""


def figures_queries(asked: Asked) -> list[tuple[str, list[Any]]]:
    """Return the statements for the figures at both instants, for a raw cursor; ``compared`` reads their rows."""
    return [
        team_kpi_as_of_query(
            asked.network_id,
            asked.team_id,
            AsOf(at, at),
            open_checkin_limit=asked.open_checkin_limit,
            coworker_id=asked.coworker_id,
            is_exact=True,
        )
        for at in (asked.since, asked.until)
    ]


def compared(before: Sequence[Sequence[Any]], after: Sequence[Sequence[Any]]) -> Compared:
    """Make the figures of both instants of the rows of their statements."""
    return Compared(read_answer(before), read_answer(after), read_exact(before), read_exact(after))


def causes_query(asked: Asked, figures: Compared, wanted: Sequence[tuple[int, Figure]]) -> tuple[str, list[Any]]:
    """Return the statement for the records behind some differences, and its values, for a raw cursor."""
    attributes = {figure.attribute for _, figure in wanted}
    kinds = {_kind(figure) for _, figure in wanted}
    months = [one.month for one in (figures.before, figures.after) if one is not None]
    parameters = {
        "network_id": Int8(asked.network_id),
        "team_id": Int8(asked.team_id),
        "coworker_ids": sorted({id_ for id_, _ in wanted}),
        "since": asked.since,
        "until": asked.until,
        "open_checkin_limit": asked.open_checkin_limit,
        "figures": sorted(attributes),
        "moved_ids": figures.moved,
        # Only a month can turn.
        "is_other_month": figures.is_other_month and not attributes.isdisjoint(_OF_A_MONTH),
        "earliest": datetime.combine(min(months), time.min, UTC) - _FURTHEST_ZONE,
        "latest": datetime.combine(max(months), time.min, UTC) + _LONGEST_MONTH + _FURTHEST_ZONE,
    }
    statement = _statement(tuple(sorted((one.statement, one.entity) for one in kinds)))
    return statement.text, statement.values(parameters)


def read_differences(
    figures: Compared, wanted: Sequence[tuple[int, Figure]], rows: Sequence[Sequence[Any]]
) -> list[Difference]:
    """Make the differences that are wanted of the figures and of the rows of ``causes_query``."""
    found: defaultdict[tuple[int, str], list[_Row]] = defaultdict(list)
    for values in rows:
        row = _Row._make(values)
        found[row.coworker_id, row.figure].append(row)
    return [_difference(figures, id_, figure, found[id_, figure.attribute]) for id_, figure in wanted]


def changes(conn: Connection, asked: Asked, figure: Figure | None = None) -> list[Difference] | None:
    """Return every figure that differs, with its causes; None when there was no such team at either instant.

    Raises NotKnownThen when the history does not reach back to the first instant.
    """
    found = compare(conn, asked, figure)
    return None if found is None else found[1]


def compare(conn: Connection, asked: Asked, figure: Figure | None = None) -> tuple[Compared, list[Difference]] | None:
    """Return the same as ``changes``, with the figures at both instants."""
    with conn.transaction():
        conn.execute(SQL.one_snapshot)
        with RawCursor(conn) as cursor:
            before, after = (cursor.execute(*query, prepare=False).fetchall() for query in figures_queries(asked))
            figures = compared(before, after)
            wanted = figures.differing(figure)
            rows = cursor.execute(*causes_query(asked, figures, wanted), prepare=False).fetchall() if wanted else []
        since = known_since(conn, asked.network_id)
    require_known(asked, since)
    if figures.before is None and figures.after is None:
        return None
    return figures, read_differences(figures, wanted, rows)


def require_known(asked: Asked, known_since: datetime) -> None:
    """Raise NotKnownThen when the history does not reach back to the first instant."""
    if asked.since < known_since:
        raise NotKnownThen(known_since, "from")


class _Row(NamedTuple):
    """A row of the statement."""

    coworker_id: int
    figure: str
    entity: str
    id: int
    title: str | None
    at: datetime
    updated_on: datetime
    updated_by: str | None
    counted_before: Decimal
    counted_after: Decimal
    was_known: bool
    is_known: bool
    amount_before: Decimal | None
    reason_before: str | None
    from_before: datetime | None
    to_before: datetime | None
    amount_after: Decimal | None
    reason_after: str | None
    from_after: datetime | None
    to_after: datetime | None


def _difference(figures: Compared, coworker_id: int, figure: Figure, rows: Sequence[_Row]) -> Difference:
    causes = [
        Cause(
            _cause(figures, figure, row),
            row.entity,
            row.id,
            row.title,
            row.at,
            row.updated_on,
            row.updated_by,
            row.counted_before,
            row.counted_after,
            row.reason_before,
            row.reason_after,
        )
        for row in rows
    ]
    return Difference(
        coworker_id=coworker_id,
        coworker_full_name=figures.names[coworker_id],
        figure=figure,
        before=figures.value(True, coworker_id, figure),
        after=figures.value(False, coworker_id, figure),
        amount_before=figures.amount(True, coworker_id, figure),
        amount_after=figures.amount(False, coworker_id, figure),
        causes=causes,
    )


def _cause(figures: Compared, figure: Figure, row: _Row) -> str:
    """Return why a record does not count the same: the first that applies."""
    if not figures.is_member(True, row.coworker_id):
        return "joined_team"
    if not figures.is_member(False, row.coworker_id):
        return "left_team"
    if not row.was_known:
        return "added"
    if not row.is_known:
        return "deleted"
    if _facts(figure, row, is_before=True) != _facts(figure, row, is_before=False):
        return "changed"
    # The record says the same as before: something around it is another.
    return _cause_around(figures, figure, row)


def _cause_around(figures: Compared, figure: Figure, row: _Row) -> str:
    if row.reason_after == "expired":
        return "expired"
    if "other_currency" in {row.reason_before, row.reason_after}:
        return "place_changed"
    if row.reason_before == "not_yet_valid":
        return "became_valid"
    months = [None if one is None else one.month for one in (figures.before, figures.after)]
    if figure.attribute.endswith("_this_month") and months[0] != months[1]:
        return "month_turned"
    is_running = row.entity == "Checkin" and row.to_after is None
    return "time_passed" if is_running else "place_changed"


def _facts(figure: Figure, row: _Row, *, is_before: bool) -> tuple[Any, ...]:
    """Return what the record itself says, whatever the time and the place are; None of what it did not say then."""
    if is_before:
        amount, reason, start, end = row.amount_before, row.reason_before, row.from_before, row.to_before
    else:
        amount, reason, start, end = row.amount_after, row.reason_after, row.from_after, row.to_after
    if amount is None:  # it counted in another figure
        return ()
    # What counts of a time depends on the month; the time itself does not.
    own_amount = None if _kind(figure).is_in_seconds else amount
    return (own_amount, start, end, reason if reason in STATIC_REASONS else None)


def _kind(figure: Figure) -> RecordKind:
    assert figure.records is not None  # noqa: S101 - tells the type checker
    return figure.records


@cache
def _statement(kinds: tuple[tuple[str, str], ...]) -> Numbered:
    plurals = frozenset(plural for _, plural in kinds)
    records = "\nUNION ALL\n".join(f"({without_purpose(getattr(EXPLAIN, kind))})" for kind, _ in kinds)
    held = without_purpose(SQL.held_records).format(
        members=with_members(held_relations(with_balances=False, of_some=True, selected=plurals)),
        asked=without_purpose(EXPLAIN.asked).format(of_some=without_purpose(EXPLAIN.of_some)),
        records=records,
    )
    before, after = (held.replace("%(now)s", instant).replace("%(known_at)s", instant) for instant in (_SINCE, _UNTIL))
    was_held, is_held = (
        "\n".join(
            without_purpose(SQL.is_held).format(
                entity=ENTITIES[plural].name, table=plural, history=table_of(ENTITIES[plural]), instant=instant
            )
            for plural in sorted(plurals)
        )
        for instant in (_SINCE, _UNTIL)
    )
    written = "\nUNION ALL\n".join(
        without_purpose(SQL.place_written).format(table=table)
        for plural in _PLACES
        for table in (plural, table_of(ENTITIES[plural]))
    )
    return Numbered(
        SQL.changes.format(
            place_change=without_purpose(SQL.place_change).format(written=written),
            selected=",\n".join(map(_selected, sorted(plurals))),
            before=before,
            after=after,
            was_held=was_held,
            is_held=is_held,
        )
    )


def _selected(plural: str) -> str:
    entity = ENTITIES[plural]
    return without_purpose(SQL.selected).format(
        table=plural,
        history=table_of(entity),
        columns=", ".join(f"r.{column}" for column in entity.all_columns),
        alone=without_purpose(_ALONE.get(plural, "")),
    )
