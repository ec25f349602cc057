"""The outbox: every message is sent at least once, under one id, and none of a change that was rolled back."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from psycopg import Connection, DataError, sql

from examples import examples
from patience import until
from postbox import ACCEPTED, Mailbox, mail_server_on_loopback
from spaces import AUTHOR, NOW, new_network, write
from teamkpi import accounts, clock, housekeeping, networks, outbox
from teamkpi.accounts import audited, people
from teamkpi.addresses import email_address
from teamkpi.alerts.values import SQL as ALERTS
from teamkpi.db import connect
from teamkpi.errors import GrantRefused
from teamkpi.housekeeping import Retention
from teamkpi.ledger import audit_trail
from teamkpi.ledger.audit_trail import AuditType
from teamkpi.mail.smtp import MailServer
from teamkpi.mail.worker import FAULTY, Mailing, Worker, send_due
from teamkpi.networks import Network
from teamkpi.outbox import ALERT_FIRED, PASSWORD_CHANGED, PASSWORD_FORGOTTEN, SENT, Sender

LIMIT = timedelta(hours=24)
KILLS = int(os.environ.get("TEAMKPI_OUTBOX_KILLS", "4"))
SENDER = Sender("kpi@hub.example", None, "https://kpi.hub.example", "es")
PASSWORDS = ("correct horse battery staple", "purple monkey dishwasher")
Outcome = tuple[str, str | None, int]


class KilledError(Exception):
    """The worker ends here."""


class Office:
    """A network that sends mail, and its clock."""

    def __init__(self, conn: Connection[Any], box: Mailbox, *, network_id: int | None = None) -> None:
        self.conn = conn
        self.network_id = new_network(conn) if network_id is None else network_id
        self.mailing = Mailing(MailServer("localhost", box.port, "none"))
        self.now = NOW
        self.told: list[tuple[int, str, str]] = []
        self.errors: list[Exception] = []
        outbox.set_sender(conn, self.network_id, SENDER)

    @property
    def network(self) -> Network:
        return next(one for one in networks.all_networks(self.conn) if one.id == self.network_id)

    def write(self, email: str = "ann@example.org", **more: Any) -> UUID:
        message_id = outbox.write(self.conn, self.network_id, PASSWORD_CHANGED, email, now=self.now, **more)
        assert message_id is not None
        return message_id

    def send(self, **more: Any) -> int:
        mailing = more.get("mailing", self.mailing)
        return send_due(
            self.conn,
            self.network,
            mailing,
            now=lambda: self.now,
            tell=lambda *what: self.told.append(what),
            on_error=self.errors.append,
        )

    def outcomes(self) -> dict[UUID, Outcome]:
        found = outbox.listed(self.conn, self.network_id, with_sent=True)
        return {one.id: ("ended" if one.ended_on else "waiting", one.outcome, one.tries) for one in found}


def message_id(one: UUID) -> str:
    return f"<{one}@hub.example>"


@pytest.fixture
def box(tmp_path: Path) -> Any:
    with mail_server_on_loopback(tmp_path) as box:
        yield box


@pytest.fixture
def office(shared: Connection[Any], box: Mailbox) -> Office:
    return Office(shared, box)


@pytest.fixture(scope="module")
def shared(shared_url: str) -> Any:
    with connect(shared_url) as conn:
        yield conn


def test_a_message_is_sent_once_in_the_language_of_its_reader(office: Office, box: Mailbox) -> None:
    ids = [office.write(), office.write("bob@example.org", language="en")]
    assert (office.send(), office.send()) == (2, 0)
    assert sorted(box.ids) == sorted(map(message_id, ids))
    assert {str(mail["To"]): str(mail["Subject"]) for mail in box.mails} == {
        "ann@example.org": "Su contraseña ha cambiado",
        "bob@example.org": "Your password was changed",
    }
    assert office.outcomes() == dict.fromkeys(ids, ("ended", SENT, 1))


def test_nothing_is_written_for_a_change_that_is_rolled_back_or_without_a_sender(office: Office) -> None:
    with suppress(KilledError), office.conn.transaction():
        office.write()
        raise KilledError
    outbox.remove_sender(office.conn, office.network_id)
    assert outbox.write(office.conn, office.network_id, PASSWORD_CHANGED, "ann@example.org", now=NOW) is None
    assert office.outcomes() == {}


def test_mail_waits_without_a_server_and_expires(office: Office, box: Mailbox) -> None:
    late = office.write()
    assert office.send(mailing=Mailing(None)) == 0
    assert office.outcomes() == {late: ("waiting", None, 0)}
    office.now += timedelta(days=1)
    assert office.send() == 0
    assert office.outcomes() == {late: ("ended", "expired before it could be sent", 0)}
    assert not outbox.retry(office.conn, office.network_id, late, now=office.now)
    assert outbox.delete_ended(office.conn, office.network_id, before=office.now) == 0
    assert outbox.delete_ended(office.conn, office.network_id, before=office.now + timedelta(seconds=1)) == 1
    assert (office.outcomes(), box.mails) == ({}, [])


def test_an_address_that_anybody_may_enter_is_not_kept_when_its_mail_expires(office: Office, box: Mailbox) -> None:
    asked = outbox.write(office.conn, office.network_id, PASSWORD_FORGOTTEN, "stranger@example.org", now=NOW)
    office.now += timedelta(hours=1)
    assert office.send(mailing=Mailing(None)) == 0
    assert (office.outcomes(), box.mails) == ({}, [])
    assert office.told == [(office.network_id, str(asked), "expired before it could be sent")]


def test_a_refused_recipient_does_not_hold_up_the_others(office: Office, box: Mailbox) -> None:
    box.answer = lambda address: "550 no such user ann@example.org" if address.startswith("ann") else ACCEPTED
    refused, accepted = office.write(), office.write("bob@example.org")
    assert office.send() == 1
    reason = "the mail server rejected the recipient (550)"
    assert office.outcomes() == {refused: ("ended", reason, 1), accepted: ("ended", SENT, 1)}
    assert office.told == [(office.network_id, str(refused), reason)]
    box.answer = lambda _: ACCEPTED
    assert not outbox.retry(office.conn, office.network_id, accepted, now=office.now)
    assert outbox.retry(office.conn, office.network_id, refused, now=office.now)
    assert office.send() == 1
    assert box.ids == [message_id(accepted), message_id(refused)]


def test_greylisting_and_an_absent_server_are_waited_for(office: Office, box: Mailbox) -> None:
    box.answer = lambda _: "451 greylisted, come back later"
    one = office.write()
    waits = []
    for _ in range(5):
        assert (office.send(), office.send()) == (0, 0)
        [due_on] = (found.due_on for found in outbox.listed(office.conn, office.network_id, with_sent=False))
        waits.append(round((due_on - office.now).total_seconds() / 60, 1))
        office.now = due_on
    assert all(0.79 * wait <= found <= 1.21 * wait for wait, found in zip((1, 5, 15, 60, 60), waits, strict=True))
    port = office.mailing
    assert office.send(mailing=Mailing(MailServer("localhost", 1, "none"))) == 0
    assert office.mailing == port
    assert office.outcomes()[one][2] == 6
    box.answer = lambda _: ACCEPTED
    office.now += timedelta(minutes=73)
    assert office.send() == 1
    assert box.ids == [message_id(one)]


def test_one_network_does_not_see_the_mail_of_another(shared: Connection[Any], box: Mailbox) -> None:
    here, there = Office(shared, box), Office(shared, box)
    one = there.write()
    assert here.send() == 0
    assert not outbox.retry(shared, here.network_id, one, now=NOW)
    outbox.end(shared, here.network_id, one, SENT, was_tried=True, now=NOW)
    outbox.remove_sender(shared, here.network_id)
    assert there.outcomes() == {one: ("waiting", None, 0)}


def test_the_holder_of_an_account_is_told_of_changes(office: Office, box: Mailbox) -> None:
    conn, network_id, email = office.conn, office.network_id, "Ann@example.org"
    with audited.noted(conn, network_id, email, AUTHOR, now=NOW):
        account_id = people.create(conn, network_id, email, PASSWORDS[0], operator=True, now=NOW)
    with suppress(KilledError), audited.noted(conn, network_id, email, AUTHOR, now=NOW):
        people.set_password(conn, network_id, email, PASSWORDS[1], now=NOW + timedelta(hours=1))
        raise KilledError
    assert office.send() == 0
    with audited.noted(conn, network_id, "ann@EXAMPLE.org", AUTHOR, now=NOW):
        people.set_password(conn, network_id, email, PASSWORDS[1], now=NOW + timedelta(hours=1))
    with audited.noted(conn, network_id, email, AUTHOR, now=NOW) as changes:
        people.set_roles(conn, network_id, email, ["Booking-List"])
        changes["RecoveryCodes"] = (None, "replaced")
    query = "SELECT account_id, email, kind FROM outbox_message WHERE network_id = %s ORDER BY kind"
    assert conn.execute(query, [network_id]).fetchall() == [
        (account_id, email, "password_changed"),
        (account_id, email, "recovery_codes_replaced"),
    ]
    assert office.send() == 2
    assert sorted(str(mail["Subject"]) for mail in box.mails) == [
        "Se han sustituido sus códigos de recuperación",
        "Su contraseña ha cambiado",
    ]


def test_sign_ins_from_new_addresses_are_told_where_the_network_chose_so(office: Office) -> None:
    conn, network_id = office.conn, office.network_id
    accounts.create(conn, network_id, "ann@example.org", PASSWORDS[0], operator=True, now=NOW)
    form = {"grant_type": "password", "username": "ann@example.org", "password": PASSWORDS[0]}

    def sign_in(address: str, days: int) -> list[str]:
        """Sign in, and return what is written about it."""
        now = NOW + timedelta(days=days)
        accounts.grant(
            conn, network_id, form, None, now=now, access_seconds=9, refresh_days=1, reuse_seconds=0, address=address
        )
        written = [one.kind for one in outbox.due(conn, network_id, most=9, now=now)]
        conn.execute("DELETE FROM outbox_message WHERE network_id = %s", [network_id])
        return written

    told = ["sign_in_elsewhere"]
    assert (sign_in("192.0.2.1", 0), sign_in("192.0.2.2", 0)) == ([], [])  # it is not chosen
    outbox.set_sender(conn, network_id, SENDER._replace(tells_sign_ins=True))
    assert (sign_in("192.0.2.1", 1), sign_in("192.0.2.3", 1), sign_in("192.0.2.3", 2)) == ([], told, [])
    assert sign_in("192.0.2.1", 31) == told  # not used there for 30 days, but elsewhere
    assert sign_in("192.0.2.4", 70) == []  # nothing is known of where it was used before
    wrong = {**form, "password": "wrong"}
    with pytest.raises(GrantRefused):
        accounts.grant(
            conn, network_id, wrong, None, now=NOW, access_seconds=9, refresh_days=1, reuse_seconds=0, address="::1"
        )
    assert outbox.listed(conn, network_id, with_sent=True) == []


STEPS = st.lists(
    st.tuples(st.sampled_from(("write", "roll back", "send")), st.integers(0, 12)), min_size=8, max_size=30
)


@settings(max_examples=examples(15), phases=[Phase.generate])
@given(steps=STEPS, seed=st.integers(0, 2**32))
def test_a_worker_that_is_stopped_anywhere_sends_everything_under_one_id(
    shared: Connection[Any], steps: list[tuple[str, int]], seed: int
) -> None:
    chance = random.Random(seed)
    with mail_server_on_loopback(Path()) as box:
        office = Office(shared, box)
        kept: set[str] = set()
        box.at_data = lambda _: chance.choice((ACCEPTED, ACCEPTED, "drop", "451 later"))
        box.answer = lambda _: chance.choice((ACCEPTED, ACCEPTED, "450 later", "421 closing"))
        for what, number in steps:
            if what == "send":
                left = number  # the worker asks for the time before and after each thing that it does

                def now() -> Any:
                    nonlocal left
                    left -= 1
                    if left < 0:
                        raise KilledError
                    return office.now

                office.now += timedelta(minutes=number)
                with suppress(KilledError):
                    send_due(
                        shared,
                        office.network,
                        office.mailing,
                        now=now,
                        tell=lambda *_: None,
                        on_error=office.errors.append,
                    )
                continue
            with suppress(KilledError), shared.transaction():
                written = {message_id(office.write(f"reader{number}@example.org")) for _ in range(number // 4 + 1)}
                if what == "roll back":
                    raise KilledError
            kept |= written if what == "write" else set()
        box.at_data = lambda _: ACCEPTED
        box.answer = lambda _: ACCEPTED
        office.now += timedelta(hours=2)
        while office.send():
            pass
    assert set(box.ids) == kept
    assert {outcome[:2] for outcome in office.outcomes().values()} <= {("ended", SENT)}
    contents: dict[str, set[str]] = {}
    for mail in box.mails:
        contents.setdefault(str(mail["Message-ID"]), set()).add(_said(mail))
    assert all(len(said) == 1 for said in contents.values())


def _said(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return f"{mail['To']} {mail['Date']} {mail['Subject']} {body.get_content()}"


def test_of_two_workers_one_sends(conn: Connection[Any], box: Mailbox) -> None:
    office = Office(conn, box, network_id=1)
    ids = {message_id(office.write(f"reader{number}@example.org")) for number in range(20)}
    errors: list[Exception] = []
    workers = [
        Worker(
            lambda: connect(conn.info.dsn),
            office.mailing,
            open_checkin_limit=LIMIT,
            now=lambda: NOW,
            tell=lambda *what: office.told.append(what),
            on_error=errors.append,
            retention=Retention(),
            looked_every=0.01,
        )
        for _ in range(2)
    ]
    for one in workers:
        one.start()
    try:
        until(lambda: {outcome for _, outcome, _ in office.outcomes().values()} == {SENT})
    finally:
        for one in workers:
            one.stop()
    assert Counter(box.ids) == Counter(ids)
    assert (office.told, errors) == ([], [])


def test_a_worker_deletes_expired_sign_ins_old_messages_and_what_is_not_to_be_kept_every_hour(
    conn: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "AT_ONCE", 2)  # so that it needs several steps
    for _ in range(5):
        audit_trail.note_change(conn, 1, AUTHOR, "Account", 1, audit_type=AuditType.UPDATE, changes={}, now=NOW)
    outbox.set_sender(conn, 1, SENDER)
    message = outbox.write(conn, 1, PASSWORD_CHANGED, "ann@example.org", now=NOW)
    assert message is not None
    outbox.end(conn, 1, message, SENT, was_tried=True, now=NOW)
    accounts.create(conn, 1, "ann@example.org", PASSWORDS[0], operator=True, now=NOW)
    form = {"grant_type": "password", "username": "ann@example.org", "password": PASSWORDS[0]}
    accounts.grant(conn, 1, form, None, now=NOW, access_seconds=3600, refresh_days=15, reuse_seconds=10)
    clock_of_worker = [NOW + timedelta(days=400)]
    looks: list[datetime] = []

    def now() -> datetime:
        looks.append(clock_of_worker[0])
        return clock_of_worker[0]

    def sign_ins() -> int:
        [count] = conn.execute("SELECT count(*) FROM sign_in").fetchone() or (0,)
        return int(count)

    def trail() -> list[int | None]:
        """How many entries each entry of the trail says were deleted."""
        query = "SELECT (changes -> 'Entries' ->> 0)::integer FROM audit_entry ORDER BY id"
        return [count for (count,) in conn.execute(query)]

    errors: list[Exception] = []
    worker = Worker(
        lambda: connect(conn.info.dsn),
        Mailing(None),
        open_checkin_limit=LIMIT,
        now=now,
        tell=lambda *_: None,
        on_error=errors.append,
        retention=Retention(keep_audit_days=399),
        looked_every=0.01,
    )
    worker.start()
    try:
        until(lambda: len(looks) > 20)
        assert (sign_ins(), len(outbox.listed(conn, 1, with_sent=True)), len(trail())) == (1, 1, 5)
        clock_of_worker[0] += timedelta(hours=1)
        until(lambda: (sign_ins(), outbox.listed(conn, 1, with_sent=True)) == (0, []))
        until(lambda: trail() == [2, 2, 1])
    finally:
        worker.stop()
    assert errors == []


@pytest.mark.parametrize("address", ["x@[", "#=月@[", "!='@[İé$"])
def test_an_address_that_mail_cannot_have_stops_no_other_mail(
    conn: Connection[Any], box: Mailbox, address: str
) -> None:
    office = Office(conn, box)
    bad, good = office.write(email_address(address)), office.write("bob@example.org")
    assert office.send() == 1
    assert box.ids == [message_id(good)]
    assert office.outcomes()[bad] == ("ended", "an address or the space's name cannot be written in a mail", 1)


WORDS = ("figure", "comparison")
"""The columns of an event whose values a version may not know."""


@settings(max_examples=examples(10), phases=[Phase.generate])
@given(kinds=st.lists(st.sampled_from(("good", *WORDS)), min_size=2, max_size=8))
def test_a_mail_that_cannot_be_written_delays_no_other_and_is_tried_again(
    shared: Connection[Any], kinds: list[str]
) -> None:
    with mail_server_on_loopback(Path()) as box:
        office = Office(shared, box)
        account_id = _administrator(office)
        ids = [_write_alert(office, account_id) for _ in kinds]
        broken = {id_: word for id_, word in zip(ids, kinds, strict=True) if word in WORDS}
        for id_, word in broken.items():
            _set_word(office, id_, word, "from a later version")
        assert office.send() == len(ids) - len(broken)
        assert Counter(box.ids) == Counter(message_id(one) for one in ids if one not in broken)
        assert office.outcomes() == {
            id_: ("waiting", FAULTY, 1) if id_ in broken else ("ended", SENT, 1) for id_ in ids
        }
        assert Counter(office.told) == Counter((office.network_id, str(id_), FAULTY) for id_ in broken)
        assert [type(one) for one in office.errors] == [KeyError] * len(broken)
        for id_, word in broken.items():
            _set_word(office, id_, word, {"figure": "RemainingTimeCreditUses", "comparison": "at_most"}[word])
        office.now += timedelta(minutes=2)
        assert office.send() == len(broken)
        assert Counter(box.ids) == Counter(map(message_id, ids))


def _administrator(office: Office) -> int:
    """Write a team, and an account that administers it."""
    records = (
        ("businesses", {"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}),
        ("coworkers", {"Id": 9, "FullName": "Ann", "Email": "ann@example.org"}),
        ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [9], "TeamAdministrators": [9]}),
    )
    stamp = "2026-11-21T12:00:00Z"
    report = write(office.conn, office.network_id, [(kind, {"UpdatedOn": stamp, **one}) for kind, one in records])
    assert not report.rejected_count
    return accounts.create(office.conn, office.network_id, "ann@example.org", PASSWORDS[0], now=NOW)


def _write_alert(office: Office, account_id: int) -> UUID:
    """Write a message about an alert, with an event of its own."""
    look_id = uuid4()
    values = {
        "network_id": office.network_id,
        "look_id": look_id,
        "rule_id": 1,
        "coworker_id": 9,
        "team_id": 55,
        "is_over": True,
        "figure": "RemainingTimeCreditUses",
        "comparison": "at_most",
        "threshold": 5,
        "value": 3,
        "currency_code": None,
        "recipient_ids": None,
        "now": office.now,
    }
    office.conn.execute(ALERTS.insert_event, values)
    message = outbox.write(
        office.conn,
        office.network_id,
        ALERT_FIRED,
        "ann@example.org",
        account_id=account_id,
        look_id=look_id,
        now=office.now,
    )
    assert message is not None
    return message


def _set_word(office: Office, message: UUID, column: str, word: str) -> None:
    statement = sql.SQL(
        "UPDATE alert_event SET {} = %s WHERE network_id = %s"
        " AND look_id = (SELECT look_id FROM outbox_message WHERE network_id = %s AND id = %s)"
    ).format(sql.Identifier(column))
    office.conn.execute(statement, [word, office.network_id, office.network_id, message])


def test_a_network_whose_messages_cannot_be_read_delays_no_other(conn: Connection[Any], box: Mailbox) -> None:
    broken, sound = Office(conn, box, network_id=1), Office(conn, box)
    broken.write()
    conn.execute("UPDATE outbox_message SET written_on = 'infinity'")  # which Python has no value for
    accounts.create(conn, 1, "ann@example.org", PASSWORDS[0], operator=True, now=NOW)
    form = {"grant_type": "password", "username": "ann@example.org", "password": PASSWORDS[0]}
    accounts.grant(conn, 1, form, None, now=NOW, access_seconds=3600, refresh_days=15, reuse_seconds=10)
    sent = sound.write("bob@example.org")
    clock_of_worker = [NOW]
    errors: list[Exception] = []
    worker = Worker(
        lambda: connect(conn.info.dsn),
        sound.mailing,
        open_checkin_limit=LIMIT,
        now=lambda: clock_of_worker[0],
        tell=lambda *_: None,
        on_error=errors.append,
        retention=Retention(),
        looked_every=0.01,
    )
    worker.start()
    try:
        until(lambda: box.ids == [message_id(sent)])
        clock_of_worker[0] += timedelta(days=400)  # the other work of the same network goes on, too
        until(lambda: conn.execute("SELECT count(*) FROM sign_in").fetchone() == (0,))
    finally:
        worker.stop()
    assert {type(one) for one in errors} == {DataError}


def test_a_fault_of_the_program_ends_no_worker(conn: Connection[Any], box: Mailbox) -> None:
    office = Office(conn, box, network_id=1)
    office.write()
    errors: list[Exception] = []

    def now() -> datetime:
        if len(errors) < 2:
            raise LookupError("a fault")
        return NOW

    worker = Worker(
        lambda: connect(conn.info.dsn),
        office.mailing,
        open_checkin_limit=LIMIT,
        now=now,
        tell=lambda *_: None,
        on_error=errors.append,
        retention=Retention(),
        looked_every=0.01,
    )
    worker.start()
    try:
        until(lambda: box.ids)
    finally:
        worker.stop()
    assert [type(one) for one in errors] == [LookupError] * 2


@contextmanager
def worker_process(database_url: str, box: Mailbox) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``teamkpi worker`` in a process of its own, and kill it in the end."""
    environment = {
        **os.environ,
        "TEAMKPI_DATABASE_URL": database_url,
        "TEAMKPI_SMTP_URL": f"smtp://localhost:{box.port}",
    }
    process = subprocess.Popen([sys.executable, "-m", "teamkpi", "worker"], env=environment)
    try:
        yield process
    finally:
        process.kill()  # SIGKILL: nothing of it gets to clean up
        process.wait()


