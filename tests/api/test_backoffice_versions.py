"""Changes for one version only, changes of some fields, versions of a record, and changes that are made together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from psycopg import Connection

from api.backoffice import OPERATOR, REQUIRED, Office, an_office, refused, successful
from api.doorway import Space, running
from spaces import AUTHOR
from teamkpi.accounts import keys
from teamkpi.ledger import ENTITIES


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url) as space:
        yield space


@pytest.fixture
def office(shared: Connection[Any], space: Space) -> Office:
    return an_office(shared, space)


def changes(office: Office, *several: dict[str, Any], status: int = 200) -> dict[str, Any]:
    answer = office.space.ask(
        "POST",
        "/api/sys/changes",
        token=office.token,
        headers={"Host": office.host},
        json={"Changes": list(several)},
    )
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    return body


def reverse(made: dict[str, Any]) -> list[dict[str, Any]]:
    """What undoes changes, as the documentation says it."""
    return [
        {"Entity": one["Entity"], "Id": one["Id"], "Version": one["Version"]}
        | ({"Do": "delete"} if one["Before"] is None else {"Do": "setback", "To": one["Before"]})
        for one in reversed(made["Changes"])
    ]


def versions(office: Office, plural: str, record_id: int) -> list[dict[str, Any]]:
    answer = office.space.get(
        "/api/sys/versions",
        token=office.token,
        headers={"Host": office.host},
        params={"entity": plural, "id": record_id},
    )
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["Versions"]
    return found


def etag(office: Office, plural: str, record_id: int) -> str:
    return office.ask("GET", plural, f"/{record_id}").headers["ETag"]


def without_marks(record: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what a record says, without when and by whom it was last changed."""
    return record and {name: value for name, value in record.items() if name not in {"UpdatedOn", "UpdatedBy"}}


def test_two_desks_at_one_record_lose_nothing(office: Office) -> None:
    """Whatever the two send, with whichever call: the second one is refused, and told which version there is now."""
    made = office.create("coworkers", **REQUIRED["coworkers"])
    path = f"/{made['Id']}"
    seen = etag(office, "coworkers", made["Id"])
    first = office.ask("PATCH", "coworkers", path, json={"CompanyName": "First"}, headers={"If-Match": seen})
    successful(first)
    for method, body in (
        ("PATCH", {"CompanyName": "Second"}),
        ("PUT", {**REQUIRED["coworkers"], "CompanyName": "Second"}),
        ("DELETE", None),
    ):
        for tag in (seen, f'"x", {seen}', '"nonsense"', f"W/{first.headers['ETag']}", "no tag"):
            second = office.ask(method, "coworkers", path, json=body, headers={"If-Match": tag})
            assert second.status_code == 412, (method, tag)
            assert second.headers["ETag"] == first.headers["ETag"] == etag(office, "coworkers", made["Id"])
            assert (second.json()["WasSuccessful"], second.json()["Value"]) == (False, None)
    named = office.ask("PUT", "coworkers", json={**REQUIRED["coworkers"], "Id": made["Id"]}, headers={"If-Match": seen})
    assert named.status_code == 412
    found = office.get("coworkers", made["Id"])
    assert found is not None
    assert found["CompanyName"] == "First"
    [present, _] = versions(office, "coworkers", made["Id"])
    assert (present["By"], f'"{present["Version"]}"') == (OPERATOR, first.headers["ETag"])
    successful(office.ask("DELETE", "coworkers", path, headers={"If-Match": f"{seen}, {first.headers['ETag']}"}))
    assert office.ask("DELETE", "coworkers", path, headers={"If-Match": seen}).status_code == 412
    assert office.ask("DELETE", "coworkers", path).status_code == 404


