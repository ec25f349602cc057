"""Mails about alerts: what reached its threshold, or moved back from it, for one reader."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from psycopg import Connection

from teamkpi.alerts.crossings import TEAM
from teamkpi.alerts.readers import readers_of, unsubscribe_secret
from teamkpi.alerts.values import SQL
from teamkpi.alerts.watchable import WATCHABLE, worded
from teamkpi.kpi.languages import Language
from teamkpi.mail.compose import Additions, language_of
from teamkpi.outbox import ALERT_FIRED, ALERT_RESOLVED, Message, Sender

KINDS: Final = {ALERT_FIRED.name, ALERT_RESOLVED.name}
NOBODY: Final = "the reader no longer administers the team, or wants no such mail"
_UNSUBSCRIBE: Final = "/api/alerts/mail/"

_WHOLE_TEAM: Final[Mapping[Language, str]] = {"en": "The team", "es": "El equipo"}
_SOMEBODY: Final[Mapping[Language, str]] = {"en": "A member", "es": "Un miembro"}
_LINES: Final[Mapping[Language, str]] = {
    "en": "{who}: {figure}: {value} (rule: {comparison} {threshold})",
    "es": "{who}: {figure}: {value} (regla: {comparison} {threshold})",
}
_COMPARISONS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {"at_most": "at most", "at_least": "at least"},
    "es": {"at_most": "como máximo", "at_least": "como mínimo"},
}
_NOTHING: Final[Mapping[Language, str]] = {"en": "none", "es": "ninguno"}


class _Event(NamedTuple):
    team_id: int
    coworker_id: int
    full_name: str
    figure: str
    comparison: str
    threshold: Decimal
    value: Decimal | None
    currency_code: str | None
    recipient_ids: list[int] | None
    team_name: str


def additions_of(conn: Connection, network_id: int, message: Message, sender: Sender) -> Additions | None:
    """Return what a mail about alerts says besides the words of its kind; None if its reader is not to get it any more.

    The reader must administer the team now, with the address that the message was written for.
    """
    asked = {"network_id": network_id, "look_id": message.look_id, "is_over": message.kind == ALERT_FIRED.name}
    events = [_Event._make(row) for row in conn.execute(SQL.events, asked)]
    if not events or message.account_id is None:
        return None
    team_id = events[0].team_id
    reader = next((one for one in readers_of(conn, network_id, team_id) if one.account_id == message.account_id), None)
    if reader is None or not reader.gets_mail or reader.email != message.email:
        return None
    theirs = [one for one in events if reader.is_among(one.recipient_ids)]
    if not theirs:
        return None
    language = language_of(message.language)
    secret = unsubscribe_secret(conn, network_id, team_id, reader.account_id)
    return Additions(
        values={"team": events[0].team_name, "team_id": str(team_id)},
        lines=[_line(one, language) for one in theirs],
        unsubscribe=f"{sender.web_address}{_UNSUBSCRIBE}{secret}",
        team_id=team_id,
        coworker_ids=None if any(one.coworker_id == TEAM for one in theirs) else [one.coworker_id for one in theirs],
    )


def _line(event: _Event, language: Language) -> str:
    watchable = WATCHABLE[event.figure]
    who = _WHOLE_TEAM[language] if event.coworker_id == TEAM else event.full_name or _SOMEBODY[language]
    value = _NOTHING[language] if event.value is None else worded(watchable, event.value, event.currency_code, language)
    return _LINES[language].format(
        who=who,
        figure=watchable.words[language],
        value=value,
        comparison=_COMPARISONS[language][event.comparison],
        threshold=worded(watchable, event.threshold, event.currency_code, language),
    )
