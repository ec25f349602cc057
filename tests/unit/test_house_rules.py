"""The house rules hold, and each of them goes red on a bad sample."""

from __future__ import annotations

from typing import NamedTuple

import pytest

import house_rules
from house_rules import Rule

names_network = house_rules.sql_names_network(frozenset({"bookings", "network", "resources"}))
SQL_FILE = "src/teamkpi/kpi/kpi.sql"
CODE = "src/teamkpi/kpi/team.py"
TEST = "tests/api/test_x.py"
HASH = "--hash=sha256:59bb03251907983d1603d27c3087ddb1e93299ea2163adcdba37899a4fb12ffb"
LONG = "def f():\n" + "    x = 1\n" * house_rules.LONGEST_FUNCTION


class Sample(NamedTuple):
    rule: Rule
    path: str
    text: str
    line: int


BAD = [
    Sample(
        house_rules.sql_updates_the_same_everywhere,
        SQL_FILE,
        "-- name: a\nUPDATE network AS n\nSET places_revision = random()\n",
        1,
    ),
    Sample(house_rules.sql_has_purpose, SQL_FILE, "SELECT 1\n", 1),
    Sample(house_rules.sql_has_purpose, SQL_FILE, "-- name: one\nSELECT 1\n", 1),
    Sample(house_rules.sql_has_purpose, SQL_FILE, "-- name: One\n-- Why.\nSELECT 1\n", 1),
    Sample(house_rules.sql_has_purpose, SQL_FILE, "-- name: a\n-- Why.\nSELECT 1\n-- name: a\n-- Why.\nSELECT 1\n", 4),
    Sample(names_network, SQL_FILE, "-- name: a\n-- network_id\nSELECT id\nFROM bookings\n", 4),
    Sample(names_network, SQL_FILE, "-- name: a\nSELECT id FROM bookings AS b WHERE b.id = %(network_id)s\n", 2),
    Sample(
        names_network,
        SQL_FILE,
        "-- name: a\nSELECT b.id FROM bookings AS b\nJOIN resources AS r ON r.id = b.resource_id\n"
        "WHERE b.network_id = %(network_id)s\n",
        3,
    ),
    Sample(names_network, SQL_FILE, "-- name: a\nSELECT 'network_id' FROM bookings\n", 2),
    Sample(
        names_network,
        SQL_FILE,
        "-- name: a\nSELECT id FROM bookings WHERE network_id = %(network_id)s\nUNION SELECT id FROM resources\n",
        3,
    ),
    Sample(
        names_network,
        SQL_FILE,
        "-- name: a\nSELECT b.id FROM bookings AS b\nLEFT JOIN resources AS r ON r.network_id = b.network_id\n"
        "WHERE b.network_id = %(network_id)s\n",
        3,
    ),
    Sample(
        names_network,
        SQL_FILE,
        "-- name: a\nSELECT FROM bookings WHERE network_id = %(network_id)s AND EXISTS (\nSELECT FROM resources)\n",
        3,
    ),
    Sample(names_network, SQL_FILE, "-- name: a\nSELECT FROM bookings WHERE network_id = %(network_id)s OR TRUE\n", 2),
    Sample(
        names_network,
        SQL_FILE,
        "-- name: a\nSELECT FROM bookings AS b LEFT JOIN other AS n\nON b.network_id = %(network_id)s\n",
        2,
    ),
    Sample(names_network, SQL_FILE, "-- name: a\nSELECT FROM network AS n WHERE n.network_id = %(network_id)s\n", 2),
    Sample(
        names_network,
        SQL_FILE,
        "-- name: a\nSELECT FROM bookings AS b JOIN network AS n ON n.id = b.network_id\n"
        "WHERE b.network_id = %(network_id)s\n",
        2,
    ),
    Sample(names_network, SQL_FILE, "-- name: a\nSELECT FROM bookings WHERE network_id <> %(network_id)s\n", 2),
    Sample(names_network, SQL_FILE, "-- name: a\nINSERT INTO bookings (network_id) SELECT id FROM other\n", 2),
    Sample(names_network, SQL_FILE, "-- name: a\nSELECT id FROM {table} JOIN bookings ON TRUE\n", 2),
    Sample(names_network, SQL_FILE, "-- name: a\nINSERT INTO bookings (id) VALUES (1)\n", 2),
    Sample(names_network, SQL_FILE, "-- name: a\nUPDATE bookings SET id = 2\n", 2),
    Sample(names_network, SQL_FILE, "-- name: a\nDELETE FROM bookings\n", 2),
    Sample(house_rules.sql_takes_time_as_parameter, SQL_FILE, "SELECT\n now()\n", 2),
    Sample(house_rules.sql_takes_time_as_parameter, SQL_FILE, "SELECT CURRENT_TIMESTAMP\n", 1),
    Sample(house_rules.sql_folds_no_text, SQL_FILE, "SELECT\n lower(a.email)\n", 2),
    Sample(house_rules.sql_folds_no_text, SQL_FILE, "SELECT a\nWHERE a.name ILIKE %(name)s\n", 2),
    Sample(house_rules.sql_folds_no_text, SQL_FILE, "SELECT a.url ~* '^http'\n", 1),
    Sample(house_rules.sql_folds_no_text, CODE, 'x = SQL("lower({column}) = {value}")\n', 1),
    Sample(
        house_rules.schema_sorts_by_code_point,
        house_rules.SCHEMA,
        "CREATE TABLE a (\n    id bigint,\n    b text[]\n);\n",
        3,
    ),
    Sample(
        house_rules.schema_has_no_views,
        house_rules.SCHEMA,
        "CREATE VIEW busy AS\nSELECT b.network_id\n  FROM bookings b\n  WHERE (b.network_id = 1);\n",
        1,
    ),
    Sample(house_rules.sql_uses_nothing_kept, SQL_FILE, "-- name: a\nSELECT id\nFROM team_revision AS r\n", 3),
    Sample(house_rules.sql_uses_nothing_kept, SQL_FILE, "SELECT a.id\nFROM network_of_host(%(host)s) AS a (id)\n", 2),
    Sample(house_rules.python_holds_no_sql, CODE, 'x = "SELECT 1"\n', 1),
    Sample(house_rules.python_holds_no_sql, CODE, 'x = f"DELETE FROM {table}"\n', 1),
    Sample(house_rules.python_holds_no_sql, "src/teamkpi/ledger/apply.py", 'x = f"DELETE FROM {table}"\n', 1),
    Sample(house_rules.python_holds_no_sql, "src/teamkpi/ledger/apply.py", 'x = "UPDATE a SET b = %s" % value\n', 1),
    Sample(house_rules.python_holds_no_sql, "src/teamkpi/ledger/apply.py", 'x = "SELECT 1 " + more\n', 1),
    Sample(house_rules.python_holds_no_sql, "src/teamkpi/ledger/apply.py", 'x = "SELECT {}".format(name)\n', 1),
    Sample(house_rules.python_holds_no_sql, "src/teamkpi/ledger/apply.py", 'x = SQL("SELECT id FROM {table}")\n', 1),
    Sample(house_rules.python_reads_no_clock, CODE, "import datetime\nx = datetime.datetime.now()\n", 2),
    Sample(house_rules.python_reads_no_clock, CODE, "from datetime import date\nx = date.today()\n", 2),
    Sample(house_rules.python_reads_no_clock, CODE, "import time\nx = time.time()\n", 2),
    Sample(house_rules.python_tests_wait_patiently, TEST, "import time\ntime.sleep(1)\n", 2),
    Sample(house_rules.python_tests_wait_patiently, TEST, "from time import monotonic\nx = monotonic()\n", 2),
    Sample(house_rules.python_tests_wait_patiently, TEST, "x = 1\nprocess.communicate(timeout=30)\n", 2),
    Sample(house_rules.python_tests_wait_patiently, TEST, "x = 1\n\nasyncio.wait_for(writing, 20)\n", 3),
    Sample(house_rules.python_prints_in_one_place, "src/teamkpi/cli/a.py", "import click\nclick.echo(name)\n", 2),
    Sample(house_rules.python_prints_in_one_place, "src/teamkpi/cli/a.py", "print(name)\n", 1),
    Sample(house_rules.python_prints_in_one_place, "src/teamkpi/cli/a.py", "sys.stdout.write(name)\n", 1),
    Sample(house_rules.python_prints_in_one_place, "src/teamkpi/cli/a.py", "from rich.table import Table\n", 1),
    Sample(house_rules.python_stage_is_described, "src/teamkpi/kpi/__init__.py", "import os\n", 1),
    Sample(house_rules.python_ignores_name_a_code, CODE, "x = 1\ny = f()  # type: ignore\n", 2),
    Sample(house_rules.python_ignores_name_a_code, "tests/unit/test_x.py", "x = 1  # noqa\n", 1),
    Sample(house_rules.python_values_have_types, "src/teamkpi/reports/a.py", "x = 1\ny: dict[str, Any] = {}\n", 2),
    Sample(house_rules.python_functions_are_short, CODE, f"x = 1\n{LONG}    y = 2\n", 2),
    Sample(house_rules.python_functions_are_short, CODE, f"async {LONG}    y = 2\n", 1),
    Sample(house_rules.python_functions_are_short, "src/teamkpi/api/portal/team_serializer.py", LONG, 0),
    Sample(house_rules.text_is_finished, "docs/index.md", "# Title\n\nTODO: write\n", 3),
    Sample(house_rules.text_is_finished, CODE, "x = 1  # FIXME\n", 1),
    Sample(house_rules.text_names_no_registry, "requirements.txt", "--index-url https://pypi.org/simple\n", 1),
    Sample(house_rules.text_names_no_registry, "docs/a.md", "from files.pythonhosted.org\n", 1),
    Sample(house_rules.text_names_no_registry, "Makefile", "x\n\tpip install -i https://my-mirror.internal/\n", 2),
    Sample(house_rules.text_names_no_home, "docs/a.md", "cd /home/jane/teamkpi\n", 1),
    Sample(house_rules.text_names_no_home, "docs/a.md", "cd /Users/jane/teamkpi\n", 1),
    Sample(house_rules.text_is_plain, "docs/a.md", "# Title\n\nWho waits that long is let in.\n", 3),
    Sample(house_rules.text_is_plain, "README.md", "The figures as at a moment.\n", 1),
    Sample(house_rules.text_is_plain, "web/dashboard/src/i18n/en.ts", "a: 'What stood open'\n", 1),
    Sample(house_rules.text_is_plain, "docs/a.md", "A key.\n\nIt works until nobody\nneeds it.\n", 3),
    Sample(house_rules.declarations_are_plain, CODE, 'x = says(\n    "The hours, by the clock of the place."\n)\n', 2),
    Sample(house_rules.text_is_plain, "docs/a.md", "## What could mean two things\n", 1),
    Sample(house_rules.code_is_explained_plainly, CODE, '"""Open it.\n\nThe caller is told of failures.\n"""\n', 3),
    Sample(house_rules.code_is_explained_plainly, CODE, "x = 1\ny = 2  # as it came\n", 2),
    Sample(house_rules.declarations_are_plain, CODE, 'raise Refused(f"{name} is there already")\n', 1),
    Sample(
        house_rules.declarations_are_plain,
        "src/teamkpi/cli/a.py",
        '@group.command()\ndef show() -> None:\n    """Show whoever is known."""\n',
        3,
    ),
    Sample(house_rules.requirements_are_locked, "requirements.txt", "--extra-index-url x\n", 1),
    Sample(house_rules.requirements_are_locked, "requirements.txt", f"a==1 @ https://example.com/a.whl {HASH}\n", 1),
    Sample(house_rules.requirements_are_locked, "requirements-dev.txt", f"a==1 \\\n    {HASH}\nb==2\n", 3),
    Sample(house_rules.requirements_are_locked, "requirements.txt", f"a>=1 \\\n    {HASH}\n", 1),
    Sample(house_rules.name_says_something, "src/teamkpi/utils.py", "", 0),
    Sample(house_rules.name_says_something, "web/client/helpers/dates.ts", "", 0),
]

