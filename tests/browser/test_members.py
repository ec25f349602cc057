"""The member table: what it shows equals the API's answer, however it is sorted, filtered, folded and saved."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import openpyxl
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser.conftest import OpenContext
from browser.demo_server import TEAM_ID, DemoServer
from browser.team_page import (
    ITEMS,
    MEMBER_FIELDS,
    NUMBERS,
    TEAM,
    WHOLE,
    Member,
    expect_reading,
    numbers,
    numbers_of,
    open_team,
    rows,
    shown_ids,
    texts_of,
    used,
    view_of,
    written,
)

KPI = f"/api/public/teams/{TEAM_ID}/kpi"
JANE = 101
PRIYA = 110
DASH = "\N{EN DASH}"


def open_with_answer(context: BrowserContext, view: str = "") -> tuple[Page, list[Member]]:
    """Open the team's page; return it with the answer that it shows. Check-ins under way change it by the minute."""
    page = context.new_page()
    with page.expect_response(lambda response: KPI in response.url and response.ok) as waiting:
        page.goto(TEAM + view)
    members: list[Member] = waiting.value.json()["Kpi"]
    expect(rows(page).first).to_be_visible()
    return page, members


def shown_numbers(found: dict[str, float]) -> dict[str, float]:
    """Return the numbers of a row that are figures: money comes from another call."""
    return {name: value for name, value in found.items() if name != "AmountToInvoice"}


def test_every_cell_of_janes_row_is_the_apis(open_signed_in: OpenContext) -> None:
    page, members = open_with_answer(open_signed_in(), WHOLE)
    [jane] = [one for one in members if one["CoworkerId"] == JANE]
    assert jane["CoworkerFullName"] == "Jane Smith"
    row = page.locator(f"tr[data-member='{JANE}']")
    items = sum(jane[one] for one in ITEMS)
    assert shown_numbers(numbers_of(row)) == {**{name: jane[name] for name in used(members)}, "ToInvoice": items}
    texts = texts_of(row)
    assert {name: texts[name] for name in texts if name not in {"AmountToInvoice", "NextExpiry"}} == {
        **{name: str(jane[name]) for name in MEMBER_FIELDS},
        **{name: written(name, jane[name]) for name in used(members)},
        "ToInvoice": written("ToInvoice", items),
    }
    # The demo's promise, and the documented example.
    assert (jane["UninvoicedProducts"], jane["RemainingBookingCredit"], jane["BookedTimeTotal"]) == (2, 500, 4200)


def test_every_row_and_the_sums_are_the_answers(open_signed_in: OpenContext) -> None:
    page, members = open_with_answer(open_signed_in(), WHOLE)
    expect_reading(lambda: shown_ids(page), [one["CoworkerId"] for one in members])
    for member in members:
        row = page.locator(f"tr[data-member='{member['CoworkerId']}']")
        items = sum(member[one] for one in ITEMS)
        assert shown_numbers(numbers_of(row)) == {**{name: member[name] for name in used(members)}, "ToInvoice": items}
        assert texts_of(row)["RemainingBookingCredit"] == written(
            "RemainingBookingCredit", member["RemainingBookingCredit"]
        )
    sums = {name: value for name, value in numbers(members).items() if name in used(members)}
    foot = page.locator("tfoot tr")
    assert shown_numbers(numbers_of(foot)) == {**sums, "ToInvoice": sum(sums.get(one, 0) for one in ITEMS)}
    expect(foot.get_by_role("rowheader")).to_have_text(f"Team ({len(members)})")


@pytest.mark.parametrize("column", ["BookedTimeTotal", "RemainingBookingCredit", "ToInvoice"])
def test_sorting(open_signed_in: OpenContext, column: str) -> None:
    page, members = open_with_answer(open_signed_in(), WHOLE)
    given = [one["CoworkerId"] for one in members]

    def value(number: int) -> Any:
        [member] = [one for one in members if one["CoworkerId"] == number]
        return sum(member[one] for one in ITEMS) if column == "ToInvoice" else member[column]

    heading = page.locator(f"th[data-column='{column}']")
    for direction, address in (("descending", f"?sort=-{column}&cols=all"), ("ascending", f"?sort={column}&cols=all")):
        heading.get_by_role("button").click()
        expect(heading).to_have_attribute("aria-sort", direction)
        order = shown_ids(page)
        assert sorted(order) == sorted(given)
        values = [value(number) for number in order]
        assert values == sorted(values, reverse=direction == "descending")
        expect_reading(lambda: view_of(page), address)
    heading.get_by_role("button").click()
    expect(heading).not_to_have_attribute("aria-sort", "ascending")
    expect_reading(lambda: (shown_ids(page), view_of(page)), (given, WHOLE))


