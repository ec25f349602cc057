"""What a report says, as lines in the reader's language."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from psycopg import Connection

from teamkpi.errors import NotKnownThen
from teamkpi.kpi.amounts import TeamAmounts, team_amounts
from teamkpi.kpi.changes import Asked, Compared, Difference, compare
from teamkpi.kpi.declaring import Figure
from teamkpi.kpi.expiring import team_expiring
from teamkpi.kpi.figures import EXPLAINED
from teamkpi.kpi.languages import Language
from teamkpi.kpi.records import CAUSES
from teamkpi.kpi.wording import amount_in, number_in
from teamkpi.reports.subscriptions import SQL, Period

_AHEAD_DAYS: Final = 30
_MOST_NAMES: Final = 50
# At the last instant of a period, before its end, a monthly figure still counts that month.
_JUST_BEFORE: Final = timedelta(microseconds=1)
_USED: Final = ("BookedTimeTotal", "CheckedTimeTotal")
_ITEMS: Final[Mapping[Language, tuple[str, str]]] = {"en": ("item", "items"), "es": ("elemento", "elementos")}
_TITLES: Final[Mapping[Language, tuple[str, str, str]]] = {
    "en": ("Totals of the team", "Used by each member", "To pay, and what expires"),
    "es": ("Totales del equipo", "Uso de cada miembro", "Por pagar y lo que caduca"),
}
_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "same": "{label}: {after}",
        "other": "{label}: {after} (before: {before}; {causes})",
        "unknown": "The records do not go back to the start of this period, so nothing is compared.",
        "nothing": "Nothing was used, and nothing is left.",
        "to_invoice": "To invoice now: {amount}",
        "due": "Invoices due for payment: {amount}",
        "expires": "Expires within 30 days: {amount} ({items})",
        "used": "{who}: booked {booked}, checked in {checked}",
        "more": "and {count} more members",
    },
    "es": {
        "same": "{label}: {after}",
        "other": "{label}: {after} (antes: {before}; {causes})",
        "unknown": "No hay registros desde el inicio de este periodo, así que no se compara nada.",
        "nothing": "No se usó nada y no queda nada.",
        "to_invoice": "Por facturar ahora: {amount}",
        "due": "Facturas por pagar: {amount}",
        "expires": "Caduca en los próximos 30 días: {amount} ({items})",
        "used": "{who}: reservado {booked}, presencia {checked}",
        "more": "y {count} miembros más",
    },
}


class Report(NamedTuple):
    """A report about a team."""

    team_name: str
    first_day: date
    sections: Sequence[tuple[str, Sequence[str]]]
    """A title and its lines; none is empty."""
    coworker_ids: Sequence[int]
    """Whom it is about: members at the start or the end of the period, and those of now, whose money it has."""


def report_of(  # noqa: PLR0917 - a team, a period and a language
    conn: Connection,
    network_id: int,
    team_id: int,
    period: Period,
    first_day: date,
    language: Language,
    *,
    with_names: bool,
    now: datetime,
    open_checkin_limit: timedelta,
) -> Report | None:
    """Return the report of a period that begins on a day; None if there is no such team, or the period is not over.

    ``conn`` must not be in a transaction.
    """
    values = {"network_id": network_id, "team_id": team_id, "first_day": first_day, "period": period}
    row = conn.execute(SQL.period, values).fetchone()
    if row is None or row[-1] > now:
        return None
    name, begins, ends = row
    since, until = begins - _JUST_BEFORE, ends - _JUST_BEFORE
    words = _WORDS[language]
    totals: list[str] = []
    used: list[str] = []
    people: set[int] = set()
    try:
        found = compare(conn, Asked(network_id, team_id, since, until, open_checkin_limit))
    except NotKnownThen:
        totals.append(words["unknown"])
    else:
        if found is not None:
            people.update(found[0].names)
            totals += _figures(*found, language) or [words["nothing"]]
            if with_names:
                used += _used(found[1], language)
    amounts = team_amounts(conn, network_id, team_id, now=now)
    people.update(one.coworker_id for one in (amounts.members if amounts else ()))
    money = list(_money(conn, network_id, team_id, amounts, language, now))
    sections = zip(_TITLES[language], (totals, used, money), strict=True)
    return Report(name, first_day, [(title, lines) for title, lines in sections if lines], sorted(people))


def _figures(figures: Compared, differences: Sequence[Difference], language: Language) -> list[str]:
    """Return the sum of each figure that is not zero, or was not, and why it changed."""
    lines: list[str] = []
    causes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in differences:
        causes[one.figure.wire].update(cause.cause for cause in one.causes)
    for figure in EXPLAINED.values():
        before, after = (
            sum((figures.value(is_before, id_, figure) for id_ in figures.names), Decimal(0))
            for is_before in (True, False)
        )
        if not before and not after:
            continue
        words = _WORDS[language]["same" if before == after else "other"]
        said = words.format(
            label=f"{figure.group.names[language]}: {figure.words[language].label}",
            before=_shown(figure, before, language),
            after=_shown(figure, after, language),
            causes=", ".join(f"{_cause(name, language)}: {count}" for name, count in causes[figure.wire].items()),
        )
        lines.append(said)
    return lines


def _used(differences: Sequence[Difference], language: Language) -> Iterator[str]:
    """Yield how long each member booked and was checked in during the period."""
    used: defaultdict[int, dict[str, Decimal]] = defaultdict(dict)
    names: dict[int, str] = {}
    for one in differences:
        if one.figure.wire in _USED and one.after > one.before:
            used[one.coworker_id][one.figure.wire] = one.after - one.before
            names[one.coworker_id] = one.coworker_full_name
    ranked = sorted(used, key=lambda id_: (-sum(used[id_].values()), id_))
    for id_ in ranked[:_MOST_NAMES]:
        booked, checked = (amount_in(language, used[id_].get(wire, Decimal(0)), "minutes", None) for wire in _USED)
        yield _WORDS[language]["used"].format(who=names[id_], booked=booked, checked=checked)
    if len(ranked) > _MOST_NAMES:
        yield _WORDS[language]["more"].format(count=len(ranked) - _MOST_NAMES)


def _money(  # noqa: PLR0917 - a team and its amounts, in a language
    conn: Connection, network_id: int, team_id: int, amounts: TeamAmounts | None, language: Language, now: datetime
) -> Iterator[str]:
    """Yield the amounts to be invoiced and paid now, and what expires soon."""
    words = _WORDS[language]
    for one in amounts.total if amounts else ():
        for name, amount in (("to_invoice", one.to_invoice), ("due", one.due)):
            if amount:
                yield words[name].format(amount=amount_in(language, amount, "money", one.currency_code))
    expiring = team_expiring(conn, network_id, team_id, now=now, days=_AHEAD_DAYS)
    for total in expiring.totals if expiring else ():
        left = amount_in(language, total.remaining, total.unit, total.currency_code)
        yield words["expires"].format(amount=left, items=_items(total.items, language))


def _shown(figure: Figure, value: Decimal, language: Language) -> str:
    if figure.unit.key == "count":
        return _items(value, language)
    if figure.unit.key == "money":
        return number_in(language, value, is_money=True)
    return amount_in(language, value, figure.unit.key, None)


def _cause(name: str, language: Language) -> str:
    """Return a cause as it is written within a sentence."""
    text = CAUSES[name][language]
    return f"{text[0].lower()}{text[1:]}"


def _items(count: int | Decimal, language: Language) -> str:
    one, several = _ITEMS[language]
    return f"{number_in(language, count)} {one if count == 1 else several}"
