"""Commands that only read, and those that may make a database: which they are, and what others do without one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import click
import psycopg
import pytest
from click.testing import CliRunner, Result
from psycopg import sql

from citus import cluster
from conftest import fresh_database
from teamkpi.cli import program
from teamkpi.cli.database import open_connection
from teamkpi.cli.invocation import Invocation, declares_creating, declares_only_reading
from teamkpi.db import pending_migrations
from teamkpi.db.migrate import known_migrations
from teamkpi.settings import Settings

EVENT: Final = "7c1f1c0e-6a0f-4b4e-9f5a-0e7f3f6a2b11"
# Each with arguments with which it would do its work.
ONLY_READS: Final = {
    "account invitations": [],
    "account list": [],
    "alerts list": [],
    "amounts": ["55"],
    "audit readers": [],
    "changes": ["55", "--from", "2026-01-01"],
    "expiring": ["55"],
    "export": ["out"],
    "hook events": [],
    "hook list": [],
    "hook show": [EVENT],
    "import list": [],
    "key list": [],
    "kpi": ["55"],
    "mail bounced": [],
    "mail list": [],
    "mail test": ["jane@example.com"],
    "mirror check": [],
    "mirror status": [],
    "network export": ["default", "out"],
    "network list": [],
    "person export": ["101", "out"],
    "provider list": [],
    "provider test": ["company"],
    "verify": [],
    "webhook deliveries": [],
    "webhook list": [],
    "webhook show": ["1"],
    "why": ["55", "101", "CheckedTimeThisMonth"],
}
# Those that write, at least at times, and make no database either: `statement` stores that of a month that is over,
# `setup-link` may make a key, `hook test` locks the hook.
WRITES: Final = {
    **{f"account {one}": ["--email", "jane@example.com"] for one in ("require-reset", "reset-link", "resume")},
    **{f"account {one}": ["--email", "jane@example.com"] for one in ("suspend", "totp")},
    **{f"account {one}": ["--email", "jane@example.com", "--coworker", "1"] for one in ("bind", "unbind")},
    "account invite": ["jane@example.com"],
    "account passwd": ["--email", "jane@example.com", "--password-stdin"],
    "account reseal": [],
    "account roles": ["--email", "jane@example.com", "--role", "Full"],
    "account withdraw-invitation": ["jane@example.com"],
    "alerts check": [],
    "audit prune": ["--before", "2026-01-01"],
    "history prune": ["--before", "2026-01-01"],
    **{f"hook {one}": ["books"] for one in ("delete", "rotate", "start", "stop", "test")},
    "hook change": ["books", "--name", "accounts"],
    "hook create": ["books", "https://books.example.com"],
    "hook resend": [EVENT],
    "import undo": ["1"],
    "key create": ["--name", "reports", "--role", "Full"],
    "key revoke": ["--name", "reports"],
    "mail remove": [],
    "mail resend": [EVENT],
    "mail set": ["--from", "desk@example.com", "--address", "https://kpi.example.com"],
    "mail try-again": ["jane@example.com"],
    **{f"mirror {one}": [] for one in ("confirm", "pause", "remove", "resume", "run", "set")},
    "mirror record": ["out"],
    "network create": ["north"],
    "network delete": ["north"],
    "network hosts": ["north", "--add", "north.example.com"],
    "network import": [__file__],
    "network local-ids": ["north", "32-bits"],
    "network move": ["north", "--to", "postgresql://127.0.0.1:1/x"],
    "network rename": ["north", "south"],
    "person erase": ["101"],
    "provider add": ["company", "https://id.example.com", "--label", "C", "--client-id", "kpi", "--public"],
    "provider change": ["company", "--label", "Company"],
    "provider passwords": ["on"],
    "provider remove": ["company"],
    "rebuild": [],
    "setup-link": [],
    "statement": ["55", "2026-01"],
    "webhook create": ["bookings", "--action", "BookingCreate"],
    "webhook discard": ["1"],
    "webhook renew-secret": ["bookings"],
    "webhook replay": ["1"],
    "webhook revoke": ["bookings"],
    "worker": [],
}
# Those with which an installation may begin: they make the embedded database if there is none.
CREATES: Final = {"account create", "demo", "import", "migrate", "mirror add", "restore", "serve"}
# Those that reach for the database in their own way, or not at all.
OTHERS: Final = {"backup", "doctor", "service install", "upgrade-database"}


def commands(group: click.Command = program, above: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield every command that does something, by the words that call it."""
    if not isinstance(group, click.Group):
        yield above, group
        return
    if group.invoke_without_command:
        yield above, group
    ctx = click.Context(group)
    for name in group.list_commands(ctx):
        found = group.get_command(ctx, name)
        assert found is not None
        yield from commands(found, f"{above} {name}".strip())


def run(folder: Path, *arguments: str) -> Result:
    settings = {"TEAMKPI_DATABASE_URL": "", "TEAMKPI_DATA_DIR": str(folder), "TEAMKPI_SMTP_URL": "smtp://127.0.0.1:1"}
    return CliRunner().invoke(program, arguments, input="correct horse battery\n", env=settings)


def test_every_command_says_whether_it_only_reads_or_may_make_a_database() -> None:
    found = dict(commands())
    assert {name for name, command in found.items() if declares_only_reading(command)} == set(ONLY_READS)
    assert {name for name, command in found.items() if declares_creating(command)} == CREATES
    assert set(found) == {*ONLY_READS, *WRITES, *CREATES, *OTHERS}
    assert len(found) == len(ONLY_READS) + len(WRITES) + len(CREATES) + len(OTHERS)


