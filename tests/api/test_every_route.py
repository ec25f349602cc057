"""What holds for every answer: one shape of error, HEAD, CORS, security headers, request ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import httpx
import pytest

from api.doorway import Space, problem, running
from teamkpi.api.http.problems import PROBLEMS
from teamkpi.api.registry import OPERATIONS

# Every path with the methods it takes.
PAGES = ("/", "/dashboard", "/dashboard/team/55", "/docs", "/docs/docs.js", "/docs/docs.css", "/openapi.json")
PATHS: dict[str, set[str]] = {path: {"GET"} for path in PAGES}
for operation in OPERATIONS:
    PATHS.setdefault(re.sub(r"\{\w+\}", "55", operation.path), set()).add(operation.method.upper())
GETS = [path for path, methods in PATHS.items() if "GET" in methods]
ORIGIN = "https://portal.example"


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url, cors_origins=(ORIGIN, "https://other.example/")) as space:
        yield space


def assert_problem(answer: httpx.Response, code: str) -> None:
    kind = PROBLEMS[code]
    assert answer.status_code == kind.status
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body == problem(code, kind.status, kind.title, body["detail"])
    assert body["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/nope",
        "/api",
        "/api/public/teams",
        "/api/public/teams/55",
        "/docs/x",
        "/api/public/teams/55/kpi/x",
        "/%2e%2e/x",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH"])
def test_unknown_paths(space: Space, method: str, path: str) -> None:
    assert_problem(space.ask(method, path), "not_found")


@pytest.mark.parametrize("path", PATHS)
def test_methods_that_a_path_does_not_take(space: Space, path: str) -> None:
    taken = {*PATHS[path], "OPTIONS", *(["HEAD"] if "GET" in PATHS[path] else [])}
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"} - taken:
        answer = space.ask(method, path)
        assert_problem(answer, "method_not_allowed")
        assert set(answer.headers["Allow"].split(", ")) == taken
    options = space.ask("OPTIONS", path)
    assert (options.status_code, options.content, set(options.headers["Allow"].split(", "))) == (204, b"", taken)


@pytest.mark.parametrize("path", [*GETS, "/nope"])
def test_head_is_get_without_its_body(space: Space, path: str) -> None:
    # Compressed, a body is shorter than what the client gives.
    plain = {"Accept-Encoding": "identity"}
    got, head = space.get(path, headers=plain), space.ask("HEAD", path, headers=plain)
    varying = {"x-request-id", "date"}

    def headers(answer: httpx.Response) -> dict[str, str]:
        return {name: value for name, value in answer.headers.items() if name not in varying}

    assert (head.status_code, head.content, headers(head)) == (got.status_code, b"", headers(got))
    assert head.headers["Content-Length"] == str(len(got.content))


@pytest.mark.parametrize("path", [*PATHS, "/nope"])
def test_security_headers(space: Space, path: str) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        headers = space.ask(method, path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        policies = headers.get_list("Content-Security-Policy")
        assert len(policies) == 1
        assert policies[0].startswith("default-src 'none'; ")


@pytest.mark.parametrize(("given", "kept"), [("a-b_C.9", True), ("x" * 64, True), ("x" * 65, False), ("a b", False)])
def test_request_ids(space: Space, given: str, kept: bool) -> None:
    answered = space.get("/nope", headers={"X-Request-Id": given}).headers["X-Request-Id"]
    assert (answered == given) is kept
    assert space.get("/nope").headers["X-Request-Id"] != space.get("/nope").headers["X-Request-Id"]


PREFLIGHT = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}


def test_cors_of_an_allowed_origin(space: Space) -> None:
    answer = space.ask("OPTIONS", "/api/public/teams/55/kpi", headers={"Origin": ORIGIN, **PREFLIGHT})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    allowed = {name.strip().lower() for name in answer.headers["Access-Control-Allow-Headers"].split(",")}
    wanted = "authorization x-use-timezone nx-app-version x-requested-with content-type client_id if-none-match"
    assert set(wanted.split()) <= allowed
    # Errors must be readable for the page as well.
    for path in ("/api/public/teams/55/kpi", "/nope"):
        answer = space.get(path, headers={"Origin": ORIGIN})
        assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert answer.headers["Vary"] == "Origin"
        shown = set(answer.headers["Access-Control-Expose-Headers"].split(", "))
        assert shown == {"Content-Disposition", "ETag", "X-Unknown-Shape-Paths", "X-Request-Id", "Retry-After"}
    assert space.get("/nope", headers={"Origin": "https://other.example"}).headers["Access-Control-Allow-Origin"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ORIGIN + ".evil.example"])
def test_cors_of_another_origin(space: Space, origin: str) -> None:
    preflight = space.ask("OPTIONS", "/api/token", headers={"Origin": origin, **PREFLIGHT})
    answer = space.get("/nope", headers={"Origin": origin})
    assert preflight.status_code == 204
    for headers in (preflight.headers, answer.headers):
        assert [name for name in headers if name.startswith("access-control")] == []
        assert headers["Vary"] == "Origin"


def test_cors_is_off_unless_set(run: Callable[..., Space]) -> None:
    closed, opened = run(), run(cors_origins=("*",))
    answer = closed.get("/nope", headers={"Origin": ORIGIN})
    assert [name for name in answer.headers if name.startswith("access-control") or name == "vary"] == []
    assert opened.get("/nope", headers={"Origin": ORIGIN}).headers["Access-Control-Allow-Origin"] == "*"
    preflight = opened.ask("OPTIONS", "/api/token", headers={"Origin": ORIGIN, **PREFLIGHT})
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in preflight.headers


def test_a_failure_shows_nothing_of_the_inside(run: Callable[..., Space]) -> None:
    space = run(throttle=False)  # which reads the clock before the database is asked
    space.set_clock("SECRET")  # type: ignore[arg-type]  # the database refuses it, and quotes it in its error
    answer = space.get("/api/public/teams/55/kpi", token="x")
    assert_problem(answer, "internal_error")
    assert "SECRET" not in answer.text + space.log_text()
    [line] = space.log_lines()
    assert (line["status"], line["level"]) == (500, "error")
    assert line["error"][0].startswith("psycopg.errors.InvalidDatetimeFormat at ")
