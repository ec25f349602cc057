"""Tests a hook: sends the event ``hook.test`` at once, which is neither listed nor repeated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from psycopg import Connection

from teamkpi.accounts import Seal
from teamkpi.hooks import registry
from teamkpi.hooks.addresses import Network
from teamkpi.hooks.posting import Answer, post
from teamkpi.hooks.signing import headers_of
from teamkpi.outbox.hooks import TEST, body_of


class Trial(NamedTuple):
    """A request that is ready to be sent; sending it needs no connection to the database."""

    url: str
    body: bytes
    headers: Mapping[str, str]

    def send(self, allowed: Sequence[Network]) -> Answer:
        """Send it, which takes at most 15 seconds."""
        return post(self.url, self.body, self.headers, allowed)


def prepare(conn: Connection, network_id: int, name: str, *, seal: Seal, now: datetime) -> Trial:
    """Sign a test event for a hook, even a stopped one.

    Raises HookError if there is no such hook, and SettingsError if no key decrypts its secret.
    """
    found = registry.find(conn, network_id, name)
    keys = registry.keys_of(seal, network_id, found.id, found.sealed_keys, found.previous_at(now))
    body = body_of(TEST, {}, now=now).encode()
    return Trial(found.url, body, headers_of(str(uuid4()), body, keys, now=now))
