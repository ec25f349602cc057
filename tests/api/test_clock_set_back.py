"""The server's clock is set back: no figure is wrong, no version is lost, and people can sign in and go on.

Only ``teamkpi.clock`` reads the clock, so the tests set back what it returns. ``test_throttle.py`` has what this does
to rate limits.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from api.backoffice import INSTANT, Office
from api.doorway import NOW, Space, account, store
from published import SEED
from spaces import asked, exact
from teamkpi.ledger import history
from teamkpi.usage import verify

KPI = "/api/public/teams/55/kpi"
JANE = "jane@techinnovators.com"


@pytest.mark.parametrize("back", [timedelta(seconds=5), timedelta(hours=3), timedelta(days=40)])
def test_a_clock_that_is_set_back_changes_no_figure_and_loses_no_version(
    conn: Connection[Any], run: Callable[..., Space], back: timedelta
) -> None:
    store(conn, SEED["ledger"])
    account(conn, JANE)
    account(conn, "op@example.org", operator=True)
    space = run()
    pair = space.sign_in(JANE)
    token = pair["access_token"]
    office = Office(space, space.sign_in("op@example.org")["access_token"])

    def right() -> Any:
        """The figures as they are computed now, without what the server has kept."""
        body = space.get(KPI, token=token).json()
        assert exact(body) == asked(conn, 1, 55, space.now)
        return body

    product = {"CoworkerId": 101, "BusinessId": 1, "ProductId": 5, "UpdatedOn": INSTANT}
    begun = right()
    made = office.create("coworkerproducts", **product, ProductName="before")
    assert right()["Kpi"][0]["UninvoicedProducts"] == begun["Kpi"][0]["UninvoicedProducts"] + 1
    walked = office.all("coworkerproducts")
    space.set_clock(NOW - back)
    after = right()
    for name in ("at the earlier time", "again"):
        office.replace("coworkerproducts", **{**product, "Id": made["Id"], "ProductName": name})
    office.create("coworkerproducts", **product, ProductName="another")
    assert right()["Kpi"][0]["UninvoicedProducts"] == after["Kpi"][0]["UninvoicedProducts"] + 1
    assert len(office.all("coworkerproducts")) == len(walked) + 1
    found = office.get("coworkerproducts", made["Id"])
    assert found is not None
    assert found["ProductName"] == "again"
    # People who are signed in stay so, others can sign in, and a pair of tokens can be exchanged for another.
    form = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    again = space.ask("POST", "/api/token", data=form)
    assert again.status_code == 200, again.text
    assert space.get(KPI, token=space.sign_in(JANE)["access_token"]).status_code == 200
    assert [*history.verify(conn, 1), *verify(conn, 1)] == []
    space.set_clock(NOW + timedelta(minutes=1))
    token = space.sign_in(JANE)["access_token"]
    assert right()["Kpi"][0]["UninvoicedProducts"] == begun["Kpi"][0]["UninvoicedProducts"] + 2
    assert [*history.verify(conn, 1), *verify(conn, 1)] == []
