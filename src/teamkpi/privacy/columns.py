"""Declares for every column of text, bytes or JSON in the schema whether it contains personal data.

A history table has the columns of its entity. Numbers and instants may be about a person too, but without a name or an
address they do not identify anyone.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final


class Content(Enum):
    """The content of a column, as far as it concerns people."""

    NOTHING = "nothing about a person"
    NAME = "a person's name"
    EMAIL = "a person's e-mail address, or its folded form"
    COMPANY = "the name of a person's company"
    AUTHOR = "the author of a version: an e-mail address, or the name of a key or program"
    FREE_TEXT = "text that may mention people"
    RECORDS = "JSON with values of records"
    RAW = "a request body, unchanged"
    CLIENT = "the address or the program of a client"
    CREDENTIAL = "a password, key, secret or token, sealed or as a digest"
    PSEUDONYM = "a digest that represents a person or an address for a limited time"


HISTORY: Final = "_history"

COLUMNS: Final[Mapping[str, Mapping[str, Content]]] = {
    "access_token": {"token_hash": Content.CREDENTIAL},
    "account": {
        "email": Content.EMAIL,
        "email_folded": Content.EMAIL,
        "password_hash": Content.CREDENTIAL,
        "roles": Content.NOTHING,
    },
    "account_link": {"purpose": Content.NOTHING, "email": Content.EMAIL, "email_folded": Content.EMAIL},
    "account_link_secret": {"secret_hash": Content.CREDENTIAL},
    "alert_event": dict.fromkeys(("comparison", "currency_code", "figure"), Content.NOTHING),
    "alert_reader": {"language": Content.NOTHING},
    "alert_rule": dict.fromkeys(("comparison", "figure"), Content.NOTHING),
    "api_key": {
        "name": Content.NOTHING,
        "name_folded": Content.NOTHING,
        "key_hash": Content.CREDENTIAL,
        "roles": Content.NOTHING,
    },
    "audit_entry": {
        "action_by": Content.AUTHOR,
        "address": Content.CLIENT,
        "changes": Content.RECORDS,
        "door": Content.NOTHING,
        "entity_short_name": Content.NOTHING,
        "request_id": Content.NOTHING,
    },
    "bookings": {"notes": Content.FREE_TEXT, "updated_by": Content.AUTHOR},
    "browser_session": {"cookie_hash": Content.CREDENTIAL},
    "businesses": {
        "currency_code": Content.NOTHING,
        "name": Content.NOTHING,
        "updated_by": Content.AUTHOR,
        "web_address": Content.NOTHING,
        "zone": Content.NOTHING,
    },
    "calendar_link": {"language": Content.NOTHING, "secret_hash": Content.CREDENTIAL},
    "charges": {"description": Content.FREE_TEXT, "updated_by": Content.AUTHOR},
    "check_run": {"check_name": Content.NOTHING, "findings": Content.NOTHING},
    "checkins": {"updated_by": Content.AUTHOR},
    "coworkerbookingcredits": {"description": Content.FREE_TEXT, "updated_by": Content.AUTHOR},
    "coworkerbookingcreditusehistories": {"description": Content.FREE_TEXT, "updated_by": Content.AUTHOR},
    "coworkercontracts": {"tariff_name": Content.NOTHING, "updated_by": Content.AUTHOR},
    "coworkerextraservices": {
        "booking_resource_name": Content.NOTHING,
        "extra_service_name": Content.NOTHING,
        "updated_by": Content.AUTHOR,
    },
    "coworkerextraserviceusehistories": {"description": Content.FREE_TEXT, "updated_by": Content.AUTHOR},
    "coworkerinvoices": {
        "currency_code": Content.NOTHING,
        "invoice_number": Content.NOTHING,
        "updated_by": Content.AUTHOR,
    },
    "coworkerproducts": {"product_name": Content.NOTHING, "updated_by": Content.AUTHOR},
    "coworkers": {
        "company_name": Content.COMPANY,
        "email": Content.EMAIL,
        "email_folded": Content.EMAIL,
        "full_name": Content.NAME,
        "updated_by": Content.AUTHOR,
    },
    "coworkertimepasses": {"time_pass_name": Content.NOTHING, "updated_by": Content.AUTHOR},
    "eventattendees": {
        "calendar_event_name": Content.NOTHING,
        "email": Content.EMAIL,
        "event_product_name": Content.NOTHING,
        "full_name": Content.NAME,
        "updated_by": Content.AUTHOR,
    },
    "erased_email": {"digest": Content.PSEUDONYM},
    "expiry_told": {"entity": Content.NOTHING},
    "figure_mismatch": {"figure": Content.NOTHING},
    "figures_told": {"digest": Content.NOTHING, "revision": Content.NOTHING},
    "guess_count": {"subject": Content.PSEUDONYM},
    "hook": {
        **dict.fromkeys(("name", "url", "events", "stopped_by"), Content.NOTHING),
        "sealed_keys": Content.CREDENTIAL,
        "sealed_previous": Content.CREDENTIAL,
    },
    "hook_message": dict.fromkeys(("event", "body", "outcome"), Content.NOTHING),
    "hook_try": {"answer": Content.RAW, "problem": Content.NOTHING},
    "import_version": {"entity": Content.NOTHING},
    "invitation": {
        "email": Content.EMAIL,
        "email_folded": Content.EMAIL,
        "secret_hash": Content.CREDENTIAL,
        "state": Content.NOTHING,
        "tariff_name": Content.NOTHING,
    },
    "known_address": {"address": Content.PSEUDONYM},
    "listing_walk": {"walker": Content.PSEUDONYM},
    "local_id": {"entity": Content.NOTHING},
    "mail_bounce": {"code": Content.NOTHING, "email": Content.EMAIL, "email_folded": Content.EMAIL},
    "mail_bounce_report": {"digest": Content.PSEUDONYM},
    "mail_sender": dict.fromkeys(("language", "reply_to", "sender", "web_address"), Content.NOTHING),
    "mirror": {
        **dict.fromkeys(("base_url", "kind", "problem", "problem_code"), Content.NOTHING),
        "sealed_credentials": Content.CREDENTIAL,
    },
    "mirror_entity": dict.fromkeys(
        ("ascending", "entity", "left_out", "left_out_fields", "walk_purpose"), Content.NOTHING
    ),
    "mirror_missing": {"entity": Content.NOTHING},
    "mirror_refused": dict.fromkeys(("entity", "program", "reason", "version"), Content.NOTHING),
    "network": dict.fromkeys(("guess_key", "name", "other_place", "place"), Content.NOTHING),
    "network_host": {"host": Content.NOTHING},
    "outbox_message": {
        **dict.fromkeys(("kind", "language", "outcome"), Content.NOTHING),
        "email": Content.EMAIL,
    },
    "passkey": {
        "credential_id": Content.CREDENTIAL,
        "name": Content.FREE_TEXT,
        "public_key": Content.CREDENTIAL,
        "rp_id": Content.NOTHING,
        "user_handle": Content.CREDENTIAL,
    },
    "passkey_challenge": {
        "browser_hash": Content.CREDENTIAL,
        "challenge": Content.CREDENTIAL,
        "purpose": Content.NOTHING,
        "user_handle": Content.CREDENTIAL,
    },
    "plain_sign_in": {"host": Content.NOTHING},
    "provider_attempt": {
        **dict.fromkeys(("purpose", "step", "roles"), Content.NOTHING),
        **dict.fromkeys(("state_hash", "browser_hash", "link_hash"), Content.CREDENTIAL),
        "subject_hash": Content.PSEUDONYM,
        "email": Content.EMAIL,
    },
    "provider_confirmation": dict.fromkeys(("secret_hash", "state_hash"), Content.CREDENTIAL),
    "provider_identity": {"subject_hash": Content.PSEUDONYM},
    "reader_entry": {"address": Content.CLIENT, "call": Content.NOTHING, "request_id": Content.NOTHING},
    "recovery_code": {"code_hash": Content.CREDENTIAL},
    "refresh_token": {"token_hash": Content.CREDENTIAL},
    "report_reader": {"language": Content.NOTHING, "period": Content.NOTHING},
    "resources": {"name": Content.NOTHING, "updated_by": Content.AUTHOR},
    "second_factor": {"sealed_secret": Content.CREDENTIAL},
    "sign_in": {"client_id": Content.CLIENT},
    "sign_in_provider": {
        **dict.fromkeys(
            ("name", "label", "issuer", "client_id", "scopes", "for_whom", "role_claim", "role_map"), Content.NOTHING
        ),
        "sealed_secret": Content.CREDENTIAL,
    },
    "space_look": dict.fromkeys(("name", "accent", "accent_in_dark", "logo_file", "logo"), Content.NOTHING),
    "staged_import": {
        "name": Content.FREE_TEXT,
        "options": Content.RECORDS,
        "report": Content.RECORDS,
        "preview": Content.RECORDS,
        "problem": Content.FREE_TEXT,
        "rejected": Content.RAW,
        "headings": Content.NOTHING,
        "run": Content.NOTHING,
    },
    "staged_part": {"content": Content.RAW},
    "team_statement": {"content": Content.RECORDS, "digest": Content.NOTHING},
    "team_view": {"token_hash": Content.CREDENTIAL, "calls_noted": Content.NOTHING},
    "teams": {
        **dict.fromkeys(
            ("description", "profile_summary", "profile_tags", "profile_website", "google_maps_link"), Content.FREE_TEXT
        ),
        **dict.fromkeys(
            (
                *("twitter", "facebook", "linkedin", "instagram", "github", "pinterest", "skype", "telegram", "flickr"),
                *("vimeo", "tumblr", "blogger"),
            ),
            Content.FREE_TEXT,
        ),
        "default_tariff_name": Content.NOTHING,
        "name": Content.FREE_TEXT,
        "name_folded": Content.FREE_TEXT,
        "updated_by": Content.AUTHOR,
    },
    "throttle_count": {"subject": Content.PSEUDONYM},
    "untrusted_proxy": {"address": Content.NOTHING},
    "watched_change": {"kind": Content.NOTHING},
    "watched_team": {"revision": Content.NOTHING},
    "webhook": {
        "key_hash": Content.CREDENTIAL,
        "name": Content.NOTHING,
        "previous_secret": Content.CREDENTIAL,
        "roles": Content.NOTHING,
        "sealed_secret": Content.CREDENTIAL,
        "signature": Content.NOTHING,
    },
    "webhook_count": {"event": Content.NOTHING},
    "webhook_delivery": {"body": Content.RAW, "digest": Content.PSEUDONYM, "reason": Content.NOTHING},
}


def contents_of(table: str) -> Mapping[str, Content]:
    """Return the content of a table's columns, by name; empty for a table without such columns."""
    return COLUMNS.get(table.removesuffix(HISTORY), {})
