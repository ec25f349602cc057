"""Versions of one record in any order: what is held is the latest of each part, whatever came before."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teamkpi.ledger import ENTITIES
from teamkpi.ledger.rows import IS_DELETED, UPDATED_ON, FieldErrors, canonical_form, to_record, to_row
from teamkpi.ledger.values import EARLIEST
from teamkpi.ledger.versions import first, succeeding

TEAMS = ENTITIES["teams"]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
YEAR_1 = "0001-01-01T00:00:00Z"
INSTANTS = (YEAR_1, "0001-01-01T00:00:00.000001Z", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")
LISTS: tuple[Any, ...] = (None, "", [], [1], [2], [1, 2])
Record = dict[str, Any]
Held = tuple[Any, ...]


def team(updated_on: str | None, name: str = "One", members: Any = None, administrators: Any = None) -> Record:
    record = {"Id": 1, "BusinessId": 1, "Name": name, "TeamMembers": members, "TeamAdministrators": administrators}
    return record if updated_on is None else {**record, "UpdatedOn": updated_on}


def tombstone(updated_on: str) -> Record:
    return {"Id": 1, "UpdatedOn": updated_on, "_deleted": True}


VERSIONS = st.one_of(
    st.builds(
        team, st.sampled_from(INSTANTS), st.sampled_from(["One", "Two"]), st.sampled_from(LISTS), st.sampled_from(LISTS)
    ),
    st.builds(tombstone, st.sampled_from(INSTANTS)),
)


def after(held: Held | None, record: Record, now: datetime = NOW) -> Held:
    row = to_row(TEAMS, 1, record)
    if held is None:
        return tuple(first(TEAMS, row, now))
    found = succeeding(TEAMS, row, held, now).row
    return held if found is None else tuple(found)


def settled(records: Sequence[Record], held: Held | None = None) -> Held:
    for record in records:
        held = after(held, record)
    assert held is not None
    return held


def people(held: Held) -> dict[str, Any]:
    """The lists of a team, and since when they are known where that is not the record's own version."""
    return {name: value for name, value in to_record(TEAMS, held).items() if "TeamMembers" in name or "TeamAdm" in name}


@settings(deadline=None)
@given(st.lists(VERSIONS, min_size=1, max_size=4))
def test_every_order_ends_the_same(versions: list[Record]) -> None:
    held = settled(versions)
    assert all(settled(order) == held for order in itertools.permutations(versions))


@settings(deadline=None)
@given(st.lists(VERSIONS, min_size=1, max_size=6))
def test_record_and_lists_are_the_latest_of_what_was_stated(versions: list[Record]) -> None:
    held = settled(versions)
    rows = [to_row(TEAMS, 1, version) for version in versions]
    latest = max(rows, key=lambda row: (row[UPDATED_ON], canonical_form(TEAMS, row)))
    assert (held[UPDATED_ON], canonical_form(TEAMS, held)) == (latest[UPDATED_ON], canonical_form(TEAMS, latest))
    for name in ("TeamMembers", "TeamAdministrators") if not held[IS_DELETED] else ():
        stated = [
            # The first two instants count as one: before them stands what was never stated.
            (max(row[UPDATED_ON], EARLIEST), not ids, ids)
            for row, version in zip(rows, versions, strict=True)
            if (ids := [] if "_deleted" in version else version[name]) is not None and ids != ""
        ]
        assert to_record(TEAMS, held)[name] == (max(stated)[-1] if stated else [])


@settings(deadline=None)
@given(st.lists(VERSIONS, min_size=1, max_size=4), st.lists(VERSIONS, max_size=3))
def test_an_export_goes_on_as_its_ledger_would(before: list[Record], later: list[Record]) -> None:
    held = settled(before)
    exported = to_record(TEAMS, held)
    assert settled([exported]) == held
    assert succeeding(TEAMS, to_row(TEAMS, 1, exported), held, NOW).is_unchanged
    assert settled([exported, *later]) == settled([*before, *later])


@settings(deadline=None)
@given(st.lists(VERSIONS, min_size=1, max_size=4))
def test_what_came_last_may_come_again(versions: list[Record]) -> None:
    held = settled(versions)
    again = [succeeding(TEAMS, to_row(TEAMS, 1, version), held, NOW) for version in versions]
    assert [one.row for one in again] == [None] * len(versions)


