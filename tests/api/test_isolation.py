"""Networks with the same ids never meet: on no call, in no error, in no count, and not by the work that a 404 costs.

Every call of the contract is asked. ``ASKED`` says how, for those of the portal; those of the back office are alike. A
call that is in neither is a failure: whoever adds one says how it is asked.
"""

from __future__ import annotations

import hmac
import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from psycopg import Connection

from api.doorway import NOW, PASSWORD, Space, account, running, store
from api.sampling import without_random
from conftest import fresh_database
from house_rules import OF_ALL_NETWORKS, TABLES_OF_NETWORKS
from network_rule import unbound_as_sent
from spaces import AUTHOR, ledger_tables
from teamkpi import networks
from teamkpi.accounts import Seal, keys, providers, webhooks
from teamkpi.accounts.providers import NewProvider
from teamkpi.alerts import readers
from teamkpi.api.http.declarations import Operation
from teamkpi.api.registry import OPERATIONS
from teamkpi.db import connect, load_sql
from teamkpi.folding import folded
from teamkpi.hooks import registry
from teamkpi.hooks.addresses import networks_of
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.readers import Entry
from teamkpi.ledger.readers import store as store_readers
from teamkpi.mirror import ages

THEIR_OPERATOR = "desk@there.test"
HERE, THERE = "here.test", "there.test"
PIXEL = b64encode(b"\x89PNG\r\n\x1a\n").decode()
ADMINISTRATOR, MEMBER, OPERATOR, NEWCOMER = (f"{who}@same.test" for who in ("jane", "member", "operator", "new"))
KEY = b64encode(bytes(range(32))).decode()
SECRET = "the same secret in both networks"

# Ids: of both networks, of the other one alone, and of neither. The last two are of one length.
BOUNCE_SECRET = "secret-of-the-mail-provider"
BOUNCES = b64encode(f"any:{BOUNCE_SECRET}".encode()).decode()
BOTH, THEIRS, NOBODYS = "1", "7000001", "7000002"


SAME_EVENT, THEIR_EVENT, NO_EVENT = (f"7c1d5c5e-3c0f-4c5b-9a43-0b8a0f6f7a1{digit}" for digit in (1, 2, 3))


# ---------------------------------------------------------------- two networks with the same ids


def ledger_of(name: str, month: int, shift: int, *, more: bool) -> dict[str, list[dict[str, Any]]]:
    """Records of every entity with the same ids in each network and nothing else in common."""
    at = f"2026-{month:02}-03T"
    times = {"FromTime": f"{at}10:00:00Z", "ToTime": f"{at}{10 + shift}:00:00Z"}
    item = {"CoworkerId": 101, "BusinessId": 1}
    first: dict[str, dict[str, Any]] = {
        "businesses": {"Name": name, "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"},
        "coworkers": {"FullName": f"{name} Jane", "Email": ADMINISTRATOR},
        "teams": {
            "BusinessId": 1,
            "Name": f"{name} team",
            "TeamMembers": [101, 102],
            "TeamAdministrators": [101],
            "ProfileIsPublic": True,
            "ProfileTags": name,
        },
        "resources": {"BusinessId": 1, "Name": f"{name} room"},
        "bookings": {"ResourceId": 1, "CoworkerId": 101, "Notes": name, **times},
        "checkins": {"BusinessId": 1, "CoworkerId": 101, **times},
        "coworkerproducts": {**item, "ProductId": 3, "ProductName": name, "Price": shift},
        "coworkerextraservices": {**item, "ExtraServiceId": 3, "TotalUses": shift, "ChargePeriod": 1},
        "coworkertimepasses": {**item, "TimePassId": 3, "TimePassName": name, "Price": shift},
        "coworkerbookingcredits": {**item, "TotalCredit": shift, "Description": name},
        "eventattendees": {
            **item,
            "CalendarEventId": 3,
            "EventProductId": 3,
            "FullName": f"{name} guest",
            "Email": f"guest@{name}.test",
        },
        "coworkercontracts": {"CoworkerId": 102, "IssuedById": 1, "TariffId": 3, "TariffName": name, "Price": shift},
        "coworkerinvoices": {**item, "InvoiceNumber": name, "TotalAmount": shift, "DueDate": f"{at}00:00:00Z"},
        "charges": {**item, "Description": name, "TotalAmount": shift},
        "coworkerbookingcreditusehistories": {
            "CoworkerBookingCreditId": 1,
            "BookingId": 1,
            "CreditUsed": shift,
            "Description": name,
        },
        "coworkerextraserviceusehistories": {
            "CoworkerExtraServiceId": 1,
            "BookingId": 1,
            "CreditUsed": shift,
            "Description": name,
        },
    }
    versions = {"UpdatedOn": f"{at}08:00:00Z", "CreatedOn": f"{at}07:00:00Z"}
    found: dict[str, list[dict[str, Any]]] = {
        plural: [{"Id": number, **record, **versions} for number in (1, 2, *((int(THEIRS),) if more else ()))]
        for plural, record in first.items()
    }
    people = [(101, ADMINISTRATOR), (102, MEMBER), *([(7000101, NEWCOMER)] if more else [])]
    found["coworkers"] += [
        {"Id": number, "FullName": f"{name} {number}", "Email": email, **versions} for number, email in people
    ]
    found["teams"].append({"Id": 55, **first["teams"], **versions})
    if more:
        found["teams"].append({"Id": 7000055, **first["teams"], **versions, "TeamMembers": [101, 102, 7000101]})
    return found


@dataclass
class Network:
    """One of the two networks, with what opens its doors."""

    space: Space
    url: str
    host: str
    id: int
    keys: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def ask(self, asked: Asked, *, lent: Network | None = None) -> httpx.Response:
        """Send a request to this network; with what opens the other one's doors, when that is lent."""
        doors = lent or self
        headers: dict[str, str] = {"Host": self.host, "X-Request-Id": "the-same"}
        if asked.who in doors.tokens:
            headers["Authorization"] = f"Bearer {doors.tokens[asked.who]}"
        elif asked.who == "key":
            headers["X-Nexudus-Hook-Signature"] = (
                hmac.new(SECRET.encode(), asked.options["content"], sha256).hexdigest().upper()
            )
        options = {name: doors.filled(value) for name, value in asked.options.items()}
        headers |= options.pop("headers", {})
        return self.space.ask(asked.method, doors.filled(asked.path), headers=headers, **options)

    def filled(self, value: Any) -> Any:
        if isinstance(value, str):
            return re.sub(r"\{(\w+)\}", lambda name: {**self.keys, **self.tokens}.get(name[1], name[0]), value)
        return {name: self.filled(one) for name, one in value.items()} if isinstance(value, dict) else value


