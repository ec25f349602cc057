"""The outer middleware reads a path in one way, however often it is asked for."""

from __future__ import annotations

import asyncio
import io
from typing import Any
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from teamkpi.api.http.paths import CallPaths
from teamkpi.api.log import logger_to
from teamkpi.api.serving.outer_middleware import OuterMiddleware, request_path
from teamkpi.settings import Settings

PATHS = CallPaths(["/api/public/teams/my", "/api/public/teams/{teamId}/kpi"])


async def _silent(_: Any) -> None:
    return


def paths_seen(raw: bytes, times: int) -> list[str]:
    seen: list[str] = []

    async def app(scope: Any, _: Any, send: Any) -> None:
        seen.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    middleware = OuterMiddleware(app, paths=PATHS, cors_origins=(), log=logger_to(Settings(), io.BytesIO()))
    scope = {"type": "http", "method": "GET", "path": "?", "raw_path": raw, "headers": [(b"host", b"x")]}
    for _ in range(times):
        asyncio.run(middleware(dict(scope), None, _silent))  # type: ignore[arg-type]
    return seen


@given(st.text(alphabet="/aAkKpPiI.5%é", max_size=160).map(lambda text: "/API/public/" + quote(text, safe="/")))
def test_the_second_reading_is_the_first(path: str) -> None:
    raw = path.encode()
    read = request_path({"raw_path": raw})
    # A path that names nothing is refused before the application.
    assert paths_seen(raw, 2) == ([] if read is None else [PATHS.as_declared(read)] * 2)


def test_a_path_is_known_by_all_of_its_bytes() -> None:
    assert paths_seen(b"/API/Public/Teams/7/KPI", 2) == ["/api/public/teams/7/kpi"] * 2
    assert paths_seen(b"/API/Public/Teams/8/kpi", 1) == ["/api/public/teams/8/kpi"]
