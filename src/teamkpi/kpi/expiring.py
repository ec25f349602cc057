"""What expires next: valid credits and passes with a remaining balance, and how fast they are used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from functools import cache
from typing import Annotated, Any, Final

from msgspec import Meta, Struct
from psycopg import Connection
from psycopg.types.numeric import Int8

from teamkpi.db import Numbered, RawCursor, load_sql
from teamkpi.describing import says
from teamkpi.kpi.as_of import PRESENT, AsOf, held_relations, require_known
from teamkpi.kpi.credits import expires_by, unit_of_time_credit
from teamkpi.kpi.team import DEFAULT_OPEN_CHECKIN_LIMIT, with_members
from teamkpi.ledger.history import known_since
from teamkpi.ledger.values import NEVER
from teamkpi.wire import instant, plain_decimal

DEFAULT_DAYS: Final = 30
MOST_DAYS: Final = 366
UNITS: Final = ("money", "minutes", "days", "weeks", "months", "uses", "passes")
KINDS: Final = ("credit", "pass")
SOURCES: Final = ("plan", "purchase", "free")
_SQL: Final = load_sql("teamkpi.kpi", "expiring.sql")
_USE_HISTORIES: Final = ("coworkerbookingcreditusehistories", "coworkerextraserviceusehistories")
_PACE_DAYS: Final = 90
_MEMBERS, _ENTITY = 1, 2
_UNCERTAIN: Final = ("Remaining", "LastUse", "UsedPerWeek", "RunsOutOn")

Kind = Annotated[str, says("A credit or a pass.", "credit", enum=list(KINDS))]
Unit = Annotated[
    str,
    says(
        "The unit of the amount. Money is in CurrencyCode; passes are day passes, and the minutes of a pass are not "
        "those of a credit.",
        "minutes",
        enum=list(UNITS),
    ),
]
CurrencyCode = Annotated[str | None, says("The currency of money; null for other units, or if it is not known.")]


class ExpiringItem(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A credit or pass that expires."""

    entity: Annotated[str, says("The kind of record, as in the back office.", "CoworkerExtraService")]
    id: Annotated[int, says("The record's id.", 71)]
    coworker_id: Annotated[int, says("The member it belongs to.", 101)]
    coworker_full_name: Annotated[str, says("The member's name.", "Jane Smith")]
    name: Annotated[str | None, says("Its name; null if it has none.", "Ten meeting hours")]
    kind: Kind
    unit: Unit
    currency_code: CurrencyCode
    remaining: Annotated[Decimal, says("The remaining amount.", 240)]
    expire_date: Annotated[datetime, says("When it expires.", "2026-12-01T00:00:00Z")]
    local_date: Annotated[str, says("That day in the time zone of the team's location.", "2026-12-01")]
    source: Annotated[
        str | None,
        says(
            "Where it comes from; null for money credit, for which this is not recorded.",
            "purchase",
            enum=[*SOURCES, None],
        ),
    ]
    last_use: Annotated[datetime | None, says("The last use on record; null if there is none.", "2026-11-18T10:30:00Z")]
    used_per_week: Annotated[
        Decimal, says("The average use per week in the last 90 days, rounded to two decimals.", 18.67)
    ]
    runs_out_on: Annotated[
        str | None,
        says(
            "The day on which it would run out at this rate, even if it expires before that; null if nothing was used, "
            "or if that is more than ten years ahead.",
            "2027-02-19",
        ),
    ]


