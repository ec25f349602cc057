from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from types import GenericAlias
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import unquote

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamkpi.api.http import shape
from teamkpi.errors import BadRequest

# --- The answers that the examples are asked of -----------------------------------------------------------


class Row(msgspec.Struct, frozen=True, kw_only=True):
    coworker_id: int = msgspec.field(name="CoworkerId")
    full_name: str = msgspec.field(name="CoworkerFullName")
    seen: datetime | None = msgspec.field(name="LastAccess")


class Rows(msgspec.Struct, frozen=True):
    kpi: tuple[Row, ...] = msgspec.field(name="Kpi")


class Booking(msgspec.Struct, frozen=True, rename="pascal"):
    id: int
    tags: list[str]


class Day(msgspec.Struct, frozen=True, rename="pascal"):
    date: str
    bookings: list[Booking]


class Attendance(msgspec.Struct, frozen=True, rename="pascal"):
    team_id: int
    days: list[Day]


class Week(msgspec.Struct, frozen=True, rename="pascal"):
    is_team_administrator: bool
    attendance: Attendance | None


T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True, rename="pascal"):
    records: list[T]
    total_items: int


class Free(msgspec.Struct, frozen=True, rename="pascal"):
    anything: Any
    by_name: dict[str, Booking]
    counts: dict[str, int]


class Loop(msgspec.Struct, rename="pascal"):
    id: int
    up: Loop | None


class Circle(msgspec.Struct, tag_field="Kind", tag="circle", rename="pascal"):
    radius: int
    centre: Booking


class Square(msgspec.Struct, tag_field="Kind", tag="square", rename="pascal"):
    side: int
    centre: Day


class Pair(msgspec.Struct, array_like=True, rename="pascal"):
    left: int
    right: int


class Odd(msgspec.Struct, rename="pascal"):
    pair: Pair
    grid: list[list[Booking]]
    limited: Annotated[list[Booking], msgspec.Meta(title="few")]
    either: tuple[int, Booking]


ROWS: dict[str, object] = {
    "Kpi": [
        {"CoworkerId": 101, "CoworkerFullName": "Jane Smith", "LastAccess": None},
        {"CoworkerId": 102, "CoworkerFullName": "Ann Lee", "LastAccess": "2026-01-01T00:00:00Z"},
    ]
}
BOOKING: dict[str, object] = {"Id": 7, "Tags": ["a", "b"]}
DAY: dict[str, object] = {"Date": "2026-01-05", "Bookings": [BOOKING, BOOKING]}
EMPTY_DAY: dict[str, object] = {"Date": "2026-01-06", "Bookings": []}
WEEK: dict[str, object] = {
    "IsTeamAdministrator": True,
    "Attendance": {"TeamId": 55, "Days": [DAY, EMPTY_DAY]},
}


def shaped(value: str, body_type: Any, body: object) -> tuple[object, tuple[str, ...]]:
    """The shaped body, and the paths that lead nowhere."""
    parsed = shape.parse(value, body_type)
    assert parsed is not None
    return shape.apply(parsed, body), parsed.unknown


def text(body: object) -> str:
    """The body as it goes out: equal texts mean equal key order, too."""
    return json.dumps(body)


# --- Examples ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [None, "", " ", " \t\r\n ", " " * shape.MAX_CHARACTERS])
def test_no_value_means_the_full_body(value: str | None) -> None:
    assert shape.parse(value, Rows) is None


