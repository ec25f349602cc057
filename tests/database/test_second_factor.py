"""Second factors: codes of a device, recovery codes, and the key that opens their secrets."""

from __future__ import annotations

import re
import threading
from base64 import b32encode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from argon2 import PasswordHasher
from psycopg import Connection, sql

from checked import caller
from patience import PATIENCE
from teamkpi import accounts, networks
from teamkpi.accounts import Claim, Limits, Safeguards, Seal, TokenPair, passwords, second_factor
from teamkpi.db import connect
from teamkpi.errors import AccountError, GrantRefused, SettingsError, TooManyGuesses
from teamkpi.ledger import Change, apply

Conn = Connection[Any]
NOW = datetime(2026, 3, 4, 5, 6, 10, tzinfo=UTC)
STEP = timedelta(seconds=30)
JANE, PASSWORD = "jane@example.com", "correct horse"
WRONG = ("invalid_grant", "the e-mail or the password is wrong, or the account cannot be used")
CHECK = ("two_factor_auth_check", "the account has a second factor: send its code as totp")
KEY, OTHER_KEY = (b64encode(bytes([byte]) * 32).decode() for byte in (251, 7))
SEAL = Seal([KEY])
UNLIMITED = Safeguards(Limits(per_account=0, per_address=0), SEAL)


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with parameters that cost next to nothing."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def make_account(conn: Conn, email: str = JANE, id_: int = 101, network_id: int = 1) -> int:
    apply(conn, network_id, [Change("coworkers", {"Id": id_, "FullName": "J", "Email": email}, 1)], now=NOW)
    return accounts.create(conn, network_id, email, PASSWORD, now=NOW)


@pytest.fixture
def jane(conn: Conn) -> int:
    return make_account(conn)


class Device:
    """What the holder has: the secret, which makes codes, and the recovery codes."""

    def __init__(self, conn: Conn, email: str = JANE, *, network_id: int = 1, seal: Seal = SEAL) -> None:
        self.secret = second_factor.new_enrolment(email, "teamkpi").secret
        # Confirmed two steps ago, so that every code around NOW is fresh.
        before = NOW - 2 * STEP
        self.recovery_codes = second_factor.enrol(
            conn, network_id, email, self.secret, self.code(before), seal=seal, now=before
        )

    def code(self, at: datetime = NOW) -> str:
        return pyotp.TOTP(self.secret).at(at)


@pytest.fixture
def device(conn: Conn, jane: int) -> Device:  # noqa: ARG001
    return Device(conn)


def sign_in(
    conn: Conn,
    totp: str | None = None,
    *,
    password: str = PASSWORD,
    email: str = JANE,
    now: datetime = NOW,
    network_id: int = 1,
    safeguards: Safeguards = UNLIMITED,
) -> TokenPair:
    form = {"grant_type": "password", "username": email, "password": password}
    form |= {} if totp is None else {"totp": totp}
    return accounts.grant(
        conn,
        network_id,
        form,
        None,
        now=now,
        access_seconds=3600,
        refresh_days=15,
        reuse_seconds=10,
        safeguards=safeguards,
    )


@contextmanager
def refused(*expected: str) -> Iterator[None]:
    with pytest.raises(GrantRefused) as caught:
        yield
    assert (caught.value.code, caught.value.description) == expected


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


# Codes of the device


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_rfc_6238(conn: Conn, jane: int, seconds: int, code: str) -> None:  # noqa: ARG001
    secret = b32encode(b"12345678901234567890").decode()
    at = datetime.fromtimestamp(seconds, UTC)
    assert pyotp.TOTP(secret, digits=8).at(at) == code
    # Ours are the last six of those eight digits.
    second_factor.enrol(conn, 1, JANE, secret, code[2:], seal=SEAL, now=at)
    with pytest.raises(AccountError):
        second_factor.enrol(conn, 1, JANE, secret, other_than(code[2:]), seal=SEAL, now=at)


