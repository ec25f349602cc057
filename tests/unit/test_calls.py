"""What the declaration of a call makes of itself: parameters, problems and responses that nobody writes down."""

from __future__ import annotations

import pytest
from msgspec import Struct

from teamkpi.api.calls import Who, call, calls_of
from teamkpi.api.http.declarations import Operation
from teamkpi.api.registry import CALLS


class Figures(Struct):
    """An answer."""

    count: int


def declared(at: str, who: Who, **more: object) -> Operation:
    async def handler(team_id: int) -> Figures:
        return Figures(team_id)

    handler.__module__ = f"{__name__}.{at}.{who}"
    call(at, id="one", who=who, summary="", description="", tag="", **more)(handler)  # type: ignore[arg-type]

    class Module:
        __name__ = handler.__module__

    [made] = calls_of([Module()])  # type: ignore[list-item]
    return made.operation


def test_a_shaped_answer_is_revalidated() -> None:
    made = declared(
        "GET /teams/{teamId}/count", Who.ADMINISTRATOR, answer=Figures, answered="The count.", in_views=True
    )
    assert [one.name for one in made.parameters] == ["teamId", "_shape", "If-None-Match"]
    assert {status: reply.body for status, reply in made.replies.items()} == {200: Figures, 304: None}
    assert set(made.problems) == {
        "bad_request",
        "not_authenticated",
        "not_team_administrator",
        "team_not_found",
        "network_not_found",
        "unavailable",
    }
    assert made.needs_token


@pytest.mark.parametrize(
    ("who", "refusals"),
    [
        (Who.ANYBODY, set()),
        (Who.CUSTOMER, {"not_authenticated", "read_only_view"}),
        (Who.MEMBER, {"not_authenticated", "read_only_view", "team_not_found"}),
        (Who.ADMINISTRATOR, {"not_authenticated", "read_only_view", "team_not_found", "not_team_administrator"}),
        (
            Who.ADMINISTRATOR_OR_SELF,
            {"not_authenticated", "read_only_view", "team_not_found", "not_team_administrator", "member_not_found"},
        ),
    ],
)
def test_who_may_call_says_how_others_are_refused(who: Who, refusals: set[str]) -> None:
    made = declared("POST /teams/{teamId}/close", who)
    assert set(made.problems) - {"network_not_found", "unavailable"} == refusals
    assert made.needs_token is bool(refusals)
    assert {status: reply.body for status, reply in made.replies.items()} == {200: None}


@pytest.mark.parametrize(
    ("at", "who"),
    [
        *((f"{method} /teams/{{teamId}}/close", Who.ADMINISTRATOR) for method in ("POST", "PUT", "PATCH", "DELETE")),
        ("GET /teams", Who.CUSTOMER),
        ("GET /teams", Who.ANYBODY),
    ],
)
def test_only_reads_of_a_team_are_open_to_views(at: str, who: Who) -> None:
    with pytest.raises(TypeError, match="does not read a team, so views may not use it"):
        declared(at, who, in_views=True)


def test_a_handler_asks_for_what_a_request_has() -> None:
    with pytest.raises(TypeError, match="asks for weather, which no request has"):

        @call("GET /weather", id="weather", who=Who.ANYBODY, summary="", description="", tag="")
        async def weather(weather: str) -> None:
            """Nothing."""


def test_ids_and_places_of_calls_are_their_own() -> None:
    operations = [one.operation for one in CALLS]
    assert len({one.id for one in operations}) == len(operations)
    assert len({(one.method, one.path) for one in operations}) == len(operations)
