"""The back office as public clients use it: every call, its envelopes, and the quirks of those who ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from psycopg import Connection

from api.backoffice import INSTANT, OPERATOR, REQUIRED, Office, an_office, as_listed, refused, successful
from api.doorway import Space, account, running, store
from teamkpi.accounts.roles import Right, role_of
from teamkpi.api.backoffice.declarations import OPERATIONS
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.documented import DERIVED, NOT_KEPT, OF_EVERY_RECORD
from teamkpi.ledger.entities import COMMON
from teamkpi.usage import verify


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url) as space:
        yield space


@pytest.fixture
def office(shared: Connection[Any], space: Space) -> Office:
    """An operator of a network of the test's own."""
    return an_office(shared, space)


def test_every_entity_is_here() -> None:
    assert list(REQUIRED) == list(ENTITIES)


@pytest.mark.parametrize("plural", ENTITIES)
def test_the_life_of_a_record(office: Office, plural: str) -> None:
    entity, record = ENTITIES[plural], REQUIRED[plural]
    assert refused(office.ask("POST", plural, json={})) == dict.fromkeys(record, "is a required field")
    envelope = successful(office.ask("POST", plural, json={"Id": 0, "TypeName": entity.name, "IsNew": True, **record}))
    made = envelope["Value"]
    title = made.get("Name") or made.get("FullName") or f"{entity.name} {made['Id']}"
    assert envelope == {
        "Status": 200,
        "Message": f"{title} was successfully created.",
        "Value": made,
        "OpenInDialog": False,
        "OpenInWindow": False,
        "RedirectURL": None,
        "JavaScript": None,
        "UpdatedOn": INSTANT,
        "UpdatedBy": OPERATOR,
        "Errors": None,
        "WasSuccessful": True,
    }
    not_kept = {one.name: one.value for one in (*NOT_KEPT[plural], *OF_EVERY_RECORD)}
    derived = [one.name for one in DERIVED[plural]]
    assert list(made) == [*(one.name for one in (*COMMON, *entity.fields)), *derived, "ToStringText", *not_kept]
    assert {name: made[name] for name in record} == record
    assert {name: made[name] for name in not_kept} == not_kept
    assert made["ToStringText"] == title
    assert [made[name] for name in ("CreatedOn", "UpdatedOn", "UpdatedBy")] == [INSTANT, INSTANT, OPERATOR]
    whole = office.get(plural, made["Id"])
    assert whole is not None
    assert as_listed(whole) == made
    assert office.all(plural) == [made]
    assert office.ask("GET", plural, "/", params={"id": f"[{made['Id']},4]"}).json() == [whole]

    office.replace(plural, **{**made, "Id": str(made["Id"])})
    replaced = office.get(plural, made["Id"])
    assert replaced == whole  # what it was already is no new version
    changed = {**made, "Name": "Another"} if "Name" in made else {**made, "Invoiced": True, "Active": False}
    assert successful(office.ask("PUT", plural, f"/{made['Id']}", json=changed))["Value"] == {"Id": made["Id"]}
    replaced = office.get(plural, made["Id"])
    assert replaced is not None
    kept = {"Id", "UniqueId", "CreatedOn", "UpdatedBy"}
    assert {name: replaced[name] for name in kept} == {name: made[name] for name in kept}
    if any(name in made for name in ("Name", "Invoiced", "Active")):
        assert replaced["UpdatedOn"] == "2026-11-21T12:00:00.000001Z"

    assert successful(office.ask("DELETE", plural, f"/{made['Id']}"))["Message"].endswith("was successfully deleted.")
    assert office.get(plural, made["Id"]) is None
    assert office.all(plural) == []
    assert office.ask("GET", plural, params={"id": f"[{made['Id']}]"}).json() == []
    assert not office.delete(plural, made["Id"])
    assert office.ask("PUT", plural, json=made).json() == "Not found"