def test_a_code_is_asked_for_only_after_the_password_was_right(conn: Conn, device: Device) -> None:
    for totp in (None, "", "  "):
        with refused(*CHECK):
            sign_in(conn, totp)
        with refused(*WRONG):
            sign_in(conn, totp, password="wrong horse")
    for totp in (
        other_than(device.code()),
        "12345",
        "1234567",
        "nonsense",
        "\x00",
        "\ud800",
        "\uff11\uff12\uff13\uff14\uff15\uff16",
        "x" * 99_999,
    ):
        with refused(*WRONG):
            sign_in(conn, totp)
    with refused(*WRONG):
        sign_in(conn, device.code(), password="wrong horse")
    # None of it has spent the code; blanks in it do not matter.
    sign_in(conn, f" {device.code()[:3]} {device.code()[3:]}\n")


def test_an_account_without_a_second_factor_needs_no_code(conn: Conn, jane: int) -> None:  # noqa: ARG001
    for totp in (None, "", "123456"):
        sign_in(conn, totp)


@pytest.mark.parametrize("steps", range(-3, 4))
def test_a_code_holds_one_step_early_and_late(conn: Conn, device: Device, steps: int) -> None:
    code = device.code(NOW + 5 * STEP + steps * STEP)
    if abs(steps) <= 1:
        sign_in(conn, code, now=NOW + 5 * STEP)
    else:
        with refused(*WRONG):
            sign_in(conn, code, now=NOW + 5 * STEP)


def test_a_used_code_is_refused_and_so_are_those_before_it(conn: Conn, device: Device) -> None:
    sign_in(conn, device.code())
    for at in (NOW, NOW + STEP):
        for earlier in (NOW, NOW - STEP):
            with refused(*WRONG):
                sign_in(conn, device.code(earlier), now=at)
    sign_in(conn, device.code(NOW + STEP), now=NOW)
    with refused(*WRONG):
        sign_in(conn, device.code(NOW + STEP), now=NOW + STEP)
    sign_in(conn, device.code(NOW + 2 * STEP), now=NOW + 2 * STEP)


def test_the_code_that_confirmed_is_spent(conn: Conn, jane: int) -> None:  # noqa: ARG001
    secret = pyotp.random_base32()
    code = pyotp.TOTP(secret).at(NOW)
    second_factor.enrol(conn, 1, JANE, secret, code, seal=SEAL, now=NOW)
    with refused(*WRONG):
        sign_in(conn, code)


