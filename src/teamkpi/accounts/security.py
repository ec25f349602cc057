"""Security events: sign-ins, refusals, and changes of access rights.

Every event is declared here once, and documented from here. Code that detects an event takes a ``Tell`` and calls it
after the change is committed. An event identifies people by id, never by e-mail address or name, and contains no
credentials: no password, code, token, key, secret or signature, nor a part or a digest of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of event: its name, its meaning, and its fields beyond those that every event has.

    ``is_warning`` is set if the event may come from an attacker.
    """

    name: str
    meaning: str
    fields: Mapping[str, str] = field(default_factory=dict)
    is_warning: bool = False


COMMON_FIELDS: Final[Mapping[str, str]] = {
    "name": "The event.",
    "door": "Where it happened: `portal` (sign-in by programs, the portal API), `dashboard` (sign-in in a browser), "
    "`backoffice`, `webhook`, `worker` (sending to hooks), or `cli`.",
    "address": "The IP address of the client; null if it is not known, and for commands.",
    "network_id": "The network; null if no network answers for the host.",
    "account_id": "The account; null if there is none, or if it is not known.",
    "key_id": "The API key; only present if one was used, created or revoked.",
    "request_id": "The `X-Request-Id` of the request; null for commands.",
    "user": "The machine's user who ran the command; only for commands.",
}
"""The fields of every event, each with its meaning."""

_PROVIDER: Final = "The provider."

