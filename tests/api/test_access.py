"""Who has access: operators and their roles, members' accounts, open sign-ins and API keys, as owners manage them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyotp
import pytest
from psycopg import Connection

from api.backoffice import OPERATOR, Office, an_office, refused
from api.doorway import NOW, PASSWORD, Space, account, running, store
from patience import until
from spaces import AUTHOR, new_network
from teamkpi.accounts import Seal, keys, people, second_factor
from teamkpi.accounts.role_sets import ROLE_SETS
from teamkpi.db import connect

OPERATORS, ACCOUNTS, KEYS = "/api/sys/operators", "/api/sys/accounts", "/api/sys/keys"
SECRET_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
LAST = "is not possible: this is the last operator who can do everything; give another operator that right first"


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url, database_url=shared_url, secret_key=(SECRET_KEY,)) as space:
        yield space


@pytest.fixture
def office(shared: Connection[Any], space: Space) -> Office:
    return an_office(shared, space)


def ask(office: Office, method: str, path: str, *, token: str | None = None, **options: Any) -> Any:
    headers = {"Host": office.host, **options.pop("headers", {})}
    return office.space.ask(method, path, token=token or office.token, headers=headers, **options)


def done(office: Office, method: str, path: str, *, token: str | None = None, **body: Any) -> Any:
    answer = ask(office, method, path, token=token, **({"json": body} if body else {}))
    assert answer.status_code == 200, answer.text
    return answer.json()


def wrong(office: Office, method: str, path: str, **body: Any) -> dict[str, str]:
    return refused(ask(office, method, path, json=body) if method != "DELETE" else ask(office, method, path))


def operator_of(conn: Connection[Any], office: Office, email: str, roles: Sequence[str] = ()) -> tuple[int, str]:
    """Make an operator, and return their id and an access token."""
    account(conn, email, network_id=office.network_id, operator=True)
    if roles:
        people.set_roles(conn, office.network_id, email, roles)
    account_id, _ = people.find(conn, office.network_id, email)
    return account_id, office.space.sign_in(email, host=office.host)["access_token"]


def member_of(conn: Connection[Any], office: Office, name: str, number: int) -> tuple[int, str]:
    email = name.partition(" ")[0].lower() + "@member.test"
    record = {"Id": number, "FullName": name, "Email": email}
    store(conn, {"coworkers": [record]}, network_id=office.network_id)
    account(conn, email, network_id=office.network_id)
    account_id, _ = people.find(conn, office.network_id, email)
    return account_id, office.space.sign_in(email, host=office.host)["access_token"]


def own_id(office: Office) -> int:
    [me] = [one["Id"] for one in done(office, "GET", OPERATORS)["Operators"] if one["IsYou"]]
    return int(me)


def works(office: Office, token: str, path: str = "/api/sys/operator") -> bool:
    return bool(ask(office, "GET", path, token=token).status_code == 200)


def trail(office: Office, entity: str) -> list[dict[str, Any]]:
    page = done(office, "GET", "/api/sys/audittrailentries?size=200")
    return [one for one in page["Records"] if one["EntityShortName"] == entity]


# ---------------------------------------------------------------- operators


def test_the_operators_of_a_space(shared: Connection[Any], office: Office) -> None:
    desk, _ = operator_of(shared, office, "desk@example.com", ["Booking-List"])
    found = done(office, "GET", OPERATORS)
    common = {
        "IsOperator": True,
        "IsActive": True,
        "MustResetPassword": False,
        "HasSecondFactor": False,
        "CreatedOn": "2026-11-21T12:00:00Z",
        "LastSignInOn": "2026-11-21T12:00:00Z",
        "OpenSignIns": 1,
        "People": [],
    }
    me = found["Operators"][1]["Id"]
    assert found["Operators"] == [
        {
            "Id": desk,
            "Email": "desk@example.com",
            "IsYou": False,
            "RoleSet": None,
            "Roles": ["Booking-List"],
            **common,
        },
        {"Id": me, "Email": OPERATOR, "IsYou": True, "RoleSet": "Owner", "Roles": None, **common},
    ]
    assert {one["Name"]: one["Roles"] for one in found["RoleSets"]} == {
        name: None if roles is None else list(roles) for name, roles in ROLE_SETS.items()
    }


@pytest.mark.parametrize("name", ROLE_SETS)
def test_a_new_operator_has_the_roles_of_a_set_and_chooses_a_password(office: Office, name: str) -> None:
    made = done(office, "POST", OPERATORS, Email=" New@Example.com ", RoleSet=name)
    roles = ROLE_SETS[name]
    assert (made["Account"]["Email"], made["Account"]["RoleSet"], made["Account"]["MustResetPassword"]) == (
        "New@Example.com",
        name,
        True,
    )
    assert made["Account"]["Roles"] == (None if roles is None else list(roles))
    form = {"grant_type": "password", "username": "new@example.com", "password": made["Password"]}
    first = ask(office, "POST", "/api/token", data=form)
    assert (first.status_code, first.json()["error"]) == (400, "must_reset_password")
    change = {"Email": "new@example.com", "CurrentPassword": made["Password"], "NewPassword": PASSWORD}
    assert ask(office, "POST", "/api/account/password", json=change).status_code == 200
    token = office.space.sign_in("new@example.com", host=office.host)["access_token"]
    assert works(office, token)
    assert works(office, token, OPERATORS) is (roles is None)


def test_a_member_becomes_an_operator_and_keeps_the_password(shared: Connection[Any], office: Office) -> None:
    jane, token = member_of(shared, office, "Jane Smith", 101)
    assert not works(office, token)
    made = done(office, "POST", OPERATORS, Email="JANE@member.test", Roles=["booking-list", "Booking-Read"])
    assert (made["Password"], made["Account"]["Id"], made["Account"]["Roles"]) == (
        None,
        jane,
        ["Booking-List", "Booking-Read"],
    )
    assert made["Account"]["People"] == [{"Id": 101, "FullName": "Jane Smith", "IsActive": True}]
    assert works(office, token)
    assert done(office, "GET", ACCOUNTS)["TotalItems"] == 0


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ({"RoleSet": "Owner"}, "Email", "is required"),
        ({"Email": "nowhere", "RoleSet": "Owner"}, "Email", "'nowhere' is not a valid e-mail address"),
        ({"Email": "a\0b@example.com", "RoleSet": "Owner"}, "Email", None),
        ({"Email": "OP@example.com", "RoleSet": "Owner"}, "Email", "already belongs to an operator"),
        ({"Email": "new@example.com"}, "RoleSet", "must be one of Owner, Manager, FrontDesk, Accountant, Auditor"),
        ({"Email": "new@example.com", "RoleSet": "owner"}, "RoleSet", None),
        ({"Email": "new@example.com", "RoleSet": ["Owner"]}, "RoleSet", None),
        (
            {"Email": "new@example.com", "RoleSet": "Owner", "Roles": ["Full"]},
            "Roles",
            "must be left out if RoleSet is given",
        ),
        # No roles at all would mean everything.
        ({"Email": "new@example.com", "Roles": []}, "Roles", "must be a list of 1 to 200 names of roles"),
        ({"Email": "new@example.com", "Roles": "Full"}, "Roles", None),
        ({"Email": "new@example.com", "Roles": [1]}, "Roles", None),
        ({"Email": "new@example.com", "Roles": ["Booking-List"] * 201}, "Roles", None),
        ({"Email": "new@example.com", "Roles": ["Booking-Fly"]}, "Roles", None),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_new_operator(
    office: Office, body: dict[str, Any], field: str, reason: str | None
) -> None:
    found = wrong(office, "POST", OPERATORS, **body)
    assert list(found) == [field]
    assert reason is None or found[field] == reason
    assert len(done(office, "GET", OPERATORS)["Operators"]) == 1


def test_roles_are_replaced_from_the_next_request_on(shared: Connection[Any], office: Office) -> None:
    desk, token = operator_of(shared, office, "desk@example.com", ["Booking-List"])
    path = f"{OPERATORS}/{desk}/roles"
    assert done(office, "PUT", path, RoleSet="Auditor")["RoleSet"] == "Auditor"
    assert works(office, token, "/api/sys/audittrailentries")
    assert done(office, "PUT", path, Roles=["Booking-Read"])["Roles"] == ["Booking-Read"]
    assert not works(office, token, "/api/sys/audittrailentries")
    assert done(office, "PUT", path, Roles=["full"])["RoleSet"] == "Owner"
    assert works(office, token, OPERATORS)
    assert list(wrong(office, "PUT", path, RoleSet="King")) == ["RoleSet"]


def test_a_removed_operator_is_signed_out_and_may_be_a_member_still(shared: Connection[Any], office: Office) -> None:
    jane, _ = member_of(shared, office, "Jane Smith", 101)
    done(office, "POST", OPERATORS, Email="jane@member.test", RoleSet="Owner")
    token = office.space.sign_in("jane@member.test", host=office.host)["access_token"]
    assert works(office, token)
    gone = done(office, "DELETE", f"{OPERATORS}/{jane}")
    assert (gone["IsOperator"], gone["RoleSet"], gone["Roles"], gone["OpenSignIns"]) == (False, None, None, 0)
    assert not works(office, token)
    again = office.space.sign_in("jane@member.test", host=office.host)["access_token"]
    assert ask(office, "GET", "/api/sys/operator", token=again).json()["detail"] == "The account is not an operator's."
    assert works(office, again, "/api/account")


def test_only_operators_have_roles_and_are_removed(shared: Connection[Any], office: Office) -> None:
    jane, _ = member_of(shared, office, "Jane Smith", 101)
    for nobody in (jane, 999, 0, "x"):
        for answer in (
            ask(office, "PUT", f"{OPERATORS}/{nobody}/roles", json={"RoleSet": "Owner"}),
            ask(office, "DELETE", f"{OPERATORS}/{nobody}"),
        ):
            assert (answer.status_code, answer.json()) == (404, "Not found")
    assert not done(office, "GET", ACCOUNTS)["Accounts"][0]["IsOperator"]


# ---------------------------------------------------------------- the last owner


def test_the_last_owner_stays_one(shared: Connection[Any], office: Office) -> None:
    me = own_id(office)
    operator_of(shared, office, "desk@example.com", ["Booking-List"])
    suspended, _ = operator_of(shared, office, "away@example.com")
    done(office, "POST", f"{ACCOUNTS}/{suspended}/actions", Do="suspend")
    # Neither somebody who is limited by roles, nor somebody who is suspended, nor a member, nor a key is an owner.
    member_of(shared, office, "Jane Smith", 101)
    keys.create(shared, [office.network_id], "sync", author=AUTHOR, now=NOW)
    account(shared, "boss@example.com", network_id=new_network(shared), operator=True)
    assert wrong(office, "PUT", f"{OPERATORS}/{me}/roles", RoleSet="Manager") == {"Roles": LAST}
    assert wrong(office, "POST", f"{ACCOUNTS}/{me}/actions", Do="suspend") == {"Do": LAST}
    assert wrong(office, "DELETE", f"{OPERATORS}/{me}") == {"accountId": LAST}
    assert done(office, "GET", OPERATORS)["Operators"][2]["OpenSignIns"] == 1
    # With another owner, each of them is possible.
    done(office, "POST", f"{ACCOUNTS}/{suspended}/actions", Do="resume")
    assert done(office, "DELETE", f"{OPERATORS}/{me}")["IsOperator"] is False
    assert not works(office, office.token)


def together(
    conn: Connection[Any], url: str, office: Office, asks: Sequence[tuple[str, str, dict[str, Any], str]]
) -> list[Any]:
    """Send requests that have all passed their checks, and wait for the network's lock, before the first is decided."""
    sent = [
        (method, path, {**options, "headers": {"Host": office.host, "Authorization": f"Bearer {token}"}})
        for method, path, options, token in asks
    ]
    waiting = (
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        " AND query LIKE '%%FROM network AS n WHERE n.id = %%'"
    )
    with ThreadPoolExecutor(1) as thread, connect(url) as watching:
        with conn.transaction():
            conn.execute("SELECT FROM network WHERE id = %s FOR UPDATE", (office.network_id,))
            answers = thread.submit(office.space.ask_together, sent, token=office.token)
            until(lambda: watching.execute(waiting).fetchone() == (len(asks),))
        return answers.result()


