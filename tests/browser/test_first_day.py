"""The first day of a space, from the set-up link to a team's own dashboard, and an import that is undone.

None of it needs a shell: the owner opens the link that ``teamkpi serve`` prints, imports the files of another program,
works at the desk, and invites the team's administrator, who sees what was done.
"""

from __future__ import annotations

import io
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from browser.watched_context import watched
from conftest import fresh_database
from patience import PATIENCE

OWNER, OWNERS_PASSWORD = "owner@example.com", "a horse with a stapler"
ADMINISTRATOR, ADMINISTRATORS_PASSWORD = "jose@example.com", "three boats in a harbour"
MEMBERS = """Members on 1 November;;;

Id;Full name;E-Mail;Created on
101;José Núñez;jose@example.com;14/03/2025 09:00
102;Zoë Müller;zoe@example.com;02/04/2025 10:30
102;Zoë Müller;zoe@example.com;02/04/2025 10:30
"""
TEAMS = """Id;Name;Team members;Team administrators
55;Café Studio;101,102;101
"""
ROOMS = """Id;Name
7;Sala Azul
"""
BOOKINGS = """Id;Room ID;Member No.;Start;End
901;7;101;{month} 09:00;{month} 10:30
902;7;102;17/01/2025 14:00;17/01/2025 15:00
903;7;{person};18/01/2025 14:00;18/01/2025 15:00
904;7;101;{day}/01/2025 09:00;{day}/01/2025 10:00
"""
LOGO = b"<svg xmlns='http://www.w3.org/2000/svg' width='48' height='48'><circle cx='24' cy='24' r='20'/></svg>"
PRODUCTS = """Id;Member No.;Product name;Price;Created on
501;101;Printing card;1.234,50;25/01/2025 12:00
"""


def files(*, person: int, day: int) -> bytes:
    """A ZIP file of tables as a spreadsheet program of western Europe writes them."""
    bookings = BOOKINGS.format(person=person, day=day, month=datetime.now(UTC).strftime("01/%m/%Y"))
    texts = {"Members": MEMBERS, "Teams": TEAMS, "Rooms": ROOMS, "Bookings": bookings, "Products": PRODUCTS}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in texts.items():
            archive.writestr(f"{name}.csv", text.replace("\n", "\r\n").encode("cp1252"))
    return content.getvalue()


