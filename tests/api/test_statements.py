"""A team's statement of a month, over HTTP: the body, the files, their headers, and what is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import openpyxl
import pypdf
import pytest
from psycopg import Connection

from api.doorway import Space, account, running, store
from teamkpi.kpi.languages import LANGUAGES
from teamkpi.statements.content import Statement

JANE = "jane@here.test"
OCTOBER = "/api/public/teams/55/statements/2026-10"
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ITEM = {"Id": 1, "CoworkerId": 101, "BusinessId": 1, "CreatedOn": "2026-10-05T10:00Z", "UpdatedOn": "2026-10-05T10:00Z"}


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(
        shared,
        {
            "businesses": [{"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}],
            "coworkers": [{"Id": 101, "FullName": "=Jane", "Email": JANE}],
            "teams": [{"Id": 55, "BusinessId": 1, "Name": "Team", "TeamMembers": [101], "TeamAdministrators": [101]}],
            "coworkerproducts": [{**ITEM, "ProductId": 1, "ProductName": "Locker", "Price": 12.5}],
            "coworkerbookingcredits": [{**ITEM, "TotalCredit": 100}],
        },
    )
    account(shared, JANE)
    with running(shared_url, throttle=False) as space:
        yield space


@pytest.fixture
def token(space: Space) -> str:
    space.set_clock(NOW)
    found: str = space.sign_in(JANE)["access_token"]
    return found


def test_the_statement_is_stored_revalidated_and_shaped(space: Space, token: str) -> None:
    answer = space.get(OCTOBER, token=token)
    assert answer.status_code == 200
    found = msgspec.json.decode(answer.content, type=Statement)
    assert (found.month, found.version, found.latest_version, found.is_closed) == ("2026-10", 1, 1, True)
    assert [(one.title, one.amount) for one in found.items] == [("Locker", Decimal("12.5"))]
    held = space.get(OCTOBER, token=token, headers={"If-None-Match": answer.headers["ETag"]})
    assert (held.status_code, held.content) == (304, b"")
    shaped = space.get(f"{OCTOBER}?_shape=Version,Balances.Closing&VERSION=1", token=token)
    assert shaped.json() == {"Version": 1, "Balances": [{"Closing": 100}]}
    upper = space.get("/API/Public/Teams/55/Statements/2026-10", token=token)
    assert upper.content == answer.content


def test_the_present_month_is_told_so_far(space: Space, token: str) -> None:
    found = space.get("/api/public/teams/55/statements/2026-11", token=token).json()
    assert (found["Version"], found["LatestVersion"], found["IsClosed"]) == (None, None, False)
    assert found["KnownAt"] == "2026-11-18T12:00:00Z"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("ending", "kind"),
    [(".csv", "text/csv; charset=utf-8"), (".xlsx", XLSX), (".pdf", "application/pdf")],
)
def test_a_file_comes_in_the_language_of_its_reader(
    space: Space, token: str, language: str, ending: str, kind: str
) -> None:
    asked = {"Accept-Language": language}
    answer = space.get(OCTOBER + ending, token=token, headers=asked)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == kind
    name = f"statement-55-2026-10-v1{ending}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert (answer.headers["Content-Language"], answer.headers["Vary"]) == (language, "Accept-Language")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    title = {"en": "Monthly statement", "es": "Extracto mensual"}[language]
    if ending == ".csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
        assert rows[0] == [title]
        assert any("'=Jane (101)" in row for row in rows)
    elif ending == ".xlsx":
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        assert book.worksheets[0].title == title
        assert book.worksheets[0]["B2"].value == "Team (55)"
    else:
        assert title in pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    again = space.get(OCTOBER + ending, token=token, headers={**asked, "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    if ending == ".csv":
        other = {"Accept-Language": "es" if language == "en" else "en", "If-None-Match": answer.headers["ETag"]}
        assert space.get(OCTOBER + ending, token=token, headers=other).status_code == 200


def test_the_paper_is_one_of_two(space: Space, token: str) -> None:
    def width(query: str) -> int:
        content = space.get(f"{OCTOBER}.pdf{query}", token=token).content
        page: Any = pypdf.PdfReader(io.BytesIO(content)).pages[0]
        return int(page.mediabox.width)

    assert [width(query) for query in ("?paper=A4", "?paper=letter")] == [595, 612]
    refused = space.get(f"{OCTOBER}.pdf?paper=a5", token=token)
    assert (refused.status_code, refused.json()["detail"]) == (400, "paper: must be a4 or letter")


@pytest.mark.parametrize("ending", ["", ".csv"])
@pytest.mark.parametrize(
    ("rest", "reason"),
    [
        ("2026-13", "month: must be a month in 1900 or later, such as 2026-10"),
        ("october", "month: must be a month in 1900 or later, such as 2026-10"),
        ("2026-12", "month: must not be in the future"),
        ("2026-10{}?version=7", "version: must be an existing version of this statement; there are versions 1 to 1"),
        ("2026-11{}?version=1", "version: must be an existing version of this statement; there is none yet"),
        ("2026-10{}?version=0", "version: must be a whole number from 1 to 9007199254740991"),
    ],
)
def test_what_cannot_be_asked_is_named(space: Space, token: str, rest: str, reason: str, ending: str) -> None:
    rest = rest.format(ending) if "{}" in rest else rest + ending
    space.get(OCTOBER, token=token)
    answer = space.get(f"/api/public/teams/55/statements/{rest}", token=token)
    assert (answer.status_code, answer.json()["code"], answer.json()["detail"]) == (400, "bad_request", reason)


def test_an_ending_alone_is_no_month(space: Space, token: str) -> None:
    assert space.get("/api/public/teams/55/statements/.csv", token=token).status_code == 400
    assert space.get("/api/public/teams/55/statements/", token=token).status_code == 404
