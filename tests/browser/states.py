"""Every state of the dashboard that a person can see, in one table, each with the way there and who can go it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final, NamedTuple

import pyotp
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from browser import crowd, visits
from browser.demo_server import MEMBER_EMAIL, PASSWORD, DemoServer
from browser.team_page import TEAM, day, open_team, sign_in
from browser.visits import Visit
from teamkpi import accounts, ledger
from teamkpi.accounts import Seal, invitations, links, people, second_factor
from teamkpi.accounts.invitations import Inviting
from teamkpi.db import connect
from teamkpi.ledger.audit_trail import Author
from teamkpi.membership import NewMember, SignedIn, add_members

NOBODY: Final = ""
"""Someone who is not signed in when they come."""
ALONE: Final = "alone@example.org"
"""Administers a team without members, which has invited someone."""
WITH_FACTOR: Final = "factor@example.org"
OLD_PASSWORD: Final = "old-password@example.org"
INVITED: Final = "invited@example.org"
NEW_CODES: Final = "codes@example.org"
_TEAM_OF_ALONE: Final = 9011
_secrets: Final[dict[str, str]] = {}
"""Of the links, by what they are for."""
_made: Final[set[str]] = set()


class State(NamedTuple):
    """A state: how to get there, and as whom; None is the administrator of the demo's team."""

    visit: Visit
    who: str | None = None

    @property
    def name(self) -> str:
        """What the state is called in the results of a test."""
        return self.visit.__name__


OpenState = Callable[[State], Page]


def make(demo: DemoServer) -> None:
    """Store what the states need, unless that was done: the server is that of all files of a run."""
    if demo.database_url in _made:
        return
    _made.add(demo.database_url)
    now = datetime.now(UTC)
    before = now - timedelta(minutes=5)
    emails = [ALONE, WITH_FACTOR, OLD_PASSWORD, INVITED, NEW_CODES, "new@example.org"]
    ids = range(_TEAM_OF_ALONE, _TEAM_OF_ALONE + len(emails))
    coworkers = [
        {"Id": number, "FullName": f"Person {number}", "Email": email}
        for number, email in zip(ids, emails, strict=True)
    ]
    team = {"BusinessId": 1, "TeamAdministrators": [ids[0]], "TeamMembers": []}
    teams = [
        {**team, "Id": _TEAM_OF_ALONE, "Name": "Quiet Choir"},
        {
            **team,
            "Id": _TEAM_OF_ALONE + 1,
            "Name": "Loud Choir",
            "TeamMembers": list(ids[1:]),
            "TeamAdministrators": [*ids[:2]],
        },
    ]
    changes = [ledger.Change("coworkers", one, 1) for one in coworkers] + [
        ledger.Change("teams", one, 1) for one in teams
    ]
    author = Author("tests", "cli")
    with connect(demo.database_url) as conn:
        ledger.apply(conn, 1, changes, now=now)
        numbers = {email: accounts.create(conn, 1, email, PASSWORD, now=before) for email in emails[:-1]}
        secret = pyotp.random_base32()
        code = pyotp.TOTP(secret).at(before)
        second_factor.enrol(conn, 1, WITH_FACTOR, secret, code, seal=Seal([demo.secret_key]), now=before)
        people.require_new_password(conn, 1, OLD_PASSWORD)
        by = SignedIn(1, numbers[ALONE], ALONE, [ids[0]])
        add_members(conn, by, _TEAM_OF_ALONE, [NewMember("Somebody", INVITED)], now=now, author=author)
        for name, email in (("reset", INVITED), ("code", WITH_FACTOR)):
            _secrets[name] = links.make_reset(conn, 1, email, now=now).secret
        [new] = invitations.invite(conn, 1, emails[-1:], Inviting(author, None, now))
        _secrets["invitation"] = new.secret or ""
        conn.commit()


# The parts of the ways there.


def _calls(calls: str) -> re.Pattern[str]:
    """Return the pattern of calls, which pages and files with such a name don't match."""
    return re.compile(f"^(?=[^?]*/(api|session)/).*{calls}")


def failing(page: Page, calls: str) -> None:
    """Let the calls fail whose address matches."""
    page.route(_calls(calls), lambda route: route.fulfill(status=500, body=""))


def never(page: Page, calls: str) -> None:
    """Let the calls have no answer, as while a page loads."""
    page.route(_calls(calls), lambda _: None)


def refused(page: Page, path: str, code: str, key: str = "error") -> None:
    """Let a call of the sign-in be refused."""
    page.route(re.compile(path), lambda route: route.fulfill(status=400, json={key: code}))


