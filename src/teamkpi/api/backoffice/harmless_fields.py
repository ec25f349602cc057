"""Fields of records that readers may follow or show as a page: shown without what could harm them, and kept as stored.

Records come from other systems, so what is stored may be anything. A record that is sent back as it was shown changes
nothing of that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from teamkpi.api.http.html import harmless
from teamkpi.api.http.web_addresses import harmless_name, harmless_text
from teamkpi.ledger import ENTITIES, Entity
from teamkpi.ledger.entities import COMMON, SOCIAL
from teamkpi.ledger.revise import Record

_Shown: TypeAlias = Callable[[str | None], str | None]

FIELDS: Final[Mapping[str, Mapping[str, _Shown]]] = {
    "teams": {
        "Description": harmless,
        **dict.fromkeys(("ProfileWebsite", "GoogleMapsLink", *SOCIAL), harmless_text),
        "Skype": harmless_name,
    },
    "businesses": {"WebAddress": harmless_text},
}
"""How each of them is shown, by the entity's plural and the field's name."""
_PLACES: Final = {
    plural: [
        (len(COMMON) + place, FIELDS[plural][one.name])
        for place, one in enumerate(entity.fields)
        if one.name in FIELDS[plural]
    ]
    for plural, entity in ENTITIES.items()
    if plural in FIELDS
}


def show(entity: Entity, values: list[Any]) -> None:
    """Replace the fields of a row, in the order of ``entity.columns``, by what is shown of them."""
    for place, shown in _PLACES.get(entity.plural, ()):
        values[place] = shown(values[place])


def length_of(entity: Entity, row: tuple[Any, ...]) -> int:
    """Return how many characters of a row have to be looked through."""
    return sum(len(row[place] or "") for place, _ in _PLACES.get(entity.plural, ()))


def as_stored(entity: Entity, sent: Record, held: Record | None, *, with_null: bool) -> Record:
    """Return what was sent, with the stored text where it came back as it is shown.

    ``with_null``: also where nothing of it is shown, and null came back.
    """
    kept = {
        name: held[name]
        for name, shown in FIELDS.get(entity.plural, {}).items()
        if held is not None and name in sent and isinstance(held.get(name), str)
        if (sent[name] is not None or with_null) and sent[name] == shown(held[name])
    }
    return {**sent, **kept} if kept else sent