@pytest.mark.parametrize(
    "words", [*ONLY_READS, *WRITES, "backup", "import --dry-run coworkers.csv", "import --dry-run --json coworkers.csv"]
)
def test_without_a_database_it_makes_none(words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "coworkers.csv").write_text("Id,FullName\n101,Jane\n")
    arguments = {**ONLY_READS, **WRITES, "backup": ["out"]}.get(words, [])
    result = run(tmp_path / "typo", *words.split(), *arguments)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == (
        f"teamkpi: there is no database in {tmp_path / 'typo'}; check the name of the folder, or create a database "
        "with `teamkpi serve`, `teamkpi import` or `teamkpi migrate`\n"
    )
    assert [one.name for one in tmp_path.iterdir()] == ["coworkers.csv"]


def test_without_a_database_the_doctor_says_so_and_makes_none(tmp_path: Path) -> None:
    result = run(tmp_path / "typo", "doctor")
    assert (result.exit_code, result.stderr) == (3, "")
    said = result.stdout.splitlines()[-1]
    assert said.startswith(f"PROBLEM  connection    there is no database in {tmp_path / 'typo'}; check the name")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "code", "reason"), [("restore", 1, "is not a backup"), ("import", 1, "could not be recognised")]
)
def test_a_file_that_is_refused_makes_no_database(command: str, code: int, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "passwd.csv"
    file.write_text("root:x:0:0:root:/root:/bin/bash\n")
    result = run(tmp_path / "new", command, str(file))
    assert (result.exit_code, result.stdout) == (code, "")
    assert reason in result.stderr
    assert list(tmp_path.iterdir()) == [file]


def test_without_a_database_it_names_that_of_the_demo(tmp_path: Path) -> None:
    (tmp_path / "data-demo" / "postgresql").mkdir(parents=True)
    (tmp_path / "data-demo" / "postgresql" / "PG_VERSION").write_text("18\n")
    said = run(tmp_path / "data", "kpi", "55").stderr
    assert said.endswith(f"; for that one, add `--data-dir {tmp_path / 'data-demo'}`\n")


@pytest.fixture
def embedded(server_url: str, template: str) -> Iterator[tuple[Path, str]]:
    """The data folder of the tests' own server, whose database is a migrated one while the test lasts, and its URL."""
    if cluster():
        pytest.skip("the tests run on a Citus cluster, which has no data folder")
    folder = Path(unquote(server_url.partition("host=")[2])).parent
    assert (folder / "in-use").exists()
    clone = f"CREATE DATABASE teamkpi TEMPLATE {template} STRATEGY file_copy"
    with psycopg.connect(server_url.replace("/teamkpi?", "/postgres?"), autocommit=True) as conn:
        conn.execute("DROP DATABASE teamkpi WITH (FORCE)")
        conn.execute(sql.SQL(clone))
        yield folder, server_url
        conn.execute("DROP DATABASE teamkpi WITH (FORCE)")
        conn.execute("CREATE DATABASE teamkpi")


def forget_the_last_migration(url: str) -> str:
    """Make a database one that an older program has left, as far as its list of migrations says, and name the last."""
    last = known_migrations()[-1]
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("DELETE FROM _yoyo_migration WHERE migration_id = %s", (last,))
    return last


def test_an_older_embedded_database_is_left_as_it_is(embedded: tuple[Path, str], tmp_path: Path) -> None:
    folder, url = embedded
    last = forget_the_last_migration(url)
    for words in (["kpi", "55"], ["person", "export", "101", str(tmp_path / "out")]):
        result = run(folder, *words)
        assert (result.exit_code, result.stdout, result.stderr) == (
            3,
            "",
            (
                f"teamkpi: the database lacks 1 migration(s), {last} first; run `teamkpi migrate` or start `teamkpi "
                "serve`, which does the same\n"
            ),
        )
    assert "not the newest: `teamkpi migrate` or `teamkpi serve` migrates it\n" in (run(folder, "doctor").stdout)
    # Which is what to do before a migration.
    assert run(folder, "backup", str(tmp_path / "before")).exit_code == 0
    assert pending_migrations(url) == [last]


def test_a_database_of_another_program_is_refused_as_ever(embedded: tuple[Path, str]) -> None:
    folder, url = embedded
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("INSERT INTO _yoyo_migration (migration_hash, migration_id) VALUES ('f', '9999_later')")
    result = run(folder, "kpi", "55")
    assert result.exit_code == 3
    assert result.stderr == (
        "teamkpi: this database has migrations that this version of teamkpi does not have (9999_later): install a "
        "version that has them, or restore a backup from before them\n"
    )


def test_your_own_database_is_not_set_up_by_it(server_url: str) -> None:
    with fresh_database(server_url, "template0") as url:
        invoked = CliRunner().invoke(program, ["kpi", "55"], env={"TEAMKPI_DATABASE_URL": url})
        assert (invoked.exit_code, invoked.stderr) == (
            3,
            (
                "teamkpi: the database is empty, and this command only reads: `teamkpi serve`, `teamkpi import` and "
                "`teamkpi migrate` set it up\n"
            ),
        )
        assert pending_migrations(url) == known_migrations()


def test_what_it_would_write_is_rejected(database_url: str) -> None:
    invocation = Invocation(Settings(database_url=database_url), "default", only_reads=True)
    with open_connection(invocation) as conn, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        conn.execute("DELETE FROM coworkers WHERE network_id = 1")
