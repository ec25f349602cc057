"""What an administrator asks the page: each answer within two clicks, and each the API's."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Locator, Page, expect

from browser.conftest import OpenContext
from browser.demo_server import TEAM_ID, DemoServer
from browser.team_page import (
    ITEMS,
    TEAM,
    books_most,
    day,
    day_and_month,
    end_of_last_month,
    expect_reading,
    open_team,
    rows,
    view_of,
)

API = f"/api/public/teams/{TEAM_ID}"
JANE, LEO = 101, 102
# A day before the demo's history cannot be shown as it was shown then; the page asks and is refused.
NOT_THEN = ("404",)


def end_of_month(found: date) -> date:
    return (found.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def money(amount: float) -> str:
    return f"£{amount:,.0f}" if amount == int(amount) else f"£{amount:,.2f}"


def value(part: Locator) -> float:
    return float(part.get_attribute("data-value") or "nan")


def total(members: Sequence[dict[str, Any]], figure: str) -> int:
    return int(sum(one[figure] for one in members))


def test_what_will_be_invoiced_what_is_overdue_and_what_runs_out(open_signed_in: OpenContext, demo: DemoServer) -> None:
    page = open_team(open_signed_in())
    amounts = demo.read(f"{API}/amounts")
    [sums] = amounts["Total"]
    invoice = page.locator("[data-lead=invoice]")
    expect(invoice.locator("[data-value]").first).to_contain_text(money(sums["ToInvoice"]))
    expect(invoice).to_contain_text(day(date.fromisoformat(sums["NextRenewal"][:10])))
    expect(invoice).to_contain_text(f"plus {money(sums['RenewalAmount'])} for plans")
    kinds = ("Products", "ExtraServices", "TimePasses", "EventAttendees", "Charges")
    shown = invoice.locator("li").evaluate_all("all => all.map(e => [e.dataset.kind, Number(e.dataset.value)])")
    assert dict(shown) == {kind: sums[kind] for kind in kinds if sums[kind] > 0}
    overdue = page.locator("[data-lead=overdue]")
    assert value(overdue.locator("[data-value]")) == sums["Due"]

    expiring = demo.read(f"{API}/expiring?days=366")["Items"]
    first = expiring[0]
    running_out = page.locator("[data-lead=expiring]")
    expect(running_out.locator(f"[data-date='{first['LocalDate']}']")).to_contain_text(
        day(date.fromisoformat(first["LocalDate"]))
    )
    expect(running_out).to_contain_text(first["CoworkerFullName"])
    # The list, one click away, has an address of its own.
    running_out.get_by_role("button").click()
    panel = page.get_by_role("dialog", name="What expires next")
    expected = [f"{one['Entity']} {one['Id']}" for one in expiring]
    found = panel.locator("[data-row]")
    expect_reading(lambda: found.evaluate_all("all => all.map(e => e.dataset.row)"), expected)
    expect_reading(lambda: view_of(page), "?expiring=all")

    # Who costs most: the money of each member, and the sum.
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    page.locator("th[data-column=AmountToInvoice]").get_by_role("button").click()
    by_member = {one["CoworkerId"]: one["Amounts"][0]["ToInvoice"] for one in amounts["Members"]}
    cells = page.locator("tbody [data-figure=AmountToInvoice]")
    in_order = sorted(by_member.values(), reverse=True)
    expect_reading(lambda: [float(one) for one in cells.evaluate_all("all => all.map(e => e.dataset.value)")], in_order)
    assert value(page.locator("tfoot [data-figure=AmountToInvoice]")) == sums["ToInvoice"]
    dates = {one["CoworkerId"]: one["LocalDate"] for one in reversed(expiring)}
    for number, soonest in dates.items():
        cell = page.locator(f"[data-member='{number}'] [data-figure=NextExpiry]")
        expect(cell).to_have_attribute("data-date", soonest)


def test_this_month_is_compared_with_the_same_days_of_last_month(open_signed_in: OpenContext, demo: DemoServer) -> None:
    page = open_team(open_signed_in())
    with page.expect_response(lambda response: "/kpi?at=" in response.url and response.ok) as waiting:
        page.reload()
    # Asked anew: the browser no longer has the body of a response from before the page was loaded again.
    before = demo.read(waiting.value.url.removeprefix(demo.url))["Kpi"]
    asked = re.search(r"at=([^&]+)", waiting.value.url)
    assert asked
    then = datetime.fromisoformat(asked[1].replace("%3A", ":"))
    # So many hours into its month as the page is into this one, or less.
    basis = demo.read(f"{API}/basis")
    now = datetime.fromisoformat(basis["Now"])
    assert then.month != now.month
    assert timedelta(0) <= now - then <= timedelta(days=31, hours=2)
    for figure in ("BookedTimeThisMonth", "CheckedTimeThisMonth"):
        part = page.locator(f"[data-total={figure}]")
        expect(part.locator("[data-before]")).to_have_attribute("data-before", str(total(before, figure)))
        expect(part).to_contain_text(re.compile(rf"1(.{then.day})? {then:%b}"))
    # What fell due so far, from the statements of both months.
    new = page.locator("[data-new]")
    expect(new).to_be_visible()
    month = basis["MonthDate"][:7]
    items = demo.read(f"{API}/statements/{month}")["Items"]
    due = [one["Amount"] for one in items if one["DueOn"] <= basis["Now"]]
    assert abs(float(new.get_attribute("data-new") or "nan") - sum(due)) < 0.005


def test_why_a_number_is_what_it_is(open_signed_in: OpenContext, demo: DemoServer, tmp_path: Path) -> None:
    page = open_team(open_signed_in(), "?cols=BookedTimeThisMonth,RemainingTimeCreditMinutes")
    figure = "RemainingTimeCreditMinutes"
    explained = demo.read(f"{API}/explain?figure={figure}&coworkerId={LEO}&_pageSize=100")
    cell = page.locator(f"[data-member='{LEO}'] [data-figure={figure}]").get_by_role("button")
    # By keyboard: Enter opens, Escape closes, and the focus is where it was.
    cell.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Credit left: Time")
    expect(panel.locator(f"[data-figure={figure}]")).to_have_attribute("data-value", str(explained["Value"]))
    lines = panel.get_by_role("table", name="How it adds up").locator("tr")
    expect_reading(
        lambda: lines.evaluate_all("all => all.map(e => [e.cells[0].textContent, Number(e.cells[1].dataset.value)])"),
        [[one["Text"], one["Amount"]] for one in explained["Equation"]],
    )
    records = explained["Records"]["Records"]
    counted = panel.locator("table[data-counted=true] [data-row]")
    expect_reading(
        lambda: counted.evaluate_all("all => all.map(e => e.dataset.row)"),
        [f"{one['Entity']} {one['Id']}" for one in records if one["Counted"]],
    )
    # Why is my pass not counted? Each has its reason.
    others = [one for one in records if not one["Counted"]]
    expect(panel.get_by_role("heading", name=f"Not counted: {len(others)}")).to_be_visible()
    reasons = panel.locator("table[data-counted=false] [data-row] td:last-child")
    expect_reading(reasons.all_inner_texts, [one["ReasonText"] for one in others[:25]])
    with page.expect_download() as waiting:
        panel.get_by_role("button", name="CSV").click()
    saved = tmp_path / "why.csv"
    waiting.value.save_as(saved)
    _, *lines_of_file = list(csv.reader(io.StringIO(saved.read_bytes().decode("utf-8-sig")), strict=True))
    assert [int(one[-1]) for one in lines_of_file] == [
        one["Id"] for one in sorted(records, key=lambda one: not one["Counted"])
    ]
    address = view_of(page)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(cell).to_be_focused()

    # The address leads there, and the back button away.
    theirs = open_team(open_signed_in(), address, waits_for="[data-row]")
    expect(theirs.get_by_role("dialog", name="Credit left: Time")).to_be_visible()
    theirs.get_by_role("button", name="Close").click()
    expect(theirs.get_by_role("dialog")).to_have_count(0)
    theirs.locator(f"[data-member='{LEO}'] [data-figure=BookedTimeThisMonth]").get_by_role("button").click()
    expect(theirs.get_by_role("dialog", name="Booked: This month")).to_be_visible()
    theirs.go_back()
    expect(theirs.get_by_role("dialog")).to_have_count(0)

    # From a total to its members, and to one of them.
    theirs.locator("tfoot [data-figure=BookedTimeThisMonth]").get_by_role("button").click()
    by_member = theirs.get_by_role("table", name="By member")
    members = demo.read(f"{API}/kpi")["Kpi"]
    parts = sorted((one["BookedTimeThisMonth"] for one in members if one["BookedTimeThisMonth"]), reverse=True)
    shown = by_member.locator("td")
    expect_reading(lambda: [int(one) for one in shown.evaluate_all("all => all.map(e => e.dataset.value)")], parts)
    name = books_most(members)["CoworkerFullName"]
    by_member.get_by_role("button", name=name).click()
    expect(theirs.get_by_role("dialog").get_by_text(name)).to_be_visible()


def test_everything_about_one_member(open_signed_in: OpenContext, demo: DemoServer) -> None:
    page = open_team(open_signed_in())
    page.get_by_role("button", name="Jane Smith", exact=True).click()
    panel = page.get_by_role("dialog", name="Jane Smith")
    expect_reading(lambda: view_of(page), f"?member={JANE}")
    [jane] = demo.read(f"{API}/amounts?coworkerId={JANE}")["Total"]
    expect(panel.get_by_role("region", name="To invoice")).to_contain_text(f"£{jane['ToInvoice']:,.2f}")
    for figure in ("UninvoicedProducts", "UnivoicedEventAttendees", "BookedTimeThisMonth"):
        answer = demo.read(f"{API}/explain?figure={figure}&coworkerId={JANE}&counted=true")
        for one in answer["Records"]["Records"]:
            expect(panel.locator(f"[data-row='{one['Entity']} {one['Id']}']").first).to_be_visible()
    expect(panel.get_by_role("link", name="jane@techinnovators.com")).to_be_visible()
    panel.get_by_role("region", name="Credit and passes left").get_by_role("button").first.click()
    expect(page.get_by_role("dialog", name="Credit left: Money")).to_be_visible()


def test_the_page_of_another_day(open_signed_in: OpenContext, demo: DemoServer) -> None:
    page = open_team(open_signed_in(may_fail=NOT_THEN))
    chosen = end_of_last_month(demo)
    other = end_of_month(chosen.replace(day=1) - timedelta(days=32))
    other = other.replace(day=min(other.day, chosen.day))
    page.get_by_label("As shown on").fill(f"{chosen}")
    band = page.get_by_text(f"looking at {day_and_month(chosen)} {chosen.year}")
    expect(band).to_be_visible()
    expect_reading(lambda: view_of(page), f"?on={chosen}")
    asked = demo.as_shown_on(f"{chosen}")
    then = demo.read(f"{API}/kpi?{asked}")["Kpi"]
    for figure in ("BookedTimeThisMonth", "CheckedTimeThisMonth"):
        expect(page.locator(f"[data-total={figure}] [data-value]")).to_have_attribute(
            "data-value", str(total(then, figure))
        )
        for one in then:
            cell = page.locator(f"[data-member='{one['CoworkerId']}'] [data-figure={figure}]")
            expect(cell).to_have_attribute("data-value", str(one[figure]))
    # Compared with another month, by the same days.
    page.get_by_label("Compare with").select_option(label=f"{other:%B %Y}")
    earlier = demo.read(f"{API}/kpi?at={other}")["Kpi"]
    booked = page.locator("[data-total=BookedTimeThisMonth] [data-before]")
    expect(booked).to_have_attribute("data-before", str(total(earlier, "BookedTimeThisMonth")))
    expect(booked).to_contain_text(f"1\N{EN DASH}{day_and_month(other)}")
    # So is every member, and what the sums of the table and a panel say.
    now, past = ({one["CoworkerId"]: one for one in found} for found in (then, earlier))
    for member, was in past.items():
        for figure in ("BookedTimeThisMonth", "CheckedTimeThisMonth"):
            change = page.locator(f"[data-member='{member}'] [data-change={figure}]")
            if now[member][figure] or was[figure]:
                expect(change).to_have_attribute("data-before", str(was[figure]))
            else:
                expect(change).to_have_count(0)
    sums = page.locator("tfoot [data-change=BookedTimeThisMonth]")
    expect(sums).to_have_attribute("data-before", str(total(earlier, "BookedTimeThisMonth")))
    # A number of that day is explained for that day.
    page.locator(f"[data-member='{LEO}'] [data-figure=BookedTimeThisMonth]").get_by_role("button").click()
    explained = demo.read(f"{API}/explain?figure=BookedTimeThisMonth&coworkerId={LEO}&{asked}")
    shown = page.get_by_role("dialog").locator("[data-figure=BookedTimeThisMonth]")
    expect(shown).to_have_attribute("data-value", str(explained["Value"]))
    expect(shown.locator("[data-before]")).to_have_attribute("data-before", str(past[LEO]["BookedTimeThisMonth"]))
    page.keyboard.press("Escape")
    # So are the months, and the week.
    months = demo.read(f"{API}/metrics?{asked}")["Metrics"]
    assert months[-1]["MonthDate"] == f"{chosen.replace(day=1)}"
    page.get_by_role("tab", name="Trends").click()
    expect(page.get_by_text(f"(up to {day_and_month(chosen)}").first).to_be_visible()
    [part] = demo.read(f"{API}/metrics?months=1&at={other}")["Metrics"]
    expect_reading(
        lambda: round(60 * float(page.locator("figure [data-before]").first.get_attribute("data-before") or "nan")),
        part["TeamBookingMinutes"],
    )
    with page.expect_download() as saving:
        page.get_by_role("button", name="CSV").click()
    *lines, compared = saving.value.path().read_text().splitlines()[1:]
    minutes = [str(part["TeamBookingMinutes"]), str(part["TeamCheckingMinutes"])]
    assert compared.split(",")[1:3] == minutes
    assert [line.split(",")[:3] for line in lines] == [
        [one["MonthDate"][:7], str(one["TeamBookingMinutes"]), str(one["TeamCheckingMinutes"])] for one in months
    ]
    page.get_by_role("tab", name="Attendance").click()
    week = demo.read(f"{API}/attendance?date={chosen}&{asked}")["Attendance"]
    has_plans = "knownAt" in asked
    said = "Plans and bookings as they were on record on" if has_plans else "on record. Bookings are for the week shown"
    expect(page.get_by_text(said)).to_be_visible()
    expect(page.locator("tr[data-member] [data-plan]")).to_have_count(7 * len(week["Coworkers"]) if has_plans else 0)
    expect(page.get_by_role("button", name="Edit plans")).to_have_count(0)
    # Its averages are compared with those of the same week of the other month.
    before = demo.read(f"{API}/attendance?date={other}&at={other}")["Attendance"]["AvgBookedMinutesPerWeek"]
    expect(page.locator("[data-before]").nth(-4)).to_have_attribute("data-before", str(before))
    page.get_by_role("button", name="Back to today").click()
    expect(band).to_have_count(0)


def covered(page: Page) -> list[str]:
    """Return the cells that are hidden under parts that stay in view when they have the focus."""
    found: list[str] = page.evaluate(
        """() => {
          const hidden = []
          for (const cell of document.querySelectorAll('tbody th, tbody td, tfoot td')) {
            const stop = cell.querySelector('button') ?? cell
            stop.focus()
            const box = stop.getBoundingClientRect()
            const x = Math.min(box.right - 2, innerWidth - 2)
            const top = document.elementFromPoint((box.left + x) / 2, (box.top + box.bottom) / 2)
            if (!top || !cell.contains(top)) hidden.push(`${cell.parentElement.dataset.member} ${cell.dataset.figure}`)
          }
          return hidden
        }"""
    )
    return found


def test_what_has_the_focus_is_never_covered_and_no_number_is_cut(open_signed_in: OpenContext) -> None:
    page = open_team(open_signed_in(viewport={"width": 1024, "height": 600}), "?cols=all")
    assert covered(page) == []
    # With the arrow keys one reaches the totals.
    page.locator("tbody tr:last-child td").first.get_by_role("button").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('tfoot') !== null")
    for width in (1024, 1280, 1366):
        page.set_viewport_size({"width": width, "height": 700})
        cut = page.locator("td, td button, [data-lead] *, [data-total] *").evaluate_all(
            "all => all.filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline'"
            " && getComputedStyle(e).overflowX !== 'visible' && e.clientWidth > 1).map(e => e.outerHTML.slice(0, 120))"
        )
        assert cut == []


def test_targets_are_large_enough(open_signed_in: OpenContext) -> None:
    page = open_team(open_signed_in(), "?cols=all")
    small = page.locator("button:visible, select:visible, input:visible, a:visible").evaluate_all(
        """all => all.map(e => [e, (e.closest('label') ?? e).getBoundingClientRect()])
             .filter(([e, box]) => !e.closest('p a') && (box.width < 24 || box.height < 24) && box.width > 1)
             .map(([e, box]) => `${e.outerHTML.slice(0, 120)} ${box.width}x${box.height}`)"""
    )
    assert [one for one in small if "skip" not in one] == []


def test_figures_that_fail_leave_the_rest_of_the_page(open_signed_in: OpenContext) -> None:
    context = open_signed_in(may_fail=("500",))
    page = context.new_page()
    page.route(
        re.compile(r"/teams/\d+/kpi"),
        lambda route: route.fulfill(status=500, content_type="application/problem+json", body="{}"),
    )
    page.goto(TEAM)
    expect(page.get_by_role("heading", name="t load the figures")).to_be_visible()
    expect(page.locator("[data-lead=invoice] [data-value]").first).to_be_visible()
    expect(rows(page)).to_have_count(0)
    page.get_by_role("tab", name="Trends").click()
    expect(page.get_by_role("heading", name="Booked and checked-in hours")).to_be_visible()


def time_of(minutes: int) -> str:
    """Write minutes as the page does."""
    hours, rest = divmod(minutes, 60)
    if hours == 0:
        return f"{rest}\N{NO-BREAK SPACE}min"
    return f"{hours:,}\N{NO-BREAK SPACE}h" + (f"\N{NO-BREAK SPACE}{rest:02}" if rest else "")


def test_the_last_twelve_months_of_each_member(open_signed_in: OpenContext, demo: DemoServer) -> None:
    page = open_team(open_signed_in())
    expect(page.locator("[data-months] [role=img]").first).to_be_visible()
    usage = demo.read(f"{API}/usage")
    assert len(usage["Months"]) == 12
    for one in usage["Members"]:
        row = page.locator(f"[data-member='{one['CoworkerId']}']")
        for figure, name in (("BookedTimeThisMonth", "BookedMinutes"), ("CheckedTimeThisMonth", "CheckedInMinutes")):
            bars = row.locator(f"[data-figure={figure}]").get_by_role("img")
            expect(bars).to_have_count(1 if any(one[name]) else 0)
            if not any(one[name]):
                continue
            label = bars.get_attribute("aria-label") or ""
            said = [month.rsplit(": ", 1)[1] for month in label.split(", ")]
            # Check-ins under way change the last month by the minute.
            assert [len(said), said[:-1]] == [12, [time_of(minutes) for minutes in one[name][:-1]]]
    # A narrow window keeps the numbers and leaves the bars out.
    page.set_viewport_size({"width": 1000, "height": 800})
    expect(page.locator("[data-months]")).to_have_count(0)
    expect(page.locator(f"[data-member='{JANE}'] [data-figure=BookedTimeThisMonth]")).to_be_visible()


def test_the_table_stands_without_the_months(open_signed_in: OpenContext) -> None:
    page = open_signed_in(may_fail=("500",)).new_page()
    page.route(
        re.compile(r"/teams/\d+/usage"),
        lambda route: route.fulfill(status=500, content_type="application/problem+json", body="{}"),
    )
    with page.expect_response(re.compile(r"/teams/\d+/usage")):
        page.goto(TEAM)
    expect(rows(page).first).to_be_visible()
    expect(page.locator("[data-lead=invoice] [data-value]").first).to_be_visible()
    # The place of the bars stays as it was while they were awaited, so that no column moves; nothing is drawn in it.
    places = page.locator("[data-member] [data-months]")
    expect(places.first).to_be_visible()
    expect(places.first).to_have_attribute("data-value", re.compile(r"\d"))
    expect(places.locator("[role=img], svg")).to_have_count(0)


def workbook_of(page: Page, folder: Path) -> Any:
    """Save the Excel file of the tab that is open, and read it."""
    with page.expect_download() as saving:
        page.get_by_role("button", name="Excel").click()
    path = folder / saving.value.suggested_filename
    saving.value.save_as(path)
    return openpyxl.load_workbook(path)


def test_every_excel_file_says_what_it_is(open_signed_in: OpenContext, demo: DemoServer, tmp_path: Path) -> None:
    page = open_team(open_signed_in())
    basis = demo.read(f"{API}/basis")
    for tab, period, formats in (
        ("Members", "Month", {"#,##0.00", "yyyy-mm-dd", "#,##0"}),
        ("Trends", "Months", {"yyyy-mm", "#,##0", "#,##0.00"}),
        ("Attendance", "Week", {"General"}),
    ):
        page.get_by_role("tab", name=tab).click()
        book = workbook_of(page, tmp_path)
        table, about = book.worksheets
        facts = {row[0]: row[1] for row in about.iter_rows(values_only=True)}
        assert list(facts) == ["Team", "Contents", period, "As of", "Time zone"]
        assert (facts["Team"], facts["Contents"]) == (basis["TeamName"], tab)
        assert facts["Time zone"] == basis["SimpleTimeZoneNameIana"]
        assert re.fullmatch(r"\d+ \w+ \d{4} \d\d:\d\d", facts["As of"])
        assert about.title == "About"
        assert table.freeze_panes == "B2"
        sums = 1 if tab == "Members" else 0
        last = table.cell(table.max_row - sums, table.max_column).coordinate
        assert table.auto_filter.ref == f"A1:{last}"
        assert formats <= {cell.number_format for row in table.iter_rows(min_row=2) for cell in row}
        assert all(table.column_dimensions[cell.column_letter].width >= 10 for cell in table[1])


def test_a_csv_file_is_separated_as_the_reader_writes_numbers(
    open_signed_in: OpenContext, demo: DemoServer, tmp_path: Path
) -> None:
    chosen = end_of_last_month(demo)
    context = open_signed_in(locale="es-ES", may_fail=NOT_THEN)
    page = open_team(context, f"?tab=trends&on={chosen}", waits_for="figure")
    with page.expect_download() as saving:
        page.get_by_role("button", name="CSV").click()
    assert saving.value.suggested_filename.endswith(f"-{chosen}.csv")
    path = tmp_path / "trends.csv"
    saving.value.save_as(path)
    header, *lines = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig")), delimiter=";", strict=True)
    assert header[0] == "Mes"
    assert [len(line) for line in lines] == [5] * 12
    assert all(re.fullmatch(r"-?\d+(,\d+)?", cell) for line in lines for cell in line[1:])


def test_each_table_of_a_member_says_what_it_lists(open_signed_in: OpenContext, demo: DemoServer) -> None:
    theirs = max(demo.read(f"{API}/kpi")["Kpi"], key=lambda one: sum(one[figure] > 0 for figure in ITEMS))
    labels = {one["Name"]: one["Label"] for one in demo.read("/api/public/figures")["Kpi"]}
    expected = [labels[figure] for figure in ITEMS if theirs[figure]]
    assert len(expected) > 1
    page = open_team(open_signed_in(), f"?member={theirs['CoworkerId']}", waits_for="dialog [data-row]")
    headings = page.get_by_role("region", name="To invoice").locator("thead th:first-child")
    expect(headings).to_have_text(expected)


def test_the_fields_for_setting_up_an_app_are_aligned(open_signed_in: OpenContext) -> None:
    page = open_signed_in().new_page()
    page.goto("/dashboard/account")
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    form = page.get_by_role("region", name="Two-factor authentication").locator("form")
    parts = form.locator("input:not([hidden]), [type=submit]")
    edges = "all => [...new Set(all.map(e => Math.round(e.getBoundingClientRect().left)))].length"
    expect(parts).to_have_count(3)
    expect_reading(lambda: parts.evaluate_all(edges), 1)
