"""The house rules as code: what no linter knows about this project.

Prints each violation as ``file:line: rule: what is wrong`` and exits with 1 when there is one. Notes (a long file) ask
for a thought and do not fail. A rule is a function of one file's path and text, so that a test can show it a bad one.
"""

from __future__ import annotations

import ast
import hashlib
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from network_rule import ParseError, unbound_relations
from teamkpi.db.statements import with_parts
from teamkpi.db.tables import KEPT_FUNCTIONS, KEPT_VIEWS, SPREAD, Spread, key_of_network

ROOT = Path(__file__).resolve().parent.parent
MIGRATIONS = "src/teamkpi/db/migrations"
SCHEMA = "src/teamkpi/db/schema.sql"
LONGEST_FILE = {".py": 400, ".ts": 250, ".tsx": 250}
LONGEST_FUNCTION = 45  # lines, without its parameters and docstring

# Functions that are longer, and why a reader gains nothing from parts of them.
_LONG_FUNCTIONS = {
    "src/teamkpi/api/portal/team_serializer.py: team": "has one line for each field of the body",
}

_VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc"}
# These two hold what they forbid.
_OWN_FILES = {"tools/house_rules.py", "tests/unit/test_house_rules.py"}
_NOT_TEXT = {".gz", ".ico", ".jpg", ".png", ".woff2", ".zip"}
_FOLDERS_NOT_OURS = {".git", ".venv", "node_modules", "build", "dist", "__pycache__", ".hypothesis"}

# SQL stands in .sql files. These build statements for tables that are known only when they run, or run before any
# .sql file of ours can.
_MAY_HOLD_SQL = {
    "src/teamkpi/db/backup.py": "locks every table that the schema has",
    "src/teamkpi/db/table_copies.py": "reads and fills every table that the schema has",
    "src/teamkpi/db/distributing.py": "changes constraints of every table that the schema has",
    "src/teamkpi/db/embedded.py": "makes the database itself",
    "src/teamkpi/db/folded.py": "folds a column of any declared table",
    "src/teamkpi/db/objects.py": "reads the statements of schema.sql",
    "src/teamkpi/db/migrate.py": "takes the migrators' lock",
    "src/teamkpi/ledger/apply.py": "writes the tables of all declared entities",
    "src/teamkpi/ledger/export.py": "reads the tables of all declared entities",
    "src/teamkpi/ledger/findings.py": "looks into the tables of all declared entities",
    "src/teamkpi/ledger/listing.py": "lists the tables of all declared entities",
    "src/teamkpi/ledger/short_listing.py": "lists the tables of all declared entities",
    "src/teamkpi/ledger/local_ids.py": "looks into the tables of all declared entities",
    "src/teamkpi/mirror/held.py": "looks into the tables of all declared entities",
    "src/teamkpi/privacy/erase.py": "replaces text in every table that the schema has",
    "src/teamkpi/privacy/export.py": "reads every table that has rows of a person",
    "src/teamkpi/privacy/links.py": "says by which columns a row of any table is about a person",
    "src/teamkpi/usage/verify.py": "sets its transaction read-only",
}

# Statements that are about every network.
OF_ALL_NETWORKS = {
    "src/teamkpi/db/backup.sql: remove_first_network": "an empty database that gets the networks of another",
    "src/teamkpi/doctor/checks.sql: month_starts": "the zones of all locations",
    "src/teamkpi/mirror/mirror.sql: ages": "the copies of all networks",
    "src/teamkpi/mirror/mirror.sql: entities_of_several": "the copies of the networks that it names",
    "src/teamkpi/network_files.sql: all_ids": "which networks there are",
    "src/teamkpi/network_files.sql: store_network": "a new network",
    "src/teamkpi/network_moves.sql: arriving": "which network it is is what is asked",
    "src/teamkpi/networks.sql: all_networks": "which networks there are",
    "src/teamkpi/networks.sql: by_name": "which network it is is what is asked",
    "src/teamkpi/networks.sql: has_others": "whether there are other networks",
    "src/teamkpi/networks.sql: insert_network": "a new network",
    "src/teamkpi/networks.sql: not_served": "which networks are elsewhere",
    "src/teamkpi/networks.sql: of_hosts": "which network it is is what is asked",
    "src/teamkpi/networks.sql: other_without_hosts": "which networks have no host",
    "src/teamkpi/outbox/backlog.sql: of_all_networks": "what waits in all networks",
}

