"""``teamkpi webhook``, and the example of the documentation as it stands there."""

from __future__ import annotations

import json
import os
import re
import subprocess
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from cli.conftest import Run, Start
from spaces import AUTHOR
from teamkpi import clock
from teamkpi.accounts import Seal, webhooks
from teamkpi.ledger import deliveries
from teamkpi.ledger.deliveries import Source

ROOT = Path(__file__).parents[2]
KEYS = [b64encode(bytes([byte]) * 32).decode() for byte in (1, 2)]
SEALED = {"TEAMKPI_SECRET_KEY": KEYS[0]}
URL = re.compile(r"^  URL +(\S+)/webhooks/nexudus/([A-Za-z0-9_-]{43})$", re.MULTILINE)
SECRET = re.compile(r"^  secret +(\S+)$", re.MULTILINE)
GIVEN = "a secret of sixteen characters & more"


def lines(run: Run, *arguments: str) -> list[list[str]]:
    result = run("webhook", *arguments)
    assert result.exit_code == 0, result.stderr
    return [re.split(r" {2,}", line.strip()) for line in result.stdout.splitlines()]


def test_webhooks_are_made_listed_and_revoked(run: Run, conn: Connection[Any]) -> None:
    run("network", "create", "North", "--host", "b.north.example", "--host", "::1")
    made = run("webhook", "create", " New bookings ", "--action", "6", **SEALED)
    assert made.exit_code == 0, made.stderr
    assert made.stdout.startswith("Created the webhook New bookings. The following is not shown again:\n\n")
    [(base, key)], [secret] = URL.findall(made.stdout), SECRET.findall(made.stdout)
    assert (base, len(secret)) == ("http://127.0.0.1:8000", 43)
    bases = [
        (("--network", "North", "webhook", "create", "a"), "https://[::1]"),
        (("webhook", "create", "b", "--base-url", "https://kpi.example.com/"), "https://kpi.example.com"),
    ]
    for arguments, expected in bases:
        assert URL.findall(run(*arguments, **SEALED).stdout)[0][0] == expected
    own = ("--action", "bookingdelete", "--secret-stdin", "--signature", "bytes")
    given = run("webhook", "create", "c", *own, stdin=f"{GIVEN}\n", **SEALED)
    assert given.stdout.endswith(f"\n  secret   {GIVEN}\n")
    limited = run("webhook", "create", "d", "--role", "booking-edit", "--role", "Booking-Create", **SEALED)
    assert (limited.exit_code, "every kind" in limited.stderr, "ascii" in limited.stderr) == (0, False, True)
    # One of those that were made before a webhook took one form of the signature.
    conn.execute("UPDATE webhook SET signature = NULL WHERE name = 'b'")

    today = f"{clock.now():%Y-%m-%d}"
    assert lines(run, "list") == [
        ["name", "event", "may write", "signature", "state", "records", "last one", "created"],
        ["New bookings", "BookingCreate", "its event's kind", "ascii", "in use", "0", "never", today],
        ["b", "any", "all", "either", "in use", "0", "never", today],
        ["c", "BookingDelete", "its event's kind", "bytes", "in use", "0", "never", today],
        ["d", "any", "Booking-Create, Booking-Edit", "bytes", "in use", "0", "never", today],
    ]
    kept = str(conn.execute("SELECT w::text FROM webhook AS w").fetchall())
    assert [word for word in (key, secret, GIVEN) if word in kept] == []

    again = run("webhook", "create", "b", **SEALED)
    assert (again.exit_code, again.stderr) == (1, "teamkpi: a webhook named 'b' already exists\n")
    assert run("webhook", "revoke", "b").stdout == "The webhook b is revoked.\n"
    assert [(line[0], line[4]) for line in lines(run, "list")][-1] == ("b", f"revoked {today}")
    nothing = run("webhook", "revoke", "b")
    assert (nothing.exit_code, nothing.stderr) == (1, "teamkpi: there is no webhook named 'b'\n")
    assert run("webhook", "create", "b", **SEALED).exit_code == 0

    # The keys are changed, as for second factors; what was revoked has no secret any more.
    both = f"{KEYS[1]},{KEYS[0]}"
    assert "5 in use, and the key decrypts them" in run("doctor", **SEALED).stdout.replace("webhook  ", "")
    wrong = run("doctor", TEAMKPI_SECRET_KEY=KEYS[1])
    assert wrong.exit_code == 3
    assert re.search(r"PROBLEM +webhook +no key in TEAMKPI_SECRET_KEY decrypts a stored secret", wrong.stdout)
    assert run("account", "reseal", TEAMKPI_SECRET_KEY=both).stdout.startswith("Re-encrypted 5 secrets;")
    assert run("doctor", TEAMKPI_SECRET_KEY=KEYS[1]).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "message"),
    [
        (
            ("x", "--action", "NoSuchEvent"),
            "",
            2,
            "'NoSuchEvent' is not an event: give a name like BookingCreate, or a number",
        ),
        (("x", "--action", "0"), "", 2, "'0' is not an event"),
        (("x", "--action", "BlogPostCreate"), "", 2, "BlogPostCreate is about records that the ledger does not keep"),
        (("x", "--role", "Booking-Fly"), "", 1, "there is no role 'Booking-Fly'"),
        (("x", "--action", "6", "--role", "Booking-Edit"), "", 1, "a webhook can have an event or roles, but not both"),
        (("x", "--signature", "base64"), "", 2, "'base64' is not one of 'ascii', 'bytes'"),
        ((" ",), "", 1, "a webhook's name must have 1 to 100 printable characters"),
        (("a\x07b",), "", 1, "a webhook's name must have 1 to 100 printable characters"),
        (("x" * 101,), "", 1, "a webhook's name must have 1 to 100 printable characters"),
        (
            ("x", "--secret-stdin"),
            "fifteen letters",
            1,
            "a webhook's secret must have 16 to 256 printable ASCII characters",
        ),
        (
            ("x", "--secret-stdin"),
            "sixteen lettérs!",
            1,
            "a webhook's secret must have 16 to 256 printable ASCII characters",
        ),
        (("x", "--secret-stdin"), "s" * 257, 1, "a webhook's secret must have 16 to 256 printable ASCII characters"),
        (("x", "--secret-stdin"), f"{GIVEN}\n{GIVEN}\n", 2, "expects the secret as one line"),
        (("x", "--secret-stdin"), "", 2, "expects the secret as one line"),
        (("x", "--secret-stdin"), b"\xff" * 20, 2, "is not valid UTF-8"),
    ],
)
def test_what_cannot_be_a_webhook(
    run: Run, arguments: tuple[str, ...], stdin: str | bytes, code: int, message: str
) -> None:
    result = run("webhook", "create", *arguments, stdin=stdin, **SEALED)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in " ".join(result.stderr.split())
    assert len(lines(run, "list")) == 1


