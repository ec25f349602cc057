"""Who is let in, how long, and what the page keeps of it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Page, expect

from browser.conftest import OpenContext
from browser.demo_server import ADMINISTRATOR_EMAIL, IN_TWO_TEAMS, MEMBER_EMAIL, PASSWORD, TEAM_ID, DemoServer
from browser.team_page import TEAM, address_of, expect_reading, open_team, rows, shown_ids, sign_in, view_of
from teamkpi import accounts
from teamkpi.accounts import Seal, second_factor
from teamkpi.db import connect

WEEK_ONLY = re.compile("You see your own figures here")
# The page asks for everything at once, before it is told who asks; Chromium reports the refusal.
NOT_ADMINISTRATOR = ("401",)
VIEW = "?sort=-BookedTimeTotal&q=a&hide=CoworkerId"


def test_signing_in_leads_to_where_one_was_going(open_context: OpenContext) -> None:
    page = open_context().new_page()
    page.goto(TEAM + VIEW)
    expect(page).to_have_url(re.compile(r"/dashboard/sign-in\?next=%2Fteam%2F55"))
    expect(page).to_have_title("Sign in · Team dashboard")
    sign_in(page)
    expect(rows(page).first).to_be_visible()
    expect_reading(lambda: address_of(page), TEAM + VIEW)
    page.reload()
    expect(rows(page).first).to_be_visible()


def test_who_has_one_team_is_led_to_it(open_context: OpenContext) -> None:
    page = open_context().new_page()
    page.goto("/")
    sign_in(page)
    expect(rows(page).first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tech Innovators")
    expect_reading(lambda: address_of(page), TEAM)


@pytest.mark.usefixtures("in_two_teams")
def test_who_has_several_teams_chooses_one(open_context: OpenContext) -> None:
    page = open_context(may_fail=NOT_ADMINISTRATOR).new_page()
    page.goto("/dashboard/")
    sign_in(page, IN_TWO_TEAMS)
    expect(page.get_by_role("heading", name="Your teams")).to_be_visible()
    teams = page.get_by_role("listitem")
    expect(teams).to_have_count(2)
    for number, texts in enumerate([("Evening Choir", "Administrator"), ("Morning Choir", "Member")]):
        for text in texts:
            expect(teams.nth(number)).to_contain_text(text)
    page.get_by_role("link", name="Evening Choir").click()
    expect(rows(page)).to_have_count(1)
    page.get_by_role("link", name="All teams").click()
    page.get_by_role("link", name="Morning Choir").click()
    expect(page.get_by_text(WEEK_ONLY)).to_be_visible()


def test_a_wrong_password_is_said_and_may_be_put_right(open_context: OpenContext) -> None:
    page = open_context(may_fail=("400",)).new_page()
    page.goto(TEAM)
    sign_in(page, password="not it")
    expect(page.get_by_text("The email, password or code is incorrect")).to_be_visible()
    sign_in(page)
    expect(rows(page).first).to_be_visible()


def test_with_a_second_factor_there_is_one_more_step(open_context: OpenContext, demo: DemoServer) -> None:
    third = demo.read("/api/public/teams/55/kpi")["Kpi"][2]
    email, secret, before = third["CoworkerEmail"], pyotp.random_base32(), datetime.now(UTC) - timedelta(minutes=5)
    with connect(demo.database_url) as conn:
        accounts.create(conn, 1, email, PASSWORD, now=before)
        code = pyotp.TOTP(secret).at(before)
        second_factor.enrol(conn, 1, email, secret, code, seal=Seal([demo.secret_key]), now=before)
    page = open_context(may_fail=("400", *NOT_ADMINISTRATOR)).new_page()
    page.goto("/dashboard/")
    sign_in(page, email)
    field = page.get_by_label("Code from your authenticator app")
    expect(field).to_be_focused()
    field.fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("The email, password or code is incorrect")).to_be_visible()
    field.fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text(WEEK_ONLY)).to_be_visible()


def test_a_person_sets_a_second_factor_and_a_password(open_context: OpenContext, demo: DemoServer) -> None:
    fourth = demo.read("/api/public/teams/55/kpi")["Kpi"][3]
    email, other = fourth["CoworkerEmail"], "a password for the walk"
    with connect(demo.database_url) as conn:
        accounts.create(conn, 1, email, PASSWORD, now=datetime.now(UTC) - timedelta(minutes=5))
    elsewhere = demo.token(email)
    page = open_context(may_fail=("400", *NOT_ADMINISTRATOR)).new_page()
    page.goto("/dashboard/")
    sign_in(page, email)
    expect(page.get_by_text(WEEK_ONLY)).to_be_visible()
    page.get_by_role("button", name="Account").click()
    expect(page.get_by_role("dialog", name="Account").get_by_text(email)).to_be_visible()
    page.get_by_role("link", name="Your account").click()

    # The app has the key of the picture, and shows a code.
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    link = page.get_by_role("link", name="Open an app on this device").get_attribute("href") or ""
    totp = pyotp.parse_uri(link)
    assert isinstance(totp, pyotp.TOTP)
    assert page.locator("code").inner_text().replace(" ", "") == totp.secret
    page.get_by_label("Code from the new app").fill(totp.now())
    page.get_by_label("Current password").fill("not it")
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("alert")).to_contain_text("The password is incorrect")
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Turn on").click()
    expect(page.locator("[data-codes] li")).to_have_count(10)
    codes = page.locator("[data-codes] li").all_inner_texts()
    assert len(set(codes)) == 10
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download", exact=True).click()
    assert waiting.value.path().read_text().split()[-10:] == codes
    page.emulate_media(media="print")
    expect(page.locator("[data-codes] li").first).to_be_visible()
    expect(page.get_by_text("Where you\N{RIGHT SINGLE QUOTATION MARK}re signed in")).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="saved them").click()
    expect(page.get_by_text("You have 10\N{NO-BREAK SPACE}recovery codes left.")).to_be_visible()

    # The sign-in of the other device ends.
    page.get_by_role("button", name="Sign out tests,").click()
    expect(page.get_by_text("That sign-in has ended.")).to_be_visible()
    refused = page.request.get("/api/account", headers={"Authorization": f"Bearer {elsewhere}"})
    assert refused.status == 401

    # Another password, and signing in with it and with a code. A recovery code is taken in the place of the app's.
    page.get_by_role("button", name="Change password").click()
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_label("New password").fill(other)
    page.get_by_label("Code from your authenticator app").fill(codes[0])
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Your password has been changed.")).to_be_visible()
    sign_in(page, email, other)
    field = page.get_by_label("Code from your authenticator app")
    expect(field).to_be_focused()
    # The code that set the second factor is spent, and may still be the present one: the next is accepted as well.
    field.fill(totp.at(datetime.now(UTC) + timedelta(seconds=30)))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Your account", level=1)).to_be_visible()
    expect(page.get_by_text("You have 9\N{NO-BREAK SPACE}recovery codes left.")).to_be_visible()


def test_the_file_with_ones_own_data_names_oneself(open_signed_in: OpenContext, demo: DemoServer) -> None:
    page = open_signed_in().new_page()
    page.goto("/dashboard/account")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download my data").click()
    expect(page.get_by_text("Your file has been downloaded.")).to_be_visible()
    assert waiting.value.suggested_filename == "my-data.json"
    tables = json.loads(waiting.value.path().read_text())["Tables"]
    assert [one["email"] for one in tables["account"]] == [ADMINISTRATOR_EMAIL]
    [own] = [
        one
        for one in demo.read(f"/api/public/teams/{TEAM_ID}/kpi")["Kpi"]
        if one["CoworkerEmail"] == ADMINISTRATOR_EMAIL
    ]
    assert [(one["id"], one["full_name"]) for one in tables["coworkers"]] == [
        (own["CoworkerId"], own["CoworkerFullName"])
    ]


def test_no_script_can_read_what_names_the_sign_in(open_context: OpenContext) -> None:
    context = open_context()
    page = open_team(context)
    assert page.evaluate("document.cookie") == ""
    stored = page.evaluate("JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])")
    [cookie] = context.cookies(f"{page.url.partition('/dashboard')[0]}/dashboard/session")
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (
        "teamkpi_session",
        True,
        "Strict",
        "/dashboard/session",
    )
    assert cookie["value"] not in stored + page.content()
    assert not any(len(part) >= 40 for part in stored.replace('"', " ").split())


@pytest.mark.parametrize("how", ["button", "server"])
def test_a_second_tab_signs_out_and_the_first_leads_back(open_context: OpenContext, how: str) -> None:
    context = open_context(may_fail=("401",))
    first = open_team(context, VIEW)
    ids, address = shown_ids(first), address_of(first)
    if how == "button":
        second = context.new_page()
        second.goto(TEAM)
        expect(rows(second).first).to_be_visible()
        second.get_by_role("button", name="Account").click()
        second.get_by_role("button", name="Sign out").click()
        expect(second.get_by_text("You\N{RIGHT SINGLE QUOTATION MARK}re signed out.")).to_be_visible()
    else:
        # The sign-in ends elsewhere, and nobody tells the page.
        ended = context.request.delete("/dashboard/session", headers={"x-requested-with": "XMLHttpRequest"})
        assert ended.ok
        # Unless the page has found out already, with what it was still asking for.
        first.get_by_role("button", name="Refresh now").evaluate_all("found => found.forEach((one) => one.click())")
    expect(first.get_by_text("You\N{RIGHT SINGLE QUOTATION MARK}ve been signed out.")).to_be_visible()
    expect(rows(first)).to_have_count(0)
    sign_in(first)
    expect(rows(first).first).to_be_visible()
    expect_reading(lambda: (address_of(first), shown_ids(first)), (address, ids))


def test_a_sign_in_in_one_tab_is_one_in_all(open_context: OpenContext) -> None:
    context = open_context()
    waiting = context.new_page()
    waiting.goto(TEAM + VIEW)
    expect(waiting.get_by_role("button", name="Sign in")).to_be_visible()
    open_team(context)
    expect(rows(waiting).first).to_be_visible()
    expect_reading(lambda: view_of(waiting), VIEW)


def test_a_plain_member_sees_the_week_and_is_told_why_not_more(open_context: OpenContext) -> None:
    page = open_context(may_fail=NOT_ADMINISTRATOR).new_page()
    page.goto(TEAM)
    sign_in(page, MEMBER_EMAIL)
    expect(page.get_by_text(WEEK_ONLY)).to_be_visible()
    expect(page.get_by_role("table").get_by_text("Jane Smith")).to_be_visible()
    expect(page.get_by_role("button", name="Edit plans")).to_have_count(0)
    expect(page.get_by_role("tab")).to_have_count(0)


@pytest.mark.parametrize("team", ["999", "1", "x", "0"])
def test_a_team_that_one_has_no_part_in(open_context: OpenContext, team: str) -> None:
    page: Any = open_context(may_fail=("404",)).new_page()
    page.goto(f"/dashboard/team/{team}")
    sign_in(page, ADMINISTRATOR_EMAIL)
    expect(page.get_by_role("heading", level=1)).to_have_text("Team not found")


def test_a_page_that_is_none(open_context: OpenContext) -> None:
    page: Page = open_context().new_page()
    page.goto("/dashboard/nowhere")
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
