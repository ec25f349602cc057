"""Alerts: a line that is crossed is reported once, whatever the order of writes, looks, crashes and repeats."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from psycopg import Connection, DataError

from examples import examples
from postbox import mail_server_on_loopback
from spaces import AUTHOR, NOW, new_network, write
from teamkpi import accounts, networks, outbox
from teamkpi.accounts import Seal, audited, people
from teamkpi.alerts import looking, readers, rules
from teamkpi.alerts.crossings import TEAM, Line
from teamkpi.alerts.rules import Wanted
from teamkpi.alerts.values import SQL
from teamkpi.db import connect
from teamkpi.errors import AlertRefused, BadRequest
from teamkpi.hooks import registry
from teamkpi.mail import alerts
from teamkpi.mail.smtp import MailServer
from teamkpi.mail.worker import Mailing, send_due
from teamkpi.outbox import Sender
from teamkpi.usage.refresh import raise_members

LIMIT = timedelta(hours=24)
SENDER = Sender("kpi@hub.example", None, "https://kpi.hub.example", "en")
PLACE = ("businesses", {"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"})
ADMIN, MEMBERS = 9, (1, 2, 3)
USES = "RemainingTimeCreditUses"
Event = tuple[int, int, bool]


class KilledError(Exception):
    """The worker ends here."""


def fail(error: Exception) -> None:
    raise error


class Team:
    """A team of a network of its own, whose administrator can sign in, and a clock."""

    def __init__(self, conn: Connection[Any], network_id: int | None = None) -> None:
        self.conn = conn
        self.network_id = new_network(conn) if network_id is None else network_id
        self.now = NOW
        people_of = [
            ("coworkers", {"Id": id_, "FullName": f"P{id_}", "Email": f"p{id_}@x.test"}) for id_ in (*MEMBERS, ADMIN)
        ]
        self.write(PLACE, *people_of)
        self.members = list(MEMBERS)
        self.write_team()
        accounts.create(conn, self.network_id, f"p{ADMIN}@x.test", "correct horse battery staple", now=NOW)
        outbox.set_sender(conn, self.network_id, SENDER)

    def write(self, *records: tuple[str, dict[str, Any]]) -> None:
        stamp = self.now.isoformat().replace("+00:00", "Z")
        report = write(
            self.conn, self.network_id, [(kind, {"UpdatedOn": stamp, **one}) for kind, one in records], self.now
        )
        assert not report.rejected_count

    def write_team(self, **more: Any) -> None:
        team = {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": self.members, "TeamAdministrators": [ADMIN]}
        self.write(("teams", {**team, **more}))

    def set_uses(self, member: int, uses: int) -> None:
        credit = {"BusinessId": 1, "ExtraServiceId": 1, "ChargePeriod": 5, "TotalUses": 100, "RemainingUses": uses}
        self.write(("coworkerextraservices", {"Id": member, "CoworkerId": member, "ExtraServiceName": "U", **credit}))

    def add(self, figure: str = USES, threshold: int = 5, comparison: Any = "at_most", **more: Any) -> int:
        is_confirmed = more.pop("is_confirmed", True)
        wanted = Wanted(figure, more.pop("is_of_team", False), comparison, Decimal(threshold), None, None)
        return rules.create_rule(
            self.conn,
            self.network_id,
            55,
            wanted._replace(**more),
            is_confirmed=is_confirmed,
            now=self.now,
            open_checkin_limit=LIMIT,
            author=AUTHOR,
        )

    def change(self, rule_id: int, *, is_confirmed: bool = True, **fields: Any) -> None:
        rules.change_rule(
            self.conn,
            self.network_id,
            55,
            rule_id,
            fields,
            is_confirmed=is_confirmed,
            now=self.now,
            open_checkin_limit=LIMIT,
            author=AUTHOR,
        )

    def look(self) -> int:
        """Look at what is due, as the worker does."""
        return looking.look_at_due(self.conn, self.network_id, now=self.now, open_checkin_limit=LIMIT, on_error=fail)

    def look_anyway(self) -> None:
        looking.look(self.conn, self.network_id, 55, now=self.now, open_checkin_limit=LIMIT)

    def events(self) -> list[Event]:
        """What was reported: the rule, the member, and whether the line was crossed or crossed back."""
        query = """
            SELECT rule_id, coworker_id, is_over FROM alert_event
            WHERE network_id = %s ORDER BY happened_on, is_over DESC, rule_id, coworker_id
        """
        return self.conn.execute(query, [self.network_id]).fetchall()

    def messages(self) -> list[tuple[datetime, str]]:
        query = "SELECT written_on, kind FROM outbox_message WHERE network_id = %s ORDER BY written_on, kind"
        return self.conn.execute(query, [self.network_id]).fetchall()

    def next_look(self) -> datetime:
        query = "SELECT next_look_on FROM watched_team WHERE network_id = %s AND team_id = 55"
        [found] = self.conn.execute(query, [self.network_id]).fetchone() or (None,)
        assert isinstance(found, datetime)
        return found


@pytest.fixture(scope="module")
def shared(shared_url: str) -> Iterator[Connection[Any]]:
    with connect(shared_url) as conn:
        yield conn


@pytest.fixture
def team(shared: Connection[Any]) -> Team:
    return Team(shared)


# ---------------------------------------------------------------- always


class Model:
    """What is to be reported about one rule, by the words of the specification: one member at a time."""

    def __init__(self, threshold: int) -> None:
        self.threshold, self.margin = threshold, max(1, threshold / 10)
        self.state: dict[int, tuple[str, str]] = {}  # "fired" or "quiet", and the month of it
        self.known: set[int] = set()
        self.is_first = True

    def see(self, values: dict[int, int], month: str, *, is_muted: bool) -> list[tuple[int, bool]]:
        told: list[tuple[int, bool]] = []
        for gone in self.state.keys() - values.keys():
            del self.state[gone]
        for member, value in sorted(values.items()):
            is_over = value <= self.threshold
            if member in self.state:
                name, since = self.state[member]
                if value >= self.threshold + self.margin or (month != since and not is_over):
                    del self.state[member]
                    if name == "fired" and not is_muted:
                        told.append((member, False))
            elif is_over and member not in self.known and not self.is_first:
                self.state[member] = ("quiet", month)
            elif is_over and not is_muted:
                self.state[member] = ("fired", month)
                told.append((member, True))
        self.known = set(values)
        self.is_first = self.is_first and is_muted
        return told


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ("set", "set", "set", "look", "look", "look", "kill", "repeat", "month", "mute", "unmute", "team")
        ),
        st.sampled_from(MEMBERS),
        st.sampled_from((0, 4, 5, 6, 19, 20, 21, 22, 23, 40)),
    ),
    min_size=15,
    max_size=40,
)


@settings(max_examples=examples(15), phases=[Phase.generate])
@given(steps=STEPS, thresholds=st.tuples(st.sampled_from((0, 5, 20)), st.sampled_from((5, 20))))
def test_any_sequence_gives_exactly_the_crossings_of_the_model(
    shared: Connection[Any], steps: list[tuple[str, int, int]], thresholds: tuple[int, int]
) -> None:
    team = Team(shared)
    uses = dict.fromkeys(MEMBERS, 40)
    for member in MEMBERS:
        team.set_uses(member, 40)
    models = {team.add(threshold=threshold): Model(threshold) for threshold in thresholds}
    muted = dict.fromkeys(models, date.min)
    first = next(iter(models))
    expected: list[Event] = []
    messages: list[tuple[datetime, str]] = []
    for what, member, value in [*steps, ("look", 1, 0)]:
        team.now += timedelta(minutes=7)
        match what:
            case "set":
                uses[member] = value
                team.set_uses(member, value)
            case "team":
                team.members = [one for one in MEMBERS if one not in team.members or one != member]
                team.write_team()
            case "month":
                team.now += timedelta(days=31)
            case "mute" | "unmute":
                muted[first] = team.now.date() + timedelta(days=value) if what == "mute" else date.min
                team.change(first, muted_until=None if what == "unmute" else muted[first])
            case "kill":
                with suppress(KilledError), shared.transaction():
                    team.look()
                    raise KilledError
            case "repeat" | "look":
                team.look()
                if what == "repeat":
                    team.look_anyway()
                told = []
                for rule_id, model in models.items():
                    seen = {one: uses[one] for one in team.members}
                    is_muted = team.now.date() < muted[rule_id]
                    found = model.see(seen, f"{team.now:%Y-%m}", is_muted=is_muted)
                    told += [(rule_id, one, is_over) for one, is_over in found]
                told.sort(key=lambda one: (not one[2], one[:2]))
                expected += told
                kinds = sorted({"alert_fired" if is_over else "alert_resolved" for *_, is_over in told})
                messages += [(team.now, kind) for kind in kinds]
    assert team.events() == expected
    assert team.messages() == messages


# ---------------------------------------------------------------- what a rule can be about


def test_the_next_expiry_is_notified_when_its_day_comes(team: Team) -> None:
    expires = NOW + timedelta(days=20)
    credit = {
        "BusinessId": 1,
        "ExtraServiceId": 1,
        "ChargePeriod": 5,
        "TotalUses": 9,
        "ExpireDate": f"{expires:%Y-%m-%dT%H:%M:%SZ}",
    }
    team.write(("coworkerextraservices", {"Id": 1, "CoworkerId": 1, "ExtraServiceName": "U", **credit}))
    rule = team.add("DaysToExpiry", 7)
    moments = []
    while team.now < expires + timedelta(hours=1):
        before = len(team.events())
        team.look()
        moments += [(team.now, event) for event in team.events()[before:]]
        team.now = team.next_look()
    assert moments == [(expires - timedelta(days=7), (rule, 1, True)), (expires, (rule, 1, False))]


def test_an_open_checkin_is_notified_after_its_time_and_when_it_ends(team: Team) -> None:
    checkin = {"Id": 1, "CoworkerId": 2, "BusinessId": 1, "Source": 1, "FromTime": "2026-11-21T11:00:00Z"}
    team.write(("checkins", checkin))
    of_member, of_team = (team.add("OpenCheckinMinutes", 90, "at_least", is_of_team=one) for one in (False, True))
    looks = 0
    while not team.events():
        assert team.look() == 1
        looks += 1
        before, team.now = team.now, team.next_look() if not team.events() else team.now
    assert (before, looks) == (datetime(2026, 11, 21, 12, 30, tzinfo=UTC), 7)  # every five minutes, and then exactly
    team.now += timedelta(minutes=5)
    team.write(("checkins", {**checkin, "ToTime": "2026-11-21T12:31:00Z"}))
    team.look()
    told = [(of_member, 2), (of_team, TEAM)]
    assert team.events() == [*((*one, True) for one in told), *((*one, False) for one in told)]


def test_money_to_invoice_and_totals_of_the_team(team: Team) -> None:
    money, products = (
        team.add("ToInvoice", 100, "at_least", is_of_team=True),
        team.add("UninvoicedProducts", 2, "at_least", is_of_team=True),
    )
    product = {"BusinessId": 1, "ProductId": 1, "ProductName": "Desk", "Price": 60}
    for member in (1, 2):
        team.look()
        assert team.events() == []
        team.now += timedelta(minutes=1)
        team.write(("coworkerproducts", {"Id": member, "CoworkerId": member, **product}))
    team.look()
    assert team.events() == [(money, TEAM, True), (products, TEAM, True)]
    query = "SELECT value, currency_code FROM alert_event WHERE network_id = %s ORDER BY rule_id"
    assert team.conn.execute(query, [team.network_id]).fetchall() == [(120, "GBP"), (2, "GBP")]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"figure": "DaysToExpiry", "comparison": "at_least"}, "Comparison: must be at_most for DaysToExpiry"),
        ({"figure": "OpenCheckinMinutes"}, "Comparison: must be at_least for OpenCheckinMinutes"),
        ({"threshold": Decimal("0.5")}, "Threshold: must be a whole number for RemainingTimeCreditUses"),
        ({"threshold": Decimal(-1)}, "Threshold: must be from 0 to 1,000,000,000 for RemainingTimeCreditUses at_most"),
        ({"comparison": "at_least", "threshold": Decimal(0)}, "Threshold: must be from 1 to 1,000,000,000"),
        ({"figure": "ToInvoice", "threshold": Decimal("0.555")}, "Threshold: must have at most two decimal places"),
        ({"recipient_ids": [ADMIN, 1]}, "RecipientIds: must be administrators of the team, and 1 is not"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_by_its_field(team: Team, wrong: dict[str, Any], reason: str) -> None:
    rule = team.add(is_confirmed=True)
    with pytest.raises(BadRequest) as refused:
        team.change(rule, **wrong)
    assert str(refused.value).startswith(reason)


# ---------------------------------------------------------------- making and changing rules


def test_a_rule_that_would_tell_at_once_asks_first(team: Team) -> None:
    team.set_uses(2, 50)
    with pytest.raises(AlertRefused) as refused:
        team.add(is_confirmed=False)
    assert str(refused.value) == (
        "2 members have already reached this threshold. Send Confirm: true to save the rule all the same; it then "
        "alerts at once."
    )
    assert rules.rules_of(team.conn, team.network_id, 55) == []
    rule = team.add(is_confirmed=True)
    team.look()
    assert team.events() == [(rule, 1, True), (rule, 3, True)]
    with pytest.raises(AlertRefused):
        team.change(rule, is_confirmed=False, threshold=Decimal(7))
    team.change(rule, is_confirmed=False, recipient_ids=[ADMIN])
    team.now += timedelta(minutes=1)
    team.look()
    assert len(team.events()) == 2  # other recipients do not make it another rule
    team.change(rule, threshold=Decimal(7))
    team.look()
    assert team.events()[2:] == [(rule, 1, True), (rule, 3, True)]


def test_a_team_has_so_many_rules_and_no_rest_when_they_are_gone(team: Team) -> None:
    ids = [team.add(threshold=number) for number in range(rules.MOST_RULES)]
    with pytest.raises(AlertRefused, match=r"^$"):
        team.add()
    team.look()
    for one in ids:
        rules.delete_rule(team.conn, team.network_id, 55, one, now=NOW, author=AUTHOR)
    with pytest.raises(AlertRefused):
        rules.delete_rule(team.conn, team.network_id, 55, ids[0], now=NOW, author=AUTHOR)
    rest = """
        SELECT network_id FROM alert_rule UNION ALL SELECT network_id FROM alert_over
        UNION ALL SELECT network_id FROM watched_team
    """
    assert (team.network_id,) not in team.conn.execute(rest).fetchall()
    noted = "SELECT count(*) FROM audit_entry WHERE network_id = %s AND entity_short_name = 'AlertRule'"
    assert team.conn.execute(noted, [team.network_id]).fetchone() == (2 * rules.MOST_RULES,)


def test_a_deleted_team_is_not_looked_at_until_it_is_back(team: Team) -> None:
    rule = team.add()
    team.look()
    team.now += timedelta(minutes=1)
    team.write(("teams", {"Id": 55, "_deleted": True}))
    assert (team.look(), team.look()) == (1, 0)
    team.now += timedelta(minutes=1)
    team.write_team()
    assert team.look() == 1
    assert len(team.events()) == len(MEMBERS)  # who was over the line then is no news
    assert [one.id for one in rules.rules_of(team.conn, team.network_id, 55)] == [rule]


# ---------------------------------------------------------------- the recipients


def test_the_people_who_can_act_are_told_in_their_language(team: Team) -> None:
    conn, network_id = team.conn, team.network_id
    other = ("coworkers", {"Id": 8, "FullName": "P8", "Email": "p8@x.test"})
    without_account = ("coworkers", {"Id": 7, "FullName": "P7", "Email": "p7@x.test"})
    team.write(other, without_account)
    team.now += timedelta(minutes=1)
    team.write_team(TeamAdministrators=[7, 8, ADMIN])
    second = accounts.create(conn, network_id, "p8@x.test", "correct horse battery staple", now=NOW)
    first = next(one.account_id for one in readers.readers_of(conn, network_id, 55) if one.account_id != second)
    readers.note_reader(conn, network_id, 55, first, "es")
    team.add(threshold=5)
    team.add(threshold=6, recipient_ids=[8])
    team.look()
    query = "SELECT account_id, email, kind, language FROM outbox_message WHERE network_id = %s ORDER BY account_id"
    assert conn.execute(query, [network_id]).fetchall() == [
        (first, f"p{ADMIN}@x.test", "alert_fired", "es"),
        (second, "p8@x.test", "alert_fired", "en"),
    ]
    found = conn.execute(SQL.link_key, {"network_id": network_id}).fetchone() or (b"", 0)
    key = readers.LinkKey(network_id, *found)
    secret = readers.unsubscribe_secret(conn, network_id, 55, second)
    assert readers.read_secret(secret, key) == readers.StopLink(55, second, is_of_reports=False)
    of_reports = readers.report_secret(conn, network_id, 55, second)
    assert readers.read_secret(of_reports, key) == readers.StopLink(55, second, is_of_reports=True)
    with pytest.raises(AlertRefused):
        readers.read_secret(secret, key._replace(named_as=network_id + 1))
    for wrong in (
        "",
        "55",
        secret[:-1],
        f"report-{secret}",
        of_reports.removeprefix("report-"),
        secret.replace("55-", "56-", 1),
        f"55-{first}-{secret.split('-')[2]}",
        "1-2-3-4",
    ):
        with pytest.raises(AlertRefused):
            readers.read_secret(wrong, key)
    readers.stop_mail(conn, network_id, 55, second)
    assert [one.account_id for one in readers.readers_of(conn, network_id, 55) if one.wants_mail] == [first]
    with audited.noted(conn, network_id, f"p{ADMIN}@x.test", AUTHOR, now=NOW):
        people.suspend(conn, network_id, f"p{ADMIN}@x.test")
    assert [one.account_id for one in readers.readers_of(conn, network_id, 55)] == [second]


def test_a_mail_tells_all_crossings_of_a_look_and_how_to_stop_it(team: Team, tmp_path: Path) -> None:
    conn, network_id = team.conn, team.network_id
    network = next(one for one in networks.all_networks(conn) if one.id == network_id)
    [reader] = readers.readers_of(conn, network_id, 55)
    readers.note_reader(conn, network_id, 55, reader.account_id, "es")
    for member, uses in ((1, 5), (2, 40), (3, 1)):
        team.set_uses(member, uses)
    team.add()
    team.add("UninvoicedProducts", 2, is_of_team=True)
    secret = readers.unsubscribe_secret(conn, network_id, 55, reader.account_id)
    with mail_server_on_loopback(tmp_path) as box:
        mailing = Mailing(MailServer("localhost", box.port, "none"))

        def send() -> int:
            team.look()
            return send_due(conn, network, mailing, now=lambda: team.now, tell=lambda *_: None, on_error=fail)

        assert (send(), send()) == (1, 0)
        team.now += timedelta(minutes=1)
        readers.note_reader(conn, network_id, 55, reader.account_id, "en")
        team.set_uses(3, 6)
        assert send() == 1
        fired, resolved = box.mails
        stop = f"https://kpi.hub.example/api/alerts/mail/{secret}"
        assert (fired["List-Unsubscribe"], fired["List-Unsubscribe-Post"]) == (
            f"<{stop}>",
            "List-Unsubscribe=One-Click",
        )
        assert (fired["Subject"], fired["Content-Language"]) == ("Aviso: T", "es")
        assert (resolved["Subject"], resolved["Content-Language"]) == ("Resolved: T", "en")
        assert (
            _text(fired)
            == f"""\
