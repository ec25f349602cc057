"""``/api/sys/health``: how the installation is, checks that can be run, and mail that could not be sent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta, Struct
from psycopg import Connection

from teamkpi import outbox
from teamkpi.api.backoffice.bodies import read_object
from teamkpi.api.backoffice.checks import CheckRuns
from teamkpi.api.backoffice.declarations import NOT_FOUND_REPLY, PROBLEMS, REFUSED
from teamkpi.api.backoffice.entity_descriptions import TAG
from teamkpi.api.backoffice.envelopes import answering, json_answer
from teamkpi.api.backoffice.translations import said
from teamkpi.api.callers.operators import operator
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import register
from teamkpi.api.http.declarations import JsonBody, Operation, Parameter, Reply
from teamkpi.api.http.json_body import text_of
from teamkpi.api.http.language import ACCEPT_LANGUAGE, LANGUAGE_HEADERS, in_language, language_asked
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.db.backup import last_verified
from teamkpi.db.migrate import applied_migrations
from teamkpi.describing import says
from teamkpi.doctor import free_bytes
from teamkpi.doctor.runs import CHECKS, CheckRun, database_facts, last_runs
from teamkpi.errors import BadRequest, RecordNotFound
from teamkpi.kpi.languages import Language
from teamkpi.mirror import sources
from teamkpi.outbox import Listed, bounces
from teamkpi.program_version import full_version

_ONLY_FULL: Final = "Only for operators who are not limited by roles."


class CheckFinding(Struct, frozen=True, rename="pascal"):
    """One finding of a check."""

    subject: Annotated[str, says("What was checked.", "backup")]
    is_problem: Annotated[bool, says("Something has to be done.", True)]
    text: Annotated[str, says("What was found.", "the last verified one was made on 2026-11-01 04:00 UTC")]
    advice: Annotated[str, says("What to do; empty if the text says it.", "find out why there is no newer one")]


class CheckStatus(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The last run of a check."""

    check: Annotated[str, says("`doctor` or `verify`.", "doctor")]
    state: Annotated[
        str,
        says(
            "`never`, `running`, `ended`, or `stopped` if its server process ended or failed before the check did.",
            "ended",
        ),
    ]
    started_on: Annotated[datetime | None, says("When it began.", "2026-11-18T09:00:00Z")]
    ended_on: Annotated[datetime | None, says("When it ended.", "2026-11-18T09:00:04Z")]
    done: Annotated[int, says("Number of people whose sums `verify` has recomputed.", 0)]
    problems: Annotated[int, says("Number of problems.", 1)]
    findings: Annotated[list[CheckFinding], Meta(description="Problems first; at most 200.")]


