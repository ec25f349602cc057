"""The demo space as it is written down over time: it ends as it is generated, and has something to tell."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from psycopg import Connection

from teamkpi.demo import TEAM_ID, Batch, batches, generate
from teamkpi.kpi.changes import Asked, changes
from teamkpi.kpi.team import DEFAULT_OPEN_CHECKIN_LIMIT
from teamkpi.ledger import Change, apply
from teamkpi.statements.versions import statement_of

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
MONTH = datetime(2026, 11, 1, tzinfo=UTC)
PLACES = {"businesses", "resources", "teams"}


def of_team(now: datetime) -> list[tuple[str, dict[str, Any]]]:
    """The records of team 55's members, and everything that belongs to nobody."""
    items = list(generate(now))
    [team] = [one for plural, one in items if plural == "teams" and one["Id"] == TEAM_ID]
    members: Any = team["TeamMembers"]

    owned = {"coworkerbookingcreditusehistories": set[Any](), "coworkerextraserviceusehistories": set[Any]()}

    def is_theirs(plural: str, one: dict[str, Any]) -> bool:
        if plural in owned:
            return (one.get("CoworkerBookingCreditId") or one.get("CoworkerExtraServiceId")) in owned[plural]
        found = plural in PLACES or (one["Id"] if plural == "coworkers" else one.get("CoworkerId")) in members
        if found and (uses := owned.get(f"{plural.removesuffix('s')}usehistories")) is not None:
            uses.add(one["Id"])
        return found

    return [(plural, one) for plural, one in items if is_theirs(plural, one)]


@pytest.fixture(scope="module")
def items() -> list[tuple[str, dict[str, Any]]]:
    return of_team(NOW)


def versions(found: list[Batch]) -> dict[tuple[str, Any], list[tuple[datetime, dict[str, Any]]]]:
    kept: dict[tuple[str, Any], list[tuple[datetime, dict[str, Any]]]] = {}
    for batch in found:
        for plural, record in batch.items:
            kept.setdefault((plural, record["Id"]), []).append((batch.at, record))
    return kept


@pytest.mark.parametrize("now", [NOW, MONTH + timedelta(minutes=30), MONTH + timedelta(days=1)])
def test_each_record_ends_as_it_is_generated(items: list[tuple[str, dict[str, Any]]], now: datetime) -> None:
    """And every version is newer than the one before, and was not written before it was made."""
    made = items if now == NOW else of_team(now)
    found = versions(list(batches(made, now)))
    assert {key: written[-1][1] for key, written in found.items()} == {(plural, one["Id"]): one for plural, one in made}
    for written in found.values():
        stamps = [one["UpdatedOn"] for _, one in written]
        assert stamps == sorted(set(stamps))
        assert all(datetime.fromisoformat(one["UpdatedOn"]) <= at for at, one in written)


def test_what_was_used_by_the_end_of_last_month_was_gone_then() -> None:
    """Else its statement would say that somebody changed the balance by hand, and changed it back a month later."""
    made = of_team(datetime(2026, 11, 28, 12, tzinfo=UTC))
    found = versions(list(batches(made, datetime(2026, 11, 28, 12, tzinfo=UTC))))
    uses: dict[Any, list[dict[str, Any]]] = {}
    for plural, one in made:
        if plural == "coworkerextraserviceusehistories":
            uses.setdefault(one["CoworkerExtraServiceId"], []).append(one)
    for credit_id, of_credit in uses.items():
        by_then = [one for at, one in found["coworkerextraservices", credit_id] if at <= MONTH]
        if by_then:
            used = sum(one["CreditUsed"] for one in of_credit if datetime.fromisoformat(one["CreatedOn"]) < MONTH)
            assert by_then[-1]["TotalUses"] - by_then[-1]["RemainingUses"] == used, credit_id


def test_what_the_demo_has_to_tell(conn: Connection[Any], items: list[tuple[str, dict[str, Any]]]) -> None:
    found = list(batches(items, NOW))
    assert [(batch.at, batch.closed_month) for batch in found] == [
        (MONTH - timedelta(days=3, hours=3, minutes=53), None),
        (MONTH - timedelta(minutes=7), None),
        (MONTH + timedelta(hours=9, minutes=7), date(2026, 10, 1)),
        (NOW, date(2026, 10, 1)),
    ]
    for batch in found:
        changed = [Change(plural, record, number) for number, (plural, record) in enumerate(batch.items)]
        apply(conn, 1, changed, now=batch.at)
        if batch.closed_month:
            month = batch.closed_month
            statement_of(conn, 1, TEAM_ID, month, now=batch.at, open_checkin_limit=DEFAULT_OPEN_CHECKIN_LIMIT)

    # The month was closed, and corrected afterwards.
    first, second = (
        statement_of(
            conn,
            1,
            TEAM_ID,
            date(2026, 10, 1),
            now=NOW,
            open_checkin_limit=DEFAULT_OPEN_CHECKIN_LIMIT,
            version=version,
        )
        for version in (1, 2)
    )
    quantities = [
        {one.id: one.quantity for one in each.items if one.entity == "CoworkerProduct"} for each in (first, second)
    ]
    assert {one for one in quantities[0] if quantities[0][one] != quantities[1].get(one)} != set()
    by_hand = {(one.kind, one.unit): one.changed_by_hand for one in second.balances if one.changed_by_hand}
    assert by_hand == {("BookingCredit", "money"): 50}
    booked = [each.time.booked_minutes for each in (first, second)]
    assert booked[0] > booked[1]

    def causes(since: datetime) -> set[tuple[str, str]]:
        differing = changes(conn, Asked(1, TEAM_ID, since, NOW))
        assert differing is not None
        assert all(one.matches for one in differing)
        return {(cause.entity, cause.cause) for one in differing for cause in one.causes}

    of_a_month = causes(MONTH - timedelta(days=3, hours=3, minutes=50))
    assert {
        ("CoworkerBookingCredit", "changed"),
        ("CoworkerTimePass", "expired"),
        ("Checkin", "month_turned"),
    } <= of_a_month
    assert "joined_team" in {cause for _, cause in of_a_month}
    assert ("Booking", "changed") in causes(MONTH + timedelta(hours=10))
