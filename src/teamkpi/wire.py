"""How values are written as JSON."""

from datetime import UTC, datetime
from decimal import Decimal

import msgspec

encode = msgspec.json.Encoder(decimal_format="number").encode
"""Write typed values as JSON bytes; money as exact numbers."""


def plain_decimal(value: Decimal) -> Decimal:
    """Return the same amount without needless zeros and without exponent: 500, not 500.00 or 5E+2; however long."""
    text = f"{value:f}" if value else "0"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def instant(value: datetime) -> str:
    """Return an instant as ISO 8601 in UTC with Z, with microseconds only where it has them."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