INVITE = """
    INSERT INTO invitation (
        network_id, id, team_id, email, email_folded, coworker_ids, account_id, invited_by_id, tariff_name, created_on,
        expires_on, secret_hash, secret_expires_on, state
    )
    SELECT %(network_id)s, %(id)s, 55, %(email)s, %(email_folded)s, '{}', id, 101, %(name)s, %(now)s,
        %(now)s + interval '30 days', %(secret_hash)s, %(now)s + interval '7 days', 'open'
    FROM account WHERE network_id = %(network_id)s AND email = %(inviter)s
"""


def invite(conn: Connection[Any], network_id: int, name: str, *, more: bool) -> None:
    """Invitations with the same ids in each network; one is the operator's to answer, one nobody's."""
    for number, email in (
        (BOTH, OPERATOR),
        ("2", f"{name}@same.test"),
        *([(THEIRS, OPERATOR)] if more else []),
    ):
        secret = sha256(f"secret of {number}".encode()).digest()
        values = {"network_id": network_id, "id": number, "email": email, "email_folded": folded(email), "name": name}
        conn.execute(INVITE, {**values, "secret_hash": secret, "inviter": ADMINISTRATOR, "now": NOW})


LINK = """
    INSERT INTO calendar_link (
        network_id, id, team_id, account_id, days, shows_names, language, secret_hash, created_on
    )
    SELECT %(network_id)s, %(id)s, 55, id, 366, TRUE, 'en', %(secret_hash)s, %(now)s
    FROM account WHERE network_id = %(network_id)s AND email = %(creator)s
"""


def link_calendars(conn: Connection[Any], network: Network, *, more: bool) -> None:
    """Links with the same ids in each network, and another secret in each; one is not revoked by anybody."""
    for number in ("2", BOTH, "5", *([THEIRS] if more else [])):
        network.keys["secret"] = f"secret of {number} in {network.id}"
        secret = sha256(network.keys["secret"].encode()).digest()
        values = {"network_id": network.id, "id": number, "secret_hash": secret, "creator": ADMINISTRATOR, "now": NOW}
        conn.execute(LINK, values)
    conn.execute("INSERT INTO local_id VALUES (%s, 'calendar_link', 5, 1)", (network.id,))
    network.keys["secret"] = f"secret of 5 in {network.id}"


RULE = """
    INSERT INTO alert_rule (
        network_id, id, team_id, figure, is_of_team, comparison, threshold, is_new, created_on
    )
    VALUES (%(network_id)s, %(id)s, 55, 'UninvoicedProducts', FALSE, 'at_least', %(threshold)s, FALSE, %(now)s)
"""
OVER = """
    INSERT INTO alert_over (network_id, rule_id, coworker_id, team_id, since, month, is_notified)
    VALUES (%(network_id)s, %(id)s, 101, 55, %(now)s, '2026-11-01', TRUE)
"""


def watch(conn: Connection[Any], network: Network, *, more: bool) -> None:
    """Alert rules with the same ids in each network, and another threshold in each."""
    for number in ("2", BOTH, *([THEIRS] if more else [])):
        values = {"network_id": network.id, "id": number, "threshold": 3 + network.id, "now": NOW}
        conn.execute(RULE, values)
        conn.execute(OVER, values)
    conn.execute("INSERT INTO watched_team (network_id, team_id, next_look_on) VALUES (%s, 55, %s)", (network.id, NOW))
    conn.execute("INSERT INTO local_id VALUES (%s, 'alert_rule', 9, 1)", (network.id,))
    row = conn.execute("SELECT id FROM account WHERE network_id = %s AND email = %s", (network.id, ADMINISTRATOR))
    [account_id] = row.fetchone() or (0,)
    network.keys["mailSecret"] = readers.unsubscribe_secret(conn, network.id, 55, account_id)


def deliver_wrongly(conn: Connection[Any], network: Network, name: str, *, more: bool) -> None:
    """A webhook and deliveries that could not be stored, with the same ids in each network, and more in one."""
    conn.execute("UPDATE webhook SET id = %s WHERE network_id = %s", (BOTH, network.id))
    if more:
        webhooks.create(conn, network.id, "theirs", seal=Seal([KEY]), author=AUTHOR, now=NOW)
        conn.execute("UPDATE webhook SET id = %s WHERE network_id = %s AND name = 'theirs'", (THEIRS, network.id))
    for number in (BOTH, *([THEIRS] if more else [])):
        conn.execute(
            "INSERT INTO webhook_delivery (network_id, id, webhook_id, digest, body, body_bytes, reason, received_on,"
            " last_received_on, times) VALUES (%s, %s, %s, %s, %s, 2, %s, %s, %s, 1)",
            (network.id, number, number, number.encode(), b"[]", name, NOW, NOW),
        )


def notify(conn: Connection[Any], network: Network, name: str, *, more: bool) -> None:
    """Add hooks and events with the same ids in each network, and more in one. Nothing can be sent to their address."""
    first = (("hook", BOTH, SAME_EVENT), *([("theirs", THEIRS, THEIR_EVENT)] if more else []))
    for hook, hook_id, event_id in first:
        conn.execute("INSERT INTO local_id VALUES (%s, 'hook', %s, 1)", (network.id, int(hook_id) - 1))
        registry.create(
            conn,
            network.id,
            hook,
            "https://127.0.0.1/",
            allowed=networks_of(["127.0.0.1"]),
            seal=Seal([KEY]),
            author=AUTHOR,
            now=NOW,
        )
        conn.execute("DELETE FROM local_id WHERE network_id = %s AND entity = 'hook'", (network.id,))
        conn.execute(
            "INSERT INTO hook_message (network_id, id, hook_id, event, body, written_on, due_on, expires_on, tries)"
            " VALUES (%s, %s, %s, 'import.finished', %s, %s, %s, %s, 0)",
            (network.id, event_id, hook_id, f'{{"in":"{name}"}}', *[NOW] * 2, NOW + timedelta(days=3)),
        )
        conn.execute(
            "INSERT INTO hook_try (network_id, message_id, number, tried_on, status, milliseconds)"
            " VALUES (%s, %s, 1, %s, %s, 1)",
            (network.id, event_id, NOW, 500 + network.id),
        )
    conn.execute("INSERT INTO local_id VALUES (%s, 'hook', %s, 1)", (network.id, int(THEIRS) + 9))


