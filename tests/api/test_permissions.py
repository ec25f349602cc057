"""The permission table: every kind of caller at every call, allowed and denied, whole bodies compared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import NOW, Space, account, problem, running, store
from teamkpi import accounts, networks
from teamkpi.kpi import team_kpi
from teamkpi.wire import encode

LOCATION = {"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}
ELSEWHERE = "elsewhere.test"

# Coworker ids of the first network; the second one has the same ids under other addresses.
ADMINISTRATOR, MEMBER, OTHERS_ADMINISTRATOR, OUTSIDER, SUSPENDED, ADMINISTRATOR_ONLY, ARCHIVED = range(101, 108)

NOT_AUTHENTICATED = problem(
    "not_authenticated",
    401,
    "Not authenticated",
    "The access token is missing, unknown, expired or revoked, or the customer is suspended.",
)
NOT_ADMINISTRATOR = problem(
    "not_team_administrator",
    401,
    "Not an administrator of the team",
    "Only administrators of the team may do this; the caller is an ordinary member.",
)
NO_TEAM = problem(
    "team_not_found",
    404,
    "Team not found",
    "The team does not exist, or the caller does not belong to it.",
)


def records(domain: str, team_name: str) -> dict[str, list[dict[str, Any]]]:
    people = range(101, 108)
    return {
        "businesses": [LOCATION],
        "coworkers": [
            {"Id": number, "FullName": f"{team_name} {number}", "Email": f"c{number}@{domain}"} for number in people
        ],
        "teams": [
            {
                "Id": 55,
                "BusinessId": 1,
                "Name": team_name,
                "TeamMembers": [ADMINISTRATOR, MEMBER, SUSPENDED, ARCHIVED],
                "TeamAdministrators": [ADMINISTRATOR, SUSPENDED, ADMINISTRATOR_ONLY, ARCHIVED],
            },
            {
                "Id": 56,
                "BusinessId": 1,
                "Name": f"Second {team_name}",
                "TeamMembers": [OTHERS_ADMINISTRATOR],
                "TeamAdministrators": [OTHERS_ADMINISTRATOR],
                "ProfileIsPublic": True,
            },
        ],
    }


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url) as space:
        yield space


@pytest.fixture(scope="module")
def tokens(space: Space, shared: Connection[Any]) -> dict[str, str | None]:
    """An access token of every kind of caller."""
    other = networks.create(shared, "other", [ELSEWHERE])
    store(shared, records("here.test", "Here"))
    store(shared, records("elsewhere.test", "Elsewhere"), network_id=other)
    for number in range(101, 108):
        account(shared, f"C{number}@here.test")
        account(shared, f"c{number}@elsewhere.test", network_id=other)
    account(shared, "operator@here.test", operator=True)
    store(shared, {"coworkers": [{"Id": 109, "FullName": "Gone", "Email": "c109@here.test"}]})
    account(shared, "c109@here.test")

    def token(number: int, host: str | None = None) -> str:
        access: str = space.sign_in(f"c{number}@{host or 'here.test'}", host=host)["access_token"]
        return access

    found: dict[str, str | None] = {
        "nobody": None,
        "malformed token": "not a token",
        "unknown token": "A" * 43,
        "administrator": token(ADMINISTRATOR),
        "administrator, not member": token(ADMINISTRATOR_ONLY),
        "member": token(MEMBER),
        "administrator of another team": token(OTHERS_ADMINISTRATOR),
        "outsider": token(OUTSIDER),
        "suspended coworker": token(SUSPENDED),
        "archived coworker": token(ARCHIVED),
        "deleted coworker": token(109),
        "administrator elsewhere": token(ADMINISTRATOR, ELSEWHERE),
        "operator": space.sign_in("operator@here.test")["access_token"],
    }
    # What takes a caller's part away happens after the token was granted.
    store(shared, {"coworkers": [{"Id": SUSPENDED, "FullName": "S", "Email": "c105@here.test", "Active": False}]})
    store(shared, {"coworkers": [{"Id": ARCHIVED, "FullName": "A", "Email": "c107@here.test", "Archived": True}]})
    store(shared, {"coworkers": [{"Id": 109, "UpdatedOn": "2027-01-01T00:00:00Z", "_deleted": True}]})

    space.set_clock(NOW - timedelta(seconds=86_400))
    found["administrator, expired"] = token(ADMINISTRATOR)
    space.set_clock(NOW)

    pair = space.sign_in("c101@here.test", totp="")
    spent = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    assert space.ask("POST", "/api/token", data=spent).status_code == 200
    space.set_clock(NOW + timedelta(seconds=11))
    assert space.ask("POST", "/api/token", data=spent).json()["error"] == "invalid_grant"
    space.set_clock(NOW)
    found["administrator, revoked"] = pair["access_token"]

    store(shared, {"coworkers": [{"Id": 110, "FullName": "Second", "Email": "second@here.test"}]})
    account(shared, "second@here.test")
    store(shared, {"teams": [{"Id": 57, "BusinessId": 1, "Name": "T", "TeamAdministrators": [110]}]})
    found["administrator, account suspended"] = space.sign_in("second@here.test")["access_token"]
    accounts.suspend(shared, 1, "second@here.test")
    return found


SIGNED_OUT = (
    "nobody",
    "malformed token",
    "unknown token",
    "suspended coworker",
    "archived coworker",
    "deleted coworker",
    "administrator elsewhere",
    "administrator, expired",
    "administrator, revoked",
    "administrator, account suspended",
)
KPI = "/api/public/teams/{}/kpi"
ADMINISTERED, ALL = (
    "/api/public/teams/my?isTeamAdmin=true&_shape=Records.Id",
    "/api/public/teams/my?isTeamAdmin=false&_shape=Records.Id",
)
INVITATIONS, OTHERS_INVITATIONS = (f"/api/public/teams/{team}/invitations" for team in (55, 56))
MINE = "/api/public/invitations/my"
BASIS, OTHERS_BASIS = (f"/api/public/teams/{team}/basis?_shape=TeamId,IsTeamAdministrator" for team in (55, 56))
PROFILE, OTHERS_PROFILE = "/api/public/teams/55/profile?_shape=Id", "/api/public/teams/56/profile?_shape=Id"
DIRECTORY, SHOWN, HIDDEN = (
    "/api/public/teams/published?_shape=Records.Id",
    "/api/public/teams/published/56?_shape=Id",
    "/api/public/teams/published/55?_shape=Id",
)
NO_SUCH = ("999", "0", "-55", "5.5", "abc", "55x", "9007199254740993", "1" * 400, "%00", "55%20", "%D9%A5")
NOT_PUBLISHED = problem("team_not_found", 404, "Team not found", "There is no such team in the directory.")
FIGURES = object()  # the figures of team 55, or of 56, in the caller's network

EXPECTED: dict[str, dict[str, object]] = {
    "administrator": {"55": FIGURES, "56": NO_TEAM, ADMINISTERED: [55], ALL: [55]},
    "administrator, not member": {"55": FIGURES, "56": NO_TEAM, ADMINISTERED: [55], ALL: [55]},
    "member": {"55": NOT_ADMINISTRATOR, "56": NO_TEAM, ADMINISTERED: [], ALL: [55]},
    "administrator of another team": {"55": NO_TEAM, "56": FIGURES, ADMINISTERED: [56], ALL: [56]},
    "outsider": {"55": NO_TEAM, "56": NO_TEAM, ADMINISTERED: [], ALL: []},
    "operator": {"55": NO_TEAM, "56": NO_TEAM, ADMINISTERED: [], ALL: []},
    **{who: dict.fromkeys(("55", "56", ADMINISTERED, ALL), NOT_AUTHENTICATED) for who in SIGNED_OUT},
}
NONE: dict[str, list[object]] = {"Invitations": []}
ADMINISTERS, BELONGS = {"IsTeamAdministrator": True}, {"IsTeamAdministrator": False}
PARTS: dict[str, dict[str, object]] = {
    "administrator": {PROFILE: 55, BASIS: {"TeamId": 55, **ADMINISTERS}, INVITATIONS: NONE},
    "administrator, not member": {PROFILE: 55, BASIS: {"TeamId": 55, **ADMINISTERS}, INVITATIONS: NONE},
    "member": {PROFILE: 55, BASIS: {"TeamId": 55, **BELONGS}, INVITATIONS: NOT_ADMINISTRATOR},
    "administrator of another team": {
        OTHERS_PROFILE: 56,
        OTHERS_BASIS: {"TeamId": 56, **ADMINISTERS},
        OTHERS_INVITATIONS: NONE,
    },
}
OF_A_TEAM = (PROFILE, OTHERS_PROFILE, BASIS, OTHERS_BASIS, INVITATIONS, OTHERS_INVITATIONS)
for _who, _asked in EXPECTED.items():
    if _who in SIGNED_OUT:
        _asked |= dict.fromkeys((*OF_A_TEAM, DIRECTORY, SHOWN, HIDDEN, MINE), NOT_AUTHENTICATED)
    else:
        _asked |= dict.fromkeys(OF_A_TEAM, NO_TEAM) | PARTS.get(_who, {})
        _asked |= {DIRECTORY: [56], SHOWN: 56, HIDDEN: NOT_PUBLISHED, MINE: NONE}  # the same for every customer

# What changes something, each with what an administrator of team 55 is told who asks for just that; nothing changes.
CHANGES: dict[tuple[str, str], tuple[object, int, str | None]] = {
    ("PUT", "/api/public/teams/55/profile"): ({}, 200, None),
    ("POST", "/api/public/teams/55/members"): (
        {"FullNames": ["M"], "Emails": ["c102@here.test"]},
        400,
        "already_team_member",
    ),
    ("DELETE", "/api/public/teams/55/members/999"): (None, 404, "member_not_found"),
    ("PUT", "/api/public/teams/55/administrators/999"): (None, 404, "member_not_found"),
    ("DELETE", "/api/public/teams/55/administrators/999"): (None, 404, "member_not_found"),
    ("DELETE", "/api/public/teams/55/members/x"): (None, 404, "member_not_found"),
    ("DELETE", "/api/public/teams/55/invitations/999"): (None, 404, "invitation_not_found"),
    ("DELETE", "/api/public/teams/55/invitations/x"): (None, 404, "invitation_not_found"),
    ("POST", "/api/public/teams/55/invitations/999/link"): (None, 404, "invitation_not_found"),
}
# What is anybody's who is signed in: an answer to an invitation, and there is none.
ANSWERS: dict[tuple[str, str], object] = {
    ("POST", "/api/public/invitations/999/accept"): None,
    ("POST", "/api/public/invitations/x/accept"): None,
    ("POST", "/api/public/invitations/999/decline"): None,
    ("POST", "/api/public/invitations/find"): {"Secret": "none"},
}
LEAVE = "/api/public/teams/{}/leave"


@pytest.mark.parametrize("who", EXPECTED)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_table(space: Space, shared: Connection[Any], tokens: dict[str, str | None], who: str, method: str) -> None:
    assert set(tokens) == set(EXPECTED)
    for asked, expected in EXPECTED[who].items():
        path = asked if asked.startswith("/") else KPI.format(asked)
        answer = space.ask(method, path, token=tokens[who])
        if expected is FIGURES:
            figures = team_kpi(shared, 1, int(asked), now=NOW)
            assert figures is not None
            body, status, challenge = encode(figures.body), 200, None
        elif isinstance(expected, list):
            body, status, challenge = encode({"Records": [{"Id": number} for number in expected]}), 200, None
        elif isinstance(expected, int):
            body, status, challenge = encode({"Id": expected}), 200, None
        else:
            assert isinstance(expected, dict)
            body, status = encode(expected), expected.get("status", 200)
            challenge = "Bearer" if status == 401 else None
        assert (answer.status_code, answer.headers.get("WWW-Authenticate")) == (status, challenge), (who, asked)
        assert answer.content == (b"" if method == "HEAD" else body), (who, asked)
        if "Content-Encoding" not in answer.headers:
            assert answer.headers["Content-Length"] == str(len(body))


@pytest.mark.parametrize("who", EXPECTED)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_metrics(space: Space, tokens: dict[str, str | None], who: str, method: str) -> None:
    """Who may see a team's figures may see its metrics, and nobody else."""
    for team in ("55", "56"):
        answer = space.ask(method, f"/api/public/teams/{team}/metrics?_shape=Metrics.CurrencyCode", token=tokens[who])
        expected = EXPECTED[who][team]
        body = {"Metrics": [{"CurrencyCode": "GBP"}] * 12} if expected is FIGURES else expected
        assert isinstance(body, dict)
        assert answer.status_code == body.get("status", 200)
        assert answer.content == (b"" if method == "HEAD" else encode(body))
        assert answer.headers.get("WWW-Authenticate") == ("Bearer" if answer.status_code == 401 else None)