def test_what_a_replacement_leaves_out_is_cleared(office: Office) -> None:
    made = office.create("coworkers", **REQUIRED["coworkers"], CompanyName="Ltd", Active=False, MondayAttendance=2)
    office.replace("coworkers", Id=made["Id"], **REQUIRED["coworkers"])
    held = office.get("coworkers", made["Id"])
    assert held == {
        **made,
        "Teams": [],
        "Businesses": [],
        "CompanyName": None,
        "Active": True,
        "MondayAttendance": None,
        "UpdatedOn": "2026-11-21T12:00:00.000001Z",
    }


def test_everything_that_is_wrong_is_named(office: Office) -> None:
    answer = office.ask(
        "POST",
        "bookings",
        json={"ResourceId": "x", "FromTime": "yesterday", "ToTime": None, "Tentative": "perhaps", "BookingNumber": {}},
    )
    assert answer.json() == {
        "Status": 400,
        "Message": (
            "ResourceId: must be a whole number; FromTime: must be a date and time like 2026-11-21T12:00:00Z; "
            "ToTime: is a required field; Tentative: must be true or false; BookingNumber: must be a whole number"
        ),
        "Value": None,
        "OpenInDialog": False,
        "OpenInWindow": False,
        "RedirectURL": None,
        "JavaScript": None,
        "UpdatedOn": None,
        "UpdatedBy": None,
        "Errors": [
            {"AttemptedValue": "x", "Message": "must be a whole number", "PropertyName": "ResourceId"},
            {
                "AttemptedValue": "yesterday",
                "Message": "must be a date and time like 2026-11-21T12:00:00Z",
                "PropertyName": "FromTime",
            },
            {"AttemptedValue": None, "Message": "is a required field", "PropertyName": "ToTime"},
            {"AttemptedValue": "perhaps", "Message": "must be true or false", "PropertyName": "Tentative"},
            {"AttemptedValue": None, "Message": "must be a whole number", "PropertyName": "BookingNumber"},
        ],
        "WasSuccessful": False,
    }
    assert office.all("bookings") == []
    made = office.create("bookings", **REQUIRED["bookings"])
    wrong = {**made, "ToTime": "2026-11-01"}
    assert refused(office.ask("PUT", "bookings", json=wrong)) == {"ToTime": "must not be before FromTime"}
    assert office.all("bookings") == [made]


def test_ids_of_new_records(office: Office, shared: Connection[Any]) -> None:
    unique = "0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57"
    mine = office.create("resources", Id="77", UniqueId=unique, **REQUIRED["resources"])
    assert (mine["Id"], mine["UniqueId"]) == (77, unique)
    taken = {"Id": "is already used by an existing or deleted record"}
    assert refused(office.ask("POST", "resources", json={**mine, "Name": "Other"})) == taken
    assert office.delete("resources", 77)
    assert refused(office.ask("POST", "resources", json={**mine, "Name": "Other"})) == taken
    first = office.create("resources", **REQUIRED["resources"])
    copy = office.create("resources", **{**first, "Id": 0})
    assert copy["UniqueId"] != first["UniqueId"]
    # An id that would be the next one here is brought from elsewhere: it stays, and the next is another.
    brought = office.create("resources", **{**REQUIRED["resources"], "Id": copy["Id"] + 1})
    after = office.create("resources", **REQUIRED["resources"])
    assert after["Id"] > brought["Id"] == copy["Id"] + 1
    for wrong in (-1, 2**53, "x", 1.5, True, [1]):
        assert list(refused(office.ask("POST", "resources", json={**first, "Id": wrong}))) == ["Id"]
    assert len({record["Id"] for record in office.all("resources")}) == 4
    assert [*verify(shared, office.network_id)] == []


def test_which_record_is_replaced(office: Office) -> None:
    one, other = (office.create("resources", **REQUIRED["resources"]) for _ in range(2))
    body = {"BusinessId": 1, "Name": "New"}
    assert refused(office.ask("PUT", "resources", json=body)) == {"Id": "is a required field"}
    path = f"/{one['Id']}"
    assert refused(office.ask("PUT", "resources", path, json={**body, "Id": other["Id"]})) == {
        "Id": "must be the one in the path"
    }
    for named in ({}, {"Id": 0}, {"Id": None}, {"Id": str(one["Id"])}):
        successful(office.ask("PUT", "resources", path, json={**body, **named}))
    assert [record["Name"] for record in office.all("resources")] == ["New", "Room"]
    for path in ("/0", "/x", "/9007199254740992", "/1.5", "/-1", "/4"):
        for method in ("GET", "PUT", "DELETE"):
            answer = office.ask(method, "resources", path, json=body if method == "PUT" else None)
            assert (answer.status_code, answer.json()) == (404, "Not found")
            assert answer.headers["Content-Type"] == "application/json"