def test_the_last_two_owners_leave_at_the_same_time_and_one_stays(
    shared: Connection[Any], shared_url: str, office: Office
) -> None:
    me = own_id(office)
    other, token = operator_of(shared, office, "other@example.com")
    answers = together(
        shared,
        shared_url,
        office,
        [
            ("DELETE", f"{OPERATORS}/{me}", {}, office.token),
            ("PUT", f"{OPERATORS}/{other}/roles", {"json": {"RoleSet": "Auditor"}}, token),
        ],
    )
    assert sorted(answer.status_code for answer in answers) == [200, 400]
    assert [refused(one) for one in answers if one.status_code == 400] in ([{"accountId": LAST}], [{"Roles": LAST}])


def test_the_last_two_owners_remove_each_other_at_the_same_time_and_one_stays(
    shared: Connection[Any], shared_url: str, office: Office
) -> None:
    """The one who is removed first removes nobody any more, though the request had begun before."""
    me = own_id(office)
    other, token = operator_of(shared, office, "other@example.com")
    operator_of(shared, office, "third@example.com")  # so that it is not for want of an owner
    answers = together(
        shared,
        shared_url,
        office,
        [("DELETE", f"{OPERATORS}/{other}", {}, office.token), ("DELETE", f"{OPERATORS}/{me}", {}, token)],
    )
    assert sorted(answer.status_code for answer in answers) == [200, 401]
    [late] = [answer.json() for answer in answers if answer.status_code == 401]
    assert (late["code"], late["detail"]) == (
        "missing_role",
        "Only an operator who is not limited by roles may do this.",
    )
    left = shared.execute(
        "SELECT count(*) FROM account WHERE network_id = %s AND is_operator", (office.network_id,)
    ).fetchone()
    assert left == (2,)


