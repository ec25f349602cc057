"""Networks: the operators whose ledgers one database holds apart.

A request finds its network by the host name that it was sent to. A network without host names answers for every host
that no other network names, so there is at most one such; a fresh install has nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from ipaddress import AddressValueError, IPv6Address
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from psycopg import AsyncConnection, Connection

from teamkpi.db import load_sql
from teamkpi.db.locks import Lock
from teamkpi.errors import NetworkNameRefused, NetworkNotFound, NetworkRefused

SQL = load_sql("teamkpi", "networks.sql")
_LONGEST_NAME = 200
_NAME_AND_PORT = re.compile(r"([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?(?::[0-9]*)?")
_ADDRESS_AND_PORT = re.compile(r"\[([0-9a-f:.]+)\](?::[0-9]*)?")


SERVED = ("here", "leaving")
"""The places of a network that is served by this database."""


class Network(NamedTuple):
    """One operator with all its locations; ``hosts`` are the host names that it answers for, sorted."""

    id: int
    name: str
    hosts: tuple[str, ...]
    ids_fit_32_bits: bool = False
    """Whether the ids of records that are made here fit 32 bits; otherwise they have fifteen digits."""
    place: str = "here"
    """Whether it is served here while it moves: here, leaving (it is), moved, arriving or arrived (it is not)."""
    other_place: str | None = None
    """Where it moves or has moved to, or comes from."""

    @property
    def is_served_here(self) -> bool:
        """Whether requests for it are answered from this database, and work is done for it."""
        return self.place in SERVED


def create(conn: Connection, name: str, hosts: Collection[str] = ()) -> int:
    """Create a network and return its id.

    A host is given as in a ``Host`` header; its port is dropped. Raises NetworkRefused for a name that is blank or
    taken, an invalid host or one that another network has, and for a second network without hosts.
    """
    with conn.transaction():
        lock(conn)
        created = conn.execute(SQL.insert_network, {"name": free_name(conn, name)}).fetchone()
        network_id: int = created[0] if created else 0
        set_hosts(conn, network_id, hosts)
    return network_id


def change_hosts(conn: Connection, name: str, *, add: Collection[str] = (), remove: Collection[str] = ()) -> None:
    """Give a network more host names, and take others away, all or none; from the next request on.

    Raises NetworkNotFound, and NetworkRefused for an invalid host, one that another network has, one to remove that the
    network does not have, and for a second network without hosts.
    """
    added, removed = _host_names(add), _host_names(remove)
    with conn.transaction():
        lock(conn)
        network = {"network_id": by_name(conn, name)}
        gone = {row[0] for row in conn.execute(SQL.delete_hosts, {**network, "hosts": removed})}
        if others := [host for host in removed if host not in gone]:
            raise NetworkRefused(f"the network {name!r} does not have {', '.join(others)}")
        _add_hosts(conn, network["network_id"], added)
        [has_hosts] = conn.execute(SQL.hosts_of, network).fetchone() or [0]
        if not has_hosts and (other := conn.execute(SQL.other_without_hosts, network).fetchone()):
            raise NetworkRefused(f"the network {other[0]!r} already has no host names: leave this network at least one")


def lock(conn: Connection) -> None:
    """Keep everybody else from creating, renaming or deleting networks until the transaction ends."""
    conn.execute(SQL.lock_networks, Lock.NETWORKS.of(0))


def free_name(conn: Connection, name: str) -> str:
    """Return a name for a new network, without blanks around it; raises NetworkRefused for one that is taken."""
    name = _checked_name(name)
    if conn.execute(SQL.by_name, {"name": name}).fetchone() is not None:
        raise NetworkNameRefused(f"a network named {name!r} already exists")
    return name


def set_hosts(conn: Connection, network_id: int, hosts: Collection[str]) -> None:
    """Give a network that has no host names its host names, in a transaction with ``lock``.

    Raises NetworkRefused for an invalid host, one that another network has, and for a second network without hosts.
    """
    wanted = _host_names(hosts)
    if not wanted and (other := conn.execute(SQL.other_without_hosts, {"network_id": network_id}).fetchone()):
        raise NetworkRefused(f"the network {other[0]!r} already has no host names: give the new network at least one")
    _add_hosts(conn, network_id, wanted)


def replace_hosts(conn: Connection, network_id: int, hosts: Collection[str]) -> None:
    """Give a network exactly these host names; raises NetworkRefused for one that another network has."""
    before = set(own_network(conn, network_id)[0].hosts)
    if before != set(hosts):
        lock(conn)
        conn.execute(SQL.delete_hosts, {"network_id": network_id, "hosts": sorted(before - set(hosts))})
        _add_hosts(conn, network_id, sorted(set(hosts) - before))


def rename(conn: Connection, name: str, new_name: str) -> None:
    """Give a network another name; raises NetworkNotFound, and NetworkRefused for one that is blank or taken."""
    new_name = _checked_name(new_name)
    with conn.transaction():
        lock(conn)
        network_id = by_name(conn, name)
        if conn.execute(SQL.by_name, {"name": new_name}).fetchone() not in {None, (network_id,)}:
            raise NetworkRefused(f"a network named {new_name!r} already exists")
        conn.execute(SQL.rename, {"network_id": network_id, "name": new_name})


def fit_ids(conn: Connection, name: str, *, fit_32_bits: bool) -> None:
    """Say which ids the new records of a network get, from the next ones on; those that are there stay.

    Raises NetworkNotFound; and NetworkRefused for ids of 32 bits when records come from a source as well, since its ids
    lie in that range and would meet them some day.
    """
    with conn.transaction():
        network = {"network_id": by_name(conn, name)}
        conn.execute(SQL.lock_network, network)
        has_webhook, has_mirror = conn.execute(SQL.sources, network).fetchone() or (False, False)
        if fit_32_bits and (has_webhook or has_mirror):
            way = "by webhook" if has_webhook else "through its mirror"
            raise NetworkRefused(
                f"the network {name!r} receives records from another system {way}, whose 32-bit ids could clash with "
                "these"
            )
        conn.execute(SQL.fit_ids, {**network, "fit_32_bits": fit_32_bits})


def own_network(conn: Connection, network_id: int) -> tuple[Network, bool]:
    """Return a network, and whether it is the only one of its database; raises NetworkNotFound."""
    row = conn.execute(SQL.own_network, {"network_id": network_id}).fetchone()
    if row is None:
        raise NetworkNotFound(f"there is no network {network_id}")
    [network] = _networks([row])
    return network, conn.execute(SQL.has_others, {"network_id": network_id}).fetchone() == (False,)


def all_networks(conn: Connection) -> list[Network]:
    """Return every network, by id."""
    return _networks(conn.execute(SQL.all_networks))


def served_networks(conn: Connection) -> list[Network]:
    """Return the networks that are served by this database, by id."""
    return [one for one in all_networks(conn) if one.is_served_here]


async def all_networks_async(conn: AsyncConnection) -> list[Network]:
    """Return every network, by id."""
    return _networks(await (await conn.execute(SQL.all_networks)).fetchall())


def _networks(rows: Iterable[tuple[Any, ...]]) -> list[Network]:
    return [Network(id_, name, tuple(hosts), *more) for id_, name, hosts, *more in rows]


class HostTable:
    """Which network answers for which host: the one that names it, or else the only one that names none."""

    def __init__(self, by_host: Mapping[Any, int | None], any_host: int | None) -> None:
        self._by_host = by_host
        self._any_host = any_host

    @classmethod
    def of(cls, networks: Iterable[Network]) -> HostTable:
        """Return that of all networks, also of those that another database serves."""
        every = list(networks)
        without = [one.id for one in every if not one.hosts]
        return cls({host: one.id for one in every for host in one.hosts}, without[0] if len(without) == 1 else None)

    def network_of(self, host: str) -> int | None:
        """Return the network that names a host, or else the only one that names none; None when there is neither."""
        return self._by_host.get(host, self._any_host)


def by_name(conn: Connection, name: str) -> int:
    """Return the id of the network of that name; raises NetworkNotFound."""
    found = conn.execute(SQL.by_name, {"name": name}).fetchone() if name.isprintable() else None
    if found is None:
        raise NetworkNotFound(f"there is no network named {name!r}")
    network_id: int = found[0]
    return network_id


def named_as(conn: Connection, network_id: int) -> int:
    """Return the number that names of a network are derived from, which stays the same wherever the network moves.

    It is asked once for each connection.
    """
    known = _named_as.setdefault(conn, {})
    if network_id not in known:
        row = conn.execute(SQL.named_as, {"network_id": network_id}).fetchone()
        known[network_id] = row[0] if row else network_id
    return known[network_id]


_named_as: WeakKeyDictionary[Connection, dict[int, int]] = WeakKeyDictionary()


def by_host(conn: Connection, host: str) -> int:
    """Return the id of the network that answers for a ``Host`` header's value; raises NetworkNotFound.

    That is the network that names the host, or else the only one that names no host, if it is served here.
    """
    name = host_name(host)
    return _found(host, _answering(conn.execute(SQL.of_hosts, {"hosts": [name]}).fetchall()).network_of(name))


async def network_at(conn: AsyncConnection, host: str) -> int:
    """Return the same as ``by_host``, on a connection of the event loop; raises NetworkNotFound."""
    name = host_name(host)
    return _found(host, (await networks_of(conn, [name]))[name])


async def networks_of(conn: AsyncConnection, names: Collection[str]) -> dict[str, int | None]:
    """Return the network that answers for each of some hosts, as ``host_name`` returns them; None where none does."""
    hosts = list(dict.fromkeys(names))
    table = _answering(await (await conn.execute(SQL.of_hosts, {"hosts": hosts}, prepare=True)).fetchall())
    return {host: table.network_of(host) for host in hosts}


def _answering(rows: Iterable[tuple[str | None, int, bool]]) -> HostTable:
    served = {host: network_id if is_served else None for host, network_id, is_served in rows}
    return HostTable(served, served.pop(None, None))


def _found(host: str, network_id: int | None) -> int:
    if network_id is None:
        raise NetworkNotFound(f"no network answers for the host {host!r}")
    return network_id


async def is_elsewhere(conn: AsyncConnection, host: str) -> bool:
    """Return whether a host, for which no network answers, is that of a network that another database serves."""
    for (network_id,) in await (await conn.execute(SQL.not_served)).fetchall():
        asked = {"network_id": network_id, "host": host_name(host)}
        row = await (await conn.execute(SQL.names_host, asked)).fetchone()
        if row and row[0]:
            return True
    return False


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise NetworkNameRefused(f"a network's name must have 1 to {_LONGEST_NAME} printable characters")
    return name


def _host_names(hosts: Collection[str]) -> list[str]:
    names = {host: host_name(host) for host in hosts}
    for host, as_named in names.items():
        if not as_named:
            raise NetworkRefused(f"{host!r} is not a host name; letters beyond ASCII are written in their xn-- form")
    return sorted(set(names.values()))


def _add_hosts(conn: Connection, network_id: int, hosts: list[str]) -> None:
    """Give a network host names; those that it has already stay."""
    refused = {row[0] for row in conn.execute(SQL.add_hosts, {"network_id": network_id, "hosts": hosts})}
    if taken := [host for host in hosts if host in refused]:
        raise NetworkRefused(f"another network already answers for {', '.join(taken)}")


def host_name(host: str) -> str:
    """Return the normalised name in a ``Host`` header's value, or "" if the value is invalid.

    Lower case, without port and without the root's dot; an IPv6 address in its shortest form, without brackets.
    "" is the name of no network, so a request without a usable host goes where unnamed hosts go.
    """
    host = host.strip().lower() if host.isascii() else ""
    if name := _NAME_AND_PORT.fullmatch(host):
        return name[1]
    address = _ADDRESS_AND_PORT.fullmatch(host)
    try:
        return IPv6Address(address[1] if address else host).compressed
    except AddressValueError:
        return ""
