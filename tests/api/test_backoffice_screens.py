"""What screens are made of: descriptions of entities, who is signed in, and the search as somebody types."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from api.backoffice import REQUIRED, Office, an_office
from api.doorway import Space, running
from teamkpi.accounts.roles import ROLES
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.audit_trail import ENTRY
from teamkpi.ledger.entities import COMMON


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url) as space:
        yield space


@pytest.fixture
def office(shared: Connection[Any], space: Space) -> Office:
    return an_office(shared, space)


def read(office: Office, path: str, **query: Any) -> Any:
    answer = office.space.get(
        path, token=office.token, headers={"Host": office.host, "Accept-Language": query.pop("language", "en")},
        params=query,
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_entity_is_described_as_it_is_declared(office: Office, language: str) -> None:
    found = {one["Plural"]: one for one in read(office, "/api/sys/entities", language=language)["Entities"]}
    assert list(found) == list(ENTITIES)
    for plural, entity in ENTITIES.items():
        described = found[plural]
        fields = {one["Name"]: one for one in described["Fields"]}
        assert list(fields) == [one.name for one in (*entity.fields, *COMMON)]
        assert set(described["First"]) <= set(fields)
        assert [fields[one.name]["IsRequired"] for one in entity.fields] == [one.required for one in entity.fields]
        made = office.create(plural, **REQUIRED[plural])
        record = office.get(plural, made["Id"]) or {}
        for one in entity.fields:
            field = fields[one.name]
            assert field["Label"]
            assert not field["IsReadOnly"]
            assert [choice["Value"] for choice in field["Choices"]] == list((one.kind.members or {}).values())
            if field["ShownBy"]:
                assert field["ShownBy"] in record
            if field["RefersTo"]:
                assert field["RefersTo"] in ENTITIES
            # What it says about lists is true of them.
            if one.kind.name != "list of ids":
                assert office.page(plural, orderBy=one.name, size=1)["TotalItems"] == 1
            if field["HasRange"]:
                assert office.page(
                    plural,
                    **{
                        f"from_{entity.name}_{one.name}": "2000-01-01"[
                            : 4 if one.kind.column_type != "timestamptz" else 10
                        ]
                    },
                )
            value = "null" if one.kind.column_type not in {"text", "bigint[]"} else "1"
            assert "TotalItems" in office.page(plural, **{field["Filter"]: value})


def test_who_is_signed_in(shared: Connection[Any], office: Office) -> None:
    def who(roles: list[str] | None) -> dict[str, Any]:
        shared.execute(
            "UPDATE account SET roles = %s WHERE network_id = %s AND is_operator", (roles, office.network_id)
        )
        found: dict[str, Any] = read(office, "/api/sys/operator")
        return found

    names = {entity.plural: entity.name for entity in (*ENTITIES.values(), ENTRY)}
    everything = who(None)
    assert everything["MayDoEverything"]
    held = {f"{names[one['Plural']]}-{right}" for one in everything["Entities"] for right in one["Rights"]}
    assert held == set(ROLES)
    some = who(["Booking-List", "AuditTrailEntry-Read"])
    assert not some["MayDoEverything"]
    assert {one["Plural"]: one["Rights"] for one in some["Entities"] if one["Rights"]} == {
        "bookings": ["List"],
        "audittrailentries": ["Read"],
    }


def people(office: Office, text: str, **query: Any) -> list[str]:
    return [one["FullName"] for one in read(office, "/api/sys/search", query=text, **query)["People"]]


def test_people_are_found_by_any_part_of_their_names(office: Office) -> None:
    names = ("Siobhán O'Connor", "Nguyễn Thị Lan", "Jane Smith", "Janet Strauß", "Álvaro Núñez")
    made = {
        name: office.create("coworkers", FullName=name, Email=f"p{number}@x.test", CompanyName=f"Firm {number} Ltd")
        for number, name in enumerate(names)
    }
    assert people(office, "siobhan") == ["Siobhán O'Connor"]
    assert people(office, "LAN nguyen") == ["Nguyễn Thị Lan"]
    assert people(office, "jane") == ["Jane Smith", "Janet Strauß"]
    assert people(office, "strauss") == ["Janet Strauß"]
    assert people(office, "núñ") == people(office, "nun") == ["Álvaro Núñez"]
    assert people(office, "p2@x.test") == people(office, "firm 2") == ["Jane Smith"]
    assert people(office, str(made["Jane Smith"]["Id"])) == ["Jane Smith"]
    assert people(office, "ltd", size=2) == ["Álvaro Núñez", "Jane Smith"]
    assert people(office, "zzz") == people(office, "smith ltd zzz") == []


def test_a_search_sees_every_change_that_was_stored_before_it(office: Office) -> None:
    """Also of another process, which this one hears nothing of: a second application on the same database."""
    assert people(office, "jane") == []
    jane = office.create("coworkers", **REQUIRED["coworkers"])
    assert people(office, "jane") == ["Jane Smith"]
    office.space.forward(timedelta(seconds=1))
    office.ask("PATCH", "coworkers", f"/{jane['Id']}", json={"FullName": "Joan Miller", "Archived": True})
    assert people(office, "jane s") == []
    office.create("coworkers", FullName="Joan Aaron", Email="a@x.test")
    assert people(office, "joan") == ["Joan Aaron", "Joan Miller"]
    office.delete("coworkers", jane["Id"])
    assert people(office, "joan m") == []


def test_teams_are_found_and_roles_hold(shared: Connection[Any], office: Office) -> None:
    jane = office.create("coworkers", **REQUIRED["coworkers"])
    place = office.create("businesses", **REQUIRED["businesses"])
    for name in ("Best of Tech", "Tech Innovators"):
        office.create("teams", BusinessId=place["Id"], Name=name, TeamMembers=[jane["Id"]])
    found = read(office, "/api/sys/search", query="TECH")
    assert found["People"] == []
    assert [(one["Name"], one["Location"], one["Members"]) for one in found["Teams"]] == [
        ("Tech Innovators", "Hub", 1),
        ("Best of Tech", "Hub", 1),
    ]
    [person] = read(office, "/api/sys/search", query="jane")["People"]
    assert person["TeamNames"] == "Best of Tech, Tech Innovators"
    for role, expected in (("Coworker-List", (1, 0)), ("Team-List", (0, 2)), ("Coworker-Read", (0, 0))):
        shared.execute(
            "UPDATE account SET roles = %s WHERE network_id = %s AND is_operator", ([role], office.network_id)
        )
        both = [read(office, "/api/sys/search", query=text) for text in ("jane", "tech")]
        assert (len(both[0]["People"]), len(both[1]["Teams"])) == expected