def has_ended(process: subprocess.Popen[bytes]) -> bool:
    return process.poll() is not None


class Kills:
    """Kills a worker when the mail server is at a random point of a random mail."""

    def __init__(self, box: Mailbox, chance: random.Random) -> None:
        self._box, self._chance = box, chance
        self._process: subprocess.Popen[bytes] | None = None
        self._left = 0
        self._point = ""
        box.answer = self._at_recipient
        box.at_data = self._at_data

    def aim(self, process: subprocess.Popen[bytes], most: int) -> None:
        self._left, self._point = (
            self._chance.randrange(most),
            self._chance.choice(("recipient", "refused", "accepted")),
        )
        self._process = process

    def _kills_now(self, point: str) -> bool:
        if self._process is None or point != self._point:
            return False
        self._left -= 1
        if self._left >= 0:
            return False
        process, self._process = self._process, None
        process.kill()
        process.wait()
        return True

    def _at_recipient(self, _: str) -> str:
        self._kills_now("recipient")
        return ACCEPTED

    def _at_data(self, _: EmailMessage) -> str:
        """The server has the whole mail: it loses it with its sender, or it keeps it and nothing hears of it."""
        if self._kills_now("refused"):
            return "451 lost"
        self._kills_now("accepted")
        return ACCEPTED


