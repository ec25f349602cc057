"""Computes a statement from the current records and their history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Final, NamedTuple

from psycopg import Connection
from psycopg.rows import dict_row

from teamkpi.db import Numbered, RawCursor, load_sql, snapshot
from teamkpi.errors import BadRequest
from teamkpi.kpi.credits import unit_of_time_credit
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.history import table_of
from teamkpi.statements.content import (
    BALANCE_KINDS,
    BALANCE_UNITS,
    CreditUse,
    LocationTime,
    MemberAmount,
    MemberTime,
    Reconciliation,
    ResourceTime,
    Statement,
    StatementBalance,
    StatementInvoice,
    StatementItem,
    StatementTotals,
    TimeUsed,
)
from teamkpi.wire import instant, plain_decimal

_SQL: Final = load_sql("teamkpi.statements", "statement.sql")
_MICROSECOND: Final = timedelta(microseconds=1)
_US_PER_MINUTE: Final = 60_000_000
_ZERO: Final = Decimal(0)
Row = dict[str, Any]


class _Credit(NamedTuple):
    """The SQL fragments that read the balances of an entity."""

    plural: str
    parts: str
    amount: str
    used: str
    may_be_used: str
    """Whether it may have been used in the month: true of every record of which ``used`` is not zero."""
    condition: str = "TRUE"
    extra: str = ""
    used_until_then: str | None = None
    """The amount to add to the first known version, if it differs from ``used``."""


_CREDITS: Final = (
    _Credit(
        "coworkerbookingcredits",
        _SQL.booking_credit,
        _SQL.booking_credit_amount,
        _SQL.used_booking_credit,
        _SQL.booking_credit_may_be_used,
    ),
    _Credit(
        "coworkerextraservices",
        _SQL.extra_service.format(unit_of_time_credit=unit_of_time_credit("r")),
        _SQL.extra_service_amount,
        _SQL.used_extra_service,
        _SQL.extra_service_may_be_used,
        "r.booking_id IS NULL",
    ),
    _Credit(
        "coworkertimepasses",
        _SQL.time_pass,
        _SQL.time_pass_amount,
        _SQL.used_pass.replace("{stayed}", _SQL.stayed_with_pass),
        _SQL.pass_may_be_used,
        extra=_SQL.visit,
        used_until_then=_SQL.used_pass_until_then.replace("{stayed}", _SQL.stayed_with_pass),
    ),
)
# The first known version already reflects everything used up to and including the instant it was received.
_WITH_RECEIPT: Final = "(v.moment + interval '1 microsecond')"
_INVOICED: Final = {
    "coworkerproducts": (
        *("CoworkerProduct", "h.product_name", "coalesce(h.sale_date, h.created_on)", "h.quantity"),
        *("coalesce(h.price, h.product_price)", "h.invoiced_on", "h.coworker_invoice_id"),
    ),
    "coworkerextraservices": (
        *("CoworkerExtraService", "coalesce(h.booking_resource_name, h.extra_service_name)", "h.created_on", "1"),
        *("h.price", "h.invoice_date", "NULL"),
    ),
    "coworkertimepasses": (
        *("CoworkerTimePass", "h.time_pass_name", "h.created_on", "1", "h.price", "h.invoice_date", "NULL"),
    ),
    "charges": ("Charge", "h.description", "h.created_on", "1", "h.total_amount", "h.invoiced_on", "NULL"),
}


def first_day(month: str) -> date:
    """Return the first day of a month such as ``2026-10``; raises BadRequest for anything else."""
    if len(month) == len("2026-10") and month.isascii():
        try:
            found = date.fromisoformat(f"{month}-01")
        except ValueError:
            pass
        else:
            if date(1900, 1, 1) <= found < date(2200, 1, 1):
                return found
    raise BadRequest("month", "must be a month in 1900 or later, such as 2026-10")


class Computed(NamedTuple):
    """A statement, and the ids of all who were members of its team at some time of the month."""

    statement: Statement
    people: list[int]
    """Also those whom no line names."""


def compute(
    conn: Connection,
    network_id: int,
    team_id: int,
    month: date,
    *,
    now: datetime,
    open_checkin_limit: timedelta,
) -> Computed | None:
    """Return the statement of a team's month, from one snapshot of the database; None if the team does not exist.

    ``month`` is its first day. Until the month is over, the statement covers the month so far. Its version is None.
    Raises BadRequest for a future month. ``conn`` must not be in a transaction.
    """
    found = _read(conn, network_id, team_id, month, now=now, open_checkin_limit=open_checkin_limit)
    if found is None:
        return None
    team, people = found.team, found.people
    names = {coworker_id: one.name for coworker_id, one in people.items()}
    due, newly, still = (
        [_item(row, names) for row in found.items if row[flag]] for flag in ("is_due", "is_newly_invoiced", "is_open")
    )
    is_uncertain = team["since"] < team["known_since"]
    of_month = [_invoice(row, names) for row in found.invoices]
    statement = Statement(
        team_id=team_id,
        team_name=team["team_name"],
        business_name=team["business_name"],
        month=f"{month:%Y-%m}",
        month_from=instant(team["since"]),
        month_to=instant(team["until"]),
        zone=team["zone"],
        currency_code=team["currency_code"],
        is_closed=now >= team["over_on"],
        version=None,
        latest_version=None,
        known_at=instant(now),
        known_since=instant(team["known_since"]) if is_uncertain else None,
        uncertain=is_uncertain,
        balances=_balance_rows(found.balances, people),
        time=_time(found.time, names),
        totals=_totals(due, newly, still, of_month),
        items=due,
        newly_invoiced=newly,
        not_invoiced=still,
        invoices=of_month,
        reconciliation=_reconciliation(found, names),
    )
    return Computed(statement, list(people))


def _read(
    conn: Connection, network_id: int, team_id: int, month: date, *, now: datetime, open_checkin_limit: timedelta
) -> _Found | None:
    """Return the rows of a statement; None if the team does not exist."""
    with snapshot(conn):
        work = _Work(conn, {"network_id": network_id, "team_id": team_id, "month": month, "now": now})
        basis = work.rows("basis")
        if not basis:
            return None
        [team] = basis
        if team["since"] > now:
            raise BadRequest("month", "must not be in the future")
        work.values |= {
            "since": team["since"],
            "until": team["until"],
            "upto": min(team["until"], now + _MICROSECOND),
            "at": min(team["until"], now),
            "zone": team["zone"],
            "known_since": team["known_since"],
            "open_checkin_limit": open_checkin_limit,
        }
        people = {row["id"]: _Person(row["full_name"] or "", *_ends(row)) for row in work.rows("people")}
        work.values["people"] = list(people)
        return _Found(
            team,
            people,
            balances=[row for one in _CREDITS for row in work.run(*_balances(one))],
            time=work.rows("time"),
            items=work.rows("items"),
            gone=work.run(*_gone()),
            invoices=work.rows("invoices"),
            uses_on_no_invoice=work.rows("uses_on_no_invoice"),
        )


class _Found(NamedTuple):
    """The rows of a statement, named like the queries that read them."""

    team: Row
    people: dict[int, _Person]
    balances: list[Row]
    time: list[Row]
    items: list[Row]
    gone: list[Row]
    invoices: list[Row]
    uses_on_no_invoice: list[Row]


class _Person(NamedTuple):
    name: str
    is_at_start: bool
    is_at_end: bool


def _ends(row: Row) -> tuple[bool, bool]:
    return row["is_at_start"], row["is_at_end"]


class _Work:
    """The queries of one snapshot, and the parameters that they share."""

    def __init__(self, conn: Connection, values: dict[str, Any]) -> None:
        self._conn = conn
        self.values = values

    def rows(self, name: str) -> list[Row]:
        return self.run(_numbered(name))

    def run(self, statement: Numbered) -> list[Row]:
        with RawCursor(self._conn, row_factory=dict_row) as cursor:
            # Not prepared: a generic plan for all teams would be slow.
            cursor.execute(statement.text, statement.values(self.values), prepare=False)
            return cursor.fetchall()


@cache
def _numbered(name: str) -> Numbered:
    return Numbered(getattr(_SQL, name))


@cache
def _balances(one: _Credit) -> tuple[Numbered]:
    entity = ENTITIES[one.plural]
    names = {
        "table": one.plural,
        "history": table_of(entity),
        "columns": ", ".join(f"r.{column}" for column in entity.all_columns),
    }

    def amount_at(moment: str, uses_since: str | None = None) -> str:
        used_until_then = (one.used_until_then or one.used).format(since=uses_since or moment, until=_WITH_RECEIPT)
        of_version = _SQL.amount_of_version.format(
            amount=one.amount.format(instant=moment), instant=moment, used_until_then=used_until_then
        )
        return _SQL.amount_at.format(amount_of_version=of_version, instant=moment, **names)

    return (
        Numbered(
            _SQL.balances.format(
                parts=one.parts,
                used=one.used.format(since="%(since)s", until="%(upto)s"),
                may_be_used=one.may_be_used,
                condition=one.condition,
                extra=one.extra,
                amount_at_start=amount_at("%(since)s"),
                # An amount used after the expiry, in the same month, counts as used and not as expired.
                amount_at_expiry=amount_at("one.expires_on", uses_since="%(upto)s"),
                amount_at_end=amount_at("%(upto)s"),
                **names,
            )
        ),
    )


@cache
def _gone() -> tuple[Numbered]:
    fields = ("entity", "title", "due_on", "quantity", "price", "invoiced_on", "invoice_id")
    parts = [
        _SQL.deleted_item.format(table=plural, **dict(zip(fields, values, strict=True)))
        for plural, values in _INVOICED.items()
    ]
    return (Numbered(_SQL.gone.format(deleted="\nUNION ALL\n".join(parts))),)


def _balance_rows(rows: Iterable[Row], people: Mapping[int, _Person]) -> list[StatementBalance]:
    """Add up the members' balances of each kind, unit and currency."""
    kinds: dict[tuple[str, str, str | None], list[Row]] = defaultdict(list)
    for row in rows:
        kinds[row["kind"], row["unit"], row["currency_code"]].append(row)

    def order(key: tuple[str, str, str | None]) -> tuple[int, int, str]:
        return BALANCE_KINDS.index(key[0]), BALANCE_UNITS.index(key[1]), key[2] or ""

    return [_balance(key, sorted(kinds[key], key=_coworker), people) for key in sorted(kinds, key=order)]


