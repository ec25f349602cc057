"""For each call, the requests that are the most work of all that are allowed, made from the calls' own declarations."""

from __future__ import annotations

import hmac
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from teamkpi.api.http.declarations import Operation
from teamkpi.api.http.html import MOST_LEVELS
from teamkpi.api.http.json_body import MOST_VALUES
from teamkpi.api.http.problems import SIGNED
from teamkpi.api.portal.attendance_entries import DAYS, MOST_ENTRIES

_LONGEST_QUERY: Final = 50_000
# One with lists of ids, one with a command, one of which several are made, and one that cannot be written.
_KINDS_OF_RECORDS: Final = ("/teams", "/bookings", "/coworkerproducts", "/audittrailentries")
_JSON: Final = {"Content-Type": "application/json"}
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


class Hook(NamedTuple):
    """A webhook that takes records: the key of its address, and its secret."""

    key: str
    secret: str


class WorstRequest(NamedTuple):
    """A request, and what is much about it."""

    what: str
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


def worst_requests(operation: Operation, most_bytes: int, hook: Hook) -> Iterator[WorstRequest]:
    """Yield them; ``most_bytes`` is the largest body that the server reads of any call, and 55 a team of the caller."""
    path = re.sub(r"\{\w+\}", "55", operation.path.replace("{key}", hook.key))
    method = operation.method.upper()
    most = min(operation.most_body_bytes or most_bytes, most_bytes)
    if operation.method == "get":
        for what, query in _queries(operation):
            yield WorstRequest(what, method, path, query, {}, b"")
    for one in operation.parameters:
        if one.place in {"header", "cookie"}:
            name = "Cookie" if one.place == "cookie" else one.name
            yield WorstRequest(name, method, path, "", {name: '"a",' * 12_000}, b"")
    if operation.json is not None:
        for what, text in _json_bodies(operation, most):
            body = text.encode()
            headers = _JSON
            if operation.id == "receiveWebhook":
                headers = {**_JSON, SIGNED: hmac.new(hook.secret.encode(), body, sha256).hexdigest().upper()}
            yield WorstRequest(what, method, path, "", headers, body)
    if operation.form is not None or (operation.json is not None and operation.json.form_too):
        for what, text in _forms(most):
            yield WorstRequest(what, method, path, "", _FORM, text.encode())


