"""New records a second over HTTP beside the same INSERT through psycopg; pages of a list of a million records.

Server, database and client share the machine.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

import httpx
from psycopg import sql

from bench.contenders.running import Asked
from bench.form import Form
from bench.generate_ledger import Ledger
from bench.load import Target, request, requests_per_second
from bench.report import ratio_of_the_most
from bench.samples import in_turn, summary
from bench.served import running
from bench.spaces import fill, fresh_database, sign_in, space
from teamkpi.db import connect
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.apply import stored_values
from teamkpi.ledger.rows import to_row
from teamkpi.wire import encode

_COWORKERS = 5000
_DAYS = 700
_ROWS = 1_000_000
_PEOPLE = 50_000
_ON_SCREEN = 50
"""Records on a page of the console."""
_LOOKED_THROUGH = 5_000
"""Records that the console's lists look through."""
_FIRST_DAY = datetime(2024, 12, 1, 9, tzinfo=UTC)
_PATH = "/api/spaces/bookings"
_BOOKINGS = ENTITIES["bookings"]


def creates(server_url: str, form: Form) -> dict[str, Any]:
    """Time new records over HTTP and through psycopg, in turn, with few and many writers at once."""
    with fresh_database(server_url) as url:
        fill(url, space(Ledger(coworkers=_COWORKERS, team_size=10, seed=1), 500, 20_000))
        return _with_server(url, lambda base, token: _creates(url, base, token, form))


def pages(server_url: str, _form: Form) -> dict[str, Any]:
    """Time pages of a long list, first pages with each filter and order that the console offers, and searches."""
    with fresh_database(server_url) as url:
        ledger = Ledger(coworkers=_PEOPLE, team_size=10, seed=1)
        fill(url, {**space(ledger, 500, 0), "bookings": ledger.bookings(_ROWS)})
        return _with_server(url, lambda *at: {**_pages(*at), "offered": _offered(*at), "searches": _searches(*at)})


def _with_server(url: str, work: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    asked = Asked(url, sign_in(url, 1, operator=True))
    with running(asked, cache=True) as server:
        return work(f"http://127.0.0.1:{server.port}", asked.token)


def _creates(url: str, base: str, token: str, form: Form) -> dict[str, Any]:
    first_ids = count(10_000_000, 10_000_000)
    measured: dict[tuple[str, int], Callable[[], float]] = {}
    for writers in form.writers:
        measured["POST", writers] = partial(_over_http, base, token, writers, form.seconds)
        measured["INSERT", writers] = partial(_plain, url, first_ids, writers, form.seconds)
    rates = {key: summary(found) for key, found in in_turn(measured, form.rounds).items()}
    print("  single creates, each its own commit")
    for writers in form.writers:
        post, insert = rates["POST", writers]["median"], rates["INSERT", writers]["median"]
        print(f"    {writers} at a time: INSERT {insert:,.0f}/s, POST {post:,.0f}/s, ratio {post / insert:.2f}")
    found = {"writers": list(form.writers)} | {
        kind: [rates[kind, writers] for writers in form.writers] for kind in ("POST", "INSERT")
    }
    print(f"    the most of each: ratio {ratio_of_the_most(found):.2f} (to stay over 0.25)", flush=True)
    return found


def _record(number: int) -> dict[str, object]:
    """Return a booking; those of a member are spread over two years, as a member's are."""
    start = _FIRST_DAY + timedelta(days=number * 7919 % _DAYS)
    times = {"FromTime": start, "ToTime": start + timedelta(hours=2)}
    return {"ResourceId": 1 + number % 60, "CoworkerId": 1 + number % _COWORKERS, **times}


def _over_http(base: str, token: str, writers: int, seconds: float) -> float:
    records = [_record(number) for number in range(_COWORKERS)]
    requests = [request(_PATH, token, body=encode(one)) for one in records]
    return requests_per_second(Target(int(base.rpartition(":")[2]), requests), writers, seconds)


def _plain(url: str, first_ids: Iterator[int], writers: int, seconds: float) -> float:
    """Insert rows of the same table, with all its indexes and nothing else."""
    columns = ("network_id", *_BOOKINGS.stored_columns)
    insert = sql.SQL("INSERT INTO bookings ({}) VALUES ({})").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.SQL(", ").join([sql.Placeholder()] * len(columns))
    )
    first_id, numbers, stop, done = next(first_ids), count(), threading.Event(), []
    now = datetime.now(UTC)

    def write() -> None:
        mine = 0
        with connect(url) as conn:
            while not stop.is_set():
                number = next(numbers)
                row = to_row(_BOOKINGS, 1, {**_record(number), "Id": first_id + number, "UpdatedOn": now})
                conn.execute(insert, (1, *stored_values(_BOOKINGS, row)))
                mine += 1
        done.append(mine)

    threads = [threading.Thread(target=write) for _ in range(writers)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    stop.set()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - started)


