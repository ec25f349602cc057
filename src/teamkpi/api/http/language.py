"""The language of an answer, by what its reader asks for (RFC 9110, 12.5.4)."""

from __future__ import annotations

import re
from typing import Final

from teamkpi.api.http.declarations import Parameter
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.kpi.languages import LANGUAGES, Language

ACCEPT_LANGUAGE: Final = Parameter(
    "Accept-Language",
    "header",
    f"The preferred languages, in order: {' or '.join(LANGUAGES)}. English for any other.",
    {"type": "string"},
)
LANGUAGE_HEADERS: Final = {
    "Content-Language": "The language of the response.",
    "Vary": "The response depends on Accept-Language.",
}
_RANGE: Final = re.compile(
    r"\s*([a-z]{1,8}(?:-[a-z0-9]{1,8})*|\*)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?", re.IGNORECASE
)
# More of the header is ignored; no real list of languages is that long.
_MOST_CHARACTERS: Final = 1000


def language_of(accept_language: str | None) -> Language:
    """Return the language that an ``Accept-Language`` header prefers among ours; English if it lists none of them.

    ``es-MX`` requests Spanish. Of two with equal weight, the first is used; invalid entries are ignored.
    """
    best: tuple[float, Language] = (0, LANGUAGES[0])
    for part in (accept_language or "")[:_MOST_CHARACTERS].split(","):
        found = _RANGE.fullmatch(part)
        if found is None:
            continue
        tag, weight = found[1].lower().partition("-")[0], min(float(found[2] or 1), 1)
        for language in LANGUAGES:
            if tag in (language, "*") and weight > best[0]:
                best = (weight, language)
    return best[1]


def language_asked(request: HttpRequest) -> Language:
    """Return the language that a request asks for."""
    return language_of(",".join(request.headers_named("accept-language")))


def in_language(response: Response, language: Language) -> Response:
    """Return a response with the headers that say in which language it is, and that it depends on the request."""
    response.add_header("Content-Language", language)
    response.add_header("Vary", "Accept-Language")
    return response
