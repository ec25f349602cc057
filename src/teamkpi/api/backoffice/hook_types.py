"""What the calls about hooks answer: hooks, their events, and every attempt to send one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from msgspec import Meta, Struct

from teamkpi.accounts.access import Owner
from teamkpi.api.backoffice.translations import said
from teamkpi.describing import says
from teamkpi.hooks.messages import MOST_SHOWN, Listed, Try
from teamkpi.hooks.posting import Answer
from teamkpi.hooks.registry import Hook
from teamkpi.hooks.worker import KEPT_FOR
from teamkpi.kpi.languages import Language
from teamkpi.outbox import SENT

WAITING: Final = "waiting"
ACCEPTED: Final = "accepted"
GIVEN_UP: Final = "givenUp"


class HookState(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A hook, without its secret."""

    id: Annotated[int, says("The hook's id.", 3)]
    name: Annotated[str, says("The name.", "Our portal")]
    url: Annotated[str, says("The address that events are sent to.", "https://portal.example.com/hooks")]
    events: Annotated[list[str], says("The events that are sent.", ["alert.fired", "alert.resolved"])]
    created_on: Annotated[datetime, says("When it was created.", "2026-01-05T09:00:00Z")]
    stopped_on: Annotated[datetime | None, says("When it was stopped; null: it is in use.", None)]
    stopped_by: Annotated[
        str | None,
        says("`operator`, or `receiver` if the receiver answered with status 410; null: it is in use.", None),
    ]
    previous_secret_until: Annotated[
        datetime | None, says("Until when requests are also signed with the previous secret; null: they are not.")
    ]
    failures: Annotated[int, says("How many attempts in a row were not accepted.", 0)]
    waiting: Annotated[int, says("Number of events waiting to be sent.", 0)]
    next_try_on: Annotated[datetime | None, says("When the next attempt is made; null: nothing is waiting.", None)]
    last_accepted_on: Annotated[
        datetime | None,
        says("When the last event was accepted; null: never, or too long ago.", "2026-11-20T08:30:00Z"),
    ]


