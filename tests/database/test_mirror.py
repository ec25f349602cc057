"""The mirror against the stand-in: what is there is here afterwards, whatever happened in between."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from itertools import count, product
from random import Random
from socket import SHUT_RDWR, socket
from threading import enumerate as all_threads
from threading import get_ident
from time import sleep
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import httpx
import pytest
from psycopg import Connection, DataError, OperationalError, sql
from psycopg.errors import DeadlockDetected

from mirror_process import MirrorProcess
from patience import until
from spaces import AUTHOR, asked, new_network, write
from teamkpi.accounts import Seal, webhooks
from teamkpi.api.log import logger_to
from teamkpi.api.server import mirroring
from teamkpi.db import connect
from teamkpi.errors import UpstreamFailed
from teamkpi.hooks import registry
from teamkpi.ledger import ENTITIES, deliveries
from teamkpi.ledger.erasures import NAME
from teamkpi.ledger.rows import canonical_form, to_row
from teamkpi.mirror import Credentials, Pace, Runner, Upstream, sources
from teamkpi.mirror.checking import check
from teamkpi.mirror.copying import CannotRepeatError
from teamkpi.mirror.failures import FAILURES
from teamkpi.mirror.pace import MOST_TRIES
from teamkpi.mirror.status import Status, read_status
from teamkpi.mirror.worker import Worker
from teamkpi.privacy.erase import erase
from teamkpi.privacy.people import find as find_person
from teamkpi.settings import Settings
from upstream.in_process import InProcess
from upstream.service import AUDITED, EMAIL, KINDS, PASSWORD, ZONES, Answer, Request, Service, as_json
from upstream.space import ACTS, act, fill, happen
from upstream.transport import served

SEAL = Seal(["a2V5IG9mIHRoaXJ0eS10d28gYnl0ZXMgZm9yIHRlc3Q="])
CREDENTIALS = Credentials(EMAIL, PASSWORD)


class Killed(BaseException):
    """The process ends here, as after kill -9."""


SOME = ("businesses", "teams", "bookings", "coworkertimepasses")
"""One kind with each trait: without deletions, read by id, in the audit trail, and not in it."""


class Mirror:
    """A mirror of a stand-in, in a network of its own; of some kinds of records, which costs less."""

    def __init__(
        self, conn: Connection[Any], service: Service, plurals: Collection[str] = SOME, **options: Any
    ) -> None:
        self.plurals = plurals
        self.conn = conn
        self.service = service
        self.network_id = new_network(conn)
        self.now: Callable[[], datetime] = lambda: service.now
        self.waited: list[float] = []
        values: dict[str, Any] = {"businesses": (), "share": 100, "every_seconds": 300, "most_deleted": 100} | options
        address = "http://stand-in.example"
        sources.add(
            conn,
            self.network_id,
            "nexudus",
            address,
            CREDENTIALS,
            allows_http=True,
            seal=SEAL,
            now=service.now,
            **values,
        )

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.service.tick(seconds)

    def upstream(self, credentials: Credentials = CREDENTIALS, pace: Pace | None = None) -> Upstream:
        return Upstream(
            sources.get(self.conn, self.network_id).base_url,
            credentials,
            pace=pace or Pace((), 100, 0),
            wait=self.wait,
            now=self.now,
            dice=lambda: 0.5,
            transport=InProcess(self.service),
        )

    def run(
        self,
        *plurals: str,
        credentials: Credentials = CREDENTIALS,
        conn: Connection[Any] | None = None,
        progress: Callable[[object], object] = bool,
        **options: Any,
    ) -> Upstream:
        source = sources.get(self.conn, self.network_id)
        upstream = self.upstream(credentials)
        runner = Runner(conn or self.conn, source, upstream, now=self.now, progress=progress)
        try:
            runner.run(plurals or self.plurals, **options)
        finally:
            upstream.close()
        return upstream

    def status(self) -> Status:
        return read_status(self.conn, self.network_id, now=self.service.now)

    def held(self, plural: str) -> dict[int, str]:
        """The records here, as text that compares."""
        entity = ENTITIES[plural]
        statement = sql.SQL("SELECT {} FROM {} WHERE network_id = %s AND NOT is_deleted").format(
            sql.SQL(", ").join(map(sql.Identifier, entity.all_columns)), sql.Identifier(plural)
        )
        return {row[0]: _comparable(plural, row) for row in self.conn.execute(statement, (self.network_id,))}

    def expected(self, plural: str) -> dict[int, str]:
        """The records there, as the ledger would hold them."""
        entity = ENTITIES[plural]
        return {
            record_id: _comparable(plural, to_row(entity, self.network_id, record))
            for record_id, record in self.whole(plural).items()
        }

    def whole(self, plural: str) -> dict[int, dict[str, Any]]:
        """The records there, with the zones' names."""
        found = {record_id: dict(record) for record_id, record in self.service.records[plural].items()}
        for one in found.values():
            if "SimpleTimeZoneId" in one:
                one["SimpleTimeZoneNameIana"] = ZONES[one["SimpleTimeZoneId"]]
        return found

    def figures(self, network_id: int) -> dict[int, Any]:
        """What the teams that are there are answered in a network."""
        return {team: asked(self.conn, network_id, team, self.service.now) for team in self.service.records["teams"]}

    def right_figures(self) -> dict[int, Any]:
        """The same of a ledger into which everything that is there was written at once."""
        network_id = new_network(self.conn)
        records = ((plural, one) for plural in self.plurals for one in self.whole(plural).values())
        write(self.conn, network_id, records, self.service.now)
        return self.figures(network_id)

    def deleted(self, plural: str) -> set[int]:
        statement = sql.SQL("SELECT id FROM {} WHERE network_id = %s AND is_deleted").format(sql.Identifier(plural))
        return {row[0] for row in self.conn.execute(statement, (self.network_id,))}

    def differences(self) -> dict[str, Any]:
        """What differs between there and here, by kind."""
        found = {plural: (self.expected(plural), self.held(plural)) for plural in self.plurals}
        return {plural: pair for plural, pair in found.items() if pair[0] != pair[1]}


def _comparable(plural: str, row: Any) -> str:
    entity = ENTITIES[plural]
    lists = [sorted(row[entity.place[one.column]] or ()) for one in entity.lists]
    return f"{canonical_form(entity, row)} {lists}"


@pytest.fixture
def service() -> Service:
    made = Service()
    made.quirks.largest_page = 20
    fill(made, Random(1))
    return made


def client_of(service: Service, transport: InProcess | None = None) -> Upstream:
    return Upstream(
        "http://stand-in.example",
        CREDENTIALS,
        pace=Pace((), 100, 0),
        wait=service.tick,
        now=lambda: service.now,
        transport=transport or InProcess(service),
    )


def failing(*, code: str, mirror: Mirror, is_full: bool = False) -> str:
    with pytest.raises(UpstreamFailed) as caught:
        mirror.run(is_full=is_full)
    assert caught.value.code == code, caught.value
    return str(caught.value)


def test_everything_there_is_here_after_one_run_and_again_after_changes(
    shared: Connection[Any], service: Service
) -> None:
    service.quirks.has_zone_names = False
    fill(service, Random(2), bookings=50)
    mirror = Mirror(shared, service, KINDS)
    mirror.run()
    assert mirror.differences() == {}
    teams = mirror.held("teams")
    assert any(not one.endswith("[[], []]") for one in teams.values())

    happen(service, Random(3), 100)
    mirror.run()
    lost = {plural: set(here) - set(there) for plural, (there, here) in mirror.differences().items()}
    # Deletions of these are not in the audit trail: the sweep of the night finds them.
    assert set(lost) <= {
        *("coworkertimepasses", "eventattendees"),
        *("coworkerbookingcreditusehistories", "coworkerextraserviceusehistories"),
    }
    service.tick(86_400)
    mirror.run()
    assert mirror.differences() == {}
    assert mirror.status().problem is None


