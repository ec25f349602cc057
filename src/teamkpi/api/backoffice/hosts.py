"""``/api/sys/hosts``: the host names that a network answers for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from msgspec import Meta, Struct
from psycopg import Connection

from teamkpi import networks
from teamkpi.accounts import access_hosts
from teamkpi.accounts.access import Owner
from teamkpi.api.backoffice.access_types import ACCESS_TAG, FOR_OWNERS, owner_of
from teamkpi.api.backoffice.bodies import read_object
from teamkpi.api.backoffice.declarations import PROBLEMS, REFUSED
from teamkpi.api.backoffice.envelopes import answering, json_answer
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import register
from teamkpi.api.http.declarations import JsonBody, Operation, Reply
from teamkpi.api.http.requests import HttpRequest, host_of
from teamkpi.api.http.responses import Response
from teamkpi.describing import says
from teamkpi.errors import BadRequest, NetworkRefused
from teamkpi.networks import host_name

_PATH: Final = "/api/sys/hosts"
_MOST: Final = 100
_LONGEST: Final = 253


class Hosts(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The host names of a network."""

    network: Annotated[str, says("The network's name.", "default")]
    hosts: Annotated[
        list[str],
        Meta(
            description="The host names that it answers for; empty: all that no other network has.",
            examples=[["kpi.example.com"]],
        ),
    ]
    your_host: Annotated[str, says("The host name of this request.", "kpi.example.com")]
    may_change: Annotated[
        bool,
        says(
            "They can be changed here: there is no other network on this server, or the network is the one that "
            "`TEAMKPI_INSTALLATION_NETWORK` names.",
            True,
        ),
    ]
    may_manage_networks: Annotated[
        bool, says("The network is the one that `TEAMKPI_INSTALLATION_NETWORK` names: see `/api/sys/networks`.", False)
    ]


async def _list(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    host, installation = host_of(request), services.settings.installation_network
    return json_answer(await services.database.read_in_thread(lambda conn: _shown(conn, owner, host, installation)))


def _shown(conn: Connection, owner: Owner, host: str, installation: str | None) -> Hosts:
    network, is_alone = networks.own_network(conn, owner.network_id)
    return Hosts(
        network=network.name,
        hosts=list(network.hosts),
        your_host=host_name(host),
        may_change=access_hosts.may_change_hosts(network, is_alone=is_alone, installation=installation),
        may_manage_networks=network.name == installation,
    )


async def _change(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    host, installation = host_of(request), services.settings.installation_network

    async def work() -> Response:
        body = await read_object(request, dict)
        add, remove = host_names(body, "Add"), host_names(body, "Remove")
        if not add and not remove:
            raise BadRequest("Add", "is a required field, unless Remove is given")

        def change(conn: Connection) -> Hosts:
            try:
                access_hosts.change_hosts(conn, owner, installation, add=add, remove=remove, asked_at=host_name(host))
            except NetworkRefused as error:
                raise BadRequest("Add" if add else "Remove", str(error)) from None
            return _shown(conn, owner, host, installation)

        return json_answer(await services.database.write(change))

    return await answering(request, work, {})


def host_names(body: Mapping[str, object], field: str) -> list[str]:
    """Return the host names in a field of a body, none if it is left out; raises BadRequest for anything else."""
    given = body.get(field)
    if given is None:
        return []
    if (
        not isinstance(given, list)
        or len(given) > _MOST
        or not all(isinstance(one, str) and len(one) <= _LONGEST for one in given)
    ):
        raise BadRequest(field, f"must be a list of at most {_MOST} host names")
    return given


HOST_NAMES: Final[Mapping[str, object]] = {
    "type": ["array", "null"],
    "items": {"type": "string", "maxLength": _LONGEST},
    "maxItems": _MOST,
}
register(
    __name__,
    Operation(
        id="listHosts",
        method="get",
        path=_PATH,
        summary="The host names of the network",
        description=f"The host names that the network answers for. {FOR_OWNERS}",
        tag=ACCESS_TAG,
        replies={200: Reply("The host names.", Hosts)},
        problems=PROBLEMS,
        for_operators=True,
    ),
    _list,
)
register(
    __name__,
    Operation(
        id="changeHosts",
        method="post",
        path=_PATH,
        summary="Add or remove host names",
        description=(
            "Changes the host names that the network answers for, starting with the next request. Refused if there are "
            "other networks on this server, unless this is the one that `TEAMKPI_INSTALLATION_NETWORK` names (use "
            "`teamkpi network hosts` in a terminal), and if the network would no "
            f"longer answer for the host name of this request. {FOR_OWNERS}"
        ),
        tag=ACCESS_TAG,
        json=JsonBody(
            {
                "title": "HostChange",
                "type": "object",
                "properties": {
                    "Add": {**HOST_NAMES, "description": "Host names to add, without a port."},
                    "Remove": {**HOST_NAMES, "description": "Host names to remove."},
                },
            },
            {"Add": ["kpi.example.com"]},
        ),
        replies={200: Reply("The host names.", Hosts), 400: REFUSED},
        problems=(*PROBLEMS, "body_too_large", "unsupported_media_type"),
        for_operators=True,
    ),
    _change,
)
