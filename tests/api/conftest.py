from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from api.doorway import Space, running


@pytest.fixture
def run(database_url: str) -> Iterator[Callable[..., Space]]:
    """Start an application on the test's own database, with settings."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(running(database_url, **settings))
