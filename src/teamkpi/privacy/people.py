"""Identifies a person: the ids and addresses under which a network knows them."""

from __future__ import annotations

from typing import Final, NamedTuple

from psycopg import Connection

from teamkpi.accounts import bound_coworkers
from teamkpi.db import load_sql
from teamkpi.errors import RecordNotFound
from teamkpi.folding import folded

_SQL: Final = load_sql("teamkpi.privacy", "privacy.sql")


class Person(NamedTuple):
    """A person: their coworkers and accounts, and all stored spellings of their names and e-mail addresses.

    ``shared_emails`` are addresses that other coworkers have too, so a text that contains one may be about someone
    else.
    """

    coworker_ids: list[int]
    account_ids: list[int]
    names: list[str]
    emails: list[str]
    shared_emails: list[str]

    def parameters(self, network_id: int) -> dict[str, object]:
        """Return the parameters of the conditions in ``links``."""
        return {"network_id": network_id, **self._asdict()}


def find(conn: Connection, network_id: int, wanted: str) -> Person:
    """Return the person with a coworker's id or an e-mail address, including former addresses.

    An address also identifies event guests, invitations and accounts. An account that acts for other coworkers as well
    counts as theirs only if its address is theirs alone; the other coworkers are then different people. Raises
    RecordNotFound if no one is found.
    """
    asked: dict[str, object] = {"network_id": network_id}
    if wanted.isascii() and wanted.isdigit():
        coworker_ids = [int(wanted)]
        known = set[str]()
    else:
        known = {folded(wanted)}
        coworker_ids = [row[0] for row in conn.execute(_SQL.coworkers_of_email, {**asked, "folded": list(known)})]
        former = {record_id for email, record_id in conn.execute(_SQL.former_emails, asked) if folded(email) in known}
        coworker_ids = sorted({*coworker_ids, *former})
    asked["coworker_ids"] = coworker_ids
    found = conn.execute(_SQL.names_and_emails, asked).fetchall()
    names = {name for name, _ in found if name}
    emails = {email for _, email in found if email}
    known |= {folded(email) for email in emails}
    known -= _of_others(conn, asked, known)
    accounts = conn.execute(_SQL.accounts, {**asked, "folded": list(known)}).fetchall()
    emails |= {email for _, email in accounts}
    known |= {folded(email) for email in emails}
    known -= _of_others(conn, asked, known)
    emails |= {email for (email,) in conn.execute(_SQL.other_spellings, asked) if folded(email) in known}
    if not found and not accounts and not emails:
        raise RecordNotFound(f"no one is known as {wanted} in this network")
    return Person(
        coworker_ids,
        [account_id for account_id, _ in accounts],
        sorted(names),
        sorted(email for email in emails if folded(email) in known),
        sorted(email for email in emails if folded(email) not in known),
    )


def holder_of(conn: Connection, network_id: int, account_id: int) -> Person:
    """Return the holder of an account: this account, and the coworkers that it is bound to.

    Only the binding decides which records are theirs. ``find`` goes by addresses as well, also by former ones, which
    may have become someone else's; an operator judges what it found, the holder of an account would simply get it.
    """
    asked: dict[str, object] = {"network_id": network_id, "account_id": account_id}
    coworker_ids = [one.id for one in bound_coworkers(conn, network_id, account_id)]
    found = conn.execute(_SQL.names_and_emails, {**asked, "coworker_ids": coworker_ids}).fetchall()
    emails = {email for _, email in found if email} | {email for (email,) in conn.execute(_SQL.email_of_account, asked)}
    return Person(coworker_ids, [account_id], sorted({name for name, _ in found if name}), sorted(emails), [])


def _of_others(conn: Connection, asked: dict[str, object], known: set[str]) -> set[str]:
    return {email for (email,) in conn.execute(_SQL.of_others, {**asked, "folded": list(known)})}