def _coworker(row: Row) -> int:
    coworker_id: int = row["coworker_id"]
    return coworker_id


def _balance(key: tuple[str, str, str | None], rows: Sequence[Row], people: Mapping[int, _Person]) -> StatementBalance:
    opening, granted, used, expired, closing = (
        sum((row[name] for row in rows), _ZERO) for name in ("opening", "granted", "used", "expired", "closing")
    )
    by_hand = closing - (opening + granted - used - expired)
    joined = sum((row["opening"] for row in rows if not people[row["coworker_id"]].is_at_start), _ZERO)
    left = sum((row["closing"] for row in rows if not people[row["coworker_id"]].is_at_end), _ZERO)
    kind, unit, currency_code = key
    return StatementBalance(
        kind=kind,  # type: ignore[arg-type]  # the statement writes no other
        unit=unit,  # type: ignore[arg-type]
        currency_code=currency_code,
        opening=plain_decimal(opening - joined),
        granted=plain_decimal(granted),
        used=plain_decimal(used),
        expired=plain_decimal(expired),
        changed=plain_decimal(by_hand + joined - left),
        closing=plain_decimal(closing - left),
        changed_by_hand=plain_decimal(by_hand),
        joined=plain_decimal(joined),
        left=plain_decimal(left),
        used_by=[
            MemberAmount(
                coworker_id=row["coworker_id"],
                coworker_full_name=people[row["coworker_id"]].name,
                amount=plain_decimal(row["used"]),
            )
            for row in rows
            if row["used"]
        ],
    )


