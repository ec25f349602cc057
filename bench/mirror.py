"""How fast a mirror copies when the service does not limit it, beside an import of the same records in the same run.

    python bench/mirror.py --records 200000

The service is a transport in this process. Its pages are made before the clock starts, so what is measured is the
mirror and the ledger. Both copies begin with the people and rooms of the space, and end with all of its bookings.
Prints one line of JSON: records a second of both, memory of the mirror, and requests used. With ``--only mirror``, no
import is made, and the pages are repeated under new ids, so that a long run needs no more memory.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import httpx
from psycopg import Connection

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.generate_ledger import Ledger
from bench.spaces import fresh_database
from teamkpi import clock, networks
from teamkpi.accounts import Seal
from teamkpi.db import connect
from teamkpi.db.embedded import EmbeddedServer
from teamkpi.ledger import apply
from teamkpi.ledger.files import Source
from teamkpi.mirror import Credentials, Pace, Runner, Upstream, sources
from teamkpi.mirror.running import Reached

PAGE = 1000
PEOPLE = 5000
_ID: Final = re.compile(rb'\{"Id":\d+,')
_ID_TEXT: Final = re.compile(r'\{"Id":\d+,')


class Prepared(httpx.BaseTransport):
    """Answers requests for bookings, by id, from pages that are made beforehand."""

    def __init__(self, lines: list[bytes], records: int) -> None:
        self.lines = lines
        self.records = records
        self.requests = 0
        self._pages = [b",".join(lines[start : start + PAGE]) for start in range(0, len(lines), PAGE)]

    def handle_request(self, request: httpx.Request) -> httpx.Response:  # noqa: PLR0911 - one for each kind of request
        """Answer a request."""
        self.requests += 1
        query = request.url.params
        if request.url.path == "/api/token":
            return self._json(b'{"access_token":"a","expires_in":604799,"refresh_token":"b"}')
        if "id" in query:
            return self._json(b"[%s]" % self._line(int(query["id"].strip("[]"))))
        is_later = query.get("from_Booking_UpdatedOn", "") > "2030" or "AuditTrailEntry_AuditType" in query
        first = int(query.get("from_Booking_Id", 1))
        if is_later or first > self.records or ("from_Booking_UpdatedOn" in query and "Booking_Id" not in query):
            return self._listed(b"", 0, 0)
        if "Booking_Id" in query:
            return self._listed(self._line(int(query["Booking_Id"].strip("[]"))), 1, 1)
        if query.get("dir") == "1":
            return self._listed(self._line(self.records), self.records, 1)
        if int(query["size"]) < PAGE:
            return self._listed(self._line(first), self.records - first + 1, 1)
        return self._listed(self._page(first), self.records - first + 1, PAGE)

    def _line(self, record_id: int) -> bytes:
        line = self.lines[(record_id - 1) % len(self.lines)]
        return _ID.sub(b'{"Id":%d,' % record_id, line, count=1)

    def _page(self, first: int) -> bytes:
        page = self._pages[(first - 1) // PAGE % len(self._pages)]
        if first <= len(self.lines):
            return page
        number = first - 1

        def next_id(_: re.Match[bytes]) -> bytes:
            nonlocal number
            number += 1
            return b'{"Id":%d,' % number

        return _ID.sub(next_id, page)

    def _listed(self, records: bytes, total: int, count: int) -> httpx.Response:
        more = b"true" if total > count else b"false"
        return self._json(b'{"Records":[%s],"TotalItems":%d,"HasNextPage":%s}' % (records, total, more))

    def _json(self, body: bytes) -> httpx.Response:
        headers = {"Date": "Sat, 21 Nov 2026 12:00:00 GMT", "Content-Type": "application/json"}
        return httpx.Response(200, content=body, headers=headers)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=200_000, help="in whole thousands")
    parser.add_argument("--only", choices=["mirror"])
    options = parser.parse_args()
    records = options.records // PAGE * PAGE
    made = records if options.only is None else min(records, 200_000)
    ledger = Ledger(PEOPLE, 10, seed=1)
    files: dict[str, list[str]] = {
        "businesses": list(ledger.businesses(3)),
        "resources": list(ledger.resources(60)),
        "coworkers": list(ledger.people(PEOPLE)),
    }
    bookings = sorted(ledger.bookings(made), key=lambda line: json.loads(line)["FromTime"])
    bookings = [_ID_TEXT.sub(f'{{"Id":{number},', line, count=1) for number, line in enumerate(bookings, 1)]
    with tempfile.TemporaryDirectory() as above:
        folder = Path(above) / "records"
        folder.mkdir()
        for plural, lines in files.items():
            (folder / f"{plural}.jsonl").write_text("".join(lines), encoding="utf-8")
        (folder / "bookings.jsonl").write_text("".join(bookings), encoding="utf-8")
        transport = Prepared([line.strip().encode() for line in bookings], records)
        del bookings
        server = EmbeddedServer(Path(above) / "data")
        try:
            imported = None if options.only else _import(server.url, folder)
            found = _mirror(server.url, folder, transport)
        finally:
            server.close()
    if imported is not None:
        found |= {"import_a_second": round(records / imported)}
        found |= {"of_the_import": round(imported / found["seconds"], 2)}
    print(json.dumps(found))


def _import(server_url: str, folder: Path) -> float:
    """Import everything, and return the seconds for the bookings."""
    with fresh_database(server_url) as url, connect(url) as conn:
        _import_places(conn, folder)
        started = perf_counter()
        apply(conn, 1, Source(folder / "bookings.jsonl"), now=clock.now())
        return perf_counter() - started


def _import_places(conn: Connection[Any], folder: Path) -> None:
    for plural in ("businesses", "resources", "coworkers"):
        apply(conn, 1, Source(folder / f"{plural}.jsonl"), now=clock.now())
    conn.execute("CHECKPOINT")


def _mirror(server_url: str, folder: Path, transport: Prepared) -> dict[str, Any]:
    with fresh_database(server_url) as url, connect(url) as conn:
        _import_places(conn, folder)
        return _measure(conn, transport)


def _measure(conn: Connection[Any], transport: Prepared) -> dict[str, Any]:
    network_id = networks.by_name(conn, "default")
    seal = Seal(["a2V5IG9mIHRoaXJ0eS10d28gYnl0ZXMgZm9yIHRlc3Q="])
    credentials = Credentials("a@example.com", "a")
    sources.add(
        conn,
        network_id,
        "nexudus",
        "https://spaces.example",
        credentials,
        allows_http=False,
        businesses=(),
        share=100,
        every_seconds=300,
        most_deleted=2,
        seal=seal,
        now=clock.now(),
    )
    upstream = Upstream(
        "https://spaces.example",
        credentials,
        pace=Pace((), 100, 0.0),
        wait=lambda _: None,
        now=clock.now,
        transport=transport,
    )
    memory: list[int] = []
    seen: list[int] = []

    def reached(far: Reached) -> None:
        seen.append(far.seen)
        memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

    began = perf_counter()
    runner = Runner(conn, sources.get(conn, network_id), upstream, now=clock.now, progress=reached)
    runner.run(["bookings"])
    took = perf_counter() - began
    return {
        "records": transport.records,
        "seconds": round(took, 1),
        "records_a_second": round(transport.records / took),
        "requests": transport.requests,
        "fewest_requests": transport.records // PAGE,
        "mebibytes_after_a_fifth": memory[len(memory) // 5] // 1024,
        "mebibytes_in_the_end": memory[-1] // 1024,
    }


if __name__ == "__main__":
    main()
