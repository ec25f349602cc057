"""Twelve questions of a team's administrator: each answered in at most two presses, and as the API answers it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

import loopback
from browser.conftest import OpenContext
from browser.demo_server import TEAM_ID, DemoServer
from browser.team_page import (
    TEAM,
    address_of,
    books_most,
    day_and_month,
    end_of_last_month,
    expect_reading,
    rows,
    shown_ids,
    written,
)
from browser.team_page import day as as_day
from patience import PATIENCE

API = f"/api/public/teams/{TEAM_ID}"
MOST_PRESSES = 2
# Playwright takes back a press whose target has moved away, at the window, and presses again: what it took back never
# reaches the document.
COUNT_PRESSES = "window.presses = 0; document.addEventListener('pointerdown', () => { window.presses++ }, true)"
LANGUAGE = "en"

Record = dict[str, Any]


class Visit:
    """The team's page as one comes to it, and the API of the same server, asked for the same instants."""

    def __init__(self, page: Page, demo: DemoServer) -> None:
        self.page = page
        self.demo = demo
        self._asked: list[str] = []
        page.on("request", lambda request: self._asked.append(request.url))
        page.goto(TEAM)
        expect(page.locator("[data-new]")).to_be_visible()
        expect(rows(page).first).to_be_visible()

    def api(self, path: str) -> Any:
        """Ask the API."""
        return self.demo.read(API + path)

    def file(self, path: str) -> bytes:
        """Get a file from the API, in the language of the page."""
        headers = {"Authorization": f"Bearer {self.demo.token()}", "Accept-Language": LANGUAGE}
        return loopback.get(self.demo.url + API + path, headers=headers, timeout=PATIENCE).raise_for_status().content

    def members(self, when: str = "") -> list[Record]:
        """Ask for the figures of the members."""
        found: list[Record] = self.api(f"/kpi{when}")["Kpi"]
        return found

    def earlier(self, call: str) -> str:
        """Return the instant that the page compares with, as the query of a call."""
        when = next(one.partition(f"/{call}")[2] for one in self._asked if f"/{call}?at=" in one)
        return unquote(when.partition("&")[0])

    def saved(self, button: Locator) -> bytes:
        """Press a button that saves a file, and return what is in it."""
        with self.page.expect_download() as waiting:
            button.click()
        return waiting.value.path().read_bytes()


def money(amount: float) -> str:
    return f"£{amount:,.0f}" if amount == int(amount) else f"£{amount:,.2f}"


def day(text: str) -> str:
    return as_day(date.fromisoformat(text[:10]))


def in_days(items: Record, today: str) -> str:
    days = (date.fromisoformat(items["LocalDate"]) - date.fromisoformat(today)).days
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days}\N{NO-BREAK SPACE}days")


def amount(one: Record) -> str:
    """Return what is left of a credit or pass, as it is written."""
    value, unit = one["Remaining"], one["Unit"]
    if unit == "money":
        return money(value)
    if unit == "minutes":
        return written("BookedTimeTotal", value)
    names = {"passes": ("day pass", "day passes"), "uses": ("use", "uses")}
    name = names.get(unit, (unit.removesuffix("s"), unit))[value != 1]
    return f"{value:,.0f}\N{NO-BREAK SPACE}{name}"


def texts(found: Locator) -> Callable[[], list[str]]:
    """Return how to read the texts of several elements, without what surrounds them."""
    return lambda: [one.strip() for one in found.all_text_contents()]


def next_invoice(visit: Visit) -> None:
    """What is the next invoice, in money, and when?"""
    [sums] = visit.api("/amounts")["Total"]
    card = visit.page.locator("[data-lead=invoice]")
    expect(card.locator("dt")).to_have_text(f"Next invoice · {day(sums['NextRenewal'])}")
    expect(card.locator("[data-value]").first).to_have_text(f"{money(sums['ToInvoice'])}so far")
    names = {
        "Products": "Products",
        "ExtraServices": "Services",
        "TimePasses": "Passes",
        "EventAttendees": "Event tickets",
        "Charges": "Charges",
    }
    kinds = [f"{name} {money(sums[kind])}" for kind, name in names.items() if sums[kind] > 0]
    expect_reading(texts(card.locator("li")), kinds)


def credits_that_end(visit: Visit) -> None:
    """Which credits end soon?"""
    answer = visit.api("/expiring?days=366")
    visit.page.locator("[data-lead=expiring]").get_by_role("button").click()
    lines = visit.page.get_by_role("dialog", name="What expires next").locator("[data-row]")
    today = answer["At"][:10]
    expected = [
        [
            f"{one['Entity']} {one['Id']}",
            one["Name"],
            one["CoworkerFullName"],
            amount(one),
            day(one["LocalDate"]),
            in_days(one, today),
        ]
        for one in answer["Items"]
    ]
    expect_reading(
        lambda: lines.evaluate_all(
            """all => all.map(tr => {
                 const [what, left, end] = tr.cells
                 const parts = cell => [...cell.childNodes].map(one => one.textContent)
                 return [tr.dataset.row, ...parts(what).slice(0, 2), left.textContent, ...parts(end)]
               })"""
        ),
        expected,
    )


