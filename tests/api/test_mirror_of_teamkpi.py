"""Another teamkpi's back office as the source of a mirror: it speaks the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
from psycopg import Connection, sql

from api.backoffice import OPERATOR, REQUIRED
from api.doorway import NOW, PASSWORD, Space, account, store
from spaces import ledger_tables, new_network
from teamkpi.accounts import Seal
from teamkpi.api.backoffice.handlers import path_of
from teamkpi.ledger import ENTITIES
from teamkpi.mirror import Credentials, Pace, Runner, Upstream, sources
from teamkpi.mirror.status import read_status

SOME = ("businesses", "coworkers", "teams", "bookings", "coworkertimepasses")
SEAL = Seal(["a2V5IG9mIHRoaXJ0eS10d28gYnl0ZXMgZm9yIHRlc3Q="])


class _Through(httpx.BaseTransport):
    """Sends a client's requests to an application in this process."""

    def __init__(self, space: Space) -> None:
        self._space = space

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        headers = [(name, value) for name, value in request.headers.items() if name != "host"]
        path = request.url.raw_path.decode()
        answer = self._space.ask(request.method, path, raw_headers=headers, content=request.read())
        date = f"{self._space.now:%a, %d %b %Y %H:%M:%S} GMT"  # a server adds it
        kept = [(name, value) for name, value in answer.headers.items() if name != "content-encoding"]
        return httpx.Response(answer.status_code, headers=[*kept, ("date", date)], content=answer.content)


def test_another_teamkpi_is_mirrored(run: Callable[..., Space], conn: Connection[Any]) -> None:
    records = {
        plural: [{**fields, "Id": 100 + number} for number in range(3)]
        for plural, fields in REQUIRED.items()
        if plural in SOME
    }
    for number, team in enumerate(records["teams"]):
        team |= {"TeamMembers": [101, 102][: number + 1], "TeamAdministrators": [101]}
    store(conn, records)
    account(conn, OPERATOR, operator=True)
    space = run()
    here = new_network(conn)
    conn.execute("INSERT INTO network_host (network_id, host) VALUES (%s, 'copy.test')", (here,))
    credentials = Credentials(OPERATOR, PASSWORD)
    options: dict[str, Any] = {"businesses": (), "share": 100, "every_seconds": 300, "most_deleted": 100}
    address = "http://teamkpi.test"
    sources.add(conn, here, "teamkpi", address, credentials, allows_http=True, seal=SEAL, now=NOW, **options)
    upstream = Upstream(
        address,
        credentials,
        pace=Pace((), 100, 0),
        wait=lambda seconds: space.forward(timedelta(seconds=seconds)),
        now=lambda: space.now,
        transport=_Through(space),
    )
    runner = Runner(conn, sources.get(conn, here), upstream, now=lambda: space.now)
    runner.run(SOME)
    assert _present(conn, here) == _present(conn, 1)
    kinds = read_status(conn, here, now=space.now).kinds
    assert {one.entity: one.note for one in kinds if one.entity in SOME} == dict.fromkeys(SOME, "")

    space.forward(timedelta(hours=1))
    for plural, change in (("teams", {"TeamMembers": [103]}), ("coworkers", {"FullName": "Jane Jones"})):
        body = {**REQUIRED[plural], "Id": 100, **change}
        answer = space.ask("PUT", path_of(ENTITIES[plural]), json=body, token=_token(space))
        assert answer.status_code == 200, answer.text
    for plural in ("bookings", "coworkertimepasses"):
        answer = space.ask("DELETE", f"{path_of(ENTITIES[plural])}/101", token=_token(space))
        assert answer.status_code == 200, answer.text
    runner.run(SOME)
    assert _deleted(conn, here, "bookings") == {101}  # by the audit trail
    runner.run(SOME, is_full=True)
    assert _deleted(conn, here, "coworkertimepasses") == {101}
    assert _present(conn, here) == _present(conn, 1)
    upstream.close()


def _token(space: Space) -> str:
    return str(space.sign_in(OPERATOR)["access_token"])


def _present(conn: Connection[Any], network_id: int) -> dict[str, Any]:
    """Every record that is there, and the sums; without the marks of lists, which a copy gets in its own way."""
    tables = ledger_tables(conn, network_id)
    found: dict[str, Any] = {"usage_month": tables["usage_month"]}
    for plural, entity in ENTITIES.items():
        marks = {one.column for one in entity.marks}
        places = [place for column, place in entity.place.items() if column not in marks]
        deleted = entity.place["is_deleted"]
        found[plural] = [[row[place] for place in places] for row in tables[plural] if not row[deleted]]
    return found


def _deleted(conn: Connection[Any], network_id: int, plural: str) -> set[int]:
    statement = sql.SQL("SELECT id FROM {} WHERE network_id = %s AND is_deleted").format(sql.Identifier(plural))
    return {row[0] for row in conn.execute(statement, (network_id,))}
