"""Records exchanges with the service for a bug report, without personal data.

Only what is needed to reproduce the behaviour is kept: ids, instants, numbers, booleans and enumerated values of the
fields that are read, and the metadata of a response. Every other text is replaced, equal texts by equal replacements.
Token requests are never recorded.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from teamkpi import wire
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.audit_trail import ENTRY
from teamkpi.ledger.entity import COMMON
from teamkpi.mirror.upstream import Exchange

FILE_NAME: Final = "exchange.jsonl"
_HEADERS: Final = ("content-type", "date", "retry-after")
_DIGITS: Final = re.compile(r"[0-9.,:TZ+\-\[\] ]*")
_ENVELOPE: Final = {
    *(
        "Records",
        "CurrentPage",
        "CurrentPageSize",
        "CurrentOrderField",
        "CurrentSortDirection",
        "FirstItem",
        "LastItem",
    ),
    *(
        "TotalItems",
        "TotalPages",
        "HasNextPage",
        "HasPreviousPage",
        "PageNumber",
        "PageSize",
        "WasSuccessful",
        "Status",
    ),
}
_NAMES_OF_KINDS: Final = {"EntityShortName", "SimpleTimeZoneNameIana", "CurrencyCode", "NameIana"}
_READ: Final = {
    one.name: one.kind
    for entity in (*ENTITIES.values(), ENTRY)
    for one in (*COMMON, *entity.fields)
    if not one.kind.is_text
}
_TEXTS: Final = {
    *("Message", "SimpleTimeZoneId"),
    *(one.name for entity in (*ENTITIES.values(), ENTRY) for one in (*COMMON, *entity.fields) if one.kind.is_text),
}
_KEPT: Final = _ENVELOPE | _NAMES_OF_KINDS | {"CoworkerIds", "TeamIds"}


class Recorder:
    """Writes exchanges to a folder, which must not contain a recording yet; call ``close()`` when done."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / FILE_NAME
        self._file = self.path.open("xb")
        self.path.chmod(0o600)
        self._replaced: dict[str, str] = {}
        self.count = 0

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def note(self, exchange: Exchange) -> None:
        """Write an exchange, with its texts replaced."""
        headers = {name: exchange.headers[name] for name in _HEADERS if name in exchange.headers}
        line = {
            "path": exchange.path,
            "parameters": dict(exchange.parameters),
            "status": exchange.status,
            "headers": headers,
            "body": self._body(exchange.body),
        }
        self._file.write(wire.encode(line) + b"\n")
        self.count += 1

    def _body(self, body: bytes) -> Any:
        """Return the sanitised JSON of a response, or only its length if it is not JSON."""
        try:
            return {"json": self._without_texts(wire.decode(body))}
        except ValueError:
            return {"bytes": len(body), "begins_with_tag": body.lstrip()[:1] == b"<"}

    def _without_texts(self, value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: self._without_texts(one, key) for key, one in value.items() if self._is_name(key)}
        if isinstance(value, list):
            return [self._without_texts(one, name) for one in value]
        if isinstance(value, str) and not self._is_kept(name, value):
            return self._replacement(name, value)
        return value

    def _is_name(self, key: str) -> bool:
        """Return whether a field is read by the mirror or is metadata; any other name could be personal data."""
        return key in _KEPT or key in _READ or key in _TEXTS

    def _is_kept(self, name: str, value: str) -> bool:
        if not value or name in _KEPT:
            return True
        kind = _READ.get(name)
        return kind is not None and (_DIGITS.fullmatch(value) is not None or value in kind.members)

    def _replacement(self, name: str, value: str) -> str:
        if value not in self._replaced:
            number = len(self._replaced) + 1
            is_address = "@" in value or name == "Email"
            self._replaced[value] = f"person-{number}@example.invalid" if is_address else f"text {number}"
        return self._replaced[value]