def test_names_are_sorted_by_the_letters_of_the_language(open_signed_in: OpenContext) -> None:
    page = open_team(open_signed_in(), "?sort=CoworkerFullName")
    names = page.locator("[data-figure=CoworkerFullName]").all_text_contents()
    by_language = page.evaluate("names => [...names].sort(new Intl.Collator('en').compare)", names)
    assert names == by_language


def test_filtering(open_signed_in: OpenContext) -> None:
    page, members = open_with_answer(open_signed_in(), WHOLE)
    page.get_by_label("Search members").fill("SMITH jan")
    expect(rows(page)).to_have_count(1)
    expect_reading(lambda: shown_ids(page), [JANE])
    expect(page.locator("tfoot").get_by_role("rowheader")).to_have_text(f"1 of {len(members)} members")
    page.get_by_label("Search members").fill("nobody at all")
    page.get_by_role("button", name="Show all members").click()
    expect(rows(page)).to_have_count(len(members))
    page.get_by_label("Has open items").check()
    owing = [one for one in members if any(one[item] for item in ITEMS)]
    assert 0 < len(owing) < len(members)
    expect(rows(page)).to_have_count(len(owing))
    expect_reading(lambda: shown_ids(page), [one["CoworkerId"] for one in owing])
    sums = {name: value for name, value in numbers(owing).items() if name in used(members)}
    total = {**sums, "ToInvoice": sum(sums.get(one, 0) for one in ITEMS)}
    expect_reading(lambda: shown_numbers(numbers_of(page.locator("tfoot tr"))), total)
    # Screen readers are told as well.
    expect(page.get_by_role("status").filter(has_text=f"Showing {len(owing)} of {len(members)}")).to_have_count(1)
    page.get_by_label("Has open items").uncheck()
    page.get_by_label("Used nothing this month").check()
    idle = [one for one in members if one["BookedTimeThisMonth"] == one["CheckedTimeThisMonth"] == 0]
    expect_reading(lambda: shown_ids(page), [one["CoworkerId"] for one in idle])


def test_a_view_can_be_sent_to_a_colleague(open_signed_in: OpenContext) -> None:
    page, members = open_with_answer(open_signed_in(), WHOLE)
    for group in ("Booked", "Credit left"):
        page.locator("thead").get_by_role("button", name=group, exact=True).click()
    expect(page.locator("th[data-column=CreditLeft]")).to_be_visible()
    page.get_by_role("button", name="Columns").click()
    chooser = page.get_by_role("dialog", name="Choose columns")
    chooser.get_by_role("group", name="Passes left").get_by_label("Time").uncheck()
    chooser.get_by_label("Email").uncheck()
    page.keyboard.press("Escape")
    expect(chooser).to_have_count(0)
    page.locator("th[data-column=BookedTimeTotal]").get_by_role("button").click()
    page.get_by_label("Search members").fill("a")
    expect_reading(lambda: ("q", "a") in parse_qsl(view_of(page)), True)
    address = view_of(page)
    seen = page.locator("table").inner_text()
    hidden = {"CoworkerEmail", "RemainingTimePassesMinutes", "BookedTimeThisMonth", *NUMBERS[4:10]}
    shown = {*used(members), *MEMBER_FIELDS, "ToInvoice", "AmountToInvoice", "NextExpiry", "CreditLeft"} - hidden
    expect_reading(lambda: set(texts_of(page.locator("tbody tr").first)), shown)

    theirs = open_team(open_signed_in(), address)
    expect_reading(lambda: parse_qsl(view_of(theirs)), parse_qsl(address))
    expect_reading(lambda: set(texts_of(theirs.locator("tbody tr").first)), shown)
    expect_reading(lambda: shown_ids(theirs), shown_ids(page))
    assert seen.splitlines()[0] == theirs.locator("table").inner_text().splitlines()[0]


def saved(page: Page, button: str, folder: Path) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button, exact=True).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.name.startswith("Tech-Innovators-")
    return path.read_bytes()


def on_screen(page: Page) -> list[list[Any]]:
    """Return the table as it stands on the screen: headings by figure, rows, sums; exact numbers where it has them."""
    found: list[list[Any]] = page.locator("table").evaluate(
        """table => {
          const cell = e => e.dataset.date ?? (e.dataset.value === undefined ? e.textContent : Number(e.dataset.value))
          const row = tr => [...tr.querySelectorAll('[data-figure]')].map(cell)
          const sums = table.tFoot.rows[0]
          return [
            [...table.querySelectorAll('thead th[data-column]')].map(th => th.dataset.column),
            ...[...table.tBodies[0].rows].map(row),
            [sums.cells[0].textContent, ...row(sums)],
          ]
        }"""
    )
    return found


VIEWS = [
    "",
    "?sort=-CheckedTimeTotal&open=1",
    "?cols=all&q=a&fold=credit,booked&sort=CoworkerFullName",
]