@pytest.mark.parametrize("who", EXPECTED)
@pytest.mark.parametrize("ending", ["", ".csv", ".xlsx", ".pdf"])
def test_statements(space: Space, tokens: dict[str, str | None], who: str, ending: str) -> None:
    """Who may see a team's figures may see its statements, and nobody else; not even of themselves."""
    for team in ("55", "56"):
        path = f"/api/public/teams/{team}/statements/2026-10{ending}"
        answer = space.ask("HEAD", path, token=tokens[who])
        expected = EXPECTED[who][team]
        status = 200 if expected is FIGURES else expected["status"]  # type: ignore[index]
        assert answer.status_code == status
        if status != 200:
            assert space.get(path, token=tokens[who]).content == encode(expected)


ATTENDANCE = "/api/public/teams/{}/attendance"
ADMINISTRATED = {"administrator": (55,), "administrator, not member": (55,), "administrator of another team": (56,)}


@pytest.mark.parametrize("who", EXPECTED)
@pytest.mark.parametrize(("team", "member"), [(55, MEMBER), (56, OTHERS_ADMINISTRATOR)])
def test_attendance(space: Space, tokens: dict[str, str | None], who: str, team: int, member: int) -> None:
    path, token = ATTENDANCE.format(team), tokens[who]
    read = space.get(f"{path}?date=2026-11-18&_shape=IsTeamAdministrator,Attendance.TeamId", token=token)
    then = space.get(f"{path}?date=2026-11-18&at={NOW:%Y-%m-%dT%H:%M:%SZ}&_shape=Attendance.TeamId", token=token)
    change = [{"CoworkerId": member, "MondayAttendance": 1}]
    written = space.ask("PUT", path, token=token, json=change)
    administered = team in ADMINISTRATED.get(who, ())
    if administered or (who, team) == ("member", 55):
        assert read.json() == {"IsTeamAdministrator": administered, "Attendance": {"TeamId": team}}
        # The week of another time, with those who were members then, is for administrators.
        assert then.json() == ({"Attendance": {"TeamId": team}} if administered else NOT_ADMINISTRATOR)
        assert (written.status_code, written.content) == (
            (200, b"") if administered else (403, encode({**NOT_ADMINISTRATOR, "status": 403}))
        )
        assert "WWW-Authenticate" not in written.headers
    else:
        refused = NOT_AUTHENTICATED if who in SIGNED_OUT else NO_TEAM
        for answer in (read, then, written):
            assert (answer.status_code, answer.json()) == (refused["status"], refused)
            assert answer.headers.get("WWW-Authenticate") == ("Bearer" if who in SIGNED_OUT else None)


