"""The whole error tree.

::

    TeamkpiError
    ├── BadRequest            a parameter or field is invalid; it is named with the reason
    │   └── NotKnownThen      the history does not reach back to that instant
    ├── NotAuthenticated      no token, or one that is invalid or expired
    │   └── NoOperator        no valid credentials for the back office
    ├── OperatorRefused       the operator does not have the role that this needs
    ├── NotTeamAdministrator  a member asked for something that only administrators may see or change
    ├── ReadOnlyView          an operator's view of a team was used for something other than reading that team
    ├── TeamNotFound          no such team, or the caller is not in it
    ├── RecordNotFound        no such record, or it was deleted
    ├── IdTaken               a new record's id is already used by an existing or deleted record
    ├── VersionChanged        a record is no longer at the version that a change was made for
    ├── MemberRefused         a person cannot be added to a team, or removed from it
    ├── AlertRefused          an alert rule cannot be made, changed or found
    ├── NetworkNotFound       no network has this name or answers for this host
    ├── NetworkClosed         a network takes no writes here, because it moves or has moved to another database
    ├── NetworkRefused        a network cannot be created or changed as requested
    │   └── NetworkNameRefused  a network cannot have this name
    ├── DashboardNotBuilt     this installation does not include the dashboard
    ├── GrantRefused          a sign-in or refresh was refused (OAuth error code)
    ├── SetupRefused          a set-up link is not valid, or too old, or the space has an operator already
    ├── LinkRefused           a link to choose a password is unknown, used or too old
    ├── TooManyGuesses        too many failed sign-ins; the next attempt is delayed
    ├── AccountError          an account cannot be created or changed as requested
    ├── ProviderError         a sign-in provider cannot be added or changed as requested, or there is none
    ├── ProviderFailed        a sign-in provider cannot be reached, or its answer cannot be trusted (a code)
    ├── WebhookRefused        no such webhook, or a signature that is missing or wrong
    ├── WebhookError          a webhook cannot be created or changed as requested, or there is no such delivery
    ├── ApiKeyError           a key cannot be created or changed as requested
    ├── UnknownRole           there is no such role
    ├── BatchRejected         some records in a batch are invalid; nothing was stored
    ├── MirrorError           a mirror cannot be created or changed as requested
    │   └── UpstreamFailed    the service that is mirrored did not answer as it must (a code)
    ├── SourceError           a file or folder cannot be imported
    │   └── KindNotRecognised a file does not say which kind of records it has
    ├── ImportNotUndone       there is no such import, or its records were changed since
    │   └── NoSuchImport      there is no such import
    ├── BackupError           a backup cannot be written, is damaged, or the database to restore it into is not empty
    ├── SettingsError         a setting has an invalid value
    └── DatabaseUnusable      the database is unavailable, too old, not migrated, or incomplete
        ├── DatabaseNotReady  it is available, but read-only or of another version
        │   └── UnknownMigrations  another version has run migrations on it that this one does not have
        └── FolderOfAnother   the data directory belongs to another user of this machine
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from teamkpi.ledger.report import Report
    from teamkpi.ledger.undo import Left


class TeamkpiError(Exception):
    """The base class of every error that teamkpi raises deliberately; its text can be shown to the caller."""


class BadRequest(TeamkpiError):
    """A parameter or field of the request is invalid."""

    def __init__(self, parameter: str, reason: str) -> None:
        super().__init__(f"{parameter}: {reason}")
        self.parameter = parameter
        self.reason = reason


class NotKnownThen(BadRequest):
    """The request asks about a time before ``known_since``, when the history starts."""

    def __init__(self, known_since: datetime, parameter: str = "knownAt") -> None:
        begins = f"{known_since:%Y-%m-%dT%H:%M:%S.%fZ}"
        super().__init__(parameter, f"must not be earlier than the start of the history, {begins}")
        self.known_since = known_since


class NotAuthenticated(TeamkpiError):
    """There is no access token, or it is unknown, expired or revoked, or its account is suspended."""


class NoOperator(NotAuthenticated):
    """There are no valid credentials for the back office: no token, key, or email and password."""


class OperatorRefused(TeamkpiError):
    """The operator does not have the role that this needs; ``role`` is the missing one."""

    def __init__(self, reason: str, *, role: str) -> None:
        super().__init__(reason)
        self.role = role


class NotTeamAdministrator(TeamkpiError):
    """A plain member asked for something that only the team's administrators may see or change."""


