"""``/api/sys/versions``: every version of one record, with its author, its time and its changes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from teamkpi.api.backoffice.audit_trail import Change
from teamkpi.api.backoffice.declarations import PROBLEMS, REFUSED
from teamkpi.api.backoffice.entity_descriptions import TAG
from teamkpi.api.backoffice.envelopes import answering, json_answer
from teamkpi.api.backoffice.people_shown import shows_versions
from teamkpi.api.callers.operators import Right, operator
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import register
from teamkpi.api.http.declarations import ID_SCHEMA, Operation, Parameter, Reply
from teamkpi.api.http.query import Query
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.describing import says
from teamkpi.errors import BadRequest
from teamkpi.ledger import ENTITIES, Entity
from teamkpi.ledger.record_versions import RecordVersion, read_versions
from teamkpi.wire import instant, plain_decimal

_MOST: Final = 100


class Version(Struct, frozen=True, kw_only=True, rename="pascal"):
    """One version of a record."""

    version: Annotated[str, says("The version's ETag, without quotes.", "2026-11-18T09:00:00Z")]
    held_since: Annotated[datetime, says("When it was stored.", "2026-11-18T09:00:00Z")]
    held_until: Annotated[datetime | None, says("When the next version replaced it; null for the current version.")]
    is_deleted: Annotated[bool, says("This version is a deletion.", False)]
    by: Annotated[str | None, says("Its author, if known.", "desk@example.com")]
    channel: Annotated[
        str | None,
        says(
            "The channel it came through: `import`, or what the audit trail says; null for others without an entry "
            "there, such as those of a mirror.",
            "backoffice",
        ),
    ]
    is_key: Annotated[bool, says("It came with an API key.", False)]
    changes: Annotated[list[Change], Meta(description="The fields that differ from the previous version.")]


class Versions(Struct, frozen=True, rename="pascal"):
    """The versions of a record, the current one first."""

    versions: Annotated[list[Version], Meta(description="The newest versions, at most a hundred.")]


def entity_of(parameter: str, text: str | None) -> Entity:
    """Return the entity with a plural, ignoring case; raises BadRequest."""
    found = ENTITIES.get((text or "").strip().lower())
    if found is None:
        raise BadRequest(parameter, f"must be one of {', '.join(ENTITIES)}")
    return found


async def _versions(services: Services, request: HttpRequest) -> Response:
    who = await operator(services, request)

    async def work() -> Response:
        query = Query(request.scope["query_string"])
        entity = entity_of("entity", query.text("entity"))
        who.require(entity.name, Right.READ)
        if query.text("id") is None:
            raise BadRequest("id", "is a required field")
        record_id = query.number("id", default=1)
        found = await services.database.read(
            lambda conn: read_versions(conn, who.network_id, entity, record_id, most=_MOST)
        )
        shows_versions(entity, record_id, (one.changes for one in found))
        return json_answer(Versions([_shown(one) for one in found]))

    return await answering(request, work, {})


def _shown(one: RecordVersion) -> Version:
    return Version(
        version=instant(one.held_since),
        held_since=one.held_since,
        held_until=one.held_until,
        is_deleted=one.is_deleted,
        by=one.by,
        channel=one.channel,
        is_key=one.has_key,
        changes=[
            Change(property_name=name, old_value=_plain(old), new_value=_plain(new))
            for name, (old, new) in one.changes.items()
        ],
    )


def _plain(value: Any) -> Any:
    return plain_decimal(value) if isinstance(value, Decimal) else value


register(
    __name__,
    Operation(
        id="listVersions",
        method="get",
        path="/api/sys/versions",
        summary="The versions of a record",
        description=(
            "Every version of one record, also of a deleted one: when and by whom it was stored, and which fields it "
            "changed. The list is empty for an id that never existed. `POST /api/sys/changes` restores a version. "
            "Needs the role `Entity-Read` of the entity."
        ),
        tag=TAG,
        parameters=(
            Parameter(
                "entity",
                "query",
                "The entity's name in paths, such as `bookings`.",
                {"type": "string", "enum": list(ENTITIES)},
                required=True,
            ),
            Parameter("id", "query", "The record's id.", ID_SCHEMA, required=True),
        ),
        replies={200: Reply("The versions, the current one first.", Versions), 400: REFUSED},
        problems=PROBLEMS,
        for_operators=True,
    ),
    _versions,
)