def bookings_of_a_member(visit: Visit) -> None:
    """Which bookings make somebody's hours?"""
    theirs = books_most(visit.members())
    number = theirs["CoworkerId"]
    question = f"figure=BookedTimeThisMonth&coworkerId={number}&counted=true&_pageSize=25"
    answer = visit.api(f"/explain?{question}")
    visit.page.locator(f"[data-member='{number}'] [data-figure=BookedTimeThisMonth]").get_by_role("button").click()
    panel = visit.page.get_by_role("dialog", name="Booked: This month")
    lines = panel.locator("table[data-counted=true] [data-row]")
    expect_reading(
        lambda: lines.evaluate_all(
            "all => all.map(e => [e.dataset.row, e.cells[0].firstChild.textContent, Number(e.cells[1].dataset.value)])"
        ),
        [[f"{one['Entity']} {one['Id']}", one["Title"], one["Amount"]] for one in answer["Records"]["Records"]],
    )
    value = panel.locator("p[data-figure=BookedTimeThisMonth]")
    expect(value).to_have_text(written("BookedTimeThisMonth", theirs["BookedTimeThisMonth"]))
    assert (
        answer["Value"]
        == theirs["BookedTimeThisMonth"]
        == sum(one["Amount"] for one in answer["Records"]["Records"]) // 60
    )


def who_used_nothing(visit: Visit) -> None:
    """Who used nothing?"""
    visit.page.get_by_label("Used nothing this month").click()
    idle = [
        one["CoworkerId"] for one in visit.members() if one["BookedTimeThisMonth"] == one["CheckedTimeThisMonth"] == 0
    ]
    expect_reading(lambda: shown_ids(visit.page), idle)


def against_last_month(visit: Visit) -> None:
    """How is this month against last month?"""
    earlier = visit.earlier("kpi")
    then = datetime.fromisoformat(earlier.removeprefix("?at="))
    days = f"{then.day} {day(then.date().isoformat()).split()[1]}"
    days = days if then.day == 1 else f"1\N{EN DASH}{days}"
    sums = [sum(one["BookedTimeThisMonth"] for one in visit.members(when)) for when in ("", earlier)]
    now, before = sums
    part = visit.page.locator("[data-total=BookedTimeThisMonth]")
    expect(part.locator("[data-value]")).to_have_text(written("BookedTimeThisMonth", now))
    change = int(abs(now / before - 1) * 100 + 0.5)
    sign, word = ("▲", "more") if now > before else ("▼", "less")
    expect(part.locator("[data-before]")).to_have_text(
        f"{sign} {change}% {word} vs {days} ({written('BookedTimeThisMonth', before)})"
    )


def page_of_last_month(visit: Visit) -> None:
    """What did last month's page say?"""
    chosen = end_of_last_month(visit.demo)
    visit.page.get_by_label("As shown on").fill(f"{chosen}")
    then = visit.members(f"?{visit.demo.as_shown_on(f'{chosen}')}")
    expect(visit.page.get_by_text(f"looking at {day_and_month(chosen)} {chosen.year}")).to_be_visible()
    figures = ("BookedTimeThisMonth", "CheckedTimeThisMonth")
    cells = visit.page.locator(",".join(f"tbody [data-figure={one}]" for one in figures))
    expect_reading(
        lambda: cells.evaluate_all("all => all.map(e => Number(e.dataset.value))"),
        [one[figure] for one in then for figure in figures],
    )


def for_the_boss(visit: Visit) -> None:
    """How do I send this to my boss?"""
    visit.page.locator("th[data-column=BookedTimeThisMonth]").get_by_role("button").click()
    ranked = sorted(visit.members(), key=lambda one: -one["BookedTimeThisMonth"])
    expected = [one["CoworkerId"] for one in ranked]
    expect_reading(lambda: shown_ids(visit.page), expected)
    expect_reading(lambda: address_of(visit.page), f"{TEAM}?sort=-BookedTimeThisMonth")
    # The address is the view, in whatever window it is opened.
    theirs = visit.page.context.new_page()
    theirs.goto(address_of(visit.page))
    expect_reading(lambda: shown_ids(theirs), expected)


def last_month(visit: Visit) -> str:
    month = date.fromisoformat(visit.api("/basis")["MonthDate"][:10])
    return f"{month.year - (month.month == 1)}-{(month.month - 2) % 12 + 1:02}"


def monthly_report(visit: Visit) -> None:
    """Is there a report of the month?"""

    def sheets(content: bytes) -> list[str]:
        return [sheet.extract_text() for sheet in PdfReader(io.BytesIO(content)).pages]

    visit.page.get_by_role("button", name="Statement").click()
    saved = sheets(visit.saved(visit.page.get_by_role("dialog").get_by_role("button", name="PDF")))
    assert saved == sheets(visit.file(f"/statements/{last_month(visit)}.pdf"))
    assert "".join(saved).strip()


