"""What the page says of itself is so: while it is offline, while it saves, after a refusal, and in each language."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from browser import crowd
from browser.conftest import OpenContext
from browser.demo_server import PASSWORD, TEAM_ID, DemoServer
from browser.team_page import TEAM, expect_reading, open_team, sign_in, written

OFFLINE = ("ERR_INTERNET_DISCONNECTED",)
APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
PLANS = "?tab=attendance"


def test_offline_nothing_is_up_to_date_and_nothing_waits_for_ever(open_signed_in: OpenContext) -> None:
    context = open_signed_in(may_fail=OFFLINE)
    page = open_team(context, PLANS, waits_for="tr[data-member] [data-plan]")
    page.get_by_role("button", name="Edit plans").click()
    choice = page.locator("tr[data-member] td select").first
    other = "3" if choice.input_value() != "3" else "2"
    context.set_offline(True)
    expect(page.get_by_text(f"You{APOSTROPHE}re offline.")).to_be_visible()
    expect(page.locator("header time")).to_have_text(re.compile("^as of "))
    # What is saved now fails, and says so. The change stays.
    choice.select_option(other)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text(f"Couldn{APOSTROPHE}t save the plans.")
    expect(page.get_by_role("button", name="Save")).to_be_enabled()
    expect(page.get_by_text("1 unsaved change")).to_be_visible()
    # What was never loaded isn't loading.
    page.get_by_role("button", name="Next week").click()
    page.get_by_role("button", name="Next week").click()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    context.set_offline(False)
    expect(page.get_by_text(f"You{APOSTROPHE}re offline.")).to_have_count(0)
    page.get_by_role("button", name="Discard").click()


def test_what_was_not_loaded_before_the_network_went_says_so(open_signed_in: OpenContext) -> None:
    context = open_signed_in(may_fail=OFFLINE)
    page = open_team(context, waits_for="[data-new]")
    why = page.locator("[data-figure=BookedTimeThisMonth]").get_by_role("button").first
    why.click()
    expect(page.get_by_role("dialog").locator("[data-row]").first).to_be_visible()
    page.keyboard.press("Escape")
    context.set_offline(True)
    page.locator("[data-figure=CheckedTimeThisMonth]").get_by_role("button").first.click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text(f"Can{APOSTROPHE}t reach the server.")
    context.set_offline(False)
    expect(page.get_by_role("dialog").locator("[data-row]").first).to_be_visible()


def test_an_error_on_a_page_that_writes_does_not_claim_that_it_only_reads(open_signed_in: OpenContext) -> None:
    page = open_signed_in(may_fail=("500",)).new_page()
    page.route(re.compile(r"/attendance\?"), lambda route: route.fulfill(status=500, body=""))
    page.goto(TEAM + PLANS)
    expect(page.get_by_role("alert").locator("p")).to_have_text(
        "The server ran into a problem or is too busy right now. Nothing was lost, and nothing was changed."
    )


def test_a_refusal_is_told_in_the_language_of_the_page(open_context: OpenContext) -> None:
    page = open_context(may_fail=("400",), locale="es-ES").new_page()
    page.goto(TEAM + PLANS)
    page.locator("input[name=email]").fill("jane@techinnovators.com")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.get_by_role("button", name="Editar").click()
    # The server is asked for what it doesn't take, as a page of another version might.
    page.route(re.compile(r"/attendance$"), lambda route: route.continue_(post_data='[{"CoworkerId":0}]'))
    choice = page.locator("tr[data-member] td select").nth(1)
    choice.select_option("3" if choice.input_value() != "3" else "2")
    with page.expect_response(lambda response: response.request.method == "PUT") as waiting:
        page.get_by_role("button", name="Guardar").click()
    detail = waiting.value.json()["detail"]
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("El servidor no acepta algún valor")
    assert detail not in alert.inner_text()


def test_the_order_is_announced(open_signed_in: OpenContext) -> None:
    page = open_team(open_signed_in())
    heading = page.locator("th[data-column=BookedTimeThisMonth]").get_by_role("button")
    status = page.get_by_role("status").filter(has_text="Showing")
    heading.click()
    expect(status).to_have_text(re.compile(r"Showing \d+ of \d+ members\. Sorted by Booked this month, descending$"))
    heading.click()
    expect(status).to_have_text(re.compile(r"Sorted by Booked this month, ascending$"))
    heading.click()
    expect(status).to_have_text(re.compile(r"^Showing \d+ of \d+ members$"))


def test_money_in_a_column_has_as_many_decimals(open_signed_in: OpenContext) -> None:
    page = open_team(open_signed_in(), "?cols=AmountToInvoice,RemainingBookingCredit")
    for figure in ("AmountToInvoice", "RemainingBookingCredit"):
        texts = page.locator(f"[data-figure={figure}]").all_inner_texts()
        amounts = [one for one in texts if "£" in one]
        assert amounts
        assert [one for one in amounts if not re.fullmatch(r"£[\d,]+\.\d\d", one)] == []


HUNDRED_A_HALF_MINUTE = """
let left = 100
for (const name of ['pushState', 'replaceState']) {
  const real = history[name].bind(history)
  history[name] = (...args) => {
    if (left-- <= 0) throw new DOMException('100 times in 30 seconds', 'SecurityError')
    real(...args)
  }
}
"""


def test_two_hundred_quick_keys_are_all_taken(open_signed_in: OpenContext) -> None:
    context = open_signed_in()
    context.add_init_script(HUNDRED_A_HALF_MINUTE)  # as Safari does
    page = open_team(context)
    text = "a quick brown fox " * 12
    page.get_by_label("Search members").press_sequentially(text)
    expect(page.get_by_label("Search members")).to_have_value(text)
    expect(page.get_by_text("No members found")).to_be_visible()
    expect_reading(lambda: page.evaluate("new URLSearchParams(location.search).get('q')"), text)


def test_each_tab_is_found_again_where_it_was_left(open_signed_in: OpenContext) -> None:
    page = open_team(open_signed_in(viewport={"width": 1280, "height": 500}), waits_for="[data-new]")
    page.evaluate("scrollTo(0, 400)")
    expect_reading(lambda: page.evaluate("scrollY"), 400)
    page.get_by_role("tab", name="Trends").click()
    expect(page.get_by_role("heading", name="Booked and checked-in hours")).to_be_visible()
    page.evaluate("scrollTo(0, 150)")
    expect_reading(lambda: page.evaluate("scrollY"), 150)
    page.get_by_role("tab", name="Members").click()
    expect_reading(lambda: page.evaluate("scrollY"), 400)
    page.get_by_role("tab", name="Trends").click()
    expect_reading(lambda: page.evaluate("scrollY"), 150)


@pytest.fixture(scope="module")
def long_names(demo: DemoServer) -> None:
    """Make teams of people and places with long names."""
    crowd.make(demo)


def cut_or_outside(page: Page) -> list[str]:
    """Return the texts of which something cannot be seen: cut by what is around them, or beyond the page's edge."""
    found: list[str] = page.evaluate(
        """() => {
          const bad = []
          const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT)
          for (let node; (node = walker.nextNode()); ) {
            const text = node.data.trim(), own = node.parentElement
            if (!text || !own.checkVisibility({visibilityProperty: true})) continue
            if (own.closest('[class*=hidden], option')) continue
            const range = document.createRange()
            range.selectNodeContents(node)
            const box = range.getBoundingClientRect()
            if (box.width < 2) continue
            if (box.right > document.documentElement.clientWidth + 1 || box.left < -1) bad.push(`outside: ${text}`)
            for (let e = own; e && e !== document.body; e = e.parentElement) {
              const isCutting = ['hidden', 'clip'].includes(getComputedStyle(e).overflowX)
              if (isCutting && box.right > e.getBoundingClientRect().right + 1) bad.push(`cut: ${text}`)
            }
          }
          return bad
        }"""
    )
    return found


