"""``/api/public/teams/{teamId}/alerts``: the alert rules of a team, for its administrators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from psycopg import Connection

from teamkpi import outbox
from teamkpi.alerts import readers, rules
from teamkpi.alerts.crossings import TEAM
from teamkpi.alerts.rules import Wanted
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Body, Who, call
from teamkpi.api.http.declarations import ID_SCHEMA, JsonBody, Parameter, Reply
from teamkpi.api.http.json_body import flag_of
from teamkpi.api.http.language import language_asked
from teamkpi.api.http.query import positive_number
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.api.portal.alert_types import (
    EXAMPLE,
    FIELDS,
    PREVIEW_PARAMETERS,
    REQUIRED,
    AlertAdministrator,
    AlertPreview,
    AlertRuleList,
    AlertValue,
    Asked,
    NewAlertRule,
    asked,
    asked_for_new,
    asked_for_preview,
    rule_of,
    wanted_of,
)
from teamkpi.errors import AlertRefused
from teamkpi.kpi.languages import Language
from teamkpi.ledger.audit_trail import Author
from teamkpi.membership import SignedIn
from teamkpi.wire import encode, plain_decimal

_PATH: Final = "/api/public/teams/{teamId}/alerts"
_TAG: Final = "Alerts"
_SUBJECTS: Final = ("member", "team")
_MOST_BYTES: Final = 16_384
_RULE_ID: Final = Parameter("ruleId", "path", "The rule's id.", ID_SCHEMA, required=True)

# ---------------------------------------------------------------- the calls


@call(
    f"GET {_PATH}",
    id="teamAlerts",
    who=Who.ADMINISTRATOR,
    summary="The alert rules of a team",
    description=(
        "The rules of a team, with the members that have reached their thresholds and the people who get mail. For "
        "administrators of the team."
    ),
    tag=_TAG,
    answer=AlertRuleList,
    answered="The rules.",
)
async def team_alerts(services: Services, caller: SignedIn, team_id: int, now: datetime) -> AlertRuleList:
    """Read the rules."""

    def work(conn: Connection) -> AlertRuleList:
        with conn.transaction():
            known = readers.readers_of(conn, caller.network_id, team_id)
            crossed = rules.crossed_of(conn, caller.network_id, team_id)
            found = rules.rules_of(conn, caller.network_id, team_id)
            administrators = rules.administrators_of(conn, caller.network_id, team_id)
            sender = outbox.find_sender(conn, caller.network_id)
        reached = {id_ for one in known if one.gets_mail for id_ in one.coworker_ids}
        return AlertRuleList(
            sends_mail=sender is not None,
            i_get_mail=any(one.wants_mail for one in known if one.account_id == caller.account_id),
            my_mail_came_back=any(one.mail_came_back for one in known if one.account_id == caller.account_id),
            administrators=[
                AlertAdministrator(coworker_id=one.id, full_name=one.full_name, gets_mail=one.id in reached)
                for one in administrators
            ],
            rules=[
                rule_of(one, crossed, len(rules.notified_by(one.wanted.recipient_ids, known)), now) for one in found
            ],
        )

    return await services.database.read_in_thread(work)


@call(
    f"GET {_PATH}/preview",
    id="previewAlert",
    who=Who.ADMINISTRATOR,
    summary="What an alert rule would report",
    description=(
        "The members that have already reached the threshold of a rule, and how many people would get mail. Nothing is "
        "saved. For administrators of the team."
    ),
    tag=_TAG,
    answer=AlertPreview,
    answered="What it would report.",
    query=asked_for_preview,
    parameters=PREVIEW_PARAMETERS,
)
async def preview_alert(
    services: Services, caller: SignedIn, team_id: int, query: Wanted, now: datetime
) -> AlertPreview:
    """Compare the figures with the threshold of a rule that is not saved."""
    found = await services.database.read_in_thread(
        lambda conn: rules.would_find(
            conn,
            caller.network_id,
            team_id,
            query,
            now=now,
            open_checkin_limit=services.settings.open_checkin_limit,
        )
    )
    return AlertPreview(
        recipients=len(found.readers),
        currency_code=found.currency_code,
        crossed=[
            AlertValue(coworker_id=None if id_ == TEAM else id_, value=plain_decimal(value))
            for id_, value in found.crossed.items()
        ],
    )


@call(
    f"POST {_PATH}",
    id="addAlert",
    who=Who.ADMINISTRATOR,
    summary="Add an alert rule",
    description=(
        "Adds a rule. When the figure reaches the threshold, the recipients get mail, once; it alerts again after the "
        "figure has moved back by a tenth of the threshold, and at least 1. If the figure has already reached it, the "
        f"request is refused unless `Confirm` is true. A team can have {rules.MOST_RULES} rules. For administrators of "
        "the team."
    ),
    tag=_TAG,
    body=Body(
        asked_for_new,
        JsonBody({"type": "object", "required": list(REQUIRED), "properties": FIELDS}, EXAMPLE),
        most_bytes=_MOST_BYTES,
    ),
    replies={200: Reply("The id of the rule.", NewAlertRule)},
    errors=("too_many_alert_rules", "alert_would_fire"),
)
async def add_alert(
    *,
    services: Services,
    request: HttpRequest,
    caller: SignedIn,
    team_id: int,
    body: Asked,
    now: datetime,
    author: Author,
) -> Response:
    """Make a rule."""

    def work(conn: Connection) -> int:
        with conn.transaction():
            readers.note_reader(conn, caller.network_id, team_id, caller.account_id, _language(request))
            return rules.create_rule(
                conn,
                caller.network_id,
                team_id,
                wanted_of(body.fields),
                is_confirmed=body.is_confirmed,
                now=now,
                open_checkin_limit=services.settings.open_checkin_limit,
                author=author,
            )

    return Response(body=encode(NewAlertRule(id=await services.database.write(work))))


@call(
    f"PUT {_PATH}/{{ruleId}}",
    id="changeAlert",
    who=Who.ADMINISTRATOR,
    summary="Change an alert rule",
    description=(
        "Changes the given fields of a rule. If the figure, `Of`, the comparison or the threshold changes, it starts "
        "anew, and asks for `Confirm` as a new rule does. For administrators of the team."
    ),
    tag=_TAG,
    parameters=(_RULE_ID,),
    body=Body(
        asked,
        JsonBody({"type": "object", "properties": FIELDS}, {"MutedUntil": "2026-12-01"}),
        most_bytes=_MOST_BYTES,
    ),
    errors=("alert_rule_not_found", "alert_would_fire"),
)
async def change_alert(
    *,
    services: Services,
    request: HttpRequest,
    caller: SignedIn,
    team_id: int,
    body: Asked,
    now: datetime,
    author: Author,
) -> None:
    """Change a rule."""
    rule_id = _rule_id_of(request)

    def work(conn: Connection) -> None:
        with conn.transaction():
            readers.note_reader(conn, caller.network_id, team_id, caller.account_id, _language(request))
            rules.change_rule(
                conn,
                caller.network_id,
                team_id,
                rule_id,
                body.fields,
                is_confirmed=body.is_confirmed,
                now=now,
                open_checkin_limit=services.settings.open_checkin_limit,
                author=author,
            )

    await services.database.write(work)


@call(
    f"DELETE {_PATH}/{{ruleId}}",
    id="deleteAlert",
    who=Who.ADMINISTRATOR,
    summary="Delete an alert rule",
    description="Deletes a rule. For administrators of the team.",
    tag=_TAG,
    parameters=(_RULE_ID,),
    errors=("alert_rule_not_found",),
)
async def delete_alert(
    *, services: Services, request: HttpRequest, caller: SignedIn, team_id: int, now: datetime, author: Author
) -> None:
    """Delete a rule."""
    rule_id = _rule_id_of(request)
    await services.database.write(
        lambda conn: rules.delete_rule(conn, caller.network_id, team_id, rule_id, now=now, author=author)
    )


def _wants(body: Mapping[str, Any]) -> bool:
    return flag_of(body, "IGetMail", is_required=True)


@call(
    f"PUT {_PATH}/mail",
    id="setAlertMail",
    who=Who.ADMINISTRATOR,
    summary="Get mail about alerts, or not",
    description=(
        "Says whether the caller gets mail about the alerts of this team. Mail is in the language of this request. For "
        "administrators of the team."
    ),
    tag=_TAG,
    body=Body(
        _wants,
        JsonBody(
            {
                "type": "object",
                "required": ["IGetMail"],
                "properties": {"IGetMail": {"type": "boolean", "description": "Send me mail about alerts."}},
            },
            {"IGetMail": True},
        ),
        most_bytes=_MOST_BYTES,
    ),
)
async def set_alert_mail(services: Services, request: HttpRequest, caller: SignedIn, team_id: int, body: bool) -> None:
    """Note what the caller wants."""
    await services.database.write(
        lambda conn: readers.note_reader(
            conn, caller.network_id, team_id, caller.account_id, _language(request), wants_mail=body
        )
    )


def _rule_id_of(request: HttpRequest) -> int:
    rule_id = positive_number(request.path_params["ruleId"])
    if rule_id is None:
        raise AlertRefused("alert_rule_not_found")
    return rule_id


def _language(request: HttpRequest) -> Language:
    return language_asked(request)
