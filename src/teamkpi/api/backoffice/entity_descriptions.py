"""``/api/sys/entities`` and ``/api/sys/operator``: descriptions of all entities for screens, and the caller's rights.

A client can build a list and a form for any entity from this: the types of its fields, required fields, defaults, the
values of enumerations, the targets of references and their display fields, and the fields that a front desk sees first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from msgspec import Meta, Struct
from psycopg import AsyncConnection

from teamkpi.accounts.roles import Right, may, missing_for_figures
from teamkpi.api.backoffice import wording
from teamkpi.api.backoffice.declarations import PROBLEMS
from teamkpi.api.backoffice.filters import Filter
from teamkpi.api.backoffice.handlers import path_of
from teamkpi.api.backoffice.record_types import TITLES
from teamkpi.api.callers.operators import Operator, operator
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import register
from teamkpi.api.http.declarations import ETAG_HEADERS, IF_NONE_MATCH, NOT_MODIFIED, Operation, Reply
from teamkpi.api.http.language import ACCEPT_LANGUAGE, LANGUAGE_HEADERS, in_language, language_asked
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response, tagged
from teamkpi.describing import says
from teamkpi.kpi.languages import LANGUAGES, Language
from teamkpi.ledger import ENTITIES, Entity, Field
from teamkpi.ledger.audit_trail import ENTRY
from teamkpi.ledger.documented import DERIVED
from teamkpi.ledger.entities import COMMON
from teamkpi.ledger.imports import MADE_UP
from teamkpi.ledger.short_listing import narrowing
from teamkpi.ledger.values import (
    COUNT,
    CURRENCY,
    EMAIL,
    FLAG,
    ID,
    IDS,
    INSTANT,
    MONEY,
    NUMBER,
    STRETCH_END,
    UNIQUE_ID,
    ZONE,
    Kind,
)

TAG: Final = "Back office: for screens"
# The fields of an entity that a front desk sees first; without an entry, those that are declared first.
_FIRST: Final[Mapping[str, tuple[str, ...]]] = {
    "businesses": ("Name", "CurrencyCode", "SimpleTimeZoneNameIana"),
    "coworkers": ("FullName", "Email", "CompanyName", "Active"),
    "teams": ("Name", "BusinessId", "PayingMemberId"),
    "resources": ("Name", "BusinessId"),
    "bookings": ("FromTime", "ToTime", "ResourceId", "CoworkerId", "Tentative"),
    "checkins": ("FromTime", "ToTime", "CoworkerId", "BusinessId", "Source"),
    "coworkerproducts": ("ProductName", "CoworkerId", "Quantity", "Price", "SaleDate", "Invoiced"),
    "coworkerextraservices": (
        *("ExtraServiceName", "CoworkerId", "RemainingUses", "TotalUses", "ChargePeriod", "ExpireDate", "Price"),
    ),
    "coworkertimepasses": ("TimePassName", "CoworkerId", "RemainingUses", "Used", "ExpireDate", "Price"),
    "coworkerbookingcredits": ("Description", "CoworkerId", "RemainingCredit", "TotalCredit", "ExpireDate"),
    "eventattendees": ("CalendarEventName", "FullName", "EventProductName", "EventProductPrice", "Cancelled"),
    "coworkercontracts": ("TariffName", "CoworkerId", "Active", "StartDate", "CancellationDate", "Price"),
    "coworkerinvoices": ("InvoiceNumber", "CoworkerId", "TotalAmount", "PaidAmount", "DueDate", "Paid", "Draft"),
    "charges": ("Description", "CoworkerId", "Quantity", "TotalAmount", "DueDate", "Invoiced"),
    "coworkerbookingcreditusehistories": ("CoworkerBookingCreditId", "CreditUsed", "BookingId", "Description"),
    "coworkerextraserviceusehistories": ("CoworkerExtraServiceId", "CreditUsed", "BookingId", "Description"),
}
_USUALLY_FIRST: Final = 5
_KINDS: Final[Mapping[Kind, str]] = {
    ID: "id",
    IDS: "ids",
    COUNT: "whole",
    NUMBER: "whole",
    MONEY: "decimal",
    EMAIL: "email",
    FLAG: "flag",
    INSTANT: "instant",
    STRETCH_END: "instant",
    ZONE: "zone",
    CURRENCY: "currency",
    UNIQUE_ID: "uuid",
}
_SET_BY_THE_SERVER: Final = {one.name for one in COMMON}


class Choice(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A value of an enumeration."""

    value: Annotated[int, says("The number on the wire.", 1)]
    name: Annotated[str, says("Its documented name.", "Individual")]
    label: Annotated[str, says("Its label on screens.", "Individual")]


