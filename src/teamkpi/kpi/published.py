"""The public directory: teams that are visible to every customer of their network."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from teamkpi.db import load_sql
from teamkpi.folding import letters_of, small
from teamkpi.pages import skipped

_SQL = load_sql("teamkpi.kpi", "published.sql")


class PublishedOrder(IntEnum):
    """The order of the directory. Names are compared ignoring case, ties by name and then by id."""

    NAME = 1
    NAME_BACKWARDS = 2
    NEWEST = 3
    MOST_MEMBERS = 4


_COLUMN = {PublishedOrder.NEWEST: "created_on", PublishedOrder.MOST_MEMBERS: "team_members_count"}


def published_teams_query(
    network_id: int,
    *,
    team_id: int | None = None,
    query: str = "",
    tag: str = "",
    order: PublishedOrder = PublishedOrder.NAME,
    page: int = 1,
    size: int = 1,
) -> tuple[str, dict[str, Any]]:
    """Return the statement for one page of a network's public teams, and its parameters.

    ``query`` is a text to find in names and descriptions, ``tag`` one of a team's tags; both ignore case, and an empty
    one matches everything. ``page`` starts at 1; a page past the end is empty.
    ``teamkpi.kpi.teams_of_caller.read_team_page`` reads the rows.
    """
    query, tag = small(query), small(tag)
    query_letters, tag_letters = letters_of(query), letters_of(tag)
    parameters = {
        "network_id": network_id,
        "team_id": team_id,
        "query": query,
        "query_given": query_letters.given,
        "query_small": query_letters.small,
        "tag": tag,
        "tag_given": tag_letters.given,
        "tag_small": tag_letters.small,
        "order_by": _COLUMN.get(order, "name"),
        "backwards": order is PublishedOrder.NAME_BACKWARDS,
        "size": size,
        "skipped": skipped(page, size),
    }
    return _SQL.published_teams, parameters
