"""The commands that manage sign-in providers, and whether passwords sign in as well."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from teamkpi import clock
from teamkpi.accounts import Seal, providers
from teamkpi.accounts.providers import FOR_WHOM, ForWhom, NewProvider
from teamkpi.cli.database import open_ledger, with_secret_key
from teamkpi.cli.invocation import Invocation, author, only_reads, pass_invocation
from teamkpi.cli.system_log import tell
from teamkpi.cli.terminal import Table, printable, say, show_table
from teamkpi.errors import ProviderError
from teamkpi.hooks.addresses import networks_of
from teamkpi.openid.directory import Directory
from teamkpi.openid.fetching import Fetcher, checked_url

_PAGE = "/dashboard/signed-in"


@click.group(short_help="Manage providers that people sign in with (OpenID Connect).")
def provider() -> None:
    """Manage providers that people sign in with, by OpenID Connect.

    See docs/single-sign-on.md for Google Workspace, Microsoft Entra ID and Keycloak.
    """


@provider.command()
@click.argument("name")
@click.argument("issuer")
@click.option("--label", required=True, help="What the provider is called on the button of the sign-in page.")
@click.option("--client-id", required=True, help="The client id that the provider has given to this server.")
@click.option(
    "--secret-stdin",
    is_flag=True,
    help="Read the client secret from the first line of standard input instead of prompting for it.",
)
@click.option("--public", "is_public", is_flag=True, help="The provider has given no client secret.")
@click.option("--scope", "scopes", multiple=True, help="A scope to ask for besides openid and email. Repeatable.")
@click.option(
    "--for",
    "for_whom",
    type=click.Choice(FOR_WHOM),
    default=FOR_WHOM[0],
    show_default=True,
    help="Whose accounts may sign in with it.",
)
@click.option("--role-claim", help="The claim of the ID token with groups or roles, like groups or realm_access.roles.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="VALUE=ROLE",
    help=(
        "The role for a value of the claim: a set of roles such as Owner, Manager, FrontDesk, Accountant or Auditor, "
        "or a role such as Booking-List. Repeatable."
    ),
)
@pass_invocation
def add(
    invocation: Invocation,
    name: str,
    issuer: str,
    *,
    label: str,
    client_id: str,
    secret_stdin: bool,
    is_public: bool,
    scopes: tuple[str, ...],
    for_whom: ForWhom,
    role_claim: str | None,
    roles: tuple[str, ...],
) -> None:
    """Add the provider with an issuer, such as `https://accounts.google.com`, under a short name.

    The issuer must be public and use https. TEAMKPI_PROVIDER_NETWORKS lists other networks that providers may be in.
    The client secret is stored encrypted with the key in TEAMKPI_SECRET_KEY. The embedded database creates a key by
    itself.

    With --role-claim, each sign-in with the provider sets the roles of the account: those that --role names for the
    values of the claim. An account without any of these values is no operator's then. The last owner, and the owner who
    still signs in with a password, keep their roles.
    """
    if is_public and secret_stdin:
        raise click.UsageError("--public and --secret-stdin cannot be combined; use one of them")
    checked_url(issuer, networks_of(invocation.settings.provider_networks))
    new = NewProvider(
        name=name,
        label=label,
        issuer=issuer,
        client_id=client_id,
        secret=None if is_public else _read_secret(secret_stdin),
        scopes=scopes,
        for_whom=for_whom,
        role_claim=role_claim,
        role_map=_role_map(roles),
    )
    with open_ledger(invocation) as ledger:
        seal = Seal(with_secret_key(invocation.settings).secret_key)
        providers.add(ledger.conn, ledger.network_id, new, seal=seal, author=author(), now=clock.now(), tell=tell)
    say(
        f"Added the provider {name}. Register the address of this server, followed by {_PAGE}, as redirect URI there. "
        f"Then try it: teamkpi provider test {name}"
    )


@provider.command()
@click.argument("name")
@click.option("--label", help="What the provider is called on the button of the sign-in page.")
@click.option("--client-id", help="The client id that the provider has given to this server.")
@click.option("--new-secret", is_flag=True, help="Prompt for another client secret.")
@click.option("--secret-stdin", is_flag=True, help="Read another client secret from the first line of standard input.")
@click.option("--public", "is_public", is_flag=True, help="Remove the client secret.")
@click.option("--scope", "scopes", multiple=True, help="Replaces the further scopes. Repeatable.")
@click.option("--for", "for_whom", type=click.Choice(FOR_WHOM), help="Whose accounts may sign in with it.")
@click.option("--role-claim", help="The claim of the ID token with groups or roles.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="VALUE=ROLE",
    help="Replaces the roles for values of the claim. Repeatable.",
)
@click.option("--no-roles", is_flag=True, help="Take no roles from the provider any more.")
@pass_invocation
def change(invocation: Invocation, /, name: str, **given: Any) -> None:
    """Change a provider. What is not given stays as it is, and accounts stay connected.

    The issuer cannot be changed, because accounts are connected to it: add another provider instead.
    """
    if given["is_public"] + given["secret_stdin"] + given["new_secret"] > 1:
        raise click.UsageError("only one of --public, --secret-stdin and --new-secret can be used")
    if given["no_roles"] and (given["role_claim"] or given["roles"]):
        raise click.UsageError("--no-roles cannot be combined with --role-claim or --role")
    wanted: dict[str, Any] = {
        field: given[field] for field in ("label", "client_id", "for_whom", "role_claim") if given[field] is not None
    }
    if given["scopes"]:
        wanted["scopes"] = given["scopes"]
    if given["roles"]:
        wanted["role_map"] = _role_map(given["roles"])
    if given["no_roles"]:
        wanted |= {"role_claim": None, "role_map": None}
    if given["is_public"]:
        wanted["secret"] = None
    elif given["secret_stdin"] or given["new_secret"]:
        wanted["secret"] = _read_secret(given["secret_stdin"])
    if not wanted:
        raise click.UsageError("nothing to change is given")
    with open_ledger(invocation) as ledger:
        seal = Seal(with_secret_key(invocation.settings).secret_key)
        is_changed = providers.change(
            ledger.conn, ledger.network_id, name, wanted, seal=seal, author=author(), now=clock.now(), tell=tell
        )
    say(f"Changed the provider {name}." if is_changed else f"The provider {name} has these values already.")


@provider.command("list")
@only_reads
def list_command(invocation: Invocation) -> None:
    """List the network's providers, with how many accounts are connected, and whether passwords sign in."""
    with open_ledger(invocation) as ledger:
        found = providers.all_providers(ledger.conn, ledger.network_id)
        owner = providers.password_owner(ledger.conn, ledger.network_id)
    if not found:
        say("There are no providers.")
    else:
        table = Table("name", "label", "issuer", "for", "roles from", "connected")
        for one in found:
            claim = printable(one.role_claim or "")
            table.add_row(
                one.name, printable(one.label), printable(one.issuer), one.for_whom, claim, str(one.connected)
            )
        show_table(table)
    say("Passwords sign in." if owner is None else f"Passwords are off, except for {printable(owner[1])}.")


