"""The OpenID Connect providers of a network, which people sign in with, and whether passwords sign in as well.

A provider is known here by a short name, which is part of no address, and by the label of its button. Its client secret
is stored encrypted. The audit trail says who adds or removes one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from psycopg import Connection
from psycopg.types.json import Jsonb

from teamkpi.accounts import people, security
from teamkpi.accounts.role_sets import ROLE_SETS
from teamkpi.accounts.roles import FULL, read_roles
from teamkpi.accounts.sealing import Seal
from teamkpi.accounts.security import Tell, unheard
from teamkpi.db import load_sql
from teamkpi.errors import AccountError, ProviderError, RecordNotFound, UnknownRole
from teamkpi.ledger.audit_trail import AuditType, Author, Changes, note_change

SQL: Final = load_sql(__package__, "providers.sql")
PROVIDER: Final = "SignInProvider"
"""The name of providers in the audit trail."""
PASSWORDS: Final = "PasswordPolicy"
"""The name of turning passwords on and off in the audit trail."""
SCOPES: Final = ("openid", "email")
"""What is always asked for."""
ForWhom: TypeAlias = Literal["everybody", "operators", "members"]
FOR_WHOM: Final[tuple[ForWhom, ...]] = ("everybody", "operators", "members")
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_SCOPE: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,100}")  # RFC 6749, 3.3
_LONGEST: Final = 500
_LONGEST_LABEL: Final = 60
_LONGEST_SECRET: Final = 4096
_MOST: Final = 20
_MOST_MAPPED: Final = 100
_SEALED: Final = "a sign-in provider"


class NewProvider(NamedTuple):
    """A provider to add."""

    name: str
    label: str
    issuer: str
    """Has been checked for where requests may go."""
    client_id: str
    secret: str | None = None
    scopes: Sequence[str] = ()
    """Further scopes to ask for."""
    for_whom: ForWhom = "everybody"
    role_claim: str | None = None
    """The claim of an ID token with groups or roles; dots lead into objects, such as ``realm_access.roles``."""
    role_map: Mapping[str, Sequence[str]] | None = None
    """The roles, or sets of roles, for each value of the claim."""


class Provider(NamedTuple):
    """A provider as operators see it."""

    id: int
    name: str
    label: str
    issuer: str
    client_id: str
    has_secret: bool
    scopes: list[str]
    for_whom: ForWhom
    role_claim: str | None
    role_map: dict[str, list[str]] | None
    created_on: datetime
    connected: int
    """How many accounts are connected."""


class Found(NamedTuple):
    """A provider to sign in with, and its encrypted secret."""

    id: int
    name: str
    label: str
    issuer: str
    client_id: str
    sealed_secret: str | None
    scopes: list[str]
    for_whom: ForWhom
    role_claim: str | None
    role_map: dict[str, list[str]] | None

    def secret(self, network_id: int, seal: Seal) -> str | None:
        """Decrypt the client secret; raises SettingsError if no key of the installation does."""
        sealed = self.sealed_secret
        return None if sealed is None else seal.open(sealed, _owner(network_id, self.id), what=_SEALED)


def add(
    conn: Connection,
    network_id: int,
    new: NewProvider,
    *,
    seal: Seal,
    author: Author,
    now: datetime,
    tell: Tell = unheard,
) -> int:
    """Add a provider and return its id.

    Raises ProviderError for what cannot be used, UnknownRole, and SettingsError without a key to encrypt a secret with.
    """
    new = _checked(new)
    if new.secret is not None:
        seal.require_key(_SEALED)
    with conn.transaction():
        [provider_id] = conn.execute(SQL.next_id, {"network_id": network_id}).fetchone() or (0,)
        [count] = conn.execute(SQL.count_providers, {"network_id": network_id}).fetchone() or (0,)
        if count >= _MOST:
            raise ProviderError(f"a network can have at most {_MOST} providers")
        owner = _owner(network_id, provider_id)
        sealed = None if new.secret is None else seal.close(new.secret, owner, what=_SEALED)
        values = {**_stored(network_id, provider_id, new, sealed), "now": now}
        if conn.execute(SQL.insert_provider, values).fetchone() is None:
            raise ProviderError(f"a provider named {new.name!r} already exists")
        changes: Changes = {
            "Name": (None, new.name),
            "Issuer": (None, new.issuer),
            "ClientId": (None, new.client_id),
            "ForWhom": (None, new.for_whom),
        }
        if new.role_claim is not None:
            changes["RoleClaim"] = (None, new.role_claim)
        kind = AuditType.CREATE
        note_change(conn, network_id, author, PROVIDER, provider_id, audit_type=kind, changes=changes, now=now)
    tell(security.PROVIDER_ADDED, network_id, provider_id=provider_id)
    return int(provider_id)


def change(
    conn: Connection,
    network_id: int,
    name: str,
    wanted: Mapping[str, Any],
    *,
    seal: Seal,
    author: Author,
    now: datetime,
    tell: Tell = unheard,
) -> bool:
    """Change fields of a provider, by their names in ``NewProvider``; False if they have these values already.

    The name and the issuer stay: accounts are connected to the issuer. A ``secret`` of None removes the secret. Raises
    what ``add`` does.
    """
    with conn.transaction():
        conn.execute(SQL.lock_provider, {"network_id": network_id, "name": name})
        before = find(conn, network_id, name)
        further = [one for one in before.scopes if one not in SCOPES]
        old = NewProvider(
            before.name,
            before.label,
            before.issuer,
            before.client_id,
            scopes=further,
            for_whom=before.for_whom,
            role_claim=before.role_claim,
            role_map=before.role_map,
        )
        new = _checked(old._replace(**wanted))
        sealed = before.sealed_secret
        if "secret" in wanted:
            owner = _owner(network_id, before.id)
            sealed = None if new.secret is None else seal.close(new.secret, owner, what=_SEALED)
        changes = _differences(old, new) | ({"Secret": (None, "replaced")} if sealed != before.sealed_secret else {})
        if not changes:
            return False
        conn.execute(SQL.change_provider, _stored(network_id, before.id, new, sealed))
        note_change(
            conn, network_id, author, PROVIDER, before.id, audit_type=AuditType.UPDATE, changes=changes, now=now
        )
    tell(security.PROVIDER_CHANGED, network_id, provider_id=before.id)
    return True


def name_of(conn: Connection, network_id: int, provider_id: int) -> str:
    """Return the name of the provider with an id; raises RecordNotFound."""
    row = conn.execute(SQL.provider_name, {"network_id": network_id, "id": provider_id}).fetchone()
    if row is None:
        raise RecordNotFound
    return str(row[0])


def all_providers(conn: Connection, network_id: int) -> list[Provider]:
    """Return the providers of a network by label."""
    return [Provider._make(row) for row in conn.execute(SQL.providers, {"network_id": network_id})]


def find(conn: Connection, network_id: int, name: str) -> Found:
    """Return a provider by its name; raises ProviderError if there is none."""
    row = None
    if _NAME.fullmatch(name):
        row = conn.execute(SQL.provider, {"network_id": network_id, "name": name}).fetchone()
    if row is None:
        raise ProviderError(f"there is no provider named {name!r}")
    return Found._make(row)


def remove(
    conn: Connection, network_id: int, name: str, *, author: Author, now: datetime, tell: Tell = unheard
) -> None:
    """Remove a provider and its connections to accounts; raises ProviderError if there is none.

    Open sign-ins stay open, and accounts keep the roles that they have.
    """
    with conn.transaction():
        found = find(conn, network_id, name)
        conn.execute(SQL.delete_provider, {"network_id": network_id, "id": found.id})
        changes: Changes = {"Name": (found.name, None), "Issuer": (found.issuer, None)}
        note_change(conn, network_id, author, PROVIDER, found.id, audit_type=AuditType.DELETE, changes=changes, now=now)
    tell(security.PROVIDER_REMOVED, network_id, provider_id=found.id)


def password_owner(conn: Connection, network_id: int) -> tuple[int, str] | None:
    """Return the only account that still signs in with a password, as id and e-mail address; None: all do."""
    row = conn.execute(SQL.password_policy, {"network_id": network_id}).fetchone()
    return None if row is None else (row[0], row[1])


def turn_passwords_off(
    conn: Connection, network_id: int, email: str, *, author: Author, now: datetime, tell: Tell = unheard
) -> None:
    """Refuse passwords at sign-in, except that of one owner: who can do everything and is not suspended.

    Raises ProviderError if the network has no provider, and AccountError if there is no such account, or it is not an
    owner's. Open sign-ins stay open.
    """
    with conn.transaction():
        [count] = conn.execute(SQL.count_providers, {"network_id": network_id}).fetchone() or (0,)
        if not count:
            raise ProviderError("add a provider first; otherwise only one account could sign in")
        account_id, known_email = people.find(conn, network_id, email)
        values = {"network_id": network_id, "account_id": account_id, "now": now}
        if conn.execute(SQL.turn_passwords_off, values).fetchone() is None:
            raise AccountError(f"{known_email} must be an operator who can do everything and is not suspended")
        _note_policy(conn, network_id, author, {"PasswordsSignIn": (True, False), "Except": (None, account_id)}, now)
    tell(security.PASSWORDS_TURNED_OFF, network_id, account_id)


def turn_passwords_on(
    conn: Connection, network_id: int, *, author: Author, now: datetime, tell: Tell = unheard
) -> bool:
    """Let everybody sign in with a password again; False if they could."""
    with conn.transaction():
        found = conn.execute(SQL.turn_passwords_on, {"network_id": network_id}).fetchone()
        if found is None:
            return False
        _note_policy(conn, network_id, author, {"PasswordsSignIn": (False, True), "Except": (found[0], None)}, now)
    tell(security.PASSWORDS_TURNED_ON, network_id)
    return True


def roles_of(role_map: Mapping[str, Sequence[str]], values: Sequence[str]) -> list[str]:
    """Return the names of the roles that a mapping has for the values of a claim; none for values it does not name."""
    return list(dict.fromkeys(role for value in values for role in role_map.get(value, ())))


def as_account_roles(names: Sequence[str]) -> list[str] | None:
    """Return roles as accounts store them, from names of roles and of sets of roles; None for everything."""
    wanted: list[str] = []
    for name in names:
        if name in ROLE_SETS:
            wanted += [FULL] if (known := ROLE_SETS[name]) is None else known
        else:
            wanted.append(name)
    return read_roles(wanted)


def reseal(conn: Connection, network_id: int, seal: Seal, *, formerly: int | None = None) -> int:
    """Encrypt the network's client secrets with the first key, and return how many were encrypted anew.

    ``formerly`` is the id that the network had in another database: its secrets are encrypted for the present id.
    Raises SettingsError when no key opens one of them; nothing is changed then.
    """
    count = 0
    with conn.transaction():
        for provider_id, sealed in conn.execute(SQL.sealed_secrets, {"network_id": network_id}).fetchall():
            owners = None if formerly is None else (_owner(formerly, provider_id), _owner(network_id, provider_id))
            if renewed := seal.renewed(sealed, owners):
                values = {"network_id": network_id, "id": provider_id, "sealed_secret": sealed, "renewed": renewed}
                count += conn.execute(SQL.store_sealed, values).rowcount
    return count


def require_readable(conn: Connection, network_id: int, seal: Seal) -> int:
    """Return how many providers have a secret; raises SettingsError when no key opens one."""
    found = conn.execute(SQL.sealed_secrets, {"network_id": network_id}).fetchall()
    for provider_id, sealed in found:
        seal.open(sealed, _owner(network_id, provider_id), what=_SEALED)
    return len(found)


def _stored(network_id: int, provider_id: int, new: NewProvider, sealed: str | None) -> dict[str, Any]:
    return {
        **new._asdict(),
        "network_id": network_id,
        "id": provider_id,
        "scopes": list(dict.fromkeys((*SCOPES, *new.scopes))),
        "sealed_secret": sealed,
        "role_map": None if new.role_map is None else Jsonb({key: list(one) for key, one in new.role_map.items()}),
    }


def _differences(old: NewProvider, new: NewProvider) -> Changes:
    pairs: Changes = {
        "Label": (old.label, new.label),
        "ClientId": (old.client_id, new.client_id),
        "Scopes": (list(old.scopes), list(new.scopes)),
        "ForWhom": (old.for_whom, new.for_whom),
        "RoleClaim": (old.role_claim, new.role_claim),
        "RoleMap": (_lines(old.role_map), _lines(new.role_map)),
    }
    return {field: pair for field, pair in pairs.items() if pair[0] != pair[1]}


def _lines(role_map: Mapping[str, Sequence[str]] | None) -> list[str]:
    return sorted(f"{value}={role}" for value, roles in (role_map or {}).items() for role in roles)


def _owner(network_id: int, provider_id: int) -> str:
    return f"provider {network_id}/{provider_id}"


def _checked(new: NewProvider) -> NewProvider:
    if not _NAME.fullmatch(new.name):
        raise ProviderError("a provider's name must be 1 to 40 lower-case letters, digits and hyphens, like 'google'")
    label = new.label.strip()
    if not label or not label.isprintable() or len(label) > _LONGEST_LABEL:
        raise ProviderError(f"a provider's label must have 1 to {_LONGEST_LABEL} printable characters")
    if not new.client_id or not new.client_id.isprintable() or len(new.client_id) > _LONGEST:
        raise ProviderError(f"the client id must have 1 to {_LONGEST} printable characters")
    if new.secret is not None and not (new.secret and len(new.secret) <= _LONGEST_SECRET and new.secret.isprintable()):
        raise ProviderError(f"the client secret must have 1 to {_LONGEST_SECRET} printable characters")
    if wrong := [one for one in new.scopes if not _SCOPE.fullmatch(one)]:
        raise ProviderError(f"{wrong[0]!r} is not a scope")
    _check_roles(new)
    return new._replace(label=label, role_map=new.role_map or None)


def _check_roles(new: NewProvider) -> None:
    if (new.role_claim is None) != (not new.role_map):
        raise ProviderError("a claim with roles needs roles for at least one of its values, and the other way round")
    claim = new.role_claim
    if claim is not None and not (claim and claim.isprintable() and len(claim) <= _LONGEST):
        raise ProviderError(f"the claim with roles must have 1 to {_LONGEST} printable characters")
    for value, roles in (new.role_map or {}).items():
        if not value or not value.isprintable() or len(value) > _LONGEST:
            raise ProviderError(f"a value of the claim must have 1 to {_LONGEST} printable characters")
        try:
            as_account_roles(roles)
        except UnknownRole as error:
            raise UnknownRole(f"{error}; the sets of roles are {', '.join(ROLE_SETS)}") from None
    if new.role_map and len(new.role_map) > _MOST_MAPPED:
        raise ProviderError(f"at most {_MOST_MAPPED} values of a claim can have roles")


def _note_policy(conn: Connection, network_id: int, author: Author, changes: Changes, now: datetime) -> None:
    kind = AuditType.UPDATE
    note_change(conn, network_id, author, PASSWORDS, network_id, audit_type=kind, changes=changes, now=now)
