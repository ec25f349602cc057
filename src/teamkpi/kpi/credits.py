"""Parts of statements about credits and passes that more than one stage uses."""

from __future__ import annotations

from typing import Final

from teamkpi.db import load_sql, without_purpose

_SQL: Final = load_sql("teamkpi.kpi", "credits.sql")


def unit_of_time_credit(alias: str) -> str:
    """Return the unit of what is left of a time credit, for the row that is called ``alias``."""
    return without_purpose(_SQL.unit_of_time_credit).format(credit=alias)


def expires_by(until: str) -> dict[str, str]:
    """Return what selects the credits and passes that expire after ``%(now)s``, up to the instant ``until``.

    The keys are ``money_credit_expires``, about a row called ``c``; ``time_credit_expires``, about ``s``; and
    ``pass_expires``, about ``p``.
    """
    names = ("money_credit_expires", "time_credit_expires", "pass_expires")
    return {name: without_purpose(getattr(_SQL, name)).format(until=until) for name in names}
