"""The stand-in: its records, its clock, and its answers to requests. Nothing of it is shared with the program."""

from __future__ import annotations

import json
import secrets
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl

Record = dict[str, Any]

# Module, name of one record, and the fields that lists leave out. The second-last are written as text in lists.
KINDS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "businesses": ("sys", "Business", ()),
    "coworkers": ("spaces", "Coworker", ("Teams", "Tariffs")),
    "teams": ("spaces", "Team", ("TeamMembers", "TeamAdministrators")),
    "resources": ("spaces", "Resource", ()),
    "bookings": ("spaces", "Booking", ("BookingProducts", "BookingVisitors")),
    "checkins": ("spaces", "Checkin", ()),
    "coworkerproducts": ("billing", "CoworkerProduct", ()),
    "coworkerextraservices": ("billing", "CoworkerExtraService", ()),
    "coworkertimepasses": ("billing", "CoworkerTimePass", ()),
    "coworkerbookingcredits": ("billing", "CoworkerBookingCredit", ("ElegibleResourceTypes",)),
    "eventattendees": ("content", "EventAttendee", ()),
    "coworkercontracts": ("billing", "CoworkerContract", ()),
    "coworkerinvoices": ("billing", "CoworkerInvoice", ()),
    "charges": ("billing", "Charge", ()),
    "coworkerbookingcreditusehistories": ("billing", "CoworkerBookingCreditUseHistory", ()),
    "coworkerextraserviceusehistories": ("billing", "CoworkerExtraServiceUseHistory", ()),
}
AUDITED = {
    *("Charge", "CoworkerBookingCredit", "CoworkerContract", "CoworkerExtraService", "CoworkerInvoice"),
    *("CoworkerProduct", "Booking", "Checkin", "Coworker", "Resource", "Team", "Business"),
}
ZONES = {1: "Europe/London", 2: "America/New_York"}
EMAIL, PASSWORD = "owner@space.example", "correct horse battery staple"


@dataclass
class Request:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Answer:
    """An answer; ``dies``: the connection is reset instead, ``cut``: only half of the body comes."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    dies: bool = False
    cut: bool = False


def as_json(value: object, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json; charset=utf-8"})


@dataclass
class Quirks:
    """Ways in which accounts and versions of the service differ."""

    ascending: str = "0"
    """The value of ``dir`` that orders upwards; "1" in the other published convention, where -1 orders downwards."""
    ignored: set[str] = field(default_factory=set)
    """Parameters that do nothing, such as ``from_Booking_UpdatedOn``, ``orderBy`` or ``id``; ``from_*_Id`` for all."""
    largest_page: int = 1000
    expires_in: int = 604_799
    missing_roles: set[str] = field(default_factory=set)
    totp: str | None = None
    has_zone_names: bool = True
    limits: tuple[tuple[int, float], ...] = ()
    """So many requests in so many seconds of the stand-in's clock."""
    throttle_status: int = 409


