"""Records of a mirrored account cannot be written here through any door, unless its setting says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from psycopg import Connection

from api.backoffice import REQUIRED, Office, an_office, refused
from api.doorway import NOW, Space, account, running, store
from api.test_import_files import ran, sent, zipped
from spaces import AUTHOR, ledger_tables
from teamkpi.accounts import Seal
from teamkpi.ledger import Change, apply
from teamkpi.ledger.imports import ImportNote
from teamkpi.mirror import Credentials, sources

ADMIN = "jane@example.com"
REASON = "is kept at its source, the mirrored account; change it there, and the copy follows"
SPACE: dict[str, list[dict[str, Any]]] = {
    "businesses": [{"Id": 1, **REQUIRED["businesses"]}],
    "coworkers": [
        {"Id": 101, "FullName": "Jane", "Email": ADMIN},
        {"Id": 102, "FullName": "John", "Email": "john@example.com"},
    ],
    "teams": [{"Id": 55, "BusinessId": 1, "Name": "Tech", "TeamMembers": [101, 102], "TeamAdministrators": [101]}],
    "resources": [{"Id": 3, **REQUIRED["resources"]}],
    "bookings": [{"Id": 9, **REQUIRED["bookings"]}],
}
MIRRORED = (*SPACE, "coworkercontracts")


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url) as space:
        yield space


@pytest.fixture
def office(shared: Connection[Any], space: Space) -> Office:
    """A space of which some kinds are mirrored: the role for charges is missing, and check-ins are not copied yet."""
    space.set_clock(NOW)
    office = an_office(shared, space)
    store(shared, SPACE, network_id=office.network_id)
    account(shared, ADMIN, network_id=office.network_id)
    seal = Seal(["a2V5IG9mIHRoaXJ0eS10d28gYnl0ZXMgZm9yIHRlc3Q="])
    sources.add(shared, office.network_id, "nexudus", "https://spaces.example", Credentials("a", "b"), share=80,
                allows_http=False, businesses=(), every_seconds=300, most_deleted=2, seal=seal, now=NOW)  # fmt: skip
    for plural in (*MIRRORED, "checkins", "charges"):
        loaded, left_out = NOW if plural in MIRRORED else None, "Charge-List" if plural == "charges" else None
        shared.execute(
            "INSERT INTO mirror_entity (network_id, entity, loaded_on, left_out) VALUES (%s, %s, %s, %s)",
            (office.network_id, plural, loaded, left_out),
        )
    return office


def allow(shared: Connection[Any], office: Office) -> None:
    shared.execute("UPDATE mirror SET allows_local_writes = TRUE WHERE network_id = %s", (office.network_id,))


def back_office(office: Office) -> list[tuple[str, httpx.Response]]:
    """Every way to write through the back office, with the kind that is named when it is refused."""
    changes = [{"Entity": "resources", "Id": 3, "Do": "edit", "Values": {"Name": "Painted"}}]
    together: dict[str, Any] = {"json": {"Changes": changes}, "headers": {"Host": office.host}, "token": office.token}
    cancel = {"Key": "CANCEL_BOOKING", "Ids": [9]}
    return [
        ("Resource", office.ask("POST", "resources", json=REQUIRED["resources"])),
        ("Resource", office.ask("PUT", "resources", json={"Id": 3, "Name": "Painted", "BusinessId": 1})),
        ("Resource", office.space.ask("POST", "/api/sys/changes", **together)),
        ("Booking", office.ask("POST", "bookings", "/runcommand", json=cancel)),
        ("Team", office.ask("DELETE", "teams", "/55")),
    ]


def portal(office: Office) -> list[tuple[str, httpx.Response]]:
    """Every way to write records through the portal."""
    token = office.space.sign_in(ADMIN, host=office.host)["access_token"]

    def ask(method: str, path: str, body: object = None) -> httpx.Response:
        options = {} if body is None else {"json": body}
        whole = f"/api/public/teams/55{path}"
        return office.space.ask(method, whole, token=token, headers={"Host": office.host}, **options)

    return [
        ("Team", ask("PUT", "/profile", {"Name": "Renamed"})),
        ("Team", ask("PUT", "/administrators/102")),
        ("Coworker", ask("POST", "/members", {"FullNames": ["Ann"], "Emails": ["ann@example.com"]})),
        ("Coworker", ask("PUT", "/attendance", [{"CoworkerId": 102, "MondayAttendance": 1}])),
        ("Coworker", ask("PUT", "/attendance/my", [{"CoworkerId": 101, "MondayAttendance": 1}])),
        ("Team", ask("DELETE", "/members/102")),
        ("Team", ask("POST", "/leave")),
    ]


def test_no_request_writes_a_mirrored_record(shared: Connection[Any], office: Office) -> None:
    before = ledger_tables(shared, office.network_id)
    for kind, answer in back_office(office):
        if "/runcommand" in str(answer.request.url):
            assert f"{kind}: {REASON}" in answer.text
        else:
            assert refused(answer) == {kind: REASON}, answer.request.url
    for kind, answer in portal(office):
        assert (answer.status_code, answer.json()["detail"]) == (400, f"{kind}: {REASON}"), answer.request.url
    assert ledger_tables(shared, office.network_id) == before


def test_kinds_that_are_left_out_or_not_copied_yet_are_written_here(office: Office) -> None:
    for plural in ("charges", "checkins"):
        made = office.create(plural, **REQUIRED[plural])
        assert office.delete(plural, made["Id"])


def test_the_setting_opens_every_door(shared: Connection[Any], office: Office) -> None:
    allow(shared, office)
    answers = [answer for _, answer in portal(office) + back_office(office)]
    assert [answer.text for answer in answers if REASON in answer.text] == []
    # The last administrator cannot leave.
    assert [answer.text for answer in answers if answer.status_code != 200 and "/leave" not in str(answer.url)] == []


def a_file(office: Office, do: str, **options: Any) -> dict[str, Any]:
    records = {
        "resources": [{"Id": 3, **REQUIRED["resources"], "Name": "Painted"}, {"Id": 4, **REQUIRED["resources"]}],
        "charges": [{"Id": 7, **REQUIRED["charges"]}],
    }
    files = {f"{plural}.jsonl": "\n".join(map(json.dumps, several)).encode() for plural, several in records.items()}
    return ran(office, sent(office, "records.zip", zipped(files)), do, **options)


def test_a_file_writes_no_mirrored_record(shared: Connection[Any], office: Office) -> None:
    before = ledger_tables(shared, office.network_id)
    for do in ("check", "import"):
        report = a_file(office, do)["Report"]
        assert report["is_stored"] is False
        assert report["rejected_count"] == 2
        names = ("file", "line", "record_id", "field", "reason")
        assert [tuple(one[name] for name in names) for one in report["rejections"]] == [
            ("resources.jsonl", 1, "3", "Resource", REASON),
            ("resources.jsonl", 2, "4", "Resource", REASON),
        ]
    assert ledger_tables(shared, office.network_id) == before
    report = a_file(office, "import", KeepGood=True)["Report"]
    assert (report["is_stored"], report["rejected_count"], report["entities"]["charges"]["new"]) == (True, 2, 1)
    after = ledger_tables(shared, office.network_id)
    assert after.pop("charges")
    assert after == {plural: rows for plural, rows in before.items() if plural != "charges"}
    allow(shared, office)
    report = a_file(office, "import")["Report"]
    assert (report["is_stored"], report["entities"]["resources"]["changed"]) == (True, 1)


def test_an_import_of_mirrored_records_is_not_undone(shared: Connection[Any], office: Office) -> None:
    note = ImportNote(AUTHOR, "rooms.csv")
    record = {"Id": 5, **REQUIRED["resources"]}
    report = apply(shared, office.network_id, [Change("resources", record, 1)], now=NOW, as_import=note)
    path = f"/api/sys/imports/{report.import_id}/undo"
    for method in ("GET", "POST"):
        options: dict[str, Any] = {"json": {}} if method == "POST" else {}
        answer = office.space.ask(method, path, token=office.token, headers={"Host": office.host}, **options)
        assert refused(answer) == {"Resource": REASON}
    assert 5 in {one["Id"] for one in office.all("resources")}
    allow(shared, office)
    answer = office.space.ask("POST", path, token=office.token, headers={"Host": office.host}, json={})
    assert answer.status_code == 200, answer.text
    assert 5 not in {one["Id"] for one in office.all("resources")}
