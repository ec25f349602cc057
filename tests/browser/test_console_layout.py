"""Every screen of the console on a phone and on a desk, light and dark, in English and Spanish.

Nothing that axe knows is wrong, nothing is wider than the window or cut off, everything can be pressed and is seen when
it has the focus, and nothing is said in the other language.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from shutil import which
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect

import loopback
from browser import crowd
from browser.conftest import OpenContext
from browser.console_visits import NOTHING_PENDING, Say, Visit, close_visit, open_visit, visits
from browser.demo_server import PASSWORD, DemoServer
from browser.layout import layout_troubles, said
from browser.visits import AXE
from patience import until
from teamkpi import accounts
from teamkpi.db import connect

WEB = Path(__file__).parents[2] / "web"
OWNER = "layout@desks.example"
COLLEAGUE = "colleague@desks.example"
WIDTHS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}
LOCALES = {"en": "en-GB", "es": "es-ES"}
# Each state is visited in one language, in turn, and axe looks at it at two of these; with TEAMKPI_EVERY_LAYOUT=1, in
# every language, at every width and in every theme.
SPOKEN = list(LOCALES)
LOOKED_AT = [("en", "phone", "dark"), ("en", "desk", "light"), ("es", "desk", "dark"), ("es", "phone", "light")]
EVERY = os.environ.get("TEAMKPI_EVERY_LAYOUT") == "1"
MAY_FAIL = ("401", "404", "412", "500", "ERR_INTERNET_DISCONNECTED")
STATES = re.compile(os.environ.get("TEAMKPI_STATES", ""))
"""The states that are visited, by the beginning of their names: all of them by default."""
PICTURES = os.environ.get("TEAMKPI_PICTURES")
"""A folder in which a picture of each state is kept, to look at."""

MESSY = """Bookings;;;;
Id;Room ID;Member no.;Begins;Ends;Notes
1;1;101;14/03/2026 09:00;14/03/2026 10:30;
2;1;987654;02/04/2026 10:30;02/04/2026 11:30;nobody
3;1;101;32/04/2026 10:30;02/04/2026 11:30;
x;1;101;02/04/2026 10:30;02/04/2026 11:30;
2;1;101;05/04/2026 10:30;05/04/2026 11:30;twice
"""


class Furnished(NamedTuple):
    """What the space has beyond the demo's records."""

    file: int
    booking: int


@pytest.fixture(scope="module")
def texts() -> dict[str, Any]:
    """All texts of the catalogues, by language."""
    command = [which("node") or "node", "scripts/texts.js"]
    return dict(json.loads(subprocess.run(command, cwd=WEB / "dashboard", check=True, capture_output=True).stdout))


@pytest.fixture(scope="module")
def furnished(demo: DemoServer) -> Furnished:
    """Add operators, a file to import, an import, a hook, a webhook, a key and an invitation."""
    crowd.make(demo)
    with connect(demo.database_url) as conn:
        for email in (OWNER, COLLEAGUE):
            accounts.create(conn, 1, email, PASSWORD, operator=True, now=datetime.now(UTC))
    with loopback.Client(base_url=demo.url, headers={"Authorization": f"Bearer {demo.token(OWNER)}"}) as client:
        ask = _asking(client)
        imported = _upload(client, "Rooms.csv", b"Id,Name,Location ID\n9901,Sala Azul,1\n", "import")
        assert imported["State"] == "imported"
        file = _upload(client, "Bookings of spring, exported by the front desk.csv", MESSY.encode("cp1252"), "check")
        ask("/api/sys/keys", {"Name": "A program with a long name that reads bookings", "RoleSet": "Auditor"})
        ask("/api/sys/webhooks", {"Name": "Nexudus", "Event": "BookingCreate"})
        booking = client.get("/api/spaces/bookings?size=1&Booking_Coworker=101").raise_for_status().json()
        return Furnished(file["Id"], booking["Records"][0]["Id"])


def _asking(client: Any) -> Callable[[str, Any], Any]:
    def ask(path: str, body: Any) -> Any:
        answer = client.post(path, json=body)
        assert answer.is_success, (path, answer.text)
        return answer.json()

    return ask


