"""What credit was used for in the demo: the use histories of money credits and extra services."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from teamkpi.demo.invoices import Space
from teamkpi.demo.records import Item, entry, money

_HISTORIES = {
    "coworkerbookingcredits": ("coworkerbookingcreditusehistories", "CoworkerBookingCreditId"),
    "coworkerextraservices": ("coworkerextraserviceusehistories", "CoworkerExtraServiceId"),
}
WITH_USES = frozenset(_HISTORIES)
"""The entities of which there are such histories."""
_MOST_BOOKINGS = 3
_UNEXPLAINED = 0.1


def with_uses(item: Item, until: datetime, space: Space) -> Iterator[Item]:
    """Yield a credit, and what it was used for from when it was made to `until`, when it had what is left of it.

    It was used for bookings that nobody was charged for, each of them by one credit, or at the front desk. The uses add
    up to what is gone, but for about one credit in ten, whose uses nobody wrote down.
    """
    yield item
    plural, credit = item
    history, owner = _HISTORIES[plural]
    is_money = plural == "coworkerbookingcredits"
    dice = space.chronicle.dice("uses", plural, credit["Id"])
    used = _left(credit, "TotalCredit", "RemainingCredit") if is_money else _left(credit, "TotalUses", "RemainingUses")
    if used <= 0 or dice.random() < _UNEXPLAINED:
        return
    since = datetime.fromisoformat(str(credit["CreatedOn"]))
    is_for_bookings = credit.get("CaneBeUsedForBookings", not credit.get("ExtraServiceIsPrintingCredit"))
    open_ones = space.paid_with_credit.get(int(str(credit["CoworkerId"])), []) if is_for_bookings else []
    fitting = [one for one in open_ones if since < one[1] <= until]
    chosen = sorted(dice.sample(fitting, min(len(fitting), _MOST_BOOKINGS)), key=lambda one: one[1])
    for one in chosen:
        open_ones.remove(one)
    whole = 100 if is_money else 1
    parts: Sequence[tuple[int | None, datetime]] = chosen or [(None, until)]
    share = used // whole // len(parts) * whole
    for place, (booking, when) in enumerate(parts):
        amount = used - share * place if place == len(parts) - 1 else share
        if amount:
            yield entry(
                history,
                int(str(credit["Id"])) * 10 + place,
                when,
                when,
                **{owner: credit["Id"]},
                BookingId=booking,
                CreditUsed=money(amount) if is_money else amount,
                Description=None if booking else "Used at the front desk",
            )


def _left(credit: dict[str, object], total: str, remaining: str) -> int:
    """Return what is gone of a credit, money in cents."""
    gone = float(str(credit[total])) - float(str(credit[remaining]))
    return round(gone * 100) if total == "TotalCredit" else round(gone)
