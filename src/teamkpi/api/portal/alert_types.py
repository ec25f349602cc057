"""What the calls for alert rules answer, as types, and how their bodies and queries are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, NamedTuple

from msgspec import Meta, Struct

from teamkpi.alerts import rules
from teamkpi.alerts.crossings import TEAM
from teamkpi.alerts.rules import Crossed, Rule, Wanted
from teamkpi.alerts.watchable import COMPARISONS, WATCHABLE
from teamkpi.api.http.declarations import ID_SCHEMA, Parameter
from teamkpi.api.http.json_body import flag_of
from teamkpi.api.http.query import Query
from teamkpi.describing import says
from teamkpi.errors import BadRequest
from teamkpi.ledger.values import LARGEST_ID
from teamkpi.wire import plain_decimal

_SUBJECTS: Final = ("member", "team")

RuleId = Annotated[int, says("The rule's id.", 3)]
FigureName = Annotated[
    str,
    says(
        "The figure it watches: one of the figures of the KPI call, `ToInvoice`, the money to invoice in the currency "
        "of the team's location, `DaysToExpiry`, the days until the next credit or pass expires, rounded up, or "
        "`OpenCheckinMinutes`, the minutes since an open check-in began.",
        "RemainingTimeCreditUses",
        enum=list(WATCHABLE),
    ),
]
Of = Annotated[
    str,
    says(
        "`member`: the figure of each member. `team`: the total of all members; of `DaysToExpiry` the lowest value, "
        "and of `OpenCheckinMinutes` the highest.",
        "member",
        enum=list(_SUBJECTS),
    ),
]
Comparison = Annotated[
    str,
    says(
        "`at_most`: alert when the figure falls to the threshold or below; `at_least`: when it rises to the threshold "
        "or above. `DaysToExpiry` only knows `at_most`, and `OpenCheckinMinutes` only `at_least`.",
        "at_most",
        enum=list(COMPARISONS),
    ),
]
Threshold = Annotated[Decimal, says("The threshold, in the unit of the figure.", 5)]
RecipientIds = Annotated[
    list[int] | None,
    says("The administrators of the team who get mail, as coworker ids; null for all of them."),
]
MutedUntil = Annotated[
    str | None,
    says("No mail before this day begins at the team's location; null if the rule is not muted.", "2026-12-01"),
]
MemberId = Annotated[int | None, says("The member's id; null for the team as a whole.", 102)]
MemberName = Annotated[str | None, says("The member's name; null for the team as a whole.", "Leo Chan")]


class AlertCrossed(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A member, or the team, that has reached the threshold of a rule."""

    coworker_id: MemberId
    coworker_full_name: MemberName
    since: Annotated[datetime, says("When this was noticed.", "2026-11-20T09:30:00Z")]
    is_notified: Annotated[
        bool,
        says(
            "Whether mail was sent about it; false if the member had already reached the threshold on joining the "
            "team.",
            True,
        ),
    ]


class AlertRule(Struct, frozen=True, kw_only=True, rename="pascal"):
    """An alert rule."""

    id: RuleId
    figure: FigureName
    of: Of
    comparison: Comparison
    threshold: Threshold
    recipient_ids: RecipientIds
    muted_until: MutedUntil
    is_muted: Annotated[bool, says("Whether it is muted now.", False)]
    created_on: Annotated[datetime, says("When it was created.", "2026-11-18T12:00:00Z")]
    recipients: Annotated[
        int, says("How many people would get mail now: recipients who can sign in and want such mail.", 2)
    ]
    crossed: Annotated[
        list[AlertCrossed],
        Meta(description="The members at or past the threshold a few seconds ago."),
    ]


class AlertAdministrator(Struct, frozen=True, kw_only=True, rename="pascal"):
    """An administrator of the team."""

    coworker_id: Annotated[int, says("The coworker's id.", 101)]
    full_name: Annotated[str, says("The coworker's name.", "Jane Smith")]
    gets_mail: Annotated[
        bool, says("False for somebody without an account that can sign in, or who stopped mail about alerts.", True)
    ]