# Packages in which every value has a type.
WITHOUT_ANY = tuple(
    f"src/teamkpi/{name}/"
    for name in ("api/docs", "demo", "housekeeping", "mail", "membership", "outbox", "reports", "usage")
)

_STOPWATCHES = {"monotonic", "perf_counter", "process_time", "thread_time", "wait_for_timeout"}
_WAITING = {"result", "sleep", "wait", "wait_for"}  # sleep(0) lets others go on


class Violation(NamedTuple):
    """One place where a rule is broken; ``line`` counts from 1, and 0 stands for the whole file."""

    path: str
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.text}"


Rule = Callable[[str, str], Iterator[Violation]]


# SQL files

_STATEMENT = re.compile(r"^-- name: *(\S*) *$", re.MULTILINE)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_NOT_CODE = re.compile(rf"{_COMMENT.pattern}|'(?:[^']|'')*'|%\([a-z_]+\)s", re.DOTALL)
_REFERENCE = re.compile(
    r"\b(?P<verb>FROM|JOIN|UPDATE|INTO|USING)\s+(?:ONLY\s+)?(?P<table>[a-z_]+)(?:\s+(?:AS\s+)?(?P<alias>[a-z_]+)\b)?"
)
_PLACE = re.compile(r"\{[a-z_]+\}")
_CASE_OF_LOCALE = re.compile(r"\b(?:lower|upper|initcap)\s*\(\s*[^)\s]|~\*|\bILIKE\b", re.IGNORECASE)
_SERVERS_CLOCK = re.compile(r"(?<![\w.%(])(now\s*\(\s*\)|current_timestamp|current_date|localtimestamp)", re.IGNORECASE)


TABLES_OF_NETWORKS = frozenset(table for table, spread in SPREAD.items() if spread is Spread.BY_NETWORK)


def statements(text: str) -> Iterator[tuple[str, int, str]]:
    """Yield the name, the first line and the body of each named statement of a .sql file."""
    marks = list(_STATEMENT.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=False):
        body = text[mark.end() + 1 : end]
        yield mark[1], text.count("\n", 0, mark.start()) + 1, body


def sql_has_purpose(path: str, text: str) -> Iterator[Violation]:
    """Find statements without a name, or without a line of purpose under it."""
    if not _is_statements(path):
        return
    if text.strip() and not _STATEMENT.search(text):
        yield Violation(path, 1, "sql-name", "no statement has a name: begin each with `-- name: its_name`")
    seen: set[str] = set()
    for name, line, body in statements(text):
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name in seen:
            yield Violation(path, line, "sql-name", f"{name!r} is no name for a statement, or stands here twice")
        seen.add(name)
        if not re.match(r"-- *\S", body):
            yield Violation(path, line, "sql-purpose", f"{name} has no line that says what it is for")


def sql_names_network(tables: frozenset[str]) -> Rule:
    """Return the rule that finds references to a network's table that are not held to one network."""

    def rule(path: str, text: str) -> Iterator[Violation]:
        if not _is_statements(path):
            return
        for name, line, body in statements(text):
            if f"{path}: {name}" in OF_ALL_NETWORKS:
                continue
            try:
                unbound = unbound_relations(with_parts(body), tables)
            except ParseError:
                unbound = _unnamed_in_a_part(body, tables)
            for table, at in unbound:
                yield Violation(path, line + 1 + at, "sql-network", f"{name}: {table} without %(network_id)s")

    return rule