@pytest.mark.parametrize("who", EXPECTED)
@pytest.mark.parametrize("change", CHANGES, ids=" ".join)
def test_the_table_of_changes(
    space: Space, shared: Connection[Any], tokens: dict[str, str | None], who: str, change: tuple[str, str]
) -> None:
    body, status, code = CHANGES[change]
    version = "SELECT id, updated_on FROM teams UNION ALL SELECT id, updated_on FROM coworkers ORDER BY 1, 2"
    before = shared.execute(version).fetchall()
    answer = space.ask(*change, token=tokens[who], json=body)
    if who in SIGNED_OUT:
        expected: tuple[object, int] = NOT_AUTHENTICATED, 401
    elif who == "member":
        expected = NOT_ADMINISTRATOR | {"status": 403}, 403
    elif who.startswith("administrator") and "another" not in who:
        expected = (code, status)
    else:
        expected = NO_TEAM, 404
    told = answer.json() if answer.content else None
    assert (told["code"] if told and isinstance(expected[0], str) else told, answer.status_code) == expected
    assert answer.headers.get("WWW-Authenticate") == ("Bearer" if who in SIGNED_OUT else None)
    assert shared.execute(version).fetchall() == before


@pytest.mark.parametrize("who", EXPECTED)
@pytest.mark.parametrize("answered", ANSWERS, ids=" ".join)
def test_answers_to_invitations(
    space: Space, tokens: dict[str, str | None], who: str, answered: tuple[str, str]
) -> None:
    answer = space.ask(*answered, token=tokens[who], json=ANSWERS[answered])
    if who in SIGNED_OUT:
        assert (answer.status_code, answer.json()) == (401, NOT_AUTHENTICATED)
    else:
        assert (answer.status_code, answer.json()["code"]) == (404, "invitation_not_found")


