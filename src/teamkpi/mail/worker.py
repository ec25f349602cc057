"""The worker that sends the messages of a database: in a thread, network by network, as they become due.

Before it sends, it checks the teams whose figures may have reached the threshold of an alert rule (``teamkpi.alerts``).
Every hour it also deletes messages that ended 30 days ago, expired tokens, cookies and sign-ins, which would otherwise
stay for accounts that are not used again, and what is older than the settings allow (``teamkpi.housekeeping``).

Several processes may serve one database. Whichever takes a network's lease sends its messages. A message is marked as
sent after the mail server has accepted it, so that a worker that is stopped in between sends it again, with its id.
"""

from __future__ import annotations

import random
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import ClassVar, Final
from uuid import uuid4

import psycopg
from psycopg import Connection

from teamkpi import accounts, housekeeping, networks, outbox, tracing
from teamkpi.alerts import looking
from teamkpi.db.background import BackgroundWorker, TaskTimes
from teamkpi.housekeeping import Retention
from teamkpi.kpi.team import DEFAULT_OPEN_CHECKIN_LIMIT
from teamkpi.ledger import readers
from teamkpi.mail import alerts, links, reports
from teamkpi.mail.compose import Additions, compose
from teamkpi.mail.smtp import MOST_SECONDS, STEP_SECONDS, MailServer, NoServer, NotSent, connected
from teamkpi.mail.texts import TEXTS
from teamkpi.networks import Network
from teamkpi.outbox import SENT, Message, Sender, bounces
from teamkpi.reports.subscriptions import write_due

LOOKED_EVERY: Final = 5.0
"""Seconds between two checks of what is due."""
KEPT_FOR: Final = timedelta(days=30)
"""How long messages are kept after they ended."""
SWEPT_EVERY: Final = timedelta(hours=1)
_AT_ONCE: Final = 50
# Minutes until the next attempt; the last one again and again. Greylisting asks for a few minutes.
_WAITS: Final = (1, 5, 15, 60)
_JITTER: Final = 0.2
EXPIRED: Final = "expired before it could be sent"
FAULTY: Final = "an internal error; the log says where it occurred"

Tell = Callable[[int, str, str], object]
"""Is told about a message that could not be sent: the network's id, the message's id, and why."""


@dataclass(frozen=True, slots=True)
class Mailing:
    """What mails are sent with. ``context`` decides which certificates are trusted."""

    server: MailServer | None
    context: ssl.SSLContext | None = None
    step_seconds: float = STEP_SECONDS
    most_seconds: float = MOST_SECONDS


def send_due(
    conn: Connection,
    network: Network,
    mailing: Mailing,
    *,
    now: Callable[[], datetime],
    tell: Tell,
    on_error: Callable[[Exception], object],
    open_checkin_limit: timedelta = DEFAULT_OPEN_CHECKIN_LIMIT,
    records_readers: bool = False,
) -> int:
    """Send what is due of a network's messages, at most 50, and return how many were accepted.

    Without a mail server messages wait until they expire. An error of the program is passed to ``on_error``; its
    message is tried again later, and does not hold up the others. With ``records_readers``, each mail with figures
    leaves an entry about its reader. ``conn`` must not be in a transaction.
    """
    sender = outbox.find_sender(conn, network.id)
    if sender is None:
        return 0
    messages = _take_due(conn, network.id, now=now, tell=tell)
    if not messages or mailing.server is None:
        return 0
    sent = 0
    current = messages[0]
    try:
        with connected(
            mailing.server,
            context=mailing.context,
            step_seconds=mailing.step_seconds,
            most_seconds=mailing.most_seconds,
        ) as post:
            for current in messages:
                try:
                    mail, more = _composed(
                        conn, current, network, sender, now=now(), open_checkin_limit=open_checkin_limit
                    )
                    with tracing.job("send mail", **{"teamkpi.network_id": network.id}):
                        post.send(mail)
                except _NotNeededError:
                    outbox.delete(conn, network.id, current.id)
                    continue
                except NoServer:
                    raise
                except NotSent as error:
                    _note_failure(conn, network.id, current, error, now=now, tell=tell)
                    continue
                except Exception as error:
                    if conn.closed:
                        raise
                    on_error(error)
                    _note_failure(conn, network.id, current, NotSent(FAULTY), now=now, tell=tell)
                    continue
                outbox.end(conn, network.id, current.id, SENT, was_tried=True, now=now())
                noted = more if records_readers else Additions()
                _note_reader(conn, network.id, current, noted, now=now(), on_error=on_error)
                sent += 1
    except NoServer as error:
        _note_failure(conn, network.id, current, error, now=now, tell=tell)
    return sent


def _note_reader(
    conn: Connection,
    network_id: int,
    message: Message,
    more: Additions,
    *,
    now: datetime,
    on_error: Callable[[Exception], object],
) -> None:
    """Note who got a mail, if it has figures. The mail is sent, and is not sent again if that fails."""
    if more.team_id is None:
        return
    entry = readers.Entry(
        uuid4(),
        now,
        f"mail {message.kind}",
        message.account_id,
        team_id=more.team_id,
        coworker_ids=more.coworker_ids,
    )
    try:
        readers.store(conn, network_id, [entry])
    except psycopg.Error as error:
        if conn.closed:
            raise
        on_error(error)


def _take_due(conn: Connection, network_id: int, *, now: Callable[[], datetime], tell: Tell) -> list[Message]:
    """Return the messages that are due, after ending those that have expired."""
    messages = []
    for message in outbox.due(conn, network_id, most=_AT_ONCE, now=now()):
        if message.expires_on <= now():
            kind = outbox.KINDS.get(message.kind)
            if kind is None or kind.is_kept:
                outbox.end(conn, network_id, message.id, EXPIRED, was_tried=False, now=now())
            else:
                outbox.delete(conn, network_id, message.id)
            tell(network_id, str(message.id), EXPIRED)
        else:
            messages.append(message)
    return messages


