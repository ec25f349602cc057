"""Which calls only read: every GET, except those that are listed here with their reason."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Call
from teamkpi.api.database import only_reading
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.api.http.routing import Handler

_STATEMENT: Final = "the statement of a month that is over is stored at its first request, or after a correction"
WRITES: Final[Mapping[str, str]] = {
    "teamStatement": _STATEMENT,
    "teamStatementCsv": _STATEMENT,
    "teamStatementXlsx": _STATEMENT,
    "teamStatementPdf": _STATEMENT,
}
"""The GETs that may write, by the id of the call, with the reason."""


def handler_of(call: Call, services: Services) -> Handler:
    """Return what handles the requests of a call; one that only reads gets no connection for writes."""
    respond = partial(call.respond, services)
    if call.operation.method != "get" or call.operation.id in WRITES:
        return respond

    async def read(request: HttpRequest) -> Response:
        with only_reading():
            return await respond(request)

    return read
