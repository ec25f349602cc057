"""Operators at the back office's door: what they may show, what they may do, and what is refused in the same words."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pyotp
import pytest
from argon2 import PasswordHasher
from psycopg import Connection

from api.doorway import NOW, PASSWORD, Space, account, problem, running, statement_counter, store
from teamkpi import accounts, networks
from teamkpi.accounts import keys, second_factor
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
    "There is no access token, API key, or e-mail and password of an operator, or it does not hold.",
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
    key = keys.create(conn, [1], "sync", now=NOW)
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
        "key": keys.create(conn, [1], "sync", now=NOW),
        "basic": basic("boss@here.test", PASSWORD),
        "nul": basic("boss@here.test\0", PASSWORD),
    }
    header = shown.format(**known)
    if shown == "Basic {basic} ":  # blanks round a header's value are none of it
        assert ask(space, header).status_code == 200
    else:
        assert is_refused(ask(space, header))


def test_no_header_and_several_are_nobody(space: Space, conn: Connection[Any]) -> None:
    key = keys.create(conn, [1], "sync", now=NOW)
    assert is_refused(space.get(TRAIL))
    twice = [("Authorization", f"Bearer {key}"), ("Authorization", f"Bearer {key}")]
    assert is_refused(space.ask("GET", TRAIL, raw_headers=twice))
    head = space.ask("HEAD", TRAIL)
    assert (head.status_code, head.content) == (401, b"")


def test_whatever_does_not_hold_is_refused_in_the_same_words(space: Space, conn: Connection[Any]) -> None:
    account(conn, "boss@here.test", operator=True)
    account(conn, "suspended@here.test", operator=True)
    old = keys.create(conn, [1], "old", expires_on=NOW + timedelta(hours=1), now=NOW)
    revoked = keys.create(conn, [1], "revoked", now=NOW)
    other = networks.create(conn, "other", [ELSEWHERE])
    theirs = keys.create(conn, [other], "theirs", now=NOW)
    token = space.sign_in("boss@here.test")["access_token"]
    suspended = space.sign_in("suspended@here.test")["access_token"]
    assert ask(space, f"Bearer {old}").status_code == 200
    assert ask(space, f"Bearer {revoked}").status_code == 200
    assert ask(space, f"Bearer {theirs}", headers={"Host": ELSEWHERE}).status_code == 200
    keys.revoke(conn, 1, "revoked", [1, other], now=NOW)
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
    key = keys.create(conn, [1], "sync", roles=["Team-List"], now=NOW)
    bad = f"{TRAIL}?page=x"
    assert is_refused(space.get(bad))
    assert is_refused(ask(space, f"Bearer {key}", bad), missing("The role AuditTrailEntry-List is needed."))
    conn.execute("INSERT INTO network_host (host, network_id) VALUES ('here.test', 1)")
    nowhere = ask(space, f"Bearer {key}", bad)
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "network_not_found")


# ---------------------------------------------------------------- keys


def test_a_key_holds_in_its_networks_and_says_what_it_may_there(space: Space, conn: Connection[Any]) -> None:
    other = networks.create(conn, "other", [ELSEWHERE])
    both = keys.create(conn, [1, other], "both", roles=["AuditTrailEntry-List"], now=NOW)
    mine = keys.create(conn, [1], "mine", now=NOW)
    for host, shown, status in (
        ("here.test", both, 200),
        (ELSEWHERE, both, 200),
        ("here.test", mine, 200),
        (ELSEWHERE, mine, 401),
    ):
        assert ask(space, f"Bearer {shown}", headers={"Host": host}).status_code == status
    keys.revoke(conn, other, "both", [1, other], now=NOW)
    assert {ask(space, f"Bearer {both}", headers={"Host": host}).status_code for host in ("a.test", ELSEWHERE)} == {401}


def test_a_key_ends_at_its_end(space: Space, conn: Connection[Any]) -> None:
    key = keys.create(conn, [1], "sync", expires_on=NOW + timedelta(days=1), now=NOW)
    space.set_clock(NOW + timedelta(days=1) - timedelta(microseconds=1))
    assert ask(space, f"Bearer {key}").status_code == 200
    space.set_clock(NOW + timedelta(days=1))
    assert is_refused(ask(space, f"Bearer {key}"))


def test_a_keys_last_use_is_noted_once_an_hour(space: Space, run: Callable[..., Space], conn: Connection[Any]) -> None:
    key = keys.create(conn, [1], "sync", now=NOW)
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
    key = keys.create(conn, [1], "sync", now=NOW)
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
    key = keys.create(conn, [1], f"key of {role}", roles=[role] if role else [], now=NOW)
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


def test_a_customer_is_known_and_may_do_nothing(space: Space, conn: Connection[Any]) -> None:
    store(conn, {"coworkers": [{"Id": 7, "FullName": "Jane", "Email": "jane@here.test"}]})
    account(conn, "jane@here.test")
    token = space.sign_in("jane@here.test")["access_token"]
    refused = missing("The account is not an operator's.")
    assert is_refused(ask(space, f"Bearer {token}"), refused)
    assert is_refused(ask(space, f"Basic {basic('jane@here.test', PASSWORD)}"), refused)
    assert is_refused(ask(space, f"Basic {basic('jane@here.test', 'wrong horse battery')}"))


# ---------------------------------------------------------------- passwords


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count what the library of argon2 really does; it does it all the same."""
    counts: Counter[str] = Counter()
    verify = PasswordHasher.verify
    lock = threading.Lock()

    def counting(self: PasswordHasher, hash: str | bytes, password: str | bytes) -> Any:  # noqa: A002
        with lock:
            counts["verify"] += 1
        return verify(self, hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    return counts


def test_many_requests_cost_one_hash(space: Space, conn: Connection[Any], verified: Counter[str]) -> None:
    account(conn, "boss@here.test", operator=True)
    shown = f"Basic {basic('boss@here.test', PASSWORD)}"
    assert ask(space, shown).status_code == 200
    counts = "SELECT subject, xmin::text, failures FROM guess_count ORDER BY 1"
    before = conn.execute(counts).fetchall()
    assert {failures for _, _, failures in before} == {0}
    for _ in range(20):
        assert ask(space, shown).status_code == 200
    assert verified["verify"] == 1
    assert conn.execute(counts).fetchall() == before  # nobody has guessed, and nothing was written


def test_who_asks_costs_one_statement(conn: Connection[Any], database_url: str, server_url: str) -> None:
    """Whatever is shown: what else a request costs is the one statement that reads the record."""
    account(conn, "boss@here.test", operator=True)
    key = keys.create(conn, [1], "sync", now=NOW)
    statements = statement_counter(conn, server_url)
    with running(database_url) as space:
        shown = [f"Bearer {space.sign_in('boss@here.test')['access_token']}", f"Bearer {key}"]
        shown.append(f"Basic {basic('boss@here.test', PASSWORD)}")
        for one in shown:
            assert ask(space, one, f"{BUSINESSES}/1").status_code == 404  # notes the key's use, and the password
        counts = [statements(lambda: ask(space, one, f"{BUSINESSES}/1")) for one in shown]  # noqa: B023 - run at once
    assert counts == [2, 2, 2]


def test_requests_at_once_cost_one_hash(space: Space, conn: Connection[Any], verified: Counter[str]) -> None:
    account(conn, "boss@here.test", operator=True)
    shown = f"Basic {basic('boss@here.test', PASSWORD)}"
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _: ask(space, shown).status_code, range(48)))
    assert answers == [200] * 48
    assert verified["verify"] == 1


