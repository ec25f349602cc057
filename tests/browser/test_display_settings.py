"""Every page as the reader has set the screen: larger text, the system's colours, no movement, a keyboard, a finger."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser import crowd
from browser.conftest import OpenContext
from browser.demo_server import DemoServer
from browser.layout import cut_off
from browser.team_page import TEAM, WHOLE, end_of_last_month, expect_reading, open_team, sign_in
from browser.visits import (
    PHONE,
    SIGNED_IN,
    SIGNED_OUT,
    OpenFor,
    Visit,
    account,
    attendance,
    editing,
    loading,
    members,
    person,
    trends,
    unsaved,
)
from chromium import FLAGS, chromium
from patience import PATIENCE

pytestmark = pytest.mark.usefixtures("in_two_teams")


def first_look(context: BrowserContext) -> Page:
    """Open the team's page as it looks at first."""
    return open_team(context, waits_for="[data-new]")


def cut(page: Page) -> list[str]:
    """Return what is cut off, or lies beyond the edge of the page."""
    found: list[str] = page.evaluate(
        """() => {
          const bad = []
          const edge = document.documentElement.clientWidth
          if (document.documentElement.scrollWidth > edge) bad.push(`page: ${document.documentElement.scrollWidth}`)
          for (const e of document.querySelectorAll('main *, header *')) {
            if (!e.checkVisibility({visibilityProperty: true}) || e.closest('svg, select, [class*=hidden]')) continue
            const {overflowX, display} = getComputedStyle(e)
            const isCut = ['hidden', 'clip'].includes(overflowX) && e.scrollWidth > e.clientWidth + 1
            if (isCut && display !== 'inline') bad.push(`cut: ${e.outerHTML.slice(0, 120)}`)
          }
          return bad
        }"""
    )
    return found


CHOSEN = """() => {
  const look = e => {
    const s = getComputedStyle(e)
    const lines = ['Top', 'Right', 'Bottom', 'Left'].map(one => s[`border${one}Style`] + s[`border${one}Color`])
    return [s.color, s.backgroundColor, s.fontWeight, s.textDecorationLine, ...lines].join()
  }
  const alike = []
  for (const [all, chosen] of [['[role=tab]', '[aria-selected=true]'], ['th[data-column]', '[aria-sort]']]) {
    const found = [...document.querySelectorAll(all)]
    for (const one of found.filter(e => e.matches(chosen))) {
      const inner = one.querySelector('button') ?? one
      const others = found.filter(e => !e.matches(chosen)).map(e => look(e.querySelector('button') ?? e))
      if (others.includes(look(inner))) alike.push(one.textContent)
    }
  }
  return alike
}"""


@pytest.mark.parametrize("visit", [members, trends, attendance], ids=lambda visit: visit.__name__)
def test_what_is_chosen_is_seen_in_forced_colours(open_for: OpenFor, visit: Visit) -> None:
    page = open_for(visit)
    page.emulate_media(forced_colors="active")
    assert page.locator("[role=tab][aria-selected=true]").count() == 1
    assert page.evaluate(CHOSEN) == []


