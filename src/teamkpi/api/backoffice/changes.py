"""``/api/sys/changes``: changes several records atomically, and undoes such changes the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Final

from msgspec import Meta, Struct
from psycopg import Connection

from teamkpi.api.backoffice.bodies import alteration, id_of, read_object, with_relations
from teamkpi.api.backoffice.commands import tombstone
from teamkpi.api.backoffice.declarations import PROBLEMS, REFUSED, VERSION_CHANGED
from teamkpi.api.backoffice.entity_descriptions import TAG
from teamkpi.api.backoffice.envelopes import answering, json_answer, refused
from teamkpi.api.backoffice.record_history import entity_of
from teamkpi.api.callers.operators import Operator, Right, operator
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import register
from teamkpi.api.http.declarations import ID_SCHEMA, JsonBody, Operation, Reply
from teamkpi.api.http.language import language_asked
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.describing import says
from teamkpi.errors import BadRequest, BatchRejected, IdTaken, RecordNotFound
from teamkpi.ledger import ENTITIES, Entity, Revision, revise
from teamkpi.ledger.creation import LocalIds
from teamkpi.ledger.entities import DELETED
from teamkpi.ledger.record_versions import content_of
from teamkpi.ledger.revise import Record
from teamkpi.ledger.revise import Versions as RecordVersions
from teamkpi.ledger.values import ID, read_instant
from teamkpi.wire import instant

MOST: Final = 100
_ATTEMPTS: Final = 5
_RIGHTS: Final = {"create": Right.CREATE, "edit": Right.EDIT, "delete": Right.DELETE, "setback": Right.EDIT}


class ChangeMade(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The result of one change."""

    entity: Annotated[str, says("The entity's name in paths.", "bookings")]
    id: Annotated[int, says("The record's id.", 101)]
    before: Annotated[
        str | None, says("The version that the record had before; null for a new record.", "2026-11-18T08:00:00Z")
    ]
    version: Annotated[str, says("The version that it has now, also when it was deleted.", "2026-11-18T09:00:00Z")]


