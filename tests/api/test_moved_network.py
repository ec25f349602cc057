"""A network in another database answers as where it came from, to the same tokens, passwords and keys."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path
from typing import Any

from psycopg import Connection

from api.doorway import NOW, running
from api.test_isolation import ALL, KEY, NO_EVENT, THERE, Asked, Network, shown, two_networks
from conftest import fresh_database
from teamkpi import network_files, networks
from teamkpi.accounts import Seal
from teamkpi.cli.second_factor import SEALED_BY
from teamkpi.db import connect

OTHER_KEY = b64encode(bytes(range(32, 64))).decode()
_OF_NEITHER = re.compile(r"7000(002|056|102)\b|" + NO_EVENT)


def is_asked(asked: Asked) -> bool:
    """Whether it is a read, a sign-in, or a delivery with the signature of a secret that was encrypted again.

    What the network does not have, it does not have in another place either.
    """
    is_read = asked.method == "GET" and not _OF_NEITHER.search(asked.path)
    return is_read or asked.operation in {"token", "receiveWebhook"}


def reseal(conn: Connection[Any], formerly: int, network_id: int) -> None:
    for secrets in SEALED_BY:
        secrets.reseal(conn, network_id, Seal([OTHER_KEY, KEY]), formerly=formerly)


def test_a_moved_network_answers_as_where_it_was(server_url: str, template: str, tmp_path: Path) -> None:
    file = tmp_path / "there"
    with (
        fresh_database(server_url, template) as source,
        two_networks(source, is_filled=True) as (_, there),
        fresh_database(server_url, template) as url,
    ):
        with connect(url) as conn:
            for number in (2, 3):
                assert networks.create(conn, f"network {number}", [f"{number}.test"]) == number
        network_files.write_network(source, "there", file, now=NOW)
        network_id, _ = network_files.import_network(url, file, on_stored=reseal)
        with running(url, now=NOW, secret_key=(OTHER_KEY,)) as space:
            moved = Network(space, url, THERE, network_id, keys=there.keys, tokens=there.tokens)
            statuses = set()
            for asked in filter(is_asked, ALL):
                expected = shown(there.ask(asked), asked)
                assert shown(moved.ask(asked), asked) == expected, asked
                statuses.add(expected[0])
            assert statuses >= {200, 400, 404}
