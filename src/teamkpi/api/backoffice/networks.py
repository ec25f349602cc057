"""``/api/sys/networks``: the networks of the installation, for the owners of the one that the settings name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Final

from msgspec import Meta, Struct
from psycopg import Connection

from teamkpi.accounts import Seal, access_networks
from teamkpi.accounts.access_networks import NetworkContents, SetupLink
from teamkpi.api.backoffice.access_types import owner_of
from teamkpi.api.backoffice.bodies import read_object
from teamkpi.api.backoffice.declarations import NOT_FOUND_REPLY, REFUSED
from teamkpi.api.backoffice.envelopes import answering, json_answer
from teamkpi.api.backoffice.hosts import HOST_NAMES, host_names
from teamkpi.api.backoffice.owner_calls import declare, id_in_path, page_of, page_parameters, shown_once
from teamkpi.api.callers.services import Services
from teamkpi.api.http.declarations import ID_SCHEMA, NO_STORE_HEADERS, JsonBody, Parameter, Reply
from teamkpi.api.http.json_body import text_of
from teamkpi.api.http.query import Query
from teamkpi.api.http.requests import HttpRequest, host_of
from teamkpi.api.http.responses import Response
from teamkpi.describing import says
from teamkpi.errors import BadRequest, NetworkNameRefused, NetworkRefused, SettingsError

_USUAL: Final = 50
_MOST: Final = 200
_PAGE: Final = "/console/setup"
_WHO: Final = (
    "Refused with `missing_role` unless the network of the request is the one that the setting "
    "`TEAMKPI_INSTALLATION_NETWORK` names."
)
_EXAMPLE_TIME: Final = "2026-11-21T13:00:00Z"


class NetworkSummary(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A network, without anything that is in it."""

    id: Annotated[int, says("The network's id.", 2)]
    name: Annotated[str, says("The name.", "North Hubs")]
    hosts: Annotated[
        list[str],
        Meta(
            description="The host names that it answers for; empty: all that no other network has.",
            examples=[["north.example.com"]],
        ),
    ]
    is_yours: Annotated[bool, says("The network of this request.", False)]
    people: Annotated[int, says("Number of active people.", 240)]
    teams: Annotated[int, says("Number of teams.", 31)]
    has_operator: Annotated[bool, says("It has an operator's account.", True)]
    can_be_set_up: Annotated[
        bool,
        says("A set-up link can be made: it has no account, no API key and no mirror, and never had a record.", False),
    ]


class NetworkPage(Struct, frozen=True, kw_only=True, rename="pascal"):
    """One page of the networks."""

    networks: Annotated[list[NetworkSummary], Meta(description="The networks, by id.")]
    page: Annotated[int, says("The page, from 1.", 1)]
    size: Annotated[int, says("The size of a page.", 50)]
    total_items: Annotated[int, says("Number of networks on all pages.", 1)]


class NetworkToSetUp(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A network with a set-up link."""

    network: NetworkSummary
    secret: Annotated[str, says("The part of the link after `#`, which is not shown again.", "gAAAA…")]
    page: Annotated[str, says("The path of the link, below an address with a host name of the network.", _PAGE)]
    expires_on: Annotated[datetime, says("When it expires.", _EXAMPLE_TIME)]


async def _list(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    installation = services.settings.installation_network

    async def work() -> Response:
        page, size = page_of(Query(request.scope["query_string"]), _USUAL, _MOST)
        found, total = await services.database.read_in_thread(
            lambda conn: access_networks.list_networks(conn, owner, installation, page=page, size=size)
        )
        shown = [_shown(one, owner.network_id) for one in found]
        return json_answer(NetworkPage(networks=shown, page=page, size=size, total_items=total))

    return await answering(request, work, {})


async def _create(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    settings, host = services.settings, host_of(request)

    async def work() -> Response:
        body = await read_object(request, dict)
        name, hosts = text_of(body, "Name"), host_names(body, "Hosts")

        def create(conn: Connection) -> tuple[NetworkContents, SetupLink]:
            return access_networks.create_network(
                conn,
                owner,
                settings.installation_network,
                name,
                hosts,
                seal=Seal(settings.secret_key),
                asked_at=host,
            )

        return await _made(services, owner.network_id, "Hosts", create)

    return await answering(request, work, {})


async def _link(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    settings, network_id = services.settings, id_in_path(request, "networkId")

    async def work() -> Response:
        def make(conn: Connection) -> tuple[NetworkContents, SetupLink]:
            seal = Seal(settings.secret_key)
            return access_networks.make_setup_link(conn, owner, settings.installation_network, network_id, seal=seal)

        return await _made(services, owner.network_id, "networkId", make)

    return await answering(request, work, {})


async def _made(
    services: Services, own_id: int, field: str, make: Callable[[Connection], tuple[NetworkContents, SetupLink]]
) -> Response:
    def refusing(conn: Connection) -> tuple[NetworkContents, SetupLink]:
        try:
            return make(conn)
        except NetworkNameRefused as error:
            raise BadRequest("Name", str(error)) from None
        except (NetworkRefused, SettingsError) as error:
            raise BadRequest(field, str(error)) from None

    found, link = await services.database.write(refusing)
    return shown_once(
        NetworkToSetUp(
            network=_shown(found, own_id),
            secret=link.secret,
            page=_PAGE,
            expires_on=link.expires_on.astimezone(UTC),
        )
    )


def _shown(found: NetworkContents, own_id: int) -> NetworkSummary:
    return NetworkSummary(
        id=found.network.id,
        name=found.network.name,
        hosts=list(found.network.hosts),
        is_yours=found.network.id == own_id,
        people=found.people,
        teams=found.teams,
        has_operator=found.has_operator,
        can_be_set_up=found.can_be_set_up,
    )


declare(
    _list,
    "GET /api/sys/networks",
    "listNetworks",
    "List the networks of the installation",
    f"The networks with their host names, and how much there is in each; nothing that is in them. {_WHO}",
    parameters=page_parameters(_USUAL, _MOST),
    replies={200: Reply("The page.", NetworkPage), 400: REFUSED},
)
declare(
    _create,
    "POST /api/sys/networks",
    "createNetwork",
    "Create a network",
    "Creates an empty network, and a link with which its first operator makes an account, valid for one hour. Each "
    "host name must lead to this server and must not be another network's. If a network of this server has no host "
    f"names, it has answered for these until now, and no longer does. {_WHO}",
    json=JsonBody(
        {
            "title": "NewNetwork",
            "type": "object",
            "required": ["Name", "Hosts"],
            "properties": {
                "Name": {
                    "type": "string",
                    "maxLength": 200,
                    "description": "The name, which no other network has.",
                },
                "Hosts": {**HOST_NAMES, "minItems": 1, "description": "Its host names, without a port."},
            },
        },
        {"Name": "North Hubs", "Hosts": ["north.example.com"]},
    ),
    replies={200: Reply("The network.", NetworkToSetUp, headers=NO_STORE_HEADERS), 400: REFUSED},
)
declare(
    _link,
    "POST /api/sys/networks/{networkId}/setup-link",
    "createSetupLink",
    "Create another set-up link",
    "Creates a link for a network that has not been set up, valid for one hour. Refused for a network that has an "
    f"account, an API key or a mirror, or ever had a record: a terminal on the server gives access to it. {_WHO}",
    parameters=(Parameter("networkId", "path", "The network's id.", ID_SCHEMA, required=True),),
    replies={200: Reply("The network.", NetworkToSetUp, headers=NO_STORE_HEADERS), 400: REFUSED, 404: NOT_FOUND_REPLY},
)
