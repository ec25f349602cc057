"""Where the rows of each table would be in a database that is distributed by network over several servers.

Each table is declared here; a test compares this with the schema. Statements compare every table of networks with their
own parameter ``network_id``, so such a database could tell which server to ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final


class Spread(Enum):
    """Where the rows of a table are."""

    BY_NETWORK = "by network"
    """All rows of one network are on one server."""
    EVERYWHERE = "everywhere"
    """Each server has all rows: they are few, seldom written, and read together with others."""
    ONCE = "once"
    """All rows are on the first server; no table of networks refers to them."""


NETWORK: Final = "network"
"""The table of the networks themselves, whose key is ``id``."""

_BY_NETWORK: Final = """
    access_token account account_binding account_link account_link_secret alert_event alert_over alert_reader
    alert_rule api_key audit_entry bookings bookings_history browser_session businesses businesses_history
    calendar_link charges charges_history check_run checkins checkins_history coworkerbookingcredits
    coworkerbookingcredits_history coworkerbookingcreditusehistories coworkerbookingcreditusehistories_history
    coworkercontracts coworkercontracts_history coworkerextraservices coworkerextraservices_history
    coworkerextraserviceusehistories coworkerextraserviceusehistories_history coworkerinvoices
    coworkerinvoices_history coworkerproducts coworkerproducts_history coworkers coworkers_history
    coworkertimepasses coworkertimepasses_history erased_coworker erased_email eventattendees eventattendees_history
    expiry_told figure_mismatch figures_told guess_count hook hook_message hook_try import_run import_version
    invitation known_address listing_walk local_id mail_bounce mail_bounce_report mail_sender member_state mirror
    mirror_entity mirror_missing mirror_refused network outbox_message passkey passkey_challenge password_policy
    provider_attempt provider_confirmation provider_identity reader_entry recovery_code refresh_token report_reader
    resources resources_history second_factor sign_in sign_in_provider space_look staged_import staged_part
    team_state team_statement team_view teams teams_history usage_month watched_change watched_team webhook
    webhook_count webhook_delivery
"""

SPREAD: Final[Mapping[str, Spread]] = {
    **dict.fromkeys(_BY_NETWORK.split(), Spread.BY_NETWORK),
    "network_host": Spread.EVERYWHERE,
    "throttle_count": Spread.ONCE,
    "plain_sign_in": Spread.ONCE,
    "untrusted_proxy": Spread.ONCE,
    "verified_backup": Spread.ONCE,
}
"""All tables."""


def key_of_network(table: str) -> str:
    """Return the column that says which network a row of a table that is spread by network belongs to."""
    return "id" if table == NETWORK else "network_id"


UNIQUE_UNDER_A_LOCK: Final = frozenset({"network_name_key"})
"""Unique keys that a distributed database cannot have: what writes them has ``Lock.NETWORKS`` and looks first."""


def is_constraint_of_clusters(table: str, name: str) -> bool:
    """Return whether a distributed database has a constraint of a table as well."""
    # The rows of a table that is everywhere cannot refer to those that are on one server.
    is_reference_to_one = SPREAD[table] is Spread.EVERYWHERE and name.endswith("_fkey")
    return name not in UNIQUE_UNDER_A_LOCK and not is_reference_to_one


KEPT_VIEWS: Final = frozenset({"acting_account", "team_revision", "token_bearer", "two_step_account"})
KEPT_FUNCTIONS: Final = frozenset({"draw_id", "network_of_host"})
KEPT_TRIGGERS: Final = frozenset({f"{table}.draw_id" for table in ("account", "api_key", "audit_entry", "webhook")})
"""What this program does not use, but servers of earlier versions that run beside it (``docs/operating.md``, Upgrade).

0.3.0 drops it, because that does not have to run beside such servers. A distributed database has no triggers.
"""
