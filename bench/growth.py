"""How the cost of an answer grows with what it could depend on, and answers that are read while others write."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from threading import Thread
from typing import Any

from psycopg import Connection

from bench.contenders.running import Asked, Running
from bench.contest import print_rates
from bench.form import Form
from bench.generate_ledger import Ledger
from bench.load import Observed, OpenLoop, requests_per_second
from bench.samples import exponent, in_turn, summary
from bench.served import running
from bench.spaces import NOW, fill, fresh_database, items, sign_in, space
from bench.stream import MINUTES
from bench.truth import Truth, WrongAnswerError
from teamkpi.db import connect
from teamkpi.kpi import team_kpi
from teamkpi.kpi.metrics import MetricsCaller, team_metrics
from teamkpi.kpi.team import DEFAULT_OPEN_CHECKIN_LIMIT
from teamkpi.wire import encode

_COWORKERS, _TEAM_SIZE, _CONNECTIONS, _TEAMS = 5000, 10, 32, 100
_TEAM_SIZES = (1, 10, 50, 250)
_STREAMED_PER_SECOND, _READS_PER_SECOND = 1000, 100

Conn = Connection[Any]


def measure(server_url: str, form: Form) -> dict[str, Any]:
    """Grow one thing at a time."""
    found: dict[str, Any] = {}
    with ExitStack() as stack:
        spaces = [
            _Space(stack, server_url, Ledger(_COWORKERS, _TEAM_SIZE, seed=1), form, stretches=rows)
            for rows in form.history
        ]
        found["history"] = _grown("bookings and check-ins", form.history, spaces, form)
        found["metrics"] = _metrics(form.history, spaces, form)
        found["team size"] = _team_sizes(spaces[0], form)
        found["processes"] = _processes(spaces[0], form)
        found["while others write"] = _while_others_write(spaces[0], form)
    with ExitStack() as stack:
        spaces = [
            _Space(
                stack, server_url, Ledger(members, _TEAM_SIZE, seed=1), form, stretches=2 * members, teams=members // 10
            )
            for members in form.members
        ]
        found["members"] = _grown("members", form.members, spaces, form)
    return found


class _Space:
    """A database with a server before it, whose cache is on, and one whose cache is off."""

    def __init__(
        self,
        stack: ExitStack,
        server_url: str,
        ledger: Ledger,
        form: Form,
        *,
        stretches: int,
        teams: int = _COWORKERS // _TEAM_SIZE,
    ) -> None:
        self.truth = Truth(range(1, 251))
        self.url = stack.enter_context(fresh_database(server_url))
        files: dict[str, Any] = space(ledger, 0, stretches) | items(ledger, form.growth_items)
        files["teams"] = list(ledger.teams(teams, administrator=1))
        self.sized: dict[int, range] = {}
        for number, size in enumerate(_TEAM_SIZES, 1):
            count = min(20, ledger.coworkers // size)
            self.sized[size] = range(number * 1_000_000, number * 1_000_000 + count)
            some = Ledger(ledger.coworkers, size, seed=1).teams(count, first_id=self.sized[size][0], administrator=1)
            files["teams"] += some
        fill(self.url, self.truth.watching(files))
        self.asked = Asked(self.url, sign_in(self.url, 1))
        self.conn = stack.enter_context(connect(self.url, plan_cache_mode="force_generic_plan"))
        self.warm = stack.enter_context(running(self.asked, cache=True))
        self.cold = stack.enter_context(running(self.asked, cache=False))

    def sample(self, server: Running, team: int) -> None:
        """Compare one answer with the oracle's."""
        asked = datetime.now(UTC)
        self.truth.compare("teamkpi", team, server.figures(team), asked)


def _ask(conn: Conn, team: int) -> None:
    answer = team_kpi(conn, 1, team, now=datetime.now(UTC))
    assert answer is not None
    encode(answer.body)


