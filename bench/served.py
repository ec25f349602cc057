"""Our own server as a process: ``python -m bench.served URL PORT TEAM ...``, with the settings of the environment.

Beside the product's calls it has a route that answers the bytes of those teams from memory, without a token: the
ceiling of what this server can do.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from bench.contenders.running import Asked, Running, free_port, process
from teamkpi.api import server
from teamkpi.api.http.declarations import REVALIDATE
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.api.http.routing import get
from teamkpi.db import connect
from teamkpi.kpi import team_kpi
from teamkpi.settings import Settings
from teamkpi.wire import encode


def team_path(team: int) -> str:
    """Return the documented path."""
    return f"/api/public/teams/{team}/kpi"


def constant_path(team: int) -> str:
    """Return the path of the same bytes from memory."""
    return f"/constant/teams/{team}/kpi"


@contextmanager
def running(asked: Asked, *, cache: bool, constant_teams: Sequence[int] = ()) -> Iterator[Running]:
    """Start the server; without a cache every answer is made anew."""
    port = free_port()
    environment = {
        **os.environ,
        "TEAMKPI_THROTTLE": "off",
        "TEAMKPI_CACHE_MEBIBYTES": "64" if cache else "0",
    }
    command = [sys.executable, "-m", "bench.served", asked.url, str(port), *map(str, constant_teams)]
    with process(command, port, env=environment) as pid:
        yield Running(port, pid, asked.token, team_path)


def main() -> None:
    """Serve until told to stop."""
    url, port, *teams = sys.argv[1:]
    bodies: dict[str, bytes] = {}
    with connect(url) as conn:
        for team in teams:
            answer = team_kpi(conn, 1, int(team), now=datetime.now(UTC))
            assert answer is not None
            bodies[team] = encode(answer.body)

    @get("/constant/teams/{teamId}/kpi")
    async def constant(request: HttpRequest) -> Response:
        body = bodies[request.path_params["teamId"]]
        return Response(body=body, media_type="application/json", headers=REVALIDATE)

    settings = Settings.from_environment(host="127.0.0.1", port=int(port))
    server.run(settings, url, more_routes=[constant])


if __name__ == "__main__":
    main()
