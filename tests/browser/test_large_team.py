"""A team of 250: only the members near the window are on the page, and nothing is missed by that."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from browser import crowd
from browser.conftest import OpenContext
from browser.demo_server import DemoServer
from browser.team_page import expect_reading, rows, shown_ids, sign_in
from browser.visits import AXE, violations

FEW = 80
"""More rows than a window shows and than wait beside it, and far fewer than the team has."""
TEAM = f"/dashboard/team/{crowd.CROWD}"


@pytest.fixture
def page(open_context: OpenContext, demo: DemoServer) -> Page:
    """The page of the team, in a window that shows some of it."""
    crowd.make(demo)
    context = open_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(path=AXE)
    page = context.new_page()
    page.goto(TEAM)
    sign_in(page, crowd.EMAIL)
    expect(rows(page).first).to_be_visible()
    return page


def members_of(demo: DemoServer) -> list[int]:
    return [one["CoworkerId"] for one in demo.read(f"/api/public/teams/{crowd.CROWD}/kpi", crowd.EMAIL)["Kpi"]]


def in_sight(page: Page) -> list[int]:
    """Return the members whose rows are seen, in the order in which they stand."""
    found: list[int] = page.evaluate(
        """() => [...document.querySelectorAll('[data-member]')].filter(row => {
             const {top, bottom} = row.getBoundingClientRect()
             return bottom > 0 && top < innerHeight
           }).map(row => Number(row.dataset.member))"""
    )
    return found


def scroll_to(page: Page, share: float) -> None:
    page.evaluate("share => scrollTo(0, share * (document.documentElement.scrollHeight - innerHeight))", share)


def row_of_focus(page: Page) -> int:
    """Return which row of the table has the focus, as it is announced."""
    row: int = page.evaluate("Number(document.activeElement.closest('tr')?.ariaRowIndex ?? 0)")
    return row


def test_rows_come_as_one_scrolls_and_columns_keep_their_width(page: Page, demo: DemoServer) -> None:
    members = members_of(demo)
    expect(page.get_by_role("table")).to_have_attribute("aria-rowcount", str(len(members) + 2))
    widths = "[...document.querySelectorAll('thead th')].map(th => th.getBoundingClientRect().width)"
    at_first = page.evaluate(widths)
    seen: set[int] = set()
    for step in range(41):
        scroll_to(page, step / 40)
        expect_reading(lambda: bool(in_sight(page)), True)
        assert 0 < rows(page).count() < FEW
        shown = in_sight(page)
        at = members.index(shown[0])
        assert shown == members[at : at + len(shown)]
        numbers = page.locator("tr[data-member]").evaluate_all(
            "all => all.map(row => [Number(row.dataset.member), Number(row.ariaRowIndex)])"
        )
        assert all(members[index - 2] == member for member, index in numbers)
        assert page.evaluate(widths) == at_first
        seen.update(shown)
    assert seen == set(members)
    assert violations(page) == []


def test_a_phone_has_few_lines_on_the_page_and_misses_none(page: Page, demo: DemoServer) -> None:
    members = members_of(demo)
    page.set_viewport_size({"width": 390, "height": 844})
    lines = page.locator("li[data-member]")
    expect(lines.first).to_have_attribute("aria-setsize", str(len(members) + 1))
    seen: set[int] = set()
    for step in range(25):
        # The list begins below the summary, so that it is not in sight at the top of the page.
        page.evaluate(
            """share => {
                 const list = document.querySelector('li[data-member]').parentElement
                 const {top, height} = list.getBoundingClientRect()
                 scrollBy(0, top + share * (height - innerHeight))
               }""",
            step / 24,
        )
        expect_reading(lambda: bool(in_sight(page)), True)
        assert 0 < lines.count() < FEW
        shown = in_sight(page)
        at = members.index(shown[0])
        assert shown == members[at : at + len(shown)]
        seen.update(shown)
    assert seen == set(members)
    assert lines.last.get_attribute("aria-posinset") == str(len(members))


def test_any_order_and_any_filter_puts_few_rows_on_the_page(page: Page, demo: DemoServer) -> None:
    members = members_of(demo)
    heading = page.locator("th[data-column=BookedTimeThisMonth]")
    for direction in ("descending", "ascending"):
        heading.get_by_role("button").click()
        expect(heading).to_have_attribute("aria-sort", direction)
        values = page.locator("tbody [data-figure=BookedTimeThisMonth][data-value]").evaluate_all(
            "all => all.map(e => Number(e.dataset.value))"
        )
        assert values == sorted(values, reverse=direction == "descending")
        assert 0 < len(values) < FEW
    scroll_to(page, 1)
    search = page.get_by_label("Search members")
    for text, found in (("member 1", None), ("member-20007", [20007]), ("", None)):
        search.fill(text)
        expect_reading(lambda: bool(in_sight(page)), True)
        if found:
            expect_reading(lambda: shown_ids(page), found)
    expect(page.locator("tfoot").get_by_role("rowheader")).to_have_text(f"Team ({len(members)})")
    expect_reading(lambda: 0 < rows(page).count() < FEW, True)


def test_the_keyboard_reaches_every_row(page: Page) -> None:
    last = crowd.MEMBERS + 2
    page.locator("tr[data-member] td").first.get_by_role("button").focus()
    expect_reading(lambda: row_of_focus(page), 2)
    page.keyboard.press("Control+End")
    expect_reading(lambda: row_of_focus(page), last)
    page.keyboard.press("ArrowUp")
    expect_reading(lambda: row_of_focus(page), last - 1)
    for _ in range(60):
        page.keyboard.press("ArrowUp")
    expect_reading(lambda: row_of_focus(page), last - 61)
    page.keyboard.press("Control+Home")
    expect_reading(lambda: row_of_focus(page), 2)
    for _ in range(60):
        page.keyboard.press("ArrowDown")
    expect_reading(lambda: row_of_focus(page), 62)
    # What has the focus stays on the page however far one scrolls, and the arrows go on from there.
    scroll_to(page, 1)
    expect_reading(lambda: rows(page).last.evaluate("row => row.ariaRowIndex"), str(last - 1))
    assert row_of_focus(page) == 62
    page.keyboard.press("ArrowDown")
    expect_reading(lambda: row_of_focus(page), 63)
    expect_reading(lambda: len(in_sight(page)) > 5, True)


def test_paper_has_every_member(page: Page, demo: DemoServer) -> None:
    scroll_to(page, 0.5)
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages)
    names = [one["CoworkerFullName"] for one in demo.read(f"/api/public/teams/{crowd.CROWD}/kpi", crowd.EMAIL)["Kpi"]]
    assert [name for name in names if name not in text.replace("\n", "") and crowd.LONG_NAME not in name] == []
    # Afterwards the page is as it was.
    expect_reading(lambda: 0 < rows(page).count() < FEW, True)