def test_a_run_asks_for_little_when_little_has_changed(shared: Connection[Any], service: Service) -> None:
    mirror = Mirror(shared, service, KINDS)
    mirror.run()
    team = next(iter(service.records["teams"]))
    service.tick(3600)
    mirror.run()
    quiet = mirror.run().calls
    service.change("teams", team, Name="Renamed")
    assert mirror.run().calls == quiet + 1  # the team by its id
    # The sign-in, a list of changes for each kind, and the audit trail's for those that are in it.
    assert quiet == 1 + len(KINDS) + 12


def test_a_page_and_its_position_are_stored_together_or_not_at_all(shared: Connection[Any], service: Service) -> None:
    fill(service, Random(2), bookings=50)
    mirror = Mirror(shared, service)

    def die_in_a_transaction() -> datetime:
        walk = shared.execute("SELECT count(*) FROM bookings WHERE network_id = %s", (mirror.network_id,)).fetchone()
        if walk and walk[0] > 20 and shared.info.transaction_status.name == "INTRANS":
            raise Killed
        return service.now

    mirror.now = die_in_a_transaction
    with pytest.raises(Killed):
        mirror.run()
    assert len(mirror.held("bookings")) == 20
    mirror.now = lambda: service.now
    before = len(service.requests)
    mirror.run()
    asked = [
        one.query for one in service.requests[before:] if one.path == "/api/spaces/bookings" and "size" in one.query
    ]
    last = sorted(service.records["bookings"])[19]
    # It goes on at the page where it was.
    assert asked[0].get("from_Booking_Id") == str(last + 1)
    assert mirror.differences() == {}


def test_a_location_whose_zone_could_not_be_read_is_copied_by_the_next_run(
    shared: Connection[Any], service: Service
) -> None:
    service.quirks.has_zone_names = False
    fill(service, Random(2))
    mirror = Mirror(shared, service, ("businesses",))
    service.before = lambda _service, request: Answer(401) if "/simpletimezones" in request.path else None
    mirror.run()
    assert mirror.status().refused_count > 0
    service.before = lambda _service, _request: None
    service.tick(3600)  # longer than runs overlap
    mirror.run()
    assert mirror.differences() == {}
    assert mirror.status().refused == []


def test_a_deletion_before_the_audit_trail_is_first_read_is_not_lost(shared: Connection[Any], service: Service) -> None:
    mirror = Mirror(shared, service, ("bookings",))

    def stop(_service: Service, request: Request) -> None:
        if request.path == "/api/sys/audittrailentries":
            die()

    service.before = stop
    with pytest.raises(Killed):
        mirror.run()
    service.before = lambda _service, _request: None
    service.tick(1)
    service.delete("bookings", min(service.records["bookings"]))
    service.tick(16 * 60)  # longer than runs overlap
    mirror.run()
    assert mirror.differences() == {}


@pytest.mark.parametrize("error", [DeadlockDetected, DataError, CannotRepeatError])
def test_pages_that_cannot_be_stored_while_they_are_read_are_read_again(
    shared: Connection[Any], service: Service, error: type[Exception]
) -> None:
    fill(service, Random(2), bookings=70)
    mirror = Mirror(shared, service)
    raised: list[int] = []

    def fail_once() -> datetime:
        if not raised and shared.info.transaction_status.name == "INTRANS":
            held = len(mirror.held("bookings"))
            if held > 20:  # beyond the first page, which is stored by itself
                raised.append(held)
                raise error
        return service.now

    mirror.now = fail_once
    mirror.run()
    assert raised
    assert mirror.differences() == {}
    assert mirror.status().refused == []


# Each fault of public programs, and each that the service makes, with what becomes of it. A fault is made of the
# requests for bookings, from the second page on.


def on_page(service: Service, make: Callable[[Answer], Answer], *, times: int = 1, first: int = 2) -> None:
    left = [first, times]

    def fault(answer: Answer) -> Answer:
        left[0] -= 1
        if left[0] < 1 and left[1] > 0:
            left[1] -= 1
            return make(answer)
        return answer

    on_list(service, "bookings", fault)


def on_list(service: Service, plural: str, make: Callable[[Answer], Answer]) -> None:
    """Change the answers to requests for pages of a kind's list."""
    path = f"/api/{KINDS[plural][0]}/{plural}"

    def fault(_service: Service, request: Request, answer: Answer) -> Answer:
        is_page = request.path == path and request.query.get("size") == "1000"
        return make(answer) if is_page else answer

    service.after = fault


FAULTS: dict[str, Callable[[Answer], Answer]] = {
    "firewall": lambda _: Answer(403, b"<html>Forbidden</html>", {"Content-Type": "text/html"}),
    "html": lambda _: Answer(200, b"<!DOCTYPE html><title>Maintenance</title>", {"Content-Type": "text/html"}),
    "cut_body": lambda answer: Answer(answer.status, answer.body, dict(answer.headers), cut=True),
    "unreachable": lambda _: Answer(200, dies=True),
    "server_error": lambda _: Answer(500, b'{"Message":"An error has occurred."}'),
    "throttled": lambda _: Answer(409, b"", {"Retry-After": "1"}),
    "access_denied": lambda _: Answer(401),
    "redirect": lambda _: Answer(302, b"", {"Location": "http://elsewhere.example/"}),
    "unexpected": lambda _: Answer(200, b'{"Value": null, "WasSuccessful": false}'),
    "no_date": lambda answer: Answer(200, answer.body, {"Date": "yesterday"}),
}


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_is_told_by_name_and_the_next_run_goes_on(shared: Connection[Any], service: Service, code: str) -> None:
    fill(service, Random(2), bookings=50)
    mirror = Mirror(shared, service)
    on_page(service, FAULTS[code], times=10_000)
    if code == "access_denied":
        mirror.run()
        [left_out] = [one for one in mirror.status().kinds if one.entity in mirror.plurals and one.note]
        assert (left_out.entity, left_out.note) == ("bookings", "left out: the role Booking-List is missing")
    else:
        said = failing(code=code, mirror=mirror)
        assert PASSWORD not in said
        assert EMAIL not in said
        assert (mirror.status().problem_code, mirror.status().problem) == (code, said)
        assert mirror.status().is_paused is False
    service.after = lambda _service, _request, answer: answer
    mirror.run()
    assert mirror.differences() == {}
    assert mirror.status().problem is None


@pytest.mark.parametrize("code", ["html", "cut_body", "unreachable", "server_error", "throttled", "access_denied"])
def test_a_fault_that_passes_is_only_waited_for(shared: Connection[Any], service: Service, code: str) -> None:
    fill(service, Random(2), bookings=30)
    mirror = Mirror(shared, service)
    on_page(service, FAULTS[code])
    mirror.run()
    assert mirror.differences() == {}
    assert bool(mirror.waited) == (code != "access_denied")


def with_envelope(answer: Answer, **changed: Any) -> Answer:
    return Answer(200, json.dumps({**json.loads(answer.body), **changed}).encode(), dict(answer.headers))


def test_a_list_that_ends_early_is_not_taken_for_complete(shared: Connection[Any], service: Service) -> None:
    fill(service, Random(2), bookings=50)
    mirror = Mirror(shared, service)
    mirror.run()
    before = mirror.held("bookings")
    for lie in ({"Records": [], "TotalItems": 0, "HasNextPage": False}, {"HasNextPage": False, "TotalItems": 20}):
        on_page(service, lambda answer, lie=lie: with_envelope(answer, **lie), times=10_000, first=1)  # type: ignore[misc]
        said = failing(code="bad_listing", mirror=mirror, is_full=True)
        assert "bookings" in said
        assert mirror.held("bookings") == before
    service.after = lambda _service, _request, answer: answer
    mirror.run(is_full=True)
    assert mirror.differences() == {}