def answering(page: Page, calls: str, change: Callable[[Any], None]) -> None:
    """Change the server's answers before the page gets them."""

    def answer(route: Route) -> None:
        response = route.fetch()
        if response.status != HTTPStatus.OK:  # not modified: the page keeps what it has
            route.fulfill(response=response)
            return
        body = response.json()
        change(body)
        route.fulfill(response=response, json=body)

    page.route(_calls(calls), answer)


def at(context: BrowserContext, path: str, *, failed: str = "") -> Page:
    """Open a page of the dashboard, of which some calls fail."""
    page = context.new_page()
    if failed:
        failing(page, failed)
    page.goto(f"/dashboard{path}")
    return page


def seen(page: Page, *found: Locator) -> Page:
    """Wait for what makes a state."""
    for one in found:
        expect(one.first).to_be_visible()
    return page


def says(page: Page, *texts: str | re.Pattern[str]) -> Page:
    """Wait for what is said in a state."""
    return seen(page, *(page.get_by_text(text) for text in texts))


def pressing(page: Page, *names: str, within: Locator | None = None) -> Page:
    """Press buttons, one after the other."""
    for name in names:
        (within or page.locator("body")).get_by_role("button", name=name, exact=True).first.click()
    return page


# Signing in.


def forgotten_without_mail(context: BrowserContext) -> Page:
    page = visits.forgotten(context)
    page.get_by_label("Email").fill(INVITED)
    pressing(page, "Send the link")
    return says(page, re.compile("send email"))


def forgotten_sent(context: BrowserContext) -> Page:
    page = visits.forgotten(context)
    page.route("**/api/account/**", lambda route: route.fulfill(json={"SendsMail": True}))
    page.get_by_label("Email").fill(INVITED)
    pressing(page, "Send the link")
    return says(page, "on its way")


def second_factor_asked(context: BrowserContext) -> Page:
    page = visits.signing_in(context)
    sign_in(page, WITH_FACTOR)
    return says(page, "One more step")


def new_password_asked(context: BrowserContext) -> Page:
    page = visits.signing_in(context)
    sign_in(page, OLD_PASSWORD)
    return says(page, "You need to change your password")


def too_many_attempts(context: BrowserContext) -> Page:
    page = visits.signing_in(context)
    body = {"error": "too_many_requests"}
    page.route(
        "**/dashboard/session",
        lambda route: route.fulfill(status=429, headers={"Retry-After": "30"}, json=body),
    )
    sign_in(page)
    return says(page, "Too many failed attempts")


def with_provider(context: BrowserContext) -> Page:
    page = context.new_page()
    providers = {"Providers": [{"Name": "acme", "Label": "Acme"}], "PasswordsSignIn": True}
    page.route("**/dashboard/session/providers", lambda route: route.fulfill(json=providers))
    page.goto("/dashboard/sign-in")
    return seen(page, page.get_by_role("button", name="Sign in with Acme"))


def with_passkey(context: BrowserContext) -> Page:
    page = at(context, "/sign-in")
    return seen(page, page.get_by_role("button", name="Sign in with a passkey"))


def reset_link(context: BrowserContext) -> Page:
    page = at(context, f"/choose-password#{_secrets['reset']}")
    return says(page, "signed out everywhere else")


def reset_link_with_code(context: BrowserContext) -> Page:
    page = at(context, f"/choose-password#{_secrets['code']}")
    return seen(page, page.get_by_label("Code from your authenticator app"))


def account_invitation(context: BrowserContext) -> Page:
    page = at(context, f"/choose-password#{_secrets['invitation']}")
    return seen(page, page.get_by_role("heading", name="Create your account"))


def worthless_link(context: BrowserContext) -> Page:
    return says(at(context, "/choose-password#none"), "Get another link")


def _came_back(context: BrowserContext, code: str) -> Page:
    page = context.new_page()
    refused(page, "/session/provider/finish$", code)
    page.goto("/dashboard/signed-in?state=x&code=y")
    return page


def provider_to_confirm(context: BrowserContext) -> Page:
    return says(_came_back(context, "confirmation_required"), re.compile("isn.t connected to an account yet"))


def provider_and_code(context: BrowserContext) -> Page:
    return says(_came_back(context, "two_factor_auth_check"), "Enter a code from your")


def provider_refused(context: BrowserContext) -> Page:
    return says(at(context, "/signed-in?state=x&code=y"), "it is too old")