class Hooks(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The hooks of a network."""

    hooks: Annotated[list[HookState], Meta(description="The hooks, by name.")]
    known_events: Annotated[
        list[str], says("All events that can be sent to a hook.", ["alert.fired", "alert.resolved", "import.finished"])
    ]


class HookSecret(Struct, frozen=True, rename="pascal"):
    """A hook with a new secret."""

    hook: HookState
    secret: Annotated[
        str,
        says("The secret that signatures `v1` are checked with. Not shown again.", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2L"),
    ]
    public_key: Annotated[
        str,
        says("The key that signatures `v1a` are checked with. Not shown again.", "whpk_11qYAYKxCrfVS7TyWQHOg7hcvPap"),
    ]


_ANSWER: Final = (
    "The beginning of the answer's body as text, at most 2 kB, if the event was not accepted. Control characters and "
    "signatures are left out."
)


class HookTrial(Struct, frozen=True, rename="pascal"):
    """What a hook's receiver answered to a test."""

    is_accepted: Annotated[bool, says("The status was between 200 and 299.", True)]
    status: Annotated[int | None, says("The status of the answer; null: there was none.", 204)]
    problem: Annotated[str | None, says("Why there was no answer.", None)]
    milliseconds: Annotated[int, says("How long it took.", 84)]
    answer: Annotated[str | None, says(_ANSWER, None)]


class HookEventState(Struct, frozen=True, kw_only=True, rename="pascal"):
    """An event for a hook."""

    id: Annotated[str, says("The event's id, as in `webhook-id`.", "7c1d5c5e-3c0f-4c5b-9a43-0b8a0f6f7a11")]
    hook: Annotated[str, says("The name of the hook.", "Our portal")]
    event: Annotated[str, says("What happened.", "alert.fired")]
    state: Annotated[str, says(f"`{WAITING}`, `{ACCEPTED}` or `{GIVEN_UP}`.", WAITING)]
    problem: Annotated[str | None, says("Why it has not been accepted; null before the first attempt.", "status 500")]
    tries: Annotated[int, says("Number of attempts.", 2)]
    written_on: Annotated[datetime, says("When it happened.", "2026-11-20T08:30:00Z")]
    next_try_on: Annotated[
        datetime | None, says("When it is tried next; null: it is not tried again.", "2026-11-20T08:36:00Z")
    ]
    ended_on: Annotated[datetime | None, says("When it was accepted or given up.", None)]


class HookEvents(Struct, frozen=True, rename="pascal"):
    """Events for hooks."""

    events: Annotated[list[HookEventState], Meta(description=f"The events, newest first, up to {MOST_SHOWN}.")]
    keep_days: Annotated[int, says("How many days events are kept after they are accepted or given up.", 30)]


class HookTry(Struct, frozen=True, kw_only=True, rename="pascal"):
    """An attempt to send an event."""

    number: Annotated[int, says("The number of the attempt, from 1.", 1)]
    tried_on: Annotated[datetime, says("When it was made.", "2026-11-20T08:30:04Z")]
    status: Annotated[int | None, says("The status of the answer; null: there was none.", 500)]
    problem: Annotated[str | None, says("Why there was no answer.", None)]
    milliseconds: Annotated[int, says("How long it took.", 84)]
    answer: Annotated[str | None, says(_ANSWER, "internal server error")]


class HookEventContent(Struct, frozen=True, rename="pascal"):
    """What is sent for an event, and every attempt to send it."""

    body: Annotated[
        str,
        says(
            "The body of the request.",
            '{"type":"import.finished","timestamp":"2026-11-20T08:30:00Z","data":{"ImportId":7}}',
        ),
    ]
    tries: Annotated[list[HookTry], Meta(description="The attempts, oldest first.")]


def shown_hook(one: Hook, owner: Owner) -> HookState:
    """Return what the calls answer about a hook."""
    until = one.previous_until
    return HookState(
        id=one.id,
        name=one.name,
        url=one.url,
        events=one.events,
        created_on=one.created_on.astimezone(UTC),
        stopped_on=_utc(one.stopped_on),
        stopped_by=one.stopped_by,
        previous_secret_until=_utc(until) if until is not None and until > owner.now else None,
        failures=one.failures,
        waiting=one.waiting,
        next_try_on=_utc(one.next_try_on),
        last_accepted_on=_utc(one.last_sent_on),
    )


def shown_events(found: list[Listed], language: Language) -> HookEvents:
    """Return what the calls answer about events."""
    return HookEvents([_shown_event(one, language) for one in found], KEPT_FOR.days)


def shown_trial(answer: Answer, language: Language) -> HookTrial:
    """Return what the call answers about a test."""
    return HookTrial(
        answer.is_accepted, answer.status, _said(answer.problem, language), answer.milliseconds, answer.text
    )


def shown_try(one: Try, language: Language) -> HookTry:
    """Return what the call answers about an attempt."""
    return HookTry(
        number=one.number,
        tried_on=one.tried_on.astimezone(UTC),
        status=one.status,
        problem=_said(one.problem, language),
        milliseconds=one.milliseconds,
        answer=one.answer,
    )


def _shown_event(one: Listed, language: Language) -> HookEventState:
    state = WAITING if one.ended_on is None else ACCEPTED if one.outcome == SENT else GIVEN_UP
    return HookEventState(
        id=str(one.id),
        hook=one.hook,
        event=one.event,
        state=state,
        problem=None if one.outcome == SENT else _said(one.outcome, language),
        tries=one.tries,
        written_on=one.written_on.astimezone(UTC),
        next_try_on=one.due_on.astimezone(UTC) if state == WAITING else None,
        ended_on=_utc(one.ended_on),
    )


def _said(problem: str | None, language: Language) -> str | None:
    return None if problem is None else said(problem, language)


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)
