"""Operators: who asks the back office, and what they may do there.

An operator shows an access token or an API key as Bearer, or an e-mail and a password, or a key, as Basic; Basic also
without the word, as some clients send it. Whatever does not hold is refused in the same words.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from teamkpi.accounts import Claim, security
from teamkpi.accounts.keys import PREFIX
from teamkpi.accounts.people import is_storable
from teamkpi.accounts.roles import (
    FULL,
    Right,
    Roles,
    as_stored,
    may,
    missing_for_figures,
    missing_to_bring_together,
    role_of,
)
from teamkpi.api.callers.operator_checks import NOBODY
from teamkpi.api.callers.services import Services
from teamkpi.api.http.requests import HttpRequest, credentials_in, host_of
from teamkpi.api.log import notes_of
from teamkpi.api.turns import asked_by
from teamkpi.errors import NetworkNotFound, NoOperator, OperatorRefused
from teamkpi.ledger import Revision
from teamkpi.ledger.audit_trail import Author
from teamkpi.ledger.revise import Record

__all__ = ["Operator", "Right", "operator"]

CHANNEL: Final = "backoffice"
_NO_OPERATOR: Final = "The account is not an operator's."


@dataclass(frozen=True, slots=True)
class Operator:
    """Who asks the back office, and what they may do there."""

    network_id: int
    name: str
    """The account's e-mail, or the key's name: what UpdatedBy and the audit trail say."""
    author: Author
    roles: Roles

    def require(self, entity_name: str, right: Right) -> None:
        """Raise OperatorRefused, which names the role that is missing, unless this may be done with the entity."""
        if not may(self.roles, entity_name, right):
            role = role_of(entity_name, right)
            raise OperatorRefused(f"The role {role} is needed.", role=role)

    def require_everything(self) -> None:
        """Raise OperatorRefused for an operator who is limited by roles."""
        if self.roles is not None:
            raise OperatorRefused("Only an operator who is not limited by roles may do this.", role=FULL)

    def require_figures(self) -> None:
        """Raise OperatorRefused, which names the missing roles, unless the operator may read people's figures."""
        if missing := missing_for_figures(self.roles):
            raise OperatorRefused(f"{_needed(missing)} needed to read figures.", role=", ".join(missing))

    def require_for(self, plural: str, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> None:
        """Raise OperatorRefused unless the roles are enough for what a change of a record does besides the change."""
        if missing := missing_to_bring_together(self.roles, plural, before, after):
            reason = f"{_needed(missing)} needed as well: members of a team can see each other's figures."
            raise OperatorRefused(reason, role=", ".join(missing))

    def checked(self, revision: Revision) -> Revision:
        """Return the revision as one that is refused where these roles are not enough for what it does."""

        def change(held: Record | None) -> Record | None:
            record = revision.revise(held)
            if record is not None:
                self.require_for(revision.entity, held, record)
            return record

        return revision._replace(revise=change)


def _needed(missing: Sequence[str]) -> str:
    return f"The role {missing[0]} is" if len(missing) == 1 else f"The roles {', '.join(missing)} are"


class _Shown(NamedTuple):
    """What a request shows of who asks: one of the first three, or an e-mail with a password."""

    token: str | None = None
    key: str | None = None
    email: str | None = None
    password: str = ""


async def operator(services: Services, request: HttpRequest) -> Operator:
    """Return the operator who sent a request.

    Raises NetworkNotFound, NoOperator (a NotAuthenticated), OperatorRefused for an account that is not an operator's,
    and TooManyGuesses.
    """
    host, shown = host_of(request), _shown(request)
    found = await services.operator_credentials.checks.check(host, token=shown.token, key=shown.key, email=shown.email)
    if found.network_id is None:
        raise NetworkNotFound
    notes = notes_of(request.scope)
    notes.network_id = found.network_id
    address = services.proxies.client_of(request.scope)
    if found.key_id is not None and found.key_name is not None:
        notes.key_id = found.key_id
        asked_by(("key", found.network_id, found.key_id))
        await services.operator_credentials.note_use(found.network_id, found.key_id, found.key_last_used_on)
        author = Author(found.key_name, CHANNEL, address, key_id=found.key_id, request_id=notes.request_id)
        return Operator(found.network_id, author.name, author, as_stored(found.key_roles))
    if shown.email is not None:
        claim = Claim(shown.email, shown.password, address=address)
        await services.operator_credentials.prove(found, claim, services.security.of(request.scope, CHANNEL))
    if shown.key is not None:
        services.security.of(request.scope, CHANNEL)(security.KEY_REFUSED, found.network_id)
    if found.account_id is None or found.email is None:
        raise NoOperator(NOBODY)
    notes.account_id = found.account_id
    asked_by(("account", found.network_id, found.account_id))
    if not found.is_operator:
        raise OperatorRefused(_NO_OPERATOR, role="operator")
    author = Author(found.email, CHANNEL, address, account_id=found.account_id, request_id=notes.request_id)
    return Operator(found.network_id, author.name, author, as_stored(found.account_roles))


def _shown(request: HttpRequest) -> _Shown:
    """Return what a request shows; nothing for another scheme, a malformed header, or several."""
    credentials = credentials_in(request.scope)
    value = None if credentials is None else credentials.token
    if credentials is None or value is None or credentials.scheme not in {b"bearer", b"basic", b""}:
        return _Shown()
    if credentials.scheme == b"bearer":
        return _Shown(key=value) if value.startswith(PREFIX) else _Shown(token=value)
    try:
        decoded = b64decode(value, validate=True)
    except ValueError:
        return _Shown()
    try:
        text = decoded.decode("utf-8")
    except UnicodeDecodeError:
        text = decoded.decode("latin-1")  # what clients sent before there was an agreement (RFC 7617)
    user, colon, password = text.partition(":")
    if not colon or not is_storable(text):
        return _Shown()
    # A key says who it is by itself: it may stand for the password, or for the user alone.
    for key in (password, user):
        if key.startswith(PREFIX):
            return _Shown(key=key)
    return _Shown(email=user.strip(), password=password)