def test_without_a_key_there_are_no_webhooks(run: Run) -> None:
    result = run("webhook", "create", "x", TEAMKPI_SECRET_KEY="")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("teamkpi: a webhook needs a key that encrypts its secret: set TEAMKPI_SECRET_KEY")


def test_deliveries_are_counted_and_what_was_kept_is_shown(run: Run, conn: Connection[Any]) -> None:
    webhooks.create(conn, 1, "hook", seal=Seal([KEYS[0]]), author=AUTHOR, now=clock.now())
    [hook] = webhooks.all_webhooks(conn, 1)
    source = Source(1, hook.id)
    booking = {"Id": 7, "TypeName": "Booking", "ResourceId": 1, "FromTime": "2026-11-01T00:00:00Z"}
    now = clock.now().replace(microsecond=0)
    bad = json.dumps(booking | {"ToTime": "2026-11-01T01:00:00Z", "Notes": "\x1b[31mZoë"}, ensure_ascii=False).encode()
    for body in (bad, bad, b"{", b'{"Name": 1}', b"x" * 70_000):
        deliveries.receive(conn, source, deliveries.read(body), now=now, author=None)
    at = f"{now:%Y-%m-%d %H:%M:%S}"
    counts = run("webhook", "deliveries")
    assert counts.stderr == "3 deliveries failed; --failed lists them.\n"
    assert lines(run, "deliveries") == [
        ["webhook", "event", "received", "stored", "unchanged", "stale", "ignored", "kept", "last"],
        ["hook", "unknown", "1", "0", "0", "0", "1", "0", at],
        ["hook", "unreadable", "4", "0", "0", "0", "0", "4", at],
    ]
    failed = lines(run, "deliveries", "--failed")
    assert failed[0] == ["id", "webhook", "event", "times", "last", "bytes", "why"]
    assert [line[1:4] for line in failed[1:]] == [["hook", "any", "1"], ["hook", "any", "1"], ["hook", "any", "2"]]
    assert "UpdatedOn is missing" in failed[3][6]
    ids = [line[0] for line in failed[1:]]
    assert run("webhook", "show", ids[2]).stdout == bad.decode().replace("\x1b", "\\u001b") + "\n"
    assert (
        run("webhook", "show", ids[0]).stderr
        == f"teamkpi: the body of delivery {ids[0]} was too long to keep; only the reason is stored\n"
    )

    again = run("webhook", "replay", ids[2])
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr.startswith(f"teamkpi: delivery {ids[2]} cannot be processed: UpdatedOn is missing")
    assert run("webhook", "replay", ids[2], "--as-is").stdout == "stored 1, unchanged 0, stale 0, ignored 0\n"
    assert run("webhook", "discard", ids[1]).stdout == "1 deleted.\n"
    for arguments in (("show", ids[1]), ("replay", ids[1]), ("discard", ids[1])):
        gone = run("webhook", *arguments)
        assert (gone.exit_code, gone.stderr) == (1, f"teamkpi: there is no delivery {ids[1]}\n")
    run("network", "create", "North", "--host", "north.example")
    for arguments in (("show", ids[0]), ("replay", ids[0]), ("discard", ids[0])):
        assert run("--network", "North", "webhook", *arguments).exit_code == 1
    assert run("--network", "North", "webhook", "discard", "--all").stdout == "0 deleted.\n"
    for wrong in ([], [ids[0], "--all"]):
        assert run("webhook", "discard", *wrong).exit_code == 2
    assert run("webhook", "discard", "--all").stdout == "1 deleted.\n"
    assert len(lines(run, "deliveries", "--failed")) == 1


