"""The host names of a network in the back office, and that nobody locks themselves or another network out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection

from api.backoffice import OPERATOR, refused
from api.doorway import NOW, PASSWORD, Space, account, running
from spaces import AUTHOR
from teamkpi import networks
from teamkpi.accounts import keys, people
from teamkpi.accounts.role_sets import ROLE_SETS

HOSTS = "/api/sys/hosts"
HOST = "kpi.example.com"


@pytest.fixture
def space(database_url: str, conn: Connection[Any]) -> Iterator[Space]:
    account(conn, OPERATOR, operator=True)
    with running(database_url) as space:
        yield space


def ask(space: Space, method: str, host: str = HOST, *, token: str | None = None, **options: Any) -> Any:
    token = token or space.sign_in(OPERATOR, host=host)["access_token"]
    return space.ask(method, HOSTS, token=token, headers={"Host": host}, **options)


def shown(*hosts: str, your: str = HOST, may: bool = True) -> dict[str, Any]:
    return {"Network": "default", "Hosts": list(hosts), "YourHost": your, "MayChange": may, "MayManageNetworks": False}


def test_host_names_are_added_and_removed(conn: Connection[Any], space: Space) -> None:
    assert ask(space, "GET", "kpi.example.com:8443").json() == shown()
    token = space.sign_in(OPERATOR, host=HOST)["access_token"]
    added = ask(space, "POST", json={"Add": ["KPI.example.com", "[::1]:8000"]})
    assert added.json() == shown("::1", HOST)
    # A host that the network does not name any more, or never did, is nobody's now.
    elsewhere = space.ask("GET", HOSTS, token=token, headers={"Host": "other.example"})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "network_not_found")
    assert ask(space, "POST", json={"Add": ["other.example"], "Remove": ["::1"]}).json() == shown(HOST, "other.example")
    trail = "SELECT action_by, changes FROM audit_entry WHERE entity_short_name = 'Network' ORDER BY id"
    assert conn.execute(trail).fetchall() == [
        (OPERATOR, {"Hosts": [[], ["::1", HOST]]}),
        (OPERATOR, {"Hosts": [["::1", HOST], [HOST, "other.example"]]}),
    ]


def test_nobody_is_locked_out(space: Space) -> None:
    locked_out = {"Add": f"you are using {HOST}, which the network would no longer answer for; add that name first"}
    assert refused(ask(space, "POST", json={"Add": ["other.example"]})) == locked_out
    ask(space, "POST", json={"Add": [HOST, "other.example"]})
    assert refused(ask(space, "POST", json={"Remove": [HOST]})) == {"Remove": locked_out["Add"]}
    assert ask(space, "GET").json() == shown(HOST, "other.example")
    # Without a name it answers for all of them again.
    assert ask(space, "POST", json={"Remove": [HOST, "other.example"]}).json() == shown()


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"Add": "is a required field, unless Remove is given"}),
        ({"Add": "kpi.example.com"}, {"Add": "must be a list of at most 100 host names"}),
        (
            {"Add": ["münchen.example"]},
            {"Add": "'münchen.example' is not a host name; letters beyond ASCII are written in their xn-- form"},
        ),
        ({"Remove": ["a.example"]}, {"Remove": "the network 'default' does not have a.example"}),
    ],
    ids=["nothing", "no list", "no name", "not there"],
)
def test_what_is_no_host_name_is_refused(space: Space, body: dict[str, Any], wrong: dict[str, str]) -> None:
    assert refused(ask(space, "POST", json=body)) == wrong


def test_with_several_networks_nothing_is_taken_from_another(conn: Connection[Any], space: Space) -> None:
    networks.create(conn, "North", ["north.example"])
    assert ask(space, "GET").json() == shown(may=False)
    for host in ("north.example", HOST):
        assert refused(ask(space, "POST", json={"Add": [host]})) == {
            "Add": "this server has several networks, whose host names can only be changed in a terminal, with "
            "`teamkpi network hosts`"
        }
    assert networks.by_host(conn, "north.example") == networks.by_name(conn, "North")


def test_only_owners_with_an_account_may(conn: Connection[Any], space: Space) -> None:
    tokens = [keys.create(conn, [1], "sync", author=AUTHOR, now=NOW)]
    for name, roles in ROLE_SETS.items():
        if roles is not None:
            email = f"{name.lower()}@example.com"
            people.create(conn, 1, email, PASSWORD, operator=True, roles=list(roles), now=NOW)
            tokens.append(space.sign_in(email, host=HOST)["access_token"])
    for token in tokens:
        for method in ("GET", "POST"):
            options: dict[str, Any] = {"json": {"Add": [HOST]}} if method == "POST" else {}
            answer = ask(space, method, token=token, **options)
            assert (answer.status_code, answer.json()["code"]) == (401, "missing_role")
