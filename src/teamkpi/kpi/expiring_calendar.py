"""What expires, as a calendar (iCalendar, RFC 5545): an all-day event on the last day a credit or pass can be used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal, localcontext
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from teamkpi.kpi.expiring import ExpiringItem, item_of
from teamkpi.kpi.languages import Language
from teamkpi.kpi.wording import amount_in
from teamkpi.spreadsheet import without_controls

if TYPE_CHECKING:
    from icalendar import Event

_ZONE: Final = 0
_LOCAL_EXPIRY, _UPDATED_ON = -2, -1
_AN_INSTANT: Final = timedelta(microseconds=1)
_A_DAY: Final = timedelta(days=1)
_REFRESH: Final = timedelta(hours=12)
_LONGEST_TEXT: Final = 300
_WORDS: Final = {
    "en": {
        "title": "{team}: expiring credit and passes",
        "last_day": "{what}: last day, {amount} left",
        "left": "Left",
        "expires": "Expires",
        "credits": "Number of credits",
        "passes": "Number of passes",
        "credit": "Credit",
        "pass": "Pass",
        "money": "Money credit",
    },
    "es": {
        "title": "{team}: créditos y pases que caducan",
        "last_day": "{what}: último día, saldo {amount}",
        "left": "Saldo",
        "expires": "Caduca",
        "credits": "Número de créditos",
        "passes": "Número de pases",
        "credit": "Crédito",
        "pass": "Pase",
        "money": "Crédito en dinero",
    },
}


class _Group(NamedTuple):
    """The key of an event: the member (None for all), the item, its unit, and its expiry in the team's time zone."""

    expiry: datetime
    full_name: str | None
    coworker_id: int | None
    name: str | None
    kind: str
    unit: str
    currency: str | None


def calendar_of(
    rows: Sequence[Sequence[Any]], *, team_name: str, shows_names: bool, language: Language, key: bytes
) -> bytes:
    """Return a calendar of the rows of ``expiring_query``.

    With ``shows_names`` each member has separate events, with their name and the descriptions of their credit. Without
    it, equal items of all members that expire together are one event, and money credit has no description, because that
    may contain a name. Event ids are derived from ``key`` and stay the same for the same key.
    """
    # Imported here because it takes a while to load, and most processes never need it.
    from icalendar import Calendar, vDuration  # noqa: PLC0415

    words: Any = _WORDS[language]
    calendar = Calendar.new(
        prodid=f"-//teamkpi//expiring//{language.upper()}",
        uid=_uid(key, "calendar"),
        name=_short(words["title"].format(team=team_name)),
        language=language,
        refresh_interval=_REFRESH,
    )
    # The equivalent for older programs. icalendar does not know that it is a duration.
    calendar.add("X-PUBLISHED-TTL", vDuration(_REFRESH))
    groups: defaultdict[_Group, list[tuple[ExpiringItem, datetime]]] = defaultdict(list)
    for row in rows:
        item = item_of(row)
        if item is not None:
            groups[_group(item, row[_LOCAL_EXPIRY], shows_names=shows_names)].append((item, row[_UPDATED_ON]))
    for group, items in groups.items():
        calendar.add_component(_event(group, items, zone=rows[0][_ZONE], words=words, language=language, key=key))
    return bytes(calendar.to_ical())


def _group(item: ExpiringItem, expiry: datetime, *, shows_names: bool) -> _Group:
    # Product names are the space's. The description of money credit is written for a single member.
    name = item.name if shows_names or item.unit != "money" else None
    full_name, coworker_id = (item.coworker_full_name, item.coworker_id) if shows_names else (None, None)
    return _Group(expiry, full_name, coworker_id, name, item.kind, item.unit, item.currency_code)


def _event(
    group: _Group,
    items: Iterable[tuple[ExpiringItem, datetime]],
    *,
    zone: str,
    words: Any,
    language: Language,
    key: bytes,
) -> Event:
    from icalendar import Event  # noqa: PLC0415

    found = list(items)
    with localcontext(prec=60):
        total = sum((one.remaining for one, _ in found), Decimal(0))
        amount = amount_in(language, total, group.unit, group.currency)
    what = group.name or words["money" if group.unit == "money" else group.kind]
    whose = f"{group.full_name}, " if group.full_name else ""
    description = [
        f"{words['left']}: {amount}",
        f"{words['expires']}: {group.expiry:%Y-%m-%d %H:%M} ({zone})",
        *([f"{words['credits' if group.kind == 'credit' else 'passes']}: {len(found)}"] if len(found) > 1 else []),
    ]
    # What expires at midnight can last be used on the day before.
    last_day = (group.expiry - _AN_INSTANT).date()
    event = Event.new(
        uid=_uid(key, *map(str, group)),
        start=last_day,
        end=last_day + _A_DAY,
        stamp=max(updated_on for _, updated_on in found),
        summary=_short(words["last_day"].format(what=whose + what, amount=amount)),
        description="\n".join(map(_short, description)),
    )
    event.add("TRANSP", "TRANSPARENT")  # it does not make anyone busy
    return event


def _uid(key: bytes, *parts: str) -> str:
    return f"{blake2b('/'.join(parts).encode(), key=key, digest_size=16).hexdigest()}@teamkpi"


def _short(text: str) -> str:
    text = " ".join(without_controls(text).split())
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"
