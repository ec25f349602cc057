"""Everything that can go wrong with the mirrored service, described for operators and declared once.

The table of failures in the documentation and the messages of ``teamkpi mirror`` are generated from it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from teamkpi.errors import UpstreamFailed
from teamkpi.ledger import Entity


class Failure(NamedTuple):
    """One kind of failure: its meaning, the remedy, and whether a retry may help."""

    meaning: str
    advice: str
    is_temporary: bool = False


FAILURES: Final[dict[str, Failure]] = {
    "unreachable": Failure(
        "the service cannot be reached",
        "Check the network, the address and DNS from this machine. The mirror tries again by itself.",
        is_temporary=True,
    ),
    "timeout": Failure(
        "the service did not answer in time",
        "Nothing, if it happens now and then. The mirror tries again by itself.",
        is_temporary=True,
    ),
    "server_error": Failure(
        "the service reported an internal error",
        "Look at the service's status page. The mirror tries again by itself.",
        is_temporary=True,
    ),
    "throttled": Failure(
        "the service limits the rate of requests, and kept refusing after several waits",
        "Lower the mirror's share (`teamkpi mirror set --share 40`), or stop other programs that use the same account.",
        is_temporary=True,
    ),
    "cut_body": Failure(
        "the service's response ended early or is not valid JSON",
        "Nothing, if it happens now and then. If it always happens, look for a proxy between this machine and the "
        "service.",
        is_temporary=True,
    ),
    "html": Failure(
        "the service answered with a web page instead of data",
        "It may be under maintenance, or the address may be that of a website instead of the API: `teamkpi mirror "
        "status` shows it, `teamkpi mirror set --base-url URL` changes it.",
        is_temporary=True,
    ),
    "too_large": Failure(
        "the service's response is larger than the mirror accepts",
        "Report it, with the kind of record and the number of bytes that the message names.",
    ),
    "redirect": Failure(
        "the service redirects to another address, which the mirror does not follow",
        "If the new address is the service's, set it with `teamkpi mirror set --base-url URL`. Credentials are only "
        "sent to the host that you named.",
    ),
    "firewall": Failure(
        "the service's firewall refuses this client (403); the password may well be right",
        "Ask the service to allow this machine's address, or run the mirror from another network. Changing the "
        "password does not help.",
        is_temporary=True,
    ),
    "wrong_password": Failure(
        "the service does not accept the e-mail address and password, or the account is suspended",
        "Set them again with `teamkpi mirror set --email EMAIL --password-stdin`. The mirror is paused until then, "
        "so that the account does not get locked.",
    ),
    "second_factor": Failure(
        "the account needs a second factor, and there is none or it is wrong",
        "Give the secret of the account's authenticator app with `teamkpi mirror set --totp-stdin`, and check this "
        "machine's clock.",
    ),
    "password_reset": Failure(
        "the service wants the account's password to be changed first",
        "Sign in to the service in a browser, change the password, then `teamkpi mirror set --password-stdin`.",
    ),
    "sign_in": Failure(
        "the service refused the sign-in for another reason",
        "Check the address that `teamkpi mirror status` shows (`teamkpi mirror set --base-url URL` changes it), and "
        "whether the account may use the API.",
    ),
    "access_denied": Failure(
        "the service refuses every kind of record to this account (401)",
        "Give the account API access and the roles that `teamkpi mirror check` names.",
    ),
    "bad_listing": Failure(
        "a list contradicts itself: a page was repeated, out of order, or ended before the stated total",
        "Nothing, if it happens now and then: no position was moved and nothing was deleted. If it always happens, run "
        "`teamkpi mirror check` and report what it says.",
        is_temporary=True,
    ),
    "no_date": Failure(
        "the service's responses have no valid Date header, so changes cannot be followed by its clock",
        "Look for a proxy between this machine and the service that removes the header.",
    ),
    "unexpected": Failure(
        "the service answered in a way that the mirror does not understand",
        "Report it, with the status that the message names.",
    ),
}


def failed(code: str, detail: str = "") -> UpstreamFailed:
    """Return the error for a failure code; ``detail`` must not contain credentials or records."""
    meaning = FAILURES[code].meaning
    return UpstreamFailed(code, f"{meaning}: {detail}" if detail else meaning)


class AccessDenied(UpstreamFailed):
    """The account lacks a right to one kind of record: to list it, or to read single records by their id."""

    def __init__(self, path: str, *, is_by_id: bool) -> None:
        super().__init__("access_denied", f"{FAILURES['access_denied'].meaning}: {path}")
        self._right = "Read" if is_by_id else "List"

    def role(self, entity: Entity) -> str:
        """Return the name of the missing role."""
        return f"{entity.name}-{self._right}"


def is_temporary(error: UpstreamFailed) -> bool:
    """Return whether a retry may help."""
    return FAILURES[error.code].is_temporary