def test_lists_of_people_change_by_what_is_added_and_removed(office: Office) -> None:
    made = office.create("teams", **REQUIRED["teams"], TeamMembers=[1, 2], AddedTeamMembers="3", RemovedTeamMembers=[1])
    assert made["TeamMembers"] == [2, 3]
    office.replace(
        "teams", **{**made, "TeamMembers": None, "AddedTeamMembers": ["7", 8], "AddedTeamAdministrators": [7]}
    )
    held = office.get("teams", made["Id"])
    assert held is not None
    assert (held["TeamMembers"], held["TeamAdministrators"]) == ([2, 3, 7, 8], [7])
    office.replace("teams", Id=made["Id"], **REQUIRED["teams"], TeamMembers=[5, 5, 4], RemovedTeamAdministrators=[7, 9])
    held = office.get("teams", made["Id"])
    assert held is not None
    assert (held["TeamMembers"], held["TeamAdministrators"]) == ([4, 5], [])
    wrong = {**made, "AddedTeamMembers": "x", "RemovedTeamMembers": 5}
    assert list(refused(office.ask("PUT", "teams", json=wrong))) == ["AddedTeamMembers"]
    for stays in ({}, {"TeamMembers": None}, {"TeamMembers": ""}, {"CoworkerIds": " "}):
        office.replace("teams", Id=made["Id"], **REQUIRED["teams"], **stays)
        held = office.get("teams", made["Id"])
        assert held is not None
        assert held["TeamMembers"] == [4, 5]
    for stated, members in (
        ({"CoworkerIds": "9,8"}, [8, 9]),
        ({"CoworkerIds": "9,8", "AddedTeamMembers": [7]}, [7, 8, 9]),
        ({"CoworkerIds": "9,8", "TeamMembers": [1]}, [1]),
        ({"TeamMembers": []}, []),
    ):
        office.replace("teams", Id=made["Id"], **REQUIRED["teams"], **stated)
        held = office.get("teams", made["Id"])
        assert held is not None
        assert held["TeamMembers"] == members


def test_members_that_are_added_at_once_are_all_there(office: Office) -> None:
    made = office.create("teams", **REQUIRED["teams"], TeamMembers=[1000])

    def add(number: int) -> None:
        office.replace("teams", Id=made["Id"], **REQUIRED["teams"], AddedTeamMembers=[number])

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(1, 25)))
    held = office.get("teams", made["Id"])
    assert held is not None
    assert held["TeamMembers"] == [*range(1, 25), 1000]


def test_replacements_at_once_end_in_one_of_them(office: Office, shared: Connection[Any]) -> None:
    office.create("businesses", **{**REQUIRED["businesses"], "Id": 1})
    office.create("resources", **{**REQUIRED["resources"], "Id": 3})
    made = office.create("bookings", **REQUIRED["bookings"], CoworkerId=101)
    bodies = [
        {
            "Id": made["Id"],
            "ResourceId": 3,
            "CoworkerId": 101 + number % 2,
            "FromTime": f"2026-{1 + number:02}-03T09:00:00Z",
            "ToTime": f"2026-{1 + number:02}-03T1{number % 9}:00:00Z",
            "Notes": f"{number}",
        }
        for number in range(8)
    ]
    with ThreadPoolExecutor(8) as threads:
        for _ in range(3):
            list(threads.map(lambda body: office.replace("bookings", **body), bodies))
    held = office.get("bookings", made["Id"])
    assert held is not None
    assert {name: held[name] for name in bodies[0]} in bodies
    assert [*verify(shared, office.network_id)] == []


