"""Sign-in providers in the back office: owners add, test, change and remove them, and turn passwords off."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection

from api.backoffice import OPERATOR, refused
from api.doorway import PASSWORD, Space, account, running
from openid_provider import CLIENT, SECRET, Provider, provider_on_loopback
from spaces import AUTHOR
from teamkpi.accounts import Seal, keys, people, providers

PATH = "/api/sys/sign-in-providers"
KEY = b64encode(b"k" * 32).decode()
DESK = "desk@here.test"


@pytest.fixture
def space(database_url: str, conn: Connection[Any]) -> Iterator[Space]:
    account(conn, OPERATOR, operator=True)
    with running(database_url, secret_key=(KEY,), provider_networks=("127.0.0.1",)) as space:
        yield space


@pytest.fixture
def provider(space: Space) -> Iterator[Provider]:
    with provider_on_loopback(lambda: space.now) as found:
        yield found


@pytest.fixture
def token(space: Space) -> str:
    return str(space.sign_in(OPERATOR)["access_token"])


def new(provider: Provider, **more: Any) -> dict[str, Any]:
    given = {"Name": "acme", "Label": "Acme", "Issuer": provider.issuer, "ClientId": CLIENT, "Secret": SECRET}
    return {**given, **more}


def test_the_life_of_a_provider(space: Space, conn: Connection[Any], provider: Provider, token: str) -> None:
    def done(method: str, path: str = PATH, **options: Any) -> Any:
        answer = space.ask(method, path, token=token, **options)
        assert answer.status_code == 200, answer.text
        assert SECRET not in answer.text
        return answer.json()

    empty = {
        "Providers": [],
        "RedirectPath": "/dashboard/signed-in",
        "CanStoreSecrets": True,
        "PasswordsSignIn": True,
        "PasswordOwner": None,
    }
    assert done("GET") == empty
    roles = {"RoleClaim": "groups", "RoleMap": {"desk": ["FrontDesk"]}}
    [added] = done("POST", json=new(provider, Scopes=["openid", "profile"], ForWhom="operators", **roles))["Providers"]
    shown = {
        "Id": 1,
        "Name": "acme",
        "Label": "Acme",
        "Issuer": provider.issuer,
        "ClientId": CLIENT,
        "HasSecret": True,
        "Scopes": ["openid", "email", "profile"],
        "ForWhom": "operators",
        **roles,
        "CreatedOn": "2026-11-21T12:00:00Z",
        "Connected": 0,
    }
    assert added == shown
    assert done("POST", f"{PATH}/1/test") == {
        "SignInPage": f"{provider.issuer}/authorize",
        "TokenEndpoint": f"{provider.issuer}/token",
        "Algorithms": ["RS256", "ES256", "EdDSA"],
        "Keys": 1,
    }
    change = {"Label": "Acme staff", "ForWhom": "everybody", "RoleClaim": None, "RoleMap": None}
    assert done("PUT", f"{PATH}/1", json=change)["Providers"] == [shown | change]
    assert providers.find(conn, 1, "acme").secret(1, Seal([KEY])) == SECRET
    assert done("PUT", f"{PATH}/1", json={"Secret": "another"})["Providers"] == [shown | change]
    assert providers.find(conn, 1, "acme").secret(1, Seal([KEY])) == "another"
    assert done("PUT", f"{PATH}/1", json={"Secret": None})["Providers"] == [shown | change | {"HasSecret": False}]
    off = done("POST", f"{PATH}/passwords", json={"PasswordsSignIn": False})
    assert (off["PasswordsSignIn"], off["PasswordOwner"]) == (False, OPERATOR)
    assert done("POST", f"{PATH}/passwords", json={"PasswordsSignIn": True})["PasswordOwner"] is None
    assert done("DELETE", f"{PATH}/1") == empty
    trail = "SELECT changes FROM audit_entry WHERE entity_short_name = 'SignInProvider' ORDER BY id"
    changes = [row[0] for row in conn.execute(trail)]
    assert changes[1] == {
        "Label": ["Acme", "Acme staff"],
        "ForWhom": ["operators", "everybody"],
        "RoleClaim": ["groups", None],
        "RoleMap": [["desk=FrontDesk"], []],
    }
    assert changes[2:4] == [{"Secret": [None, "replaced"]}] * 2
    assert SECRET not in str(changes)
    told = [one["name"] for one in space.log_lines("security") if "provider" in one["name"]]
    assert told == ["provider_added", *["provider_changed"] * 3, "provider_removed"]


def test_a_provider_is_added_only_if_it_answers(space: Space, provider: Provider, token: str) -> None:
    def said(**more: Any) -> Any:
        return refused(space.ask("POST", PATH, token=token, json=new(provider, **more)))

    assert said(Issuer=f"{provider.issuer}/other").keys() == {"Issuer"}
    assert said(Issuer="https://10.0.0.1/").keys() == {"Issuer"}
    assert said(Issuer="ftp://example.com").keys() == {"Issuer"}
    published, provider.published = provider.published, []
    assert said() == {"Issuer": "publishes no key that signatures could be checked with"}
    provider.published = published
    assert said(Name="No Name").keys() == {"body"}
    assert said(Label="").keys() == {"Label"}
    assert said(RoleClaim="groups").keys() == {"body"}
    assert said(RoleClaim="groups", RoleMap={"desk": ["Nothing"]}).keys() == {"body"}
    assert said(RoleMap=[1]).keys() == {"RoleMap"}
    assert said(Scopes="profile").keys() == {"Scopes"}
    assert said(ForWhom="strangers").keys() == {"ForWhom"}
    assert space.get(PATH, token=token).json()["Providers"] == []


def test_what_cannot_be_changed(space: Space, provider: Provider, token: str) -> None:
    assert space.ask("POST", PATH, token=token, json=new(provider)).status_code == 200

    def said(body: Any) -> Any:
        return refused(space.ask("PUT", f"{PATH}/1", token=token, json=body))

    assert said({}) == {"body": "has nothing to change"}
    for name in ("Name", "Issuer"):
        assert "cannot be changed" in said({name: "x"})[name]
    assert said({"RoleClaim": "groups"}).keys() == {"body"}
    wrong = space.ask("POST", f"{PATH}/passwords", token=token, json={"PasswordsSignIn": False, "Owner": "x@here.test"})
    assert refused(wrong).keys() == {"Owner"}
    for method, path in (("PUT", f"{PATH}/2"), ("DELETE", f"{PATH}/x"), ("POST", f"{PATH}/2/test")):
        body = {"json": {"Label": "L"}} if method == "PUT" else {}
        assert space.ask(method, path, token=token, **body).status_code == 404


def test_only_owners_with_an_account(space: Space, conn: Connection[Any]) -> None:
    people.create(conn, 1, DESK, PASSWORD, operator=True, roles=["Booking-List"], now=space.now)
    key = keys.create(conn, [1], "sync", roles=[], author=AUTHOR, now=space.now)
    for who in (space.sign_in(DESK)["access_token"], key):
        for method, path in (
            *(("GET", PATH), ("POST", PATH), ("PUT", f"{PATH}/1"), ("DELETE", f"{PATH}/1")),
            *(("POST", f"{PATH}/1/test"), ("POST", f"{PATH}/passwords")),
        ):
            body: dict[str, Any] = {} if method in {"GET", "DELETE"} or path.endswith("test") else {"json": {}}
            answer = space.ask(method, path, token=who, **body)
            assert (answer.status_code, answer.json()["code"]) == (401, "missing_role"), (method, path)


def test_a_server_without_a_key_stores_no_secret(database_url: str, conn: Connection[Any]) -> None:
    account(conn, OPERATOR, operator=True)
    with (
        running(database_url, provider_networks=("127.0.0.1",)) as space,
        provider_on_loopback(lambda: space.now) as provider,
    ):
        token = space.sign_in(OPERATOR)["access_token"]
        assert refused(space.ask("POST", PATH, token=token, json=new(provider))).keys() == {"Secret"}
        public = new(provider, Secret=None)
        assert space.ask("POST", PATH, token=token, json=public).json()["CanStoreSecrets"] is False
