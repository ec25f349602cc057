"""Resetting the demo, without filling it: ``test_readme.py`` starts it as it is."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.conftest import write_ledger
from teamkpi.cli import program
from teamkpi.db import connect
from teamkpi.db.embedded import EmbeddedServer
from teamkpi.db.server_user import server_user
from teamkpi.demo import ADMINISTRATOR_EMAIL, TEAM_ID

demo_command: Any = import_module("teamkpi.cli.demo")


def test_resetting_the_demo_deletes_the_demo_and_nothing_else(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[Path] = []
    monkeypatch.setattr(demo_command, "_fill", lambda *_: demo_command._Space(datetime.now(UTC), is_new=True))
    monkeypatch.setattr(demo_command, "run_server", lambda settings, *_: served.append(settings.data_dir))
    place = folder.with_name(f"{folder.name}-demo")

    def command(*arguments: str, data: Path = place, url: str = "") -> Result:
        return CliRunner().invoke(program, arguments, env={"TEAMKPI_DATA_DIR": str(data), "TEAMKPI_DATABASE_URL": url})

    def reset(url: str = "") -> Result:
        return command("demo", "--reset", data=folder, url=url)

    assert reset().exit_code == 0  # when there is nothing yet
    of_demo = [{"Id": 1, "FullName": "Jane Smith", "Email": ADMINISTRATOR_EMAIL}]
    team = {"Id": TEAM_ID, "Name": "T", "BusinessId": 1, "TeamMembers": [1], "TeamAdministrators": [1]}
    command("import", str(write_ledger(tmp_path / "demo", {"coworkers": of_demo, "teams": [team]})))
    with closing(EmbeddedServer(place)) as server, connect(server.url) as conn:
        assert "another process uses the database in" in reset().stderr
        assert command("kpi", str(TEAM_ID)).exit_code == 0
        # Another version goes on with it, which this one cannot; but it can delete it.
        conn.execute("INSERT INTO _yoyo_migration (migration_hash, migration_id) VALUES ('f', '9999_other')")
        refused = command("demo", data=folder)
        assert (refused.exit_code, refused.stderr) == (
            3,
            (
                f"teamkpi: the demo's database in {place} has migrations that this version of teamkpi does not have "
                "(9999_other): install a version that has them, or run `teamkpi demo --reset`, which deletes the demo "
                "and creates it again\n"
            ),
        )
    assert reset().exit_code == 0
    assert command("kpi", str(TEAM_ID)).exit_code == 1
    assert served == [place, place]

    command("import", str(write_ledger(tmp_path / "mine", {"coworkers": [{**of_demo[0], "Id": 2}]})))
    with closing(EmbeddedServer(place)) as server, connect(server.url) as conn:
        result = reset()
        assert result.exit_code == 3
        assert "a ledger that is not the demo's" in result.stderr
        conn.execute("ALTER TABLE teams RENAME COLUMN team_administrators TO administrators")
        result = reset()
        assert result.exit_code == 3
        assert f"cannot see whether the database in {place} is the demo's" in result.stderr
        conn.execute("ALTER TABLE teams RENAME COLUMN administrators TO team_administrators")
        conn.execute("ALTER TABLE network RENAME TO networks")
        assert f"cannot see whether the database in {place} is the demo's" in reset().stderr
        conn.execute("ALTER TABLE networks RENAME TO network")
    assert command("export", str(tmp_path / "kept")).exit_code == 0
    assert len((tmp_path / "kept" / "coworkers.jsonl").read_text().splitlines()) == 1
    assert "drop your own database" in reset("postgresql://127.0.0.1:1/x").stderr
    assert "leave out --reset" in command("demo", "--reset", "--write", str(tmp_path / "x")).stderr


def test_a_demo_of_another_postgresql_is_left_with_the_way_to_delete_it(tmp_path: Path) -> None:
    data = tmp_path / "data-demo" / "postgresql"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("99\n")
    if os.geteuid() == 0:
        os.chown(data, user.uid if (user := server_user()) else 0, -1)
    environment = {"TEAMKPI_DATA_DIR": str(tmp_path / "data"), "TEAMKPI_DATABASE_URL": ""}
    result = CliRunner().invoke(program, ["demo", "--reset"], env=environment)
    assert result.exit_code == 3
    assert f"whether the database in {data.parent} is the demo's: PostgreSQL 99 made it, and this" in result.stderr
    assert result.stderr.endswith("If it is, delete that folder yourself, and start the demo again\n")
    assert data.exists()


@pytest.mark.parametrize(("days", "age"), [(0, None), (1, "1 day"), (8, "8 days")])
def test_the_demo_says_how_old_it_is(days: int, age: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    demo_command._announce(demo_command._note(days, None, is_embedded=True), "http://127.0.0.1:1")
    said = capsys.readouterr().out
    assert ("--reset" in said) == (days > 0)
    assert age is None or f"created {age} ago" in said
    assert "--reset" not in demo_command._note(days, 7, is_embedded=False)


@pytest.mark.parametrize(
    ("arguments", "is_new", "is_said"),
    [(("--seed", "7"), False, True), (("--seed", "7"), True, False), ((), False, False)],
)
def test_a_seed_that_came_too_late_is_said_first(
    arguments: tuple[str, ...], is_new: bool, is_said: bool, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_command, "_fill", lambda *_: demo_command._Space(datetime.now(UTC), is_new=is_new))
    monkeypatch.setattr(demo_command, "run_server", lambda _settings, _reached, ready: ready("http://127.0.0.1:1"))
    said = CliRunner().invoke(program, ["demo", *arguments], env={"TEAMKPI_DATABASE_URL": database_url}).stdout
    assert said.startswith("This space was there already, so --seed 7 was not used.") == is_said


def test_the_progress_of_the_demo_never_runs_backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """The records come in several batches, and an aborted one is read again."""
    seen: list[int] = []
    monkeypatch.setattr(demo_command, "_RECORDS_BETWEEN_LOOKS", 2)
    count = demo_command._Count(seen.append)
    for size in (5, 3):
        changes = demo_command._Changes([("teams", {"Id": number}) for number in range(size)], count)
        assert len([*changes, *changes]) == 2 * size
        count.add(size)
    assert seen == [2, 4, 7]