class _NotNeededError(Exception):
    """A message is not to be sent, and nothing is to be kept of it."""


def _composed(
    conn: Connection,
    message: Message,
    network: Network,
    sender: Sender,
    *,
    now: datetime,
    open_checkin_limit: timedelta,
) -> tuple[EmailMessage, Additions]:
    """Return the mail of a message, and what it says besides the words of its kind.

    Raises NotSent if it cannot be written, or is not wanted any more; and _NotNeededError if it has a link that is
    not to be sent: an address that someone entered is not kept if it has no account.
    """
    if message.kind not in TEXTS:
        raise NotSent(f"this version has no text for {message.kind}", is_final=True)
    email, more = message.email, Additions()
    if message.kind in alerts.KINDS:
        found = alerts.additions_of(conn, network.id, message, sender)
        if found is None:
            raise NotSent(alerts.NOBODY, is_final=True)
        more = found
    elif message.kind in reports.KINDS:
        reported = reports.additions_of(
            conn, network.id, message, sender, now=now, open_checkin_limit=open_checkin_limit
        )
        if reported is None:
            raise NotSent(reports.NOBODY, is_final=True)
        more = reported
    elif message.kind in links.KINDS:
        with_link = links.additions_of(conn, network.id, message, now=now)
        if with_link is None:
            raise _NotNeededError
        email, more = with_link
    mail = compose(
        message.kind,
        str(message.id),
        email,
        message.language,
        sender,
        space=network.name,
        written_on=message.written_on,
        more=more,
    )
    return mail, more


def _note_failure(
    conn: Connection,
    network_id: int,
    message: Message,
    error: NotSent,
    *,
    now: Callable[[], datetime],
    tell: Tell,
) -> None:
    if error.is_final:
        outbox.end(conn, network_id, message.id, str(error), was_tried=True, now=now())
    else:
        minutes = _WAITS[min(message.tries, len(_WAITS) - 1)] * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311
        outbox.postpone(conn, network_id, message.id, str(error), due_on=now() + timedelta(minutes=minutes))
    tell(network_id, str(message.id), str(error))


class Worker(BackgroundWorker):
    """Sends the messages of a database, writes those about alerts, and deletes what is too old, until ``stop()``.

    ``tell`` is called with messages that could not be sent. When the worker is stopped, a mail that is being sent
    is either sent, or sent again by the next worker.
    """

    tasks: ClassVar = ("alerts", "reports", "mail", "housekeeping")

    def __init__(
        self,
        connect: Callable[[], Connection],
        mailing: Mailing,
        *,
        open_checkin_limit: timedelta,
        now: Callable[[], datetime],
        tell: Tell,
        on_error: Callable[[Exception], object],
        retention: Retention,
        looked_every: float = LOOKED_EVERY,
        times: TaskTimes | None = None,
        records_readers: bool = False,
    ) -> None:
        super().__init__(connect, name="outbox", looked_every=looked_every, on_error=on_error, times=times)
        self._mailing = mailing
        self._open_checkin_limit = open_checkin_limit
        self._now = now
        self._tell = tell
        self._retention = retention
        self._records_readers = records_readers
        self._swept_on: dict[int, datetime] = {}
        self._unfinished: set[int] = set()

    def _do_round(self, conn: Connection) -> int:
        """Do what is due in every network; return how much was done."""
        done = 0
        for network in networks.served_networks(conn):
            if self._stopping.is_set() or not outbox.take_lease(conn, network.id):
                continue
            try:
                steps = (self._look_at_alerts, self._write_reports, self._send, self._sweep)
                for task, step in zip(self.tasks, steps, strict=True):
                    with self._part_of(task, conn):
                        done += step(conn, network) or 0
            finally:
                if not conn.closed:
                    outbox.give_back_lease(conn, network.id)
        return done

    def _look_at_alerts(self, conn: Connection, network: Network) -> int:
        return looking.look_at_due(
            conn,
            network.id,
            now=self._now(),
            open_checkin_limit=self._open_checkin_limit,
            on_error=self._on_error,
        )

    def _write_reports(self, conn: Connection, network: Network) -> int:
        return write_due(conn, network.id, now=self._now())

    def _send(self, conn: Connection, network: Network) -> int:
        return send_due(
            conn,
            network,
            self._mailing,
            now=self._now,
            tell=self._tell,
            on_error=self._on_error,
            open_checkin_limit=self._open_checkin_limit,
            records_readers=self._records_readers,
        )

    def _sweep(self, conn: Connection, network: Network) -> None:
        """Delete what is too old: an hour after the start, and every hour from then on.

        A step has a limit. If it was reached, the next step follows in the next round, after messages that are due.
        """
        now, network_id = self._now(), network.id
        if now - self._swept_on.setdefault(network_id, now) >= SWEPT_EVERY:
            self._swept_on[network_id] = now
            accounts.sweep(conn, network_id, now=now)
            outbox.delete_ended(conn, network_id, before=now - KEPT_FOR)
            bounces.sweep(conn, network_id, before=now - KEPT_FOR)
            looking.mark_outdated(conn, network_id, now=now)
            looking.delete_events(conn, network_id, before=now - KEPT_FOR)
        elif network_id not in self._unfinished:
            return
        goes_on = network_id in self._unfinished
        self._unfinished.discard(network_id)
        if housekeeping.sweep(conn, network_id, self._retention, now=now, goes_on=goes_on):
            self._unfinished.add(network_id)
