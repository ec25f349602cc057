"""Recognises the field of a column and the entity of a table by their headings, including everyday synonyms."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from teamkpi.ledger.entities import COMMON, DELETED, ENTITIES, Entity

_NOT_A_LETTER: Final = re.compile(r"[\W_]+")

_NAMES_OF_ENTITIES: Final = {
    "businesses": ("locations", "sites", "spaces"),
    "coworkers": ("people", "members", "customers", "contacts"),
    "teams": ("companies",),
    "resources": ("rooms", "desks", "meeting rooms"),
    "bookings": ("reservations",),
    "checkins": ("visits", "check ins"),
    "coworkerproducts": ("products", "purchases", "sales", "coworker products"),
    "coworkerextraservices": ("extra services", "services", "coworker extra services"),
    "coworkertimepasses": ("passes", "day passes", "time passes", "coworker time passes"),
    "coworkerbookingcredits": ("credits", "booking credits", "coworker booking credits"),
    "eventattendees": ("attendees", "tickets", "event tickets", "event attendees"),
    "coworkercontracts": ("contracts", "memberships", "plans", "coworker contracts"),
    "coworkerinvoices": ("invoices", "coworker invoices"),
}
_OF_EVERY_ENTITY: Final = {
    "Id": ("record id", "id no", "id number"),
    "CreatedOn": ("created", "created at", "date created", "creation date"),
    "UpdatedOn": ("updated", "updated at", "last updated", "modified", "last modified"),
    "DELETED": ("deleted",),
    "CoworkerId": (
        *("member id", "member no", "member number", "customer id", "customer no", "customer number"),
        *("person id", "client id", "coworker no", "coworker number"),
    ),
    "BusinessId": ("location id", "location no", "location number", "site id", "space id", "home location id"),
    "ResourceId": ("room id", "room no", "room number", "desk id", "resource no", "resource number"),
    "IssuedById": ("location id", "issued by", "business id"),
    "ValidFrom": ("valid since", "starts on"),
    "ExpireDate": ("expires", "expires on", "expiry", "expiry date", "expiration date", "valid until", "valid to"),
    "Notes": ("note", "comment", "comments"),
    "Description": ("details",),
    "Quantity": ("qty",),
    "InvoiceNumber": ("invoice no", "invoice"),
    "DueDate": ("due", "due on"),
    "TaxAmount": ("tax", "vat"),
    "PaidOn": ("paid date", "date paid"),
    "PaidAmount": ("amount paid",),
    "SaleDate": ("sold on", "sold", "date of sale"),
    "InvoicedOn": ("invoice date", "date invoiced"),
    "InvoiceDate": ("invoiced on", "date invoiced"),
    "RemainingUses": ("remaining", "left", "uses left"),
    "TotalUses": ("total", "uses"),
    "RemainingCredit": ("remaining", "left", "credit left", "balance"),
    "TotalCredit": ("total", "credit", "granted"),
    "TotalAmount": ("total", "amount"),
}
_NAMES_OF_THINGS: Final = {
    "resources": ("resource", "room", "meeting room", "desk"),
    "coworkers": ("coworker", "member", "customer", "person", "client"),
}
"""What a column may be called that says which record of an entity is meant, without saying whether by Id or by name."""
_STARTS: Final = ("from", "start", "starts", "start time", "start date", "starts at", "begin", "begins")
_ENDS: Final = ("to", "until", "end", "ends", "end time", "end date", "ends at", "finish")
_ARRIVES: Final = (*_STARTS, "check in", "checked in", "check in time", "checked in at", "arrival", "arrived")
_LEAVES: Final = (*_ENDS, "check out", "checked out", "check out time", "checked out at", "departure", "left")
_OF_ENTITIES: Final[Mapping[str, Mapping[str, Sequence[str]]]] = {
    "businesses": {
        "Id": ("business id", "location id", "location no", "site id"),
        "Name": ("location", "location name", "business", "business name", "site", "site name"),
        "CurrencyCode": ("currency",),
        "SimpleTimeZoneNameIana": ("time zone", "zone", "iana time zone", "time zone name"),
        "WebAddress": ("website", "web site", "url"),
    },
    "coworkers": {
        "Id": ("coworker id", "member id", "member no", "member number", "customer id", "customer no", "person id"),
        "FullName": ("name", "member", "member name", "customer", "customer name", "coworker", "coworker name"),
        "Email": ("mail", "email address", "mail address"),
        "CompanyName": ("company", "organisation", "organization", "employer"),
        "CoworkerType": ("type", "member type", "customer type"),
        "Active": ("is active",),
        "Archived": ("is archived",),
    },
    "teams": {
        "Id": ("team id", "team no", "team number"),
        "Name": ("team", "team name", "company"),
        "TeamMembers": ("members", "member ids"),
        "TeamAdministrators": ("administrators", "admins", "administrator ids", "admin ids"),
        "PayingMemberId": ("paying member", "payer id"),
    },
    "resources": {
        "Id": ("resource id", "room id", "desk id", "resource no", "room no"),
        "Name": ("resource", "resource name", "room", "room name", "desk", "desk name"),
    },
    "bookings": {"Id": ("booking id", "booking no", "reservation id"), "FromTime": _STARTS, "ToTime": _ENDS},
    "checkins": {"Id": ("checkin id", "check in id", "visit id"), "FromTime": _ARRIVES, "ToTime": _LEAVES},
    "coworkerproducts": {"ProductName": ("product", "item"), "SaleDate": ("date",)},
    "coworkerextraservices": {"ExtraServiceName": ("service", "extra service")},
    "coworkertimepasses": {"TimePassName": ("pass", "pass name", "time pass")},
    "coworkerbookingcredits": {"Id": ("credit id",)},
    "eventattendees": {
        "FullName": ("name", "attendee", "attendee name"),
        "Email": ("mail", "email address"),
        "CalendarEventId": ("event id",),
        "EventProductId": ("ticket id",),
        "CalendarEventName": ("event", "event name"),
        "EventProductName": ("ticket", "ticket name"),
        "EventProductPrice": ("price", "ticket price"),
    },
    "coworkercontracts": {
        "Id": ("contract id", "contract no"),
        "TariffName": ("plan", "plan name", "tariff"),
        "TariffId": ("plan id",),
        "StartDate": _STARTS,
        "RenewalDate": ("renews", "renews on", "renewal"),
        "CancellationDate": ("cancelled on", "end date"),
    },
    "coworkerinvoices": {"Id": ("invoice id",), "CurrencyCode": ("currency",)},
    "charges": {"Id": ("charge id",)},
}


def folded(text: str) -> str:
    """Return a heading in lower case, without accents and with only its letters and digits, for comparison."""
    plain = unicodedata.normalize("NFKD", text)
    return _NOT_A_LETTER.sub("", "".join(sign for sign in plain if not unicodedata.combining(sign))).lower()


class _Known(NamedTuple):
    """The fields of an entity by name, by synonym, and by the thing that a required one refers to; all are folded."""

    names: Mapping[str, str]
    words: Mapping[str, str]
    things: Mapping[str, str]


def _known(entity: Entity) -> _Known:
    names = {folded(one.name): one.name for one in (*COMMON, *entity.fields)}
    names |= {folded(one.also): one.name for one in entity.fields if one.also}
    names["deletedrow"] = DELETED
    words: dict[str, str] = {}
    own = _OF_ENTITIES.get(entity.plural, {})
    for name in (*(one.name for one in (*COMMON, *entity.fields)), DELETED):
        for word in (*own.get(name, ()), *_OF_EVERY_ENTITY.get("DELETED" if name == DELETED else name, ())):
            words.setdefault(folded(word), name)
    words = {word: name for word, name in words.items() if word not in names}
    things: dict[str, str] = {}
    for one in entity.fields:
        for word in _NAMES_OF_THINGS.get(one.refers_to or "", ()) if one.required else ():
            if folded(word) not in names.keys() | words.keys():
                things.setdefault(folded(word), one.name)
    return _Known(names, words, things)


_KNOWN: Final = {plural: _known(entity) for plural, entity in ENTITIES.items()}
_BY_TITLE: Final = {
    folded(title): plural
    for plural, entity in ENTITIES.items()
    for title in (plural, entity.name, *_NAMES_OF_ENTITIES.get(plural, ()))
}


_OF_LOCATIONS: Final = {
    folded(word)
    for word in (
        *_OF_ENTITIES["businesses"]["Name"],
        *_OF_ENTITIES["businesses"]["Id"],
        *_OF_EVERY_ENTITY["BusinessId"],
        *("home location", "space", "space name", "branch", "branch name", "building", "venue", "centre", "center"),
    )
}


def is_of_location(heading: str) -> bool:
    """Return whether a heading is that of a column with the name or the id of a location."""
    return folded(heading) in _OF_LOCATIONS


class Matched(NamedTuple):
    """The field of each column, or None; and the headings of columns that match the same field."""

    fields: tuple[str | None, ...]
    doubled: Mapping[str, Sequence[str]]

    @property
    def how_many(self) -> int:
        """Return how many columns have a field."""
        return sum(one is not None for one in self.fields)


def match(plural: str, headings: Sequence[str], said: Mapping[str, str | None]) -> Matched:
    """Return the field of each column: the one that ``said`` assigns, else the one of that name, else a synonym's.

    A synonym counts only if no column has the field's own name, and a word like "Room" for ``ResourceId`` only if no
    column has a synonym, since it may be a name. If several columns match one field, all of them are in ``doubled`` and
    the user has to choose.
    """
    known = _KNOWN[plural]
    told = {folded(heading): field for heading, field in said.items()}
    taken: defaultdict[str, list[int]] = defaultdict(list)
    open_places: list[int] = []
    for place, heading in enumerate(headings):
        key = folded(heading)
        if heading.strip() == DELETED:
            taken[DELETED].append(place)
        elif key in told:
            if (field := told[key]) is not None:
                taken[field].append(place)
        elif key in known.names:
            taken[known.names[key]].append(place)
        else:
            open_places.append(place)
    for words in (known.words, known.things):
        by_word = _by_word(words, headings, open_places)
        taken.update({name: places for name, places in by_word.items() if name not in taken})
    fields: list[str | None] = [None] * len(headings)
    for name, places in taken.items():
        for place in places:
            fields[place] = name
    doubled = {name: [headings[place] for place in places] for name, places in taken.items() if len(places) > 1}
    return Matched(tuple(fields), doubled)


def _by_word(words: Mapping[str, str], headings: Sequence[str], places: Sequence[int]) -> dict[str, list[int]]:
    """Return the columns of each field whose heading, among those of some places, is one of the words."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for place in places:
        if name := words.get(folded(headings[place])):
            found[name].append(place)
    return found


def entity_by_title(title: str) -> str | None:
    """Return the plural of the entity after which a file or sheet is named, or None."""
    return _BY_TITLE.get(folded(title))


def missing(plural: str, fields: Sequence[str | None], constants: Mapping[str, object]) -> list[str]:
    """Return the required fields for which a table has neither a column nor a constant.

    A table with a column for deletions may contain nothing but deletions, so it only needs ``Id``.
    """
    names = [one.name for one in (*COMMON, *ENTITIES[plural].fields) if one.required]
    if DELETED in fields:
        names = ["Id"]
    return [name for name in names if name not in fields and name not in constants]


def entity_by_headings(headings: Sequence[str]) -> str | None:
    """Return the plural of the entity whose required fields all have a column; None if none or several fit best."""
    found = {
        plural: matched.how_many
        for plural in ENTITIES
        if not missing(plural, (matched := match(plural, headings, {})).fields, {}) and DELETED not in matched.fields
    }
    best = max(found.values(), default=0)
    several = [plural for plural, count in found.items() if count == best]
    return several[0] if len(several) == 1 else None
