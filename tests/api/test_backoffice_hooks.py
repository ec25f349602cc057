"""Hooks in the back office: create, change, test, stop and delete them, replace secrets, and see every attempt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from psycopg import Connection

from api.backoffice import OPERATOR, Office, an_office, refused
from api.doorway import NOW, Space, account, running
from api.test_webhooks import KEY
from receiver import Receiver, receiver_on_loopback
from spaces import AUTHOR
from teamkpi.accounts import Seal, keys, people
from teamkpi.accounts.role_sets import ROLE_SETS
from teamkpi.hooks.addresses import networks_of
from teamkpi.hooks.worker import Posting, send_due
from teamkpi.outbox.hooks import Event, write_event

HOOKS, EVENTS = "/api/sys/hooks", "/api/sys/hook-events"
LOOPBACK = "127.0.0.0/8"
NO_SUCH = "7c1d5c5e-3c0f-4c5b-9a43-0b8a0f6f7a11"


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url, secret_key=(KEY,), hook_networks=(LOOPBACK,)) as space:
        yield space


@pytest.fixture
def office(shared: Connection[Any], space: Space) -> Office:
    space.set_clock(NOW)
    return an_office(shared, space)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiver_on_loopback() as one:
        yield one


def ask(office: Office, method: str, path: str, *, token: str | None = None, **options: Any) -> httpx.Response:
    return office.space.ask(method, path, token=token or office.token, headers={"Host": office.host}, **options)


def done(office: Office, method: str, path: str, **body: Any) -> Any:
    options: dict[str, Any] = {} if method in {"GET", "DELETE"} else {"json": body}
    answer = ask(office, method, path, **options)
    assert answer.status_code == 200, answer.text
    return answer.json()


def send(conn: Connection[Any], office: Office, *, after: timedelta = timedelta(0)) -> int:
    """Do what the worker does at an instant."""
    return send_due(
        conn,
        office.network_id,
        Posting(Seal([KEY]), networks_of([LOOPBACK]), seconds=5),
        now=lambda: NOW + after,
        tell=lambda *_: None,
        on_error=_fail,
    )


def _fail(error: Exception) -> None:
    raise error


def trail(conn: Connection[Any], office: Office) -> list[tuple[Any, ...]]:
    return conn.execute(
        "SELECT action_by, audit_type, changes FROM audit_entry"
        " WHERE network_id = %s AND entity_short_name = 'Hook' ORDER BY id",
        (office.network_id,),
    ).fetchall()


def test_a_hook_is_created_changed_stopped_started_and_deleted(
    shared: Connection[Any], office: Office, receiver: Receiver
) -> None:
    assert done(office, "GET", HOOKS) == {"Hooks": [], "KnownEvents": list(Event)}
    made = done(office, "POST", HOOKS, Name=" Our portal ", Url=receiver.url, Events=["import.finished"])
    hook = {
        "Id": 1,
        "Name": "Our portal",
        "Url": receiver.url,
        "Events": ["import.finished"],
        "CreatedOn": "2026-11-21T12:00:00Z",
        "StoppedOn": None,
        "StoppedBy": None,
        "PreviousSecretUntil": None,
        "Failures": 0,
        "Waiting": 0,
        "NextTryOn": None,
        "LastAcceptedOn": None,
    }
    assert made["Hook"] == hook
    one = f"{HOOKS}/1"
    hook |= {"Name": "Portal", "Url": f"{receiver.url}/2", "Events": list(Event)}
    assert done(office, "PUT", one, Name="Portal", Url=f"{receiver.url}/2")["Hooks"] == [hook]
    assert done(office, "PUT", one, Name="Portal", Url=f"{receiver.url}/2")["Hooks"] == [hook]

    other = done(office, "POST", HOOKS, Name="Door", Url=receiver.url)["Hook"]
    taken = {"Name": "a hook named 'Portal' already exists"}
    body = {"Name": "Portal", "Url": receiver.url}
    assert refused(ask(office, "POST", HOOKS, json=body)) == taken
    assert refused(ask(office, "PUT", f"{HOOKS}/{other['Id']}", json=body)) == taken
    assert done(office, "DELETE", f"{HOOKS}/{other['Id']}")["Hooks"] == [hook]

    write_event(shared, office.network_id, Event.IMPORT_FINISHED, {"ImportId": 1}, now=NOW)
    at = "2026-11-21T12:00:00Z"
    [found] = done(office, "GET", HOOKS)["Hooks"]
    assert found == {**hook, "Waiting": 1, "NextTryOn": at}
    stopped = {**hook, "StoppedOn": at, "StoppedBy": "operator"}
    assert done(office, "POST", f"{one}/actions", Do="stop")["Hooks"] == [stopped]
    assert done(office, "POST", f"{one}/actions", Do="start")["Hooks"] == [hook]
    [dropped] = done(office, "GET", EVENTS)["Events"]
    assert (dropped["State"], dropped["Problem"]) == ("givenUp", "the hook was stopped")
    assert done(office, "DELETE", one)["Hooks"] == []
    assert done(office, "GET", EVENTS)["Events"] == []
    for method, path in (("PUT", ""), ("POST", "/secret"), ("POST", "/actions"), ("POST", "/test"), ("DELETE", "")):
        sent: dict[str, Any] = {} if method == "DELETE" else {"json": {**body, "Do": "stop"}}
        answer = ask(office, method, one + path, **sent)
        assert (answer.status_code, answer.json()) == (404, "Not found"), path

    entries = [(kind, changes) for by, kind, changes in trail(shared, office) if by == OPERATOR]
    assert entries[:2] == [
        (1, {"Name": [None, "Our portal"], "Url": [None, receiver.url], "Events": [None, "import.finished"]}),
        (
            2,
            {
                "Name": ["Our portal", "Portal"],
                "Url": [receiver.url, f"{receiver.url}/2"],
                "Events": ["import.finished", ", ".join(Event)],
            },
        ),
    ]
    assert [kind for kind, _ in entries] == [1, 2, 1, 3, 2, 2, 3]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"Url": "https://example.com/"}, {"Name": "is required"}),
        ({"Name": "a"}, {"Url": "is required"}),
        (
            {"Name": "a\nb", "Url": "https://example.com/"},
            {"Name": "a hook's name must have 1 to 100 printable characters"},
        ),
        (
            {"Name": "a", "Url": "https://10.0.0.1/"},
            {"Url": "the address is not public; TEAMKPI_HOOK_NETWORKS lists the networks that hooks may use as well"},
        ),
        ({"Name": "a", "Url": "https://example.com/", "Events": []}, {"Events": "must be a list of events"}),
        (
            {"Name": "a", "Url": "https://example.com/", "Events": ["x"]},
            {"Events": f"there is no event 'x'; the events are {', '.join(Event)}"},
        ),
    ],
    ids=["no name", "no address", "name", "address", "no events", "events"],
)
def test_invalid_hooks_are_refused(office: Office, body: dict[str, Any], wrong: dict[str, str]) -> None:
    assert refused(ask(office, "POST", HOOKS, json=body)) == wrong
    made = done(office, "POST", HOOKS, Name="sound", Url="https://example.com/")["Hook"]
    assert refused(ask(office, "PUT", f"{HOOKS}/{made['Id']}", json=body)) == wrong
    assert done(office, "GET", HOOKS)["Hooks"] == [made]


def test_without_an_encryption_key_hooks_cannot_be_created(shared: Connection[Any], shared_url: str) -> None:
    with running(shared_url) as space:
        office = an_office(shared, space)
        wrong = refused(ask(office, "POST", HOOKS, json={"Name": "a", "Url": "https://example.com/"}))
        assert "TEAMKPI_SECRET_KEY" in wrong["Name"]


def test_both_secrets_sign_until_the_overlap_ends(shared: Connection[Any], office: Office, receiver: Receiver) -> None:
    made = done(office, "POST", HOOKS, Name="portal", Url=receiver.url)
    path = f"{HOOKS}/{made['Hook']['Id']}"

    def signed_by(*made: dict[str, str], after: timedelta = timedelta(0)) -> list[bool]:
        write_event(shared, office.network_id, Event.IMPORT_FINISHED, {"ImportId": 1}, now=NOW)
        assert send(shared, office, after=after) == 1
        return receiver.requests[-1].signed_by(*(one[key] for one in made for key in ("Secret", "PublicKey")))

    assert signed_by(made) == [True, True]
    second = done(office, "POST", f"{path}/secret", OverlapHours=2)
    assert second["Hook"]["PreviousSecretUntil"] == "2026-11-21T14:00:00Z"
    assert signed_by(made, second) == [True] * 4
    assert signed_by(made, second, after=timedelta(hours=2)) == [False, False, True, True]
    third = done(office, "POST", f"{path}/secret")
    assert third["Hook"]["PreviousSecretUntil"] == "2026-11-22T12:00:00Z"
    fourth = done(office, "POST", f"{path}/secret", OverlapHours=0)
    assert fourth["Hook"]["PreviousSecretUntil"] is None
    assert signed_by(second, third, fourth) == [False] * 4 + [True] * 2
    for hours in (-1, 721, True, "2"):
        assert refused(ask(office, "POST", f"{path}/secret", json={"OverlapHours": hours})) == {
            "OverlapHours": "must be a whole number from 0 to 720"
        }
    secrets = [one[key] for one in (made, second, third, fourth) for key in ("Secret", "PublicKey")]
    seen = json.dumps([done(office, "GET", HOOKS), done(office, "GET", EVENTS), trail(shared, office)])
    assert [one for one in secrets if one in seen] == []


def test_every_attempt_is_listed_and_an_event_can_be_sent_again(
    shared: Connection[Any], office: Office, receiver: Receiver
) -> None:
    receiver.answer = lambda _: (500, {})
    made = done(office, "POST", HOOKS, Name="portal", Url=receiver.url)["Hook"]
    other = done(office, "POST", HOOKS, Name="other", Url=receiver.url, Events=["alert.fired"])["Hook"]
    write_event(shared, office.network_id, Event.IMPORT_FINISHED, {"ImportId": 7}, now=NOW)
    send(shared, office)
    [event] = done(office, "GET", EVENTS)["Events"]
    assert event == {
        "Id": event["Id"],
        "Hook": "portal",
        "Event": "import.finished",
        "State": "waiting",
        "Problem": "status 500",
        "Tries": 1,
        "WrittenOn": "2026-11-21T12:00:00Z",
        "NextTryOn": event["NextTryOn"],
        "EndedOn": None,
    }
    [hook] = (one for one in done(office, "GET", HOOKS)["Hooks"] if one["Id"] == made["Id"])
    assert (hook["Failures"], hook["NextTryOn"]) == (1, event["NextTryOn"])
    # The event is sent to a new address at once, and failures at the old one do not count.
    receiver.answer = lambda _: (200, {})
    changed = done(office, "PUT", f"{HOOKS}/{made['Id']}", Name="portal", Url=f"{receiver.url}/new")["Hooks"]
    assert [(one["Failures"], one["NextTryOn"]) for one in changed if one["Id"] == made["Id"]] == [
        (0, "2026-11-21T12:00:00Z")
    ]
    assert send(shared, office) == 1
    assert [one.path for one in receiver.requests] == ["/in", "/in/new"]

    path = f"{EVENTS}/{event['Id']}"
    content = done(office, "GET", path)
    assert content["Body"].encode() == receiver.requests[-1].body
    tries = [{**one, "Milliseconds": 0} for one in content["Tries"]]
    tried = {"TriedOn": "2026-11-21T12:00:00Z", "Problem": None, "Milliseconds": 0, "Answer": None}
    assert tries == [{**tried, "Number": 1, "Status": 500}, {**tried, "Number": 2, "Status": 200}]
    assert done(office, "GET", EVENTS)["Events"] == []
    for query, count in (("all=TRUE", 1), (f"all=1&hookId={made['Id']}", 1), (f"all=1&hookId={other['Id']}", 0)):
        assert len(done(office, "GET", f"{EVENTS}?{query}")["Events"]) == count
    [again] = done(office, "POST", f"{path}/resend")["Events"]
    assert (again["Id"], again["State"], again["Problem"]) == (event["Id"], "waiting", None)
    assert send(shared, office) == 1
    assert receiver.requests[-1].id == event["Id"]

    done(office, "POST", f"{HOOKS}/{made['Id']}/actions", Do="stop")
    wrong = refused(ask(office, "POST", f"{path}/resend", json={}))
    assert wrong == {"eventId": f"there is no event {event['Id']}, or its hook is stopped"}
    for method, unknown in (("GET", NO_SUCH), ("POST", f"{NO_SUCH}/resend"), ("GET", "x"), ("POST", "x/resend")):
        answer = ask(office, method, f"{EVENTS}/{unknown}")
        assert (answer.status_code, answer.json()) == (404, "Not found")
    assert refused(ask(office, "GET", f"{EVENTS}?hookId=x")).keys() == {"hookId"}
    assert refused(ask(office, "GET", f"{EVENTS}?all=maybe")) == {"all": "must be true or false"}


def test_a_receiver_that_is_gone_stops_its_hook_and_a_test_says_what_it_answers(
    shared: Connection[Any], office: Office, receiver: Receiver
) -> None:
    made = done(office, "POST", HOOKS, Name="portal", Url=receiver.url)
    path = f"{HOOKS}/{made['Hook']['Id']}"
    receiver.answer = lambda _: (410, {})
    write_event(shared, office.network_id, Event.IMPORT_FINISHED, {"ImportId": 7}, now=NOW)
    send(shared, office)
    [hook] = done(office, "GET", HOOKS)["Hooks"]
    assert (hook["StoppedOn"], hook["StoppedBy"]) == ("2026-11-21T12:00:00Z", "receiver")
    tried = done(office, "POST", f"{path}/test")
    gone = {"IsAccepted": False, "Status": 410, "Problem": None, "Milliseconds": 0, "Answer": None}
    assert {**tried, "Milliseconds": 0} == gone
    receiver.text = lambda _: b"we have moved"
    assert done(office, "POST", f"{path}/test")["Answer"] == "we have moved"
    receiver.text = lambda _: b""
    receiver.answer = lambda _: None
    assert done(office, "POST", f"{path}/test")["Problem"] == "the connection was closed, or the answer is not HTTP"
    receiver.answer = lambda _: (204, {})
    assert done(office, "POST", f"{path}/test")["IsAccepted"] is True
    assert receiver.requests[-1].event == {"type": "hook.test", "timestamp": "2026-11-21T12:00:00Z", "data": {}}
    assert receiver.requests[-1].signed_by(made["Secret"], made["PublicKey"]) == [True, True]
    # A test is not an event: it is not listed, and changes nothing.
    assert done(office, "GET", HOOKS)["Hooks"] == [hook]
    assert [one["Event"] for one in done(office, "GET", f"{EVENTS}?all=true")["Events"]] == ["import.finished"]
    assert refused(ask(office, "POST", f"{path}/actions", json={"Do": "pause"})) == {"Do": "must be one of stop, start"}


def test_only_owners_with_an_account_reach_hooks(shared: Connection[Any], office: Office) -> None:
    key = keys.create(shared, [office.network_id], "sync", author=AUTHOR, now=NOW)
    tokens = [key]
    for name, roles in ROLE_SETS.items():
        if roles is not None:
            email = f"{name.lower()}@example.com"
            account(shared, email, network_id=office.network_id, operator=True)
            people.set_roles(shared, office.network_id, email, list(roles))
            tokens.append(office.space.sign_in(email, host=office.host)["access_token"])
    calls = [
        ("GET", HOOKS),
        ("POST", HOOKS),
        ("PUT", f"{HOOKS}/1"),
        ("POST", f"{HOOKS}/1/secret"),
        ("POST", f"{HOOKS}/1/actions"),
        ("POST", f"{HOOKS}/1/test"),
        ("DELETE", f"{HOOKS}/1"),
        ("GET", EVENTS),
        ("GET", f"{EVENTS}/{NO_SUCH}"),
        ("POST", f"{EVENTS}/{NO_SUCH}/resend"),
    ]
    for token in tokens:
        for method, path in calls:
            sent: dict[str, Any] = {"json": {}} if method in {"POST", "PUT"} else {}
            answer = ask(office, method, path, token=token, **sent)
            assert (answer.status_code, answer.json()["code"]) == (401, "missing_role"), (method, path)
