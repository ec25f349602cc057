"""Hooks: every event is sent at least once, under one id, signed, and only to addresses that may be used."""

from __future__ import annotations

import socket
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpcore
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from psycopg import Connection, DataError

from examples import examples
from patience import until
from postbox import server_context, trusting
from receiver import Received, Receiver, receiver_on_loopback
from spaces import AUTHOR, NOW, changes, new_network
from teamkpi.accounts import Seal, security
from teamkpi.accounts.security import line_of
from teamkpi.db import connect
from teamkpi.errors import HookError, SettingsError
from teamkpi.hooks import messages, registry
from teamkpi.hooks.addresses import checked_url, networks_of
from teamkpi.hooks.posting import MOST_KEPT, post
from teamkpi.hooks.registry import OVERLAP
from teamkpi.hooks.signing import Keys, headers_of
from teamkpi.hooks.worker import EXPIRED, FAULTY, GONE, KEPT_FOR, Posting, Worker, send_due
from teamkpi.ledger import apply
from teamkpi.ledger.imports import ImportNote
from teamkpi.outbox import SENT
from teamkpi.outbox.hooks import TRIED_FOR, Event, write_event

KEYS = [b64encode(bytes([number]) * 32).decode() for number in (1, 2)]
LOOPBACK = networks_of(["127.0.0.0/8", "::1"])
DATA = {"ImportId": 1, "New": 2, "Changed": 0, "Deleted": 0}
FOUND_NOTHING = "the host has no address that hooks may use"


class KilledError(Exception):
    """The worker ends here."""


class Office:
    """A network with hooks, and its clock; the worker can be killed when it next looks at the clock."""

    def __init__(self, conn: Connection[Any], *, network_id: int | None = None) -> None:
        self.conn = conn
        self.network_id = new_network(conn) if network_id is None else network_id
        self.posting = Posting(Seal(KEYS[:1]), LOOPBACK, seconds=5)
        self.now = NOW
        self.told: list[tuple[int, str, str]] = []
        self.errors: list[Exception] = []
        self.heard: list[tuple[str, Any]] = []
        self.looks_until_killed = -1

    def add(self, url: str, name: str = "portal", **more: Any) -> Keys:
        return registry.create(
            self.conn,
            self.network_id,
            name,
            url,
            allowed=self.posting.allowed,
            seal=self.posting.seal,
            author=AUTHOR,
            now=self.now,
            tell=self.hear,
            **more,
        )

    def happen(self, event: Event = Event.IMPORT_FINISHED, **data: Any) -> int:
        return write_event(self.conn, self.network_id, event, {**DATA, **data}, now=self.now)

    def send(self, **more: Any) -> int:
        posting = more.get("posting", self.posting)
        return send_due(
            self.conn,
            self.network_id,
            posting,
            now=self._look_at_the_clock,
            tell=lambda *what: self.told.append(what),
            on_error=self.errors.append,
            heard=self.hear,
        )

    def hear(self, event: security.Event, network_id: int | None, account_id: int | None = None, **more: Any) -> None:
        """Take note of a security event; it must have exactly the fields that it declares."""
        self.heard.append((str(line_of(event, "worker", network_id, account_id, **more)["name"]), more))

    def _look_at_the_clock(self) -> datetime:
        self.looks_until_killed -= 1
        if self.looks_until_killed == 0:
            raise KilledError
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)

    @property
    def hook(self) -> registry.Hook:
        [found] = registry.all_hooks(self.conn, self.network_id)
        return found

    def events(self) -> list[messages.Listed]:
        return messages.listed(self.conn, self.network_id, with_sent=True)

    def outcomes(self) -> list[tuple[bool, str | None, int]]:
        return [(one.ended_on is not None, one.outcome, one.tries) for one in self.events()]

    def answers(self, message_id: UUID) -> list[int | str | None]:
        return [one.problem or one.status for one in messages.tries_of(self.conn, self.network_id, message_id)]


@pytest.fixture(scope="module")
def shared(shared_url: str) -> Iterator[Connection[Any]]:
    with connect(shared_url) as conn:
        yield conn


@pytest.fixture
def office(shared: Connection[Any]) -> Office:
    return Office(shared)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiver_on_loopback() as one:
        yield one


