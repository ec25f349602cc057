"""Take the screenshots of the documentation: the dashboard of the demo space, light, dark, on a phone and on paper.

Needs Chromium and a built dashboard. The space is made anew in a folder of its own, so that from one time to the next
nothing but the day differs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
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


@contextmanager
def _demo() -> Iterator[str]:
    """Serve a demo space; give its address."""
    with tempfile.TemporaryDirectory(prefix="teamkpi-screenshots-") as folder:
        port = free_port(8200)
        command = [sys.executable, "-m", "teamkpi", "demo", "--port", str(port)]
        environment = {**os.environ, "TEAMKPI_DATA_DIR": f"{folder}/data"}
        with (Path(folder) / "log").open("w") as log:
            server = subprocess.Popen(  # noqa: S603 - our own
                command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
            )
        try:
            assert server.stdout  # noqa: S101 - tells the type checker
            if not any("Ctrl-C" in line for line in iter(server.stdout.readline, "")):
                raise SystemExit("the demo did not start")
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


def main() -> None:
    """Take all of them."""
    with _demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for name, settings in PICTURES.items():
            _take(browser, address, name, settings)
            print(f"docs/{name}: {(_DOCS / name).stat().st_size // 1024} KiB")
        browser.close()


if __name__ == "__main__":
    main()
