"""Reading a list ahead: while pages are stored, a thread reads the ones that follow.

A service that limits its requests gives one page at a time, and each is stored when it arrives. One that is faster
than the database gives several; those that are already here are stored together, which costs less than one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from queue import Empty, Queue
from threading import Event, Thread
from typing import Final, Generic, NamedTuple, TypeVar

T = TypeVar("T")

MOST_WAITING: Final = 10
"""The most pages that wait to be stored."""


class _Failed(NamedTuple):
    error: BaseException


class ReadingAhead(Generic[T]):
    """Yields groups of what ``read`` returns, until ``is_last`` says that it was the last one; for use in ``with``.

    ``read`` is called with what it returned before. A group is an iterator, to be exhausted before the next group. It
    goes on as long as more is here already, for at most ``most`` items. The first group is the first item alone, read
    by the caller's own thread, so a list of one page costs no thread. What ``read`` raises is raised after everything
    before it was yielded. Leaving the ``with`` waits for the request that is being made, unless Ctrl-C ends the
    program.
    """

    def __init__(self, read: Callable[[T | None], T], is_last: Callable[[T], bool], most: int) -> None:
        self._read = read
        self._is_last = is_last
        self._most = most
        self._queue: Queue[T | _Failed] = Queue(MOST_WAITING)
        self._stopping = Event()
        self._thread: Thread | None = None
        self._failed: _Failed | None = None
        self._is_finished = False

    def __enter__(self) -> ReadingAhead[T]:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._stopping.set()
        if self._thread is None or kind is KeyboardInterrupt:
            return
        while self._thread.is_alive():
            self._take()  # makes room for a thread that waits to put a page down
            self._thread.join(0.05)

    def __iter__(self) -> Iterator[Iterator[T]]:
        item = self._read(None)
        yield iter([item])
        if self._is_last(item):
            return
        self._thread = Thread(target=self._work, args=(item,), name="mirror-reader", daemon=True)
        self._thread.start()
        while not self._is_finished:
            found = self._queue.get()
            if not isinstance(found, _Failed):
                yield self._group(found)
                found = self._failed or found
            if isinstance(found, _Failed):
                raise found.error

    def _group(self, found: T | _Failed | None) -> Iterator[T]:
        for left in reversed(range(self._most)):
            if isinstance(found, _Failed):
                self._failed = found
            if found is None or isinstance(found, _Failed):
                return
            self._is_finished = self._is_last(found)
            yield found
            if self._is_finished:
                return
            found = self._take() if left else None

    def _take(self) -> T | _Failed | None:
        try:
            return self._queue.get_nowait()
        except Empty:
            return None

    def _work(self, item: T) -> None:
        try:
            while not self._is_last(item) and not self._stopping.is_set():
                item = self._read(item)
                self._queue.put(item)
        except BaseException as error:  # noqa: BLE001 - raised by the thread that is waiting for it
            self._queue.put(_Failed(error))
