"""The figures of a person, for operators: the same as in the figures of their team, and who may read them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import NOW, PASSWORD, Space, account, problem, store
from spaces import AUTHOR
from teamkpi import accounts
from teamkpi.accounts import keys
from teamkpi.accounts.role_sets import ROLE_SETS
from teamkpi.accounts.roles import ROLES, SEEN_IN_TEAMS

BOSS, DESK = "boss@here.test", "desk@here.test"


@pytest.fixture
def space(run: Callable[..., Space], conn: Connection[Any]) -> Space:
    people = [{"Id": number, "FullName": f"P{number}", "Email": f"p{number}@here.test"} for number in (101, 102, 103)]
    places = (("London", "GBP"), ("Lisbon", "EUR"))
    store(
        conn,
        {
            "businesses": [
                {"Id": number, "Name": name, "CurrencyCode": currency, "SimpleTimeZoneNameIana": f"Europe/{name}"}
                for number, (name, currency) in enumerate(places, 1)
            ],
            "coworkers": people,
            "teams": [
                {"Id": number, "BusinessId": place, "Name": f"T{number}", "TeamMembers": [101, 102]}
                | {"TeamAdministrators": [101]}
                for number, place in ((55, 1), (56, 2))
            ],
            "checkins": [
                {"Id": number, "BusinessId": 1, "CoworkerId": coworker, "FromTime": "2026-11-21T10:00:00Z"}
                for number, coworker in ((1, 102), (2, 103))
            ],
            "coworkerbookingcredits": [
                {"Id": 1, "CoworkerId": 102, "BusinessId": 2, "TotalCredit": 12.5, "RemainingCredit": 12.5},
            ],
            "coworkerproducts": [{"Id": 1, "CoworkerId": 103, "BusinessId": 1, "ProductId": 5}],
        },
    )
    account(conn, "p101@here.test")
    account(conn, BOSS, operator=True)
    return run()


def figures(space: Space, token: str, coworker_id: object, **query: Any) -> Any:
    return space.get(f"/api/sys/coworkers/{coworker_id}/figures", token=token, params=query)


def test_they_are_the_same_as_in_the_figures_of_the_team(space: Space) -> None:
    boss, administrator = (space.sign_in(email)["access_token"] for email in (BOSS, "p101@here.test"))
    team_of: dict[int, Any] = {
        55: ("T55", 1, "London", "GBP", "Europe/London"),
        56: ("T56", 2, "Lisbon", "EUR", "Europe/Lisbon"),
    }
    credit = []
    for team_id, (name, place, city, currency, zone) in team_of.items():
        rows = space.get(f"/api/public/teams/{team_id}/kpi", token=administrator).json()["Kpi"]
        row = next(one for one in rows if one["CoworkerId"] == 102)
        credit.append(row["RemainingBookingCredit"])
        expected = {
            "TeamId": team_id,
            "TeamName": name,
            "BusinessId": place,
            "BusinessName": city,
            "CurrencyCode": currency,
            "Zone": zone,
            "Month": "2026-11-01",
            "Kpi": row,
        }
        assert figures(space, boss, 102, teamId=team_id).json() == expected
        if team_id == 55:
            assert figures(space, boss, 102).json() == expected
    assert credit == [0, 12.5]
    assert rows[1]["CheckedTimeTotal"] == 120


def test_a_person_in_no_team(space: Space) -> None:
    boss = space.sign_in(BOSS)["access_token"]
    found = figures(space, boss, 103).json()
    assert (found["TeamId"], found["BusinessId"], found["Zone"]) == (None, 1, "Europe/London")
    assert (found["Kpi"]["UninvoicedProducts"], found["Kpi"]["CheckedTimeThisMonth"]) == (1, 120)
    elsewhere = figures(space, boss, 103, businessId=2).json()
    assert elsewhere == found | {
        "BusinessId": 2,
        "BusinessName": "Lisbon",
        "CurrencyCode": "EUR",
        "Zone": "Europe/Lisbon",
    }


def test_invalid_requests_are_refused(space: Space) -> None:
    boss = space.sign_in(BOSS)["access_token"]
    for nobody in (999, 0, "x", 2**60):
        answer = figures(space, boss, nobody)
        assert (answer.status_code, answer.json()) == (404, "Not found"), nobody
    for query, wrong in (
        ({"teamId": 99}, "teamId"),
        ({"teamId": "x"}, "teamId"),
        ({"businessId": 99}, "businessId"),
        ({"businessId": "-1"}, "businessId"),
    ):
        answer = figures(space, boss, 103, **query)
        assert answer.status_code == 400
        assert [one["PropertyName"] for one in answer.json()["Errors"]] == [wrong]
    # If a person is in a team, the team decides.
    assert figures(space, boss, 102, businessId=2).json()["BusinessId"] == 1


def test_who_may_read_figures(space: Space, conn: Connection[Any]) -> None:
    """All roles for reading what figures count are needed; roles for writing are not enough."""
    accounts.create(conn, 1, DESK, PASSWORD, operator=True, roles=["Booking-List"], now=NOW)
    token = space.sign_in(DESK)["access_token"]

    def asked(roles: list[str]) -> tuple[int, bool, Any]:
        accounts.set_roles(conn, 1, DESK, roles)
        answer = figures(space, token, 102)
        says = space.get("/api/sys/operator", token=token).json()["MayReadFigures"]
        return answer.status_code, says, answer.json()

    def refusal(missing: list[str]) -> Any:
        needed = f"The role {missing[0]} is" if len(missing) == 1 else f"The roles {', '.join(missing)} are"
        return problem("missing_role", 401, "Role missing", f"{needed} needed to read figures.")

    others = [role for role in ROLES if role not in SEEN_IN_TEAMS]
    for roles in (others, ["Coworker-Edit"], ["Team-Create"]):
        status, says, body = asked(roles)
        assert (status, says) == (401, False)
        assert body == refusal(list(SEEN_IN_TEAMS))
    for left_out in SEEN_IN_TEAMS:
        status, says, body = asked([role for role in ROLES if role != left_out])
        assert (status, says, body["detail"]) == (401, False, refusal([left_out])["detail"])
    assert asked(list(SEEN_IN_TEAMS))[:2] == (200, True)
    for name, of_set in ROLE_SETS.items():
        assert asked(["Full"] if of_set is None else list(of_set))[:2] == (200, True), name

    key = keys.create(conn, [1], "figures", roles=list(SEEN_IN_TEAMS), author=AUTHOR, now=NOW)
    assert figures(space, key, 102).status_code == 200
    customer = space.sign_in("p101@here.test")["access_token"]
    assert figures(space, customer, 101).json()["code"] == "missing_role"
    assert space.get("/api/sys/coworkers/102/figures").status_code == 401
