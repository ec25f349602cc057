"""Check-ins that stream in: ``python -m bench.stream URL RATE SECONDS`` writes them as a sync would, batch by batch.

Each is one of a member of the first 250, ended, and ten minutes long. Prints a line when it begins, and at the end what
was written when, by the clock that all processes of a machine share.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

from teamkpi.db import connect
from teamkpi.ledger import Change, apply

MINUTES = 10
_MEMBERS = range(1, 251)
_BATCHES_PER_SECOND = 20
_FIRST_ID = 2_000_000_000


def main() -> None:
    """Write so many a second for so long; when batches take longer than that allows, fewer."""
    url, rate, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    size = rate // _BATCHES_PER_SECOND
    members = cycle(_MEMBERS)
    batches: list[dict[str, Any]] = []
    with connect(url) as conn:
        print("ready", flush=True)
        begun = time.monotonic()
        for number in range(int(seconds * _BATCHES_PER_SECOND)):
            due = begun + number / _BATCHES_PER_SECOND
            time.sleep(max(0.0, due - time.monotonic()))
            if time.monotonic() - begun > seconds:
                break
            now = datetime.now(UTC)
            records = [
                {
                    "Id": _FIRST_ID + number * size + place,
                    "BusinessId": 1,
                    "CoworkerId": next(members),
                    "FromTime": (now - timedelta(minutes=MINUTES)).isoformat(),
                    "ToTime": now.isoformat(),
                    "Source": 2,
                    "UpdatedOn": now.isoformat(),
                }
                for place in range(size)
            ]
            started = time.monotonic()
            report = apply(
                conn, 1, [Change("checkins", record, place) for place, record in enumerate(records, 1)], now=now
            )
            assert report.stored == size, report
            batches.append({"started": started, "acknowledged": time.monotonic(), "records": records})
    print(json.dumps({"batches": batches}))


if __name__ == "__main__":
    main()
