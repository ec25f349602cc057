"""The mail server: how it is named in the settings, and handing mails to it.

Mail goes over TLS with a valid certificate, or to a server on this machine. What a mail server says is not repeated: it
often contains the recipient's address.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from threading import Timer
from typing import Final, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from teamkpi.errors import MailError, SettingsError

STEP_SECONDS: Final = 30.0
"""How long a mail server may be silent."""
MOST_SECONDS: Final = 300.0
"""How long a mail server may take until it is ready, and for each mail, if it is slow without being silent."""
_PORTS: Final = {"smtps": 465, "smtp": 587}
_READY: Final = 220
_ON_THIS_MACHINE: Final = {"localhost", "127.0.0.1", "::1"}
_EXAMPLE: Final = "it should look like smtps://user@mail.example.com or smtp://user@mail.example.com?starttls=required"
Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server, as the settings name it."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = field(default=None, repr=False)


class NotSent(MailError):
    """A mail was not accepted; ``is_final`` if another attempt would be refused as well."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


class NoServer(NotSent):
    """The mail server cannot be used at all at the moment, for this mail or any other."""


def mail_server(url: str | None, password: str | None) -> MailServer | None:
    """Return the server that the settings name; None if they name none. Raises SettingsError."""
    if not url:
        if password:
            raise SettingsError("TEAMKPI_SMTP_PASSWORD is set, but TEAMKPI_SMTP_URL is not")
        return None
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise SettingsError(f"TEAMKPI_SMTP_URL has an invalid port; {_EXAMPLE}") from None
    if parts.password is not None:
        raise SettingsError("TEAMKPI_SMTP_URL must not contain the password; set TEAMKPI_SMTP_PASSWORD instead")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme not in _PORTS or not parts.hostname or parts.path not in {"", "/"} or parts.fragment:
        raise SettingsError(f"TEAMKPI_SMTP_URL is not valid; {_EXAMPLE}")
    if unknown := options.keys() - ({"starttls"} if parts.scheme == "smtp" else set()):
        raise SettingsError(f"TEAMKPI_SMTP_URL has an unknown option {min(unknown)!r}; {_EXAMPLE}")
    if options.get("starttls", "required") != "required":
        raise SettingsError("TEAMKPI_SMTP_URL: starttls must be `required`")
    security: Security = "tls" if parts.scheme == "smtps" else "starttls" if options else "none"
    if security == "none" and parts.hostname not in _ON_THIS_MACHINE:
        raise SettingsError("TEAMKPI_SMTP_URL: smtp:// needs ?starttls=required, unless the server is on this machine")
    user = unquote(parts.username) if parts.username else None
    if (user is None) != (password is None):
        missing = "TEAMKPI_SMTP_PASSWORD is not set" if user else "there is no user in TEAMKPI_SMTP_URL"
        raise SettingsError(f"a mail server needs both a user and a password, or neither: {missing}")
    return MailServer(parts.hostname, port or _PORTS[parts.scheme], security, user, password)


class Post:
    """An open connection to a mail server."""

    def __init__(self, smtp: smtplib.SMTP, limit: _Limit) -> None:
        self._smtp = smtp
        self._limit = limit

    def send(self, mail: EmailMessage) -> None:
        """Hand over a mail; raises NotSent, and NoServer if the connection was lost."""
        self._limit.begin()
        try:
            self._smtp.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            [(code, _)] = error.recipients.values()
            raise _refused(code, "the recipient") from None
        except smtplib.SMTPSenderRefused as error:
            raise _refused(error.smtp_code, "the sender") from None
        except smtplib.SMTPDataError as error:
            raise _refused(error.smtp_code, "the mail") from None
        except smtplib.SMTPNotSupportedError:
            raise NotSent("the mail server does not support addresses with such letters", is_final=True) from None
        except (smtplib.SMTPException, OSError) as error:
            raise _no_server(error) from None
        except Exception:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.rset()  # whatever the server has of this mail must not become part of the next
            raise


