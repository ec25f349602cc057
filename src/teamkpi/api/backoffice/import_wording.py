"""Reports of imports, and the reasons of refused records, in every language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from teamkpi.api.backoffice.translations import said
from teamkpi.intake import rejected
from teamkpi.kpi.languages import Language
from teamkpi.ledger import ENTITIES

_NEXT_FIELD: Final = re.compile(r"; (?=[A-Z]\w* )")
_ENTITY_NAMES: Final = {one.name for one in ENTITIES.values()}
PROBLEM: Final[Mapping[Language, str]] = {"en": rejected.PROBLEM, "es": "Problema"}
"""The heading of the column with the reasons, in the file of rejected rows."""


def refusal_in(text: str, language: Language) -> str:
    """Return why a record was refused in a language: reasons after the names of their fields, separated by ``; ``."""
    fields = (one.partition(" ") for one in _NEXT_FIELD.split(text))
    return "; ".join(f"{name}{space}{said(reason, language)}" for name, space, reason in fields)


def delivery_refusal_in(text: str, language: Language) -> str:
    """Return why a delivery was refused in a language: of a record, after the name of its entity."""
    entity, between, reasons = text.partition(": ")
    of_record = f"{entity}{between}{refusal_in(reasons, language)}"
    return of_record if entity in _ENTITY_NAMES else said(text, language)


def report_in(report: dict[str, Any], language: Language) -> dict[str, Any]:
    """Return the report of an import, as for programs, with its texts in a language."""
    if language == "en":
        return report

    def of(one: dict[str, Any], *names: str) -> dict[str, Any]:
        return one | {name: said(one[name], language) for name in names if one.get(name) is not None}

    tables = [
        one
        | {"notes": [said(note, language) for note in one["notes"]]}
        | {"questions": [of(question, "reason") for question in one["questions"]]}
        for one in report["tables"]
    ]
    return report | {
        "rejections": [of(one, "reason", "hint") for one in report["rejections"]],
        "findings": [of(one, "field", "hint") for one in report["findings"]],
        "tables": tables,
    }
