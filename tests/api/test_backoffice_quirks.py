"""What clients of the real service send, each with a test: the back office must take all of it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from psycopg import Connection

from api.backoffice import OPERATOR, REQUIRED, Office, an_office, successful
from api.doorway import PASSWORD, Space, running


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url) as space:
        yield space


@pytest.fixture
def office(shared: Connection[Any], space: Space) -> Office:
    """An operator of a network of the test's own."""
    return an_office(shared, space)


QUIRKS: dict[str, Callable[[Office], object]] = {
    "3 Basic and Bearer side by side": lambda office: successful(
        office.space.ask(
            "POST",
            "/api/spaces/resources",
            json=REQUIRED["resources"],
            headers={
                "Host": office.host,
                "Authorization": "Basic " + base64.b64encode(f"{OPERATOR}:{PASSWORD}".encode()).decode(),
            },
        )
    ),
    "3 no scheme word": lambda office: successful(
        office.space.ask(
            "POST",
            "/api/spaces/resources",
            json=REQUIRED["resources"],
            headers={
                "Host": office.host,
                "Authorization": base64.b64encode(f"{OPERATOR}:{PASSWORD}".encode()).decode(),
            },
        )
    ),
    "4 no Accept, a header Content, no Content-Type": lambda office: successful(
        office.ask(
            "POST",
            "resources",
            content=json.dumps(REQUIRED["resources"]),
            headers={"Accept": "", "Content": "application/json", "Content-Type": ""},
        )
    ),
    "5 booleans as text": lambda office: office.create(
        "coworkers", **REQUIRED["coworkers"], Active="false", Archived="True"
    ),
    "6 forms": lambda office: successful(
        office.ask("POST", "teams", data={**REQUIRED["teams"], "TeamMembers": ["1", "2"], "PayingMemberId": ""})
    ),
    "6 forms with brackets": lambda office: successful(
        office.ask("POST", "teams", data={**REQUIRED["teams"], "TeamMembers[]": ["1", "2"], "Id": "0"})
    ),
    "7 enumerations by name": lambda office: office.create(
        "coworkerextraservices", **{**REQUIRED["coworkerextraservices"], "ChargePeriod": "FourWeekMonths"}
    ),
    "8 read-only fields, Id 0, TypeName, nulls, unknown names": lambda office: office.create(
        "resources",
        **REQUIRED["resources"],
        Id=0,
        TypeName="Resource",
        IsNew=True,
        SystemId="x",
        ToStringText="x",
        UpdatedOn="not an instant",
        CreatedOn=[],
        UpdatedBy="somebody else",
        LocalizationDetails=None,
        CustomFields={"Data": [{"Name": "Nr", "Value": 1}]},
        _deleted=True,
        Nested={"a": [1, {"b": None}]},
    ),
    "9 names in camel case are unknown ones": lambda office: office.create(
        "resources", **REQUIRED["resources"], businessId="x", name=7
    ),
    "10 sizes beyond the most": lambda office: office.page("resources", size="5000", page="400"),
    "11 ranges that are there and empty": lambda office: office.ask(
        "GET", "resources", "?from_Resource_UpdatedOn=&from_Resource_CreatedOn=&size="
    ).json()["PageSize"],
    "13 lists of ids": lambda office: [
        office.ask("GET", "resources", path).json()
        for path in ("?id=[1,2]", "/?id=[1,2]", "?ID=%5B1%2C2%5D", "?Resource_Id=[1,2]", "?resource_id=1", "/?Id=1")
    ],
    "14 runCommand": lambda office: office.ask("POST", "bookings", "/runCommand/", json={"Key": "x"}).json()["Message"],
    "15 PUT with Id, or to the id": lambda office: [
        successful(office.ask("PUT", "resources", path, json={**made, "Name": f"at {path}"}))
        for made in [office.create("resources", **REQUIRED["resources"])]
        for path in ("", "/", f"/{made['Id']}", f"/{made['Id']}/")
    ],
    "17 no redirects": lambda office: [
        office.ask("GET", "resources", path).status_code for path in ("", "/", "/?size=1", "/commands/")
    ],
    "21 ids as text": lambda office: office.create("resources", BusinessId="1", Name="Room"),
}


@pytest.mark.parametrize("quirk", QUIRKS)
def test_quirks(office: Office, quirk: str) -> None:
    assert QUIRKS[quirk](office)
    for record in office.all("resources"):
        assert record["UpdatedBy"] == OPERATOR
        assert record["BusinessId"] == 1
        assert record["UpdatedOn"].startswith("2026-11-21T12:00:00")


def test_what_quirks_are_read_as(office: Office) -> None:
    coworker = office.create(
        "coworkers", **REQUIRED["coworkers"], Active="false", Archived="True", CoworkerType="Company"
    )
    assert (coworker["Active"], coworker["Archived"], coworker["CoworkerType"]) == (False, True, 2)
    form = {**REQUIRED["teams"], "TeamMembers": ["2", "1"], "PayingMemberId": "", "DiscountTariffs": "7.50"}
    team = successful(office.ask("POST", "teams", data=form))["Value"]
    assert (team["TeamMembers"], team["PayingMemberId"], team["DiscountTariffs"]) == ([1, 2], None, 7.5)
    statuses = {office.ask("GET", "teams", path).status_code for path in ("", "/", "/?size=1", "/commands/")}
    assert statuses == {200}
    lists = [office.ask("GET", "teams", path).json() for path in ("?id=[1]", "/?id=[1]", "?Team_Id=[1]", "?Id=1")]
    assert [type(one) for one in lists] == [list, list, dict, dict]