@pytest.mark.parametrize(
    "loss",
    [
        "UPDATE account SET is_active = FALSE",
        "UPDATE account SET is_operator = FALSE",
        "UPDATE account SET roles = ARRAY['Booking-List']",
    ],
)
def test_who_loses_the_right_meanwhile_gives_none(
    shared: Connection[Any], shared_url: str, office: Office, loss: str
) -> None:
    """Whichever way it is lost: a request that waits does not create a key, or an operator, with more rights."""
    operator_of(shared, office, "other@example.com")
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    asks = [
        ("POST", KEYS, {"json": {"Name": "mine", "RoleSet": "Owner"}}),
        ("POST", OPERATORS, {"json": {"Email": "friend@example.com", "RoleSet": "Owner"}}),
    ]
    sent = [(method, path, {**body, "headers": {"Host": office.host}}) for method, path, body in asks]
    with ThreadPoolExecutor(1) as thread, connect(shared_url) as watching:
        with shared.transaction():
            shared.execute("SELECT FROM network WHERE id = %s FOR UPDATE", (office.network_id,))
            shared.execute(f"{loss} WHERE network_id = %s AND email = %s", (office.network_id, OPERATOR))
            answers = thread.submit(office.space.ask_together, sent, token=office.token)
            until(lambda: watching.execute(waiting).fetchone() == (2,))
        assert [answer.status_code for answer in answers.result()] == [401, 401]
    made = shared.execute(
        "SELECT name FROM api_key WHERE network_id = %(n)s"
        " UNION SELECT email FROM account WHERE network_id = %(n)s AND email LIKE 'friend%%'",
        {"n": office.network_id},
    )
    assert made.fetchall() == []


