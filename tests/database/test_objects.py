"""The description of the schema, and what `doctor` says of a database that has lost a part of it."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from psycopg import Connection

import write_schema
from conftest import url_of
from house_rules import ROOT, SCHEMA
from teamkpi.cli import program
from teamkpi.db import connect
from teamkpi.db.objects import Name, differences, expected_objects, objects_of, read_schema


def test_the_schema_is_that_of_a_database_that_has_just_been_migrated(database_url: str) -> None:
    assert (ROOT / SCHEMA).read_text("utf-8") == write_schema.schema(database_url)


def test_the_schema_makes_what_the_migrations_make(server_url: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute("CREATE DATABASE made_of_the_schema")
        try:
            with connect(url_of(server_url, "made_of_the_schema")) as conn:
                conn.execute((ROOT / SCHEMA).read_bytes())
                assert objects_of(conn) == expected_objects()
        finally:
            admin.execute("DROP DATABASE made_of_the_schema")


def test_the_schema_is_read_back(conn: Connection[Any]) -> None:
    there = objects_of(conn)
    assert read_schema(write_schema.statements(there)) == there == expected_objects()
    assert {name.kind for name in there} == {"column", "constraint", "function", "index", "table", "trigger", "view"}


def test_nothing_is_missing_and_what_is_not_ours_does_no_harm(conn: Connection[Any]) -> None:
    conn.execute("CREATE TABLE theirs (id bigint PRIMARY KEY); CREATE INDEX theirs_too ON bookings (id)")
    conn.execute("INSERT INTO network (name) VALUES ('another')")
    assert list(differences(conn)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DROP FUNCTION day_start(date, text)", ["function day_start(day date, zone text) is missing"]),
        ("DROP INDEX bookings_by_start", ["index bookings_by_start is missing"]),
        ("ALTER TABLE teams DROP COLUMN skype", ["column teams.skype is missing"]),
        ("ALTER TABLE teams ALTER COLUMN profile_tags TYPE varchar(10)", ["column teams.profile_tags differs"]),
        ("ALTER TABLE coworkers ALTER COLUMN stored_by DROP DEFAULT", ["column coworkers.stored_by differs"]),
        ("ALTER TABLE charges DROP CONSTRAINT charges_pkey", ["constraint charges.charges_pkey is missing"]),
        ("ALTER TABLE account DISABLE TRIGGER draw_id", ["trigger account.draw_id differs"]),
        ("ALTER TABLE throttle_count SET LOGGED", ["table throttle_count differs"]),
        ("DROP VIEW team_revision", ["view team_revision is missing"]),
        ("DROP TABLE local_id", ["table local_id is missing"]),
        ("ALTER FUNCTION day_start(date, text) VOLATILE", ["function day_start(day date, zone text) differs"]),
    ],
)
def test_what_was_lost_or_changed_is_said(conn: Connection[Any], change: str, said: list[str]) -> None:
    conn.execute(change)
    assert list(differences(conn)) == said


def test_an_index_that_was_not_finished_counts_as_another(conn: Connection[Any]) -> None:
    conn.execute("UPDATE pg_index SET indisvalid = FALSE WHERE indexrelid = 'bookings_by_start'::regclass")
    assert list(differences(conn)) == ["index bookings_by_start differs"]


def test_doctor_says_what_is_missing(conn: Connection[Any], database_url: str) -> None:
    arguments: dict[str, Any] = {"env": {"TEAMKPI_DATABASE_URL": database_url}}
    whole = CliRunner().invoke(program, ["doctor"], **arguments)
    assert "ok       objects       complete, as the migrations define them\n" in whole.output
    conn.execute("DROP INDEX bookings_by_start; DROP FUNCTION day_start(date, text)")
    broken = CliRunner().invoke(program, ["doctor"], **arguments)
    assert broken.exit_code == 3
    [line] = [line for line in broken.output.splitlines() if line.split()[1] == "objects"]
    assert line.startswith("PROBLEM")
    assert line.endswith(
        "index bookings_by_start is missing; function day_start(day date, zone text) is missing: restore them from a "
        "backup, or create them as the migrations do"
    )


def test_names_say_what_they_name() -> None:
    assert str(Name("index", "bookings_by_start")) == "index bookings_by_start"
