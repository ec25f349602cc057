"""Records that several requests create at the same time: one that fails takes nothing from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection

from api.backoffice import OPERATOR, REQUIRED
from api.doorway import Space, account, running
from teamkpi.api.backoffice.handlers import path_of
from teamkpi.ledger import ENTITIES

PRODUCTS = path_of(ENTITIES["coworkerproducts"])
# What makes the database refuse a record that nothing else refuses: a stand-in for whatever nobody has thought of.
SABOTAGE = "ALTER TABLE coworkerproducts ADD CONSTRAINT sabotage CHECK (product_name IS DISTINCT FROM 'sabotage')"


@pytest.fixture
def space(database_url: str, conn: Connection[Any]) -> Iterator[Space]:
    conn.execute(SABOTAGE)
    account(conn, OPERATOR, operator=True)
    with running(database_url, throttle=False) as space:
        yield space


def test_one_that_fails_takes_nothing_from_the_others(space: Space, conn: Connection[Any]) -> None:
    token = space.sign_in(OPERATOR)["access_token"]
    headers = {"Content-Type": "application/json"}

    def wanted(number: int) -> tuple[str, str, dict[str, Any]]:
        if number == 7:
            record = '{"CoworkerId":101,"BusinessId":1,"ProductId":5,"Price":1e999999999}'
            return "POST", PRODUCTS, {"content": record, "headers": headers}
        name = "sabotage" if number == 13 else f"product {number}"
        own_id = {"Id": 1_000 + number} if number % 3 == 0 else {}
        return "POST", PRODUCTS, {"json": {**REQUIRED["coworkerproducts"], **own_id, "ProductName": name}}

    answers = space.ask_together([wanted(number) for number in range(60)], token=token)
    refused, failed = answers[7], answers[13]
    assert refused.status_code == 400
    assert [one["PropertyName"] for one in refused.json()["Errors"]] == ["Price"]
    assert (failed.status_code, failed.json()["code"]) == (500, "internal_error")
    good = [number for number in range(60) if number not in {7, 13}]
    assert Counter(answer.status_code for answer in answers) == {200: 58, 400: 1, 500: 1}
    made = {answers[number].json()["Value"]["Id"]: f"product {number}" for number in good}
    stored = conn.execute("SELECT id, product_name FROM coworkerproducts WHERE network_id = 1").fetchall()
    assert sorted(stored) == sorted(made.items())
    errors = [line["error"] for line in space.log_lines() if "error" in line]
    assert [error[0].partition(" ")[0] for error in errors] == ["psycopg.errors.CheckViolation"]