@pytest.mark.parametrize("view", VIEWS)
def test_what_is_saved_is_what_is_on_the_screen(open_signed_in: OpenContext, tmp_path: Path, view: str) -> None:
    page = open_team(open_signed_in(), view)
    expect(page.locator("tbody [data-figure]").get_by_text("?", exact=True)).to_have_count(0)  # everything has loaded
    columns, *shown, sums = on_screen(page)
    about = [name for name in MEMBER_FIELDS if page.locator(f"tbody [data-figure={name}]").count()]
    figures = [name for name in columns if name not in MEMBER_FIELDS]
    # The name's heading stands for the fields under the name as well.
    labels = {one["Name"]: one for one in figures_of(page)}
    text = saved(page, "CSV", tmp_path).decode("utf-8-sig")
    workbook = openpyxl.load_workbook(io.BytesIO(saved(page, "Excel", tmp_path)))
    of_csv = list(csv.reader(io.StringIO(text), strict=True))
    of_xlsx = [list(map(plain, row)) for row in workbook.worksheets[0].iter_rows(values_only=True)]
    fields = len(about) - 1
    expected = [
        *([row[0], *map(as_number, row[1 : 1 + fields]), *row[1 + fields :]] for row in shown),
        [sums[0], *[""] * fields, *sums[1:]],
    ]
    # A zero of a collapsed group is a dash on the screen, and nothing in a file.
    assert of_xlsx[1:] == [["" if one == f"{DASH}0" else one for one in row] for row in expected]
    assert of_csv[1:] == [[as_text(one) for one in row] for row in of_xlsx[1:]]
    assert of_csv[0] == of_xlsx[0]
    assert len(of_csv[0]) == 1 + fields + len(figures)
    for heading, name in zip(of_csv[0][1 + fields :], figures, strict=True):
        if name in labels:
            assert heading.startswith(f"{labels[name]['Group']}: {labels[name]['Label']}")
            assert heading.endswith("(min)") == (labels[name]["Unit"] == "minutes")


def plain(value: Any) -> Any:
    """Return what a cell of a workbook says: an empty text for nothing, and days as in the API."""
    return value.date().isoformat() if isinstance(value, datetime) else "" if value is None else value


def as_number(text: str) -> str | int:
    return int(text) if text.isdigit() else text


def as_text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)


def figures_of(page: Page) -> list[dict[str, str]]:
    found: list[dict[str, str]] = page.request.get("/api/public/figures").json()["Kpi"]
    return found


def test_every_figure_says_what_it_means(open_signed_in: OpenContext) -> None:
    page, members = open_with_answer(open_signed_in(), WHOLE)
    for figure in figures_of(page):
        if figure["Name"] not in used(members):
            continue
        page.locator(f"th[data-column={figure['Name']}]").get_by_role("button").focus()
        tip = page.get_by_role("tooltip")
        expect(tip).to_contain_text(figure["Meaning"])
        expect(tip).to_contain_text(figure["Name"])


def test_the_page_looks_again_by_itself_and_cheaply(open_signed_in: OpenContext) -> None:
    context = open_signed_in()
    page = context.new_page()
    page.clock.install()
    page.goto(TEAM)
    expect(rows(page).first).to_be_visible()
    with page.expect_response(lambda response: KPI in response.url and "at=" not in response.url) as waiting:
        page.clock.run_for(5 * 60_000)
    assert "if-none-match" in waiting.value.request.all_headers()
    assert waiting.value.status in {200, 304}


def test_a_member_is_made_an_administrator_and_the_role_is_ended(open_signed_in: OpenContext, demo: DemoServer) -> None:
    def administrators() -> list[str]:
        team = demo.read(f"/api/public/teams/{TEAM_ID}/profile")
        return [one["FullName"] for one in team["TeamAdministrators"]]

    before = administrators()
    [name] = [one["CoworkerFullName"] for one in demo.read(KPI)["Kpi"] if one["CoworkerId"] == PRIYA]
    page = open_team(open_signed_in(), f"?member={PRIYA}", waits_for="dialog [data-row]")
    panel = page.get_by_role("dialog", name=name)
    panel.get_by_role("button", name="Make administrator").click()
    panel.get_by_role("group").get_by_role("button", name="Make administrator").click()
    expect(panel.get_by_text("This member is an administrator of the team.")).to_be_visible()
    assert administrators() == [*before, name]
    page.keyboard.press("Escape")
    listed = page.get_by_role("region", name="Administrators").get_by_role("listitem")
    expect(listed).to_have_count(len(before) + 1)
    listed.filter(has_text=name).get_by_role("button", name="End role").click()
    listed.get_by_role("group").get_by_role("button", name="End role").click()
    expect(page.get_by_text(f"{name} is no longer an administrator.")).to_be_visible()
    assert administrators() == before