def _grown(what: str, sizes: Sequence[int], spaces: Sequence[_Space], form: Form) -> dict[str, Any]:
    teams = range(1, _TEAMS + 1)
    milliseconds = _statements({size: (one.conn, teams) for size, one in zip(sizes, spaces, strict=True)}, form)
    rates = in_turn(
        {
            (kind, size): _rate(one, kind, teams, form)
            for size, one in zip(sizes, spaces, strict=True)
            for kind in ("cold", "warm")
        },
        form.rounds,
    )
    return _summed_up(what, sizes, milliseconds, rates)


def _metrics(sizes: Sequence[int], spaces: Sequence[_Space], form: Form) -> dict[str, Any]:
    """Time the metrics of 250 members over 24 months, in turn."""

    def timed(one: _Space) -> float:
        started = time.perf_counter()
        asking = MetricsCaller([1])
        limit = DEFAULT_OPEN_CHECKIN_LIMIT
        found = team_metrics(one.conn, 1, one.sized[250][0], asking, now=NOW, open_checkin_limit=limit, months=24)
        assert found is not None
        return (time.perf_counter() - started) * 1000

    measured = {size: partial(timed, one) for size, one in zip(sizes, spaces, strict=True)}
    taken = in_turn(measured, form.statements // 10)
    found = [summary(taken[size]) for size in sizes]
    fitted = exponent(sizes, [one["median"] for one in found])
    shown = ", ".join(f"{one['median']:.1f} ms" for one in found)
    print(f"  metrics of 250 members over 24 months: {shown}; exponent {fitted:+.3f}", flush=True)
    return {"sizes": list(sizes), "ms": found, "exponent": fitted}


def _team_sizes(one: _Space, form: Form) -> dict[str, Any]:
    milliseconds = _statements({size: (one.conn, teams) for size, teams in one.sized.items()}, form)
    rates = in_turn(
        {
            (kind, size): _rate(one, kind, teams, form, 8)
            for size, teams in one.sized.items()
            for kind in ("cold", "warm")
        },
        form.rounds,
    )
    return _summed_up("members of the team", list(one.sized), milliseconds, rates)


def _rate(one: _Space, kind: str, teams: range, form: Form, connections: int = _CONNECTIONS) -> Callable[[], float]:
    server = one.cold if kind == "cold" else one.warm
    target = server.target(teams)

    def once() -> float:
        found = requests_per_second(target, connections, form.seconds)
        one.sample(server, teams[0])
        return found

    return once


def _statements(asked: dict[int, tuple[Conn, range]], form: Form) -> dict[int, list[float]]:
    """Time the statement alone, on one connection, in turn; in milliseconds."""

    def timed(conn: Conn, teams: range, place: list[int]) -> Callable[[], float]:
        def once() -> float:
            place[0] += 1
            started = time.perf_counter()
            _ask(conn, teams[place[0] % len(teams)])
            return (time.perf_counter() - started) * 1000

        return once

    measured = {size: timed(conn, teams, [0]) for size, (conn, teams) in asked.items()}
    in_turn(measured, form.statements // 10)
    return in_turn(measured, form.statements)


def _summed_up(
    what: str, sizes: Sequence[int], milliseconds: dict[int, list[float]], rates: dict[tuple[str, int], list[float]]
) -> dict[str, Any]:
    statement = [summary(milliseconds[size]) for size in sizes]
    cold, warm = ([summary(rates[kind, size]) for size in sizes] for kind in ("cold", "warm"))
    exponents = {
        "statement": exponent(sizes, [one["median"] for one in statement]),
        "cold": exponent(sizes, [1 / one["median"] for one in cold]),
        "warm": exponent(sizes, [1 / one["median"] for one in warm]),
    }
    print(f"  {what}")
    for size, one, slow, fast in zip(sizes, statement, cold, warm, strict=True):
        print(f"    {size:12,}  {one['median']:8.2f} ms  cold {slow['median']:8,.0f}/s  warm {fast['median']:8,.0f}/s")
    shown = ", ".join(f"{name} {value:+.3f}" for name, value in exponents.items())
    print(f"    exponents: {shown}", flush=True)
    return {
        "what": what,
        "sizes": list(sizes),
        "statement_ms": statement,
        "cold_per_second": cold,
        "warm_per_second": warm,
        "exponents": exponents,
    }


def _processes(one: _Space, form: Form) -> dict[str, Any]:
    """Load one server process, and two at once on the same database."""
    teams = range(1, _TEAMS + 1)
    with running(one.asked, cache=True) as second:
        pair = [one.warm.target(teams), second.target(teams)]

        def both() -> float:
            rates: list[float] = []
            halves = [
                Thread(
                    target=lambda target=target: rates.append(
                        requests_per_second(target, _CONNECTIONS // 2, form.seconds)
                    )
                )
                for target in pair
            ]
            for half in halves:
                half.start()
            for half in halves:
                half.join()
            assert len(rates) == len(pair)
            return sum(rates)

        rates = in_turn({"1": lambda: requests_per_second(pair[0], _CONNECTIONS, form.seconds), "2": both}, form.rounds)
    print_rates("warm, by server processes", rates)
    return {"warm_per_second": {name: summary(found) for name, found in rates.items()}}


def _while_others_write(one: _Space, form: Form) -> dict[str, Any]:
    """Read teams whose members check in all the time, and count answers that lack what was acknowledged before."""
    teams = range(1, 26)
    seconds = max(4.0, form.seconds * 3)
    target = one.warm.target(teams)
    before = {team: _checked(one.warm.figures(team)) for team in teams}
    quiet = OpenLoop(target, rate=_READS_PER_SECOND, seconds=seconds, connections=32).run()
    command = [sys.executable, "-m", "bench.stream", one.url, str(_STREAMED_PER_SECOND), str(seconds + 1)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()  # it has connected
        probe = OpenLoop(target, rate=_READS_PER_SECOND, seconds=seconds, connections=32, observe=True)
        busy = probe.run()
        written = json.loads(writer.communicate()[0])
    batches = [(batch["started"], batch["acknowledged"], batch["records"]) for batch in written["batches"]]
    stale, ahead = _staleness(probe.observed, teams, before, batches)
    for _, _, records in batches:
        for record in records:
            one.truth.add("checkins", record)
    for team in teams:
        one.sample(one.warm, team)
    count = sum(len(records) for _, _, records in batches)
    rate = count / (batches[-1][1] - batches[0][0])
    print(
        f"  while {rate:,.0f} check-ins/s are written: {len(probe.observed):,} answers, {stale} stale, "
        f"p50 {busy['p50_ms']:.1f} ms, p99 {busy['p99_ms']:.1f} ms "
        f"(quiet: {quiet['p50_ms']:.1f} and {quiet['p99_ms']:.1f})",
        flush=True,
    )
    if stale or ahead:
        raise WrongAnswerError(f"{stale} answers lack what was acknowledged, {ahead} hold what was not yet written")
    return {
        "asked_per_second": _STREAMED_PER_SECOND,
        "written_per_second": rate,
        "written": count,
        "reads_per_second": _READS_PER_SECOND,
        "answers": len(probe.observed),
        "stale": stale,
        "open_loop_quiet": quiet,
        "open_loop_busy": busy,
    }


def _checked(rows: Iterable[dict[str, Any]]) -> int:
    return sum(int(row["CheckedTimeTotal"]) for row in rows)


def _staleness(
    observed: Sequence[Observed], teams: range, before: dict[int, int], batches: Sequence[Any]
) -> tuple[int, int]:
    """Count answers with less than what was acknowledged before they were asked for, or more than was begun since."""
    stale = ahead = 0
    written: dict[int, list[tuple[float, float]]] = {team: [] for team in teams}
    for started, acknowledged, records in batches:
        for record in records:
            written[(record["CoworkerId"] - 1) // _TEAM_SIZE + 1].append((started, acknowledged))
    for place, sent, received, body in observed:
        team = teams[place % len(teams)]
        minutes = _checked(json.loads(body)["Kpi"]) - before[team]
        least = sum(MINUTES for _, acknowledged in written[team] if acknowledged < sent)
        most = sum(MINUTES for started, _ in written[team] if started < received)
        stale += minutes < least
        ahead += minutes > most
    return stale, ahead
