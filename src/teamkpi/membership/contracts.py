"""The contract that a person gets on joining a team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.errors import BadRequest
from teamkpi.ledger import Change, next_ids
from teamkpi.ledger.revise import Record
from teamkpi.ledger.values import to_wire

_SQL: Final = load_sql("teamkpi.membership", "contracts.sql")


class Plan(NamedTuple):
    """A plan: the id of the tariff, and its name if known."""

    tariff_id: int
    name: str | None


def plan_for(conn: Connection, network_id: int, team: Record, tariff_id: int | None) -> Plan | None:
    """Return the plan for new members of a team: the requested one, else the team's default plan, else None.

    The ledger has no list of plans. A plan is known if it is the team's default plan, or if the team's location has
    issued a contract for it. Raises BadRequest for an unknown plan.
    """
    default = team["DefaultTariffId"]
    if tariff_id is None or tariff_id == default:
        return None if default is None else Plan(default, team["DefaultTariffName"])
    values = {"network_id": network_id, "business_id": team["BusinessId"], "tariff_id": tariff_id}
    found = conn.execute(_SQL.plan_of_location, values).fetchone()
    if found is None:
        raise BadRequest("TariffId", "is not a plan of the team's location")
    return Plan(tariff_id, found[0])


def start_for(
    conn: Connection, network_id: int, team: Record, start: date | datetime | None, now: datetime
) -> datetime | None:
    """Return the instant at which contracts begin, for a requested start; None stays None.

    A date means the start of that day at the team's location. Raises BadRequest for a day before today there.
    """
    if start is None:
        return None
    zone = _zone(conn, network_id, team)
    day, instant = _local_day(start, zone)
    if day < now.astimezone(zone).date():
        raise BadRequest("StartDate", "must not be before today at the team's location")
    return instant


def not_before_today(
    conn: Connection, network_id: int, team: Record, start: datetime | None, now: datetime
) -> datetime:
    """Return when a contract created now begins that was requested for ``start``: today at the earliest."""
    if start is None:
        return now
    zone = _zone(conn, network_id, team)
    return start if _local_day(start, zone)[0] >= now.astimezone(zone).date() else now


def contracts_for(
    conn: Connection,
    network_id: int,
    team: Record,
    coworker_ids: Sequence[int],
    plan: Plan | None,
    *,
    start: datetime,
    now: datetime,
    updated_by: str | None,
) -> list[Change]:
    """Return the new contracts of people who join a team: for the plan, at the team's location, from ``start`` on.

    There are none without a plan, and none for people with a running contract for that plan and location.
    """
    if plan is None:
        return []
    running = running_contracts(conn, network_id, coworker_ids, now)
    without = [one for one in coworker_ids if (one, plan.tariff_id, team["BusinessId"]) not in running]
    contract = {
        "IssuedById": team["BusinessId"],
        "TariffId": plan.tariff_id,
        "TariffName": plan.name,
        "StartDate": to_wire(start),
        "Quantity": 1,
        "UpdatedBy": updated_by,
    }
    ids = next_ids(conn, network_id, "coworkercontracts", len(without))
    return [
        Change("coworkercontracts", {"Id": number, "CoworkerId": coworker_id, **contract}, number)
        for number, coworker_id in zip(ids, without, strict=True)
    ]


def running_contracts(
    conn: Connection, network_id: int, coworker_ids: Sequence[int], now: datetime
) -> set[tuple[int, int, int]]:
    """Return the coworker, plan and location of each contract of these coworkers that has not ended."""
    values = {"network_id": network_id, "coworker_ids": list(coworker_ids), "now": now}
    return {(row[0], row[1], row[2]) for row in conn.execute(_SQL.running_contracts, values)}


def _local_day(start: date | datetime, zone: ZoneInfo) -> tuple[date, datetime]:
    if not isinstance(start, datetime):
        return start, datetime.combine(start, time.min, zone)
    try:
        return start.astimezone(zone).date(), start
    except OverflowError:  # within a day of the last representable instant
        return start.date(), start


def _zone(conn: Connection, network_id: int, team: Record) -> ZoneInfo:
    values = {"network_id": network_id, "business_id": team["BusinessId"]}
    [zone] = conn.execute(_SQL.zone_of_location, values).fetchone() or ("UTC",)
    return ZoneInfo(zone)
