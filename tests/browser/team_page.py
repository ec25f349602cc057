"""The pages of the dashboard as a person uses them: what is written on them, and how one gets on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from playwright.sync_api import BrowserContext, Error, Locator, Page, expect

from browser.demo_server import ADMINISTRATOR_EMAIL, PASSWORD, TEAM_ID, DemoServer
from patience import until
from teamkpi.kpi import FIGURES

TEAM = f"/dashboard/team/{TEAM_ID}"
WHOLE = "?cols=all"
"""The view with every column that isn't zero for everybody."""
MEMBER_FIELDS = ("CoworkerFullName", "CoworkerEmail", "CoworkerId")
# In the order of the table.
_LEADING = {"RemainingTimePassesCount", "BookedTimeThisMonth", "CheckedTimeThisMonth"}
_COUNTING = [figure for figure in FIGURES if figure.unit.key]
_GROUPS = [figure.group.key for figure in _COUNTING]
NUMBERS = tuple(
    figure.wire
    for figure in sorted(_COUNTING, key=lambda one: (_GROUPS.index(one.group.key), one.wire not in _LEADING))
)
ITEMS = tuple(figure.wire for figure in FIGURES if figure.group.key == "invoice")
_MINUTES = {figure.wire for figure in FIGURES if figure.unit.key == "minutes"}

Member = dict[str, Any]
T = TypeVar("T")


def sign_in(page: Page, email: str = ADMINISTRATOR_EMAIL, password: str = PASSWORD) -> None:
    """Fill in the form and send it."""
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def open_team(context: BrowserContext, view: str = "", *, waits_for: str = "[data-member]") -> Page:
    """Open the team's page with a view, sign in on the way unless that was done, and wait for the members."""
    page = context.new_page()
    page.goto(TEAM + view)
    if not context.cookies():
        sign_in(page)
    expect(page.locator(waits_for).first).to_be_visible()
    return page


def rows(page: Page) -> Locator:
    """The members, in the table or as cards."""
    return page.locator("[data-member]")


def shown_ids(page: Page) -> list[int]:
    """Return the ids of the members in the order in which they stand."""
    return [int(value) for value in page.locator("[data-member]").evaluate_all("all => all.map(e => e.dataset.member)")]


def numbers_of(row: Locator) -> dict[str, float]:
    """Return the exact numbers of a row by the names of its figures."""
    found = row.locator("[data-figure][data-value]").evaluate_all(
        "all => all.map(e => [e.dataset.figure, e.dataset.value])"
    )
    return {name: float(value) for name, value in found}


def texts_of(row: Locator) -> dict[str, str]:
    """Return what is read in the cells of a row, a zero as the dash that it shows; without what is only spoken."""
    found = row.locator("[data-figure]").evaluate_all(
        """all => all.map(e => {
             const seen = e.cloneNode(true)
             seen.querySelectorAll('[data-spoken], [aria-hidden] + *').forEach(one => one.remove())
             return [e.dataset.figure, seen.textContent]
           })"""
    )
    return dict(found)


def written(figure: str, value: float) -> str:
    """Return how a number of a figure is written in the table, in English, with the demo's pounds."""
    if value == 0:
        return "\N{EN DASH}"
    if figure == "RemainingBookingCredit":
        return f"£{value:,.2f}"
    if figure in _MINUTES:
        hours, minutes = divmod(int(value), 60)
        if hours == 0:
            return f"{minutes}\N{NO-BREAK SPACE}min"
        rest = f"\N{NO-BREAK SPACE}{minutes:02}" if minutes else ""
        return f"{hours:,}\N{NO-BREAK SPACE}h{rest}"
    return f"{int(value):,}"


def books_most(members: Sequence[Member]) -> Member:
    """Return the member who has booked the most time this month. On every day of a month, somebody has booked some."""
    return max(members, key=lambda one: int(one["BookedTimeThisMonth"]))


def end_of_last_month(demo: DemoServer) -> date:
    """Return the last day before the team's present month."""
    month: str = demo.read(f"/api/public/teams/{TEAM_ID}/basis")["MonthDate"]
    return date.fromisoformat(month[:10]) - timedelta(days=1)


def day_and_month(found: date) -> str:
    """Return a day as the page writes it, without its year."""
    return f"{found.day} {'Sept' if found.month == 9 else f'{found:%b}'}"


def day(found: date) -> str:
    """Return a day as the page writes it: with its year only when that is another than the present one."""
    return day_and_month(found) + ("" if found.year == datetime.now(UTC).year else f" {found.year}")


def numbers(members: Sequence[Member]) -> dict[str, float]:
    """Return the sums of members as the row of the sums has them."""
    return {name: round(sum(float(member[name]) for member in members), 6) for name in NUMBERS}


def used(members: Sequence[Member]) -> tuple[str, ...]:
    """Return the figures that aren't zero for everybody, and those that always have a column."""
    first = {"BookedTimeThisMonth", "CheckedTimeThisMonth"}
    return tuple(name for name in NUMBERS if name in first or any(member[name] for member in members))


def address_of(page: Page) -> str:
    """Return the path and query in the page's address. Playwright's ``page.url`` may be behind the page."""
    return _read(page, "location.pathname + location.search")


def view_of(page: Page) -> str:
    """Return the query in the page's address, which names the view."""
    return _read(page, "location.search")


def _read(page: Page, expression: str) -> str:
    """Return a text of the page; one that is being replaced by the next is read again."""
    while True:
        try:
            text: str = page.evaluate(expression)
        except Error as error:
            if "Execution context was destroyed" not in error.message:
                raise
        else:
            return text


def expect_reading(read: Callable[[], T], expected: T) -> None:
    """Wait until what is read from a page equals what is expected, as ``expect`` does for a locator.

    A page answers a click or a key when its code has run, which may be after Playwright's call has returned.
    """
    found: list[T] = []

    def equals() -> bool:
        found[:] = [read()]
        return found == [expected]

    try:
        until(equals)
    except AssertionError as error:
        raise AssertionError(f"reads {found[0] if found else None!r} rather than {expected!r}") from error
