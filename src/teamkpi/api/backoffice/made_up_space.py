"""``POST /api/sys/madeupspace``: fills an empty space with made-up records, to look around in."""

from __future__ import annotations

from typing import Any, Final

from teamkpi.api.backoffice.declarations import PROBLEMS, REFUSED
from teamkpi.api.backoffice.envelopes import answering, json_answer
from teamkpi.api.backoffice.import_files import TAG, ImportFile, shown
from teamkpi.api.backoffice.import_runs import ImportRuns, Options, why_not_empty
from teamkpi.api.callers.operators import operator
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import register
from teamkpi.api.http.declarations import Operation, Reply
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.demo import TEAM_ID, generate, packed
from teamkpi.errors import BadRequest
from teamkpi.intake.staged import PART_BYTES, Shelf, Staged

_NAME: Final = "made-up-space.zip"


async def _fill(services: Services, request: HttpRequest) -> Response:
    who = await operator(services, request)
    who.require_everything()

    def require_empty(conn: Any) -> None:
        if problem := why_not_empty(conn, who.network_id):
            raise BadRequest("body", problem)

    async def work() -> Response:
        now = services.now()
        await services.database.read_in_thread(require_empty)
        content = await services.workers.write_file(lambda: packed(generate(now, TEAM_ID)))
        shelf = Shelf(who.network_id, who.author)

        def begin(conn: Any) -> Staged:
            require_empty(conn)
            number = shelf.add(conn, _NAME, len(content), now=now, is_made_up=True)
            for part, start in enumerate(range(0, len(content), PART_BYTES), 1):
                shelf.put(conn, number, part, content[start : start + PART_BYTES], now=now)
            services.one(ImportRuns).start(who, number, "import", Options())
            return shelf.one(conn, number)

        return json_answer(shown(await services.database.write(begin), now), 202)

    return await answering(request, work, {})


register(
    __name__,
    Operation(
        id="addMadeUpSpace",
        method="post",
        path="/api/sys/madeupspace",
        summary="Fill an empty space with made-up records",
        description=(
            "Imports three locations with teams, people and two years of bookings, check-ins and invoices, to look "
            "around in. It is an import like any other: `/api/sys/importfiles` has its progress, and undoing it in "
            "`/api/sys/imports` deletes all of it. No accounts are created. The space must have no records and no "
            "mirror. For operators with full access."
        ),
        tag=TAG,
        replies={202: Reply("The records are being imported.", ImportFile), 400: REFUSED},
        problems=PROBLEMS,
        for_operators=True,
    ),
    _fill,
)