@pytest.mark.parametrize("page", [{"HasNextPage": False}, {"Records": [], "HasNextPage": False}, {"HasNextPage": True}])
def test_an_audit_trail_that_ends_early_or_repeats_itself_is_not_taken_for_complete(
    shared: Connection[Any], service: Service, page: dict[str, Any]
) -> None:
    fill(service, Random(2), bookings=50)
    mirror = Mirror(shared, service, ("bookings",))
    mirror.run()
    service.tick(3600)
    for record_id in sorted(service.records["bookings"])[:30]:
        service.delete("bookings", record_id)

    def fault(_service: Service, request: Request, answer: Answer) -> Answer:
        is_trail = request.path == "/api/sys/audittrailentries"
        return (
            with_envelope(answer, **{"Records": json.loads(answer.body)["Records"][:20], **page})
            if is_trail
            else answer
        )

    service.after = fault
    if page["HasNextPage"]:  # always the first page, of many
        service.before = lambda _service, request: request.query.update(page="1") if "page" in request.query else None
    assert "bookings" in failing(code="bad_listing", mirror=mirror)
    service.before = lambda _service, _request: None
    service.after = lambda _service, _request, answer: answer
    service.tick(3600)  # longer than runs overlap
    mirror.run()
    assert mirror.differences() == {}


@pytest.mark.parametrize("code", ["server_error", "unexpected"])
def test_a_trail_that_fails_delays_nothing_but_its_deletions(
    shared: Connection[Any], service: Service, code: str
) -> None:
    """With a record to delete that an operator has confirmed, and one that an older program rejected."""
    fill(service, Random(2), bookings=20)
    in_trail, refused, *gone = sorted(service.records["bookings"])[:5]
    service.records["bookings"][refused]["ToTime"] = "soon"
    mirror = Mirror(shared, service, ("bookings", "charges"), most_deleted=2)
    mirror.run()
    for record_id in gone:
        del service.records["bookings"][record_id]
    mirror.run(is_full=True)
    assert (mirror.status().missing_count, mirror.status().refused_count) == (3, 1)

    def fault(_service: Service, request: Request, answer: Answer) -> Answer:
        return FAULTS[code](answer) if request.path == "/api/sys/audittrailentries" else answer

    key = {"network_id": mirror.network_id}
    shared.execute(sources.SQL.confirm, {**key, "entity": None})
    shared.execute("UPDATE mirror_refused SET program = 'older' WHERE network_id = %(network_id)s", key)
    service.records["bookings"][refused]["ToTime"] = "2026-11-21T12:00:00Z"
    service.delete("bookings", in_trail)
    service.change("charges", min(service.records["charges"]))
    service.after = fault
    asked = len(service.requests)
    failing(code=code, mirror=mirror)
    assert (mirror.status().missing_count, mirror.status().refused_count) == (0, 0)
    assert mirror.deleted("bookings") == set(gone)
    assert mirror.held("charges") == mirror.expected("charges")
    # A service in trouble is not asked again for each kind, and a trail of which one kind is wrong is.
    trail = [one for one in service.requests[asked:] if one.path == "/api/sys/audittrailentries"]
    assert len(trail) == (MOST_TRIES if code == "server_error" else 2)
    service.after = lambda _service, _request, answer: answer
    mirror.run()
    assert mirror.deleted("bookings") == {in_trail, *gone}
    assert mirror.differences() == {}


def test_a_page_that_repeats_is_noticed(shared: Connection[Any], service: Service) -> None:
    fill(service, Random(2), bookings=50)
    mirror = Mirror(shared, service)
    first: list[Answer] = []

    def repeat(answer: Answer) -> Answer:
        first.append(answer)
        return Answer(200, first[0].body)

    on_page(service, repeat, times=10_000, first=1)
    assert "bookings" in failing(code="bad_listing", mirror=mirror)


@pytest.mark.parametrize(
    "quirks",
    [
        {"ascending": "1"},
        {"ignored": {"from_*_Id"}},
        {"ignored": {"from_*_UpdatedOn"}},
        {"ignored": {"from_*_Id", "from_*_UpdatedOn"}},
        {"ignored": {"id"}},
        {"ignored": {"orderBy"}},
        {"ignored": {"size"}},
        {"largest_page": 3},
        {"throttle_status": 429, "limits": ((60, 10.0),)},
        {"limits": ((60, 10.0),)},
        {"expires_in": 3},
    ],
)
def test_quirks_of_the_service_are_found_and_lived_with(
    shared: Connection[Any], service: Service, quirks: dict[str, Any]
) -> None:
    for name, value in quirks.items():
        setattr(service.quirks, name, value)
    fill(service, Random(2), bookings=45)
    mirror = Mirror(shared, service)
    mirror.run()
    happen(service, Random(3), 60)
    mirror.run()
    mirror.run(is_full=True)
    assert mirror.differences() == {}
    booking = next(one for one in mirror.status().kinds if one.entity == "bookings")
    ignores = "from_*_UpdatedOn" in quirks.get("ignored", ())
    assert ("ignores from_Booking_UpdatedOn" in booking.note) == ignores
    assert ("ignores orderBy" in booking.note) == ("orderBy" in quirks.get("ignored", ()))


@pytest.mark.parametrize(
    ("ignored", "note"),
    [
        (None, ""),
        ("size", "ignored: size"),
        ("from_*_UpdatedOn", "ignored: from_Booking_UpdatedOn"),
        ("from_*_Id", "ignored: from_Booking_Id"),
        ("orderBy", "ignored: orderBy and dir"),
        ("id", "ignored: id=[1,2]"),
    ],
)
def test_the_check_names_each_filter_that_is_ignored(service: Service, ignored: str | None, note: str) -> None:
    fill(service, Random(2), bookings=30)
    service.quirks.ignored = {ignored} if ignored else set()
    upstream = client_of(service)
    [checked] = check(upstream, ("bookings",), bool).kinds
    upstream.close()
    assert checked.note == note


def test_filters_are_tested_again_every_week(shared: Connection[Any], service: Service) -> None:
    mirror = Mirror(shared, service, ("bookings",))
    mirror.run()
    seen: list[tuple[bool, bool]] = []
    for ignored in ({"from_*_UpdatedOn"}, set()):  # the service changes
        service.quirks.ignored = ignored
        for days in (6, 2):
            service.tick(days * 86_400)
            happen(service, Random(3), 10, plurals=["bookings"])
            before = len(service.requests)
            mirror.run()
            assert mirror.differences() == {}
            is_tested = any(one.query.get("from_Booking_UpdatedOn", "") > "2030" for one in service.requests[before:])
            [bookings] = [one for one in mirror.status().kinds if one.entity == "bookings"]
            seen.append((is_tested, "ignores from_Booking_UpdatedOn" in bookings.note))
    assert seen == [(False, False), (True, True), (False, True), (True, False)]


def test_a_change_that_is_shown_late_is_not_lost(shared: Connection[Any], service: Service) -> None:
    mirror = Mirror(shared, service, ("bookings",))
    mirror.run()
    records, record_id = service.records["bookings"], min(service.records["bookings"])
    before = dict(records[record_id])
    service.change("bookings", record_id, Notes="in a transaction that takes a while")
    records[record_id], late = before, records[record_id]
    service.tick(14 * 60)
    mirror.run()
    records[record_id] = late
    mirror.run()
    assert mirror.differences() == {}


def test_a_clock_an_hour_off_loses_nothing(shared: Connection[Any], service: Service) -> None:
    mirror = Mirror(shared, service)
    for skew in (timedelta(hours=1), -timedelta(hours=1)):
        mirror.now = lambda skew=skew: service.now + skew  # type: ignore[misc]
        mirror.run()
        service.tick(60)
        happen(service, Random(3), 40)
    mirror.run(is_full=True)
    assert mirror.differences() == {}


