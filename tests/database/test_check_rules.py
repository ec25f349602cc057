"""Who a token, a key or an e-mail stands for, and what they have to do with a team: the statements against the rules.

Random networks in which everything has the same few ids, so that each condition of the statements decides somewhere;
the last test takes them out, one at a time. ``make mutants`` does the same to the Python that acts on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection, sql

from mutants.mutations import Mutant, mutants_of_sql
from spaces import NOW
from teamkpi.api.callers import checks, operator_checks, views
from teamkpi.api.callers.checks import Check, digest
from teamkpi.api.callers.operator_checks import OperatorCheck
from teamkpi.db.statements import Statements
from teamkpi.folding import folded

ROOT = Path(__file__).parents[2]
Row = dict[str, Any]
FIRST_NETWORK = 1  # which is there from the beginning
HOSTS, IDS, COWORKERS, TEAMS = ("a.test", "b.test", "c.test"), (1, 2), (101, 102, 103), (55, 56)
SHOWN = [digest(one) for one in ("one", "two", "three")]
EMAILS = ("Ann@x.test", "bob@x.test")
VIEWERS, VIEW_ROLES = (11, 12), ["Team-Read"]
MOMENTS = tuple(NOW + timedelta(microseconds=step) for step in (-1, 0, 1, 1, 1))  # most of them hold


class World:
    """Rows by table, and what the rules say of them."""

    def __init__(self, dice: Random) -> None:
        def often() -> bool:
            return dice.random() < 0.8

        def some(of: Iterable[int]) -> list[int]:
            return [one for one in of if dice.random() < 0.5]

        self.networks = [FIRST_NETWORK, *(one for one in (901, 902) if often())]
        self.places = {one: dice.randrange(9) for one in self.networks}
        self.rows: dict[str, list[Row]] = {
            "network_host": [
                {"network_id": dice.choice(self.networks), "host": host} for host in HOSTS if dice.random() < 0.6
            ],
        }
        for network_id in self.networks:
            for table, row in self._network(dice, often, some):
                self.rows.setdefault(table, []).append({"network_id": network_id, **row})

    @staticmethod
    def _network(dice: Random, often: Any, some: Any) -> Iterable[tuple[str, Row]]:
        fresh = {"created_on": NOW}
        accounts = [one for one in IDS if often()]
        for number in COWORKERS:
            flags = {"active": often(), "archived": not often(), "is_deleted": not often()}
            whose = {"full_name": "P", "email": "p@x.test", "email_folded": "p@x.test"}
            yield "coworkers", {"id": number, "updated_on": NOW, **whose, **flags}
            yield "member_state", {"coworker_id": number, "revision": dice.randrange(9)}
        for number, email in zip(accounts, dice.sample(EMAILS, len(accounts)), strict=True):
            yield (
                "account",
                {
                    **fresh,
                    "id": number,
                    "email": email,
                    "email_folded": folded(email),
                    "password_hash": f"hash {dice.randrange(99)}",
                    "password_set_on": NOW,
                    "is_operator": dice.random() < 0.4,
                    "is_active": often(),
                    "must_reset_password": not often(),
                    "roles": dice.choice((None, ["Team-List"], ["Team-Read"])),
                },
            )
            for coworker_id in some(COWORKERS):
                yield "account_binding", {"account_id": number, "coworker_id": coworker_id, "bound_on": NOW}
            if not often():
                yield "second_factor", {**fresh, "account_id": number, "sealed_secret": "x", "last_step": 0}
            earlier = dice.choice((None, NOW - timedelta(days=dice.randrange(1, 9))))
            yield "sign_in", {**fresh, "id": number, "account_id": number, "client_id": "x", "earlier_on": earlier}
        for shown in SHOWN:
            if accounts and often():
                account_id = dice.choice(accounts)
                held_by = {"sign_in_id": account_id, "account_id": account_id}
                yield "access_token", {**held_by, "token_hash": shown, "expires_on": dice.choice(MOMENTS)}
        for number, shown in zip(IDS, dice.sample(SHOWN, len(IDS)), strict=True):
            ends = {"expires_on": dice.choice((None, *MOMENTS)), "revoked_on": None if often() else NOW}
            roles = {"roles": dice.choice((None, ["Team-List"])), "last_used_on": dice.choice((None, NOW))}
            name = {"name": f"key {number}", "name_folded": f"key {number}"}
            yield "api_key", {**fresh, "id": number, **name, "key_hash": shown, **ends, **roles}
        for number in TEAMS:
            people = {"team_members": some(COWORKERS), "team_administrators": some(COWORKERS)}
            titled = {"name": "T", "name_folded": "t"}
            yield (
                "teams",
                {"id": number, "updated_on": NOW, "is_deleted": not often(), "business_id": 1, **titled, **people},
            )
            if often():
                yield "team_state", {"team_id": number, "revision": dice.randrange(9)}
        # Sign-ins of operators who view teams, under the same ids in every network.
        for number in VIEWERS if accounts else ():
            yield "sign_in", {**fresh, "id": number, "account_id": dice.choice(accounts), "client_id": "x"}
        for shown in SHOWN if accounts else ():
            seen = {"sign_in_id": dice.choice(VIEWERS), "team_id": dice.choice(TEAMS)}
            yield "team_view", {"token_hash": shown, **seen, "expires_on": dice.choice(MOMENTS)}
        if accounts and not often():
            yield "password_policy", {"owner_id": dice.choice(accounts), "turned_off_on": NOW}

    def store(self, conn: Connection[Any]) -> None:
        conn.execute("DELETE FROM network_host")
        for network_id, revision in self.places.items():
            values = (network_id, f"network {network_id}", revision, revision)
            conn.execute(
                "INSERT INTO network (id, name, places_revision) VALUES (%s, %s, %s)"
                " ON CONFLICT (id) DO UPDATE SET places_revision = %s",
                values,
            )
        for table, rows in self.rows.items():
            for row in rows:
                conn.execute(
                    sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                        sql.Identifier(table),
                        sql.SQL(", ").join(map(sql.Identifier, row)),
                        sql.SQL(", ").join([sql.Placeholder()] * len(row)),
                    ),
                    list(row.values()),
                )

    def all_of(self, table: str, network_id: int, **values: Any) -> list[Row]:
        wanted = {"network_id": network_id, **values}.items()
        return [row for row in self.rows.get(table, []) if wanted <= {key: row[key] for key, _ in wanted}.items()]

    def one_of(self, table: str, network_id: int, **values: Any) -> Row | None:
        found = self.all_of(table, network_id, **values)
        return found[0] if found else None

    # The rules

    def network_of(self, host: str) -> int | None:
        named = {row["host"]: row["network_id"] for row in self.rows["network_host"]}
        nameless = [one for one in self.networks if one not in named.values()]
        return named.get(host, nameless[0] if len(nameless) == 1 else None)

    def account_of(self, network_id: int, shown: bytes | None) -> tuple[Row, Row] | None:
        """The account of an access token that holds, and the token."""
        token = self.one_of("access_token", network_id, token_hash=shown)
        if token is None or token["expires_on"] <= NOW:
            return None
        account = self.one_of("account", network_id, id=token["account_id"])
        return (account, token) if account is not None and account["is_active"] else None

    def coworkers_of(self, network_id: int, account: Row) -> list[int]:
        bound = {row["coworker_id"] for row in self.all_of("account_binding", network_id, account_id=account["id"])}
        fit = self.all_of("coworkers", network_id, active=True, archived=False, is_deleted=False)
        return sorted(bound & {row["id"] for row in fit})

    def check(self, host: str, shown: bytes | None, team_id: int | None) -> Check:
        network_id = self.network_of(host)
        nobody = Check(network_id, None, None, False, [], None, None, False, False, None)
        found = None if network_id is None else self.account_of(network_id, shown)
        if network_id is None or found is None:
            return nobody
        account, token = found
        people = self.coworkers_of(network_id, account)
        if not people and not account["is_operator"]:
            return nobody
        sign_in = self.one_of("sign_in", network_id, id=token["sign_in_id"]) or {}
        told = (network_id, account["id"], account["email"], account["is_operator"], people)
        times = (sign_in["earlier_on"], token["expires_on"])
        team = self.one_of("teams", network_id, id=team_id, is_deleted=False)
        if team is None:
            return Check(*told, *times, False, False, None)
        is_member, is_administrator = (
            not {*people}.isdisjoint(team[field]) for field in ("team_members", "team_administrators")
        )
        return Check(*told, *times, is_member, is_administrator, self.revision_of(network_id, team))

    def revision_of(self, network_id: int, team: Row) -> str:
        state = self.one_of("team_state", network_id, team_id=team["id"])
        members = [row for row in self.all_of("member_state", network_id) if row["coworker_id"] in team["team_members"]]
        own = 0 if state is None else state["revision"]
        return f"{self.places[network_id]}.{own}.{sum(row['revision'] for row in members)}"

    def operator_check(self, asked: Asked) -> OperatorCheck:
        network_id = self.network_of(asked.host)
        if network_id is None:
            return OperatorCheck(None, None, None, False, None, None, False, None, None, None, None)
        account: tuple[Any, ...] = (None, None, False, None, None, False)
        by_token = self.account_of(network_id, asked.token)
        named = [row for row in self.all_of("account", network_id) if row["email"].lower() == asked.email]
        for row in [by_token[0]] if by_token else named:
            account = tuple(row[field] for field in ("id", "email", "is_operator", "roles"))
            account += (None, False) if by_token else (row["password_hash"], self.may_show_password(network_id, row))
        key = self.one_of("api_key", network_id, key_hash=asked.key, revoked_on=None)
        if key is None or (key["expires_on"] is not None and key["expires_on"] <= NOW):
            key = dict.fromkeys(("id", "name", "roles", "last_used_on"))
        return OperatorCheck(network_id, *account, *(key[field] for field in ("id", "name", "roles", "last_used_on")))

    def view_check(self, host: str, shown: bytes | None) -> tuple[Any, ...]:
        """What a view's token opens for an operator with ``VIEW_ROLES``."""
        network_id = self.network_of(host)
        nothing = (network_id, *[None] * 6)
        view = None if network_id is None else self.one_of("team_view", network_id, token_hash=shown)
        if network_id is None or view is None or view["expires_on"] <= NOW:
            return nothing
        [sign_in] = self.all_of("sign_in", network_id, id=view["sign_in_id"])
        [account] = self.all_of("account", network_id, id=sign_in["account_id"])
        team = self.one_of("teams", network_id, id=view["team_id"], is_deleted=False)
        may_view = account["roles"] is None or {*VIEW_ROLES} <= {*account["roles"]}
        if team is None or not (account["is_active"] and account["is_operator"] and may_view):
            return nothing
        whose = (account["id"], account["email"])
        return (network_id, *whose, team["id"], view["expires_on"], [], self.revision_of(network_id, team))

    def may_show_password(self, network_id: int, account: Mapping[str, Any]) -> bool:
        has_factor = self.one_of("second_factor", network_id, account_id=account["id"]) is not None
        policy = self.one_of("password_policy", network_id)
        may_use_it = policy is None or policy["owner_id"] == account["id"]
        return account["is_active"] and not account["must_reset_password"] and not has_factor and may_use_it


