"""The week: what is planned is shown, edited, saved as one request, and read back from the API."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from browser import crowd
from browser.conftest import OpenContext
from browser.demo_server import MEMBER_EMAIL, TEAM_ID, DemoServer
from browser.team_page import TEAM, expect_reading, open_team, sign_in, view_of, written

PATH = f"/api/public/teams/{TEAM_ID}/attendance"
DAYS = [f"{day}Attendance" for day in ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]]
WORDS = {1: "Office", 2: "Home", 3: "Abroad", 4: "Off", 5: "Not set"}


def week(demo: DemoServer) -> dict[str, Any]:
    today = demo.read(f"/api/public/teams/{TEAM_ID}/basis")["Now"][:10]
    found: dict[str, Any] = demo.read(f"{PATH}?date={today}")["Attendance"]
    return found


def plans(demo: DemoServer) -> dict[int, dict[str, int]]:
    return {one["CoworkerId"]: {day: one[day] for day in DAYS} for one in week(demo)["Coworkers"]}


def shown_plans(page: Page) -> dict[int, dict[str, str]]:
    found = page.locator("tr[data-member]").evaluate_all(
        """all => all.map(tr => [tr.dataset.member, [...tr.querySelectorAll('td[data-day]')]
             .map(td => [td.dataset.day, td.querySelector('[data-plan]').textContent])])"""
    )
    return {int(number): dict(days) for number, days in found}


def choice(page: Page, member: int, day: str) -> Any:
    return page.locator(f"tr[data-member='{member}'] td[data-day={day}] select")


def test_the_week_is_the_apis(open_signed_in: OpenContext, demo: DemoServer) -> None:
    page = open_team(open_signed_in(), "?tab=attendance", waits_for="tr[data-member] [data-plan]")
    expected = {member: {day: WORDS[plan] for day, plan in days.items()} for member, days in plans(demo).items()}
    expect_reading(lambda: shown_plans(page), expected)
    # A name is on the line of its plans.
    apart = page.locator("tr[data-member]").evaluate_all(
        """all => all.map(tr => {
             const middle = node => {
               const range = document.createRange()
               range.selectNodeContents(node)
               const [first] = range.getClientRects()
               return (first.top + first.bottom) / 2
             }
             return Math.abs(middle(tr.cells[0].firstChild) - middle(tr.querySelector('[data-plan]').lastChild))
           }).filter(one => one > 2)"""
    )
    assert apart == []
    for day, field in zip(week(demo)["Days"], DAYS, strict=True):
        for booking in day["Bookings"]:
            cell = page.locator(f"tr[data-member='{booking['CoworkerId']}'] td[data-day={field}]")
            expect(cell).to_contain_text(booking["ResourceName"])


def test_what_is_edited_is_saved_as_one_request_and_read_back(open_signed_in: OpenContext, demo: DemoServer) -> None:
    page = open_team(open_signed_in(), "?tab=attendance", waits_for="tr[data-member] [data-plan]")
    puts: list[Any] = []
    page.on("request", lambda request: puts.append(request.post_data_json) if request.method == "PUT" else None)
    before = plans(demo)
    first, second = list(before)[:2]
    changes = {(first, DAYS[0]): 3, (first, DAYS[4]): 2, (second, DAYS[2]): 4}
    changes = {where: plan if before[where[0]][where[1]] != plan else 1 for where, plan in changes.items()}
    page.get_by_role("button", name="Edit plans").click()
    for (member, day), plan in changes.items():
        choice(page, member, day).select_option(str(plan))
    expect(page.get_by_text("3 unsaved changes")).to_be_visible()
    assert plans(demo) == before  # nothing is sent before it is saved
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Plans saved.")).to_be_visible()

    expected = {member: dict(days) for member, days in before.items()}
    for (member, day), plan in changes.items():
        expected[member][day] = plan
    assert plans(demo) == expected
    assert len(puts) == 1
    sent = {(one["CoworkerId"], day): plan for one in puts[0] for day, plan in one.items() if day in DAYS}
    assert sent == changes
    words = {member: {day: WORDS[plan] for day, plan in days.items()} for member, days in expected.items()}
    expect_reading(lambda: shown_plans(page), words)


def test_what_is_discarded_is_not_saved(open_signed_in: OpenContext, demo: DemoServer) -> None:
    page = open_team(open_signed_in(), "?tab=attendance", waits_for="tr[data-member] [data-plan]")
    before = plans(demo)
    member = next(iter(before))
    other = 2 if before[member][DAYS[1]] == 1 else 1
    page.get_by_role("button", name="Edit plans").click()
    choice(page, member, DAYS[1]).select_option(str(other))
    page.get_by_role("button", name="Discard").click()
    expect(choice(page, member, DAYS[1])).to_have_value(str(before[member][DAYS[1]]))
    expect(page.get_by_text("unsaved change")).to_have_count(0)
    page.get_by_role("button", name="Stop editing").click()
    assert plans(demo) == before


def test_weeks_are_gone_through(open_signed_in: OpenContext) -> None:
    page = open_team(open_signed_in(), "?tab=attendance", waits_for="tr[data-member] [data-plan]")
    heading = page.get_by_role("heading", level=2).first
    this_week = heading.inner_text()
    page.get_by_role("button", name="Previous week").click()
    expect(heading).not_to_have_text(this_week)
    expect_reading(lambda: "week=" in view_of(page), True)
    earlier, address = heading.inner_text(), view_of(page)
    page.go_back()
    expect(heading).to_have_text(this_week)
    page.go_forward()
    expect(heading).to_have_text(earlier)
    page.get_by_role("button", name="This week").click()
    expect(heading).to_have_text(this_week)
    expect_reading(lambda: view_of(page) != address, True)


STOPS = """document.querySelectorAll('table [tabindex="0"], table select:not([tabindex])').length"""
HIDDEN = """all => all.filter(e => {
  e.focus()
  const box = e.getBoundingClientRect()
  const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2)
  return top !== e
}).map(e => e.ariaLabel)"""


CUT = """all => all.filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1
  && getComputedStyle(e).display !== 'inline').map(e => e.outerHTML.slice(0, 120))"""


def test_plans_are_edited_by_keyboard_with_one_stop_of_tab(open_context: OpenContext, demo: DemoServer) -> None:
    crowd.make(demo)
    page = open_context(viewport={"width": 1024, "height": 600}).new_page()
    page.goto(f"/dashboard/team/{crowd.CROWD}?tab=attendance")
    sign_in(page, crowd.EMAIL)
    page.get_by_role("button", name="Edit plans").click()
    expect(page.locator("td select")).to_have_count(7 * crowd.MEMBERS)
    assert page.evaluate(STOPS) == 1
    page.keyboard.press("Tab")
    while page.evaluate("!document.activeElement.closest('tbody')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Control+Home")
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    where = "[document.activeElement.closest('tr').sectionRowIndex, document.activeElement.closest('td').cellIndex]"
    expect_reading(lambda: page.evaluate(where), [2, 2])
    assert page.evaluate(STOPS) == 1
    page.keyboard.type("Ab")
    expect(page.get_by_text("1 unsaved change")).to_be_visible()
    expect_reading(lambda: page.evaluate("document.activeElement.value"), "3")
    # What has the focus is in sight, whatever stays in view above and below.
    assert page.locator("tr:nth-child(-n + 12) select, tr:nth-last-child(-n + 12) select").evaluate_all(HIDDEN) == []
    page.get_by_role("button", name="Discard").click()


def test_a_whole_week_is_planned_at_once(open_signed_in: OpenContext, demo: DemoServer) -> None:
    page = open_team(open_signed_in(), "?tab=attendance", waits_for="tr[data-member] [data-plan]")
    before = plans(demo)
    member = list(before)[-1]
    plan = 3 if set(before[member].values()) != {3} else 2
    page.get_by_role("button", name="Edit plans").click()
    page.locator(f"tr[data-member='{member}'] th select").select_option(str(plan))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Plans saved.")).to_be_visible()
    assert plans(demo) == {**before, member: dict.fromkeys(DAYS, plan)}


def test_on_a_phone_the_week_begins_today_and_nothing_is_cut(open_signed_in: OpenContext, demo: DemoServer) -> None:
    context = open_signed_in(viewport={"width": 320, "height": 740}, has_touch=True, is_mobile=True)
    page = open_team(context, "?tab=attendance", waits_for="tr[data-member] [data-plan]")
    expect(page.locator("table th").first).to_have_attribute("aria-current", "date")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    cut = page.locator("table *").evaluate_all(CUT)
    assert cut == []
    expected = {member: {day: WORDS[plan] for day, plan in days.items()} for member, days in plans(demo).items()}
    found: dict[int, dict[str, str]] = {}
    cells = page.locator("tr[data-member] td[data-day]").evaluate_all(
        "all => all.map(e => [e.parentElement.dataset.member, e.dataset.day, e.firstChild.textContent])"
    )
    for number, day, text in cells:
        found.setdefault(int(number), {})[day] = text
    assert found == expected


def test_a_member_sees_what_is_theirs_and_their_unsaved_plans_outlive_a_session(
    open_context: OpenContext, demo: DemoServer
) -> None:
    def own(path: str) -> Any:
        return demo.read(f"/api/public/teams/{TEAM_ID}{path}", MEMBER_EMAIL)

    context = open_context(may_fail=("401",))
    page = context.new_page()
    page.goto(TEAM)
    sign_in(page, MEMBER_EMAIL)
    [figures] = own("/kpi/my")["Kpi"]
    me = figures["CoworkerId"]
    # Their figures, what runs out, and the bookings that count.
    mine = page.get_by_role("region", name=figures["CoworkerFullName"], exact=True)
    expect(mine.locator("strong[data-value]").first).to_have_attribute(
        "data-value", f"{own(f'/amounts?coworkerId={me}')['Total'][0]['ToInvoice']:g}"
    )
    for figure in ("BookedTimeTotal", "CheckedTimeTotal"):
        expect(mine.locator(f"[data-figure={figure}] dd")).to_have_text(written(figure, figures[figure]))
    answers = {
        "What expires next": own(f"/expiring?days=366&coworkerId={me}")["Items"],
        "Booked this month": own(f"/explain?figure=BookedTimeThisMonth&coworkerId={me}&counted=true&_pageSize=25")[
            "Records"
        ]["Records"],
    }
    for name, records in answers.items():
        found = mine.get_by_role("region", name=name).locator("[data-row]")
        expect_reading(
            lambda found=found: found.evaluate_all("all => all.map(e => e.dataset.row)"),  # type: ignore[misc]
            [f"{one['Entity']} {one['Id']}" for one in records],
        )
    mine.locator("[data-figure=BookedTimeTotal]").get_by_role("button").click()
    value = page.get_by_role("dialog").locator("p[data-figure=BookedTimeTotal]")
    expect(value).to_have_attribute("data-value", str(figures["BookedTimeTotal"]))
    page.keyboard.press("Escape")

    # Nothing of anybody else's, and none of an administrator's choices.
    expect(page.get_by_label("As shown on")).to_have_count(0)
    page.get_by_role("button", name="Edit my plans").click()
    expect(choice(page, me, DAYS[1])).to_be_visible()
    expect(page.locator(f"tr[data-member]:not([data-member='{me}']) select")).to_have_count(0)
    before = plans(demo)[me][DAYS[1]]
    other = 2 if before == 1 else 1
    choice(page, me, DAYS[1]).select_option(str(other))
    unsaved = page.get_by_text("1 unsaved change")
    expect(unsaved).to_be_visible()
    # The sign-in ends elsewhere; after the next one the change is there, and after a reload as well.
    assert context.request.delete("/dashboard/session", headers={"x-requested-with": "XMLHttpRequest"}).ok
    page.get_by_role("button", name="Refresh now").evaluate_all("found => found.forEach((one) => one.click())")
    expect(page.get_by_text("been signed out.")).to_be_visible()
    sign_in(page, MEMBER_EMAIL)
    expect(unsaved).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(unsaved).to_be_visible()
    expect(choice(page, me, DAYS[1])).to_have_value(str(other))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Plans saved.")).to_be_visible()
    assert plans(demo)[me][DAYS[1]] == other
