"""The whole error tree.

::

    TeamkpiError
    ├── BadRequest            what was asked cannot be: the parameter and the reason are named
    ├── NotAuthenticated      no token, or one that does not (or no longer) hold
    │   └── NoOperator        nothing that was shown lets anybody into the back office
    ├── OperatorRefused       an operator lacks the right to do this
    ├── NotTeamAdministrator  a member asks for what administrators may see or change
    ├── TeamNotFound          no such team, or one that the caller has no part in
    ├── RecordNotFound        no such record, or it was deleted
    ├── IdTaken               a new record's id is, or was, that of another
    ├── MemberRefused         somebody cannot be added to a team, or removed from it
    ├── NetworkNotFound       no network bears this name or host
    ├── NetworkRefused        a network cannot be created or changed as asked
    ├── DashboardNotBuilt     this installation was made without the dashboard's pages
    ├── GrantRefused          a sign-in or refresh was refused (OAuth error code)
    ├── TooManyGuesses        too many failed sign-ins; the next one has to wait
    ├── AccountError          an account cannot be made or changed as asked
    ├── WebhookRefused        no such webhook, or a signature that is missing or wrong
    ├── WebhookError          a webhook cannot be made or changed as asked, or there is no such delivery
    ├── ApiKeyError           a key cannot be made or changed as asked
    ├── UnknownRole           there is no such role
    ├── BatchRejected         records of a batch are invalid; nothing of it was stored
    ├── SourceError           an import's file or folder cannot be read as such
    ├── SettingsError         a setting has a value that cannot be used
    └── DatabaseUnusable      the database is away, too old, not migrated, or lacks something
        ├── DatabaseNotReady  it is there, but takes no writes, or is of another version
        └── FolderOfAnother   the data folder belongs to another user of this machine
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from teamkpi.ledger.report import Report


class TeamkpiError(Exception):
    """The root of every error that teamkpi raises on purpose; its text is fit to be shown to the caller."""


class BadRequest(TeamkpiError):
    """What was asked cannot be."""

    def __init__(self, parameter: str, reason: str) -> None:
        super().__init__(f"{parameter}: {reason}")
        self.parameter = parameter
        self.reason = reason


class NotAuthenticated(TeamkpiError):
    """No access token came, or one that is unknown, expired, revoked, or whose customer is suspended."""


class NoOperator(NotAuthenticated):
    """Nothing that was shown lets anybody into the back office: no token, key, or e-mail and password that holds."""


class OperatorRefused(TeamkpiError):
    """Who asks the back office has not the right to do this; ``role`` is the role that is missing."""

    def __init__(self, reason: str, *, role: str) -> None:
        super().__init__(reason)
        self.role = role


class NotTeamAdministrator(TeamkpiError):
    """A plain member asked for what only administrators of the team may see or change."""


class TeamNotFound(TeamkpiError):
    """There is no such team, or the caller has no part in it; the two are not told apart."""


class RecordNotFound(TeamkpiError):
    """There is no record of this id, or it was deleted."""


class IdTaken(TeamkpiError):
    """A new record's id is that of a record that is held, or of one that was deleted."""


class MemberRefused(TeamkpiError):
    """Somebody cannot be added to a team, or removed from it.

    ``code`` is that of the problem it shows as.
    """

    def __init__(self, code: str, reason: str | None = None) -> None:
        super().__init__(reason or "")
        self.code = code


class NetworkNotFound(TeamkpiError):
    """No network bears this name, or answers for this host."""


class NetworkRefused(TeamkpiError):
    """A network cannot be created or changed as asked."""


class DashboardNotBuilt(TeamkpiError):
    """This installation was made without the dashboard's pages."""

    def __init__(self) -> None:
        super().__init__("This installation was made without the dashboard. The API is there, and described at /docs.")


class GrantRefused(TeamkpiError):
    """A token was not granted.

    ``code`` is the OAuth error code of the answer (RFC 6749 section 5.2, and the documented extensions).
    """

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


class TooManyGuesses(TeamkpiError):
    """Too many sign-ins failed for this account or from this address; ``retry_after`` seconds must pass.

    ``counted`` says which of the two has to wait: "account" or "address".
    """

    def __init__(self, retry_after: int, *, counted: str) -> None:
        super().__init__(f"too many failed sign-ins; try again in {retry_after} s")
        self.retry_after = retry_after
        self.counted = counted


class AccountError(TeamkpiError):
    """An account cannot be made or changed as asked."""


class WebhookRefused(TeamkpiError):
    """No webhook in use has this key, or the signature is missing or wrong; the cases are not told apart."""


class WebhookError(TeamkpiError):
    """A webhook cannot be made or changed as asked, or a delivery to one is not kept."""


class ApiKeyError(TeamkpiError):
    """A key cannot be made or changed as asked."""


class UnknownRole(TeamkpiError):
    """There is no role of this name."""


class BatchRejected(TeamkpiError):
    """Records of the batch are invalid, so nothing of it was stored; ``report`` lists every rejection."""

    def __init__(self, report: Report) -> None:
        first = report.rejected[0]
        more = f" (and {report.rejected_count - 1} more)" if report.rejected_count > 1 else ""
        super().__init__(f"nothing was stored: {first}{more}")
        self.report = report


class SourceError(TeamkpiError):
    """A file or folder cannot be imported as what it claims to be."""


class SettingsError(TeamkpiError):
    """A setting has a value that cannot be used; the text names the setting."""


class DatabaseUnusable(TeamkpiError):
    """The database is away, too old, not migrated, or lacks something; the text says what to do."""


class DatabaseNotReady(DatabaseUnusable):
    """The database is there and cannot be worked on as it is; the text names nothing that callers may not know."""


class FolderOfAnother(DatabaseUnusable):
    """The data folder belongs to another user of this machine; nothing in it was changed.

    ``owner`` is that user, by name or as ``#`` and a number.
    """

    def __init__(self, folder: Path, owner: str) -> None:
        super().__init__(f"the data folder {folder} belongs to the user {owner}")
        self.owner = owner
