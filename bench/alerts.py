"""What alerts and events about figures cost when a few teams change, by how many others stay as they are."""

from __future__ import annotations

import time
from base64 import b64encode
from datetime import timedelta
from decimal import Decimal
from itertools import chain, count
from typing import Any

from psycopg import Connection, sql

from bench.form import Form
from bench.generate_ledger import Ledger
from bench.samples import exponent, summary
from bench.spaces import NOW, fill, fresh_database, space
from teamkpi.accounts import Seal
from teamkpi.alerts import looking, rules
from teamkpi.alerts.rules import Wanted
from teamkpi.db import connect
from teamkpi.hooks import figures, registry
from teamkpi.ledger.audit_trail import Author
from teamkpi.outbox.hooks import Event
from teamkpi.usage.refresh import raise_members

_TEAM_SIZE, _CHANGED, _RULES, _ROUNDS = 3, 20, 3, 15
_SIZES = {"tiny": (100, 300), "short": (1000, 10_000), "full": (1000, 3000, 10_000)}
_PARTS = ("finding", "looking", "figures")
_LIMIT = timedelta(hours=24)
_WANTED = (
    Wanted("RemainingTimeCreditUses", False, "at_most", Decimal(5), None, None),
    Wanted("BookedTimeThisMonth", True, "at_least", Decimal(100_000), None, None),
    Wanted("UninvoicedProducts", True, "at_least", Decimal(1000), None, None),
)
_minutes = count(1)


def measure(server_url: str, form: Form) -> dict[str, Any]:
    """Time a look after twenty members were written to, in spaces that differ in the number of quiet teams."""
    found: dict[str, Any] = {
        "written members": _CHANGED,
        "rules of each team": _RULES,
        "finding": {},
        "looking": {},
        "figures": {},
    }
    sizes = _SIZES.get(form.name, _SIZES["short"])
    for teams in sizes:
        with fresh_database(server_url) as url:
            ledger = Ledger(teams * _TEAM_SIZE, _TEAM_SIZE, seed=1)
            fill(url, space(ledger, teams, teams * _TEAM_SIZE))
            with connect(url, plan_cache_mode="force_generic_plan") as conn:
                _make_rules(conn)
                _make_hook(conn)
                rounds = [_look(conn) for _ in range(_ROUNDS + 1)][1:]  # the first is a warm-up
        for place, part in enumerate(_PARTS):
            found[part][teams] = summary([one[place] for one in rounds])
        finding, looking_at, told = (found[part][teams]["median"] * 1000 for part in _PARTS)
        print(
            f"  {teams:>6} teams: {finding:.2f} ms to find what is due, {looking_at:.1f} ms to look at it, "
            f"{told:.1f} ms to compare the figures for hooks",
            flush=True,
        )
    for part in _PARTS:
        costs = [found[part][teams]["median"] for teams in sizes]
        found[f"exponent of {part}"] = exponent(sizes, costs)
        print(f"  exponent of {part} over the number of quiet teams: {found[f'exponent of {part}']:.3f}", flush=True)
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


def _make_hook(conn: Connection[Any]) -> None:
    """Let a hook want events about figures, as it would be after the first look at every team."""
    registry.create(
        conn,
        1,
        "bench",
        "https://bench.example/",
        events=[Event.FIGURES_CHANGED],
        allowed=(),
        seal=Seal([b64encode(bytes(32)).decode()]),
        author=Author("bench", "cli"),
        now=NOW,
    )
    while figures.look_at_due(conn, 1, now=NOW, open_checkin_limit=_LIMIT, on_error=_fail):
        pass
    conn.execute("UPDATE figures_told SET next_look_on = %s WHERE network_id = 1", [NOW + timedelta(days=9)])
    conn.execute("VACUUM ANALYZE")


def _fail(error: Exception) -> None:
    raise error


def _look(conn: Connection[Any]) -> tuple[float, float, float]:
    """Write to some members; return how long it takes to find their teams, to look at them, and to compare figures.

    Then they are quiet again.
    """
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
    due = looking.due(conn, 1, now=now)
    first = next(due)
    finding = time.perf_counter() - started
    started = time.perf_counter()
    for team_id in chain((first,), due):
        looking.look(conn, 1, team_id, now=now, open_checkin_limit=_LIMIT)
    seconds = time.perf_counter() - started
    started = time.perf_counter()
    compared = figures.look_at_due(conn, 1, now=now, open_checkin_limit=_LIMIT, on_error=_fail)
    comparing = time.perf_counter() - started
    assert compared == len(set(row[0])), f"{compared} teams were due for hooks"
    for table in ("watched_team", "figures_told"):
        quiet = sql.SQL("UPDATE {} SET next_look_on = %s WHERE next_look_on < %s").format(sql.Identifier(table))
        conn.execute(quiet, (NOW + timedelta(days=9),) * 2)
    return finding, seconds, comparing
