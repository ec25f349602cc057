"""The walk of somebody who signs in with a provider, on the provider's own pages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from api.test_real_provider import needs_provider, running_provider
from browser.conftest import OpenContext
from browser.demo_server import ADMINISTRATOR_EMAIL, PASSWORD, DemoServer
from browser.team_page import TEAM, address_of, expect_reading, rows, sign_in
from browser.test_passkeys import add_passkey, sign_out, with_authenticator
from patience import PATIENCE
from teamkpi import accounts, clock, outbox
from teamkpi.accounts import Seal, confirmations, providers
from teamkpi.accounts.providers import NewProvider
from teamkpi.db import connect
from teamkpi.ledger.audit_trail import Author
from teamkpi.outbox import Sender

pytestmark = needs_provider
BY = Author("test", "cli")
REFUSALS = ("400",)


def sign_in_there(page: Page, email: str = ADMINISTRATOR_EMAIL) -> None:
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def test_the_first_sign_in_takes_the_password_and_the_next_one_a_click(chrome: Browser, demo: DemoServer) -> None:
    # Not watched as other browsers are: the provider's pages are another site's.
    context = chrome.new_context(base_url=demo.url, locale="en-GB")
    context.set_default_timeout(PATIENCE * 1000)
    seal = Seal([demo.secret_key])
    with running_provider(f"{demo.url}/dashboard/signed-in") as issuer, connect(demo.database_url) as conn:
        new = NewProvider("acme", "Acme", issuer, "teamkpi", "s")
        providers.add(conn, 1, new, seal=seal, author=BY, now=clock.now())
        try:
            page = context.new_page()
            page.goto(TEAM)
            page.get_by_role("button", name="Sign in with Acme").click()
            sign_in_there(page)
            expect(page.get_by_text("connected to an account yet")).to_be_visible()
            assert "code=" not in page.url
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Continue").click()
            expect(rows(page).first).to_be_visible()
            expect_reading(lambda: address_of(page), TEAM)
            # Another sign-in of this browser: the provider remembers its user.
            context.clear_cookies(name="teamkpi_session")
            page.goto(TEAM)
            page.get_by_role("button", name="Sign in with Acme").click()
            expect(rows(page).first).to_be_visible()
            page.goto("/dashboard/account")
            expect(page.get_by_role("heading", name="Other ways to sign in")).to_be_visible()
            expect(page.get_by_role("button", name="Disconnect Acme")).to_be_visible()
        finally:
            providers.remove(conn, 1, "acme", author=BY, now=clock.now())
            context.close()


def test_somebody_without_a_password_connects_the_account_by_a_mailed_link(chrome: Browser, demo: DemoServer) -> None:
    context = chrome.new_context(base_url=demo.url, locale="en-GB")
    context.set_default_timeout(PATIENCE * 1000)
    seal = Seal([demo.secret_key])
    with running_provider(f"{demo.url}/dashboard/signed-in") as issuer, connect(demo.database_url) as conn:
        providers.add(
            conn, 1, NewProvider("acme", "Acme", issuer, "teamkpi", "s"), seal=seal, author=BY, now=clock.now()
        )
        outbox.set_sender(conn, 1, Sender("kpi@hub.example", None, demo.url, "en"))
        try:
            page = context.new_page()
            page.goto(TEAM)
            page.get_by_role("button", name="Sign in with Acme").click()
            sign_in_there(page)
            page.get_by_role("button", name="Send me a link instead").click()
            expect(page.get_by_text("an email with a link is on its way")).to_be_visible()
            [message] = outbox.due(conn, 1, most=9, now=clock.now())
            found = confirmations.to_send(conn, 1, message.id, asked_on=message.written_on, now=clock.now())
            assert found is not None
            # Not in another browser, and without using the link up.
            other = chrome.new_context(base_url=demo.url, locale="en-GB")
            elsewhere = other.new_page()
            elsewhere.goto(f"/dashboard/signed-in#{found.secret}")
            expect(elsewhere.get_by_text("has to be opened in the browser in which you signed in")).to_be_visible()
            other.close()
            opened = context.new_page()
            opened.goto(f"/dashboard/signed-in#{found.secret}")
            # The list of teams, or the only team.
            expect(opened).not_to_have_url(re.compile("/signed-in"))
            assert found.secret not in opened.url
            opened.goto("/dashboard/account")
            expect(opened.get_by_role("button", name="Disconnect Acme")).to_be_visible()
        finally:
            outbox.remove_sender(conn, 1)
            providers.remove(conn, 1, "acme", author=BY, now=clock.now())
            context.close()


def test_after_the_provider_a_passkey_takes_the_place_of_a_code(chrome: Browser, demo: DemoServer) -> None:
    email = demo.read("/api/public/teams/55/kpi")["Kpi"][5]["CoworkerEmail"]
    # Passkeys belong to host names; the tests' own address is a number.
    address = demo.url.replace("127.0.0.1", "localhost")
    context = chrome.new_context(base_url=address, locale="en-GB")
    context.set_default_timeout(PATIENCE * 1000)
    in_place = "Use a passkey instead of a code"
    own = "/dashboard/account"
    with running_provider(f"{address}/dashboard/signed-in") as issuer, connect(demo.database_url) as conn:
        accounts.create(conn, 1, email, PASSWORD, now=clock.now())
        new = NewProvider("acme", "Acme", issuer, "teamkpi", "s")
        providers.add(conn, 1, new, seal=Seal([demo.secret_key]), author=BY, now=clock.now())
        try:
            page = with_authenticator(context)
            page.goto(own)
            sign_in(page, email)
            add_passkey(page, "This computer")
            sign_out(page)
            # The account is not connected yet: that takes its password, and the passkey as well.
            page.get_by_role("button", name="Sign in with Acme").click()
            sign_in_there(page, email)
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            expect(page.get_by_role("button", name=in_place)).to_have_count(0)
            page.get_by_role("button", name="Continue").click()
            expect(page.get_by_label("Code from your authenticator app")).to_be_visible()
            page.get_by_role("button", name=in_place).click()
            disconnect = page.get_by_role("button", name="Disconnect Acme")
            expect(disconnect).to_be_visible()
            # From then on, the passkey is enough.
            sign_out(page)
            page.get_by_role("button", name="Sign in with Acme").click()
            expect(page.get_by_text("Enter a code from your authenticator app")).to_be_visible()
            page.get_by_role("button", name=in_place).click()
            expect(disconnect).to_be_visible()
            expect_reading(lambda: address_of(page), own)
            expect(page.get_by_role("region", name="Passkeys").get_by_role("listitem")).to_contain_text("last used")
        finally:
            providers.remove(conn, 1, "acme", author=BY, now=clock.now())
            context.close()


@pytest.mark.usefixtures("demo")
def test_a_sign_in_that_was_not_begun_here_is_refused_in_plain_words(open_context: OpenContext) -> None:
    page = open_context(may_fail=REFUSALS).new_page()
    page.goto("/dashboard/signed-in?state=x&code=y")
    expect(page.get_by_text("it is too old, has been used, or was started in another browser")).to_be_visible()
    assert "code=" not in page.url
    page.get_by_role("link", name="Back to sign-in").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
