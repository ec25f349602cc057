from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest
from psycopg import sql

from api.doorway import Space, running


@pytest.fixture
def run(database_url: str) -> Iterator[Callable[..., Space]]:
    """Start an application on the test's own database, with settings."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(running(database_url, **settings))


def settles_counts() -> bool:
    """A process does so now and then, whatever is asked; it also looks then which hosts there are."""
    try:
        task = asyncio.current_task()
    except RuntimeError:  # in a thread of its own
        return False
    return task is not None and "SharedCounts" in getattr(task.get_coro(), "__qualname__", "")


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """Every statement that is sent to the database, with its parameters; they are sent all the same."""
    seen: list[tuple[str, Any]] = []
    for kind in (psycopg.Cursor, psycopg.AsyncCursor):

        def recording(self: Any, query: Any, params: Any = None, *, _send: Any = kind.execute, **more: Any) -> Any:
            text = query.as_string(self) if isinstance(query, sql.Composable) else query
            text = text.decode() if isinstance(text, bytes) else text
            if not settles_counts():
                seen.append((text, params))
            return _send(self, query, params, **more)

        monkeypatch.setattr(kind, "execute", recording)
    return seen
