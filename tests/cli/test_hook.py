"""``teamkpi hook``: hooks are made, tried, stopped and deleted, and every event can be seen and sent again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection

from cli.conftest import Run, Start
from cli.test_webhook import SEALED
from patience import until
from receiver import Receiver, receiver_on_loopback
from teamkpi import clock
from teamkpi.hooks import messages
from teamkpi.outbox import SENT
from teamkpi.outbox.hooks import Event, write_event

HERE = {**SEALED, "TEAMKPI_HOOK_NETWORKS": "127.0.0.1"}
KEY = re.compile(r"^  (?:secret|public key) +(\S+)$", re.MULTILINE)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiver_on_loopback() as one:
        yield one


def done(run: Run, *arguments: str) -> str:
    result = run("hook", *arguments, **HERE)
    assert (result.exit_code, result.stderr) == (0, ""), result.stderr
    return result.stdout


def table(text: str) -> list[list[str]]:
    return [re.split(r" {2,}", line.strip()) for line in text.splitlines()]


def test_hooks_are_made_tried_rotated_stopped_and_deleted(run: Run, receiver: Receiver) -> None:
    assert done(run, "list") == "There are no hooks.\n"
    made = done(run, "create", " Our portal ", receiver.url, "--event", "alert.fired", "--event", "import.finished")
    assert made.startswith("Created the hook Our portal. The secret is not shown again:\n\n  secret       whsec_")
    assert re.fullmatch(r"Accepted with status 204 after \d+ ms\.\n", done(run, "test", "Our portal"))
    assert receiver.requests[0].event["type"] == "hook.test"
    assert receiver.requests[0].signed_by(*KEY.findall(made)) == [True, True]
    rotated = done(run, "rotate", "Our portal")
    assert rotated.startswith("The hook Our portal has a new secret. The secret is not shown again:\n\n  secret ")
    done(run, "test", "Our portal")
    assert receiver.requests[1].signed_by(*KEY.findall(made), *KEY.findall(rotated)) == [True] * 4
    assert table(done(run, "list")) == [
        ["name", "address", "events", "state", "waiting", "last accepted"],
        ["Our portal", receiver.url, "alert.fired, import.finished", "in use", "0", "never"],
    ]
    changed = ("change", "Our portal", "--url", f"{receiver.url}/2", "--event", "alert.fired")
    assert done(run, *changed) == "The hook Our portal is changed.\n"
    assert done(run, *changed) == "The hook Our portal is unchanged.\n"
    assert table(done(run, "list"))[1][1:3] == [f"{receiver.url}/2", "alert.fired"]
    assert done(run, "change", "Our portal", "--name", "Door", "--event", "all") == "The hook Our portal is changed.\n"
    assert table(done(run, "list"))[1][:3] == ["Door", f"{receiver.url}/2", "all"]
    done(run, "change", "Door", "--name", "Our portal")
    alone = done(run, "rotate", "Our portal", "--overlap-hours", "0")
    done(run, "test", "Our portal")
    assert receiver.requests[2].signed_by(*KEY.findall(rotated), *KEY.findall(alone)) == [False, False, True, True]
    assert receiver.requests[2].path == "/in/2"
    assert done(run, "stop", "Our portal") == "The hook Our portal is stopped.\n"
    assert done(run, "stop", "Our portal") == "The hook Our portal was stopped already.\n"
    assert table(done(run, "list"))[1][3] == "stopped"
    assert done(run, "start", "Our portal") == "The hook Our portal is started.\n"
    assert done(run, "start", "Our portal") == "The hook Our portal was not stopped.\n"
    assert done(run, "delete", "Our portal") == "The hook Our portal is deleted.\n"
    assert done(run, "list") == "There are no hooks.\n"
    secrets = KEY.findall(made) + KEY.findall(rotated)
    trail = run("audit").stdout
    assert (len(secrets), [one for one in secrets if one in trail]) == (4, [])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("create", "a", "http://127.0.0.1/"), "the address must start with https://; http is only for networks in"),
        (("create", "a", "https://127.0.0.1/"), "the address is not public; TEAMKPI_HOOK_NETWORKS lists"),
        (("create", "a", "https://example.org", "--event", "x"), "'x' is not one of 'alert.fired', 'alert.resolved'"),
        (("test", "a"), "there is no hook named 'a'"),
        (("change", "a", "--name", "b"), "there is no hook named 'a'"),
        (("rotate", "a", "--overlap-hours", "721"), "must be a whole number from 0 to 720, not 721"),
        (("show", "a"), "'a' is not a valid UUID"),
        (("show", "3f9a0c1e-7f43-4a51-9d52-0123456789ab"), "there is no event 3f9a0c1e-7f43-4a51-9d52-0123456789ab"),
    ],
)
def test_what_cannot_be_done_is_explained(run: Run, arguments: tuple[str, ...], said: str) -> None:
    result = run("hook", *arguments, **SEALED)
    assert result.exit_code in {1, 2}
    assert said in " ".join(result.stderr.split())


def test_networks_that_hooks_may_use_must_be_networks(run: Run) -> None:
    result = run("hook", "list", TEAMKPI_HOOK_NETWORKS="10.0.0.0/8,here")
    assert result.exit_code == 2
    assert "TEAMKPI_HOOK_NETWORKS must be addresses or networks like 10.0.0.0/8, not 'here'" in result.stderr


def test_a_server_sends_what_a_command_has_written_and_the_command_shows_every_attempt(
    run: Run, start: Start, conn: Connection[Any], receiver: Receiver
) -> None:
    assert "no events that wait" in done(run, "events")
    assert done(run, "events", "--all") == "There are no events.\n"
    done(run, "create", "portal", receiver.url)
    receiver.answer = lambda _: (500, {})
    write_event(conn, 1, Event.IMPORT_FINISHED, {"ImportId": 1}, now=clock.now())
    start("serve", "--port", "0", **HERE)
    until(lambda: [one.tries for one in messages.listed(conn, 1, with_sent=True)] == [1])
    [one] = messages.listed(conn, 1, with_sent=True)
    heading, row = table(done(run, "events"))
    assert heading == ["id", "hook", "event", "written", "tries", "state", "reason"]
    assert [*row[:3], row[4], row[5].split(" 2")[0], row[6]] == [
        *(str(one.id), "portal", "import.finished", "1", "next try", "status 500"),
    ]
    receiver.answer = lambda _: (200, {})
    assert done(run, "resend", str(one.id)).startswith(f"The event {one.id} is sent again within a few seconds")
    until(lambda: [one.outcome for one in messages.listed(conn, 1, with_sent=True)] == [SENT])
    body, _, *tries = done(run, "show", str(one.id)).splitlines()
    assert receiver.requests[-1].body == body.encode()
    assert [re.split(r" {2,}", line.strip())[2] for line in tries] == ["status 500", "status 200"]
    assert "no events that wait" in done(run, "events")
    assert table(done(run, "events", "--all"))[1][5].startswith("accepted ")
    assert table(done(run, "list"))[1][5] != "never"
