"""``/api/account/data``: everything that is stored about the caller, as a file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct

from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Who, call
from teamkpi.api.database import Gate
from teamkpi.api.http.declarations import NO_STORE, NO_STORE_HEADERS, Reply
from teamkpi.api.http.responses import Response
from teamkpi.api.turns import Turns
from teamkpi.describing import says
from teamkpi.membership import SignedIn
from teamkpi.privacy.own import data_of_holder
from teamkpi.wire import encode

_NAME: Final = "my-data.json"
_MOST_WAITING: Final = 16
_EXAMPLE: Final = {
    "account": [{"id": 12, "email": "jane@techinnovators.com", "is_operator": False}],
    "coworkers": [{"id": 101, "full_name": "Jane Smith", "email": "jane@techinnovators.com"}],
}


class OwnData(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What is stored about the caller."""

    exported_on: Annotated[datetime, says("When the file was made.", "2026-11-21T12:00:00Z")]
    tables: Annotated[
        dict[str, list[Annotated[dict[str, Any], Meta(extra_json_schema={"additionalProperties": True})]]],
        Meta(
            description=(
                "The rows about the caller, by table, as `teamkpi person export` writes them. A table whose name ends "
                "in `_history` has earlier versions."
            ),
            examples=[_EXAMPLE],
        ),
    ]


class _Exports:
    """What makes these files in one server process: one at a time, because each reads all tables."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._gate = Gate(at_once=1, most_waiting=_MOST_WAITING)
        self._turns = Turns(1)

    async def file(self, caller: SignedIn, now: datetime) -> bytes:
        """Write the file in a thread. Raises ServiceUnavailable when too many wait."""

        def write() -> bytes:
            with self._services.database.thread_reads.connection() as conn:
                tables = data_of_holder(conn, caller.network_id, caller.account_id)
            return msgspec.json.format(encode(OwnData(exported_on=now.astimezone(UTC), tables=tables)), indent=2)

        async with self._turns.one():
            return await self._gate.run(write)


@call(
    "GET /api/account/data",
    id="myData",
    who=Who.CUSTOMER,
    summary="Download what is stored about me",
    description=(
        "A file with the caller's account, its sign-ins, passkeys and invitations, and the records of the coworkers "
        "that the account is bound to, with earlier versions and the audit trail. An account without coworkers, such "
        "as an operator's, gets the account's part. Left out are passwords, secrets and digests, the addresses of "
        "other people, and what is connected to the caller only by an e-mail address."
    ),
    tag="Account",
    replies={
        200: Reply("The file.", OwnData, headers={**NO_STORE_HEADERS, "Content-Disposition": "A name for the file."})
    },
)
async def my_data(services: Services, caller: SignedIn, now: datetime) -> Response:
    """Write the file."""
    content = await services.one(_Exports).file(caller, now)
    return Response(body=content, headers={**NO_STORE, "Content-Disposition": f'attachment; filename="{_NAME}"'})