def _upload(client: Any, name: str, content: bytes, run: str) -> dict[str, Any]:
    number = _asking(client)("/api/sys/importfiles", {"Name": name, "Size": len(content)})["Id"]
    path = f"/api/sys/importfiles/{number}"
    headers = {"Content-Type": "application/octet-stream"}
    client.put(f"{path}/parts/1", content=content, headers=headers).raise_for_status()
    _asking(client)(f"{path}/run", {"Do": run, "Zone": "Europe/London"})
    found: dict[str, Any] = {}

    def has_ended() -> bool:
        found.update(client.get(path).json())
        # For a moment, a run that has ended is still under way.
        return found["State"] not in {"checking", "importing"}

    until(has_ended)
    return found


@pytest.fixture
def open_page(open_context: OpenContext, demo: DemoServer, texts: dict[str, Any]) -> Callable[[str], tuple[Page, Say]]:
    """Open the console in a language, signed in."""

    def open_one(language: str) -> tuple[Page, Say]:
        # Offline and with errors that a state is for, the browser reports what failed.
        context = open_context(
            locale=LOCALES[language],
            color_scheme="light",
            viewport=WIDTHS["desk"],
            may_fail=("401", "404", "412", "500", "ERR_INTERNET"),
        )
        context.add_cookies([demo.cookie(OWNER)])  # type: ignore[list-item]  # the library names no type for it
        context.add_init_script(NOTHING_PENDING)
        context.add_init_script(path=AXE)
        page = context.new_page()
        page.goto("/console/mirror")
        expect(page.locator("main h1")).to_be_visible()
        return page, _saying(texts[language]["whole"])

    return open_one


def _saying(whole: dict[str, str]) -> Say:
    return lambda path: whole[f"console.{path}"]


def foreign(page: Page, language: str, texts: dict[str, Any]) -> list[str]:
    """Return what a page says in the other language, as the catalogues have it."""
    [other] = LOCALES.keys() - {language}
    own = {*texts[language]["whole"].values(), *texts[language]["parts"]}
    strange = {one for one in texts[other]["whole"].values() if one not in own}
    parts = [one.strip() for one in texts[other]["parts"] if len(one.strip()) > 7 and " " in one.strip()]
    alike = "\n".join(own)
    parts = [one for one in parts if one not in alike]
    return [one for one in said(page) if one in strange or any(part in one for part in parts)]


AXE_RUN = """async () => {
  const part = [...document.querySelectorAll('dialog:modal')].at(-1) ?? document
  const options = { resultTypes: ['violations'], preload: false }
  // The rows of a list are alike.
  const where = { include: [part], exclude: [['tbody tr:nth-child(n + 6)'], ['li:nth-child(n + 9)']] }
  return (await axe.run(where, options)).violations.map(({ id, nodes: [first, ...others] }) =>
    `${id}: ${first.html.slice(0, 160)} ${first.failureSummary} and ${others.length} more`)
}"""


def troubles_of(page: Page, language: str, visit: Visit, texts: dict[str, Any], number: int = 0) -> list[str]:
    """Return what is wrong in a state, at each width and in each theme."""
    found = [f"in the other language: {one}" for one in foreign(page, language, texts)]
    looked_at = LOOKED_AT[number % 2 :: 2]
    for width, size in WIDTHS.items():
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found += [f"{width}: {one}" for one in layout_troubles(page)]
        for theme in ("light", "dark"):
            if not EVERY and (language, width, theme) not in looked_at:
                continue
            page.emulate_media(color_scheme=theme)
            found += [f"{width}, {theme}: {one}" for one in page.evaluate(AXE_RUN)]
            if PICTURES:
                name = f"{visit.name.replace(', ', '-').replace(' ', '_')}-{language}-{width}-{theme}.png"
                page.screenshot(path=Path(PICTURES) / name, full_page=True)
    return [f"{language}, {visit.name}, {one}" for one in dict.fromkeys(found)]


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.long
def test_every_screen_in_every_layout(
    open_page: Callable[[str], tuple[Page, Say]], furnished: Furnished, texts: dict[str, Any], language: str, half: int
) -> None:
    page, say = open_page(language)
    found: list[str] = []
    for number, visit in enumerate(visits(*furnished, every=EVERY)):
        if number // 2 % 2 != half or not STATES.match(visit.name):
            continue
        if not EVERY and SPOKEN[number % len(SPOKEN)] != language:
            continue
        open_visit(page, visit, say)
        found += troubles_of(page, language, visit, texts, number // 4)
        close_visit(page, visit)
    assert found == [], "\n".join(found)