def test_passes_are_made_by_the_dozen(office: Office) -> None:
    body = {**REQUIRED["coworkertimepasses"], "CreateMultiple": "12", "Price": "25.50"}
    envelope = successful(office.ask("POST", "coworkertimepasses", json=body))
    passes = office.all("coworkertimepasses", size=5)
    assert envelope["Value"] == passes[0]
    assert envelope["Message"].endswith("the first of 12, was successfully created.")
    assert [one["Price"] for one in passes] == [25.5] * 12
    assert len({one["UniqueId"] for one in passes}) == 12
    for wrong in (0, -1, 501, "x", 1.5, [2]):
        answer = office.ask("POST", "coworkertimepasses", json={**body, "CreateMultiple": wrong})
        assert list(refused(answer)) == ["CreateMultiple"]
    assert list(refused(office.ask("POST", "coworkertimepasses", json={**body, "Id": 5}))) == ["Id"]
    assert list(refused(office.ask("POST", "coworkertimepasses", json={**body, "Price": "x"}))) == ["Price"]
    assert len(office.all("coworkertimepasses")) == 12
    for one in (1, None, ""):
        successful(office.ask("POST", "coworkertimepasses", json={**body, "CreateMultiple": one}))
    # Elsewhere it is a name like any other that is not known.
    office.create("coworkerproducts", **REQUIRED["coworkerproducts"], CreateMultiple=7)
    assert len(office.all("coworkerproducts")) == 1


def test_commands(office: Office) -> None:
    one, other = (office.create("bookings", **REQUIRED["bookings"], CoworkerId=101) for _ in range(2))
    [command] = office.ask("GET", "bookings", "/commands").json()
    assert command["Key"] == "CANCEL_BOOKING"
    assert office.ask("GET", "coworkers", "/commands").json() == []

    def run(plural: str = "bookings", path: str = "/runcommand", **body: Any) -> dict[str, Any]:
        answer = office.ask("POST", plural, path, json=body)
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    for body in (
        {},
        {"Key": "NO_SUCH"},
        {"Key": ["CANCEL_BOOKING"], "Ids": [one["Id"]]},
        {"Key": "CANCEL_BOOKING"},
        {"Key": "CANCEL_BOOKING", "Ids": []},
        {"Key": "CANCEL_BOOKING", "Ids": "x"},
        {"Key": "CANCEL_BOOKING", "Ids": [one["Id"], 4]},
    ):
        answer = run(**body)
        assert (answer["WasSuccessful"], answer["Value"]) == (False, None)
        assert answer["Message"]
    assert run("coworkers", Key="CANCEL_BOOKING", Ids=[one["Id"]])["WasSuccessful"] is False
    assert office.all("bookings") == [one, other]
    parameters = [{"Name": "Cancellation Reason", "Type": "eBookingCancellationReason", "Value": 1}]
    done = run(path="/runCommand", Key="CANCEL_BOOKING", Ids=[one["Id"]], Parameters=parameters)
    assert (done["WasSuccessful"], done["Errors"], done["Value"]) == (True, None, {"Id": one["Id"]})
    assert office.all("bookings") == [other]
    assert run(Key="CANCEL_BOOKING", Ids=[str(other["Id"])])["WasSuccessful"] is True
    assert office.all("bookings") == []


def test_roles(shared: Connection[Any], space: Space) -> None:
    office = an_office(shared, space)
    made = office.create("bookings", **REQUIRED["bookings"])
    rights = {
        "listBookings": Right.LIST,
        "getBooking": Right.READ,
        "createBooking": Right.CREATE,
        "replaceBooking": Right.EDIT,
        "replaceBookingById": Right.EDIT,
        "alterBooking": Right.EDIT,
        "deleteBooking": Right.DELETE,
        "listBookingCommands": Right.LIST,
        "runBookingCommand": Right.DELETE,
        "runBookingCommandToo": Right.DELETE,
    }
    calls = [one for one in OPERATIONS if one.tag == "Back office: bookings"]
    assert {one.id for one in calls} == set(rights)
    for held in (None, *Right):
        roles = [role_of("Booking", held)] if held else [role_of("Resource", right) for right in Right]
        shared.execute(
            "UPDATE account SET roles = %s WHERE network_id = %s AND is_operator", (roles, office.network_id)
        )
        for call in sorted(calls, key=lambda one: one.method == "delete"):
            body = None if call.json is None else {**made, "Id": 0, "Key": "x"}
            answer = space.ask(
                call.method,
                call.path.replace("{id}", str(made["Id"])),
                json=body,
                headers={"Host": office.host},
                token=office.token,
            )
            if held is rights[call.id]:
                assert answer.status_code == (400 if call.id == "replaceBooking" else 200), (call.id, answer.text)
            else:
                assert answer.status_code == 401
                assert answer.json()["code"] == "missing_role"
                assert role_of("Booking", rights[call.id]) in answer.json()["detail"]
                assert "Bearer" in answer.headers["WWW-Authenticate"]


