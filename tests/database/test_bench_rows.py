"""The measurements of ``bench/`` rely on the schema and the server as they are now."""

from __future__ import annotations

import json
from typing import Any

import psutil
from bench.contest import _postmaster
from bench.generate_ledger import Ledger
from bench.imports import read_rows, write_rows
from bench.spaces import items, space
from psycopg import Connection, sql

from spaces import write
from teamkpi.ledger import ENTITIES


def test_rows_that_measurements_copy_are_what_the_product_writes(conn: Connection[Any]) -> None:
    files = space(Ledger(6, 3, seed=1), 2, 20) | items(Ledger(6, 3, seed=1), 10)
    write(conn, 1, ((plural, json.loads(line)) for plural, lines in files.items() for line in lines))
    rows = read_rows(conn)
    assert {plural for plural, several in rows.items() if several} == set(files)
    conn.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(map(sql.Identifier, ENTITIES))))
    with conn.transaction():
        write_rows(conn, rows)
    assert read_rows(conn) == rows


def test_the_server_whose_processor_time_is_measured_is_found(conn: Connection[Any]) -> None:
    server = psutil.Process(_postmaster(conn.info.dsn))
    assert conn.info.backend_pid in {one.pid for one in server.children()}
