"""Every mail in a browser: nothing is wider than the window or cut off, and axe finds nothing, light and dark.

``TEAMKPI_PICTURES=FOLDER`` keeps a picture of each, to look at.
"""

from __future__ import annotations

import os
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page

from browser.demo_server import DemoServer
from browser.visits import AXE, violations
from spaces import NOW
from teamkpi import clock
from teamkpi.db import connect
from teamkpi.kpi.languages import LANGUAGES, Language
from teamkpi.kpi.team import DEFAULT_OPEN_CHECKIN_LIMIT
from teamkpi.mail import alerts, links, reports
from teamkpi.mail.compose import Additions, compose
from teamkpi.mail.texts import TEXTS
from teamkpi.outbox import Sender
from teamkpi.reports.content import report_of

PICTURES: Final = os.environ.get("TEAMKPI_PICTURES")
WIDTHS: Final = (320, 640)
THEMES: Final = ("light", "dark")
SENDER: Final = Sender("kpi@hub.example", None, "https://kpi.hub.example", "en")
ID: Final = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
SPACE: Final = "Coworking an der Donaudampfschifffahrtsgesellschaftsanlegestelle"
STOP: Final = f"https://kpi.hub.example/api/alerts/mail/{'a' * 43}"
ALERTS: Final[dict[Language, list[str]]] = {
    "en": [
        "Siobhán O'Connor: Uses left in time passes: 3 (rule: at most 5)",
        f"{'Wolfeschlegelsteinhausenbergerdorff' * 2}: Money to invoice: £1,234.50 (rule: at least £1,000.00)",
        "The team: Days to expiry: none (rule: at most 14)",
    ],
    "es": [
        "Siobhán O'Connor: Usos restantes de los pases de tiempo: 3 (regla: como máximo 5)",
        f"{'Wolfeschlegelsteinhausenbergerdorff' * 2}: Importe por facturar: 1234,50 £ (regla: como mínimo 1000,00 £)",
        "El equipo: Días hasta el vencimiento: ninguno (regla: como máximo 14)",
    ],
}
# What hides a text although it is there: it is wider or higher than what contains it, or as dark as what is behind it.
CUT_OFF: Final = """() => [...document.querySelectorAll('main *')].filter(one =>
  one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0 || one.getBoundingClientRect().right > innerWidth
).map(one => one.outerHTML.slice(0, 120))"""


def _html(demo: DemoServer, kind: str, language: Language) -> str:
    more = Additions()
    if kind in alerts.KINDS:
        more = Additions({"team": "Riverside Studio", "team_id": "55"}, ALERTS[language], STOP)
    elif kind in links.KINDS:
        more = Additions({"secret": "s" * 43, "until": "2026-11-21 at 13:00 UTC", "provider": "Acme"})
    elif kind in reports.KINDS:
        with connect(demo.database_url) as conn:
            now = clock.now()
            last_month = date(now.year - (now.month == 1), (now.month - 2) % 12 + 1, 1)
            report = report_of(
                conn,
                *(1, 55, "month", last_month, language),
                with_names=True,
                now=now,
                open_checkin_limit=DEFAULT_OPEN_CHECKIN_LIMIT,
            )
        assert report is not None
        values = {"team": report.team_name, "team_id": "55", "period": "2026-10"}
        more = Additions(values, (), STOP, None, report.sections)
    mail = compose(kind, ID, "ann@example.org", language, SENDER, space=SPACE, written_on=NOW, more=more)
    html = mail.get_body(("html",))
    assert html is not None
    return str(html.get_content())


@pytest.fixture(scope="module")
def pages(chrome: Browser) -> Any:
    contexts = []
    found: dict[tuple[int, str], Page] = {}
    for width, theme in product(WIDTHS, THEMES):
        scheme: Any = theme
        contexts.append(chrome.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme))
        found[width, theme] = contexts[-1].new_page()
    yield found
    for one in contexts:
        one.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_fits_and_can_be_read(
    demo: DemoServer, pages: dict[tuple[int, str], Page], language: Language
) -> None:
    asked: list[str] = []
    for number, kind in enumerate(TEXTS):
        html = _html(demo, kind, language)
        for place, ((width, theme), page) in enumerate(pages.items()):
            page.on("request", lambda request: asked.append(request.url))
            page.set_content(html)
            what = f"{kind}, {language}, {width}, {theme}"
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), what
            assert page.evaluate(CUT_OFF) == [], what
            if number % len(pages) == place:  # axe takes long: each mail in one of the layouts, in turn
                page.evaluate(AXE.read_text())
                assert violations(page) == [], what
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"mail-{kind}-{language}-{width}-{theme}.png", full_page=True)
    assert asked == []  # nothing is loaded from anywhere
