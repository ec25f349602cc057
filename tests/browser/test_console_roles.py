"""Which screens of the console each set of roles shows, and that the server refuses the calls behind all others.

There is no list of rights here. The screens are those of the console, the calls behind a screen are the declared ones
whose paths its code mentions, and the roles are the named sets: what one side allows, the other must allow as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import loopback
from api.sampling import path_of, query_string
from browser.conftest import OpenContext
from browser.demo_server import PASSWORD, DemoServer
from browser.team_page import sign_in
from teamkpi import accounts
from teamkpi.accounts.role_sets import OWNER, ROLE_SETS
from teamkpi.api.http.declarations import Operation
from teamkpi.api.registry import OPERATIONS
from teamkpi.db import connect

CONSOLE = Path(__file__).parents[2] / "web" / "dashboard" / "src"
SCREENS = re.findall(r"name: '(\w+)', path: '(/[\w-]+)'", (CONSOLE / "app/console/screens.ts").read_text())
PATHS = re.compile(r"/api/sys/[a-z-]+")
NO_RIGHT = "Your roles don’t include this screen"  # noqa: RUF001 - as it is on the page


def calls_behind(screen: str) -> Sequence[Operation]:
    """Return the calls whose paths the code of a screen mentions."""
    # What several screens share of a screen's code is in a folder of its name.
    folders = [CONSOLE / "features" / f"console-{screen}", CONSOLE / "console" / screen]
    code = [path.read_text() for folder in folders for path in sorted(folder.glob("*.ts*"))]
    paths = set(PATHS.findall("\n".join(code)))
    if screen != "people":
        paths.discard("/api/sys/coworkers")  # shared code asks these only for the page of a person
    return [one for one in OPERATIONS if any(one.path == path or one.path.startswith(f"{path}/") for path in paths)]


def is_refused(demo: DemoServer, email: str, call: Operation) -> bool:
    """Return whether the server refuses a call because a role is missing."""
    sent: dict[str, Any] = {} if call.json is None else {"json": call.json.example}
    answer = loopback.request(
        call.method.upper(),
        demo.url + path_of(call) + query_string(call),
        headers={"Authorization": f"Bearer {demo.token(email)}"},
        **sent,
    )
    return answer.status_code == 401 and answer.json()["code"] == "missing_role"


def test_screens_and_the_calls_behind_them_are_found() -> None:
    assert len(SCREENS) >= 10
    behind = {name: {one.id for one in calls_behind(name)} for name, _ in SCREENS}
    assert {"listKeys", "addOperator", "listAccountInvitations", "changeHosts"} <= behind["access"]
    assert behind["audit"] == {"listAuditTrailEntries", "getAuditTrailEntry", "listReaders"}
    assert {"runImportFile", "previewUndo", "undoImport"} <= behind["import"]
    assert {"createWebhook", "replayWebhookDelivery"} <= behind["webhooks"]
    assert {"createHook", "resendHookEvent"} <= behind["hooks"]
    assert all(behind[name] for name in ("mirror", "health"))


@pytest.mark.parametrize("role_set", ROLE_SETS)
def test_a_role_shows_the_screens_whose_calls_the_server_allows(
    demo: DemoServer, open_context: OpenContext, role_set: str
) -> None:
    email = f"{role_set.lower()}@roles.example"
    roles = ROLE_SETS[role_set]
    with connect(demo.database_url) as conn:
        accounts.create(conn, 1, email, PASSWORD, operator=True, roles=roles or (), now=datetime.now(UTC))
    # Whatever a screen that is shown asks for is allowed: an answer that refuses it would be an error on the console.
    page = open_context().new_page()
    page.goto("/console/")
    sign_in(page, email)
    screens = page.get_by_role("navigation", name="Screens")
    expect(screens).to_be_visible()
    links = screens.get_by_role("link").evaluate_all("links => links.map((one) => new URL(one.href).pathname)")
    shown = {name for name, path in SCREENS if f"/console{path}" in links}
    assert len(links) == len(shown)
    assert {"today", "people", "teams", "records"} <= shown
    assert (shown == {name for name, _ in SCREENS}) == (role_set == OWNER)
    for name, path in SCREENS:
        page.goto(f"/console{path}")
        heading = page.get_by_role("heading", name=NO_RIGHT)
        if name not in shown:
            expect(heading).to_be_visible()
            assert [one.id for one in calls_behind(name) if not is_refused(demo, email, one)] == [], name
            continue
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        expect(heading).to_have_count(0)
        reads = [one for one in calls_behind(name) if one.method == "get" and "{" not in one.path]
        assert [one.id for one in reads if is_refused(demo, email, one)] == [], name
