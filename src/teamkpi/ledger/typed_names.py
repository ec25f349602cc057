"""Finds people by their names while these are typed: the best matches among many, without looking at each of them.

All names are kept in order and joined to one text. Those that begin with what was typed are next to each other; others
are found by searching the joined text, in order, until there are enough.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import accumulate, islice
from typing import Final

_APART: Final = "\0"
"""Between the names of two people; PostgreSQL keeps no text that contains it."""
_FEW_CHANGES: Final = 200
"""Number of changes up to which it is faster to move people to their places than to sort all of them."""
_COUNTED_WORDS: Final = 3
_LONGEST_ID: Final = 15


class TypedNames:
    """The names of a network's people, folded: each person's are one text, with a space and a line end in between."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}
        self._changed: dict[int, str | None] = {}
        """People who have changed since the order was made, with the text by which they are in it."""
        self._ordered: list[tuple[str, int]] = []
        self._starts: list[int] = []
        self._joined = ""

    def __len__(self) -> int:
        """Return the number of people."""
        return len(self._texts)

    def put(self, person_id: int, text: str | None) -> None:
        """Store a person's names; None removes the person."""
        before = self._texts.get(person_id)
        if before == text:
            return
        self._changed.setdefault(person_id, before)
        if text is None:
            del self._texts[person_id]
        else:
            self._texts[person_id] = text

    def best(self, words: Sequence[str], most: int) -> list[int]:
        """Return the ids of people with all of the words in their names, at most ``most``, best first.

        First the person with that id, if it is a number; then those whose names begin with the words, then those with
        a later word or an address that does, then all others: each in the order of their names.
        """
        self._put_in_order()
        typed = " ".join(words)
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _LONGEST_ID else None
        found = [number] if number is not None and number in self._texts else []
        seen = set(found)
        for several in (self._beginning(typed), self._later(typed), self._others(words)):
            if len(found) >= most:
                break
            ids = (self._ordered[place][1] for place in several)
            more = list(islice((one for one in ids if one not in seen), most - len(found)))
            found += more
            seen.update(more)
        return found[:most]

    def _beginning(self, typed: str) -> Iterator[int]:
        for place in range(bisect_left(self._ordered, (typed,)), len(self._ordered)):
            if not self._ordered[place][0].startswith(typed):
                return
            yield place

    def _later(self, typed: str) -> Iterator[int]:
        before = -1
        for place in merge(self._with(f" {typed}"), self._with(f"\n{typed}")):
            if place != before:
                yield place
            before = place

    def _others(self, words: Sequence[str]) -> Iterator[int]:
        # Long words are rare ones, mostly; counting is much faster than looking at each person with the word.
        longest = sorted(set(words), key=len)[-_COUNTED_WORDS:]
        rarest = min(longest, key=self._joined.count) if len(longest) > 1 else longest[0]
        for place in self._with(rarest):
            text = self._ordered[place][0]
            if all(word in text for word in words):
                yield place

    def _with(self, part: str) -> Iterator[int]:
        """Yield the places of all people whose text contains this part, in order."""
        at = self._joined.find(part)
        while at >= 0:
            place = bisect_right(self._starts, at) - 1
            yield place
            if place + 1 == len(self._starts):
                return
            at = self._joined.find(part, self._starts[place + 1])

    def _put_in_order(self) -> None:
        if not self._changed:
            return
        if len(self._changed) > _FEW_CHANGES:
            self._ordered = sorted((text, person_id) for person_id, text in self._texts.items())
        else:
            for person_id, before in self._changed.items():
                if before is not None:
                    del self._ordered[bisect_left(self._ordered, (before, person_id))]
                if (text := self._texts.get(person_id)) is not None:
                    insort(self._ordered, (text, person_id))
        self._changed.clear()
        self._joined = _APART.join(text for text, _ in self._ordered)
        lengths = (len(text) + len(_APART) for text, _ in self._ordered[:-1])
        self._starts = list(accumulate(lengths, initial=0)) if self._ordered else []
