"""The documentation is complete, fresh and without dead links."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import write_docs
from teamkpi.kpi import FIGURES

PAGES = list(write_docs.pages())
# Made by running the program on a database of its own, which takes seconds; `make check` looks at them.
MADE_BY_RUNNING = {"kpi-example", "why-example"}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def test_every_generated_part_has_its_place() -> None:
    placed = [block for page in PAGES for block in write_docs.parts(page.read_text(encoding="utf-8"))]
    assert sorted(placed) == sorted(write_docs.known_blocks())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_generated_parts_are_fresh(page: Path) -> None:
    parts = write_docs.parts(page.read_text(encoding="utf-8"))
    fresh = {name: write_docs.generate(name) for name in parts if name not in MADE_BY_RUNNING}
    assert {name: part for name, part in parts.items() if name not in MADE_BY_RUNNING} == fresh


def test_a_stale_part_is_seen() -> None:
    page = "Before.\n<!-- generated: exit-codes -->\n\nold\n\n<!-- end -->\nAfter.\n"
    assert write_docs.parts(page) == {"exit-codes": "old"}
    assert write_docs.parts(write_docs.written(page)) == {"exit-codes": write_docs.exit_codes()}
    assert write_docs.written(page).startswith("Before.\n")
    assert write_docs.written(page).endswith("\nAfter.\n")


def test_an_unknown_part_is_an_error() -> None:
    with pytest.raises(KeyError):
        write_docs.written("<!-- generated: nothing -->\n<!-- end -->\n")


def test_every_figure_has_its_exact_rule() -> None:
    text = (write_docs.ROOT / "docs/reference/figures.md").read_text(encoding="utf-8")
    rules = text.partition("## Exactly")[2]
    assert [figure.wire for figure in FIGURES if f"`{figure.wire}`" not in rules] == []


def test_every_decision_is_listed() -> None:
    index = (write_docs.ROOT / "docs/index.md").read_text(encoding="utf-8")
    decisions = sorted(path.name for path in (write_docs.ROOT / "docs/decisions").glob("*.md"))
    assert re.findall(r"\(decisions/([^)]+)\)", index) == decisions


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    dead = []
    for link in LINK.findall(text):
        name, _, anchor = link.partition("#")
        if link.startswith("https://"):
            continue
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert dead == []


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives the headings of a page."""
    headings = re.findall(r"^#+ +(.*)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_the_commands_of_the_readme_are_there() -> None:
    readme = (write_docs.ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (write_docs.ROOT / "Makefile").read_text(encoding="utf-8")
    verbs = set(re.findall(r"^make ([a-z]+)$", readme, re.MULTILINE))
    assert verbs == {"demo", "test"}
    assert verbs <= set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))


def test_the_verbs_of_make_are_listed_with_room_between() -> None:
    makefile = (write_docs.ROOT / "Makefile").read_text(encoding="utf-8")
    verbs = re.findall(r"^([a-z-]+):.* ## (.*)$", makefile, re.MULTILINE)
    listed = subprocess.check_output(["make", "--no-print-directory"], cwd=write_docs.ROOT, text=True).splitlines()
    assert [tuple(re.split(" {2,}", line.strip(), maxsplit=1)) for line in listed] == [
        (f"make {verb}", meaning) for verb, meaning in verbs
    ]


MADE = (
    *(
        ".venv/bin/python",
        "build/sbom/x",
        "dist/x.whl",
        ".mypy_cache/x",
        ".ruff_cache/x",
        ".pytest_cache/x",
        ".hypothesis/x",
    ),
    *(
        "src/teamkpi/web/dashboard/index.html",
        "src/teamkpi/db/__pycache__/x.pyc",
        "src/x.egg-info/x",
        ".import_linter_cache/x",
    ),
    *("web/node_modules/x", "web/.for-build/lock", "web/dashboard/node_modules/x", "web/dashboard/dist/x", "web/x.tgz"),
    *("web/client/dist/x", "web/client/x-0.1.0.tgz", "web/client/x.tsbuildinfo", "web/client/coverage/x"),
    "web/dashboard/dist-embed/x",
)
KEPT = (
    *("Makefile", "hatch_build.py", "src/teamkpi/__init__.py", "tests/x.py", "web/package.json", "web/client/src/x.ts"),
    *("data/postgresql/PG_VERSION", "src/data/postgresql/PG_VERSION", "tables/bookings.csv", "web/data/x"),
)


def test_clean_removes_what_is_ignored_by_git_and_no_data(tmp_path: Path) -> None:
    for name in (*MADE, *KEPT):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    for name in ("Makefile", ".gitignore", "web/.gitignore"):
        shutil.copy(write_docs.ROOT / name, tmp_path / name)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "GIT"))}
    if shutil.which("git"):
        git = ("git", "-c", "core.excludesFile=", "-C", str(tmp_path))
        subprocess.run([*git, "init", "--quiet"], check=True, env=environment)
        asked = [*git, "check-ignore", "--no-index", *MADE, *KEPT]
        ignored = subprocess.run(asked, capture_output=True, text=True, check=True, env=environment).stdout.split()
        assert set(ignored) == set(MADE)
        shutil.rmtree(tmp_path / ".git")
    done = subprocess.run(["make", "clean"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Data, the demo's space and the caches of npm and pip stay")
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {*KEPT, ".gitignore", "web/.gitignore"}


def test_the_long_tests_draw_everything_that_a_setting_can_draw() -> None:
    makefile = (write_docs.ROOT / "Makefile").read_text(encoding="utf-8")
    [command] = re.findall(r"^test-long:.*\n\t@(.*) sh tools/run_tests.sh", makefile, re.MULTILINE)
    settings = {
        "TEAMKPI_TEST_EXAMPLES=30",
        "TEAMKPI_MIRROR_HISTORIES=1000",
        "TEAMKPI_EVERY_LAYOUT=1",
        "TEAMKPI_FAULTS=1",
    }
    assert set(command.split()) == settings


@pytest.mark.long
def test_the_site_builds_and_asks_nobody_else(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-d", str(tmp_path / "trees")]
    built = subprocess.run(
        [*command, str(write_docs.ROOT / "docs"), str(tmp_path / "site")], capture_output=True, text=True, check=False
    )
    assert (built.returncode, built.stderr) == (0, "")
    index = (tmp_path / "site" / "llms.txt").read_text(encoding="utf-8")
    for page in PAGES:
        if page.is_relative_to(write_docs.ROOT / "docs"):
            name = page.relative_to(write_docs.ROOT / "docs")
            assert (tmp_path / "site" / name.with_suffix(".html")).exists()
            assert f"/{name}" in index
    loaded = re.compile(r"""<(?:script|img|link)[^>]+(?:src|href)=["'](?:https?:)?//""")
    assert [
        page for page in (tmp_path / "site").rglob("*.html") if loaded.search(page.read_text(encoding="utf-8"))
    ] == []
