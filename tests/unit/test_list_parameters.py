"""What lists of the back office can be asked for: all that is described, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamkpi.api.backoffice.filters import FILTERS, Filter, folded
from teamkpi.api.backoffice.parameters import MOST_CONDITIONS, described, read_list
from teamkpi.errors import BadRequest
from teamkpi.ledger import ENTITIES, Entity, audit_trail
from teamkpi.ledger.conditions import Belongs, OfColumn, count_of
from teamkpi.ledger.listing import Listing
from teamkpi.ledger.references import references_of

LISTED = [*ENTITIES.values(), audit_trail.ENTRY]
OWN = {"page", "size", "orderBy", "dir", "most", "id", "parents"}
NO_VALUE = "%00"  # of no kind at all


def described_names(entity: Entity) -> Iterator[str]:
    for one in described(entity):
        if one.name not in OWN:
            yield one.name
        yield from one.schema.get("properties", {})


def refusal(entity: Entity, name: str) -> str:
    with pytest.raises(BadRequest) as error:
        read_list(entity, f"{quote(name)}={NO_VALUE}".encode())
    assert error.value.parameter == name
    return error.value.reason


def is_unknown(entity: Entity, name: str) -> bool:
    return refusal(entity, name) == f"is not a filter of {entity.plural}"


@pytest.mark.parametrize("entity", LISTED, ids=lambda entity: entity.plural)
def test_all_that_is_described_is_taken_and_no_other_name(entity: Entity) -> None:
    names = list(described_names(entity))
    assert len(names) == len(set(names))
    taken = {folded(one) for one in FILTERS[entity.plural]}
    bounded = {folded(name) for name in names if name.startswith(("from_", "to_"))}
    for name in names:
        for written in (name, name.lower(), name.upper()):
            assert not is_unknown(entity, written)
        if folded(f"{name}x") not in taken | bounded:
            assert is_unknown(entity, f"{name}x")


@pytest.mark.parametrize("entity", LISTED, ids=lambda entity: entity.plural)
def test_all_that_is_taken_is_described(entity: Entity) -> None:
    def reached(one: Filter) -> tuple[str, str]:
        return repr(one.steps), one.field.name

    filters = FILTERS[entity.plural]
    shown = [filters[folded(name)] for name in described_names(entity) if not name.startswith(("from_", "to_"))]
    assert {reached(one) for one in shown} == {reached(one) for one in filters.values()}
    with_bounds = {reached(filters[folded(name[5:])]) for name in described_names(entity) if name.startswith("from_")}
    assert with_bounds == {reached(one) for one in filters.values() if one.has_range}


def test_every_reference_leads_to_its_record() -> None:
    for entity in ENTITIES.values():
        for reference, _, target in references_of(entity):
            for one in target.fields:
                assert folded(f"{entity.name}_{reference}_{one.name}") in FILTERS[entity.plural]


@given(
    entity=st.sampled_from(LISTED),
    start=st.sampled_from(("", "from_", "to_", "FROM_", "To_", "from", "TO")),
    between=st.sampled_from(("_", "")),
    name=st.text(st.characters(codec="utf-8", exclude_characters="[_"), min_size=1, max_size=12),
)
def test_whatever_has_the_form_of_a_condition_is_one_or_is_refused(
    entity: Entity, start: str, between: str, name: str
) -> None:
    written = f"{start}{entity.name}{between}{name}"
    asked: Any
    try:
        asked = read_list(entity, f"{quote(written)}=1".encode())
    except BadRequest as refused:
        asked = refused
    assert asked.conditions if isinstance(asked, Listing) else asked.parameter == written


@pytest.mark.parametrize("name", ["from_Booking_UpdatedOn", "fromBookingUpdatedOn", "FROM_bookingupdatedon"])
def test_a_bound_may_be_written_without_underscores(name: str) -> None:
    asked = read_list(ENTITIES["bookings"], f"{name}=2026-11-21".encode())
    assert asked == read_list(ENTITIES["bookings"], b"from_Booking_UpdatedOn=2026-11-21")
    assert isinstance(asked, Listing)
    assert asked.conditions


def test_a_list_has_so_many_conditions_and_no_more() -> None:
    """Ids of one field are one condition, however many there are."""
    texts = [f"Booking_Resource_Name[]=a{number}" for number in range(MOST_CONDITIONS - 2)]
    ids = [f"Booking_Coworker[]={number}" for number in range(1, 500)]
    asked = "&".join([*texts, *ids, "from_Booking_UpdatedOn=2026-11-21"])
    assert isinstance(read_list(ENTITIES["bookings"], asked.encode()), Listing)
    with pytest.raises(BadRequest) as refused:
        read_list(ENTITIES["bookings"], f"{asked}&Booking_Tentative=true".encode())
    assert refused.value.parameter == "query"


def test_several_texts_are_one_comparison_and_count_one_each() -> None:
    names = [f"Rom {number}" for number in range(50)]
    query = "&".join(f"Booking_Resource_Name[]={quote(name.upper())}" for name in names)
    found = read_list(ENTITIES["bookings"], query.encode())
    assert isinstance(found, Listing)
    [condition] = found.conditions
    several = OfColumn("name", "is one of, in any case", tuple(sorted(name.lower() for name in names)))
    assert condition == Belongs("resource_id", "resources", several)
    assert count_of([condition]) == 50


def test_too_many_ids_are_refused_before_they_are_read() -> None:
    with pytest.raises(BadRequest, match="at most 1000 ids"):
        read_list(ENTITIES["bookings"], f"Booking_Resource=[{'x,' * 1000}x]".encode())
