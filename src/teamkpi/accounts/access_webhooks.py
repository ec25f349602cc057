"""Webhooks as owners manage them from the console: the same rules as for everything else about who has access."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from psycopg import Connection

from teamkpi.accounts import webhooks
from teamkpi.accounts.access import Owner, changing
from teamkpi.accounts.sealing import Seal
from teamkpi.accounts.webhooks import Created, Signed, Webhook
from teamkpi.errors import RecordNotFound


def create_webhook(
    conn: Connection,
    owner: Owner,
    name: str,
    *,
    secret: str | None,
    action: int | None,
    roles: Sequence[str],
    signature: Signed | None,
    seal: Seal,
) -> tuple[Webhook, Created]:
    """Create a webhook and return it with its key and its secret; raises what ``webhooks.create`` does."""
    with changing(conn, owner) as tell:
        made = webhooks.create(
            conn,
            owner.network_id,
            name,
            secret=secret,
            action=action,
            roles=roles,
            signature=signature,
            seal=seal,
            author=owner.author,
            now=owner.now,
            tell=tell,
        )
        in_use = [one for one in webhooks.all_webhooks(conn, owner.network_id) if one.revoked_on is None]
        return next(one for one in in_use if one.name == name.strip()), made


def renew_secret(
    conn: Connection, owner: Owner, webhook_id: int, *, secret: str | None, overlap: timedelta, seal: Seal
) -> tuple[Webhook, str]:
    """Replace a webhook's secret and return it with the new one; raises RecordNotFound, WebhookError, SettingsError."""
    with changing(conn, owner) as tell:
        name = webhooks.name_of(conn, owner.network_id, webhook_id)
        renewed = webhooks.renew_secret(
            conn,
            owner.network_id,
            name,
            secret=secret,
            overlap=overlap,
            seal=seal,
            author=owner.author,
            now=owner.now,
            tell=tell,
        )
        return _of_id(conn, owner.network_id, webhook_id), renewed


def revoke_webhook(conn: Connection, owner: Owner, webhook_id: int) -> None:
    """Revoke a webhook, starting with its next delivery; raises RecordNotFound."""
    with changing(conn, owner) as tell:
        name = webhooks.name_of(conn, owner.network_id, webhook_id)
        webhooks.revoke(conn, owner.network_id, name, author=owner.author, now=owner.now, tell=tell)


def _of_id(conn: Connection, network_id: int, webhook_id: int) -> Webhook:
    for one in webhooks.all_webhooks(conn, network_id):
        if one.id == webhook_id:
            return one
    raise RecordNotFound
