"""The networks of an installation: its owners list and create them, and see nothing that is in them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from api.backoffice import OPERATOR, refused
from api.doorway import NOW, PASSWORD, Space, account, running, store
from spaces import AUTHOR
from teamkpi import ledger, networks
from teamkpi.accounts import keys, people
from teamkpi.accounts.role_sets import ROLE_SETS
from teamkpi.wire import instant

HOME, NORTH = "home.example.com", "north.example.com"
PATH = "/api/sys/networks"
KEY = b64encode(bytes(range(32))).decode()
LENGTH = "a network's name must have 1 to 200 printable characters"
NEW = {"Name": "South Hubs", "Hosts": ["South.example.com:8000"]}


@pytest.fixture
def north(conn: Connection[Any]) -> int:
    """A second network, with a person, a team and an owner of its own."""
    account(conn, OPERATOR, operator=True)
    networks.change_hosts(conn, "default", add=[HOME])
    network_id = networks.create(conn, "North", [NORTH])
    people.create(conn, network_id, OPERATOR, PASSWORD, operator=True, now=NOW)
    place = {"Id": 1, "Name": "North", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}
    person = {"Id": 7, "FullName": "Nora of the north", "Email": "nora@example.com"}
    left = {"Id": 8, "FullName": "Left", "Email": "left@example.com", "Archived": True}
    team = {"Id": 9, "BusinessId": 1, "Name": "A team of the north", "TeamMembers": [7]}
    store(conn, {"businesses": [place], "coworkers": [person, left], "teams": [team]}, network_id=network_id)
    return network_id


@pytest.fixture
def space(database_url: str, north: int) -> Iterator[Space]:
    assert north
    with running(database_url, installation_network="default", secret_key=(KEY,)) as space:
        yield space


def ask(space: Space, method: str, path: str = PATH, *, host: str = HOME, token: str | None = None, **more: Any) -> Any:
    token = token or space.sign_in(OPERATOR, host=host)["access_token"]
    return space.ask(method, path, token=token, headers={"Host": host}, **more)


def line(network_id: int, name: str, *hosts: str, **more: Any) -> dict[str, Any]:
    line = {"Id": network_id, "Name": name, "Hosts": list(hosts), "IsYours": False, "People": 0, "Teams": 0}
    return {**line, "HasOperator": True, "CanBeSetUp": False, **more}


def test_the_owners_of_the_installation_see_names_and_numbers(space: Space, north: int) -> None:
    home = line(1, "default", HOME, IsYours=True)
    other = line(north, "North", NORTH, People=1, Teams=1)
    assert ask(space, "GET").json() == {"Networks": [home, other], "Page": 1, "Size": 50, "TotalItems": 2}
    assert ask(space, "GET", f"{PATH}?page=2&size=1").json()["Networks"] == [other]
    assert ask(space, "GET", "/api/sys/hosts").json() == {
        "Network": "default",
        "Hosts": [HOME],
        "YourHost": HOME,
        "MayChange": True,
        "MayManageNetworks": True,
    }


def test_a_new_network_is_set_up_with_its_link(conn: Connection[Any], space: Space) -> None:
    made = ask(space, "POST", json=NEW)
    assert made.headers["cache-control"] == "no-store"
    body = made.json()
    number, secret = body["Network"]["Id"], body.pop("Secret")
    expires_on = instant(NOW + timedelta(hours=1))
    assert body == {
        "Network": line(number, "South Hubs", "south.example.com", HasOperator=False, CanBeSetUp=True),
        "Page": "/console/setup",
        "ExpiresOn": expires_on,
    }
    # Until it is used, another link can be made. The first use ends both.
    again = ask(space, "POST", f"{PATH}/{number}/setup-link").json()["Secret"]
    first = {"Email": "south@example.com", "Password": PASSWORD}
    here = {"Host": "south.example.com"}
    elsewhere = space.ask("POST", "/api/setup", headers={"Host": NORTH}, json={**first, "Secret": secret})
    assert elsewhere.json()["code"] == "setup_refused"
    assert space.ask("POST", "/api/setup", headers=here, json={**first, "Secret": secret}).status_code == 200
    late = space.ask("POST", "/api/setup", headers=here, json={**first, "Email": "b@example.com", "Secret": again})
    assert late.json()["code"] == "setup_refused"
    assert ask(space, "GET").json()["Networks"][2] == line(number, "South Hubs", "south.example.com")
    trail = "SELECT network_id, entity_id, action_by, changes FROM audit_entry WHERE entity_short_name = 'Network'"
    link = {"SetupLinkExpiresOn": [None, expires_on]}
    assert conn.execute(f"{trail} ORDER BY id").fetchall() == [
        (1, number, OPERATOR, {"Name": [None, "South Hubs"], "Hosts": [None, ["south.example.com"]], **link}),
        (1, number, OPERATOR, link),
    ]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"Hosts": ["a.example"]}, {"Name": "is required"}),
        ({**NEW, "Name": " "}, {"Name": LENGTH}),
        ({**NEW, "Name": "North"}, {"Name": "a network named 'North' already exists"}),
        ({"Name": "South"}, {"Hosts": "a new network needs at least one host name, which leads to this server"}),
        ({**NEW, "Hosts": [NORTH]}, {"Hosts": f"another network already answers for {NORTH}"}),
        ({**NEW, "Hosts": ["a b"]}, {"Hosts": "'a b' is not a host name; letters beyond ASCII are written in their "
                                              "xn-- form"}),
    ],
    ids=["no name", "blank", "taken", "no host", "host taken", "no host name"],
)  # fmt: skip
def test_what_cannot_be_created_is_refused(
    conn: Connection[Any], space: Space, body: dict[str, Any], wrong: dict[str, str]
) -> None:
    assert refused(ask(space, "POST", json=body)) == wrong
    assert [one.name for one in networks.all_networks(conn)] == ["default", "North"]


def test_nobody_takes_the_name_that_they_are_using(database_url: str, conn: Connection[Any]) -> None:
    account(conn, OPERATOR, operator=True)
    with running(database_url, installation_network="default", secret_key=(KEY,)) as space:
        locked_out = f"you are using {HOME}, which the network would no longer answer for; add that name first"
        assert refused(ask(space, "POST", json={**NEW, "Hosts": [HOME]})) == {"Hosts": locked_out}
        assert ask(space, "GET").json()["TotalItems"] == 1
        # It answers for all names that no other network has, so one more network takes nothing from it.
        assert ask(space, "POST", json=NEW).status_code == 200


def test_without_a_key_nothing_is_created(database_url: str, conn: Connection[Any], north: int) -> None:
    with running(database_url, installation_network="default") as space:
        assert "TEAMKPI_SECRET_KEY" in refused(ask(space, "POST", json=NEW))["Hosts"]
    assert [one.id for one in networks.all_networks(conn)] == [1, north]


@pytest.mark.parametrize("way_in", ["operator", "member", "key", "record", "deleted record"])
def test_there_is_no_link_into_a_network_that_belongs_to_somebody(
    conn: Connection[Any], space: Space, way_in: str
) -> None:
    network_id = networks.create(conn, "Used", ["used.example.com"])
    place = {"Id": 1, "Name": "Used", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}
    match way_in:
        case "operator" | "member":
            people.create(conn, network_id, "a@example.com", PASSWORD, operator=way_in == "operator", now=NOW)
        case "key":
            keys.create(conn, [network_id], "sync", author=AUTHOR, now=NOW)
        case _:
            store(conn, {"businesses": [place]}, network_id=network_id)
    if way_in == "deleted record":
        ledger.apply(conn, network_id, [ledger.Change("businesses", {"Id": 1, "_deleted": True}, 1)], now=NOW)
    answer = ask(space, "POST", f"{PATH}/{network_id}/setup-link")
    reason = "the network 'Used' is in use; only a terminal on the server gives access to it"
    assert refused(answer) == {"networkId": reason}
    assert ask(space, "POST", f"{PATH}/987654321/setup-link").status_code == 404


def test_only_owners_of_the_network_that_is_named_may(
    database_url: str, conn: Connection[Any], space: Space, north: int
) -> None:
    """Neither owners of another network, nor other operators or keys of this one; and no one unless it is named."""
    refusal = (401, "missing_role")
    tokens = [(HOME, keys.create(conn, [1], "sync", author=AUTHOR, now=NOW))]
    tokens.append((NORTH, space.sign_in(OPERATOR, host=NORTH)["access_token"]))
    for name, roles in ROLE_SETS.items():
        if roles is not None:
            email = f"{name.lower()}@example.com"
            people.create(conn, 1, email, PASSWORD, operator=True, roles=list(roles), now=NOW)
            tokens.append((HOME, space.sign_in(email, host=HOME)["access_token"]))
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", PATH, {}),
        ("POST", PATH, {"json": NEW}),
        ("POST", f"{PATH}/{north}/setup-link", {}),
        ("POST", f"{PATH}/987654321/setup-link", {}),
    ]
    for host, token in tokens:
        for method, path, options in calls:
            answer = ask(space, method, path, host=host, token=token, **options)
            assert (answer.status_code, answer.json()["code"]) == refusal, (host, method, path)
    assert ask(space, "GET", "/api/sys/hosts", host=NORTH).json()["MayManageNetworks"] is False
    for named in (None, "another"):
        with running(database_url, installation_network=named, secret_key=(KEY,)) as unnamed:
            for method, path, options in calls:
                answer = ask(unnamed, method, path, **options)
                assert (answer.status_code, answer.json()["code"]) == refusal, (named, method, path)
    assert [one.id for one in networks.all_networks(conn)] == [1, north]


def test_the_owners_of_the_installation_change_their_own_host_names(conn: Connection[Any], space: Space) -> None:
    added = ask(space, "POST", "/api/sys/hosts", json={"Add": ["new.example.com"]})
    assert added.json()["Hosts"] == [HOME, "new.example.com"]
    taken = ask(space, "POST", "/api/sys/hosts", json={"Add": [NORTH]})
    assert refused(taken) == {"Add": f"another network already answers for {NORTH}"}
    theirs = ask(space, "POST", "/api/sys/hosts", host=NORTH, json={"Add": ["new.north.example"]})
    assert "only be changed in a terminal" in refused(theirs)["Add"]
    assert networks.by_host(conn, NORTH) == networks.by_name(conn, "North")