@pytest.mark.parametrize("plural", ENTITIES)
def test_a_patch_changes_the_fields_that_are_in_it(office: Office, plural: str) -> None:
    """Of each field, whatever its kind: the others stay, null clears it, and the answer names the new version."""
    made = office.create(plural, **REQUIRED[plural])
    entity, path = ENTITIES[plural], f"/{made['Id']}"
    office.space.forward(timedelta(seconds=1))

    def kept() -> dict[str, Any]:
        record = office.get(plural, made["Id"]) or {}
        return {one.name: record[one.name] for one in entity.fields}

    before = kept()
    unchanged = office.ask("PATCH", plural, path, json={})
    successful(unchanged)
    assert kept() == before
    texts = [one.name for one in entity.fields if one.kind.is_text and not one.required and one.name != "Email"]
    for name in texts[:2]:
        answer = office.ask("PATCH", plural, path, json={name: "Changed", "Id": made["Id"]})
        successful(answer)
        assert answer.headers["ETag"] == etag(office, plural, made["Id"])
        assert kept() == {**before, name: "Changed"}
        office.ask("PATCH", plural, path, json={name: None})
        assert kept() == before
    required = next(one.name for one in entity.fields if one.required)
    assert refused(office.ask("PATCH", plural, path, json={required: None})) == {required: "is a required field"}
    assert refused(office.ask("PATCH", plural, path, json={"Id": 1})) == {"Id": "must be the one in the path"}
    assert office.ask("PATCH", plural, "/7", json={}).status_code == 404


def test_a_patch_leaves_lists_and_takes_them_under_either_name(office: Office) -> None:
    people = [office.create("coworkers", FullName=name, Email=f"{name}@x.test")["Id"] for name in "abc"]
    team = office.create("teams", BusinessId=1, Name="T", TeamMembers=people[:2], TeamAdministrators=people[:1])
    expected = {"TeamMembers": people[:2], "TeamAdministrators": people[:1]}
    for sent, members in (
        ({"Name": "U"}, people[:2]),
        ({"CoworkerIds": f"{people[2]}"}, people[2:]),
        ({"AddedTeamMembers": people[:1]}, [people[0], people[2]]),
        ({"RemovedTeamMembers": people[:1], "Name": "V"}, people[2:]),
        ({"TeamMembers": []}, []),
    ):
        successful(office.ask("PATCH", "teams", f"/{team['Id']}", json=sent))
        found = office.get("teams", team["Id"])
        assert found is not None
        expected["TeamMembers"] = members
        assert {name: found[name] for name in expected} == expected, sent


def test_a_version_says_whether_it_came_with_a_key(shared: Connection[Any], office: Office) -> None:
    key = keys.create(shared, [office.network_id], "sync", author=AUTHOR, now=office.space.now)
    person = office.create("coworkers", **REQUIRED["coworkers"])
    office.space.forward(timedelta(minutes=1))
    Office(office.space, key, host=office.host).ask(
        "PATCH", "coworkers", f"/{person['Id']}", json={"CompanyName": "New Ltd"}
    )
    found = versions(office, "coworkers", person["Id"])
    assert [(one["By"], one["Channel"], one["IsKey"]) for one in found] == [
        ("sync", "backoffice", True),
        (OPERATOR, "backoffice", False),
    ]


