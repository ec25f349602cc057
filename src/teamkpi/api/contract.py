"""The contract: the OpenAPI document, made of the answers' types and the calls' descriptions.

``python -m teamkpi.api.contract`` writes ``contract/openapi.json``; with ``--check`` it writes nothing and exits with
1 when that file is not what it would write.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct, inspect

from teamkpi import __version__
from teamkpi.api.backoffice import declarations as backoffice
from teamkpi.api.http import problems
from teamkpi.api.http.declarations import SOMETIMES, Operation, Parameter, Reply
from teamkpi.api.registry import OPERATIONS
from teamkpi.api.serving.outer_middleware import HEADERS_OF_EVERY_ANSWER
from teamkpi.api.serving.throttle import LIKE_NEXUDUS
from teamkpi.wire import encode

PATH: Final = Path("contract/openapi.json")

_ABOUT: Final = (
    "What each member of a team owes, has left, and uses. Field names are the documented ones of the portal API, "
    "typos included. HEAD works wherever GET does. Every response has an `X-Request-Id` header. Errors are "
    "`application/problem+json`, except for refused token requests and for invalid requests to the back office. A "
    "client that exceeds the rate limit gets 429 with `Retry-After`, or, if the server is configured so, 409 with "
    "`Retry-After` and no body."
)
_REF: Final = "#/components/schemas/{name}"


@cache
def document() -> bytes:
    """Return the OpenAPI 3.1 document as JSON."""
    replies = [reply for operation in OPERATIONS for reply in operation.replies.values()]
    used = [one for reply in replies for one in (reply.body, *reply.uses) if one]
    bodies = dict.fromkeys([*used, problems.Problem])
    _, schemas = msgspec.json.schema_components(bodies, ref_template=_REF)
    schemas["Problem"]["properties"]["code"]["x-meanings"] = {
        kind.code: f"{kind.statuses}: {kind.meaning}" for kind in problems.PROBLEMS.values()
    }
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    whole = {
        "openapi": "3.1.0",
        "info": {"title": "teamkpi", "version": __version__, "description": _ABOUT, "license": {"name": "MIT"}},
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(operation.tag for operation in OPERATIONS)],
        "x-headers-of-every-answer": dict(HEADERS_OF_EVERY_ANSWER),
        "paths": paths,
        "components": {
            "schemas": _as_on_the_wire(schemas) | backoffice.body_schemas(),
            "responses": _shared_responses(),
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": (
                        "An access token from `POST /api/token`; in the back office, an API key works too."
                    ),
                },
                "basic": {
                    "type": "http",
                    "scheme": "basic",
                    "description": (
                        "An operator's e-mail and password, or any user name with an API key as the password."
                    ),
                },
            },
        },
    }
    return msgspec.json.format(encode(whole)) + b"\n"


def _operation(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary,
        "description": operation.description,
        "tags": [operation.tag],
    }
    if operation.parameters:
        described["parameters"] = [_parameter(one) for one in operation.parameters]
    if operation.form:
        described["requestBody"] = {
            "required": True,
            "content": {"application/x-www-form-urlencoded": {"schema": operation.form}},
        }
    if operation.json:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": operation.json.schema, "example": operation.json.example}},
        }
        if operation.json.form_too:
            form = {"schema": operation.json.schema}
            described["requestBody"]["content"]["application/x-www-form-urlencoded"] = form
    if operation.is_raw:
        described["requestBody"] = {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    if operation.most_body_bytes:
        described["requestBody"]["description"] = f"At most {operation.most_body_bytes:,} bytes."
    if operation.needs_token:
        described["security"] = [{"bearer": []}]
    if operation.for_operators:
        described["security"] = [{"bearer": []}, {"basic": []}]
    described["responses"] = _operators_responses(operation) if operation.for_operators else _responses(operation)
    return described


def _responses(operation: Operation) -> dict[str, Any]:
    responses: dict[str, Any] = {str(status): _reply(reply) for status, reply in operation.replies.items()}
    for code in operation.all_problems:
        _add_problem(responses, code, operation.method)
    if operation.is_throttled:
        responses.setdefault(
            "409",
            _described("Rate limit exceeded. Wait for the time given in Retry-After. There is no body.", LIKE_NEXUDUS),
        )
    return dict(sorted(responses.items()))


def _operators_responses(operation: Operation) -> dict[str, Any]:
    """Return the responses of a call of the back office; what many of its calls answer is referred to."""
    names = _shared_names(operation)
    return {
        status: {"$ref": f"#/components/responses/{names[status]}"} if names[status] else response
        for status, response in _responses(operation).items()
    }


def _shared_responses() -> dict[str, Any]:
    """Return the responses that the calls of the back office refer to, by name."""
    shared: dict[str, Any] = {}
    for operation in (one for one in OPERATIONS if one.for_operators):
        names = _shared_names(operation)
        shared |= {name: response for status, response in _responses(operation).items() if (name := names[status])}
    return dict(sorted(shared.items()))


def _shared_names(operation: Operation) -> dict[str, str | None]:
    """Return the name under which each response of a call is described once for all, None for its own."""
    own = {str(status): reply.shared for status, reply in operation.replies.items()}
    return {status: own.get(status, f"Refused{status}") for status in _responses(operation)}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.place,
        "description": parameter.description,
        "required": parameter.required,
        "schema": dict(parameter.schema),
    }


def _reply(reply: Reply) -> dict[str, Any]:
    described = _described(reply.description, reply.headers)
    if reply.media_type:
        described["content"] = {reply.media_type: {"schema": {"type": "string", "format": "binary"}}}
    schema = reply.schema or (reply.body and {"$ref": _REF.format(name=reply.body.__name__)})
    if schema:
        example = example_of(reply.body) if reply.example is None and reply.body else reply.example
        described["content"] = {"application/json": {"schema": schema, "example": example}}
    return described


def _described(description: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """Return a response without a body."""
    described: dict[str, Any] = {"description": description}
    if headers:
        described["headers"] = {
            name: {"description": text, "required": name not in SOMETIMES, "schema": {"type": "string"}}
            for name, text in headers.items()
        }
    return described


def _add_problem(responses: dict[str, Any], code: str, method: str) -> None:
    problem = problems.refusal(code, method=method).problem
    status = str(problem.status)
    its_headers = problems.HEADERS.get(problem.status, {})
    response = responses.setdefault(status, _described(problem.title, its_headers))
    for name, header in response.get("headers", {}).items():
        if name not in its_headers:  # a problem comes without it
            header["required"] = False
    content = response.setdefault("content", {}).setdefault(
        problems.MEDIA_TYPE, {"schema": {"$ref": _REF.format(name="Problem")}, "examples": {}}
    )
    content["examples"][code] = {"summary": problem.title, "value": problem}


def example_of(body: type[Struct]) -> dict[str, Any]:
    """Return an example of a body, made of the examples of its fields; null where a field has none."""
    return {field.encode_name: _example(field.type) for field in _inspected(body).fields}


@cache
def _inspected(body: type[Struct]) -> inspect.StructType:
    """Inspect a body once; many are of several calls, and it takes a good part of the time in which a server starts."""
    info = inspect.type_info(body)
    assert isinstance(info, inspect.StructType)  # noqa: S101 - tells the type checker
    return info


def _example(kind: inspect.Type) -> Any:
    match kind:
        case inspect.Metadata(extra_json_schema={"examples": [first, *_]}):
            return first
        case inspect.Metadata(type=inner):
            return _example(inner)
        case inspect.StructType(cls=cls):
            return example_of(cls)
        case inspect.ListType(item_type=inspect.StructType(cls=cls)):
            return [example_of(cls)]
        case _:
            return None


def _as_on_the_wire(schema: Any) -> Any:
    """Return a schema with decimals as the numbers that they are written as."""
    match schema:
        case {"type": "string", "format": "decimal", **others}:
            return {"type": "number", **_as_on_the_wire(others)}
        case dict():
            return {name: _as_on_the_wire(value) for name, value in schema.items()}
        case list():
            return [_as_on_the_wire(value) for value in schema]
        case _:
            return schema


def main(arguments: Sequence[str]) -> int:
    """Write the contract, or with ``--check`` compare it; return the exit code."""
    if list(arguments) not in ([], ["--check"]):
        sys.stderr.write("usage: python -m teamkpi.api.contract [--check]\n")
        return 2
    if not arguments:
        PATH.parent.mkdir(exist_ok=True)
        PATH.write_bytes(document())
        return 0
    if PATH.exists() and PATH.read_bytes() == document():
        return 0
    sys.stderr.write(f"{PATH} is not what the code says: run python -m teamkpi.api.contract\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
