"""What members used by month: random histories against the plain oracle, the figures and the metrics."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

import ledgers
import oracle
import oracle_metrics
from examples import examples
from spaces import NOW, exact, new_network, write
from teamkpi.errors import NotKnownThen
from teamkpi.kpi import team_kpi
from teamkpi.kpi.as_of import AsOf
from teamkpi.kpi.metrics import MetricsCaller, team_metrics
from teamkpi.kpi.month_usage import team_usage
from teamkpi.ledger import history

LIMIT = timedelta(hours=24)


def asked(conn: Connection[Any], network_id: int, team_id: int, **more: Any) -> Any:
    found = team_usage(conn, network_id, team_id, **{"open_checkin_limit": LIMIT, **more})
    return None if found is None else exact(found)


@settings(max_examples=examples(25), deadline=None)
@given(data=st.data())
def test_random_histories(shared: Connection[Any], data: st.DataObject) -> None:
    """At every instant between two writes, then again as of that instant, of everybody and of each member alone."""
    network_id = new_network(shared)
    ledger = data.draw(ledgers.histories())
    months = data.draw(st.sampled_from((1, 2, 12, 60)))
    limit = data.draw(st.sampled_from((LIMIT, timedelta(hours=1), timedelta(days=40))))
    same: dict[str, Any] = {"months": months, "open_checkin_limit": limit}
    now, versions, states = ledger.now, [], []
    for batch in data.draw(ledgers.deliveries(ledger)):
        now += data.draw(st.sampled_from((timedelta(hours=1), timedelta(minutes=1), timedelta(days=9))))
        write(shared, network_id, batch, now)
        versions.extend(batch)
        now += timedelta(milliseconds=1)
        settled = oracle.settle(versions)
        for team_id in [*ledger.team_ids, 999_999]:
            body = asked(shared, network_id, team_id, now=now, **same)
            assert body == oracle_metrics.team_usage(settled, team_id, now, **same)
            states.append((team_id, now, body))
    later = now + timedelta(days=40)
    settled = oracle.settle(versions)
    for team_id, at, body in states:
        assert asked(shared, network_id, team_id, now=later, asked=AsOf(at, at), **same) == body
        present = asked(shared, network_id, team_id, now=later, asked=AsOf(at), **same)
        assert present == oracle_metrics.team_usage(settled, team_id, at, **same)
        for member in body["Members"] if body else ():
            one = {**body, "Members": [member]}
            alone: dict[str, Any] = {"coworker_id": member["CoworkerId"], **same}
            assert asked(shared, network_id, team_id, now=later, asked=AsOf(at, at), **alone) == one
            if at == now:
                assert asked(shared, network_id, team_id, now=now, **alone) == one


@settings(max_examples=examples(25), deadline=None)
@given(data=st.data())
def test_the_last_month_is_that_of_the_figures_and_all_are_those_of_the_metrics(
    shared: Connection[Any], data: st.DataObject
) -> None:
    network_id = new_network(shared)
    ledger = data.draw(ledgers.histories())
    write(shared, network_id, ledger.records)
    for team_id in ledger.team_ids:
        used = team_usage(shared, network_id, team_id, now=ledger.now, open_checkin_limit=LIMIT)
        figures = team_kpi(shared, network_id, team_id, now=ledger.now)
        metrics = team_metrics(shared, network_id, team_id, MetricsCaller(()), now=ledger.now, open_checkin_limit=LIMIT)
        assert used
        assert figures
        assert metrics
        assert [(one.coworker_id, one.booked_minutes[-1], one.checked_in_minutes[-1]) for one in used.members] == [
            (one.coworker_id, one.booked_time_this_month, one.checked_time_this_month) for one in figures.body.kpi
        ]
        assert used.months == [one.month_date for one in metrics.metrics]
        for place, month in enumerate(metrics.metrics):
            # Each member's minutes are cut, and so are the team's.
            booked = sum(one.booked_minutes[place] for one in used.members)
            checked = sum(one.checked_in_minutes[place] for one in used.members)
            assert booked <= month.team_booking_minutes <= booked + len(used.members)
            assert checked <= month.team_checking_minutes <= checked + len(used.members)


def test_who_has_a_row(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    place = {"Id": 1, "Name": "L", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Asia/Tokyo"}
    stay = {"Id": 1, "BusinessId": 1, "CoworkerId": 101, "FromTime": "2026-10-31T14:00Z", "ToTime": "2026-10-31T16:00Z"}
    write(
        shared,
        network_id,
        [
            ("businesses", place),
            ("coworkers", {"Id": 101, "FullName": "Jane", "Email": "jane@example.org"}),
            ("coworkers", {"Id": 102, "FullName": "Gone", "Email": "gone@example.org", "Archived": True}),
            ("coworkers", {"Id": 103, "FullName": "Stranger", "Email": "stranger@example.org"}),
            ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [102, 101, 999]}),
            ("teams", {"Id": 56, "BusinessId": 1, "Name": "U", "TeamMembers": []}),
            ("checkins", stay),
        ],
    )
    team = {"TeamId": 55, "Zone": "Asia/Tokyo", "Months": ["2026-10-01", "2026-11-01"], "Members": []}
    # Midnight in Tokyo is 15:00 in UTC.
    jane = {"CoworkerId": 101, "CoworkerFullName": "Jane", "BookedMinutes": [0, 0], "CheckedInMinutes": [60, 60]}
    assert asked(shared, network_id, 55, now=NOW, months=2) == {**team, "Members": [jane]}
    for of in (102, 103, 999):
        assert asked(shared, network_id, 55, now=NOW, months=2, coworker_id=of) == team
        assert asked(shared, network_id, 55, now=NOW, months=2, coworker_id=of, asked=AsOf(NOW)) == team
    assert asked(shared, network_id, 56, now=NOW, months=2) == {**team, "TeamId": 56}
    assert asked(shared, network_id, 57, now=NOW) is None
    history.prune(shared, network_id, NOW + timedelta(days=1))
    with pytest.raises(NotKnownThen):
        asked(shared, network_id, 55, now=NOW + timedelta(days=2), asked=AsOf(NOW, NOW))