class ChangesMade(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The results of changes that were made together."""

    updated_on: Annotated[datetime, says("When they were made.", "2026-11-18T09:00:00Z")]
    updated_by: Annotated[str, says("The operator or API key that made them.", "desk@example.com")]
    changes: Annotated[list[ChangeMade], Meta(description="Each change, in the order of the request.")]


@dataclass(slots=True)
class _Asked:
    """One requested change; a new record gets its ``id`` when it is created."""

    place: int
    entity: Entity
    action: str
    id: int | None
    only_if: frozenset[datetime] | None
    to: datetime | None
    values: Mapping[str, Any] = field(default_factory=dict)


def _read(body: dict[str, Any]) -> list[_Asked]:
    changes = body.get("Changes")
    if not isinstance(changes, list) or not 1 <= len(changes) <= MOST:
        raise BadRequest("Changes", f"must be a list of 1 to {MOST} changes")
    found = [_read_one(place, one) for place, one in enumerate(changes)]
    ids = [(one.entity.plural, one.id) for one in found if one.id is not None]
    if len(ids) != len(set(ids)):
        raise BadRequest("Changes", "must not change a record twice")
    return found


def _read_one(place: int, given: Any) -> _Asked:
    name = f"Changes[{place}]"
    if not isinstance(given, dict):
        raise BadRequest(name, "must be an object")
    entity = entity_of(f"{name}.Entity", given["Entity"] if isinstance(given.get("Entity"), str) else None)
    action = given.get("Do")
    if action not in _RIGHTS:
        raise BadRequest(f"{name}.Do", f"must be one of {', '.join(_RIGHTS)}")
    values = given.get("Values") or {}
    if not isinstance(values, dict):
        raise BadRequest(f"{name}.Values", "must be an object")
    with_name = _named(name)
    record_id = with_name(lambda: id_of(given))
    if action == "create" and record_id is not None:
        raise BadRequest(f"{name}.Id", "must be left out for a new record")
    if action != "create" and record_id is None:
        raise BadRequest(f"{name}.Id", "is a required field")
    version, to = (_instant(f"{name}.{one}", given.get(one)) for one in ("Version", "To"))
    if action == "setback" and to is None:
        raise BadRequest(f"{name}.To", "is a required field")
    return _Asked(place, entity, action, record_id, None if version is None else frozenset({version}), to, values)


def _named(name: str) -> Callable[[Callable[[], Any]], Any]:
    """Return a function that runs a parser and prefixes the names in its BadRequest with the change's."""

    def read(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except BadRequest as wrong:
            raise BadRequest(f"{name}.{wrong.parameter}", wrong.reason) from None

    return read


def _instant(name: str, value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        found: datetime = read_instant(value)
    except ValueError as error:
        raise BadRequest(name, str(error)) from None
    return found


class _Changes:
    """Makes the changes of one server process."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._local_ids = LocalIds()

    async def make(self, who: Operator, asked: Sequence[_Asked]) -> ChangesMade:
        """Make all changes or none; raises what the ledger raises."""
        return await self._services.database.write(lambda conn: self._make(conn, who, asked))

    def _make(self, conn: Connection, who: Operator, asked: Sequence[_Asked]) -> ChangesMade:
        for attempt in range(_ATTEMPTS):
            for one in asked:
                if one.action == "create":
                    [one.id] = self._local_ids.take(conn, who.network_id, one.entity.plural)
            ids = [one.id or 0 for one in asked]
            revisions = [_revision(conn, who, one, ids) for one in asked]
            versions: dict[tuple[str, int], RecordVersions] = {}
            now = self._services.now()
            try:
                revise(
                    conn,
                    who.network_id,
                    [who.checked(one) for one in revisions],
                    now=now,
                    author=who.author,
                    versions=versions,
                )
            except IdTaken:
                # A record imported from elsewhere already has the id that was next here.
                if attempt + 1 == _ATTEMPTS:
                    raise
                continue
            made = [
                ChangeMade(
                    entity=one.entity,
                    id=one.id,
                    before=None if (before := versions[one.entity, one.id].before) is None else instant(before),
                    version=instant(versions[one.entity, one.id].after),
                )
                for one in revisions
            ]
            return ChangesMade(updated_on=now, updated_by=who.name, changes=made)
        raise AssertionError("unreachable")


def _revision(conn: Connection, who: Operator, asked: _Asked, ids: Sequence[int]) -> Revision:
    entity, name, record_id = asked.entity, f"Changes[{asked.place}]", ids[asked.place]
    values = dict(_with_ids(entity, asked, ids))
    change: Callable[[Record | None], Record | None]
    match asked.action:
        case "create":
            make = _named(f"{name}.Values")(lambda: with_relations(entity, values))

            def change(held: Record | None) -> Record:
                return {**make(held), "Id": record_id, "UpdatedBy": who.name}

        case "edit":
            change = _named(f"{name}.Values")(lambda: alteration(entity, values, who.name))
        case "delete":
            change = tombstone
        case _:
            change = _setback(conn, who, asked)
    return Revision(entity.plural, record_id, change, asked.only_if, is_new=asked.action == "create")


def _with_ids(entity: Entity, asked: _Asked, ids: Sequence[int]) -> Iterator[tuple[str, Any]]:
    """Yield the values of a change; ``#0`` in a reference is the id of the record of the first change."""
    references = {one.name for one in entity.fields if one.kind is ID}
    for name, value in asked.values.items():
        if name in references and isinstance(value, str) and value.startswith("#"):
            number = value[1:]
            if not (number.isascii() and number.isdigit() and int(number) < asked.place):
                raise BadRequest(f"Changes[{asked.place}].Values.{name}", "must refer to an earlier change, like #0")
            yield name, ids[int(number)]
        else:
            yield name, value


def _setback(conn: Connection, who: Operator, asked: _Asked) -> Callable[[Record | None], Record | None]:
    entity = asked.entity
    assert asked.to is not None and asked.id is not None  # noqa: PT018, S101 - tells the type checker
    content = content_of(conn, who.network_id, entity, asked.id, asked.to)
    if content is None:
        raise BadRequest(f"Changes[{asked.place}].To", "is not a version of this record")

    def change(held: Record | None) -> Record | None:
        if content.get(DELETED):
            who.require(entity.name, Right.DELETE)
            return None if held is None else content
        if held is None:
            who.require(entity.name, Right.CREATE)
        return {**content, "UpdatedBy": who.name}

    return change


async def _change(services: Services, request: HttpRequest) -> Response:
    who = await operator(services, request)

    async def work() -> Response:
        body = await read_object(request, dict)
        asked = _read(body)
        for one in asked:
            who.require(one.entity.name, _RIGHTS[one.action])
        try:
            return json_answer(await services.one(_Changes).make(who, asked))
        except RecordNotFound:
            raise BadRequest("Changes", "must be for existing records") from None
        except BatchRejected as rejected:
            places = {(one.entity.plural, one.id): f"Changes[{one.place}].Values." for one in asked}
            return refused(
                [
                    (f"{places.get((one.entity, int(one.position)), '')}{one.field}", one.reason)
                    for one in rejected.report.rejected
                ],
                {},
                language_asked(request),
            )

    return await answering(request, work, {})


_CHANGE: Final = {
    "type": "object",
    "required": ["Entity", "Do"],
    "properties": {
        "Entity": {"type": "string", "enum": list(ENTITIES), "description": "The entity's name in paths."},
        "Do": {
            "type": "string",
            "enum": list(_RIGHTS),
            "description": (
                "`create` creates a record from `Values`; `edit` changes the fields in `Values`; `delete` deletes the "
                "record; `setback` restores the version `To`, also of a deleted record."
            ),
        },
        "Id": {"anyOf": [ID_SCHEMA, {"type": "null"}], "description": "The record; left out for a new one."},
        "Version": {
            "type": ["string", "null"],
            "format": "date-time",
            "description": "The version that the change is based on. If the record has another now, the status is 412.",
        },
        "To": {"type": ["string", "null"], "format": "date-time", "description": "The version for `setback`."},
        "Values": {
            "type": ["object", "null"],
            "description": "Fields. In a reference, `#0` stands for the id of the first change's record.",
        },
    },
}

register(
    __name__,
    Operation(
        id="makeChanges",
        method="post",
        path="/api/sys/changes",
        summary="Make several changes at once",
        description=(
            f"Makes up to {MOST} changes of records of any entities, all of them or none. To undo them, send for each "
            "change in the response `setback` to its `Before`, or `delete` if that is null, with its `Version`. The "
            "whole undo is rejected if a record was changed in the meantime. Each change needs the same role as on its "
            "own; `setback` needs `Entity-Edit`, and also `Entity-Create` or `Entity-Delete` if it restores a deleted "
            "record or deletes one."
        ),
        tag=TAG,
        json=JsonBody(
            {
                "type": "object",
                "required": ["Changes"],
                "properties": {
                    "Changes": {
                        "type": "array",
                        "items": _CHANGE,
                        "minItems": 1,
                        "maxItems": MOST,
                        "description": "The changes, in order: objects with `Entity`, `Do` and what it takes.",
                    }
                },
            },
            {
                "Changes": [
                    {
                        "Entity": "bookings",
                        "Do": "create",
                        "Values": {
                            "ResourceId": 3,
                            "CoworkerId": 101,
                            "FromTime": "2026-11-18T09:00:00Z",
                            "ToTime": "2026-11-18T10:30:00Z",
                        },
                    },
                    {
                        "Entity": "charges",
                        "Do": "create",
                        "Values": {"CoworkerId": 101, "BusinessId": 1, "TotalAmount": 45, "Description": "Room"},
                    },
                ]
            },
        ),
        replies={
            200: Reply("All changes were made.", ChangesMade),
            400: REFUSED,
            412: VERSION_CHANGED,
        },
        problems=(*PROBLEMS, "body_too_large", "unsupported_media_type"),
        for_operators=True,
    ),
    _change,
)
