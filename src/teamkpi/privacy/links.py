"""Declares for every table of the schema which columns link a row to a person.

A link is an SQL condition on a row, with the person's ids and addresses as parameters. A history table has the link of
its entity.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from teamkpi.ledger.entities import ENTITIES

_COWORKER: Final = "coworker_id = ANY (%(coworker_ids)s::bigint[])"
_ACCOUNT: Final = "account_id = ANY (%(account_ids)s::bigint[])"

_OF_COWORKER: Final = (
    *("bookings", "checkins", "charges", "coworkercontracts", "coworkerbookingcredits", "coworkerextraservices"),
    *("coworkertimepasses", "coworkerproducts", "coworkerinvoices", "eventattendees"),
)
_OF_RECORD: Final = (
    "entity_short_name = '{name}' AND entity_id IN (SELECT record.id FROM {table} AS record"
    " WHERE record.network_id = %(network_id)s AND record.coworker_id = ANY (%(coworker_ids)s::bigint[]))"
)
_CONDITIONS: Final = (
    "entity_short_name = 'Coworker' AND entity_id = ANY (%(coworker_ids)s::bigint[])",
    "entity_short_name = 'Account' AND entity_id = ANY (%(account_ids)s::bigint[])",
    *(_OF_RECORD.format(name=ENTITIES[plural].name, table=plural) for plural in _OF_COWORKER),
)
ABOUT_THEIR_RECORDS: Final = f"({' OR '.join(_CONDITIONS)})"
"""The condition for entries of the audit trail about the person's records; others may be about other people's."""

LINKS: Final[Mapping[str, str]] = {
    "coworkers": "id = ANY (%(coworker_ids)s::bigint[])",
    "teams": (
        "(team_members && %(coworker_ids)s::bigint[] OR team_administrators && %(coworker_ids)s::bigint[]"
        " OR paying_member_id = ANY (%(coworker_ids)s::bigint[]))"
    ),
    **dict.fromkeys(_OF_COWORKER, _COWORKER),
    "coworkerbookingcreditusehistories": (
        "coworker_booking_credit_id IN (SELECT id FROM coworkerbookingcredits AS credit"
        " WHERE credit.network_id = %(network_id)s AND credit.coworker_id = ANY (%(coworker_ids)s::bigint[]))"
    ),
    "coworkerextraserviceusehistories": (
        "coworker_extra_service_id IN (SELECT id FROM coworkerextraservices AS service"
        " WHERE service.network_id = %(network_id)s AND service.coworker_id = ANY (%(coworker_ids)s::bigint[]))"
    ),
    "eventattendees": f"({_COWORKER} OR email = ANY (%(emails)s::text[]))",
    "usage_month": _COWORKER,
    "account": "id = ANY (%(account_ids)s::bigint[])",
    "account_binding": f"({_ACCOUNT} OR {_COWORKER})",
    "account_link": f"({_ACCOUNT} OR email = ANY (%(emails)s::text[]))",
    "invitation": f"({_ACCOUNT} OR email = ANY (%(emails)s::text[]) OR coworker_ids && %(coworker_ids)s::bigint[])",
    "mail_bounce": "email = ANY (%(emails)s::text[])",
    "outbox_message": f"({_ACCOUNT} OR email = ANY (%(emails)s::text[]))",
    "calendar_link": f"({_ACCOUNT} OR {_COWORKER})",
    "alert_event": _COWORKER,
    "alert_over": _COWORKER,
    "alert_reader": _ACCOUNT,
    "report_reader": _ACCOUNT,
    "sign_in": _ACCOUNT,
    "passkey": _ACCOUNT,
    "second_factor": _ACCOUNT,
    "known_address": _ACCOUNT,
    "provider_attempt": f"({_ACCOUNT} OR email = ANY (%(emails)s::text[]))",
    "provider_identity": _ACCOUNT,
    "audit_entry": f"({_ACCOUNT} OR action_by = ANY (%(emails)s::text[]) OR {ABOUT_THEIR_RECORDS})",
    "reader_entry": f"({_ACCOUNT} OR coworker_ids && %(coworker_ids)s::bigint[])",
    "team_statement": (
        "team_id IN (SELECT team.id FROM teams AS team"
        " WHERE team.network_id = %(network_id)s AND team.team_members && %(coworker_ids)s::bigint[])"
    ),
}

NOT_LINKED: Final[Mapping[str, str]] = {
    "access_token": "digests of tokens; they belong to sign-ins, which are exported",
    "account_link_secret": "digests of secrets; they belong to links, which are exported",
    "alert_rule": "rules of teams; the people they tell are numbers of coworkers",
    "api_key": "keys of programs",
    "browser_session": "digests of cookies; they belong to sign-ins, which are exported",
    "businesses": "locations",
    "check_run": "results of checks of the installation; ids of people whose sums did not match",
    "erased_coworker": "ids of erased people",
    "erased_email": "digests of erased addresses",
    "expiry_told": "ids of credits and passes that other systems have been notified of",
    "figure_mismatch": "ids of teams whose figures did not match",
    "figures_told": "ids of teams whose figures other systems are notified of",
    "guess_count": "counts of failed sign-ins by a digest that identifies no one, for a few hours",
    "hook": "addresses of other systems",
    "hook_message": "events for other systems; the people they are about are numbers of coworkers",
    "hook_try": "attempts to send events to other systems, and what these answered, for 30 days",
    "import_run": "times of imports, and the number of records they stored",
    "import_version": "ids of records that imports stored",
    "listing_walk": "positions in lists that programs read",
    "local_id": "the last id of each entity",
    "mail_bounce_report": "digests of reports that mail came back",
    "mail_sender": "the addresses from which the operator sends mail",
    "member_state": "numbers that change whenever a member's figures may have changed",
    "mirror": "the account from which records are copied",
    "mirror_entity": "the progress of copying each kind of record",
    "mirror_missing": "ids of records that are missing at their source",
    "mirror_refused": "ids of records that could not be stored, with a reason that does not repeat their values",
    "network": "the operator",
    "network_host": "the operator's host names",
    "passkey_challenge": "random texts that browsers are asked to sign, for five minutes",
    "password_policy": "which owner still signs in with a password",
    "provider_confirmation": "digests of secrets; they belong to sign-ins that are under way, which are exported",
    "recovery_code": "digests of recovery codes",
    "refresh_token": "digests of tokens; they belong to sign-ins, which are exported",
    "resources": "rooms and desks",
    "plain_sign_in": "host names of the server",
    "sign_in_provider": "providers that people sign in with",
    "space_look": "the operator's name, colours and logo",
    "staged_import": "uploaded files and their reports, for 90 days; they contain data about anyone",
    "staged_part": "the content of uploaded files, for a day; it contains data about anyone",
    "team_view": "digests of tokens; they belong to sign-ins, which are exported",
    "team_state": "numbers that change whenever a team's figures may have changed",
    "throttle_count": "counts of requests in the last minute by a digest that identifies no one",
    "untrusted_proxy": "addresses of proxies",
    "verified_backup": "when a backup was made",
    "watched_change": "ids of members and teams that were written to in the last seconds",
    "watched_team": "ids of teams with alert rules and of their members",
    "webhook": "programs that send records",
    "webhook_count": "counts of deliveries",
    "webhook_delivery": "deliveries that could not be stored, for 30 days; they also contain data about others",
}
"""Tables without rows about a single person, each with a description of its content."""