class Service:
    """The stand-in."""

    def __init__(self, now: datetime = datetime(2026, 11, 20, 9, tzinfo=UTC)) -> None:
        self.now = now
        self.quirks = Quirks()
        self.records: dict[str, dict[int, Record]] = {plural: {} for plural in KINDS}
        self.trail: list[Record] = []
        self.requests: list[Request] = []
        self.tokens: dict[str, datetime] = {}
        self.refresh_tokens: dict[str, str] = {}
        self.sign_ins = 0
        self.acts: set[tuple[str, str]] = set()
        """What has happened to which kinds: "create", "change" or "delete"."""
        self.before: Callable[[Service, Request], Answer | None] = lambda _service, _request: None
        """Asked before each request: it may write, or make a fault of the answer."""
        self.after: Callable[[Service, Request, Answer], Answer] = lambda _service, _request, answer: answer
        self._last_id = 1_420_000_000
        self._called: deque[datetime] = deque()

    # What people do there.

    def tick(self, seconds: float = 1.0) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    def stamp(self) -> str:
        """The present, in seven digits, a different one each time."""
        self.now += timedelta(microseconds=7)
        return f"{self.now:%Y-%m-%dT%H:%M:%S.%f}".rstrip("0") + "Z"

    def create(self, plural: str, **fields: Any) -> int:
        self._last_id += 1
        record_id = int(fields.pop("Id", self._last_id))
        stamp = self.stamp()
        self.records[plural][record_id] = {
            "Id": record_id,
            "CreatedOn": stamp,
            "UpdatedOn": stamp,
            "UpdatedBy": EMAIL,
            "IsNew": False,
            "CustomFields": None,
            **fields,
        }
        self.acts.add((plural, "create"))
        return record_id

    def change(self, plural: str, record_id: int, **fields: Any) -> None:
        self.records[plural][record_id] |= {**fields, "UpdatedOn": self.stamp()}
        self.acts.add((plural, "change"))

    def delete(self, plural: str, record_id: int) -> None:
        del self.records[plural][record_id]
        self.acts.add((plural, "delete"))
        name = KINDS[plural][1]
        stamp = self.stamp()
        if name in AUDITED:
            self._last_id += 1
            self.trail.append(
                {
                    "Id": self._last_id,
                    "CreatedOn": stamp,
                    "UpdatedOn": stamp,
                    "AuditType": 3,
                    "EntityShortName": name,
                    "EntityId": record_id,
                    "ActionBy": EMAIL,
                    "Description": "Deleted",
                }
            )

    # What is asked of it.

    def respond(self, request: Request) -> Answer:
        self.requests.append(request)
        self.tick(0.001)
        fault = self.before(self, request)
        answer = fault or self._limited() or self._answer(request)
        answer = self.after(self, request, answer)
        answer.headers.setdefault("Date", format_datetime(self.now.replace(microsecond=0), usegmt=True))
        return answer

    def _limited(self) -> Answer | None:
        if not self.quirks.limits:
            return None
        for calls, seconds in self.quirks.limits:
            since = self.now - timedelta(seconds=seconds)
            if sum(one > since for one in self._called) >= calls:
                if self.quirks.throttle_status == 429:
                    return Answer(429, b'{"Message":"Too many requests. Wait 0.25 seconds."}')
                return Answer(409, b"", {"Retry-After": "1", "Cache-Control": "no-cache"})
        self._called.append(self.now)
        return None

    def _answer(self, request: Request) -> Answer:  # noqa: PLR0911 - one for each sort of path
        if request.path == "/api/token" and request.method == "POST":
            return self._token(request)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or self.tokens.get(token, self.now) <= self.now:
            return Answer(401)
        parts = request.path.strip("/").split("/")
        if parts[:2] == ["api", "sys"] and parts[2] == "audittrailentries":
            return self._listed("AuditTrailEntry", {one["Id"]: one for one in self.trail}, (), request.query)
        if parts[:3] == ["api", "sys", "simpletimezones"] and len(parts) == 4:
            zone = ZONES.get(int(parts[3]))
            return (
                as_json({"Id": int(parts[3]), "Name": "Zone", "NameIana": zone}) if zone else as_json("Not found", 404)
            )
        if len(parts) not in {3, 4} or parts[2] not in KINDS or KINDS[parts[2]][0] != parts[1]:
            return as_json("Not found", 404)
        _, name, partial = KINDS[parts[2]]
        records = self.records[parts[2]]
        if len(parts) == 3:
            return self._listed(name, records, partial, request.query)
        if f"{name}-Read" in self.quirks.missing_roles:
            return Answer(401)
        found = records.get(int(parts[3]))
        return as_json("Not found", 404) if found is None else as_json(found)

    def _token(self, request: Request) -> Answer:
        form = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
        client_id = request.headers.get("client_id", form.get("username", ""))
        if form.get("grant_type") == "refresh_token":
            if self.refresh_tokens.get(client_id) != form.get("refresh_token"):
                return as_json({"error": "invalid_grant", "error_description": "Spent."}, 400)
        elif form.get("grant_type") == "password":
            if (form.get("username"), form.get("password")) != (EMAIL, PASSWORD):
                description = "The email or password is incorrect."
                return as_json({"error": "invalid_grant", "error_description": description}, 400)
            if self.quirks.totp is not None and form.get("totp") != self.quirks.totp:
                return as_json({"error": "two_factor_auth_check"}, 400)
            self.sign_ins += 1
        else:
            return as_json({"error": "unsupported_grant_type"}, 400)
        access, refresh = secrets.token_hex(8), secrets.token_hex(8)
        self.tokens[access] = self.now + timedelta(seconds=self.quirks.expires_in)
        self.refresh_tokens[client_id] = refresh
        granted = {"access_token": access, "token_type": "bearer", "expires_in": self.quirks.expires_in}
        return as_json({**granted, "refresh_token": refresh})

    def _honours(self, name: str, entity: str) -> bool:
        return name not in self.quirks.ignored and name.replace(entity, "*") not in self.quirks.ignored

    def _listed(
        self, name: str, records: Mapping[int, Record], partial: tuple[str, ...], query: Mapping[str, str]
    ) -> Answer:
        if f"{name}-List" in self.quirks.missing_roles:
            return Answer(401)
        if "id" in query and self._honours("id", name):
            ids = [int(part) for part in query["id"].strip("[]").split(",") if part]
            return as_json([records[one] for one in ids if one in records])
        found = [one for one in records.values() if all(self._passes(name, one, query))]
        order = query.get("orderBy", "Id")
        found.sort(key=lambda one: (one.get(order) is not None, one.get(order), one["Id"]))
        if not self._honours("orderBy", name):
            found.sort(key=lambda one: one["Id"] * 7919 % 104_729)
        elif query.get("dir", self.quirks.ascending) == {"0": "1", "1": "-1"}[self.quirks.ascending]:
            found.reverse()
        asked_size = query.get("size", 25) if self._honours("size", name) else 25
        size = min(int(asked_size), self.quirks.largest_page)
        page = int(query.get("page", 1))
        shown = found[(page - 1) * size : page * size]
        pages = -(-len(found) // size)
        return as_json(
            {
                "Records": [self._partial(one, partial) for one in shown],
                "CurrentPage": page,
                "CurrentPageSize": size,
                "CurrentOrderField": order,
                "CurrentSortDirection": 1,
                "FirstItem": (page - 1) * size + 1,
                "LastItem": (page - 1) * size + len(shown),
                "TotalItems": len(found),
                "TotalPages": pages,
                "HasNextPage": page < pages,
                "HasPreviousPage": page > 1,
            }
        )

    def _passes(self, name: str, record: Record, query: Mapping[str, str]) -> Iterator[bool]:
        for parameter, text in query.items():
            if not text or not self._honours(parameter, name):
                continue
            side, _, rest = parameter.partition("_")
            field_name = rest.removeprefix(f"{name}_")
            if side in {"from", "to"} and rest.startswith(f"{name}_"):
                value = record.get(field_name)
                bound: Any
                if field_name in {"UpdatedOn", "CreatedOn"}:
                    value = datetime.fromisoformat(str(value))
                    bound = datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
                else:
                    bound = int(text)
                yield value >= bound if side == "from" else value <= bound
            elif parameter.startswith(f"{name}_"):
                value = record.get(parameter.removeprefix(f"{name}_"))
                yield str(value) in text.strip("[]").split(",")

    def _partial(self, record: Record, partial: tuple[str, ...]) -> Record:
        shown = {**record, **{one: None for one in partial if one in record}}
        if "TeamMembers" in partial:
            shown.pop("TeamAdministrators", None)
            shown["CoworkerIds"] = ",".join(map(str, record.get("TeamMembers") or []))
        return shown
