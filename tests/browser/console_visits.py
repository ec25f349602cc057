"""Every screen of the console, its dialogues, forms and states, each with the way there in any language."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from playwright.sync_api import Page, expect

from browser import crowd
from browser.demo_server import TEAM_ID
from teamkpi.ledger import ENTITIES

Say = Callable[[str], str]
"""The text of the console at a path of the catalogue, in the page's language."""

NOTHING_PENDING = """
window.pending = 0
const ask = window.fetch
window.fetch = (...given) => {
  window.pending += 1
  return ask(...given).finally(() => setTimeout(() => { window.pending -= 1 }))
}
"""
"""Counts the requests of a page that are under way."""


NOWHERE: Final = "/records/nowhere/at/all"
"""An address without a screen."""
_WIDEST: Final = ("bookings", "coworkerinvoices")
"""Entities with fields of every kind."""


class Visit(NamedTuple):
    """A state of the console: its address, what is pressed there one after the other, and what follows."""

    name: str
    path: str
    press: tuple[str, ...] = ()
    then: Callable[[Page, Say], None] | None = None
    fails: str | None = None
    """The calls that fail."""


def go(page: Page, path: str) -> None:
    """Go to a screen without loading the page again, and wait until it has what it asked for."""
    page.evaluate(
        """async (path) => {
          const next = () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))
          const show = (address) => {
            history.pushState(null, '', address)
            dispatchEvent(new PopStateEvent('popstate'))
          }
          show('/console/leaving')
          await next()
          do { await next() } while (!document.querySelector('main h1'))
          document.querySelector('main h1').dataset.left = ''
          show(path)
          // A screen that is made of the same component keeps the heading, with another text.
          const left = document.querySelector('main h1').textContent
          const isThere = (heading) => heading && (heading.dataset.left === undefined || heading.textContent !== left)
          do { await next() } while (!isThere(document.querySelector('main h1')))
        }""",
        f"/console{path}",
    )
    settled(page)


def settled(page: Page) -> None:
    """Wait until nothing is being loaded, and what was loaded is shown."""
    page.wait_for_function(
        """() => new Promise((say) => requestAnimationFrame(() => requestAnimationFrame(() =>
             say(window.pending === 0 && !document.querySelector('[class*="_loading_"]')))))"""
    )


def open_visit(page: Page, visit: Visit, say: Say) -> None:
    """Bring a page to a state."""
    if visit.fails:
        page.route(re.compile(visit.fails), lambda route: route.fulfill(status=500, body=""))
        page.goto(f"/console{visit.path}")
        expect(page.get_by_text(say("failed")).first).to_be_visible()
        page.unroute(re.compile(visit.fails))
        return
    if visit.path == NOWHERE:
        page.goto(f"/console{visit.path}")
        expect(page.locator("main h1")).to_be_visible()
        return
    go(page, visit.path)
    for path in visit.press:
        page.locator("dialog[open], main").last.get_by_role("button", name=say(path), exact=True).first.click()
        settled(page)
    if visit.then:
        visit.then(page, say)
        settled(page)


def _find(text: str) -> Callable[[Page, Say], None]:
    def find(page: Page, _: Say) -> None:
        page.locator("main input").first.fill(text)

    return find


def _find_somebody(page: Page, _: Say) -> None:
    page.locator("main input[role=combobox]").first.fill("a")
    expect(page.locator("[role=option]").first).to_be_visible()


def _palette(page: Page, _: Say) -> None:
    page.keyboard.press("Control+k")
    page.locator("dialog[open] input").fill("a")
    expect(page.locator("[role=option]").first).to_be_visible()


def _keys(page: Page, _: Say) -> None:
    page.keyboard.press("?")
    expect(page.locator("dialog[open] dl")).to_be_visible()


def _choose_some(page: Page, say: Say) -> None:
    page.locator("tbody input[type=checkbox]").first.check()
    page.get_by_role("button", name=say("actions.remove"), exact=True).click()


def _add_filters(page: Page, say: Say) -> None:
    add = page.get_by_label(say("list.addFilter"), exact=True)
    for name in ("CoworkerId", "ResourceId", "FromTime", "Tentative"):
        add.select_option(name)


