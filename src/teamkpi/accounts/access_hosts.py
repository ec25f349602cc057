"""The host names of a network, as its owners manage them from the console.

Host names belong to the installation: a name that one network takes is one that no other network answers for. So owners
change them while theirs is the only network of the database, or if they own the installation (``access_networks``);
otherwise that takes a terminal on the server.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from psycopg import Connection

from teamkpi import networks
from teamkpi.accounts.access import Owner, changing
from teamkpi.errors import NetworkNotFound, NetworkRefused
from teamkpi.ledger.audit_trail import AuditType, note_change
from teamkpi.networks import Network

NETWORK: Final = "Network"
"""What the audit trail calls a network."""


def may_change_hosts(network: Network, *, is_alone: bool, installation: str | None) -> bool:
    """Return whether a network's owners may change its host names; ``installation`` is the setting."""
    return is_alone or network.name == installation


def change_hosts(
    conn: Connection,
    owner: Owner,
    installation: str | None,
    *,
    add: Sequence[str],
    remove: Sequence[str],
    asked_at: str,
) -> None:
    """Give the network more host names and take others away, all or none, with a row in the audit trail.

    ``asked_at`` is the host of the request, which the network still has to answer for afterwards. Raises
    NetworkRefused for what ``networks.change_hosts`` does, with several networks unless the owner is one of the
    installation, and if the owner would be locked out.
    """
    with conn.transaction():
        # Before the rows, as everywhere else.
        networks.lock(conn)
        with changing(conn, owner):
            before, is_alone = networks.own_network(conn, owner.network_id)
            if not may_change_hosts(before, is_alone=is_alone, installation=installation):
                raise NetworkRefused(
                    "this server has several networks, whose host names can only be changed in a terminal, with "
                    "`teamkpi network hosts`"
                )
            networks.change_hosts(conn, before.name, add=add, remove=remove)
            require_reachable(conn, owner, asked_at)
            after, _ = networks.own_network(conn, owner.network_id)
            if after.hosts != before.hosts:
                note_change(
                    conn,
                    owner.network_id,
                    owner.author,
                    NETWORK,
                    owner.network_id,
                    audit_type=AuditType.UPDATE,
                    changes={"Hosts": (list(before.hosts), list(after.hosts))},
                    now=owner.now,
                )


def require_reachable(conn: Connection, owner: Owner, asked_at: str) -> None:
    """Raise NetworkRefused unless an owner's network answers for the host of the owner's request."""
    try:
        is_reachable = networks.by_host(conn, asked_at) == owner.network_id
    except NetworkNotFound:
        is_reachable = False
    if not is_reachable:
        raise NetworkRefused(
            f"you are using {asked_at}, which the network would no longer answer for; add that name first"
        )
