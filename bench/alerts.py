"""What alerts and events about figures cost when a few teams change, by how many others stay as they are."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from decimal import Decimal
from itertools import chain, count, islice
from threading import Thread
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
from teamkpi.ledger import Change, apply
from teamkpi.ledger.audit_trail import Author
from teamkpi.outbox.hooks import Event
from teamkpi.usage.refresh import raise_members

_TEAM_SIZE, _CHANGED, _RULES, _ROUNDS = 3, 20, 3, 15
_SIZES = {"tiny": (100, 300), "short": (1000, 10_000), "full": (1000, 3000, 10_000)}
_PARTS = ("finding", "looking", "figures")
_A_SECOND, _BATCH, _BUSY_ROUNDS = 1000, 100, 5
_BUSY_SECONDS = {"tiny": 1, "short": 2, "full": 5}
_PAUSE = 0.25  # seconds between two looks while records are written
_FIRST_ID = 1_000_000_000
_LIMIT = timedelta(hours=24)
_WANTED = (
    Wanted("RemainingTimeCreditUses", False, "at_most", Decimal(5), None, None),
    Wanted("BookedTimeThisMonth", True, "at_least", Decimal(100_000), None, None),
    Wanted("UninvoicedProducts", True, "at_least", Decimal(1000), None, None),
)
_minutes = count(1)
_ids = count(_FIRST_ID)


def measure(server_url: str, form: Form) -> dict[str, Any]:
    """Time looks after writes to twenty teams, in spaces that differ in the number of quiet teams.

    The spaces are measured in turn, so that other work on the machine slows all of them down alike.
    """
    sizes = _SIZES.get(form.name, _SIZES["short"])
    seconds = _BUSY_SECONDS.get(form.name, _BUSY_SECONDS["short"])
    found: dict[str, Any] = {"written members": _CHANGED, "rules of each team": _RULES}
    with ExitStack() as stack:
        urls = {teams: stack.enter_context(_space(server_url, teams)) for teams in sizes}
        conns = {
            teams: stack.enter_context(connect(url, plan_cache_mode="force_generic_plan"))
            for teams, url in urls.items()
        }
        rounds = [{teams: _look(conn) for teams, conn in conns.items()} for _ in range(_ROUNDS + 1)][1:]  # a warm-up
        busy = [
            {teams: _while_writing(conn, urls[teams], seconds) for teams, conn in conns.items()}
            for _ in range(_BUSY_ROUNDS + 1)
        ][1:]
    for place, part in enumerate(_PARTS):
        found[part] = {teams: summary([one[teams][place] for one in rounds]) for teams in sizes}
    found["all three"] = {teams: summary([sum(one[teams]) for one in rounds]) for teams in sizes}
    found["writing"] = {teams: summary([one[teams][0] for one in busy]) for teams in sizes}
    found["written a second"] = {teams: summary([one[teams][1] for one in busy]) for teams in sizes}
    for teams in sizes:
        finding, looking_at, told = (found[part][teams]["median"] * 1000 for part in _PARTS)
        print(
            f"  {teams:>6} teams: {finding:.2f} ms to find what is due, {looking_at:.1f} ms to look at it, "
            f"{told:.1f} ms to compare the figures for hooks; with {found['written a second'][teams]['median']:,.0f} "
            f"writes a second, {found['writing'][teams]['median'] * 1000:.0f} ms of each second",
            flush=True,
        )
    for part in (*_PARTS, "all three", "writing"):
        costs = [found[part][teams]["median"] for teams in sizes]
        found[f"exponent of {part}"] = exponent(sizes, costs)
        print(f"  exponent of {part} over the number of quiet teams: {found[f'exponent of {part}']:.3f}", flush=True)
    return found


@contextmanager
def _space(server_url: str, teams: int) -> Iterator[str]:
    """Make a space in which every team has its rules, and a hook wants events about figures; yield its URL."""
    with fresh_database(server_url) as url:
        ledger = Ledger(teams * _TEAM_SIZE, _TEAM_SIZE, seed=1)
        fill(url, space(ledger, teams, teams * _TEAM_SIZE))
        with connect(url, synchronous_commit="off") as conn:
            _make_rules(conn)
            _make_hook(conn)
        yield url


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
    members = _written_members(conn)
    with conn.transaction():
        raise_members(conn, 1, members)
    seconds, compared = _look_at_due(conn)
    assert compared == len(members), f"{compared} teams were due for hooks"
    _quieten(conn)
    return seconds


def _while_writing(conn: Connection[Any], url: str, seconds: int) -> tuple[float, float]:
    """Look again and again while bookings are written; return the share of the time it takes, and writes a second."""
    members = _written_members(conn)
    written: list[int] = []
    writer = Thread(target=lambda: written.append(_write(url, members, seconds)))
    started = time.perf_counter()
    writer.start()
    took = 0.0
    while writer.is_alive():
        took += sum(_look_at_due(conn)[0])
        writer.join(_PAUSE)
    lasted = time.perf_counter() - started
    _look_at_due(conn)
    _quieten(conn)
    return took / lasted, sum(written) / lasted


def _write(url: str, members: Sequence[int], seconds: int) -> int:
    """Write bookings of some members in batches, as many a second as are wanted; return how many there were."""
    started = time.perf_counter()
    with connect(url) as conn:
        for number in range(_A_SECOND // _BATCH * seconds):
            changes = [Change("bookings", _booking(members), place) for place in range(_BATCH)]
            assert apply(conn, 1, changes, now=NOW).stored == _BATCH
            time.sleep(max(0, started + (number + 1) * _BATCH / _A_SECOND - time.perf_counter()))
    return _A_SECOND * seconds


def _booking(members: Sequence[int]) -> dict[str, Any]:
    number = next(_ids)
    return {
        "Id": number,
        "ResourceId": number % 60 + 1,
        "CoworkerId": members[number % len(members)],
        "FromTime": "2026-11-02T09:00:00Z",
        "ToTime": "2026-11-02T10:30:00Z",
        "UpdatedOn": NOW.isoformat(),
    }


def _written_members(conn: Connection[Any]) -> list[int]:
    row = conn.execute(
        "SELECT array_agg(t.member) FROM (SELECT team_members[1] AS member FROM teams WHERE network_id = 1 "
        "ORDER BY id LIMIT %s) AS t",
        [_CHANGED],
    ).fetchone()
    assert row is not None
    return sorted(set(row[0]))


def _look_at_due(conn: Connection[Any]) -> tuple[tuple[float, float, float], int]:
    """Look at all teams that are due; return how long each part takes, and of how many teams figures were compared."""
    now = NOW + timedelta(minutes=next(_minutes))
    started = time.perf_counter()
    due = looking.due(conn, 1, now=now)
    first = list(islice(due, 1))
    finding = time.perf_counter() - started
    started = time.perf_counter()
    for team_id in chain(first, due):
        looking.look(conn, 1, team_id, now=now, open_checkin_limit=_LIMIT)
    seconds = time.perf_counter() - started
    started = time.perf_counter()
    compared = figures.look_at_due(conn, 1, now=now, open_checkin_limit=_LIMIT, on_error=_fail)
    return (finding, seconds, time.perf_counter() - started), compared


def _quieten(conn: Connection[Any]) -> None:
    """Let no team become due by itself."""
    for table in ("watched_team", "figures_told"):
        quiet = sql.SQL("UPDATE {} SET next_look_on = %s WHERE network_id = 1 AND next_look_on < %s")
        conn.execute(quiet.format(sql.Identifier(table)), (NOW + timedelta(days=9),) * 2)
