"""The worker that sends events to hooks: in a thread, network by network, as they become due.

In each round it also looks at teams whose figures may have changed (``figures``), and every ten minutes for events that
no write causes (``occasions``).

Several processes may serve one database. Whichever takes a network's lease sends its events. An event is marked as
sent after its receiver has accepted it, so that a worker that is stopped in between sends it again, with its id.
"""

from __future__ import annotations

import random
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import ClassVar, Final

from psycopg import Connection

from teamkpi import networks, tracing
from teamkpi.accounts import Seal, security
from teamkpi.db.background import BackgroundWorker, TaskTimes
from teamkpi.db.locks import Lock
from teamkpi.errors import SettingsError
from teamkpi.hooks import figures, messages, occasions, registry
from teamkpi.hooks.addresses import Network
from teamkpi.hooks.messages import Due
from teamkpi.hooks.posting import SECONDS, Answer, post
from teamkpi.hooks.registry import SQL
from teamkpi.hooks.signing import headers_of
from teamkpi.networks import Network as Space

LOOKED_EVERY: Final = 5.0
"""Seconds between two checks of what is due."""
KEPT_FOR: Final = timedelta(days=30)
"""How long events and attempts are kept after they ended."""
SWEPT_EVERY: Final = timedelta(hours=1)
OCCASIONS_EVERY: Final = timedelta(minutes=10)
"""Between two looks for events that no write causes."""
_AT_ONCE: Final = 50
# Seconds until the next attempt; the last one again and again, for three days.
_WAITS: Final = (5, 60, 300, 1800, 7200, 21_600, 36_000)
_JITTER: Final = 0.2
# A receiver that is overloaded gets a rest, also from the other events.
_OVERLOADED: Final = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_LEAST_REST: Final = 60
EXPIRED: Final = "not accepted within three days"
FAULTY: Final = "an internal error; the log says where it occurred"
GONE: Final = "the receiver wants no more events (status 410)"

Tell = Callable[[int, str, str], object]
"""Is told about an event that was not accepted: the network's id, the event's id, and why."""


@dataclass(frozen=True, slots=True)
class Posting:
    """What events are sent with. ``context`` decides which certificates are trusted."""

    seal: Seal
    allowed: Sequence[Network] = ()
    context: ssl.SSLContext | None = None
    seconds: float = SECONDS


def send_due(
    conn: Connection,
    network_id: int,
    posting: Posting,
    *,
    now: Callable[[], datetime],
    tell: Tell,
    on_error: Callable[[Exception], object],
    heard: security.Tell = security.unheard,
) -> int:
    """Send what is due of a network's events, at most 50, and return how many were accepted.

    After an event that was not accepted, the other events of its hook wait as well, so that a receiver that does not
    answer holds up the others for one attempt. An error of the program is passed to ``on_error`` and counts as a failed
    attempt. Security events are passed to ``heard``. ``conn`` must not be in a transaction.
    """
    accepted = 0
    waiting: set[int] = set()
    for message in messages.due(conn, network_id, most=_AT_ONCE, now=now()):
        if message.hook_id in waiting:
            continue
        if message.expires_on <= now():
            messages.end(conn, network_id, message.id, EXPIRED, was_tried=False, now=now())
            tell(network_id, str(message.id), EXPIRED)
            continue
        moment = now()
        try:
            answer = _traced_attempt(network_id, message, posting, now=moment)
        except Exception as error:  # noqa: BLE001 - it must not stop the other hooks
            on_error(error)
            answer = Answer(None, FAULTY, 0)
        with conn.transaction():
            _note(conn, network_id, message, answer, now=now())
        if answer.is_gone:
            heard(security.HOOK_STOPPED, network_id, hook_id=message.hook_id, by="receiver")
        if answer.is_refused:
            heard(security.HOOK_ADDRESS_REFUSED, network_id, hook_id=message.hook_id)
        if answer.is_accepted:
            accepted += 1
        else:
            waiting.add(message.hook_id)
            tell(network_id, str(message.id), answer.as_text)
    return accepted


def _traced_attempt(network_id: int, message: Due, posting: Posting, *, now: datetime) -> Answer:
    with tracing.job("send event", **{"teamkpi.network_id": network_id}) as job:
        answer = _attempt(network_id, message, posting, now=now)
        if not answer.is_accepted:
            job.failed(str(answer.status or "no answer"))
    return answer


