"""A person's figures: the same as in the figures of a team, or what a team would show for a person in none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

import ledgers
from examples import examples
from spaces import NOW, new_network, write
from teamkpi.kpi import team_kpi
from teamkpi.kpi.person import person_kpi

LATER = NOW + timedelta(days=3650)
NEW_TEAM = 7_777_777


@settings(max_examples=examples(60), deadline=None)
@given(data=st.data())
def test_random_ledgers(shared: Connection[Any], data: st.DataObject) -> None:
    """For every member of every team, and for everybody at every location once they are in no team."""
    network_id = new_network(shared)
    ledger = data.draw(ledgers.histories())
    limit = data.draw(st.sampled_from((timedelta(hours=24), timedelta(hours=1), timedelta(days=40))))
    same: dict[str, Any] = {"now": ledger.now, "open_checkin_limit": limit}
    write(shared, network_id, ledger.records, LATER)
    first: dict[int, int] = {}
    for team_id in sorted(ledger.team_ids):
        team = team_kpi(shared, network_id, team_id, **same)
        for row in team.body.kpi if team else ():
            found = person_kpi(shared, network_id, row.coworker_id, team_id=team_id, **same)
            assert found is not None
            assert team is not None
            assert (found.kpi, found.team_id, found.zone, found.month) == (row, team_id, team.zone, team.month)
            first.setdefault(row.coworker_id, team_id)
    for coworker_id, team_id in first.items():
        found = person_kpi(shared, network_id, coworker_id, **same)
        assert found == person_kpi(shared, network_id, coworker_id, team_id=team_id, **same)

    people = [
        number
        for (number,) in shared.execute(
            "SELECT id FROM coworkers WHERE network_id = %s AND NOT archived AND NOT is_deleted", (network_id,)
        )
    ]
    places = [
        number
        for (number,) in shared.execute(
            "SELECT id FROM businesses WHERE network_id = %s AND NOT is_deleted ORDER BY id", (network_id,)
        )
    ]
    shared.execute("UPDATE teams SET team_members = '{}' WHERE network_id = %s AND NOT is_deleted", (network_id,))
    alone = {
        (place, number): person_kpi(shared, network_id, number, business_id=place, **same)
        for place in [None, *places]
        for number in people
    }
    for number in people:
        assert alone[None, number] == (alone[places[0], number] if places else alone[None, number])
    for new_team, place in enumerate(places, NEW_TEAM):
        team_of_all = {
            "Id": new_team,
            "BusinessId": place,
            "Name": "All",
            "TeamMembers": people,
            "TeamAdministrators": [],
            "UpdatedOn": "2026-11-01T00:00:00Z",
        }
        write(shared, network_id, [("teams", team_of_all)], LATER)
        answer = team_kpi(shared, network_id, new_team, **same)
        assert answer is not None
        assert [one.coworker_id for one in answer.body.kpi] == sorted(people)
        for row in answer.body.kpi:
            person = alone[place, row.coworker_id]
            assert person is not None
            assert (person.kpi, person.team_id, person.business_id, person.zone) == (row, None, place, answer.zone)


def test_people_without_a_team(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    london, lisbon = (
        {"Id": number, "Name": name, "CurrencyCode": currency, "SimpleTimeZoneNameIana": f"Europe/{name}"}
        for number, name, currency in ((1, "London", "GBP"), (2, "Lisbon", "EUR"))
    )
    credit = {"BusinessId": 2, "TotalCredit": 10, "RemainingCredit": 7, "CanBeUsedForBookings": True}

    def person(number: int, **more: Any) -> dict[str, Any]:
        return {"Id": number, "FullName": f"P{number}", "Email": f"p{number}@here.test", **more}

    write(
        shared,
        network_id,
        [
            *(("businesses", one) for one in (lisbon, london)),
            *(("coworkers", one) for one in (person(1), person(2, Archived=True), person(3))),
            *(("coworkerbookingcredits", {"Id": number, "CoworkerId": number, **credit}) for number in (1, 2, 3)),
            ("teams", {"Id": 55, "BusinessId": 2, "Name": "T", "TeamMembers": [2, 3], "TeamAdministrators": [1]}),
            ("teams", {"Id": 54, "BusinessId": 1, "Name": "Gone", "TeamMembers": [3], "TeamAdministrators": [1]}),
        ],
    )
    write(shared, network_id, [("teams", {"Id": 54, "_deleted": True})], NOW + timedelta(hours=1))

    def asked(number: int, **more: Any) -> Any:
        found = person_kpi(shared, network_id, number, now=NOW, **more)
        return found and (found.team_id, found.business_name, found.currency_code, found.kpi.remaining_booking_credit)

    # An administrator who is not a member has no row in the team's figures.
    assert asked(1) == (None, "London", "GBP", 0)
    assert asked(1, team_id=55) == (None, "London", "GBP", 0)
    assert asked(1, business_id=2) == (None, "Lisbon", "EUR", 7)
    assert asked(1, business_id=9) == (None, None, None, 0)
    # Archived people have no row either.
    assert asked(2) == (None, "London", "GBP", 0)
    # A team that was deleted does not count.
    assert asked(3, business_id=1) == (55, "Lisbon", "EUR", 7)
    assert asked(3, team_id=54) == (None, "London", "GBP", 0)
    assert asked(4) is None
    assert person_kpi(shared, network_id + 500_000, 1, now=NOW) is None
