"""Which handler answers a method and a path, and what is answered where there is none."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamkpi.api.errors import HttpError
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.api.http.routing import Route, Routes


async def _nothing(_: HttpRequest) -> Response:
    return Response()


def routes(*calls: str) -> Routes:
    return Routes(Route(method, path, _nothing) for method, path in (one.split(" ") for one in calls))


TEAMS = routes(
    "GET /",
    "GET /teams/my",
    "GET /teams/{teamId}",
    "PUT /teams/{teamId}",
    "GET /teams/{teamId}/members/{memberId}",
    "GET /pages/{*path}",
    "GET /pages",
)


def found(path: str) -> tuple[str, dict[str, str]] | int:
    try:
        place, parameters = TEAMS.find(path)
    except HttpError as error:
        return error.status
    return place.template, dict(parameters)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", ("/", {})),
        ("/teams", 404),
        ("/teams/my", ("/teams/my", {})),
        ("/teams/My", ("/teams/{teamId}", {"teamId": "My"})),
        ("/teams/55/members/101", ("/teams/{teamId}/members/{memberId}", {"teamId": "55", "memberId": "101"})),
        ("/teams/55/members", 404),
        # What a literal part leads to is all there is: "my" is never an id.
        ("/teams/my/members/101", 404),
        ("/pages", ("/pages", {})),
        ("/pages/a", ("/pages/{path}", {"path": "a"})),
        ("/pages/a/b.js", ("/pages/{path}", {"path": "a/b.js"})),
        ("", 404),
    ],
)
def test_which_place_a_path_is(path: str, expected: Any) -> None:
    assert found(path) == expected


@given(st.text(alphabet="/ab{}*:", max_size=12))
def test_every_path_is_a_place_or_none(path: str) -> None:
    # Signs of templates mean nothing in a path.
    assert found(f"/nowhere{path}") == 404
    assert isinstance(found(f"/{path}"), tuple | int)


def test_methods_of_a_place() -> None:
    place, _ = TEAMS.find("/teams/55")
    assert place.handler("PUT") is _nothing
    with pytest.raises(HttpError) as refused:
        place.handler("DELETE")
    assert (refused.value.status, refused.value.headers) == (405, {"Allow": "GET, OPTIONS, PUT"})
    options = asyncio.run(cast("Any", place.handler("OPTIONS"))(None))
    assert (options.status_code, options.headers) == (204, [(b"allow", b"GET, OPTIONS, PUT")])


def test_a_call_is_declared_once() -> None:
    with pytest.raises(ValueError, match="is declared twice"):
        routes("GET /teams/{teamId}", "GET /teams/{id}")
