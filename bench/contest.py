"""The same answer by all contenders: from one PostgreSQL, one data set, in turn, again and again."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle
from typing import Any

import psutil

from bench.contenders.rivals import RIVALS
from bench.contenders.running import Asked, Running, processor_seconds
from bench.form import Form
from bench.generate_ledger import Ledger
from bench.load import OpenLoop, requests_per_second
from bench.report import COLD, CONSTANT, LOOP, WARM
from bench.samples import in_turn, summary
from bench.served import constant_path, running
from bench.spaces import fill, fresh_database, items, sign_in, space
from bench.truth import Truth, normal
from teamkpi.db import connect
from teamkpi.kpi import team_kpi
from teamkpi.wire import encode

TEXTS = {
    WARM: "the product: the answer from memory; on every request the database says whether anything was committed "
    "since token, membership and revision were last read there, and if so they are read anew",
    COLD: "the product with its cache off: every answer made anew",
    CONSTANT: "the same bytes from memory by the same server, without a token: the ceiling",
    LOOP: "the product's statement and its JSON on one connection, without HTTP and without a token: the floor of one "
    "query per request",
}
_COWORKERS, _ADMINISTRATOR = 5000, 1
# Teams of ten stand under the first ids. More teams than connections, so that no two requests ask for one at a time.
_LARGE_TEAMS_FROM = 501
_SIZES = {10: (range(1, 101), 32), 250: (range(_LARGE_TEAMS_FROM, _LARGE_TEAMS_FROM + 20), 8)}
_WATCHED = range(1, 251)
_SAMPLED = {10: range(1, 26), 250: range(_LARGE_TEAMS_FROM, _LARGE_TEAMS_FROM + 1)}


def measure(server_url: str, form: Form) -> dict[str, Any]:
    """Measure every contender that is installed; raises WrongAnswerError when one answers something else."""
    with fresh_database(server_url) as url, ExitStack() as stack:
        truth = Truth(_WATCHED)
        fill(url, truth.watching(data_set(form.contest_stretches, form.items)))
        asked = Asked(url, sign_in(url, _ADMINISTRATOR))
        teams = [team for some, _ in _SIZES.values() for team in some]
        warm = stack.enter_context(running(asked, cache=True, constant_teams=teams))
        servers = {
            CONSTANT: replace(warm, path=constant_path),
            WARM: warm,
            COLD: stack.enter_context(running(asked, cache=False)),
        }
        for name, rival in RIVALS.items():
            if rival.is_installed():
                servers[name] = stack.enter_context(rival.start(asked))
            else:
                print(f"  {name} is not installed and left out; `python -m bench contenders` installs it")
        conn = stack.enter_context(connect(url, plan_cache_mode="force_generic_plan"))
        _require_equal(servers, truth)

        def loop(some: Sequence[int]) -> float:
            return loop_per_second(lambda team: encode(_body(conn, team)), some, form.seconds)

        postmaster = _postmaster(url)
        sizes = {str(size): _of_size(postmaster, size, servers, loop, truth=truth, form=form) for size in _SIZES}
        return {
            "data": (
                f"{_COWORKERS:,} members, {form.contest_stretches:,} bookings and check-ins, {form.items:,} of each of "
                "five kinds of items"
            ),
            "texts": TEXTS | {name: RIVALS[name].text for name in servers if name in RIVALS},
            "versions": {name: RIVALS[name].versions() for name in servers if name in RIVALS},
            "left_out": [name for name in RIVALS if name not in servers],
            "sizes": sizes,
            "memory_mebibytes": {
                name: server.memory_mebibytes() for name, server in servers.items() if name != CONSTANT
            },
            "compared": truth.compared,
        }


def data_set(stretches: int, count: int) -> dict[str, Any]:
    """Return the lines of the space that all contenders read."""
    small, large = (Ledger(_COWORKERS, size, seed=1) for size in _SIZES)
    files: dict[str, Any] = space(small, 0, stretches)
    files["teams"] = [
        *small.teams(_LARGE_TEAMS_FROM - 1, administrator=_ADMINISTRATOR),
        *large.teams(len(_SIZES[250][0]), first_id=_LARGE_TEAMS_FROM, administrator=_ADMINISTRATOR),
    ]
    return files | items(small, count)


def loop_per_second(ask: Callable[[int], object], teams: Sequence[int], seconds: float) -> float:
    """Return how often a second something is done, one after the other, for these teams in turn."""
    upcoming = cycle(teams)
    count, started = 0, time.perf_counter()
    while (passed := time.perf_counter() - started) < seconds:
        ask(next(upcoming))
        count += 1
    return count / passed


def _of_size(
    postmaster: int,
    size: int,
    servers: dict[str, Running],
    loop: Callable[[Sequence[int]], float],
    *,
    truth: Truth,
    form: Form,
) -> dict[str, Any]:
    teams, connections = _SIZES[size]
    sampled = cycle(_SAMPLED[size])

    processor: dict[str, list[tuple[float, float]]] = {name: [] for name in servers}

    def rate(name: str) -> Callable[[], float]:
        target, pid = servers[name].target(teams), servers[name].pid

        def once() -> float:
            before = processor_seconds(pid), processor_seconds(postmaster)
            found = requests_per_second(target, connections, form.seconds)
            after = processor_seconds(pid), processor_seconds(postmaster)
            asked = max(1.0, found * form.seconds)
            processor[name].append(((after[0] - before[0]) / asked, (after[1] - before[1]) / asked))
            _sample(name, servers[name], next(sampled), truth)
            return found

        return once

    measured: dict[str, Callable[[], float]] = {name: rate(name) for name in servers}
    measured[LOOP] = lambda: loop(teams)
    rates = in_turn(measured, form.rounds)
    latencies: dict[str, Any] = {}
    for name, server in servers.items():
        half = max(1.0, summary(rates[name])["median"] / 2)
        probe = OpenLoop(server.target(teams), rate=half, seconds=form.seconds, connections=64)
        latencies[name] = {"rate": half, **probe.run()}
    print_rates(f"{size} members, {connections} connections", rates)
    return {
        "members": size,
        "teams": len(teams),
        "connections": connections,
        "bytes": len(servers[WARM].answer(teams[0])),
        "requests_per_second": {name: {**summary(found), "all": found} for name, found in rates.items()},
        "open_loop_at_half": latencies,
        "processor_ms_per_request": {
            name: {
                "server": statistics.median(one for one, _ in found[1:]) * 1000,
                "postgresql": statistics.median(one for _, one in found[1:]) * 1000,
            }
            for name, found in processor.items()
        },
    }


def print_rates(title: str, rates: dict[str, list[float]]) -> None:
    """Print the median of each with its spread."""
    print(f"  {title}")
    for name, found in sorted(rates.items(), key=lambda item: -summary(item[1])["median"]):
        of = summary(found)
        print(f"    {name:24} {of['median']:10,.0f}/s  ({of['min']:,.0f} to {of['max']:,.0f})", flush=True)


def _require_equal(servers: dict[str, Running], truth: Truth) -> None:
    """See that all give the oracle's figures, and none of them to a stranger; before anything is timed."""
    for team in _sampled_teams():
        for name, server in servers.items():
            _sample(name, server, team, truth)
            assert normal(server.figures(team)) == normal(servers[WARM].figures(team)), name
    for name, server in servers.items():
        assert name == CONSTANT or server.refuses(1), f"{name} answers without a token that holds"


def _sampled_teams() -> Iterator[int]:
    yield from (1, 2, 25)
    yield from _SAMPLED[250]


def _postmaster(url: str) -> int:
    """Return the process of the server, which is the parent of those of its connections."""
    with connect(url) as conn:
        return int(psutil.Process(conn.info.backend_pid).ppid())


def _sample(name: str, server: Running, team: int, truth: Truth) -> None:
    asked = datetime.now(UTC)
    truth.compare(name, team, server.figures(team), asked)


def _body(conn: Any, team: int) -> Any:
    answer = team_kpi(conn, 1, team, now=datetime.now(UTC))
    assert answer is not None
    return answer.body
