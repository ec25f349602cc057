"""A made-up but believable coworking space, to try the product on.

In: an instant (`now`) and a seed. Out: the space's records as `(entity plural, record)` pairs, with the wire's field
names and JSON-ready values, for every entity of the ledger; or a folder of `.jsonl` files that `teamkpi import` reads.
`batches` says in which versions they were written, and when. No database, no network, no clock of its own.

Always true:

- The dice depend on the seed alone and the calendar on the UTC day of `now`; the time of day only decides
  what has happened yet (who has arrived, which booking has ended, whether the invoices of the 1st are out).
  Equal arguments give equal records, ids included.
- Nothing is written in the future: `CreatedOn <= UpdatedOn <= now`. Bookings reach from 730 days back to
  28 days ahead, a room is never booked twice at a time, and at least three people are checked in.
- Every address is under a domain reserved for examples, but for the documented one of Jane Smith, whose
  KPI row is the documented example row (see `teamkpi.demo.jane` for the first hours of a month).
"""

from teamkpi.demo.generator import generate
from teamkpi.demo.people import ADMINISTRATOR_EMAIL, MEMBER_EMAIL, TEAM_ID
from teamkpi.demo.records import PLURALS, packed, write
from teamkpi.demo.story import Batch, batches

__all__ = [
    "ADMINISTRATOR_EMAIL",
    "MEMBER_EMAIL",
    "PLURALS",
    "TEAM_ID",
    "Batch",
    "batches",
    "generate",
    "packed",
    "write",
]