# ---------------------------------------------------------------- who may

CALLS = [
    ("GET", OPERATORS, None),
    ("POST", OPERATORS, {"Email": "new@example.com", "RoleSet": "Auditor"}),
    ("PUT", f"{OPERATORS}/{{id}}/roles", {"RoleSet": "Auditor"}),
    ("DELETE", f"{OPERATORS}/{{id}}", None),
    ("GET", ACCOUNTS, None),
    ("POST", f"{ACCOUNTS}/{{id}}/actions", {"Do": "endSignIns"}),
    ("GET", f"{ACCOUNTS}/{{id}}/sign-ins", None),
    ("DELETE", f"{ACCOUNTS}/{{id}}/sign-ins/{'0' * 24}", None),
    ("GET", "/api/sys/coworkers/101/account", None),
    ("GET", KEYS, None),
    ("POST", KEYS, {"Name": "mine", "RoleSet": "Auditor"}),
    ("DELETE", f"{KEYS}/{{key}}", None),
]


@pytest.mark.parametrize(("method", "path", "body"), CALLS, ids=[f"{one[0]} {one[1]}" for one in CALLS])
def test_only_owners_may_with_their_account(
    shared: Connection[Any], office: Office, method: str, path: str, body: dict[str, Any] | None
) -> None:
    target, _ = operator_of(shared, office, "target@example.com", ["Booking-List"])
    key = keys.create(shared, [office.network_id], "full", author=AUTHOR, now=NOW)
    [key_id] = [one.id for one in keys.list_keys(shared, office.network_id)]
    _, manager = operator_of(shared, office, "manager@example.com", ROLE_SETS["Manager"] or ())
    _, jane = member_of(shared, office, "Jane Smith", 101)
    path = path.format(id=target, key=key_id)
    options: dict[str, Any] = {} if body is None else {"json": body}
    state = (
        "SELECT id, email, is_operator, roles FROM account WHERE network_id = %(n)s"
        " UNION ALL SELECT id, name, revoked_on IS NULL, roles FROM api_key WHERE network_id = %(n)s ORDER BY 1, 2"
    )
    before = shared.execute(state, {"n": office.network_id}).fetchall()
    refusals = {
        manager: "Only an operator who is not limited by roles may do this.",
        key: "Only an operator's account may do this, not an API key.",
        jane: "The account is not an operator's.",
    }
    for token, detail in refusals.items():
        answer = ask(office, method, path, token=token, **options)
        assert (answer.status_code, answer.json()["code"], answer.json()["detail"]) == (401, "missing_role", detail)
    assert ask(office, method, path, token="A" * 43, **options).json()["code"] == "not_authenticated"
    assert shared.execute(state, {"n": office.network_id}).fetchall() == before
    assert ask(office, method, path, **options).status_code == 200


