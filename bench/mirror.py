"""How fast a mirror copies when the service does not limit it: records a second, memory, and requests used.

    python bench/mirror.py --records 200000

The service is a transport in this process that answers from prepared pages, so what is measured is the mirror and the
ledger. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from teamkpi import clock, networks
from teamkpi.accounts import Seal
from teamkpi.db import connect, migrate
from teamkpi.db.embedded import EmbeddedServer
from teamkpi.mirror import Credentials, Pace, Runner, Upstream, sources

FIRST_ID = 1_420_000_000
PAGE = 1000
PEOPLE = 5000
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)


class Prepared(httpx.BaseTransport):
    """Answers requests for bookings, by id."""

    def __init__(self, records: int) -> None:
        self.records = records
        self.requests = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        self.requests += 1
        headers = {"Date": "Sat, 21 Nov 2026 12:00:00 GMT"}
        if request.url.path == "/api/token":
            granted = {"access_token": "a", "expires_in": 604_799, "refresh_token": "b"}
            return httpx.Response(200, json=granted, headers=headers)
        query = request.url.params
        if "AuditTrailEntry_AuditType" in query:
            return httpx.Response(200, json=self._page([], 0, has_next=False), headers=headers)
        if "id" in query:
            return httpx.Response(200, json=[self._booking(int(query["id"].strip("[]")))], headers=headers)
        if "from_Booking_UpdatedOn" in query and query["from_Booking_UpdatedOn"] > "2030":
            return httpx.Response(200, json=self._page([], 0, has_next=False), headers=headers)
        first = int(query.get("from_Booking_Id", FIRST_ID)) - FIRST_ID
        if "from_Booking_UpdatedOn" in query and "Booking_Id" not in query:
            first = self.records
        if "Booking_Id" in query:
            first = int(query["Booking_Id"].strip("[]")) - FIRST_ID
        size = int(query["size"])
        if query.get("dir") == "1":
            first, size = self.records - 1, 1
        ids = range(first, min(first + size, self.records))
        total = max(0, self.records - first)
        page = self._page([self._booking(FIRST_ID + one) for one in ids], total, has_next=total > len(ids))
        return httpx.Response(200, json=page, headers=headers)

    def _page(self, records: list[dict[str, object]], total: int, *, has_next: bool) -> dict[str, object]:
        return {"Records": records, "TotalItems": total, "HasNextPage": has_next}

    def _booking(self, record_id: int) -> dict[str, object]:
        number = record_id - FIRST_ID
        begin = BEGIN + timedelta(minutes=30 * (number % 40_000))
        wire = "%Y-%m-%dT%H:%M:%SZ"
        return {
            "Id": record_id,
            "ResourceId": 1 + number % 50,
            "CoworkerId": 1 + number % PEOPLE,
            "FromTime": f"{begin:{wire}}",
            "ToTime": f"{begin + timedelta(hours=1):{wire}}",
            "CreatedOn": f"{begin:{wire}}",
            "UpdatedOn": f"{begin:{wire}}",
            "UpdatedBy": "[System]",
            "Tentative": False,
            "CoworkerFullName": f"Person {number % PEOPLE}",
            "ResourceName": f"Room {number % 50}",
        }


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=200_000)
    records = parser.parse_args().records
    with tempfile.TemporaryDirectory() as above:
        server = EmbeddedServer(Path(above) / "data")
        try:
            migrate(server.url)
            with connect(server.url) as conn:
                print(json.dumps(_measure(conn, records)))
        finally:
            server.close()


def _measure(conn: object, records: int) -> dict[str, object]:
    network_id = networks.by_name(conn, "default")  # type: ignore[arg-type]
    seal = Seal(["a2V5IG9mIHRoaXJ0eS10d28gYnl0ZXMgZm9yIHRlc3Q="])
    credentials = Credentials("a@example.com", "a")
    sources.add(
        conn,  # type: ignore[arg-type]
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
    transport = Prepared(records)
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

    def reached(_plural: str, count: int, _total: int | None) -> None:
        seen.append(count)
        memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

    began = perf_counter()
    runner = Runner(conn, sources.get(conn, network_id), upstream, now=clock.now, progress=reached)  # type: ignore[arg-type]
    runner.run(["bookings"])
    took = perf_counter() - began
    return {
        "records": records,
        "seconds": round(took, 1),
        "records_a_second": round(records / took),
        "requests": transport.requests,
        "fewest_requests": -(-records // PAGE),
        "mebibytes_after_a_tenth": memory[len(memory) // 10] // 1024,
        "mebibytes_in_the_end": memory[-1] // 1024,
    }


if __name__ == "__main__":
    main()