def test_records_that_move_between_pages_are_not_lost(shared: Connection[Any], service: Service) -> None:
    fill(service, Random(2), bookings=50)
    mirror = Mirror(shared, service)
    mirror.run()
    service.tick(3600)
    for record_id in list(service.records["bookings"]):
        service.change("bookings", record_id, Notes="all of them")
    dice = Random(5)

    def write(service: Service, request: Request) -> None:
        if request.path == "/api/spaces/bookings":
            for _ in range(3):
                service.change("bookings", dice.choice(list(service.records["bookings"])), Notes="again")
                service.delete("bookings", dice.choice(list(service.records["bookings"])))

    service.before = write
    mirror.run()
    service.before = lambda _service, _request: None
    mirror.run()
    assert mirror.differences() == {}


def test_the_numbers_of_records_agree_although_some_are_deleted_while_a_list_is_read(
    shared: Connection[Any], service: Service
) -> None:
    mirror = Mirror(shared, service, ("bookings",))

    def delete_one(service: Service, request: Request) -> None:
        is_total = request.query.get("size") == "1" and any(one.query.get("size") == "1000" for one in service.requests)
        if is_total and len(service.records["bookings"]) == 3:
            service.delete("bookings", min(service.records["bookings"]))

    service.before = delete_one
    mirror.run()
    [bookings] = [one for one in mirror.status().kinds if one.entity == "bookings"]
    assert (bookings.there, bookings.here) == (2, 2)


def test_a_sweep_deletes_no_more_than_it_may_until_an_operator_confirms(
    shared: Connection[Any], service: Service
) -> None:
    fill(service, Random(2), coworkertimepasses=50)
    mirror = Mirror(shared, service, most_deleted=2)
    mirror.run()
    gone = sorted(service.records["coworkertimepasses"])[:5]
    for record_id in gone[:1]:
        service.delete("coworkertimepasses", record_id)
    mirror.run(is_full=True)
    assert mirror.deleted("coworkertimepasses") == {gone[0]}
    for record_id in gone[1:]:
        service.delete("coworkertimepasses", record_id)
    mirror.run(is_full=True)
    assert mirror.deleted("coworkertimepasses") == {gone[0]}
    assert mirror.status().missing_count == 4
    # One of them is there again, so it is not missing any more.
    service.create("coworkertimepasses", Id=gone[1], CoworkerId=1, BusinessId=1, TimePassId=1)
    assert shared.execute(sources.SQL.confirm, {"network_id": mirror.network_id, "entity": None}).rowcount == 4
    mirror.run()
    assert mirror.deleted("coworkertimepasses") == {gone[0], *gone[2:]}
    assert mirror.status().missing_count == 0
    assert mirror.differences() == {}


def test_a_kind_of_which_one_record_is_left_is_swept_although_its_order_cannot_be_tested(
    shared: Connection[Any], service: Service
) -> None:
    mirror = Mirror(shared, service)
    mirror.run()
    for record_id in sorted(service.records["coworkertimepasses"])[1:]:
        service.delete("coworkertimepasses", record_id)
    mirror.run(is_full=True, tested_since=service.now)
    assert mirror.differences() == {}


def test_a_record_that_is_refused_is_kept_with_its_reason_and_stops_nothing(
    shared: Connection[Any], service: Service
) -> None:
    bad = next(iter(service.records["bookings"]))
    service.records["bookings"][bad]["ToTime"] = "soon"
    undated = next(iter(service.records["charges"]))
    service.records["charges"][undated]["UpdatedOn"] = None
    mirror = Mirror(shared, service, ("bookings", "charges"))
    mirror.run()
    status = mirror.status()
    assert [(one.entity, one.id, one.reason) for one in status.refused] == [
        ("bookings", bad, "ToTime must be a date and time like 2026-11-21T12:00:00Z"),
        ("charges", undated, "UpdatedOn is missing, so the record has no version"),
    ]
    assert bad not in mirror.held("bookings")
    assert len(mirror.held("bookings")) == len(service.records["bookings"]) - 1
    # A newer program may know better: it asks for them again.
    shared.execute("UPDATE mirror_refused SET program = 'older' WHERE network_id = %s", (mirror.network_id,))
    service.records["bookings"][bad]["ToTime"] = "2026-11-21T12:00:00Z"
    service.change("charges", undated)
    mirror.run()
    assert mirror.status().refused == []
    assert mirror.differences() == {}


def test_more_refused_records_than_a_report_describes_are_all_kept(shared: Connection[Any], service: Service) -> None:
    service.quirks.largest_page = 1000
    fill(service, Random(2), bookings=600)
    for record in service.records["bookings"].values():
        record |= {"ToTime": "soon", "FromTime": "later"}
    mirror = Mirror(shared, service)
    mirror.run("bookings")
    assert mirror.status().refused_count == len(service.records["bookings"])


def test_a_missing_role_leaves_its_kind_out_and_is_named(shared: Connection[Any], service: Service) -> None:
    service.quirks.missing_roles = {"Charge-List", "AuditTrailEntry-List"}
    mirror = Mirror(shared, service, ("bookings", "charges"))
    mirror.run()
    notes = {one.entity: one.note for one in mirror.status().kinds if one.entity in mirror.plurals and one.note}
    assert notes == {"charges": "left out: the role Charge-List is missing"}
    service.quirks.missing_roles = set()
    # As soon as the list can be read, although something else is wrong with it then.
    on_list(service, "charges", lambda answer: with_envelope(answer, TotalItems=99))
    failing(code="bad_listing", mirror=mirror)
    assert [one.note for one in mirror.status().kinds if "Charge-List" in one.note] == []
    service.after = lambda _service, _request, answer: answer
    mirror.run()
    assert mirror.differences() == {}
    service.quirks.missing_roles = {f"{name}-List" for _, name, _ in KINDS.values()}
    failing(code="access_denied", mirror=mirror)


def _refuse_by_id(_service: Service, request: Request) -> Answer | None:
    return Answer(401) if "id" in request.query or request.path[-1:].isdigit() else None


@pytest.mark.parametrize("ignored", [set(), {"id"}], ids=["several at once", "one by one"])
def test_the_role_that_a_refused_read_by_id_lacks_is_named(
    shared: Connection[Any], service: Service, ignored: set[str]
) -> None:
    service.quirks.ignored = ignored
    mirror = Mirror(shared, service, ("teams", "bookings"))
    mirror.run()
    notes = {one.entity: one.note for one in mirror.status().kinds if one.entity in mirror.plurals and one.note}
    assert notes == {}
    service.change("teams", min(service.records["teams"]), Name="Renamed")
    service.before = _refuse_by_id
    mirror.run()
    notes = {one.entity: one.note for one in mirror.status().kinds if one.entity in mirror.plurals and one.note}
    assert notes == {"teams": "left out: the role Team-Read is missing"}
    upstream = mirror.upstream()
    assert check(upstream, tuple(mirror.plurals), bool).missing_roles == ["Team-Read", "Booking-Read"]
    upstream.close()


@pytest.mark.parametrize(
    ("credentials", "totp", "code"),
    [
        (Credentials(EMAIL, "wrong"), None, "wrong_password"),
        (Credentials("nobody@space.example", PASSWORD), None, "wrong_password"),
        (Credentials(EMAIL, PASSWORD), "123456", "second_factor"),
        (Credentials(EMAIL, PASSWORD, "JBSWY3DPEHPK3PXP"), "000000", "second_factor"),
    ],
)
def test_a_refused_sign_in_pauses_the_mirror(
    shared: Connection[Any], service: Service, credentials: Credentials, totp: str | None, code: str
) -> None:
    service.quirks.totp = totp
    mirror = Mirror(shared, service)
    with pytest.raises(UpstreamFailed) as caught:
        mirror.run(credentials=credentials)
    assert (caught.value.code, mirror.status().is_paused) == (code, True)
    assert len(service.requests) == 1  # it is not tried again, which could lock the account


