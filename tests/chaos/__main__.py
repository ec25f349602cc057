"""The command; prints a report, and exits with 1 if anything is not as it must be."""

from __future__ import annotations

import json
import re
import signal
import statistics
import sys
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Event
from time import monotonic

import click

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import oracle
from chaos.faults import Faults
from chaos.real_day import writes_in_a_day
from chaos.space import TEAMS, Server, Space, base_ledger
from chaos.writers import BackOffice, Deliveries, Imports, Reader, Record, Versioned, Worker
from patience import PATIENCE
from spaces import asked, exact
from teamkpi.db import connect
from teamkpi.db.embedded import EmbeddedServer
from teamkpi.program_version import full_version

_TAGS = {"bookings": "Notes", "coworkerproducts": "ProductName"}


@click.command()
@click.option("--minutes", type=click.FloatRange(0.05, 24 * 60), default=10, show_default=True, help="How long to run.")
@click.option("--seed", type=int, default=1, show_default=True, help="What the faults and the records are drawn from.")
def main(minutes: float, seed: int) -> None:
    """Write and read while things are killed, and check everything afterwards."""
    # Ended by a supervisor or a time limit, it leaves nothing running either.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    space = Space()
    try:
        problems = run(space, minutes * 60, seed)
    finally:
        space.close()
    for problem in problems:
        click.echo(f"PROBLEM: {problem}")
    click.echo("Nothing is missing, and nothing is wrong." if not problems else f"{len(problems)} problems.")
    sys.exit(bool(problems))


def run(space: Space, seconds: float, seed: int) -> list[str]:
    """Run everything; return what is not as it must be, and print the report."""
    dice = Random(seed)
    _import_base(space)
    made = space.run("webhook", "create", "chaos", "--base-url", "http://chaos.test").stdout
    path, secret = re.search(r"http://chaos\.test(\S+)", made), re.search(r"[Ss]ecret:?\s+(\S+)", made)
    assert path and secret, made  # noqa: PT018 - the command's own output
    servers = [Server(space), Server(space)]
    problems = [f"server {number} did not start" for number, one in enumerate(servers) if not one.await_ready(PATIENCE)]
    stop = Event()
    common = [(space, servers, Random(dice.random()), stop) for _ in range(8)]
    back_office = [BackOffice(*common[place], name=f"w{place}") for place in range(3)]
    versioned: list[Versioned] = [
        Deliveries(*common[3], first_id=1_000_001, path=path[1], secret=secret[1]),
        Deliveries(*common[4], first_id=2_000_001, path=path[1], secret=secret[1]),
        Imports(*common[5], first_id=3_000_001),
    ]
    workers: list[Worker] = [*back_office, *versioned, Reader(*common[6])]
    faults = Faults(space, servers, Random(dice.random()))
    for worker in workers:
        worker.start()
    end = monotonic() + seconds
    told = monotonic()
    while not problems and (monotonic() < end or (monotonic() < end + PATIENCE and not _has_shown_something(workers))):
        faults.one()
        stop.wait(dice.uniform(0.5, 4))
        problems += faults.problems
        if monotonic() - told > 30:
            told = monotonic()
            click.echo(f"{_total(workers)['acknowledged']:,} writes acknowledged, {faults.counts.total()} faults")
    stop.set()
    for worker in workers:
        worker.join(PATIENCE)
        problems += worker.problems
        if worker.is_alive():
            problems.append(f"{type(worker).__name__} hangs")
    if not _has_shown_something(workers):
        problems.append("nothing was written or read, so nothing was tested")
    problems += _stop(space, servers)
    problems += _check(space, back_office, versioned)
    _report(workers, faults, seconds)
    return problems


def _import_base(space: Space) -> None:
    folder = space.scratch / "base"
    folder.mkdir()
    for plural, records in base_ledger().items():
        lines = "".join(json.dumps(one) + "\n" for one in records)
        (folder / f"{plural}.jsonl").write_text(lines, encoding="utf-8")
    done = space.run("import", str(folder))
    assert done.returncode == 0, done.stderr


def _stop(space: Space, servers: list[Server]) -> list[str]:
    """Stop both servers as a supervisor does; nothing may be left running."""
    for server in servers:
        server.process.terminate()
    codes = [server.process.wait(PATIENCE) for server in servers]
    problems = [f"a server exited with {code} in the end" for code in codes if code]
    if left := space.processes():
        problems.append(f"{len(left)} processes of PostgreSQL are left running")
    log = (space.data / "postgresql" / "server.log").read_text(errors="replace")
    problems += [f"PostgreSQL: {line}" for line in log.splitlines() if re.search(r"PANIC|invalid page|checksum", line)]
    return problems


