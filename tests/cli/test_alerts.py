"""``teamkpi alerts``: rules and who has reached their thresholds, and a check at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from psycopg import Connection

from cli.conftest import Run
from spaces import AUTHOR, write
from teamkpi import accounts, clock
from teamkpi.alerts import rules
from teamkpi.alerts.rules import Wanted

CREDIT = {"BusinessId": 1, "ExtraServiceId": 1, "ExtraServiceName": "U", "ChargePeriod": 5, "TotalUses": 90}


def test_rules_are_listed_and_looked_at(run: Run, conn: Connection[Any]) -> None:
    now = clock.now() - timedelta(minutes=1)
    records: list[tuple[str, dict[str, Any]]] = [
        ("businesses", {"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}),
        *(("coworkers", {"Id": id_, "FullName": f"P{id_}", "Email": f"p{id_}@x.test"}) for id_ in (1, 2, 9)),
        ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [1, 2], "TeamAdministrators": [9]}),
        *(("coworkerextraservices", {"Id": id_, "CoworkerId": id_, "RemainingUses": id_, **CREDIT}) for id_ in (1, 2)),
    ]
    stamp = datetime(2026, 1, 1, tzinfo=UTC).isoformat()
    assert not write(conn, 1, [(kind, {"UpdatedOn": stamp, **one}) for kind, one in records], now).rejected_count
    assert run("alerts", "list").stdout == "There are no alert rules.\n"
    assert run("alerts", "check").stdout == "Checked 0 teams.\n"
    accounts.create(conn, 1, "p9@x.test", "correct horse battery staple", now=now)
    wanted = Wanted("RemainingTimeCreditUses", False, "at_most", Decimal(1), None, None)
    for one in (wanted, wanted._replace(is_of_team=True, comparison="at_least", muted_until=date(2199, 1, 1))):
        rules.create_rule(
            conn, 1, 55, one, is_confirmed=True, now=now, open_checkin_limit=timedelta(hours=24), author=AUTHOR
        )
    checked = run("alerts", "check")
    assert checked.stdout == (
        "team 55, rule 1 (RemainingTimeCreditUses): member 1 has reached the threshold\nChecked 1 team.\n"
    ), checked.output
    assert run("alerts", "check").stdout == "Checked 0 teams.\n"
    listed = run("alerts", "list", "--team", "55")
    assert [line.split() for line in listed.stdout.splitlines()] == [
        ["id", "team", "figure", "of", "threshold", "reached", "by", "get", "mail", "muted", "until"],
        ["1", "55", "RemainingTimeCreditUses", "member", "at", "most", "1", "1", "1", "-"],
        ["2", "55", "RemainingTimeCreditUses", "team", "at", "least", "1", "-", "1", "2199-01-01"],
    ], listed.output
