"""What each thing that is stored takes: bytes in the database, of the log of changes and of a backup; and memory.

The documentation of large installations (``docs/scale.md``) computes with these figures.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from argon2 import PasswordHasher
from psycopg import Connection

from bench.contenders.running import Asked
from bench.form import Form
from bench.generate_ledger import Ledger
from bench.load import requests_per_second
from bench.served import running
from bench.spaces import NOW, fill, fresh_database, items, sign_in
from teamkpi import networks
from teamkpi.accounts import passwords, people, tokens
from teamkpi.api.log import logger_to
from teamkpi.api.server import outbox_worker
from teamkpi.db import connect, load_sql
from teamkpi.db.backup import write_backup
from teamkpi.db.cursors import Cursor
from teamkpi.kpi import team_kpi
from teamkpi.mail.worker import Mailing
from teamkpi.settings import Settings

_SQL = load_sql("bench", "sizes.sql")
_TEAM_SIZE = 10
_PASSWORD = "a password for measurements"  # noqa: S105
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_SECONDS, _CONNECTIONS, _NETWORKS = 3, 16, 200

Conn = Connection[Any]


class _State(NamedTuple):
    """The bytes of all tables with their indexes, and the place in the log of changes."""

    stored: int
    log: int


def measure(server_url: str, form: Form) -> dict[str, Any]:
    """Store one kind of thing after the other, and see by how much the database grows."""
    with fresh_database(server_url) as url:
        found = _stored(url, form)
        print(f"  {'bytes of each':34} {'stored':>8} {'log':>8}", flush=True)
        for name, one in found.items():
            print(f"  {name:34} {one['stored']:8,.0f} {one['log']:8,.0f}", flush=True)
        empty = _of_an_empty_database(server_url)
        print(f"  an empty database: {empty / 2**20:.1f} MiB")
        backup = _backup(url)
        print(f"  a backup has {backup:.3f} of the bytes that are stored")
        memory = _memory(url, form)
        for name, value in memory.items():
            print(f"  {name}: {value:.1f} MiB", flush=True)
    statements, milliseconds = _round(server_url)
    print(
        f"  a round of the worker: {statements:.0f} statements and {milliseconds:.1f} ms for each network", flush=True
    )
    return {
        "bytes": found,
        "empty_bytes": empty,
        "backup_share": backup,
        "memory_mebibytes": memory,
        "worker_round": {"statements": statements, "ms": milliseconds},
    }


def _stored(url: str, form: Form) -> dict[str, dict[str, float]]:
    """Return the bytes of each kind of thing, with everything that is stored because of it, such as sums."""
    ledger = Ledger(form.items, _TEAM_SIZE, seed=1)
    count, pieces, accounts = form.contest_stretches, items(ledger, form.items), form.items // 25
    teams = form.items // _TEAM_SIZE
    kinds: dict[str, tuple[int, Callable[[], None]]] = {
        "person": (form.items, lambda: fill(url, {"coworkers": ledger.people(form.items)})),
        "team of 10": (teams, _filling(url, "teams", ledger.teams(teams, administrator=form.items))),
        "booking": (count, lambda: fill(url, {"bookings": ledger.bookings(count)})),
        "check-in": (count, lambda: fill(url, {"checkins": ledger.checkins(count)})),
        **{name: (form.items, _filling(url, plural, pieces[plural])) for name, plural in _ITEMS.items()},
        "earlier version of a booking": (count, lambda: fill(url, {"bookings": _later(ledger.bookings(count))})),
        "account": (accounts, lambda: _create_accounts(url, accounts)),
        "sign-in": (accounts, lambda: _sign_all_in(url, accounts)),
    }
    fill(url, {"businesses": ledger.businesses(3), "resources": ledger.resources(60)})
    found = {}
    with connect(url) as conn:
        for name, (number, store) in kinds.items():
            before = _state(conn)
            store()
            after = _state(conn)
            stored = after.stored - before.stored
            if name == "earlier version of a booking":
                # The table of present versions keeps the room of the rows that were replaced, and uses it again.
                stored = (conn.execute(_SQL.size_of_table.format(table="bookings_history")).fetchone() or (0,))[0]
            found[name] = {"count": number, "stored": stored / number, "log": (after.log - before.log) / number}
        for name, table in _SUMS.items():
            size, rows = conn.execute(_SQL.size_of_table.format(table=table)).fetchone() or (0, 1)
            found[name] = {"count": rows, "stored": size / rows, "log": 0}
    return found


_SUMS = {"of these, sums of a member": "member_state", "of these, a month's sums": "usage_month"}
_ITEMS = {
    "product bought": "coworkerproducts",
    "event ticket": "eventattendees",
    "pass": "coworkertimepasses",
    "time credit": "coworkerextraservices",
    "money credit": "coworkerbookingcredits",
}


def _filling(url: str, plural: str, lines: Iterable[str]) -> Callable[[], None]:
    return lambda: fill(url, {plural: lines})


def _later(lines: Iterable[str]) -> Iterable[str]:
    """Give each record a newer version with another note."""
    return (line.replace('"Tentative":false', '"Notes":"moved"').replace(':00Z"}', ':30Z"}') for line in lines)


def _create_accounts(url: str, number: int) -> None:
    with connect(url) as conn, _cheap_hashes():
        for one in range(1, number + 1):
            people.create(conn, 1, f"member{one}@example.org", _PASSWORD, now=NOW)
        conn.execute("VACUUM ANALYZE")


def _sign_all_in(url: str, number: int) -> None:
    with connect(url) as conn, _cheap_hashes():
        for one in range(1, number + 1):
            form = {"grant_type": "password", "username": f"member{one}@example.org", "password": _PASSWORD}
            tokens.grant(conn, 1, form, None, now=NOW, access_seconds=86_400, refresh_days=15, reuse_seconds=10)
        conn.execute("VACUUM ANALYZE")


@contextmanager
def _cheap_hashes() -> Iterator[None]:
    """Compute hashes of passwords that are as long as real ones, but for four digits, and cost next to nothing."""
    one = _CHEAP.hash(_PASSWORD)  # a thousand real ones would take minutes
    with patch.object(passwords, "_HASHER", _CHEAP), patch.object(people, "hash_new", lambda *_: one):
        yield


def _state(conn: Conn) -> _State:
    return _State(*conn.execute(_SQL.bytes_stored).fetchone() or (0, 0))


def _of_an_empty_database(server_url: str) -> int:
    with fresh_database(server_url) as url, connect(url) as conn:
        return int((conn.execute(_SQL.bytes_of_database).fetchone() or (0,))[0])


def _backup(url: str) -> float:
    """Return how large a backup is, as a share of what is stored."""
    with tempfile.TemporaryDirectory(prefix="teamkpi-bench-") as folder, connect(url) as conn:
        file = Path(folder) / "backup"
        write_backup(url, file, now=datetime.now(UTC))
        return file.stat().st_size / _state(conn).stored


def _round(server_url: str) -> tuple[float, float]:
    """Return what the worker that sends messages costs for a network in which nothing is due: statements, and ms."""
    with fresh_database(server_url) as url, connect(url) as conn:
        for number in range(1, _NETWORKS):
            networks.create(conn, f"Network {number}", [f"network{number}.example.org"])
        conn.execute("VACUUM ANALYZE")
        settings = Settings()
        worker = outbox_worker(settings, url, Mailing(None), logger_to(settings))
        worker._do_round(conn)  # noqa: SLF001 - the first one also deletes what is too old, which it does once an hour
        started = time.perf_counter()
        worker._do_round(conn)  # noqa: SLF001
        taken = time.perf_counter() - started
        with patch.object(Cursor, "execute", autospec=True, side_effect=Cursor.execute) as counted:
            worker._do_round(conn)  # noqa: SLF001
        return counted.call_count / _NETWORKS, taken * 1000 / _NETWORKS


def _memory(url: str, form: Form) -> dict[str, float]:
    """Return the memory of a server process under load, and of one connection; nothing where /proc is not there."""
    if not Path("/proc/self/smaps_rollup").exists():
        return {}
    teams = range(1, form.items // _TEAM_SIZE + 1)
    with running(Asked(url, sign_in(url, form.items)), cache=True) as server:
        requests_per_second(server.target(teams), _CONNECTIONS, _SECONDS)
        of_server = _private(server.pid)
    with connect(url) as conn:
        pid = conn.info.backend_pid
        fresh = _private(pid)
        for team in teams[:100]:
            team_kpi(conn, 1, team, now=datetime.now(UTC))
        used = _private(pid)
    return {"a server process under load": of_server, "a new connection": fresh, "a connection in use": used}


def _private(pid: int) -> float:
    """Return the memory that a process has for itself, in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024
