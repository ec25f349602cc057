"""HTTP client of the mirrored service: signing in, lists, single records.

It only reads. Responses are limited in size and time, and redirects are not followed. Temporary failures are retried
with the waits that the service asks for; everything else raises one of ``failures.FAILURES``. Error texts contain
neither credentials nor records.
"""

from __future__ import annotations

import secrets
import ssl
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from threading import RLock
from time import monotonic
from typing import Any, Final, NamedTuple, TypeVar

import httpx
import msgspec

from teamkpi import __version__
from teamkpi.errors import UpstreamFailed
from teamkpi.mirror.failures import AccessDenied, failed
from teamkpi.mirror.pace import LONGEST_ASKED_WAIT, MOST_TRIES, Pace, asked_wait, back_off
from teamkpi.mirror.sources import Credentials

T = TypeVar("T")

LARGEST_ANSWER: Final = 64 * 2**20
"""Size limit of a response, in bytes."""
LONGEST_ANSWER: Final = 120.0
"""Time limit from the start of a request to the end of its response, in seconds."""
_TIMEOUT: Final = httpx.Timeout(30, connect=10)
_TOKEN_PATH: Final = "/api/token"  # noqa: S105 - a path
_SIGN_IN_CODES: Final = {
    "invalid_grant": "wrong_password",
    "two_factor_auth_check": "second_factor",
    "must_reset_password": "password_reset",
}
_DICE: Final = secrets.SystemRandom().random
_MARGIN: Final = 60.0
_THROTTLED: Final = {HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS}


class Listing(NamedTuple):
    """A page of a list: its records and its metadata; ``date`` is the service's clock.

    Records are JSON values; or unparsed, for ``wire.decode``, if one of them needs its care.
    """

    records: Sequence[object]
    total: int | None
    has_next: bool | None
    date: datetime


class Exchange(NamedTuple):
    """One request for data, and its response."""

    path: str
    parameters: Mapping[str, str]
    status: int
    headers: Mapping[str, str]
    body: bytes


class _Envelope(msgspec.Struct):
    records: list[msgspec.Raw] = msgspec.field(name="Records")
    total: int | None = msgspec.field(name="TotalItems", default=None)
    has_next: bool | None = msgspec.field(name="HasNextPage", default=None)


class _PlainEnvelope(msgspec.Struct):
    records: list[Any] = msgspec.field(name="Records")
    total: int | None = msgspec.field(name="TotalItems", default=None)
    has_next: bool | None = msgspec.field(name="HasNextPage", default=None)


class _Granted(msgspec.Struct):
    access_token: str
    expires_in: float = 0.0
    refresh_token: str | None = None


class _Refused(msgspec.Struct):
    error: str | None = None


class _Answer(NamedTuple):
    status: int
    headers: httpx.Headers
    body: bytes


class _AgainError(Exception):
    """A failure that is worth a retry; ``wait`` is the wait in seconds that the service asked for."""

    def __init__(self, failure: UpstreamFailed, wait: float | None = None) -> None:
        super().__init__(failure)
        self.failure = failure
        self.wait = wait


_read_plain_listing = msgspec.json.Decoder(_PlainEnvelope, strict=False, float_hook=Decimal).decode
_read_listing = msgspec.json.Decoder(_Envelope, strict=False).decode
_read_array = msgspec.json.Decoder(list[msgspec.Raw]).decode
_read_grant = msgspec.json.Decoder(_Granted, strict=False).decode
_read_refusal = msgspec.json.Decoder(_Refused, strict=False).decode


