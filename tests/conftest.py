"""A real PostgreSQL for the tests: the embedded server in a folder of its own, a fresh database for each test.

Each worker of a parallel run has a server of its own, so tests of different workers have nothing in common but the
machine.
"""

from __future__ import annotations

import fcntl
import gc
import importlib
import itertools
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from time import time
from typing import Any, Final

import hypothesis
import psycopg
import pytest
from argon2 import PasswordHasher
from psycopg import Connection, sql

import portals
from citus import cluster
from made_once import made_once
from teamkpi.accounts import credentials, guessable, passwords
from teamkpi.db import connect, migrate
from teamkpi.db.embedded import EmbeddedServer
from teamkpi.errors import DatabaseUnusable

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - folders of a name that nobody else has
_ENOUGH: Final = 4 * 2**30
_PREFIX: Final = "teamkpi-test-"
_AN_HOUR: Final = 3600
_CLUSTER: Final = cluster()
_numbers = itertools.count()
_AS_SERVED = (passwords._HASHER, passwords.NOBODYS_HASH, credentials._NOBODY)

# Tests that a shell started in the background ignore SIGINT, and so would every process that they start and stop by it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How long an example takes says how busy the machine is, nothing of what is tested.
hypothesis.settings.register_profile(
    "patient",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large],
)
hypothesis.settings.load_profile("patient")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collect without garbage collection, which would visit thousands of tests again and again, also later."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each worker of a parallel run begin with its share of the long tests; what is short is taken over by others.

    pytest-xdist gives the first worker the first tests, the second one those after them, and so on.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [one for one in items if one.get_closest_marker("long")]
    modules = [list(group) for _, group in itertools.groupby(long, lambda one: one.path)]
    others = [one for one in items if not one.get_closest_marker("long")]
    ordered: list[pytest.Item] = []
    left = len(items)
    for number in range(workers):
        mine = [one for module in modules[number::workers] for one in module]
        rest = left // (workers - number) - len(mine)
        if rest < 0:  # fewer tests than would matter
            return
        ordered += mine + others[:rest]
        del others[:rest]
        left -= len(mine) + rest
    items[:] = ordered


def _hash_with(
    patch: pytest.MonkeyPatch, hasher: PasswordHasher, nobodys: str, nobody: tuple[int, str, bool, bool]
) -> None:
    patch.setattr(passwords, "_HASHER", hasher)
    patch.setattr(passwords, "NOBODYS_HASH", nobodys)
    patch.setattr(credentials, "_NOBODY", nobody)


@pytest.fixture(scope="session", autouse=True)
def _cheap_hashes() -> Iterator[None]:
    """Passwords are hashed with parameters that cost next to nothing, but for tests that use ``real_hashes``."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    nobodys = cheap.hash("nobody's password")
    with pytest.MonkeyPatch.context() as patch:
        _hash_with(patch, cheap, nobodys, (0, nobodys, False, True))
        yield


@pytest.fixture(scope="session", autouse=True)
def _known_passwords() -> Iterator[None]:
    """Cache the checks of passwords, because the accounts of most tests have the same ones."""
    found = lru_cache(maxsize=None)(lambda text, words: is_common(text, list(words)))
    is_common = guessable._is_common
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guessable, "_is_common", lambda text, words: found(text, tuple(words)))
        yield


@pytest.fixture
def real_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords as a server does: for tests of what that costs."""
    _hash_with(monkeypatch, *_AS_SERVED)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder of the test's own; no server of it is left running."""
    with data_folder() as folder:
        yield folder


@contextmanager
def data_folder() -> Iterator[Path]:
    """Yield a data folder for an embedded server, not made yet; no server of it is left running.

    It is kept in memory where there is room, where it is much cheaper to create and drop a database. It is not in
    pytest's ``tmp_path``: another run of pytest closes the folder above it, and PostgreSQL, which does not run as root,
    could no longer pass.
    """
    has_room = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ENOUGH
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=_MEMORY if has_room else None) as above:
        data_dir = Path(above) / "data"
        yield data_dir
        if (data_dir / "postgresql" / "postmaster.pid").exists():
            EmbeddedServer(data_dir).close()


def _remove_what_was_left() -> None:
    """Remove from memory the servers of runs that were killed."""
    for mark in _MEMORY.glob(f"{_PREFIX}*/data/in-use"):
        with suppress(OSError, DatabaseUnusable), mark.open() as held:  # another worker may remove it, too
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)  # nobody holds the server
            if time() - mark.stat().st_mtime > _AN_HOUR:
                held.close()
                EmbeddedServer(mark.parent).close()
                shutil.rmtree(mark.parent.parent)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The URL of a running server's maintenance database."""
    if _CLUSTER:
        yield _CLUSTER.url
        return
    _remove_what_was_left()
    with data_folder() as folder, database_server(folder) as url:
        yield url