class Asked(NamedTuple):
    host: str
    token: bytes | None = None
    key: bytes | None = None
    email: str | None = None


TEAM_QUESTIONS = list(product((*HOSTS, "other.test"), (*SHOWN, digest("nobody's"), None), (*TEAMS, 57, None)))


def checked(conn: Connection[Any], statement: str) -> list[Check]:
    names = ("hosts", "token_hashes", "team_ids")
    parameters: Row = dict(zip(names, map(list, zip(*TEAM_QUESTIONS, strict=True)), strict=True))
    return [Check._make(row[2:]) for row in conn.execute(statement, {**parameters, "now": NOW})]


@given(st.integers(min_value=0))
@settings(max_examples=100)
def test_a_check_finds_what_the_rules_say(shared: Connection[Any], seed: int) -> None:
    world = World(Random(seed))
    with shared.transaction(force_rollback=True):
        world.store(shared)
        assert checked(shared, checks._CHECK) == [world.check(*one) for one in TEAM_QUESTIONS]


OPERATOR_QUESTIONS = [
    *(Asked(host, token=one) for host in HOSTS for one in (*SHOWN, digest("nobody's"), None)),
    *(Asked(host, key=one) for host in HOSTS for one in (*SHOWN, digest("nobody's"))),
    *(Asked(host, email=one) for host in (*HOSTS, "other.test") for one in ("ann@x.test", "bob@x.test", "carl@x.test")),
]