class Upstream:
    """A client of one account; call ``close()`` when done. Threads may share it, and take turns.

    ``now`` is this machine's clock; only second-factor codes and HTTP dates depend on it. ``wait`` is called with the
    seconds to wait, and may raise to stop the client. ``pace`` decides when a request may be made.
    """

    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        *,
        pace: Pace,
        wait: Callable[[float], object],
        now: Callable[[], datetime],
        dice: Callable[[], float] = _DICE,
        transport: httpx.BaseTransport | None = None,
        on_exchange: Callable[[Exchange], object] = bool,
    ) -> None:
        self._client = httpx.Client(
            base_url=base_url,
            timeout=_TIMEOUT,
            follow_redirects=False,
            transport=transport,
            headers={"Accept": "application/json", "User-Agent": f"teamkpi/{__version__}"},
        )
        self._credentials = credentials
        self._pace = pace
        self._wait = wait
        self._now = now
        self._dice = dice
        self._on_exchange = on_exchange
        # A client id of its own: signing in under another program's id would invalidate that program's refresh token.
        self._client_id = f"teamkpi.mirror.{secrets.token_hex(8)}"
        self._access_token: str | None = None
        self._refresh_token: str | None = None
        self._refresh_at = 0.0
        self._turn = RLock()
        self.calls = 0
        """Number of requests made so far, including token requests."""

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def seconds_for(self, calls: int) -> float:
        """Return the seconds that a number of calls take at the documented limits."""
        return self._pace.seconds_for(calls)

    def listed(self, path: str, parameters: Mapping[str, str]) -> Listing:
        """Return a page of a list; raises UpstreamFailed."""

        def read(answer: _Answer) -> Listing:
            page: _PlainEnvelope | _Envelope
            try:
                page = _read_plain_listing(answer.body)
            except (ValueError, RecursionError, InvalidOperation):
                page = _decoded(_read_listing, answer.body)  # record by record, or to find out what is wrong
            return Listing(page.records, page.total, page.has_next, _date_of(answer))

        return self._ask(path, parameters, read)

    def several(self, path: str, ids: Sequence[int]) -> list[msgspec.Raw]:
        """Return the records with the given ids, as far as they exist; raises UpstreamFailed.

        A page of a list is not accepted as a response: its records are incomplete, and may be different ones.
        """

        def read(answer: _Answer) -> list[msgspec.Raw]:
            if answer.status == HTTPStatus.NOT_FOUND:
                return []
            if answer.body.lstrip()[:1] == b"{":
                raise failed("bad_listing", "a list instead of records by id")
            return list(_decoded(_read_array, answer.body))

        return self._ask(path, {"id": f"[{','.join(map(str, ids))}]"}, read, is_by_id=True)

    def one(self, path: str, record_id: int) -> bytes | None:
        """Return an unparsed record, or None when it does not exist; raises UpstreamFailed."""

        def read(answer: _Answer) -> bytes | None:
            if answer.status == HTTPStatus.NOT_FOUND:
                return None
            _decoded(msgspec.json.decode, answer.body)
            return answer.body

        return self._ask(f"{path}/{record_id}", {}, read, is_by_id=True)

    def sign_in(self) -> None:
        """Sign in, or renew a token that expires; raises UpstreamFailed."""
        self._persist(self._ensure_token)

    def _ask(
        self,
        path: str,
        parameters: Mapping[str, str],
        read: Callable[[_Answer], T],
        *,
        is_by_id: bool = False,
    ) -> T:
        def once() -> T:
            answer = self._authorized(path, parameters)
            if answer.status == HTTPStatus.NOT_FOUND and is_by_id:
                return read(answer)
            if answer.status == HTTPStatus.UNAUTHORIZED:
                raise AccessDenied(path, is_by_id=is_by_id)
            if answer.status != HTTPStatus.OK:
                raise failed("unexpected", f"status {answer.status} for {path}")
            return read(answer)

        return self._persist(once)

    def _persist(self, once: Callable[[], T]) -> T:
        """Retry until it succeeds or fails for good; wait between attempts as long as the service asks."""
        with self._turn:
            return self._persist_in_turn(once)

    def _persist_in_turn(self, once: Callable[[], T]) -> T:
        for attempt in range(MOST_TRIES):
            try:
                return once()
            except _AgainError as again:
                asked = again.wait
                if attempt + 1 == MOST_TRIES or (asked is not None and asked > LONGEST_ASKED_WAIT):
                    raise again.failure from None
                own = back_off(attempt, self._dice)
                self._wait(own if asked is None else asked + own * self._dice())
        raise AssertionError("unreachable")

    def _authorized(self, path: str, parameters: Mapping[str, str]) -> _Answer:
        """Send a request with the access token; sign in again once if the service no longer accepts the token."""
        for is_second in (False, True):
            self._ensure_token()
            answer = self._send("GET", path, parameters, {"Authorization": f"Bearer {self._access_token}"})
            self._on_exchange(Exchange(path, parameters, answer.status, answer.headers, answer.body))
            if answer.status != HTTPStatus.UNAUTHORIZED or is_second:
                return answer
            self._access_token = None
        raise AssertionError("unreachable")

    def _ensure_token(self) -> None:
        if self._access_token is not None and monotonic() < self._refresh_at:
            return
        if self._refresh_token is not None:
            spent, self._refresh_token = self._refresh_token, None
            if self._grant({"grant_type": "refresh_token", "refresh_token": spent}) is None:
                return
        form = {
            "grant_type": "password",
            "username": self._credentials.email,
            "password": self._credentials.password,
            "totp": self._credentials.code(self._now()),
        }
        if (refused := self._grant(form)) is not None:
            raise failed(_SIGN_IN_CODES.get(refused, "sign_in"))

    def _grant(self, form: Mapping[str, str]) -> str | None:
        """Request a token; return the error code of a refusal, or None when it was granted."""
        answer = self._send("POST", _TOKEN_PATH, {}, {"client_id": self._client_id}, form)
        if answer.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED}:
            # The description may contain a token that resets the password, so it is not read.
            try:
                return _read_refusal(answer.body).error or "refused"
            except msgspec.DecodeError:
                return "refused"
        if answer.status != HTTPStatus.OK:
            raise failed("sign_in", f"status {answer.status}")
        granted = _decoded(_read_grant, answer.body)
        self._access_token, self._refresh_token = granted.access_token, granted.refresh_token
        self._refresh_at = monotonic() + max(granted.expires_in - _MARGIN, granted.expires_in / 2)
        return None

    def _send(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, str],
        headers: Mapping[str, str],
        form: Mapping[str, str] | None = None,
    ) -> _Answer:
        """Send a request when the pace allows it; raises _AgainError or UpstreamFailed if it fails."""
        delay = self._pace.reserve(monotonic())
        if delay > 0:
            self._wait(delay)
        self.calls += 1
        answer = self._exchange(method, path, parameters, headers, form)
        self._judge(answer, path)
        return answer

    def _exchange(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, str],
        headers: Mapping[str, str],
        form: Mapping[str, str] | None,
    ) -> _Answer:
        began = monotonic()
        body = bytearray()
        try:
            with self._client.stream(method, path, params=parameters, headers=headers, data=form) as response:
                for part in response.iter_bytes():
                    body += part
                    if len(body) > LARGEST_ANSWER:
                        raise failed("too_large", f"more than {LARGEST_ANSWER:,} bytes for {path}")
                    if monotonic() - began > LONGEST_ANSWER:
                        raise _AgainError(failed("timeout", path))
                return _Answer(response.status_code, response.headers, bytes(body))
        except httpx.TimeoutException:
            raise _AgainError(failed("timeout", path)) from None
        except (httpx.RemoteProtocolError, httpx.DecodingError):
            raise _AgainError(failed("cut_body", path)) from None
        except (httpx.TransportError, ssl.SSLError) as error:
            raise _AgainError(failed("unreachable", type(error).__name__)) from None

    def _judge(self, answer: _Answer, path: str) -> None:
        status = answer.status
        if status in _THROTTLED:
            wait = asked_wait(answer.headers.get("Retry-After"), answer.body, self._now())
            raise _AgainError(failed("throttled"), wait)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            wait = asked_wait(answer.headers.get("Retry-After"), b"", self._now())
            raise _AgainError(failed("server_error", f"status {status} for {path}"), wait)
        if 300 <= status < 400:
            raise failed("redirect", f"status {status} for {path}")
        if status == HTTPStatus.FORBIDDEN:
            raise failed("firewall")
        is_page = answer.headers.get("Content-Type", "").startswith("text/html") or answer.body.lstrip()[:1] == b"<"
        if is_page and status != HTTPStatus.UNAUTHORIZED:
            raise _AgainError(failed("html", path))


def _decoded(read: Callable[[bytes], T], body: bytes) -> T:
    try:
        return read(body)
    except msgspec.ValidationError:
        raise failed("unexpected", "valid JSON, but not of the expected form") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _AgainError(failed("cut_body")) from None


def _date_of(answer: _Answer) -> datetime:
    try:
        date = parsedate_to_datetime(answer.headers.get("Date", ""))
    except ValueError:
        raise failed("no_date") from None
    if date.tzinfo is None:
        raise failed("no_date")
    return date