def look(conn: Connection[Any], network: Network, *, more: bool) -> None:
    """Entries about readers with the same ids in each network, and more in one."""
    for number, entry_id, person in ((BOTH, SAME_EVENT, 101), *([(THEIRS, THEIR_EVENT, 7000101)] if more else [])):
        shown = [person, network.id] if more else [person]
        entry = Entry(UUID(entry_id), NOW, "teamKpi", int(number), team_id=55, coworker_ids=shown, request_id="1")
        store_readers(conn, network.id, [entry])


def offer_sign_ins(conn: Connection[Any], network: Network, *, more: bool) -> None:
    """Add a provider with the same id in each network, and another in one. They never answer."""
    for name, number in (("acme", BOTH), *([("theirs", THEIRS)] if more else [])):
        new = NewProvider(name, name, "https://127.0.0.1:1", "kpi")
        provider_id = providers.add(conn, network.id, new, seal=Seal([]), author=AUTHOR, now=NOW)
        moved = "UPDATE sign_in_provider SET id = %s WHERE network_id = %s AND id = %s"
        conn.execute(moved, (number, network.id, provider_id))


@contextmanager
def two_networks(url: str, *, is_filled: bool) -> Iterator[tuple[Network, Network]]:
    """Two networks on a database; the second one has the first one's ids, and more, or is empty."""
    with connect(url) as conn, running(url, secret_key=(KEY,), bounce_secret=BOUNCE_SECRET) as space:
        networks.change_hosts(conn, "default", add=[HERE])
        pair = Network(space, url, HERE, 1), Network(space, url, THERE, networks.create(conn, "there", [THERE]))
        fillings = (("Here", 11, 3, False), ("Zwolle", 10, 5, True))
        for network, (name, month, shift, more) in zip(pair, fillings, strict=True):
            if network.id == 1 or is_filled:
                store(conn, ledger_of(name, month, shift, more=more), network_id=network.id)
            for email in (ADMINISTRATOR, MEMBER, OPERATOR):
                account(conn, email, network_id=network.id, operator=email == OPERATOR)
            if more:
                account(conn, THEIR_OPERATOR, network_id=network.id, operator=True)
                moved = "UPDATE account SET id = %s WHERE network_id = %s AND email = %s"
                conn.execute(moved, (THEIRS, network.id, THEIR_OPERATOR))
                keys.create(conn, [network.id], "theirs", author=AUTHOR, now=NOW)
                conn.execute("UPDATE api_key SET id = %s WHERE network_id = %s", (THEIRS, network.id))
            made = webhooks.create(conn, network.id, "hook", secret=SECRET, seal=Seal([KEY]), author=AUTHOR, now=NOW)
            network.keys["key"] = made.key
            deliver_wrongly(conn, network, name, more=more)
            notify(conn, network, name, more=more)
            offer_sign_ins(conn, network, more=more)
            look(conn, network, more=more)
            if network.id == 1 or is_filled:
                invite(conn, network.id, name, more=more)
                link_calendars(conn, network, more=more)
                watch(conn, network, more=more)
        for network in pair:
            if network.id == 1 or is_filled:
                for who, email in (("administrator", ADMINISTRATOR), ("member", MEMBER), ("operator", OPERATOR)):
                    signed_in = space.sign_in(email, host=network.host)
                    network.tokens[who] = signed_in["access_token"]
                network.keys["refresh"] = space.sign_in(MEMBER, host=network.host)["refresh_token"]
        yield pair


# ---------------------------------------------------------------- how every call is asked


@dataclass(frozen=True)
class Asked:
    """One request; what stands in braces is put in by the network that is asked."""

    operation: str
    method: str
    path: str
    who: str = "nobody"
    options: Mapping[str, Any] = field(default_factory=dict)


def _grant(**form: str) -> dict[str, Any]:
    return {"data": form}


def _signed_in(email: str, password: str = PASSWORD) -> dict[str, Any]:
    return _grant(grant_type="password", username=email, password=password)


def _password(email: str) -> dict[str, Any]:
    return {"json": {"Email": email, "CurrentPassword": "wrong", "NewPassword": "another password"}}


_NEXT_READER = f"size=1&after={NOW:%Y-%m-%dT%H:%M:%SZ}_{THEIR_EVENT}"
BROWSER = {"headers": {"X-Requested-With": "XMLHttpRequest"}}
_BOOKING = {
    "ResourceId": 1,
    "FromTime": "2026-11-04T10:00:00Z",
    "ToTime": "2026-11-04T11:00:00Z",
    "TypeName": "Booking",
}
_DELIVERED = [
    json.dumps([{"Id": int(number), **_BOOKING, "UpdatedOn": updated_on}]).encode()
    for number, updated_on in ((BOTH, "2026-10-15T00:00:00Z"), (THEIRS, "2026-11-04T00:00:00Z"), (NOBODYS, ""))
]

_RULE = {"Figure": "UninvoicedProducts", "Of": "member", "Comparison": "at_least", "Threshold": 1}