@pytest.mark.parametrize(
    ("error", "code", "is_paused"),
    [("must_reset_password", "password_reset", True), ("unauthorized_client", "sign_in", False)],
)
def test_other_refusals_of_a_sign_in_are_told_without_their_description(
    shared: Connection[Any], service: Service, error: str, code: str, is_paused: bool
) -> None:
    refusal = as_json({"error": error, "error_description": "reset-token-1234"}, 400)
    service.before = lambda _service, request: refusal if request.path == "/api/token" else None
    mirror = Mirror(shared, service)
    said = failing(code=code, mirror=mirror)
    assert said == FAILURES[code].meaning
    status = mirror.status()
    assert (status.problem_code, status.problem, status.is_paused) == (code, said, is_paused)
    assert status.advice == FAILURES[code].advice
    assert len(service.requests) == 1


def test_a_token_is_renewed_before_it_ends(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.quirks.expires_in = 600
    monkeypatch.setattr("teamkpi.mirror.upstream.monotonic", lambda: service.now.timestamp())  # noqa: PLW0108
    upstream = client_of(service)
    renewals: list[tuple[int, int]] = []
    for seconds in (0, 530, 20, 530):  # a minute before the token ends, it is renewed
        service.tick(seconds)
        upstream.listed("/api/spaces/bookings", {"size": "1"})
        tokens = [one for one in service.requests if one.path == "/api/token"]
        renewals.append((len(tokens), sum(b"grant_type=refresh_token" in one.body for one in tokens)))
    upstream.close()
    assert renewals == [(1, 0), (1, 0), (2, 1), (2, 1)]
    assert service.sign_ins == 1
    # No answer was 401: each request was made with a token that was still valid.
    assert len(service.requests) == 4 + 2


class _Endless(httpx.SyncByteStream):
    """A body that goes on and on; ``each`` is called before each part."""

    def __init__(self, part: bytes, each: Callable[[], object]) -> None:
        self._part = part
        self._each = each
        self.given = 0

    def __iter__(self) -> Iterator[bytes]:
        while True:
            self._each()
            self.given += 1
            yield self._part


class _EndlessLists(InProcess):
    """The stand-in, whose lists of bookings do not end."""

    def __init__(self, service: Service, part: bytes, each: Callable[[], object] = bool) -> None:
        super().__init__(service)
        self.bodies: list[_Endless] = []
        self._part, self._each = part, each

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path != "/api/spaces/bookings":
            return super().handle_request(request)
        self.bodies.append(_Endless(self._part, self._each))
        return httpx.Response(200, stream=self.bodies[-1])


def test_an_answer_that_is_too_large_is_left_and_not_asked_for_again(service: Service) -> None:
    transport = _EndlessLists(service, bytes(2**20))
    upstream = client_of(service, transport)
    with pytest.raises(UpstreamFailed, match="more than 67,108,864 bytes for /api/spaces/bookings") as caught:
        upstream.listed("/api/spaces/bookings", {"size": "1000"})
    upstream.close()
    assert caught.value.code == "too_large"
    assert [one.given for one in transport.bodies] == [65]


def test_an_answer_that_does_not_end_in_time_is_left_and_asked_for_again(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("teamkpi.mirror.upstream.monotonic", lambda: service.now.timestamp())  # noqa: PLW0108
    transport = _EndlessLists(service, b" ", lambda: service.tick(25))  # which is sooner than a read times out
    upstream = client_of(service, transport)
    with pytest.raises(UpstreamFailed) as caught:
        upstream.listed("/api/spaces/bookings", {"size": "1000"})
    upstream.close()
    assert caught.value.code == "timeout"
    assert [one.given for one in transport.bodies] == [5] * MOST_TRIES


def test_a_spent_refresh_token_means_signing_in_anew(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.quirks.expires_in = 600
    monkeypatch.setattr("teamkpi.mirror.upstream.monotonic", lambda: service.now.timestamp())  # noqa: PLW0108
    upstream = client_of(service)
    for _ in range(2):
        upstream.listed("/api/spaces/bookings", {"size": "1"})
        service.tick(3600)
        service.refresh_tokens.clear()
    upstream.close()
    asked = [parse_qs(one.body)[b"grant_type"] if one.path == "/api/token" else one.path for one in service.requests]
    once = [[b"password"], "/api/spaces/bookings"]
    assert asked == [*once, [b"refresh_token"], *once]


def test_a_token_that_ends_is_renewed_once_however_many_ask(service: Service) -> None:
    upstream = client_of(service)
    upstream.sign_in()
    service.tokens.clear()  # all of them have ended

    def let_others_go_on(_service: Service, _request: Request) -> None:
        for _ in range(200):
            sleep(0)

    service.before = let_others_go_on
    with ThreadPoolExecutor(8) as threads:
        pages = [threads.submit(upstream.listed, "/api/spaces/bookings", {"size": "1"}) for _ in range(8)]
    assert [len(one.result().records) for one in pages] == [1] * 8
    upstream.close()
    renewals = [one for one in service.requests if one.path == "/api/token"]
    assert [b"grant_type=refresh_token" in one.body for one in renewals] == [False, True]


@pytest.mark.parametrize("seed", range(3))
def test_webhooks_and_the_mirror_write_the_same_records_in_any_order(
    shared: Connection[Any], service: Service, seed: int
) -> None:
    dice = Random(seed)
    mirror = Mirror(shared, service, ("businesses", "resources", "bookings", "checkins"))
    webhooks.create(shared, mirror.network_id, "hook", seal=SEAL, author=AUTHOR, now=service.now)
    [hook] = webhooks.all_webhooks(shared, mirror.network_id)
    pending: list[tuple[str, dict[str, Any]]] = []
    for _ in range(4):
        before = {plural: dict(records) for plural, records in service.records.items()}
        service.tick(60)
        happen(service, dice, 40)
        for plural in mirror.plurals:
            changed = [one for key, one in service.records[plural].items() if before[plural].get(key) != one]
            pending += [(plural, dict(one)) for one in changed]
            gone = set(before[plural]) - set(service.records[plural])
            at = f"{service.now:%Y-%m-%dT%H:%M:%S.%fZ}"
            pending += [(plural, {"Id": one, "UpdatedOn": at, "_deleted": True}) for one in sorted(gone)]
        dice.shuffle(pending)  # some come late, some after newer ones, and some twice
        come, pending = pending[: len(pending) // 2], pending[len(pending) // 2 :]
        for plural, record in come + dice.sample(come, len(come) // 3):
            deliver(shared, hook.id, mirror, plural, record)
        if dice.random() < 0.7:
            mirror.run()
    mirror.run(is_full=True)
    for plural, record in pending:
        deliver(shared, hook.id, mirror, plural, record)
    assert mirror.differences() == {}
    assert mirror.status().refused == []


def deliver(conn: Connection[Any], hook_id: int, mirror: Mirror, plural: str, record: dict[str, Any]) -> None:
    named = {**record, "TypeName": ENTITIES[plural].name}
    if record.get("SimpleTimeZoneId"):
        named["SimpleTimeZoneNameIana"] = ZONES[record["SimpleTimeZoneId"]]
    source = deliveries.Source(mirror.network_id, hook_id)
    parts = deliveries.read(json.dumps(named).encode())
    outcome = deliveries.receive(conn, source, parts, now=mirror.service.now, author=None)
    assert outcome.kept == outcome.ignored == 0, deliveries.kept(conn, mirror.network_id)


def test_only_some_locations_are_mirrored_when_asked_for(shared: Connection[Any], service: Service) -> None:
    wanted, *_ = sorted(service.records["businesses"])
    mirror = Mirror(shared, service, ("businesses", "resources", "bookings", "coworkers"), businesses=[wanted])
    mirror.run()
    assert set(mirror.held("businesses")) == {wanted}
    resources = {one for one, record in service.records["resources"].items() if record["BusinessId"] == wanted}
    assert set(mirror.held("resources")) == resources
    bookings = {one for one, record in service.records["bookings"].items() if record["ResourceId"] in resources}
    assert set(mirror.held("bookings")) == bookings
    assert set(mirror.held("coworkers")) == set(service.records["coworkers"])


def test_records_that_move_to_a_location_that_is_not_mirrored_are_not_here_any_more(
    shared: Connection[Any], service: Service
) -> None:
    wanted, other, *_ = sorted(service.records["businesses"])
    rooms = [service.create("resources", BusinessId=where, Name="Room", ResourceTypeId=1) for where in (wanted, other)]
    records = {
        "bookings": {"ResourceId": rooms[0], "FromTime": "2026-11-20T10:00:00Z", "ToTime": "2026-11-20T11:00:00Z"},
        "checkins": {"BusinessId": wanted, "CoworkerId": 1, "FromTime": "2026-11-20T10:00:00Z", "Source": 1},
    }
    ids = {plural: service.create(plural, **fields) for plural, fields in records.items()}
    mirror = Mirror(shared, service, ("businesses", "resources", *records), businesses=[wanted])

    def run() -> list[bool]:
        service.tick(60)
        mirror.run()
        return [record_id in mirror.held(plural) for plural, record_id in ids.items()]

    assert run() == [True, True]
    service.change("bookings", ids["bookings"], ResourceId=rooms[1])
    service.change("checkins", ids["checkins"], BusinessId=other)
    assert run() == [False, False]
    assert ids["bookings"] in mirror.deleted("bookings")
    service.change("bookings", ids["bookings"], ResourceId=rooms[0])
    service.change("checkins", ids["checkins"], BusinessId=wanted)
    assert run() == [True, True]
    # A room that moves takes its bookings with it.
    service.change("resources", rooms[0], BusinessId=other)
    service.tick(60)
    mirror.run(is_full=True)
    assert run() == [False, True]
    service.change("resources", rooms[0], BusinessId=wanted)
    service.change("bookings", ids["bookings"], Notes="moved back")
    assert run() == [True, True]
    # Of a room that is gone, nothing says where it was.
    service.delete("resources", rooms[0])
    assert run() == [True, True]
    service.change("bookings", ids["bookings"], ToTime="2026-11-20T12:00:00Z")
    assert run() == [True, True]
    assert mirror.held("bookings")[ids["bookings"]] == mirror.expected("bookings")[ids["bookings"]]
    # Where a room is that may not be read is not known either; bookings are copied nevertheless.
    service.quirks.missing_roles = {"Resource-Read"}
    service.change("bookings", ids["bookings"], ResourceId=rooms[1])
    assert run() == [True, True]
    assert mirror.held("bookings")[ids["bookings"]] == mirror.expected("bookings")[ids["bookings"]]
    assert not [one.note for one in mirror.status().kinds if "left out: the role" in one.note]
    service.quirks.missing_roles = set()
    mirror.run(is_full=True)
    assert run() == [False, True]


def test_the_rejection_of_a_record_of_a_location_that_is_not_mirrored_is_forgotten(
    shared: Connection[Any], service: Service
) -> None:
    """However it is read: by a follow, a full run, or because another version of this program rejected it."""
    wanted, other, *_ = sorted(service.records["businesses"])
    bad = {"BusinessId": wanted, "CoworkerId": 1, "FromTime": "soon", "Source": 1}
    followed, read_again, retried, stays = (service.create("checkins", **bad) for _ in range(4))
    mirror = Mirror(shared, service, ("checkins",), businesses=[wanted])

    def refused(**options: Any) -> list[int]:
        service.tick(3600)
        mirror.run(**options)
        return [one.id for one in mirror.status().refused]

    assert refused() == [followed, read_again, retried, stays]
    service.change("checkins", followed, BusinessId=other)
    assert refused() == [read_again, retried, stays]
    service.records["checkins"][read_again]["BusinessId"] = other
    assert refused() == [read_again, retried, stays]
    assert refused(is_full=True) == [retried, stays]
    service.records["checkins"][retried]["BusinessId"] = other
    shared.execute("UPDATE mirror_refused SET program = 'older' WHERE network_id = %s", (mirror.network_id,))
    assert refused() == [stays]


def test_a_booking_comes_back_whose_room_was_stored_after_it(shared: Connection[Any], service: Service) -> None:
    wanted, *_ = sorted(service.records["businesses"])
    room = service.create("resources", BusinessId=wanted, Name="Room", ResourceTypeId=1)
    times = {"FromTime": "2026-11-20T10:00:00Z", "ToTime": "2026-11-20T11:00:00Z"}
    booking = service.create("bookings", ResourceId=room, **times)
    mirror = Mirror(shared, service, ("businesses", "resources", "bookings"), businesses=[wanted])
    mirror.run()

    def move(service: Service, request: Request) -> None:
        if request.path == "/api/spaces/bookings" and service.records["bookings"][booking]["ResourceId"] == room:
            other = service.create("resources", BusinessId=wanted, Name="Other room", ResourceTypeId=1)
            service.change("bookings", booking, ResourceId=other)

    service.tick(60)
    service.before = move
    mirror.run()
    service.before = lambda _service, _request: None
    service.tick(60)
    mirror.run()
    mirror.run(is_full=True)
    assert mirror.held("bookings")[booking] == mirror.expected("bookings")[booking]


def test_erased_people_stay_erased_although_the_source_still_has_them(
    shared: Connection[Any], service: Service
) -> None:
    mirror = Mirror(shared, service, ("businesses", "coworkers", "eventattendees"))
    person, *others = sorted(service.records["coworkers"])
    service.change("coworkers", person, FullName="Jane Doe", Email="jane.doe@example.org")
    service.create("eventattendees", FullName="Jane D.", Email="Jane.Doe@example.org", CoworkerId=None, BusinessId=1,
                   CalendarEventId=1, EventProductId=1)  # fmt: skip
    mirror.run()
    erase(shared, mirror.network_id, find_person(shared, mirror.network_id, str(person)), by=AUTHOR, now=service.now)
    service.tick(3600)
    service.change("coworkers", person, FullName="Jane Doe again", Email="jane.doe@example.org")
    mirror.run()
    mirror.run(is_full=True)
    here = f"{mirror.held('coworkers')} {mirror.held('eventattendees')}"
    assert "Jane" not in here
    assert "jane" not in here.lower()
    assert NAME in mirror.held("coworkers")[person]
    assert {one: mirror.held("coworkers")[one] for one in others} == {
        one: mirror.expected("coworkers")[one] for one in others
    }
    assert mirror.status().refused == []


# The property.


def die() -> None:
    raise Killed


def faults_of(
    service: Service,
    dice: Random,
    rate: float,
    stop: Callable[[], object],
    *,
    lies: bool,
    plurals: Collection[str],
) -> None:
    """Make faults of all sorts now and then, with writes in between, and stop the run now and then.

    With ``lies``, they include complete answers that are not true, which only a sweep can find.
    """
    faults = list(FAULTS.values())
    repeated: dict[str, Answer] = {}

    def before(service: Service, _request: Request) -> None:
        if dice.random() < rate:
            happen(service, dice, 2, plurals=plurals)
        if dice.random() < rate / 4:
            stop()

    def after(_service: Service, request: Request, answer: Answer) -> Answer:
        if request.path == "/api/token" or dice.random() >= rate:
            repeated.setdefault(request.path, answer)
            return answer
        act = dice.randrange(len(faults) + 2 * lies)
        if act < len(faults):
            return faults[act](answer)
        if act == len(faults) and request.path in repeated:
            return Answer(answer.status, repeated[request.path].body)
        return (
            answer
            if answer.status != 200 or b"Records" not in answer.body
            else with_envelope(answer, Records=[], TotalItems=0, HasNextPage=False)
        )

    service.before, service.after = before, after


STOPS = ("request", "commit", "connection")
"""Where a run is stopped: at a request, after a transaction that stores pages, or where its connection is cut."""


def stop_at(service: Service, number: int, stop: Callable[[], object]) -> None:
    """Stop at a request, counted from now, whatever faults are made."""
    of_faults, seen = service.before, count(1)

    def before(service: Service, request: Request) -> Answer | None:
        if next(seen) == number:
            stop()
        return of_faults(service, request)

    service.before = before


def run_in_process(
    mirror: Mirror, plurals: Collection[str], *, is_full: bool, dice: Random, rate: float, lies: bool
) -> str:
    """Run the mirror as a process of its own, which is killed, or whose backend is, at a request or after a commit."""
    by, at_request, at_commit = dice.choice(STOPS), dice.randrange(1, 80), dice.randrange(1, 12)
    with served(mirror.service) as address:
        running = MirrorProcess(
            mirror.conn,
            mirror.network_id,
            address,
            plurals,
            is_full=is_full,
            now=mirror.now(),
            commits=at_commit if by == "commit" else None,
        )
        stop = running.terminate_backend if by == "connection" else running.kill
        faults_of(mirror.service, dice, rate, stop, lies=lies, plurals=mirror.plurals)
        if by != "commit":
            stop_at(mirror.service, at_request, stop)
        running.start()
        return running.join()


def run_stopped(
    mirror: Mirror, plurals: Collection[str], *, is_full: bool, dice: Random, rate: float, lies: bool
) -> str:
    """Run the mirror in this process, which costs less: it is left by an exception, or its connection is cut."""
    by, at_request, at_commit = dice.choice(STOPS), dice.randrange(1, 80), dice.randrange(1, 12)
    commits = count(1)

    def reached(_far: object) -> None:
        if by == "commit" and next(commits) == at_commit:
            die()

    with connect(mirror.conn.info.dsn) if by == "connection" else nullcontext(mirror.conn) as conn:
        assert sources.take_lease(conn, mirror.network_id)
        stop = partial(cut, conn) if by == "connection" else die
        faults_of(mirror.service, dice, rate, stop, lies=lies, plurals=mirror.plurals)
        if by != "commit":
            stop_at(mirror.service, at_request, stop)
        ended = ending(lambda: mirror.run(*plurals, conn=conn, progress=reached, is_full=is_full))
        if not conn.closed:
            sources.give_back_lease(conn, mirror.network_id)
    until(lambda: sources.take_lease(mirror.conn, mirror.network_id))  # PostgreSQL has noticed
    sources.give_back_lease(mirror.conn, mirror.network_id)
    return ended


def ending(run: Callable[[], object]) -> str:
    """How a run ends: as ``MirrorProcess.join`` says it."""
    try:
        run()
    except UpstreamFailed:
        return "failed"
    except Killed:
        return "killed"
    except OperationalError:
        return "lost"
    return "done"


def cut(conn: Connection[Any]) -> None:
    """Cut a connection as a network does: neither end is asked, and the server may be in the middle of anything."""
    with suppress(OperationalError), socket(fileno=os.dup(conn.fileno())) as ours:
        ours.shutdown(SHUT_RDWR)


ALL_IN_TURN = 10
"""Number of histories in a row that mirror every kind between them."""


def kinds_of(seed: int) -> list[str]:
    """The kinds that a history mirrors: all in some; otherwise teams and four others, which costs much less."""
    if seed % 20 == 13:
        return list(KINDS)
    others = [one for one in KINDS if one != "teams"]
    Random(seed // ALL_IN_TURN).shuffle(others)
    first = 4 * (seed % ALL_IN_TURN)
    return ["teams", *(others[(first + place) % len(others)] for place in range(4))]


class Lived(NamedTuple):
    """How the runs of a history ended, and what happened to which kinds in it."""

    ended: list[str]
    acts: set[tuple[str, str]]


def history(conn: Connection[Any], seed: int, *, runs: int = 3, in_processes: int = 0) -> Lived:
    """Let things happen there and here, and compare in the end."""
    dice = Random(seed)
    service = Service()
    service.quirks.largest_page = dice.choice([2, 5, 1000])
    service.quirks.ascending = dice.choice(["0", "1"])
    service.quirks.ignored = set(dice.sample(["from_*_Id", "from_*_UpdatedOn", "id"], dice.choice([0, 0, 1])))
    service.quirks.has_zone_names = dice.random() < 0.5
    kinds = kinds_of(seed)
    fill(service, dice, teams=dice.randrange(6), **{one: dice.randrange(1, 25) for one in kinds[1:2]})
    mirror = Mirror(conn, service, kinds)
    skew = timedelta(seconds=dice.choice([0, 3600, -3600]))
    mirror.now = lambda: service.now + skew
    dice_of_faults = Random(seed + 1)
    lies = seed % 2 == 1
    service.acts.clear()
    each = {plural: dice.sample(ACTS, len(ACTS)) for plural in kinds}  # of each kind once, in some order
    ended = []
    for number in range(runs):
        rate = dice.choice([0.01, 0.05, 0.2])
        plurals = dice.choice([kinds, kinds, ("teams", *dice.sample(kinds[1:], 1))])
        is_full = dice.random() < 0.3
        run = run_in_process if number < in_processes else run_stopped
        ended.append(run(mirror, plurals, is_full=is_full, dice=dice_of_faults, rate=rate, lies=lies))
        service.before = lambda _service, _request: None
        service.after = lambda _service, _request, answer: answer
        service.tick(dice.choice([1, 700, 90_000]))
        for plural, acts in each.items():
            act(service, dice, plural, acts[number % len(acts)])
        happen(service, dice, dice.randrange(12), plurals=kinds)
    if not lies:
        mirror.run()
        for plural, what in product(kinds, ACTS):  # with everything copied, and no sweep due
            act(service, dice, plural, what)
        service.tick(60)
        mirror.run()
        assert lost(mirror) == {}, seed
    there_once = {plural: set(mirror.held(plural)) for plural in mirror.plurals}
    mirror.run(is_full=True)
    assert mirror.differences() == {}, seed
    figures = mirror.figures(mirror.network_id)
    assert None not in figures.values(), seed
    assert figures == mirror.right_figures(), seed
    for plural in mirror.plurals:
        assert there_once[plural] - set(service.records[plural]) <= mirror.deleted(plural), seed
    assert mirror.status().refused == []
    return Lived(ended, {(plural, what) for plural, what in service.acts if plural in kinds})


def lost(mirror: Mirror) -> dict[str, Any]:
    """What a run that only follows changes has lost: a later one that reads everything would hide it.

    Deletions that are not in the audit trail are not lost, but found by that later one.
    """
    found = {}
    for plural, (there, here) in mirror.differences().items():
        if KINDS[plural][1] not in AUDITED:
            here = {record_id: one for record_id, one in here.items() if record_id in there}  # noqa: PLW2901
        if there != here:
            found[plural] = {one for one in there.keys() | here.keys() if there.get(one) != here.get(one)}
    return found


IS_LONG = "TEAMKPI_MIRROR_HISTORIES" in os.environ
"""Whether all runs of a history with processes are processes, and not only the first one."""
HISTORIES = int(os.environ.get("TEAMKPI_MIRROR_HISTORIES", "50"))
FIRST_HISTORY = int(os.environ.get("TEAMKPI_MIRROR_FIRST_HISTORY", "0"))


@pytest.mark.parametrize("first", range(FIRST_HISTORY, FIRST_HISTORY + HISTORIES, ALL_IN_TURN))
def test_ledgers_are_equal_once_the_source_is_quiet(shared: Connection[Any], first: int) -> None:
    # Seeds, not drawn histories: what a fault does depends on all requests before, so nothing smaller fails alike.
    seeds = range(first, min(first + ALL_IN_TURN, FIRST_HISTORY + HISTORIES))
    of_processes = 3 if IS_LONG else 1
    lived = [history(shared, seed, in_processes=of_processes if seed % 5 == 0 else 0) for seed in seeds]
    if first % ALL_IN_TURN == 0 and len(seeds) == ALL_IN_TURN:
        assert set().union(*(one.acts for one in lived)) == {(plural, what) for plural in KINDS for what in ACTS}
        assert {"killed", "lost"} <= set().union(*(one.ended for one in lived))


# What hooks are told.


def told_hooks(mirror: Mirror) -> list[tuple[str, bool, bool]]:
    """The code of each trouble that hooks were told of, whether it may pass, and whether the mirror is paused."""
    rows = mirror.conn.execute(
        "SELECT body FROM hook_message WHERE network_id = %s AND event = 'mirror.trouble' ORDER BY written_on",
        (mirror.network_id,),
    )
    found = [json.loads(body)["data"] for (body,) in rows]
    assert all(one["Problem"] == FAILURES[one["Code"]].meaning for one in found)
    return [(one["Code"], one["IsTemporary"], one["IsPaused"]) for one in found]


def with_hook(mirror: Mirror) -> Mirror:
    registry.create(
        mirror.conn,
        mirror.network_id,
        "portal",
        "https://portal.example.com/in",
        events=["mirror.trouble"],
        allowed=(),
        seal=SEAL,
        author=AUTHOR,
        now=mirror.now(),
    )
    return mirror


def test_hooks_are_told_once_of_trouble_that_needs_somebody(shared: Connection[Any], service: Service) -> None:
    mirror = with_hook(Mirror(shared, service))
    wrong = Credentials(EMAIL, "wrong")
    for _ in range(2):
        with pytest.raises(UpstreamFailed):
            mirror.run(credentials=wrong)
        service.tick(60)
    assert told_hooks(mirror) == [("wrong_password", False, True)]
    mirror.run()
    with pytest.raises(UpstreamFailed):
        mirror.run(credentials=wrong)
    assert told_hooks(mirror) == [("wrong_password", False, True)] * 2


def test_hooks_are_told_of_trouble_that_may_pass_when_it_has_lasted(shared: Connection[Any], service: Service) -> None:
    mirror = with_hook(Mirror(shared, service))
    mirror.run()
    told = []
    for _ in range(2):  # it passes in between
        service.before = lambda _service, _request: Answer(403)
        for _minute in range(0, 25, 5):
            assert failing(code="firewall", mirror=mirror)
            told.append(len(told_hooks(mirror)))
            service.tick(300)
        service.before = lambda _service, _request: None
        mirror.run()
    assert told == [0, 0, 0, 1, 1, 1, 1, 1, 2, 2]
    assert told_hooks(mirror) == [("firewall", True, False)] * 2


# The worker inside `serve`.


def test_servers_run_the_mirrors_of_their_database_one_at_a_time(conn: Connection[Any], service: Service) -> None:
    mirror = Mirror(conn, service, every_seconds=60)
    told: list[tuple[int, str, str]] = []
    threads: set[int] = set()

    def look(_service: Service, _request: Request) -> None:
        assert not threads, "two at once"
        threads.add(get_ident())

    def left(_service: Service, _request: Request, answer: Answer) -> Answer:
        threads.clear()
        return answer

    service.before, service.after = look, left
    errors: list[Exception] = []
    workers = [
        Worker(
            lambda: connect(conn.info.dsn),
            SEAL,
            now=lambda: service.now,
            tell=lambda *what: told.append(what),
            on_error=errors.append,
            transport=InProcess(service),
            looked_every=0.01,
        )
        for _ in range(2)
    ]
    # Nothing is said of this source's limits, which the stand-in's clock does not know.
    conn.execute("UPDATE mirror SET kind = 'teamkpi'")
    for one in workers:
        one.start()
    try:
        until(lambda: mirror.status().last_completed_on)
        mirror.plurals = tuple(KINDS)
        assert mirror.differences() == {}
        # While this session has the lease, no worker runs the mirror.
        until(lambda: sources.take_lease(conn, mirror.network_id))
        happen(service, Random(4), 30)
        service.tick(86_400)
        since = service.now
        sources.give_back_lease(conn, mirror.network_id)
        until(lambda: (done := mirror.status().last_completed_on) is not None and done > since)
        assert mirror.differences() == {}
        sources.pause(conn, mirror.network_id, is_paused=True)
    finally:
        for one in workers:
            one.stop()
    assert (told, errors) == ([], [])


def test_a_worker_tests_filters_when_it_starts_and_after_a_change_of_credentials(
    conn: Connection[Any], service: Service
) -> None:
    mirror = Mirror(conn, service, every_seconds=60)
    mirror.run()
    conn.execute("UPDATE mirror SET kind = 'teamkpi'")  # whose limits need no waiting

    def tests() -> int:
        return sum(one.query.get("from_Team_UpdatedOn", "") > "2030" for one in service.requests)

    worker = Worker(
        lambda: connect(conn.info.dsn),
        SEAL,
        now=lambda: service.now,
        tell=lambda *_: None,
        on_error=lambda _: None,
        transport=InProcess(service),
        looked_every=0.01,
    )

    def run_again() -> int:
        service.tick(60)
        since = service.now
        until(lambda: (done := mirror.status().last_completed_on) is not None and done > since)
        return tests()

    service.before = lambda _service, _request: Answer(403)  # the first run does not come as far as the tests
    worker.start()
    try:
        service.tick(60)
        until(lambda: mirror.status().problem_code == "firewall")
        service.before = lambda _service, _request: None
        assert [run_again(), run_again()] == [2, 2]
        source = sources.get(conn, mirror.network_id)
        unchanged = {"share": None, "every_seconds": None, "most_deleted": None, "allows_local_writes": None}
        sources.change(conn, source, credentials=CREDENTIALS, seal=SEAL, **unchanged)
        assert [run_again(), run_again()] == [3, 3]
    finally:
        worker.stop()


@pytest.mark.parametrize("word", ["on", "off"])
def test_a_server_runs_mirrors_unless_the_setting_says_no(conn: Connection[Any], word: str) -> None:
    settings = Settings.from_environment({"TEAMKPI_MIRROR": word})
    with mirroring(settings, conn.info.dsn, logger_to(settings, BytesIO())):
        assert ("mirror" in {one.name for one in all_threads()}) == (word == "on")


def test_a_worker_tells_what_is_wrong(conn: Connection[Any], service: Service) -> None:
    Mirror(conn, service)
    told: list[tuple[int, str, str]] = []
    errors: list[Exception] = []
    service.before = lambda _service, _request: Answer(403)
    worker = Worker(
        lambda: connect(conn.info.dsn),
        SEAL,
        now=lambda: service.now,
        tell=lambda *what: told.append(what),
        on_error=errors.append,
        transport=InProcess(service),
        looked_every=0.01,
    )
    worker.start()
    try:
        until(lambda: told)
    finally:
        worker.stop()
    assert ([code for _, code, _ in told], errors) == (["firewall"], [])


def test_a_mirror_that_cannot_be_read_delays_no_other(conn: Connection[Any], service: Service) -> None:
    broken, sound = Mirror(conn, service), Mirror(conn, service)
    # An instant that Python has no value for: psycopg raises its own error.
    conn.execute("UPDATE mirror SET last_started_on = 'infinity' WHERE network_id = %s", [broken.network_id])
    errors: list[Exception] = []
    worker = Worker(
        lambda: connect(conn.info.dsn),
        SEAL,
        now=lambda: service.now,
        tell=lambda *_: None,
        on_error=errors.append,
        transport=InProcess(service),
        looked_every=0.01,
    )
    conn.execute("UPDATE mirror SET kind = 'teamkpi'")  # whose limits need no waiting
    worker.start()
    try:
        until(lambda: sound.status().last_completed_on)
    finally:
        worker.stop()
    assert {type(one) for one in errors} == {DataError}