GOOD = [
    Sample(
        house_rules.sql_updates_the_same_everywhere,
        SQL_FILE,
        "-- name: a\nINSERT INTO b SELECT random() ON CONFLICT DO UPDATE SET c = 1 -- no random()\n"
        "-- name: b\nSELECT random()\n",
        0,
    ),
    Sample(house_rules.text_is_plain, "docs/a.md", "Who may do what: the roles say. Who is it?\n`as at a time`\n", 0),
    Sample(house_rules.text_is_plain, "src/teamkpi/a.py", "# as at a moment\n", 0),
    Sample(house_rules.declarations_are_plain, CODE, 'x = says("The hours, in the zone of the place.")\n', 0),
    Sample(house_rules.declarations_are_plain, TEST, 'x = "as at a moment"\n', 0),
    Sample(house_rules.code_is_explained_plainly, CODE, '"""Return whether it is stored."""\nx = "as it came"\n', 0),
    Sample(house_rules.code_is_explained_plainly, TEST, "# as it came\n", 0),
    Sample(
        house_rules.sql_has_purpose, SQL_FILE, "-- name: a\n-- Why.\nSELECT 1\n\n-- name: b\n-- Why.\nSELECT 2\n", 0
    ),
    Sample(
        names_network,
        SQL_FILE,
        "-- name: a\nSELECT b.id FROM bookings AS b\nLEFT JOIN resources AS r ON r.network_id = %(network_id)s\n"
        "JOIN other ON TRUE WHERE %(network_id)s = b.network_id\n",
        0,
    ),
    Sample(
        names_network,
        SQL_FILE,
        "-- name: a\nSELECT FROM bookings AS b JOIN network AS n ON n.id = %(network_id)s\n"
        "JOIN ({team_revision}) AS r ON r.team_id = b.id WHERE b.network_id = %(network_id)s\n",
        0,
    ),
    Sample(
        names_network, SQL_FILE, "-- name: a\nINSERT INTO bookings AS b (network_id, id) SELECT %(network_id)s, 2\n", 0
    ),
    Sample(names_network, SQL_FILE, "-- name: a\nDELETE FROM bookings WHERE network_id = %(network_id)s\n", 0),
    Sample(names_network, SQL_FILE, "-- name: a\n-- It comes FROM bookings.\nSELECT 1\n", 0),
    Sample(names_network, "src/teamkpi/db/migrations/0001.sql", "-- name: a\nSELECT 1 FROM bookings\n", 0),
    Sample(house_rules.sql_takes_time_as_parameter, SQL_FILE, "SELECT %(now)s, valid.now -- not now()\n", 0),
    Sample(house_rules.sql_folds_no_text, SQL_FILE, 'SELECT lower(a.host COLLATE "C") -- no lower(x)\n', 0),
    Sample(house_rules.sql_folds_no_text, CODE, "x = text.lower()\ny = text.upper(1)\n", 0),
    Sample(house_rules.schema_sorts_by_code_point, house_rules.SCHEMA, '    b text COLLATE "C",\n', 0),
    Sample(
        house_rules.schema_has_no_views,
        house_rules.SCHEMA,
        "CREATE VIEW days AS\nSELECT generate_series(1, 7) AS day;\n"
        "CREATE VIEW team_revision AS\nSELECT t.id\n  FROM teams t;\n",
        0,
    ),
    Sample(
        house_rules.sql_uses_nothing_kept, SQL_FILE, "SELECT 1 FROM ({team_revision}) AS r -- FROM team_revision\n", 0
    ),
    Sample(house_rules.python_holds_no_sql, CODE, 'x = "Select a team"\n', 0),
    Sample(house_rules.python_holds_no_sql, CODE, "x = _SQL.refresh.format(cells=_SQL.cells)\n", 0),
    Sample(
        house_rules.python_holds_no_sql,
        "src/teamkpi/ledger/apply.py",
        'x = SQL("SELECT {columns} FROM {table} WHERE network_id = %s").format(columns=c, table=t)\n',
        0,
    ),
    Sample(house_rules.python_reads_no_clock, "src/teamkpi/clock.py", "x = datetime.now(UTC)\n", 0),
    Sample(house_rules.python_reads_no_clock, CODE, "x = clock.now()\ny = time.monotonic()\n", 0),
    Sample(
        house_rules.python_tests_wait_patiently,
        TEST,
        "until(is_there)\nprocess.communicate(timeout=PATIENCE)\nwriting.result(PATIENCE)\nsleep(0)\n",
        0,
    ),
    Sample(house_rules.python_tests_wait_patiently, "tests/patience.py", "sleep(0.01)\n", 0),
    Sample(house_rules.python_prints_in_one_place, "src/teamkpi/cli/terminal.py", "click.echo(name)\n", 0),
    Sample(house_rules.python_prints_in_one_place, "src/teamkpi/cli/a.py", "say(name)\nclick.prompt('x')\n", 0),
    Sample(house_rules.python_stage_is_described, "src/teamkpi/kpi/__init__.py", '"""In: a team."""\n', 0),
    Sample(house_rules.python_ignores_name_a_code, CODE, "x = f()  # type: ignore[arg-type, misc]  # noqa: S603\n", 0),
    Sample(
        house_rules.python_functions_are_short,
        CODE,
        LONG.replace(":\n", ':\n    """Do it.\n\n    Well.\n    """\n', 1),
        0,
    ),
    Sample(house_rules.python_values_have_types, CODE, "y: dict[str, Any] = {}\n", 0),
    Sample(house_rules.python_functions_are_short, TEST, f"{LONG}    y = 2\n", 0),
    Sample(house_rules.text_is_finished, "docs/a.md", "What is to do, and a XXXL shirt.\n", 0),
    Sample(house_rules.text_names_no_registry, "docs/a.md", "https://spaces.nexudus.com, a mirror of the ledger\n", 0),
    Sample(house_rules.text_names_no_home, "docs/a.md", "/var/lib/teamkpi, ~/teamkpi, /path/to/home/\n", 0),
    Sample(house_rules.requirements_are_locked, "requirements.txt", f"a==1 ; os == 'x' \\\n    {HASH}\n# b\n", 0),
    Sample(house_rules.name_says_something, "src/teamkpi/ledger/baseline.py", "", 0),
]