def test_networks_are_apart(shared: Connection[Any], space: Space) -> None:
    one, other = an_office(shared, space), an_office(shared, space)
    mine = one.create("resources", **{**REQUIRED["resources"], "Id": 7})
    assert other.get("resources", 7) is None
    assert other.all("resources") == []
    assert other.ask("PUT", "resources", json=mine).json() == "Not found"
    assert not other.delete("resources", 7)
    theirs = other.create("resources", **{**REQUIRED["resources"], "Id": 7, "Name": "Theirs"})
    assert one.all("resources") == [mine]
    assert other.all("resources") == [theirs]
    answer = space.get(
        "/api/spaces/resources",
        headers={"Host": other.host},
        token=one.token,
    )
    assert answer.status_code == 401


def test_who_is_no_operator(run: Callable[..., Space], conn: Connection[Any]) -> None:
    store(conn, {"coworkers": [{"Id": 101, **REQUIRED["coworkers"]}]})
    account(conn, "jane@example.com")
    space = run()
    token = space.sign_in("jane@example.com")["access_token"]
    for shown, code in ((None, "not_authenticated"), ("x", "not_authenticated"), (token, "missing_role")):
        answer = space.get("/api/spaces/coworkers", token=shown)
        assert (answer.status_code, answer.json()["code"]) == (401, code)
        assert "Bearer" in answer.headers["WWW-Authenticate"]


def test_writes_leave_their_trail(office: Office, shared: Connection[Any]) -> None:
    made = office.create("resources", **REQUIRED["resources"])
    office.replace("resources", **{**made, "Name": "Hall"})
    office.delete("resources", made["Id"])
    rows = shared.execute(
        "SELECT audit_type, door, action_by, changes -> 'Name' FROM audit_entry WHERE network_id = %s ORDER BY id",
        (office.network_id,),
    ).fetchall()
    assert [(row[1], row[2]) for row in rows] == [("backoffice", OPERATOR)] * 3
    assert [row[3] for row in rows] == [[None, "Room"], ["Room", "Hall"], ["Hall", None]]


def test_what_is_wrong_with_one_of_many_at_once_is_its_own(office: Office, shared: Connection[Any]) -> None:
    bodies: list[dict[str, Any]] = [{**REQUIRED["bookings"], "CoworkerId": 1 + number % 3} for number in range(20)]
    bodies += [{**REQUIRED["bookings"], "Id": 77} for _ in range(4)]
    bodies += [{**REQUIRED["bookings"], "ToTime": "2026-01-01"} for _ in range(4)]
    with ThreadPoolExecutor(14) as threads:
        answers = list(threads.map(lambda body: office.ask("POST", "bookings", json=body), bodies))
    made = [successful(answer)["Value"] for answer in answers[:20]]
    assert {record["CoworkerId"] for record in made} == {1, 2, 3}
    statuses = sorted(answer.status_code for answer in answers[20:24])
    assert statuses == [200, 400, 400, 400]
    assert [list(refused(answer)) for answer in answers[24:]] == [["ToTime"]] * 4
    held = {record["Id"]: record for record in office.all("bookings", size=100)}
    assert held.keys() == {77, *(record["Id"] for record in made)}
    assert [held[record["Id"]] for record in made] == made
    assert [*verify(shared, office.network_id)] == []
    trail = shared.execute(
        "SELECT entity_id FROM audit_entry WHERE network_id = %s AND entity_short_name = 'Booking'",
        (office.network_id,),
    )
    assert sorted(row[0] for row in trail) == sorted(held)