def test_every_version_of_a_record_can_be_read_and_set_back_to(office: Office) -> None:
    person = office.create("coworkers", **REQUIRED["coworkers"])
    office.space.forward(timedelta(minutes=1))
    office.ask("PATCH", "coworkers", f"/{person['Id']}", json={"CompanyName": "New Ltd"})
    office.space.forward(timedelta(minutes=1))
    office.delete("coworkers", person["Id"])
    gone, changed, first = versions(office, "coworkers", person["Id"])
    assert [one["IsDeleted"] for one in (gone, changed, first)] == [True, False, False]
    assert {one["Channel"] for one in (gone, changed, first)} == {"backoffice"}
    assert [one["By"] for one in (gone, changed, first)] == [OPERATOR] * 3
    assert (gone["HeldUntil"], changed["HeldUntil"], first["HeldUntil"]) == (
        None,
        gone["HeldSince"],
        changed["HeldSince"],
    )
    assert changed["Changes"] == [{"PropertyName": "CompanyName", "OldValue": None, "NewValue": "New Ltd"}]
    assert {one["PropertyName"]: one["OldValue"] for one in first["Changes"]}["FullName"] is None
    for to, company in ((first, None), (changed, "New Ltd"), (gone, "deleted"), (changed, "New Ltd")):
        made = changes(office, {"Entity": "coworkers", "Do": "setback", "Id": person["Id"], "To": to["Version"]})
        found = office.get("coworkers", person["Id"])
        assert (found["CompanyName"] if found else "deleted") == company
        assert made["Changes"][0]["Version"] == versions(office, "coworkers", person["Id"])[0]["Version"]
    assert versions(office, "coworkers", 7) == []
    answer = changes(
        office,
        {"Entity": "coworkers", "Do": "setback", "Id": person["Id"], "To": "2020-01-01T00:00:00Z"},
        status=400,
    )
    assert answer["Message"] == "Changes[0].To: is not a version of this record"


def test_a_team_set_back_has_the_people_of_then(office: Office) -> None:
    people = [office.create("coworkers", FullName=name, Email=f"{name}@x.test")["Id"] for name in "ab"]
    team = office.create("teams", BusinessId=1, Name="T")
    office.ask("PATCH", "teams", f"/{team['Id']}", json={"TeamMembers": people})
    [_, first] = versions(office, "teams", team["Id"])
    made = changes(office, {"Entity": "teams", "Do": "setback", "Id": team["Id"], "To": first["Version"]})
    assert (office.get("teams", team["Id"]) or {})["TeamMembers"] == []
    changes(office, *reverse(made))
    assert (office.get("teams", team["Id"]) or {})["TeamMembers"] == people