# ---------------------------------------------------------------- what is sent


def test_an_event_is_posted_once_signed_and_in_the_standard_form(office: Office, receiver: Receiver) -> None:
    keys = office.add(receiver.url)
    assert office.happen() == 1
    assert (office.send(), office.send()) == (1, 0)
    [came] = receiver.requests
    assert (came.method, came.path, came.headers["content-type"]) == ("POST", "/in", "application/json")
    assert came.event == {"type": "import.finished", "timestamp": "2026-11-21T12:00:00Z", "data": DATA}
    [listed] = office.events()
    assert came.id == str(listed.id)
    assert came.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert came.signed_by(keys.shared_secret, keys.public_key) == [True, True]
    changed = came._replace(body=came.body + b" ")
    assert changed.signed_by(keys.shared_secret, keys.public_key) == [False, False]
    assert office.outcomes() == [(True, SENT, 1)]
    assert office.answers(listed.id) == [204]
    assert office.hook.last_sent_on == NOW


def test_the_shared_signature_is_that_of_the_standard_s_own_example() -> None:
    """From the tests that come with the specification of Standard Webhooks."""
    secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    keys = Keys.read(f"{secret} {b64encode(bytes(32)).decode()}")
    now = datetime.fromtimestamp(1_614_265_330).astimezone()
    headers = headers_of("msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', [keys], now=now)
    assert headers["webhook-timestamp"] == "1614265330"
    assert headers["webhook-signature"].split()[0] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert keys.shared_secret == f"whsec_{secret}"


def test_only_hooks_of_the_network_that_want_the_event_are_notified(
    shared: Connection[Any], office: Office, receiver: Receiver
) -> None:
    office.add(receiver.url, "imports", events=["import.finished"])
    office.add(receiver.url, "alerts", events=["alert.resolved", "alert.fired", "alert.fired"])
    office.add(receiver.url, "all")
    other = Office(shared)
    other.add(receiver.url, "all")
    of_some = {"import.finished", "alert.fired", "alert.resolved"}
    assert {one: office.happen(one) for one in Event} == {one: 2 if one in of_some else 1 for one in Event}
    assert {one.name: one.events for one in registry.all_hooks(shared, office.network_id)} == {
        "alerts": ["alert.fired", "alert.resolved"],
        "all": list(Event),
        "imports": ["import.finished"],
    }
    assert (other.send(), office.send(), len(receiver.requests)) == (0, 10, 10)


def test_an_import_is_reported_and_one_that_is_rolled_back_is_not(office: Office, receiver: Receiver) -> None:
    office.add(receiver.url)
    record = {"Id": 1, "FullName": "Ann", "Email": "ann@example.org", "UpdatedOn": "2026-11-01T00:00:00Z"}
    note = ImportNote(AUTHOR, "people of Ann.csv")
    stored = changes([("coworkers", record)])
    with suppress(DataError):
        apply(office.conn, office.network_id, stored, now=NOW, as_import=note, also=_fail)
    assert office.events() == []
    apply(office.conn, office.network_id, stored, now=NOW, as_import=note)
    apply(office.conn, office.network_id, stored, now=NOW, as_import=note)  # which changes nothing
    assert office.send() == 1
    assert receiver.requests[0].event["data"] == {"ImportId": 1, "New": 1, "Changed": 0, "Deleted": 0}


def _fail(_: object) -> None:
    raise DataError


# ---------------------------------------------------------------- until it is accepted


class _Script:
    """Answers by turns, each from a list; then always accepts."""

    def __init__(self, answers: list[int | None]) -> None:
        self._answers = answers
        self.accepted: list[str] = []

    def __call__(self, came: Received) -> tuple[int, dict[str, str]] | None:
        status = self._answers.pop(0) if self._answers else 200
        if status is not None and status < 300:
            self.accepted.append(came.id)
        return None if status is None else (status, {"Location": "/elsewhere"} if status in {301, 307} else {})


@settings(max_examples=examples(30), deadline=None, phases=[Phase.generate])
@given(
    answers=st.lists(st.sampled_from([200, 204, 301, 307, 400, 404, 429, 500, 503, None]), max_size=8),
    kills=st.lists(st.integers(1, 8), max_size=4),
    events=st.integers(1, 4),
)
def test_every_event_is_accepted_at_least_once_under_its_id_whatever_the_receiver_and_the_worker_do(
    shared: Connection[Any], answers: list[int | None], kills: list[int], events: int
) -> None:
    office = Office(shared)
    with receiver_on_loopback() as receiver:
        script = _Script(list(answers))
        receiver.answer = script
        office.add(receiver.url)
        for number in range(events):
            office.happen(ImportId=number)
            with suppress(DataError), office.conn.transaction():
                office.happen(ImportId=-1)
                raise DataError
        for looks in kills:
            office.looks_until_killed = looks
            with suppress(KilledError):
                office.send()
            office.pass_by(hours=1)
        office.looks_until_killed = -1
        # Eight refusals in a row take at most 51 hours, so that no event is given up.
        while not all(is_ended for is_ended, *_ in office.outcomes()):
            office.send()
            office.pass_by(minutes=90)
        ids = {str(one.id) for one in office.events()}
        assert {outcome for _, outcome, _ in office.outcomes()} == {SENT}
        assert (len(ids), set(script.accepted)) == (events, ids)
        # It is repeated only where the worker was stopped before it could note that it was accepted.
        assert len(script.accepted) - len(ids) <= len(kills)
        assert {one.event["data"]["ImportId"] for one in receiver.requests} == set(range(events))
        assert all(one.path == "/in" for one in receiver.requests)
        bodies: dict[str, set[bytes]] = {}
        for one in receiver.requests:
            bodies.setdefault(one.id, set()).add(one.body)
        assert {len(some) for some in bodies.values()} == {1}


def test_attempts_become_rarer_and_end_after_three_days(office: Office, receiver: Receiver) -> None:
    receiver.answer = lambda _: (500, {})
    office.add(receiver.url)
    office.happen()
    waits = []
    for _ in range(15):
        office.send()
        [one] = office.events()
        if one.ended_on is None:
            waits.append((one.due_on - office.now).total_seconds())
            office.now = one.due_on
    least = [5, 60, 300, 1800, 7200, 21_600, 36_000]
    for wait, expected in zip(waits, [*least, *[36_000] * 20], strict=False):
        assert expected <= wait <= expected * 1.2
    assert 11 <= len(waits) <= 14
    assert office.now - NOW >= TRIED_FOR
    assert office.outcomes() == [(True, EXPIRED, len(waits))]
    assert office.answers(office.events()[0].id) == [500] * len(waits)
    assert [reason for *_, reason in office.told] == ["status 500"] * len(waits) + [EXPIRED]
    assert office.hook.failures == len(waits)


def test_a_receiver_that_fails_is_tried_once_however_many_events_wait_and_delays_no_other_hook(
    office: Office, receiver: Receiver
) -> None:
    with receiver_on_loopback() as broken:
        broken.answer = lambda _: None
        office.add(broken.url, "broken")
        office.add(receiver.url, "sound")
        for number in range(5):
            office.happen(ImportId=number)
        for expected in (1, 2, 3):
            office.send()
            assert len(broken.requests) == expected
            office.pass_by(seconds=90 * 4**expected)
        assert len(receiver.requests) == 5
        broken.answer = lambda _: (200, {})
        office.pass_by(hours=1)
        office.send()
        assert len(set(broken.ids)) == 5
        assert [one.failures for one in registry.all_hooks(office.conn, office.network_id)] == [0, 0]


def test_an_error_of_the_program_at_one_hook_stops_no_other(office: Office, receiver: Receiver) -> None:
    office.add(receiver.url, "broken")
    office.add(receiver.url, "sound")
    wrong = office.posting.seal.close("no keys", f"hook {office.network_id}/1", what="a hook")
    office.conn.execute("UPDATE hook SET sealed_keys = %s WHERE network_id = %s AND id = 1", (wrong, office.network_id))
    office.happen()
    assert office.send() == 1
    assert sorted(office.outcomes(), key=str) == [(False, FAULTY, 1), (True, SENT, 1)]
    assert len(office.errors) == 1
    assert [reason for *_, reason in office.told] == [FAULTY]


@pytest.mark.parametrize(
    ("status", "headers", "least"),
    [(429, {"Retry-After": "4000"}, 4000), (503, {}, 60), (503, {"Retry-After": "x"}, 60), (500, {}, 5)],
)
def test_an_overloaded_receiver_gets_the_rest_that_it_asks_for(
    office: Office, receiver: Receiver, status: int, headers: dict[str, str], least: int
) -> None:
    receiver.answer = lambda _: (status, headers)
    office.add(receiver.url)
    office.happen()
    office.happen()
    assert office.send() == 0
    for one in office.events():
        assert timedelta(seconds=least) <= one.due_on - NOW <= timedelta(seconds=least * 1.2)
    assert len(receiver.requests) == 1


def test_a_receiver_that_is_gone_gets_nothing_more_until_the_hook_is_started_again(
    office: Office, receiver: Receiver
) -> None:
    receiver.answer = lambda _: (410, {})
    office.add(receiver.url)
    office.happen()
    office.happen()
    office.send()
    assert (office.hook.stopped_by, office.happen(), len(receiver.requests)) == ("receiver", 0, 1)
    assert Counter(outcome for _, outcome, _ in office.outcomes()) == {GONE: 1, registry.STOPPED: 1}
    [first, *_] = office.events()
    with pytest.raises(HookError, match="stopped"):
        messages.resend(office.conn, office.network_id, first.id, now=office.now)
    receiver.answer = lambda _: (200, {})
    more: dict[str, Any] = {"author": AUTHOR, "now": office.now}
    assert [registry.start(office.conn, office.network_id, "portal", **more) for _ in range(2)] == [True, False]
    messages.resend(office.conn, office.network_id, first.id, now=office.now)
    assert (office.happen(), office.send(), len(receiver.requests)) == (1, 2, 3)
    assert [registry.stop(office.conn, office.network_id, "portal", **more) for _ in range(2)] == [True, False]
    assert office.happen() == 0


def test_an_accepted_event_can_be_sent_again_under_its_id(office: Office, receiver: Receiver) -> None:
    office.add(receiver.url)
    office.happen()
    office.send()
    [one] = office.events()
    office.pass_by(days=4)
    messages.resend(office.conn, office.network_id, one.id, now=office.now)
    assert office.send() == 1
    assert receiver.ids == [str(one.id)] * 2
    assert office.answers(one.id) == [204, 204]
    with pytest.raises(HookError, match="there is no event"):
        messages.resend(office.conn, office.network_id, uuid4(), now=office.now)


# ---------------------------------------------------------------- secrets


def test_previous_keys_sign_as_well_for_a_day_after_they_were_replaced(office: Office, receiver: Receiver) -> None:
    old = office.add(receiver.url)
    asked: dict[str, Any] = {"seal": office.posting.seal, "author": AUTHOR, "now": office.now}
    new = registry.rotate(office.conn, office.network_id, "portal", **asked)
    texts = (old.shared_secret, old.public_key, new.shared_secret, new.public_key)
    assert len(set(texts)) == 4
    for passed, expected in ((timedelta(), [True] * 4), (OVERLAP, [False, False, True, True])):
        office.now = NOW + passed
        office.happen()
        assert office.send() == 1
        assert receiver.requests[-1].signed_by(*texts) == expected


def test_keys_are_encrypted_and_can_be_encrypted_with_another_key(office: Office, receiver: Receiver) -> None:
    keys = office.add(receiver.url)
    with pytest.raises(SettingsError, match="needs a key"):
        registry.create(
            office.conn,
            office.network_id,
            "b",
            receiver.url,
            allowed=LOOPBACK,
            seal=Seal([]),
            author=AUTHOR,
            now=NOW,
        )
    [(stored,)] = office.conn.execute("SELECT sealed_keys FROM hook WHERE network_id = %s", (office.network_id,))
    assert keys.as_text.split()[0] not in stored
    both, new = Seal(KEYS[::-1]), Seal(KEYS[1:])
    for seal in (Seal(KEYS[:1]), both):
        assert registry.require_readable(office.conn, office.network_id, seal) == 1
    with pytest.raises(SettingsError, match="decrypts"):
        registry.require_readable(office.conn, office.network_id, new)
    assert [registry.reseal(office.conn, office.network_id, both) for _ in range(2)] == [1, 0]
    assert registry.require_readable(office.conn, office.network_id, new) == 1
    # A key that is missing is a failed attempt, not an event that is lost.
    office.happen()
    assert office.send() == 0
    assert office.told[-1][2] == "no key in TEAMKPI_SECRET_KEY decrypts the hook's secret"
    office.pass_by(minutes=1)
    assert office.send(posting=office.posting.__class__(new, LOOPBACK)) == 1
    assert receiver.requests[0].signed_by(keys.shared_secret) == [True]


# ---------------------------------------------------------------- where to

REFUSED = (
    *("127.0.0.1", "[::1]", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),  # noqa: S104
    *("100.64.0.1", "224.0.0.1", "[fe80::1]", "[fc00::1]", "[ff02::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]"),
    *("[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[::127.0.0.1]", "[2002:7f00:1::]", "[2001:0:1::1]", "[fec0::1]"),
    *("[3fff::1]", "[2001:db8::1]", "[4000::1]", "192.0.0.192", "192.88.99.1", "255.255.255.255", "[fd00:ec2::254]"),
)


@pytest.mark.parametrize("host", REFUSED)
def test_addresses_that_are_not_public_are_refused(host: str) -> None:
    with pytest.raises(HookError, match="not public"):
        checked_url(f"https://{host}/in", ())
    allowed = networks_of(["127.0.0.0/8", "::1"])
    if host in {"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]"}:
        assert checked_url(f"https://{host}/in", allowed)
    else:
        with pytest.raises(HookError, match="not public"):
            checked_url(f"https://{host}/in", allowed)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ftp://example.org/", "must start with https"),
        ("https:///in", "must start with https"),
        ("example.org/in", "must start with https"),
        ("http://example.org/in", "must start with https"),
        ("https://user:secret@example.org/in", "must not contain a user"),
        ("https://example.org/in#x", "fragment"),
        ("https://example.org:0/in", "port"),
        ("https://example.org:99999/in", "not a URL"),
        ("https://[::1/in", "not a URL"),
        ("https://exämple.org/in", "ASCII"),
        ("https://example.org/in put", "no spaces"),
        ("https://example.org\\@127.0.0.1/", "no spaces"),
        ("https://example.org/" + "x" * 2000, "at most 2000"),
    ],
    ids=range(13),
)
def test_addresses_that_are_no_use_are_refused_when_a_hook_is_made(office: Office, url: str, problem: str) -> None:
    office.posting = Posting(Seal(KEYS[:1]))
    with pytest.raises(HookError, match=problem):
        office.add(url)
    assert registry.all_hooks(office.conn, office.network_id) == []


