"""Migrations that have landed are never edited, and advisory locks have numbers of their own."""

from __future__ import annotations

import hashlib

from house_rules import MIGRATIONS, ROOT
from teamkpi.db.locks import MIGRATION, Lock

# A database that has run a migration does not run it again. List a new one once it has landed.
LANDED = {
    "0001_ledger.sql": "312d9b90e9302272",
    "0002_accounts.sql": "0f933f3774d10b9a",
    "0003_local_ids.sql": "516a79bea93203ba",
    "0004_attendance.sql": "25dfd6d6538ad2b4",
    "0005_second_factor.sql": "dd0a1f647f32f791",
    "0007_directory.sql": "4cac72f63916935f",
    "0008_operators.sql": "90d0c0a4f5c3380c",
    "0009_listing.sql": "d036391349314a04",
    "0010_webhooks.sql": "8bf2af22d82146f9",
    "0011_throttle.sql": "4e123301b93c1415",
    "0012_browser_sessions.sql": "769461ed4341bb84",
    "0013_ids_by_network.sql": "d1133c9099b1d6ef",
    "0014_lists_of_some.sql": "e6c1d7f1292144d4",
    "0015_account_bindings.sql": "8558ba8a69160d24",
    "0016_webhook_limits.sql": "c9773f493cd2b8a2",
    "0017_lists_by_version.sql": "73b6e3b644b8f7db",
    "0018_invitations.sql": "1e6222999719f949",
    "0019_texts_by_our_rules.py": "944f939c5ba1a4a2",
    "0020_known_addresses.sql": "2dfdbb058d4f722b",
    "0021_local_ids_by_range.sql": "f82b505ad16d959f",
    "0022_charges_of_bookings.sql": "b51782c2ab679019",
    "0023_history.sql": "3442fc6e60a2fabe",
    "0024_use_histories.sql": "91b4c89d2f73b056",
    "0025_uses_of_passes.sql": "97f27d95b5408c64",
    "0026_statements.sql": "89ea754702e8bdcf",
    "0027_calendar_links.sql": "91d34ccc466e9e8d",
    "0028_verified_backup.sql": "537a756118f71048",
    "0029_figure_mismatches.sql": "0d126dafa051da7a",
    "0030_erasures.sql": "70c5002a76fe9804",
    "0031_mirror.sql": "686957158fe7426e",
    "0032_imports.sql": "7f53f668c4f569f5",
    "0033_local_writes.sql": "5923f174bb1cdd6f",
    "0034_outbox.sql": "a3246d35bb2266c6",
    "0035_mail_about_sign_ins.sql": "e7ab644c5ffa9440",
    "0036_staged_imports.sql": "17c9639c49e7e7af",
    "0037_alerts.sql": "9cb7a980ab06baba",
    "0038_checks.sql": "4be6ed43a3d163ca",
    "0039_account_links.sql": "f60616f4d7630917",
}


def test_landed_migrations_are_as_they_landed() -> None:
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in (ROOT / MIGRATIONS).glob("0*")}
    assert {name: found.get(name) for name in LANDED} == LANDED
    assert {name for name in found if name <= max(LANDED)} == set(LANDED)


def test_no_two_advisory_locks_share_a_number() -> None:
    values = [lock.value for lock in Lock.__members__.values()]
    assert len(values) == len(set(values)) == len(Lock.__members__)
    assert MIGRATION not in values


def test_a_number_of_an_advisory_lock_stands_in_one_file() -> None:
    numbers = {f"{value:x}" for value in (*Lock, MIGRATION)}
    holding = [
        path.name
        for path in (ROOT / "src").rglob("*.py")
        if any(number in path.read_text("utf-8").lower() for number in numbers)
    ]
    assert holding == ["locks.py"]
