"""Take the screenshots of the documentation: of the demo space, its dashboard (also printed) and the console.

Needs Chromium and a built dashboard. The space is made anew in a folder of its own, so that from one time to the next
nothing but the day differs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import typst
from playwright.sync_api import Browser, Page, sync_playwright

from chromium import FLAGS, chromium
from teamkpi.cli.demo import PASSWORD, free_port
from teamkpi.demo import ADMINISTRATOR_EMAIL, TEAM_ID

_DOCS = Path(__file__).resolve().parent.parent / "docs"
_WIDE: Final = {"viewport": {"width": 1440, "height": 820}}
_PHONE: Final = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
PICTURES: Final[dict[str, dict[str, Any]]] = {
    "dashboard-light.png": {"color_scheme": "light", **_WIDE},
    "dashboard-dark.png": {"color_scheme": "dark", **_WIDE},
    "dashboard-phone.png": {"color_scheme": "light", **_PHONE},
    "dashboard-paper.png": {"color_scheme": "light", **_WIDE},
}
_SHEET: Final = b"""
#set page(width: auto, height: auto, margin: 0pt)
#image("printed.pdf", width: 297mm)
"""
OPERATOR: Final = "desk@example.com"
_CONSOLE: Final[dict[str, Any]] = {"viewport": {"width": 1440, "height": 1100}, "color_scheme": "light"}
_BOOKINGS: Final = """Id;Room ID;Member no.;Begins;Ends;Notes
1;1;101;14/03/2026 09:00;14/03/2026 10:30;Board meeting
2;1;102;02/04/2026 10:30;02/04/2026 11:30;
3;1;101;32/04/2026 10:30;02/04/2026 11:30;
4;1;987654;16/04/2026 14:00;16/04/2026 15:30;Who is this?
"""


def _show_next_day(page: Page) -> None:
    page.goto("/console/today")
    page.get_by_role("button", name="Next day").click()


def _book(page: Page) -> None:
    page.goto("/console/people/101")
    page.get_by_role("button", name="Book a resource").click()
    page.get_by_label("From").fill("09:00")
    page.get_by_label("Until").fill("10:30")
    page.get_by_label("Use the time credit").first.check()


def _check_a_file(page: Page) -> None:
    page.goto("/console/import")
    content: Any = {"name": "Bookings.csv", "mimeType": "text/csv", "buffer": _BOOKINGS.encode("cp1252")}
    page.locator("input[type=file]").set_input_files(content)
    page.get_by_label("Time zone for times without one").fill("Europe/London")
    page.get_by_role("button", name="Check again").click()
    page.get_by_text("Nothing has been stored yet.").wait_for()


def _show_look(page: Page) -> None:
    page.goto("/console/access")
    page.get_by_role("region", name="Name and look").wait_for()


CONSOLE: Final[dict[str, Callable[[Page], object]]] = {
    "console-today.png": _show_next_day,
    "console-person.png": _book,
    "console-import.png": _check_a_file,
    "console-access.png": lambda page: page.goto("/console/access"),
    "console-access-network.png": _show_look,
}


@contextmanager
def _demo() -> Iterator[str]:
    """Serve a demo space with an operator; give its address."""
    with tempfile.TemporaryDirectory(prefix="teamkpi-screenshots-") as folder:
        port = free_port(8200)
        program = [sys.executable, "-m", "teamkpi"]
        command = [*program, "demo", "--port", str(port)]
        environment = {**os.environ, "TEAMKPI_DATA_DIR": f"{folder}/data", "TEAMKPI_INSTALLATION_NETWORK": "default"}
        with (Path(folder) / "log").open("w") as log:
            server = subprocess.Popen(  # noqa: S603 - our own
                command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
            )
        try:
            assert server.stdout  # noqa: S101 - tells the type checker
            if not any("Ctrl-C" in line for line in iter(server.stdout.readline, "")):
                raise SystemExit("the demo did not start")
            subprocess.run(  # noqa: S603 - our own
                [*program, "account", "create", "--email", OPERATOR, "--operator", "--password-stdin"],
                env={**environment, "TEAMKPI_DATA_DIR": f"{folder}/data-demo"},
                input=PASSWORD,
                text=True,
                check=True,
            )
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.communicate()


def _save_printed(page: Page, path: Path) -> None:
    """Print a page, and save the first sheet as a picture."""
    with tempfile.TemporaryDirectory(prefix="teamkpi-paper-") as folder:
        page.pdf(path=f"{folder}/printed.pdf", prefer_css_page_size=True)
        sheet = Path(folder) / "sheet.typ"
        sheet.write_bytes(_SHEET)
        path.write_bytes(typst.compile(sheet, format="png", ppi=120))


def _take(browser: Browser, address: str, name: str, settings: dict[str, Any]) -> None:
    with browser.new_context(base_url=address, locale="en-GB", reduced_motion="reduce", **settings) as context:
        page = context.new_page()
        page.goto(f"/dashboard/team/{TEAM_ID}")
        page.get_by_label("Email").fill(ADMINISTRATOR_EMAIL)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.locator("[data-member]").first.wait_for()
        page.get_by_text("New in ").wait_for()  # the comparison with last month
        if not settings.get("is_mobile"):
            page.locator("[data-months] svg").first.wait_for()  # the small bars, which are the last to be loaded
        page.wait_for_load_state("networkidle")
        page.mouse.move(0, 0)
        if "paper" in name:
            _save_printed(page, _DOCS / name)
        else:
            page.screenshot(path=_DOCS / name)


def _take_console(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, locale="en-GB", reduced_motion="reduce", **_CONSOLE) as context:
        page = context.new_page()
        page.goto("/console/")
        page.get_by_label("Email").fill(OPERATOR)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("navigation", name="Screens").wait_for()
        for name, show in CONSOLE.items():
            show(page)
            page.wait_for_load_state("networkidle")
            page.mouse.move(0, 0)
            page.evaluate("scrollTo(0, 0)")
            if show is _show_look:
                page.get_by_role("region", name="Name and look").evaluate("one => one.scrollIntoView()")
            # The day's bookings are below what needs attention.
            page.screenshot(path=_DOCS / name, full_page=show is _show_next_day)


def main() -> None:
    """Take all of them."""
    with _demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for name, settings in PICTURES.items():
            _take(browser, address, name, settings)
        _take_console(browser, address)
        for name in (*PICTURES, *CONSOLE):
            print(f"docs/{name}: {(_DOCS / name).stat().st_size // 1024} KiB")
        browser.close()


if __name__ == "__main__":
    main()
