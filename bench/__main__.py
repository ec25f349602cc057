"""Run the measurements: ``make bench`` (about five minutes), ``make bench-full``, or ``python -m bench [PART ...]``.

Machines are noisy: what counts are ratios of medians taken in turn within one run. Nothing here passes or fails but for
a wrong answer, which ends the run.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bench import (
    alerts,
    backoffice,
    contest,
    explain,
    front_door,
    growth,
    history,
    large_team,
    monthly,
    moving,
    neighbours,
    sizes,
    statement,
    writes,
)
from bench.contenders.rivals import RIVALS
from bench.form import FORMS, Form
from bench.machine import described
from bench.report import write_report
from teamkpi.db.embedded import EmbeddedServer

PARTS: dict[str, Callable[[str, Form], dict[str, Any]]] = {
    "contest": contest.measure,
    "growth": growth.measure,
    "writes": writes.measure,
    "creates": backoffice.creates,
    "front-door": front_door.measure,
    "large-team": large_team.measure,
    "pages": backoffice.pages,
    "statement": statement.measure,
    "neighbours": neighbours.measure,
    "history": history.measure,
    "explain": explain.measure,
    "monthly": monthly.measure,
    "alerts": alerts.measure,
    "sizes": sizes.measure,
    "moving": moving.measure,
}
RESULTS = Path("build/bench")
REPORT = Path("docs/benchmarks")


def main() -> None:
    """Do what the arguments ask for."""
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="`python -m bench contenders` installs the other contenders into build/contenders. "
        "`python -m bench report RESULTS.json` writes the committed report again.",
    )
    parser.add_argument(
        "names",
        nargs="*",
        metavar="PART",
        help=f"of {', '.join(PARTS)}; default: all, and the first four in the short form",
    )
    parser.add_argument("--form", choices=FORMS, default="short", help="how much is measured; default: short")
    parser.add_argument("--results", type=Path, help="where the raw results go; default: build/bench/FORM.json")
    parser.add_argument("--only", action="append", default=[], metavar="TEXT", help="of neighbours: these requests")
    given = parser.parse_args()
    if given.names == ["contenders"]:
        install()
    elif given.names[:1] == ["report"] and len(given.names) == 2:
        write_report(json.loads(Path(given.names[1]).read_text(encoding="utf-8")), REPORT)
    elif unknown := set(given.names) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    else:
        run(
            given.names or list(PARTS)[: None if given.form == "full" else 4],
            FORMS[given.form],
            given.results,
            given.only,
        )


def install() -> None:
    """Install the contenders that are not ours; one that cannot be is named, and the others go on."""
    for rival in RIVALS.values():
        print(f"Installing {rival.name}.", flush=True)
        try:
            rival.install()
        except Exception as error:  # noqa: BLE001 - named, and the next one follows
            print(f"  {rival.name} could not be installed: {error}", file=sys.stderr)


def run(names: list[str], form: Form, path: Path | None, only: Sequence[str] = ()) -> None:
    """Measure the parts on an embedded server of their own, and write what was found after each of them.

    In a file with results of the same form, machine and versions, they replace those of before and leave the others.
    """
    path = path or RESULTS / f"{form.name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="teamkpi-bench-") as folder:
        server = EmbeddedServer(Path(folder) / "data")
        try:
            facts, this_run = described(server.url)
            results: dict[str, Any] = {"form": form.name, **facts, "runs": {}, "parts": {}}
            if path.exists():
                before = json.loads(path.read_text(encoding="utf-8"))
                if all(before.get(name) == results[name] for name in ("form", *facts)) and "runs" in before:
                    results = before
            for line in (*facts.values(), this_run):
                print(line)
            for name in names:
                print(f"\n{name}", flush=True)
                started = time.monotonic()
                part = partial(neighbours.measure, only=only) if name == "neighbours" else PARTS[name]
                results["parts"][name] = part(server.url, form)
                results["runs"][name] = {**this_run, "seconds": round(time.monotonic() - started)}
                path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        finally:
            server.close()
    seconds = sum(results["runs"][name]["seconds"] for name in names)
    print(f"\n{seconds} s. Raw results: {path}. `python -m bench report {path}` writes {REPORT}.")


if __name__ == "__main__":
    main()