@pytest.mark.parametrize(
    ("value", "body_type", "body", "expected", "unknown"),
    [
        pytest.param(
            "Kpi.CoworkerId",
            Rows,
            ROWS,
            {"Kpi": [{"CoworkerId": 101}, {"CoworkerId": 102}]},
            (),
            id="an array is crossed by name",
        ),
        pytest.param(
            "Kpi.LastAccess,Kpi.CoworkerId",
            Rows,
            ROWS,
            {
                "Kpi": [
                    {"CoworkerId": 101, "LastAccess": None},
                    {"CoworkerId": 102, "LastAccess": "2026-01-01T00:00:00Z"},
                ]
            },
            (),
            id="paths under one parent merge, keys in the body's order",
        ),
        pytest.param("Kpi", Rows, ROWS, ROWS, (), id="an array named comes whole"),
        pytest.param("Kpi,Kpi.CoworkerId", Rows, ROWS, ROWS, (), id="a parent beside its child: whole"),
        pytest.param("Kpi.CoworkerId,Kpi", Rows, ROWS, ROWS, (), id="the child first: whole"),
        pytest.param("Kpi,Kpi.Nope", Rows, ROWS, ROWS, ("Kpi.Nope",), id="whole, beside an unknown child"),
        pytest.param("Kpi.CoworkerId", Rows, {"Kpi": []}, {"Kpi": []}, (), id="an empty array stays"),
        pytest.param("Nope", Rows, ROWS, {}, ("Nope",), id="nothing is known: nothing comes"),
        pytest.param("Kpi.Nope", Rows, ROWS, {}, ("Kpi.Nope",), id="no empty objects for an unknown child"),
        pytest.param(
            "Kpi.Nope,Kpi.CoworkerId,Also",
            Rows,
            ROWS,
            {"Kpi": [{"CoworkerId": 101}, {"CoworkerId": 102}]},
            ("Kpi.Nope", "Also"),
            id="unknown paths take nothing from known ones",
        ),
        pytest.param(
            "Kpi.CoworkerId.Digits,Kpi.LastAccess.Year",
            Rows,
            ROWS,
            {},
            ("Kpi.CoworkerId.Digits", "Kpi.LastAccess.Year"),
            id="below a scalar there is nothing",
        ),
        pytest.param("kpi,KPI", Rows, ROWS, {}, ("kpi", "KPI"), id="names match exactly"),
        pytest.param("Kpi.full_name", Rows, ROWS, {}, ("Kpi.full_name",), id="Python's names are not the wire's"),
        pytest.param("Kpi.0", Rows, ROWS, {}, ("Kpi.0",), id="arrays have no index"),
        pytest.param(
            " \tKpi.CoworkerId ,\n Kpi.CoworkerId , X\r\n",
            Rows,
            ROWS,
            {"Kpi": [{"CoworkerId": 101}, {"CoworkerId": 102}]},
            ("X",),
            id="blanks around commas and the whole are trimmed, repeats do nothing",
        ),
        pytest.param(
            "Kpi. CoworkerId,X,X", Rows, ROWS, {}, ("Kpi. CoworkerId", "X"), id="blanks beside a dot are not trimmed"
        ),
        pytest.param(
            "Attendance.Days.Bookings.Id,IsTeamAdministrator",
            Week,
            WEEK,
            {
                "IsTeamAdministrator": True,
                "Attendance": {"Days": [{"Bookings": [{"Id": 7}, {"Id": 7}]}, {"Bookings": []}]},
            },
            (),
            id="arrays in arrays",
        ),
        pytest.param(
            "Attendance.TeamId",
            Week,
            {"IsTeamAdministrator": False, "Attendance": None},
            {"Attendance": None},
            (),
            id="a null object stays null",
        ),
        pytest.param(
            "Records.Id",
            Page[Booking],
            {"Records": [BOOKING], "TotalItems": 1},
            {"Records": [{"Id": 7}]},
            (),
            id="an envelope field not named is gone",
        ),
        pytest.param(
            "Records.Id,Records.Date",
            Page[Day],
            {"Records": [DAY], "TotalItems": 1},
            {"Records": [{"Date": "2026-01-05"}]},
            ("Records.Id",),
            id="one envelope, another record",
        ),
        pytest.param("Id", list[Booking], [BOOKING, BOOKING], [{"Id": 7}, {"Id": 7}], (), id="a root array"),
        pytest.param("Nope", list[Booking], [BOOKING], [{}], ("Nope",), id="a root array keeps its length"),
        pytest.param("Nope", list[Booking], [], [], ("Nope",), id="an empty root array"),
        pytest.param("Id", Booking | None, None, None, (), id="a root null"),
        pytest.param("Id", int, 5, 5, ("Id",), id="a root scalar"),
        pytest.param(
            "Anything.a.b,ByName.x.Id,ByName.y.Nope,Counts.x,Counts.y.z",
            Free,
            {
                "Anything": [{"a": {"b": 1, "c": 2}, "d": 3}, 4],
                "ByName": {"x": BOOKING, "y": BOOKING},
                "Counts": {"x": 1, "y": 2},
            },
            {"Anything": [{"a": {"b": 1}}, 4], "ByName": {"x": {"Id": 7}}, "Counts": {"x": 1}},
            ("ByName.y.Nope", "Counts.y.z"),
            id="free names all lead somewhere",
        ),
        pytest.param(
            "Up.Up.Id,Up.Up.Up.Nope",
            Loop,
            {"Id": 1, "Up": {"Id": 2, "Up": {"Id": 3, "Up": None}}},
            {"Up": {"Up": {"Id": 3}}},
            ("Up.Up.Up.Nope",),
            id="a type that holds itself",
        ),
        pytest.param(
            "Kind,Radius,Centre.Date,Kind.Of",
            Circle | Square,
            {"Kind": "circle", "Radius": 2, "Centre": BOOKING},
            {"Kind": "circle", "Radius": 2, "Centre": {}},
            ("Kind.Of",),
            id="one of several objects: what any of them has is known",
        ),
        pytest.param(
            "Pair.Left,Grid.Id,Limited.Id,Either.Id",
            Odd,
            {"Pair": [1, 2], "Grid": [[BOOKING], []], "Limited": [BOOKING], "Either": [3, BOOKING]},
            {"Grid": [[{"Id": 7}], []], "Limited": [{"Id": 7}], "Either": [3, {"Id": 7}]},
            ("Pair.Left",),
            id="arrays of every kind",
        ),
    ],
)
def test_examples(value: str, body_type: Any, body: object, expected: object, unknown: tuple[str, ...]) -> None:
    before = copy.deepcopy(body)
    answer, nowhere = shaped(value, body_type, body)
    assert text(answer) == text(expected)
    assert nowhere == unknown
    assert body == before