# What follows the path, and the body, of each request of a call; the path's own ids are put in besides.
ASKED: Mapping[str, tuple[str, Sequence[tuple[str, Mapping[str, Any]]]]] = {
    "token": (
        "nobody",
        [
            ("", _signed_in(ADMINISTRATOR)),
            ("", _signed_in(ADMINISTRATOR, "wrong")),
            ("", _signed_in(NEWCOMER)),
            ("", _grant(grant_type="refresh_token", refresh_token="{refresh}")),
            ("", _grant(grant_type="refresh_token", refresh_token="{refresh}")),
        ],
    ),
    "revokeToken": ("nobody", [("", _grant(token="nothing")), ("", _grant(token="{refresh}"))]),
    "changePassword": ("nobody", [("", _password(ADMINISTRATOR)), ("", _password(NEWCOMER))]),
    "requestPasswordLink": (
        "nobody",
        [("", {"json": {"Email": email}}) for email in (ADMINISTRATOR, NEWCOMER, THEIR_OPERATOR)],
    ),
    "findPasswordLink": ("nobody", [("", {"json": {"Secret": "none"}})]),
    "usePasswordLink": ("nobody", [("", {"json": {"Secret": "none", "NewPassword": PASSWORD}})]),
    # Not of an administrator: those sign in with a cookie, which both networks of a test share.
    "myAccount": ("member", [("?_shape=Email,RecoveryCodesLeft,SignIns.ClientId,SignIns.CreatedOn", {})]),
    "myData": ("member", [("", {})]),
    "endSignIn": ("operator", [("", {})]),
    "endOtherSignIns": ("operator", [("", {})]),
    "newSecondFactor": ("operator", [("", {})]),
    "setSecondFactor": (
        "operator",
        [("", {"json": {"Secret": "A" * 32, "Code": "000000", "CurrentPassword": word}}) for word in ("no", PASSWORD)],
    ),
    "removeSecondFactor": ("operator", [("", {"json": {"CurrentPassword": word}}) for word in ("no", PASSWORD)]),
    "replaceRecoveryCodes": ("operator", [("", {"json": {"CurrentPassword": word}}) for word in ("no", PASSWORD)]),
    "myProviders": ("member", [("", {})]),
    "connectProvider": (
        "operator",
        [("", {"json": {"Provider": "acme", "CurrentPassword": word}}) for word in ("no", PASSWORD)],
    ),
    "disconnectProvider": (
        "operator",
        [("", {"json": {"Provider": "acme", "CurrentPassword": word}}) for word in ("no", PASSWORD)],
    ),
    "browserProviders": ("nobody", [("", {})]),
    "browserProviderBegin": ("nobody", [("", {**_grant(provider="acme"), **BROWSER})]),
    "browserProviderConfirmation": ("nobody", [("", {**_grant(state="none"), **BROWSER})]),
    "browserProviderFinish": (
        "nobody",
        [("", {**_grant(state="none", code="none"), **BROWSER}), ("", {**_grant(state="none"), **BROWSER})],
    ),
    "ownPasskeyChallenge": ("operator", [("", {})]),
    "newPasskeyOptions": ("operator", [("", {"json": {"CurrentPassword": word}}) for word in ("no", PASSWORD)]),
    "addPasskey": ("operator", [("", {"json": {"Name": "Phone", "Passkey": "{}"}})]),
    "renamePasskey": ("operator", [("", {"json": {"Name": "Phone"}})]),
    "removePasskey": ("operator", [("", {"json": {"CurrentPassword": word}}) for word in ("no", PASSWORD)]),
    "passkeyChallenge": ("nobody", [("", BROWSER)]),
    "passkeySignIn": ("nobody", [("", {"json": {"Passkey": "{}"}, **BROWSER})]),
    "browserSignIn": (
        "nobody",
        [("", {**_signed_in(ADMINISTRATOR), **BROWSER}), ("", {**_signed_in(NEWCOMER), **BROWSER})],
    ),
    "browserToken": ("nobody", [("", BROWSER)]),
    "browserSignOut": ("nobody", [("", BROWSER)]),
    "makeFirstOperator": (
        "nobody",
        [("", {"json": {"Secret": "none", "Email": "boss@same.test", "Password": PASSWORD}})],
    ),
    "myTeams": (
        "administrator",
        [
            ("?isTeamAdmin=true", {}),
            ("?isTeamAdmin=false&_pageSize=1&_page=2", {}),
            ("?isTeamAdmin=false&teamId=7000055", {}),
        ],
    ),
    "teamKpi": ("administrator", [("", {})]),
    "myTeamKpi": ("administrator", [("", {}), ("?at=2026-11-20", {})]),
    "teamExplain": (
        "administrator",
        [
            ("?figure=CheckedTimeTotal", {}),
            ("?figure=UninvoicedProducts&coworkerId=101", {}),
            *((f"?figure=UninvoicedProducts&coworkerId={number}", {}) for number in (102, 7000101, 7000102)),
        ],
    ),
    "teamChanges": (
        "administrator",
        [
            ("?from=2026-11-20", {}),
            *((f"?from=2026-11-20&coworkerId={number}", {}) for number in (101, 102, 7000101, 7000102)),
        ],
    ),
    "teamMetrics": ("administrator", [("", {})]),
    "teamUsage": (
        "administrator",
        [("", {}), *((f"?coworkerId={number}", {}) for number in (101, 102, 7000101, 7000102))],
    ),
    "teamAmounts": (
        "administrator",
        [("", {}), *((f"?coworkerId={number}", {}) for number in (101, 102, 7000101, 7000102))],
    ),
    "teamExpiring": (
        "administrator",
        [("", {}), *((f"?days=366&coworkerId={number}", {}) for number in (101, 102, 7000101, 7000102))],
    ),
    "teamCalendarLinks": ("administrator", [("", {}), ("?coworkerId=101", {}), ("?coworkerId=7000101", {})]),
    "createCalendarLink": (
        "administrator",
        [("", {"json": {}}), *((f"?coworkerId={number}", {"json": {}}) for number in (102, 7000101, 7000102))],
    ),
    "revokeCalendarLink": ("administrator", [("", {})]),
    "expiringCalendar": ("secret", [("", {})]),
    "teamAlerts": ("administrator", [("", {})]),
    "previewAlert": (
        "administrator",
        [
            (f"?figure={figure}&of={of}&comparison=at_least&threshold=1", {})
            for figure, of in (("CheckedTimeTotal", "member"), ("UninvoicedProducts", "team"), ("ToInvoice", "team"))
        ],
    ),
    "addAlert": ("administrator", [("", {"json": {**_RULE, "Confirm": one}}) for one in (False, True)]),
    "changeAlert": (
        "administrator",
        [("", {"json": {"MutedUntil": "2026-12-01"}}), ("", {"json": {"RecipientIds": [7000101]}})],
    ),
    "deleteAlert": ("administrator", [("", {})]),
    "teamReports": ("administrator", [("", {})]),
    "setTeamReports": (
        "administrator",
        [("", {"json": {"Weekly": True, "Monthly": False, "WithNames": True}})],
    ),
    "sendTeamReport": (
        "administrator",
        [("", {"json": {"Period": one, "WithStatement": one == "month"}}) for one in ("week", "month")],
    ),
    "setAlertMail": ("administrator", [("", {"json": {"IGetMail": False}})]),
    "alertMailPage": ("mailSecret", [("", {})]),
    "stopAlertMail": ("mailSecret", [("", {})]),
    "teamUses": (
        "administrator",
        [("", {}), *((f"?from=2020-01-01&coworkerId={number}", {}) for number in (101, 102, 7000101, 7000102))],
    ),
    "teamStatement": ("administrator", [("", {}), ("?version=1", {})]),
    "teamStatementCsv": ("administrator", [("", {})]),
    "teamStatementXlsx": ("administrator", [("", {})]),
    "teamStatementPdf": ("administrator", [("", {})]),
    "teamAttendance": (
        "administrator",
        [
            ("?date=2026-11-03", {}),
            ("?date=2026-10-03", {}),
            (f"?date=2026-11-03&knownAt={NOW:%Y-%m-%dT%H:%M:%SZ}", {}),
        ],
    ),
    "teamProfile": ("administrator", [("", {})]),
    "teamBasis": ("administrator", [("", {})]),
    "figures": ("nobody", [("", {})]),
    "publishedTeams": (
        "administrator",
        [("", {}), ("?query=zwolle", {}), ("?tag=Zwolle", {}), ("?order=4&_pageSize=1", {})],
    ),
    "publishedTeam": ("administrator", [("", {})]),
    "updateTeamAttendance": (
        "administrator",
        [("", {"json": [{"CoworkerId": number, "MondayAttendance": 2}]}) for number in (102, 7000101, 7000102)],
    ),
    "updateMyAttendance": (
        "administrator",
        [("", {"json": [{"CoworkerId": number, "MondayAttendance": 2}]}) for number in (101, 7000101, 7000102)],
    ),
    "updateTeamProfile": (
        "administrator",
        [("", {"json": {"ProfileSummary": "changed"}}), ("", {"json": {"Name": ""}})],
    ),
    "addTeamMembers": (
        "administrator",
        [("", {"json": {"FullNames": ["N"], "Emails": [email]}}) for email in (ADMINISTRATOR, NEWCOMER, "w@same.test")],
    ),
    "removeTeamMember": ("administrator", [("", {})]),
    "addTeamAdministrator": ("administrator", [("", {})]),
    "removeTeamAdministrator": ("administrator", [("", {})]),
    "leaveTeam": ("member", [("", {})]),
    "myInvitations": ("operator", [("", {})]),
    "findInvitation": (
        "operator",
        [("", {"json": {"Secret": secret}}) for secret in (f"secret of {BOTH}", f"secret of {THEIRS}", "none")],
    ),
    "acceptInvitation": ("operator", [("", {})]),
    "declineInvitation": ("operator", [("", {})]),
    "teamInvitations": ("administrator", [("", {})]),
    "makeInvitationLink": ("administrator", [("", {})]),
    "withdrawInvitation": ("administrator", [("", {})]),
    "teamAccounts": ("administrator", [("", {})]),
    "inviteMembersToAccounts": (
        "administrator",
        [("", {"json": {"CoworkerIds": ids}}) for ids in ([], [102], [7000101], [7000102])],
    ),
    "receiveWebhook": (
        "key",
        [("", {"content": body}) for body in _DELIVERED] + [("?action=8", {"content": _DELIVERED[0]})],
    ),
    "receiveBounce": (
        "nobody",
        [
            ("", {"json": {"Id": email, "Email": email}, "headers": {"Authorization": f"Basic {one}"}})
            for email in (ADMINISTRATOR, NEWCOMER, "w@same.test")
            for one in (BOUNCES, "bm86bm8=")
        ],
    ),
    "tryMyMailAgain": ("administrator", [("", {})]),
    "tryAddressAgain": (
        "operator",
        [("", {"json": {"Email": email}}) for email in (ADMINISTRATOR, NEWCOMER, "w@same.test")],
    ),
    "describeEntities": ("operator", [("", {})]),
    "describeOperator": ("operator", [("", {})]),
    "search": ("operator", [(f"?query={text}", {}) for text in ("jane", "zwolle", "here", BOTH, THEIRS, "same.test")]),
    "getPersonFigures": (
        "operator",
        [(query, {}) for query in ("", "?teamId=55", "?teamId=7000055", "?businessId=7000001")],
    ),
    "beginTeamView": ("operator", [("", {"json": {"TeamId": number}}) for number in (55, 7000055, 7000056, "55")]),
    "endTeamViews": ("operator", [("", {})]),
    "listReaders": (
        "operator",
        [
            (query, {})
            for query in ("", f"?coworkerId={THEIRS}", "?teamId=55", "?reader=same", "?size=1", f"?{_NEXT_READER}")
        ],
    ),
    "listVersions": (
        "operator",
        [(f"?entity=bookings&id={number}", {}) for number in (BOTH, THEIRS, NOBODYS)],
    ),
    "getMirror": ("operator", [("", {})]),
    "changeMirror": ("operator", [("", {"json": {"Do": one}}) for one in ("pause", "resume", "confirm", "retry")]),
    # A check that begins may have ended or not when it is asked for; test_backoffice_health runs some.
    "getSystemHealth": ("operator", [("", {})]),
    "runCheck": ("operator", [("", {"json": {"Check": "nothing"}})]),
    "resendMail": ("operator", [("", {})]),
    "sendTestMail": ("operator", [("", {})]),
    "makeChanges": (
        "operator",
        [
            ("", {"json": {"Changes": [{"Entity": "charges", "Do": "edit", "Id": int(number), "Values": {}}]}})
            for number in (BOTH, THEIRS, NOBODYS)
        ],
    ),
    "listImportFiles": ("operator", [("", {})]),
    "addImportFile": ("operator", [("", {"json": {"Name": "bookings.csv", "Size": 3}})]),
    "getImportFile": ("operator", [("", {})]),
    "putImportFilePart": (
        "operator",
        [("", {"content": b"Id\n", "headers": {"Content-Type": "application/octet-stream"}})],
    ),
    # A run that begins may have ended or not when it is asked for; test_import_files runs some.
    "runImportFile": ("operator", [("", {"json": {"Do": "nothing"}})]),
    "getRejectedRows": ("operator", [("", {})]),
    "deleteImportFile": ("operator", [("", {})]),
    "listImports": ("operator", [("", {})]),
    "previewUndo": ("operator", [("", {})]),
    "undoImport": ("operator", [("", {"json": {}})]),
    "addMadeUpSpace": ("operator", [("", {})]),
    # The account that is added is the fourth in both networks, and the only one that is changed: see {accountId}.
    "listOperators": ("operator", [("", {})]),
    "addOperator": (
        "operator",
        [
            ("", {"json": {"Email": "desk@same.test", "RoleSet": "Auditor"}}),
            ("", {"json": {"Email": THEIR_OPERATOR, "RoleSet": "Auditor"}}),
        ],
    ),
    "setOperatorRoles": ("operator", [("", {"json": {"RoleSet": "FrontDesk"}})]),
    # Not the administrator's, whose sign-ins differ: see myAccount.
    "listAccounts": ("operator", [(f"?query={text}", {}) for text in ("desk@", "member@", "102", "zwolle", THEIRS)]),
    "changeAccount": (
        "operator",
        [
            ("", {"json": {"Do": one}})
            for one in ("suspend", "resume", "endSignIns", "removeSecondFactor", "requireNewPassword")
        ],
    ),
    "createResetLink": ("operator", [("", {})]),
    "listSignIns": ("operator", [("", {})]),
    "endAccountSignIn": ("operator", [("", {})]),
    "removeOperator": ("operator", [("", {})]),
    "listAccountInvitations": ("operator", [("", {})]),
    "inviteToAccounts": (
        "operator",
        [("", {"json": {"Emails": [email]}}) for email in (MEMBER, NEWCOMER, THEIR_OPERATOR, "w@same.test")]
        + [("", {"json": {"TeamIds": [55, 7000055]}}), ("", {"json": {"EveryTeam": True, "Again": True}})],
    ),
    "withdrawAccountInvitation": ("operator", [("", {})]),
    "getPersonAccount": ("operator", [("", {})]),
    "listKeys": ("operator", [("", {})]),
    "createKey": ("operator", [("", {"json": {"Name": one, "RoleSet": "Auditor"}}) for one in ("sync", "theirs")]),
    "revokeKey": ("operator", [("", {})]),
    "listSignInProviders": ("operator", [("", {})]),
    # A provider is asked before it is stored; test_backoffice_sign_in_providers has one that answers.
    "addSignInProvider": (
        "operator",
        [("", {"json": {"Name": "acme", "Label": "A", "Issuer": "https://127.0.0.1:1", "ClientId": "kpi"}})],
    ),
    "changeSignInProvider": ("operator", [("", {"json": {"Label": "Another"}})]),
    "testSignInProvider": ("operator", [("", {})]),
    "removeSignInProvider": ("operator", [("", {})]),
    "setPasswordsSignIn": ("operator", [("", {"json": {"PasswordsSignIn": one}}) for one in (False, True)]),
    "listHosts": ("operator", [("", {})]),
    "changeHosts": ("operator", [("", {"json": {"Add": [one]}}) for one in ("new.test", HERE, THERE)]),
    "getSpaceLook": ("operator", [("", {})]),
    "changeSpaceLook": (
        "operator",
        [("", {"json": one}) for one in ({"Name": "Hub", "Accent": "#7a1f5c"}, {"Name": None}, {"Logo": PIXEL})],
    ),
    # For owners of the installation, whom the settings name: see test_backoffice_networks.
    "listNetworks": ("operator", [("", {}), ("?page=2&size=1", {})]),
    "createNetwork": (
        "operator",
        [("", {"json": {"Name": one, "Hosts": [host]}}) for one in ("New", "There") for host in ("new.test", THERE)],
    ),
    "createSetupLink": ("operator", [("", {})]),
    "listWebhooks": ("operator", [("", {})]),
    "createWebhook": ("operator", [("", {"json": {"Name": one}}) for one in ("sync", "theirs", "hook")]),
    "replaceWebhookSecret": ("operator", [("", {"json": {"OverlapHours": 1}})]),
    "revokeWebhook": ("operator", [("", {})]),
    "getWebhookDelivery": ("operator", [("", {})]),
    "replayWebhookDelivery": ("operator", [("", {"json": {}})]),
    "discardWebhookDelivery": ("operator", [("", {})]),
    "listHooks": ("operator", [("", {})]),
    "createHook": (
        "operator",
        [("", {"json": {"Name": one, "Url": "https://same.test/"}}) for one in ("sync", "theirs", "hook")],
    ),
    "changeHook": (
        "operator",
        [("", {"json": {"Name": one, "Url": "https://same.test/"}}) for one in ("sync", "theirs")],
    ),
    "replaceHookSecret": ("operator", [("", {"json": {"OverlapHours": 1}})]),
    "stopOrStartHook": ("operator", [("", {"json": {"Do": one}}) for one in ("stop", "start")]),
    "testHook": ("operator", [("", {})]),
    "deleteHook": ("operator", [("", {})]),
    "listHookEvents": ("operator", [("", {}), ("?all=true", {}), (f"?all=true&hookId={THEIRS}", {})]),
    "getHookEvent": ("operator", [("", {})]),
    "resendHookEvent": ("operator", [("", {})]),
    "live": ("nobody", [("", {})]),
    "ready": ("nobody", [("", {})]),
}
_IDS_IN_PATHS = {
    "{teamId}": ("55", "7000055", "7000056"),
    "{coworkerId}": ("101", "102", "7000101", "7000102"),
    "{invitationId}": (BOTH, "2", THEIRS, NOBODYS),
    "{linkId}": (BOTH, "2", THEIRS, NOBODYS),
    "{ruleId}": (BOTH, "2", THEIRS, NOBODYS),
    "{month}": ("2026-10",),
    "{signInId}": ("0" * 24,),
    "{id}": (BOTH, THEIRS, NOBODYS),
    "{part}": ("1",),
    "{accountId}": ("4", THEIRS, NOBODYS),
    "{keyId}": (BOTH, THEIRS, NOBODYS),
    "{networkId}": (BOTH, "2", NOBODYS),
    "{webhookId}": (BOTH, THEIRS, NOBODYS),
    "{deliveryId}": (BOTH, THEIRS, NOBODYS),
    "{providerId}": (BOTH, THEIRS, NOBODYS),
    "{hookId}": (BOTH, THEIRS, NOBODYS),
    "{passkeyId}": (BOTH, THEIRS, NOBODYS),
    "{eventId}": (SAME_EVENT, THEIR_EVENT, NO_EVENT),
    "{messageId}": ("7c1d5c5e-3c0f-4c5b-9a43-0b8a0f6f7a11",),
}
# The administrator has more of them in one of the networks: see myAccount.
_OPEN_SIGN_INS = re.compile(rb'"OpenSignIns":\d+,')
_NOT_THE_LEDGERS = {"listAuditTrailEntries": "AuditTrailEntry", "getAuditTrailEntry": "AuditTrailEntry"}