SIGN_IN: Final = Event(
    "sign_in",
    "Someone signed in. In the back office, where each request carries an e-mail address and a password, this is "
    "logged for the first request from an address, and again after a change of password or a restart.",
)
SIGN_IN_FAILED: Final = Event(
    "sign_in_failed",
    "A sign-in failed, or a change that asks for the password again. It counts as a guess.",
    {
        "reason": "`password`, `code` (of the second factor), `passkey`, or `account` (suspended, or without an active "
        "coworker)."
    },
    is_warning=True,
)
SIGN_IN_INCOMPLETE: Final = Event(
    "sign_in_incomplete",
    "The password, or the answer of a sign-in provider, was correct, but another step is required.",
    {
        "reason": (
            "`two_factor_auth_check`, `must_reset_password`, `passwords_are_off`, or `confirmation_required` (of an "
            "account that is about to be connected to a provider)."
        )
    },
)
WAIT_REACHED: Final = Event(
    "wait_reached",
    "An attempt was refused without being checked, because too many earlier ones had failed.",
    {
        "counted": "`account` or `address`: which count of failures reached the limit.",
        "seconds": "How long the next attempt has to wait.",
    },
    is_warning=True,
)
REFRESH_TOKEN_REUSED: Final = Event(
    "refresh_token_reused",
    "A refresh token was reused too late, so it may have been stolen. The sign-in has ended.",
    is_warning=True,
)
KEY_REFUSED: Final = Event(
    "key_refused", "A request used an API key that is unknown, expired or revoked.", is_warning=True
)
ROLE_REFUSED: Final = Event(
    "role_refused",
    "A signed-in caller requested something that they are not allowed to do.",
    {"role": "The missing role; or `operator`, or `team administrator` of the team in the request."},
    is_warning=True,
)
SIGNATURE_WRONG: Final = Event(
    "signature_wrong",
    "A delivery to a webhook was refused: its signature was missing or wrong, or there is no such webhook.",
    {"webhook_id": "The webhook; null if no webhook has that key."},
    is_warning=True,
)
TOKEN_REVOKED: Final = Event(
    "token_revoked",
    "A sign-in was ended: its holder signed out or ended it from another sign-in, or an operator ended it.",
)
ACCOUNT_CREATED: Final = Event("account_created", "An account was created.")
PASSWORD_CHANGED: Final = Event("password_changed", "A password was set; every sign-in of the account has ended.")
PASSWORD_RESET_REQUIRED: Final = Event(
    "password_reset_required", "The account's password must be changed; every sign-in of the account has ended."
)
PASSWORD_LINK_REQUESTED: Final = Event(
    "password_link_requested",
    "Someone asked for a mail with a link to reset a forgotten password. Whether the address has an account is not "
    "looked up then, so the account is null.",
)
PASSWORD_LINK_CREATED: Final = Event("password_link_created", "An operator created a link to reset a password.")
LINK_REFUSED: Final = Event(
    "link_refused",
    "A link to choose a password was refused: it was unknown, used, withdrawn or too old.",
    is_warning=True,
)
ACCOUNT_INVITED: Final = Event("account_invited", "Someone was invited to an account, or invited again.")
ACCOUNT_INVITATION_WITHDRAWN: Final = Event(
    "account_invitation_withdrawn", "An invitation to an account was withdrawn."
)
SECOND_FACTOR_SET: Final = Event("second_factor_set", "A second factor was set or replaced.")
SECOND_FACTOR_REMOVED: Final = Event("second_factor_removed", "A second factor was removed.")
RECOVERY_CODES_REPLACED: Final = Event("recovery_codes_replaced", "New recovery codes were issued.")
PASSKEY_ADDED: Final = Event("passkey_added", "A passkey was added to an account.")
PASSKEY_REMOVED: Final = Event("passkey_removed", "A passkey, or all of them, were removed from an account.")
PASSKEY_REFUSED: Final = Event(
    "passkey_refused",
    "A passkey was refused.",
    {
        "reason": "`challenge` (this browser was not asked, or has answered already), `passkey` (unknown, removed, of "
        "another account or for another host), `response` (signature, origin or host are wrong), `user_verification` "
        "(the device did not recognise its holder) or `sign_count` (the passkey's count went back: it may have been "
        "copied)."
    },
    is_warning=True,
)
ACCOUNT_SUSPENDED: Final = Event("account_suspended", "An account was suspended.")
ACCOUNT_RESUMED: Final = Event("account_resumed", "A suspension was lifted.")
OPERATOR_ADDED: Final = Event("operator_added", "A member's account became an operator's.")
OPERATOR_REMOVED: Final = Event("operator_removed", "An operator's account lost its access to the back office.")
ROLES_CHANGED: Final = Event("roles_changed", "An operator's roles were changed.")
COWORKERS_CHANGED: Final = Event("coworkers_changed", "The coworkers that an account acts for were changed.")
KEY_CREATED: Final = Event("key_created", "An API key was created; one line for each network it is valid in.")
KEY_REVOKED: Final = Event("key_revoked", "An API key was revoked; one line for each network it was valid in.")
WEBHOOK_CREATED: Final = Event("webhook_created", "A webhook was created.", {"webhook_id": "The webhook."})
WEBHOOK_SECRET_REPLACED: Final = Event(
    "webhook_secret_replaced", "A webhook's secret was replaced.", {"webhook_id": "The webhook."}
)
WEBHOOK_REVOKED: Final = Event("webhook_revoked", "A webhook was revoked.", {"webhook_id": "The webhook."})
_HOOK: Final = {"hook_id": "The hook."}
HOOK_CREATED: Final = Event("hook_created", "A hook was created.", _HOOK)
HOOK_CHANGED: Final = Event(
    "hook_changed", "The name, the address or the events of a hook were changed, or it was started again.", _HOOK
)
HOOK_SECRET_REPLACED: Final = Event(
    "hook_secret_replaced", "The secret and the key pair of a hook were replaced.", _HOOK
)
HOOK_STOPPED: Final = Event(
    "hook_stopped",
    "A hook was stopped.",
    {**_HOOK, "by": "`operator`, or `receiver`: it answered with the status 410."},
)
HOOK_DELETED: Final = Event("hook_deleted", "A hook was deleted.", _HOOK)
HOOK_ADDRESS_REFUSED: Final = Event(
    "hook_address_refused",
    "A hook was not to use an address, or was not sent to one, because it is private or reserved.",
    {"hook_id": "The hook; null if it was not created."},
    is_warning=True,
)
PROVIDER_ADDED: Final = Event("provider_added", "A sign-in provider was added.", {"provider_id": _PROVIDER})
PROVIDER_CHANGED: Final = Event("provider_changed", "A sign-in provider was changed.", {"provider_id": _PROVIDER})
PROVIDER_REMOVED: Final = Event(
    "provider_removed",
    "A sign-in provider was removed, with its connections to accounts.",
    {"provider_id": _PROVIDER},
)
PROVIDER_CONNECTED: Final = Event(
    "provider_connected",
    "An account was connected to a sign-in provider, and can sign in with it.",
    {"provider_id": _PROVIDER},
)
PROVIDER_DISCONNECTED: Final = Event(
    "provider_disconnected", "An account was disconnected from a sign-in provider.", {"provider_id": _PROVIDER}
)
PROVIDER_CONFIRMATION_REQUESTED: Final = Event(
    "provider_confirmation_requested",
    "Someone who signed in with a provider asked for a mail with a link to connect an account. Whether the address has "
    "an account is not looked up then, so the account is null.",
)
PROVIDER_REFUSED: Final = Event(
    "provider_refused",
    "A sign-in with a provider was refused before it was known for which account.",
    {
        "provider_id": "The provider; null if the sign-in was unknown, too old, used, or begun in another browser.",
        "reason": (
            "`sign_in_expired`, `provider_refused` (it answered with an error), `provider_unavailable`, "
            "`provider_not_trusted` (its answer failed a check), `not_connected` or `not_for_account`."
        ),
    },
    is_warning=True,
)
PASSWORDS_TURNED_OFF: Final = Event(
    "passwords_turned_off", "Passwords no longer sign in, except that of the owner whose account this is."
)
PASSWORDS_TURNED_ON: Final = Event("passwords_turned_on", "Passwords sign in again.")