LEAVERS = {
    "administrator": (55, ADMINISTRATOR),
    "administrator, not member": (55, ADMINISTRATOR_ONLY),
    "member": (55, MEMBER),
    "administrator of another team": (56, OTHERS_ADMINISTRATOR),
}


@pytest.mark.parametrize("who", EXPECTED)
@pytest.mark.parametrize("team", [55, 56])
def test_leaving(space: Space, shared: Connection[Any], tokens: dict[str, str | None], who: str, team: int) -> None:
    """Members and administrators leave their own team, and nobody changes another."""
    teams = "SELECT id, team_members, team_administrators FROM teams WHERE network_id = 1 ORDER BY id"
    before = shared.execute(teams).fetchall()
    answer = space.ask("POST", LEAVE.format(team), token=tokens[who])
    after = shared.execute(teams).fetchall()
    own_team, caller = LEAVERS.get(who, (0, 0))
    if own_team == team:
        assert (answer.status_code, answer.content) == (200, b"")
        without = [
            (number, *([one for one in people if number != team or one != caller] for people in lists))
            for number, *lists in before
        ]
        assert after == without != before
        store(shared, {"teams": records("here.test", "Here")["teams"]})
    else:
        refused = NOT_AUTHENTICATED if who in SIGNED_OUT else NO_TEAM
        assert (answer.status_code, answer.json()) == (refused["status"], refused)
        assert after == before


