"""The commands for second factors: one-time codes at sign-in."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager

import click

from teamkpi import clock, networks
from teamkpi.accounts import Seal, audited, people, providers, second_factor, webhooks
from teamkpi.cli.database import OpenLedger, open_connection, open_ledger, with_secret_key
from teamkpi.cli.invocation import Invocation, author, pass_invocation
from teamkpi.cli.system_log import tell
from teamkpi.cli.terminal import printable, say
from teamkpi.errors import AccountError
from teamkpi.hooks import registry
from teamkpi.ledger.audit_trail import Changes
from teamkpi.mirror import sources

_TRIES = 3
SEALED_BY = (second_factor, webhooks, sources, registry, providers)


@click.command(short_help="Set up a second factor for an account: codes from an authenticator app.")
@click.option("--email", required=True, help="The account's email address; not case-sensitive.")
@click.option(
    "--confirm-stdin",
    is_flag=True,
    help="Read the app's code from the first line of standard input instead of prompting for it.",
)
@click.option("--remove", is_flag=True, help="Remove the second factor, its recovery codes and all passkeys.")
@click.option("--recovery-codes", is_flag=True, help="Print new recovery codes; the old ones stop working.")
@pass_invocation
def totp(invocation: Invocation, email: str, confirm_stdin: bool, remove: bool, recovery_codes: bool) -> None:
    """Set up a second factor for an account: codes from an authenticator app (TOTP, RFC 6238).

    Prints the secret, and the URI that apps read (as a QR code). The second factor takes effect once you confirm it
    with a code from the app, and replaces an earlier one. Ten recovery codes are then printed; each can be used once in
    place of a code.

    The secret is stored encrypted with the key in TEAMKPI_SECRET_KEY. The embedded database creates a key by itself.
    """
    if remove + recovery_codes + confirm_stdin > 1:
        raise click.UsageError("--remove, --recovery-codes and --confirm-stdin cannot be combined; use one of them")
    with open_ledger(invocation) as ledger:
        if remove:
            with _noted(ledger, email) as changes:
                second_factor.remove_all(ledger.conn, ledger.network_id, email, changes)
            say(f"Removed the second factor of {printable(email.strip())}.")
        elif recovery_codes:
            with _noted(ledger, email) as changes:
                codes = second_factor.new_recovery_codes(ledger.conn, ledger.network_id, email)
                changes["RecoveryCodes"] = (None, len(codes))
            _print_codes(codes)
        else:
            _enrol(invocation, ledger, email, from_stdin=confirm_stdin)


@click.command(short_help="Re-encrypt the secrets of second factors, webhooks, mirrors and hooks with the newest key.")
@pass_invocation
def reseal(invocation: Invocation) -> None:
    """Re-encrypt the secrets of second factors, webhooks and mirrors with the first key of TEAMKPI_SECRET_KEY.

    This covers all networks. The older keys are no longer needed afterwards.
    """
    with open_connection(invocation) as conn:
        seal = Seal(with_secret_key(invocation.settings).secret_key)
        every = networks.all_networks(conn)
        count = sum(kind.reseal(conn, network.id, seal) for network in every for kind in SEALED_BY)
    say(f"Re-encrypted {count} secrets; all secrets are now encrypted with the first key.")


def _enrol(invocation: Invocation, ledger: OpenLedger, email: str, *, from_stdin: bool) -> None:
    seal = Seal(with_secret_key(invocation.settings).secret_key)
    seal.require_key()
    if not from_stdin and not sys.stdin.isatty():
        raise click.UsageError("there is no terminal to ask for a code from the app; use --confirm-stdin")
    _, known_email = people.find(ledger.conn, ledger.network_id, email)
    enrolment = second_factor.new_enrolment(known_email, second_factor.issuer_of(invocation.network))
    say(
        f"Add this to the authenticator app of {printable(known_email)}:\n\n"
        f"  URI      {enrolment.uri}\n"
        f"  secret   {enrolment.secret}\n"
    )
    sys.stdout.flush()
    for tries_left in reversed(range(1 if from_stdin else _TRIES)):
        code = sys.stdin.readline() if from_stdin else click.prompt("Code shown in the app", err=True)
        try:
            with _noted(ledger, known_email):
                codes = second_factor.enrol(
                    ledger.conn, ledger.network_id, known_email, enrolment.secret, code, seal=seal, now=clock.now()
                )
            break
        except AccountError as error:
            if not tries_left:
                raise
            say(f"teamkpi: {error}", err=True)
    say(f"{printable(known_email)} now has a second factor.\n")
    _print_codes(codes)


def _noted(ledger: OpenLedger, email: str) -> AbstractContextManager[Changes]:
    return audited.noted(ledger.conn, ledger.network_id, email, author(), now=clock.now(), tell=tell)


def _print_codes(codes: Sequence[str]) -> None:
    lines = "\n".join(f"  {code}" for code in codes)
    say(f"Recovery codes; each can be used once to sign in without the app. They are not shown again:\n\n{lines}")