class MessageStatus(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A mail that has not been sent."""

    id: Annotated[UUID, says("The message's id.", "7c1d5c5e-3c0f-4c5b-9a43-0b8a0f6f7a11")]
    kind: Annotated[str, says("What it is about.", "team_invitation")]
    email: Annotated[str, says("The address it is for.", "jane@example.com")]
    written_on: Annotated[datetime, says("When it was written.", "2026-11-18T09:00:00Z")]
    attempts: Annotated[int, says("How often sending it was tried.", 1)]
    state: Annotated[
        str,
        says(
            "`waiting` for a first or another attempt; `failed`: it is not tried again; `bounced`: it came back, or is "
            "not sent because earlier mail did.",
            "failed",
        ),
    ]
    next_on: Annotated[datetime | None, says("When it is tried next.")]
    reason: Annotated[str | None, says("Why it could not be sent.", "550 no such user")]
    can_be_resent: Annotated[bool, says("It has not expired.", True)]


class BouncedAddress(Struct, frozen=True, kw_only=True, rename="pascal"):
    """An address that mail came back from."""

    email: Annotated[str, says("The address.", "jane@example.com")]
    bounced_on: Annotated[datetime, says("When that was last reported.", "2026-11-18T09:00:00Z")]
    code: Annotated[str | None, says("The status of the recipient's mail server; null if it is not known.", "5.1.1")]


class MailStatus(Struct, frozen=True, kw_only=True, rename="pascal"):
    """How mail is sent."""

    sender: Annotated[
        str | None, says("The address that the network sends mail from; null if it sends none.", "kpi@example.com")
    ]
    has_server: Annotated[bool, says("This server process has the settings of a mail server.", True)]
    messages: Annotated[
        list[MessageStatus], Meta(description="Mail that has not been sent, or came back, the latest first.")
    ]
    bounced: Annotated[
        list[BouncedAddress],
        Meta(description="Addresses that mail came back from, the latest first; they get no alerts and reports."),
    ]


class SystemHealth(Struct, frozen=True, kw_only=True, rename="pascal"):
    """How the installation is."""

    version: Annotated[str, says("The version, with the commit or build.", "0.1.0 (commit 1234567890ab)")]
    schema: Annotated[str, says("The newest migration of the database.", "0036_staged_imports")]
    server: Annotated[str, says("The version of PostgreSQL.", "17.2")]
    is_embedded: Annotated[bool, says("The database's server was started by teamkpi.", False)]
    database_bytes: Annotated[int, says("The size of the database.", 52428800)]
    connections: Annotated[int, says("Number of connections to the database.", 7)]
    most_connections: Annotated[int, says("Number of connections that its server allows.", 100)]
    disk_free_bytes: Annotated[
        int | None, says("Free space on the disk of an embedded database; null if it is on another server.")
    ]
    verified_backup_on: Annotated[
        datetime | None, says("When the last verified backup was made; null without one.", "2026-11-18T04:00:00Z")
    ]
    is_worker: Annotated[bool, says("This server process sends mail and deletes what has expired.", True)]
    runs_mirror: Annotated[bool, says("This server process runs mirrors.", True)]
    mirror: Annotated[str, says("`none`, `healthy`, `paused` or `problem`.", "none")]
    mail: MailStatus
    checks: Annotated[list[CheckStatus], Meta(description="The last runs of `doctor` and `verify`.")]


async def _read(services: Services, request: HttpRequest) -> Response:
    who = await operator(services, request)
    who.require_everything()
    language = language_asked(request)
    found = await services.database.read_in_thread(lambda conn: _health(services, conn, who.network_id, language))
    return in_language(json_answer(found), language)


def _health(services: Services, conn: Connection, network_id: int, language: Language) -> SystemHealth:
    settings = services.settings
    facts, backup = database_facts(conn), last_verified(conn)
    is_embedded = settings.database_url is None
    return SystemHealth(
        version=full_version(),
        schema=applied_migrations(conn)[-1],
        server=facts.server,
        is_embedded=is_embedded,
        database_bytes=facts.bytes,
        connections=facts.connections,
        most_connections=facts.most_connections,
        disk_free_bytes=free_bytes(settings) if is_embedded else None,
        verified_backup_on=backup[0] if backup else None,
        is_worker=settings.worker,
        runs_mirror=settings.mirror,
        mirror=_mirror(conn, network_id),
        mail=_mail(services, conn, network_id, language),
        checks=_checks(conn, network_id, language),
    )


def _mirror(conn: Connection, network_id: int) -> str:
    found = sources.find(conn, network_id)
    if found is None:
        return "none"
    return "problem" if found.problem_code else "paused" if found.is_paused else "healthy"


def _mail(services: Services, conn: Connection, network_id: int, language: Language) -> MailStatus:
    sender = outbox.find_sender(conn, network_id)
    now = services.now()
    return MailStatus(
        sender=sender.sender if sender else None,
        has_server=services.settings.smtp_url is not None,
        messages=[_message(one, now, language) for one in outbox.listed(conn, network_id, with_sent=False)],
        bounced=[
            BouncedAddress(email=one.email, bounced_on=one.bounced_on, code=one.code)
            for one in bounces.all_bounces(conn, network_id)
        ],
    )


def _message(one: Listed, now: datetime, language: Language) -> MessageStatus:
    return MessageStatus(
        id=one.id,
        kind=one.kind,
        email=one.email,
        written_on=one.written_on,
        attempts=one.tries,
        state=_state(one),
        next_on=None if one.ended_on else one.due_on,
        reason=None if one.outcome is None else said(one.outcome, language),
        can_be_resent=one.expires_on > now,
    )


def _state(one: Listed) -> str:
    if not one.ended_on:
        return "waiting"
    return "bounced" if bounces.came_back(one.outcome) else "failed"


def _checks(conn: Connection, network_id: int, language: Language) -> list[CheckStatus]:
    found = last_runs(conn, network_id)
    return [_check(one, found.get(one), language) for one in CHECKS]


def _check(name: str, last: CheckRun | None, language: Language) -> CheckStatus:
    if last is None:
        return CheckStatus(check=name, state="never", started_on=None, ended_on=None, done=0, problems=0, findings=[])
    state = "running" if last.is_under_way else "stopped" if last.findings is None else "ended"
    found = msgspec.json.decode(last.findings or "[]")
    return CheckStatus(
        check=name,
        state=state,
        started_on=last.started_on,
        ended_on=last.ended_on,
        done=last.done,
        problems=last.problems,
        findings=[
            CheckFinding(**{**one, "text": said(one["text"], language), "advice": said(one["advice"], language)})
            for one in found
        ],
    )


async def _run(services: Services, request: HttpRequest) -> Response:
    who = await operator(services, request)
    who.require_everything()
    language = language_asked(request)

    async def work() -> Response:
        check = (await read_object(request, dict)).get("Check")
        if check not in CHECKS:
            raise BadRequest("Check", f"must be one of {', '.join(CHECKS)}")

        def start(conn: Connection) -> SystemHealth:
            if not services.one(CheckRuns).start(who.network_id, check):
                raise BadRequest("Check", "cannot run while another check is running; wait until it has ended")
            return _health(services, conn, who.network_id, language)

        return in_language(json_answer(await services.database.write(start)), language)

    return await answering(request, work, {})


async def _resend(services: Services, request: HttpRequest) -> Response:
    who = await operator(services, request)
    who.require_everything()
    language = language_asked(request)

    async def work() -> Response:
        try:
            message_id = UUID(request.path_params["messageId"])
        except ValueError:
            raise RecordNotFound from None

        def retry(conn: Connection) -> SystemHealth:
            if not outbox.retry(conn, who.network_id, message_id, now=services.now()):
                raise RecordNotFound
            return _health(services, conn, who.network_id, language)

        return in_language(json_answer(await services.database.write(retry)), language)

    return await answering(request, work, {})


async def _try_again(services: Services, request: HttpRequest) -> Response:
    who = await operator(services, request)
    who.require_everything()
    language = language_asked(request)

    async def work() -> Response:
        email = text_of(await read_object(request, dict), "Email")

        def clear(conn: Connection) -> SystemHealth:
            if not bounces.clear(conn, who.network_id, email):
                raise BadRequest("Email", "is not an address that mail came back from")
            return _health(services, conn, who.network_id, language)

        return in_language(json_answer(await services.database.write(clear)), language)

    return await answering(request, work, {})


register(
    __name__,
    Operation(
        id="getSystemHealth",
        method="get",
        path="/api/sys/health",
        summary="How the installation is",
        description=(
            "The version, the database, the last verified backup, mail that has not been sent, and what the last runs "
            f"of `doctor` and `verify` found. {_ONLY_FULL} Of other networks on the same database, nothing is shown."
        ),
        tag=TAG,
        parameters=(ACCEPT_LANGUAGE,),
        replies={200: Reply("The installation.", SystemHealth, headers=LANGUAGE_HEADERS)},
        problems=PROBLEMS,
        for_operators=True,
    ),
    _read,
)
register(
    __name__,
    Operation(
        id="runCheck",
        method="post",
        path="/api/sys/health/checks",
        summary="Run doctor or verify",
        description=(
            "Starts a check and answers at once; `Checks` of the health shows how far it is and what it found. "
            "`doctor` checks the database and the machine; `verify` recomputes every sum from the records, which can "
            "take minutes and changes nothing. One check runs at a time. "
            f"{_ONLY_FULL}"
        ),
        tag=TAG,
        parameters=(ACCEPT_LANGUAGE,),
        json=JsonBody(
            {
                "title": "RunCheck",
                "type": "object",
                "required": ["Check"],
                "properties": {"Check": {"type": "string", "enum": list(CHECKS), "description": "The check."}},
            },
            {"Check": "doctor"},
        ),
        replies={200: Reply("It has begun.", SystemHealth, headers=LANGUAGE_HEADERS), 400: REFUSED},
        problems=(*PROBLEMS, "body_too_large", "unsupported_media_type"),
        for_operators=True,
    ),
    _run,
)
register(
    __name__,
    Operation(
        id="resendMail",
        method="post",
        path="/api/sys/health/mail/{messageId}/resend",
        summary="Send a mail again",
        description=(
            "Lets a mail that could not be sent be tried again, as soon as a worker runs. 404 if it was sent or has "
            f"expired. {_ONLY_FULL}"
        ),
        tag=TAG,
        parameters=(
            Parameter("messageId", "path", "The message's id.", {"type": "string", "format": "uuid"}, required=True),
            ACCEPT_LANGUAGE,
        ),
        replies={200: Reply("It will be sent again.", SystemHealth, headers=LANGUAGE_HEADERS), 404: NOT_FOUND_REPLY},
        problems=PROBLEMS,
        for_operators=True,
    ),
    _resend,
)
register(
    __name__,
    Operation(
        id="tryAddressAgain",
        method="post",
        path="/api/sys/health/mail/try-again",
        summary="Send mail to an address again",
        description=(f"Alerts and reports are mailed again to an address that mail came back from. {_ONLY_FULL}"),
        tag=TAG,
        parameters=(ACCEPT_LANGUAGE,),
        json=JsonBody(
            {
                "title": "AddressToTryAgain",
                "type": "object",
                "required": ["Email"],
                "properties": {"Email": {"type": "string", "description": "The address."}},
            },
            {"Email": "jane@example.com"},
        ),
        replies={200: Reply("Mail is sent there again.", SystemHealth, headers=LANGUAGE_HEADERS), 400: REFUSED},
        problems=(*PROBLEMS, "body_too_large", "unsupported_media_type"),
        for_operators=True,
    ),
    _try_again,
)
