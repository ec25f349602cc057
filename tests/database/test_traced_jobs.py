"""Jobs of the workers in traces: mail, events for hooks, and pages of a mirror."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from psycopg import Connection

from api.test_traces import exporting
from collector import Seen
from database.test_hooks import Office as HookOffice
from database.test_mirror import Mirror
from database.test_outbox import Office as MailOffice
from postbox import mail_server_on_loopback
from receiver import receiver_on_loopback
from upstream.service import Service
from upstream.space import fill


def job(name: str, network_id: int, error: str | None = None, **more: Any) -> Seen:
    attributes = {"teamkpi.network_id": network_id, **more, **({"error.type": error} if error else {})}
    return Seen(name, "INTERNAL", None, attributes, is_failed=error is not None)


def test_each_mail_is_a_trace(shared: Connection[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server_on_loopback(tmp_path) as box, exporting(monkeypatch) as collector:
        office = MailOffice(shared, box)
        box.answer = lambda email: "550 no" if email == "bea@example.org" else "250 OK"
        office.write("ann@example.org")
        office.write("bea@example.org")
        assert office.send() == 1
    assert sorted(collector.seen(), key=lambda one: one.is_failed) == [
        job("send mail", office.network_id),
        job("send mail", office.network_id, "NotSent"),
    ]
    assert b"example.org" not in b"".join(collector.bodies)


def test_each_event_is_a_trace(shared: Connection[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver_on_loopback() as receiver, exporting(monkeypatch) as collector:
        office = HookOffice(shared)
        office.add(receiver.url)
        office.happen()
        assert office.send() == 1
        receiver.answer = lambda _: (503, {})
        office.happen()
        assert office.send() == 0
    assert collector.seen() == [job("send event", office.network_id), job("send event", office.network_id, "503")]
    assert receiver.url.encode() not in b"".join(collector.bodies)


def test_each_page_of_a_mirror_is_a_trace(shared: Connection[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service()
    service.quirks.largest_page = 20
    fill(service, Random(1))
    mirror = Mirror(shared, service)
    with exporting(monkeypatch) as collector:
        mirror.run()
    seen = [one for one in collector.seen() if one.above is None]
    records = {"teamkpi.records": "bookings"}
    for name, least in (("read a page of the mirror", 2), ("store pages of the mirror", 1)):
        found = [one for one in seen if one.name == name and one.attributes["teamkpi.records"] == "bookings"]
        assert len(found) >= least
        assert set(map(str, found)) == {str(job(name, mirror.network_id, **records))}
    assert {one.name for one in seen} == {"read a page of the mirror", "store pages of the mirror"}
    below = {one.name for one in collector.seen() if one.above == "store pages of the mirror"}
    assert any(name.startswith("history.") or "." in name for name in below), below