def _time(rows: Sequence[Row], names: Mapping[int, str]) -> TimeUsed:
    booked: dict[int, int] = defaultdict(int)
    checked: dict[int, int] = defaultdict(int)
    resources: dict[tuple[int, str | None], int] = defaultdict(int)
    locations: dict[tuple[int, str | None], int] = defaultdict(int)
    for row in rows:
        if row["resource_id"] is None:
            checked[row["coworker_id"]] += row["us"]
            locations[row["business_id"], row["business_name"]] += row["us"]
        else:
            booked[row["coworker_id"]] += row["us"]
            resources[row["resource_id"], row["resource_name"]] += row["us"]
    return TimeUsed(
        booked_minutes=sum(booked.values()) // _US_PER_MINUTE,
        checked_in_minutes=sum(checked.values()) // _US_PER_MINUTE,
        members=[
            MemberTime(
                coworker_id=coworker_id,
                coworker_full_name=names[coworker_id],
                booked_minutes=booked[coworker_id] // _US_PER_MINUTE,
                checked_in_minutes=checked[coworker_id] // _US_PER_MINUTE,
            )
            for coworker_id in sorted({*booked, *checked})
        ],
        resources=[
            ResourceTime(resource_id=one, resource_name=name, booked_minutes=us // _US_PER_MINUTE)
            for (one, name), us in sorted(resources.items(), key=_first)
        ],
        locations=[
            LocationTime(business_id=one, business_name=name, checked_in_minutes=us // _US_PER_MINUTE)
            for (one, name), us in sorted(locations.items(), key=_first)
        ],
    )


def _first(entry: tuple[tuple[int, str | None], int]) -> int:
    return entry[0][0]


def _item(row: Row, names: Mapping[int, str]) -> StatementItem:
    return StatementItem(
        entity=row["entity"],
        id=row["id"],
        coworker_id=row["coworker_id"],
        coworker_full_name=names[row["coworker_id"]],
        title=row["title"],
        due_on=instant(row["due_on"]),
        quantity=1 if row["quantity"] is None else row["quantity"],
        price=None if row["price"] is None else plain_decimal(row["price"]),
        amount=plain_decimal(row["amount"]),
        currency_code=row["currency_code"],
        is_invoiced=row["is_invoiced"],
        invoiced_on=_maybe_instant(row["invoiced_on"]),
        coworker_invoice_id=row["coworker_invoice_id"] if row["is_invoiced"] else None,
        invoice_number=row["invoice_number"] if row["is_invoiced"] else None,
    )


def _invoice(row: Row, names: Mapping[int, str]) -> StatementInvoice:
    return StatementInvoice(
        id=row["id"],
        invoice_number=row["invoice_number"],
        coworker_id=row["coworker_id"],
        coworker_full_name=names[row["coworker_id"]],
        created_on=instant(row["created_on"]),
        due_date=_maybe_instant(row["due_date"]),
        total_amount=plain_decimal(row["total_amount"]),
        tax_amount=plain_decimal(row["tax_amount"]),
        credit_note=row["credit_note"],
        currency_code=row["currency_code"],
    )


def _reconciliation(found: _Found, names: Mapping[int, str]) -> Reconciliation:
    return Reconciliation(
        uses_on_no_invoice=[_use(row, names) for row in found.uses_on_no_invoice],
        invoiced_items_gone=[_item(row, names) for row in found.gone],
        items_without_invoice=[
            _item(row, names) for row in found.items if row["is_newly_invoiced"] and row["is_invoice_missing"]
        ],
    )


def _use(row: Row, names: Mapping[int, str]) -> CreditUse:
    return CreditUse(
        id=row["id"],
        coworker_id=row["coworker_id"],
        coworker_full_name=names[row["coworker_id"]],
        used_on=instant(row["used_on"]),
        amount=plain_decimal(row["credit_used"]),
        currency_code=row["currency_code"],
        booking_id=row["booking_id"],
        description=row["description"],
    )


def _maybe_instant(value: datetime | None) -> str | None:
    return None if value is None else instant(value)


def _totals(
    due: list[StatementItem], newly: list[StatementItem], still: list[StatementItem], invoices: list[StatementInvoice]
) -> list[StatementTotals]:
    currencies = {one.currency_code for some in (due, newly, still) for one in some}
    currencies |= {one.currency_code for one in invoices}

    def amount(items: list[StatementItem], currency: str | None) -> Decimal:
        return plain_decimal(sum((one.amount for one in items if one.currency_code == currency), _ZERO))

    return [
        StatementTotals(
            currency_code=currency,
            due=amount(due, currency),
            newly_invoiced=amount(newly, currency),
            not_invoiced=amount(still, currency),
            items_without_price=sum(one.currency_code == currency and one.price is None for one in due),
            invoices=plain_decimal(sum((one.total_amount for one in invoices if one.currency_code == currency), _ZERO)),
        )
        for currency in sorted(currencies, key=lambda one: (one is None, one or ""))
    ]
