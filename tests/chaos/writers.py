"""Who writes and reads meanwhile: programs at the back office, webhooks, imports, and readers of figures."""

from __future__ import annotations

import hashlib
import hmac
import json
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any

import httpx

import loopback
from chaos.space import PEOPLE, TEAMS, Server, Space

Record = dict[str, Any]
_NOW = datetime.now(UTC).replace(microsecond=0)
_SECONDS_TO_ANSWER = 10


@dataclass
class Sent:
    """What was sent of one record: states in the order in which they were sent, and which were acknowledged."""

    states: list[Record | None] = field(default_factory=list)  # None: deleted
    is_acknowledged: list[bool] = field(default_factory=list)

    def add(self, state: Record | None, *, acknowledged: bool) -> None:
        """Note that a state was sent, and whether it was acknowledged."""
        self.states.append(state)
        self.is_acknowledged.append(acknowledged)

    def possible(self) -> list[Record | None]:
        """Return the states that the record may have: the last that was acknowledged, or one that was sent later."""
        last = max((place for place, one in enumerate(self.is_acknowledged) if one), default=None)
        return [None, *self.states] if last is None else self.states[last:]


class Worker(Thread, ABC):
    """Does one thing after the other until told to stop; counts what became of each."""

    def __init__(self, space: Space, servers: list[Server], dice: Random, stop: Event) -> None:
        super().__init__(daemon=True)
        self.space, self.servers, self.dice, self.stop = space, servers, dice, stop
        self.counts: Counter[str] = Counter()
        self.problems: list[str] = []
        self.client = loopback.Client(timeout=_SECONDS_TO_ANSWER, headers={"Authorization": f"Bearer {space.key}"})

    def run(self) -> None:
        """Work until told to stop."""
        while not self.stop.is_set():
            try:
                self.step()
            except Exception as error:  # noqa: BLE001 - a worker that ends would hide what it was to find
                self.problems.append(f"{type(self).__name__}: {type(error).__name__}: {error}")
                return

    @abstractmethod
    def step(self) -> None:
        """Do one thing."""

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response | None:
        """Ask one of the servers; None when it is not known what became of the request."""
        try:
            answer = self.client.request(method, self.dice.choice(self.servers).url + path, **options)
        except httpx.HTTPError:
            self.counts["no answer"] += 1
            self.stop.wait(0.1)
            return None
        if answer.status_code >= 500:
            self.counts[f"status {answer.status_code}"] += 1
            if answer.status_code != 503:
                self.problems.append(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
            self.stop.wait(0.1)
            return None
        return answer


class BackOffice(Worker):
    """Creates, changes and deletes bookings and products one by one; the server gives the ids and the versions."""

    def __init__(self, *arguments: Any, name: str) -> None:
        super().__init__(*arguments)
        self.tag = name
        self.sent: dict[str, Sent] = {}
        self._open: dict[str, tuple[str, int]] = {}
        self._numbers = count()

    def step(self) -> None:
        """Create a record, or change or delete one whose state is known."""
        if not self._open or self.dice.random() < 0.4:
            self._create()
        else:
            tag = self.dice.choice(list(self._open))
            self._change(tag)

    def _state(self, path: str, tag: str) -> Record:
        mark = f"{tag} {next(self._numbers)}"
        person = self.dice.choice(PEOPLE)
        if path.endswith("bookings"):
            start = _NOW + timedelta(minutes=15 * self.dice.randrange(-4000, 2000))
            return {
                "ResourceId": self.dice.choice((1, 2)),
                "CoworkerId": person,
                "FromTime": f"{start:%Y-%m-%dT%H:%M:%SZ}",
                "ToTime": f"{start + timedelta(minutes=self.dice.randrange(15, 300)):%Y-%m-%dT%H:%M:%SZ}",
                "Notes": mark,
            }
        return {"CoworkerId": person, "BusinessId": 1, "ProductId": 1, "ProductName": mark, "Price": 5}

    def _create(self) -> None:
        path = self.dice.choice(("/api/spaces/bookings", "/api/billing/coworkerproducts"))
        tag = f"{self.tag}-{next(self._numbers)}"
        state = self._state(path, tag)
        answer = self.ask("POST", path, json=state)
        self._note(tag, state, answer)
        if answer is not None:
            body = answer.json()
            self._open[tag] = (path, (body.get("Value") or body)["Id"])

    def _change(self, tag: str) -> None:
        path, some_id = self._open[tag]
        kind = self.dice.choice(("PUT", "PUT", "PATCH", "DELETE"))
        state = None if kind == "DELETE" else self._state(path, tag)
        answer = self.ask(kind, f"{path}/{some_id}", **({} if state is None else {"json": state}))
        self._note(tag, state, answer)
        # A request without an answer may still be carried out, so nothing more is asked of that record.
        if answer is None or state is None:
            del self._open[tag]

    def _note(self, tag: str, state: Record | None, answer: httpx.Response | None) -> None:
        if answer is not None and not answer.is_success:
            self.problems.append(f"refused: {answer.status_code} {answer.text[:200]}")
        self.counts["acknowledged" if answer is not None else "unknown"] += 1
        self.sent.setdefault(tag, Sent()).add(state, acknowledged=answer is not None)


class Versioned(Worker):
    """Sends records with versions of its own, in random order, some of them more than once."""

    def __init__(self, *arguments: Any, first_id: int) -> None:
        super().__init__(*arguments)
        self.sent: dict[tuple[str, int], dict[str, tuple[Record, bool]]] = {}
        self._first_id = first_id
        self._versions = count()

    def version(self) -> tuple[str, Record]:
        """Return a version of a new or known record: a check-in or a time pass."""
        some_id = self._first_id + self.dice.randrange(400)
        updated = _NOW - timedelta(days=30) + timedelta(seconds=next(self._versions))
        record: Record = {"Id": some_id, "UpdatedOn": f"{updated:%Y-%m-%dT%H:%M:%SZ}"}
        plural = "checkins" if some_id % 2 else "coworkertimepasses"
        if self.dice.random() < 0.1:
            return plural, {**record, "_deleted": True}
        record |= {"CoworkerId": self.dice.choice(PEOPLE), "BusinessId": self.dice.choice((1, 2))}
        start = _NOW - timedelta(minutes=self.dice.randrange(60_000))
        if plural == "checkins":
            end = start + timedelta(minutes=self.dice.randrange(1, 600))
            return plural, record | {
                "FromTime": f"{start:%Y-%m-%dT%H:%M:%SZ}",
                "ToTime": self.dice.choice((None, f"{end:%Y-%m-%dT%H:%M:%SZ}")),
            }
        remaining = self.dice.choice((None, 0, 30))
        return plural, record | {"TimePassId": 1, "TimePassName": "Pass", "Price": 9, "RemainingUses": remaining}

    def note(self, versions: list[tuple[str, Record]], *, acknowledged: bool) -> None:
        """Note that versions were sent, and whether they were acknowledged."""
        for plural, record in versions:
            known = self.sent.setdefault((plural, record["Id"]), {})
            _, before = known.get(record["UpdatedOn"], (record, False))
            known[record["UpdatedOn"]] = (record, before or acknowledged)
        self.counts["acknowledged" if acknowledged else "unknown"] += len(versions)


class Deliveries(Versioned):
    """A webhook's sender: small signed deliveries, repeated when they got no answer, sometimes when they did."""

    def __init__(self, *arguments: Any, first_id: int, path: str, secret: str) -> None:
        super().__init__(*arguments, first_id=first_id)
        self._path, self._secret = path, secret
        self._late: list[list[tuple[str, Record]]] = []

    def step(self) -> None:
        """Send a delivery, or one of before again."""
        versions = [self.version() for _ in range(self.dice.randrange(1, 4))]
        if self._late and self.dice.random() < 0.3:
            versions = self._late.pop(self.dice.randrange(len(self._late)))
        types = {"checkins": "Checkin", "coworkertimepasses": "CoworkerTimePass"}
        body = json.dumps([{**record, "TypeName": types[plural]} for plural, record in versions]).encode()
        signature = hmac.new(self._secret.encode(), body, hashlib.sha256).hexdigest().upper()
        headers = {"X-Nexudus-Hook-Signature": signature, "Content-Type": "application/json"}
        answer = self.ask("POST", self._path, content=body, headers=headers)
        if answer is not None and not answer.is_success:
            self.problems.append(f"a delivery was refused: {answer.status_code} {answer.text[:200]}")
        self.note(versions, acknowledged=answer is not None)
        if answer is None or self.dice.random() < 0.2:
            self._late.append(versions)


class Imports(Versioned):
    """Imports files with the command, and kills some of these commands."""

    def step(self) -> None:
        """Import a file of a few hundred versions."""
        versions = [self.version() for _ in range(self.dice.randrange(50, 500))]
        folder = self.space.scratch / f"import-{self._first_id}-{next(self._versions)}"
        folder.mkdir()
        for plural in ("checkins", "coworkertimepasses"):
            lines = [json.dumps(record) + "\n" for name, record in versions if name == plural]
            Path(folder / f"{plural}.jsonl").write_text("".join(lines), encoding="utf-8")
        process = self.space.start("import", str(folder))
        if self.dice.random() < 0.3:
            self.stop.wait(self.dice.uniform(0.2, 2))
            process.kill()
        process.communicate()
        self.note(versions, acknowledged=process.returncode == 0)
        self.counts["imports" if process.returncode == 0 else "imports ended early"] += 1
        self.stop.wait(self.dice.uniform(0.5, 3))


class Reader(Worker):
    """Asks for figures through the command, and for lists at the back office; every answer is whole or a 503."""

    def step(self) -> None:
        """Read a page, and see that it is of the records that were asked for."""
        person, team = self.dice.choice(PEOPLE), self.dice.choice(TEAMS)
        answer = self.ask("GET", f"/api/spaces/bookings?Booking_Coworker={person}&size=50")
        if answer is not None:
            strangers = [one for one in answer.json()["Records"] if one["CoworkerId"] != person]
            if answer.status_code != 200 or strangers:
                self.problems.append(f"bookings of {person}: {answer.status_code}, {len(strangers)} of somebody else")
            self.counts["reads"] += 1
        answer = self.ask("GET", f"/api/spaces/teams/{team}")
        if answer is not None:
            if answer.status_code != 200 or answer.json()["Id"] != team:
                self.problems.append(f"team {team}: {answer.status_code} {answer.text[:100]}")
            self.counts["reads"] += 1