def sql_updates_the_same_everywhere(path: str, text: str) -> Iterator[Violation]:
    """Find updates with random values: a database that is distributed refuses them. A parameter does the same."""
    if not _is_statements(path):
        return
    for name, line, body in statements(text):
        if re.search(r"\bUPDATE\b.*\brandom\s*\(", _COMMENT.sub("", body), re.DOTALL):
            yield Violation(path, line, "sql-random", f"{name}: let the random value be a parameter")


def schema_has_no_views(path: str, text: str) -> Iterator[Violation]:
    """Find views over tables of networks: none of these is compared with the parameter of a statement."""
    if path != SCHEMA:
        return
    for found in re.finditer(r"^CREATE VIEW (\S+) AS\n(.*?;)$", text, re.MULTILINE | re.DOTALL):
        if found[1] not in KEPT_VIEWS and unbound_relations(found[2], TABLES_OF_NETWORKS):
            line = text.count("\n", 0, found.start()) + 1
            yield Violation(path, line, "sql-view", f"make {found[1]} a part, in parts.sql")


def sql_uses_nothing_kept(path: str, text: str) -> Iterator[Violation]:
    """Find statements that use what is kept for earlier versions only."""
    if not _is_statements(path):
        return
    for number, line in enumerate(text.splitlines(), 1):
        code = _PLACE.sub("", _COMMENT.sub("", line))
        for name in re.findall(r"\b(?:FROM|JOIN|LATERAL)\s+([a-z_]+)", code):
            if name in KEPT_FUNCTIONS | KEPT_VIEWS:
                yield Violation(path, number, "sql-kept", f"{name} is there for earlier versions: use the part")


def _unnamed_in_a_part(body: str, tables: frozenset[str]) -> list[tuple[str, int]]:
    """Return the tables in a part of statements, with their lines, of which ``network_id`` is not mentioned at all.

    What is put together from parts is parsed when it is sent, in ``tests/api/test_isolation.py``.
    """
    # Blanked, not cut, so that lines keep their numbers. A parameter of that name proves nothing.
    blanked = _NOT_CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), body)
    bare = len(re.findall(r"(?<![.\w])network_id\b", blanked))
    unnamed: list[tuple[str, int]] = []
    for reference in _REFERENCE.finditer(blanked):
        if reference["table"] not in tables:
            continue
        key = key_of_network(reference["table"])
        if reference["alias"] and re.search(rf"\b{reference['alias']}\.{key}\b", blanked):
            continue
        if bare and (reference["alias"] is None or reference["verb"] == "INTO"):
            bare -= 1
            continue
        unnamed.append((reference["table"], blanked.count("\n", 0, reference.start())))
    return unnamed


def sql_takes_time_as_parameter(path: str, text: str) -> Iterator[Violation]:
    """Find statements that read the server's clock: an answer has one instant, and it is an argument."""
    if not _is_statements(path):
        return
    for number, line in enumerate(text.splitlines(), 1):
        if _SERVERS_CLOCK.search(_COMMENT.sub("", line)):
            yield Violation(path, number, "sql-clock", "the instant is a parameter, %(now)s")


def sql_folds_no_text(path: str, text: str) -> Iterator[Violation]:
    """Find what folds letters by the database's locale: texts are folded by ``teamkpi.folding``, or as ASCII."""
    is_python = _is_source(path) and "/migrations/" not in path
    if not (_is_statements(path) or is_python):
        return
    for number, line in enumerate(text.splitlines(), 1):
        code = _COMMENT.sub("", line)
        if is_python and not re.search(r"\b(?:lower|upper)\(\{|\bILIKE\b", code):
            continue
        if _CASE_OF_LOCALE.search(code) and 'COLLATE "C"' not in code:
            yield Violation(path, number, "sql-locale", 'compare what teamkpi.folding makes, or fold with COLLATE "C"')