@pytest.mark.parametrize("visit", [*SIGNED_OUT, *SIGNED_IN], ids=lambda visit: visit.__name__)
def test_every_target_is_large_enough_and_nothing_moves(open_for: OpenFor, visit: Visit) -> None:
    page = open_for(visit)
    small = page.locator("button:visible, select:visible, input:visible, a:visible, summary:visible").evaluate_all(
        """all => all.map(e => [e, (e.closest('label') ?? e).getBoundingClientRect()])
             .filter(([e, box]) => (box.width < 24 || box.height < 24) && box.width > 1)
             // A link in a sentence is as high as its line; a link that waits outside the page comes with the focus.
             .filter(([e, box]) => !(e.matches('a') && getComputedStyle(e).display === 'inline') && box.right > 0)
             .map(([e, box]) => `${e.outerHTML.slice(0, 120)} ${box.width}x${box.height}`)"""
    )
    assert small == []
    moving = page.locator("body *").evaluate_all(
        """all => all.filter(e => {
             const {animationName, transitionDuration} = getComputedStyle(e)
             return animationName !== 'none' || transitionDuration.split(', ').some(one => one !== '0s')
           }).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert moving == []


def test_something_moves_while_a_page_loads_unless_asked_not_to(open_for: OpenFor) -> None:
    page = open_for(loading)
    bars = page.get_by_role("status").filter(has_text="Loading figures").locator("span")
    page.emulate_media(reduced_motion="no-preference")
    expect(bars.nth(1)).not_to_have_css("animation-name", "none")
    page.emulate_media(reduced_motion="reduce")
    expect(bars.nth(1)).to_have_css("animation-name", "none")


@pytest.mark.parametrize("visit", [members, trends, unsaved, account], ids=lambda visit: visit.__name__)
def test_the_focus_is_seen_at_every_stop(open_for: OpenFor, visit: Visit) -> None:
    page = open_for(visit)
    page.get_by_role("link", name="Skip to content").focus()
    unseen, stops = [], 0
    for _ in range(80):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
              const e = document.activeElement
              if (e === document.body) return null
              const box = e.getBoundingClientRect()
              // The parts of a date have marks of their own, and a list of tabs gives the focus to one of them.
              if (e.matches('[type=date], [role=tablist]')) return ['', true]
              const isDrawn = one => one && getComputedStyle(one).outlineStyle !== 'none'
              const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2)
              const isFree = top && (e.contains(top) || top.contains(e) || e.closest('label')?.contains(top))
              return [e.outerHTML.slice(0, 120), Boolean((isDrawn(e) || isDrawn(e.closest('td, th'))) && isFree)]
            }"""
        )
        if stop is None:
            break
        stops += 1
        if not stop[1]:
            unseen.append(stop[0])
    assert unseen == []
    assert 4 < stops < 80


def test_a_tip_opens_by_touch(open_signed_in: OpenContext) -> None:
    page = open_team(open_signed_in(has_touch=True, viewport={"width": 1024, "height": 800}))
    page.locator("[data-total=credit]").get_by_role("button").tap()
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.get_by_role("tab", name="Trends").tap()
    page.get_by_role("button", name="Booked, team").tap()
    expect(page.get_by_role("tooltip")).to_contain_text("TeamBookingMinutes")


def test_a_tip_stays_while_it_is_read_and_can_be_closed(open_signed_in: OpenContext) -> None:
    page = open_team(open_signed_in(), WHOLE, waits_for="[data-new]")
    heading = page.locator("th[data-column=UninvoicedProducts]").get_by_role("button")
    tip = page.get_by_role("tooltip")
    heading.hover()
    expect(tip).to_contain_text("UninvoicedProducts")
    expect(heading).to_have_accessible_description(tip.inner_text().replace("\n", " "))
    # The pointer may move onto it. Escape closes it, and so does moving the pointer away.
    tip.hover()
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)
    heading.hover()
    expect(tip).to_be_visible()
    page.mouse.move(2, 2)
    expect(tip).to_have_count(0)
    # Only one is open at a time. It is within the window wherever its button is, and follows the focused button.
    page.set_viewport_size({"width": 1024, "height": 500})
    for column in ("CoworkerFullName", "UninvoicedProducts", "CheckedTimeTotal"):
        button = page.locator(f"th[data-column={column}]").get_by_role("button")
        button.focus()
        if column == "CoworkerFullName":
            continue
        expect(tip).to_contain_text(column)
        page.evaluate("scrollBy(0, 60)")
        apart = """([button, tip]) => {
          const [one, other] = [button, tip].map(e => e.getBoundingClientRect())
          const isInside = other.left >= 0 && other.right <= innerWidth && other.top >= 0 && other.bottom <= innerHeight
          return isInside && Math.min(Math.abs(other.top - one.bottom), Math.abs(one.top - other.bottom)) < 8
        }"""
        both = [button.element_handle(), tip.element_handle()]
        expect_reading(partial(page.evaluate, apart, both), True)


SIZES = """() => {
  const size = (selector) => {
    const found = document.querySelector(selector)
    return found && parseFloat(getComputedStyle(found).fontSize)
  }
  return {
    root: size('html'), cell: size('tbody td'), heading: size('thead th'), meta: size('tbody th > :last-child'),
    lead: size('[data-lead=invoice] [data-value]'),
  }
}"""


