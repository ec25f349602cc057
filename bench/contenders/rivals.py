"""The contenders that are not ours: what each is, how it is installed, and how it is started."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from bench.contenders.running import Asked, Figures, Running, free_port, process
from bench.served import team_path
from teamkpi.db import connect
from teamkpi.kpi import FIGURES, TeamKpi
from teamkpi.kpi.team import TEAM_KPI

_HERE = Path(__file__).parent
INSTALLED = Path("build/contenders")
# As the product's own connections have it. PostGraphile's function keeps its plan too, as the product's statement does;
# the queries that the ORM makes are faster when they are planned for their values.
_NO_JIT, _KEPT_PLAN = "-c jit=off", "-c jit=off -c plan_cache_mode=force_generic_plan"
_THREADS = 8


@dataclass(frozen=True)
class Rival:
    """Another way to give the same answer."""

    name: str
    text: str
    install: Callable[[], None]
    is_installed: Callable[[], bool]
    start: Callable[[Asked], AbstractContextManager[Running]]
    versions: Callable[[], dict[str, str]]


def _database(url: str, options: str) -> str:
    found = conninfo_to_dict(url)
    return json.dumps({name: found[name] for name in ("host", "user", "dbname")} | {"options": options})


def _install_django() -> None:
    folder = INSTALLED / "django"
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    pip = [str(folder / "bin/python"), "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", "install"]
    subprocess.run([*pip, "--require-hashes", "-r", str(_HERE / "django/requirements.txt")], check=True)


@contextmanager
def _start_django(asked: Asked) -> Iterator[Running]:
    port = free_port()
    gunicorn = str((INSTALLED / "django/bin/gunicorn").absolute())
    command = [gunicorn, "--workers", "1", "--worker-class", "gthread", "--threads", str(_THREADS)]
    command += ["--keep-alive", "60", "--bind", f"127.0.0.1:{port}", "site_of_teams.wsgi"]
    environment = {**os.environ, "BENCH_DATABASE": _database(asked.url, _NO_JIT)}
    with process(command, port, env=environment, cwd=_HERE / "django") as pid:
        yield Running(port, pid, asked.token, team_path)


def _django_versions() -> dict[str, str]:
    wanted = {"django", "djangorestframework", "gunicorn", "psycopg"}
    pins = re.findall(r"^([a-z-]+)==(\S+)", (_HERE / "django/requirements.txt").read_text(), re.MULTILINE)
    return {name: version for name, version in pins if name in wanted}


def _install_postgraphile() -> None:
    if not shutil.which("npm"):
        raise RuntimeError("PostGraphile needs npm, which is not installed")
    folder = INSTALLED / "postgraphile"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc", "server.js"):
        shutil.copy(_HERE / "postgraphile" / name, folder)
    subprocess.run(["npm", "ci", "--silent"], cwd=folder, check=True)


@contextmanager
def _start_postgraphile(asked: Asked) -> Iterator[Running]:
    port = free_port()
    with connect(asked.url) as conn:
        conn.execute(
            (_HERE / "postgraphile/schema.sql").read_text().replace("{kpi}", kpi_statement("asked_team")).encode()
        )
    folder = (INSTALLED / "postgraphile").absolute()
    command = [str(folder / "node_modules/.bin/node"), "server.js", _database(asked.url, _KEPT_PLAN), str(port)]
    environment = {**os.environ, "NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    with process(command, port, env=environment, cwd=folder) as pid:
        yield Running(port, pid, asked.token, lambda _: "/graphql", _graphql, _read_graphql)


def kpi_statement(team: str) -> str:
    """Return the product's statement with SQL expressions for its parameters, for a team at the present instant."""
    values = {"network_id": "1::bigint", "team_id": team, "now": "now()", "open_checkin_limit": "'24 hours'"}
    return re.sub(r"%\((\w+)\)s", lambda found: values[found[1]], TEAM_KPI).replace("%%", "%")


def _graphql(team: int) -> bytes:
    query = f"query($team:BigInt!){{teamKpi(askedTeam:$team){{nodes{{{' '.join(_GRAPHQL_NAMES)}}}}}}}"
    return json.dumps({"query": query, "variables": {"team": str(team)}}).encode()


def _read_graphql(answer: Any) -> Figures:
    nodes = answer["data"]["teamKpi"]["nodes"]
    return [{wire: node[name] for name, wire in _GRAPHQL_NAMES.items()} for node in nodes]


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


_GRAPHQL_NAMES = {_camel(name): figure.wire for name, figure in zip(TeamKpi.__struct_fields__, FIGURES, strict=True)}

RIVALS = {
    rival.name: rival
    for rival in (
        Rival(
            "PostGraphile",
            "over an SQL function that holds the product's own statement; GraphQL; the function looks the token up",
            _install_postgraphile,
            (INSTALLED / "postgraphile/node_modules").exists,
            _start_postgraphile,
            lambda: json.loads((_HERE / "postgraphile/package.json").read_text())["dependencies"],
        ),
        Rival(
            "Django REST framework",
            f"over the ORM and the product's stored sums; gunicorn, one worker of {_THREADS} threads",
            _install_django,
            (INSTALLED / "django/bin/gunicorn").exists,
            _start_django,
            _django_versions,
        ),
    )
}