def _check(space: Space, back_office: list[BackOffice], versioned: list[Versioned]) -> list[str]:
    problems = []
    verified = space.run("verify", "--history")
    if verified.returncode:
        problems.append(f"verify --history: {verified.stdout[:500]}{verified.stderr[:500]}")
    folder = space.scratch / "export"
    exported = space.run("export", str(folder))
    if exported.returncode:
        return [*problems, f"export: {exported.stderr[:500]}"]
    held = {file.stem: _read(file) for file in folder.glob("*.jsonl")}
    live = {plural: [one for one in records if not one.get("_deleted")] for plural, records in held.items()}
    for writer in back_office:
        problems += _compare_tagged(writer, live)
    for sender in versioned:
        problems += _compare_versions(sender, held)
    now = datetime.now(UTC)
    with closing(EmbeddedServer(space.data)) as server, connect(server.url) as conn:
        for team in TEAMS:
            expected = oracle.team_kpi(live, team, now)
            if asked(conn, 1, team, now) != (None if expected is None else exact(expected)):
                problems.append(f"the figures of team {team} are not the oracle's")
    return problems


def _read(file: Path) -> list[Record]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _compare_tagged(writer: BackOffice, live: dict[str, list[Record]]) -> list[str]:
    """Compare what was written at the back office; a record is known by the text that its writer put into it."""
    found: dict[str, list[Record]] = {}
    for plural, field in _TAGS.items():
        for record in live.get(plural, []):
            found.setdefault(str(record[field]).partition(" ")[0], []).append(record)
    problems = []
    for tag, sent in writer.sent.items():
        records = found.get(tag, [])
        if len(records) > 1:
            problems.append(f"{tag} is there {len(records)} times")
        elif not any(_holds(records[0] if records else None, state) for state in sent.possible()):
            problems.append(f"{tag} is none of the states that it may have: {records}")
    return problems


def _compare_versions(sender: Versioned, held: dict[str, list[Record]]) -> list[str]:
    """Compare what was sent with versions: the newest acknowledged one is held, or a newer one that was sent."""
    records = {(plural, one["Id"]): one for plural, some in held.items() for one in some}
    problems = []
    for key, versions in sender.sent.items():
        acknowledged = max((version for version, (_, was) in versions.items() if was), default="")
        record = records.get(key)
        if record is None:
            if acknowledged:
                problems.append(f"{key} is missing")
            continue
        version = f"{oracle.instant(record['UpdatedOn']):%Y-%m-%dT%H:%M:%SZ}"
        if version < acknowledged or version not in versions:
            problems.append(f"{key} is held as of {version}, and {acknowledged} was acknowledged")
        elif not _holds(record, versions[version][0]):
            problems.append(f"{key} is not as it was sent")
    return problems


def _holds(record: Record | None, state: Record | None) -> bool:
    """Tell whether a record has every field of a state; None is a record that is not there."""
    if record is None or state is None:
        return record is state
    return all(_plain(name, record.get(name)) == _plain(name, value) for name, value in state.items())


def _plain(name: str, value: object) -> object:
    return oracle.instant(value) if isinstance(value, str) and name.endswith(("Time", "On")) else value


def _has_shown_something(workers: list[Worker]) -> bool:
    total = _total(workers)
    return total["acknowledged"] > 0 and total["reads"] > 0


def _total(workers: list[Worker]) -> Counter[str]:
    total: Counter[str] = Counter()
    for worker in workers:
        total += worker.counts
    return total


def _report(workers: list[Worker], faults: Faults, seconds: float) -> None:
    total = _total(workers)
    click.echo(f"\nteamkpi {full_version()}")
    click.echo(f"{seconds / 60:.1f} minutes, {total['acknowledged']:,} writes acknowledged, {total['reads']:,} reads")
    a_day = writes_in_a_day(datetime.now(UTC))
    days = total["acknowledged"] / a_day
    click.echo(f"the demo's space has {a_day:,.0f} writes a day: this was {days:,.1f} days of it")
    click.echo(f"writes whose result is not known: {total['unknown']:,}")
    for name, number in sorted(total.items()):
        if name not in {"acknowledged", "unknown", "reads"}:
            click.echo(f"  {name}: {number:,}")
    click.echo(f"faults: {faults.counts.total()}")
    for name, number in sorted(faults.counts.items()):
        click.echo(f"  {name}: {number}")
    if faults.recoveries:
        median, worst = statistics.median(faults.recoveries), max(faults.recoveries)
        click.echo(f"seconds until both servers were ready again: median {median:.1f}, longest {worst:.1f}")


if __name__ == "__main__":
    main()
