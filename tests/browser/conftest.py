"""The dashboard in a real browser, on the real server with the demo space.

Without Chromium, or without a built dashboard, these tests are left out and named in the end; with
``TEAMKPI_REQUIRE_BROWSER=1`` that is an error instead.
"""

from __future__ import annotations

import os
import secrets
import subprocess
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from browser import crowd
from browser.demo_server import ADMINISTRATOR_EMAIL, IN_TWO_TEAMS, PASSWORD, TEAM_ID, DemoServer
from browser.states import NOBODY, OpenState, State
from browser.states import make as make_states
from browser.visits import AXE, SIGNED_OUT, OpenFor, Visit
from browser.watched_context import watched
from chromium import FLAGS, chromium
from conftest import data_folder, database_server
from made_once import made_once
from patience import PATIENCE
from teamkpi import accounts, ledger
from teamkpi.api.dashboard.files import built_files
from teamkpi.db import connect

HERE = Path(__file__).parent
expect.set_options(timeout=PATIENCE * 1000)
_LEFT_OUT = pytest.StashKey[list[str]]()

OpenContext = Callable[..., BrowserContext]


def why_not() -> str | None:
    """Return why nothing can be tested in a browser here, None when it can."""
    if not built_files().joinpath("index.html").is_file():
        return "the dashboard is not built; `make web` builds it"
    if chromium() is None:
        return "there is no Chromium; install it, or give its path in TEAMKPI_CHROMIUM"
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    ours = [item for item in items if HERE in item.path.parents]
    reason = why_not()
    if not ours or reason is None:
        return
    if os.environ.get("TEAMKPI_REQUIRE_BROWSER") == "1":
        raise pytest.UsageError(f"the tests in a browser cannot run: {reason}")
    for item in ours:
        item.add_marker(pytest.mark.skip(reason=reason))
    config.stash[_LEFT_OUT] = [item.nodeid for item in ours]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    left_out = config.stash.get(_LEFT_OUT, [])
    if left_out:
        terminalreporter.section("left out: tests in a browser")
        terminalreporter.write_line(f"{why_not()}. Not run:")
        for name in left_out:
            terminalreporter.write_line(f"  {name}")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, of_all_workers: Path) -> Iterator[DemoServer]:
    """The demo space, served by a process of its own from a database server of its own."""
    made = made_once(of_all_workers / "demo-space", make_space)
    log = tmp_path_factory.mktemp("demo")
    with data_folder() as folder:
        subprocess.run(["cp", "-a", made / "data", folder], check=True)
        with database_server(folder) as url, DemoServer(url, log, (made / "key").read_text()) as server:
            yield server


def make_space(folder: Path) -> None:
    """Make the data folder of a demo space, and its key, in a folder.

    That takes far longer than copying the files of its database.
    """
    key = b64encode(secrets.token_bytes(32)).decode()
    (folder / "key").write_text(key)
    with data_folder() as made:
        with database_server(made) as url:
            with DemoServer(url, folder, key):
                pass
            check_out(url)
        subprocess.run(["cp", "-a", made, folder / "data"], check=True)


def check_out(database_url: str) -> None:
    """Delete the open check-ins of the team's members: their time would grow between a page's answer and a test's.

    Who is here in the demo depends on the time of day.
    """
    with connect(database_url) as conn:
        here = conn.execute(
            "SELECT v.id FROM checkins AS v "
            "JOIN teams AS t ON t.network_id = v.network_id AND v.coworker_id = ANY (t.team_members) "
            "WHERE v.network_id = 1 AND v.to_time IS NULL AND NOT v.is_deleted AND t.id = %s",
            (TEAM_ID,),
        ).fetchall()
        deletions = [ledger.Change("checkins", {"Id": one[0], "_deleted": True}, 1) for one in here]
        ledger.apply(conn, 1, deletions, now=datetime.now(UTC))


@pytest.fixture(scope="session")
def in_two_teams(demo: DemoServer) -> None:
    """Make an account that administers one team and belongs to another."""
    records = {
        "coworkers": [{"Id": 9001, "FullName": "Ana of the choirs", "Email": IN_TWO_TEAMS}],
        "teams": [
            {"Id": 9001, "BusinessId": 1, "Name": "Evening Choir", "TeamMembers": [9001], "TeamAdministrators": [9001]},
            {"Id": 9002, "BusinessId": 1, "Name": "Morning Choir", "TeamMembers": [9001]},
        ],
    }
    changes = [ledger.Change(plural, one, 1) for plural, several in records.items() for one in several]
    with connect(demo.database_url) as conn:
        ledger.apply(conn, 1, changes, now=datetime.now(UTC))
        accounts.create(conn, 1, IN_TWO_TEAMS, PASSWORD, now=datetime.now(UTC))