def test_a_new_password_counts_from_the_next_request_on(
    space: Space, run: Callable[..., Space], conn: Connection[Any], verified: Counter[str]
) -> None:
    """It is changed by another process, which cannot tell this one: the database does."""
    account(conn, "boss@here.test", operator=True)
    old, new = (f"Basic {basic('boss@here.test', password)}" for password in (PASSWORD, "a quite different horse"))
    other = run()
    for one in (space, other):
        assert [ask(one, old).status_code for _ in range(3)] == [200] * 3
    assert verified.pop("verify") == 2
    accounts.set_password(conn, 1, "boss@here.test", "a quite different horse", now=NOW)
    for one in (space, other):
        assert is_refused(ask(one, old))
        assert [ask(one, new).status_code for _ in range(3)] == [200] * 3
        assert is_refused(ask(one, old))
    assert verified["verify"] == 6
    accounts.set_password(conn, 1, "boss@here.test", PASSWORD, now=NOW)
    assert [ask(space, shown).status_code for shown in (old, new)] == [200, 401]


def test_what_ends_an_account_ends_what_is_remembered_of_it(space: Space, conn: Connection[Any]) -> None:
    account(conn, "boss@here.test", operator=True)
    shown = f"Basic {basic('boss@here.test', PASSWORD)}"
    assert ask(space, shown).status_code == 200
    accounts.suspend(conn, 1, "boss@here.test")
    assert is_refused(ask(space, shown))
    accounts.resume(conn, 1, "boss@here.test")
    assert ask(space, shown).status_code == 200

    accounts.require_new_password(conn, 1, "boss@here.test")
    reset = {**NOBODY, "detail": "The password must be changed before it opens anything."}
    assert is_refused(ask(space, shown), reset)
    assert is_refused(ask(space, f"Basic {basic('boss@here.test', 'wrong horse battery')}"))
    accounts.set_password(conn, 1, "boss@here.test", PASSWORD, now=NOW)
    assert ask(space, shown).status_code == 200

    secret = pyotp.random_base32()
    seal = accounts.Seal((b64encode(bytes(32)).decode(),))
    second_factor.enrol(conn, 1, "boss@here.test", secret, pyotp.TOTP(secret).at(NOW), seal=seal, now=NOW)
    factor = {
        **NOBODY,
        "detail": "The account has a second factor: sign in for an access token, or use an API key.",
    }
    assert is_refused(ask(space, shown), factor)
    second_factor.remove(conn, 1, "boss@here.test")
    assert ask(space, shown).status_code == 200
    conn.execute("DELETE FROM account")
    assert is_refused(ask(space, shown))


def test_guessing_is_slowed_and_the_holder_goes_on(space: Space, conn: Connection[Any]) -> None:
    account(conn, "boss@here.test", operator=True)
    right = f"Basic {basic('boss@here.test', PASSWORD)}"
    wrong = f"Basic {basic('boss@here.test', 'wrong horse battery')}"
    assert ask(space, right).status_code == 200
    for _ in range(5):
        assert is_refused(ask(space, wrong))
    waits = ask(space, wrong)
    assert (waits.status_code, waits.json()["code"]) == (429, "too_many_requests")
    assert int(waits.headers["Retry-After"]) >= 1
    # The holder's password is remembered: it is no guess.
    assert [ask(space, right).status_code for _ in range(20)] == [200] * 20


def test_no_secret_of_an_operator_comes_into_the_log(space: Space, conn: Connection[Any]) -> None:
    account(conn, "boss@here.test", operator=True)
    key = keys.create(conn, [1], "sync", now=NOW)
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
