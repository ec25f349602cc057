"""``teamkpi history`` and ``teamkpi verify --history``."""

from __future__ import annotations

import getpass
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg import Connection

from cli.conftest import Run
from teamkpi.ledger import Change, apply, history

NOW = datetime(2024, 11, 21, 12, tzinfo=UTC)


def stored(conn: Connection[Any], *names: str) -> None:
    for hours, name in enumerate(names):
        record = {"Id": 7, "BusinessId": 1, "Name": name}
        apply(conn, 1, [Change("resources", record, 1)], now=NOW + timedelta(hours=hours))


def test_prune_says_what_it_deleted_and_from_when_on_the_history_is_complete(run: Run, conn: Connection[Any]) -> None:
    stored(conn, "first", "second", "third")
    result = run("history", "prune", "--before", "2024-11-21T13:00Z")
    assert (result.exit_code, result.stdout) == (
        0,
        "Earlier versions deleted: 1. The history is complete from 2024-11-21 13:00 UTC.\n",
    )
    assert history.known_since(conn, 1) == NOW + timedelta(hours=1)
    [entry] = conn.execute(
        "SELECT entity_short_name, entity_id, audit_type, action_by, door, changes FROM audit_entry"
    ).fetchall()
    deleted = {"Before": [None, "2024-11-21T13:00:00Z"], "Versions": [1, None]}
    assert entry == ("History", 0, 3, getpass.getuser(), "cli", deleted)
    result = run("history", "prune", "--before", "2024-01-01")
    assert conn.execute("SELECT count(*) FROM audit_entry").fetchone() == (1,)
    assert result.stdout == "Earlier versions deleted: 0. The history is complete from 2024-11-21 13:00 UTC.\n"


def test_the_future_cannot_be_forgotten(run: Run, conn: Connection[Any]) -> None:
    result = run("history", "prune", "--before", "2999-01-01")
    assert result.exit_code == 2
    assert "must not be in the future" in result.stderr
    assert history.known_since(conn, 1) < NOW


def test_verify_with_history_finds_a_gap_between_versions(run: Run, conn: Connection[Any]) -> None:
    stored(conn, "first", "second")
    result = run("verify", "--history")
    assert (result.exit_code, result.stdout) == (
        0,
        "Every stored sum matches the records.\nThe versions of every record follow one another.\n",
    )
    conn.execute("UPDATE resources SET held_since = held_since + interval '1 hour'")
    result = run("verify", "--history")
    assert (result.exit_code, result.stdout) == (
        1,
        (
            "resources 7, version stored at 2024-11-21T12:00:00+00:00: there is a gap before the next version\nEvery "
            "stored sum matches the records.\n"
        ),
    )
    assert result.stderr.endswith("teamkpi: the history is broken in 1 places\n")
    assert run("verify").exit_code == 0


def test_figures_can_be_printed_as_they_were_shown(run: Run, conn: Connection[Any]) -> None:
    place = {"Id": 1, "Name": "L", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}
    jane = {"Id": 101, "FullName": "Jane", "Email": "jane@example.org"}
    team = {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101]}
    credit = {"Id": 1, "CoworkerId": 101, "BusinessId": 1, "TotalCredit": 100}
    first: dict[str, dict[str, Any]] = {
        "businesses": place,
        "coworkers": jane,
        "teams": team,
        "coworkerbookingcredits": credit,
    }
    apply(conn, 1, [Change(plural, record, 1) for plural, record in first.items()], now=NOW)
    second: dict[str, dict[str, Any]] = {
        "coworkers": {**jane, "FullName": "Smith"},
        "coworkerbookingcredits": {**credit, "RemainingCredit": 30},
    }
    apply(conn, 1, [Change(plural, record, 1) for plural, record in second.items()], now=NOW + timedelta(days=2))

    def shown(*options: str) -> tuple[str, int]:
        [row] = json.loads(run("kpi", "55", "--json", *options).stdout)["Kpi"]
        return row["CoworkerFullName"], row["RemainingBookingCredit"]

    assert shown() == ("Smith", 30)
    assert shown("--as-shown-on", "2024-11-22T12:00Z") == ("Jane", 100)
    assert shown("--at", "2024-11-22T12:00Z") == ("Smith", 100)
    of_then = ("--as-shown-on", "2020-01-01")
    for words in (("kpi", "55"), ("amounts", "55"), ("expiring", "55"), ("why", "55", "101", "CheckedTimeTotal")):
        nothing = run(*words, *of_then)
        assert (nothing.exit_code, nothing.stderr) == (
            1,
            (
                "teamkpi: what is on record of team 55 in the network 'default' begins at 2024-11-21 12:00 UTC, after "
                "2020-01-01 00:00 UTC\n"
            ),
        )
    history.prune(conn, 1, NOW + timedelta(days=1))
    refused = run("kpi", "55", "--as-shown-on", "2024-11-22T11:59Z")
    assert (refused.exit_code, refused.stderr) == (
        1,
        "teamkpi: the history starts at 2024-11-22T12:00:00Z; nothing earlier is known\n",
    )
    uncertain = run("kpi", "55", "--at", "2024-11-22T11:59Z")
    assert "Remaining credit and passes may be inaccurate: the history starts at 2024-11-22T12:00:00Z." in (
        uncertain.stdout
    )
    both = run("kpi", "55", "--at", "2024-11-22", "--as-shown-on", "2024-11-22")
    assert both.exit_code == 2