class ReadOnlyView(TeamkpiError):
    """An operator's view of a team was used for a call that is not open to views."""


class TeamNotFound(TeamkpiError):
    """There is no such team, or the caller is not in it; the error does not say which."""


class RecordNotFound(TeamkpiError):
    """There is no record with this id, or it was deleted."""


class IdTaken(TeamkpiError):
    """A new record's id is already used by an existing or deleted record."""


class VersionChanged(TeamkpiError):
    """A record is no longer at the version that a change was made for.

    ``held_since`` identifies the current version: the instant at which it was stored.
    """

    def __init__(self, entity: str, record_id: int, held_since: datetime) -> None:
        super().__init__(f"{entity} {record_id} was changed in the meantime")
        self.entity = entity
        self.record_id = record_id
        self.held_since = held_since


class MemberRefused(TeamkpiError):
    """A person cannot be added to a team, or removed from it.

    ``code`` is that of the problem it shows as.
    """

    def __init__(self, code: str, reason: str | None = None) -> None:
        super().__init__(reason or "")
        self.code = code


class AlertRefused(TeamkpiError):
    """An alert rule cannot be made or changed as requested, or there is none; ``code`` is that of the problem."""

    def __init__(self, code: str, reason: str | None = None) -> None:
        super().__init__(reason or "")
        self.code = code


class NetworkClosed(TeamkpiError, psycopg.OperationalError):
    """A network takes no writes in this database: it is moving to another one, or has moved; ``place`` says which.

    It is handled like a database that cannot be written to for the moment.
    """

    def __init__(self, place: str) -> None:
        super().__init__(
            "the network is being moved to another server; try again in a few seconds"
            if place in {"here", "leaving"}
            else "the network is not served by this database, because it was moved"
        )
        self.place = place


class NetworkNotFound(TeamkpiError):
    """No network has this name or answers for this host."""


class NetworkRefused(TeamkpiError):
    """A network cannot be created or changed as requested."""


class NetworkNameRefused(NetworkRefused):
    """A network cannot have this name."""


class LookRefused(TeamkpiError):
    """A name, a colour or a logo cannot be shown; the reason follows the name of the field or setting."""


class DashboardNotBuilt(TeamkpiError):
    """This installation does not include the dashboard."""

    def __init__(self) -> None:
        super().__init__(
            "This installation does not include the dashboard. The API is available, and documented at /docs."
        )


class GrantRefused(TeamkpiError):
    """A token was not granted.

    ``code`` is the OAuth error code of the answer (RFC 6749 section 5.2, and the documented extensions).
    """

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


class PasskeyRefused(GrantRefused):
    """What a passkey was to sign was not signed as it has to be; the answer does not say what is wrong.

    ``reason``: "challenge", "passkey", "response", "user_verification" or "sign_count".
    """

    def __init__(self, reason: str) -> None:
        super().__init__("invalid_grant", "the passkey is not known here, or the account cannot be used")
        self.reason = reason


class SetupRefused(TeamkpiError):
    """A set-up link is not valid, or too old, or the space has an operator already."""


class LinkRefused(TeamkpiError):
    """A link to choose a password is unknown, used, withdrawn or too old; the error does not say which."""


class TooManyGuesses(TeamkpiError):
    """Too many sign-ins failed for this account or from this address; try again after ``retry_after`` seconds.

    ``counted`` says which of the two is limited: "account" or "address".
    """

    def __init__(self, retry_after: int, *, counted: str, what: str = "failed sign-ins") -> None:
        super().__init__(f"too many {what}; try again in {retry_after} s")
        self.retry_after = retry_after
        self.counted = counted


