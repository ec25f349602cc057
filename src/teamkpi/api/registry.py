"""All calls, as the modules of the rooms declare them. A new module of the portal needs no entry here."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Final

from teamkpi.api import dashboard, portal
from teamkpi.api.calls import Call, calls_of
from teamkpi.api.http.declarations import Operation

_FIRST: Final = (
    *(
        "portal.token",
        "portal.account",
        "portal.own_account",
        "portal.own_data",
        "portal.own_passkeys",
        "portal.account_links",
        "dashboard.passkey",
        "dashboard.session",
        "portal.teams",
        "portal.explain",
    ),
    *("portal.changes", "portal.metrics"),
    *("portal.basis", "portal.figures", "portal.attendance", "portal.profile", "portal.directory", "portal.members"),
    *("portal.invitations", "portal.team_invitations"),
)
"""The order of the contract; modules that are not here come after these."""
_LAST: Final = (
    *("webhooks", "health", "backoffice.declarations", "backoffice.audit_trail", "backoffice.readers"),
    "backoffice.entity_descriptions",
    *("backoffice.search", "backoffice.person_figures", "backoffice.record_history", "backoffice.changes"),
    *("backoffice.team_views", "backoffice.mirror", "backoffice.health", "backoffice.mail_trial"),
    *("backoffice.import_files", "backoffice.imports", "backoffice.made_up_space", "backoffice.access"),
    *("backoffice.access_invitations", "backoffice.person_account", "backoffice.access_keys", "backoffice.hosts"),
    *("backoffice.space_look", "backoffice.networks", "backoffice.webhooks", "backoffice.hooks"),
    "backoffice.sign_in_providers",
)


def _modules() -> Iterator[ModuleType]:
    found = [
        f"{room.__name__}.{one.name}" for room in (portal, dashboard) for one in pkgutil.iter_modules(room.__path__)
    ]
    first, last = ([f"teamkpi.api.{name}" for name in names] for names in (_FIRST, _LAST))
    for name in dict.fromkeys((*first, *found, *last)):
        yield import_module(name)


CALLS: Final[tuple[Call, ...]] = tuple(calls_of(_modules()))
OPERATIONS: Final[tuple[Operation, ...]] = tuple(one.operation for one in CALLS)
