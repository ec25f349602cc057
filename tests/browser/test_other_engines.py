"""The main walk in Firefox and WebKitGTK: they show what Chromium shows in the other tests, with the API's values.

If an engine isn't installed, its walk is skipped, and the reason is printed at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from browser.demo_server import ADMINISTRATOR_EMAIL, PASSWORD, TEAM_ID, DemoServer
from browser.engines import FIREFOX, WEBKIT, Engine, Window
from browser.team_page import TEAM, books_most, end_of_last_month, written

API = f"/api/public/teams/{TEAM_ID}"
BACKSPACE = "\ue003"
USED = ("BookedTimeThisMonth", "CheckedTimeThisMonth")
ROWS = "[...document.querySelectorAll('tr[data-member]')]"
PLANS = f"""{ROWS}.map(tr => [Number(tr.dataset.member), [...tr.querySelectorAll('td[data-day]')]
  .map(td => [td.dataset.day, td.querySelector('[data-plan]')?.textContent])])"""
WORDS = {1: "Office", 2: "Home", 3: "Abroad", 4: "Off", 5: "Not set"}
TROUBLES = """
window.troubles = []
addEventListener('error', (event) => troubles.push(String(event.message)))
addEventListener('unhandledrejection', (event) => troubles.push(String(event.reason)))
"""


@pytest.fixture(params=[FIREFOX, WEBKIT], ids=lambda engine: engine.name)
def window(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Window]:
    engine: Engine = request.param
    if reason := engine.why_not():
        pytest.skip(reason)
    with engine.start(tmp_path) as window:
        yield window


def cells(figure: str) -> str:
    """Return the expression for the values of a figure: pairs of a member's id and a number, by id."""
    return f"""{ROWS}
      .map(tr => [Number(tr.dataset.member), Number(tr.querySelector('[data-figure={figure}]').dataset.value)])
      .sort(([one], [other]) => one - other)"""


def numbers_of(members: list[dict[str, Any]], figure: str) -> list[list[int]]:
    return sorted([one["CoworkerId"], one[figure]] for one in members)


def the_figures(window: Window, demo: DemoServer) -> None:
    """The lead block, the members, their order, and a filter."""
    [sums] = demo.read(f"{API}/amounts")["Total"]
    window.reads("Number(document.querySelector('[data-lead=overdue] [data-value]')?.dataset.value)", sums["Due"])
    kinds = ("Products", "ExtraServices", "TimePasses", "EventAttendees", "Charges")
    window.reads(
        "[...document.querySelectorAll('[data-lead=invoice] li')].map(e => [e.dataset.kind, Number(e.dataset.value)])",
        sorted(([kind, sums[kind]] for kind in kinds if sums[kind] > 0), key=lambda one: kinds.index(one[0])),
    )
    first = demo.read(f"{API}/expiring?days=366")["Items"][0]
    window.reads("document.querySelector('[data-lead=expiring] [data-date]')?.dataset.date", first["LocalDate"])
    members = demo.read(f"{API}/kpi")["Kpi"]
    for figure in USED:
        window.reads(cells(figure), numbers_of(members, figure))
        window.reads(
            f"Number(document.querySelector('tfoot [data-figure={figure}]').dataset.value)",
            sum(one[figure] for one in members),
        )
    window.click("th[data-column=BookedTimeThisMonth] button")
    ranked = sorted(members, key=lambda one: -one["BookedTimeThisMonth"])
    window.reads(f"{ROWS}.map(tr => Number(tr.dataset.member))", [one["CoworkerId"] for one in ranked])
    window.type("input[type=search]", "SMITH jan")
    window.reads(f"{ROWS}.map(tr => tr.querySelector('th button').textContent)", ["Jane Smith"])
    window.type("input[type=search]", BACKSPACE * len("SMITH jan"))
    window.reads(f"{ROWS}.length", len(members))


def a_person_and_why(window: Window, demo: DemoServer) -> None:
    """The panel of a member, and the bookings that make a figure."""
    chosen = books_most(demo.read(f"{API}/kpi")["Kpi"])
    number = chosen["CoworkerId"]
    window.click(f"tr[data-member='{number}'] th button")
    window.reads("document.querySelector('dialog h2')?.textContent", chosen["CoworkerFullName"])
    window.click("dialog button", "Close")
    window.reads("document.querySelectorAll('dialog').length", 0)
    window.click(f"tr[data-member='{number}'] [data-figure=BookedTimeThisMonth] button")
    answer = demo.read(f"{API}/explain?figure=BookedTimeThisMonth&coworkerId={number}&counted=true&_pageSize=25")
    window.reads(
        "[...document.querySelectorAll('dialog table[data-counted=true] [data-row]')]"
        ".map(e => [e.dataset.row, Number(e.cells[1].dataset.value)])",
        [[f"{one['Entity']} {one['Id']}", one["Amount"]] for one in answer["Records"]["Records"]],
    )
    shown = "document.querySelector('dialog p[data-figure=BookedTimeThisMonth]').textContent"
    window.reads(shown, written("BookedTimeThisMonth", chosen["BookedTimeThisMonth"]))
    window.click("dialog button", "Close")
    window.reads("document.querySelectorAll('dialog').length", 0)


def another_month(window: Window, demo: DemoServer) -> None:
    """The page of last month, and back."""
    chosen = end_of_last_month(demo)
    window.fill("input[type=date]", f"{chosen}")
    then = demo.read(f"{API}/kpi?{demo.as_shown_on(f'{chosen}')}")["Kpi"]
    for figure in USED:
        window.reads(cells(figure), numbers_of(then, figure))
    window.click("button", "Back to today")


def months_and_week(window: Window, demo: DemoServer) -> None:
    """Trends, and the plans of this week and the week before."""
    months = demo.read(f"{API}/metrics?months=12")["Metrics"]
    window.click("[role=tab]", "Trends")
    window.reads("document.querySelectorAll('figure svg').length", 4)
    window.reads("document.querySelectorAll('figure')[0].querySelectorAll('tbody tr').length", len(months))
    window.click("[role=tab]", "Attendance")
    today = demo.read(f"{API}/basis")["Now"][:10]
    week = demo.read(f"{API}/attendance?date={today}")["Attendance"]
    days = [name for name in week["Coworkers"][0] if name.endswith("dayAttendance")]
    expected: list[Any] = [[one["CoworkerId"], [[day, WORDS[one[day]]] for day in days]] for one in week["Coworkers"]]
    window.reads(PLANS, expected)
    window.click("button", "Previous week")
    before = (date.fromisoformat(today) - timedelta(weeks=1)).isoformat()
    week = demo.read(f"{API}/attendance?date={before}")["Attendance"]
    window.reads(
        "[...document.querySelectorAll('main thead th')].slice(1).map(e => Number(e.innerText.match(/\\d+/)[0]))",
        [date.fromisoformat(one["Date"][:10]).day for one in week["Days"]],
    )


def test_the_main_walk(window: Window, demo: DemoServer) -> None:
    window.open(demo.url + TEAM)
    window.type("input[name=email]", ADMINISTRATOR_EMAIL)
    window.type("input[name=password]", PASSWORD)
    window.click("button", "Sign in")
    window.reads("document.querySelector('[data-new]') !== null", True)
    window.run(f"(() => {{{TROUBLES}}})()")
    the_figures(window, demo)
    a_person_and_why(window, demo)
    another_month(window, demo)
    months_and_week(window, demo)
    assert window.run("troubles") == []
    window.click("button", "Account")
    window.click("button", "Sign out")
    window.reads("document.querySelector('input[name=email]') !== null", True)
