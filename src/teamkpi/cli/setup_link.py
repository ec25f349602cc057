"""The set-up link: how the first operator of a space gets an account without a shell."""

from __future__ import annotations

import re

import click
from psycopg import Connection

from teamkpi import clock, networks
from teamkpi.accounts import Seal
from teamkpi.accounts.setup import link_secret, needs_setup
from teamkpi.cli.database import open_ledger, with_secret_key
from teamkpi.cli.invocation import Invocation, pass_invocation
from teamkpi.cli.terminal import say
from teamkpi.db import connect
from teamkpi.errors import AccountError, SettingsError
from teamkpi.settings import Settings


def link(address: str, secret: str, page: str = "/console/setup") -> str:
    """Return a set-up link below a server's address, or that of another page.

    A server that listens on every address of its machine is reached from the machine itself by 127.0.0.1.
    """
    reachable = re.sub(r"//(0\.0\.0\.0|\[::\])(?=[:/]|$)", "//127.0.0.1", address.rstrip("/"))
    return f"{reachable}{page}#{secret}"


def _secret(conn: Connection, settings: Settings, network_id: int) -> str | None:
    """Return the secret of a set-up link; None when the network has an operator.

    Raises SettingsError when there is no key to seal it with.
    """
    if not needs_setup(conn, network_id):
        return None
    return link_secret(Seal(with_secret_key(settings).secret_key), network_id, now=clock.now())


address_option = click.option(
    "--address",
    default="http://127.0.0.1:8000",
    show_default=True,
    metavar="URL",
    help="The address at which browsers reach the server.",
)


@click.command("setup-link")
@address_option
@pass_invocation
def setup_link(invocation: Invocation, address: str) -> None:
    """Print a link that makes the first operator's account.

    The link is valid for one hour and works once: when the space has an operator, no link works. `teamkpi serve` prints
    one as well while there is no operator.
    """
    with open_ledger(invocation) as ledger:
        secret = _secret(ledger.conn, invocation.settings, ledger.network_id)
    if secret is None:
        raise AccountError("there is an operator already; use `teamkpi account create --operator` for another one")
    say(link(address, secret))


def first_secret(database_url: str, settings: Settings, network: str) -> str | None:
    """Return the secret of a server's set-up link; None when its network has an operator, or there is no key."""
    with connect(database_url) as conn:
        try:
            return _secret(conn, settings, networks.by_name(conn, network))
        except SettingsError:
            return None