@pytest.mark.parametrize("team", NO_SUCH)
def test_what_is_no_team_is_not_found_by_those_signed_in_alone(
    space: Space, tokens: dict[str, str | None], team: str
) -> None:
    assert space.get(KPI.format(team), token=tokens["administrator"]).json() == NO_TEAM
    assert space.get(KPI.format(team), token=tokens["operator"]).json() == NO_TEAM
    assert space.get(KPI.format(team)).json() == NOT_AUTHENTICATED


@pytest.mark.parametrize("host", [ELSEWHERE, "ELSEWHERE.test:8000"])
def test_networks_with_the_same_ids_do_not_see_each_other(
    space: Space, shared: Connection[Any], tokens: dict[str, str | None], host: str
) -> None:
    there = {"headers": {"Host": host}}
    figures = team_kpi(shared, 2, 55, now=NOW)
    assert figures is not None
    assert figures.body.kpi[0].coworker_full_name == "Elsewhere 101"
    answer = space.get(KPI.format(55), token=tokens["administrator elsewhere"], **there)
    assert (answer.status_code, answer.content) == (200, encode(figures.body))
    assert space.get(KPI.format(55), token=tokens["administrator"], **there).json() == NOT_AUTHENTICATED


@pytest.mark.parametrize(
    "header",
    ["bearer {}", "BEARER {}", "Bearer   {}"],
)
def test_the_scheme_is_read_in_any_case(space: Space, tokens: dict[str, str | None], header: str) -> None:
    given = header.format(tokens["administrator"])
    assert space.get(KPI.format(55), headers={"AUTHORIZATION": given}).status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "{}", "Basic {}", "Bearer {} x", "Bearer {}é", "Token {}"])
def test_anything_else_is_no_authorization(space: Space, tokens: dict[str, str | None], header: str) -> None:
    given = header.format(tokens["administrator"]).encode("latin-1")
    assert space.get(KPI.format(55), headers={"Authorization": given}).json() == NOT_AUTHENTICATED


def test_two_authorizations_are_none(space: Space, tokens: dict[str, str | None]) -> None:
    given = f"Bearer {tokens['administrator']}"

    answer = space.ask("GET", KPI.format(55), raw_headers=[("Authorization", given), ("Authorization", given)])
    assert answer.json() == NOT_AUTHENTICATED


def test_the_order_of_decisions(space: Space, tokens: dict[str, str | None]) -> None:
    """First who asks, then what cannot be asked, then which team, then the role in it."""
    bad = "?_shape=Kpi..Id"
    detail = "_shape: path 1 has an empty segment"
    refused = problem("bad_request", 400, "Bad request", detail)
    assert space.get(KPI.format(55) + bad).json() == NOT_AUTHENTICATED
    assert space.get(KPI.format(999) + bad, token=tokens["administrator"]).json() == refused
    assert space.get(KPI.format(55) + bad, token=tokens["member"]).json() == refused
    for media_type, code in (("application/json", "bad_request"), ("text/plain", "unsupported_media_type")):
        change: dict[str, Any] = {"content": b"[", "headers": {"Content-Type": media_type}}
        for team, who in ((55, "member"), (999, "administrator")):
            assert space.ask("PUT", ATTENDANCE.format(team), token=tokens[who], **change).json()["code"] == code
        assert space.ask("PUT", ATTENDANCE.format(55), **change).json() == NOT_AUTHENTICATED


def test_a_host_that_no_network_answers_for(
    space: Space, shared: Connection[Any], tokens: dict[str, str | None]
) -> None:
    shared.execute("INSERT INTO network_host (host, network_id) VALUES ('here.test', 1)")
    try:
        detail = "No network is configured for this host."
        nowhere = problem("network_not_found", 404, "Network not found", detail)
        for token in (None, tokens["administrator"]):
            assert space.get(KPI.format(55), token=token).json() == nowhere
            assert space.get(ALL, token=token).json() == nowhere
        form = {"grant_type": "password", "username": "c101@here.test", "password": "x"}
        assert space.ask("POST", "/api/token", data=form).json() == nowhere
    finally:
        shared.execute("DELETE FROM network_host WHERE host = 'here.test'")
