"""Where the time of a request or of a background job goes, for traces: the places in the program that say so.

A *request* and a *job* are traces; their *parts* are spans below them, such as a statement or a wait for a connection.
What is called here does nothing until a tracer is set (``teamkpi.exported_traces``): without one, each call costs a
look at one variable.

Attributes name what kind of thing is done, and for which network. They never contain what a person is found by, or what
opens a door: no ids of people, addresses, paths, query strings, parameters of statements or texts of errors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final, Protocol, TypeAlias

Value: TypeAlias = str | int | bool
Here: TypeAlias = object
"""A span that something may be below; only the tracer knows what it is."""


class Request(Protocol):
    """The span of a request that is being answered."""

    @property
    def trace_id(self) -> str:
        """The id of its trace, in hexadecimal."""

    def answered(
        self, method: str, route: str | None, status: int | None, network_id: int | None, error: str | None
    ) -> None:
        """Say what is known at its end; ``error`` is a kind of error."""


class Job(Protocol):
    """The span of a job that is being done."""

    def failed(self, error: str) -> None:
        """Say that it failed, and how; not in words that quote anything."""


class Tracer(Protocol):
    """What writes spans."""

    def request(self, headers: Iterable[tuple[bytes, bytes]]) -> AbstractContextManager[Request]:
        """Let the block be a request with these headers."""

    def job(self, name: str, attributes: dict[str, Value]) -> AbstractContextManager[Job]:
        """Let the block be a job."""

    def part(self, name: str, attributes: dict[str, Value]) -> AbstractContextManager[object]:
        """Let the block be a part of what is under way, if anything is."""

    def together(self, name: str, parts: Sequence[Here]) -> AbstractContextManager[object]:
        """Let the block be work for several of those."""

    def here(self) -> Here | None:
        """Return what is under way."""


class _NoJob:
    def failed(self, error: str) -> None:
        """Do nothing."""


_NOTHING: Final = nullcontext()
_NO_JOB: Final = nullcontext(_NoJob())
_tracer: Tracer | None = None


@contextmanager
def traced_by(tracer: Tracer) -> Iterator[None]:
    """Let this whole process be traced while the block runs."""
    global _tracer  # noqa: PLW0603 - statements are executed everywhere; this is how OpenTelemetry does it as well
    before, _tracer = _tracer, tracer
    try:
        yield
    finally:
        _tracer = before


def is_on() -> bool:
    """Return whether this process is traced."""
    return _tracer is not None


def request(headers: Iterable[tuple[bytes, bytes]]) -> AbstractContextManager[Request | None]:
    """Let the block be the answering of a request; gives its span, or None."""
    return _NOTHING if _tracer is None else _tracer.request(headers)


def job(name: str, **attributes: Value) -> AbstractContextManager[Job]:
    """Let the block be a job: a trace of its own, or a part of what it is done for."""
    return _NO_JOB if _tracer is None else _tracer.job(name, attributes)


def part(name: str, **attributes: Value) -> AbstractContextManager[object]:
    """Let the block be a part of the request or the job that is under way; without one, it is not traced."""
    return _NOTHING if _tracer is None else _tracer.part(name, attributes)


def together(name: str, parts: Sequence[Here | None]) -> AbstractContextManager[object]:
    """Let the block be work that is done once for several requests, each given by ``here()``."""
    if _tracer is None:
        return _NOTHING
    return _tracer.together(name, [one for one in parts if one is not None])


def here() -> Here | None:
    """Return what is under way, for ``together``; None without a trace."""
    return None if _tracer is None else _tracer.here()
