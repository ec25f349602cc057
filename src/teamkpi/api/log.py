"""The log: JSON lines, one for each request, with nothing in them that opens a door or names a person.

A line says which route was asked, not which path, and never the query string, a header's value (the request id
apart) or a body. Of an error it says the kind and the places in the code, not its text, which may quote data.
"""

from __future__ import annotations

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

_SANE_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SCOPE_KEY: Final = "teamkpi.notes"

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

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def info(self, event: str, **fields: Any) -> None:
        """Write a line about what happens every day."""
        self._write("info", event, fields)

    def warning(self, event: str, **fields: Any) -> None:
        """Write a line that somebody should look at."""
        self._write("warning", event, fields)

    def error(self, event: str, **fields: Any) -> None:
        """Write a line about a failure."""
        self._write("error", event, fields)

    def _write(self, level: str, event: str, fields: dict[str, Any]) -> None:
        fields["event"] = event
        fields["level"] = level
        fields["timestamp"] = clock.now()
        line = _encode(fields) + b"\n"
        with self._lock:
            self._stream.write(line)
            self._stream.flush()


def logger_to(stream: BinaryIO | None = None) -> Logger:
    """Return a logger that writes JSON lines to ``stream``, or to standard error."""
    return Logger(stream or sys.stderr.buffer)


def request_id(given: str | None) -> str:
    """Return the request id that a caller chose, when it can be one, or a new one."""
    return given if given and _SANE_REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


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
