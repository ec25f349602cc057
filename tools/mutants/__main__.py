"""Run the tests of who may do what against every mutant; each has to make one of them fail.

``make mutants`` runs all, ``make mutants ONLY=checks.sql`` those whose line holds the text. Each runs in a copy of the
package, so that the sources stay as they are. Exits with 1 when a mutant survives, and names it.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from mutants.mutations import PACKAGE, Mutant, mutants

ROOT: Final = Path(__file__).resolve().parents[2]
# In the order of how many mutants they find, so that most runs end in the first file.
TESTS: Final = (
    "tests/api/test_permissions.py",
    "tests/api/test_who_may_call.py",
    "tests/database/test_check_rules.py",
    "tests/api/test_teams_without_members.py",
    "tests/api/test_operators.py",
    "tests/api/test_access.py",
    "tests/api/test_team_views.py",
    "tests/api/test_person_figures.py",
    "tests/api/test_gone_meanwhile.py",
    "tests/api/test_webhooks.py",
    "tests/api/test_browser_session.py",
    "tests/api/test_consent.py",
    "tests/api/test_invitations.py",
    "tests/api/test_members.py",
    "tests/api/test_attendance.py",
    "tests/api/test_team_profile.py",
    "tests/api/test_team_metrics.py",
    "tests/api/test_figures_and_basis.py",
    "tests/api/test_directory.py",
    "tests/api/test_operator_passwords.py",
    "tests/api/test_checks.py",
    "tests/api/test_amounts.py",
    "tests/api/test_uses_and_expiring.py",
    "tests/api/test_month_usage.py",
    "tests/api/test_explain.py",
    "tests/api/test_changes.py",
    "tests/api/test_calendar_links.py",
    "tests/api/test_alerts.py",
    "tests/api/test_statements.py",
    "tests/api/test_telemetry.py",
    "tests/api/test_import_files.py",
    "tests/database/test_networks.py",
    "tests/database/test_tokens.py",
    "tests/api/test_isolation.py",
)
# It does to the sources what this program does to a copy of them.
NOT_RUN: Final = "tests/database/test_check_rules.py::test_every_condition_decides_something"
_OPTIONS: Final = ("-x", "-q", "--no-header", "-p", "no:cacheprovider", "--deselect", NOT_RUN)
_ALL_PASSED, _SOME_FAILED = 0, 1
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


class Copy:
    """A copy of the package in which one mutant at a time is put."""

    def __init__(self, folder: Path) -> None:
        self._root = folder
        self._source = folder / "src"
        shutil.copytree(ROOT / PACKAGE, folder / PACKAGE, ignore=shutil.ignore_patterns("__pycache__", "web"))
        (folder / PACKAGE / "web").symlink_to(ROOT / PACKAGE / "web")

    @contextmanager
    def with_change(self, mutant: Mutant) -> Iterator[None]:
        """Put a mutant into the copy, and take it out again."""
        file = self._root / mutant.path
        text = file.read_text("utf-8")
        file.write_text(mutant.applied(text), "utf-8")
        try:
            yield
        finally:
            file.write_text(text, "utf-8")

    def run_tests(self, tests: Sequence[str] = TESTS) -> tuple[int, str]:
        """Run tests against the copy up to the first that fails; return pytest's exit code and what it printed."""
        done = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-m", "pytest", *_OPTIONS, *tests],
            cwd=ROOT,
            # Compiled files are told from stale ones by the second in which their source was written.
            env={**os.environ, "PYTHONPATH": str(self._source), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, f"{done.stdout}\n{done.stderr}"


def main() -> int:
    """Run every mutant that is asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("only", nargs="*", help="texts of which the line of a mutant holds one")
    parser.add_argument("--list", action="store_true", help="print the mutants and run nothing")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many run at the same time")
    asked = parser.parse_args()
    chosen = [one for one in mutants(ROOT) if not asked.only or any(text in str(one) for text in asked.only)]
    if asked.list:
        print(*chosen, sep="\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="teamkpi-mutants-") as folder:
        copies: SimpleQueue[Copy] = SimpleQueue()
        for number in range(asked.jobs):
            copies.put(Copy(Path(folder) / str(number)))
        if not _is_sound(copies):
            return 1
        with ThreadPoolExecutor(asked.jobs) as threads:
            outcomes = threads.map(lambda one: _is_killed(one, copies), chosen)
            survivors = [one for one, is_killed in zip(chosen, outcomes, strict=True) if not is_killed]
    for survivor in survivors:
        print(f"SURVIVED {survivor}")
    print(f"{len(chosen)} mutants, {len(survivors)} survived")
    return 1 if survivors else 0


def _is_sound(copies: SimpleQueue[Copy]) -> bool:
    """Tell whether the tests pass without any change; otherwise they would find every mutant."""
    copy = copies.get()
    code, said = copy.run_tests()
    copies.put(copy)
    if code != _ALL_PASSED:
        print(f"{said}\nThe tests fail without any mutant; see above.", file=sys.stderr)
    return code == _ALL_PASSED


def _in_order_for(mutant: Mutant) -> list[str]:
    """Return the tests with those first that are named like the mutant's file, then those like a word of it."""
    path = Path(mutant.path)
    words = ["check"] if path.suffix == ".sql" else [path.stem, *path.stem.split("_"), path.parent.name]
    named = [word.removesuffix("s") for word in words]

    def place(test: str) -> int:
        return next((number for number, name in enumerate(named) if name in test), len(named))

    return sorted(TESTS, key=place)


def _is_killed(mutant: Mutant, copies: SimpleQueue[Copy]) -> bool:
    copy = copies.get()
    try:
        with copy.with_change(mutant):
            code, said = copy.run_tests(_in_order_for(mutant))
    finally:
        copies.put(copy)
    if code not in {_ALL_PASSED, _SOME_FAILED}:
        print(f"{said}\npytest could not run with {mutant}", file=sys.stderr)
        return False
    failed = _FAILED.search(said)
    print(f"{'killed  ' if code else 'SURVIVED'} {mutant}{f'  by {failed[1]}' if failed else ''}", flush=True)
    return code == _SOME_FAILED


if __name__ == "__main__":
    sys.exit(main())
