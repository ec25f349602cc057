"""Resetting the demo, without filling it: ``test_readme.py`` starts it as it is."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.conftest import write_ledger
from teamkpi.cli import program
from teamkpi.db.embedded import EmbeddedServer
from teamkpi.demo import ADMINISTRATOR_EMAIL, TEAM_ID

demo_command: Any = import_module("teamkpi.cli.demo")


def test_resetting_the_demo_deletes_the_demo_and_nothing_else(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[Path] = []
    monkeypatch.setattr(demo_command, "_fill", lambda *_: datetime.now(UTC))
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
    with closing(EmbeddedServer(place)):
        assert "another process uses the database in" in reset().stderr
    assert command("kpi", str(TEAM_ID)).exit_code == 0
    assert reset().exit_code == 0
    assert command("kpi", str(TEAM_ID)).exit_code == 1
    assert served == [place, place]

    command("import", str(write_ledger(tmp_path / "mine", {"coworkers": [{**of_demo[0], "Id": 2}]})))
    result = reset()
    assert result.exit_code == 3
    assert "a ledger that is not the demo's" in result.stderr
    assert command("export", str(tmp_path / "kept")).exit_code == 0
    assert len((tmp_path / "kept" / "coworkers.jsonl").read_text().splitlines()) == 1
    assert "drop your own database" in reset("postgresql://127.0.0.1:1/x").stderr
    assert "leave out --reset" in command("demo", "--reset", "--write", str(tmp_path / "x")).stderr


@pytest.mark.parametrize(("days", "age"), [(0, None), (1, "1 day"), (8, "8 days")])
def test_the_demo_says_how_old_it_is(days: int, age: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    demo_command._announce("http://127.0.0.1:1", days_old=days)
    said = capsys.readouterr().out
    assert ("--reset" in said) == (days > 0)
    assert age is None or f"created {age} ago" in said