class _Limit:
    """Ends a connection that takes too long: the timeout of a socket starts again with each byte that arrives."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends: list[socket.socket] = []
        self._timer: Timer | None = None

    def watch(self, connection: socket.socket) -> socket.socket:
        """Return a connection, which is ended with the others."""
        self._ends.append(connection.dup())  # its own handle: TLS takes over the other
        return connection

    def begin(self) -> None:
        """Begin a step, which may take as long as the limit says."""
        self.close()
        self._timer = Timer(self._seconds, self._end)
        self._timer.daemon = True
        self._timer.start()

    def close(self) -> None:
        """End nothing any more."""
        if self._timer is not None:
            self._timer.cancel()

    def release(self) -> None:
        """Close the handles, when the connection is no longer needed."""
        self.close()
        for one in self._ends:
            one.close()

    def _end(self) -> None:
        for one in self._ends:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class _Smtp(smtplib.SMTP):
    """A connection with a limit, and with TLS from the first byte if there is a context."""

    def __init__(self, host: str, limit: _Limit, context: ssl.SSLContext | None, step_seconds: float) -> None:
        super().__init__(timeout=step_seconds)
        self._host = host  # whose name STARTTLS expects in the certificate
        self._limit = limit
        self._context = context

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connection = self._limit.watch(socket.create_connection((host, port), timeout))
        return connection if self._context is None else self._context.wrap_socket(connection, server_hostname=host)


@contextmanager
def connected(
    server: MailServer,
    *,
    context: ssl.SSLContext | None = None,
    step_seconds: float = STEP_SECONDS,
    most_seconds: float = MOST_SECONDS,
) -> Iterator[Post]:
    """Open a connection to a mail server, encrypted and signed in as the settings say. Raises NoServer.

    ``context`` decides which certificates are trusted; by default those that this machine trusts.
    """
    context = context or ssl.create_default_context()
    limit = _Limit(most_seconds)
    smtp = _Smtp(server.host, limit, context if server.security == "tls" else None, step_seconds)
    try:
        limit.begin()
        _make_ready(smtp, server, context)
        yield Post(smtp, limit)
    finally:
        limit.begin()
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()
        limit.release()


def _make_ready(smtp: smtplib.SMTP, server: MailServer, context: ssl.SSLContext) -> None:
    try:
        code, _ = smtp.connect(server.host, server.port)
        if code != _READY:
            raise smtplib.SMTPConnectError(code, b"")
        if server.security == "starttls":
            smtp.starttls(context=context)
        if server.user is not None:
            smtp.login(server.user, server.password or "")
    # A ValueError comes from what the server says, such as a question of its sign-in that is not Base64.
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise _no_server(error) from None


def _refused(code: int, what: str) -> NotSent:
    if 500 <= code < 600:
        return NotSent(f"the mail server rejected {what} ({code})", is_final=True)
    return NotSent(f"the mail server did not accept {what} yet ({code})")


def _no_server(error: Exception) -> NoServer:
    match error:
        case smtplib.SMTPAuthenticationError():
            reason = f"refused the user or the password ({error.smtp_code})"
        case UnicodeEncodeError():
            reason = "cannot be sent the user or the password: they must be ASCII"
        case smtplib.SMTPNotSupportedError():
            reason = "does not offer STARTTLS or does not let users sign in"
        case smtplib.SMTPServerDisconnected():
            reason = "closed the connection, or did not answer in time"
        case smtplib.SMTPResponseException():
            reason = f"is not available ({error.smtp_code})"
        case ssl.SSLCertVerificationError():
            reason = f"has no valid certificate: {error.verify_message}"
        case ssl.SSLError():
            reason = "does not speak TLS as expected; check the port and the scheme"
        case TimeoutError():
            reason = "did not answer in time"
        case OSError(strerror=str(text)):
            reason = f"cannot be reached: {text}"
        case _:
            reason = "does not speak SMTP as expected"
    return NoServer(f"the mail server {reason}")
