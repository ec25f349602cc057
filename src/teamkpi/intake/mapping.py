"""A mapping: the user's settings for reading tables that do not speak for themselves. It is stored as JSON."""

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
    """How to read one table. Anything left out is detected, or reported as a question."""

    entity: str | None = None
    """The plural of the entity whose records the table contains."""
    columns: dict[str, str | None] = {}
    """Maps a column's heading to its field; null means that the column is ignored."""
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
    """How to read the tables of an import.

    A table is named by its file, by its file and sheet (``Members.xlsx: Sheet1``), by its entity, or by ``*`` for every
    table. The first of these keys that is present applies.
    """

    zone: str | None = None
    """The IANA time zone of times without one, for tables that do not set their own."""
    tables: dict[str, TableMapping] = {}

    def of(self, name: str, plural: str | None = None) -> TableMapping:
        """Return the settings for a table, by its name or the plural of its entity; empty ones if there are none."""
        for key in (name, plural, EVERY_TABLE):
            if key is not None and key in self.tables:
                return self.tables[key]
        return TableMapping()

    def with_entity(self, name: str, entity: str) -> Mapping:
        """Return the mapping that also says which entity's records a table has."""
        table = msgspec.structs.replace(self.of(name, entity), entity=entity)
        return Mapping(zone=self.zone, tables={**self.tables, name: table})


def read_mapping(path: Path) -> Mapping:
    """Read a mapping from a JSON file; raises SourceError if it is not valid."""
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
    """Raise ValueError if a mapping names an entity, a field or a time zone that does not exist."""
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
    """Return the fields that a column can map to, by name; the field that marks a deletion maps to None."""
    fields: dict[str, Any] = {one.name: one for one in (*COMMON, *ENTITIES[plural].fields)}
    fields[DELETED] = None
    return fields


def _check_zone(name: str, zone: str | None) -> None:
    if zone is not None:
        try:
            ZONE.read(zone)
        except ValueError as error:
            raise ValueError(f"{name} {error}") from None
