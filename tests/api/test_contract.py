"""The contract is fresh, complete and true, and the page that shows it asks nobody else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from psycopg import Connection

from api.doorway import Space, account, store
from published import SEED
from teamkpi.api.app import create_app
from teamkpi.api.contract import PATH, document, example_of
from teamkpi.api.http.application import Application
from teamkpi.api.http.problems import PROBLEMS
from teamkpi.api.portal.attendance import TeamAttendanceDetails
from teamkpi.api.portal.basis import TeamBasis
from teamkpi.api.portal.figures import Figures
from teamkpi.api.portal.team_types import PublicTeam, PublicTeamList, Team, TeamList
from teamkpi.api.registry import OPERATIONS
from teamkpi.api.serving.doorway import Doorway
from teamkpi.kpi import FIGURES, TeamKpiList
from teamkpi.kpi.metrics import TeamMetricList
from teamkpi.settings import Settings

ROOT = Path(__file__).parents[2]
CONTRACT: dict[str, Any] = json.loads(document())


def test_the_committed_contract_is_fresh() -> None:
    assert (ROOT / PATH).read_bytes() == document()


def test_every_call_is_described_and_nothing_else() -> None:
    doorway = create_app(Settings(throttle=False), "postgresql:///none")._app
    assert isinstance(doorway, Doorway)
    app = doorway._app
    assert isinstance(app, Application)
    pages = {"/", "/dashboard", "/dashboard/{path}", "/console", "/console/{path}"}
    unlisted = {*pages, "/docs", "/docs/docs.css", "/docs/docs.js", "/openapi.json"}
    routes = {
        (place.template, method.lower())
        for place in app.routes.places
        for method in place.handlers
        if place.template not in unlisted
    }
    described = {(path, method) for path, methods in CONTRACT["paths"].items() for method in methods}
    assert routes == described == {(operation.path, operation.method) for operation in OPERATIONS}


def test_the_figures_are_described_where_they_are_declared() -> None:
    properties = CONTRACT["components"]["schemas"]["TeamKpi"]["properties"]
    assert list(properties) == [figure.wire for figure in FIGURES]
    for figure in FIGURES:
        schema = properties[figure.wire]
        assert (schema["title"], schema["description"]) == (figure.label, figure.meaning)
        assert schema["type"] in {"integer", "number", "string"}
    assert properties["RemainingBookingCredit"]["type"] == "number"
    assert CONTRACT["components"]["schemas"]["TeamKpi"]["required"] == list(properties)


def test_the_examples_are_answers() -> None:
    kpi = CONTRACT["paths"]["/api/public/teams/{teamId}/kpi"]["get"]["responses"]
    assert kpi["200"]["content"]["application/json"]["example"] == SEED["expect"]
    for body in (
        TeamKpiList,
        TeamList,
        TeamMetricList,
        TeamAttendanceDetails,
        TeamBasis,
        Figures,
        Team,
        PublicTeam,
        PublicTeamList,
    ):
        msgspec.convert(example_of(body), body, strict=True)
    for responses in (kpi, CONTRACT["paths"]["/api/token"]["post"]["responses"]):
        for status, response in responses.items():
            for example in response.get("content", {}).get("application/problem+json", {}).get("examples", {}).values():
                assert example["value"]["status"] == int(status)


def test_references_lead_somewhere() -> None:
    names = set(CONTRACT["components"]["schemas"])
    assert set(re.findall(rb'"#/components/schemas/(\w+)"', document())) <= {name.encode() for name in names}
    assert set(CONTRACT["components"]["schemas"]["Problem"]["properties"]["code"]["x-meanings"]) == set(PROBLEMS)


def test_answers_are_of_the_described_types(conn: Connection[Any], run: Callable[..., Space]) -> None:
    store(conn, SEED["ledger"])
    account(conn, "jane@techinnovators.com")
    space = run()
    token = space.sign_in("jane@techinnovators.com")["access_token"]
    assert space.ask("PUT", "/api/public/teams/55/profile", token=token, json={"ProfileIsPublic": True}).is_success
    answers = {
        Team: space.get("/api/public/teams/55/profile", token=token),
        PublicTeamList: space.get("/api/public/teams/published", token=token),
        PublicTeam: space.get("/api/public/teams/published/55", token=token),
        TeamKpiList: space.get("/api/public/teams/55/kpi", token=token),
        TeamList: space.get("/api/public/teams/my?isTeamAdmin=true", token=token),
        TeamMetricList: space.get("/api/public/teams/55/metrics", token=token),
        TeamBasis: space.get("/api/public/teams/55/basis", token=token),
        Figures: space.get("/api/public/figures"),
        TeamAttendanceDetails: space.get("/api/public/teams/55/attendance?date=2026-11-18", token=token),
    }
    for body, answer in answers.items():
        # Strict: a number is no text, and what is not described is not there.
        msgspec.json.decode(answer.content, type=msgspec.defstruct("Strict", [("it", body)]).__annotations__["it"])
        name = body.__name__
        # What is not required is there only in answers about the past.
        assert list(answer.json()) == CONTRACT["components"]["schemas"][name]["required"]


def test_the_page_asks_no_other_origin(run: Callable[..., Space]) -> None:
    space = run()
    page = space.get("/docs")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    linked = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert sorted(linked) == ["/docs/docs.css", "/docs/docs.js", "/openapi.json", "/openapi.json", "data:,"]
    for path in linked:
        if path.startswith("/"):
            answer = space.get(path)
            assert answer.status_code == 200
            if path.startswith("/docs"):
                assert not re.search(r"https?://|//[a-z]+\.", answer.text)
            held = space.get(path, headers={"If-None-Match": answer.headers["ETag"]})
            assert (held.status_code, held.content) == (304, b"")
    assert space.get("/openapi.json").json() == CONTRACT
    assert not re.search(r"<script(?! src)|<style| on\w+=| style=", page.text)
