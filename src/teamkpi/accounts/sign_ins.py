"""What statements about sign-ins have in common."""

from __future__ import annotations

from typing import Final

from teamkpi.db import load_sql, without_purpose

LASTS_UNTIL: Final = without_purpose(load_sql(__package__, "sign_ins.sql").lasts_until)
"""A subquery for the instant until which the sign-in ``s`` of a statement lasts."""
