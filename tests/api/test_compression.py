"""Responses that read figures or records are compressed as a client asks; those with secrets never are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection

from api.backoffice import an_office
from api.doorway import Space, account, running, store
from published import SEED
from teamkpi.api.http.content_coding import CODINGS, SMALLEST, best_of

EMAIL = "jane@techinnovators.com"
MANY = [{"Id": 200 + n, "FullName": f"Member {n}", "Email": f"member{n}@example.com"} for n in range(12)]
TEAM = {
    "Id": 55,
    "BusinessId": 1,
    "Name": "Tech",
    "TeamMembers": [101, *(one["Id"] for one in MANY)],
    "TeamAdministrators": [101],
}
LARGE = [
    "/api/public/teams/55/kpi",
    "/api/public/teams/55/kpi?_shape=Kpi.CoworkerFullName,Kpi.CoworkerId,Kpi.BookedTimeTotal",
    "/api/public/teams/55/kpi?at=2026-11-01",
    "/api/public/teams/55/metrics",
    "/api/public/figures",
]


@pytest.fixture(scope="module")
def asking(shared_url: str, shared: Connection[Any]) -> Iterator[tuple[Space, str]]:
    store(shared, SEED["ledger"])
    store(shared, {"coworkers": MANY, "teams": [TEAM]})
    account(shared, EMAIL)
    with running(shared_url) as space:
        yield space, space.sign_in(EMAIL)["access_token"]


@pytest.mark.parametrize("path", LARGE)
def test_each_coding_says_the_same_under_a_validator_of_its_own(asking: tuple[Space, str], path: str) -> None:
    space, token = asking
    plain = space.get(path, token=token, headers={"Accept-Encoding": "identity"})
    assert (plain.status_code, "Content-Encoding" in plain.headers) == (200, False)
    assert "Accept-Encoding" in plain.headers["Vary"]
    tags = {plain.headers["ETag"]}
    for coding in CODINGS:
        asked = {"Accept-Encoding": coding}
        for _ in range(2):  # the second may be one that was kept
            answer = space.get(path, token=token, headers=asked)
            assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, coding)
            assert answer.content == plain.content
            assert 0 < int(answer.headers["Content-Length"]) < len(plain.content)
            assert "Accept-Encoding" in answer.headers["Vary"]
        tag = answer.headers["ETag"]
        tags.add(tag)
        held = space.get(path, token=token, headers={**asked, "If-None-Match": tag})
        assert (held.status_code, held.headers["ETag"], held.content) == (304, tag, b"")
        other = space.get(path, token=token, headers={"Accept-Encoding": "identity", "If-None-Match": tag})
        assert (other.status_code, other.content) == (200, plain.content)
    assert len(tags) == 1 + len(CODINGS)


def test_a_small_response_is_sent_as_it_is(asking: tuple[Space, str]) -> None:
    space, token = asking
    answer = space.get("/api/public/teams/55/basis", token=token, headers={"Accept-Encoding": "gzip, br, zstd"})
    assert answer.status_code == 200
    assert len(answer.content) < SMALLEST
    assert "Content-Encoding" not in answer.headers


def test_lists_of_the_back_office_are_compressed(asking: tuple[Space, str], shared: Connection[Any]) -> None:
    space, _ = asking
    office = an_office(shared, space)
    store(shared, {"coworkers": MANY}, network_id=office.network_id)
    plain = office.ask("GET", "coworkers", headers={"Accept-Encoding": "identity"})
    assert len(plain.json()["Records"]) == len(MANY)
    for coding in CODINGS:
        answer = office.ask("GET", "coworkers", headers={"Accept-Encoding": coding})
        assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == (coding, "Accept-Encoding")
        assert answer.content == plain.content


def test_nothing_that_must_not_be_stored_is_compressed(asking: tuple[Space, str]) -> None:
    """What is sent with ``no-store`` holds a secret, or says who somebody is."""
    space, token = asking
    form = {"grant_type": "password", "username": EMAIL, "password": "x" * 3000}
    for answer in (
        space.ask("POST", "/api/token", data=form),
        space.ask("POST", "/api/public/teams/55/invitations/link", token=token, json={"Email": "a@example.com"}),
        space.get(f"/api/public/teams/55/kpi?_shape={'nope,' * 500}", token="no-such-token"),
    ):
        assert "content-encoding" not in answer.headers
        assert len(answer.content) > 0


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP ; Q = 0.5", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0.8, gzip;q=0.8", "br"),
        ("zstd;q=0, *", "br"),
        ("*;q=0", ""),
        ("identity, gzip;q=0.5", ""),
        ("identity;q=0.5, gzip", "gzip"),
        ("identity, gzip", "gzip"),
        ("gzip;q=2", ""),
        ("gzip;q=0.0001", ""),
        ("gzip;level=1", ""),
        ("", ""),
        (",,;,", ""),
        ("x" * 2000 + ",gzip", ""),
        ("gzip;q=\N{LATIN SMALL LETTER E WITH ACUTE}", ""),
    ],
)
def test_the_coding_that_weighs_most_is_chosen(accepted: str, expected: str) -> None:
    assert best_of(accepted.encode("latin-1"), tuple(CODINGS)) == expected