def _open_colleague(page: Page, say: Say) -> None:
    page.get_by_role("button", name=re.compile(re.escape("colleague@desks.example"))).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    settled(page)
    page.get_by_role("dialog").get_by_role("button", name=say("access.changes.suspend.label"), exact=True).click()


def _first_button(start: str) -> Callable[[Page, Say], None]:
    """Press the first button of the screen that is named so, or begins so in any language."""

    def press(page: Page, _: Say) -> None:
        page.locator("main").get_by_role("button", name=re.compile(start)).first.click()

    return press


def visits(file: int, booking: int, *, every: bool = False) -> list[Visit]:
    """Return every state, given a file with rejected rows, and a booking.

    The lists and forms of records are one component: unless ``every`` is set, those of a few entities are visited.
    """
    member: Final = 101
    return [
        Visit("today", "/today"),
        Visit("today, finding", "/today", then=_find_somebody),
        Visit("today, booking", "/today", ("today.book",)),
        Visit("today, next day", "/today", ("today.nextDay",)),
        Visit("today, long names", f"/today?at={crowd.PLACE}"),
        Visit("today, failed", "/today", fails="/api/spaces/checkins"),
        Visit("people", "/people"),
        Visit("people, found", "/people", then=_find("a")),
        Visit("people, long names", "/people", then=_find(crowd.LONG_NAME[:12])),
        Visit("people, none", "/people", then=_find("qqqqqq")),
        Visit("person", f"/people/{member}"),
        Visit("person, long names", "/people/20000"),
        Visit("person, book", f"/people/{member}", ("act.book",)),
        Visit("person, product", f"/people/{member}", ("act.sellProduct",)),
        Visit("person, pass", f"/people/{member}", ("act.sellPass",)),
        Visit("person, credit", f"/people/{member}", ("act.grantCredit",)),
        Visit("person, team", f"/people/{member}", ("act.addToTeam",)),
        Visit("person, not there", "/people/987654321"),
        Visit("teams", "/teams"),
        Visit("teams, none", "/teams", then=_find("qqqqqq")),
        Visit("team", f"/teams/{TEAM_ID}"),
        Visit("team, long names", f"/teams/{crowd.LONG}"),
        Visit("team, view", f"/teams/{TEAM_ID}/view"),
        *(Visit(f"records, {plural}", f"/records/{plural}") for plural in (ENTITIES if every else _WIDEST)),
        *(Visit(f"new, {plural}", f"/records/{plural}?open=new") for plural in (ENTITIES if every else _WIDEST)),
        Visit("record", f"/records/bookings?open={booking}"),
        Visit("record, history", f"/records/bookings?open={booking}&tab=history"),
        Visit("record, not there", "/records/bookings?open=987654321"),
        Visit("records, none", "/records/bookings?is.Id=987654321"),
        Visit("records, filters", "/records/bookings", then=_add_filters),
        Visit("records, columns", "/records/bookings", ("list.columns",)),
        Visit("records, deleting", "/records/coworkers", then=_choose_some),
        Visit("records, failed", "/records/bookings", fails="/api/spaces/bookings"),
        Visit("import", "/import"),
        Visit("import, undoing", "/import", then=_first_button("^(Undo import|Deshacer la importación)")),
        Visit("file", f"/import/{file}"),
        Visit("file, not there", "/import/987654321"),
        Visit("access", "/access"),
        Visit("access, operator", "/access", ("access.add",)),
        Visit("access, account", "/access", then=_open_colleague),
        Visit("access, invite", "/access", ("access.invite",)),
        Visit("access, key", "/access", ("access.addKey",)),
        Visit("access, host", "/access", ("access.addHost",)),
        Visit("audit", "/audit"),
        Visit("audit, none", "/audit?id=987654321"),
        Visit("mirror", "/mirror"),
        Visit("webhooks", "/webhooks"),
        Visit("webhooks, new", "/webhooks", ("webhooks.add",)),
        Visit("hooks", "/hooks"),
        Visit("hooks, new", "/hooks", ("hooks.add",)),
        Visit("health", "/health"),
        Visit("health, checked", "/health", ("health.checks.doctor.run",)),
        Visit("account", "/account"),
        Visit("not found", NOWHERE),
        Visit("keys", "/mirror", then=_keys),
        Visit("palette", "/mirror", then=_palette),
    ]