def test_a_killed_process_sends_everything_under_one_id_and_nothing_that_was_rolled_back(
    conn: Connection[Any], database_url: str, box: Mailbox
) -> None:
    office = Office(conn, box, network_id=1)
    chance = random.Random(KILLS)
    kills = Kills(box, chance)
    kept: dict[str, str] = {}
    for round_ in range(KILLS):
        with worker_process(database_url, box) as process:
            kills.aim(process, 10)
            office.now = clock.now()
            for number in range(10):
                address = f"reader{round_}-{number}@example.org"
                with suppress(KilledError), conn.transaction():
                    office.write(f"rolled-back-{address}")
                    raise KilledError
                kept[message_id(office.write(address))] = address
            until(partial(has_ended, process))
            assert process.returncode == -signal.SIGKILL
    with worker_process(database_url, box):  # no one has to tidy up after those that were killed
        until(lambda: {outcome[:2] for outcome in office.outcomes().values()} == {("ended", SENT)})
    assert set(box.ids) == kept.keys()
    contents: dict[str, set[str]] = {}
    for mail in box.mails:
        contents.setdefault(str(mail["Message-ID"]), set()).add(_said(mail))
        assert str(mail["To"]) == kept[str(mail["Message-ID"])]
    assert all(len(said) == 1 for said in contents.values())
