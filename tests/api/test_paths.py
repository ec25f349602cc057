"""A path is what was sent: every part of the server reads it in one way, and ambiguous ones are nobody's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.doorway import Space, problem, running
from teamkpi.api.registry import OPERATIONS
from teamkpi.api.serving.outer_middleware import LONGEST_PATH, request_path

ORIGIN = "https://portal.example"
PAGES = ("/", "/dashboard", "/dashboard/team/55", "/dashboard/assets/x.js", "/docs", "/docs/docs.js", "/openapi.json")
PATHS = sorted({*PAGES, *(re.sub(r"\{\w+\}", "55", one.path) for one in OPERATIONS)})
METHODS = sorted({one.method.upper() for one in OPERATIONS} | {"HEAD", "OPTIONS", "PATCH"})
NOT_FOUND = problem("not_found", 404, "Not found", "There is nothing at this path.")


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url, cors_origins=(ORIGIN, "*"), throttle_requests_per_address=1_000_000) as space:
        yield space


def spellings(path: str) -> Iterator[str]:
    """Ways to write a path that some software takes for the path itself."""
    yield f"/{path}"
    yield f"{path}//"
    yield f"{path}/."
    yield f"{path}/x/.."
    yield f"/.{path}"
    yield f"/..{path}"
    yield f"/x/..{path}"
    yield f"/%2e{path}"
    yield f"/x/%2E%2e{path}"
    yield f"/%2f{path[1:]}"
    yield f"{path}%2F"
    yield f"/\\{path[1:]}"
    yield f"{path}%5c"
    yield f"{path}/%ff"
    for place in (one.start() for one in re.finditer("/", path[1:])):
        for instead in ("//", "/./", "/x/../", "%2F", "%2f", "\\", "%5C", "/%2e/"):
            yield path[: place + 1] + instead + path[place + 2 :]


@pytest.mark.parametrize("path", PATHS)
def test_other_spellings_of_a_path_are_no_path(space: Space, path: str) -> None:
    preflight = [(b"origin", ORIGIN.encode()), (b"access-control-request-method", b"GET")]
    asks = [
        (method, spelling, preflight if method == "OPTIONS" else preflight[:1])
        for spelling in spellings(path)
        for method in METHODS
    ]
    for (method, spelling, _), found in zip(asks, space.ask_raw_in_turn(asks, token="none"), strict=True):
        assert found["status"] == 404, (method, spelling)
        assert not any(name.startswith(b"access-control-") for name, _ in found["headers"])
        if method != "HEAD":
            assert json.loads(found["body"]) == NOT_FOUND


def answered(space: Space, method: str, path: str) -> Any:
    """An answer without what is another for every request."""
    return answered_in_turn(space, [(method, path)])[0]


def answered_in_turn(space: Space, asks: Sequence[tuple[str, str]]) -> list[Any]:
    headers = [(b"origin", ORIGIN.encode())]
    return [
        (found["status"], found["body"], [one for one in found["headers"] if one[0] not in {b"x-request-id", b"date"}])
        for found in space.ask_raw_in_turn([(*one, headers) for one in asks], token="none")
    ]


@pytest.mark.parametrize("path", PATHS)
def test_a_slash_at_the_end_and_percent_encoding_change_nothing(space: Space, path: str) -> None:
    encoded = "/".join("".join(f"%{ord(sign):02x}" for sign in segment) for segment in path.split("/"))
    written = [path, encoded, *([f"{path}/"] if path != "/" else [])]
    for method in METHODS:
        as_it_is, *others = answered_in_turn(space, [(method, one) for one in written])
        assert others == [as_it_is] * len(others), method


def test_calls_of_the_dashboard_are_for_no_other_origin_however_they_are_written(space: Space) -> None:
    for path in ("/dashboard/session", "/dashboard/session/", "/d%61shboard/session", "/dashboard/%73ession/token"):
        for method in ("POST", "OPTIONS"):
            headers = answered(space, method, path)[2]
            assert not any(name.startswith(b"access-control-") for name, _ in headers)
    assert any(name == b"access-control-allow-origin" for name, _ in answered(space, "GET", "/dashboards")[2])


def test_a_path_that_is_very_long_names_nothing(space: Space) -> None:
    longest = "/dashboard/" + "a" * (LONGEST_PATH - len("/dashboard/"))
    assert answered(space, "GET", longest)[0] == answered(space, "GET", "/dashboard")[0]
    assert json.loads(answered(space, "GET", longest + "a")[1]) == NOT_FOUND


SEGMENTS = st.text(min_size=1, max_size=5).filter(lambda text: text not in {".", ".."} and not set(text) & set("/\\"))


@given(st.lists(SEGMENTS, min_size=1, max_size=6), st.booleans())
def test_what_is_written_is_what_is_read(segments: list[str], ends_with_slash: bool) -> None:
    """Also signs that mean something elsewhere: they stand for themselves, once they are decoded."""
    written = "".join("/" + quote(segment, safe="") for segment in segments) + "/" * ends_with_slash
    assert request_path({"raw_path": written.encode()}) == "/" + "/".join(segments)


@given(st.binary(max_size=40))
def test_whatever_is_written_is_one_path_or_none(written: bytes) -> None:
    path = request_path({"raw_path": written})
    if path is not None:
        assert path.startswith("/")
        assert not set(path.split("/")[1:]) & {".", ".."}
        assert path == "/" or "" not in path.split("/")[1:]
        assert "\\" not in path
        # What is read of what was read, written anew, is the same: nothing reads it in another way later on.
        assert request_path({"raw_path": quote(path).encode()}) == path