# ---------------------------------------------------------------- accounts and sign-ins


def test_members_accounts_are_found_by_name_and_address_page_by_page(shared: Connection[Any], office: Office) -> None:
    for number, name in enumerate(("Zoë Brandt", "Jane Smith", "Ann Smith"), 101):
        email = f"c{number}@member.test"
        store(shared, {"coworkers": [{"Id": number, "FullName": name, "Email": email}]}, network_id=office.network_id)
        account(shared, email, network_id=office.network_id)
    account(shared, "nobody@member.test", network_id=office.network_id)
    operator_of(shared, office, "smith@member.test", ["Booking-List"])

    def found(query: str) -> tuple[list[str], int]:
        page = done(office, "GET", ACCOUNTS + query)
        return [one["Email"] for one in page["Accounts"]], page["TotalItems"]

    everybody = ["c101@member.test", "c102@member.test", "c103@member.test", "nobody@member.test"]
    assert found("") == (everybody, 4)
    assert found("?size=3&page=2") == (["nobody@member.test"], 4)
    assert found("?size=3&page=3") == ([], 4)
    assert found("?query=zoe") == (["c101@member.test"], 1)
    assert found("?query=SMITH") == (["c102@member.test", "c103@member.test"], 2)
    assert found("?query=C103%40M") == (["c103@member.test"], 1)
    assert found("?query=%25") == ([], 0)
    assert found("?query=+") == (everybody, 4)
    assert done(office, "GET", f"{ACCOUNTS}?query=jane&size=1000") == {
        "Accounts": [
            {
                "Id": done(office, "GET", f"{ACCOUNTS}?query=jane")["Accounts"][0]["Id"],
                "Email": "c102@member.test",
                "IsYou": False,
                "IsOperator": False,
                "RoleSet": None,
                "Roles": None,
                "IsActive": True,
                "MustResetPassword": False,
                "HasSecondFactor": False,
                "CreatedOn": "2026-11-21T12:00:00Z",
                "LastSignInOn": None,
                "OpenSignIns": 0,
                "People": [{"Id": 102, "FullName": "Jane Smith", "IsActive": True}],
            }
        ],
        "Page": 1,
        "Size": 200,
        "TotalItems": 1,
    }
    for query, field in (
        ("page=0", "page"),
        ("page=100001", "page"),
        ("size=x", "size"),
        ("query=" + "x" * 201, "query"),
    ):
        assert list(refused(ask(office, "GET", f"{ACCOUNTS}?{query}"))) == [field]