def _attempt(network_id: int, message: Due, posting: Posting, *, now: datetime) -> Answer:
    try:
        keys = registry.keys_of(posting.seal, network_id, message.hook_id, message.sealed_keys, message.sealed_previous)
    except SettingsError:
        return Answer(None, "no key in TEAMKPI_SECRET_KEY decrypts the hook's secret", 0)
    body = message.body.encode()
    headers = headers_of(str(message.id), body, keys, now=now)
    return post(message.url, body, headers, posting.allowed, context=posting.context, seconds=posting.seconds)


def _note(conn: Connection, network_id: int, message: Due, answer: Answer, *, now: datetime) -> None:
    messages.note_try(conn, network_id, message.id, answer, now=now)
    if answer.is_accepted:
        messages.end_accepted(conn, network_id, message, now=now)
    elif answer.is_gone:
        messages.end(conn, network_id, message.id, GONE, was_tried=True, now=now)
        registry.stop_by(conn, network_id, message.hook_id, "receiver", now=now)
    else:
        due_on = now + timedelta(seconds=_wait(message.failures, answer))
        messages.postpone(conn, network_id, message, answer.as_text, due_on=due_on)


def _wait(failures: int, answer: Answer) -> float:
    """Return the seconds until the next attempt, after a number of others in a row that failed."""
    wait: float = _WAITS[min(failures, len(_WAITS) - 1)]
    if answer.status in _OVERLOADED:
        wait = max(wait, _LEAST_REST, answer.retry_after or 0)
    return wait * random.uniform(1, 1 + _JITTER)  # noqa: S311 - spreads load


class Worker(BackgroundWorker):
    """Sends the events of a database to its hooks until ``stop()``.

    ``tell`` is called with events that were not accepted, ``heard`` with security events. When the worker is stopped,
    an event that is being sent is either sent, or sent again by the next worker.
    """

    tasks: ClassVar = ("hooks",)

    def __init__(
        self,
        connect: Callable[[], Connection],
        posting: Posting,
        *,
        open_checkin_limit: timedelta,
        now: Callable[[], datetime],
        tell: Tell,
        on_error: Callable[[Exception], object],
        heard: security.Tell = security.unheard,
        looked_every: float = LOOKED_EVERY,
        times: TaskTimes | None = None,
    ) -> None:
        super().__init__(connect, name="hooks", looked_every=looked_every, on_error=on_error, times=times)
        self._posting = posting
        self._open_checkin_limit = open_checkin_limit
        self._now = now
        self._tell = tell
        self._heard = heard
        self._swept_on: dict[int, datetime] = {}
        self._occasions_on: dict[int, datetime] = {}

    def _do_round(self, conn: Connection) -> int:
        return sum(self._look_at(conn, network) for network in networks.served_networks(conn))

    def _look_at(self, conn: Connection, network: Space) -> int:
        lease = Lock.HOOKS.of(network.id)
        if self._stopping.is_set() or not (conn.execute(SQL.lease, lease).fetchone() or (False,))[0]:
            return 0
        done = 0
        try:
            with self._part_of("hooks", conn):
                done = self._look_for_occasions(conn, network.id)
            with self._part_of("hooks", conn):
                done += figures.look_at_due(
                    conn,
                    network.id,
                    now=self._now(),
                    open_checkin_limit=self._open_checkin_limit,
                    on_error=self._on_error,
                )
            with self._part_of("hooks", conn):
                done += send_due(
                    conn,
                    network.id,
                    self._posting,
                    now=self._now,
                    tell=self._tell,
                    on_error=self._on_error,
                    heard=self._heard,
                )
                self._sweep(conn, network.id)
        finally:
            if not conn.closed:
                conn.execute(SQL.release, lease)
        return done

    def _look_for_occasions(self, conn: Connection, network_id: int) -> int:
        """Look for events that no write causes, if it is time; return 1 if there is more to do at once, else 0."""
        now = self._now()
        last = self._occasions_on.get(network_id)
        if last is not None and now - last < OCCASIONS_EVERY:
            return 0
        self._occasions_on[network_id] = now
        has_more = occasions.look(
            conn, network_id, now=now, open_checkin_limit=self._open_checkin_limit, on_error=self._on_error
        )
        if has_more:
            del self._occasions_on[network_id]
        return int(has_more)

    def _sweep(self, conn: Connection, network_id: int) -> None:
        now = self._now()
        if now - self._swept_on.setdefault(network_id, now) >= SWEPT_EVERY:
            self._swept_on[network_id] = now
            messages.delete_ended(conn, network_id, before=now - KEPT_FOR)
            figures.mark_outdated(conn, network_id, now=now)
