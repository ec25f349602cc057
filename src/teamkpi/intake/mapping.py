"""A mapping: what a person says about their tables, where the tables do not say it themselves. It is kept as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from teamkpi.errors import SourceError
from teamkpi.intake.cells import DateOrder, DecimalMark
from teamkpi.ledger.entities import COMMON, DELETED, ENTITIES
from teamkpi.ledger.values import ZONE

Encoding = Literal["utf-8", "utf-16", "windows-1252"]
Delimiter = Literal[",", ";", "\t", "|"]
EVERY_TABLE: Final = "*"
_LARGEST: Final = 2**20


class TableMapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="pascal"):
    """How one table is to be read. Whatever is left out is found out, or asked for."""

    entity: str | None = None
    """The plural of the entity whose records it has."""
    columns: dict[str, str | None] = {}
    """By the heading of a column, the field that it holds; null: the column is not read."""
    constants: dict[str, str | int | bool] = {}
    """Values of fields for which the table has no column."""
    encoding: Encoding | None = None
    delimiter: Delimiter | None = None
    heading_line: int | None = None
    """The line with the headings, from 1."""
    date_order: DateOrder | None = None
    decimal: DecimalMark | None = None
    """The decimal mark of amounts."""
    zone: str | None = None
    """The IANA time zone of times without one."""


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="pascal"):
    """How the tables of an import are to be read.

    A table is named by its file, by its file and sheet (``Members.xlsx: Sheet1``), by its entity, or by ``*``, which
    stands for every table; the first of these that is there counts.
    """

    zone: str | None = None
    """The IANA time zone of times without one, for tables that say none themselves."""
    tables: dict[str, TableMapping] = {}

    def of(self, name: str, plural: str | None = None) -> TableMapping:
        """Return what is said about a table, by its name or the plural of its entity."""
        for key in (name, plural, EVERY_TABLE):
            if key is not None and key in self.tables:
                return self.tables[key]
        return TableMapping()


def read_mapping(path: Path) -> Mapping:
    """Read a mapping from a file; raises SourceError that says what is wrong with it."""
    try:
        content = path.read_bytes()[:_LARGEST]
    except OSError as error:
        raise SourceError(f"{str(path)!r} cannot be read: {error.strerror or error}") from error
    try:
        mapping = msgspec.json.decode(content, type=Mapping)
        check(mapping)
    except (msgspec.DecodeError, ValueError) as error:
        raise SourceError(f"{path.name!r} is not a mapping: {error}") from error
    return mapping


def check(mapping: Mapping) -> None:
    """Refuse a mapping that names an entity, a field or a zone that does not exist; raises ValueError."""
    _check_zone("Zone", mapping.zone)
    for name, table in mapping.tables.items():
        if table.zone:
            _check_zone(f"Tables[{name!r}].Zone", table.zone)
        entity = table.entity or (name if name in ENTITIES else None)
        if entity is None:
            continue
        if entity not in ENTITIES:
            raise ValueError(f"Tables[{name!r}].Entity must be one of {', '.join(ENTITIES)}")
        known = fields_of(entity)
        for said, fields in (("Columns", table.columns.values()), ("Constants", table.constants)):
            for field in fields:
                if field is not None and field not in known:
                    raise ValueError(f"Tables[{name!r}].{said}: {entity} have no field {field!r}")


def fields_of(plural: str) -> dict[str, Any]:
    """Return the fields that a column can hold, by name; None for the mark of a deletion."""
    fields: dict[str, Any] = {one.name: one for one in (*COMMON, *ENTITIES[plural].fields)}
    fields[DELETED] = None
    return fields


def _check_zone(name: str, zone: str | None) -> None:
    if zone is not None:
        try:
            ZONE.read(zone)
        except ValueError as error:
            raise ValueError(f"{name} {error}") from None