def test_an_account_is_suspended_and_resumed(shared: Connection[Any], office: Office) -> None:
    jane, token = member_of(shared, office, "Jane Smith", 101)
    assert works(office, token, "/api/account")
    assert done(office, "POST", f"{ACCOUNTS}/{jane}/actions", Do="suspend")["IsActive"] is False
    assert not works(office, token, "/api/account")
    assert done(office, "POST", f"{ACCOUNTS}/{jane}/actions", Do="resume")["IsActive"] is True
    assert works(office, token, "/api/account")


def test_sign_ins_are_listed_and_ended_one_by_one_or_all(shared: Connection[Any], office: Office) -> None:
    jane, first = member_of(shared, office, "Jane Smith", 101)
    second = office.space.sign_in("jane@member.test", host=office.host, client_id="other")["access_token"]
    third = office.space.sign_in("jane@member.test", host=office.host)["access_token"]
    path = f"{ACCOUNTS}/{jane}/sign-ins"
    found = done(office, "GET", path)["SignIns"]
    assert [one["IsCurrent"] for one in found] == [False, False, False]
    assert found[0].keys() == {"Id", "ClientId", "CreatedOn", "ExpiresOn", "IsCurrent"}
    mine = done(office, "GET", f"{ACCOUNTS}/{own_id(office)}/sign-ins")["SignIns"]
    assert [one["IsCurrent"] for one in mine] == [True]
    left = done(office, "DELETE", f"{path}/{found[0]['Id']}")["SignIns"]
    assert left == found[1:]
    assert sorted(works(office, one, "/api/account") for one in (first, second, third)) == [False, True, True]
    # Of another account, or of none: ignored.
    for name in (mine[0]["Id"], "0" * 24, "x"):
        assert done(office, "DELETE", f"{path}/{name}")["SignIns"] == left
    assert done(office, "POST", f"{ACCOUNTS}/{jane}/actions", Do="endSignIns")["OpenSignIns"] == 0
    assert [works(office, one, "/api/account") for one in (first, second, third)] == [False, False, False]
    assert works(office, office.token)
    for method, nowhere in (("GET", f"{ACCOUNTS}/999/sign-ins"), ("DELETE", f"{ACCOUNTS}/999/sign-ins/{'0' * 24}")):
        assert ask(office, method, nowhere).status_code == 404


def test_sign_ins_that_have_expired_are_not_open(shared: Connection[Any], office: Office) -> None:
    jane, _ = member_of(shared, office, "Jane Smith", 101)
    count = "SELECT count(*) FROM sign_in WHERE network_id = %s AND account_id = %s"
    assert done(office, "GET", ACCOUNTS)["Accounts"][0]["OpenSignIns"] == 1
    for table in ("access_token", "refresh_token"):
        shared.execute(
            f"UPDATE {table} AS t SET expires_on = %s FROM sign_in AS s"  # noqa: S608 - a name of ours
            " WHERE t.network_id = %s AND s.network_id = t.network_id AND s.id = t.sign_in_id AND s.account_id = %s",
            (NOW, office.network_id, jane),
        )
    assert done(office, "GET", ACCOUNTS)["Accounts"][0]["OpenSignIns"] == 0
    assert done(office, "GET", f"{ACCOUNTS}/{jane}/sign-ins")["SignIns"] == []
    assert shared.execute(count, (office.network_id, jane)).fetchone() == (1,)