@pytest.mark.parametrize("name", ["localhost", "127.1", "2130706433", "0x7f.1"])
def test_a_name_is_refused_for_its_addresses_before_anything_is_sent(receiver: Receiver, name: str) -> None:
    """Also in the notations of an address that only the resolver reads."""
    port = receiver.url.split(":")[2]
    answer = post(f"https://{name}:{port}", b"{}", {}, ())
    assert (answer.status, answer.problem, receiver.connections) == (None, FOUND_NOTHING, 0)


def test_a_name_with_a_public_and_a_private_address_never_leads_to_the_private_one(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(receiver.url.split(":")[2].partition("/")[0])
    asked: list[str] = []

    def resolve(host: str, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        # The second answer is another one than the first, as that of a name whose owner means harm.
        found = ["127.0.0.1"] if len(asked) == 1 else ["203.0.114.1"]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert post("https://rebinding.example", b"{}", {}, ()).problem == FOUND_NOTHING
    assert (asked, receiver.connections) == (["rebinding.example"], 0)


@pytest.mark.parametrize("host", ["93.184.216.34", "[2606:4700::1]", "example.org"])
def test_public_addresses_are_not_refused(host: str) -> None:
    assert checked_url(f"https://{host}/in", ()) == f"https://{host}/in"


def test_http_is_only_for_networks_that_the_settings_list(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    assert post(receiver.url, b"{}", {}, ()).problem == FOUND_NOTHING
    assert post(receiver.url, b"{}", {}, networks_of(["10.0.0.0/8"])).problem == FOUND_NOTHING
    assert post(receiver.url.replace("http:", "HTTP:"), b"{}", {}, ()).problem == FOUND_NOTHING
    assert receiver.connections == 0
    assert post(receiver.url, b"{}", {}, LOOPBACK).status == 204
    # Also in capitals, and for an address that https may use.
    asked = []
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", lambda _, host, *__, **___: asked.append(host))
    for scheme in ("http", "HTTP", "hTtP"):
        assert post(f"{scheme}://93.184.216.34/", b"{}", {}, LOOPBACK).problem == FOUND_NOTHING
    assert asked == []


def test_proxies_of_the_environment_are_not_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver_on_loopback() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        assert post(receiver.url, b"{}", {}, LOOPBACK).status == 204
        assert proxy.connections == 0


def test_a_certificate_must_be_trusted_and_for_the_host(tmp_path: Path) -> None:
    with receiver_on_loopback(server_context(tmp_path)) as receiver:
        assert post(receiver.url, b"{}", {}, LOOPBACK, context=trusting()).status == 204
        wrong = "the certificate of the host is not trusted, or is for another host"
        assert post(receiver.url, b"{}", {}, LOOPBACK).problem == wrong
        by_address = receiver.url.replace("localhost", "127.0.0.1")
        assert post(by_address, b"{}", {}, LOOPBACK, context=trusting()).problem == wrong
        assert len(receiver.requests) == 1


def test_a_receiver_that_sends_a_byte_now_and_then_is_given_up(receiver: Receiver) -> None:
    receiver.drips = True
    answer = post(receiver.url, b"{}", {}, LOOPBACK, seconds=0.5)
    assert (answer.status, answer.problem) == (None, "no answer within 0.5 seconds")
    assert answer.milliseconds >= 450


def test_a_host_that_does_not_listen_or_has_no_address_is_a_failed_attempt() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        assert post(url, b"{}", {}, LOOPBACK).problem == "the host could not be reached"
    assert post("https://nowhere.invalid/", b"{}", {}, ()).problem == "the host could not be reached"


def test_what_a_receiver_answers_is_kept_of_attempts_that_failed(conn: Connection[Any], receiver: Receiver) -> None:
    office = Office(conn)
    office.add(receiver.url)
    texts = {
        500: (lambda _: b"<h1>Out of\x00\x1b[31m order</h1>\r\n \xff" + b"x" * 5000, None),
        400: (lambda came: came.headers["webhook-signature"].encode(), "… …"),
        422: (
            lambda came: b'{"got":"' + came.headers["webhook-signature"].split(",")[-1].encode() + b'"}',
            '{"got":"…"}',
        ),
        503: (lambda _: b"\n \x07", None),
        302: (lambda _: b"moved", "moved"),
        200: (lambda _: b"thanks", None),
    }
    for status, (text, _) in texts.items():
        receiver.text = text
        receiver.answer = lambda _, status=status: (status, {})  # type: ignore[misc]
        office.happen()
        office.send()
        office.pass_by(days=1, hours=1)
    kept = {one.status: one.answer for event in office.events() for one in _tries(office, event.id)}
    long = kept.pop(500) or ""
    assert long.startswith("<h1>Out of [31m order</h1> \N{REPLACEMENT CHARACTER}xxx")
    assert len(long.encode()) <= MOST_KEPT
    assert kept == {status: shown for status, (_, shown) in texts.items() if status in kept}
    assert set(kept) >= {400, 422, 200}


def _tries(office: Office, event_id: UUID) -> list[messages.Try]:
    return messages.tries_of(office.conn, office.network_id, event_id)


def test_an_answer_that_does_not_end_is_cut_and_its_status_counts(receiver: Receiver) -> None:
    receiver.answer = lambda _: (500, {"Content-Length": "100000"})
    receiver.text = lambda _: b"out of order"
    answer = post(receiver.url, b"{}", {}, LOOPBACK, seconds=5)
    assert (answer.status, answer.problem, answer.text) == (500, None, "out of order")


def test_security_events_of_hooks(conn: Connection[Any], receiver: Receiver) -> None:
    office = Office(conn)
    network: dict[str, Any] = {"author": AUTHOR, "now": office.now, "tell": office.hear}
    for wrong in ("https://127.0.0.1/", "https://[::1]/", "https://10.1.2.3/"):
        with pytest.raises(HookError):
            registry.create(conn, office.network_id, "x", wrong, allowed=(), seal=office.posting.seal, **network)
    assert office.heard == [("hook_address_refused", {"hook_id": None})] * 3
    office.heard.clear()
    office.add(receiver.url)
    hook_id = office.hook.id
    registry.change(conn, office.network_id, "portal", new_name="ours", allowed=LOOPBACK, **network)
    with pytest.raises(HookError):
        registry.change(conn, office.network_id, "ours", url="https://127.0.0.1/", allowed=(), **network)
    registry.rotate(conn, office.network_id, "ours", seal=office.posting.seal, **network)
    registry.stop(conn, office.network_id, "ours", **network)
    registry.start(conn, office.network_id, "ours", **network)
    registry.start(conn, office.network_id, "ours", **network)  # changes nothing
    office.happen()
    office.send(posting=Posting(office.posting.seal, (), seconds=5))
    office.pass_by(hours=1)
    receiver.answer = lambda _: (410, {})
    office.send()
    registry.delete(conn, office.network_id, "ours", **network)
    mine = {"hook_id": hook_id}
    assert office.heard == [
        ("hook_created", mine),
        ("hook_changed", mine),
        ("hook_address_refused", mine),
        ("hook_secret_replaced", mine),
        ("hook_stopped", {**mine, "by": "operator"}),
        ("hook_changed", mine),
        ("hook_address_refused", mine),
        ("hook_stopped", {**mine, "by": "receiver"}),
        ("hook_deleted", mine),
    ]


# ---------------------------------------------------------------- keeping them


def test_a_name_belongs_to_one_hook_and_there_is_a_limit(office: Office, receiver: Receiver) -> None:
    office.add(receiver.url, " a ")
    for name, problem in (("a", "already exists"), ("", "1 to 100"), ("a\nb", "1 to 100"), ("x" * 101, "1 to 100")):
        with pytest.raises(HookError, match=problem):
            office.add(receiver.url, name)
    with pytest.raises(HookError, match="there is no event 'x'"):
        office.add(receiver.url, "b", events=["x"])
    for number in range(49):
        office.add(receiver.url, f"hook {number}")
    with pytest.raises(HookError, match="at most 50"):
        office.add(receiver.url, "one more")
    office.happen()
    registry.delete(office.conn, office.network_id, "a", author=AUTHOR, now=NOW)
    assert "a" not in {one.hook for one in office.events()}
    for work in (registry.delete, registry.stop, registry.start):
        with pytest.raises(HookError, match="there is no hook named 'a'"):
            work(office.conn, office.network_id, "a", author=AUTHOR, now=NOW)
    trail = office.conn.execute(
        "SELECT changes -> 'Url' FROM audit_entry WHERE network_id = %s AND entity_short_name = 'Hook'"
        " AND entity_id = 1 ORDER BY id",
        (office.network_id,),
    ).fetchall()
    assert trail == [([None, receiver.url],), ([receiver.url, None],)]


def test_two_workers_send_each_event_once_and_delete_old_ones(conn: Connection[Any], receiver: Receiver) -> None:
    office = Office(conn, network_id=1)
    office.add(receiver.url)
    for number in range(20):
        office.happen(ImportId=number)
    moment, errors = [NOW], list[Exception]()
    workers = [
        Worker(
            lambda: connect(conn.info.dsn),
            office.posting,
            open_checkin_limit=timedelta(hours=24),
            now=lambda: moment[0],
            tell=lambda *what: office.told.append(what),
            on_error=errors.append,
            looked_every=0.01,
        )
        for _ in range(2)
    ]
    for one in workers:
        one.start()
    try:
        until(lambda: [outcome for _, outcome, _ in office.outcomes()] == [SENT] * 20)
        assert Counter(receiver.ids) == Counter(str(one.id) for one in office.events())
        moment[0] += KEPT_FOR + timedelta(hours=2)
        until(lambda: office.events() == [])
    finally:
        for one in workers:
            one.stop()
    assert (office.told, errors) == ([], [])
    assert conn.execute("SELECT count(*) FROM hook_try").fetchone() == (0,)
