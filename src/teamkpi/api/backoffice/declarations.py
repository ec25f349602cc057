"""Declares the calls of the back office, in the same words for every entity."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypedDict, Unpack, cast

from teamkpi.accounts.roles import Right, role_of
from teamkpi.api.backoffice import commands, handlers, harmless_fields, parameters
from teamkpi.api.backoffice.envelopes import NOT_FOUND
from teamkpi.api.backoffice.handlers import MOST_AT_ONCE, Responder, Work, path_of
from teamkpi.api.backoffice.record_types import TYPES, Changed, Command, described, example
from teamkpi.api.calls import Call, calls_of, register
from teamkpi.api.http.declarations import ID_SCHEMA, IF_MATCH, JsonBody, Method, Operation, Parameter, Reply
from teamkpi.api.http.language import LANGUAGE_HEADERS
from teamkpi.ledger import ENTITIES, Entity, Field
from teamkpi.ledger.values import ID, IDS

PROBLEMS: Final = ("not_authenticated", "missing_role", "network_not_found", "too_many_requests", "unavailable")
_WITH_BODY: Final = ("body_too_large", "unsupported_media_type")
RECORD_ID: Final = Parameter("id", "path", "The record's id.", ID_SCHEMA, required=True)
NOT_FOUND_REPLY: Final = Reply(
    "The record does not exist.",
    schema={"type": "string", "const": NOT_FOUND},
    example=NOT_FOUND,
    shared="RecordNotFound",
)


def _not_done_example(status: int, message: str, errors: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Return an example of the envelope of a change that was not made."""
    return {
        "Status": status,
        "Message": message,
        "Value": None,
        "OpenInDialog": False,
        "OpenInWindow": False,
        "RedirectURL": None,
        "JavaScript": None,
        "UpdatedOn": None,
        "UpdatedBy": None,
        "Errors": errors,
        "WasSuccessful": False,
    }


REFUSED: Final = Reply(
    "The request is invalid and nothing was changed. `Errors` lists every problem.",
    Changed,
    _not_done_example(
        400,
        "FromTime: is a required field",
        [{"AttemptedValue": None, "Message": "is a required field", "PropertyName": "FromTime"}],
    ),
    headers=LANGUAGE_HEADERS,
    shared="NothingChanged",
)
_CHANGED: Final = Reply("The change was made; `Errors` is null.", Changed, shared="Changed")
_VERSION: Final = {"ETag": "The version of the record, for `If-Match`."}
_EDITED: Final = Reply(_CHANGED.description, Changed, headers=_VERSION, shared="Edited")
VERSION_CHANGED: Final = Reply(
    "The record no longer has the version in `If-Match`, and nothing was changed. The ETag is the current version's.",
    Changed,
    _not_done_example(412, "Booking 101 was changed in the meantime."),
    headers=_VERSION,
    shared="VersionChanged",
)

_OF_AN_EDIT: Final = {200: _EDITED, 400: REFUSED, 404: NOT_FOUND_REPLY, 412: VERSION_CHANGED}
_ID_OF_PATH: Final = "An `Id` in the body must be the one in the path, or 0."

_TYPES: Final[Mapping[str, Mapping[str, Any]]] = {
    "bigint": {"type": ["integer", "null"], "minimum": -(2**53) + 1, "maximum": 2**53 - 1},
    "bigint[]": {"type": ["array", "null"], "items": ID_SCHEMA},
    "integer": {"type": ["integer", "null"], "minimum": -(2**31) + 1, "maximum": 2**31 - 1},
    "numeric": {"type": ["number", "null"]},
    "text": {"type": ["string", "null"]},
    "boolean": {"type": ["boolean", "null"]},
    "timestamptz": {"type": ["string", "null"], "format": "date-time"},
    "uuid": {"type": ["string", "null"], "format": "uuid"},
}


def body_name(entity: Entity) -> str:
    """Return the name of the schema of an entity's request bodies."""
    return f"{entity.name}Body"


