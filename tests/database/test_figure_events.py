"""``team.figures.changed``: sent when figures have changed, at most once a minute for each team."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.errors import CheckViolation

from database.test_hook_events import DAY, JANE, LIMIT, NOW, PLACE, TEAM, Space
from examples import examples
from spaces import AUTHOR, Version
from teamkpi.alerts import looking
from teamkpi.db import connect
from teamkpi.hooks import figures, registry
from teamkpi.hooks.figures import BY_TIME_EVERY
from teamkpi.kpi import team_kpi

MINUTE = timedelta(minutes=1)
FIGURES = "team.figures.changed"
PRODUCT = {"Id": 1, "CoworkerId": 101, "BusinessId": 1, "ProductId": 1, "SaleDate": "2026-11-05", "Price": 7}


@pytest.fixture(scope="module")
def shared(shared_url: str) -> Iterator[Connection[Any]]:
    with connect(shared_url) as conn:
        yield conn


@pytest.fixture
def space(shared: Connection[Any]) -> Space:
    space = watched(shared, PLACE, JANE, TEAM)
    assert (look(space), sent(space)) == (1, [])
    return space


def watched(shared: Connection[Any], *records: Version) -> Space:
    """A network with records, which has got its hook after them."""
    space = Space(shared)
    space.write(*records)
    space.make_hook(FIGURES)
    return space


def look(space: Space, now: datetime = NOW) -> int:
    """Do what the two workers do in one round, and return how many teams were looked at."""
    looking.take_changes(space.conn, space.network_id, now=now)
    return figures.look_at_due(
        space.conn, space.network_id, now=now, open_checkin_limit=LIMIT, on_error=space.errors.append
    )


def sent(space: Space) -> list[int]:
    assert space.errors == []
    return [data["TeamId"] for _, data in space.events()]


def product(number: int, **more: Any) -> tuple[str, dict[str, Any]]:
    return "coworkerproducts", {**PRODUCT, "Id": number, **more}


def test_the_first_team_of_a_network_is_sent_too(shared: Connection[Any]) -> None:
    space = Space(shared, FIGURES)
    assert look(space) == 0
    space.write(PLACE, JANE, TEAM)
    assert (look(space), look(space), sent(space)) == (1, 0, [55])
    # And the first one after all have been deleted.
    space.conn.execute("UPDATE teams SET is_deleted = TRUE WHERE network_id = %s", (space.network_id,))
    space.conn.execute("INSERT INTO watched_change VALUES (%s, 'team', 55) ON CONFLICT DO NOTHING", (space.network_id,))
    look(space, NOW + MINUTE)
    space.write(("teams", {**TEAM[1], "Id": 56}), now=NOW + 2 * MINUTE)
    assert (look(space, NOW + 2 * MINUTE), sent(space)) == (1, [55, 56])


def test_a_change_before_the_first_look_is_sent(shared: Connection[Any]) -> None:
    other = ("teams", {**TEAM[1], "Id": 56, "TeamMembers": []})
    space = watched(shared, PLACE, JANE, TEAM, other)
    space.write(product(1), now=NOW)
    assert (look(space), look(space), sent(space)) == (2, 0, [55])


def test_a_write_that_was_under_way_when_the_hook_was_created_is_found_by_a_second_look(
    shared: Connection[Any],
) -> None:
    space = watched(shared, PLACE, JANE, TEAM)
    assert (look(space), sent(space)) == (1, [])
    # It recorded nothing, since there was no hook yet, and its records were not visible to the first look.
    space.write(product(1), now=NOW)
    shared.execute("DELETE FROM watched_change WHERE network_id = %s", (space.network_id,))
    assert look(space, NOW + BY_TIME_EVERY - timedelta(seconds=1)) == 0
    assert (look(space, NOW + BY_TIME_EVERY), sent(space)) == (1, [55])


def test_a_hook_that_gets_the_event_later_or_is_started_again_begins_anew(shared: Connection[Any]) -> None:
    more: dict[str, Any] = {"author": AUTHOR, "now": NOW}
    space = Space(shared, "import.finished")
    space.write(PLACE, JANE, TEAM)
    registry.change(shared, space.network_id, "portal", events=[FIGURES], allowed=(), **more)
    space.write(product(1), now=NOW)
    assert (look(space), sent(space)) == (1, [55])
    # Stopped, and started before any look: what happened in between is not sent.
    registry.stop(shared, space.network_id, "portal", **more)
    shared.execute("DELETE FROM hook_message WHERE network_id = %s", (space.network_id,))
    space.write(product(2), now=NOW)
    registry.start(shared, space.network_id, "portal", **more)
    assert (look(space, NOW + MINUTE), sent(space)) == (1, [])
    space.write(product(3), now=NOW + MINUTE)
    assert (look(space, NOW + MINUTE), sent(space)) == (1, [55])


def test_only_writes_that_change_figures_send_an_event(space: Space) -> None:
    space.write(product(1), now=NOW)
    assert (look(space), sent(space)) == (1, [55])
    # Figures do not include its price, or names.
    space.write(product(1, Price=8), ("coworkers", {**JANE[1], "FullName": "Jane S"}), now=NOW + MINUTE)
    assert (look(space, NOW + MINUTE), sent(space)) == (1, [55])
    assert look(space, NOW + MINUTE) == 0
    space.write(product(2), now=NOW + 2 * MINUTE)
    assert (look(space, NOW + 2 * MINUTE), sent(space)) == (1, [55, 55])


def test_changes_within_a_minute_are_one_event(space: Space) -> None:
    for number in range(1, 5):
        space.write(product(number), now=NOW + number * MINUTE / 10)
        look(space, NOW + number * MINUTE / 10)
    first = NOW + MINUTE / 10
    assert sent(space) == [55]
    assert (look(space, first + MINUTE - timedelta(seconds=1)), sent(space)) == (0, [55])
    assert (look(space, first + MINUTE), sent(space)) == (1, [55, 55])
    assert look(space, first + 3 * MINUTE) == 0


def test_changes_that_only_time_causes_send_an_event_too(space: Space) -> None:
    expires = NOW + timedelta(hours=3)
    record = {"Id": 1, "CoworkerId": 101, "BusinessId": 1, "TimePassId": 1, "ExpireDate": expires.isoformat()}
    space.write(("coworkertimepasses", record), now=NOW)
    assert (look(space), sent(space)) == (1, [55])
    assert (look(space, expires - timedelta(seconds=1)), sent(space)) == (0, [55])
    assert (look(space, expires + MINUTE), sent(space)) == (1, [55, 55])


def test_a_team_with_an_open_checkin_is_looked_at_every_five_minutes(space: Space) -> None:
    opened = {"Id": 1, "CoworkerId": 101, "BusinessId": 1, "FromTime": NOW.isoformat()}
    space.write(("checkins", opened), now=NOW)
    look(space)
    looks = [look(space, NOW + number * MINUTE) for number in range(1, 11)]
    assert (looks, BY_TIME_EVERY) == ([0, 0, 0, 0, 1] * 2, 5 * MINUTE)


def test_teams_that_are_created_deleted_and_restored(space: Space) -> None:
    other = ("teams", {**TEAM[1], "Id": 56, "TeamMembers": [101]})
    space.write(other, now=NOW)
    assert (look(space), sent(space)) == (1, [56])
    space.conn.execute("UPDATE teams SET is_deleted = TRUE WHERE network_id = %s AND id = 56", (space.network_id,))
    space.write(product(1), now=NOW + MINUTE)
    space.conn.execute("INSERT INTO watched_change VALUES (%s, 'team', 56) ON CONFLICT DO NOTHING", (space.network_id,))
    assert (look(space, NOW + MINUTE), sent(space)) == (2, [56, 55])
    rows = "SELECT team_id FROM figures_told WHERE network_id = %s"
    assert space.conn.execute(rows, (space.network_id,)).fetchall() == [(55,)]
    space.write((other[0], {**other[1], "Name": "Back", "UpdatedOn": (NOW + 2 * MINUTE).isoformat()}), now=NOW + DAY)
    look(space, NOW + 2 * MINUTE)
    assert sent(space)[-1] == 56


def test_only_teams_that_changed_are_looked_at_however_many_there_are(shared: Connection[Any]) -> None:
    people = [("coworkers", {"Id": n, "FullName": f"P {n}", "Email": f"p{n}@example.org"}) for n in range(1, 121)]
    teams = [("teams", {**TEAM[1], "Id": n, "TeamMembers": [n]}) for n in range(1, 121)]
    space = watched(shared, PLACE, *people, *teams)
    assert [look(space) for _ in range(4)] == [50, 50, 20, 0]
    space.write(product(1, CoworkerId=7), product(2, CoworkerId=7), product(3, CoworkerId=99), now=NOW)
    assert (look(space), sorted(sent(space))) == (2, [7, 99])
    # A change of a location concerns all teams of the network.
    space.write(("businesses", {**PLACE[1], "SimpleTimeZoneNameIana": "Europe/Madrid"}), now=NOW + MINUTE)
    assert sum(look(space, NOW + 2 * MINUTE) for _ in range(4)) == 120


def test_without_a_hook_that_wants_it_nothing_is_recorded(shared: Connection[Any], space: Space) -> None:
    silent = Space(shared, "import.finished")
    silent.write(PLACE, JANE, TEAM, product(1))
    assert look(silent) == 0
    recorded = "SELECT count(*) FROM watched_change WHERE network_id = %s"
    assert shared.execute(recorded, (silent.network_id,)).fetchone() == (0,)
    # Events that happen while a hook is stopped are not sent, even after it is started again.
    more: dict[str, Any] = {"author": AUTHOR, "now": NOW}
    registry.stop(shared, space.network_id, "portal", **more)
    look(space)
    space.write(product(1), now=NOW)
    assert shared.execute(recorded, (space.network_id,)).fetchone() == (0,)
    registry.start(shared, space.network_id, "portal", **more)
    assert (look(space), look(space), sent(space)) == (1, 0, [])


def test_a_change_that_was_not_recorded_is_found_by_its_revision(space: Space) -> None:
    space.write(product(1), now=NOW)
    space.conn.execute("DELETE FROM watched_change WHERE network_id = %s", (space.network_id,))
    assert look(space) == 0
    assert figures.mark_outdated(space.conn, space.network_id, now=NOW) == 1
    assert (look(space), sent(space)) == (1, [55])
    assert figures.mark_outdated(space.conn, space.network_id, now=NOW) == 0


def test_an_error_at_one_team_does_not_hold_up_others_and_leaves_nothing_half_done(space: Space) -> None:
    space.write(("teams", {**TEAM[1], "Id": 56, "TeamMembers": [101]}), now=NOW)
    space.write(product(1), now=NOW)
    refusing = f"CHECK (network_id <> {space.network_id} OR body NOT LIKE '%\"TeamId\":55%')"
    space.conn.execute(f"ALTER TABLE hook_message ADD CONSTRAINT not_this_team {refusing}")
    try:
        assert look(space) == 2
    finally:
        space.conn.execute("ALTER TABLE hook_message DROP CONSTRAINT not_this_team")
    assert [type(one) for one in space.errors] == [CheckViolation]
    space.errors.clear()
    assert sent(space) == [56]
    assert (look(space, NOW + 5 * MINUTE), sent(space)) == (1, [56, 55])


@settings(max_examples=examples(25), deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["write", "same", "nothing"]), st.integers(0, 90), st.booleans()), max_size=12
    )
)
def test_whatever_happens_the_last_state_is_sent_and_never_twice_a_minute(
    shared: Connection[Any], steps: list[tuple[str, int, bool]]
) -> None:
    space = watched(shared, PLACE, JANE, TEAM)
    look(space)
    now, count, seen = NOW, 0, _digest(space, NOW)
    at: list[datetime] = []
    for what, seconds, is_looked in [*steps, ("nothing", 61, True)]:
        now += timedelta(seconds=seconds)
        if what == "write":
            count += 1
            space.write(product(count), now=now)
        elif what == "same" and count:
            space.write(product(count, Price=count + seconds), now=now)
        if is_looked:
            before = len(sent(space))
            look(space, now)
            if len(sent(space)) > before:
                # There is an event if, and only if, the figures differ from those of the event before.
                assert _digest(space, now) != seen
                seen = _digest(space, now)
                at.append(now)
    assert seen == _digest(space, now)
    assert all(later - earlier >= MINUTE for earlier, later in pairwise(at))


def _digest(space: Space, now: datetime) -> bytes:
    answer = team_kpi(space.conn, space.network_id, 55, now=now, open_checkin_limit=LIMIT)
    assert answer is not None
    return figures._digest(answer)