@pytest.mark.parametrize("unstated", [None, "", "  "])
def test_a_version_without_lists_changes_none(unstated: Any) -> None:
    held = settled([team(INSTANTS[2], "One", [1, 2], [1]), team(INSTANTS[3], "Two", unstated, unstated)])
    assert people(held) == {
        "TeamMembers": [1, 2],
        "TeamAdministrators": [1],
        "_TeamMembersUpdatedOn": INSTANTS[2],
        "_TeamAdministratorsUpdatedOn": INSTANTS[2],
    }
    assert to_record(TEAMS, held)["Name"] == "Two"


def test_a_list_that_comes_late_counts_although_its_record_is_old() -> None:
    late = team(INSTANTS[2], "Old", [1, 2])
    held = settled([team(INSTANTS[3], "New"), late])
    assert (to_record(TEAMS, held)["Name"], people(held)["TeamMembers"]) == ("New", [1, 2])
    assert succeeding(TEAMS, to_row(TEAMS, 1, late), held, NOW).row is None


@pytest.mark.parametrize(
    ("record", "members"),
    [
        ({"CoworkerIds": "101,102"}, [101, 102]),
        ({"CoworkerIds": [102, 101], "TeamMembers": None}, [101, 102]),
        ({"CoworkerIds": "101", "TeamMembers": "102"}, [102]),
        ({"CoworkerIds": "101", "TeamMembers": []}, []),
        ({"CoworkerIds": "[]"}, []),
        ({"CoworkerIds": ""}, [7]),
        ({"CoworkerIds": None}, [7]),
    ],
)
def test_members_as_lists_of_teams_have_them(record: Record, members: list[int]) -> None:
    version = {"Id": 1, "BusinessId": 1, "Name": "One", "UpdatedOn": INSTANTS[3], **record}
    assert people(settled([team(INSTANTS[2], "One", [7]), version]))["TeamMembers"] == members


def test_a_local_write_states_the_lists_it_has() -> None:
    held = settled([team(INSTANTS[2], "One", [1, 2], [1])])
    assert succeeding(TEAMS, to_row(TEAMS, 1, team(None)), held, NOW).is_unchanged
    assert succeeding(TEAMS, to_row(TEAMS, 1, team(None, "One", [2, 1])), held, NOW).is_unchanged
    changed = after(held, team(None, "Two", [1, 2]))
    assert people(changed) == {
        "TeamMembers": [1, 2],
        "TeamAdministrators": [1],
        "_TeamAdministratorsUpdatedOn": INSTANTS[2],
    }
    between = team("2026-06-01T00:00:00Z", "Three", [5], [5])
    assert people(after(changed, between))["TeamMembers"] == [1, 2]
    assert people(after(changed, between))["TeamAdministrators"] == [5]
    gone = after(changed, {"Id": 1, "_deleted": True}, NOW + timedelta(1))
    assert people(after(gone, team(None, "Again"), NOW + timedelta(2)))["TeamMembers"] == []


@pytest.mark.parametrize(
    ("marks", "reason"),
    [
        ({"_TeamMembersUpdatedOn": "2026-01-03"}, ("_TeamMembersUpdatedOn", "must not be after UpdatedOn")),
        (
            {"_TeamAdministratorsUpdatedOn": "x"},
            ("_TeamAdministratorsUpdatedOn", "must be a date and time like 2026-11-21T12:00:00Z"),
        ),
    ],
)
def test_since_when_a_list_is_known_must_be_right(marks: Record, reason: tuple[str, str]) -> None:
    with pytest.raises(FieldErrors) as refused:
        to_row(TEAMS, 1, {**team(INSTANTS[3], "One", [1], [1]), **marks})
    assert refused.value.errors == (reason,)


def test_every_list_of_ids_stays_when_it_is_not_stated() -> None:
    for entity in ENTITIES.values():
        of_ids = [one for one in entity.fields if one.kind.column_type == "bigint[]"]
        assert list(entity.lists) == of_ids
        assert len(entity.marks) == len(of_ids)