# --- What cannot be a path ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        *(",", ".", "..", "Kpi,", ",Kpi", "Kpi,,Kpi", "Kpi, ,Kpi", "Kpi.", ".Kpi", "Kpi..CoworkerId"),
        *("Kpi. ", "Kpi. ,Kpi", "Kpi. .CoworkerId", "Nope..Nope", "Kpi,\n", "Kpi...CoworkerId"),
    ],
)
def test_an_empty_segment_is_refused(value: str) -> None:
    with pytest.raises(BadRequest, match="empty segment") as caught:
        shape.parse(value, Rows)
    assert caught.value.parameter == "_shape"


def test_4096_characters_are_the_most() -> None:
    exact = "K" * 4096
    assert shaped(exact, Rows, ROWS) == ({}, (exact,))
    for longer in (exact + "K", " " * 4097, "Kpi" + " " * 4094, "," * 10_000_000, "K" * 10_000_000):
        with pytest.raises(BadRequest, match="4096 characters") as caught:
            shape.parse(longer, Rows)
        assert len(str(caught.value)) < 100


def test_256_paths_are_the_most() -> None:
    paths = [f"K{number}" for number in range(256)]
    assert shaped(",".join(paths), Rows, ROWS) == ({}, tuple(paths))
    for more in (",".join([*paths, "K"]), ",".join(["Kpi"] * 257), "," * 256, "," * 4096):
        with pytest.raises(BadRequest, match="256 paths"):
            shape.parse(more, Rows)
    assert shaped(",".join(["Kpi"] * 256), Rows, ROWS) == (ROWS, ())


def test_8_levels_are_the_most() -> None:
    body: dict[str, object] = {"Id": 8, "Up": None}
    expected: dict[str, object] = {"Id": 8}
    for number in range(7, 0, -1):
        body, expected = {"Id": number, "Up": body}, {"Up": expected}
    assert shaped("Up." * 7 + "Id", Loop, body) == (expected, ())
    for deeper in ("Up." * 8 + "Id", "Id," + "Up." * 8 + "Id", "Nope." * 8 + "Nope"):
        with pytest.raises(BadRequest, match="deeper than 8"):
            shape.parse(deeper, Loop)


# --- The header --------------------------------------------------------------------------------------------


