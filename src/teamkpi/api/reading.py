"""Which calls only read, and which of them show figures or personal data of others.

Every GET does both, except those that are listed here with their reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Call
from teamkpi.api.database import only_reading
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.api.http.routing import Handler
from teamkpi.api.serving.readers import COWORKER, ReaderLog
from teamkpi.api.shown import collecting

_STATEMENT: Final = "the statement of a month that is over is stored at its first request, or after a correction"
WRITES: Final[Mapping[str, str]] = {
    "teamStatement": _STATEMENT,
    "teamStatementCsv": _STATEMENT,
    "teamStatementXlsx": _STATEMENT,
    "teamStatementPdf": _STATEMENT,
}
"""The GETs that may write, by the id of the call, with the reason."""


_OWN: Final = "only what is the caller's own"
_PUBLISHED: Final = "what teams publish about themselves"
_PLACES: Final = "locations and rooms, not people"
_INSTALLATION: Final = "how the server and its network are set up and run, not people"
SHOWS_NO_MEMBERS: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(("myAccount", "myData", "myTeams", "myTeamKpi", "myInvitations", "myProviders", "teamReports"), _OWN)
    | dict.fromkeys(("publishedTeams", "publishedTeam", "teamProfile"), _PUBLISHED)
    | dict.fromkeys(("listBusinesses", "getBusiness", "listResources", "getResource"), _PLACES)
    | dict.fromkeys(
        (
            *("figures", "alertMailPage", "browserProviders", "live", "ready", "describeEntities", "describeOperator"),
            *("getMirror", "listImports", "listHosts", "getSpaceLook", "listNetworks", "listHooks"),
            *("listHookEvents", "listOperators", "listKeys", "listWebhooks", "listSignInProviders"),
        ),
        _INSTALLATION,
    )
)
"""The GETs whose answers have no figures and no personal data of members, by the id of the call, with the reason.

Lists of commands of the back office are not listed, because they follow from the entities.
"""


def shows_people(call: Call) -> bool:
    """Return whether the answers of a call are recorded, where readers are."""
    one = call.operation
    return one.method == "get" and one.id not in SHOWS_NO_MEMBERS and not one.path.endswith("/commands")


def handler_of(call: Call, services: Services, readers: ReaderLog | None = None) -> Handler:
    """Return what handles the requests of a call; one that only reads gets no connection for writes.

    With ``readers``, answers with figures or personal data are noted there.
    """
    handler = _handler_of(call, services)
    if readers is None or not shows_people(call):
        return handler

    takes_coworker = any(one.place == "query" and one.name == COWORKER for one in call.operation.parameters)

    async def recorded(request: HttpRequest) -> Response:
        with collecting() as shown:
            response = await handler(request)
        if response.status_code in _SHOWN:
            readers.note(request, call.operation.id, shown, services.now(), takes_coworker=takes_coworker)
        return response

    return recorded


_SHOWN: Final = {200, 304}
"""304 says that what the client has is still what it would be shown."""


def _handler_of(call: Call, services: Services) -> Handler:
    respond = partial(call.respond, services)
    if call.operation.method != "get" or call.operation.id in WRITES:
        return respond

    async def read(request: HttpRequest) -> Response:
        with only_reading():
            return await respond(request)

    return read
