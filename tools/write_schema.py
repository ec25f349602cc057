"""Write ``schema.sql``, the whole schema that the migrations make, or with ``--check`` say whether it is stale."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from graphlib import TopologicalSorter
from pathlib import Path

from house_rules import MIGRATIONS, ROOT, SCHEMA, digest_of_migrations
from teamkpi.db import connect, migrate
from teamkpi.db.embedded import EmbeddedServer
from teamkpi.db.objects import Objects, objects_of

_HEADING = """\
-- The whole schema, as all migrations together make it, for reading; `teamkpi doctor` compares databases with it.
-- Written by `make docs`; do not edit by hand. Changes go into a new migration.
-- Migrations: {digest}

"""


def schema(url: str) -> str:
    """Return the statements that make what is in a database that has just been migrated."""
    digest = digest_of_migrations((path.name, path.read_text("utf-8")) for path in (ROOT / MIGRATIONS).glob("0*"))
    with connect(url) as conn:
        return _HEADING.format(digest=digest) + statements(objects_of(conn))


def statements(objects: Objects) -> str:
    """Return the statements that make these objects, in an order in which they can be run."""
    tables = {name.name: definition for name, definition in objects.items() if name.kind == "table"}
    blocks = ["\n".join(_table(objects, name, tables[name])) for name in _referenced_first(objects, tables)]
    blocks += [f"CREATE FUNCTION {name}\n{definition};" for name, definition in _of_kind(objects, "function")]
    blocks += [f"{definition};" for _, definition in _of_kind(objects, "trigger")]
    blocks += [f"CREATE VIEW {name} AS\n{definition}" for name, definition in _of_kind(objects, "view")]
    return "\n\n".join(blocks) + "\n"


def _table(objects: Objects, table: str, definition: str) -> Iterator[str]:
    parts = [f"{name} {column}" for name, column in _of_kind(objects, "column", table)]
    parts += [f"CONSTRAINT {name} {constraint}" for name, constraint in _of_kind(objects, "constraint", table)]
    body = ",\n    ".join(parts)
    yield f"CREATE {definition and 'UNLOGGED '}TABLE {table} (\n    {body}\n);"
    for _, index in _of_kind(objects, "index"):
        if re.match(rf"CREATE (UNIQUE )?INDEX \S+ ON {table} ", index):
            yield f"{index};"


def _of_kind(objects: Objects, kind: str, table: str = "") -> Iterator[tuple[str, str]]:
    """Yield the names of some objects, without that of their table, and how they are defined."""
    prefix = f"{table}." if table else ""
    for name, definition in objects.items():
        if name.kind == kind and name.name.startswith(prefix):
            yield name.name.removeprefix(prefix), definition


def _referenced_first(objects: Objects, tables: Iterable[str]) -> list[str]:
    """Return tables so that each comes after those that its foreign keys refer to, and otherwise by name."""
    sorter: TopologicalSorter[str] = TopologicalSorter({table: set() for table in sorted(tables)})
    for table in sorted(tables):
        for _, definition in _of_kind(objects, "constraint", table):
            if found := re.search(r" REFERENCES (\w+)", definition):
                sorter.add(table, found[1])
    return list(sorter.static_order())


def main() -> int:
    """Migrate a database of a server of its own, and write or check the schema."""
    with tempfile.TemporaryDirectory(prefix="teamkpi-docs-") as scratch:
        server = EmbeddedServer(Path(scratch) / "data")
        try:
            migrate(server.url)
            text = schema(server.url)
        finally:
            server.close()
    if (ROOT / SCHEMA).exists() and (ROOT / SCHEMA).read_text("utf-8") == text:
        print("The schema is fresh.")
        return 0
    if "--check" in sys.argv[1:]:
        print(f"{SCHEMA} is stale: run `make docs`")
        return 1
    (ROOT / SCHEMA).write_text(text, encoding="utf-8")
    print(f"{SCHEMA}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
