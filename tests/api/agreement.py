"""What every answer of the API is held to: the contract has its status, its headers, its media type and its body.

The tests' clients ask here about each answer that they get, so no test has to. The contract is read as strictly as it
can be: what it does not mention must not be sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote

import jsonschema_rs

from teamkpi.api.contract import document
from teamkpi.api.http.problems import MEDIA_TYPE as PROBLEM
from teamkpi.api.serving.outer_middleware import request_path

# Of HTTP itself, on any answer.
_OF_HTTP = {"content-length", "content-type", "date", "connection", "transfer-encoding"}
# Pages and files, which are no calls.
_PAGES = re.compile(r"/|/(dashboard|console)(/.*)?|/docs(/docs\.(css|js))?|/openapi\.json")
# The contract read strictly, and for answers that have some of their fields alone.
_WHOLE, _SHAPED = "urn:contract", "urn:shaped-contract"
_OF_PAGES = {"etag", "cache-control", "vary", "content-encoding", "location", "content-security-policy"}


class Answer(NamedTuple):
    """An answer as it came: header names in lower case."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def media_type(self) -> str:
        return dict(self.headers).get("content-type", "").partition(";")[0]


class Agreement:
    """A contract, and what it says of answers."""

    def __init__(self, contract: Mapping[str, Any]) -> None:
        self._contract = contract
        self._always = {name.lower() for name in contract["x-headers-of-every-answer"]}
        self._paths = [
            # Literal parts of paths are read in any case.
            (re.compile(re.sub(r"\\{\w+\\}", "([^/]+)", re.escape(path)) + "/?", re.IGNORECASE), path, methods)
            for path, methods in contract["paths"].items()
        ]
        # What names more of its path comes first: /teams/my before /teams/{teamId}.
        self._paths.sort(key=lambda one: (one[1].count("{"), -len(one[1])))
        self._found: dict[str, tuple[re.Pattern[str], str, Any] | None] = {}
        strict = _strict(contract)
        # Each validator refers to a place in one of these, so that none has to read all schemas again.
        self._registry = jsonschema_rs.Registry([(_WHOLE, strict), (_SHAPED, _without_required(strict))])
        self._validators: dict[str, Any] = {}

    def disagreements(self, method: str, target: str, answer: Answer) -> list[str]:
        """Return what of an answer to a request, by its path and query, the contract does not say."""
        path, _, query = target.partition("?")
        named = request_path({"raw_path": path.encode()}) or ""
        if named not in self._found:
            self._found[named] = next((one for one in self._paths if one[0].fullmatch(named)), None)
        found = self._found[named]
        if method == "OPTIONS":
            wrong = self._of_options(answer, is_path=found is not None or bool(_PAGES.fullmatch(named)))
        elif found is None:
            wrong = self._of_no_call(answer, is_page=bool(_PAGES.fullmatch(named)))
        else:
            verb = "get" if method == "HEAD" else method.lower()
            operation = found[2].get(verb)
            if operation is None:
                wrong = self._of_problem(answer, {404, 405, 429})
            else:
                place = _pointer("paths", found[1], verb)
                is_shaped = _is_shaped(operation, query)
                wrong = self._of_call(operation, place, answer, has_body=method != "HEAD", is_shaped=is_shaped)
        return [f"{method} {target} {answer.status}: {one}" for one in wrong]

    def _of_call(
        self, operation: Mapping[str, Any], place: str, answer: Answer, *, has_body: bool, is_shaped: bool
    ) -> Iterable[str]:
        responses = operation["responses"]
        response = responses.get(str(answer.status))
        if response is None:
            yield f"not a status of {operation['operationId']}: {sorted(responses)}"
            return
        place += _pointer("responses", str(answer.status))
        if "$ref" in response:
            place = response["$ref"].removeprefix("#")
            response = self._contract["components"]["responses"][place.rpartition("/")[2]]
        declared = response.get("headers", {})
        yield from self._of_headers(answer, {one.lower() for one in declared})
        sent = {one for one, _ in answer.headers}
        yield from (
            f"lacks the header {one}" for one in declared if declared[one]["required"] and one.lower() not in sent
        )
        if not has_body:
            return
        content = response.get("content", {})
        if not answer.body:
            if content and answer.status != 304:
                yield "has no body"
        elif answer.media_type not in content:
            yield f"is {answer.media_type or 'of no media type'}, not {sorted(content)}"
        else:
            if content[answer.media_type]["schema"].get("format") == "binary":
                return  # a file
            document = _SHAPED if is_shaped and answer.status == 200 else _WHOLE
            place += _pointer("content", answer.media_type, "schema")
            yield from self._of_body(f"{document}#{place}", answer.body)

    def _of_no_call(self, answer: Answer, *, is_page: bool) -> Iterable[str]:
        if not is_page:
            yield from self._of_problem(answer, {400, 404, 429, 500, 503})
        elif answer.status in {200, 304, 307}:
            yield from self._of_headers(answer, _OF_PAGES)
        else:
            yield from self._of_problem(answer, {404, 405, 429})

    def _of_options(self, answer: Answer, *, is_path: bool) -> Iterable[str]:
        if is_path or answer.status == 204:
            if answer.status != 204 or answer.body:
                yield "is not an empty 204"
            yield from self._of_headers(answer, {"allow"})
        else:
            yield from self._of_problem(answer, {404})

    def _of_problem(self, answer: Answer, statuses: set[int]) -> Iterable[str]:
        if answer.status not in statuses:
            yield f"not one of {sorted(statuses)}"
        allowed = {405: {"allow"}, 429: {"retry-after"}, 503: {"retry-after"}}.get(answer.status, set())
        yield from self._of_headers(answer, allowed)
        if answer.media_type != PROBLEM:
            yield f"is {answer.media_type}, not a problem"
        elif answer.body:
            yield from self._of_body(f"{_WHOLE}#/components/schemas/Problem", answer.body)

    def _of_headers(self, answer: Answer, allowed: set[str]) -> Iterable[str]:
        for name, _ in answer.headers:
            if name not in allowed | self._always | _OF_HTTP:
                yield f"the header {name} is not described"

    def _of_body(self, schema: str, body: bytes) -> Iterable[str]:
        if schema not in self._validators:
            self._validators[schema] = jsonschema_rs.Draft202012Validator(
                {"$ref": schema}, validate_formats=True, registry=self._registry
            )
        for error in self._validators[schema].iter_errors(json.loads(body)):
            yield f"{'/'.join(map(str, error.instance_path)) or 'the body'}: {error.message[:300]}"