def changes_name(entity: Entity) -> str:
    """Return the name of the schema of an entity's PATCH bodies."""
    return f"{entity.name}Patch"


def body_schemas() -> dict[str, dict[str, Any]]:
    """Return the schemas of all bodies, by name."""
    return {body_name(entity): _body_schema(entity) for entity in ENTITIES.values()} | {
        changes_name(entity): _changes_schema(entity) for entity in ENTITIES.values()
    }


def _changes_schema(entity: Entity) -> dict[str, Any]:
    return {
        "title": changes_name(entity),
        "description": f"Some fields of one {entity.name}.",
        "type": "object",
        "properties": {
            name: {"$ref": f"#/components/schemas/{body_name(entity)}/properties/{name}"}
            for name in _body_schema(entity)["properties"]
            if name != "CreateMultiple"
        },
    }


def _body_schema(entity: Entity) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "Id": {
            "type": ["integer", "null"],
            "minimum": 0,
            "maximum": 2**53 - 1,
            "description": (
                "The record to replace. To create a record, leave it out or send null or 0; or send the id that the "
                "new record should have."
            ),
        }
    }
    for one in entity.fields:
        properties[one.name] = _field_schema(one)
        if one.also:
            properties[one.also] = {
                "type": ["string", "null"],
                "description": f"Comma-separated ids, used as {one.name} if that is absent or null.",
            }
        if one.kind is IDS:
            for word, does in (("Added", "to add to"), ("Removed", "to remove from")):
                properties[f"{word}{one.name}"] = {
                    **_TYPES["bigint[]"],
                    "description": f"Ids {does} {one.name}.",
                }
    if entity.creates_several:
        properties["CreateMultiple"] = {
            "type": ["integer", "null"],
            "minimum": 1,
            "maximum": MOST_AT_ONCE,
            "description": "How many identical records to create; only for new records.",
        }
    return {
        "title": body_name(entity),
        "type": "object",
        "description": f"The fields of one {entity.name}. {_cleared(entity)}.",
        "required": [one.name for one in entity.fields if one.required],
        "properties": properties,
    }


def _cleared(entity: Entity) -> str:
    said = "Fields that are not sent are cleared or get their default"
    if entity.lists:
        said += f", except {' and '.join(one.name for one in entity.lists)}, which stay as they are"
    if entity.plural in harmless_fields.FIELDS:
        said += ". A web address or HTML that is sent back as it was shown stays as it is stored"
    return said


def _harmless(entity: Entity) -> str:
    if entity.plural not in harmless_fields.FIELDS:
        return ""
    return " Web addresses that a browser could run as a script are null, and HTML is made harmless."


def _field_schema(one: Field) -> dict[str, Any]:
    schema = {**_TYPES[one.kind.column_type], "description": described(one.kind)}
    if one.stays_when_absent:
        schema["description"] += " If absent or null, it stays as it is. An empty list empties it."
    elif one.same_as is not None:
        schema["description"] += f" If absent or null, it is set to {one.same_as}."
    elif one.default is not None:
        schema["description"] += f" If absent or null, it is set to {str(one.default).lower()}."
    if one.kind is ID:
        schema["minimum"] = 1
    if one.kind.members:
        schema = {"type": ["integer", "null"], "enum": [*one.kind.members.values(), None], **_only_text(schema)}
    if one.required:
        schema["type"] = schema["type"][0]
        if "enum" in schema:
            schema["enum"] = schema["enum"][:-1]
    return schema


