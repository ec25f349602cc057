"""A team's money: what is not yet invoiced, what renews next and what is unpaid, by currency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Annotated, Any, Final

from msgspec import Meta, Struct
from psycopg import Connection
from psycopg.types.numeric import Int8

from teamkpi.db import Numbered, RawCursor, load_sql
from teamkpi.describing import says
from teamkpi.kpi.as_of import AsOf, held_relations, require_known
from teamkpi.kpi.team import DEFAULT_OPEN_CHECKIN_LIMIT, with_members
from teamkpi.ledger.history import known_since
from teamkpi.wire import plain_decimal

_SQL: Final = load_sql("teamkpi.kpi", "amounts.sql")
_READ: Final = ("coworkercontracts", "coworkerinvoices", "charges")
"""The additional entities that are read, besides those of the figures."""


class Amounts(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Amounts of money in one currency."""

    currency_code: Annotated[str | None, says("The currency of these amounts; null if it is not known.", "GBP")]
    business_id: Annotated[
        int | None,
        says("Null, except if the currency is not known: then the location that these amounts are from."),
    ]
    products: Annotated[Decimal, says("Products not yet invoiced: price times quantity.", 40)]
    extra_services: Annotated[Decimal, says("Booking charges and purchased credits not yet invoiced.", 10)]
    event_attendees: Annotated[Decimal, says("Event tickets not yet invoiced.", 15)]
    time_passes: Annotated[Decimal, says("Passes not yet invoiced.", 25)]
    charges: Annotated[Decimal, says("Charges not yet invoiced.", 0)]
    to_invoice: Annotated[Decimal, says("The total of the five amounts above.", 90)]
    items_without_price: Annotated[
        int, says("How many of these items have no price and are missing from the amounts.", 0)
    ]
    next_renewal: Annotated[
        datetime | None,
        says("When the next active contracts renew; null if none will.", "2026-12-01T00:00:00Z"),
    ]
    renewal_amount: Annotated[
        Decimal, says("Price times quantity of the contracts that renew on that day where the team is.", 250)
    ]
    renewals_without_price: Annotated[
        int, says("How many of these contracts have no price and are missing from the amount.", 0)
    ]
    unpaid: Annotated[Decimal, says("The unpaid amount of issued invoices; credit notes are negative.", 240)]
    due: Annotated[Decimal, says("The part of the unpaid amount that is due.", 120)]


class MemberAmounts(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A member's money."""

    coworker_id: Annotated[int, says("The member's id.", 101)]
    coworker_full_name: Annotated[str, says("The member's name.", "Jane Smith")]
    amounts: Annotated[
        list[Amounts],
        Meta(description="By currency, that of the team's location first. Currencies are never added up."),
    ]


class TeamAmounts(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A team's money."""

    team_id: Annotated[int, says("The team's id.", 55)]
    at: Annotated[datetime, says("The instant as of which it is calculated.", "2026-11-21T12:00:00Z")]
    known_at: Annotated[
        datetime, says("Only records that the ledger had at this instant count.", "2026-11-21T12:00:00Z")
    ]
    total: Annotated[
        list[Amounts],
        Meta(
            description=(
                "All members in Members together, by currency, that of the team's location first. Currencies are never "
                "added up."
            )
        ),
    ]
    members: Annotated[list[MemberAmounts], Meta(description="The members, by id.")]


def amounts_query(
    network_id: int, team_id: int, coworker_id: int | None, asked: AsOf | None, *, now: datetime
) -> tuple[str, list[Any]]:
    """Return the statement for a team's money, and its values, for a raw cursor.

    With a ``coworker_id``, only of that member. ``asked`` is None for the present. ``read_amounts`` reads the rows. Do
    not prepare the statement: its plan depends on the team.
    """
    parameters = {
        "network_id": Int8(network_id),
        "team_id": Int8(team_id),
        "coworker_id": None if coworker_id is None else Int8(coworker_id),
        "now": now if asked is None else asked.at,
        "known_at": None if asked is None else asked.known_at,
        "open_checkin_limit": DEFAULT_OPEN_CHECKIN_LIMIT,  # for times, which are not read here
    }
    statement = _present() if asked is None else _past()
    return statement.text, statement.values(parameters)


def team_amounts(
    conn: Connection,
    network_id: int,
    team_id: int,
    *,
    now: datetime,
    coworker_id: int | None = None,
    asked: AsOf | None = None,
) -> TeamAmounts | None:
    """Return the money of a team or of one of its members, or None if the team does not exist.

    ``members`` is empty if the coworker is not a member. One statement, so one snapshot of the ledger. Raises
    NotKnownThen if the history does not go back to ``asked.known_at``.
    """
    query = amounts_query(network_id, team_id, coworker_id, asked, now=now)
    with RawCursor(conn) as cursor:
        rows = cursor.execute(*query, prepare=False).fetchall()
    if asked is not None:
        require_known(asked, known_since(conn, network_id))
    return read_amounts(team_id, rows, now=now, asked=asked)


def read_amounts(
    team_id: int, rows: Sequence[Sequence[Any]], *, now: datetime, asked: AsOf | None
) -> TeamAmounts | None:
    """Build the response from the statement's rows; None without rows, which means that the team does not exist."""
    if not rows:
        return None
    total, *members = ((id_, list(of_one)) for id_, of_one in groupby(rows, itemgetter(0)))
    return TeamAmounts(
        team_id=team_id,
        at=(now if asked is None else asked.at).astimezone(UTC),
        known_at=(now if asked is None else min(asked.known_at, now)).astimezone(UTC),
        total=[_amounts(row) for row in total[1]],
        members=[
            MemberAmounts(coworker_id=id_, coworker_full_name=of_one[0][1], amounts=[_amounts(row) for row in of_one])
            for id_, of_one in members
        ],
    )


def _amounts(row: Sequence[Any]) -> Amounts:
    names = Amounts.__struct_fields__
    return Amounts(**dict(zip(names, map(_plain, row[2:]), strict=True)))


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return plain_decimal(value)
        case datetime():
            return value.astimezone(UTC)
        case _:
            return value


@cache
def _present() -> Numbered:
    return Numbered(_SQL.amounts.format(members=with_members()))


@cache
def _past() -> Numbered:
    held = held_relations(with_balances=False, also=_READ)
    return Numbered(_SQL.amounts.format(members=with_members(held)))
