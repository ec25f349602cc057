"""The arithmetic of pages, which count from 1."""

from __future__ import annotations

from typing import NamedTuple


class PageNumbers(NamedTuple):
    """Where a page lies among all pages, and its first and last record among all records; 0 on an empty page."""

    pages: int
    first: int
    last: int
    has_next: bool
    has_previous: bool


def skipped(page: int, size: int) -> int:
    """Return how many records come before a page."""
    return (page - 1) * size


def page_numbers(page: int, size: int, on_page: int, total: int) -> PageNumbers:
    """Return the numbers of a page that holds ``on_page`` records of ``total``; it may lie past the end."""
    pages = -(-total // size)
    first = skipped(page, size) + 1 if on_page else 0
    return PageNumbers(pages, first, first + on_page - 1 if on_page else 0, page < pages, page > 1)