def header(value: str) -> str | None:
    parsed = shape.parse(value, Rows)
    assert parsed is not None
    return shape.unknown_paths_header(parsed)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Kpi", None),
        ("Kpi.CoworkerId,Kpi", None),
        ("Nope , Kpi,Kpi.Nope,Nope", "Nope,Kpi.Nope"),
        ("a b,c%20d", "a%20b,c%2520d"),
        ("a\r\nSet-Cookie: x=1", "a%0D%0ASet-Cookie:%20x=1"),
        ("Größe.\x00\x7f", "Gr%C3%B6%C3%9Fe.%00%7F"),
        ("\ud800", "?"),
        ('{"[]"};~', '{"[]"};~'),
        ("N" * 1024, "N" * 1024),
        ("N" * 1025, "..."),
        ("N" * 1020 + ",M,Kpi", "N" * 1020 + ",M"),
        ("N" * 1020 + ",Mmmm", "N" * 1020 + ",..."),
        ("N" * 1021 + ",Mmmm", "..."),
        ("A," + "N" * 1021 + ",B", "A,..."),
    ],
)
def test_header_of_unknown_paths(value: str, expected: str | None) -> None:
    assert header(value) == expected


@given(st.text(max_size=1500))
def test_the_header_is_always_safe(value: str) -> None:
    try:
        parsed = shape.parse(value, Rows)
    except BadRequest:
        return
    if parsed is None or (sent := shape.unknown_paths_header(parsed)) is None:
        return
    assert 0 < len(sent) <= 1024
    assert all("!" <= character <= "~" for character in sent)
    shown = sent.split(",")
    if shown[-1] == "...":
        shown.pop()
    else:
        assert len(shown) == len(parsed.unknown)
    assert tuple(map(unquote, shown)) == parsed.unknown[: len(shown)]


# --- Random types, bodies of them, and paths -----------------------------------------------------------------
#
# Names are few, so that random paths often hit; the Python attribute differs from the wire's name throughout.

NAMES = ("A", "B", "C", "aa")


@dataclass(frozen=True)
class Outline:
    """A random type of answer, in words of its own: what is known is told from this, not from msgspec."""

    kind: str  # scalar, object, array, nullable
    fields: tuple[tuple[str, Outline], ...] = ()
    inner: Outline | None = None

    def type(self) -> Any:
        if self.kind == "scalar":
            return int
        if self.kind == "object":
            fields = [(f"py_{name}", outline.type()) for name, outline in self.fields]
            return msgspec.defstruct("Thing", fields, rename=lambda attribute: attribute.removeprefix("py_"))
        assert self.inner is not None
        inner = self.inner.type()
        return GenericAlias(list, (inner,)) if self.kind == "array" else inner | None

    def paths(self) -> Iterator[tuple[str, ...]]:
        """Every path that leads somewhere."""
        for name, outline in self.fields:
            yield (name,)
            yield from ((name, *below) for below in outline.paths())
        if self.inner is not None:
            yield from self.inner.paths()

    def bodies(self) -> st.SearchStrategy[Any]:
        if self.kind == "scalar":
            return st.integers(0, 9)
        if self.kind == "object":
            return st.fixed_dictionaries({name: outline.bodies() for name, outline in self.fields})
        assert self.inner is not None
        if self.kind == "array":
            return st.lists(self.inner.bodies(), max_size=3)
        return st.none() | self.inner.bodies()


def objects(inner: st.SearchStrategy[Outline]) -> st.SearchStrategy[Outline]:
    names = st.lists(st.sampled_from(NAMES), max_size=3, unique=True)
    return names.flatmap(
        lambda some: st.tuples(*(st.tuples(st.just(name), inner) for name in some)).map(
            lambda fields: Outline("object", fields=fields)
        )
    )


def array(inner: Outline) -> Outline:
    return Outline("array", inner=inner)


def nullable(inner: Outline) -> Outline:
    return Outline("nullable", inner=inner)


def wrapped(inner: st.SearchStrategy[Outline]) -> st.SearchStrategy[Outline]:
    """A value, perhaps in an array, perhaps null, and both in either order."""
    arrays = inner.map(array)
    return inner | arrays | inner.map(nullable) | arrays.map(array) | inner.map(nullable).map(array)


