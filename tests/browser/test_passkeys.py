"""Passkeys in Chromium, with an authenticator that the browser makes up."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from playwright.sync_api import BrowserContext, Page, expect

from browser.conftest import OpenContext
from browser.demo_server import PASSWORD, DemoServer
from browser.team_page import sign_in
from teamkpi import accounts
from teamkpi.db import connect

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_authenticator(context: BrowserContext) -> Page:
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def add_passkey(page: Page, name: str) -> None:
    """Add the first passkey of an account, on the page about it."""
    part = page.get_by_role("region", name="Passkeys")
    part.get_by_role("button", name="Add a passkey").click()
    part.get_by_role("textbox", name="Name").fill(name)
    part.get_by_label("Current password").fill(PASSWORD)
    part.get_by_role("button", name="Continue").click()
    part.get_by_role("button", name=re.compile("saved them")).click()
    expect(part.get_by_text("Your passkey has been added.")).to_be_visible()


def test_a_passkey_is_added_used_alone_and_after_the_password(open_context: OpenContext, demo: DemoServer) -> None:
    email = demo.read("/api/public/teams/55/kpi")["Kpi"][4]["CoworkerEmail"]
    with connect(demo.database_url) as conn:
        accounts.create(conn, 1, email, PASSWORD, now=datetime.now(UTC))
    # Passkeys belong to host names; the tests' own address is a number.
    address = demo.url.replace("127.0.0.1", "localhost")
    page = with_authenticator(open_context(base_url=address, may_fail=("400", "401")))
    page.goto("/dashboard/account")
    sign_in(page, email)
    part = page.get_by_role("region", name="Passkeys")
    add_passkey(page, "This computer")
    expect(part.get_by_role("listitem")).to_contain_text("This computer")
    expect(part.get_by_role("listitem")).to_contain_text("not used yet")

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(part.get_by_role("listitem")).to_contain_text("last used")

    sign_out(page)
    sign_in(page, email)
    page.get_by_role("button", name="Use a passkey instead of a code").click()
    expect(part.get_by_role("listitem")).to_contain_text("This computer")

    part.get_by_role("button", name="Rename This computer").click()
    part.get_by_role("textbox", name="Name").fill("Desk")
    part.get_by_role("button", name="Save").click()
    expect(part.get_by_text("The passkey has a new name.")).to_be_visible()
    part.get_by_role("button", name="Remove Desk").click()
    part.get_by_label("Current password").fill(PASSWORD)
    part.get_by_role("button", name=re.compile("^Remove$")).last.click()
    expect(part.get_by_text("The passkey has been removed.")).to_be_visible()
    expect(part.get_by_text("You have no passkeys.")).to_be_visible()

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("known here, or the account")).to_be_visible()


def test_no_button_where_there_can_be_no_passkey(open_context: OpenContext) -> None:
    page = open_context().new_page()
    page.goto("/dashboard/account")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="passkey")).to_have_count(0)


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto("/dashboard/account")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