def test_of_two_at_once_with_one_code_one_wins(conn: Conn, database_url: str, device: Device) -> None:
    for number in range(5):
        now = NOW + number * 2 * STEP
        for code in (device.code(now), device.recovery_codes[number]):
            results: list[str] = []
            start = threading.Barrier(4)

            def attempt(
                code: str = code, now: datetime = now, results: list[str] = results, start: threading.Barrier = start
            ) -> None:
                with connect(database_url) as own:
                    start.wait(PATIENCE)
                    try:
                        sign_in(own, code, now=now)
                        results.append("in")
                    except GrantRefused as error:
                        results.append(error.code)

            threads = [threading.Thread(target=attempt) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(PATIENCE)
            assert sorted(results) == ["in", *["invalid_grant"] * 3]
    assert conn.execute("SELECT count(*) FROM sign_in").fetchone() == (10,)


def test_a_code_is_spent_only_with_what_it_was_shown_for(conn: Conn, device: Device, jane: int) -> None:
    with conn.transaction(force_rollback=True):
        assert second_factor.passes(conn, 1, jane, device.code(), seal=SEAL, now=NOW)
    sign_in(conn, device.code())


def test_wrong_codes_count_as_guesses_and_asking_for_one_does_not(conn: Conn, device: Device) -> None:
    limited = Safeguards(Limits(), SEAL)
    for _ in range(5):
        for _ in range(3):
            with refused(*CHECK):
                sign_in(conn, safeguards=limited)
        with refused(*WRONG):
            sign_in(conn, other_than(device.code()), safeguards=limited)
    with pytest.raises(TooManyGuesses):
        sign_in(conn, device.code(), safeguards=limited)
    sign_in(conn, device.code(), now=NOW + timedelta(seconds=1), safeguards=limited)


def test_tokens_are_refreshed_without_a_code(conn: Conn, device: Device) -> None:
    pair = sign_in(conn, device.code())
    form = {"grant_type": "refresh_token", "refresh_token": pair.refresh_token}
    accounts.grant(conn, 1, form, None, now=NOW, access_seconds=3600, refresh_days=15, reuse_seconds=10)


# Recovery codes


def test_a_recovery_code_stands_for_a_code_once(conn: Conn, device: Device) -> None:
    assert len(set(device.recovery_codes)) == 10
    for number, code in enumerate(device.recovery_codes):
        assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", code)
        shown = (code, code.lower(), code.replace("-", " "))[number % 3]
        with refused(*WRONG):
            sign_in(conn, shown, password="wrong horse")
        sign_in(conn, shown)
        with refused(*WRONG):
            sign_in(conn, code)
    sign_in(conn, device.code())


def test_new_recovery_codes_replace_those_of_before(conn: Conn, device: Device) -> None:
    fresh = second_factor.new_recovery_codes(conn, 1, JANE.upper())
    assert len({*fresh, *device.recovery_codes}) == 20
    with refused(*WRONG):
        sign_in(conn, device.recovery_codes[0])
    sign_in(conn, fresh[0])


# Giving and taking away


def test_a_second_factor_counts_once_it_is_confirmed(conn: Conn, jane: int) -> None:  # noqa: ARG001
    enrolment = second_factor.new_enrolment(JANE, "North Hubs")
    uri = urlsplit(enrolment.uri)
    assert (uri.scheme, uri.netloc, uri.path) == ("otpauth", "totp", "/North%20Hubs:jane%40example.com")
    assert parse_qs(uri.query)["secret"] == [enrolment.secret]
    assert parse_qs(uri.query)["issuer"] == ["North Hubs"]
    code = pyotp.TOTP(enrolment.secret).at(NOW)
    for wrong in (other_than(code), "", "abc", code + "0"):
        with pytest.raises(AccountError, match=r"^the code does not match this secret at this time; nothing"):
            second_factor.enrol(conn, 1, JANE, enrolment.secret, wrong, seal=SEAL, now=NOW)
    assert [one.has_second_factor for one in accounts.list_accounts(conn, 1)] == [False]
    sign_in(conn)
    second_factor.enrol(conn, 1, JANE.upper(), enrolment.secret, code, seal=SEAL, now=NOW)
    assert [one.has_second_factor for one in accounts.list_accounts(conn, 1)] == [True]
    with refused(*CHECK):
        sign_in(conn)


def test_another_device_replaces_the_one_of_before(conn: Conn, device: Device) -> None:
    pair = sign_in(conn, device.code())
    fresh = Device(conn)
    assert caller(conn, pair.access_token, now=NOW), "sign-ins go on"
    for code in (device.code(NOW + STEP), device.recovery_codes[0]):
        with refused(*WRONG):
            sign_in(conn, code)
    sign_in(conn, fresh.code())


def test_what_is_removed_is_not_asked_for(conn: Conn, device: Device) -> None:
    second_factor.remove(conn, 1, JANE)
    sign_in(conn)
    sign_in(conn, device.code())
    assert conn.execute("SELECT count(*) FROM recovery_code").fetchone() == (0,)
    for change in (second_factor.remove, second_factor.new_recovery_codes):
        with pytest.raises(AccountError, match=r"^jane@example\.com has no second factor$"):
            change(conn, 1, JANE)
        with pytest.raises(AccountError, match=r"^zoe@example\.com has no account$"):
            change(conn, 1, "zoe@example.com")
    with pytest.raises(AccountError, match=r"^zoe@example\.com has no account$"):
        second_factor.enrol(conn, 1, "zoe@example.com", device.secret, device.code(), seal=SEAL, now=NOW)


def test_networks_have_second_factors_of_their_own(conn: Conn, device: Device) -> None:
    two = networks.create(conn, "two", ["two.example"])
    make_account(conn, network_id=two)
    sign_in(conn, network_id=two)
    there = Device(conn, network_id=two)
    with refused(*WRONG):
        sign_in(conn, there.code())
    with refused(*WRONG):
        sign_in(conn, device.recovery_codes[0], network_id=two)
    second_factor.remove(conn, two, JANE)
    sign_in(conn, device.code())


# The key


def test_no_secret_is_in_the_database_as_it_is(conn: Conn, device: Device) -> None:
    sign_in(conn, device.code())
    sign_in(conn, device.recovery_codes[0])
    tables = conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    dump = "\n".join(
        str(row[0])
        for (table,) in tables
        for row in conn.execute(sql.SQL("SELECT t::text FROM {} AS t").format(sql.Identifier(table)))
    )
    raw = pyotp.TOTP(device.secret).byte_secret()
    secrets = [device.secret, raw.hex(), b64encode(raw).decode(), device.code(), KEY]
    for code in device.recovery_codes:
        plain = code.replace("-", "")
        secrets += [code, plain, plain.encode().hex()]
    assert "gAAAA" in dump
    assert [secret for secret in secrets if secret in dump] == []


def test_without_a_key_there_is_no_second_factor(conn: Conn, jane: int) -> None:  # noqa: ARG001
    secret = pyotp.random_base32()
    with pytest.raises(SettingsError, match=r"set TEAMKPI_SECRET_KEY, .* the output of `openssl rand -base64 32`"):
        second_factor.enrol(conn, 1, JANE, secret, pyotp.TOTP(secret).at(NOW), seal=Seal(()), now=NOW)


@pytest.mark.parametrize("seal", [Seal(()), Seal([OTHER_KEY])])
def test_with_the_wrong_key_nobody_passes_but_with_a_recovery_code(conn: Conn, device: Device, seal: Seal) -> None:
    lost = Safeguards(UNLIMITED.limits, seal)
    with pytest.raises(SettingsError, match="TEAMKPI_SECRET_KEY") as caught:
        sign_in(conn, device.code(), safeguards=lost)
    assert device.secret not in str(caught.value)
    with pytest.raises(SettingsError, match="TEAMKPI_SECRET_KEY"):
        second_factor.require_readable(conn, 1, seal)
    with pytest.raises(SettingsError, match="TEAMKPI_SECRET_KEY"):
        second_factor.reseal(conn, 1, seal)
    sign_in(conn, device.recovery_codes[0], safeguards=lost)
    sign_in(conn, device.code())


def test_a_key_is_changed_without_anybody_noticing(conn: Conn, device: Device) -> None:
    make_account(conn, "zoe@example.com", 102)
    zoe = Device(conn, "zoe@example.com")
    both, newest = Seal([OTHER_KEY, KEY]), Seal([OTHER_KEY])
    # A sign-in encrypts its secret anew; reseal does it for those who do not come.
    sign_in(conn, device.code(), safeguards=Safeguards(UNLIMITED.limits, both))
    assert second_factor.reseal(conn, 1, both) == 1
    assert second_factor.reseal(conn, 1, both) == 0
    assert second_factor.require_readable(conn, 1, newest) == 2
    only_newest = Safeguards(UNLIMITED.limits, newest)
    sign_in(conn, device.code(NOW + STEP), safeguards=only_newest)
    sign_in(conn, zoe.code(), email="zoe@example.com", safeguards=only_newest)
    with pytest.raises(SettingsError):
        second_factor.require_readable(conn, 1, SEAL)


def test_a_secret_cannot_be_given_to_another_account(conn: Conn, jane: int, device: Device) -> None:
    zoe = make_account(conn, "zoe@example.com", 102)
    Device(conn, "zoe@example.com")
    conn.execute(
        "UPDATE second_factor SET sealed_secret = (SELECT sealed_secret FROM second_factor WHERE account_id = %s) "
        "WHERE account_id = %s",
        (jane, zoe),
    )
    with pytest.raises(SettingsError):
        sign_in(conn, device.code(), email="zoe@example.com")


def test_what_is_shown_is_not_in_the_text_of_a_claim() -> None:
    assert repr(Claim(JANE, PASSWORD, "123456", "192.0.2.7")) == f"Claim(email='{JANE}', address='192.0.2.7')"