def operator_checked(conn: Connection[Any], statement: str) -> list[OperatorCheck]:
    names = ("hosts", "token_hashes", "key_hashes", "emails_folded")
    parameters: Row = dict(zip(names, map(list, zip(*OPERATOR_QUESTIONS, strict=True)), strict=True))
    return [OperatorCheck._make(row) for row in conn.execute(statement, {**parameters, "now": NOW})]


@given(st.integers(min_value=0))
@settings(max_examples=100)
def test_an_operators_check_finds_what_the_rules_say(shared: Connection[Any], seed: int) -> None:
    world = World(Random(seed))
    with shared.transaction(force_rollback=True):
        world.store(shared)
        found = operator_checked(shared, operator_checks._SQL.check_operators)
        assert found == [world.operator_check(one) for one in OPERATOR_QUESTIONS]


VIEW_QUESTIONS = list(product((*HOSTS, "other.test"), (*SHOWN, digest("nobody's"))))


def views_checked(conn: Connection[Any], statement: str) -> list[tuple[Any, ...]]:
    return [
        row
        for host, shown in VIEW_QUESTIONS
        for row in conn.execute(statement, {"host": host, "token_hash": shown, "roles": VIEW_ROLES, "now": NOW})
    ]


@given(st.integers(min_value=0))
@settings(max_examples=100)
def test_a_views_check_finds_what_the_rules_say(shared: Connection[Any], seed: int) -> None:
    world = World(Random(seed))
    with shared.transaction(force_rollback=True):
        world.store(shared)
        assert views_checked(shared, views._SQL.check_view) == [world.view_check(*one) for one in VIEW_QUESTIONS]