@contextmanager
def database_server(folder: Path) -> Iterator[str]:
    """Yield the URL of the server of a data folder, which ends afterwards.

    It does not wait for the disk (see ``durable``), and does nothing that no test asked for: a table that is vacuumed
    or analysed at some moment changes plans and costs.
    """
    server = EmbeddedServer(folder)
    try:
        _set(server.url, "autovacuum", "off")
        _set(server.url, "fsync", "off")
        yield server.url
    finally:
        server.close()


@pytest.fixture(scope="session")
def another_server(server_url: str, template: str) -> Iterator[tuple[str, str]]:
    """Another server, whose transactions have lower numbers: its URL, and the name of a migrated database."""
    if _CLUSTER:
        yield server_url, template
        return
    with psycopg.connect(server_url, autocommit=True) as conn:
        conn.execute("DO $$ BEGIN FOR i IN 1..20000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$")
    with data_folder() as folder, database_server(folder) as url:
        yield url, _migrated(url)


def _set(server_url: str, name: str, value: str) -> None:
    """Change a setting of the whole server, and return when new connections see it."""
    with psycopg.connect(server_url, autocommit=True) as conn:
        conn.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), value))
        conn.execute("SELECT pg_reload_conf()")
    while True:
        with psycopg.connect(server_url, autocommit=True) as conn:
            if conn.execute(sql.SQL("SHOW {}").format(sql.Identifier(name))).fetchone() == (value,):
                return


@pytest.fixture(scope="session")
def of_all_workers(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of this run, for what one worker makes for all: see ``made_once``."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def packages(of_all_workers: Path) -> Path:
    """A folder with projects that have installed the packages of ``web/``: see ``portals``."""
    return made_once(of_all_workers / "packages", portals.make)


@pytest.fixture
def durable(server_url: str) -> Iterator[None]:
    """The server waits for the disk while the test lasts, as one in use does; `teamkpi doctor` asks for it."""
    _set(server_url, "fsync", "on")
    yield
    _set(server_url, "fsync", "off")


def url_of(server_url: str, database: str) -> str:
    return server_url.replace("/teamkpi?", f"/{database}?")


@pytest.fixture(scope="session")
def template(server_url: str) -> Iterator[str]:
    """The name of a migrated database to clone."""
    if _CLUSTER:
        name = f"template_{os.getpid()}"
        _CLUSTER.create(name)
        migrate(url_of(server_url, name))
        _CLUSTER.freeze(name)
        yield name
        _CLUSTER.drop(name)
        return
    yield _migrated(server_url)


def _migrated(server_url: str) -> str:
    """Make a migrated database to clone, and return its name."""
    with psycopg.connect(server_url, autocommit=True) as conn:
        conn.execute("CREATE DATABASE template_migrated")
    migrate(url_of(server_url, "template_migrated"))
    return "template_migrated"


@contextmanager
def fresh_database(server_url: str, template: str) -> Iterator[str]:
    """Make a migrated database, yield its URL, drop it."""
    if _CLUSTER:
        name = f"test_{os.getpid()}_{next(_numbers)}"
        _CLUSTER.clone(name, template)
        try:
            yield url_of(server_url, name)
        finally:
            _CLUSTER.drop(name)
        return
    name = f"test_{next(_numbers)}"
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    with psycopg.connect(server_url, autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy").format(**names))
    try:
        yield url_of(server_url, name)
    finally:
        with psycopg.connect(server_url, autocommit=True) as conn:
            conn.execute(sql.SQL("DROP DATABASE {name} WITH (FORCE)").format(**names))


@contextmanager
def older_database(server_url: str, last_migration: str) -> Iterator[str]:
    """Make a database as a release left it whose last migration that was, yield its URL, drop it."""
    module = importlib.import_module("teamkpi.db.migrate")
    older = module._all().filter(lambda migration: migration.id <= last_migration)
    name = f"test_older_{next(_numbers)}"
    url = url_of(server_url, name)
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            with pytest.MonkeyPatch.context() as patched:
                patched.setattr(module, "_all", lambda: older)
                migrate(url)
            yield url
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def database_url(server_url: str, template: str) -> Iterator[str]:
    """The URL of a database of the test's own."""
    with fresh_database(server_url, template) as url:
        yield url


@pytest.fixture
def conn(database_url: str) -> Iterator[Connection[Any]]:
    """An autocommitting connection to a database of the test's own."""
    with connect(database_url) as connection:
        yield connection


@pytest.fixture(scope="module")
def shared_url(server_url: str, template: str) -> Iterator[str]:
    """The URL of a database that the tests of a module share; each takes a network of its own from ``spaces``."""
    with fresh_database(server_url, template) as url:
        yield url


@pytest.fixture(scope="module")
def shared(shared_url: str) -> Iterator[Connection[Any]]:
    """An autocommitting connection to the module's database."""
    with connect(shared_url) as connection:
        yield connection