def schema_sorts_by_code_point(path: str, text: str) -> Iterator[Violation]:
    """Find text columns that are sorted by the locale of whichever database they are made in."""
    if path != SCHEMA:
        return
    for found in re.finditer(r"^    (?!CONSTRAINT )(\S+) text\b(?!.*COLLATE \"C\")", text, re.MULTILINE):
        line = text.count("\n", 0, found.start()) + 1
        yield Violation(path, line, "sql-collation", f'declare {found[1]} with COLLATE "C"')


def _is_statements(path: str) -> bool:
    return path.startswith("src/") and path.endswith(".sql") and "/migrations/" not in path and path != SCHEMA


def digest_of_migrations(migrations: Iterable[tuple[str, str]]) -> str:
    """Return the digest of migrations, given by name and text."""
    digest = hashlib.sha256()
    for name, text in sorted(migrations):
        if name.endswith((".sql", ".py")):
            digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()


def schema_is_of_migrations(digest: str) -> Rule:
    """Return the rule that finds a schema that was made of other migrations."""

    def rule(path: str, text: str) -> Iterator[Violation]:
        if path == SCHEMA and f"\n-- Migrations: {digest}\n" not in text:
            yield Violation(path, 3, "schema-stale", "the migrations have changed: run `make docs`")

    return rule


# Python files

_SQL_START = re.compile(
    r"\s*(?:SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM|WITH|COPY|CREATE|ALTER|DROP|TRUNCATE|SET|LOCK|GRANT)\s+(?:[\w{%(*\"]|$)"
)
_WALL_CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}


@lru_cache(maxsize=1)  # one file after the other is given to all rules
def _nodes(text: str) -> list[ast.AST]:
    """Return all nodes of a Python file, in no order that means anything."""
    return list(ast.walk(ast.parse(text)))


def python_holds_no_sql(path: str, text: str) -> Iterator[Violation]:
    """Find SQL outside .sql files, but for declared places, and SQL that is put together from strings."""
    if not _is_source(path) or "/migrations/" in path:
        return
    built = {id(left) for node in _nodes(text) if (left := _left_of_building(node))}
    for node in _nodes(text):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or not _SQL_START.match(node.value):
            continue
        if id(node) in built:
            yield Violation(path, node.lineno, "sql-built", "no SQL is built from strings; bind values")
        elif path not in _MAY_HOLD_SQL:
            yield Violation(path, node.lineno, "sql-in-python", "put the statement into a .sql file beside the stage")
        elif not _names_network(node.value):
            yield Violation(path, node.lineno, "sql-network", "a statement on an entity's table names network_id")


def _left_of_building(node: ast.AST) -> ast.AST | None:
    """Return what an f-string, ``+``, ``%`` or ``.format()`` begins with; ``sql.SQL(...).format()`` quotes."""
    match node:
        case ast.JoinedStr(values=[first, *_]) | ast.BinOp(left=first):
            return first
        case ast.Call(func=ast.Attribute(attr="format", value=owner)):
            return owner
        case _:
            return None


def _names_network(statement: str) -> bool:
    is_on_entity = "{table}" in statement and statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE"))
    return not is_on_entity or "network_id" in statement


def python_reads_no_clock(path: str, text: str) -> Iterator[Violation]:
    """Find clocks that are read anywhere but in ``teamkpi.clock``, the only seam for time."""
    if not _is_source(path) or path == "src/teamkpi/clock.py":
        return
    for node in _nodes(text):
        if not isinstance(node, ast.Attribute):
            continue
        owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
        if (owner, node.attr) in _WALL_CLOCKS:
            yield Violation(path, node.lineno, "clock", "take the instant as an argument; doors ask teamkpi.clock")


