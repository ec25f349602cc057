"""Paths of calls, whose literal parts are read in any case of their letters: ``/API/Spaces/Checkins/5``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_FIRST: Final = "api"


class _Segment:
    """What may follow a part of a path: literal parts by name, parameters with an ending, and perhaps one without."""

    __slots__ = ("endings", "folded", "literal", "parameter")

    def __init__(self) -> None:
        self.literal: dict[str, _Segment] = {}
        self.folded: dict[str, str] = {}
        self.endings: dict[str, _Segment] = {}
        self.parameter: _Segment | None = None

    def grow(self, part: str) -> _Segment:
        if part.startswith("{"):
            if ending := part.partition("}")[2]:
                return self.endings.setdefault(ending, _Segment())
            self.parameter = self.parameter or _Segment()
            return self.parameter
        self.folded.setdefault(part.lower(), part)
        return self.literal.setdefault(part, _Segment())

    def taking(self, part: str) -> tuple[str, _Segment | None]:
        """Return a part that is the value of a parameter, its ending as it is declared, and what follows it."""
        for ending, segment in self.endings.items():
            if part.lower().endswith(ending):
                return part[: -len(ending)] + ending, segment
        return part, self.parameter


class CallPaths:
    """The paths of the calls under ``/api``, as they are declared."""

    def __init__(self, templates: Iterable[str]) -> None:
        self._root = _Segment()
        for template in templates:
            if template.startswith(f"/{_FIRST}/"):
                segment = self._root
                for part in template[1:].split("/"):
                    segment = segment.grow(part)

    def as_declared(self, path: str) -> str:
        """Return the path of a call with its literal parts as they are declared; any other path as it is.

        What stands for a parameter stays as it is too. There is no slash at the end of a path.
        """
        if path[1:4].lower() != _FIRST:
            return path
        parts = path[1:].split("/")
        segment: _Segment | None = self._root
        is_changed = False
        for place, part in enumerate(parts):
            if segment is None:
                return path
            following = segment.literal.get(part)
            if following is None and part.isascii() and (declared := segment.folded.get(part.lower())) is not None:
                parts[place], following, is_changed = declared, segment.literal[declared], True
            if following is None:
                parts[place], following = segment.taking(part)
                is_changed = is_changed or parts[place] != part
            segment = following
        return "/" + "/".join(parts) if is_changed and segment is not None else path
