"""The figures over HTTP: the vectors, ``_shape``, conditional requests, freshness, and what a request costs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

import published
from api.doorway import NOW, Space, account, running, statement_counter, store
from published import SEED
from teamkpi.kpi import FIGURES

KPI = "/api/public/teams/55/kpi"
ASKER = "asker@example.org"


@pytest.fixture(scope="module")
def asking(shared_url: str, shared: Connection[Any]) -> Iterator[tuple[Space, str]]:
    """An application on the seed's ledger, and a token of the team's administrator."""
    store(shared, SEED["ledger"])
    account(shared, "jane@techinnovators.com")
    with running(shared_url) as space:
        yield space, space.sign_in("jane@techinnovators.com")["access_token"]


@pytest.mark.parametrize("name", published.VECTORS)
def test_every_vector(conn: Connection[Any], run: Callable[..., Space], name: str) -> None:
    vector = published.vector(name)
    store(conn, vector["ledger"])
    # Somebody asks who is no member, so that no row is added: an administrator.
    [team] = [one for one in vector["ledger"]["teams"] if one["Id"] == vector["team"]]
    store(
        conn,
        {
            "coworkers": [{"Id": 900_001, "FullName": "Asker", "Email": ASKER}],
            "teams": [team | {"TeamAdministrators": [900_001], "UpdatedOn": "2999-01-01T00:00:00Z"}],
        },
    )
    account(conn, ASKER)
    space = run(now=datetime.fromisoformat(vector["now"]))
    answer = space.get(f"/api/public/teams/{vector['team']}/kpi", token=space.sign_in(ASKER)["access_token"])
    assert (answer.status_code, answer.json()) == (200, vector["expect"])
    assert all(list(row) == [figure.wire for figure in FIGURES] for row in answer.json()["Kpi"])


def test_the_whole_answer(asking: tuple[Space, str]) -> None:
    space, token = asking
    answer = space.get(KPI, token=token)
    assert answer.json() == SEED["expect"]
    headers = {name: answer.headers[name] for name in ("Content-Type", "Cache-Control")}
    assert headers == {"Content-Type": "application/json", "Cache-Control": "private, no-cache"}
    assert re.fullmatch(r'"[0-9a-f]+"', answer.headers["ETag"])


_FIELDS = [figure.wire for figure in FIGURES]
_PATHS = st.lists(
    st.one_of(
        st.sampled_from([f"Kpi.{name}" for name in _FIELDS]),
        st.sampled_from(["Kpi", "Nope", "Kpi.Nope", "kpi.CoworkerId", "Kpi.CoworkerId.Deeper"]),
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None)
@given(paths=_PATHS, blanks=st.sampled_from([",", " ,", ", ", " , "]))
def test_a_shaped_answer_is_the_full_one_with_fields_removed(
    asking: tuple[Space, str], paths: list[str], blanks: str
) -> None:
    space, token = asking
    answer = space.get(KPI, token=token, params={"_shape": blanks.join(paths)})
    known = {name for name in _FIELDS if f"Kpi.{name}" in paths}
    expected: dict[str, Any] = {}
    if "Kpi" in paths:
        expected = SEED["expect"]
    elif known:
        expected = {"Kpi": [{name: row[name] for name in _FIELDS if name in known} for row in SEED["expect"]["Kpi"]]}
    assert (answer.status_code, answer.text) == (200, json.dumps(expected, separators=(",", ":")))
    unknown = dict.fromkeys(path for path in paths if path not in {"Kpi", *(f"Kpi.{name}" for name in known)})
    assert answer.headers.get("X-Unknown-Shape-Paths") == (",".join(unknown) or None)


@pytest.mark.parametrize(
    ("value", "detail"),
    [
        ("Kpi..CoworkerId", "path 1 has an empty segment"),
        ("Kpi,,Kpi", "path 2 has an empty segment"),
        ("a." * 8 + "a", "path 1 is deeper than 8 levels"),
        ("Kpi," * 256 + "Kpi", "must contain at most 256 paths"),
        ("K" * 4097, "must be at most 4096 characters long"),
        ("Kpi.CoworkerId," * 1000, "must be at most 4096 characters long"),
    ],
)
def test_what_cannot_be_a_shape(asking: tuple[Space, str], value: str, detail: str) -> None:
    space, token = asking
    # Put together by hand: the client does not send addresses of ten megabytes on its own.
    answer = space.ask_raw("GET", KPI, b"_shape=" + value.encode(), token=token)
    assert (answer["status"], json.loads(answer["body"])["detail"]) == (400, f"_shape: {detail}")


def test_a_query_of_ten_megabytes(asking: tuple[Space, str]) -> None:
    space, token = asking
    answer = space.ask_raw("GET", KPI, b"_shape=" + b"Kpi.CoworkerId," * 700_000, token=token)
    found = (answer["status"], json.loads(answer["body"])["detail"])
    assert found == (400, "query: must be at most 16,384 bytes long")


def test_an_empty_shape_is_the_full_answer(asking: tuple[Space, str]) -> None:
    space, token = asking
    for query in ("?_shape=", "?_shape=%20", "?unknown=1"):
        assert space.get(KPI + query, token=token).json() == SEED["expect"]
    assert space.get(KPI + "?_shape=Kpi&_shape=Kpi", token=token).status_code == 400


def test_money_keeps_every_digit(conn: Connection[Any], run: Callable[..., Space]) -> None:
    credit = {"CoworkerId": 101, "BusinessId": 1}
    store(conn, SEED["ledger"])
    store(
        conn,
        {
            "coworkerbookingcredits": [
                {"Id": 70, "TotalCredit": 900_719_925_474_099_300, **credit},
                {"Id": 71, "TotalCredit": Decimal("0.000001"), **credit},
            ]
        },
    )
    account(conn, "jane@techinnovators.com")
    space = run()
    token = space.sign_in("jane@techinnovators.com")["access_token"]
    for query in ("", "?_shape=Kpi.RemainingBookingCredit", "?_shape=Kpi"):
        assert '"RemainingBookingCredit":900719925474099800.000001' in space.get(KPI + query, token=token).text


def test_conditional_requests(asking: tuple[Space, str]) -> None:
    space, token = asking
    etag = space.get(KPI, token=token).headers["ETag"]
    for held in (etag, f"W/{etag}", f'"a,b" ,{etag}', " * ", f'W/"x", W/{etag}', f",, {etag} ,", f'"é",{etag}'):
        for method in ("GET", "HEAD"):
            answer = space.ask(method, KPI, token=token, headers={"If-None-Match": held.encode("latin-1")})
            assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", etag)
            assert answer.headers["Cache-Control"] == "private, no-cache"
    malformed = (f"{etag}x", f"x{etag}", f"{etag} {etag}", f'{etag}, "', f"w/{etag}", f"*, {etag}", f'"a b", {etag}')
    for other in ('"another"', etag.strip('"'), "", f'"{etag}"', "W/*", *malformed):
        assert space.get(KPI, token=token, headers={"If-None-Match": other}).status_code == 200
    for first, second in ((etag, '"another"'), ('"another"', etag)):  # two lines are one list
        lines = [("If-None-Match", first), ("If-None-Match", second)]
        assert space.get(KPI, token=token, raw_headers=lines).status_code == 304
    # Who may not ask is not told that nothing has changed.
    assert space.get(KPI, headers={"If-None-Match": "*"}).status_code == 401


def test_each_shape_has_an_etag_of_its_own(asking: tuple[Space, str]) -> None:
    space, token = asking
    shapes = ["", "?_shape=Kpi", "?_shape=Kpi.CoworkerId", "?_shape=Kpi.CoworkerEmail"]
    etags = [space.get(KPI + shape, token=token).headers["ETag"] for shape in shapes]
    assert len(set(etags)) == len(shapes)
    for shape, etag in zip(shapes, etags, strict=True):
        assert space.get(KPI + shape, token=token, headers={"If-None-Match": etag}).status_code == 304
        assert space.get(KPI + "?_shape=Kpi.BookedTimeTotal", token=token, headers={"If-None-Match": etag}).content


def test_an_acknowledged_write_is_in_the_next_answer(conn: Connection[Any], run: Callable[..., Space]) -> None:
    store(conn, SEED["ledger"])
    account(conn, "jane@techinnovators.com")
    space = run()
    token = space.sign_in("jane@techinnovators.com")["access_token"]
    etag, count = space.get(KPI, token=token).headers["ETag"], SEED["expect"]["Kpi"][0]["UninvoicedProducts"]
    for number in range(1, 20):
        store(conn, {"coworkerproducts": [{"Id": number, "CoworkerId": 101, "BusinessId": 1, "ProductId": 7}]})
        answer = space.get(KPI, token=token, headers={"If-None-Match": etag})
        assert answer.json()["Kpi"][0]["UninvoicedProducts"] == count + number
        etag = answer.headers["ETag"]


def test_time_alone_changes_an_answer(conn: Connection[Any], run: Callable[..., Space]) -> None:
    store(conn, SEED["ledger"])
    opened = {"Id": 1, "BusinessId": 1, "CoworkerId": 101, "FromTime": NOW.isoformat()}
    store(conn, {"checkins": [opened]})
    account(conn, "jane@techinnovators.com")
    space = run()
    token = space.sign_in("jane@techinnovators.com")["access_token"]
    start, etag = SEED["expect"]["Kpi"][0]["CheckedTimeTotal"], "none"
    for seconds, minutes in ((0, 0), (59, 0), (60, 1), (119, 1), (120, 2)):
        space.set_clock(NOW + timedelta(seconds=seconds))
        answer = space.get(KPI, token=token, headers={"If-None-Match": etag})
        if seconds % 60:
            assert answer.status_code == 304
        else:
            assert answer.json()["Kpi"][0]["CheckedTimeTotal"] == start + minutes
            etag = answer.headers["ETag"]


def test_a_request_costs_two_statements_cold_and_one_warm(
    conn: Connection[Any], database_url: str, server_url: str
) -> None:
    """Counted by the database server itself, in its own log."""
    store(conn, SEED["ledger"])
    account(conn, "jane@techinnovators.com")
    statements = statement_counter(conn, server_url)
    with running(database_url, throttle=False, pool_size=1) as space:  # the throttle writes now and then
        token = space.sign_in("jane@techinnovators.com")["access_token"]

        def ask() -> None:
            assert space.get(KPI, token=token).json() == SEED["expect"]

        counts = [statements(ask) for _ in range(4)]
        store(conn, {"coworkers": [SEED["ledger"]["coworkers"][0] | {"UpdatedOn": "2026-02-01", "Notes": "seen"}]})
        # The first of all also looks up the network of the host, once for each host and process.
        # The first after a write looks whether somebody has committed, and then asks as if it were the first of all.
        assert [*counts, statements(ask), statements(ask)] == [3, 1, 1, 1, 3, 1]
