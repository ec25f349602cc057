"""Makes what is kept of an earlier version again: `python tools/make_old_database.py`, in a clone with its history.

The program of ``COMMIT`` fills a database on the embedded server: the ledgers of ``tests/vectors``, each in a network
of its own, one of them changed afterwards, with a statement, accounts, a key and a webhook. The folder
``tests/old_database`` then has a dump of it by pg_dump, the data folder itself, and what that program answered.
``tests/database/test_upgrade_path.py`` restores the dump or unpacks the folder, migrates it and expects the same
answers of today's program. The program itself is kept as well: ``tests/database/test_rolling_upgrade.py`` runs it on
today's schema.

The old program runs with the dependencies of this environment. Of its data folder, only the log for recovery is not
kept as it was: it is reset after the server has stopped.
"""

from __future__ import annotations

import gzip
import lzma
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Final

from psycopg.conninfo import conninfo_to_dict

from teamkpi.db.data_folder import DATABASE
from teamkpi.db.embedded import wheel
from teamkpi.db.server_user import BIN, server_user

COMMIT: Final = "31531ad7fbd8b0b90dc4d1815bd157b7ff4d0649"
"""The last one without backups, services, containers, metrics, erasures, mirrors, imports that are undone, and mail."""
ROOT: Final = Path(__file__).resolve().parents[1]
PLACE: Final = ROOT / "tests" / "old_database"
KEY: Final = "c2VjcmV0IGtleSBvZiAzMiBieXRlcyBmb3IgdGVzdHM="
PROGRAM: Final = "program.tar.xz"
DATA_FOLDER: Final = "data_folder.tar.xz"
_LARGEST: Final = 2_000_000

# Run by the old program's code: its embedded server, until the input ends. Its argument is the data folder.
SERVE: Final = """
import sys
from pathlib import Path
from teamkpi.db.embedded import EmbeddedServer

server = EmbeddedServer(Path(sys.argv[1]))
print(server.url, flush=True)
sys.stdin.read()
server.close()
"""

# Run by the old program's code; its arguments are the folder of the vectors and the file for the answers.
FILL: Final = """
import json, sys, tempfile
from datetime import UTC, datetime
from pathlib import Path
from click.testing import CliRunner
from teamkpi.cli import program

def run(*arguments, stdin=None):
    result = CliRunner().invoke(program, arguments, input=stdin)
    assert result.exit_code == 0, (arguments, result.output, result.exception)
    return result.stdout

def load(network, ledger):
    with tempfile.TemporaryDirectory() as folder:
        for plural, records in ledger.items():
            text = "".join(json.dumps(record) + "\\n" for record in records)
            (Path(folder) / f"{plural}.jsonl").write_text(text)
        run("--network", network, "import", folder)

answers = []
def ask(*arguments):
    answers.append([list(arguments), run(*arguments)])

run("migrate")
vectors = {file.stem: json.loads(file.read_text()) for file in sorted(Path(sys.argv[1]).glob("*.json"))}
for network, vector in vectors.items():
    run("network", "create", network, "--host", f"{network}.example.org")
    load(network, vector["ledger"])
seed = vectors["seed-example"]
before = datetime.now(UTC).isoformat()
later = {"UpdatedOn": "2026-11-22T00:00:00Z"}
load("seed-example", {
    "bookings": [{**seed["ledger"]["bookings"][0], **later, "ToTime": "2026-11-03T18:00:00Z"}],
    "coworkerbookingcredits": [{**seed["ledger"]["coworkerbookingcredits"][0], **later, "RemainingCredit": 1}],
})
after = datetime.now(UTC).isoformat()
for network, vector in vectors.items():
    team = str(vector["team"])
    for command in ("kpi", "amounts", "expiring"):
        ask("--network", network, command, team, "--json", "--at", vector["now"])
    for coworker in json.loads(answers[-3][1])["Kpi"][:1]:
        for figure in ("BookedTimeTotal", "RemainingBookingCredit"):
            ask("--network", network, "why", team, str(coworker["CoworkerId"]), figure, "--at", vector["now"])
for instant in (before, after):
    ask("--network", "seed-example", "kpi", "55", "--json", "--as-shown-on", instant)
ask("--network", "seed-example", "changes", "55", "--from", before, "--to", after)
ask("--network", "seed-example", "statement", "55", "2026-10", "--json")
password = "correct horse battery staple\\n"
run("--network", "seed-example", "account", "create", "--email", "office@example.org", "--operator", "--password-stdin",
    stdin=password)
jane = seed["ledger"]["coworkers"][0]["Email"]
run("--network", "seed-example", "account", "create", "--email", jane, "--password-stdin", stdin=password)
run("--network", "seed-example", "key", "create", "--name", "Reports", "--role", "Team-Read")
run("--network", "seed-example", "webhook", "create", "Bookings", "--action", "BookingCreate")
ask("--network", "seed-example", "account", "list")
Path(sys.argv[2]).write_text(json.dumps(answers, indent=1, ensure_ascii=False) + "\\n")
"""