def python_tests_wait_patiently(path: str, text: str) -> Iterator[Violation]:
    """Find tests that sleep, measure time or name a limit of their own: those fail on a busy machine.

    ``tests/chaos`` runs for a given time and reports how long recovery takes, which fails nothing.
    """
    if not path.startswith("tests/") or not path.endswith(".py"):
        return
    if path == "tests/patience.py" or path.startswith("tests/chaos/"):
        return
    for node in _nodes(text):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        limits = [keyword.value for keyword in node.keywords if keyword.arg == "timeout"]
        if called in _WAITING:
            limits += node.args[-1:]
        if called in _STOPWATCHES or any(isinstance(one, ast.Constant) and one.value for one in limits):
            yield Violation(path, node.lineno, "patience", "wait with `until` or PATIENCE of tests/patience.py")


def python_prints_in_one_place(path: str, text: str) -> Iterator[Violation]:
    """Find what a command prints without the terminal's guard: names of the ledger may hold control characters."""
    if not path.startswith("src/teamkpi/cli/") or path == "src/teamkpi/cli/terminal.py" or not path.endswith(".py"):
        return
    for node in _nodes(text):
        match node:
            case ast.Attribute(value=ast.Name(id="click"), attr="echo" | "secho" | "echo_via_pager" as name):
                pass
            case ast.Name(id="print" as name):
                pass
            case ast.Attribute(value=ast.Attribute(attr="stdout" | "stderr"), attr="write" | "writelines" as name):
                pass
            case ast.ImportFrom(module=str(name)) if name.partition(".")[0] == "rich":
                pass
            case _:
                continue
        yield Violation(
            path, node.lineno, "terminal", f"{name}: use say, hand_over or show_table of teamkpi.cli.terminal"
        )


def python_stage_is_described(path: str, text: str) -> Iterator[Violation]:
    """Find stages whose ``__init__.py`` does not say what they are."""
    if path.startswith("src/") and path.endswith("/__init__.py") and not ast.get_docstring(ast.parse(text)):
        yield Violation(path, 1, "stage-docstring", "say what comes in, what goes out and what is always true")


def python_ignores_name_a_code(path: str, text: str) -> Iterator[Violation]:
    """Find exceptions from a tool's rules that do not name the rule."""
    if not path.endswith(".py") or path in _OWN_FILES:
        return
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(r"#\s*type:\s*ignore(?!\[[\w, -]+\])", line) or re.search(r"#\s*noqa(?!:\s*[A-Z]+[0-9]+)", line):
            yield Violation(path, number, "bare-ignore", "name the code: `# type: ignore[code]`, `# noqa: CODE`")


def python_values_have_types(path: str, text: str) -> Iterator[Violation]:
    """Find ``Any`` in packages that do without it: what is only passed on is an ``object``."""
    if not path.startswith(WITHOUT_ANY) or not path.endswith(".py"):
        return
    for node in _nodes(text):
        if isinstance(node, ast.Name) and node.id == "Any":
            yield Violation(path, node.lineno, "any", "name the type; a connection needs none for its rows")


def python_functions_are_short(path: str, text: str) -> Iterator[Violation]:
    """Find functions that are too long to be read at once, and listed ones that no longer are."""
    if not _is_source(path) or "/migrations/" in path:
        return
    long = set()
    for node in _nodes(text):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _lines_of_code(node) > LONGEST_FUNCTION:
            name = f"{path}: {node.name}"
            long.add(name)
            if name not in _LONG_FUNCTIONS:
                problem = f"{node.name} has over {LONGEST_FUNCTION} lines: name its steps, or make data of it"
                yield Violation(path, node.lineno, "long-function", problem)
    for name in _LONG_FUNCTIONS.keys() - long:
        if name.startswith(f"{path}: "):
            yield Violation(
                path, 0, "long-function", f"{name.removeprefix(f'{path}: ')} is short now: remove its entry"
            )


