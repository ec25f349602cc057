"""The image, started as docs/containers.md says: alone, with the embedded database on a volume."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from containers.engine import Engine, Refused, check_health, eventually, wait_until_ready
from database.test_upgrade_path import KEPT

PASSWORD = "correct horse battery staple"
AS_DOCUMENTED = (
    "--detach", "--init", "--read-only", "--tmpfs=/tmp", "--publish=127.0.0.1:8000:8000",
    "--cap-drop=all", "--security-opt=no-new-privileges",
)  # fmt: skip
URL = "http://127.0.0.1:8000"
Start = Callable[..., str]


@pytest.fixture
def volume(engine: Engine) -> Iterator[str]:
    name = "teamkpi-test"
    engine("volume", "create", name)
    yield name
    engine("volume", "rm", "--force", name)


@pytest.fixture
def start(engine: Engine, volume: str) -> Iterator[Start]:
    """Start the server in a container that is removed in the end."""
    name = "teamkpi-test"

    def run(image: str, *more: str) -> str:
        engine("run", f"--name={name}", *AS_DOCUMENTED, f"--volume={volume}:/data", *more, image)
        wait_until_ready(engine, name, URL)
        return name

    yield run
    engine("rm", "--force", "--ignore", name)


def create_account(engine: Engine, container: str, email: str) -> None:
    create = ["teamkpi", "account", "create", "--email", email, "--operator", "--password-stdin"]
    engine("exec", "--interactive", container, *create, stdin=f"{PASSWORD}\n".encode())


def signs_in(engine: Engine, email: str) -> bool:
    form = {"grant_type": "password", "username": email, "password": PASSWORD}
    data = [word for name, value in form.items() for word in ("--data-urlencode", f"{name}={value}")]
    answer = json.loads(engine.on_loopback("curl", "--silent", f"{URL}/api/token", *data))
    return "access_token" in answer


def test_it_runs_without_rights_keeps_its_data_and_stops(engine: Engine, image: str, start: Start) -> None:
    container = start(image)
    assert "Serving at" in engine.log(container)
    assert engine("exec", container, "id").split()[:2] == ["uid=10001(teamkpi)", "gid=0(root)"]
    status = engine("exec", container, "cat", "/proc/1/status")
    assert {"CapPrm:\t0000000000000000", "CapEff:\t0000000000000000", "NoNewPrivs:\t1"} <= set(status.splitlines())
    with pytest.raises(Refused, match="Read-only file system"):
        engine("exec", container, "touch", "/opt/teamkpi/written")
    assert "(build " in engine("exec", container, "teamkpi", "--version")
    engine("exec", container, "teamkpi", "doctor")
    create_account(engine, container, "office@example.org")
    assert signs_in(engine, "office@example.org")
    page = engine.on_loopback("curl", "--silent", "--fail", f"{URL}/console/")
    assert "<script" in page

    engine("stop", "--time=30", container)
    # 137 would be one that was killed after 30 seconds.
    assert engine.state(container)["ExitCode"] == 0
    engine("start", container)
    wait_until_ready(engine, container, URL)
    assert signs_in(engine, "office@example.org")


def test_its_health_is_known_to_the_engine(engine: Engine, image: str, start: Start) -> None:
    container = start(image)

    def is_healthy() -> bool:
        check_health(engine)
        return bool(engine.state(container)["Health"]["Status"] == "healthy")

    eventually(engine, container, is_healthy)


def test_what_was_acknowledged_outlives_a_kill(engine: Engine, image: str, start: Start) -> None:
    container = start(image)
    for number in range(3):
        email = f"{number}@example.org"
        create_account(engine, container, email)
        engine("kill", "--signal=KILL", container)
        engine("wait", container)
        engine("start", container)
        wait_until_ready(engine, container, URL)
        assert signs_in(engine, email)
    assert len(engine("exec", container, "teamkpi", "account", "list").splitlines()) >= 3


@pytest.fixture
def older_image(engine: Engine, image: str, tmp_path: Path) -> str:
    """One with the program of an earlier version, on what this one is made of."""
    with tarfile.open(KEPT / "program.tar.xz") as archive:
        archive.extractall(tmp_path / "older", filter="data")
    (tmp_path / "Dockerfile").write_text(f"FROM {image}\nCOPY older /older\nENV PYTHONPATH=/older/src\n")
    engine.build(f"{image}-older", tmp_path)
    return f"{image}-older"


def test_a_new_image_takes_over_the_volume_of_an_older_one(
    engine: Engine, image: str, older_image: str, start: Start
) -> None:
    container = start(older_image)
    create_account(engine, container, "office@example.org")
    assert "0027_calendar_links" in schema_of(engine, container)
    engine("stop", "--time=30", container)
    engine("rm", container)
    container = start(image)
    assert signs_in(engine, "office@example.org")
    engine("exec", container, "teamkpi", "doctor")
    assert schema_of(engine, container) != "0027_calendar_links"


def schema_of(engine: Engine, container: str) -> str:
    """The last migration of the program and the folder, as the database has it."""
    ask = (
        "from teamkpi.db import connect; from teamkpi.db.embedded import EmbeddedServer; from pathlib import Path\n"
        "server = EmbeddedServer(Path('/data/teamkpi'))\n"
        "with connect(server.url) as conn:\n"
        "    print(conn.execute('SELECT max(migration_id) FROM _yoyo_migration').fetchone()[0])\n"
    )
    return engine("exec", container, "python", "-c", ask)


def test_another_user_is_told_what_the_embedded_database_needs(engine: Engine, image: str, volume: str) -> None:
    # Podman makes any user known inside, unless told not to; Docker does not.
    options = ["--rm", "--user=12345:0", "--passwd=false", "--read-only", "--tmpfs=/tmp", f"--volume={volume}:/data"]
    assert "Usage: teamkpi" in engine("run", *options, image, "--help")
    with pytest.raises(Refused, match="user 12345, which this system does not know"):
        engine("run", *options, image)
