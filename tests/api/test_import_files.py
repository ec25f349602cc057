"""Importing over HTTP: the same report as the command's, for nobody but who sent the file, whole or not at all."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from psycopg import Connection

from api.backoffice import OPERATOR, Office, an_office
from api.doorway import NOW, Space, account, running, store
from patience import until
from spaces import AUTHOR
from teamkpi.db import connect
from teamkpi.intake import Intake, Mapping
from teamkpi.intake import running as running_imports
from teamkpi.intake.outcome import as_plain
from teamkpi.intake.present import locations
from teamkpi.intake.running import run_import
from teamkpi.intake.staged import MOST_FILES, PART_BYTES, Shelf
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.audit_trail import Author
from teamkpi.ledger.imports import ImportNote
from teamkpi.privacy.erase import erase
from teamkpi.privacy.people import Person
from teamkpi.wire import encode

FILES = "/api/sys/importfiles"
SPACE: dict[str, list[dict[str, Any]]] = {
    "businesses": [{"Id": 1, "Name": "Harbour", "CurrencyCode": "EUR", "SimpleTimeZoneNameIana": "Europe/Madrid"}],
    "coworkers": [{"Id": 7, "FullName": "Jane", "Email": "jane@example.com"}],
    "resources": [{"Id": 3, "BusinessId": 1, "Name": "Room"}],
}
GOOD = """Printed by the front desk

