"""A change of members' attendance: from the entries of a request to records, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from psycopg import Connection

from teamkpi.errors import BadRequest, NotTeamAdministrator, TeamNotFound
from teamkpi.ledger import ENTITIES, Author, Revision, revise
from teamkpi.ledger.entities import ATTENDANCE
from teamkpi.ledger.revise import Record
from teamkpi.ledger.values import ID

DAYS: Final = tuple(one.name for one in ENTITIES["coworkers"].fields if one.kind is ATTENDANCE)
"""The fields of the seven days, Monday first, as the wire names them."""


MOST_ENTRIES: Final = 2_000
"""Of one request."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to become of one member's attendance."""

    position: int
    """Its 1-based position in the request."""
    coworker_id: int
    days: dict[str, int | None]
    """By the names of ``DAYS``, those that are given; None takes back what was set."""

    def refused(self, reason: str) -> BadRequest:
        """Return the error that names this entry."""
        return BadRequest(f"entry {self.position} (CoworkerId {self.coworker_id})", reason)


def read_entries(body: Sequence[Any]) -> list[Entry]:
    """Read the entries of a request; raises BadRequest for the first that cannot be.

    Values are read as the ledger reads them: numbers also as text, attendances also by name. Unknown fields are
    ignored.
    """
    if len(body) > MOST_ENTRIES:
        raise BadRequest("body", f"must contain at most {MOST_ENTRIES:,} entries")
    entries: list[Entry] = []
    positions: dict[int, int] = {}
    for position, given in enumerate(body, 1):
        entry = _read_entry(position, given)
        first = positions.setdefault(entry.coworker_id, position)
        if first != position:
            raise entry.refused(f"is the same member as in entry {first}; each member may be given only once")
        entries.append(entry)
    return entries


def _read_entry(position: int, given: Any) -> Entry:
    if not isinstance(given, dict):
        raise BadRequest(f"entry {position}", "must be an object")
    if ID.is_absent(given.get("CoworkerId")):
        raise BadRequest(f"entry {position}", "CoworkerId is required")
    try:
        entry = Entry(position, ID.read(given["CoworkerId"]), {})
    except ValueError as error:
        raise BadRequest(f"entry {position}", f"CoworkerId {error}") from None
    for day in DAYS:
        if day in given:
            try:
                entry.days[day] = None if ATTENDANCE.is_absent(given[day]) else ATTENDANCE.read(given[day])
            except ValueError as error:
                raise entry.refused(f"{day} {error}") from None
    return entry


def set_attendance(
    conn: Connection,
    network_id: int,
    team_id: int,
    entries: Sequence[Entry],
    *,
    by: Collection[int],
    now: datetime,
    author: Author,
    of_own: bool = False,
) -> None:
    """Store the entries in one transaction, in which the team and all of its members that they name are locked.

    Days that an entry does not give stay as they are; a member of whom nothing changes is not written. ``by`` are the
    coworkers that the caller acts for; ``of_own`` allows entries about these alone, and the caller need not administer
    the team then. Raises TeamNotFound, NotTeamAdministrator, and BadRequest for the first entry that names no member,
    or not one of their own; then nothing is stored. With an ``author``, what is stored leaves rows in the audit trail.
    ``conn`` must not be in a transaction.
    """
    members: set[int] = set()

    def look_at_team(team: Record | None) -> None:
        if team is None:
            raise TeamNotFound
        if not (of_own or set(by) & set(team["TeamAdministrators"])):
            raise NotTeamAdministrator
        members.clear()
        members.update(team["TeamMembers"])

    for entry in entries if of_own else ():
        if entry.coworker_id not in by:
            raise entry.refused("is somebody else; only the caller's own days can be set here")

    def changing(entry: Entry) -> Callable[[Record | None], Record | None]:
        def change(coworker: Record | None) -> Record | None:
            if coworker is None or coworker["Archived"] or entry.coworker_id not in members:
                raise entry.refused("is not a member of the team")
            changed = coworker | entry.days
            return None if changed == coworker else changed

        return change

    team = Revision("teams", team_id, look_at_team)
    revise(
        conn,
        network_id,
        [team, *(Revision("coworkers", entry.coworker_id, changing(entry)) for entry in entries)],
        now=now,
        author=author,
    )
