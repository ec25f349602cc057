"""Reports by mail over HTTP: which ones an administrator wants, and the link that stops them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import Space, account, running, store
from api.test_alerts import LEDGER, problem
from teamkpi import outbox
from teamkpi.alerts import readers
from teamkpi.outbox import Sender

REPORTS = "/api/public/teams/55/reports"
NOTHING = {"SendsMail": True, "Weekly": False, "Monthly": False, "WithNames": False}


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(shared, LEDGER)
    for name in ("jane", "leo", "ada"):
        account(shared, f"{name}@here.test")
    outbox.set_sender(shared, 1, Sender("kpi@here.test", None, "https://here.test", "en"))
    with running(shared_url) as space:
        yield space


def token_of(space: Space, name: str) -> str:
    return str(space.sign_in(f"{name}@here.test")["access_token"])


def test_each_administrator_chooses_their_own_reports(space: Space, shared: Connection[Any]) -> None:
    jane, ada = token_of(space, "jane"), token_of(space, "ada")
    assert space.get(REPORTS, token=jane).json() == NOTHING
    wanted = {"Weekly": True, "Monthly": True, "WithNames": False}
    for wishes in (wanted, {**wanted, "Weekly": False, "WithNames": True}):
        answer = space.ask("PUT", REPORTS, token=jane, json=wishes, headers={"Accept-Language": "es"})
        assert (answer.status_code, answer.content) == (200, b"")
        assert space.get(REPORTS, token=jane).json() == {"SendsMail": True, **wishes}
    assert space.get(REPORTS, token=ada).json() == NOTHING
    rows = shared.execute("SELECT period, with_names, language, next_on::text FROM report_reader").fetchall()
    assert rows == [("month", True, "es", "2026-12-01 00:00:00+00")]
    assert space.ask("PUT", REPORTS, token=jane, json={**wanted, "Weekly": False, "Monthly": False}).status_code == 200
    assert space.get(REPORTS, token=jane).json() == NOTHING


@pytest.mark.parametrize("wrong", [{}, {"Weekly": 1}, {"Weekly": None, "Monthly": True}, {"Weekly": True}])
def test_invalid_choices_are_refused(space: Space, wrong: dict[str, Any]) -> None:
    answer = space.ask("PUT", REPORTS, token=token_of(space, "jane"), json={**wrong, "WithNames": False})
    assert "must be true or false" in problem(answer, 400, "bad_request")


def test_members_cannot_get_reports(space: Space) -> None:
    leo = token_of(space, "leo")
    problem(space.get(REPORTS, token=leo), 401, "not_team_administrator")
    body = {"Weekly": True, "Monthly": True, "WithNames": True}
    problem(space.ask("PUT", REPORTS, token=leo, json=body), 403, "not_team_administrator")


def test_a_report_now_is_about_a_period_that_is_over_and_written_once(space: Space, shared: Connection[Any]) -> None:
    ada = token_of(space, "ada")
    for body, first_day in (
        ({"Period": "month", "WithStatement": True}, "2026-10-01"),
        ({"Period": "month"}, "2026-10-01"),
        ({"Period": "week", "WithStatement": False}, "2026-11-09"),
    ):
        for _ in range(2):
            answer = space.ask("POST", f"{REPORTS}/send", token=ada, json=body, headers={"Accept-Language": "es"})
            assert (answer.status_code, answer.json()) == (200, {"FirstDay": first_day})
    rows = shared.execute(
        "SELECT kind, email, language, report_from::text FROM outbox_message WHERE kind LIKE '%asked_for' "
        "AND email = 'ada@here.test' ORDER BY kind"
    ).fetchall()
    assert rows == [
        ("month_asked_for", "ada@here.test", "es", "2026-10-01"),
        ("statement_asked_for", "ada@here.test", "es", "2026-10-01"),
        ("week_asked_for", "ada@here.test", "es", "2026-11-09"),
    ]
    for wrong in ({}, {"Period": "day"}, {"Period": "week", "WithStatement": True}, {"Period": 1}):
        problem(space.ask("POST", f"{REPORTS}/send", token=ada, json=wrong), 400, "bad_request")
    leo = token_of(space, "leo")
    problem(space.ask("POST", f"{REPORTS}/send", token=leo, json={"Period": "week"}), 403, "not_team_administrator")


def test_the_link_in_a_report_stops_reports_and_not_mail_about_alerts(space: Space, shared: Connection[Any]) -> None:
    jane = token_of(space, "jane")
    wanted = {"Weekly": True, "Monthly": True, "WithNames": False}
    assert space.ask("PUT", REPORTS, token=jane, json=wanted).status_code == 200
    row = shared.execute("SELECT id FROM account WHERE email = 'jane@here.test'").fetchone()
    assert row is not None
    links = [make(shared, 1, 55, row[0]) for make in (readers.report_secret, readers.unsubscribe_secret)]
    of_reports, of_alerts = (f"/api/alerts/mail/{one}" for one in links)
    page = space.get(of_reports, headers={"Accept-Language": "es"})
    assert (page.status_code, "No recibir más informes" in page.text) == (200, True)
    assert "Stop mail about alerts" in space.get(of_alerts).text
    assert space.get(REPORTS, token=jane).json()["Weekly"] is True
    assert space.ask("POST", of_alerts).status_code == 200
    assert space.get(REPORTS, token=jane).json() == {"SendsMail": True, **wanted}
    for _ in range(2):
        assert space.ask("POST", of_reports).status_code == 200
        assert space.get(REPORTS, token=jane).json() == NOTHING
    problem(space.get(f"/api/alerts/mail/report-{links[1]}"), 404, "alert_link_not_found")
