"""An empty space is filled with made-up records, which are known as such until they are removed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event, Semaphore
from typing import Any

import pytest
from psycopg import Connection

from api.backoffice import OPERATOR, refused
from api.doorway import NOW, PASSWORD, Space, account, running, store
from patience import until
from teamkpi import accounts
from teamkpi.accounts import Seal
from teamkpi.accounts.role_sets import ROLE_SETS
from teamkpi.api.backoffice import import_runs, made_up_space
from teamkpi.api.backoffice.import_runs import NOT_EMPTY
from teamkpi.db.locks import Lock
from teamkpi.demo import TEAM_ID, generate, packed
from teamkpi.errors import MirrorError
from teamkpi.intake.running import run_import
from teamkpi.mirror import sources

MADE_UP = "/api/sys/madeupspace"
PEOPLE = ("businesses", "coworkers", "teams", "resources")
MANAGER = "manager@example.com"
HIM = {"Id": 7, "FullName": "Jane", "Email": "jane@example.com"}


@pytest.fixture(scope="module")
def people() -> list[Any]:
    """The part of the made-up space that is quick to import; the whole of it is what `teamkpi demo` writes."""
    return [one for one in generate(NOW, TEAM_ID) if one[0] in PEOPLE]


@pytest.fixture
def space(
    database_url: str, conn: Connection[Any], monkeypatch: pytest.MonkeyPatch, people: list[Any]
) -> Iterator[Space]:
    monkeypatch.setattr(made_up_space, "generate", lambda _now, _seed: people)
    account(conn, OPERATOR, operator=True)
    accounts.create(conn, 1, MANAGER, PASSWORD, operator=True, roles=ROLE_SETS["Manager"] or (), now=NOW)
    with running(database_url) as space:
        yield space


def made_up_import(space: Space, token: str) -> int | None:
    found: int | None = space.get("/api/sys/operator", token=token).json()["MadeUpImport"]
    return found


def mirror(conn: Connection[Any]) -> None:
    """Create a mirror of an account."""
    seal = Seal([b64encode(b"k" * 32).decode()])
    limits: Any = {"allows_http": False, "businesses": (), "share": 80, "every_seconds": 300, "most_deleted": 2}
    account, address = sources.Credentials("a@example.com", "secret"), "https://spaces.example"
    sources.add(conn, 1, "nexudus", address, account, seal=seal, now=NOW, **limits)


def test_it_is_filled_and_emptied_again(space: Space) -> None:
    token = space.sign_in(OPERATOR)["access_token"]
    manager = space.sign_in(MANAGER)["access_token"]
    assert made_up_import(space, token) is None
    answer = space.ask("POST", MADE_UP, token=token)
    assert (answer.status_code, answer.json()["State"], answer.json()["Name"]) == (
        202,
        "importing",
        "made-up-space.zip",
    )
    until(lambda: made_up_import(space, token) is not None)
    # The pages of teams learn it with their tokens.
    form, ours = {"username": OPERATOR, "password": PASSWORD}, {"X-Requested-With": "XMLHttpRequest"}
    signed_in = space.ask("POST", "/dashboard/session", data=form, headers=ours)
    cookie = {"Cookie": signed_in.headers["Set-Cookie"].partition(";")[0], **ours}
    assert signed_in.headers["Teamkpi-Made-Up"] == "true"
    assert space.ask("POST", "/dashboard/session/token", headers=cookie).headers["Teamkpi-Made-Up"] == "true"
    assert made_up_import(space, token) == made_up_import(space, manager) == 1
    counts = {one: space.get(f"/api/spaces/{one}", token=token).json()["TotalItems"] for one in PEOPLE[1:]}
    assert counts["coworkers"] > 500
    assert counts["teams"] > 30
    again = space.ask("POST", MADE_UP, token=token)
    assert (again.status_code, refused(again)) == (400, {"body": NOT_EMPTY})

    undone = space.ask("POST", "/api/sys/imports/1/undo", token=token, json={"LeaveChanged": True})
    assert undone.json()["Left"] == 0
    assert made_up_import(space, token) is None
    assert space.ask("POST", "/dashboard/session/token", headers=cookie).headers["Teamkpi-Made-Up"] == "false"
    for one in PEOPLE[1:]:
        assert space.get(f"/api/spaces/{one}", token=token).json()["TotalItems"] == 0
    # Made up again later, it is another import, which the deleted records do not stop.
    space.set_clock(NOW + timedelta(minutes=1))
    token = space.sign_in(OPERATOR)["access_token"]
    assert space.ask("POST", MADE_UP, token=token).status_code == 202
    until(lambda: made_up_import(space, token) == 2)
    assert {one: space.get(f"/api/spaces/{one}", token=token).json()["TotalItems"] for one in PEOPLE[1:]} == counts


def test_of_two_at_once_one_fills_the_space(space: Space) -> None:
    token = space.sign_in(OPERATOR)["access_token"]
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda _: space.ask("POST", MADE_UP, token=token), range(2)))
    assert {one.status_code for one in answers} <= {202, 400}

    def states() -> list[str]:
        return sorted(one["State"] for one in space.get("/api/sys/importfiles", token=token).json()["Files"])

    until(lambda: not {"importing", "uploaded"}.intersection(states()))
    assert states() in (["imported"], ["failed", "imported"])
    [done] = space.get("/api/sys/imports", token=token).json()["Imports"]
    assert done["Changed"] == 0


def test_of_two_servers_one_fills_the_space(
    space: Space, database_url: str, conn: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Semaphore(0), Event()

    def held(*args: Any, **more: Any) -> Any:
        begun.release()
        go_on.wait()
        return run_import(*args, **more)

    monkeypatch.setattr(import_runs, "run_import", held)
    token = space.sign_in(OPERATOR)["access_token"]

    def states() -> list[str]:
        return sorted(one["State"] for one in space.get("/api/sys/importfiles", token=token).json()["Files"])

    with running(database_url) as other:
        try:
            assert [one.ask("POST", MADE_UP, token=token).status_code for one in (space, other)] == [202, 202]
            begun.acquire()
            waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND NOT granted"
            until(lambda: conn.execute(waiting, [Lock.FILLING.value]).fetchone() == (1,))
            assert not begun.acquire(blocking=False)
            with pytest.raises(MirrorError, match="is being filled"):
                mirror(conn)
        finally:
            go_on.set()
        until(lambda: states() == ["failed", "imported"])
    assert made_up_import(space, token) == 1


def test_an_uploaded_file_of_its_name_is_an_import_like_any_other(space: Space) -> None:
    token = space.sign_in(OPERATOR)["access_token"]
    content = packed([("coworkers", HIM)])
    files = "/api/sys/importfiles"
    number = space.ask("POST", files, token=token, json={"Name": "made-up-space.zip", "Size": len(content)}).json()[
        "Id"
    ]
    raw = {"Content-Type": "application/octet-stream"}
    space.ask("PUT", f"{files}/{number}/parts/1", token=token, content=content, headers=raw)
    space.ask("POST", f"{files}/{number}/run", token=token, json={"Do": "import"})
    until(lambda: space.get("/api/sys/imports", token=token).json()["Imports"])
    assert made_up_import(space, token) is None


@pytest.mark.parametrize("records", [{"coworkers": [HIM]}, {"resources": [{"Id": 3, "BusinessId": 1, "Name": "Room"}]}])
def test_it_takes_everything_and_a_space_without_records(
    space: Space, conn: Connection[Any], records: dict[str, list[dict[str, Any]]]
) -> None:
    manager = space.ask("POST", MADE_UP, token=space.sign_in(MANAGER)["access_token"])
    assert (manager.status_code, manager.json()["code"]) == (401, "missing_role")
    store(conn, records)
    token = space.sign_in(OPERATOR)["access_token"]
    assert space.ask("POST", MADE_UP, token=token).status_code == 400
    assert space.get("/api/sys/importfiles", token=token).json()["Files"] == []


def test_made_up_records_are_not_mixed_with_those_of_a_mirror(space: Space, conn: Connection[Any]) -> None:
    token = space.sign_in(OPERATOR)["access_token"]
    mirror(conn)
    answer = space.ask("POST", MADE_UP, token=token)
    assert (answer.status_code, "mirrors an account" in refused(answer)["body"]) == (400, True)
    sources.remove(conn, 1)
    assert space.ask("POST", MADE_UP, token=token).status_code == 202
    until(lambda: made_up_import(space, token) == 1)
    with pytest.raises(MirrorError, match=r"has made-up records; remove them first, .* `teamkpi import undo 1`"):
        mirror(conn)
    assert sources.find(conn, 1) is None
    space.ask("POST", "/api/sys/imports/1/undo", token=token, json={"LeaveChanged": True})
    mirror(conn)
    # Nor if the mirror was set up after the request.
    [file] = space.get("/api/sys/importfiles", token=token).json()["Files"]
    space.ask("POST", f"/api/sys/importfiles/{file['Id']}/run", token=token, json={"Do": "import"})
    until(lambda: space.get("/api/sys/importfiles", token=token).json()["Files"][0]["State"] == "failed")
    assert made_up_import(space, token) is None
