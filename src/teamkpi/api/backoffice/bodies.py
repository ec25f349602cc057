"""Request bodies of the back office: JSON or a form, with the variations that real clients send.

A record's fields are read by name, in the exact spelling of the wire. Everything else is ignored, including fields that
only the server sets (``UpdatedOn``, ``ToStringText`` …).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl

from teamkpi.api.backoffice.harmless_fields import as_stored
from teamkpi.api.errors import HttpError
from teamkpi.api.http.json_body import json_of
from teamkpi.api.http.requests import HttpRequest, media_type_of
from teamkpi.errors import BadRequest, RecordNotFound
from teamkpi.ledger import Entity
from teamkpi.ledger.revise import Record
from teamkpi.ledger.values import ID, IDS
from teamkpi.wire import BOM

T = TypeVar("T")

_FORM: Final = "application/x-www-form-urlencoded"
# A client that sends JSON may omit the Content-Type.
_JSON: Final = {"application/json", "text/json", ""}
_MOST_FIELDS: Final = 2000
_ID_BYTES: Final = 8


async def read_object(request: HttpRequest, reader: Callable[[dict[str, Any]], T]) -> T:
    """Parse the body, which must be an object, with ``reader``.

    A large body is parsed in a thread, so the reader must not use anything else. Raises BadRequest for a malformed
    body, whatever the reader raises, and HttpError for an unsupported media type, a body that is too large, or a client
    that disconnects.
    """
    media_type = media_type_of(request)
    if media_type not in _JSON and media_type != _FORM:
        raise HttpError(415)

    def read(content: bytes) -> T:
        body = _form(content) if media_type == _FORM else json_of(content)
        if not isinstance(body, dict):
            raise BadRequest("body", "must be an object")
        return reader(body)

    return await request.bodies.read(request, read)


def _form(content: bytes) -> dict[str, Any]:
    """Return the fields of a form; a field that is repeated, or named ``Name[]``, is a list."""
    try:
        text = content.removeprefix(BOM).decode("utf-8")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise BadRequest("body", f"must be a form in UTF-8 of at most {_MOST_FIELDS} fields") from None
    found: dict[str, Any] = {}
    for name, value in pairs:
        plain, bracket, _ = name.partition("[")
        if bracket or plain in found:
            before = found.get(plain, [])
            found[plain] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            found[plain] = value
    return found


def fields_of(entity: Entity, body: Mapping[str, Any]) -> Record:
    """Return the fields of a record in a body."""
    names = [name for one in entity.fields for name in (one.name, one.also) if name]
    return {name: body[name] for name in names if name in body}


def id_of(body: Mapping[str, Any]) -> int | None:
    """Return the ``Id`` of a body; None when it is absent, null, empty or 0. Raises BadRequest."""
    value = body.get("Id")
    if ID.is_absent(value) or value in (0, "0"):
        return None
    try:
        return int(ID.read(value))
    except ValueError as error:
        raise BadRequest("Id", str(error)) from None


def size_of_lists(entity: Entity, body: Mapping[str, Any]) -> int:
    """Return the approximate size in bytes of the lists of ids in a body, as a measure of the work they cause."""
    lists = [one.name for one in entity.fields if one.kind is IDS]
    given = [body.get(f"{word}{name}") for name in lists for word in ("", "Added", "Removed")]
    return sum(
        _ID_BYTES * len(one) if isinstance(one, list) else len(one) for one in given if isinstance(one, list | str)
    )


def with_relations(entity: Entity, body: Mapping[str, Any]) -> Callable[[Record | None], Record]:
    """Return the function that applies a body to the stored record (None for a new record).

    Fields that the body omits are cleared, except lists of ids like ``TeamMembers``, which stay. ``AddedTeamMembers``
    and ``RemovedTeamMembers`` add ids to and remove ids from the list in the body, or the stored list if the body has
    none. Raises BadRequest for lists that cannot be read.
    """
    record = fields_of(entity, body)
    added, removed = (
        {one.name: _ids(f"{word}{one.name}", body.get(f"{word}{one.name}")) for one in entity.lists}
        for word in ("Added", "Removed")
    )

    def make(held: Record | None) -> Record:
        made = dict(record)
        for one in entity.lists:
            name = one.name
            if added[name] or removed[name]:
                given = one.given_in(record)
                start = set((held or {}).get(name) or ()) if given is None else _ids(name, given)
                made[name] = sorted((start | added[name]) - removed[name])
        return made

    return make


def replacement(entity: Entity, body: Mapping[str, Any], updated_by: str) -> Callable[[Record | None], Record]:
    """Return the edit that replaces a record by a body; fields set by the server stay, and so does what was not shown.

    The edit raises RecordNotFound, and this raises BadRequest.
    """
    make = with_relations(entity, body)

    def replaced(held: Record | None) -> Record:
        if held is None:
            raise RecordNotFound
        kept = {name: held[name] for name in ("Id", "UniqueId", "CreatedOn")}
        said = as_stored(entity, make(held), held, with_null=True)
        return {**said, **kept, "UpdatedBy": updated_by}

    return replaced


def alteration(entity: Entity, body: Mapping[str, Any], updated_by: str) -> Callable[[Record | None], Record]:
    """Return the edit that changes only the fields in a body; null clears a field.

    Raises RecordNotFound, and BadRequest.
    """
    make = with_relations(entity, body)

    def altered(held: Record | None) -> Record:
        if held is None:
            raise RecordNotFound
        said = as_stored(entity, make(held), held, with_null=False)
        # A list under its alternative name replaces the stored one.
        replaced = {one.name for one in entity.fields if one.also in said and one.name not in said}
        kept = {name: value for name, value in held.items() if name not in replaced}
        return {**kept, **said, "UpdatedBy": updated_by}

    return altered


def _ids(name: str, value: Any) -> set[int]:
    if IDS.is_absent(value):
        return set()
    try:
        return set(IDS.read(value))
    except ValueError as error:
        raise BadRequest(name, str(error)) from None