@pytest.mark.usefixtures("long_names")
@pytest.mark.parametrize("width", [1280, 320])
def test_long_names_and_large_amounts_take_nothing_away(open_context: OpenContext, width: int) -> None:
    context = open_context(may_fail=("401",), viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto("/dashboard/")
    sign_in(page, crowd.EMAIL)
    expect(page.get_by_role("listitem")).to_have_count(3)
    assert cut_or_outside(page) == []
    expect(page.get_by_text("Administrator", exact=True)).to_have_count(2)
    team = f"/dashboard/team/{crowd.LONG}"
    for view, there in [
        (f"{team}?cols=CoworkerEmail,BookedTimeThisMonth", page.get_by_text(crowd.LONG_NAME).nth(1)),
        (f"{team}?member=20001", page.get_by_role("dialog").get_by_role("link", name=crowd.LONG_EMAIL)),
        (f"{team}?tab=trends", page.get_by_role("heading", name="Booked and checked-in hours")),
        ("/dashboard/account", page.get_by_role("heading", name="Your account", level=1)),
    ]:
        page.goto(view)
        expect(there).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), view
        assert cut_or_outside(page) == [], view


@pytest.mark.usefixtures("long_names")
def test_the_scale_of_a_chart_is_as_wide_as_its_numbers(open_context: OpenContext) -> None:
    page = open_context().new_page()
    page.goto(f"/dashboard/team/{crowd.LONG}?tab=trends")
    sign_in(page, crowd.EMAIL)
    expect(page.get_by_role("heading", name="Invoiced and unpaid amounts")).to_be_visible()
    outside = page.locator("figure svg").evaluate_all(
        """all => all.flatMap(svg => [...svg.querySelectorAll('text')]
             .filter(e => e.getBoundingClientRect().left < svg.getBoundingClientRect().left - 0.5)
             .map(e => e.textContent))"""
    )
    assert outside == []
    expect(page.locator("figure svg text").get_by_text(re.compile(r"000,000"))).not_to_have_count(0)


