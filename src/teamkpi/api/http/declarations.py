"""How a call is described, beside its code; ``contract`` makes the OpenAPI document of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct

Method: TypeAlias = Literal["get", "post", "put", "patch", "delete"]
"""The methods that calls have, as OpenAPI writes them."""
NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}
NO_STORE_HEADERS: Final = {
    "Cache-Control": "The response must not be stored.",
    "Pragma": "The same, for HTTP/1.0 clients.",
}
"""What ``NO_STORE`` says, for the contract."""
REVALIDATE: Final = {"Cache-Control": "private, no-cache"}
SOMETIMES: Final = {"X-Unknown-Shape-Paths"}
"""Headers that are sent only when they have something to say."""
# A request without a Host is refused, and a server that stops says so, whatever is asked.
_OF_EVERY_CALL: Final = ("bad_request", "unavailable", "internal_error")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a call; ``schema`` is JSON Schema."""

    name: str
    place: Literal["path", "query", "header", "cookie"]
    description: str
    schema: Mapping[str, Any]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """One successful or otherwise typed answer: its body's type (None: no body), an example, and its headers.

    ``headers`` are those of this answer besides those of every answer, each with what it says; all but those of
    ``SOMETIMES`` are always there. ``schema`` (JSON Schema) says what the body is when it is not, or not always, of
    that type; ``uses`` are types besides that the schema refers to. ``media_type`` is that of a file. ``shared`` names
    an answer of operators' calls that is described once for all.
    """

    description: str
    body: type[Struct] | None = None
    example: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    schema: Mapping[str, Any] | None = None
    uses: tuple[type[Struct], ...] = ()
    shared: str | None = None
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class JsonBody:
    """The JSON that a call takes: its schema (JSON Schema), and an example; ``form_too``: also as a form."""

    schema: Mapping[str, Any]
    example: Any
    form_too: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """A call: what it is for, what it takes, and all that it may answer.

    ``replies`` by status; ``problems`` are the codes of the problem bodies. What every call may answer besides is
    not repeated: bad_request, unavailable, internal_error, and too_many_requests where the throttle counts.
    ``is_raw``: the body is a file, or a part of one. ``most_body_bytes`` is the largest body that it reads; None: as
    large as the settings allow, which no call exceeds.
    """

    id: str
    method: Method
    path: str
    summary: str
    description: str
    tag: str
    replies: Mapping[int, Reply]
    problems: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    form: Mapping[str, Any] | None = None
    json: JsonBody | None = None
    is_raw: bool = False
    most_body_bytes: int | None = None
    needs_token: bool = False
    for_operators: bool = False
    is_throttled: bool = True

    @property
    def all_problems(self) -> tuple[str, ...]:
        """The codes of all problem bodies that it may answer."""
        throttled = ("too_many_requests",) if self.is_throttled else ()
        return tuple(dict.fromkeys((*self.problems, *throttled, *_OF_EVERY_CALL)))


ID_SCHEMA: Final = {"type": "integer", "minimum": 1, "maximum": 2**53 - 1}
TEAM_ID: Final = Parameter("teamId", "path", "The team's id.", ID_SCHEMA, required=True)
COWORKER_ID: Final = Parameter(
    "coworkerId",
    "query",
    "Only this member. Without it, the response covers the whole team, and only administrators may request it.",
    ID_SCHEMA,
)
USE_TIMEZONE: Final = Parameter(
    "X-Use-Timezone",
    "header",
    "The time zone of local times: `true` for the zone of the team's location, or the name of an IANA time zone. Any "
    "other value is ignored.",
    {"type": "string"},
)
IF_NONE_MATCH: Final = Parameter(
    "If-None-Match",
    "header",
    "The ETag of an earlier response; the status is 304 if nothing has changed.",
    {"type": "string"},
)
IF_MATCH: Final = Parameter(
    "If-Match",
    "header",
    "The ETag of the version that the change is based on. If the record has another version now, the status is 412 "
    "and nothing is changed. Without it, the change applies to whatever is stored.",
    {"type": "string"},
)
ETAG_HEADERS: Final = {
    "ETag": "Changes whenever the response may have changed.",
    "Cache-Control": "The response may be cached, but must be revalidated before each use.",
}
NOT_MODIFIED: Final = Reply("Nothing has changed since the response with that ETag.", headers=ETAG_HEADERS)
DONE: Final = Reply("Done. The body is empty.")
SHAPE_PARAMETER: Final = Parameter(
    "_shape",
    "query",
    "Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each "
    "of its items. Absent or empty: the whole body.",
    {"type": "string", "maxLength": 4096},
)
SHAPE_HEADERS: Final = {"X-Unknown-Shape-Paths": "Paths in `_shape` that match no field, if any."}