def requests_of(operation: Operation) -> list[Asked]:
    """How a call is asked: for what both networks have, for what the other one alone has, and for what neither has."""
    if operation.id in ASKED:
        who, endings = ASKED[operation.id]
    elif operation.for_operators:
        who, endings = "operator", list(_of_back_office(operation))
    else:
        raise AssertionError(f"say in ASKED how {operation.id} is asked")
    return [
        Asked(operation.id, operation.method.upper(), path + ending, who, options)
        for path in _paths(operation.path)
        for ending, options in endings
    ]


def _paths(path: str) -> list[str]:
    for name, ids in _IDS_IN_PATHS.items():
        if name in path:
            return [one for some_id in ids for one in _paths(path.replace(name, some_id))]
    return [path]


def _of_back_office(operation: Operation) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield what follows the path, and the body, of a back-office call, by what it is."""
    last = operation.path.rpartition("/")[2]
    if operation.method in {"get", "delete"}:
        yield "", {}
        if operation.method == "get" and last not in {"{id}", "commands"}:
            name = _NOT_THE_LEDGERS.get(operation.id) or ENTITIES[last].name
            yield "?size=1&page=2&orderBy=UpdatedOn&dir=1", {}
            yield f"?id=[{BOTH},{THEIRS},{NOBODYS}]", {}
            yield f"?{name}_Id={THEIRS}", {}
            yield f"?from_{name}_UpdatedOn=2026-10-01&size=1000", {}
    elif last.lower() == "runcommand":
        for ids in ([1], [int(THEIRS)], [int(NOBODYS)], [1, int(THEIRS)]):
            yield "", {"json": {"Key": "CANCEL_BOOKING", "Ids": ids, "Parameters": []}}
    else:
        assert operation.json is not None
        body = {name: value for name, value in operation.json.example.items() if name != "Id"}
        if last == "{id}":
            yield "", {"json": body}
        elif operation.method == "put":
            for known in (BOTH, THEIRS, NOBODYS):
                yield "", {"json": {**body, "Id": int(known)}}
        else:
            # An id that the other network has is free here.
            for some_id in (0, int(BOTH), int(THEIRS), int(THEIRS)):
                yield "", {"json": {**body, "Id": some_id}}


ALL = [asked for operation in OPERATIONS for asked in requests_of(operation)]


def test_every_call_is_asked() -> None:
    assert {asked.operation for asked in ALL} == {operation.id for operation in OPERATIONS}
    with pytest.raises(AssertionError, match="say in ASKED how another is asked"):
        requests_of(Operation("another", "get", "/api/another", "", "", "", {}))


# ---------------------------------------------------------------- nothing of the other one shows

# The audit trail's ids rise for all networks together and name no record.
_SECRET_IN_URI = re.compile(rb"secret=\w+")
_TRAIL_IDS = re.compile(rb'"(Id|UniqueId|AccountId|KeyId)":("[^"]*"|\d+)')
# Other places that have them: fifteen digits that are made of the time. Those of records begin with 9.
_OF_THE_TIME = re.compile(rb"(?<![\w.])[1-8]\d{14}(?![\w.])")
# Statements that refer to no table, and that pglast need not read.
_SETS = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SET|SHOW|SAVEPOINT|RELEASE)\b", re.IGNORECASE)
# As they are sent, those that the house rules let refer to all networks.
_OF_ALL = {
    getattr(load_sql(path.parent.as_posix().removeprefix("src/").replace("/", "."), path.name), name)
    for path, name in ((Path(one.split(": ")[0]), one.split(": ")[1]) for one in OF_ALL_NETWORKS)
}
OF_ALL = {*_OF_ALL, ages._AGES}
_VARYING = {"etag", "set-cookie", "content-length"}


def shown(answer: httpx.Response, asked: Asked) -> Any:
    """All of an answer, but for what is random."""
    body = without_random(_SECRET_IN_URI.sub(b"", answer.content))
    if asked.operation in _NOT_THE_LEDGERS:
        body = _TRAIL_IDS.sub(rb'"\1":0', body)
    body = _OF_THE_TIME.sub(b"0", body)
    if asked.operation == "getPersonAccount":
        body = _OPEN_SIGN_INS.sub(b"", body)
    headers = [(name, "" if name in _VARYING else value) for name, value in answer.headers.multi_items()]
    return answer.status_code, sorted(headers), body


@pytest.fixture
def pairs(server_url: str, template: str) -> Iterator[Callable[[bool], tuple[Network, Network]]]:
    with ExitStack() as stack:

        def make(is_filled: bool) -> tuple[Network, Network]:
            url = stack.enter_context(fresh_database(server_url, template))
            return stack.enter_context(two_networks(url, is_filled=is_filled))

        yield make


@pytest.mark.long
def test_what_another_network_holds_and_does_changes_no_answer(
    pairs: Callable[[bool], tuple[Network, Network]], statements: list[tuple[str, Any]]
) -> None:
    """Every call, writes among them: beside an empty network, and beside one with the same ids that does the same.

    The order is that of the contract, and then all reads again, after all writes. Every statement that is sent compares
    the network of each table that it refers to.
    """
    alone, _ = pairs(False)
    here, there = pairs(True)
    statements.clear()
    again = [asked for asked in ALL if asked.method == "GET"]
    statuses: set[tuple[str, int]] = set()
    for number, asked in enumerate([*ALL, *again]):
        is_first_time = number < len(ALL)
        for network in (alone, here):
            network.space.set_clock(NOW + timedelta(seconds=number))
        expected = shown(alone.ask(asked), asked)
        # Its writes, and all of its reads once, when everything is written.
        if asked.method != "GET" or not is_first_time:
            there.ask(asked)
        found = shown(here.ask(asked), asked)
        assert found == expected, asked
        assert b"Zwolle" not in found[2], asked
        statuses.add((asked.operation, found[0]))
    assert not [one for one in statuses if one[1] >= 500]
    sent = {text for text, _ in statements if not _SETS.match(text) and text not in OF_ALL}
    ids = {here.id, there.id}
    assert {text for text in sent if all(unbound_as_sent(text, TABLES_OF_NETWORKS, one) for one in ids)} == set()
    # What was asked was not refused as a whole: each call has an answer that is none of a stranger's.
    answered = {operation for operation, status in statuses if status not in {401, 404, 415, 429}}
    assert {operation.id for operation in OPERATIONS} - answered <= {
        "getAuditTrailEntry",  # their ids are made of the time
        "browserToken",
        "browserSignOut",
        "getRejectedRows",
        "previewUndo",
        "resendMail",
        # Neither of these networks manages the server.
        *("listNetworks", "createNetwork", "createSetupLink"),
    }


@pytest.fixture(scope="module")
def pair(server_url: str, template: str) -> Iterator[tuple[Network, Network]]:
    with fresh_database(server_url, template) as url, two_networks(url, is_filled=True) as pair:
        yield pair


def absent(asked: Asked) -> Asked | None:
    """Return the same request for an id that neither network has, when this one is for one that the other alone has."""
    if not re.search(r"/7000(001|055|101)\b", asked.path):
        return None
    path = re.sub(r"/7000(001|055|101)\b", lambda found: f"/7000{int(found[1]) + 1:03}", asked.path)
    return Asked(asked.operation, asked.method, path, asked.who, asked.options)


# Whoever has no passkey with an id is not told: renaming and removing it do nothing.
OF_THEIRS = [
    (asked, other)
    for asked in ALL
    if (other := absent(asked)) is not None and asked.operation not in {"renamePasskey", "removePasskey"}
]


def test_what_only_the_other_network_has_is_not_there(pair: tuple[Network, Network]) -> None:
    """Word for word the answer for what nobody has; and what is asked here changes nothing there."""
    here, there = pair
    with connect(here.url) as conn:
        before = ledger_tables(conn, there.id)
    assert len({asked.operation for asked, _ in OF_THEIRS}) >= 9 + 3 * len(ENTITIES)
    for asked, other in OF_THEIRS:
        found, expected = here.ask(asked), here.ask(other)
        differing = re.compile(rb"7000\d{3}")
        assert shown(found, asked)[:2] == shown(expected, other)[:2], asked
        assert differing.sub(b"ID", found.content) == differing.sub(b"ID", expected.content), asked
        assert found.status_code in {400, 404}, asked
    with connect(here.url) as conn:
        assert ledger_tables(conn, there.id) == before


def stranger_to(here: Network, there: Network) -> Network:
    """What opens no network, of the length of what opens the other one."""
    keys, tokens = ({name: "A" * len(one) for name, one in kept.items()} for kept in (there.keys, there.tokens))
    return Network(here.space, here.url, here.host, here.id, keys, tokens)


def test_what_opens_the_other_network_opens_nothing_here(pair: tuple[Network, Network]) -> None:
    here, there = pair
    stranger = stranger_to(here, there)
    for asked in ALL:
        if asked.who == "nobody" and "{refresh}" not in str(asked.options):
            continue
        found, expected = here.ask(asked, lent=there), here.ask(asked, lent=stranger)
        assert shown(found, asked) == shown(expected, asked), asked
        refused = {404} if asked.who in {"secret", "mailSecret"} else {400, 401}
        assert found.status_code in refused or asked.operation == "revokeToken", asked
    # And what was shown at the wrong door still opens the right one.
    for who in there.tokens:
        assert there.ask(Asked("myTeams", "GET", "/api/public/teams/my?isTeamAdmin=true", who)).status_code == 200
    assert there.ask(Asked("token", "POST", "/api/token", "nobody", ASKED["token"][1][3][1])).status_code == 200


# ---------------------------------------------------------------- and not by the work that it costs


_COSTS = ("Node Type", "Index Name", "Relation Name", "Actual Rows", "Actual Loops", "Rows Removed by Filter")
_BUFFERS = ("Shared Hit Blocks", "Shared Read Blocks", "Local Hit Blocks", "Temp Read Blocks")


def work_of(conn: Connection[Any], statement: str, params: Any) -> Any:
    """How a statement is done: the nodes of its plan, the rows that each brought, the blocks that it touched."""
    if not re.match(r"\s*(--[^\n]*\n\s*)*(SELECT|WITH|INSERT|UPDATE|DELETE)\b", statement):
        return None

    def nodes(plan: Mapping[str, Any]) -> Any:
        blocks = sum(plan[name] for name in _BUFFERS)
        return [plan.get(name) for name in _COSTS], blocks, [nodes(one) for one in plan.get("Plans", ())]

    with conn.transaction(force_rollback=True):
        explain = f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {statement}"
        # A long statement has numbered parameters, and a list of values.
        cursor = psycopg.RawCursor(conn) if isinstance(params, list) else conn.cursor()
        found: Any = cursor.execute(explain, params).fetchone()
    return nodes(found[0][0]["Plan"])


def commit_something(conn: Connection[Any]) -> None:
    """Make checks that are kept until somebody commits be asked again.

    The process settles its throttle's counts now and then, which is such a commit. When it comes is not to matter.
    """
    conn.execute("SELECT pg_current_xact_id()")


def test_what_is_the_other_network_s_costs_what_is_nobody_s(
    pair: tuple[Network, Network], statements: list[tuple[str, Any]]
) -> None:
    """Ids, and what opens doors: the same statements, done in the same way, with the same plans, rows and blocks."""
    here, there = pair
    stranger = stranger_to(here, there)
    first_of_each = {asked.operation: asked for asked in reversed(ALL) if asked.who != "nobody"}.values()
    compared: list[tuple[Asked, Callable[[], object], Callable[[], object]]] = [
        *((asked, partial(here.ask, asked), partial(here.ask, other)) for asked, other in OF_THEIRS),
        *((one, partial(here.ask, one, lent=there), partial(here.ask, one, lent=stranger)) for one in first_of_each),
    ]
    with psycopg.connect(here.url, autocommit=True) as conn:
        conn.execute("SET plan_cache_mode = force_generic_plan")
        conn.execute("VACUUM ANALYZE")
        for asked, *asks in compared:
            sent: list[list[tuple[str, Any]]] = []
            for ask in asks:
                for _ in range(2):  # before: what a process learns once is not asked again
                    commit_something(conn)
                    ask()
                commit_something(conn)
                statements.clear()
                ask()
                sent.append(list(statements))
            assert sent[0], asked
            # Lists have their values in the statement, for the planner to know them.
            texts = [[re.sub(r"\b7000\d{3}\b", "ID", text) for text, _ in one] for one in sent]
            assert texts[0] == texts[1], asked
            for (text, params), (other_text, other_params) in zip(*sent, strict=True):
                if (text, params) == (other_text, other_params):
                    continue
                work_of(conn, text, params)  # what is read for the first time costs more
                assert work_of(conn, text, params) == work_of(conn, other_text, other_params), (asked, text)
