"""Declares a figure in one place, with its group, its unit and its texts in every language.

``figure`` annotates a field of an answer's type; ``declared`` reads the declarations back. The terminal, the
documentation, the contract and ``GET /api/public/figures`` show what is declared here, in the order of the fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import msgspec
from msgspec import Meta, Struct

from teamkpi.kpi.languages import LANGUAGES, Language
from teamkpi.kpi.records import RecordKind

Names: TypeAlias = Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Group:
    """The heading for a group of figures; ``key`` is the same in every language."""

    key: str
    names: Names = field(hash=False)

    def __str__(self) -> str:
        return self.names[LANGUAGES[0]]


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of a figure; ``key`` is the same in every language, and empty if there is no unit."""

    key: str
    names: Names = field(hash=False)

    def __str__(self) -> str:
        return self.names[LANGUAGES[0]]


class Words(NamedTuple):
    """The texts of a figure in one language: its label under the group's heading, and an explanation."""

    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a member or a month."""

    wire: str
    attribute: str
    group: Group
    unit: Unit
    words: Mapping[Language, Words]
    example: object
    records: RecordKind | None
    """The records that it counts; None if ``explain.sql`` does not explain it."""

    @property
    def label(self) -> str:
        """Its name in the default language."""
        return self.words[LANGUAGES[0]].label

    @property
    def meaning(self) -> str:
        """Its meaning in the default language."""
        return self.words[LANGUAGES[0]].meaning


def group(key: str, *, en: str, es: str) -> Group:
    """Declare a group with its heading in every language."""
    return Group(key, {"en": en, "es": es})


def unit(key: str, *, en: str, es: str) -> Unit:
    """Declare a unit with its name in every language."""
    return Unit(key, {"en": en, "es": es})


NO_UNIT = unit("", en="", es="")
MINUTES = unit("minutes", en="minutes", es="minutos")
DAYS = unit("days", en="days", es="días")
PASSES = unit("passes", en="passes", es="pases")


def figure(
    group: Group,
    unit: Unit,
    example: object,
    *,
    en: tuple[str, str],
    es: tuple[str, str],
    records: RecordKind | None = None,
) -> Meta:
    """Declare a field as a figure that counts ``records``; each language gives its label and its meaning."""
    words: dict[Language, Words] = {"en": Words(*en), "es": Words(*es)}
    label, meaning = words[LANGUAGES[0]]
    schema = {"x-group": str(group), "x-group-key": group.key}
    if unit.key:
        schema |= {"x-unit": str(unit), "x-unit-key": unit.key}
    return Meta(
        title=label,
        description=meaning,
        examples=[example],
        extra={"figure": (group, unit, words, records)},
        extra_json_schema=schema,
    )


def declared(answer: type[Struct]) -> tuple[Figure, ...]:
    """Return the figures that a response type declares with ``figure``, in the order of the wire."""
    info = msgspec.inspect.type_info(answer)
    assert isinstance(info, msgspec.inspect.StructType)  # noqa: S101 - tells the type checker
    figures = []
    for one in info.fields:
        assert isinstance(one.type, msgspec.inspect.Metadata)  # noqa: S101 - every figure is annotated
        group, unit, words, records = (one.type.extra or {})["figure"]
        example = (one.type.extra_json_schema or {})["examples"][0]
        figures.append(Figure(one.encode_name, one.name, group, unit, words, example, records))
    return tuple(figures)


def duration(minutes: int) -> str:
    """Format minutes for people: ``6 h``, ``63 h 20``, ``20 min``."""
    sign, (hours, rest) = "-" if minutes < 0 else "", divmod(abs(minutes), 60)
    if not hours:
        return f"{sign}{rest} min"
    return f"{sign}{hours:,} h {rest:02}" if rest else f"{sign}{hours:,} h"
