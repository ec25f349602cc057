"""Networks: the operators whose ledgers one database holds apart.

A request finds its network by the host name that it was sent to. A network without host names answers for every host
that no other network names, so there is at most one such; a fresh install has nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import AddressValueError, IPv6Address
from typing import Any, NamedTuple

from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.errors import NetworkNotFound, NetworkRefused

SQL = load_sql("teamkpi", "networks.sql")
_CREATION_LOCK = 0x7061C4  # the class of the advisory lock under which networks are created
_LONGEST_NAME = 200
_NAME_AND_PORT = re.compile(r"([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?(?::[0-9]*)?")
_ADDRESS_AND_PORT = re.compile(r"\[([0-9a-f:.]+)\](?::[0-9]*)?")


class Network(NamedTuple):
    """One operator with all its locations; ``hosts`` are the host names that it answers for, sorted."""

    id: int
    name: str
    hosts: tuple[str, ...]


def create(conn: Connection[Any], name: str, hosts: Collection[str] = ()) -> int:
    """Create a network and return its id.

    A host is given as in a ``Host`` header; its port is dropped. Raises NetworkRefused for a name that is blank or
    taken, a host that is none or that another network names, and for a second network without hosts.
    """
    name = name.strip()
    if not name or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise NetworkRefused(f"a network's name is 1 to {_LONGEST_NAME} printable characters")
    names = {host: host_name(host) for host in hosts}
    for host, as_named in names.items():
        if not as_named:
            raise NetworkRefused(f"{host!r} is not a host name; letters beyond ASCII are written in their xn-- form")
    wanted = sorted(set(names.values()))
    with conn.transaction():
        conn.execute(SQL.lock_networks, {"lock_class": _CREATION_LOCK})
        if not wanted and (other := conn.execute(SQL.without_hosts).fetchone()):
            raise NetworkRefused(f"the network {other[0]!r} has no host names already: give the new one some")
        created = conn.execute(SQL.insert_network, {"name": name}).fetchone()
        if created is None:
            raise NetworkRefused(f"there is a network {name!r} already")
        network_id: int = created[0]
        stored = {row[0] for row in conn.execute(SQL.insert_hosts, {"network_id": network_id, "hosts": wanted})}
        if taken := [host for host in wanted if host not in stored]:
            raise NetworkRefused(f"another network answers for {', '.join(taken)} already")
    return network_id


def all_networks(conn: Connection[Any]) -> list[Network]:
    """Return every network, by id."""
    return [Network(id_, name, tuple(hosts)) for id_, name, hosts in conn.execute(SQL.all_networks)]


def by_name(conn: Connection[Any], name: str) -> int:
    """Return the id of the network of that name; raises NetworkNotFound."""
    found = conn.execute(SQL.by_name, {"name": name}).fetchone() if name.isprintable() else None
    if found is None:
        raise NetworkNotFound(f"there is no network {name!r}")
    network_id: int = found[0]
    return network_id


def by_host(conn: Connection[Any], host: str) -> int:
    """Return the id of the network that answers for a ``Host`` header's value; raises NetworkNotFound.

    That is the network that names the host, or else the only one that names no host.
    """
    found = conn.execute(SQL.by_host, {"host": host_name(host)}).fetchone()
    if found is None:
        raise NetworkNotFound(f"no network answers for the host {host!r}")
    network_id: int = found[0]
    return network_id


def host_name(host: str) -> str:
    """Return the name in a ``Host`` header's value as networks name it, or "" when the value is none.

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