class AlertRuleList(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The alert rules of a team, and the people who can get mail."""

    sends_mail: Annotated[bool, says("Whether the space sends mail. If not, alerts are only shown here.", True)]
    i_get_mail: Annotated[bool, says("Whether the caller wants mail about the alerts of this team.", True)]
    my_mail_came_back: Annotated[
        bool,
        says(
            "Mail to the caller was refused for good; they get none until they try again on their account page.", False
        ),
    ]
    administrators: Annotated[list[AlertAdministrator], Meta(description="The team's administrators, by id.")]
    rules: Annotated[list[AlertRule], Meta(description="The rules, by id.")]


class NewAlertRule(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The id of a rule that was added."""

    id: RuleId


class AlertValue(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A member, or the team, that has reached the threshold of a rule that is not saved."""

    coworker_id: MemberId
    value: Annotated[Decimal, says("The value of the figure now.", 3)]


class AlertPreview(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What a rule would report now."""

    recipients: Annotated[int, says("How many people would get mail.", 2)]
    currency_code: Annotated[
        str | None, says("The currency of `ToInvoice`; null for other figures, or if it is not known.")
    ]
    crossed: Annotated[list[AlertValue], Meta(description="The members that have reached the threshold.")]


# ---------------------------------------------------------------- what is asked for


def _one_of(names: Sequence[str]) -> Callable[[str, Any], Any]:
    def read(field: str, value: Any) -> str:
        if not isinstance(value, str) or value not in names:
            raise BadRequest(field, f"must be one of {', '.join(names)}")
        return value

    return read


def _threshold(field: str, value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        raise BadRequest(field, "must be a number")
    return Decimal(value)


def _recipients(field: str, value: Any) -> list[int] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not value:
        raise BadRequest(field, "must be a list of coworker ids, or null for all administrators")
    for one in value:
        if isinstance(one, bool) or not isinstance(one, int) or not 1 <= one <= LARGEST_ID:
            raise BadRequest(field, "must be coworker ids")
    return sorted(set(value))


def _day(field: str, value: Any) -> date | None:
    if value is None:
        return None
    try:
        found = date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2026-12-01") else None
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year < 2200:
        raise BadRequest(field, "must be a date such as 2026-12-01, or null")
    return found


_READERS: Final[Mapping[str, tuple[str, Callable[[str, Any], Any]]]] = {
    "Figure": ("figure", _one_of(list(WATCHABLE))),
    "Of": ("is_of_team", lambda field, value: _one_of(_SUBJECTS)(field, value) == "team"),
    "Comparison": ("comparison", _one_of(COMPARISONS)),
    "Threshold": ("threshold", _threshold),
    "RecipientIds": ("recipient_ids", _recipients),
    "MutedUntil": ("muted_until", _day),
}
REQUIRED: Final = ("Figure", "Of", "Comparison", "Threshold")


class Asked(NamedTuple):
    """The fields of a rule that a body gives, by the names of ``Wanted``, and whether the caller confirms."""

    fields: dict[str, Any]
    is_confirmed: bool


def asked(body: Mapping[str, Any]) -> Asked:
    """Read the fields of a rule that a body gives; raises BadRequest."""
    is_confirmed = flag_of(body, "Confirm")
    found = {own: read(name, body[name]) for name, (own, read) in _READERS.items() if name in body}
    return Asked(found, is_confirmed)


def asked_for_new(body: Mapping[str, Any]) -> Asked:
    """Read a whole rule; raises BadRequest."""
    for name in REQUIRED:
        if body.get(name) is None:
            raise BadRequest(name, "is required")
    found = asked(body)
    rules.require_possible(wanted_of(found.fields))
    return found


def wanted_of(fields: Mapping[str, Any]) -> Wanted:
    """Return the rule that has these fields; by default, all administrators get mail and it is not muted."""
    return Wanted(**{"recipient_ids": None, "muted_until": None, **fields})


def asked_for_preview(query: Query) -> Wanted:
    """Read the rule of a preview; raises BadRequest."""
    texts = {name: query.text(name.lower()) for name in REQUIRED}
    for name, text in texts.items():
        if not text:
            raise BadRequest(name.lower(), "is required")
    threshold = texts["Threshold"] or ""
    if not (threshold.replace(".", "", 1).isdecimal() and threshold.isascii()):
        raise BadRequest("threshold", "must be a number")
    values = {**texts, "Threshold": Decimal(threshold)}
    try:
        fields = {own: read(name, values[name]) for name, (own, read) in _READERS.items() if name in values}
        wanted = wanted_of(fields)
        rules.require_possible(wanted)
    except BadRequest as error:
        raise BadRequest(error.parameter.lower(), error.reason) from None
    return wanted


def _schema(field: Any) -> dict[str, Any]:
    meta = field.__metadata__[0]
    return {**(meta.extra_json_schema or {}), "description": meta.description}


FIELDS: Final[dict[str, Any]] = {
    "Figure": {"type": "string", **_schema(FigureName)},
    "Of": {"type": "string", **_schema(Of)},
    "Comparison": {"type": "string", **_schema(Comparison)},
    "Threshold": {"type": "number", "minimum": 0, **_schema(Threshold)},
    "RecipientIds": {"type": ["array", "null"], "items": ID_SCHEMA, "minItems": 1, **_schema(RecipientIds)},
    "MutedUntil": {"type": ["string", "null"], "format": "date", **_schema(MutedUntil)},
    "Confirm": {
        "type": ["boolean", "null"],
        "default": False,
        "description": "Save the rule even if a figure has already reached the threshold, and alert about it at once.",
    },
}
EXAMPLE: Final = {"Figure": "RemainingTimeCreditUses", "Of": "member", "Comparison": "at_most", "Threshold": 5}

PREVIEW_PARAMETERS: Final = tuple(
    Parameter(name.lower(), "query", f"As `{name}` of a rule.", schema, required=True)
    for name, schema in (
        ("Figure", {"type": "string", "enum": list(WATCHABLE)}),
        ("Of", {"type": "string", "enum": list(_SUBJECTS)}),
        ("Comparison", {"type": "string", "enum": list(COMPARISONS)}),
        ("Threshold", {"type": "number", "minimum": 0}),
    )
)


def rule_of(found: Rule, crossed: Sequence[Crossed], recipients: int, now: datetime) -> AlertRule:
    """Return a rule as it goes out; ``crossed`` may also be about other rules."""
    wanted = found.wanted
    return AlertRule(
        id=found.id,
        figure=wanted.figure,
        of="team" if wanted.is_of_team else "member",
        comparison=wanted.comparison,
        threshold=plain_decimal(wanted.threshold),
        recipient_ids=None if wanted.recipient_ids is None else list(wanted.recipient_ids),
        muted_until=None if wanted.muted_until is None else wanted.muted_until.isoformat(),
        is_muted=found.is_muted(now),
        created_on=found.created_on.astimezone(UTC),
        recipients=recipients,
        crossed=[
            AlertCrossed(
                coworker_id=None if one.coworker_id == TEAM else one.coworker_id,
                coworker_full_name=None if one.coworker_id == TEAM else one.full_name,
                since=one.since.astimezone(UTC),
                is_notified=one.is_notified,
            )
            for one in crossed
            if one.rule_id == found.id
        ],
    )
