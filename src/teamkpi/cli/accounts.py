"""The commands that manage accounts."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from teamkpi import clock
from teamkpi.accounts import audited, bindings, links, people, security
from teamkpi.accounts.bindings import BoundCoworker
from teamkpi.accounts.roles import FULL
from teamkpi.cli import invitations
from teamkpi.cli.database import OpenLedger, open_ledger
from teamkpi.cli.invocation import Invocation, author, may_create, only_reads, pass_invocation
from teamkpi.cli.second_factor import reseal, totp
from teamkpi.cli.setup_link import address_option, link
from teamkpi.cli.system_log import tell
from teamkpi.cli.terminal import Table, printable, say, show_table
from teamkpi.ledger.values import LARGEST_ID

_email_option = click.option("--email", required=True, help="The account's email address; not case-sensitive.")
_password_option = click.option(
    "--password-stdin",
    is_flag=True,
    help="Read the password from the first line of standard input instead of prompting for it.",
)
_coworker_option = click.option(
    "--coworker", "coworker_id", type=click.IntRange(min=1, max=LARGEST_ID), required=True, help="The coworker's id."
)


role_option = click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="ROLE",
    help=(
        "A role such as Booking-List: an entity, and List, Read, Create, Edit or Delete. Repeatable. The default, or "
        "Full, allows everything."
    ),
)


@contextmanager
def changing(invocation: Invocation, email: str) -> Iterator[OpenLedger]:
    """Yield a connection in a transaction, which stores the change of an account with its audit trail entry."""
    with (
        open_ledger(invocation) as ledger,
        audited.noted(ledger.conn, ledger.network_id, email, author(), now=clock.now(), tell=tell),
    ):
        yield ledger


def shown_roles(roles: list[str] | None) -> str:
    """Return roles for a table."""
    return "all" if roles is None else ", ".join(roles)


@click.group()
def account() -> None:
    """Manage the accounts that can sign in.

    An account is bound to coworkers, and acts for the active ones. When it is created, it is bound to the coworkers
    with its email address. Only `bind` and `unbind` change that: a coworker that gets the account's email address later
    is not bound to it.
    """


@account.command()
@_email_option
@_password_option
@click.option("--operator", is_flag=True, help="Allow the account to use the back office; it then needs no coworker.")
@role_option
@may_create
def create(invocation: Invocation, email: str, password_stdin: bool, operator: bool, roles: tuple[str, ...]) -> None:
    """Create an account, bound to the coworkers that have its email address now."""
    people.checked_email(email)  # before a password is asked for
    password = _read_password(password_stdin)
    with changing(invocation, email) as ledger:
        account_id = people.create(
            ledger.conn, ledger.network_id, email, password, operator=operator, roles=roles, now=clock.now()
        )
        bound = bindings.bound_coworkers(ledger.conn, ledger.network_id, account_id)
    _tell_who_may_sign_in(email.strip(), bound, is_operator=operator)


@account.command()
@_email_option
@_coworker_option
@pass_invocation
def bind(invocation: Invocation, email: str, coworker_id: int) -> None:
    """Let an account act for a coworker, starting with its next request."""
    with open_ledger(invocation) as ledger:
        account_id, known_email = people.find(ledger.conn, ledger.network_id, email)
        bindings.bind(
            ledger.conn, ledger.network_id, account_id, coworker_id, author=author(), now=clock.now(), tell=tell
        )
        bound = bindings.bound_coworkers(ledger.conn, ledger.network_id, account_id)
    _tell_bound(known_email, bound)


@account.command()
@_email_option
@_coworker_option
@pass_invocation
def unbind(invocation: Invocation, email: str, coworker_id: int) -> None:
    """Stop an account from acting for a coworker, starting with its next request."""
    with open_ledger(invocation) as ledger:
        account_id, known_email = people.find(ledger.conn, ledger.network_id, email)
        bindings.unbind(
            ledger.conn, ledger.network_id, account_id, coworker_id, author=author(), now=clock.now(), tell=tell
        )
        bound = bindings.bound_coworkers(ledger.conn, ledger.network_id, account_id)
    _tell_bound(known_email, bound)


@account.command()
@_email_option
@_password_option
@pass_invocation
def passwd(invocation: Invocation, email: str, password_stdin: bool) -> None:
    """Set an account's password and sign it out everywhere."""
    people.checked_email(email)
    password = _read_password(password_stdin)
    with changing(invocation, email) as ledger:
        people.set_password(ledger.conn, ledger.network_id, email, password, now=clock.now())
    say(f"Set the password of {printable(email.strip())}.")


@account.command("require-reset")
@_email_option
@pass_invocation
def require_reset(invocation: Invocation, email: str) -> None:
    """Require an account's password to be changed, and sign the account out everywhere.

    Until it is changed, sign-ins fail with must_reset_password.
    """
    with changing(invocation, email) as ledger:
        people.require_new_password(ledger.conn, ledger.network_id, email)
    say(f"{printable(email.strip())} must change the password before signing in.")


