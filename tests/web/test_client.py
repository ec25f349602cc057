"""The TypeScript client against the real server: its own tests in ``web/client/test/server`` run here."""

from __future__ import annotations

import json
import subprocess
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hatch_build
import pyotp
import pytest
from psycopg import Connection

from api.doorway import PASSWORD, account, store
from api.served import JANE, serving
from patience import PATIENCE
from spaces import AUTHOR
from teamkpi.accounts import Seal, keys, second_factor, webhooks
from teamkpi.ledger import Author

WEB = Path(__file__).parents[2] / "web"
KEY = b64encode(b"k" * 32).decode()
TESTER = Author("tests", "cli")
BOB, ANA = "bob@techinnovators.com", "ana@techinnovators.com"
SPACE: dict[str, list[dict[str, Any]]] = {
    "businesses": [
        {
            "Id": 1,
            "Name": "Downtown Coworking Hub",
            "CurrencyCode": "GBP",
            "SimpleTimeZoneNameIana": "Europe/London",
        }
    ],
    "coworkers": [
        {"Id": 101, "FullName": "Jane Smith", "Email": JANE},
        {"Id": 102, "FullName": "Bob Jones", "Email": BOB},
        {"Id": 103, "FullName": "Ana Ruiz", "Email": ANA},
    ],
    "teams": [
        {
            "Id": 55,
            "BusinessId": 1,
            "Name": "Tech Innovators",
            "TeamMembers": [101, 102],
            "TeamAdministrators": [101],
        },
        {"Id": 56, "BusinessId": 1, "Name": "Zero Waste", "TeamMembers": [102]},
    ],
    "coworkerproducts": [{"Id": 1, "BusinessId": 1, "CoworkerId": 101, "ProductId": 7}],
}

node = hatch_build.node_of_path() or hatch_build.node_of_package()


@pytest.mark.skipif(
    node is None or not (WEB / "node_modules").is_dir(),
    reason="the client's tests need Node and the packages under web/; the verb `make test` brings both",
)
def test_the_client_and_the_server_agree(conn: Connection[Any], database_url: str, tmp_path: Path) -> None:
    assert node is not None
    store(conn, SPACE)
    for email in (JANE, BOB, ANA):
        account(conn, email)
    codes, now = recovery_codes(conn, ANA), datetime.now(UTC)
    key = keys.create(conn, [1], "tests", author=AUTHOR, now=now)
    hook = webhooks.create(conn, 1, "tests", seal=Seal((KEY,)), author=TESTER, now=now)
    with serving(database_url, tmp_path, access_token_seconds=1, secret_key=(KEY,)) as served:
        url = f"http://127.0.0.1:{served.port}"
        place: dict[str, object] = {"url": url, "password": PASSWORD, "recoveryCodes": codes, "key": key}
        place["hook"] = {"url": f"{url}/webhooks/nexudus/{hook.key}", "secret": hook.secret}
        done = subprocess.run(
            [node.npm, "run", "test:server", "--workspace", "@teamkpi/client"],
            cwd=WEB,
            env={**node.environment(), "TEAMKPI_TEST_SERVER": json.dumps(place)},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def recovery_codes(conn: Connection[Any], email: str) -> tuple[str, ...]:
    """Give an account a second factor and return codes that stand in for its device, each once."""
    now = datetime.now(UTC)
    secret = second_factor.new_enrolment(email, "tests").secret
    code = pyotp.TOTP(secret).at(now)
    return second_factor.enrol(conn, 1, email, secret, code, seal=Seal((KEY,)), now=now)
