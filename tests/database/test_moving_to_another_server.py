"""A dump of the embedded database, restored into a server of another version, gives the same answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row

from patience import FAULTS
from teamkpi import clock
from teamkpi.cli import program
from teamkpi.db import connect
from teamkpi.db.embedded import wheel
from teamkpi.db.server_user import server_user
from teamkpi.kpi.published import published_teams_query
from teamkpi.ledger import Change, apply

# Debian's, the 16 that the wheel of the embedded server contains as well, and those that are named.
_PLACES = [
    *(Path(f"/usr/lib/postgresql/{version}/bin") for version in (15, 16, 17, 18)),
    wheel() / "pginstall" / "bin",
    *map(Path, os.environ.get("TEAMKPI_TEST_SERVERS", "").split()),
]
_FOUND = [one for one in _PLACES if (one / "initdb").exists()]
_ONE_IS_ENOUGH = pytest.mark.skipif(not FAULTS, reason="one other version is enough each time: set TEAMKPI_FAULTS=1")
SERVERS = [pytest.param(one, marks=_ONE_IS_ENOUGH if number else ()) for number, one in enumerate(_FOUND)]
# What older servers do not know of a dump's first lines, and do not need.
HARMLESS = 'ERROR:  unrecognized configuration parameter "transaction_timeout"'
LEDGER = {
    "businesses": [{"Id": 1, "Name": "Hub", "CurrencyCode": "EUR", "SimpleTimeZoneNameIana": "Europe/Istanbul"}],
    "coworkers": [{"Id": 7, "FullName": "İpek Ilgaz", "Email": "İPEK@example.org"}],
    "teams": [
        {"Id": 5, "BusinessId": 1, "Name": "ÇI\u011e Tak\u0131m\u0131", "TeamMembers": [7], "ProfileIsPublic": True},
        {"Id": 6, "BusinessId": 1, "Name": "Straße", "ProfileIsPublic": True},
    ],
    "resources": [{"Id": 3, "BusinessId": 1, "Name": "Room"}],
    "bookings": [
        {"Id": 1, "ResourceId": 3, "CoworkerId": 7, "FromTime": "2026-01-05T09:00Z", "ToTime": "2026-01-05T10:30Z"}
    ],
}


@contextmanager
def server_of(binaries: Path, folder: Path) -> Iterator[str]:
    """Run a server of Debian's, and yield the URL of an empty database in it."""
    user = server_user()
    data = folder / "data"
    data.mkdir(mode=0o700)
    whom: dict[str, Any] = {"user": user.uid, "group": user.gid, "extra_groups": []} if user else {}
    if user:
        os.chown(data, user.uid, user.gid)

    def run(program: str, *arguments: str) -> None:
        command: list[str | Path] = [binaries / program, "-D", data, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **whom)

    run("initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    run("pg_ctl", "-w", "-l", str(data / "log"), "-o", f"-c listen_addresses= -c fsync=off -k {data}", "start")
    try:
        yield f"postgresql://postgres@/postgres?host={data}"
    finally:
        run("pg_ctl", "-m", "immediate", "-w", "stop")


def searched(url: str, query: str) -> list[int]:
    statement, parameters = published_teams_query(1, query=query, size=10)
    with connect(url) as conn, conn.cursor(row_factory=dict_row) as cursor:
        return [row["id"] for row in cursor.execute(statement, parameters)]


def run(url: str, *arguments: str) -> str:
    result = CliRunner().invoke(program, arguments, env={"TEAMKPI_DATABASE_URL": url})
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.skipif(not SERVERS, reason="no other PostgreSQL is installed (apt-get install postgresql)")
@pytest.mark.parametrize("binaries", SERVERS, ids=lambda folder: folder.parent.name)
def test_a_dump_restored_elsewhere_is_whole_and_answers_alike(database_url: str, binaries: Path) -> None:
    with connect(database_url) as conn:
        changes = [Change(plural, record, 1) for plural, records in LEDGER.items() for record in records]
        apply(conn, 1, changes, now=clock.now())
    run(database_url, "network", "create", "Another", "--host", "another.example.org")
    parts = conninfo_to_dict(database_url)
    dump = subprocess.run(
        [wheel() / "pginstall18" / "bin" / "pg_dump", "-h", str(parts["host"]), "-U", "postgres", str(parts["dbname"])],
        check=True,
        capture_output=True,
    ).stdout
    with tempfile.TemporaryDirectory(prefix="teamkpi-test-") as above:
        Path(above).chmod(0o755)  # for the server's own user
        with server_of(binaries, Path(above)) as url:
            restore = [shutil.which("psql") or str(binaries / "psql"), "--quiet", "--no-psqlrc", url]
            said = subprocess.run(restore, input=dump, check=True, capture_output=True).stderr.decode().splitlines()
            assert [line for line in said if line.rpartition("ERROR:")[1] and not line.endswith(HARMLESS)] == []
            # An index or a function that the dump has lost would be named here.
            examined = CliRunner().invoke(program, ["doctor"], env={"TEAMKPI_DATABASE_URL": url}).output.splitlines()
            assert [line for line in examined if not line.startswith("ok ") and "fsync is off" not in line] == []
            at = ("--at", "2026-01-06T12:00Z")
            assert run(url, "kpi", "5", *at) == run(database_url, "kpi", "5", *at)
            assert run(url, "verify") == run(database_url, "verify")
            for query in ("\u0131\u011f", "I\u011e", "\u00e7i\u011f", "STRASSE", "stra\u00dfe", "t"):
                assert searched(url, query) == searched(database_url, query)
            # And it goes on from there.
            run(url, "network", "create", "Third", "--host", "third.example.org")
            run(url, "account", "list")