def provider_connected(context: BrowserContext) -> Page:
    page = context.new_page()
    page.route("**/session/provider/finish", lambda route: route.fulfill(json={"Outcome": "connected"}))
    page.goto("/dashboard/signed-in?state=x&code=y")
    return says(page, "Your account is connected")


def server_away(context: BrowserContext) -> Page:
    page = at(context, "/", failed="/dashboard/session/token")
    return says(page, re.compile("reach the server"))


def signed_out_elsewhere(context: BrowserContext) -> Page:
    page = _alone(context)
    ended = context.request.delete("/dashboard/session", headers={"x-requested-with": "XMLHttpRequest"})
    assert ended.ok
    page.get_by_role("button", name="Refresh now").click()
    return says(page, re.compile("been signed out"))


def signed_out(context: BrowserContext) -> Page:
    page = _alone(context)
    pressing(page, "Account")
    pressing(page, "Sign out")
    return says(page, re.compile("re signed out"))


def _alone(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(f"/dashboard/team/{_TEAM_OF_ALONE}")
    sign_in(page, ALONE)
    return seen(page, page.get_by_role("heading", name="Open invitations"))


# The team's page.


def first_look(context: BrowserContext) -> Page:
    return open_team(context, waits_for="[data-new]")


def loading_first(context: BrowserContext) -> Page:
    page = context.new_page()
    never(page, r"/teams/\d+/basis")
    page.goto(TEAM)
    return seen(page, page.get_by_role("status").filter(has_text="Loading"))


def loading_week(context: BrowserContext) -> Page:
    page = context.new_page()
    never(page, r"/attendance\?")
    page.goto(f"{TEAM}?tab=attendance")
    return seen(page, page.get_by_role("tab", name="Attendance"))


def loading_person(context: BrowserContext) -> Page:
    page = context.new_page()
    never(page, r"/uses\?")
    page.goto(f"{TEAM}?member=101")
    return seen(page, page.get_by_role("dialog"))


def no_amounts(context: BrowserContext) -> Page:
    page = at(context, "/team/55", failed=r"/amounts")
    return seen(page, page.locator("[data-lead=invoice]").get_by_text(re.compile("t load this")))


def no_expiring(context: BrowserContext) -> Page:
    page = at(context, "/team/55", failed=r"/expiring")
    return seen(page, page.locator("[data-lead=expiring]").get_by_text(re.compile("t load this")))


def no_usage(context: BrowserContext) -> Page:
    return seen(at(context, "/team/55", failed="/usage"), context.pages[-1].locator("[data-member]"))


def no_explanations(context: BrowserContext) -> Page:
    page = at(context, "/team/55?cols=all", failed="/figures")
    return says(page, re.compile("t load the explanations"))


def no_basis(context: BrowserContext) -> Page:
    page = at(context, "/team/55", failed="/basis")
    expect(page.get_by_role("heading", level=1)).to_have_text("Team dashboard")
    return seen(page, page.locator("[data-member]"))


def no_trends(context: BrowserContext) -> Page:
    return seen(at(context, "/team/55?tab=trends", failed="/metrics"), context.pages[-1].get_by_role("alert"))


def no_week(context: BrowserContext) -> Page:
    page = at(context, "/team/55?tab=attendance", failed=r"/attendance\?")
    return says(page, re.compile("t load the week"))


def no_reason(context: BrowserContext) -> Page:
    page = at(context, "/team/55?why=BookedTimeThisMonth&of=101", failed="/explain")
    return says(page, re.compile("t load the records"))


def no_person(context: BrowserContext) -> Page:
    return says(at(context, "/team/55?member=999999"), "Member not found")


def no_accounts_of_people(context: BrowserContext) -> Page:
    page = at(context, "/team/55?member=101", failed="/account-invitations")
    return seen(page, page.get_by_role("region", name="Account"))


def no_invitations_of_team(context: BrowserContext) -> Page:
    page = at(context, "/team/55", failed="/55/invitations")
    return says(page, re.compile("t load the open invitations"))


def stale(context: BrowserContext) -> Page:
    page = first_look(context)
    failing(page, "/api/public/")
    page.get_by_role("button", name="Refresh now").click()
    return says(page, re.compile("t reach the server right now"))


def broken(context: BrowserContext) -> Page:
    """A part of the page that is gone since the server was upgraded, and no reload helps."""
    page = context.new_page()
    page.route(re.compile(r"/assets/StatementMenu[^/]*\.js"), lambda route: route.fulfill(status=404, body=""))

    def upgrade() -> None:
        page.route(
            re.compile("/dashboard/team/55$"),
            lambda route: route.fulfill(content_type="text/html", body="<html><body>another version</body></html>"),
        )

    page.goto(TEAM)
    seen(page, page.locator("[data-new]"))
    upgrade()
    pressing(page, "Statement")
    return says(page, "Something went wrong on this page")


def idle_only(context: BrowserContext) -> Page:
    page = first_look(context)
    page.get_by_label("Used nothing this month").check()
    return seen(page, page.get_by_role("status").filter(has_text="Showing"))


def open_items_only(context: BrowserContext) -> Page:
    page = first_look(context)
    page.get_by_label("Has open items").check()
    return seen(page, page.get_by_role("status").filter(has_text="Showing"))


def cell_tip(context: BrowserContext) -> Page:
    page = first_look(context)
    page.locator("tbody [data-figure=BookedTimeThisMonth]").first.hover()
    return page


def meanings_open(context: BrowserContext) -> Page:
    page = visits.members(context)
    page.get_by_text("What the figures mean").click()
    return page


def compared(context: BrowserContext) -> Page:
    earlier = datetime.now(UTC).replace(day=1) - timedelta(days=40)
    page = open_team(context, f"?vs={earlier:%Y-%m}", waits_for="[data-new]")
    return seen(page, page.locator("[data-before]"))


def past_week(context: BrowserContext) -> Page:
    before = datetime.now(UTC).date() - timedelta(days=40)
    page = open_team(context, f"?on={before}&tab=attendance", waits_for="tr[data-member]")
    return says(page, re.compile(f"looking at {day(before)}"))


def card_of_month(context: BrowserContext) -> Page:
    page = visits.trends(context)
    page.locator("figure svg").first.locator("rect[fill=transparent]").nth(9).hover()
    return seen(page, page.locator("figure div[data-series]").first.locator("p"))


def same_all_days(context: BrowserContext) -> Page:
    page = visits.editing(context)
    choice = page.get_by_label(re.compile("All days")).first
    choice.select_option("2")
    return says(page, re.compile("unsaved change"))


def not_saved(context: BrowserContext) -> Page:
    page = visits.unsaved(context)
    failing(page, "/attendance$")
    pressing(page, "Save")
    return seen(page, page.get_by_role("alert"))


def why_of_all_counted(context: BrowserContext) -> Page:
    return open_team(context, "?why=AmountToInvoice", waits_for="dialog [data-row], dialog tbody tr")


def why_pass(context: BrowserContext) -> Page:
    return open_team(context, "?why=RemainingTimePassesCount&of=101", waits_for="dialog h3")


def removing(context: BrowserContext) -> Page:
    page = open_team(context, "?member=102", waits_for="dialog [data-account]")
    pressing(page, "Remove from the team")
    return seen(page, page.get_by_role("group", name=re.compile("^Remove ")))


def appointing(context: BrowserContext) -> Page:
    page = open_team(context, "?member=102", waits_for="dialog [data-account]")
    pressing(page, "Make administrator")
    return seen(page, page.get_by_role("group", name=re.compile("an administrator")))


def inviting_one(context: BrowserContext) -> Page:
    page = open_team(context, "?member=105", waits_for="dialog [data-account=noAccount]")
    pressing(page, "Invite to sign in")
    seen(page, page.get_by_role("group", name=re.compile("to sign in")))
    pressing(page, "Invite to sign in")
    return says(page, re.compile("send emails"))


def invited_one(context: BrowserContext) -> Page:
    page = context.new_page()

    def change(body: Any) -> None:
        for one in body["Accounts"]:
            one.update(State="invited", InvitedUntil="2026-12-06T12:00:00Z")

    answering(page, "/account-invitations$", change)
    page.goto(f"{TEAM}?member=105")
    return seen(page, page.locator("dialog [data-account=invited]"))


def inviting_all(context: BrowserContext) -> Page:
    page = first_look(context)
    pressing(page, "Invite members to sign in")
    return seen(page, page.get_by_role("button", name="Send invitations"))


def adding_refused(context: BrowserContext) -> Page:
    page = visits.adding_people(context)
    page.route("**/teams/55/members", lambda route: route.fulfill(status=500, body=""))
    pressing(page, "Add another person")
    for row in range(2):
        page.get_by_role("textbox", name="Name").nth(row).fill(f"Person {row}")
        page.get_by_role("textbox", name="Email").nth(row).fill(f"person-{row}@example.org")
    page.get_by_role("button", name=re.compile("^Add 2")).click()
    return seen(page, page.get_by_role("alert"))


def ending_role(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(f"/dashboard/team/{_TEAM_OF_ALONE + 1}")
    pressing(page, "End role")
    return seen(page, page.get_by_role("group", name=re.compile("^End ")))


def leaving(context: BrowserContext) -> Page:
    page = first_look(context)
    pressing(page, "Leave team")
    return seen(page, page.get_by_role("group", name=re.compile("^Leave ")))


def statement_failed(context: BrowserContext) -> Page:
    page = visits.statement(context)
    failing(page, "/statements/")
    pressing(page, "PDF")
    return says(page, re.compile("t download the statement"))


def empty_team(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(f"/dashboard/team/{_TEAM_OF_ALONE}")
    return says(page, "This team has no members yet", "Open invitations")


def invitation_link(context: BrowserContext) -> Page:
    page = empty_team(context)
    pressing(page, "Copy link")
    return seen(page, page.get_by_label("Invitation link"))


def crowded(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(f"/dashboard/team/{crowd.CROWD}")
    return seen(page, page.locator("[data-member]"))


def long_names(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(f"/dashboard/team/{crowd.LONG}?cols=CoworkerEmail,BookedTimeThisMonth")
    return seen(page, page.locator("[data-member]"))


def long_person(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(f"/dashboard/team/{crowd.LONG}?member=20001")
    return seen(page, page.get_by_role("dialog").get_by_role("link", name=crowd.LONG_EMAIL))


# Other pages.


def own_teams(context: BrowserContext) -> Page:
    return seen(at(context, "/"), context.pages[-1].get_by_role("listitem"))


def no_teams(context: BrowserContext) -> Page:
    page = at(context, "/", failed="/teams/my")
    return says(page, re.compile("t load your teams"))


def own_invitations(context: BrowserContext) -> Page:
    return seen(at(context, "/invitations"), context.pages[-1].get_by_role("button", name="Accept"))


def no_own_invitations(context: BrowserContext) -> Page:
    return says(at(context, "/invitations"), "You have no open invitations")


def own_invitations_failed(context: BrowserContext) -> Page:
    page = at(context, "/invitations", failed="/invitations/my")
    return says(page, re.compile("t load your invitations"))


def missing_page(context: BrowserContext) -> Page:
    return says(at(context, "/nowhere"), "Page not found")


def _with_mail(body: Any) -> None:
    body.update(SendsMail=True)


def alerts_with_mail(context: BrowserContext) -> Page:
    page = context.new_page()
    answering(page, "/(alerts|reports)$", _with_mail)
    page.goto(f"{TEAM}/alerts")
    return seen(page, page.get_by_role("button", name="About last month"))


def alert_form(context: BrowserContext) -> Page:
    page = visits.alerts(context)
    pressing(page, "Add an alert")
    return seen(page, page.get_by_role("button", name="Save", exact=True))


def alert_kept(context: BrowserContext) -> Page:
    page = alert_form(context)
    page.get_by_label("Limit").or_(page.locator("input[inputmode=decimal]")).first.fill("1")
    save = page.get_by_role("button", name="Save", exact=True)
    expect(save).to_be_enabled()
    save.click()
    says(page, "Saved.")
    page.get_by_role("button", name="Delete").first.click()
    return seen(page, page.get_by_role("group", name=re.compile("^Delete the alert")))


def alerts_failed(context: BrowserContext) -> Page:
    page = at(context, "/team/55/alerts", failed="/alerts$")
    return says(page, re.compile("t load the alerts"))


def alerts_refused(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(f"{TEAM}/alerts")
    sign_in(page, MEMBER_EMAIL)
    return says(page, "Only team administrators can see and change alerts")


def account_failed(context: BrowserContext) -> Page:
    page = at(context, "/account", failed="/api/account$")
    return says(page, re.compile("t load your account"))


def password_refused(context: BrowserContext) -> Page:
    page = at(context, "/account")
    pressing(page, "Change password")
    page.get_by_label("Current password").fill("not it")
    page.get_by_label("New password").fill("another password of mine")
    page.locator("form").get_by_role("button", name="Change password").click()
    return seen(page, page.get_by_role("alert"))


def factor_is_on(context: BrowserContext) -> Page:
    page = context.new_page()
    answering(page, "/api/account$", _with_factor)
    page.goto("/dashboard/account")
    pressing(page, "New recovery codes")
    return seen(page, page.get_by_label("Current password"))


def _with_factor(body: Any) -> None:
    body.update(SecondFactorSetOn="2026-11-01T12:00:00Z", RecoveryCodesLeft=2, CanSetSecondFactor=True)


def recovery_codes(context: BrowserContext) -> Page:
    """Nothing is turned on, so that the state can be visited again."""
    page = at(context, "/account")
    pressing(page, "Turn on")
    codes = {"RecoveryCodes": [f"K3VX-77QA-NM2P-4FZ{number}" for number in range(10)]}
    page.route("**/api/account/second-factor", lambda route: route.fulfill(json=codes))
    page.get_by_label("Code from the new app").fill("123456")
    page.get_by_label("Current password").fill(PASSWORD)
    pressing(page, "Turn on")
    return seen(page, page.locator("[data-codes] li"))


def adding_passkey(context: BrowserContext) -> Page:
    page = at(context, "/account")
    pressing(page, "Add a passkey")
    return seen(page, page.get_by_label("Current password"))


def passkeys(context: BrowserContext) -> Page:
    page = context.new_page()
    passkey = {"Id": 1, "Name": "Phone", "CreatedOn": "2026-11-01T12:00:00Z", "LastUsedOn": None, "Host": "localhost"}
    answering(page, "/api/account$", lambda body: body.update(Passkeys=[passkey]))
    page.goto("/dashboard/account")
    pressing(page, "Remove Phone")
    return seen(page, page.get_by_label("Current password"))


def mail_came_back(context: BrowserContext) -> Page:
    page = context.new_page()
    answering(page, "/api/account$", lambda body: body.update(MailCameBackOn="2026-11-01T12:00:00Z"))
    page.goto("/dashboard/account")
    return says(page, "Email to this address came back")


def other_ways_in(context: BrowserContext) -> Page:
    page = context.new_page()
    names = {"acme": None, "other": "2026-11-01T12:00:00Z"}
    providers = [{"Name": name, "Label": name.title(), "ConnectedOn": since} for name, since in names.items()]
    page.route("**/api/account/providers", lambda route: route.fulfill(json={"Providers": providers}))
    page.goto("/dashboard/account")
    pressing(page, "Disconnect Other")
    return seen(page, page.get_by_role("button", name="Connect Acme"), page.get_by_label("Current password"))


def data_downloaded(context: BrowserContext) -> Page:
    page = at(context, "/account")
    pressing(page, "Download my data")
    return says(page, "Your file has been downloaded.")


STATES: Final = [
    *(State(visit, NOBODY) for visit in visits.SIGNED_OUT),
    *(State(visit) for visit in visits.SIGNED_IN),
    *(
        State(visit, NOBODY)
        for visit in (
            forgotten_without_mail,
            forgotten_sent,
            second_factor_asked,
            new_password_asked,
            too_many_attempts,
            with_provider,
            with_passkey,
            reset_link,
            reset_link_with_code,
            account_invitation,
            worthless_link,
            provider_to_confirm,
            provider_and_code,
            provider_refused,
            provider_connected,
            server_away,
            signed_out_elsewhere,
            signed_out,
            alerts_refused,
        )
    ),
    *(
        State(visit)
        for visit in (
            first_look,
            loading_first,
            loading_week,
            loading_person,
            no_amounts,
            no_expiring,
            no_usage,
            no_explanations,
            no_basis,
            no_trends,
            no_week,
            no_reason,
            no_person,
            no_accounts_of_people,
            no_invitations_of_team,
            stale,
            broken,
            idle_only,
            open_items_only,
            cell_tip,
            meanings_open,
            compared,
            past_week,
            card_of_month,
            same_all_days,
            not_saved,
            why_of_all_counted,
            why_pass,
            removing,
            appointing,
            inviting_one,
            invited_one,
            inviting_all,
            adding_refused,
            leaving,
            statement_failed,
            no_teams,
            no_own_invitations,
            own_invitations_failed,
            missing_page,
            alerts_with_mail,
            alert_form,
            alert_kept,
            alerts_failed,
            account_failed,
            password_refused,
            factor_is_on,
            adding_passkey,
            passkeys,
            mail_came_back,
            other_ways_in,
            data_downloaded,
        )
    ),
    State(empty_team, ALONE),
    State(invitation_link, ALONE),
    State(ending_role, ALONE),
    State(own_invitations, INVITED),
    State(recovery_codes, NEW_CODES),
    *(State(visit, crowd.EMAIL) for visit in (own_teams, crowded, long_names, long_person)),
]
