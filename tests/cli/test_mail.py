"""``teamkpi mail`` and ``teamkpi worker`` as an operator uses them, with a real mail server on loopback."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from cli.conftest import Run, Start
from patience import PATIENCE, until
from postbox import PASSWORD, USER, certificate_file, mail_server_on_loopback
from teamkpi import clock, outbox

SET = ("mail", "set", "--from", "kpi@hub.example", "--address", "https://kpi.hub.example/")
ACCOUNT_PASSWORD = "correct horse battery staple"
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


def said(run: Run, *arguments: str, code: int = 0, **environment: Any) -> str:
    result = run(*arguments, **environment)
    assert result.exit_code == code, result.output
    return str(result.stderr if code else result.stdout)


def test_mail_is_set_up_tested_and_removed(run: Run, conn: Connection[Any], tmp_path: Path, monkeypatch: Any) -> None:
    assert "TEAMKPI_SMTP_URL is not set" in said(run, "mail", "test", "ann@example.org", code=1)
    with mail_server_on_loopback(tmp_path, "tls") as box:
        (tmp_path / "password").write_text(PASSWORD + "\n")
        environment: dict[str, Any] = {
            "TEAMKPI_SMTP_URL": f"smtps://{USER}@localhost:{box.port}",
            "TEAMKPI_SMTP_PASSWORD_FILE": str(tmp_path / "password"),
        }
        assert "does not send mail" in said(run, "mail", "test", "ann@example.org", code=1, **environment)
        assert said(run, *SET, "--language", "es", **environment) == "This network sends mail as kpi@hub.example.\n"
        refused = said(run, "mail", "test", "ann@example.org", code=1, **environment)
        assert refused.startswith("teamkpi: the mail server has no valid certificate: self-signed certificate")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate_file(tmp_path)))
        accepted = said(run, "mail", "test", "ann@example.org", **environment)
        assert accepted == "The mail server accepted a test mail to ann@example.org.\n"
        said(run, "mail", "test", "ann@example.org", "--language", "en", **environment)
        assert [str(one["Subject"]) for one in box.mails] == ["Correo de prueba de default", "Test mail from default"]
        assert [str(one["From"]) for one in box.mails] == ["default <kpi@hub.example>"] * 2
    assert outbox.find_sender(conn, 1) == outbox.Sender("kpi@hub.example", None, "https://kpi.hub.example", "es")
    assert said(run, "mail", "remove") == "This network sends no more mail.\n"
    assert "does not send mail" in said(run, "mail", "remove", code=1)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--from", "nobody", "--address", "https://x.example"), "Invalid value for '--from'"),
        (("--from", "ñ@x.example", "--address", "https://x.example"), "must consist of ASCII characters"),
        (("--from", "a@x.example", "--address", "x.example"), "must be an address like https://"),
        (("--from", "a@x.example"), "Missing option '--address'"),
    ],
)
def test_what_cannot_be_a_sender(run: Run, arguments: tuple[str, ...], reason: str) -> None:
    assert reason in said(run, "mail", "set", *arguments, code=2)


def test_a_server_without_tls_is_a_wrong_setting(run: Run) -> None:
    reason = said(run, "worker", code=2, TEAMKPI_SMTP_URL="smtp://mail.example")
    assert reason == (
        "teamkpi: TEAMKPI_SMTP_URL: smtp:// needs ?starttls=required, unless the server is on this machine\n"
    )
    assert "TEAMKPI_SMTP_URL is not set" in said(run, "worker", code=1)


def test_a_worker_sends_and_logs_failures_without_addresses(
    run: Run, start: Start, conn: Connection[Any], tmp_path: Path
) -> None:
    with mail_server_on_loopback(tmp_path) as box:
        box.answer = lambda address: "550 no ann" if address.startswith("ann") else "250 OK"
        said(run, *SET)
        for email in ("ann@example.org", "bob@example.org"):
            made = run("account", "create", "--operator", "--email", email, "--password-stdin", stdin=ACCOUNT_PASSWORD)
            assert made.exit_code == 0, made.output
            changed = run("account", "passwd", "--email", email, "--password-stdin", stdin=ACCOUNT_PASSWORD[::-1])
            assert changed.exit_code == 0, changed.output
        [refused, accepted] = sorted(outbox.due(conn, 1, most=9, now=clock.now()), key=lambda one: one.email)
        process = start("worker", TEAMKPI_SMTP_URL=f"smtp://localhost:{box.port}")
        until(lambda: outbox.due(conn, 1, most=9, now=clock.now()) == [] or process.poll() is not None)
        process.send_signal(signal.SIGTERM)
        _, stderr = process.communicate(timeout=PATIENCE)
    assert box.recipients == ["bob@example.org"]
    assert box.ids == [f"<{accepted.id}@hub.example>"]
    first, *lines = stderr.splitlines()
    assert first == "Sending messages."
    assert [{**json.loads(line), "timestamp": None} for line in lines] == [
        {
            "event": "mail",
            "level": "warning",
            "network_id": 1,
            "message_id": str(refused.id),
            "message": "the mail server rejected the recipient (550)",
            "timestamp": None,
        }
    ]
    listed = said(run, "mail", "list")
    assert [word for word in ("ann@", "bob@", "failed", "sent", "(550)") if word in listed] == [
        "ann@",
        "failed",
        "(550)",
    ]
    everything = said(run, "mail", "list", "--all")
    assert [word for word in ("ann@", "bob@", "failed", "sent") if word not in everything] == []
    assert said(run, "mail", "resend", str(refused.id)) == "The message will be sent again.\n"
    assert "it was sent, or it has expired" in said(run, "mail", "resend", str(accepted.id), code=1)
