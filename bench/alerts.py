"""What finding due alerts costs when a few teams change, by how many others with rules stay as they are."""

from __future__ import annotations

import time
from datetime import timedelta
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Any

from psycopg import Connection

from bench.form import Form
from bench.generate_ledger import Ledger
from bench.samples import exponent, in_turn, summary
from bench.spaces import NOW, fill, fresh_database, space
from teamkpi.alerts import looking, rules
from teamkpi.alerts.rules import Wanted
from teamkpi.db import connect
from teamkpi.ledger.audit_trail import Author
from teamkpi.usage.refresh import raise_members

_TEAM_SIZE, _CHANGED, _RULES, _ROUNDS = 3, 20, 3, 15
_SIZES = {"tiny": (100, 300), "short": (1000, 10_000), "full": (1000, 3000, 10_000)}
_LIMIT = timedelta(hours=24)
_WANTED = (
    Wanted("RemainingTimeCreditUses", False, "at_most", Decimal(5), None, None),
    Wanted("BookedTimeThisMonth", True, "at_least", Decimal(100_000), None, None),
    Wanted("UninvoicedProducts", True, "at_least", Decimal(1000), None, None),
)
_minutes = count(1)


def measure(server_url: str, form: Form) -> dict[str, Any]:
    """Time a look after twenty members were written to, in spaces that differ in the number of quiet teams."""
    found: dict[str, Any] = {"changed teams": _CHANGED, "rules of each team": _RULES, "quiet teams": {}}
    sizes = _SIZES.get(form.name, _SIZES["short"])
    costs = []
    for teams in sizes:
        with fresh_database(server_url) as url:
            ledger = Ledger(teams * _TEAM_SIZE, _TEAM_SIZE, seed=1)
            fill(url, space(ledger, teams, teams * _TEAM_SIZE))
            with connect(url, plan_cache_mode="force_generic_plan") as conn:
                _make_rules(conn)
                seconds = in_turn({"look": partial(_look, conn)}, _ROUNDS)["look"]
        found["quiet teams"][teams] = summary(seconds)
        costs.append(found["quiet teams"][teams]["median"])
        print(f"  {teams:>6} teams: {costs[-1] * 1000:.1f} ms for a look at {_CHANGED} changed ones", flush=True)
    found["exponent"] = exponent(sizes, costs)
    print(f"  exponent over the number of quiet teams: {found['exponent']:.3f}", flush=True)
    return found


def _make_rules(conn: Connection[Any]) -> None:
    """Give each team its rules, as it would have them after its first look."""
    for (team_id,) in conn.execute("SELECT id FROM teams WHERE network_id = 1 ORDER BY id").fetchall():
        for wanted in _WANTED:
            rules.create_rule(
                conn,
                1,
                team_id,
                wanted,
                is_confirmed=True,
                now=NOW,
                open_checkin_limit=_LIMIT,
                author=Author("bench", "cli"),
            )
    for team_id in looking.due(conn, 1, now=NOW):
        looking.look(conn, 1, team_id, now=NOW, open_checkin_limit=_LIMIT)
    # Nothing changes by itself while it is measured.
    conn.execute("UPDATE watched_team SET next_look_on = %s WHERE network_id = 1", [NOW + timedelta(days=9)])
    conn.execute("VACUUM ANALYZE")


def _look(conn: Connection[Any]) -> float:
    """Write to a member of each of a few teams, and return how long the look takes; then they are quiet again."""
    row = conn.execute(
        "SELECT array_agg(t.member) FROM (SELECT team_members[1] AS member FROM teams WHERE network_id = 1 "
        "ORDER BY id LIMIT %s) AS t",
        [_CHANGED],
    ).fetchone()
    assert row is not None
    with conn.transaction():
        raise_members(conn, 1, sorted(set(row[0])))
    now = NOW + timedelta(seconds=next(_minutes))
    started = time.perf_counter()
    looked = 0
    while some := looking.look_at_due(conn, 1, now=now, open_checkin_limit=_LIMIT, on_error=_fail):
        looked += some
    seconds = time.perf_counter() - started
    assert 0 < looked <= _CHANGED * 3, looked
    conn.execute("UPDATE watched_team SET next_look_on = %s WHERE next_look_on < %s", (NOW + timedelta(days=9),) * 2)
    return seconds


def _fail(error: Exception) -> None:
    raise error
