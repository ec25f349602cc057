"""compose.yaml, with podman-compose: the secrets are made as docs/containers.md says, and nothing else is changed.

PostgreSQL's image is not to be had without a registry. Debian's PostgreSQL takes its place under the same name, with
as much of that image's entry point as compose.yaml uses.
"""

from __future__ import annotations

import secrets
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from containers.conftest import IMAGE
from containers.engine import ROOT, Engine, Refused, check_health, eventually, wait_until_ready
from containers.test_image import URL, create_account, signs_in
from patience import until

STAND_IN = """
FROM {base}
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql && rm -rf /var/lib/apt/lists/*
RUN ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/ || true
COPY entry-point /usr/local/bin/entry-point
ENV PGDATA=/var/lib/postgresql/data
VOLUME /var/lib/postgresql/data
STOPSIGNAL SIGINT
ENTRYPOINT ["entry-point"]
CMD ["postgres"]
"""
ENTRY_POINT = """#!/bin/sh
set -eu
mkdir -p "$PGDATA"
chown -R postgres: "$PGDATA"
chmod 700 "$PGDATA"
as_server() { setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"; }
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    install -o postgres -m 600 "$POSTGRES_PASSWORD_FILE" /tmp/password
    # shellcheck disable=SC2086
    as_server initdb --username="$POSTGRES_USER" --pwfile=/tmp/password --auth-host=scram-sha-256 $POSTGRES_INITDB_ARGS
    rm /tmp/password
    echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
    as_server pg_ctl -w start -o '-c listen_addresses='
    as_server createdb --username="$POSTGRES_USER" "$POSTGRES_DB"
    as_server pg_ctl -w stop
fi
exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$@" -c listen_addresses='*' -k /tmp
"""


class Project:
    """The compose file in a folder of its own, run with podman-compose."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.folder = folder
        self._engine = engine
        found = shutil.which("podman-compose", path=str(Path(sys.executable).parent)) or shutil.which("podman-compose")
        if found is None:
            pytest.skip("needs podman-compose; `pip install podman-compose` has it")
        self._command = [found, "--podman-path", str(engine.wrapper()), "--file", str(folder / "compose.yaml")]
        shutil.copy(ROOT / "compose.yaml", folder)
        self._make_secrets()

    def _make_secrets(self) -> None:
        place = self.folder / "secrets"
        place.mkdir(mode=0o700)
        password = secrets.token_hex(24)
        (place / "database-password").write_text(password + "\n")
        (place / "database-url").write_text(f"postgresql://teamkpi:{password}@database/teamkpi\n")
        (place / "secret-key").write_text(b64encode(secrets.token_bytes(32)).decode() + "\n")
        for one in place.iterdir():
            one.chmod(0o444)

    def __call__(self, *arguments: str) -> str:
        """Run a command to its end, while the health of the containers is checked."""
        log = self.folder / "log"
        with log.open("wb") as output:
            environment = self._engine.environment()
            command = [*self._command, *arguments]
            process = subprocess.Popen(command, env=environment, stdout=output, stderr=output, cwd=self.folder)

            def has_ended() -> bool:
                check_health(self._engine)
                return process.poll() is not None

            until(has_ended)
        said = log.read_text()
        if process.returncode != 0:
            raise Refused(f"{arguments}: {process.returncode}\n{said}")
        return said

    def start(self) -> None:
        """Start everything; podman-compose waits for a container's health only with Podman 4.6 or newer."""
        database = self.container("database")
        self("up", "--detach", "--no-build", "database")

        def is_healthy() -> bool:
            check_health(self._engine)
            return bool(self._engine.state(database)["Health"]["Status"] == "healthy")

        eventually(self._engine, database, is_healthy)
        self("up", "--detach", "--no-build")

    def container(self, service: str) -> str:
        """The name of a service's container."""
        return f"teamkpi_{service}_1"


@pytest.fixture
def project(engine: Engine, base: str, image: str, tmp_path: Path) -> Iterator[Project]:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    assert compose["services"]["teamkpi"]["image"] == IMAGE.removeprefix("localhost/") == image.rpartition("/")[2]
    stand_in = tmp_path / "database"
    stand_in.mkdir()
    (stand_in / "Dockerfile").write_text(STAND_IN.format(base=base))
    (stand_in / "entry-point").write_text(ENTRY_POINT)
    (stand_in / "entry-point").chmod(0o755)
    engine.build(f"localhost/{compose['services']['database']['image']}", stand_in)
    folder = tmp_path / "project"
    folder.mkdir()
    project = Project(engine, folder)
    yield project
    project("down", "--volumes")


def test_the_compose_file_starts_a_server_on_postgresql(engine: Engine, project: Project) -> None:
    project.start()
    server = project.container("teamkpi")
    wait_until_ready(engine, server, URL)
    assert engine.state(project.container("migrate"))["ExitCode"] == 0
    assert "There is no operator yet" in engine.log(server)
    engine("exec", server, "teamkpi", "doctor")
    create_account(engine, server, "office@example.org")
    assert signs_in(engine, "office@example.org")
    assert "office@example.org" in engine("exec", server, "teamkpi", "account", "list")
    assert "teamkpi-" in engine("exec", server, "sh", "-c", "teamkpi backup /data && ls /data")

    # Any user id does with this database, as on OpenShift.
    mounts = [
        f"--volume={project.folder}/secrets/{one}:/run/secrets/{one}:ro" for one in ("database-url", "secret-key")
    ]
    files = [
        "--env=TEAMKPI_DATABASE_URL_FILE=/run/secrets/database-url",
        "--env=TEAMKPI_SECRET_KEY_FILE=/run/secrets/secret-key",
    ]
    other = [
        "--rm",
        "--user=12345:0",
        "--passwd=false",
        "--read-only",
        "--tmpfs=/tmp",
        "--network=teamkpi_default",
        *mounts,
        *files,
    ]
    assert "office@example.org" in engine("run", *other, IMAGE, "account", "list")

    # As an upgrade does: everything is made again, on the same volumes.
    project("down")
    project.start()
    wait_until_ready(engine, server, URL)
    assert signs_in(engine, "office@example.org")
    engine("stop", "--time=30", server)
    assert engine.state(server)["ExitCode"] == 0
