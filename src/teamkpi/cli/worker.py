"""The command that sends messages without serving."""

from __future__ import annotations

import signal
from contextlib import suppress
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import Final

import click

from teamkpi.cli.database import open_database
from teamkpi.cli.invocation import Invocation, pass_invocation
from teamkpi.cli.terminal import say
from teamkpi.errors import MailError

_LOOKED_EVERY: Final = 5.0


@click.command()
@pass_invocation
def worker(invocation: Invocation) -> None:
    """Send messages and events and check alerts until stopped, for servers that run with TEAMKPI_WORKER=off.

    Like such a server, it also deletes what is older than the TEAMKPI_KEEP_… settings allow.

    Of several workers on one database, one sends a network's messages at a time; if it stops, another takes over.
    """
    from teamkpi.api.log import logger_to  # noqa: PLC0415 - as slow to load as the server
    from teamkpi.api.server import outbox_worker, telling_hooks, tracing_for  # noqa: PLC0415
    from teamkpi.mail.smtp import mail_server  # noqa: PLC0415
    from teamkpi.mail.worker import Mailing  # noqa: PLC0415

    server = mail_server(invocation.settings.smtp_url, invocation.settings.smtp_password)
    if server is None:
        raise MailError("TEAMKPI_SMTP_URL is not set")
    with open_database(invocation) as url:
        say("Sending messages.", err=True)
        log = logger_to(invocation.settings)
        sender = outbox_worker(invocation.settings, url, Mailing(server), log)
        stops: SimpleQueue[int] = SimpleQueue()
        # The exit that a signal raises otherwise must not come in the middle of a statement.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, lambda which, _frame: stops.put(which))
        sender.start()
        try:
            with tracing_for(log), telling_hooks(replace(invocation.settings, worker=True), url, log):
                while sender.is_running:
                    with suppress(Empty):
                        stops.get(timeout=_LOOKED_EVERY)
                        return
        finally:
            sender.stop()
    raise MailError("the worker failed; the error above says why")