Booking ID;Room ID;Member No.;Start;End;Notes;Colour
1;3;7;21/11/2026 09:30;21/11/2026 11:00;Reunión;red
2;3;7;02/12/2026 09:30;02/12/2026 10:00;;
2;3;7;02/12/2026 09:30;02/12/2026 10:30;;
3;3;999;03/12/2026 09:30;03/12/2026 10:00;;
"""
BAD_ROW = "4;3;7;31/11/2026 09:30;30/11/2026 10:00;ñ;\n"
MESSY = (GOOD + BAD_ROW).replace("\n", "\r\n").encode("cp1252")


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url) as space:
        yield space


@pytest.fixture
def office(shared: Connection[Any], space: Space) -> Office:
    space.set_clock(NOW)
    found = an_office(shared, space)
    store(shared, SPACE, network_id=found.network_id)
    return found


def ask(office: Office, method: str, path: str, **options: Any) -> httpx.Response:
    headers = {"Host": office.host, **options.pop("headers", {})}
    return office.space.ask(method, path, token=office.token, headers=headers, **options)


def added(office: Office, name: str, content: bytes) -> int:
    answer = ask(office, "POST", FILES, json={"Name": name, "Size": len(content)})
    assert answer.status_code == 201, answer.text
    number: int = answer.json()["Id"]
    return number


def put(office: Office, number: int, part: int, content: bytes) -> httpx.Response:
    headers = {"Content-Type": "application/octet-stream"}
    return ask(office, "PUT", f"{FILES}/{number}/parts/{part}", content=content, headers=headers)


def sent(office: Office, name: str, content: bytes) -> int:
    number = added(office, name, content)
    for part, start in enumerate(range(0, len(content), PART_BYTES), 1):
        assert put(office, number, part, content[start : start + PART_BYTES]).status_code == 204
    return number


def file_of(office: Office, number: int) -> dict[str, Any]:
    answer = ask(office, "GET", f"{FILES}/{number}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ran(office: Office, number: int, do: str, language: str = "en", **options: Any) -> dict[str, Any]:
    headers = {"Accept-Language": language}
    answer = ask(office, "POST", f"{FILES}/{number}/run", json={"Do": do, **options}, headers=headers)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = {}

    def has_ended() -> bool:
        found.update(file_of(office, number))
        return found["State"] not in {"checking", "importing"}

    until(has_ended)
    return found


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["Message"]


def command(shared: Connection[Any], office: Office, path: Path, mapping: Mapping | None = None) -> dict[str, Any]:
    """What ``teamkpi import --dry-run`` reports; tests/cli has the command itself."""
    source = Intake(path, mapping=mapping, locations=locations(shared, office.network_id), with_history=False)
    note = ImportNote(AUTHOR, path.name)
    done = run_import(shared, office.network_id, source, now=NOW, note=note, is_dry_run=True)
    found: dict[str, Any] = json.loads(encode(as_plain(done)))
    return found


def zipped(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, one in files.items():
            archive.writestr(name, one)
    return content.getvalue()


def test_a_file_is_checked_mended_imported_and_undone(shared: Connection[Any], office: Office, tmp_path: Path) -> None:
    number = sent(office, "Bookings.csv", MESSY)
    checked = ran(office, number, "check")
    (tmp_path / "Bookings.csv").write_bytes(MESSY)
    assert checked["State"] == "checked"
    assert checked["Report"] == command(shared, office, tmp_path / "Bookings.csv")
    assert checked["Report"]["entities"]["bookings"]["new"] == 3
    assert checked["Preview"]["bookings"][0] == {
        "Id": "1",
        "ResourceId": "3",
        "CoworkerId": "7",
        "FromTime": "2026-11-21T08:30:00Z",
        "ToTime": "2026-11-21T10:00:00Z",
        "Notes": "Reunión",
    }
    assert [one["Id"] for one in checked["Preview"]["bookings"]] == [
        "1",
        "2",
        "2",
        "3",
    ]  # the bad row is not among them
    assert office.all("bookings") == []

    refused = ran(office, number, "import")
    assert (refused["State"], refused["Report"]["is_stored"]) == ("rejected", False)
    assert office.all("bookings") == []
    rejected = ask(office, "GET", f"{FILES}/{number}/rejected")
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(rejected.content)).active.iter_rows()]
    assert rows[1][:4] == ["4", "3", "7", "31/11/2026 09:30"]
    assert rows[0][-1] == "Problem"
    assert "is not a date" in rows[1][-1]
    # They are in the language of the page that had the file read.
    assert ran(office, number, "check", language="es-ES")["State"] == "checked"
    rejected = ask(office, "GET", f"{FILES}/{number}/rejected")
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(rejected.content)).active.iter_rows()]
    assert rows[0][-1] == "Problema"
    assert "no es una fecha" in rows[1][-1]

    mended = sent(office, "Bookings.csv", GOOD.encode("cp1252"))
    done = ran(office, mended, "import")
    assert done["State"] == "imported"
    assert {one["Id"] for one in office.all("bookings")} == {1, 2, 3}
    [listed] = ask(office, "GET", "/api/sys/imports").json()["Imports"]
    assert listed == {
        "Id": done["Report"]["import_id"],
        "CreatedOn": "2026-11-21T12:00:00Z",
        "By": OPERATOR,
        "Source": "Bookings.csv",
        "New": 3,
        "Changed": 1,
        "Deleted": 0,
        "UndoneOn": None,
    }

    undo = f"/api/sys/imports/{listed['Id']}/undo"
    office.replace("bookings", Id=3, ResourceId=3, FromTime="2026-12-03T08:30:00Z", ToTime="2026-12-03T10:30:00Z")
    versions = ask(office, "GET", "/api/sys/versions", params={"entity": "bookings", "id": 3}).json()["Versions"]
    assert [one["Channel"] for one in versions] == ["backoffice", "import"]
    assert ask(office, "GET", undo).json() == {
        "Deleted": 2,
        "Restored": 0,
        "Changed": 1,
        "People": 1,
        "FirstPeople": ["Jane"],
        "Referring": [],
    }
    status, message = refusal(ask(office, "POST", undo, json={}))
    assert status == 400
    assert "1 of its records were changed since" in message
    assert "bookings 3: was changed on" in message
    answer = ask(office, "POST", undo, json={"LeaveChanged": True})
    assert answer.json() == {"Deleted": 2, "Restored": 0, "Left": 1}
    assert [one["Id"] for one in office.all("bookings")] == [3]
    assert refusal(ask(office, "POST", undo, json={}))[0] == 400
    assert refusal(ask(office, "POST", "/api/sys/imports/99/undo", json={})) == (400, "id: there is no import 99")
    assert refusal(ask(office, "GET", undo))[0] == 400
    for nowhere in ("99", "x"):
        assert ask(office, "GET", f"/api/sys/imports/{nowhere}/undo").status_code == 404


def test_questions_are_answered_and_the_answers_are_remembered(office: Office) -> None:
    asked = b"Nr,Room ID,Start,End\n1,3,02/03/2026 09:00,02/03/2026 10:00\n"
    number = sent(office, "export.csv", asked)
    unknown = ran(office, number, "check")
    assert unknown["State"] == "failed"
    assert unknown["Problem"].startswith("'export.csv': the kind of records could not be recognised")
    asked_about = ran(office, number, "check", Entity="bookings")
    assert not asked_about["HasRejectedRows"]
    [open_] = asked_about["Report"]["tables"]
    assert [one["question"] for one in open_["questions"]] == ["Columns", "DateOrder"]
    mapping = {"Tables": {"bookings": {"Columns": {"Nr": "Id"}, "DateOrder": "mdy"}}}
    options: dict[str, Any] = {"Entity": "bookings", "Mapping": mapping, "Zone": "America/New_York"}
    assert ran(office, number, "import", **options)["State"] == "imported"
    assert [one["FromTime"] for one in office.all("bookings")] == ["2026-02-03T14:00:00Z"]

    again = sent(office, "bookings.csv", asked.replace(b"1,3", b"2,3"))
    found = ran(office, again, "check")
    assert found["Report"]["entities"]["bookings"]["new"] == 1
    assert found["Options"] == {
        "Mapping": mapping, "Zone": "America/New_York", "Entity": None, "Replace": False, "KeepGood": False
    }  # fmt: skip
    # A mapping that is sent counts, also one that says nothing.
    assert ran(office, again, "check", Mapping={})["Report"]["rejected_count"] > 0


def test_good_rows_alone_and_all_rows_alone(office: Office) -> None:
    number = sent(office, "Bookings.csv", MESSY)
    kept = ran(office, number, "import", KeepGood=True)
    assert (kept["State"], kept["HasRejectedRows"], len(office.all("bookings"))) == ("imported", True, 3)
    only = sent(office, "bookings.zip", zipped({"bookings.csv": GOOD.encode("cp1252").replace(b"3;3;999", b"9;3;999")}))
    assert ran(office, only, "check", Replace=True)["Report"]["entities"]["bookings"]["deleted"] == 1
    assert ran(office, only, "import", Replace=True)["State"] == "imported"
    assert {one["Id"] for one in office.all("bookings")} == {1, 2, 9}


def test_a_file_that_does_not_say_who_is_in_a_team_empties_none(office: Office) -> None:
    office.create("teams", Id=55, BusinessId=1, Name="Zero", TeamMembers=[7], TeamAdministrators=[7])
    fields: dict[str, Any] = {"Id": 55, "BusinessId": 1}
    header = "Id,BusinessId,Name,TeamMembers,TeamAdministrators"
    unstated: list[tuple[str, str]] = [
        ("teams.jsonl", json.dumps({**fields, "Name": "One", "TeamMembers": None, "TeamAdministrators": None})),
        ("teams.jsonl", json.dumps({**fields, "Name": "Two", "CoworkerIds": ""})),
        ("teams.jsonl", json.dumps({**fields, "Name": "Three"})),
        ("teams.csv", f"{header}\n55,1,Four,,\n"),
        ("teams.csv", "Id,BusinessId,Name\n55,1,Five\n"),
    ]
    for name, content in unstated:
        assert ran(office, sent(office, name, content.encode()), "import")["State"] == "imported"
    team = office.get("teams", 55) or {}
    assert [team[name] for name in ("Name", "TeamMembers", "TeamAdministrators")] == ["Five", [7], [7]]
    empty = json.dumps({**fields, "Name": "Six", "TeamMembers": []})
    assert ran(office, sent(office, "teams.jsonl", empty.encode()), "import")["State"] == "imported"
    team = office.get("teams", 55) or {}
    assert [team[name] for name in ("Name", "TeamMembers", "TeamAdministrators")] == ["Six", [], [7]]


def test_a_file_is_there_for_nobody_else(shared: Connection[Any], office: Office) -> None:
    number = sent(office, "Bookings.csv", MESSY)
    ran(office, number, "check")
    account(shared, "other@example.com", operator=True, network_id=office.network_id)
    token = office.space.sign_in("other@example.com", host=office.host)["access_token"]
    other = Office(office.space, token, host=office.host, network_id=office.network_id)
    elsewhere = an_office(shared, office.space)
    for stranger in (other, elsewhere):
        assert ask(stranger, "GET", FILES).json() == {"Files": []}
        for method, path, body in (
            ("GET", "", None),
            ("GET", "/rejected", None),
            ("DELETE", "", None),
            ("POST", "/run", {"Do": "check"}),
        ):
            options = {} if body is None else {"json": body}
            answer = ask(stranger, method, f"{FILES}/{number}{path}", **options)
            assert (answer.status_code, answer.json()) == (404, "Not found"), (method, path)
        assert put(stranger, number, 1, MESSY).status_code == 404
    assert file_of(office, number)["State"] == "checked"


def test_what_a_role_does_not_allow(shared: Connection[Any], office: Office) -> None:
    every = {
        one.plural: [f"{one.name}-{right}" for right in ("List", "Read", "Create", "Edit", "Delete")]
        for one in ENTITIES.values()
    }

    def with_roles(roles: list[str]) -> None:
        shared.execute(
            "UPDATE account SET roles = %s WHERE network_id = %s AND is_operator", (roles, office.network_id)
        )

    number = sent(office, "Bookings.csv", MESSY)
    done = ran(office, sent(office, "Bookings.csv", GOOD.encode("cp1252")), "import")["Report"]["import_id"]
    with_roles(every["bookings"][:-1])
    for method, path in (("GET", FILES), ("POST", FILES), ("GET", f"{FILES}/{number}"), ("GET", "/api/sys/imports")):
        assert ask(office, method, path, **({"json": {}} if method == "POST" else {})).status_code == 401
    assert ask(office, "POST", f"/api/sys/imports/{done}/undo", json={}).status_code == 401
    assert ask(office, "GET", f"/api/sys/imports/{done}/undo").status_code == 401
    with_roles(every["bookings"])
    assert ran(office, number, "check")["State"] == "checked"
    with_roles(every["coworkers"])
    refused = ran(office, number, "check")
    assert (refused["State"], refused["Problem"]) == ("failed", "The role Booking-List is needed.")
    assert refused["Report"] is None
    assert ask(office, "POST", f"/api/sys/imports/{done}/undo", json={}).status_code == 401
    assert ask(office, "GET", f"/api/sys/imports/{done}/undo").status_code == 401
    with_roles(every["teams"])
    teams = sent(office, "teams.csv", b'Id,BusinessId,Name,TeamMembers\n5,1,Tech,"7,8"\n')
    assert "members of a team can see each other's figures" in ran(office, teams, "import")["Problem"]
    assert file_of(office, teams)["State"] == "failed"


def test_bounds(office: Office, shared: Connection[Any]) -> None:
    def add(name: Any = "a.csv", size: Any = 5) -> tuple[int, str]:
        return refusal(ask(office, "POST", FILES, json={"Name": name, "Size": size}))

    for name in ("../a.csv", "a/b.csv", "a\\b.csv", "a.exe", ".csv", "a\n.csv", "x" * 200 + ".csv", ""):
        assert add(name)[1].startswith("Name: must"), name
    assert add(None) == (400, "Name: is a required field")
    for size in (0, -1, 2**26 + 1):
        assert add(size=size)[1].startswith("Size: must be from 1 to"), size
    assert add(size="5") == (400, "Size: must be a whole number of bytes")
    number = added(office, "a.csv", b"x" * (PART_BYTES + 3))
    assert refusal(put(office, number, 1, b"xyz")) == (400, "body: must have 524,288 bytes, as this part of the file")
    assert refusal(put(office, number, 3, b"xyz")) == (400, "part: is beyond the end of the file")
    assert put(office, number, 1, b"x" * (PART_BYTES + 1)).status_code == 413
    assert ask(office, "PUT", f"{FILES}/{number}/parts/1", json={}).status_code == 415
    assert put(office, number, 2, b"xyz").status_code == 204
    assert refusal(ask(office, "POST", f"{FILES}/{number}/run", json={"Do": "check"})) == (
        400,
        "id: the file is incomplete: only 3 of 524,291 bytes were uploaded",
    )
    for options, message in (
        ({"Do": "go"}, "Do: must be check or import"),
        ({"Do": "check", "Zone": "Mars"}, "Zone: must be the name of an IANA time zone"),
        ({"Do": "check", "Entity": "desks"}, "Entity: must be one of "),
        ({"Do": "check", "Mapping": {"Tables": {"bookings": {"DateOrder": "ymd?"}}}}, "Mapping: "),
        ({"Do": "check", "Mapping": {"Tables": {"bookings": {"Columns": {"A": "B"}}}}}, "Mapping: Tables"),
        ({"Do": "check", "Replace": True, "KeepGood": True}, "KeepGood: cannot be used with Replace"),
        ({"Do": "check", "Replace": "yes"}, "Replace: must be true or false"),
    ):
        status, found = refusal(ask(office, "POST", f"{FILES}/{number}/run", json=options))
        assert status == 400
        assert found.startswith(message), found
    for _ in range(MOST_FILES - 1):
        added(office, "a.csv", b"x")
    assert add()[1] == f"Name: cannot be added: you have {MOST_FILES} files already; delete one"
    assert ask(office, "DELETE", f"{FILES}/{number}").status_code == 204
    added(office, "a.csv", b"x")

    # After a day there is room again, and what was there is gone.
    kept = ask(office, "GET", FILES).json()["Files"][0]["Id"]
    assert put(office, kept, 1, b"x").status_code == 204
    office.space.set_clock(NOW + timedelta(days=1))
    office.token = office.space.sign_in(OPERATOR, host=office.host)["access_token"]
    assert file_of(office, kept)["State"] == "expired"
    assert refusal(ask(office, "POST", f"{FILES}/{kept}/run", json={"Do": "check"}))[0] == 400
    added(office, "a.csv", b"x")
    assert shared.execute(
        "SELECT count(*) FROM staged_part WHERE network_id = %s", (office.network_id,)
    ).fetchone() == (0,)


def test_a_run_that_is_under_way_and_a_server_that_ends(
    shared_url: str, office: Office, shared: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session that ends takes its import back; what was sent is still there for the next one."""
    number = sent(office, "Bookings.csv", GOOD.encode("cp1252"))
    holds, goes_on = Event(), Event()
    real = running_imports.run_import

    def held(conn: Connection[Any], *args: Any, **options: Any) -> Any:
        holds.set()
        goes_on.wait()
        conn.close()
        return real(conn, *args, **options)

    monkeypatch.setattr("teamkpi.api.backoffice.import_runs.run_import", held)
    try:
        assert ask(office, "POST", f"{FILES}/{number}/run", json={"Do": "import"}).status_code == 202
        holds.wait()
        assert file_of(office, number)["State"] == "importing"
        busy = "id: the file is being read; try again when that has ended"
        assert refusal(ask(office, "POST", f"{FILES}/{number}/run", json={"Do": "check"})) == (400, busy)
        assert refusal(ask(office, "DELETE", f"{FILES}/{number}")) == (400, busy)
        assert refusal(put(office, number, 1, GOOD.encode("cp1252")))[0] == 400
    finally:
        goes_on.set()
    until(lambda: file_of(office, number)["State"] == "failed")
    assert office.all("bookings") == []

    # The session of another process, which ends without a word.
    [owner] = [
        Author(OPERATOR, "backoffice", account_id=row[0])
        for row in shared.execute("SELECT id FROM account WHERE network_id = %s AND is_operator", (office.network_id,))
    ]
    with closing(connect(shared_url)) as conn:
        Shelf(office.network_id, owner).begin(conn, number, "import", {}, now=NOW)
        assert file_of(office, number)["State"] == "importing"
    until(lambda: file_of(office, number)["State"] == "stopped")
    monkeypatch.undo()
    with running(shared_url) as another:
        token = another.sign_in(OPERATOR, host=office.host)["access_token"]
        there = Office(another, token, host=office.host, network_id=office.network_id)
        assert ran(there, number, "import")["State"] == "imported"
    assert len(office.all("bookings")) == 3


def test_erasing_a_person_deletes_files_and_reports(shared: Connection[Any], office: Office) -> None:
    number = sent(office, "Bookings.csv", MESSY)
    ran(office, number, "check")
    person = Person([7], [], ["Jane"], ["jane@example.com"], [])
    counts = erase(shared, office.network_id, person, by=AUTHOR, now=NOW)
    assert counts["delete_staged_imports"] == 1
    assert ask(office, "GET", f"{FILES}/{number}").status_code == 404
    assert shared.execute(
        "SELECT count(*) FROM staged_part WHERE network_id = %s", (office.network_id,)
    ).fetchone() == (0,)