class AccountError(TeamkpiError):
    """An account cannot be created or changed as requested."""


class ProviderError(TeamkpiError):
    """A sign-in provider cannot be added or changed as requested, or there is no such provider."""


class ProviderFailed(TeamkpiError):
    """A sign-in provider cannot be reached, or what it answers cannot be trusted.

    ``code`` is that of the refused sign-in: ``provider_unavailable`` or ``provider_not_trusted``. The text repeats no
    token and nothing about a person.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class LastOwner(AccountError):
    """After this change, no operator would be left who is not limited by roles and not suspended."""

    def __init__(self) -> None:
        super().__init__(
            "is not possible: this is the last operator who can do everything; give another operator that right first"
        )


class WebhookRefused(TeamkpiError):
    """No active webhook has this key, or the signature is missing or wrong; the error does not say which."""


class BounceRefused(WebhookRefused):
    """A report about mail has no valid signature or password, or the server has no secret for such reports."""


class WebhookError(TeamkpiError):
    """A webhook cannot be created or changed as requested, or a delivery is not stored."""


class HookError(TeamkpiError):
    """A hook cannot be created or changed as requested, or there is no such hook or event."""


class HookAddressRefused(HookError):
    """The address of a hook is private or reserved."""


class ApiKeyError(TeamkpiError):
    """A key cannot be created or changed as requested."""


class UnknownRole(TeamkpiError):
    """There is no role with this name."""


class BatchRejected(TeamkpiError):
    """Some records in the batch are invalid, so nothing was stored; ``report`` lists every rejection."""

    def __init__(self, report: Report) -> None:
        first = report.rejected[0]
        more = f" (and {report.rejected_count - 1} more)" if report.rejected_count > 1 else ""
        super().__init__(f"nothing was stored: {first}{more}")
        self.report = report


class MailError(TeamkpiError):
    """Mail cannot be set up or sent as requested."""


class MirrorError(TeamkpiError):
    """A mirror cannot be created or changed as requested."""


class UpstreamFailed(MirrorError):
    """The service that is mirrored did not answer as it must.

    ``code`` is one of ``teamkpi.mirror.failures``; the text reveals no credentials and no records.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class SourceError(TeamkpiError):
    """A file or folder cannot be imported."""


class KindNotRecognised(SourceError):
    """A file has neither a name nor headings that say which kind of records it has."""


class ImportNotUndone(TeamkpiError):
    """There is no such import, it was undone before, or some of its records were changed since.

    ``left`` has the first of those records.
    """

    def __init__(self, reason: str, left: Sequence[Left] = ()) -> None:
        super().__init__(reason)
        self.left = left


class NoSuchImport(ImportNotUndone):
    """There is no import of this number."""

    def __init__(self, import_id: int) -> None:
        super().__init__(f"there is no import {import_id}")


class BackupError(TeamkpiError):
    """A backup cannot be written or read, is damaged, or cannot be restored into this database."""


class SettingsError(TeamkpiError):
    """A setting has an invalid value; the text names the setting."""


class DatabaseUnusable(TeamkpiError):
    """The database is unavailable, too old, not migrated, or incomplete; the text says what to do."""


class DatabaseNotReady(DatabaseUnusable):
    """The database is available but not usable as it is; the text reveals nothing confidential."""


class UnknownMigrations(DatabaseNotReady):
    """Another version of the program has run migrations on the database that this one does not have.

    ``names`` are those of the migrations.
    """

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"this database has migrations that this version of teamkpi does not have ({', '.join(names)}): install a "
            "version that has them, or restore a backup from before them"
        )
        self.names = names


class DatabaseMissing(DatabaseUnusable):
    """There is no embedded database in the data folder, and it was not to be created."""


class FolderOfAnother(DatabaseUnusable):
    """The data folder belongs to another user of this machine; nothing in it was changed.

    ``owner`` is that user, by name or as ``#`` and a number.
    """

    def __init__(self, folder: Path, owner: str) -> None:
        super().__init__(f"the data folder {folder} belongs to the user {owner}")
        self.owner = owner
