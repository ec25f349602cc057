"""Roles by name: what they let an operator do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamkpi.accounts.role_sets import ROLE_SETS, set_of
from teamkpi.accounts.roles import ROLES, Right, as_stored, may, read_roles, role_of
from teamkpi.errors import UnknownRole
from teamkpi.ledger import ENTITIES

SUBJECTS = [*(entity.name for entity in ENTITIES.values()), "AuditTrailEntry"]


def test_there_is_a_role_for_each_right_to_each_entity() -> None:
    assert len(ROLES) == len(set(ROLES)) == len(ENTITIES) * len(Right) + 2
    assert ROLES[:5] == ("Business-List", "Business-Read", "Business-Create", "Business-Edit", "Business-Delete")
    assert ROLES[-2:] == ("AuditTrailEntry-List", "AuditTrailEntry-Read")


@given(wanted=st.sets(st.sampled_from(ROLES)), entity=st.sampled_from(SUBJECTS), right=st.sampled_from(list(Right)))
def test_a_role_lets_do_what_it_names_and_nothing_else(wanted: set[str], entity: str, right: Right) -> None:
    roles = read_roles(wanted) if wanted else []
    assert may(as_stored(roles), entity, right) == (role_of(entity, right) in wanted)
    assert may(None, entity, right)


@pytest.mark.parametrize(
    ("names", "read"),
    [
        ([], None),
        (["Full"], None),
        (["booking-list", "FULL"], None),
        ([" booking-list ", "BUSINESS-READ", "Booking-List"], ["Business-Read", "Booking-List"]),
        (["audittrailentry-list"], ["AuditTrailEntry-List"]),
    ],
)
def test_names_are_read_in_any_case_and_kept_in_order(names: list[str], read: list[str] | None) -> None:
    assert read_roles(names) == read


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Bookings-List", "there is no role 'Bookings-List': a role is Full, or an entity and a right, like"),
        ("Booking", "there is no role 'Booking': the rights are List, Read, Create, Edit, Delete, and roles are"),
        ("Booking-Remove", "there is no role 'Booking-Remove': the rights are List"),
        ("AuditTrailEntry-Edit", "there is no role 'AuditTrailEntry-Edit': the rights are"),
        ("", "there is no role ''"),
    ],
)
def test_an_unknown_role_is_named(name: str, said: str) -> None:
    with pytest.raises(UnknownRole) as raised:
        read_roles(["Booking-List", name])
    assert str(raised.value).startswith(said)


@pytest.mark.parametrize("name", ROLE_SETS)
def test_a_set_is_known_by_the_roles_that_are_stored(name: str) -> None:
    roles = ROLE_SETS[name]
    assert set_of(read_roles(roles or ["Full"])) == name
    assert roles is None or set_of(roles[:-1]) is None
    assert (roles is None) == (name == "Owner")


def test_what_the_sets_may_change() -> None:
    def changed(name: str) -> set[str]:
        return {
            role.partition("-")[0] for role in ROLE_SETS[name] or () if role.endswith(("-Create", "-Edit", "-Delete"))
        }

    assert changed("Manager") == {entity.name for entity in ENTITIES.values()}
    assert changed("Auditor") == set()
    assert changed("Accountant") == {"CoworkerContract", "CoworkerInvoice", "Charge", "CoworkerProduct"}
    assert changed("FrontDesk").isdisjoint({"Business", "Resource", "Team", "CoworkerContract", "CoworkerInvoice"})
    assert "Coworker-Delete" not in (ROLE_SETS["FrontDesk"] or ())
    for name in ("Manager", "FrontDesk", "Accountant", "Auditor"):
        seen = {role for role in ROLE_SETS[name] or () if role.endswith(("-List", "-Read"))}
        assert {
            role_of(entity.name, right) for entity in ENTITIES.values() for right in (Right.LIST, Right.READ)
        } <= seen
        assert ("AuditTrailEntry-List" in seen) is (name != "FrontDesk")
