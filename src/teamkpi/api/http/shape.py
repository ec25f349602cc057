"""The ``_shape`` parameter: the full answer with fields removed.

The rules are those of the specification's "_shape". What is kept is decided by the *type* of the answer and
never by the data at hand: a field stays if a path names it, names something above it, or names something
below it. So ``Kpi.CoworkerId`` on a team without members is ``{"Kpi": []}``, a null on the way to a named
field stays null, and an array keeps its length, because its elements are not fields. A path that leads
nowhere in the type contributes nothing at all: ``Kpi.Nope`` alone gives ``{}``.

Pure: no request, no framework, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias
from urllib.parse import quote

from msgspec import inspect

from teamkpi.errors import BadRequest

PARAMETER: Final = "_shape"
UNKNOWN_PATHS_HEADER: Final = "X-Unknown-Shape-Paths"

MAX_CHARACTERS: Final = 4096
MAX_PATHS: Final = 256
MAX_DEPTH: Final = 8
MAX_HEADER_CHARACTERS: Final = 1024

# No path can read like this (its segments are empty), so the mark cannot be taken for one.
_CUT_MARK: Final = "..."
_BLANKS: Final = " \t\r\n\f\v"
# Visible ASCII, but for the sign that introduces an escape.
_PLAIN_IN_HEADER: Final = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) != "%")

_Path: TypeAlias = tuple[str, ...]
_Kept: TypeAlias = "dict[str, _Kept | None]"


@dataclass(frozen=True, slots=True)
class Shape:
    """What one request keeps of one type of answer.

    ``kept`` maps the wire name of each field that stays to the same for the level below, or to None where the
    field stays whole. ``unknown`` are the paths that lead nowhere, each once, as asked for and in that order.
    """

    kept: _Kept
    unknown: tuple[str, ...]


def parse(value: str | None, body_type: object) -> Shape | None:
    """Read the value of ``_shape`` for an answer of ``body_type``; None means the full body.

    ``value`` is the decoded query value; absent, empty and blank ones mean the full body. ``body_type`` is what
    the answer is encoded from by msgspec (a Struct, a list of them, ...): its encoded names count, matched
    exactly. Names below a dict or an ``Any`` cannot be known, so all of them lead somewhere.

    Raises `BadRequest` for what cannot be a path: an empty or blank segment (also one made by a trailing comma
    or dot), more than 4,096 characters as sent, more than 256 paths (repeated ones count), more than 8 segments.
    """
    if value is None:
        return None
    paths = _split(value)
    if not paths:
        return None
    nowhere: set[_Path] = set()
    kept = _select(paths, 0, [_outline(body_type)], nowhere)
    unknown = tuple(".".join(path) for path in paths if path in nowhere) if nowhere else ()
    return Shape(kept, unknown)


def apply(shape: Shape, body: object) -> object:
    """Give the body with every field removed that the shape does not keep; the body itself is left as it is.

    ``body`` is plain data: what ``msgspec.to_builtins(..., str_keys=True)`` or ``msgspec.json.decode`` gives.
    Key order and nesting stay; what is kept whole is shared with ``body``, not copied.
    """
    return _keep(shape.kept, body)


def unknown_paths_header(shape: Shape) -> str | None:
    """Give the value of ``X-Unknown-Shape-Paths``, or None where every path leads somewhere.

    The paths are joined by commas. What is not visible ASCII, and ``%`` itself, is percent-encoded as UTF-8, so
    that the value is safe in a header and can be decoded. It is at most 1,024 characters long: paths that no
    longer fit are left out, and the last item is then ``...``.
    """
    if not shape.unknown:
        return None
    # A lone surrogate has no UTF-8 form: it is shown as "?" rather than failing the whole answer.
    items = [quote(path, safe=_PLAIN_IN_HEADER, errors="replace") for path in shape.unknown]
    whole = ",".join(items)
    if len(whole) <= MAX_HEADER_CHARACTERS:
        return whole
    room = MAX_HEADER_CHARACTERS - len(_CUT_MARK)
    shown = []
    for item in items:
        room -= len(item) + 1
        if room < 0:
            break
        shown.append(item)
    return ",".join([*shown, _CUT_MARK])


def _split(value: str) -> list[_Path]:
    """Cut the value into its distinct paths, in the order of their first mention; none for a blank value."""
    # Both limits are checked before anything is split or copied: a hostile value costs nothing.
    if len(value) > MAX_CHARACTERS:
        raise BadRequest(PARAMETER, f"must be at most {MAX_CHARACTERS} characters long")
    if value.count(",") >= MAX_PATHS:
        raise BadRequest(PARAMETER, f"must contain at most {MAX_PATHS} paths")
    if not value.strip(_BLANKS):
        return []
    paths: dict[_Path, None] = {}
    for position, text in enumerate(value.split(","), start=1):
        path = tuple(text.strip(_BLANKS).split("."))
        if not all(segment.strip(_BLANKS) for segment in path):
            raise BadRequest(PARAMETER, f"path {position} has an empty segment")
        if len(path) > MAX_DEPTH:
            raise BadRequest(PARAMETER, f"path {position} is deeper than {MAX_DEPTH} levels")
        paths[path] = None
    return list(paths)


@cache
def _outline(body_type: object) -> inspect.Type:
    """Describe a type of answer; there are only as many as the program has endpoints."""
    return inspect.type_info(body_type)


def _select(paths: Iterable[_Path], depth: int, types: Sequence[inspect.Type], nowhere: set[_Path]) -> _Kept:
    """Merge the paths' segments from ``depth`` on over the possible types.

    Paths that match no field are added to ``nowhere``.
    """
    named, unnamed = _fields(types)
    kept: _Kept = {}
    longer: dict[str, list[_Path]] = {}
    for path in paths:
        name = path[depth]
        if name not in named and not unnamed:
            nowhere.add(path)
        elif len(path) == depth + 1:
            kept[name] = None
        else:
            longer.setdefault(name, []).append(path)
    for name, group in longer.items():
        below = _select(group, depth + 1, [*named.get(name, ()), *unnamed], nowhere)
        # Nothing below is known: the parent was only the way there, so it does not stay either.
        # A parent that is named itself stays whole, whatever is named below it.
        if below:
            kept.setdefault(name, below)
    return kept


def _fields(types: Sequence[inspect.Type]) -> tuple[dict[str, list[inspect.Type]], list[inspect.Type]]:
    """List what can be named on values of these types.

    First the fields by wire name, each with the types it may have; then the types that any other name may lead
    to, which is empty unless the names are free.
    """
    named: dict[str, list[inspect.Type]] = {}
    unnamed: list[inspect.Type] = []
    for one in _crossed(types):
        match one:
            # A struct that is encoded as an array has no names on the wire.
            case inspect.StructType(array_like=False, fields=fields, tag_field=tag_field):
                for field in fields:
                    named.setdefault(field.encode_name, []).append(field.type)
                if tag_field is not None:
                    named.setdefault(tag_field, [])
            case inspect.TypedDictType(fields=fields) | inspect.DataclassType(fields=fields):
                for field in fields:
                    named.setdefault(field.encode_name, []).append(field.type)
            case inspect.DictType(value_type=inner):
                unnamed.append(inner)
            case inspect.AnyType() | inspect.RawType() | inspect.CustomType():
                unnamed.append(inspect.AnyType())
            case _:
                pass  # a scalar: nothing is below it
    return named, unnamed


def _crossed(types: Sequence[inspect.Type]) -> Iterator[inspect.Type]:
    """Give the types that stand for one value each: unions taken apart, arrays (nested ones too) entered."""
    pending = list(types)
    while pending:
        match pending.pop():
            case inspect.Metadata(type=inner) | inspect.CollectionType(item_type=inner):
                pending.append(inner)
            case inspect.UnionType(types=several) | inspect.TupleType(item_types=several):
                pending.extend(several)
            case one:
                yield one


def _keep(kept: _Kept, value: object) -> object:
    """Remove from every object of ``value`` the fields that are not in ``kept``; arrays are crossed."""
    if isinstance(value, dict):
        return {
            name: item if (below := kept[name]) is None else _keep(below, item)
            for name, item in value.items()
            if name in kept
        }
    if isinstance(value, list | tuple):
        return [_keep(kept, item) for item in value]
    return value
