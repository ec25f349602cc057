"""What changed between two instants: the records make the whole difference, always, and say why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection, RawCursor

import ledgers
from examples import examples
from spaces import NOW, new_network, write
from teamkpi.errors import NotKnownThen
from teamkpi.kpi import TeamKpi
from teamkpi.kpi.as_of import AsOf, team_kpi_as_of
from teamkpi.kpi.changes import Asked, Compared, Difference, causes_query, changes, compared, figures_queries
from teamkpi.kpi.figures import EXPLAINED
from teamkpi.kpi.records import CAUSES
from teamkpi.ledger import history

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STEPS = (HOUR, timedelta(minutes=1), 9 * DAY)


def of_members(conn: Connection[Any], network_id: int, team_id: int, at: datetime) -> dict[int, TeamKpi] | None:
    """The figures that were shown at an instant, by member; None for no such team."""
    answer = team_kpi_as_of(conn, network_id, team_id, AsOf(at, at))
    return None if answer is None else {row.coworker_id: row for row in answer.body.kpi}


def check(found: list[Difference] | None, before: dict[int, TeamKpi] | None, after: dict[int, TeamKpi] | None) -> None:
    """Compare with the figures at both instants: all that differ are there, and their causes add up."""
    if before is None and after is None:
        assert found is None
        return
    assert found is not None
    was, is_ = before or {}, after or {}
    expected = {
        (id_, name): tuple(getattr(rows.get(id_), figure.attribute, 0) for rows in (was, is_))
        for id_ in {*was, *is_}
        for name, figure in EXPLAINED.items()
    }
    shown = {(one.coworker_id, one.figure.wire): (one.before, one.after) for one in found}
    assert shown == {key: values for key, values in expected.items() if values[0] != values[1]}
    for one in found:
        assert one.matches
        assert sum((cause.after - cause.before for cause in one.causes), Decimal(0)) == (
            one.amount_after - one.amount_before
        )
        assert {cause.cause for cause in one.causes} <= set(CAUSES)
        for cause in one.causes:
            assert (cause.cause == "joined_team") is (one.coworker_id not in was)
            assert (cause.cause == "left_team") is (one.coworker_id not in is_)


@settings(max_examples=examples(18), deadline=None)
@given(data=st.data())
def test_the_causes_add_up_to_every_difference(shared: Connection[Any], data: st.DataObject) -> None:
    network_id = new_network(shared)
    first = data.draw(ledgers.ledgers())
    batches = [*data.draw(ledgers.deliveries(first)), *data.draw(ledgers.deliveries(data.draw(ledgers.ledgers())))]
    now = first.now
    instants = [now - DAY]
    for batch in batches:
        now += data.draw(st.sampled_from(STEPS))
        write(shared, network_id, batch, now)
        instants.append(now + timedelta(milliseconds=1))
    # Time passes by itself as well.
    instants.append(now + data.draw(st.sampled_from((HOUR, 20 * DAY))))
    since, until = sorted(data.draw(st.lists(st.sampled_from(instants), min_size=2, max_size=2)))
    for team_id in first.team_ids:
        before, after = (of_members(shared, network_id, team_id, at) for at in (since, until))
        found = changes(shared, Asked(network_id, team_id, since, until))
        check(found, before, after)
        for one in {one.coworker_id for one in found or ()}:
            alone = changes(shared, Asked(network_id, team_id, since, until, coworker_id=one))
            assert alone == [difference for difference in found or () if difference.coworker_id == one]


LONDON = {"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}
PARIS = {"Id": 2, "Name": "Quai", "CurrencyCode": "EUR", "SimpleTimeZoneNameIana": "Europe/Paris"}
PEOPLE = [{"Id": number, "FullName": f"C {number}", "Email": f"c{number}@x.example"} for number in (101, 102, 103)]
TEAM = {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101, 102]}
SPACE: list[tuple[str, dict[str, Any]]] = [
    ("businesses", LONDON),
    ("businesses", PARIS),
    *(("coworkers", one) for one in PEOPLE),
    ("teams", TEAM),
]
ITEM = {"CoworkerId": 101, "BusinessId": 1}
CREDIT = {**ITEM, "TotalCredit": 10}
STAY = {**ITEM, "FromTime": "2026-11-02T09:00:00Z", "ToTime": "2026-11-02T10:00:00Z"}
OVER_MONTHS = {
    "CoworkerId": 101,
    "ResourceId": 7,
    "FromTime": "2026-10-31T22:30:00Z",
    "ToTime": "2026-11-01T00:30:00Z",
    "Tentative": False,
}
PASS = {**ITEM, "TimePassId": 1, "Free": True}


def found(
    shared: Connection[Any],
    first: list[tuple[str, dict[str, Any]]],
    second: list[tuple[str, dict[str, Any]]],
    until: datetime = NOW + HOUR,
) -> dict[tuple[int, str], list[tuple[str, int]]]:
    """The causes of what differs between now and some time after; the second records are written in between."""
    network_id = new_network(shared)
    write(shared, network_id, [*SPACE, *first], NOW - HOUR)
    write(shared, network_id, second, NOW + timedelta(minutes=1))
    differences = changes(shared, Asked(network_id, 55, NOW, until))
    assert differences is not None
    assert all(one.matches for one in differences)
    return {
        (one.coworker_id, one.figure.wire): [(cause.cause, cause.id) for cause in one.causes] for one in differences
    }


class Rows(list[TeamKpi]):
    """Rows that count how often they are all read."""

    readings = 0

    def __iter__(self) -> Iterator[TeamKpi]:
        self.readings += 1
        return super().__iter__()


def test_the_members_are_not_read_again_for_every_figure_and_record(shared: Connection[Any]) -> None:
    """That takes four times as long for twice as many members."""
    network_id = new_network(shared)
    write(shared, network_id, SPACE, NOW - HOUR)
    answer = team_kpi_as_of(shared, network_id, 55, AsOf(NOW, NOW))
    assert answer is not None
    rows = Rows(answer.body.kpi)
    both = Compared(None, replace(answer, body=msgspec.structs.replace(answer.body, kpi=rows)))
    for id_ in both.names:
        assert [both.is_member(is_before, id_) for is_before in (True, False)] == [False, True]
        assert {both.value(False, id_, figure) for figure in EXPLAINED.values()} == {0}
    assert rows.readings == 1


@pytest.mark.parametrize(
    ("first", "second", "until", "expected"),
    [
        (
            [],
            [("checkins", {"Id": 1, **STAY})],
            NOW + HOUR,
            {"CheckedTimeTotal": "added", "CheckedTimeThisMonth": "added"},
        ),
        (
            [("coworkerbookingcredits", {"Id": 1, **CREDIT})],
            [("coworkerbookingcredits", {"Id": 1, **CREDIT, "RemainingCredit": 4})],
            NOW + HOUR,
            {"RemainingBookingCredit": "changed"},
        ),
        (
            [("coworkertimepasses", {"Id": 1, **PASS})],
            [("coworkertimepasses", {"Id": 1, **PASS, "Used": True})],
            NOW + HOUR,
            {"RemainingTimePassesCount": "changed"},
        ),
        (  # from one figure to another
            [("coworkertimepasses", {"Id": 1, **PASS})],
            [("coworkertimepasses", {"Id": 1, **PASS, "RemainingUses": 30})],
            NOW + HOUR,
            {"RemainingTimePassesCount": "changed", "RemainingTimePassesMinutes": "changed"},
        ),
        (
            [("coworkerbookingcredits", {"Id": 1, **CREDIT})],
            [("coworkerbookingcredits", {"Id": 1, "_deleted": True})],
            NOW + HOUR,
            {"RemainingBookingCredit": "deleted"},
        ),
        (
            [("coworkerbookingcredits", {"Id": 1, **CREDIT, "ExpireDate": "2026-11-21T12:30:00Z"})],
            # A change that has nothing to do with it.
            [("coworkerbookingcredits", {"Id": 1, **CREDIT, "ExpireDate": "2026-11-21T12:30:00Z", "Description": "x"})],
            NOW + HOUR,
            {"RemainingBookingCredit": "expired"},
        ),
        (
            [("coworkerbookingcredits", {"Id": 1, **CREDIT, "ValidFrom": "2026-11-21T12:30:00Z"})],
            [],
            NOW + HOUR,
            {"RemainingBookingCredit": "became_valid"},
        ),
        ([("checkins", {"Id": 1, **STAY})], [], NOW + 10 * DAY, {"CheckedTimeThisMonth": "month_turned"}),
        (  # from far outside the month into it
            [("checkins", {"Id": 1, **ITEM, "FromTime": "2026-01-02T09:00:00Z", "ToTime": "2026-01-02T10:00:00Z"})],
            [("checkins", {"Id": 1, **STAY})],
            NOW + HOUR,
            {"CheckedTimeThisMonth": "changed"},
        ),
        (
            [("checkins", {"Id": 1, **ITEM, "FromTime": "2026-11-21T11:00:00Z"})],
            [],
            NOW + HOUR,
            {"CheckedTimeTotal": "time_passed", "CheckedTimeThisMonth": "time_passed"},
        ),
        (
            [("checkins", {"Id": 1, **ITEM, "FromTime": "2026-10-31T23:30:00Z", "ToTime": "2026-11-01T00:30:00Z"})],
            [("businesses", {**LONDON, "SimpleTimeZoneNameIana": "Europe/Paris"})],
            NOW + HOUR,
            {"CheckedTimeThisMonth": "place_changed"},
        ),
        (
            [("coworkerbookingcredits", {"Id": 1, **CREDIT, "BusinessId": 2})],
            [("businesses", {**PARIS, "CurrencyCode": "GBP"})],
            NOW + HOUR,
            {"RemainingBookingCredit": "place_changed"},
        ),
        (
            [("coworkerbookingcredits", {"Id": 1, **CREDIT, "BusinessId": 2})],
            [("teams", {**TEAM, "BusinessId": 2})],
            NOW + HOUR,
            {"RemainingBookingCredit": "place_changed"},
        ),
        (
            [("resources", {"Id": 7, "BusinessId": 1, "Name": "Room"}), ("bookings", {"Id": 1, **OVER_MONTHS})],
            [("resources", {"Id": 7, "BusinessId": 2, "Name": "Room"})],
            NOW + HOUR,
            {"BookedTimeThisMonth": "place_changed"},
        ),
        (
            [("coworkerbookingcredits", {"Id": 1, **CREDIT, "CoworkerId": 103})],
            [("teams", {**TEAM, "TeamMembers": [101, 102, 103]})],
            NOW + HOUR,
            {"RemainingBookingCredit": "joined_team"},
        ),
        (
            [("coworkerbookingcredits", {"Id": 1, **CREDIT, "CoworkerId": 102})],
            [("teams", {**TEAM, "TeamMembers": [101]})],
            NOW + HOUR,
            {"RemainingBookingCredit": "left_team"},
        ),
    ],
)
def test_every_cause(
    shared: Connection[Any],
    first: list[tuple[str, dict[str, Any]]],
    second: list[tuple[str, dict[str, Any]]],
    until: datetime,
    expected: dict[str, str],
) -> None:
    causes = found(shared, first, second, until)
    assert {figure: of for (_, figure), of in causes.items()} == {name: [(one, 1)] for name, one in expected.items()}


def test_records_that_cannot_differ_are_not_read(shared: Connection[Any]) -> None:
    """A team of long standing has too many of them."""
    network_id = new_network(shared)
    first = datetime(2024, 1, 1, 9, tzinfo=UTC)
    stays = [
        ("checkins", {"Id": number, **ITEM, "FromTime": start.isoformat(), "ToTime": (start + HOUR).isoformat()})
        for number, start in enumerate((first + number * DAY for number in range(300)), 1)
    ]
    write(shared, network_id, [*SPACE, *stays], NOW - HOUR)
    write(shared, network_id, [("checkins", {"Id": 300, **STAY, "ToTime": "2026-11-02T11:00:00Z"})], NOW + HOUR / 2)
    asked = Asked(network_id, 55, NOW, NOW + HOUR)
    with RawCursor(shared) as cursor:
        before, after = (cursor.execute(*query).fetchall() for query in figures_queries(asked))
        figures = compared(before, after)
        text, values = causes_query(asked, figures, figures.differing())
        [[[plan]]] = cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {text}", values).fetchall()
    [read] = [
        node["Actual Rows"] for node in nodes(plan["Plan"]) if node.get("Subplan Name") == "CTE checkins_selected"
    ]
    assert read == 2  # both versions of the one that was written
    [total] = [one for one in changes(shared, asked) or () if one.figure.wire == "CheckedTimeTotal"]
    assert [total.amount_before, total.amount_after] == [300 * 3600, 301 * 3600]
    assert [(cause.id, cause.before, cause.after) for cause in total.causes] == [(300, Decimal(3600), Decimal(7200))]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def test_what_is_moved_to_another_member_is_gone_here_and_new_there(shared: Connection[Any]) -> None:
    moved = found(
        shared,
        [("coworkerproducts", {"Id": 1, **ITEM, "ProductId": 1})],
        [("coworkerproducts", {"Id": 1, **ITEM, "CoworkerId": 102, "ProductId": 1})],
    )
    assert moved == {
        (101, "UninvoicedProducts"): [("deleted", 1)],
        (102, "UninvoicedProducts"): [("added", 1)],
    }


def test_a_time_before_the_history_cannot_be_compared(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    write(shared, network_id, SPACE, NOW)
    assert changes(shared, Asked(network_id, 55, NOW, NOW + HOUR)) == []
    assert changes(shared, Asked(network_id, 56, NOW, NOW + HOUR)) is None
    history.prune(shared, network_id, NOW + HOUR)
    with pytest.raises(NotKnownThen) as refused:
        changes(shared, Asked(network_id, 55, NOW, NOW + HOUR))
    assert refused.value.parameter == "from"
