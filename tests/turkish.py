"""A PostgreSQL whose locale is Turkish, where the small letter of I is not i: an own server, when one is installed.

The embedded one has no such locale. Debian's packages have, in ``/usr/lib/postgresql``; ``TEAMKPI_TEST_POSTGRES`` names
another folder of programs. Without either, the tests that need it are left out by name.
"""

from __future__ import annotations

import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def programs() -> Path | None:
    """The folder of the newest server that is installed, version 15 or later."""
    if named := os.environ.get("TEAMKPI_TEST_POSTGRES"):
        return Path(named)
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    versions = {int(path.parent.name): path for path in found if path.parent.name.isdigit()}
    return versions[max(versions)] if versions and max(versions) >= 15 else None


@contextmanager
def turkish_server() -> Iterator[str]:
    """The URL of the maintenance database of a server made for this, which is stopped afterwards."""
    folder = programs()
    if folder is None:
        pytest.skip("no PostgreSQL with ICU is installed (apt-get install postgresql)")
    # PostgreSQL does not run as root.
    owner = pwd.getpwnam("postgres") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    with tempfile.TemporaryDirectory(prefix="teamkpi-turkish-") as above:
        os.chown(above, owner.pw_uid, owner.pw_gid)

        def run(program: str, *arguments: str) -> None:
            command = [str(folder / program), *arguments]
            log = Path(above) / "commands.log"
            with log.open("a", encoding="utf-8") as written:
                done = subprocess.run(
                    command, cwd="/", user=owner.pw_uid, group=owner.pw_gid, stdout=written, stderr=written, check=False
                )
            assert done.returncode == 0, log.read_text("utf-8")

        data = f"{above}/data"
        locale = ("--locale-provider=icu", "--icu-locale=tr-TR", "--locale=C.UTF-8", "--encoding=UTF8")
        run("initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", *locale)
        options = f"-c listen_addresses= -c unix_socket_directories={above} -c fsync=off"
        run("pg_ctl", "-D", data, "-w", "-o", options, "-l", f"{above}/server.log", "start")
        try:
            yield f"postgresql://postgres@/postgres?host={above}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
