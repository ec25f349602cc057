"""The log: one line for each request, with nothing in them that opens a door or names a person.

A line says which route was asked, not which path, and never the query string, a header's value (the request id
apart) or a body. Of an error it says the kind and the places in the code, not its text, which may quote data.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
import threading
import traceback
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, cast

import msgspec

from teamkpi import clock
from teamkpi.settings import Settings

_SANE_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_ID_BYTES: Final = 8
_ID_CHARACTERS: Final = 2 * _ID_BYTES
_IDS_AT_ONCE: Final = 64
_SCOPE_KEY: Final = "teamkpi.notes"

_LEVELS: Final = ("info", "warning", "error")
_BARE: Final = re.compile(r"[^\s\"=]+")  # a value that needs no quotes in plain text

_encode: Final = msgspec.json.Encoder().encode


@dataclass(slots=True)
class Notes:
    """What is learned about one request on its way, for its line in the log."""

    request_id: str
    route: str | None = None
    network_id: int | None = None
    account_id: int | None = None
    key_id: int | None = None
    error: list[str] | None = None


class Logger:
    """Writes lines to a stream, from any thread: the fields, the event, the level, and the time in UTC."""

    def __init__(self, stream: BinaryIO, *, least: str = "info", is_plain: bool = False) -> None:
        """Write lines of level ``least`` and above, as JSON or as plain text."""
        self._stream = stream
        self._levels = frozenset(_LEVELS[_LEVELS.index(least) :])
        self._line = _plain_line if is_plain else _json_line
        self._lock = threading.Lock()

    def info(self, event: str, **fields: Any) -> None:
        """Write a line about what happens every day."""
        self.write("info", event, fields)

    def warning(self, event: str, **fields: Any) -> None:
        """Write a line that an operator should look at."""
        self.write("warning", event, fields)

    def error(self, event: str, **fields: Any) -> None:
        """Write a line about a failure."""
        self.write("error", event, fields)

    def write(self, level: str, event: str, fields: dict[str, Any]) -> None:
        """Write a line at a level; the caller must not use the fields afterwards."""
        if level not in self._levels:
            return
        fields["event"] = event
        fields["level"] = level
        fields["timestamp"] = clock.now()
        line = self._line(fields)
        with self._lock:
            self._stream.write(line)
            self._stream.flush()


def _json_line(fields: dict[str, Any]) -> bytes:
    return _encode(fields) + b"\n"


def _plain_line(fields: dict[str, Any]) -> bytes:
    """Return ``2026-11-21T22:05:45.699370Z info request method=GET status=200``; None is left out.

    A value is written as in JSON; text without blanks and quotes is written as it is. No line contains a line break.
    """
    timestamp, level, event = (fields.pop(name) for name in ("timestamp", "level", "event"))
    words = [_encode(timestamp).decode().strip('"'), level, event]
    for name, value in fields.items():
        if value is not None:
            is_bare = isinstance(value, str) and _BARE.fullmatch(value) and value.isprintable()
            words.append(f"{name}={value if is_bare else _quoted(value)}")
    return (" ".join(words) + "\n").encode()


def _quoted(value: Any) -> str:
    text = _encode(value).decode()
    # Line separators and control characters of a terminal are escaped, too.
    return text if text.isprintable() else json.dumps(msgspec.to_builtins(value))


def logger_to(settings: Settings, stream: BinaryIO | None = None) -> Logger:
    """Return a logger that writes to ``stream``, or to standard error, in the format and of the levels that are set."""
    return Logger(stream or sys.stderr.buffer, least=settings.log_level, is_plain=settings.log_format == "plain")


def request_id(given: str | None) -> str:
    """Return the request id that a caller chose, when it can be one, or a new one."""
    return given if given and _SANE_REQUEST_ID.fullmatch(given) else secrets.token_hex(_ID_BYTES)


class RequestIds:
    """New request ids of eight random bytes, read from the system many at a time."""

    def __init__(self) -> None:
        self._pool = ""

    def next(self) -> str:
        """Return an id."""
        if not self._pool:
            self._pool = secrets.token_hex(_ID_BYTES * _IDS_AT_ONCE)
        found, self._pool = self._pool[:_ID_CHARACTERS], self._pool[_ID_CHARACTERS:]
        return found


def put_notes(scope: Any, notes: Notes) -> None:
    """Let the notes travel with the request."""
    scope[_SCOPE_KEY] = notes


def notes_of(scope: Any) -> Notes:
    """Return the notes that travel with a request."""
    return cast("Notes", scope[_SCOPE_KEY])


def described(error: BaseException) -> list[str]:
    """Return the kinds of an error and of its causes, each with the places it came through; none of their texts."""
    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        places = traceback.extract_tb(seen.__traceback__)
        came = " < ".join(f"{place.filename}:{place.lineno} {place.name}" for place in reversed(places))
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__} at {came}")
        seen = seen.__cause__
    return lines


class ServerMessages(logging.Handler):
    """Passes the web server's and the pools' own messages on to the log, without their tracebacks."""

    def __init__(self, log: Logger) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write one message."""
        # What an error or a second line says may quote data or a connection's settings.
        if isinstance(record.args, tuple):
            record.args = tuple(
                type(one).__qualname__ if isinstance(one, BaseException) else one for one in record.args
            )
        [first, *_] = record.getMessage().splitlines() or [""]
        write = self._log.error if record.levelno >= logging.ERROR else self._log.warning
        write("server", source=record.name, message=first)
