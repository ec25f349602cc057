"""The description of a field of an answer, as its type carries it into the contract."""

from __future__ import annotations

from msgspec import Meta


def says(description: str, *examples: object, **schema: object) -> Meta:
    """Return the annotation of a field: what it means, examples, and further members of its schema."""
    return Meta(description=description, examples=list(examples) or None, extra_json_schema=schema or None)
