"""Who a token, a key or an e-mail stands for, and what they have to do with a team: the statements against the rules.

Random networks in which everything has the same few ids, so that each condition of the statements decides somewhere;
the last test takes them out, one at a time. ``make mutants`` does the same to the Python that acts on it.
"""

from __future__ import annotations

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

from mutants.mutations import PACKAGE, Mutant, mutants_of_sql
from spaces import NOW
from teamkpi import networks
from teamkpi.api.callers.checks import Check, digest
from teamkpi.api.callers.operator_checks import OperatorCheck
from teamkpi.db.statements import Statements, read_parts
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
        self.elsewhere = {one for one in self.networks if dice.random() < 0.1}
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
            if not often():
                key = {"credential_id": b"%d" % number, "public_key": b"", "user_handle": b""}
                named = {"sign_count": 0, "rp_id": "x.test", "name": "x"}
                yield "passkey", {**fresh, "id": number, "account_id": number, **key, **named}
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
            place = "moved" if network_id in self.elsewhere else "here"
            conn.execute(
                "INSERT INTO network (id, name, places_revision, place) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (id) DO UPDATE SET places_revision = excluded.places_revision, place = excluded.place",
                (network_id, f"network {network_id}", revision, place),
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
        found = named.get(host, nameless[0] if len(nameless) == 1 else None)
        return None if found in self.elsewhere else found

    def answers(self, network_id: int, host: str) -> bool:
        """Whether a network may still answer for a host; that no second one names no host, it does not see."""
        named = {row["host"]: row["network_id"] for row in self.rows["network_host"]}
        is_its = named[host] == network_id if host in named else network_id not in named.values()
        return is_its and network_id not in self.elsewhere

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

    def check(self, network_id: int, shown: bytes | None, team_id: int | None) -> Check:
        nobody = Check(network_id, None, None, False, [], None, None, False, False, None)
        found = self.account_of(network_id, shown)
        if found is None:
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

    def operator_check(self, network_id: int, asked: Asked) -> OperatorCheck:
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

    def view_check(self, network_id: int, shown: bytes | None) -> tuple[Any, ...] | None:
        """What a view's token opens for an operator with ``VIEW_ROLES``."""
        view = self.one_of("team_view", network_id, token_hash=shown)
        if view is None or view["expires_on"] <= NOW:
            return None
        [sign_in] = self.all_of("sign_in", network_id, id=view["sign_in_id"])
        [account] = self.all_of("account", network_id, id=sign_in["account_id"])
        team = self.one_of("teams", network_id, id=view["team_id"], is_deleted=False)
        may_view = account["roles"] is None or {*VIEW_ROLES} <= {*account["roles"]}
        if team is None or not (account["is_active"] and account["is_operator"] and may_view):
            return None
        whose = (account["id"], account["email"])
        return (*whose, team["id"], view["expires_on"], [], self.revision_of(network_id, team))

    def may_show_password(self, network_id: int, account: Mapping[str, Any]) -> bool:
        has_factor = any(
            self.one_of(table, network_id, account_id=account["id"]) for table in ("second_factor", "passkey")
        )
        policy = self.one_of("password_policy", network_id)
        may_use_it = policy is None or policy["owner_id"] == account["id"]
        return account["is_active"] and not account["must_reset_password"] and not has_factor and may_use_it


class Asked(NamedTuple):
    host: str
    token: bytes | None = None
    key: bytes | None = None
    email: str | None = None


class Program(NamedTuple):
    """The statements that decide, as they are or with a mutant."""

    networks: Statements
    checks: Statements
    operator_checks: Statements
    views: Statements

    @classmethod
    def of(cls, mutant: Mutant | None = None) -> Program:
        def text(name: str) -> str:
            path = f"{PACKAGE}/{name}"
            kept = (ROOT / path).read_text("utf-8")
            return mutant.applied(kept) if mutant is not None and mutant.path == path else kept

        parts = read_parts(text("db/parts.sql"))
        return cls(
            *(
                Statements(name, text(name), parts)
                for name in ("networks.sql", *(f"api/callers/{one}.sql" for one in cls._fields[1:]))
            )
        )

    def decides(self, conn: Connection[Any], world: World) -> bool:
        """Whether all is found as the rules say."""
        return all(one(conn, self, world) for one in (finds_networks, checks_callers, checks_operators, checks_views))


def finds_networks(conn: Connection[Any], program: Program, world: World) -> bool:
    hosts = [*HOSTS, "other.test"]

    def found(some: list[str]) -> list[int | None]:
        table = networks._answering(conn.execute(program.networks.of_hosts, {"hosts": some}).fetchall())
        return [table.network_of(host) for host in some]

    asked = [hosts, HOSTS[:2], *([host] for host in hosts)]
    return all(found(list(some)) == [world.network_of(host) for host in some] for some in asked)


TEAM_QUESTIONS = list(product((*HOSTS, "other.test"), (*SHOWN, digest("nobody's"), None), (*TEAMS, 57, None)))


def checks_callers(conn: Connection[Any], program: Program, world: World) -> bool:
    statement = program.checks.check.format(present=program.checks.present)
    columns = dict(
        zip(("hosts", "token_hashes", "team_ids"), map(list, zip(*TEAM_QUESTIONS, strict=True)), strict=True)
    )
    for one in world.networks:
        rows = conn.execute(statement, {**columns, "now": NOW, "network_id": one}).fetchall()
        expected = [(world.check(one, shown, team), world.answers(one, host)) for host, shown, team in TEAM_QUESTIONS]
        if [(Check(one, *row[2:-1]), row[-1]) for row in rows] != expected:
            return False
    return True


OPERATOR_QUESTIONS = [
    *(Asked(host, token=one) for host in HOSTS for one in (*SHOWN, digest("nobody's"), None)),
    *(Asked(host, key=one) for host in HOSTS for one in (*SHOWN, digest("nobody's"))),
    *(Asked(host, email=one) for host in (*HOSTS, "other.test") for one in ("ann@x.test", "bob@x.test", "carl@x.test")),
]


def checks_operators(conn: Connection[Any], program: Program, world: World) -> bool:
    names = ("hosts", "token_hashes", "key_hashes", "emails_folded")
    columns = dict(zip(names, map(list, zip(*OPERATOR_QUESTIONS, strict=True)), strict=True))
    for one in world.networks:
        asked = {**columns, "now": NOW, "network_id": one}
        rows = conn.execute(program.operator_checks.check_operators, asked).fetchall()
        expected = [(world.operator_check(one, asked), world.answers(one, asked.host)) for asked in OPERATOR_QUESTIONS]
        if [(OperatorCheck(one, *row[:-1]), row[-1]) for row in rows] != expected:
            return False
    return True


def checks_views(conn: Connection[Any], program: Program, world: World) -> bool:
    for one in world.networks:
        for shown in (*SHOWN, digest("nobody's")):
            asked = {"network_id": one, "token_hash": shown, "roles": VIEW_ROLES, "now": NOW}
            if conn.execute(program.views.check_view, asked).fetchone() != world.view_check(one, shown):
                return False
    return True


@given(st.integers(min_value=0))
@settings(max_examples=100)
def test_the_statements_find_what_the_rules_say(shared: Connection[Any], seed: int) -> None:
    world, program = World(Random(seed)), Program.of()
    with shared.transaction(force_rollback=True):
        world.store(shared)
        for one in (finds_networks, checks_callers, checks_operators, checks_views):
            assert one(shared, program, world), one


@pytest.mark.parametrize("mutant", mutants_of_sql(ROOT), ids=str)
def test_every_condition_decides_something(shared: Connection[Any], mutant: Mutant) -> None:
    """Without it, one of some random worlds is seen otherwise than the rules say."""
    program = Program.of(mutant)
    for seed in range(400):
        world = World(Random(seed))
        with shared.transaction(force_rollback=True):
            world.store(shared)
            try:
                if not program.decides(shared, world):
                    return
            except psycopg.errors.CardinalityViolation:  # several rows where there is to be one
                return
    pytest.fail("nothing depends on it")
