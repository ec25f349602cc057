"""Pages of a list: which one is asked for, and the counts that go with it."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from teamkpi.api.http.declarations import Parameter
from teamkpi.api.http.query import Query
from teamkpi.pages import page_numbers

_LARGEST: Final = 100
_DEFAULT: Final = 25

PARAMETERS: Final = (
    Parameter(
        "_page",
        "query",
        "The page number, starting at 1; a page past the end is empty. Also accepted as `page`; the name with the "
        "underscore takes precedence.",
        {"type": "integer", "minimum": 1, "default": 1},
    ),
    Parameter(
        "_pageSize",
        "query",
        "Records per page; values over 100 count as 100. Also accepted as `size`.",
        {"type": "integer", "minimum": 1, "default": _DEFAULT},
    ),
)


class AskedPage(NamedTuple):
    """A page by its number, from 1, and by how many records it holds at most."""

    number: int
    size: int


def asked_page(query: Query) -> AskedPage:
    """Return the page that is asked for; raises BadRequest."""
    number = query.number("_page", "page", default=1)
    return AskedPage(number, min(query.number("_pageSize", "size", default=_DEFAULT), _LARGEST))


def envelope(asked: AskedPage, on_page: int, total: int, *, field: str, descending: bool) -> dict[str, Any]:
    """Return the fields of an ``ApiListResult`` except its records, given the numbers on the page and in total."""
    numbers = page_numbers(asked.number, asked.size, on_page, total)
    return {
        "current_page_size": asked.size,
        "current_page": asked.number,
        "current_order_field": field,
        "current_sort_direction": "DESC" if descending else "ASC",
        "first_item": numbers.first,
        "has_next_page": numbers.has_next,
        "has_previous_page": numbers.has_previous,
        "last_item": numbers.last,
        "page_number": asked.number,
        "page_size": asked.size,
        "total_items": total,
        "total_pages": numbers.pages,
    }