@provider.command()
@click.argument("name")
@pass_invocation
def remove(invocation: Invocation, name: str) -> None:
    """Remove a provider. No account is connected to it any more; open sign-ins stay open."""
    with open_ledger(invocation) as ledger:
        providers.remove(ledger.conn, ledger.network_id, name, author=author(), now=clock.now(), tell=tell)
    say(f"Removed the provider {name}.")


@provider.command()
@click.argument("name")
@only_reads
def test(invocation: Invocation, name: str) -> None:
    """Ask a provider for its addresses and keys, and say what it answers. It signs no one in."""
    with open_ledger(invocation) as ledger:
        found = providers.find(ledger.conn, ledger.network_id, name)
        # A key made now would open nothing, and hide that the right one is missing.
        found.secret(ledger.network_id, Seal(with_secret_key(invocation.settings, make=False).secret_key))
    directory = Directory(Fetcher(networks_of(invocation.settings.provider_networks)))
    metadata = directory.metadata(found.issuer, now=clock.now())
    count = directory.count_keys(metadata)
    if not count:
        raise ProviderError("the provider publishes no key that signatures could be checked with")
    say(
        f"The provider answers.\n\n"
        f"  sign-in page   {printable(metadata.authorization_endpoint)}\n"
        f"  tokens         {printable(metadata.token_endpoint)}\n"
        f"  signatures     {', '.join(metadata.algorithms)}\n"
        f"  keys           {count}"
    )


@provider.command()
@click.argument("state", type=click.Choice(["off", "on"]))
@click.option("--owner", metavar="EMAIL", help="With off: the owner who still signs in with a password.")
@pass_invocation
def passwords(invocation: Invocation, state: str, owner: str | None) -> None:
    """Let passwords sign in (on), or only that of one owner (off), in case that a provider cannot be used.

    The owner must be an operator who can do everything. Open sign-ins stay open, and API keys stay valid. Passwords are
    still asked for where people confirm who they are, such as when they set up a second factor.
    """
    if (state == "off") != (owner is not None):
        raise click.UsageError("off needs --owner, and on has none")
    with open_ledger(invocation) as ledger:
        conn, network_id, by, now = ledger.conn, ledger.network_id, author(), clock.now()
        if owner is not None:
            providers.turn_passwords_off(conn, network_id, owner, author=by, now=now, tell=tell)
            say(f"Passwords no longer sign in, except that of {printable(owner.strip())}.")
        else:
            is_done = providers.turn_passwords_on(conn, network_id, author=by, now=now, tell=tell)
            say("Passwords sign in again." if is_done else "Passwords sign in already.")


def _read_secret(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().strip()
    if not sys.stdin.isatty():
        raise click.UsageError("there is no terminal to ask for the client secret; use --secret-stdin, or --public")
    return str(click.prompt("Client secret", hide_input=True, err=True)).strip()


def _role_map(texts: Sequence[str]) -> dict[str, list[str]] | None:
    found: dict[str, list[str]] = {}
    for text in texts:
        value, separator, role = text.rpartition("=")
        if not separator or not value:
            raise click.BadParameter(f"{text!r} is not VALUE=ROLE", param_hint="--role")
        found.setdefault(value, []).append(role)
    return found or None
