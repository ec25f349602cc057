"""Processes that tests kill: forks of one that has imported everything once.

A start takes milliseconds, and inherits no connection. Only installed modules are named: the server does not get the
path of the tests, and leaves out without a word what it does not find.
"""

from __future__ import annotations

from multiprocessing import get_context
from typing import Final

FORKS: Final = get_context("forkserver")
FORKS.set_forkserver_preload(["teamkpi.mirror", "teamkpi.network_moves", "teamkpi.db", "httpx", "psycopg"])
