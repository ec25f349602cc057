"""The page while the server or the network is away, and after."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from browser.conftest import OpenContext
from browser.demo_server import DemoServer
from browser.team_page import TEAM, address_of, expect_reading, open_team, rows, shown_ids

AWAY = ("ERR_CONNECTION_", "ERR_EMPTY_RESPONSE", "ERR_INTERNET_DISCONNECTED", "ERR_SOCKET_NOT_CONNECTED", "503")


@pytest.fixture
def stoppable(demo: DemoServer) -> Iterator[DemoServer]:
    """The server, which runs again in the end whatever happened."""
    yield demo
    demo.stop()
    demo.start()


def test_the_server_restarts_under_the_page(open_signed_in: OpenContext, stoppable: DemoServer) -> None:
    page = open_team(open_signed_in(may_fail=AWAY), "?sort=-BookedTimeTotal")
    ids, address = shown_ids(page), address_of(page)
    stoppable.stop()
    page.get_by_role("button", name="Refresh now").click()
    expect(page.get_by_text("Can\N{RIGHT SINGLE QUOTATION MARK}t reach the server right now.")).to_be_visible()
    # What was shown stays, and says of when it is.
    expect_reading(lambda: shown_ids(page), ids)
    stoppable.start()
    expect(page.get_by_text("Can\N{RIGHT SINGLE QUOTATION MARK}t reach the server right now.")).to_have_count(0)
    expect(page.get_by_text("updated")).to_be_visible()
    expect_reading(lambda: (shown_ids(page), address_of(page)), (ids, address))


def test_a_page_that_is_opened_while_the_server_is_away_can_try_again(
    open_signed_in: OpenContext, demo: DemoServer
) -> None:
    context = open_signed_in(may_fail=AWAY)
    page = open_team(context)
    context.set_offline(True)
    page.evaluate("history.replaceState(null, '', location.href + '?q=jane')")
    expect(page.get_by_text("You\N{RIGHT SINGLE QUOTATION MARK}re offline.")).to_be_visible()
    expect(rows(page).first).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_text("You\N{RIGHT SINGLE QUOTATION MARK}re offline.")).to_have_count(0)
    page.goto(demo.url + TEAM)
    expect(rows(page).first).to_be_visible()