def _only_text(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": schema["description"]}


def _example(entity: Entity) -> dict[str, Any]:
    record = {one.name: example(one.kind) for one in entity.fields if one.required}
    return record | ({"ToTime": "2026-11-18T11:00:00Z"} if "ToTime" in record else {})


def _changes_example(entity: Entity) -> dict[str, Any]:
    return dict(list(_example(entity).items())[:1])


def _body(entity: Entity, **more: Any) -> JsonBody:
    return JsonBody({"$ref": f"#/components/schemas/{body_name(entity)}"}, {**more, **_example(entity)}, form_too=True)


_COMMAND_BODY: Final = JsonBody(
    {
        "type": "object",
        "required": ["Key", "Ids"],
        "properties": {
            "Key": {"type": "string", "description": "The command."},
            "Ids": {"type": "array", "items": ID_SCHEMA, "description": "The records to run it on."},
            "Parameters": {"type": "array", "items": {"type": "object"}, "description": "Ignored."},
        },
    },
    {"Key": commands.CANCEL_BOOKING, "Ids": [101], "Parameters": []},
)


class _More(TypedDict, total=False):
    """What a call has besides what all calls of the back office say in the same way."""

    parameters: tuple[Parameter, ...]
    json: JsonBody
    most_body_bytes: int


def _declared(
    entity: Entity,
    work: Work,
    right: Right,
    operation_id: str,
    at: str,
    *,
    summary: str,
    description: str,
    replies: Mapping[int, Reply],
    **more: Unpack[_More],
) -> Call:
    """Return a call for one entity; ``at`` is the method, and the path below that of the entity's list."""
    method, path = at.split(" ")
    has_body = "json" in more
    operation = Operation(
        id=operation_id,
        method=cast("Method", method.lower()),
        path=f"{path_of(entity)}{path.removeprefix('.')}",
        summary=summary,
        description=f"{description} Needs the role `{role_of(entity.name, right)}`.",
        tag=f"Back office: {entity.plural}",
        replies=replies,
        problems=(*PROBLEMS, *(_WITH_BODY if has_body else ())),
        for_operators=True,
        **more,
    )
    return Call(operation, Responder(entity, right, work, has_body))


def _several(entity: Entity) -> str:
    return f"{entity.plural[0].upper()}{entity.plural[1:]}"


def _list(entity: Entity) -> Call:
    name, types = entity.name, TYPES[entity.plural]
    records = {"type": "array", "items": {"$ref": f"#/components/schemas/{types.record.__name__}"}}
    page = Reply(
        "The page; or, for `id=[1,2]`, the records as a bare array.",
        types.list,
        schema={"anyOf": [{"$ref": f"#/components/schemas/{types.list.__name__}"}, records]},
    )
    return _declared(
        entity,
        handlers.list_records,
        Right.LIST,
        f"list{_several(entity)}",
        "GET .",
        summary=f"A list of {entity.plural}",
        description=(
            "One page of the records that match all filters. Parameter names can be in any case, and empty ones are "
            f"ignored. A parameter of the form `{name}_Field`, `from_{name}_Field` or `to_{name}_Field` that is not "
            "listed here is rejected; other unknown parameters are ignored."
        ),
        parameters=parameters.described(entity),
        replies={200: page, 400: REFUSED},
    )


def _create(entity: Entity) -> Call:
    description = (
        "Stores a new record and returns it in the form that lists use. An `Id` in the body is used if no record "
        "has or had it, along with the `UniqueId` sent with it."
    )
    if entity.creates_several:
        description += f" `CreateMultiple` makes up to {MOST_AT_ONCE} at once; `Value` is the first."
    return _declared(
        entity,
        handlers.create_one,
        Right.CREATE,
        f"create{entity.name}",
        "POST .",
        summary=f"A new {entity.name}",
        description=description,
        json=_body(entity),
        replies={200: Reply("The record was stored; `Errors` is null.", TYPES[entity.plural].created), 400: REFUSED},
    )


def _replace_named(entity: Entity) -> Call:
    return _declared(
        entity,
        handlers.replace_named,
        Right.EDIT,
        f"replace{entity.name}",
        "PUT .",
        summary=f"Replace the {entity.name} given in the body",
        description=f"Replaces the stored record with the one sent. {_cleared(entity)}.",
        parameters=(IF_MATCH,),
        json=_body(entity, Id=101),
        replies=_OF_AN_EDIT,
    )


def _read(entity: Entity) -> Call:
    return _declared(
        entity,
        handlers.read_one,
        Right.READ,
        f"get{entity.name}",
        "GET /{id}",
        summary=f"One {entity.name}",
        description=f"Returns the record itself, without an envelope.{_harmless(entity)}",
        parameters=(RECORD_ID,),
        replies={200: Reply("The record.", TYPES[entity.plural].record, headers=_VERSION), 404: NOT_FOUND_REPLY},
    )


def _replace(entity: Entity) -> Call:
    return _declared(
        entity,
        handlers.replace_one,
        Right.EDIT,
        f"replace{entity.name}ById",
        "PUT /{id}",
        summary=f"Replace a {entity.name}",
        description=f"Replaces the stored record with the one sent. {_cleared(entity)}. {_ID_OF_PATH}",
        parameters=(RECORD_ID, IF_MATCH),
        json=_body(entity),
        replies=_OF_AN_EDIT,
    )


def _alter(entity: Entity) -> Call:
    body = {"$ref": f"#/components/schemas/{changes_name(entity)}"}
    return _declared(
        entity,
        handlers.alter_one,
        Right.EDIT,
        f"alter{entity.name}",
        "PATCH /{id}",
        summary=f"Change some fields of a {entity.name}",
        description=(
            f"Changes only the fields that are in the body; null clears a field or sets its default. {_ID_OF_PATH}"
        ),
        parameters=(RECORD_ID, IF_MATCH),
        json=JsonBody(body, _changes_example(entity), form_too=True),
        replies=_OF_AN_EDIT,
    )


def _delete(entity: Entity) -> Call:
    return _declared(
        entity,
        handlers.delete_one,
        Right.DELETE,
        f"delete{entity.name}",
        "DELETE /{id}",
        summary=f"Delete a {entity.name}",
        description="Removes the record from every list and figure. Its id is not reused.",
        parameters=(RECORD_ID, IF_MATCH),
        replies={200: _CHANGED, 400: REFUSED, 404: NOT_FOUND_REPLY, 412: VERSION_CHANGED},
    )


def _list_commands(entity: Entity) -> Call:
    found = Reply(
        "The commands.",
        schema={"type": "array", "items": {"$ref": "#/components/schemas/Command"}},
        uses=(Command,),
        example=commands.of(entity),
    )
    return _declared(
        entity,
        handlers.list_commands,
        Right.LIST,
        f"list{entity.name}Commands",
        "GET /commands",
        summary=f"The commands of {entity.plural}",
        description="The commands that `runcommand` accepts." if commands.of(entity) else "There are none.",
        replies={200: found},
    )


def _run_command(entity: Entity, operation_id: str, word: str) -> Call:
    which = (
        f"`{commands.CANCEL_BOOKING}` deletes the given bookings, either all of them or none."
        if commands.of(entity)
        else "There are none yet."
    )
    return _declared(
        entity,
        handlers.run_command,
        Right.DELETE,
        operation_id,
        f"POST /{word}",
        summary=f"Run a command on {entity.plural}",
        description=f"The response has status 200 whether or not the command succeeds; check `WasSuccessful`. {which}",
        json=_COMMAND_BODY,
        most_body_bytes=commands.MOST_BODY_BYTES,
        replies={200: Reply("The result of the command.", Changed), 400: REFUSED},
    )


def _calls(entity: Entity) -> Iterator[Call]:
    """Yield the calls of an entity, in the order of the contract."""
    for declare in (_list, _create, _replace_named, _read, _replace, _alter, _delete, _list_commands):
        yield declare(entity)
    # Clients write the last word of the path in both ways.
    yield _run_command(entity, f"run{entity.name}Command", "runcommand")
    yield _run_command(entity, f"run{entity.name}CommandToo", "runCommand")


for _entity in ENTITIES.values():
    for _call in _calls(_entity):
        register(__name__, *_call)

OPERATIONS: Final = tuple(one.operation for one in calls_of([sys.modules[__name__]]))
