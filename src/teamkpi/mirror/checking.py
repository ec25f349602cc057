"""Checks an account before anything is copied: permissions, filters, and the amount of data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from teamkpi.ledger import ENTITIES, Entity
from teamkpi.mirror.estimates import calls_to_copy
from teamkpi.mirror.failures import AccessDenied
from teamkpi.mirror.kinds import AUDITED, READ_BY_ID, TRAIL_PATH
from teamkpi.mirror.self_tests import SelfTest
from teamkpi.mirror.upstream import Upstream
from teamkpi.mirror.walking import Filters


@dataclass(frozen=True, slots=True)
class CheckedKind:
    """The result of checking one kind of record."""

    plural: str
    total: int | None
    read_by: str
    note: str
    calls: int


@dataclass(slots=True)
class Checked:
    """The result of checking an account."""

    kinds: list[CheckedKind] = field(default_factory=list)
    missing_roles: list[str] = field(default_factory=list)

    @property
    def calls(self) -> int:
        """The number of requests that the first copy takes.

        It signs in, asks for the totals of all kinds but the first, and tests the filters again.
        """
        return max(1, len(self.kinds)) + sum(one.calls for one in self.kinds)


def check(upstream: Upstream, plurals: Sequence[str], reached: Callable[[int], object]) -> Checked:
    """Sign in and test each kind of record; raises UpstreamFailed for what concerns all of them."""
    upstream.sign_in()
    found = Checked()
    for done, plural in enumerate(plurals, 1):
        try:
            found.kinds.append(_check(upstream, ENTITIES[plural]))
        except AccessDenied as error:
            role = error.role(ENTITIES[plural])
            found.missing_roles.append(role)
            found.kinds.append(CheckedKind(plural, None, "", f"left out: the role {role} is missing", 0))
        reached(done)
    try:
        upstream.listed(TRAIL_PATH, {"size": "1", "page": "1"})
    except AccessDenied:
        found.missing_roles.append("AuditTrailEntry-List")
    return found


def _check(upstream: Upstream, entity: Entity) -> CheckedKind:
    before = upstream.calls
    test = SelfTest(upstream, entity)
    filters = test.run()
    total = test.total or 0
    is_by_id = entity.plural in READ_BY_ID or bool(filters.left_out)
    calls = upstream.calls - before
    calls += calls_to_copy(entity, total, is_read_by_id=is_by_id, gives_several=filters.gives_several)
    notes = [f"ignored: {', '.join(test.ignored)}"] if test.ignored else []
    if filters.left_out:
        notes.append(f"lists leave out {', '.join(filters.left_out)}")
    if entity.plural not in AUDITED:
        notes.append("deletions only by sweep")
    return CheckedKind(entity.plural, test.total, _read_by(filters, is_tested=test.is_tested), "; ".join(notes), calls)


def _read_by(filters: Filters, *, is_tested: bool) -> str:
    if not is_tested:
        return "nothing to test with"
    pages = "ids" if filters.is_keyed else "numbered pages"
    return f"changes, {pages}" if filters.by_version else f"full sweeps, {pages}"
