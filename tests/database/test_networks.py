"""Networks: which one a request is for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from teamkpi import networks
from teamkpi.db import connect
from teamkpi.errors import NetworkNotFound, NetworkRefused
from teamkpi.networks import HostTable, Network, host_name

Conn = Connection[Any]


@pytest.fixture
def two(conn: Conn) -> int:
    """A second network, with three hosts; returns its id."""
    return networks.create(
        conn, " Nørth ", ["kpi.north.example:443", "KPI.north.example", "north.example.", "[::1]:80"]
    )


def test_a_fresh_install_has_one_network_that_answers_for_every_host(conn: Conn) -> None:
    assert networks.all_networks(conn) == [Network(1, "default", ())]
    assert networks.by_name(conn, "default") == 1
    for host in ("localhost:8000", "kpi.example", "[::1]", "", "no host at all", "a\x00b", "\ud800"):
        assert networks.by_host(conn, host) == 1


def test_a_network_answers_for_the_hosts_it_names(conn: Conn, two: int) -> None:
    assert networks.all_networks(conn) == [
        Network(1, "default", ()),
        Network(two, "Nørth", ("::1", "kpi.north.example", "north.example")),
    ]
    assert networks.by_name(conn, "Nørth") == two
    for host in ("kpi.north.example", "KPI.North.Example:8443", "north.example", "[::1]:8000", "[0:0::1]", "::1"):
        assert networks.by_host(conn, host) == two
    for host in ("north.example.evil", "xkpi.north.example", "example", "[::2]:8000", "127.0.0.1", "", "%"):
        assert networks.by_host(conn, host) == 1


def test_an_unnamed_host_finds_nothing_once_every_network_names_its_own(conn: Conn, two: int) -> None:
    conn.execute("INSERT INTO network_host (host, network_id) VALUES ('first.example', 1)")
    assert networks.by_host(conn, "first.example") == 1
    assert networks.by_host(conn, "north.example") == two
    for host in ("other.example", ""):
        with pytest.raises(NetworkNotFound, match=f"^no network answers for the host {host!r}$"):
            networks.by_host(conn, host)


@pytest.mark.usefixtures("two")
def test_an_unnamed_host_finds_nothing_while_two_networks_might_be_meant(conn: Conn) -> None:
    conn.execute("DELETE FROM network_host")
    with pytest.raises(NetworkNotFound):
        networks.by_host(conn, "other.example")


@pytest.mark.parametrize("named", [{}, {1: ["a.example"]}, {2: ["b.example"]}, {1: ["a.example"], 2: ["b.example"]}])
def test_the_table_of_hosts_says_what_the_database_says(conn: Conn, named: dict[int, list[str]]) -> None:
    conn.execute("INSERT INTO network (name) VALUES ('another')")
    for network_id, hosts in named.items():
        conn.execute("INSERT INTO network_host (host, network_id) SELECT unnest(%s::text[]), %s", (hosts, network_id))
    table = HostTable.of(networks.all_networks(conn))
    for host in ("a.example", "b.example", "other.example", ""):
        expected = table.network_of(host)
        if expected is None:
            with pytest.raises(NetworkNotFound):
                networks.by_host(conn, host)
        else:
            assert networks.by_host(conn, host) == expected


def test_a_network_of_no_such_name(conn: Conn) -> None:
    for name in ("Default", "", "de\x00fault"):
        with pytest.raises(NetworkNotFound):
            networks.by_name(conn, name)


@pytest.mark.usefixtures("two")
def test_a_refused_network_leaves_nothing_behind(conn: Conn) -> None:
    before = networks.all_networks(conn)
    not_a_host = "is not a host name; letters beyond ASCII are written in their xn-- form"
    for name, hosts, reason in (
        ("", ["a.example"], "a network's name must have 1 to 200 printable characters"),
        (" \t", ["a.example"], "a network's name must have 1 to 200 printable characters"),
        ("a\x00b", ["a.example"], "a network's name must have 1 to 200 printable characters"),
        ("n" * 201, ["a.example"], "a network's name must have 1 to 200 printable characters"),
        ("default", ["a.example"], "a network named 'default' already exists"),
        ("other", [], "the network 'default' already has no host names: give the new network at least one"),
        ("other", ["a.example", "North.example:1"], "another network already answers for north.example"),
        ("other", [""], f"'' {not_a_host}"),
        ("other", ["nørth.example"], f"'nørth.example' {not_a_host}"),
        ("other", ["http://a.example/"], f"'http://a.example/' {not_a_host}"),
    ):
        with pytest.raises(NetworkRefused) as refused:
            networks.create(conn, name, hosts)
        assert str(refused.value) == reason
    assert networks.all_networks(conn) == before


def test_two_at_once_do_not_both_become_the_network_of_unnamed_hosts(conn: Conn, database_url: str) -> None:
    conn.execute("INSERT INTO network_host (host, network_id) VALUES ('first.example', 1)")
    with connect(database_url) as other, conn.transaction():
        networks.create(conn, "second")
        other.execute("SET lock_timeout = '200ms'")
        with pytest.raises(Exception, match="lock timeout"):
            networks.create(other, "third")
    with connect(database_url) as other, pytest.raises(NetworkRefused, match="'second' already has no host names"):
        networks.create(other, "third")


def test_hosts_are_added_and_taken_away_all_or_none(conn: Conn, two: int) -> None:
    networks.change_hosts(conn, "Nørth", add=["New.Example:80", "::1"], remove=["north.example"])
    assert networks.all_networks(conn)[1].hosts == ("::1", "kpi.north.example", "new.example")
    assert networks.by_host(conn, "new.example") == two
    assert networks.by_host(conn, "north.example") == 1
    networks.change_hosts(conn, "default", add=["north.example"])
    networks.change_hosts(conn, "Nørth", remove=["new.example", "::1", "kpi.north.example"])
    before = networks.all_networks(conn)
    assert before == [Network(1, "default", ("north.example",)), Network(two, "Nørth", ())]
    for name, add, remove, reason in (
        ("default", ["a.example"], ["north.example", "b.example"], "the network 'default' does not have b.example"),
        (
            "default",
            [],
            ["north.example"],
            "the network 'Nørth' already has no host names: leave this network at least one",
        ),
        ("Nørth", ["a.example", "north.example"], [], "another network already answers for north.example"),
        ("Nørth", ["a b"], [], "'a b' is not a host name; letters beyond ASCII are written in their xn-- form"),
        ("Nørth", [], ["a b"], "'a b' is not a host name; letters beyond ASCII are written in their xn-- form"),
    ):
        with pytest.raises(NetworkRefused) as refused:
            networks.change_hosts(conn, name, add=add, remove=remove)
        assert str(refused.value) == reason
    with pytest.raises(NetworkNotFound):
        networks.change_hosts(conn, "nowhere", add=["a.example"])
    assert networks.all_networks(conn) == before
    # A host that is taken away and given in one call is there.
    networks.change_hosts(conn, "default", add=["north.example"], remove=["north.example"])
    assert networks.all_networks(conn) == before


def test_networks_are_renamed(conn: Conn, two: int) -> None:
    networks.rename(conn, "Nørth", " South ")
    networks.rename(conn, "South", "South")
    for new_name, reason in (
        ("default", "a network named 'default' already exists"),
        (" ", "a network's name must have 1 to 200 printable characters"),
        ("a\nb", "a network's name must have 1 to 200 printable characters"),
    ):
        with pytest.raises(NetworkRefused) as refused:
            networks.rename(conn, "South", new_name)
        assert str(refused.value) == reason
    with pytest.raises(NetworkNotFound):
        networks.rename(conn, "Nørth", "x")
    assert [(one.id, one.name) for one in networks.all_networks(conn)] == [(1, "default"), (two, "South")]


LABEL = st.from_regex(r"[a-z0-9]([a-z0-9_-]{0,10}[a-z0-9])?", fullmatch=True)


@given(st.lists(LABEL, min_size=1, max_size=4), st.none() | st.integers(0, 65535), st.booleans(), st.booleans())
def test_a_host_has_one_name_however_it_is_sent(
    labels: list[str], port: int | None, upper: bool, with_root: bool
) -> None:
    name = ".".join(labels)
    sent = (name.upper() if upper else name) + ("." if with_root else "") + ("" if port is None else f":{port}")
    assert host_name(sent) == name


@given(st.ip_addresses(v=6), st.none() | st.integers(0, 65535))
def test_an_ipv6_host_has_one_name_however_it_is_written(address: Any, port: int | None) -> None:
    suffix = "" if port is None else f":{port}"
    assert host_name(f"[{address.exploded}]{suffix}") == str(address)
    assert host_name(f"[{address.compressed.upper()}]{suffix}") == str(address)


@given(st.text())
def test_every_text_is_a_host_name_or_none(text: str) -> None:
    name = host_name(text)
    assert host_name(name) == name