def test_a_second_factor_is_removed_but_not_ones_own(shared: Connection[Any], office: Office) -> None:
    jane, _ = member_of(shared, office, "Jane Smith", 101)
    me, seal = own_id(office), Seal([SECRET_KEY])
    for email in ("jane@member.test", OPERATOR):
        secret = pyotp.random_base32()
        code = pyotp.TOTP(secret).at(NOW)
        second_factor.enrol(shared, office.network_id, email, secret, code, seal=seal, now=NOW)
    assert done(office, "GET", ACCOUNTS)["Accounts"][0]["HasSecondFactor"] is True
    removed = done(office, "POST", f"{ACCOUNTS}/{jane}/actions", Do="removeSecondFactor")
    assert removed["HasSecondFactor"] is False
    assert office.space.sign_in("jane@member.test", host=office.host)
    again = wrong(office, "POST", f"{ACCOUNTS}/{jane}/actions", Do="removeSecondFactor")
    assert again == {"Do": "jane@member.test has no second factor"}
    own = wrong(office, "POST", f"{ACCOUNTS}/{me}/actions", Do="removeSecondFactor")
    assert own == {"Do": "is not possible for your own account; removing its second factor takes your password"}


def test_a_new_password_is_asked_for(shared: Connection[Any], office: Office) -> None:
    jane, token = member_of(shared, office, "Jane Smith", 101)
    asked = done(office, "POST", f"{ACCOUNTS}/{jane}/actions", Do="requireNewPassword")
    assert (asked["MustResetPassword"], asked["OpenSignIns"]) == (True, 0)
    assert not works(office, token, "/api/account")


def test_an_unknown_action_or_account(office: Office) -> None:
    actions = "must be one of suspend, resume, endSignIns, removeSecondFactor, requireNewPassword"
    for body in ({"Do": "delete"}, {"Do": ["suspend"]}, {"Did": "suspend"}):
        assert wrong(office, "POST", f"{ACCOUNTS}/1/actions", **body) == {"Do": actions}
    for number in ("999", "0", "x"):
        answer = ask(office, "POST", f"{ACCOUNTS}/{number}/actions", json={"Do": "suspend"})
        assert (answer.status_code, answer.json()) == (404, "Not found")


# ---------------------------------------------------------------- keys


def test_a_key_is_shown_once_and_revoked(office: Office) -> None:
    made = done(office, "POST", KEYS, Name=" sync ", RoleSet="Auditor", ExpiresOn="2026-12-01T00:00:00Z")
    secret = made["Secret"]
    assert works(office, secret)
    shown = {
        "Id": made["Key"]["Id"],
        "Name": "sync",
        "RoleSet": "Auditor",
        "Roles": list(ROLE_SETS["Auditor"] or ()),
        "CreatedOn": "2026-11-21T12:00:00Z",
        "ExpiresOn": "2026-12-01T00:00:00Z",
        "RevokedOn": None,
        "LastUsedOn": None,
    }
    assert made["Key"] == shown
    listed = ask(office, "GET", KEYS)
    assert secret not in listed.text
    assert listed.json()["Keys"] == [shown | {"LastUsedOn": "2026-11-21T12:00:00Z"}]
    [revoked] = done(office, "DELETE", f"{KEYS}/{shown['Id']}")["Keys"]
    assert revoked["RevokedOn"] == "2026-11-21T12:00:00Z"
    assert not works(office, secret)
    for number in (shown["Id"], 999, "x"):
        assert ask(office, "DELETE", f"{KEYS}/{number}").status_code == 404
    again = done(office, "POST", KEYS, Name="SYNC", Roles=["Booking-List"])
    assert (again["Key"]["Name"], again["Key"]["ExpiresOn"]) == ("SYNC", None)


