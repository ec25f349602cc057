"""The teams of a caller, with their details and people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from teamkpi.db import load_sql
from teamkpi.pages import skipped

_SQL = load_sql("teamkpi.kpi", "teams_of_caller.sql")

TeamRow: TypeAlias = dict[str, Any]
"""A team by the names of its columns; besides them ``business_name``, ``business_home_url`` and ``zone`` of its
location (empty, empty and UTC while that is not known), ``is_administrator`` of the caller, and ``people``: everybody
who is a member or an administrator, by ascending id, each with ``is_member`` and ``is_administrator``."""


@dataclass(frozen=True, slots=True)
class TeamPage:
    """The teams of one page, and the number on all pages."""

    total: int
    teams: list[TeamRow]


def team_page_query(
    network_id: int,
    coworker_ids: Sequence[int],
    *,
    administered_only: bool,
    team_id: int | None,
    order_by: str,
    descending: bool,
    page: int,
    size: int,
) -> tuple[str, dict[str, Any]]:
    """Return the statement for one page of the teams of these coworkers, and its parameters.

    ``order_by`` is a column of the team, or ``team_members_count``, ``business_name``, ``business_home_url``,
    ``has_contact_details``, ``has_default_plan`` or ``id_string``; by any other name all teams are equal. Names are
    compared by their folded form and other texts without the case of ASCII letters, both by code point. ``page`` counts
    from 1; one past the end is empty.
    """
    parameters = {
        "network_id": network_id,
        "coworker_ids": list(coworker_ids),
        "administered_only": administered_only,
        "team_id": team_id,
        "order_by": order_by,
        "descending": descending,
        "size": size,
        "skipped": skipped(page, size),
    }
    return _SQL.teams_of_caller, parameters


def read_team_page(rows: Sequence[TeamRow]) -> TeamPage:
    """Make the page of the statement's rows, each a dict by column name."""
    return TeamPage(total=rows[0]["total"], teams=[row for row in rows if row["id"] is not None])
