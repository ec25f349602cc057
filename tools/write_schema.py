"""Write the description of all objects that the migrations make, or with ``--check`` say whether it is stale."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from house_rules import MIGRATIONS, ROOT, SCHEMA, digest_of_migrations
from teamkpi.db import connect, migrate
from teamkpi.db.embedded import EmbeddedServer
from teamkpi.db.objects import description, objects_of


def schema(url: str) -> str:
    """Return the description of a database that has just been migrated."""
    digest = digest_of_migrations((path.name, path.read_text("utf-8")) for path in (ROOT / MIGRATIONS).iterdir())
    heading = (
        "All objects that the migrations make: what `teamkpi doctor` compares a database with.",
        "Written by `make docs`; not to be changed by hand.",
        f"Migrations: {digest}",
    )
    with connect(url) as conn:
        return description(objects_of(conn), heading)


def main() -> int:
    """Migrate a database of an own server, and write or check the description."""
    with tempfile.TemporaryDirectory(prefix="teamkpi-docs-") as scratch:
        server = EmbeddedServer(Path(scratch) / "data")
        try:
            migrate(server.url)
            text = schema(server.url)
        finally:
            server.close()
    if (ROOT / SCHEMA).exists() and (ROOT / SCHEMA).read_text("utf-8") == text:
        print("The description of the schema is fresh.")
        return 0
    if "--check" in sys.argv[1:]:
        print(f"{SCHEMA} is stale: run `make docs`")
        return 1
    (ROOT / SCHEMA).write_text(text, encoding="utf-8")
    print(f"{SCHEMA}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
