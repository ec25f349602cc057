"""Reports by mail: once for each period and reader, never before it is over, and only if they are wanted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from unittest.mock import Mock, call

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from database.test_outbox import SENDER
from examples import examples
from postbox import Mailbox, mail_server_on_loopback
from spaces import Version, new_network, write
from teamkpi import accounts, networks, outbox
from teamkpi.accounts.people import suspend
from teamkpi.db import connect
from teamkpi.ledger import readers
from teamkpi.mail import reports
from teamkpi.mail.smtp import MailServer
from teamkpi.mail.worker import Mailing, send_due
from teamkpi.reports.subscriptions import Wishes, ask_now, set_wishes, unsubscribe, wishes_of, write_due
from teamkpi.statements import compute

# Aware of the zone: midnight in Madrid is an hour, or in summer two, before midnight UTC.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
HUB = ("businesses", {"Id": 1, "Name": "Hub", "CurrencyCode": "EUR", "SimpleTimeZoneNameIana": "Europe/Madrid"})
ANN = ("coworkers", {"Id": 9, "FullName": "Ann", "Email": "ann@example.org"})
BOB = ("coworkers", {"Id": 10, "FullName": "Bob", "Email": "bob@example.org"})
TEAM = ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [9, 10], "TeamAdministrators": [9]})
START = datetime(2026, 10, 5, 9, tzinfo=UTC)  # a Monday
PASSWORD = "correct horse battery staple"
BOTH, MONTHLY, NONE = Wishes(True, True, False), Wishes(False, True, False), Wishes(False, False, False)


class Space:
    """A network that sends mail, a team with an administrator, and a clock."""

    def __init__(self, conn: Connection[Any], box: Mailbox) -> None:
        self.conn, self.box = conn, box
        self.network_id = new_network(conn)
        self.now = START
        self.errors: list[Exception] = []
        outbox.set_sender(conn, self.network_id, SENDER)
        self.write(HUB, ANN, BOB, TEAM, now=START - timedelta(days=40))
        self.account_id = accounts.create(conn, self.network_id, "ann@example.org", PASSWORD, now=START)

    def write(self, *records: Version, now: datetime | None = None) -> None:
        write(self.conn, self.network_id, records, now or self.now)

    def want(self, wishes: Wishes) -> None:
        set_wishes(self.conn, self.network_id, 55, self.account_id, wishes, language="en", now=self.now)

    def round(self) -> list[EmailMessage]:
        """Do what the worker does in one round, and return the mail that it sent."""
        before = len(self.box.mails)
        write_due(self.conn, self.network_id, now=self.now)
        network = next(one for one in networks.all_networks(self.conn) if one.id == self.network_id)
        send_due(
            self.conn,
            network,
            Mailing(MailServer("localhost", self.box.port, "none")),
            now=lambda: self.now,
            tell=lambda *_: None,
            on_error=self.errors.append,
            records_readers=True,
        )
        assert self.errors == []
        return self.box.mails[before:]

    def at(self, *parts: int) -> list[str]:
        """Return the subjects of the mail of a round at an instant of 2026, in UTC."""
        self.now = datetime(2026, *parts, tzinfo=UTC)  # type: ignore[arg-type,misc]
        return [str(one["Subject"]) for one in self.round()]

    def outcomes(self) -> list[str | None]:
        return [one.outcome for one in outbox.listed(self.conn, self.network_id, with_sent=True)]


@pytest.fixture(scope="module")
def shared(shared_url: str) -> Iterator[Connection[Any]]:
    with connect(shared_url) as conn:
        yield conn


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Mailbox]:
    with mail_server_on_loopback(tmp_path) as box:
        yield box


@pytest.fixture
def space(shared: Connection[Any], box: Mailbox) -> Space:
    return Space(shared, box)


def text_of(mail: EmailMessage) -> str:
    plain = mail.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content()).replace("\r\n", "\n")


def test_a_period_is_reported_once_after_it_is_over_at_the_team_s_location(space: Space) -> None:
    space.want(BOTH)
    # Midnight in Madrid is at 22:00 UTC, and after the last Sunday of October at 23:00.
    assert space.at(10, 11, 21, 59) == []
    assert space.at(10, 11, 22, 0) == ["T: week of 5 October 2026"]
    assert space.at(10, 11, 22, 1) == []
    # Its reader has seen figures of the team, as on a page of the dashboard.
    seen = readers.listed(space.conn, space.network_id, readers.Wanted(account_id=space.account_id), most=9)
    assert [(one.call, one.team_id, one.coworker_ids) for one in seen] == [("mail report_of_week", 55, [9, 10])]
    assert space.at(10, 31, 22, 59) == ["T: week of 19 October 2026"]
    assert space.at(10, 31, 23, 0) == ["T: October 2026"]
    assert space.at(11, 1, 23, 0) == ["T: week of 26 October 2026"]
    # After a long pause, only the last period is reported.
    assert sorted(space.at(12, 24, 12)) == ["T: November 2026", "T: week of 14 December 2026"]
    assert space.at(12, 24, 13) == []


def test_a_location_whose_time_zone_is_changed_has_each_period_reported_once(space: Space) -> None:
    def move(zone: str) -> None:
        space.write(("businesses", {**HUB[1], "SimpleTimeZoneNameIana": zone}))

    move("Asia/Tokyo")
    space.want(BOTH)
    space.now += timedelta(days=1)
    move("America/Los_Angeles")
    # In Tokyo, the week ended at 15:00 UTC on Sunday; in Los Angeles it ends 16 hours later.
    assert space.at(10, 11, 16, 0) == []
    assert space.at(10, 12, 7, 0) == ["T: week of 5 October 2026"]
    move("Pacific/Apia")
    assert space.at(10, 19, 6, 59) == []
    assert space.at(10, 19, 7, 0) == ["T: week of 12 October 2026"]
    assert space.at(10, 25, 10, 59) == []
    assert space.at(10, 25, 11, 0) == ["T: week of 19 October 2026"]
    move("Asia/Kathmandu")
    assert space.at(10, 31, 18, 14) == []
    assert space.at(10, 31, 18, 15) == ["T: October 2026"]
    move("Pacific/Pago_Pago")
    assert space.at(11, 1, 11, 0) == []
    assert space.at(11, 2, 11, 0) == ["T: week of 26 October 2026"]


def test_a_report_has_totals_changes_with_causes_and_names_if_they_are_wanted(space: Space) -> None:
    owned = {"CoworkerId": 10, "BusinessId": 1}
    bought = {"CoworkerId": 9, "BusinessId": 1, "ProductId": 1, "Price": 12.5}
    space.write(("coworkerproducts", {**bought, "Id": 1, "SaleDate": "2026-10-02"}), now=START - timedelta(days=3))
    space.now = datetime(2026, 10, 7, 9, tzinfo=UTC)
    space.write(
        ("coworkerproducts", {**bought, "Id": 2, "SaleDate": "2026-10-07"}),
        ("resources", {"Id": 3, "BusinessId": 1, "Name": "Room"}),
        (
            "bookings",
            {
                "Id": 4,
                "ResourceId": 3,
                "CoworkerId": 10,
                "FromTime": "2026-10-06T09:00:00Z",
                "ToTime": "2026-10-06T11:30:00Z",
            },
        ),
        ("coworkertimepasses", {"Id": 5, "TimePassId": 1, **owned, "ExpireDate": "2026-10-20T00:00:00Z"}),
    )
    for is_named in (False, True):
        space.want(Wishes(True, False, is_named))
        space.now = datetime(2026, 10, 11 + 7 * is_named, 22, tzinfo=UTC)
        [mail] = space.round()
        lines = [line[2:] for line in text_of(mail).splitlines() if line.startswith("* ")]
        if not is_named:
            assert lines == [
                "To invoice: Products: 2 items (before: 1 item; added: 1)",
                "To invoice: Passes: 1 item (before: 0 items; added: 1)",
                "Passes left: Day passes: 1 day pass (before: 0 day passes; added: 1)",
                "Booked: Total: 2 h 30 (before: 0 min; added: 1)",
                "Booked: This month: 2 h 30 (before: 0 min; added: 1)",
                "To invoice now: 25.00 EUR",
                "Expires within 30 days: 1 day pass (1 item)",
            ]
    assert "Bob" not in text_of(space.box.mails[-2])
    assert "https://kpi.hub.example/dashboard/team/55" in text_of(space.box.mails[-1])


def test_only_reports_to_readers_who_want_names_have_them(space: Space) -> None:
    stay = {"Id": 1, "BusinessId": 1, "CoworkerId": 10}
    space.write(("checkins", {**stay, "FromTime": "2026-10-06T09:00:00Z", "ToTime": "2026-10-06T10:00:00Z"}))
    space.want(Wishes(True, True, True))
    space.now = datetime(2026, 11, 1, 9, tzinfo=UTC)
    mails = {str(one["Subject"]): text_of(one) for one in space.round()}
    assert "* Bob: booked 0 min, checked in 1 h" in mails["T: October 2026"]
    assert "Bob" not in mails["T: week of 19 October 2026"]


@pytest.mark.parametrize("what", ["administrator", "account", "wish", "team", "link"])
def test_people_who_no_longer_administer_the_team_or_want_reports_get_none(space: Space, what: str) -> None:
    space.want(MONTHLY)
    space.now = datetime(2026, 11, 1, 9, tzinfo=UTC)
    if what == "wish":
        space.want(NONE)
    elif what == "link":
        unsubscribe(space.conn, space.network_id, 55, space.account_id)
    elif what == "administrator":
        space.write(("teams", {**TEAM[1], "TeamAdministrators": [10]}))
    elif what == "account":
        suspend(space.conn, space.network_id, "ann@example.org")
    else:
        space.conn.execute("UPDATE teams SET is_deleted = TRUE WHERE network_id = %s", (space.network_id,))
    assert space.round() == []
    is_kept = what in {"administrator", "account"}
    assert wishes_of(space.conn, space.network_id, 55, space.account_id) == (MONTHLY if is_kept else NONE)


def test_a_report_now_has_the_statement_and_no_link_to_unsubscribe(
    space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = Mock(wraps=compute._numbered)
    monkeypatch.setattr(compute, "_numbered", queries)
    space.now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    # The statement is about Bob too, and the report about those at either end of its period and those of now.
    eve = {"Id": 11, "FullName": "Eve", "Email": "eve@example.org"}
    space.write(("coworkers", eve), ("teams", {**TEAM[1], "TeamMembers": [9, 11]}))
    for period, with_statement in (("month", True), ("week", False)):
        ask_now(
            space.conn,
            space.network_id,
            55,
            space.account_id,
            period,  # type: ignore[arg-type]
            with_statement=with_statement,
            language="en",
            now=space.now,
        )
    month, week = sorted(space.round(), key=lambda one: str(one["Subject"]))
    attached = [(one.get_content_type(), one.get_filename()) for one in month.iter_attachments()]
    assert attached == [("application/pdf", "statement-55-2026-10.pdf")]
    [pdf] = month.iter_attachments()
    assert pdf.get_content().startswith(b"%PDF")
    assert list(week.iter_attachments()) == []
    assert "The statement is attached." in text_of(month)
    # Whom it is about is not read again for the entry of its reader.
    assert queries.call_args_list.count(call("people")) == 1
    assert "it was asked for" in text_of(week)
    assert (month["List-Unsubscribe"], week["List-Unsubscribe"]) == (None, None)
    seen = readers.listed(space.conn, space.network_id, readers.Wanted(account_id=space.account_id), most=9)
    assert {one.call: one.coworker_ids for one in seen} == {
        "mail statement_asked_for": [9, 10, 11],
        "mail week_asked_for": [9, 10, 11],
    }


def test_a_waiting_message_is_not_sent_to_a_reader_who_has_turned_reports_off(space: Space) -> None:
    space.want(MONTHLY)
    space.now = datetime(2026, 11, 1, 9, tzinfo=UTC)
    assert write_due(space.conn, space.network_id, now=space.now) == 1
    space.want(NONE)
    assert space.round() == []
    assert space.outcomes() == [reports.NOBODY]


def test_if_the_history_does_not_go_back_far_enough_nothing_is_compared(space: Space) -> None:
    space.want(MONTHLY)
    space.conn.execute(
        "UPDATE network SET known_since = %s WHERE id = %s", (datetime(2026, 10, 9, tzinfo=UTC), space.network_id)
    )
    space.now = datetime(2026, 11, 1, 9, tzinfo=UTC)
    [mail] = space.round()
    assert "The records do not go back to the start of this period" in text_of(mail)


class KilledError(Exception):
    """The worker ends here."""


@settings(max_examples=examples(20), phases=[Phase.generate], deadline=None)
@given(st.lists(st.tuples(st.integers(1, 20), st.booleans()), min_size=1, max_size=10))
def test_whenever_the_worker_runs_or_is_killed_each_period_is_reported_at_most_once_and_never_early(
    shared: Connection[Any], rounds: list[tuple[int, bool]]
) -> None:
    with mail_server_on_loopback(Path()) as box:
        space = Space(shared, box)
        space.want(BOTH)
        seen: set[tuple[str, date]] = set()
        for days, is_killed in rounds:
            space.now += timedelta(days=days)
            if is_killed:
                with suppress(KilledError), space.conn.transaction():
                    write_due(space.conn, space.network_id, now=space.now)
                    raise KilledError
                continue
            local = space.now.date()  # nine in the morning, so the same day in Madrid
            expected = {("month", (local.replace(day=1) - timedelta(days=1)).replace(day=1))}
            expected.add(("week", local - timedelta(days=local.weekday() + 7)))
            expected -= {("month", date(2026, 9, 1)), ("week", date(2026, 9, 28))} | seen
            found = [_period(str(mail["Subject"])) for mail in space.round()]
            assert sorted(found) == sorted(expected)
            seen |= expected


def _period(subject: str) -> tuple[str, date]:
    """Read the subject of a report again, with names of months that are not the program's own."""
    *_, day, month, year = f"1 {subject}".split()
    first = datetime.strptime(f"1 {month} {year}", "%d %B %Y").date()
    return ("week", first.replace(day=int(day))) if "week of" in subject else ("month", first)