def test_changes_are_made_together_and_undone_together(office: Office) -> None:
    """A booking, the charge for it and the use of a credit: all or none, forth and back."""
    person = office.create("coworkers", **REQUIRED["coworkers"])["Id"]
    credit = office.create("coworkerbookingcredits", CoworkerId=person, BusinessId=1, TotalCredit=100)
    booking = {
        "Entity": "bookings",
        "Do": "create",
        "Values": {**REQUIRED["bookings"], "CoworkerId": person},
    }
    use = {
        "Entity": "coworkerbookingcreditusehistories",
        "Do": "create",
        "Values": {"CoworkerBookingCreditId": credit["Id"], "BookingId": "#0", "CreditUsed": 40},
    }
    less = {
        "Entity": "coworkerbookingcredits",
        "Do": "edit",
        "Id": credit["Id"],
        "Version": etag(office, "coworkerbookingcredits", credit["Id"]).strip('"'),
        "Values": {"RemainingCredit": 60},
    }
    wrong = {"Entity": "charges", "Do": "create", "Values": {"CoworkerId": person, "TotalAmount": 1}}
    before = {plural: office.all(plural) for plural in ENTITIES}
    assert changes(office, booking, use, less, wrong, status=400)["Errors"] == [
        {
            "AttemptedValue": None,
            "Message": "is a required field",
            "PropertyName": "Changes[3].Values.BusinessId",
        }
    ]
    assert {plural: office.all(plural) for plural in ENTITIES} == before

    made = changes(office, booking, use, less)
    booking_id = made["Changes"][0]["Id"]
    [used] = office.all("coworkerbookingcreditusehistories")
    assert (used["BookingId"], used["CreditUsed"]) == (booking_id, 40)
    assert [one["RemainingCredit"] for one in office.all("coworkerbookingcredits")] == [60]
    assert changes(office, booking, less, status=412)["Status"] == 412
    assert len(office.all("bookings")) == 1

    undone = changes(office, *reverse(made))
    now = {plural: [without_marks(one) for one in office.all(plural)] for plural in ENTITIES}
    assert now == {plural: [without_marks(one) for one in several] for plural, several in before.items()}
    changes(office, *reverse(undone))
    assert [one["RemainingCredit"] for one in office.all("coworkerbookingcredits")] == [60]
    assert [one["Id"] for one in office.all("bookings")] == [booking_id]
    office.ask("PATCH", "bookings", f"/{booking_id}", json={"Notes": "Changed since"})
    changes(office, *reverse(made), status=412)
    assert [one["RemainingCredit"] for one in office.all("coworkerbookingcredits")] == [60]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, "Changes[0].Entity"),
        ({"Entity": "nothing", "Do": "create"}, "Changes[0].Entity"),
        ({"Entity": "charges", "Do": "burn"}, "Changes[0].Do"),
        ({"Entity": "charges", "Do": "edit"}, "Changes[0].Id"),
        ({"Entity": "charges", "Do": "edit", "Id": "x"}, "Changes[0].Id"),
        ({"Entity": "charges", "Do": "create", "Id": 7}, "Changes[0].Id"),
        ({"Entity": "charges", "Do": "edit", "Id": 7, "Version": "yesterday"}, "Changes[0].Version"),
        ({"Entity": "charges", "Do": "setback", "Id": 7}, "Changes[0].To"),
        ({"Entity": "charges", "Do": "create", "Values": 7}, "Changes[0].Values"),
        ({"Entity": "charges", "Do": "create", "Values": {"CoworkerId": "#0"}}, "Changes[0].Values.CoworkerId"),
        (
            {"Entity": "teams", "Do": "create", "Values": {"AddedTeamMembers": "x"}},
            "Changes[0].Values.AddedTeamMembers",
        ),
        ({"Entity": "charges", "Do": "edit", "Id": 7}, "Changes"),
        ("create", "Changes[0]"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_change_is_named(office: Office, given: Any, wrong: str) -> None:
    [error] = changes(office, given, status=400)["Errors"]
    assert error["PropertyName"] == wrong
    assert changes(office, status=400)["Errors"][0]["PropertyName"] == "Changes"


def test_roles_for_versions_and_changes(shared: Connection[Any], office: Office) -> None:
    made = office.create("charges", **REQUIRED["charges"])
    present, *_ = versions(office, "charges", made["Id"])

    def allowed(role: str, *, one: dict[str, Any]) -> bool:
        shared.execute(
            "UPDATE account SET roles = %s WHERE network_id = %s AND is_operator", ([role], office.network_id)
        )
        answer: httpx.Response = office.space.ask(
            "POST",
            "/api/sys/changes",
            token=office.token,
            headers={"Host": office.host},
            json={"Changes": [{"Entity": "charges", **one}]},
        )
        assert answer.status_code in {200, 401}, answer.text
        return answer.status_code == 200

    edit = {"Do": "edit", "Id": made["Id"], "Values": {"Description": "x"}}
    back = {"Do": "setback", "Id": made["Id"], "To": present["Version"]}
    assert [allowed(f"Charge-{right}", one=edit) for right in ("Edit", "Create", "Delete")] == [True, False, False]
    assert [allowed(f"Charge-{right}", one=back) for right in ("Edit", "Read")] == [True, False]
    assert [allowed(f"Charge-{right}", one={"Do": "delete", "Id": made["Id"]}) for right in ("Edit", "Delete")] == [
        False,
        True,
    ]
    # What brings a deleted record back takes the right to make one as well.
    assert not allowed("Charge-Edit", one=back)
    for role, status in (("Charge-Read", 200), ("Charge-List", 401), ("Booking-Read", 401)):
        shared.execute(
            "UPDATE account SET roles = %s WHERE network_id = %s AND is_operator", ([role], office.network_id)
        )
        answer = office.space.get(
            "/api/sys/versions",
            token=office.token,
            headers={"Host": office.host},
            params={"entity": "charges", "id": made["Id"]},
        )
        assert answer.status_code == status