@contextmanager
def served(database_url: str, log: Path) -> Iterator[tuple[str, str]]:
    """Run ``teamkpi serve``; yield its address and the set-up link."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEAMKPI_")}
    own = {
        "TEAMKPI_DATABASE_URL": database_url,
        "TEAMKPI_SECRET_KEY": b64encode(secrets.token_bytes(32)).decode(),
        "PYTHONUNBUFFERED": "1",
    }
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "teamkpi", "serve", "--port", str(port)],
            env={**kept, **own},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        assert process.stdout
        link = next((line.strip() for line in process.stdout if "/console/setup#" in line), None)
        assert link, log.read_text()[-2000:]
        yield f"http://127.0.0.1:{port}", link
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


@pytest.fixture
def database(server_url: str, template: str) -> Iterator[str]:
    with fresh_database(server_url, template) as url:
        yield url


@pytest.fixture
def space(database: str, tmp_path: Path) -> Iterator[tuple[str, str]]:
    with served(database, tmp_path / "log") as found:
        yield found


@pytest.fixture
def person(chrome: Browser, space: tuple[str, str]) -> Iterator[Callable[[], BrowserContext]]:
    """Open a browser for a person. No page may log an error, except that the person is not signed in."""
    opened: list[tuple[BrowserContext, list[str]]] = []

    def open_one() -> BrowserContext:
        context = chrome.new_context(
            base_url=space[0], locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE * 1000)
        opened.append((context, watched(context, space[0], ("401",))))
        return context

    yield open_one
    troubles = [trouble for _, found in opened for trouble in found]
    for context, _ in opened:
        context.close()
    assert troubles == []


def upload(page: Page, name: str, content: bytes) -> None:
    page.goto("/console/import")
    file: Any = {"name": name, "mimeType": "application/zip", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()


def shown_file(answers: list[Response]) -> dict[str, Any]:
    """Return the file with its report as the Import screen was answered last."""
    found = (one.json() for one in reversed(answers) if re.search(r"/api/sys/importfiles/\d+$", one.url) and one.ok)
    return next(one for one in found if one["Report"])


def reported_by_command(database: str, folder: Path, shown: dict[str, Any], content: bytes) -> Any:
    """Return the report of ``teamkpi import --dry-run`` for a file, with the mapping that the screen made."""
    file, mapping = folder / shown["Name"], folder / "mapping.json"
    file.write_bytes(content)
    mapping.write_text(json.dumps(shown["Options"]["Mapping"]))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEAMKPI_")}
    done = subprocess.run(
        [sys.executable, "-m", "teamkpi", "import", str(file), "--dry-run", "--json", "--map", str(mapping)],
        env={**kept, "TEAMKPI_DATABASE_URL": database},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


@pytest.mark.long
def test_the_first_day(
    database: str, space: tuple[str, str], person: Callable[[], BrowserContext], tmp_path: Path
) -> None:
    page = person().new_page()
    answers: list[Response] = []
    page.on("response", lambda one: answers.append(one))  # noqa: PLW0108 - the library marks the function
    page.goto(space[1])
    page.get_by_label("Email").fill(OWNER)
    page.get_by_label("Password").fill(OWNERS_PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_label("Name", exact=True).fill("North Hub")
    page.get_by_label("Currency").fill("eur")
    page.get_by_label("Time zone").fill("Europe/Madrid")
    page.get_by_label("Space name").fill("North & South")
    page.get_by_label("Accent colour, light").fill("#7a1f5c")
    logo: Any = {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": LOGO}
    page.get_by_label("Logo").set_input_files(logo)
    page.get_by_role("radio", name="Start empty").check()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    # The page was loaded again with the look of the space.
    accent = "getComputedStyle(document.documentElement).getPropertyValue('--tk-accent')"
    assert "#7a1f5c" in page.evaluate(accent)

    # The original files: the program asks about what it cannot know, and lists what is wrong.
    original = files(person=999, day=32)
    upload(page, "space.zip", original)
    expect(page.get_by_text("question to answer before this file can be imported")).to_be_visible()
    page.get_by_role("textbox", name="Product (ID)").fill("9")
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_text("Nothing has been stored yet.")).to_be_visible()
    expect(page.get_by_text("no column has the location; all records are at 'North Hub'").first).to_be_visible()
    rejected = page.get_by_role("region", name="1 row rejected")
    expect(rejected).to_contain_text("Bookings.csv, line 5, ID 904")
    expect(rejected).to_contain_text("32/01/2025 09:00")
    mistakes = page.get_by_role("region", name="Possible mistakes")
    expect(mistakes).to_contain_text("Bookings.csv Person: refers to a record that doesn’t exist")  # noqa: RUF001
    expect(mistakes).to_contain_text("line 4: 999")
    expect(mistakes).to_contain_text("Members.csv ID: the same ID is in the file more than once")
    expect(page.get_by_role("button", name=re.compile("^Import .* records"))).to_have_count(0)
    # The command reports the same: counts, rejected rows with their hints, and columns that are not read.
    shown = shown_file(answers)
    assert {(one["file"], one["line"]) for one in shown["Report"]["rejections"]} == {("Bookings.csv", 5)}
    assert reported_by_command(database, tmp_path, shown, original) == shown["Report"]

    # The corrected files are imported.
    upload(page, "mended.zip", files(person=102, day=31))
    page.get_by_role("textbox", name="Product (ID)").fill("9")
    page.get_by_role("button", name="Check again").click()
    products = page.get_by_role("region", name="Products sold: the first rows after the import")
    expect(products.get_by_role("row").nth(1)).to_contain_text("€1,234.50")
    expect(products.get_by_role("row").nth(1)).to_contain_text("25 Jan 2025, 12:00")
    page.get_by_role("button", name="Import 9 records").click()
    expect(page.get_by_text("Imported, as import 1.")).to_be_visible()

    # At the desk: somebody arrives, books a room, and buys something.
    page.goto("/console/today")
    search = page.get_by_role("combobox", name="Check in")
    search.fill("zoe")
    expect(page.get_by_role("option", name=re.compile("Zoë Müller"))).to_be_visible()
    search.press("Enter")
    expect(page.get_by_role("button", name="Check out Zoë Müller")).to_be_visible()
    page.get_by_role("link", name="Zoë Müller").click()
    page.get_by_role("button", name="Book a resource").click()
    page.get_by_label("From").fill("09:00")
    page.get_by_label("Until").fill("11:30")
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.get_by_text("Booked for Zoë Müller.")).to_be_visible()
    page.get_by_role("button", name="Sell a product").click()
    page.get_by_role("combobox", name="Product").select_option("9")
    page.get_by_label("Price (EUR)").fill("20")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Sold to Zoë Müller: Printing card.")).to_be_visible()

    # The team's administrator is invited, and sees it.
    page.goto("/console/access")
    page.get_by_role("button", name="Invite people").click()
    page.get_by_label("Email addresses").fill(ADMINISTRATOR)
    page.get_by_role("button", name="Invite", exact=True).click()
    link = page.locator("code", has_text="/dashboard/").inner_text()
    theirs = person().new_page()
    theirs.goto(link)
    theirs.get_by_label("New password").fill(ADMINISTRATORS_PASSWORD)
    theirs.get_by_role("button", name="Save the password").click()
    row = theirs.locator("[data-member='102']")
    expect(row).to_contain_text("Zoë Müller")
    expect(theirs).to_have_title(re.compile("North & South"))
    expect(theirs.get_by_role("img", name="North & South")).to_have_js_property("naturalWidth", 48)
    expect(row.locator("[data-figure='BookedTimeThisMonth']")).to_have_attribute("data-value", "150")
    expect(theirs.get_by_text("€1,254.50").first).to_be_visible()

    # Undoing the import removes what was imported, and nothing else.
    page.goto("/console/import")
    page.get_by_role("button", name="Undo import 1").click()
    page.get_by_role("group", name="Undo import 1").get_by_role("button", name="Undo import 1").click()
    expect(page.get_by_text(re.compile("undone on"))).to_be_visible()
    page.goto("/console/people")
    expect(page.get_by_text("Zoë Müller")).to_have_count(0)
    theirs.reload()  # the person with this account was removed
    expect(theirs.get_by_role("heading", name="Sign in")).to_be_visible()