def test_the_example_of_the_documentation(run: Run, start: Start, conn: Connection[Any]) -> None:
    page = (ROOT / "docs/api/webhooks.md").read_text("utf-8")
    [example] = re.findall(r"^```bash\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    [promised] = re.findall(r"The response says what happened to the record: `(.*)`\.", page)
    server = start("serve", "--port", "0", **SEALED)
    assert server.stdout
    address = server.stdout.readline().split()[-1]
    made = run("webhook", "create", "x", "--base-url", address, **SEALED).stdout
    [(base, key)], [secret] = URL.findall(made), SECRET.findall(made)
    environment = {**os.environ, "URL": f"{base}/webhooks/nexudus/{key}", "SECRET": secret}
    for expected in (promised, promised.replace('"Stored":1,"Unchanged":0', '"Stored":0,"Unchanged":1')):
        answer = subprocess.run(["bash", "-c", example], env=environment, capture_output=True, text=True, check=True)
        assert answer.stdout == expected
    assert conn.execute("SELECT id, coworker_id FROM bookings").fetchall() == [(7001, 101)]


def test_a_secret_is_replaced(run: Run, conn: Connection[Any]) -> None:
    run("webhook", "create", "bookings", **SEALED)
    renewed = run("webhook", "renew-secret", " bookings ", "--overlap-hours", "5", **SEALED)
    assert renewed.exit_code == 0, renewed.stderr
    [secret] = SECRET.findall(renewed.stdout)
    assert (len(secret), renewed.stderr) == (43, "The previous secret is accepted for another 5 hours.\n")
    given = run(
        *("webhook", "renew-secret", "bookings", "--overlap-hours", "0", "--secret-stdin"),
        stdin=f"{GIVEN}\n",
        **SEALED,
    )
    assert (given.stdout.endswith(f"\n  secret   {GIVEN}\n"), given.stderr) == (True, "")
    assert conn.execute("SELECT previous_secret FROM webhook").fetchall() == [(None,)]
    unknown = run("webhook", "renew-secret", "others", **SEALED)
    assert (unknown.exit_code, unknown.stderr) == (1, "teamkpi: there is no webhook named 'others'\n")