def test_sizes_are_those_of_the_design(open_for: OpenFor) -> None:
    page = open_for(members)
    expect(page.locator("[data-lead=invoice] [data-value]").first).to_be_visible()
    assert page.evaluate(SIZES) == {"root": 16, "cell": 14, "heading": 13, "meta": 12, "lead": 30}
    # Rows, with the line under them, and what is in them stand on a grid of four pixels.
    heights = page.locator("tbody tr:has(td), thead tr").evaluate_all(
        "all => [...new Set(all.map(e => e.getBoundingClientRect().height))].filter(one => one % 4 > 1)"
    )
    assert heights == []


# Two pixels are half a step, for small elements. A border that covers another one has a margin of -1 pixel.
OFF_THE_GRID = """() => {
  const sides = ['Top', 'Right', 'Bottom', 'Left'].flatMap(one => [`padding${one}`, `margin${one}`])
  const off = new Set()
  for (const e of document.querySelectorAll('header, main, :is(header, main) *')) {
    if (!e.checkVisibility() || e.closest('svg, option, [class*=hidden]')) continue
    const style = getComputedStyle(e)
    for (const name of [...sides.filter(one => !(style[one] === '-1px')), 'rowGap', 'columnGap']) {
      const value = parseFloat(style[name])
      // Centred elements have the margins that remain.
      const isCentred = name.startsWith('margin') && style.marginLeft === style.marginRight && value > 100
      const isOn = !value || value % 4 === 0 || Math.abs(value) === 2 || isCentred
      if (!isOn) off.add(`${name} ${value} ${e.outerHTML.slice(0, 90)}`)
    }
  }
  return [...off]
}"""


@pytest.mark.parametrize("width", [1440, 1280, 1024, 390])
def test_space_is_in_steps_of_four_pixels(open_signed_in: OpenContext, width: int) -> None:
    context = open_signed_in(viewport={"width": width, "height": 900})
    for visit in (first_look, trends, editing, person):
        page = visit(context)
        assert page.evaluate(OFF_THE_GRID) == [], visit.__name__
        page.close()


def test_the_page_scrolls_and_not_the_table_in_it(open_for: OpenFor) -> None:
    for visit in (members, attendance):
        page = open_for(visit)
        scrolling = page.locator("main *").evaluate_all(
            """all => all.filter(e => ['auto', 'scroll'].includes(getComputedStyle(e).overflowY)
                 && !e.matches('select, textarea')).map(e => e.outerHTML.slice(0, 120))"""
        )
        assert scrolling == []
        page.set_viewport_size({"width": 1440, "height": 500})
        page.evaluate("scrollTo(0, document.querySelector('tbody').getBoundingClientRect().top + 100)")
        top = partial(page.evaluate, "document.querySelector('thead th').getBoundingClientRect().top")
        expect_reading(top, 0)


@pytest.fixture(scope="module")
def with_scrollbars(chrome: Browser) -> Iterator[Browser]:
    """A browser whose scrollbars are seen, and take their room."""
    browser = chrome.browser_type.launch(
        executable_path=chromium(), args=list(FLAGS), ignore_default_args=["--hide-scrollbars"]
    )
    yield browser
    browser.close()


OVER_EACH_OTHER = """() => {
  const found = []
  const box = (node) => {
    const range = document.createRange()
    range.selectNodeContents(node)
    return range.getBoundingClientRect()
  }
  const meet = (one, other) =>
    one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top
  for (const cell of document.querySelectorAll('td[data-months]')) {
    const bars = cell.querySelector('svg')?.getBoundingClientRect()
    for (const e of cell.querySelectorAll('button, [data-change] > [aria-hidden]'))
      if (bars && meet(box(e.firstChild), bars)) found.push(`bars under ${e.textContent}`)
  }
  for (const e of document.querySelectorAll('[data-lead] [data-value]'))
    if (box(e).right > e.closest('[data-lead]').getBoundingClientRect().right) found.push(`wider: ${e.textContent}`)
  for (const svg of document.querySelectorAll('figure svg')) {
    const texts = [...svg.querySelectorAll('text')]
    texts.forEach((one, place) => {
      const other = texts.slice(place + 1).find((e) => meet(one.getBoundingClientRect(), e.getBoundingClientRect()))
      if (other) found.push(`${one.textContent} over ${other.textContent}`)
    })
  }
  for (const e of document.querySelectorAll('main label, header label')) {
    const line = 1.9 * parseFloat(getComputedStyle(e).fontSize)
    if (box(e.firstChild).height > line) found.push(`broken: ${e.textContent}`)
  }
  return found
}"""


