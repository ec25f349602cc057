"""The health of the installation in the back office: what it says, checks that are run, and mail that is sent again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import Connection

from api.backoffice import Office, an_office
from api.doorway import NOW, Space, account, running
from patience import until
from spaces import new_network
from teamkpi import outbox
from teamkpi.accounts import people
from teamkpi.db.locks import Lock
from teamkpi.db.migrate import known_migrations
from teamkpi.outbox import TEAM_INVITATION, Sender

PATH = "/api/sys/health"


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url, database_url=shared_url) as space:
        yield space


@pytest.fixture
def office(shared: Connection[Any], space: Space) -> Office:
    return an_office(shared, space)


def asked(office: Office, path: str = "", *, status: int = 200, token: str | None = None, **options: Any) -> Any:
    method = "POST" if path else "GET"
    answer = office.space.ask(
        method, PATH + path, token=token or office.token, headers={"Host": office.host}, **options
    )
    assert answer.status_code == status, answer.text
    return answer.json()


def check_of(office: Office, name: str) -> Any:
    [found] = [one for one in asked(office)["Checks"] if one["Check"] == name]
    return found


def ended(office: Office, name: str) -> Any:
    def over() -> Any:
        found = check_of(office, name)
        return found if found["State"] != "running" else None

    return until(over)


def test_what_is_said_of_a_new_space(office: Office) -> None:
    found = asked(office)
    assert found.pop("Version").startswith("0.")
    assert found.pop("Server")[:2].isdigit()
    assert found.pop("DatabaseBytes") > 1_000_000
    assert 0 < found.pop("Connections") <= found.pop("MostConnections")
    assert found.pop("Schema") == known_migrations()[-1]
    found.pop("VerifiedBackupOn")  # of the database, which other tests use as well
    never: dict[str, Any] = {
        "State": "never",
        "StartedOn": None,
        "EndedOn": None,
        "Done": 0,
        "Problems": 0,
        "Findings": [],
    }
    assert found == {
        "IsEmbedded": False,
        "DiskFreeBytes": None,
        "IsWorker": True,
        "RunsMirror": True,
        "Mirror": "none",
        "Mail": {"Sender": None, "HasServer": False, "Messages": [], "Bounced": []},
        "Checks": [{"Check": "doctor", **never}, {"Check": "verify", **never}],
    }


def test_verify_finds_a_wrong_sum_and_its_findings_stay(shared: Connection[Any], office: Office) -> None:
    office.create("businesses", Name="Hub", CurrencyCode="GBP", SimpleTimeZoneNameIana="Europe/London", Id=1)
    office.create("coworkers", FullName="Jane Smith", Email="jane@example.com", Id=101)
    asked(office, "/checks", json={"Check": "verify"})
    fine = ended(office, "verify")
    assert (fine["State"], fine["Problems"], fine["Findings"]) == (
        "ended",
        0,
        [{"Subject": "sums", "IsProblem": False, "Text": "every stored sum matches the records", "Advice": ""}],
    )
    shared.execute(
        "UPDATE member_state SET booked_us = booked_us + 60000000 WHERE network_id = %s AND coworker_id = 101",
        (office.network_id,),
    )
    asked(office, "/checks", json={"Check": "verify"})
    wrong = ended(office, "verify")
    assert (wrong["State"], wrong["Done"], wrong["Problems"]) == ("ended", 1, 1)
    assert wrong["Findings"] == [
        {
            "Subject": "sums",
            "IsProblem": True,
            "Text": "member 101, in all: booked: stored 60,000,000 µs, right 0 µs",
            "Advice": "run `teamkpi rebuild`",
        }
    ]
    assert check_of(office, "verify") == wrong


def test_doctor_finds_what_the_command_finds_but_nothing_of_other_networks(
    shared: Connection[Any], office: Office
) -> None:
    other = new_network(shared)
    for network_id, team_id in ((office.network_id, 55), (other, 77)):
        shared.execute(
            "INSERT INTO figure_mismatch (network_id, team_id, figure, times, first_on, last_on)"
            " VALUES (%s, %s, 'BookedTime', 2, now(), now())",
            (network_id, team_id),
        )
    hosts = [
        shared.execute(
            "INSERT INTO network_host (host, network_id) VALUES (%s, %s) RETURNING host",
            (f"plain-{network_id}.test", network_id),
        ).fetchall()[0][0]
        for network_id in (office.network_id, other)
    ]
    for host in (*hosts, "unknown.test"):
        shared.execute("INSERT INTO plain_sign_in VALUES (%s, now(), now())", (host,))
    asked(office, "/checks", json={"Check": "doctor"})
    found = ended(office, "doctor")
    cookies = [one["Text"].split()[7] for one in found["Findings"] if one["Subject"] == "cookie"]
    assert cookies == [f"{hosts[0]},"]
    by_subject = {one["Subject"]: one for one in found["Findings"]}
    assert {"server", "clock", "schema", "objects", "backup", "time zones", "webhook"} <= set(by_subject)
    assert by_subject["schema"] == {"Subject": "schema", "IsProblem": False, "Text": "the newest", "Advice": ""}
    figures = [one for one in found["Findings"] if one["Subject"] == "figures"]
    assert [one["Text"].partition(" (")[0] for one in figures] == ["BookedTime of team 55"]
    assert figures[0]["Advice"] == "run `teamkpi verify`, and report it if that finds nothing"
    problems = [one["IsProblem"] for one in found["Findings"]]
    assert problems == sorted(problems, reverse=True)
    assert found["Problems"] == sum(problems)


def test_one_check_runs_at_a_time_and_one_that_died_counts_as_stopped(shared: Connection[Any], office: Office) -> None:
    key = Lock.CHECK.of(office.network_id)
    shared.execute("SELECT pg_advisory_lock(%(lock_class)s, %(network_key)s::integer)", key)
    shared.execute(
        "INSERT INTO check_run (network_id, check_name, started_on, done) VALUES (%s, 'verify', %s, 500)",
        (office.network_id, NOW),
    )
    running_one = check_of(office, "verify")
    assert (running_one["State"], running_one["Done"]) == ("running", 500)
    refused = asked(office, "/checks", status=400, json={"Check": "doctor"})
    assert refused["Message"] == "Check: cannot run while another check is running; wait until it has ended"
    shared.execute("SELECT pg_advisory_unlock(%(lock_class)s, %(network_key)s::integer)", key)
    assert check_of(office, "verify")["State"] == "stopped"
    asked(office, "/checks", json={"Check": "doctor"})
    assert ended(office, "doctor")["State"] == "ended"
    assert check_of(office, "verify")["State"] == "stopped"


def test_mail_that_failed_is_listed_with_its_reason_and_sent_again(shared: Connection[Any], office: Office) -> None:
    outbox.set_sender(shared, office.network_id, Sender("kpi@example.com", None, "https://kpi.example.com", "en"))
    made = outbox.write(shared, office.network_id, TEAM_INVITATION, "jane@example.com", now=NOW)
    assert isinstance(made, UUID)
    outbox.end(shared, office.network_id, made, "550 no such user", was_tried=True, now=NOW)
    mail = asked(office)["Mail"]
    message = {
        "Id": str(made),
        "Kind": "team_invitation",
        "Email": "jane@example.com",
        "WrittenOn": mail["Messages"][0]["WrittenOn"],
        "Attempts": 1,
        "State": "failed",
        "NextOn": None,
        "Reason": "550 no such user",
        "CanBeResent": True,
    }
    assert mail == {"Sender": "kpi@example.com", "HasServer": False, "Messages": [message], "Bounced": []}
    again = asked(office, f"/mail/{made}/resend")["Mail"]["Messages"]
    assert again == [message | {"State": "waiting", "NextOn": again[0]["NextOn"]}]
    outbox.end(shared, office.network_id, made, outbox.SENT, was_tried=True, now=NOW)
    assert asked(office)["Mail"]["Messages"] == []
    for gone in (made, uuid4(), "x"):
        assert asked(office, f"/mail/{gone}/resend", status=404) == "Not found"


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("", {}),
        ("/checks", {"json": {"Check": "doctor"}}),
        ("/mail/7c1d5c5e-3c0f-4c5b-9a43-0b8a0f6f7a11/resend", {}),
        ("/mail/test", {}),
    ],
)
def test_only_operators_without_limits_may_ask(
    shared: Connection[Any], office: Office, path: str, options: dict[str, Any]
) -> None:
    account(shared, "desk@example.com", network_id=office.network_id, operator=True)
    people.set_roles(shared, office.network_id, "desk@example.com", ["Booking-List"])
    token = office.space.sign_in("desk@example.com", host=office.host)["access_token"]
    assert asked(office, path, status=401, token=token, **options)["code"] == "missing_role"


def test_an_unknown_check_is_refused(office: Office) -> None:
    for body in ({}, {"Check": "repair"}):
        refused = asked(office, "/checks", status=400, json=body)
        assert refused["Message"] == "Check: must be one of doctor, verify"


def test_findings_and_refusals_are_in_the_language_of_the_reader(office: Office) -> None:
    """What is a name or a version stays as it is; everything else that is found or refused is in Spanish."""
    asked(office, "/checks", json={"Check": "doctor"})
    english = ended(office, "doctor")["Findings"]
    headers = {"Host": office.host, "Accept-Language": "es"}
    answer = office.space.ask("GET", PATH, token=office.token, headers=headers)
    assert (answer.headers["Content-Language"], "Accept-Language" in answer.headers["Vary"]) == ("es", True)
    [spanish] = [one["Findings"] for one in answer.json()["Checks"] if one["Check"] == "doctor"]
    assert len(spanish) == len(english) > 10
    same = {one["Text"] for one, other in zip(english, spanish, strict=True) if one["Text"] == other["Text"]}
    assert {one.partition(" ")[0] for one in same} <= {"PostgreSQL", "UTF8"}

    for path, body, reason in (
        ("checks", {"Check": "all"}, "tiene que ser uno de estos valores: doctor, verify"),
        ("mail/try-again", {"Email": "x@example.com"}, "no es una dirección de la que se haya devuelto correo"),
        ("mail/try-again", {}, "es obligatorio"),
    ):
        refused = office.space.ask("POST", f"{PATH}/{path}", token=office.token, headers=headers, json=body)
        assert refused.status_code == 400
        assert refused.headers["Content-Language"] == "es"
        assert [one["Message"] for one in refused.json()["Errors"]] == [reason]
