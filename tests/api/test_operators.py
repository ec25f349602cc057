"""Operators at the back office's door: what they may show, what they may do, and what is refused in the same words."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from psycopg import Connection

from api.doorway import NOW, PASSWORD, Space, account, problem, running, store
from spaces import AUTHOR
from teamkpi import accounts, networks
from teamkpi.accounts import keys
from teamkpi.accounts.roles import ROLES, Right, role_of
from teamkpi.ledger import ENTITIES

TRAIL = "/api/sys/audittrailentries"
BUSINESSES = "/api/sys/businesses"
ELSEWHERE = "elsewhere.test"
CHALLENGE = 'Bearer, Basic realm="teamkpi", charset="UTF-8"'
NOBODY = problem(
    "not_authenticated",
    401,
    "Not authenticated",
    "The access token, the API key, or the operator's e-mail and password is missing or not valid.",
)


def missing(detail: str) -> dict[str, Any]:
    return problem("missing_role", 401, "Role missing", detail)


def basic(user: str, password: str, encoding: str = "utf-8") -> str:
    return b64encode(f"{user}:{password}".encode(encoding)).decode()


def ask(space: Space, shown: str, path: str = TRAIL, method: str = "GET", **options: Any) -> httpx.Response:
    headers = {**options.pop("headers", {}), "Authorization": shown}
    return space.ask(method, path, headers=headers, **options)


def is_refused(answer: httpx.Response, body: dict[str, Any] = NOBODY) -> bool:
    assert (answer.status_code, answer.headers.get("WWW-Authenticate")) == (401, CHALLENGE), answer.text
    assert answer.json() == body
    return True


@pytest.fixture
def space(run: Callable[..., Space]) -> Space:
    return run()


# ---------------------------------------------------------------- what may be shown


def test_every_way_of_showing_who_one_is(space: Space, conn: Connection[Any]) -> None:
    account(conn, "Boss@here.test", operator=True)
    token = space.sign_in("boss@here.test")["access_token"]
    key = keys.create(conn, [1], "sync", author=AUTHOR, now=NOW)
    credentials = basic("boss@here.test", PASSWORD)
    for shown in (
        f"Bearer {token}",
        f"bearer   {key}",
        f"Basic {credentials}",
        f"BASIC  {credentials}",
        credentials,
        f"Basic {basic('BOSS@HERE.TEST', PASSWORD)}",
        f"Basic {basic('anything', key)}",
        f"Basic {basic(key, '')}",
        basic("", key),
    ):
        assert ask(space, shown).status_code == 200, shown
    raw = [("Host", "teamkpi.test"), ("authorization", f"Bearer {key}")]
    assert space.ask("GET", TRAIL, raw_headers=raw).status_code == 200


def test_a_password_beyond_ascii_is_read_as_utf_8_and_else_as_latin_1(space: Space, conn: Connection[Any]) -> None:
    accounts.create(conn, 1, "boss@here.test", "contraseña: así", operator=True, now=NOW)
    for encoding in ("utf-8", "latin-1"):
        assert ask(space, f"Basic {basic('boss@here.test', 'contraseña: así', encoding)}").status_code == 200


MALFORMED = [
    "",
    "Bearer",
    "Bearer ",
    "Bearer {token} x",
    "Token {token}",
    "{token}",
    "{key}",
    "Basic {token}",
    "Bearer {basic}",
    "Basic",
    "Basic {basic}=",
    "Basic {basic} ",
    "Basic ={basic}",
    "Basic Zm9v",
    "Basic {nul}",
    "Basic {basic}, Bearer {token}",
    "Digest username=boss",
]


@pytest.mark.parametrize("shown", MALFORMED)
def test_what_is_malformed_is_nobody(space: Space, conn: Connection[Any], shown: str) -> None:
    account(conn, "boss@here.test", operator=True)
    known = {
        "token": space.sign_in("boss@here.test")["access_token"],
        "key": keys.create(conn, [1], "sync", author=AUTHOR, now=NOW),
        "basic": basic("boss@here.test", PASSWORD),
        "nul": basic("boss@here.test\0", PASSWORD),
    }
    header = shown.format(**known)
    if shown == "Basic {basic} ":  # blanks round a header's value are none of it
        assert ask(space, header).status_code == 200
    else:
        assert is_refused(ask(space, header))


def test_no_header_and_several_are_nobody(space: Space, conn: Connection[Any]) -> None:
    key = keys.create(conn, [1], "sync", author=AUTHOR, now=NOW)
    assert is_refused(space.get(TRAIL))
    twice = [("Authorization", f"Bearer {key}"), ("Authorization", f"Bearer {key}")]
    assert is_refused(space.ask("GET", TRAIL, raw_headers=twice))
    head = space.ask("HEAD", TRAIL)
    assert (head.status_code, head.content) == (401, b"")


def test_whatever_does_not_hold_is_refused_in_the_same_words(space: Space, conn: Connection[Any]) -> None:
    account(conn, "boss@here.test", operator=True)
    account(conn, "suspended@here.test", operator=True)
    old = keys.create(conn, [1], "old", expires_on=NOW + timedelta(hours=1), author=AUTHOR, now=NOW)
    revoked = keys.create(conn, [1], "revoked", author=AUTHOR, now=NOW)
    other = networks.create(conn, "other", [ELSEWHERE])
    theirs = keys.create(conn, [other], "theirs", author=AUTHOR, now=NOW)
    token = space.sign_in("boss@here.test")["access_token"]
    suspended = space.sign_in("suspended@here.test")["access_token"]
    assert ask(space, f"Bearer {old}").status_code == 200
    assert ask(space, f"Bearer {revoked}").status_code == 200
    assert ask(space, f"Bearer {theirs}", headers={"Host": ELSEWHERE}).status_code == 200
    keys.revoke(conn, 1, "revoked", [1, other], author=AUTHOR, now=NOW)
    accounts.suspend(conn, 1, "suspended@here.test")
    space.forward(timedelta(hours=1))
    refused = [
        ask(space, f"Bearer {shown}")
        for shown in (old, revoked, theirs, suspended, keys.PREFIX + "A" * 43, "A" * 43, keys.PREFIX + "A" * 1000)
    ]
    refused += [
        ask(space, f"Basic {basic(user, password)}")
        for user, password in (
            ("boss@here.test", "wrong horse battery"),
            ("nobody@here.test", PASSWORD),
            ("suspended@here.test", PASSWORD),
            ("boss@here.test", ""),
            ("", PASSWORD),
            ("anything", revoked),
        )
    ]
    refused += [ask(space, f"Bearer {shown}", headers={"Host": ELSEWHERE}) for shown in (token, old)]
    assert all(is_refused(answer) for answer in refused)
    bodies = {answer.content for answer in refused}
    headers = {frozenset(set(answer.headers) - {"x-request-id"}) for answer in refused}
    assert (len(bodies), len(headers)) == (1, 1)


def test_the_order_of_decisions(space: Space, conn: Connection[Any]) -> None:
    key = keys.create(conn, [1], "sync", roles=["Team-List"], author=AUTHOR, now=NOW)
    bad = f"{TRAIL}?page=x"
    assert is_refused(space.get(bad))
    assert is_refused(ask(space, f"Bearer {key}", bad), missing("The role AuditTrailEntry-List is needed."))
    conn.execute("INSERT INTO network_host (host, network_id) VALUES ('here.test', 1)")
    nowhere = ask(space, f"Bearer {key}", bad)
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "network_not_found")


# ---------------------------------------------------------------- keys


def test_a_key_holds_in_its_networks_and_says_what_it_may_there(space: Space, conn: Connection[Any]) -> None:
    other = networks.create(conn, "other", [ELSEWHERE])
    both = keys.create(conn, [1, other], "both", roles=["AuditTrailEntry-List"], author=AUTHOR, now=NOW)
    mine = keys.create(conn, [1], "mine", author=AUTHOR, now=NOW)
    for host, shown, status in (
        ("here.test", both, 200),
        (ELSEWHERE, both, 200),
        ("here.test", mine, 200),
        (ELSEWHERE, mine, 401),
    ):
        assert ask(space, f"Bearer {shown}", headers={"Host": host}).status_code == status
    keys.revoke(conn, other, "both", [1, other], author=AUTHOR, now=NOW)
    assert {ask(space, f"Bearer {both}", headers={"Host": host}).status_code for host in ("a.test", ELSEWHERE)} == {401}


def test_a_key_ends_at_its_end(space: Space, conn: Connection[Any]) -> None:
    key = keys.create(conn, [1], "sync", expires_on=NOW + timedelta(days=1), author=AUTHOR, now=NOW)
    space.set_clock(NOW + timedelta(days=1) - timedelta(microseconds=1))
    assert ask(space, f"Bearer {key}").status_code == 200
    space.set_clock(NOW + timedelta(days=1))
    assert is_refused(ask(space, f"Bearer {key}"))


def test_a_keys_last_use_is_noted_once_an_hour(space: Space, run: Callable[..., Space], conn: Connection[Any]) -> None:
    key = keys.create(conn, [1], "sync", author=AUTHOR, now=NOW)
    other = run()
    version = "SELECT xmin::text, last_used_on FROM api_key"
    seen: set[tuple[Any, ...]] = set()
    for minutes in (0, 0, 30, 59, 60, 90):
        for one in (space, other):
            one.set_clock(NOW + timedelta(minutes=minutes))
            assert ask(one, f"Bearer {key}").status_code == 200
            seen.update(conn.execute(version).fetchall())
    assert sorted(used for _, used in seen) == [NOW, NOW + timedelta(minutes=60)]


def test_a_key_opens_no_call_of_the_portal(space: Space, conn: Connection[Any]) -> None:
    key = keys.create(conn, [1], "sync", author=AUTHOR, now=NOW)
    answer = space.get("/api/public/teams/my?isTeamAdmin=true", token=key)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


# ---------------------------------------------------------------- roles


@pytest.fixture(scope="module")
def full(shared_url: str, shared: Connection[Any]) -> Iterator[tuple[Space, Connection[Any]]]:
    with running(shared_url) as space:
        yield space, shared


OPERATIONS: dict[str, tuple[str, str]] = {
    "List": ("GET", ""),
    "Read": ("GET", "/999"),
    "Create": ("POST", ""),
    "Edit": ("PUT", "/999"),
    "Delete": ("DELETE", "/999"),
}


@pytest.mark.parametrize("role", [*ROLES, None])
def test_the_table_of_roles(full: tuple[Space, Connection[Any]], role: str | None) -> None:
    """Each role alone, at every operation of every entity: what it names works, and nothing else does."""
    space, conn = full
    key = keys.create(conn, [1], f"key of {role}", roles=[role] if role else [], author=AUTHOR, now=NOW)
    subjects = [(f"/api/{entity.module}/{plural}", entity.name, list(Right)) for plural, entity in ENTITIES.items()]
    for path, name, rights in [*subjects, (TRAIL, "AuditTrailEntry", [Right.LIST, Right.READ])]:
        for right in rights:
            method, rest = OPERATIONS[right]
            answer = ask(space, f"Bearer {key}", path + rest, method, **({} if method == "GET" else {"json": {}}))
            needed = role_of(name, right)
            if role in {needed, None}:
                assert answer.status_code in {200, 400, 404}, (role, needed, answer.text)
            else:
                assert is_refused(answer, missing(f"The role {needed} is needed."))


def test_roles_of_an_account_hold_from_the_next_request_on(space: Space, conn: Connection[Any]) -> None:
    accounts.create(conn, 1, "boss@here.test", PASSWORD, operator=True, roles=["Business-List"], now=NOW)
    token = space.sign_in("boss@here.test")["access_token"]
    for shown in (f"Bearer {token}", f"Basic {basic('boss@here.test', PASSWORD)}"):
        assert ask(space, shown, BUSINESSES).status_code == 200
        assert is_refused(ask(space, shown), missing("The role AuditTrailEntry-List is needed."))
    accounts.set_roles(conn, 1, "boss@here.test", ["AuditTrailEntry-List"])
    assert is_refused(ask(space, f"Bearer {token}", BUSINESSES), missing("The role Business-List is needed."))
    assert ask(space, f"Bearer {token}").status_code == 200
    accounts.set_roles(conn, 1, "boss@here.test", ["Full"])
    assert ask(space, f"Bearer {token}", BUSINESSES).status_code == 200


# ---------------------------------------------------------------- what a role does not open

TEAMS, COWORKERS = "/api/spaces/teams", "/api/spaces/coworkers"
READS = [role_of(entity.name, Right.READ) for entity in ENTITIES.values() if "coworker_id" in entity.columns]
READS = ["Coworker-Read", *READS, "CoworkerBookingCreditUseHistory-Read", "CoworkerExtraServiceUseHistory-Read"]


def people(conn: Connection[Any]) -> None:
    """A team of two of which nobody here is an administrator, and somebody with no team."""
    records = [{"Id": one, "FullName": f"P{one}", "Email": f"p{one}@here.test"} for one in (1, 2, 3)]
    team = {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [1], "TeamAdministrators": [2]}
    store(conn, {"coworkers": records, "teams": [team]})


def test_a_role_to_write_teams_opens_no_figures(space: Space, conn: Connection[Any]) -> None:
    people(conn)
    roles = ["Team-Create", "Team-Edit", "Team-Delete"]
    accounts.create(conn, 1, "p3@here.test", PASSWORD, operator=True, roles=roles, now=NOW)
    token = f"Bearer {space.sign_in('p3@here.test')['access_token']}"
    key = f"Bearer {keys.create(conn, [1], 'teams', roles=roles, author=AUTHOR, now=NOW)}"
    team = {"BusinessId": 1, "Name": "Mine"}
    refused = missing(
        f"The roles {', '.join(READS)} are needed as well: members of a team can see each other's figures."
    )
    for shown in (token, key):
        changes: list[dict[str, Any]] = [
            {"TeamAdministrators": [3], "TeamMembers": [1, 2]},
            {"TeamMembers": "1,3"},
            {"CoworkerIds": [1, 3]},
            {"CoworkerIds": "1", "TeamAdministrators": [3]},
            {"AddedTeamMembers": [1], "AddedTeamAdministrators": "3"},
        ]
        for change in changes:
            assert is_refused(ask(space, shown, TEAMS, "POST", json={**team, **change}), refused), change
        changes = [
            {"TeamMembers": [1], "TeamAdministrators": [2, 3]},
            {"TeamMembers": [1, 3], "TeamAdministrators": [2]},
            {"CoworkerIds": "1,3"},
            {"CoworkerIds": "1,3", "TeamMembers": None, "TeamAdministrators": None},
            {"AddedTeamAdministrators": [3]},
            {"AddedTeamAdministrators": [1]},
            {"AddedTeamMembers": ["3"], "RemovedTeamMembers": [1], "TeamAdministrators": [2]},
        ]
        for change in changes:
            body = {**team, "Id": 55, **change}
            assert is_refused(ask(space, shown, TEAMS, "PUT", json=body), refused), change
            assert is_refused(ask(space, shown, f"{TEAMS}/55", "PUT", json=body), refused), change
    assert ask(space, token, "/api/public/teams/55/kpi").status_code == 404
    stored = conn.execute("SELECT id, team_members, team_administrators FROM teams").fetchall()
    assert stored == [(55, [1], [2])]

    # What is left: the team's own fields, taking people out, and a team of one's own.
    changed = {**team, "Id": 55, "TeamMembers": [1], "TeamAdministrators": []}
    assert ask(space, key, TEAMS, "PUT", json=changed).status_code == 200
    mine = ask(space, token, TEAMS, "POST", json={**team, "TeamMembers": [3], "TeamAdministrators": [3]})
    assert mine.status_code == 200
    seen = ask(space, token, f"/api/public/teams/{mine.json()['Value']['Id']}/kpi").json()["Kpi"]
    assert [one["CoworkerId"] for one in seen] == [3]

    # Each of the roles is needed, and all of them together are enough.
    body = {**changed, "AddedTeamAdministrators": [3]}
    for left_out in READS:
        accounts.set_roles(conn, 1, "p3@here.test", ["Team-Edit", *(one for one in READS if one != left_out)])
        detail = f"The role {left_out} is needed as well: members of a team can see each other's figures."
        assert is_refused(ask(space, token, TEAMS, "PUT", json=body), missing(detail))
    accounts.set_roles(conn, 1, "p3@here.test", ["Team-Edit", *READS])
    assert ask(space, token, TEAMS, "PUT", json=body).status_code == 200
    assert ask(space, token, "/api/public/teams/55/kpi").status_code == 200


def test_a_role_to_write_coworkers_opens_no_figures(space: Space, conn: Connection[Any]) -> None:
    people(conn)
    roles = ["Coworker-Create", "Coworker-Edit", "Coworker-Delete"]
    accounts.create(conn, 1, "p3@here.test", PASSWORD, operator=True, roles=roles, now=NOW)
    token = f"Bearer {space.sign_in('p3@here.test')['access_token']}"
    taken = {"Id": 2, "FullName": "P2", "Email": "p3@here.test"}
    assert ask(space, token, COWORKERS, "PUT", json=taken).status_code == 200
    assert ask(space, token, COWORKERS, "POST", json={**taken, "Id": 77}).status_code == 200
    assert ask(space, token, "/api/public/teams/55/kpi").status_code == 404
    mine = ask(space, token, "/api/public/teams/my?isTeamAdmin=false")
    assert (mine.status_code, mine.json().get("TotalItems")) == (200, 0), mine.text
    assert [one.coworker_ids for one in accounts.list_accounts(conn, 1)] == [[3]]


def test_a_customer_is_known_and_may_do_nothing(space: Space, conn: Connection[Any]) -> None:
    store(conn, {"coworkers": [{"Id": 7, "FullName": "Jane", "Email": "jane@here.test"}]})
    account(conn, "jane@here.test")
    token = space.sign_in("jane@here.test")["access_token"]
    refused = missing("The account is not an operator's.")
    assert is_refused(ask(space, f"Bearer {token}"), refused)
    assert is_refused(ask(space, f"Basic {basic('jane@here.test', PASSWORD)}"), refused)
    assert is_refused(ask(space, f"Basic {basic('jane@here.test', 'wrong horse battery')}"))


def test_no_secret_of_an_operator_comes_into_the_log(space: Space, conn: Connection[Any]) -> None:
    account(conn, "boss@here.test", operator=True)
    key = keys.create(conn, [1], "sync", author=AUTHOR, now=NOW)
    shown = [f"Bearer {key}", f"Basic {basic('boss@here.test', PASSWORD)}", f"Basic {basic('boss@here.test', 'wrong')}"]
    assert [ask(space, one).status_code for one in shown] == [200, 200, 401]
    log = space.log_text()
    for secret in (key, PASSWORD, basic("boss@here.test", PASSWORD), "boss@here.test", "wrong", "sync"):
        assert secret not in log
    assert [(line["account_id"], line.get("key_id")) for line in space.log_lines()] == [
        (None, 1),
        (1, None),
        (None, None),
    ]
