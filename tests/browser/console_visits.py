"""Every screen of the console, its dialogues, forms and states, each with the way there in any language."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, NamedTuple

from playwright.sync_api import Locator, Page, Route, expect

from browser import crowd
from browser.demo_server import TEAM_ID
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.values import UNIQUE_ID

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


CONTRACT: Final = Path(__file__).parents[2] / "contract" / "openapi.json"
NOWHERE: Final = "/records/nowhere/at/all"
"""An address without a screen."""
_OF_BOOKINGS: Final = [one.name for one in ENTITIES["bookings"].fields if one.kind is not UNIQUE_ID]
"""The fields that several bookings can share, in the order of the form."""
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
    before: Callable[[Page], None] | None = None
    """Prepares the state, before the page is loaded."""
    after: Callable[[Page], None] | None = None
    """Ends what the state needs; the page is then loaded again."""


def close_visit(page: Page, visit: Visit) -> None:
    """End what a state needs, so that the next one can be visited."""
    if visit.after:
        visit.after(page)
        page.goto("/console/mirror")
        expect(page.locator("main h1")).to_be_visible()


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
    if visit.before:
        visit.before(page)
    if visit.path == NOWHERE or visit.before:
        page.goto(f"/console{visit.path}")
        expect(page.locator("main h1")).to_be_visible()
        settled(page)
    else:
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


def _edit_some(page: Page, say: Say) -> None:
    """Choose two fields of three bookings, and a time for one of them."""
    for box in page.locator("tbody input[type=checkbox]").all()[:3]:
        box.check()
    page.get_by_role("button", name=say("actions.edit"), exact=True).click()
    settled(page)
    # A chosen field may add a box of its own below the others.
    for name in ("CoworkerId", "FromTime"):
        page.locator("dialog[open] input[type=checkbox]").nth(_OF_BOOKINGS.index(name)).check()
    page.locator("dialog[open] input[type=datetime-local]").first.fill("2026-11-18T09:00")


def _edit_in_part(page: Page, say: Say) -> None:
    """Change records of which the server refuses the last."""
    first: list[list[int]] = []

    def answer(route: Route) -> None:
        changes = json.loads(route.request.post_data or "{}")["Changes"]
        first.append([one["Id"] for one in changes])
        if first[0][-1] in first[-1]:
            route.fulfill(status=412, json={"Status": 412, "Message": "", "WasSuccessful": False, "Errors": None})
        else:
            made = [{**one, "Before": one["Version"]} for one in changes]
            route.fulfill(json={"UpdatedOn": "2026-11-18T09:00:00Z", "UpdatedBy": "desk", "Changes": made})

    page.route("**/api/sys/changes", answer)
    _edit_some(page, say)
    page.locator("dialog[open] button[type=submit]").click()
    expect(page.get_by_role("group", name=say("several.result"), exact=True)).to_be_visible()


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


def _answering(path: str, content: Any) -> Callable[[Page], None]:
    """Let a call answer something else than the server would."""

    def answer(page: Page) -> None:
        page.route(f"**{path}", lambda route: route.fulfill(json=content))

    return answer


def _as_before(page: Page) -> None:
    page.unroute_all()


def _go_offline(page: Page, say: Say) -> None:
    page.context.set_offline(True)
    expect(page.get_by_text(say("offline"))).to_be_visible()


def _go_online(page: Page) -> None:
    page.context.set_offline(False)


def _change_and_save(status: int, shown: Callable[[Page, Say], Locator]) -> Callable[[Page, Say], None]:
    """Change a record whose saving the server refuses with a status."""
    body = {"Status": status, "Message": "refused", "WasSuccessful": False, "Errors": None, "code": "not_authenticated"}

    def save(page: Page, say: Say) -> None:
        page.route("**/api/sys/changes", lambda route: route.fulfill(status=status, json=body))
        if status == HTTPStatus.UNAUTHORIZED:
            page.route("**/dashboard/session/**", lambda route: route.fulfill(status=status, json=body))
        page.locator("dialog[open] form").get_by_role("textbox").last.fill("changed at this desk")
        page.locator("dialog[open]").get_by_role("button", name=say("actions.save"), exact=True).click()
        expect(shown(page, say)).to_be_visible()

    return save


_LIMITED: Final = {
    "Name": "desk@example.com",
    "MayDoEverything": False,
    "MadeUpImport": None,
    "MayReadFigures": False,
    "Entities": [{"Plural": "coworkers", "Rights": ["List"]}],
}
_MIRRORED: Final = json.loads(CONTRACT.read_text())["paths"]["/api/sys/mirror"]["get"]["responses"]["200"]["content"][
    "application/json"
]["example"]
_IN_TROUBLE: Final = {
    "Mirrors": [
        {
            **_MIRRORED["Mirrors"][0],
            "ProblemCode": "unauthorised",
            "Problem": "the account's password was refused",
            "Advice": "Set it again with `teamkpi mirror password`.",
            "ProblemSince": "2026-11-18T09:00:00Z",
            "RefusedCount": 1,
            "MissingCount": 120,
        }
    ]
}


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
        Visit("records, editing", "/records/bookings", then=_edit_some),
        Visit("records, edited in part", "/records/bookings", then=_edit_in_part, after=_as_before),
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
        Visit("readers", "/audit/readers"),
        Visit("mirror", "/mirror"),
        Visit("mirror, up to date", "/mirror", before=_answering("/api/sys/mirror", _MIRRORED), after=_as_before),
        Visit("mirror, in trouble", "/mirror", before=_answering("/api/sys/mirror", _IN_TROUBLE), after=_as_before),
        Visit("webhooks", "/webhooks"),
        Visit("webhooks, new", "/webhooks", ("webhooks.add",)),
        Visit("hooks", "/hooks"),
        Visit("hooks, new", "/hooks", ("hooks.add",)),
        Visit("health", "/health"),
        Visit("health, checked", "/health", ("health.checks.doctor.run",)),
        Visit("account", "/account"),
        Visit("setup, account", "/setup#secret", before=_as_before, after=_as_before),
        Visit("setup, location", "/setup", before=_as_before, after=_as_before),
        Visit("no right", "/audit", before=_answering("/api/sys/operator", _LIMITED), after=_as_before),
        Visit("offline", "/people/101", then=_go_offline, after=_go_online),
        Visit(
            "record, conflict",
            f"/records/bookings?open={booking}",
            then=_change_and_save(412, lambda page, say: page.get_by_text(say("form.conflict"))),
            after=_as_before,
        ),
        Visit(
            "session ended",
            f"/records/bookings?open={booking}",
            then=_change_and_save(401, lambda page, _: page.locator("input[type=password]")),
            after=_as_before,
        ),
        Visit("record, delete", f"/records/bookings?open={booking}", ("actions.remove",)),
        Visit("person, archive", f"/people/{member}", ("act.archive",)),
        Visit("access, network", "/access", ("access.addNetwork",)),
        Visit("not found", NOWHERE),
        Visit("keys", "/mirror", then=_keys),
        Visit("palette", "/mirror", then=_palette),
    ]
