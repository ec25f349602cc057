"""Write the migration that creates the tables of an entity which has just been declared.

    .venv/bin/python tools/make_migration.py PLURAL

The file takes the next free number. Read it before you commit it: give a rule of the figures or a list that is asked
for often an index of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from house_rules import MIGRATIONS, ROOT
from teamkpi.ledger.entities import ENTITIES
from teamkpi.ledger.entity import Entity

_NEVER_NULL = {"id", "updated_on", "is_deleted"}


def table_of(entity: Entity) -> str:
    """Return the statements that create an entity's table and the indexes that every table has."""
    columns = ["network_id bigint NOT NULL", *_columns(zip(entity.stored_columns, entity.stored_types, strict=True))]
    columns.append("stored_by xid8 NOT NULL DEFAULT pg_current_xact_id()")
    columns.append("held_since timestamptz NOT NULL DEFAULT now()")
    columns.append("PRIMARY KEY (network_id, id)")
    columns.extend(_checks(entity))
    return _table(entity.plural, columns) + "".join(_indexes(entity))


def history_of(entity: Entity) -> str:
    """Return the statements that create the table of an entity's superseded versions."""
    name = f"{entity.plural}_history"
    columns = ["network_id bigint NOT NULL", *_columns(zip(entity.all_columns, entity.all_types, strict=True))]
    columns.append("held_since timestamptz NOT NULL")
    columns.append("held_until timestamptz NOT NULL")
    columns.append("PRIMARY KEY (network_id, id, held_since)")
    columns.append("CHECK (held_since < held_until)")
    index = ""
    if "coworker_id" in entity.place:
        index = (
            f"CREATE INDEX {name}_of_member ON {name} (network_id, coworker_id, held_until)\n"
            "    WHERE NOT is_deleted AND coworker_id IS NOT NULL;\n"
        )
    if entity.part_of:
        column = entity.column_of(entity.part_of)
        index = (
            f"CREATE INDEX {name}_of_whole ON {name} (network_id, {column}, held_until)\n    WHERE NOT is_deleted;\n"
        )
    return _table(name, columns) + index


def _table(name: str, columns: list[str]) -> str:
    body = ",\n    ".join(columns)
    return f"CREATE TABLE {name} (\n    {body}\n);\n"


def _columns(declared: Iterable[tuple[str, str]]) -> Iterator[str]:
    for column, type_ in declared:
        collation = ' COLLATE "C"' if type_ == "text" else ""
        yield f"{column} {type_}{collation}{' NOT NULL' if column in _NEVER_NULL else ''}"


def _checks(entity: Entity) -> Iterator[str]:
    given = [one.column for one in entity.fields if one.required or one.default is not None or one.same_as]
    if given:
        yield f"CHECK (is_deleted OR num_nulls({', '.join(given)}) = 0)"
    for first, second in entity.ordered:
        yield f"CHECK ({entity.column_of(second)} >= {entity.column_of(first)})"


def _indexes(entity: Entity) -> Iterator[str]:
    name = entity.plural
    yield f"CREATE INDEX {name}_by_update ON {name} (network_id, updated_on, id) WHERE NOT is_deleted;\n"
    yield f"CREATE INDEX {name}_by_transaction ON {name} (network_id, stored_by);\n"
    if entity.part_of:
        column = entity.column_of(entity.part_of)
        yield f"CREATE INDEX {name}_of_whole ON {name} (network_id, {column}) WHERE NOT is_deleted;\n"
    for column in entity.place:
        if column == "coworker_id":
            yield f"CREATE INDEX {name}_of_member ON {name} (network_id, coworker_id) WHERE NOT is_deleted;\n"


def migration_of(entity: Entity, last: str) -> str:
    """Return the whole file of the migration that follows the one of this name."""
    return f"-- The records of {entity.plural}.\n-- depends: {last}\n\n{table_of(entity)}\n{history_of(entity)}"


def main() -> int:
    """Write the next migration for the entity that the command line names."""
    names = sys.argv[1:]
    if len(names) != 1 or names[0] not in ENTITIES:
        print(__doc__, file=sys.stderr)
        print(f"PLURAL is one of: {', '.join(ENTITIES)}", file=sys.stderr)
        return 2
    entity = ENTITIES[names[0]]
    folder = ROOT / MIGRATIONS
    last = max(path.stem for path in folder.iterdir() if path.stem[:4].isdigit())
    path = folder / f"{int(last[:4]) + 1:04}_{entity.plural}.sql"
    path.write_text(migration_of(entity, last), encoding="utf-8")
    print(f"{path.relative_to(ROOT)}: written; now run `make docs`")
    return 0


if __name__ == "__main__":
    sys.exit(main())