def _queries(operation: Operation) -> Iterator[tuple[str, str]]:
    needed = "&".join(f"{one.name}={_argument(one.name)}" for one in operation.parameters if one.required)
    for count in (90, 900):
        yield f"{count} parameters", "&".join([needed, *(f"a{number}=%41" for number in range(count))])
    yield "a long parameter", needed + "&a=" + "%41" * (_LONGEST_QUERY // 3)
    names = {one.name for one in operation.parameters}
    if "_shape" in names:
        paths = ",".join(".".join(["Kpi"] * 4) for _ in range(250))
        yield "a long shape", f"{needed}&_shape={quote(paths)}"
    if "id" in names and operation.for_operators:
        yield "many ids", "id=[" + ",".join(str(10**14 + number) for number in range(1000)) + "]"
        yield "more ids than are taken", "id=[" + "1," * (_LONGEST_QUERY // 2) + "1]"
        yield from _lists_of_conditions(operation)
        yield "the largest page", "size=1000&orderBy=Id&dir=1"


def _lists_of_conditions(operation: Operation) -> Iterator[tuple[str, str]]:
    """Yield as many conditions as are taken and as fit, of ids and on what is farthest away."""
    parents: dict[str, Any] = next(
        (dict(one.schema["properties"]) for one in operation.parameters if one.name == "parents"), {}
    )
    texts = [name for name, schema in parents.items() if schema == {"type": "string"} and name.endswith("Name")]
    for name in {*texts[:1], *sorted(texts, key=lambda one: one.count("_"))[-1:]}:
        for count in (50, 900):
            yield f"{count} times {name}", "&".join(f"{name}[]=%C3%A9{number}" for number in range(count))
    ids = [one for one in parents if one.endswith("_Id")]
    for name in ids[:1]:
        yield f"ids of {name}", "&".join(f"{name}[]={number}" for number in range(1, 900))


def _argument(name: str) -> str:
    return {"date": "2026-11-18", "isTeamAdmin": "true"}.get(name, "1")


def _json_bodies(operation: Operation, most: int) -> Iterator[tuple[str, str]]:
    many = MOST_VALUES - 10
    yield "amounts", _filled('{"x":[', "1.25,", "1]}", most, many)
    yield "nested arrays", _filled('{"x":[', f"{'[' * 200}{']' * 200},", "1]}", most, many // 201)
    yield "more nested arrays than are taken", _filled('{"x":[', f"{'[' * 200}{']' * 200},", "1]}", most)
    yield "fields", _numbered('{"x":0', ',"f{}":0', "}", most, many)
    yield "escapes", _filled('{"x":"', "\\u00e9", '"}', most)
    if operation.id == "receiveWebhook":
        yield "a hundred records", json.dumps([{"Id": 1, "UpdatedOn": "2026-11-18", "x": "é" * 1500}] * 100)
    elif operation.id == "updateTeamAttendance":
        entries = [{"CoworkerId": number, DAYS[0]: 1, DAYS[6]: "Office"} for number in range(1, MOST_ENTRIES + 1)]
        yield "entries", json.dumps(entries)[:most]
        yield (
            "more entries than are taken",
            _filled("[", '{"CoworkerId":1},', '{"CoworkerId":1}]', most, MOST_ENTRIES + 1),
        )
    elif operation.id == "updateTeamProfile":
        for what, html in (
            ("lists in lists", "<ul><li>" * 8000),
            ("deep", ("<b>" * MOST_LEVELS + "x" + "</b>" * MOST_LEVELS) * 90),
            ("broken", "<a b='" * 10_000),
        ):
            yield f"HTML, {what}", json.dumps({"Description": html[:65_000]})
        yield "addresses", json.dumps({"ProfileWebsite": "http://" + "a." * (most // 4)})
    elif operation.id == "addTeamMembers":
        people = 25
        yield "people", json.dumps({"FullNames": ["é" * 250] * people, "Emails": ["a" * 240 + "@b.c"] * people})
    elif operation.path.lower().endswith("/runcommand"):
        yield "ids", _filled('{"Key":"CANCEL_BOOKING","Ids":"', "1,", '1"}', most)
        yield "a list of ids", _filled('{"Key":"CANCEL_BOOKING","Ids":[', "1,", "1]}", most, many)
    elif operation.for_operators:
        for name in ("TeamMembers", "AddedTeamMembers", "Id", "CreateMultiple"):
            yield f"{name} as text", _filled(f'{{"{name}":"', "1,", '1"}', most)
        yield "ids", _numbered('{"TeamMembers":[1', ",{}", "]}", most, many)


def _forms(most: int) -> Iterator[tuple[str, str]]:
    yield "a long field", _filled("a=", "%41", "", most)
    yield "many fields", _numbered("a=1", "&f{}=%41", "", min(most, 20_000))
    yield "one field many times", _filled("a=1", "&a=1", "", 7900)


def _filled(begin: str, piece: str, end: str, most: int, most_pieces: int = sys.maxsize) -> str:
    return begin + piece * min((most - len(begin) - len(end)) // len(piece), most_pieces) + end


def _numbered(begin: str, piece: str, end: str, most: int, most_pieces: int = sys.maxsize) -> str:
    count = min((most - len(begin) - len(end)) // (len(piece) + 6), most_pieces)
    return begin + "".join(piece.format(number) for number in range(1, count + 1)) + end


def requests_of(operations: Iterable[Operation], most_bytes: int, hook: Hook) -> Iterator[WorstRequest]:
    """Yield the worst requests of all calls; of those that differ in the kind of record alone, of some kinds."""
    for operation in operations:
        if not operation.for_operators or any(word in operation.path for word in _KINDS_OF_RECORDS):
            yield from worst_requests(operation, most_bytes, hook)