class ExpiringTotal(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The amount that expires, in one unit."""

    kind: Kind
    unit: Unit
    currency_code: CurrencyCode
    items: Annotated[int, says("The number of credits or passes.", 2)]
    remaining: Annotated[Decimal, says("Their total remaining amount.", 330)]


class ExpiringWeek(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The amount that expires in one week."""

    week_date: Annotated[str, says("The Monday of the week, in the time zone of the team's location.", "2026-11-30")]
    totals: list[ExpiringTotal]


class TeamExpiring(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What expires within a number of days."""

    team_id: Annotated[int, says("The team's id.", 55)]
    at: Annotated[datetime, says("The instant as of which it is calculated.", "2026-11-21T12:00:00Z")]
    known_at: Annotated[
        datetime, says("Only records that the ledger had at this instant count.", "2026-11-21T12:00:00Z")
    ]
    known_since: Annotated[
        str | None, says("When the history of records starts; null if it goes back to the first record.")
    ]
    uncertain: Annotated[
        list[str], says("The fields that cannot be known as of `At`, because it is before the history.", [])
    ]
    days: Annotated[int, says("The number of days of 24 hours to look ahead.", 30)]
    zone: Annotated[str, says("The time zone of the team's location.", "Europe/London")]
    items: Annotated[list[ExpiringItem], Meta(description="The credits and passes, the soonest to expire first.")]
    totals: Annotated[
        list[ExpiringTotal], Meta(description="All of them by kind, unit and currency. Currencies are never added up.")
    ]
    weeks: Annotated[list[ExpiringWeek], Meta(description="The same by week, for weeks in which something expires.")]


def expiring_query(
    network_id: int, team_id: int, coworker_id: int | None, asked: AsOf | None, *, days: int, now: datetime
) -> tuple[str, list[Any]]:
    """Return the statement for what expires within a number of days, and its values, for a raw cursor.

    With a ``coworker_id``, only of that member. ``asked`` is None for the present. ``read_expiring`` reads the rows. Do
    not prepare the statement: its plan depends on the team.
    """
    parameters = {
        "network_id": Int8(network_id),
        "team_id": Int8(team_id),
        "coworker_id": None if coworker_id is None else Int8(coworker_id),
        "days": days,
        "now": now if asked is None else asked.at,
        "known_at": PRESENT if asked is None else asked.known_at,
        "open_checkin_limit": DEFAULT_OPEN_CHECKIN_LIMIT,  # for times, which are not read here
    }
    statement = _statement(None if asked is None else asked.is_earlier)
    return statement.text, statement.values(parameters)


def team_expiring(
    conn: Connection,
    network_id: int,
    team_id: int,
    *,
    now: datetime,
    days: int = DEFAULT_DAYS,
    coworker_id: int | None = None,
    asked: AsOf | None = None,
) -> TeamExpiring | None:
    """Return what expires of a team or of one of its members, or None if the team or member does not exist.

    Raises NotKnownThen when the history does not reach back to ``asked.known_at``.
    """
    query = expiring_query(network_id, team_id, coworker_id, asked, days=days, now=now)
    with RawCursor(conn) as cursor:
        rows = cursor.execute(*query, prepare=False).fetchall()
    since = known_since(conn, network_id)
    if coworker_id is not None and rows and not is_of_anybody(rows):
        return None
    return read_expiring(team_id, rows, days=days, now=now, asked=asked, known_since=since)


def is_of_anybody(rows: Sequence[Sequence[Any]]) -> bool:
    """Return whether the statement's rows are about any member; not if the team lacks members, or the requested one."""
    return bool(rows[0][_MEMBERS])


def read_expiring(
    team_id: int,
    rows: Sequence[Sequence[Any]],
    *,
    days: int,
    now: datetime,
    asked: AsOf | None,
    known_since: datetime,
) -> TeamExpiring | None:
    """Build the response from the statement's rows; None without rows, which means that the team does not exist.

    ``known_since`` was read after them. Raises NotKnownThen when the history does not reach back to
    ``asked.known_at``.
    """
    if asked is not None:
        require_known(asked, known_since)
    if not rows:
        return None
    at = now if asked is None else asked.at
    items = [one for row in rows if (one := item_of(row)) is not None]
    by_week: defaultdict[date, list[ExpiringItem]] = defaultdict(list)
    for one in items:
        day = date.fromisoformat(one.local_date)
        by_week[day - timedelta(days=day.weekday())].append(one)
    return TeamExpiring(
        team_id=team_id,
        at=at.astimezone(UTC),
        known_at=(now if asked is None else min(asked.known_at, now)).astimezone(UTC),
        known_since=None if known_since == NEVER else instant(known_since),
        uncertain=list(_UNCERTAIN) if at < known_since else [],
        days=days,
        zone=rows[0][0],
        items=items,
        totals=_totals(items),
        weeks=[
            ExpiringWeek(week_date=monday.isoformat(), totals=_totals(of_week))
            for monday, of_week in sorted(by_week.items())
        ],
    )


def item_of(row: Sequence[Any]) -> ExpiringItem | None:
    """Build an item from one of the statement's rows; None if the row has no item."""
    (entity, id_, coworker_id, full_name, name, kind, unit, currency, remaining, expire_date, *more) = row[_ENTITY:]
    if entity is None:
        return None
    local_date, source, last_use, used, runs_out_on, *_ = more
    return ExpiringItem(
        entity=entity,
        id=id_,
        coworker_id=coworker_id,
        coworker_full_name=full_name,
        name=name,
        kind=kind,
        unit=unit,
        currency_code=currency,
        remaining=plain_decimal(remaining),
        expire_date=expire_date.astimezone(UTC),
        local_date=local_date.isoformat(),
        source=source,
        last_use=None if last_use is None else last_use.astimezone(UTC),
        used_per_week=plain_decimal(_per_week(used)),
        runs_out_on=None if runs_out_on is None else runs_out_on.isoformat(),
    )


def _per_week(used: Decimal) -> Decimal:
    with localcontext(prec=60):
        return (used * 7 / _PACE_DAYS).quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def _totals(items: Iterable[ExpiringItem]) -> list[ExpiringTotal]:
    found: defaultdict[tuple[str, str, str], list[Decimal]] = defaultdict(list)
    for one in items:
        found[one.kind, one.unit, one.currency_code or ""].append(one.remaining)
    with localcontext(prec=60):
        sums: Mapping[tuple[str, str, str], Decimal] = {key: sum(each, Decimal(0)) for key, each in found.items()}
    return [
        ExpiringTotal(
            kind=kind,
            unit=unit,
            currency_code=currency or None,
            items=len(found[kind, unit, currency]),
            remaining=plain_decimal(sums[kind, unit, currency]),
        )
        for kind, unit, currency in sorted(sums, key=lambda key: (key[0], UNITS.index(key[1]), key[2]))
    ]


@cache
def _statement(with_balances: bool | None) -> Numbered:
    """Return the statement for the present, or for the past with or without earlier balances."""
    held = "" if with_balances is None else held_relations(with_balances=with_balances, also=_USE_HISTORIES)
    return Numbered(
        _SQL.expiring.format(
            members=with_members(held),
            unit_of_time_credit=unit_of_time_credit("s"),
            **expires_by("span.until"),
        )
    )
