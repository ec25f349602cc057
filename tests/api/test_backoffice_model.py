"""A random sequence of back-office calls does what a plain dictionary does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from psycopg import Connection

from api.backoffice import OPERATOR, Office, an_office, refused, successful
from api.doorway import NOW, Space, running
from examples import examples
from teamkpi.usage import verify

Fields = dict[str, Any]

IDS = st.integers(1, 6)
DAYS = st.integers(1, 9).map(lambda day: f"2026-11-0{day}T09:00:00Z")
FIELDS: dict[str, st.SearchStrategy[Fields]] = {
    "teams": st.fixed_dictionaries(
        {"BusinessId": IDS, "Name": st.sampled_from(["One", "two", "TWO", "Três"])},
        optional={
            "TeamMembers": st.none() | st.lists(IDS, max_size=4),
            "DiscountTariffs": st.none() | st.integers(0, 40).map(lambda cents: cents / 4),
            "HasCommunityGroup": st.booleans(),
        },
    ),
    "bookings": st.fixed_dictionaries(
        {"ResourceId": IDS, "FromTime": DAYS, "ToTime": st.just("2026-12-01T09:00:00Z")},
        optional={"CoworkerId": st.none() | IDS, "Tentative": st.booleans(), "BookingNumber": st.none() | IDS},
    ),
    "coworkertimepasses": st.fixed_dictionaries(
        {"CoworkerId": IDS, "BusinessId": IDS, "TimePassId": IDS},
        optional={"Used": st.booleans(), "ExpireDate": st.none() | DAYS, "RemainingUses": st.none() | IDS},
    ),
}
PLURALS = st.sampled_from(list(FIELDS))
# What stands in a field that was left out.
CLEARED: dict[str, Fields] = {
    "teams": {"TeamMembers": [], "DiscountTariffs": None, "HasCommunityGroup": False},
    "bookings": {"CoworkerId": None, "Tentative": False, "BookingNumber": 0},
    "coworkertimepasses": {"Used": False, "ExpireDate": None, "RemainingUses": None},
}
ORDERS = {
    "teams": ("Id", "Name", "BusinessId", "UpdatedOn"),
    "bookings": ("Id", "FromTime", "ResourceId", "UpdatedOn"),
    "coworkertimepasses": ("Id", "CoworkerId", "UpdatedOn"),
}
PREFIX = {"teams": "Team", "bookings": "Booking", "coworkertimepasses": "CoworkerTimePass"}


class Calls(RuleBasedStateMachine):
    """Each rule asks the server and the dictionary; whatever can be listed is compared after each."""

    office: ClassVar[Office]

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[str, dict[int, Fields]] = {plural: {} for plural in FIELDS}
        self.gone: dict[str, set[int]] = {plural: set() for plural in FIELDS}
        self.compared: dict[str, dict[int, Fields]] = {plural: {} for plural in FIELDS}

    def tick(self) -> str:
        """Let a second pass, and return the instant as the wire writes it."""
        self.office.space.forward(timedelta(seconds=1))
        now = self.office.space.now
        return now.replace(tzinfo=None).isoformat() + "Z"

    def as_held(self, plural: str, fields: Fields, before: Fields | None = None) -> Fields:
        found = {**CLEARED[plural], **fields}
        if plural == "teams":
            stated = fields.get("TeamMembers")
            members = stated if stated is not None else before["TeamMembers"] if before else []
            found["TeamMembers"] = sorted(set(members))
        if plural == "bookings":
            found["BookingNumber"] = found["BookingNumber"] or 0
        return found

    def pick(self, plural: str, number: int) -> int:
        """Return the id of one of the records, or of one that was deleted, or of none."""
        known = [*self.held[plural]] * 4 + [*sorted(self.gone[plural])[:1], 999_999]
        return known[number % len(known)]

    @rule(data=st.data(), plural=PLURALS)
    def create(self, data: st.DataObject, plural: str) -> None:
        fields, now = data.draw(FIELDS[plural]), self.tick()
        made = self.office.create(plural, **fields)
        record = self.as_held(plural, fields)
        assert {name: made[name] for name in record} == record
        assert made["Id"] not in self.held[plural]
        assert made["Id"] not in self.gone[plural]
        self.held[plural][made["Id"]] = {**record, "UpdatedOn": now}

    @rule(data=st.data(), count=st.integers(1, 4))
    def create_several(self, data: st.DataObject, count: int) -> None:
        plural = "coworkertimepasses"
        fields, now = data.draw(FIELDS[plural]), self.tick()
        before = set(self.held[plural])
        self.office.create(plural, **fields, CreateMultiple=count)
        new = {record["Id"] for record in self.office.all(plural)} - before
        assert len(new) == count
        for number in new:
            self.held[plural][number] = {**self.as_held(plural, fields), "UpdatedOn": now}

    @rule(data=st.data(), plural=PLURALS, number=st.integers(0, 30))
    def create_under_a_known_id(self, data: st.DataObject, plural: str, number: int) -> None:
        self.tick()
        record_id = self.pick(plural, number)
        if record_id != 999_999:
            body = {**data.draw(FIELDS[plural]), "Id": record_id}
            assert list(refused(self.office.ask("POST", plural, json=body))) == ["Id"]

    @rule(data=st.data(), plural=PLURALS, number=st.integers(0, 30), in_path=st.booleans())
    def replace(self, data: st.DataObject, plural: str, number: int, in_path: bool) -> None:
        record_id, fields, now = self.pick(plural, number), data.draw(FIELDS[plural]), self.tick()
        path, body = (f"/{record_id}", fields) if in_path else ("", {**fields, "Id": record_id})
        answer = self.office.ask("PUT", plural, path, json=body)
        if record_id not in self.held[plural]:
            assert (answer.status_code, answer.json()) == (404, "Not found")
            return
        successful(answer)
        self.change(plural, record_id, self.as_held(plural, fields, self.held[plural][record_id]), now)

    @rule(number=st.integers(0, 30), added=st.lists(IDS, max_size=3), removed=st.lists(IDS, max_size=3))
    def change_members(self, number: int, added: list[int], removed: list[int]) -> None:
        record_id, now = self.pick("teams", number), self.tick()
        body = {"Id": record_id, "BusinessId": 1, "Name": "M", "AddedTeamMembers": added, "RemovedTeamMembers": removed}
        answer = self.office.ask("PUT", "teams", json=body)
        if record_id in self.held["teams"]:
            successful(answer)
            before = set(self.held["teams"][record_id]["TeamMembers"])
            fields = {"BusinessId": 1, "Name": "M", "TeamMembers": [*((before | set(added)) - set(removed))]}
            self.change("teams", record_id, self.as_held("teams", fields), now)
        else:
            assert answer.json() == "Not found"

    def change(self, plural: str, record_id: int, record: Fields, now: str) -> None:
        held = self.held[plural][record_id]
        if {**held, **record} != held:
            self.held[plural][record_id] = {**record, "UpdatedOn": now}

    @rule(plural=PLURALS, number=st.integers(0, 30))
    def delete(self, plural: str, number: int) -> None:
        self.tick()
        record_id = self.pick(plural, number)
        assert self.office.delete(plural, record_id) is (record_id in self.held[plural])
        self.forget(plural, record_id)

    @rule(first=st.integers(0, 30), second=st.integers(0, 30))
    def cancel(self, first: int, second: int) -> None:
        self.tick()
        ids = {self.pick("bookings", first), self.pick("bookings", second)}
        body = {"Key": "CANCEL_BOOKING", "Ids": sorted(ids)}
        answer = self.office.ask("POST", "bookings", "/runcommand", json=body).json()
        assert answer["WasSuccessful"] is (ids <= set(self.held["bookings"]))
        if answer["WasSuccessful"]:
            for record_id in ids:
                self.forget("bookings", record_id)

    def forget(self, plural: str, record_id: int) -> None:
        if self.held[plural].pop(record_id, None):
            self.gone[plural].add(record_id)

    @rule(data=st.data(), plural=PLURALS, size=st.integers(1, 5), descending=st.booleans(), bound=IDS)
    def list_some(self, data: st.DataObject, plural: str, size: int, descending: bool, bound: int) -> None:
        order = data.draw(st.sampled_from(ORDERS[plural]))
        name = {"teams": "BusinessId", "bookings": "ResourceId", "coworkertimepasses": "CoworkerId"}[plural]
        query = {f"from_{PREFIX[plural]}_{name}": bound, "orderBy": order, "dir": "desc" if descending else "asc"}
        records = [{"Id": number, **record} for number, record in self.held[plural].items() if record[name] >= bound]
        records.sort(key=lambda record: (_comparable(record[order]), record["Id"]), reverse=descending)
        pages = list(self.office.pages(plural, size=size, **query))
        found = [record["Id"] for page in pages for record in page["Records"]]
        if order == "Name":  # by the database's own order of letters
            assert sorted(found) == sorted(record["Id"] for record in records)
        else:
            assert found == [record["Id"] for record in records]
        assert {page["TotalItems"] for page in pages} == {len(records)}
        assert {page["TotalPages"] for page in pages} == {-(-len(records) // size)}

    @invariant()
    def everything_is_there(self) -> None:
        for plural, records in self.held.items():
            if records == self.compared[plural]:
                continue
            self.compared[plural] = dict(records)
            found = {record["Id"]: record for record in self.office.all(plural)}
            assert set(found) == set(records)
            for number, record in records.items():
                assert {name: found[number][name] for name in record} == record
                assert found[number]["UpdatedBy"] == OPERATOR

    def teardown(self) -> None:
        for plural, records in self.held.items():
            for number in records:
                self.office.delete(plural, number)


def _comparable(value: Any) -> Any:
    """Return a value that stands where the database puts it; instants with and without microseconds alike."""
    return value.removesuffix("Z") if isinstance(value, str) else value


@pytest.fixture
def space(database_url: str) -> Iterator[Space]:
    with running(database_url) as space:
        yield space


def test_a_random_sequence_of_calls(conn: Connection[Any], space: Space) -> None:
    office = an_office(conn, space)
    machine = type("CallsOfOne", (Calls,), {"office": office})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=examples(25), stateful_step_count=20, deadline=None)
    )
    assert [*verify(conn, office.network_id)] == []
    assert space.now > NOW