class FieldDescription(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The description of a field for screens."""

    name: Annotated[str, says("The field's name on the wire.", "CoworkerId")]
    label: Annotated[str, says("Its label on screens.", "Person")]
    help: Annotated[str | None, says("An explanation, if the label is not enough.")]
    kind: Annotated[
        str,
        says(
            "What it contains.",
            "id",
            enum=[*dict.fromkeys(_KINDS.values()), "choice", "text"],
        ),
    ]
    is_required: Annotated[bool, says("Every record must have a value for it.", True)]
    is_read_only: Annotated[bool, says("The server sets it.", False)]
    default: Annotated[Any, says("The value that it gets when it is left out; null if there is none.", None)]
    same_as: Annotated[str | None, says("The field whose value it gets when it is left out.", None)]
    choices: Annotated[list[Choice], Meta(description="The values of an enumeration; empty for other fields.")]
    refers_to: Annotated[str | None, says("The plural of the entity whose ids it contains.", "coworkers")]
    shown_by: Annotated[
        str | None, says("The field of the same record that names the record it refers to.", "CoworkerFullName")
    ]
    filter: Annotated[str, says("The list parameter that filters by it.", "Booking_Coworker")]
    has_range: Annotated[bool, says("Lists accept that parameter with the prefixes `from_` and `to_`.", False)]
    can_be_sorted: Annotated[bool, says("Lists can be ordered by it.", True)]
    narrows: Annotated[
        bool, says("An index finds its values: a filter by it makes a long list short (see `most` of lists).", True)
    ]


class EntityDescription(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The description of an entity for screens."""

    name: Annotated[str, says("Its name in roles and in the audit trail.", "Booking")]
    plural: Annotated[str, says("Its name in paths.", "bookings")]
    path: Annotated[str, says("The path of its records.", "/api/spaces/bookings")]
    label: Annotated[str, says("The label for one record on screens.", "Booking")]
    label_of_several: Annotated[str, says("The label for several records.", "Bookings")]
    title: Annotated[str | None, says("The field to show as a record's name, if there is one.", "Name")]
    order_by: Annotated[str, says("The field that lists are ordered by, unless another one is given.", "Id")]
    is_descending: Annotated[bool, says("That order is descending.", False)]
    first: Annotated[list[str], Meta(description="The fields that a front desk sees first, in order.")]
    affects_figures: Annotated[bool, says("Its records count in figures.", True)]
    fields: Annotated[list[FieldDescription], Meta(description="Its fields; those that the server sets come last.")]


class EntityDescriptions(Struct, frozen=True, rename="pascal"):
    """Every entity, in the order of the declarations."""

    entities: Annotated[list[EntityDescription], Meta(description="The entities.")]


class EntityRights(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The caller's rights to the records of one entity."""

    plural: Annotated[str, says("The entity's name in paths.", "bookings")]
    rights: Annotated[list[str], Meta(description="The rights that the roles give.", examples=[["List", "Read"]])]


class OperatorDescription(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The caller and their rights."""

    name: Annotated[str, says("The account's e-mail, or the key's name.", "desk@example.com")]
    may_do_everything: Annotated[bool, says("They are not limited by roles.", False)]
    made_up_import: Annotated[
        int | None, says("The import that stored the made-up space; null if it was undone, or there was none.")
    ]
    may_read_figures: Annotated[bool, says("Their roles are enough to read people's figures.", False)]
    entities: Annotated[list[EntityRights], Meta(description="Every entity, and the audit trail.")]


def _field(entity: Entity, one: Field, language: Language) -> FieldDescription:
    kind = one.kind
    found = Filter("", one)
    is_reference = kind is ID and one.name != "Id"
    return FieldDescription(
        name=one.name,
        label=wording.of_field(one.name, language),
        help=wording.help_of(entity, one.name, language),
        kind="choice" if kind.members else _KINDS.get(kind, "text"),
        is_required=one.required,
        is_read_only=one.name in _SET_BY_THE_SERVER,
        default=one.default,
        same_as=one.same_as,
        choices=[
            Choice(value=number, name=name, label=wording.of_member(name, language))
            for name, number in (kind.members or {}).items()
        ],
        refers_to=one.refers_to,
        shown_by=_shown_by(entity, one),
        filter=f"{entity.name}_{one.name.removesuffix('Id') if is_reference else one.name}",
        has_range=found.has_range,
        can_be_sorted=kind is not IDS,
        narrows=one.name in narrowing(entity),
    )


def _shown_by(entity: Entity, one: Field) -> str | None:
    """Return the derived or stored field that names the target of a reference."""
    if one.kind is not ID or not one.name.endswith("Id"):
        return None
    kept = {field.name for field in (*entity.fields, *DERIVED[entity.plural])}
    candidates = (f"{one.name.removesuffix('Id')}{title}" for title in (*TITLES, "Number", "ResourceName"))
    return next((name for name in candidates if name in kept), None)


def _entity(entity: Entity, language: Language) -> EntityDescription:
    words = wording.of_entity(entity, language)
    names = {one.name for one in entity.fields}
    return EntityDescription(
        name=entity.name,
        plural=entity.plural,
        path=path_of(entity),
        label=words.one,
        label_of_several=words.several,
        title=next((name for name in TITLES if name in names), None),
        order_by=entity.latest_first or "Id",
        is_descending=entity.latest_first is not None,
        first=list(_FIRST.get(entity.plural) or [one.name for one in entity.fields[:_USUALLY_FIRST]]),
        affects_figures=bool(entity.known_by) and entity.affects.name != "NOTHING",
        fields=[_field(entity, one, language) for one in (*entity.fields, *COMMON)],
    )


_BODIES: Final = {
    language: EntityDescriptions([_entity(entity, language) for entity in ENTITIES.values()]) for language in LANGUAGES
}
_EXAMPLE: Final = EntityDescriptions([one for one in _BODIES["en"].entities if one.plural == "resources"])
_HEADERS: Final = {**ETAG_HEADERS, **LANGUAGE_HEADERS}


async def _entities(services: Services, request: HttpRequest) -> Response:
    await operator(services, request)
    language = language_asked(request)
    return in_language(tagged(request, _BODIES[language], None), language)


async def _operator(services: Services, request: HttpRequest) -> Response:
    who = await operator(services, request)

    async def fetch(conn: AsyncConnection) -> int | None:
        row = await (await conn.execute(MADE_UP, {"network_id": who.network_id})).fetchone()
        return row[0] if row else None

    made_up = await services.database.read(fetch)
    return tagged(request, _description(who, made_up), None)


def _description(who: Operator, made_up_import: int | None) -> OperatorDescription:
    names = {entity.plural: entity.name for entity in (*ENTITIES.values(), ENTRY)}
    return OperatorDescription(
        name=who.name,
        may_do_everything=who.roles is None,
        made_up_import=made_up_import,
        may_read_figures=not missing_for_figures(who.roles),
        entities=[
            EntityRights(
                plural=plural,
                rights=[
                    right.value
                    for right in Right
                    if may(who.roles, name, right) and (name != ENTRY.name or right in {Right.LIST, Right.READ})
                ],
            )
            for plural, name in names.items()
        ],
    )


register(
    __name__,
    Operation(
        id="describeEntities",
        method="get",
        path="/api/sys/entities",
        summary="The entities and their fields",
        description=(
            "Everything that a list or a form for any entity needs: fields with their kinds, labels and help, what is "
            "required, defaults, the values of enumerations, and the targets of references. In English or Spanish, as "
            "requested. Any operator may read it."
        ),
        tag=TAG,
        parameters=(ACCEPT_LANGUAGE, IF_NONE_MATCH),
        replies={
            200: Reply("The entities.", EntityDescriptions, _EXAMPLE, headers=_HEADERS),
            304: Reply(NOT_MODIFIED.description, headers=_HEADERS),
        },
        problems=PROBLEMS,
        for_operators=True,
    ),
    _entities,
)
register(
    __name__,
    Operation(
        id="describeOperator",
        method="get",
        path="/api/sys/operator",
        summary="The caller and their rights",
        description=(
            "The name of the calling operator or API key, and the rights that its roles grant, by entity. Any "
            "operator may call it."
        ),
        tag=TAG,
        parameters=(IF_NONE_MATCH,),
        replies={
            200: Reply("The operator.", OperatorDescription, headers=ETAG_HEADERS),
            304: NOT_MODIFIED,
        },
        problems=PROBLEMS,
        for_operators=True,
    ),
    _operator,
)