@account.command("reset-link")
@_email_option
@address_option
@pass_invocation
def reset_link(invocation: Invocation, email: str, address: str) -> None:
    """Print a link with which an account's password can be changed, to pass on to its holder.

    The link is valid for one hour and works once. Until it is used, nothing changes. A second factor stays.
    """
    with open_ledger(invocation) as ledger:
        account_id, known_email = people.find(ledger.conn, ledger.network_id, email)
        now = clock.now()
        with audited.noted(ledger.conn, ledger.network_id, known_email, author(), now=now, tell=tell) as changes:
            made = links.make_reset(ledger.conn, ledger.network_id, known_email, now=now)
            changes["ResetLinkExpiresOn"] = links.changes_of(made)
        tell(security.PASSWORD_LINK_CREATED, ledger.network_id, account_id)
    say(link(address, made.secret, links.PAGE))


@account.command("roles")
@_email_option
@role_option
@pass_invocation
def set_roles(invocation: Invocation, email: str, roles: tuple[str, ...]) -> None:
    """Replace an operator's roles, starting with the next request.

    Earlier roles that you don't give again are removed; `--role Full` allows everything.
    """
    if not roles:
        raise click.UsageError(f"give at least one --role; --role {FULL} is everything")
    with changing(invocation, email) as ledger:
        people.set_roles(ledger.conn, ledger.network_id, email, roles)
    say(f"{printable(email.strip())} now has exactly these roles.")


@account.command("list")
@only_reads
def list_command(invocation: Invocation) -> None:
    """List the network's accounts, with the ids of the coworkers each is bound to.

    A customer's account that isn't bound to any coworker cannot sign in.
    """
    with open_ledger(invocation) as ledger:
        accounts = people.list_accounts(ledger.conn, ledger.network_id)
    headings = ("e-mail", "kind", "state", "coworkers", "second factor", "created", "roles")
    table = Table(*headings)
    for one in accounts:
        state = "suspended" if not one.is_active else "must set a password" if one.must_reset_password else "active"
        kind = "operator" if one.is_operator else "customer"
        factor = "yes" if one.has_second_factor else "no"
        roles = shown_roles(one.roles) if one.is_operator else ""
        coworkers = ", ".join(map(str, one.coworker_ids)) or "none"
        table.add_row(printable(one.email), kind, state, coworkers, factor, f"{one.created_on:%Y-%m-%d}", roles)
    show_table(table)


@account.command()
@_email_option
@pass_invocation
def suspend(invocation: Invocation, email: str) -> None:
    """Suspend an account, starting with its next request."""
    with changing(invocation, email) as ledger:
        people.suspend(ledger.conn, ledger.network_id, email)
    say(f"{printable(email.strip())} is suspended.")


@account.command()
@_email_option
@pass_invocation
def resume(invocation: Invocation, email: str) -> None:
    """Lift an account's suspension."""
    with changing(invocation, email) as ledger:
        people.resume(ledger.conn, ledger.network_id, email)
    say(f"{printable(email.strip())} can sign in again.")


for _command in (totp, reseal, invitations.invite, invitations.list_command, invitations.withdraw_command):
    account.add_command(_command)


def _tell_who_may_sign_in(email: str, bound: Sequence[BoundCoworker], *, is_operator: bool) -> None:
    """Print what a new account can be used for, and what to do if it cannot be used yet."""
    email = printable(email)
    if is_operator:
        say(f"{email} can now sign in as an operator.")
    elif any(one.is_active for one in bound):
        say(f"{email} can now sign in.")
    elif bound:
        say(f"{email} has an account, but cannot sign in to a team yet: no coworker it is bound to is active.")
    else:
        say(
            f"{email} has an account, but cannot sign in to a team yet: no coworker has that e-mail address. Once the "
            f"coworker's record exists, run `teamkpi account bind --email {email} --coworker ID`."
        )
    if bound:
        _tell_bound(email, bound)


def _tell_bound(email: str, bound: Sequence[BoundCoworker]) -> None:
    """Print the coworkers that an account is bound to, and other accounts bound to them."""
    shown = [
        f"{one.id} {printable(one.full_name or 'no such record')}{'' if one.is_active else ' (not active)'}"
        for one in bound
    ]
    say(f"{printable(email)} is bound to {'coworker ' + ', '.join(shown) if shown else 'no coworker'}.")
    for one in bound:
        for other in one.other_emails:
            say(f"Note: coworker {one.id} is also bound to the account {printable(other)}.")


def _read_password(from_stdin: bool) -> str:
    """Read a new password from one line of standard input, or twice from the terminal."""
    if from_stdin:
        try:
            password = sys.stdin.buffer.read().decode().removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError:
            raise click.UsageError("the password on standard input is not valid UTF-8") from None
        if not password or "\n" in password:
            raise click.UsageError("--password-stdin expects the password as one line on standard input")
        return password
    if not sys.stdin.isatty():
        raise click.UsageError("there is no terminal to ask for a password; use --password-stdin")
    entered: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return entered