def test_no_number_is_cut_beside_scrollbars_that_are_seen(
    with_scrollbars: Browser, demo: DemoServer, administrators_cookie: dict[str, object]
) -> None:
    crowd.make(demo)

    def opened(width: int, cookie: dict[str, object]) -> BrowserContext:
        context = with_scrollbars.new_context(
            base_url=demo.url, locale="en-GB", viewport={"width": width, "height": 700}
        )
        context.set_default_timeout(PATIENCE * 1000)
        context.add_cookies([cookie])  # type: ignore[list-item]  # the library names no type for it
        return context

    against = f"vs={end_of_last_month(demo).replace(day=1)}"
    context = opened(1280, administrators_cookie)
    page = open_team(context, waits_for="[data-new]")
    assert page.evaluate("innerWidth > document.documentElement.clientWidth")  # the bar takes its room
    assert cut(page) == []
    # With all columns, only the page is wider than the window.
    wide = open_team(context, f"{WHOLE}&{against}", waits_for="[data-change]")
    assert [one for one in cut(wide) if not one.startswith("page: ")] == []
    assert wide.evaluate(OVER_EACH_OTHER) == []
    for width in (1280, 1024):
        page.set_viewport_size({"width": width, "height": 700})
        page.goto(f"{TEAM}?{against}")
        expect(page.locator("[data-change]").first).to_be_visible()
        assert cut(page) == []
        assert page.evaluate(OVER_EACH_OTHER) == []
    page.set_viewport_size({"width": 320, "height": 700})
    for view, seen in (("why=BookedTimeThisMonth", "[data-row]"), ("tab=trends", "figure [data-before]")):
        page.goto(f"{TEAM}?{view}&{against}")
        expect(page.locator(seen).first).to_be_visible()
        assert cut_off(page) == []
        assert page.evaluate(OVER_EACH_OTHER) == []
    context.close()
    context = opened(320, demo.cookie(crowd.EMAIL))
    page = context.new_page()
    page.goto(f"/dashboard/team/{crowd.LONG}")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        expect(page.locator("[data-lead=overdue] [data-value]")).to_be_visible()
        assert page.evaluate(OVER_EACH_OTHER) == []
    context.close()


def test_names_stay_beside_the_numbers_that_slide_under_them(open_signed_in: OpenContext) -> None:
    page = open_team(open_signed_in(viewport={"width": 1024, "height": 800}), WHOLE)
    name = page.locator("tbody th").first
    page.evaluate("scrollTo(document.documentElement.scrollWidth, 0)")
    expect_reading(lambda: page.evaluate("scrollX > 0"), True)
    expect_reading(lambda: name.evaluate("e => e.getBoundingClientRect().left"), 0)
    expect(name).not_to_have_css("box-shadow", "none")


def test_on_a_phone_a_large_team_is_a_line_each(open_context: OpenContext, demo: DemoServer) -> None:
    crowd.make(demo)
    page = open_context(**PHONE).new_page()
    page.goto(f"/dashboard/team/{crowd.CROWD}")
    sign_in(page, crowd.EMAIL)
    lines = page.locator("li[data-member]")
    expect(lines.first).to_be_visible()
    page.evaluate("scrollTo(0, document.querySelector('li[data-member]').getBoundingClientRect().top)")
    # The sums stay at the bottom.
    sums = page.locator("li:has-text('Team (250)')").last
    expect_reading(lambda: sums.evaluate("e => Math.round(e.getBoundingClientRect().bottom) <= innerHeight"), True)
    lines.nth(5).get_by_role("button").first.click()
    expect(lines.nth(5).locator("dl")).to_be_visible()
