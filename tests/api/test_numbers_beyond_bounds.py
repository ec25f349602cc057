"""Numbers that nobody can calculate with are refused by the name of their field, at every door, and change nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from psycopg import Connection

from api.backoffice import REQUIRED
from api.doorway import NOW, Space, account, running, store
from api.test_webhooks import KEPT, KEY, Hook
from spaces import ledger_tables
from teamkpi.api.backoffice.handlers import path_of
from teamkpi.errors import BatchRejected
from teamkpi.ledger import ENTITIES, apply
from teamkpi.ledger.files import Source

JANE: Final = "jane@example.com"
NUMBERS: Final = (
    "1e999999999",
    "-1e999999999",
    "0e-999999999",
    "1e-999999999",
    "1e99999999999999999999",
    "9" * 5000,
    "1" + "0" * 4000,
)
TEAM: Final = "/api/public/teams/55"
HERE: Final = "number goes here"
NUMERIC: Final = {"numeric", "integer", "bigint"}
# The call, the fields that are refused by name, and the body, with the places of the numbers marked.
JSON_DOORS: Final[Mapping[str, tuple[str, str, tuple[str, ...], Any]]] = {
    **{
        f"new {plural}": ("POST", path_of(entity), fields, {**REQUIRED[plural], **dict.fromkeys(fields, HERE)})
        for plural, entity in ENTITIES.items()
        if (fields := tuple(one.name for one in entity.fields if one.kind.column_type in NUMERIC))
    },
    "replaced": (
        "PUT",
        "/api/spaces/teams/55",
        ("MaxTeamMemberCount",),
        {**REQUIRED["teams"], "MaxTeamMemberCount": HERE},
    ),
    "which record": ("PUT", "/api/spaces/teams", ("Id",), {**REQUIRED["teams"], "Id": HERE}),
    "list of ids": (
        "PUT",
        "/api/spaces/teams/55",
        ("TeamMembers",),
        {**REQUIRED["teams"], "TeamMembers": [101, HERE]},
    ),
    "added ids": (
        "PUT",
        "/api/spaces/teams/55",
        ("AddedTeamMembers",),
        {**REQUIRED["teams"], "AddedTeamMembers": [HERE]},
    ),
    "several at once": (
        "POST",
        "/api/billing/coworkertimepasses",
        ("CreateMultiple",),
        {**REQUIRED["coworkertimepasses"], "CreateMultiple": HERE},
    ),
    "attendance, who": ("PUT", f"{TEAM}/attendance", ("CoworkerId",), [{"CoworkerId": HERE}]),
    "attendance, where": (
        "PUT",
        f"{TEAM}/attendance",
        ("MondayAttendance",),
        [{"CoworkerId": 101, "MondayAttendance": HERE}],
    ),
    "profile": ("PUT", f"{TEAM}/profile", ("ProfileIsPublic",), {"ProfileIsPublic": HERE}),
    "new members": (
        "POST",
        f"{TEAM}/members",
        ("TariffId",),
        {"FullNames": ["A"], "Emails": ["a@b.c"], "TariffId": HERE},
    ),
}


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(
        shared,
        {
            "businesses": [{**REQUIRED["businesses"], "Id": 1}],
            "coworkers": [{**REQUIRED["coworkers"], "Id": 101}],
            "teams": [{**REQUIRED["teams"], "Id": 55, "TeamMembers": [101], "TeamAdministrators": [101]}],
        },
    )
    account(shared, JANE, operator=True)
    with running(shared_url, secret_key=(KEY,)) as space:
        yield space


@pytest.fixture(scope="module")
def token(space: Space) -> str:
    access: str = space.sign_in(JANE)["access_token"]
    return access


@pytest.fixture(autouse=True)
def nothing_changes(shared: Connection[Any]) -> Iterator[None]:
    before = ledger_tables(shared, 1)
    yield
    assert ledger_tables(shared, 1) == before


def refused(answer: Any) -> tuple[str, ...]:
    """The fields that a refusal names, or all of its words; its status must be that of a refusal."""
    assert answer.status_code == 400, answer.text
    found: Mapping[str, Any] = answer.json()
    if "Errors" in found:
        assert found["WasSuccessful"] is False
        return tuple(one["PropertyName"] for one in found["Errors"])
    assert found["code"] == "bad_request"
    return tuple(found["detail"].replace(":", "").split())


@pytest.mark.parametrize("door", JSON_DOORS)
def test_json(space: Space, token: str, door: str) -> None:
    method, path, fields, body = JSON_DOORS[door]
    mark, headers = json.dumps(HERE), {"Content-Type": "application/json"}
    for number in NUMBERS:
        for written in (number, json.dumps(number)):
            content = json.dumps(body).replace(mark, written)
            found = refused(space.ask(method, path, token=token, content=content, headers=headers))
            assert set(fields) <= set(found), number[:40]
            assert path.startswith(TEAM) or len(found) == len(fields)


def test_forms_and_queries(space: Space, token: str) -> None:
    products = path_of(ENTITIES["coworkerproducts"])
    for number in NUMBERS:
        form = {**REQUIRED["coworkerproducts"], "Price": number}
        assert refused(space.ask("POST", products, token=token, data=form)) == ("Price",)
        for name, value in (
            ("from_CoworkerProduct_Price", number),
            ("to_CoworkerProduct_Quantity", number),
            ("CoworkerProduct_Coworker", number),
            ("id", f"[1,{number}]"),
            ("page", number),
        ):
            assert refused(space.get(products, token=token, params={name: value})) == (name,)
        for path, name in ((f"{TEAM}/metrics", "months"), ("/api/public/teams/my?isTeamAdmin=1", "teamId")):
            assert refused(space.get(path, token=token, params={"isTeamAdmin": "1", name: number}))[0] == name


def test_a_command_says_so_in_its_envelope(space: Space, token: str) -> None:
    headers = {"Content-Type": "application/json"}
    for number in NUMBERS:
        for ids in (f"[{number}]", f'"{number}"'):
            content = f'{{"Key":"CANCEL_BOOKING","Ids":{ids}}}'
            answer = space.ask("POST", "/api/spaces/bookings/runcommand", token=token, content=content, headers=headers)
            assert (answer.status_code, answer.json()["Message"]) == (200, "Ids: must be a list of ids")


def test_a_delivery_is_kept_with_the_field_that_is_wrong(space: Space, shared: Connection[Any]) -> None:
    hook = Hook(space, shared)
    record = {**REQUIRED["coworkerproducts"], "Id": 7, "UpdatedOn": "2026-11-02T08:00:00Z", "Price": HERE}
    for number in NUMBERS:
        answer = hook.post(json.dumps([record]).replace(json.dumps(HERE), number).encode())
        assert (answer.status_code, answer.json()) == (200, KEPT)
    reasons = hook.reasons()
    assert len(reasons) == len(NUMBERS)
    assert all(reason.startswith("CoworkerProduct: Price must ") for reason in reasons)


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_an_import_names_line_and_field(shared: Connection[Any], tmp_path: Path, kind: str) -> None:
    record = {**REQUIRED["coworkerproducts"], "Id": 7, "UpdatedOn": "2026-11-02T08:00:00Z", "Price": HERE}
    if kind == "jsonl":
        lines = [json.dumps(record).replace(json.dumps(HERE), number) for number in NUMBERS]
    else:
        row = ",".join(map(str, record.values()))
        lines = [",".join(record), *(row.replace(HERE, number) for number in NUMBERS)]
    (tmp_path / f"coworkerproducts.{kind}").write_text("\n".join(lines) + "\n")
    with pytest.raises(BatchRejected) as error:
        apply(shared, 1, Source(tmp_path), now=NOW)
    first = len(lines) - len(NUMBERS) + 1
    rejected = [(one.position, one.field) for one in error.value.report.rejected]
    assert rejected == [(first + place, "Price") for place in range(len(NUMBERS))]