@pytest.mark.parametrize("mutant", mutants_of_sql(ROOT), ids=str)
def test_every_condition_decides_something(shared: Connection[Any], mutant: Mutant) -> None:
    """Without it, one of some random worlds is seen otherwise than the rules say."""
    text = (ROOT / mutant.path).read_text("utf-8")
    changed = Statements(mutant.path, mutant.applied(text) if "migrations" not in mutant.path else "")
    for seed in range(400):
        world = World(Random(seed))
        with shared.transaction(force_rollback=True):
            world.store(shared)
            if "migrations" in mutant.path:
                shared.execute(definition(mutant, text))
            try:
                if mutant.path.endswith("/views.sql"):
                    if views_checked(shared, changed.check_view) != [world.view_check(*one) for one in VIEW_QUESTIONS]:
                        return
                    continue
                if "operator" not in mutant.path:
                    statement = dict(changed).get("check", checks._SQL.check)
                    found = checked(shared, statement.format(present=checks._SQL.present))
                    if found != [world.check(*one) for one in TEAM_QUESTIONS]:
                        return
                if mutant.path.rpartition("/")[2] != "checks.sql":
                    statement = dict(changed).get("check_operators", operator_checks._SQL.check_operators)
                    if operator_checked(shared, statement) != [world.operator_check(one) for one in OPERATOR_QUESTIONS]:
                        return
            except psycopg.errors.CardinalityViolation:  # several rows where there is to be one
                return
    pytest.fail("nothing depends on it")


def definition(mutant: Mutant, text: str) -> str:
    """The view or function that a mutant changes, as a statement that replaces it."""
    changed = mutant.applied(text)
    start = changed.rindex("\nCREATE ", 0, mutant.start) + 1
    return re.sub(
        r"^CREATE (?:OR REPLACE )?", "CREATE OR REPLACE ", changed[start : changed.index(";\n", mutant.start) + 1]
    )
