"""The commands for operators' roles, keys and the audit trail."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from cli.conftest import Run
from teamkpi import clock
from teamkpi.cli import invocation

PASSWORD = "correct horse battery"
JANE = ("account", "create", "--email", "jane@example.org", "--password-stdin")


@pytest.fixture(autouse=True)
def _user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "keeper")


def trail(conn: Connection[Any]) -> list[tuple[Any, ...]]:
    return conn.execute(
        "SELECT network_id, action_by, door, entity_short_name, audit_type, changes FROM audit_entry ORDER BY id"
    ).fetchall()


def listed(run: Run, group: str) -> list[list[str]]:
    lines = run(group, "list").stdout.splitlines()
    return [re.split(r" {2,}", line.strip()) for line in lines]


def test_an_operators_account_is_full_or_limited(run: Run) -> None:
    assert run(*JANE, "--operator", stdin=PASSWORD).exit_code == 0
    arguments = ("--operator", "--role", "team-list", "--role", "Booking-Read")
    assert (
        run("account", "create", "--email", "joe@example.org", *arguments, "--password-stdin", stdin=PASSWORD).exit_code
        == 0
    )
    assert run("account", "create", "--email", "zoe@example.org", "--password-stdin", stdin=PASSWORD).exit_code == 0
    kinds = [[line[0], line[1], *line[6:]] for line in listed(run, "account")]
    assert kinds == [
        ["e-mail", "kind", "roles"],
        ["jane@example.org", "operator", "all"],
        ["joe@example.org", "operator", "Team-List, Booking-Read"],
        ["zoe@example.org", "customer"],
    ]

    assert run("account", "roles", "--email", "JANE@example.org", "--role", "Charge-List").exit_code == 0
    assert run("account", "roles", "--email", "joe@example.org", "--role", "Full").exit_code == 0
    assert [line[6:] for line in listed(run, "account")[1:]] == [["Charge-List"], ["all"], []]


def test_what_roles_cannot_be(run: Run, conn: Connection[Any]) -> None:
    result = run(*JANE, "--operator", "--role", "Bookings-List", stdin=PASSWORD)
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "teamkpi: there is no role 'Bookings-List': a role is Full, or an entity and a right"
    )
    result = run(*JANE, "--role", "Booking-List", stdin=PASSWORD)
    assert (result.exit_code, result.stderr) == (1, "teamkpi: only operators have roles\n")
    assert run(*JANE, stdin=PASSWORD).exit_code == 0
    result = run("account", "roles", "--email", "jane@example.org", "--role", "Booking-List")
    said = "teamkpi: jane@example.org is not an operator, and only operators have roles\n"
    assert (result.exit_code, result.stderr) == (1, said)
    assert run("account", "roles", "--email", "nobody@example.org", "--role", "Full").exit_code == 1
    assert run("account", "roles", "--email", "jane@example.org").exit_code == 2
    assert [row[3:5] for row in trail(conn)] == [("Account", 1)]


def test_a_key_is_printed_once_and_alone(run: Run, conn: Connection[Any]) -> None:
    result = run("key", "create", "--name", "sync", "--role", "Booking-List", "--expires", "2099-01-31")
    assert result.exit_code == 0
    assert re.fullmatch(r"teamkpi_key_[A-Za-z0-9_-]{43}\n", result.stdout)
    assert result.stderr == "This is the key. Keep it as a secret; it is not shown again.\n"
    today = f"{clock.now():%Y-%m-%d}"
    assert listed(run, "key") == [
        ["name", "state", "roles", "created", "ends", "last used"],
        ["sync", "holds", "Booking-List", today, "2099-01-31 00:00", "never"],
    ]
    assert result.stdout.strip() not in run("key", "list").stdout
    assert result.stdout.strip() not in repr(conn.execute("SELECT * FROM api_key").fetchall())


def test_a_key_of_two_networks_is_revoked_in_both(run: Run, conn: Connection[Any]) -> None:
    assert run("network", "create", "north", "--host", "north.example").exit_code == 0
    created = run("key", "create", "--name", "both", "--network", "default", "--network", "north")
    assert created.exit_code == 0
    assert run("--network", "north", "key", "create", "--name", "mine").exit_code == 0
    result = run("--network", "north", "key", "revoke", "--name", "BOTH")
    assert (result.exit_code, result.stdout) == (0, "The key BOTH is revoked, in 2 networks.\n")
    assert [line[:2] for line in listed(run, "key")[1:]] == [["both", "revoked"]]
    north = run("--network", "north", "key", "list").stdout
    assert re.findall(r"^(\w+) +(\w+) ", north, re.MULTILINE)[1:] == [("both", "revoked"), ("mine", "holds")]
    result = run("key", "revoke", "--name", "mine")
    assert (result.exit_code, result.stderr) == (1, "teamkpi: there is no active key named 'mine'\n")
    assert {row[:3] for row in trail(conn)} == {(1, "keeper", "cli"), (2, "keeper", "cli")}


def test_what_a_key_cannot_be(run: Run, conn: Connection[Any]) -> None:
    for arguments, code, said in (
        (("--name", "x", "--network", "nowhere"), 1, "there is no network named 'nowhere'"),
        (("--name", "x", "--expires", "2020-01-01"), 1, "the key's expiry date has already passed"),
        (("--name", "x", "--expires", "soon"), 2, "must be a date and time"),
        (("--name", " "), 1, "a key's name must have 1 to 100 printable characters"),
        (("--name", "x", "--role", "Everything"), 1, "there is no role 'Everything'"),
        ((), 2, "Missing option '--name'"),
    ):
        result = run("key", "create", *arguments)
        assert (result.exit_code, result.stdout) == (code, "")
        assert said in result.stderr
    assert trail(conn) == []


def test_what_is_done_with_an_account_leaves_rows_without_its_secrets(run: Run, conn: Connection[Any]) -> None:
    assert run(*JANE, "--operator", stdin=PASSWORD).exit_code == 0
    email = ("--email", "jane@example.org")
    for command in ("suspend", "suspend", "resume", "require-reset"):
        assert run("account", command, *email).exit_code == 0
    assert run("account", "roles", *email, "--role", "Team-List").exit_code == 0
    assert run("account", "passwd", *email, "--password-stdin", stdin="another horse battery").exit_code == 0
    assert run("account", "suspend", "--email", "nobody@example.org").exit_code == 1
    found = trail(conn)
    assert {row[:4] for row in found} == {(1, "keeper", "cli", "Account")}
    changes = [(row[4], dict(row[5])) for row in found]
    passwords = [change.pop("PasswordSetOn") for _, change in (changes[0], changes[-1])]
    assert passwords[0][0] is None
    assert passwords[0][1] == passwords[1][0] < passwords[1][1]
    assert changes == [
        (
            1,
            {
                "Email": [None, "jane@example.org"],
                "IsOperator": [None, True],
                "IsActive": [None, True],
                "MustResetPassword": [None, False],
            },
        ),
        (2, {"IsActive": [True, False]}),
        (2, {"IsActive": [False, True]}),
        (2, {"MustResetPassword": [False, True]}),
        (2, {"Roles": [None, ["Team-List"]]}),
        (2, {"MustResetPassword": [True, False]}),
    ]
    assert "argon2" not in repr(found)
    assert "horse" not in repr(found)
    conn.execute("DELETE FROM account")
    assert trail(conn) == found


def test_old_rows_are_deleted(run: Run, conn: Connection[Any]) -> None:
    assert run(*JANE, stdin=PASSWORD).exit_code == 0
    tomorrow = f"{clock.now() + timedelta(days=1):%Y-%m-%d}"
    result = run("audit", "prune", "--before", tomorrow)
    assert (result.exit_code, result.stdout) == (0, "Deleted 1 entries of the audit trail.\n")
    assert [row[1:5] for row in trail(conn)] == [("keeper", "cli", "AuditTrailEntry", 3)]
    assert run("audit", "prune", "--before", "2020-01-01").stdout == "Deleted 0 entries of the audit trail.\n"
    assert run("audit", "prune").exit_code == 2
    assert run("--network", "nowhere", "audit", "prune", "--before", tomorrow).exit_code == 1


def test_a_user_without_a_name_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr("getpass.getuser", nameless)
    assert re.fullmatch(r"user \d+", invocation.author().name)
