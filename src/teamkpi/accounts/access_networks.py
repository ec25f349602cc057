"""The networks of an installation, as its owners list them and create new ones from the console.

The setting ``installation_network`` names one network, whose owners are the owners of the installation. Of other
networks they see the names, the host names and how much there is, and nothing else. They create networks, with a set-up
link to pass on, and make such a link again while no one can sign in to a network and nothing was ever stored in it: a
link is a way in, so there is none to a network that is in use.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from psycopg import Connection

from teamkpi import networks
from teamkpi.accounts import setup
from teamkpi.accounts.access import Owner, changing
from teamkpi.accounts.access_hosts import NETWORK, require_reachable
from teamkpi.accounts.roles import FULL
from teamkpi.accounts.sealing import Seal
from teamkpi.db import load_sql
from teamkpi.errors import NetworkRefused, OperatorRefused, RecordNotFound
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.audit_trail import AuditType, Changes, note_change
from teamkpi.networks import Network
from teamkpi.pages import skipped
from teamkpi.wire import instant

_SQL: Final = load_sql(__package__, "access_networks.sql")
_OWNERS_ONLY: Final = (
    "Only an owner of the network that the setting TEAMKPI_INSTALLATION_NETWORK of this server names may do this."
)


class NetworkContents(NamedTuple):
    """A network, and how much there is in it."""

    network: Network
    people: int
    """Active people."""
    teams: int
    has_operator: bool
    can_be_set_up: bool
    """Whether a set-up link can be made for it: no one can sign in, and nothing was ever stored."""


class SetupLink(NamedTuple):
    """What a link to set up a network consists of."""

    secret: str
    expires_on: datetime


def require_installation(conn: Connection, owner: Owner, installation: str | None) -> None:
    """Raise OperatorRefused unless the owner of a network is also one of the installation."""
    own, _ = networks.own_network(conn, owner.network_id)
    if own.name != installation:
        raise OperatorRefused(_OWNERS_ONLY, role=FULL)


def list_networks(
    conn: Connection, owner: Owner, installation: str | None, *, page: int, size: int
) -> tuple[list[NetworkContents], int]:
    """Return one page of the networks, by id, and their number; raises OperatorRefused."""
    require_installation(conn, owner, installation)
    found = networks.all_networks(conn)
    start = skipped(page, size)
    return [contents_of(conn, one) for one in found[start : start + size]], len(found)


def create_network(
    conn: Connection,
    owner: Owner,
    installation: str | None,
    name: str,
    hosts: Sequence[str],
    *,
    seal: Seal,
    asked_at: str,
) -> tuple[NetworkContents, SetupLink]:
    """Create a network with its host names, and a link to set it up, with a row in the audit trail.

    ``asked_at`` is the host of the request, which the owner's network still has to answer for afterwards. Raises
    OperatorRefused, SettingsError without a key, and NetworkRefused as ``networks.create`` does and without a host.
    """
    if not hosts:
        raise NetworkRefused("a new network needs at least one host name, which leads to this server")
    with conn.transaction():
        # Before the rows, as everywhere else.
        networks.lock(conn)
        with changing(conn, owner):
            require_installation(conn, owner, installation)
            network_id = networks.create(conn, name, hosts)
            require_reachable(conn, owner, asked_at)
            made, link = networks.own_network(conn, network_id)[0], _link(seal, network_id, owner)
            changes: Changes = {"Name": (None, made.name), "Hosts": (None, list(made.hosts))}
            _note(conn, owner, network_id, changes, link)
            return contents_of(conn, made), link


def make_setup_link(
    conn: Connection, owner: Owner, installation: str | None, network_id: int, *, seal: Seal
) -> tuple[NetworkContents, SetupLink]:
    """Make another link to set up a network that is not in use yet, with a row in the audit trail.

    Raises OperatorRefused, SettingsError without a key, RecordNotFound, and NetworkRefused if someone can sign in
    there, or anything was ever stored in it.
    """
    with changing(conn, owner):
        require_installation(conn, owner, installation)
        locked = conn.execute(_SQL.lock_network, {"network_id": network_id}).fetchone()
        if locked is None:
            raise RecordNotFound
        found = contents_of(conn, networks.own_network(conn, network_id)[0])
        if not found.can_be_set_up:
            raise NetworkRefused(
                f"the network {locked[0]!r} is in use; only a terminal on the server gives access to it"
            )
        link = _link(seal, network_id, owner)
        _note(conn, owner, network_id, {}, link)
        return found, link


def contents_of(conn: Connection, network: Network) -> NetworkContents:
    """Return how much there is in a network."""
    of_network = {"network_id": network.id}
    people, teams, has_operator, has_access = conn.execute(_SQL.contents, of_network).fetchone() or (0, 0, True, True)
    return NetworkContents(network, people, teams, has_operator, not has_access and not _has_rows(conn, network.id))


def _has_rows(conn: Connection, network_id: int) -> bool:
    statements = (_SQL.has_rows.format(table=plural) for plural in ENTITIES)
    return any((conn.execute(one, {"network_id": network_id}).fetchone() or [True])[0] for one in statements)


def _link(seal: Seal, network_id: int, owner: Owner) -> SetupLink:
    return SetupLink(setup.link_secret(seal, network_id, now=owner.now), owner.now + setup.VALID_FOR)


def _note(conn: Connection, owner: Owner, network_id: int, changes: Changes, link: SetupLink) -> None:
    kind = AuditType.CREATE if changes else AuditType.UPDATE
    changes = {**changes, "SetupLinkExpiresOn": (None, instant(link.expires_on))}
    note_change(
        conn, owner.network_id, owner.author, NETWORK, network_id, audit_type=kind, changes=changes, now=owner.now
    )