SCALARS = st.just(Outline("scalar"))
LEVEL_3 = wrapped(objects(wrapped(SCALARS))) | SCALARS
LEVEL_2 = wrapped(objects(LEVEL_3)) | SCALARS
LEVEL_1 = objects(LEVEL_2)
OUTLINES = LEVEL_1 | LEVEL_1.map(array)
SEGMENTS = st.sampled_from((*NAMES, "a", "Z"))


@dataclass(frozen=True)
class Case:
    type: Any
    known: frozenset[tuple[str, ...]]
    body: object
    paths: list[tuple[str, ...]]

    @property
    def value(self) -> str:
        return ",".join(".".join(path) for path in self.paths)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    outline = draw(OUTLINES)
    known = sorted({path for path in outline.paths() if len(path) <= 8})
    path = st.lists(SEGMENTS, min_size=1, max_size=8).map(tuple)
    if known:
        path = st.one_of(st.sampled_from(known), st.sampled_from(known), path)
    paths = draw(st.lists(path, min_size=1, max_size=6))
    return Case(outline.type(), frozenset(known), draw(outline.bodies()), paths)


def remove(body: object, place: tuple[str, ...], paths: list[tuple[str, ...]]) -> None:
    """The definition, slowly and in place: delete each field that no path names, contains or leads through."""
    if isinstance(body, list):
        for element in body:
            remove(element, place, paths)
    if isinstance(body, dict):
        for name in list(body):
            here = (*place, name)
            if any(path[: len(here)] == here or here[: len(path)] == path for path in paths):
                remove(body[name], here, paths)
            else:
                del body[name]


@given(cases())
def test_always_the_full_answer_with_fields_removed(case: Case) -> None:
    expected = copy.deepcopy(case.body)
    remove(expected, (), [path for path in case.paths if path in case.known])
    before = text(case.body)

    answer, unknown = shaped(case.value, case.type, case.body)

    assert text(answer) == text(expected)
    assert text(case.body) == before
    nowhere = [".".join(path) for path in case.paths if path not in case.known]
    assert list(unknown) == list(dict.fromkeys(nowhere))


@given(cases())
def test_encoded_answers_are_shaped_alike(case: Case) -> None:
    """The same from the typed answer, its plain data and its JSON."""
    parsed = shape.parse(case.value, case.type)
    assert parsed is not None
    typed = msgspec.convert(case.body, case.type)
    plain = msgspec.to_builtins(typed, str_keys=True)
    decoded = msgspec.json.decode(msgspec.json.encode(typed))
    assert text(shape.apply(parsed, plain)) == text(shape.apply(parsed, decoded))


@given(cases())
def test_shaping_twice_changes_nothing_more(case: Case) -> None:
    once, _ = shaped(case.value, case.type, case.body)
    assert text(shaped(case.value, case.type, once)[0]) == text(once)


@given(cases(), st.randoms(use_true_random=False))
def test_order_and_repeats_of_paths_never_matter(case: Case, random: Any) -> None:
    paths = [*case.paths, *random.sample(case.paths, random.randint(0, len(case.paths)))]
    random.shuffle(paths)
    other = Case(case.type, case.known, case.body, paths)
    answer, unknown = shaped(case.value, case.type, case.body)
    again, unknown_again = shaped(other.value, case.type, case.body)
    assert text(again) == text(answer)
    assert sorted(unknown_again) == sorted(unknown)


@given(cases())
def test_all_paths_together_give_the_full_body(case: Case) -> None:
    everything = ",".join(sorted({path[0] for path in case.known}))
    parsed = shape.parse(everything, case.type)
    assert text(case.body if parsed is None else shape.apply(parsed, case.body)) == text(case.body)


@given(st.text(alphabet="A. ,\n", max_size=30))
def test_whatever_is_asked_is_answered_or_refused(value: str) -> None:
    """A value is refused exactly when one of its trimmed paths has an empty segment or is too deep."""
    paths = [path.strip().split(".") for path in value.split(",")]
    refused = any(len(path) > 8 or not all(segment.strip() for segment in path) for path in paths)
    if not value.strip():
        assert shape.parse(value, Rows) is None
    elif refused:
        with pytest.raises(BadRequest):
            shape.parse(value, Rows)
    else:
        assert shape.parse(value, Rows) is not None