def test_a_card_has_the_month_that_the_pointer_is_at(open_signed_in: OpenContext, demo: DemoServer) -> None:
    page = open_signed_in().new_page()
    page.goto(f"{TEAM}?tab=trends")
    months = demo.read(f"/api/public/teams/{TEAM_ID}/metrics?months=12")["Metrics"]
    for chart, figure in enumerate(("TeamBookingMinutes", "TeamCheckingMinutes")):
        picture = page.locator("figure svg").nth(chart)
        card = page.locator("figure div[data-series]").nth(chart).locator("p")
        for month in (1, 9):
            picture.locator("rect[fill=transparent]").nth(month).hover()
            day = date.fromisoformat(months[month]["MonthDate"][:10])
            expect(card).to_contain_text(re.compile(f"{day:%b}.* {day.year}"))
            expect(card.locator("b")).to_have_text(written("BookedTimeTotal", months[month][figure]))
        page.mouse.move(1, 1)
        expect(card).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_labels_in_charts_lie_over_nothing(open_signed_in: OpenContext, width: int) -> None:
    page = open_signed_in(viewport={"width": width, "height": 800}).new_page()
    page.goto(f"{TEAM}?tab=trends")
    expect(page.get_by_role("heading", name="Booked and checked-in hours")).to_be_visible()
    # Each chart has a label of its last month, and no label is over a bar, a point or another label, or cut.
    charts = page.locator("figure svg").evaluate_all(
        """all => all.map(svg => {
             const own = svg.getBoundingClientRect()
             const labels = [...svg.querySelectorAll('text[class*=label]')]
             const others = [...svg.querySelectorAll('[data-value]'), ...labels]
             const over = labels.flatMap(label => {
               const one = label.getBoundingClientRect()
               const isCut = one.left < own.left - 1 || one.right > own.right + 1 || one.top < own.top - 1
               return others.filter(e => {
                 const box = e.getBoundingClientRect()
                 const isApart = box.right <= one.left || box.left >= one.right || box.bottom <= one.top + 3
                   || box.top >= one.bottom - 3
                 return e !== label && !isApart
               }).map(e => `${label.textContent} over ${e.textContent || e.dataset.value}`)
                 .concat(isCut ? [`${label.textContent} is cut`] : [])
             })
             return [labels.length > 0, over]
           })"""
    )
    assert charts == [[True, []]] * 4