def _lines_of_code(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    has_docstring = ast.get_docstring(function, clean=False) is not None
    body = function.body[1:] if has_docstring else function.body
    return function.end_lineno - body[0].lineno + 1 if body and function.end_lineno else 0


def _is_source(path: str) -> bool:
    return path.startswith("src/") and path.endswith(".py")


# All files

# A requirement's line, and those that continue it.
_REQUIREMENT = re.compile(r"^[A-Za-z0-9](?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
_UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
_REGISTRIES = re.compile(
    r"\b(?:[\w-]+\.)*(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|yarnpkg\.com|crates\.io|ghcr\.io|docker\.io"
    r"|artifactory\.[\w.-]+|jfrog\.io|[\w-]*(?:pypi|registry|mirror)[\w-]*\.(?:com|net|internal|local))\b",
    re.IGNORECASE,
)
_HOME_FOLDER = re.compile(r"(?<![\w.~])(?:/home/[a-z]\w*|/Users/\w+|/root)/")


def text_is_finished(path: str, text: str) -> Iterator[Violation]:
    """Find marks of work that is left to do: what is not built is absent."""
    if path not in _OWN_FILES:
        yield from _each_line(path, text, _UNFINISHED, "unfinished", "do it, or leave it out")


def text_names_no_registry(path: str, text: str) -> Iterator[Violation]:
    """Find hosts of package registries: where packages come from is for each machine to say."""
    if path not in _OWN_FILES:
        yield from _each_line(path, text, _REGISTRIES, "registry-host", "no host name of a package registry")


def text_names_no_home(path: str, text: str) -> Iterator[Violation]:
    """Find folders of somebody's machine."""
    if path not in _OWN_FILES:
        yield from _each_line(path, text, _HOME_FOLDER, "home-folder", "no path of one machine")


def _each_line(path: str, text: str, wrong: re.Pattern[str], rule: str, what: str) -> Iterator[Violation]:
    for number, line in enumerate(text.splitlines(), 1):
        if found := wrong.search(line):
            yield Violation(path, number, rule, f"{found[0]}: {what}")


# Constructions of the dialect in which this project's first texts were written, each with what to write instead.
_NOT_PLAIN = {
    r"\bas at (?:a|an|the|this|that|now|one)\b": "as of",
    r"\bof before\b": "previous, earlier",
    r"\bof late\b": "recently",
    r"\bbears?\b": "have",
    r"\bnought\b": "zero",
    r"\b(?:stands?|stood) open\b": "outstanding, unpaid",
    r"\b(?:stands?|stood) (?:here|there|beside|under|on|at the|in the)\b": "is, is shown",
    r"\b(?:the|this|that|which|a) doors?\b": "channel, API",
    r"\btold apart\b": "distinguished",
    r"\b(?:is|are|be) none of\b": "is not one of",
    r"\b(?:nineteen|fourteen)\b": "nothing: do not count what grows",
    r"(?:^|[.;:] )Who [^?.:;]*[a-z0-9`)]\.(?= |$)": "people who, a client that",
    r"\b[Ww]hoever\b": "anyone who, the user who",
    r"\b[Nn]obody\b": "no one, or say what is so",
    r"\bin vain\b": "without success, missing",
    r"\b(?:answered|treated|counted|refused) alike\b": "get the same response",
    r"\bwithout case\b|\bin any case of (?:its|their) letters\b": "ignoring case",
    r"\bby the clock of\b": "in the time zone of",
    r"\bequal ones\b": "ties",
    r"\bso many (?:requests|hours|weeks|days|bits|bytes)\b": "a number of",
    r"\b(?:be|is|are) not looked at\b": "is ignored",
    r"\b(?:is|are) (?:there|held) already\b": "already exists",
    r"\b(?:what|What|whatever) (?:is|was) held\b|\bheld (?:now|already) as (?:it|they) came\b": "stored",
    r"\bwhat(?:ever)? (?:becomes|became) of\b|\bWhat became of\b": "the result of",
    r"\bholds? no (?:more|longer)\b": "is no longer valid",
    r"\b(?:could|can) not be told\b|\b(?:is|are) told (?:so|what|who|which|to)\b": "be determined; gets an error that",
    r"\bmust (?:come|lie)\b": "must be given, must be",
    r"\bfrom its next request on\b|\bwith effect on\b": "starting with",
    r"\b[Aa]bsent: ": "the default is",
    r"\bhow many (?:have|has) come\b|\bhow far \w+ (?:has|have) come\b": "progress, the number received",
    r"\bcould mean two things\b": "is ambiguous",
}
# Those that only docstrings and comments had.
_NOT_PLAIN_IN_CODE = {
    r"\b[Tt]ell whether\b": "Return whether",
    r"\b(?:is|are|be) told\b": "is called with, is notified of, gets",
    r"\b[Nn]obody\b|\b[Ww]hoever\b": "no one, anyone who, the caller",
    r"\bof before\b|\bof late\b": "earlier, recently",
    r"\bMake the answer\b|\bAnswer (?:that|with)\b": "Build, Return",
    r"\bso many\b": "a number of",
    r"\bthat is none\b|\bwhen it is none\b": "that is invalid",
    r"\bstands? (?:in|with|by|at|here|there|beside|under)\b": "is, is shown",
    r"\bas (?:it|they) came\b": "as received",
    r"\bwhat (?:is|was) held\b|\b(?:is|are) held\b": "the stored version, is stored",
    r"\b[Ww]hat became of\b": "the result of",
    r"\bmeans? to be\b": "plans to be",
    r"\b[Bb]elongs into\b": "must be called in",
}
_PLAIN_TEXTS = re.compile(
    r"(?:README|CONTRIBUTING|CHANGELOG)\.md|docs/(?!benchmarks/results).*\.md|web/dashboard/src/i18n/\w+\.ts"
)


def text_is_plain(path: str, text: str) -> Iterator[Violation]:
    """Find constructions that no native writer would use, in the documentation and the catalogues of texts."""
    if not _PLAIN_TEXTS.fullmatch(path):
        return
    # Generated parts are written where things are declared, and code is not prose.
    prose = re.sub(
        r"<!-- generated: .*?<!-- end -->|^```.*?^```|`[^`\n]*`|\]\([^)]*\)",
        lambda found: re.sub(r"[^\n]", "x", found[0]),
        text,
        flags=re.DOTALL | re.MULTILINE,
    )
    for offset, wrong in _not_plain(prose):
        yield Violation(path, text.count("\n", 0, offset) + 1, "plain-english", wrong)


def declarations_are_plain(path: str, text: str) -> Iterator[Violation]:
    """Find the same constructions in the texts that users get from the code: descriptions, help and messages."""
    if not _is_source(path) or path.startswith("src/teamkpi/demo/"):
        return
    comments = {id(node.value) for node in _nodes(text) if isinstance(node, ast.Expr)}
    help_texts = {id(found) for node in _nodes(text) if (found := _help_of(node)) is not None}
    for node in _nodes(text):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if id(node) not in comments or id(node) in help_texts:
            for _, wrong in _not_plain(node.value):
                yield Violation(path, node.lineno, "plain-english", wrong)


def code_is_explained_plainly(path: str, text: str) -> Iterator[Violation]:
    """Find such constructions in the docstrings and comments of the program."""
    if not _is_source(path) or path.startswith("src/teamkpi/demo/") or "/migrations/" in path:
        return
    docstrings = [
        (node.lineno, node.value.value)
        for node in _nodes(text)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    ]
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]
    for line, prose in (*docstrings, *comments):
        for offset, wrong in _not_plain(prose, _NOT_PLAIN_IN_CODE):
            yield Violation(path, line + prose.count("\n", 0, offset), "plain-english", wrong)


def _help_of(node: ast.AST) -> ast.expr | None:
    """Return the docstring of a command of the command line, which is its help; None of anything else."""
    match node:
        case ast.FunctionDef(body=[ast.Expr(value=text), *_], decorator_list=decorators) if any(
            isinstance(one, ast.Call) and getattr(one.func, "attr", "") in {"command", "group"} for one in decorators
        ):
            return text
    return None


def _not_plain(prose: str, patterns: Mapping[str, str] = _NOT_PLAIN) -> Iterator[tuple[int, str]]:
    """Yield where a construction is in a text, and what to write instead."""
    for pattern, instead in patterns.items():
        for found in re.finditer(pattern, prose, re.MULTILINE):
            yield found.start(), f"{found[0].strip(' .;:')!r}: write {instead}"


def requirements_are_locked(path: str, text: str) -> Iterator[Violation]:
    """Find locked dependencies without a version or hashes, and addresses."""
    if not re.fullmatch(r"requirements[\w-]*\.txt", path):
        return
    for number, line in enumerate(text.splitlines(), 1):
        if "://" in line or re.match(r"\s*(?:-i|-f|--index-url|--extra-index-url|--find-links)\b", line):
            yield Violation(path, number, "lock-address", "a lock file holds no address")
    for found in _REQUIREMENT.finditer(text):
        if "==" not in found[0] or "--hash=sha256:" not in found[0]:
            start = text.count("\n", 0, found.start()) + 1
            yield Violation(path, start, "lock-hash", f"{found[0].split()[0]} needs one version and its hashes")


def name_says_something(path: str, _text: str) -> Iterator[Violation]:
    """Find files and folders that are a drawer for everything."""
    for part in PurePosixPath(path).parts:
        if part.split(".")[0].lower() in _VAGUE_NAMES:
            yield Violation(path, 0, "vague-name", f"{part}: name it for what it does")


RULES: tuple[Rule, ...] = (
    sql_has_purpose,
    sql_takes_time_as_parameter,
    sql_folds_no_text,
    schema_sorts_by_code_point,
    schema_has_no_views,
    sql_updates_the_same_everywhere,
    sql_uses_nothing_kept,
    python_holds_no_sql,
    python_reads_no_clock,
    python_tests_wait_patiently,
    python_prints_in_one_place,
    python_stage_is_described,
    python_ignores_name_a_code,
    python_functions_are_short,
    python_values_have_types,
    text_is_finished,
    text_names_no_registry,
    text_names_no_home,
    text_is_plain,
    declarations_are_plain,
    code_is_explained_plainly,
    requirements_are_locked,
    name_says_something,
)


def our_files(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Yield the path (with slashes, from the root) and the text of every text file that belongs to the project."""
    for path in _paths(root):
        file = root / path
        if file.suffix not in _NOT_TEXT and file.is_file():
            yield path, file.read_text(encoding="utf-8", errors="replace")


def _paths(root: Path) -> list[str]:
    listing = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(listing, check=True, capture_output=True, text=True)  # noqa: S603 - fixed words
        return sorted(path for path in listed.stdout.split("\0") if path)
    except (OSError, subprocess.CalledProcessError):  # a copy without its history
        everything = (path.relative_to(root) for path in root.rglob("*"))
        return sorted(path.as_posix() for path in everything if not _FOLDERS_NOT_OURS & set(path.parts))


def violations(files: Iterable[tuple[str, str]]) -> Iterator[Violation]:
    """Yield every violation in the files, in their order."""
    files = list(files)
    migrations = {PurePosixPath(path).name: text for path, text in files if path.startswith(f"{MIGRATIONS}/")}
    rules = (
        *RULES,
        sql_names_network(TABLES_OF_NETWORKS),
        schema_is_of_migrations(digest_of_migrations(migrations.items())),
    )
    for path, text in files:
        for rule in rules:
            yield from rule(path, text)


def notes(files: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield what asks for a thought: files that have grown long."""
    for path, text in files:
        limit = LONGEST_FILE.get(PurePosixPath(path).suffix)
        length = text.count("\n")
        if limit and length > limit:
            yield f"note: {path} has {length} lines; over {limit}, a file may be two"


def main() -> int:
    """Check the whole project."""
    files = list(our_files())
    for note in notes(files):
        print(note)
    found = list(violations(files))
    for violation in found:
        print(violation)
    print(f"{len(files)} files, {len(found)} violations of house rules")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
