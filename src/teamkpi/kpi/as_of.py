"""Past figures: as of an instant, and based on the records that the ledger had at an instant.

``kpi.sql`` is the only definition of the figures. For the past, the names of the tables in its statement refer to other
relations, with the records of that time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Final

from psycopg import Connection
from psycopg.types.numeric import Int8

from teamkpi.db import Numbered, RawCursor, load_sql, without_purpose
from teamkpi.errors import NotKnownThen
from teamkpi.kpi.figures import FIGURES, TeamKpiList
from teamkpi.kpi.team import (
    DEFAULT_OPEN_CHECKIN_LIMIT,
    EXACT_FIGURES_OF_MEMBERS,
    FIGURES_OF_MEMBERS,
    TeamAnswer,
    read_answer,
    with_members,
)
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.entity import Affects, Entity
from teamkpi.ledger.history import known_since, table_of
from teamkpi.usage.refresh import CELLS_BY_MEMBER
from teamkpi.usage.refresh import SQL as USAGE
from teamkpi.wire import instant

_SQL: Final = load_sql("teamkpi.kpi", "as_of.sql")
_FIGURES: Final = load_sql("teamkpi.kpi", "kpi.sql").team_kpi
_READ: Final = (
    *("businesses", "coworkers", "resources", "bookings", "checkins"),
    *("coworkerproducts", "coworkerextraservices", "coworkertimepasses", "coworkerbookingcredits", "eventattendees"),
)
"""The entities whose records count in figures, besides teams."""
_BALANCES: Final = {
    "coworkerbookingcredits": ("remaining_credit",),
    "coworkerextraservices": ("remaining_uses",),
    "coworkertimepasses": ("remaining_uses", "used"),
}
_NAMED: Final = {"coworkerinvoices": ("eventattendees", "coworker_invoice_id")}
"""Entities whose records may be another coworker's, and what names them: invoices with a member's ticket on them."""
UNCERTAIN: Final = tuple(one.wire for one in FIGURES if one.attribute.startswith("remaining_"))
"""The figures computed from balances, which are unknown before the start of the history."""


PRESENT: Final = datetime.max.replace(tzinfo=UTC)
"""An instant that includes everything known."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """Which figures are requested: as of the instant ``at``, based on the ledger's records at ``known_at``."""

    at: datetime
    known_at: datetime = PRESENT

    @property
    def is_earlier(self) -> bool:
        """Whether records from after the instant itself are included."""
        return self.at < self.known_at


def team_kpi_as_of_query(
    network_id: int,
    team_id: int,
    asked: AsOf,
    *,
    open_checkin_limit: timedelta,
    coworker_id: int | None = None,
    is_exact: bool = False,
) -> tuple[str, list[Any]]:
    """Return the statement for a team's figures of the past, or those of one member, and its values, for a raw cursor.

    ``teamkpi.kpi.team.read_answer`` reads the rows, and ``read_exact`` the times in them if it ``is_exact``. There are
    none if the team did not exist, or if the history does not go back to ``known_at``: read
    ``teamkpi.ledger.history.known_since`` afterwards. Do not prepare the statement: a generic plan for all teams would
    be slow.
    """
    parameters = {
        "network_id": Int8(network_id),
        "team_id": Int8(team_id),
        "now": asked.at,
        "known_at": asked.known_at,
        "open_checkin_limit": open_checkin_limit,
        "coworker_ids": [coworker_id],
    }
    statement = _statement(with_balances=asked.is_earlier, of_some=coworker_id is not None, is_exact=is_exact)
    return statement.text, statement.values(parameters)


def team_kpi_as_of(
    conn: Connection,
    network_id: int,
    team_id: int,
    asked: AsOf,
    *,
    open_checkin_limit: timedelta = DEFAULT_OPEN_CHECKIN_LIMIT,
) -> TeamAnswer | None:
    """Return a team's past figures, or None if the team did not exist.

    Raises NotKnownThen when the history does not reach back to ``asked.known_at``.
    """
    query = team_kpi_as_of_query(network_id, team_id, asked, open_checkin_limit=open_checkin_limit)
    with RawCursor(conn) as cursor:
        answer = read_answer(cursor.execute(*query, prepare=False).fetchall())
    return with_certainty(answer, asked, known_since(conn, network_id))


def with_certainty(answer: TeamAnswer | None, asked: AsOf, known_since: datetime) -> TeamAnswer | None:
    """Return the answer with the names of the figures that cannot be known, if any.

    ``known_since`` was read after the answer. Raises NotKnownThen when the history does not reach back to
    ``asked.known_at``.
    """
    require_known(asked, known_since)
    if answer is None or asked.at >= known_since:
        return answer
    body = TeamKpiList(kpi=answer.body.kpi, known_since=instant(known_since), uncertain=list(UNCERTAIN))
    return replace(answer, body=body)