def test_what_is_wrong_with_a_new_key(office: Office) -> None:
    done(office, "POST", KEYS, Name="sync", RoleSet="Auditor")
    for body, field in (
        ({"RoleSet": "Auditor"}, "Name"),
        ({"Name": "Sync", "RoleSet": "Auditor"}, "Name"),
        ({"Name": "a\0b", "RoleSet": "Auditor"}, "Name"),
        ({"Name": "x" * 101, "RoleSet": "Auditor"}, "Name"),
        ({"Name": "new"}, "RoleSet"),
        ({"Name": "new", "Roles": []}, "Roles"),
        ({"Name": "new", "RoleSet": "Auditor", "ExpiresOn": "tomorrow"}, "ExpiresOn"),
        ({"Name": "new", "RoleSet": "Auditor", "ExpiresOn": "2026-11-21T12:00:00Z"}, "ExpiresOn"),
    ):
        assert list(wrong(office, "POST", KEYS, **body)) == [field], body
    assert len(done(office, "GET", KEYS)["Keys"]) == 1


def test_a_key_stays_valid_in_other_networks(shared: Connection[Any], space: Space, office: Office) -> None:
    other = an_office(shared, space)
    key = keys.create(shared, [office.network_id, other.network_id], "both", author=AUTHOR, now=NOW)
    [here] = done(office, "GET", KEYS)["Keys"]
    done(office, "DELETE", f"{KEYS}/{here['Id']}")
    assert not works(office, key)
    assert works(other, key)


# ---------------------------------------------------------------- what is kept of it


def test_every_change_is_in_the_audit_trail_with_its_author(shared: Connection[Any], office: Office) -> None:
    jane, _ = member_of(shared, office, "Jane Smith", 101)
    desk = done(office, "POST", OPERATORS, Email="desk@example.com", RoleSet="Auditor")
    number = desk["Account"]["Id"]
    done(office, "PUT", f"{OPERATORS}/{number}/roles", Roles=["Booking-List"])
    done(office, "POST", f"{ACCOUNTS}/{jane}/actions", Do="suspend")
    done(office, "POST", f"{ACCOUNTS}/{jane}/actions", Do="endSignIns")
    done(office, "DELETE", f"{OPERATORS}/{number}")
    key = done(office, "POST", KEYS, Name="sync", RoleSet="Auditor")
    done(office, "DELETE", f"{KEYS}/{key['Key']['Id']}")
    found = trail(office, "Account") + trail(office, "ApiKey")
    assert {(one["ActionBy"], one["Door"]) for one in found} == {(OPERATOR, "backoffice")}
    changed = [(one["EntityId"], sorted(change["PropertyName"] for change in one["Changes"])) for one in found]
    assert (number, ["IsOperator", "Roles"]) in changed
    assert (number, ["Roles"]) in changed
    assert (jane, ["IsActive"]) in changed
    assert (jane, ["EndedSignIns"]) in changed
    assert len(found) == 7
    everything = str(found) + office.space.log_text()
    assert key["Secret"] not in everything
    assert desk["Password"] not in everything


def test_the_security_log_has_a_line_for_each(shared: Connection[Any], office: Office) -> None:
    jane, _ = member_of(shared, office, "Jane Smith", 101)
    done(office, "POST", OPERATORS, Email="jane@member.test", RoleSet="Auditor")
    done(office, "PUT", f"{OPERATORS}/{jane}/roles", RoleSet="Accountant")
    done(office, "DELETE", f"{OPERATORS}/{jane}")
    key = done(office, "POST", KEYS, Name="sync", RoleSet="Auditor")
    done(office, "DELETE", f"{KEYS}/{key['Key']['Id']}")
    # What is refused is told of as a refusal, and not as if it had been done.
    wrong(office, "DELETE", f"{OPERATORS}/{own_id(office)}")
    events = [
        (line["name"], line["account_id"], line["door"])
        for line in office.space.log_lines("security")
        if line["network_id"] == office.network_id
    ]
    assert events[-6:] == [
        ("operator_added", jane, "backoffice"),
        ("roles_changed", jane, "backoffice"),
        ("token_revoked", jane, "backoffice"),
        ("operator_removed", jane, "backoffice"),
        ("key_created", None, "backoffice"),
        ("key_revoked", None, "backoffice"),
    ]
