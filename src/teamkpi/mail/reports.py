"""Mails with a report about a team, for one reader."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from psycopg import Connection

from teamkpi.alerts.readers import readers_of, report_secret
from teamkpi.kpi.wording import day_in, month_in
from teamkpi.mail.compose import Additions, language_of
from teamkpi.outbox import (
    MONTH_ASKED_FOR,
    REPORT_OF_MONTH,
    REPORT_OF_WEEK,
    STATEMENT_ASKED_FOR,
    WEEK_ASKED_FOR,
    Message,
    Sender,
)
from teamkpi.reports.content import report_of
from teamkpi.reports.subscriptions import Period, wishes_of
from teamkpi.statements.typeset import as_pdf
from teamkpi.statements.versions import read_statement

KINDS: Final[dict[str, Period]] = {
    REPORT_OF_WEEK.name: "week",
    REPORT_OF_MONTH.name: "month",
    WEEK_ASKED_FOR.name: "week",
    MONTH_ASKED_FOR.name: "month",
    STATEMENT_ASKED_FOR.name: "month",
}
_SUBSCRIBED: Final = {REPORT_OF_WEEK.name, REPORT_OF_MONTH.name}
NOBODY: Final = "the reader no longer administers the team, or wants no such mail"
_UNSUBSCRIBE: Final = "/api/alerts/mail/"


def additions_of(
    conn: Connection,
    network_id: int,
    message: Message,
    sender: Sender,
    *,
    now: datetime,
    open_checkin_limit: timedelta,
) -> Additions | None:
    """Return what a report says besides the words of its kind; None if its reader is not to get it any more.

    The reader must administer the team now, with the address that the message was written for.
    """
    if message.report_team_id is None or message.report_from is None or message.account_id is None:
        return None
    team_id, account_id = message.report_team_id, message.account_id
    wishes = wishes_of(conn, network_id, team_id, account_id)
    period = KINDS[message.kind]
    is_unwanted = message.kind in _SUBSCRIBED and not (wishes.weekly if period == "week" else wishes.monthly)
    if is_unwanted or not _may_get(conn, network_id, team_id, message):
        return None
    language = language_of(message.language)
    report = report_of(
        conn,
        network_id,
        team_id,
        period,
        message.report_from,
        language,
        with_names=wishes.with_names,
        now=now,
        open_checkin_limit=open_checkin_limit,
    )
    if report is None:
        return None
    attachment = None
    people = set(report.coworker_ids)
    if message.kind == STATEMENT_ASKED_FOR.name:
        found = read_statement(
            conn, network_id, team_id, report.first_day, now=now, open_checkin_limit=open_checkin_limit
        )
        statement = found.store(conn)
        people.update(found.people, statement.coworker_ids)
        attachment = (f"statement-{team_id}-{report.first_day:%Y-%m}.pdf", as_pdf(statement, language))
    shown = (month_in if period == "month" else day_in)(language, report.first_day)
    return Additions(
        values={"team": report.team_name, "team_id": str(team_id), "period": shown},
        sections=report.sections,
        unsubscribe=(
            f"{sender.web_address}{_UNSUBSCRIBE}{report_secret(conn, network_id, team_id, account_id)}"
            if message.kind in _SUBSCRIBED
            else None
        ),
        attachment=attachment,
        team_id=team_id,
        coworker_ids=sorted(people),
    )


def _may_get(conn: Connection, network_id: int, team_id: int, message: Message) -> bool:
    """Return whether a message still has a reader, whose address accepts mail if it was not asked for just now."""
    for one in readers_of(conn, network_id, team_id):
        if one.account_id == message.account_id and one.email == message.email:
            return not (one.mail_came_back and message.kind in _SUBSCRIBED)
    return False