def _pack(files: Iterator[tuple[Path, str]], target: Path) -> None:
    """Write files and folders in this order, always to the same bytes."""

    def bare(one: tarfile.TarInfo) -> tarfile.TarInfo:
        one.mtime = one.uid = one.gid = 0
        one.uname = one.gname = ""
        return one

    with (
        lzma.open(target, "wb", filters=[{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for path, name in files:
            archive.add(path, name, recursive=False, filter=bare)


def _program(source: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted((source / "src").rglob("*")):
        if path.is_file():
            yield path, str(path.relative_to(source))


def _data_folder(data: Path) -> Iterator[tuple[Path, str]]:
    """Everything in the data folder; files of the same name, which are much alike, one after the other."""
    paths = sorted(data.rglob("*"), key=lambda path: (not path.is_dir(), path.name if path.is_file() else "", path))
    for path in paths:
        yield path, str(path.relative_to(data))


@contextmanager
def _old_server(data: Path, environment: dict[str, str]) -> Iterator[str]:
    """Run the old program's embedded server, and yield its URL."""
    command = [sys.executable, "-c", SERVE, str(data)]
    with subprocess.Popen(  # noqa: S603 - our own
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin  # noqa: S101 - piped
        assert process.stdout  # noqa: S101 - piped
        yield process.stdout.readline().strip()
        process.stdin.close()
        if process.wait() != 0:
            raise SystemExit("the old program's server did not stop cleanly")


def _reset_recovery(data: Path) -> None:
    """Leave one empty segment of the log for recovery, which a server that was stopped does not need."""
    user = server_user()
    as_user = {"user": user.uid, "group": user.gid, "extra_groups": []} if user else {}
    folder = os.open(data / DATABASE, os.O_RDONLY)
    try:
        reset = [str(wheel() / BIN / "pg_resetwal"), "-D", f"/proc/self/fd/{folder}"]
        subprocess.run(reset, check=True, pass_fds=[folder], **as_user)  # type: ignore[call-overload]  # noqa: S603
    finally:
        os.close(folder)
    (data / DATABASE / "server.log").unlink(missing_ok=True)


def _dump(url: str) -> bytes:
    parts = conninfo_to_dict(url)
    where = ["-h", str(parts["host"]), "-U", "postgres", str(parts["dbname"])]
    dump = [str(wheel() / BIN / "pg_dump"), "--no-owner", "--no-privileges", *where]
    return subprocess.run(dump, check=True, capture_output=True).stdout  # noqa: S603


def main() -> None:
    """Make the dump, the data folder and the answers."""
    with tempfile.TemporaryDirectory(prefix="teamkpi-old-") as above:
        source, data = Path(above) / "source", Path(above) / "data"
        archived = ["git", "archive", COMMIT, "src"]
        archive = subprocess.run(archived, cwd=ROOT, check=True, capture_output=True).stdout  # noqa: S603
        with tarfile.open(fileobj=BytesIO(archive)) as opened:
            opened.extractall(source, filter="data")
        _pack(_program(source), PLACE / PROGRAM)
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TEAMKPI_")},
            "PYTHONPATH": str(source / "src"),
            "TEAMKPI_SECRET_KEY": KEY,
        }
        with _old_server(data, environment) as url:
            fill = [sys.executable, "-c", FILL, str(ROOT / "tests" / "vectors"), str(PLACE / "answers.json")]
            subprocess.run(fill, env={**environment, "TEAMKPI_DATABASE_URL": url}, check=True)  # noqa: S603
            text = _dump(url)
        _reset_recovery(data)
        _pack(_data_folder(data), PLACE / DATA_FOLDER)
    file = PLACE / "database.sql.gz"
    file.write_bytes(gzip.compress(text, mtime=0))
    for one in sorted(PLACE.iterdir()):
        print(f"{one.stat().st_size:>10,} {one.name}")
    if sum(one.stat().st_size for one in PLACE.iterdir()) > _LARGEST:
        raise SystemExit(f"that is more than {_LARGEST:,} bytes: keep less")


if __name__ == "__main__":
    main()