@pytest.mark.parametrize("sample", BAD, ids=lambda sample: sample.text[:40])
def test_a_bad_sample_is_found(sample: Sample) -> None:
    assert [found.line for found in sample.rule(sample.path, sample.text)] == [sample.line]


@pytest.mark.parametrize("sample", GOOD, ids=lambda sample: sample.text[:40])
def test_a_good_sample_is_not(sample: Sample) -> None:
    assert list(sample.rule(sample.path, sample.text)) == []


def test_every_rule_has_a_bad_sample() -> None:
    assert {sample.rule for sample in BAD} == {*house_rules.RULES, names_network}


def test_a_schema_of_other_migrations_is_stale() -> None:
    migrations = [("0001_a.sql", "CREATE TABLE a"), ("0002_b.py", "steps = []"), ("README", "x")]
    digest = house_rules.digest_of_migrations(migrations)
    assert house_rules.digest_of_migrations([*migrations[1::-1], ("README", "y")]) == digest
    for changed in (
        migrations[:1],
        [*migrations, ("0003_c.sql", "")],
        [("0001_a.sql", "CREATE TABLE aa"), migrations[1]],
    ):
        assert house_rules.digest_of_migrations(changed) != digest
    rule = house_rules.schema_is_of_migrations(digest)
    assert list(rule(house_rules.SCHEMA, f"-- All of it.\n-- Migrations: {digest}\n\nCREATE TABLE a")) == []
    assert [one.rule for one in rule(house_rules.SCHEMA, "# All.\n# Migrations: 0\n\ntable a\n")] == ["schema-stale"]
    assert list(rule("docs/a.md", "# Migrations: 0\n")) == []


def test_a_long_file_is_a_note() -> None:
    assert list(house_rules.notes([("a.py", "\n" * 401), ("b.py", "\n" * 400), ("c.md", "\n" * 900)])) == [
        "note: a.py has 401 lines; over 400, a file may be two"
    ]
