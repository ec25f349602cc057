"""One pass over people and places that yields the whole demo space."""

from collections.abc import Iterator
from datetime import datetime

from teamkpi.demo import jane
from teamkpi.demo.activity import Rooms, attendees, bookings, upkeep, visits
from teamkpi.demo.invoices import Invoicing, Space
from teamkpi.demo.people import JANE_ID, community, settle
from teamkpi.demo.places import LOCATIONS, Timetable, places
from teamkpi.demo.purchases import purchases
from teamkpi.demo.records import Chronicle, Item


def generate(now: datetime, seed: int = 55) -> Iterator[Item]:
    """Yield the demo space as it stands at `now`: about 650 people and 120,000 records.

    A pair is the entity's plural and a record with the wire's field names, JSON-ready: instants are ISO 8601
    text in UTC, amounts plain numbers with two decimals. Locations come first, then people and teams, then
    what each person did, and invoices last. A `now` without zone is UTC.
    """
    chronicle = Chronicle(now, seed)
    timetables = {place.id: Timetable(place, chronicle) for place in LOCATIONS}
    invoicing = Invoicing(chronicle, timetables)
    space = Space(chronicle, timetables, invoicing)
    people, teams = settle(chronicle)
    rooms = Rooms()
    yield from places(chronicle)
    yield from community(people, teams, chronicle, timetables)
    for timetable in timetables.values():
        yield from upkeep(chronicle, timetable, rooms)
        yield from attendees(people, timetable, space)
    for person in people:
        if person.id != JANE_ID:
            yield from visits(person, space)
            yield from bookings(person, space, rooms)
            yield from purchases(person, space)
    # Last, as hers is the one story that is told backwards from `now`: no one else's ids hang on it.
    yield from jane.records(next(p for p in people if p.id == JANE_ID), space)
    yield from invoicing.records()