EVENTS: Final[Mapping[str, Event]] = {
    event.name: event
    for event in (
        SIGN_IN,
        SIGN_IN_FAILED,
        SIGN_IN_INCOMPLETE,
        WAIT_REACHED,
        REFRESH_TOKEN_REUSED,
        KEY_REFUSED,
        ROLE_REFUSED,
        SIGNATURE_WRONG,
        TOKEN_REVOKED,
        ACCOUNT_CREATED,
        PASSWORD_CHANGED,
        PASSWORD_RESET_REQUIRED,
        PASSWORD_LINK_REQUESTED,
        PASSWORD_LINK_CREATED,
        LINK_REFUSED,
        ACCOUNT_INVITED,
        ACCOUNT_INVITATION_WITHDRAWN,
        SECOND_FACTOR_SET,
        SECOND_FACTOR_REMOVED,
        RECOVERY_CODES_REPLACED,
        PASSKEY_ADDED,
        PASSKEY_REMOVED,
        PASSKEY_REFUSED,
        ACCOUNT_SUSPENDED,
        ACCOUNT_RESUMED,
        OPERATOR_ADDED,
        OPERATOR_REMOVED,
        ROLES_CHANGED,
        COWORKERS_CHANGED,
        KEY_CREATED,
        KEY_REVOKED,
        WEBHOOK_CREATED,
        WEBHOOK_SECRET_REPLACED,
        WEBHOOK_REVOKED,
        HOOK_CREATED,
        HOOK_CHANGED,
        HOOK_SECRET_REPLACED,
        HOOK_STOPPED,
        HOOK_DELETED,
        HOOK_ADDRESS_REFUSED,
        PROVIDER_ADDED,
        PROVIDER_CHANGED,
        PROVIDER_REMOVED,
        PROVIDER_CONNECTED,
        PROVIDER_DISCONNECTED,
        PROVIDER_CONFIRMATION_REQUESTED,
        PROVIDER_REFUSED,
        PASSWORDS_TURNED_OFF,
        PASSWORDS_TURNED_ON,
    )
}
"""Every event, by its name."""


class Tell(Protocol):
    """Records an event; ``more`` has exactly the fields that the event declares, and ``key_id``."""

    def __call__(self, event: Event, network_id: int | None, account_id: int | None = None, **more: object) -> None:
        """Take note of it."""


def unheard(event: Event, network_id: int | None, account_id: int | None = None, **more: object) -> None:
    """Discard an event, for changes that do not come from outside, such as creating the demo space."""


def line_of(
    event: Event,
    channel: str,
    network_id: int | None,
    account_id: int | None,
    *,
    address: str | None = None,
    request_id: str | None = None,
    key_id: int | None = None,
    user: str | None = None,
    **more: object,
) -> dict[str, object]:
    """Return what the line of an event says; raises TypeError for fields that the event does not declare."""
    if set(more) != set(event.fields):
        raise TypeError(f"{event.name} has the fields {sorted(event.fields)}, not {sorted(more)}")
    return {
        "name": event.name,
        "door": channel,
        "address": address,
        "network_id": network_id,
        "account_id": account_id,
        **({} if key_id is None else {"key_id": key_id}),
        "request_id": request_id,
        **({} if user is None else {"user": user}),
        **more,
    }
