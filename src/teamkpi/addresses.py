"""What an e-mail address looks like; the same for records, accounts and invitations."""

from __future__ import annotations

from typing import Final

_LONGEST: Final = 254  # what SMTP can carry (RFC 5321, 4.5.3.1.3)
# Between addresses of a list, or around one with a name; inside an address only in quotes, which are not used in
# practice.
_SEPARATORS: Final = frozenset(' ,;<>()"\\')


def email_address(text: str) -> str:
    """Return an address without the blanks around it; raises ValueError for what is not one e-mail address.

    Letters beyond ASCII are fine on both sides of the @. Whether it can get mail is not looked at.
    """
    address = text.strip()
    name, _, host = address.rpartition("@")
    if not name or not host or "@" in name or not address.isprintable() or not _SEPARATORS.isdisjoint(address):
        raise ValueError("must be one e-mail address, like jane@example.com")
    if len(address) > _LONGEST:
        raise ValueError(f"must be at most {_LONGEST} characters long")
    return address
