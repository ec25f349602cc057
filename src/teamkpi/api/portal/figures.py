"""``/api/public/figures``: what the figures are called and what they mean, for people, in their language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from msgspec import Meta, Struct

from teamkpi.api.calls import Who, call
from teamkpi.api.http.declarations import ETAG_HEADERS, IF_NONE_MATCH, NOT_MODIFIED, Reply
from teamkpi.api.http.language import LANGUAGE_HEADERS
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response, tagged
from teamkpi.describing import says
from teamkpi.kpi import FIGURES as KPI
from teamkpi.kpi import Figure
from teamkpi.kpi.languages import LANGUAGES, Language
from teamkpi.kpi.metrics import METRICS


class FigureWords(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A figure as people find it."""

    name: Annotated[str, says("The field's name on the wire.", "RemainingTimeCreditMinutes")]
    group: Annotated[str, says("The heading it appears under.", "Credit left")]
    label: Annotated[str, says("Its name under that heading.", "Time")]
    unit: Annotated[str, says("What is counted; empty if nothing is.", "minutes")]
    meaning: Annotated[str, says("What it means.", "Time credit left that is valid now, in minutes.")]
    group_key: Annotated[str, says("A key for the group, the same in every language.", "credit")]
    unit_key: Annotated[str, says("A key for the unit, the same in every language.", "minutes")]


class Figures(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Every figure, in the order of the wire."""

    kpi: Annotated[list[FigureWords], Meta(description="The figures of a member.")]
    metrics: Annotated[list[FigureWords], Meta(description="The figures of a team's month.")]


_HEADERS: Final = {**ETAG_HEADERS, **LANGUAGE_HEADERS}


def _words(language: Language, figures: Sequence[Figure]) -> list[FigureWords]:
    return [
        FigureWords(
            name=one.wire,
            group=one.group.names[language],
            label=one.words[language].label,
            unit=one.unit.names[language],
            meaning=one.words[language].meaning,
            group_key=one.group.key,
            unit_key=one.unit.key,
        )
        for one in figures
    ]


_BODIES: Final = {
    language: Figures(kpi=_words(language, KPI), metrics=_words(language, METRICS)) for language in LANGUAGES
}


@call(
    "GET /api/public/figures",
    id="figures",
    who=Who.ANYBODY,
    summary="The meaning of the figures",
    description=(
        "The names, units and meanings of a team's figures and metrics, for display. They are the same for everyone, "
        "so no token is needed. In English or Spanish, as requested."
    ),
    tag="Figures",
    parameters=(IF_NONE_MATCH,),
    replies={
        200: Reply("Every figure.", Figures, headers=_HEADERS),
        304: Reply(NOT_MODIFIED.description, headers=_HEADERS),
    },
)
async def figures(request: HttpRequest, language: Language) -> Response:
    """Answer in the language that the reader likes best."""
    return tagged(request, _BODIES[language], None)
