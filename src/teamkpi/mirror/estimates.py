"""How many requests a first copy takes: for ``check``, and for the remaining time of a copy that is under way."""

from __future__ import annotations

from typing import Final

from teamkpi.ledger import Entity
from teamkpi.mirror.kinds import AUDITED, IDS_AT_ONCE, READ_BY_ID
from teamkpi.mirror.walking import PAGE_SIZE

_AROUND: Final = 2
"""Requests of a first copy besides its pages: for the total at the end, and for what has changed in the meantime."""
TESTS: Final = 9
"""Requests of the tests of one kind's filters, if the service applies them."""


def calls_to_copy(
    entity: Entity, total: int, *, is_read_by_id: bool, gives_several: bool, page_size: int = PAGE_SIZE
) -> int:
    """Return the number of requests that copy all records of a kind, without those that test its filters."""
    calls = max(1, -(-total // page_size)) + _AROUND + (entity.plural in AUDITED)
    if is_read_by_id:
        calls += -(-total // IDS_AT_ONCE) if gives_several else total
    return calls


class Remaining:
    """The kinds of records that a first copy has not begun with, and about how many requests they take.

    Their filters are not tested yet, so they are taken to be like those of the kind that is being copied.
    """

    def __init__(self, totals: dict[str, int]) -> None:
        self._totals = totals
        self.page_size = PAGE_SIZE
        """The most records of a page so far that was not the last."""

    def begin(self, plural: str) -> None:
        """Note that a kind is being copied now, or left out."""
        self._totals.pop(plural, None)

    def calls(self, entities: dict[str, Entity], *, gives_several: bool) -> int:
        """Return the number of requests for all of them."""
        return sum(
            TESTS
            + calls_to_copy(
                entities[plural],
                total,
                is_read_by_id=plural in READ_BY_ID,
                gives_several=gives_several,
                page_size=self.page_size,
            )
            for plural, total in self._totals.items()
        )
