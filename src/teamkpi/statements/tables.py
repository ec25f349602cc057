"""Lays out a statement as tables in the reader's language; every file format is written from these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TypeAlias
from zoneinfo import ZoneInfo

from teamkpi.kpi.languages import Language
from teamkpi.statements.content import Statement, StatementBalance, StatementItem
from teamkpi.statements.words import WORDS, Words

Cell: TypeAlias = str | int | Decimal | date


class Holds(Enum):
    """The type of a column's cells."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"

    @property
    def is_numeric(self) -> bool:
        """Whether the cells are numbers, which are right-aligned."""
        return self in {Holds.NUMBER, Holds.MONEY}


@dataclass(frozen=True, slots=True)
class Column:
    """The heading of a column and the type of its cells; an empty text means no value."""

    title: str
    holds: Holds = Holds.TEXT


@dataclass(frozen=True, slots=True)
class Section:
    """A table with its heading; ``key`` is the same in every language."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: list[list[Cell]]
    has_total: bool = False
    """Whether the last row is a total."""


@dataclass(frozen=True, slots=True)
class Document:
    """A statement for readers: its title data, its notes and its tables."""

    title: str
    facts: list[tuple[str, str]]
    notes: list[str]
    sections: list[Section]


def document_of(statement: Statement, language: Language) -> Document:
    """Return a statement laid out for readers. Dates are local dates at the team's location."""
    words = WORDS[language]
    return Document(
        title=words["statement"],
        facts=_facts(statement, words),
        notes=[
            words[key]
            for key, applies in (("so_far", not statement.is_closed), ("uncertain", statement.uncertain))
            if applies
        ],
        sections=list(_Tables(statement, words).sections()),
    )


def _facts(statement: Statement, words: Words) -> list[tuple[str, str]]:
    zone = ZoneInfo(statement.zone)
    known_at = datetime.fromisoformat(statement.known_at).astimezone(zone)
    facts = [
        ("team", f"{statement.team_name} ({statement.team_id})"),
        ("location", statement.business_name),
        ("month", statement.month),
        ("time_zone", statement.zone),
        ("version", "" if statement.version is None else str(statement.version)),
        ("known_at", f"{known_at:%Y-%m-%d %H:%M %z}"),
    ]
    return [(words[key], value) for key, value in facts if value]


class _Tables:
    """The tables of one statement."""

    def __init__(self, statement: Statement, words: Words) -> None:
        self._statement = statement
        self._words = words
        self._zone = ZoneInfo(statement.zone)

    def sections(self) -> Iterable[Section]:
        of = self._statement
        yield self._section(
            "balances",
            "credit opening# granted# used# expired# changed# closing#",
            [
                [self._label(one), one.opening, one.granted, one.used, one.expired, one.changed, one.closing]
                for one in of.balances
            ],
        )
        yield self._section(
            "used_by",
            "credit member used#",
            [
                [self._label(one), f"{use.coworker_full_name} ({use.coworker_id})", use.amount]
                for one in of.balances
                for use in one.used_by
            ],
        )
        yield self._section(
            "changes",
            "credit by_hand# joined# left#",
            [
                [self._label(one), one.changed_by_hand, one.joined, one.left]
                for one in of.balances
                if one.changed_by_hand or one.joined or one.left
            ],
        )
        yield from self._time()
        yield from self._money()
        yield from self._checks()

    def _time(self) -> Iterable[Section]:
        time, total = self._statement.time, self._words["total_row"]
        members: list[list[Cell]] = [
            [f"{one.coworker_full_name} ({one.coworker_id})", one.booked_minutes, one.checked_in_minutes]
            for one in time.members
        ]
        totals: list[list[Cell]] = [[total, time.booked_minutes, time.checked_in_minutes]]
        yield self._section(
            "time_by_member",
            "member booked# checked_in#",
            members + totals if members else [],
            has_total=bool(members),
        )
        yield self._section(
            "time_by_resource",
            "resource booked#",
            [[one.resource_name or str(one.resource_id), one.booked_minutes] for one in time.resources],
        )
        yield self._section(
            "time_by_location",
            "location checked_in#",
            [[one.business_name or str(one.business_id), one.checked_in_minutes] for one in time.locations],
        )

    def _money(self) -> Iterable[Section]:
        of = self._statement
        yield self._section(
            "totals",
            "currency due$ newly_invoiced$ total_not_invoiced$ without_price# total_invoices$",
            [
                [
                    one.currency_code or "",
                    one.due,
                    one.newly_invoiced,
                    one.not_invoiced,
                    one.items_without_price,
                    one.invoices,
                ]
                for one in of.totals
            ],
        )
        yield self._items("items", of.items)
        yield self._items("newly_invoiced", of.newly_invoiced)
        yield self._items("not_invoiced", of.not_invoiced)
        yield self._section(
            "invoices",
            "date@ invoice member total$ tax$ currency payable@",
            [
                [
                    self._day(one.created_on),
                    one.invoice_number or str(one.id),
                    f"{one.coworker_full_name} ({one.coworker_id})",
                    one.total_amount,
                    one.tax_amount,
                    one.currency_code or "",
                    self._day(one.due_date),
                ]
                for one in of.invoices
            ],
        )

    def _checks(self) -> Iterable[Section]:
        checks = self._statement.reconciliation
        yield self._section(
            "uses_on_no_invoice",
            "date@ member description amount$ currency",
            [
                [
                    self._day(one.used_on),
                    f"{one.coworker_full_name} ({one.coworker_id})",
                    one.description or "",
                    one.amount,
                    one.currency_code or "",
                ]
                for one in checks.uses_on_no_invoice
            ],
        )
        yield self._items("invoiced_items_gone", checks.invoiced_items_gone)
        yield self._items("items_without_invoice", checks.items_without_invoice)

    def _items(self, key: str, items: Sequence[StatementItem]) -> Section:
        return self._section(
            key,
            "date@ member what kind quantity# price$ amount$ currency invoiced@ invoice",
            [
                [
                    self._day(one.due_on),
                    f"{one.coworker_full_name} ({one.coworker_id})",
                    one.title or f"{self._words[one.entity]} {one.id}",
                    self._words[one.entity],
                    one.quantity,
                    "" if one.price is None else one.price,
                    one.amount,
                    one.currency_code or "",
                    self._day(one.invoiced_on) or (self._words["yes"] if one.is_invoiced else ""),
                    one.invoice_number or ("" if one.coworker_invoice_id is None else str(one.coworker_invoice_id)),
                ]
                for one in items
            ],
        )

    def _section(self, key: str, columns: str, rows: list[list[Cell]], *, has_total: bool = False) -> Section:
        """Return a section; columns are given by key, with ``#``, ``$`` and ``@`` for numbers, money and dates."""
        holds = {"#": Holds.NUMBER, "$": Holds.MONEY, "@": Holds.DATE}
        return Section(
            key,
            self._words[key],
            tuple(Column(self._words[one.rstrip("#$@")], holds.get(one[-1], Holds.TEXT)) for one in columns.split()),
            rows,
            has_total,
        )

    def _label(self, balance: StatementBalance) -> str:
        unit = balance.currency_code or self._words[balance.unit]
        return f"{self._words[balance.kind]} ({unit})"

    def _day(self, moment: str | None) -> date | str:
        """Return the local day of an instant."""
        return "" if moment is None else datetime.fromisoformat(moment).astimezone(self._zone).date()