def _pages(base: str, token: str) -> dict[str, Any]:
    client = httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=60)
    size = 25

    def timed(**query: Any) -> float:
        started = time.perf_counter()
        answer = client.get(_PATH, params={"orderBy": "UpdatedOn", "size": size, **query}).raise_for_status()
        seconds = time.perf_counter() - started
        assert (answer.json()["TotalItems"] == _ROWS) == (query.keys() <= {"page", "size", "orderBy"})
        return seconds

    first = timed(page=1)
    print(
        f"  {_ROWS:,} bookings by UpdatedOn, {size} on a page: the first request, which counts, {first * 1000:.1f} ms"
    )
    found = {"first": first * 1000}
    for name, query in (
        ("at offset 0", {"page": 1}),
        ("in the middle", {"page": _ROWS // size // 2}),
        ("at the end", {"page": _ROWS // size}),
        ("at the end, 1000 on a page", {"page": _ROWS // 1000, "size": 1000}),
        ("by Id, at the end", {"page": _ROWS // size, "orderBy": "Id"}),
    ):
        times = [timed(**query) for _ in range(11)]
        found[name] = statistics.median(times) * 1000
        print(f"  {name}: {found[name]:.1f} ms (median of {len(times)})", flush=True)
    # Lists of part of the records, each of another part: what one request counts the next one knows.
    for name, queries in (
        ("of a member", [{"Booking_Coworker": number} for number in range(1, 12)]),
        ("of a resource", [{"Booking_Resource": number} for number in range(1, 12)]),
        ("of a day", [_of_day(number) for number in range(1, 12)]),
    ):
        found[name] = statistics.median(timed(**query, page=1) for query in queries) * 1000
        print(f"  {name}, counted: {found[name]:.1f} ms (median of {len(queries)})", flush=True)
    return {"rows": _ROWS, "ms": found}


def _offered(base: str, token: str) -> dict[str, Any]:
    """Time first pages as the console asks for them: in each order and with each filter that it offers, and with two.

    Returns the medians in milliseconds, by entity; and those of the same lists of bookings looked through as a whole.
    """
    client = httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=60)
    described = client.get("/api/sys/entities").raise_for_status().json()["Entities"]
    found: dict[str, Any] = {}
    for plural, order in (("bookings", ("FromTime", "desc")), ("coworkers", ("FullName", "asc"))):
        [entity] = [one for one in described if one["Plural"] == plural]
        screen = _Screen(client, entity, {"orderBy": order[0], "dir": order[1]})
        found[plural] = screen.measure(screen.offered(), most=_LOOKED_THROUGH)
        _print_slowest(f"first pages of {plural} that the console offers", found[plural], "to stay under 100 ms")
        if plural == "bookings":
            single = {
                what: queries[:2]
                for what, queries in screen.offered().items()
                if " and " not in what and "person" not in what
            }
            sorts = {
                f"by {one['Name']}, {way}": [{"orderBy": one["Name"], "dir": way}] * 2
                for one in entity["Fields"]
                for way in ("asc", "desc")
            }
            found["bookings as a whole"] = screen.measure(sorts | single)
            _print_slowest("the same of all bookings, on request", found["bookings as a whole"], "no limit")
    return found


def _print_slowest(what: str, found: dict[str, float], limit: str) -> None:
    slowest = sorted(found.items(), key=lambda one: -one[1])
    middle = statistics.median(found.values())
    print(f"  {what}: {len(found)}, half of them under {middle:.1f} ms, the slowest (medians, {limit}):")
    for name, milliseconds in slowest[:8]:
        print(f"    {name}: {milliseconds:.1f} ms", flush=True)


class _Screen:
    """The list of an entity in the console: what it offers, and how long the server takes for that."""

    def __init__(self, client: httpx.Client, entity: dict[str, Any], usual: dict[str, Any]) -> None:
        self._client = client
        self._entity = entity
        self._usual = {"page": 1, "size": _ON_SCREEN, **usual}
        total = self._page({})["TotalItems"]
        places = [1 + number * (total // 7) // 25 for number in range(7)]
        self._samples = [self._page({"page": one, "orderBy": "Id", "size": 25})["Records"][0] for one in places]

    def offered(self) -> dict[str, list[dict[str, Any]]]:
        """Return the queries of each order and filter, and of each two filters; with other values each time."""
        opened = self._page({"most": _LOOKED_THROUGH})
        found: dict[str, list[dict[str, Any]]] = {"as it opens": [{}] * 7}
        for name in opened["OrderFields"]:
            found |= {f"by {name}, {way}": [{"orderBy": name, "dir": way}] * 7 for way in ("asc", "desc")}
        filters = {what: queries for field in self._entity["Fields"] for what, queries in self._filters(field)}
        names = list(filters)
        pairs = [(one, other) for place, one in enumerate(names) for other in names[place + 1 :]]
        both = {
            f"{one} and {other}": [
                first | second for first, second in zip(filters[one][:5], filters[other][1:6], strict=False)
            ]
            for one, other in pairs
            if one.split()[0] != other.split()[0]
        }
        # In a list that a filter has made short, every order is offered.
        if self._entity["Plural"] == "bookings":
            for field in self._entity["Fields"]:
                queries = [{**one, "orderBy": field["Name"]} for one in filters["CoworkerId is"]]
                found[f"of a person, by {field['Name']}"] = queries
        return found | filters | both

    def _filters(self, field: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        name, by = field["Name"], field["Filter"]
        values = [one[name] for one in self._samples if one[name] is not None]
        if field["Choices"]:
            values = [one["Value"] for one in field["Choices"]] * 3
        elif not values:
            values = [f"2026-11-{day:02}T09:00:00Z" if field["Kind"] == "instant" else day for day in range(1, 8)]
        if name == "UniqueId":
            return
        if field["HasRange"] and field["Kind"] != "id":
            for side in ("from", "to"):
                yield f"{name} {side}", [{f"{side}_{by}": one} for one in values]
            yield f"{name} from and to", [{f"from_{by}": one, f"to_{by}": one} for one in values]
        elif field["Kind"] == "flag":
            for one in ("true", "false"):
                yield f"{name} is {one}", [{by: one}] * 7
        else:
            yield f"{name} is", [{by: one} for one in values]
            if field["Kind"] == "id" and name != "Id":
                yield f"{name} is null", [{by: "null"}] * 7

    def measure(self, asked: dict[str, list[dict[str, Any]]], **more: Any) -> dict[str, float]:
        """Return the median of each list of queries in milliseconds."""
        found = {}
        for what, queries in asked.items():
            times = []
            for query in queries:
                started = time.perf_counter()
                self._page({**query, **more})
                times.append(time.perf_counter() - started)
            found[what] = statistics.median(times) * 1000
        return found

    def _page(self, query: dict[str, Any]) -> dict[str, Any]:
        answer = self._client.get(self._entity["Path"], params={**self._usual, **query})
        assert answer.is_success, answer.text
        body: dict[str, Any] = answer.json()
        return body


def _searches(base: str, token: str) -> dict[str, float]:
    """Time searches for people while their names are typed, one letter after the other."""
    client = httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=60)
    names = [f"member {1 + number * 2477 % _PEOPLE}" for number in range(20)]
    typed = [name[:length] for name in names for length in range(1, len(name) + 1)]

    def timed(query: str) -> float:
        started = time.perf_counter()
        answer = client.get("/api/sys/search", params={"query": query, "size": 8}).raise_for_status()
        assert answer.json()["People"]
        return (time.perf_counter() - started) * 1000

    first, *times = [timed(query) for query in typed]
    found = {"first": first, "median": statistics.median(times), "slowest tenth": sorted(times)[-len(times) // 10]}
    said = ", ".join(f"{name} {milliseconds:.1f} ms" for name, milliseconds in found.items())
    print(f"  {len(typed)} searches among {_PEOPLE:,} people as typed: {said} (median to stay under 50 ms)", flush=True)
    return found


def _of_day(number: int) -> dict[str, Any]:
    return {
        f"{end}_Booking_FromTime": f"2026-10-{day:02}T00:00:00Z" for end, day in (("from", number), ("to", number + 1))
    }