def require_known(asked: AsOf, known_since: datetime) -> None:
    """Raise NotKnownThen when the history does not reach back to ``asked.known_at``."""
    if asked.known_at < known_since:
        raise NotKnownThen(known_since)


def end_of_day_query(network_id: int, team_id: int, day: date) -> tuple[str, dict[str, Any]]:
    """Return the statement for the last instant of a day in the zone of a team's location, and its parameters."""
    return _SQL.end_of_day, {"network_id": network_id, "team_id": team_id, "day": day}


def members_query(network_id: int, team_id: int, asked: AsOf) -> tuple[str, list[Any]]:
    """Return the statement for the ids of a team's members at the time, and its values, for a raw cursor."""
    parameters = {"network_id": Int8(network_id), "team_id": Int8(team_id), "known_at": asked.known_at}
    statement = _members_then()
    return statement.text, statement.values(parameters)


@cache
def _members_then() -> Numbered:
    return Numbered(_SQL.members_then.format(teams=_held("teams"), coworkers=_held("coworkers")))


@cache
def _statement(*, with_balances: bool, of_some: bool, is_exact: bool) -> Numbered:
    relations = with_members(held_relations(with_balances=with_balances, of_some=of_some))
    figures = EXACT_FIGURES_OF_MEMBERS if is_exact else FIGURES_OF_MEMBERS
    return Numbered(_FIGURES.format(members=relations, figures=figures))


@cache
def held_relations(
    *,
    with_balances: bool,
    of_some: bool = False,
    of_months: bool = False,
    also: tuple[str, ...] = (),
    selected: frozenset[str] = frozenset(),
) -> str:
    """Return the relations that replace the tables: a WITH list for the start of a statement.

    Parameters: ``network_id``, ``team_id``, ``now``, ``known_at``, and ``coworker_ids`` for only ``of_some`` members.
    ``of_months`` is for a statement over several months, and over the coworkers that the caller acts for; its further
    parameters are ``months`` and ``asking``. ``with_balances`` corresponds to ``AsOf.is_earlier``. ``also`` names
    additional entities that the statement reads. Of the entities in ``selected``, only versions in the relation
    ``PLURAL_selected`` of the statement are read; not possible ``with_balances``.
    """
    held = [
        _held(
            plural,
            _BALANCES.get(plural, ()) if with_balances else (),
            is_selected=plural in selected,
            of_named=of_months,
        )
        for plural in (*_READ, *also)
    ]
    return without_purpose(_SQL.held).format(
        teams=_held("teams"),
        people=without_purpose(_SQL.people_of_team_and_caller if of_months else _SQL.people_of_team),
        months=without_purpose(_SQL.months_of_metrics if of_months else _SQL.months_of_figures),
        of_some=without_purpose(_SQL.of_some) if of_some else "",
        held=",\n".join(held),
        cells=CELLS_BY_MEMBER,
        totals=USAGE.totals,
    )


def _held(plural: str, balances: Sequence[str] = (), *, is_selected: bool = False, of_named: bool = False) -> str:
    entity = ENTITIES[plural]
    columns = [
        without_purpose(_SQL.balance).format(column=column) if column in balances else f"r.{column}"
        for column in entity.all_columns
    ]
    form = _SQL.of_selected if is_selected else _SQL.with_balances if balances else _SQL.as_held
    return without_purpose(form).format(
        table=plural,
        history=table_of(entity),
        of_present=", ".join(columns),
        of_members=_of_members(entity, of_named=of_named),
        earlier=without_purpose(_SQL.earlier).format(
            history=table_of(entity), of_balances=", ".join(f"h.{column}" for column in balances)
        ),
    )


def _of_members(entity: Entity, *, of_named: bool) -> str:
    """Return the condition that limits records to those of the team's members, or an empty text.

    With ``of_named``, those of others that a record of a member names are read as well.
    """
    if entity.part_of is not None:
        whole = next(one for one in entity.fields if one.name == entity.part_of)
        return without_purpose(_SQL.of_wholes).format(column=whole.column, whole=whole.refers_to)
    if not entity.is_of_coworkers:
        return ""
    column = "id" if entity.affects is Affects.THIS_COWORKER else "coworker_id"
    if of_named and entity.plural in _NAMED:
        naming, named_by = _NAMED[entity.plural]
        return without_purpose(_SQL.of_members_and_named).format(column=column, naming=naming, named_by=named_by)
    return without_purpose(_SQL.of_members).format(column=column)