@cache
def _pointer(*names: str) -> str:
    """Return the JSON pointer to a part of a document, as it is written in a URI."""
    return "".join("/" + quote(name.replace("~", "~0").replace("/", "~1"), safe="~") for name in names)


def _is_shaped(operation: Mapping[str, Any], query: str) -> bool:
    """Tell whether a request asks for some fields of an answer alone."""
    takes_shape = any(one["name"] == "_shape" for one in operation.get("parameters", ()))
    return takes_shape and any(name.lower() == "_shape" for name, _ in parse_qsl(query))


def _without_required(schema: Any) -> Any:
    """Return a schema of objects that may lack any of their fields."""
    match schema:
        case dict():
            return {name: _without_required(one) for name, one in schema.items() if name != "required"}
        case list():
            return [_without_required(one) for one in schema]
        case _:
            return schema


def _strict(schema: Any) -> Any:
    """Return a schema whose objects have no other fields than those that it names."""
    match schema:
        case {"properties": dict(), **others} if "additionalProperties" not in others:
            return {name: _strict(value) for name, value in schema.items()} | {"additionalProperties": False}
        case dict():
            return {name: _strict(value) for name, value in schema.items()}
        case list():
            return [_strict(value) for value in schema]
        case _:
            return schema


AGREEMENT = Agreement(json.loads(document()))


def hold_to_contract(method: str, target: str, answer: Answer) -> None:
    """Fail when an answer is not what the contract says of it."""
    wrong = AGREEMENT.disagreements(method, target, answer)
    assert wrong == [], wrong