@pytest.fixture(scope="package")
def chrome() -> Iterator[Browser]:
    """A running browser, until a test of another package comes: while it runs, its event loop does, in this thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def administrators_cookie(demo: DemoServer) -> dict[str, Any]:
    """A sign-in of the administrator for all tests that are not about signing in; nobody may end it."""
    return demo.cookie()


@pytest.fixture
def open_signed_in(open_context: OpenContext, administrators_cookie: dict[str, Any]) -> OpenContext:
    """Open browsers in which the team's administrator has signed in before."""

    def open_one(**options: Any) -> BrowserContext:
        context = open_context(**options)
        context.add_cookies([administrators_cookie])  # type: ignore[list-item]  # the library names no type for it
        return context

    return open_one


@pytest.fixture
def open_context(chrome: Browser, demo: DemoServer) -> Iterator[OpenContext]:
    """Open browsers of one person each: cookies and storage of their own, tabs that share them.

    In the end there may be no error on the console, no violation of the policy and no request to anybody else, in any
    of them. ``may_fail`` are texts of errors that a test causes on purpose.
    """
    opened = []

    def open_one(*, may_fail: tuple[str, ...] = (), **options: Any) -> BrowserContext:
        settings: dict[str, Any] = {
            "base_url": demo.url,
            "locale": "en-GB",
            "viewport": {"width": 1440, "height": 900},
            "reduced_motion": "reduce",
            **options,
        }
        context = chrome.new_context(**settings)
        context.set_default_timeout(PATIENCE * 1000)
        opened.append((context, watched(context, str(settings.get("base_url", demo.url)), may_fail)))
        return context

    yield open_one
    troubles = [trouble for _, found in opened for trouble in found]
    for context, _ in opened:
        context.close()
    assert troubles == []


@pytest.fixture
def open_for(open_context: OpenContext, open_signed_in: OpenContext) -> OpenFor:
    """Open a page with axe, as who it is for."""

    def open_one(visit: Visit, **options: Any) -> Page:
        open_browser = open_context if visit in SIGNED_OUT else open_signed_in
        expected = ("400", "401", "404", "500", "ERR_INTERNET_DISCONNECTED")
        context = open_browser(color_scheme="light", may_fail=expected, **options)
        context.add_init_script(path=AXE)
        return visit(context)

    return open_one


EXPECTED = ("400", "401", "404", "429", "500", "ERR_INTERNET_DISCONNECTED", "Failed to fetch dynamically imported")
"""What the browser reports of states that are about a refusal or a failure."""


@pytest.fixture(scope="package")
def contexts(chrome: Browser, demo: DemoServer) -> Iterator[OpenContext]:
    """Browsers in which somebody has signed in before, one for each person, for all states."""
    opened: dict[str, BrowserContext] = {}
    # Passkeys belong to host names; the tests' own address is a number.
    address = demo.url.replace("127.0.0.1", "localhost")

    def open_one(who: str) -> BrowserContext:
        if who == NOBODY or who not in opened:
            context = chrome.new_context(
                base_url=address,
                locale="en-GB",
                viewport={"width": 1440, "height": 900},
                reduced_motion="reduce",
                color_scheme="light",
            )
            context.set_default_timeout(PATIENCE * 1000)
            context.add_init_script(path=AXE)
            if who != NOBODY:
                context.add_cookies([demo.cookie(who) | {"domain": "localhost"}])  # type: ignore[list-item]
            context.troubles = watched(context, address, EXPECTED)  # type: ignore[attr-defined]
            opened[who] = context
        return opened[who]

    yield open_one
    for context in opened.values():
        context.close()


@pytest.fixture
def open_state(contexts: OpenContext, demo: DemoServer) -> Iterator[OpenState]:
    """Open a page in a state, with axe. The states of one person share a browser, and leave nothing in it."""
    used: list[BrowserContext] = []
    crowd.make(demo)
    make_states(demo)

    def open_one(state: State) -> Page:
        context = contexts(ADMINISTRATOR_EMAIL if state.who is None else state.who)
        used.append(context)
        return state.visit(context)

    yield open_one
    for context in used:
        context.set_offline(False)
        context.unroute_all(behavior="ignoreErrors")
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")
            page.evaluate("localStorage.clear(); sessionStorage.clear()")
            page.close()
        troubles, context.troubles[:] = list(context.troubles), []  # type: ignore[attr-defined]
        assert troubles == []
