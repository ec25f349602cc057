"""The commands that run the server, migrate the schema, and check the database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import fields

import click

from teamkpi.accounts import Seal
from teamkpi.cli.database import Reached, open_server, reach_database, with_secret_key
from teamkpi.cli.invocation import Invocation, may_create, pass_invocation, setting_options
from teamkpi.cli.setup_link import first_secret, link
from teamkpi.cli.terminal import printable, say
from teamkpi.db import migrate
from teamkpi.doctor import Examined, Finding, disk, examine, unreachable
from teamkpi.errors import DatabaseUnusable
from teamkpi.settings import Settings, unread_variables

_GLOBAL = {"database_url", "data_dir"}
_FLAGS = [one.name for one in fields(Settings) if one.name not in _GLOBAL and not one.metadata.get("is_secret")]


def run_server(settings: Settings, reached: Reached, on_ready: Callable[[str], None]) -> None:
    """Serve until stopped; ``on_ready`` is called with the base URL once the server is ready."""
    # Imported here because it takes most of a second to load, and no other command needs it.
    from teamkpi.api import server  # noqa: PLC0415

    server.run(with_secret_key(settings), reached.url, on_ready=on_ready, embedded=reached.embedded)


@click.command()
@setting_options(*_FLAGS)
@may_create
def serve(invocation: Invocation, /, **flags: object) -> None:
    """Serve the HTTP API until stopped (Ctrl-C, SIGTERM or SIGHUP)."""
    invocation = invocation.with_flags(**flags)
    settings = invocation.settings
    with open_server(invocation) as reached:
        # Queried before the server runs, because a running server does not stop if its database is missing.
        secret = first_secret(reached.url, settings, invocation.network)

        def on_ready(address: str) -> None:
            say(f"Serving at {address}")
            if secret is not None:
                say("There is no operator yet. To make the first one, open this link within an hour:")
                say(link(address, secret))

        run_server(settings, reached, on_ready)


@click.command("migrate")
@may_create
def migrate_command(invocation: Invocation) -> None:
    """Migrate the database to the newest schema.

    Other commands that write migrate the embedded database too, or your own database if it is still empty. Once your
    own database contains a ledger, only this command migrates it, so that you choose when. Commands that only read
    migrate nothing, and say so if the schema is not the newest.

    If the database is that of the coordinator of a Citus cluster, its tables are distributed by network as well.
    """
    with reach_database(invocation) as url:
        done = migrate(url)
    for name in done:
        say(f"ran {name}")
    say("The schema is the newest.")


@click.command(short_help="Check the database and say how to fix any problems.")
@pass_invocation
@click.pass_context
def doctor(ctx: click.Context, invocation: Invocation) -> None:
    """Check the database and this machine, and say how to fix any problems.

    Does not change any records. Exits with 3 if there is a problem.
    """
    has_problem = False
    for finding in _findings(invocation):
        has_problem |= finding.is_problem
        say(f"{'PROBLEM' if finding.is_problem else 'ok':<9}{finding.subject:<14}{printable(finding.line)}")
    if has_problem:
        ctx.exit(3)


def _findings(invocation: Invocation) -> Iterator[Finding]:
    settings = invocation.settings
    for name, near in unread_variables(os.environ):
        advice = f"did you mean {near}?" if near else ""
        yield Finding("settings", bool(near), f"{name} is set, but nothing reads it", advice)
    if settings.database_url is None:
        yield disk(settings)
    try:
        with reach_database(invocation) as url:
            yield from examine(examined(url, settings))
    except (DatabaseUnusable, OSError) as error:
        yield unreachable(error)


def examined(url: str, settings: Settings) -> Examined:
    """Return what ``doctor`` examines for a database and the settings of a command."""
    # As slow to load as the server, and most commands don't examine anything.
    from teamkpi.api.http.client_address import Proxies  # noqa: PLC0415

    return Examined(
        url,
        settings,
        lambda: Seal(with_secret_key(settings, make=False).secret_key),
        Proxies(settings.trusted_proxies).trusts,
    )
