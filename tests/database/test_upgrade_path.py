"""A database that an earlier version filled is migrated, and answers as that version did.

``tests/old_database`` has the dump, the data folder and the answers; ``tools/make_old_database.py`` made them.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import tarfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner

from conftest import url_of
from database.test_backup import KEY
from spaces import NOW
from teamkpi import accounts, networks
from teamkpi.cli import program
from teamkpi.db import connect
from teamkpi.db.data_folder import DATABASE
from teamkpi.db.embedded import EmbeddedServer, wheel
from teamkpi.db.migrate import known_migrations, pending_migrations
from teamkpi.db.objects import differences
from teamkpi.db.server_user import BIN, server_user

KEPT = Path(__file__).parents[1] / "old_database"
LAST_MIGRATION = "0027_calendar_links"


def run(url: str, *arguments: str) -> str:
    result = CliRunner().invoke(program, arguments, env={"TEAMKPI_DATABASE_URL": url, **KEY})
    assert result.exit_code == 0, (arguments, result.output)
    return result.stdout


def said(answer: str) -> Any:
    """An answer without the instant at which it was asked for."""
    if not answer.startswith("{"):
        return answer
    body = json.loads(answer, parse_float=Decimal)
    body.pop("KnownAt", None)
    return body


@pytest.fixture
def old(server_url: str) -> Iterator[str]:
    """The URL of the database as the earlier version left it."""
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute("CREATE DATABASE of_an_earlier_version")
        url = url_of(server_url, "of_an_earlier_version")
        try:
            dump = gzip.decompress((KEPT / "database.sql.gz").read_bytes())
            restore = [str(wheel() / BIN / "psql"), "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", url]
            subprocess.run(restore, input=dump, check=True, stdout=subprocess.DEVNULL)
            yield url
        finally:
            admin.execute("DROP DATABASE of_an_earlier_version WITH (FORCE)")


def unpack(folder: Path) -> None:
    """Lay a data folder as the earlier version left it, for the user that the embedded server runs as here."""
    with tarfile.open(KEPT / "data_folder.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    for path in (folder, folder / DATABASE):
        path.chmod(0o700)
    if user := server_user():
        for path in (folder, folder / DATABASE, *(folder / DATABASE).rglob("*")):
            os.chown(path, user.uid, user.gid)


def test_a_database_of_an_earlier_version_is_migrated_and_answers_alike(old: str) -> None:
    migrate_and_compare(old)


def test_a_data_folder_of_an_earlier_version_is_migrated_and_answers_alike(folder: Path) -> None:
    unpack(folder)
    before = {path.name for path in folder.iterdir()}
    server = EmbeddedServer(folder)
    try:
        migrate_and_compare(server.url)
    finally:
        server.close()
    assert {path.name for path in folder.iterdir()} >= before
    # As an operator has it, without a URL: stopped cleanly, and started again.
    environment = {"TEAMKPI_DATABASE_URL": "", "TEAMKPI_DATA_DIR": str(folder), **KEY}
    result = CliRunner().invoke(program, ["migrate"], env=environment)
    assert (result.exit_code, result.stdout) == (0, "The schema is the newest.\n"), result.output


def migrate_and_compare(old: str) -> None:
    """Migrate the database with this URL, and expect of this program what the earlier one answered."""
    newer = [name for name in known_migrations() if name > LAST_MIGRATION]
    assert pending_migrations(old) == newer
    assert run(old, "migrate").splitlines() == [*(f"ran {name}" for name in newer), "The schema is the newest."]
    with connect(old) as conn:
        assert list(differences(conn)) == []
        for network in networks.all_networks(conn):
            run(old, "--network", network.name, "verify", "--history")
    for arguments, answer in json.loads((KEPT / "answers.json").read_text("utf-8")):
        assert said(run(old, *arguments)) == said(answer), arguments
    # What was not in the answers works as well: a password, a key, and writing.
    with connect(old) as conn:
        network_id = networks.by_name(conn, "seed-example")
        form = {"grant_type": "password", "username": "office@example.org", "password": "correct horse battery staple"}
        accounts.grant(conn, network_id, form, None, now=NOW, access_seconds=60, refresh_days=1, reuse_seconds=10)
    assert "Reports" in run(old, "--network", "seed-example", "key", "list")
    assert "Bookings" in run(old, "--network", "seed-example", "webhook", "list")
