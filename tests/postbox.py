"""A real mail server on loopback, with TLS and sign-in, that can be told how to answer."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = "teamkpi", "hunter2 but longer"
ACCEPTED = "250 OK"


class Mailbox:
    """What a server accepted, and how it answers: ``answer`` gets a recipient, ``at_data`` the whole mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.answer: Callable[[str], str] = lambda _: ACCEPTED
        self.at_data: Callable[[EmailMessage], str] = lambda _: ACCEPTED
        self.was_encrypted: list[bool] = []
        self.port = 0
        self.hangs = False

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, _: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        if self.hangs:
            await asyncio.Event().wait()
        return responses

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.answer(address)
        if answer == ACCEPTED:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        mail = email.message_from_bytes(cast("bytes", envelope.content), policy=email.policy.default)
        answer = self.at_data(mail)
        if answer == "drop":
            cast("Any", server.transport).abort()
        if answer in {ACCEPTED, "drop"}:  # accepted before the connection was lost
            self.mails.append(mail)
            self.recipients += envelope.rcpt_tos
            is_tls = cast("Any", server.transport).get_extra_info("sslcontext") is not None
            self.was_encrypted.append(session.ssl is not None or is_tls)
        return answer


@cache
def _certificate() -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return made.public_bytes(pem), private


def certificate_file(folder: Path) -> Path:
    """The server's certificate, which is its own authority."""
    path = folder / "mail-server.pem"
    path.write_bytes(_certificate()[0])
    return path


def trusting() -> ssl.SSLContext:
    """A client's context that trusts the server's certificate."""
    return ssl.create_default_context(cadata=_certificate()[0].decode())


def server_context(folder: Path) -> ssl.SSLContext:
    """A server's context for ``localhost``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    (folder / "key.pem").write_bytes(_certificate()[1])
    context.load_cert_chain(certificate_file(folder), folder / "key.pem")
    return context


def _sign_in(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    is_right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)


@contextmanager
def server_that(plays: Callable[[socket.socket], None]) -> Iterator[int]:
    """Run a server that does with each connection what ``plays`` says, and then closes it; its port."""
    threads: list[Thread] = []

    def play(client: socket.socket) -> None:
        with client, suppress(OSError):
            plays(client)

    def accept() -> None:
        with suppress(OSError):  # until it is closed
            while True:
                client, _ = listener.accept()
                threads.append(Thread(target=play, args=[client], daemon=True))
                threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        accepting = Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for one in threads:
                one.join()


@contextmanager
def mail_server_on_loopback(folder: Path, security: str = "none") -> Iterator[Mailbox]:
    """Run a mail server: ``tls`` from the first byte, ``starttls``, both with sign-in, or ``none``."""
    box = Mailbox()
    context = None if security == "none" else server_context(folder)
    options: dict[str, Any] = {"enable_SMTPUTF8": True}
    if security == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    if security != "none":
        options |= {"authenticator": _sign_in, "auth_required": True, "auth_require_tls": security == "starttls"}
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(
        loop.create_server(
            lambda: SMTP(box, hostname="localhost", loop=loop, **options),
            "127.0.0.1",
            0,
            ssl=context if security == "tls" else None,
        )
    )
    box.port = server.sockets[0].getsockname()[1]
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