El 21/11/2026 a las 12:00 UTC se alcanzó un límite que fijó un administrador de T:

* P1: Crédito disponible: Usos: 5 usos (regla: como máximo 5 usos)
* P3: Crédito disponible: Usos: 1 uso (regla: como máximo 5 usos)
* El equipo: Por facturar: Productos: 0 elementos (regla: como máximo 2 elementos)

Abrir el equipo:
https://kpi.hub.example/dashboard/team/55

Recibe este correo porque administra el equipo T.

{"-- "}
Este correo se ha enviado automáticamente en nombre de {network.name}.
No recibir más estos correos: {stop}
"""
        )
        assert "* P3: Credit left: Uses: 6 uses (rule: at most 5 uses)" in _text(resolved)
        team.now += timedelta(minutes=1)
        team.set_uses(2, 0)
        team.look()
        readers.stop_mail(conn, network_id, 55, reader.account_id)
        assert send() == 0
        outcomes = [one.outcome for one in outbox.listed(conn, network_id, with_sent=False)]
        assert (outcomes, len(box.mails)) == ([alerts.NOBODY], 2)


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


# ---------------------------------------------------------------- finding what is due


def test_hooks_are_notified_of_all_crossings_of_a_look_at_once(team: Team) -> None:
    conn, network_id = team.conn, team.network_id
    for member, uses in ((1, 5), (2, 40), (3, 1)):
        team.set_uses(member, uses)
    of_members, of_team = team.add(), team.add("ToInvoice", 2, is_of_team=True)
    seal = Seal([b64encode(bytes(32)).decode()])
    registry.create(
        conn, network_id, "portal", "https://portal.example", allowed=(), seal=seal, author=AUTHOR, now=team.now
    )

    def told() -> list[Any]:
        """What is written for hooks, oldest first."""
        rows = conn.execute("SELECT body FROM hook_message WHERE network_id = %s ORDER BY written_on", (network_id,))
        return [json.loads(body) for (body,) in rows]

    team.look()
    credit = {"RuleId": of_members, "Figure": USES, "Comparison": "at_most", "Threshold": 5, "CurrencyCode": None}
    products = {"RuleId": of_team, "Figure": "ToInvoice", "Comparison": "at_most", "Threshold": 2}
    fired = [
        *({**credit, "CoworkerId": one, "Value": value} for one, value in ((1, 5), (3, 1))),
        {**products, "CoworkerId": None, "Value": 0, "CurrencyCode": "GBP"},
    ]
    first = {"type": "alert.fired", "timestamp": "2026-11-21T12:00:00Z", "data": {"TeamId": 55, "Alerts": fired}}
    assert told() == [first]
    team.now += timedelta(minutes=1)
    team.look()
    assert told() == [first]
    team.set_uses(3, 6)
    team.look()
    resolved = [{**credit, "CoworkerId": 3, "Value": 6}]
    second = {"type": "alert.resolved", "timestamp": "2026-11-21T12:01:00Z"}
    assert told() == [first, second | {"data": {"TeamId": 55, "Alerts": resolved}}]


def test_only_teams_that_changed_are_looked_at(team: Team) -> None:
    conn, network_id = team.conn, team.network_id
    team.write(("coworkers", {"Id": 20, "FullName": "P20", "Email": "p20@x.test"}))
    team.write(("teams", {"Id": 56, "BusinessId": 1, "Name": "U", "TeamMembers": [20], "TeamAdministrators": [ADMIN]}))
    team.add()
    wanted = Wanted(USES, False, "at_most", Decimal(5), None, None)
    rules.create_rule(conn, network_id, 56, wanted, is_confirmed=True, now=NOW, open_checkin_limit=LIMIT, author=AUTHOR)
    assert (team.look(), team.look()) == (2, 0)
    team.set_uses(2, 9)
    assert (team.look(), team.look()) == (1, 0)
    team.now += timedelta(minutes=1)
    team.write(("businesses", {**PLACE[1], "CurrencyCode": "EUR"}))
    assert (team.look(), team.look()) == (2, 0)
    conn.execute("UPDATE team_state SET revision = revision + 1 WHERE network_id = %s AND team_id = 56", [network_id])
    assert (team.look(), looking.mark_outdated(conn, network_id, now=team.now), team.look()) == (0, 1, 1)


def test_a_team_that_cannot_be_looked_at_delays_no_other(team: Team) -> None:
    conn, network_id = team.conn, team.network_id
    team.write(("teams", {"Id": 56, "BusinessId": 1, "Name": "U", "TeamMembers": [1], "TeamAdministrators": [ADMIN]}))
    team.set_uses(1, 3)
    team.add()
    wanted = Wanted(USES, False, "at_most", Decimal(5), None, None)
    of_other = rules.create_rule(
        conn, network_id, 56, wanted, is_confirmed=True, now=NOW, open_checkin_limit=LIMIT, author=AUTHOR
    )
    # An instant that Python has no value for: psycopg raises its own error.
    conn.execute("UPDATE alert_rule SET created_on = 'infinity' WHERE network_id = %s AND team_id = 55", [network_id])
    errors: list[Exception] = []

    def look() -> int:
        return looking.look_at_due(conn, network_id, now=NOW, open_checkin_limit=LIMIT, on_error=errors.append)

    assert (look(), look(), team.events()) == (2, 0, [(of_other, 1, True)])
    assert [type(one) for one in errors] == [DataError]
    assert team.next_look() == NOW + timedelta(minutes=5)


def test_a_change_that_is_being_written_is_not_missed(conn: Connection[Any], database_url: str) -> None:
    team = Team(conn, 1)
    for member in MEMBERS:
        team.set_uses(member, 50)
    rule = team.add()
    team.look()
    with connect(database_url) as other:

        def use(member: int, uses: int) -> None:
            update = "UPDATE coworkerextraservices SET remaining_uses = %s WHERE network_id = 1 AND id = %s"
            other.execute(update, (uses, member))
            raise_members(other, 1, [member])

        with other.transaction():
            use(1, 3)
            assert (team.look(), team.events()) == (0, [])
        team.now += timedelta(minutes=1)
        team.set_uses(2, 40)  # its note is there already when the next writer comes
        with other.transaction():
            use(2, 2)
            assert (team.look(), team.events()) == (1, [(rule, 1, True)])
    team.now += timedelta(minutes=3)
    assert (team.look(), team.events()) == (1, [(rule, 1, True), (rule, 2, True)])


def test_what_is_due_is_found_by_indexes(team: Team) -> None:
    conn, network_id = team.conn, team.network_id
    with conn.transaction(force_rollback=True):
        conn.execute(
            "INSERT INTO watched_team (network_id, team_id, next_look_on) "
            "SELECT %s, i, %s FROM generate_series(1000, 6000) AS i",
            (network_id, NOW + timedelta(days=1)),
        )
        conn.execute("ANALYZE watched_team, watched_change, teams")
        # The planner takes the table of changes for as small as it was when it was last analyzed.
        insert = "INSERT INTO watched_change SELECT %s, 'member', i FROM generate_series(1, 300) AS i"
        conn.execute(insert, [network_id])
        values = {"network_id": network_id, "now": NOW, "most": 50}
        for statement in (SQL.take_changes, SQL.due_teams):
            row = conn.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values).fetchone()
            assert row is not None
            nodes = [
                (node.get("Relation Name"), node["Node Type"], node["Actual Rows"] * node["Actual Loops"])
                for node in _nodes(row[0][0]["Plan"])
            ]
            assert max(rows for *_, rows in nodes) <= 300
            read = [(kind, rows) for table, kind, rows in nodes if table == "watched_team"]
            assert all(rows <= 1 for _, rows in read), read
            assert not any(kind == "Seq Scan" and rows for kind, rows in read)


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for below in plan.get("Plans", ()) for node in _nodes(below))]


@given(threshold=st.integers(1, 500), value=st.integers(0, 600))
def test_a_line_is_never_crossed_and_well_back_at_once(threshold: int, value: int) -> None:
    for comparison in ("at_most", "at_least"):
        line = Line(comparison, Decimal(threshold))
        assert not (line.is_over(Decimal(value)) and line.is_well_back(Decimal(value)))
        assert line.margin >= 1
        assert line.margin * 10 >= threshold