def export_for_accounting(visit: Visit) -> None:
    """How do I get it into our books?"""

    def cells(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
        book = openpyxl.load_workbook(io.BytesIO(content))
        return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}

    visit.page.get_by_role("button", name="Statement").click()
    saved = cells(visit.saved(visit.page.get_by_role("dialog").get_by_role("button", name="Excel")))
    assert saved == cells(visit.file(f"/statements/{last_month(visit)}.xlsx"))
    assert sum(map(len, saved.values())) > len(saved)


def who_costs_most(visit: Visit) -> None:
    """Who costs most?"""
    visit.page.locator("th[data-column=AmountToInvoice]").get_by_role("button").click()
    amounts = visit.api("/amounts")["Members"]
    costs = {one["CoworkerId"]: one["Amounts"][0]["ToInvoice"] for one in amounts}
    ranked = sorted((one["CoworkerId"] for one in visit.members()), key=lambda one: -costs.get(one, 0))
    cells = visit.page.locator("tbody [data-figure=AmountToInvoice]")
    expect_reading(
        lambda: list(zip(shown_ids(visit.page), cells.all_text_contents(), strict=True)),
        [(one, f"£{costs[one]:,.2f}" if costs.get(one) else "\N{EN DASH}0") for one in ranked],
    )


def overdue(visit: Visit) -> None:
    """How much is overdue, and since when?"""
    [sums] = visit.api("/amounts")["Total"]
    [before] = visit.api(f"/amounts{visit.earlier('amounts')}")["Total"]
    months = visit.api("/metrics?months=12")["Metrics"][:-1]
    ends = [one["TotalDue"] > 0 for one in months]
    first = len(ends) - next((index for index, is_due in enumerate(reversed(ends)) if not is_due), len(ends))
    since = f"for at least {len(ends)}\N{NO-BREAK SPACE}months" if first == 0 else ""
    if first:
        since = f"since {date.fromisoformat(months[first]['MonthDate'][:10]):%B %Y}"
    then = datetime.fromisoformat(visit.earlier("amounts").removeprefix("?at="))
    card = visit.page.locator("[data-lead=overdue]")
    is_all = sums["Unpaid"] == sums["Due"]
    expect_reading(
        texts(card.locator("dd > div")),
        [
            money(sums["Due"]),
            "Everything unpaid is past its due date" if is_all else f"of {money(sums['Unpaid'])} unpaid",
            f"Something has been overdue {since}",
            f"{money(before['Due'])} on {day(then.date().isoformat())}",
        ],
    )


def my_pass(visit: Visit) -> None:
    """Why is my pass not counted?"""
    figure = "RemainingTimePassesCount"
    left_out = visit.api(f"/explain?figure={figure}&counted=false&_pageSize=100")["Records"]["Records"]
    counted = {one["CoworkerId"]: one[figure] for one in visit.members()}
    # Of somebody who has none that counts, if there is anybody: that is who asks.
    member = min(left_out, key=lambda one: (counted[one["CoworkerId"]], one["CoworkerId"]))
    number, name = member["CoworkerId"], member["CoworkerFullName"]
    visit.page.get_by_role("button", name=name, exact=True).click()
    person = visit.page.get_by_role("dialog", name=name)
    person.locator(f"[data-figure={figure}]").get_by_role("button").click()
    panel = visit.page.get_by_role("dialog", name=re.compile("^Passes left: "))
    answer = visit.api(f"/explain?figure={figure}&coworkerId={number}&counted=false&_pageSize=25")
    lines = panel.locator("table[data-counted=false] [data-row]")
    expect_reading(
        lambda: lines.evaluate_all(
            "all => all.map(e => [e.dataset.row, e.cells[0].firstChild.textContent, e.cells[1].textContent])"
        ),
        [[f"{one['Entity']} {one['Id']}", one["Title"], one["ReasonText"]] for one in answer["Records"]["Records"]],
    )
    count = answer["NotCounted"]
    expect(panel.get_by_role("heading", name="Not counted: ")).to_have_text(
        f"Not counted: {count}\N{NO-BREAK SPACE}record{'s' if count != 1 else ''}"
    )


QUESTIONS: list[Callable[[Visit], None]] = [
    next_invoice,
    credits_that_end,
    bookings_of_a_member,
    who_used_nothing,
    against_last_month,
    page_of_last_month,
    for_the_boss,
    monthly_report,
    export_for_accounting,
    who_costs_most,
    overdue,
    my_pass,
]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.__name__)
def test_the_question(open_signed_in: OpenContext, demo: DemoServer, question: Callable[[Visit], None]) -> None:
    # A day before the demo's history cannot be shown as it was shown then; the page asks and is refused.
    context = open_signed_in(may_fail=("404",))
    context.add_init_script(COUNT_PRESSES)
    visit = Visit(context.new_page(), demo)
    question(visit)
    assert visit.page.evaluate("presses") <= MOST_PRESSES
