"""What commands say about a team that they have no figures of."""

from __future__ import annotations

from datetime import datetime

from teamkpi.cli.database import SQL, OpenLedger
from teamkpi.cli.invocation import Invocation
from teamkpi.errors import TeamNotFound


def no_team(invocation: Invocation, ledger: OpenLedger, team_id: int, known_at: datetime | None = None) -> TeamNotFound:
    """Return the error for a team that does not exist, or was not on record at ``known_at``."""
    where = f"the network {invocation.network!r}"
    of_team = {"network_id": ledger.network_id, "team_id": team_id}
    [first] = ledger.conn.execute(SQL.team_on_record_since, of_team).fetchone() or (None,)
    if known_at is None or first is None:
        return TeamNotFound(f"there is no team {team_id} in {where}")
    if first > known_at:
        return TeamNotFound(
            f"what is on record of team {team_id} in {where} begins at {first:%Y-%m-%d %H:%M} UTC, after "
            f"{known_at:%Y-%m-%d %H:%M} UTC"
        )
    return TeamNotFound(f"there was no team {team_id} in {where} at {known_at:%Y-%m-%d %H:%M} UTC")
