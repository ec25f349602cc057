"""From a team as the ledger holds it to a team as the portal shows it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec import inspect

from teamkpi.api.http.html import harmless
from teamkpi.api.http.paging import AskedPage, envelope
from teamkpi.api.http.responses import WallClock
from teamkpi.api.http.web_addresses import harmless_address, harmless_name, is_web_address
from teamkpi.api.portal.team_types import PublicTeam, Team, TeamList, TeamPerson
from teamkpi.api.workers import ROW_BYTES
from teamkpi.kpi.teams_of_caller import TeamPage, TeamRow
from teamkpi.wire import instant, plain_decimal

_SOCIAL: Final = Team.__struct_fields__[Team.__struct_fields__.index("twitter") :]
_CONTACTS: Final = ("profile_website", *_SOCIAL)
# Fields of the team that are columns of other names.
_COLUMNS: Final = {
    "created_on_utc": "created_on",
    "updated_on_utc": "updated_on",
    "disable_attendace_dashboard": "disable_attendance_dashboard",
}


def _orderable() -> dict[str, tuple[str, str]]:
    info = inspect.type_info(Team)
    assert isinstance(info, inspect.StructType)  # noqa: S101 - tells the type checker
    found = {}
    for field in info.fields:
        kind = field.type.type if isinstance(field.type, inspect.Metadata) else field.type
        if not isinstance(kind, inspect.ListType):
            found[field.encode_name.lower()] = (field.encode_name, _COLUMNS.get(field.name, field.name))
    return found


ORDERABLE: Final = _orderable()
"""By its name in lower case, each field that a list of teams can be ordered by: its name and its column."""


def team_list(
    page: TeamPage, asked: AskedPage, *, field: str, descending: bool, serializer: TeamSerializer
) -> TeamList:
    """Return a page of teams in its envelope."""
    records = [serializer.team(row) for row in page.teams]
    return TeamList(records=records, **envelope(asked, len(records), page.total, field=field, descending=descending))


def size_of(teams: Iterable[TeamRow]) -> int:
    """Return how many bytes the work on some teams is for: their people, and what is written of them, roughly."""
    return sum(
        ROW_BYTES * (2 + len(row.get("people", ()))) + len(row["description"] or "") + len(row["profile_summary"] or "")
        for row in teams
    )


def public_team(row: TeamRow) -> PublicTeam:
    """Return a team as the directory shows it."""
    return PublicTeam(
        id=row["id"],
        name=row["name"],
        unique_id=str(row["unique_id"]),
        id_string=str(row["id"]),
        description=harmless(row["description"]),
        profile_summary=row["profile_summary"] or "",
        profile_is_public=True,
        profile_tags=row["profile_tags"] or "",
        profile_tags_list=(row["profile_tags"] or "").split(),
        business_name=row["business_name"],
        team_members_count=row["team_members_count"],
        has_team_logo=False,
        has_image1=False,
        has_image2=False,
        has_image3=False,
        has_images=False,
        **_links(row),
    )


class TeamSerializer:
    """Who looks at teams: as which coworkers, and by which clock (None: that of each team's location)."""

    def __init__(self, coworker_ids: Collection[int], clock: WallClock | None) -> None:
        self._coworker_ids = coworker_ids
        self._clock = clock or WallClock()

    def team(self, row: TeamRow) -> Team:
        """Return a team as this serializer sees it."""
        everybody = row["people"]
        administrators = [self._person(row, one) for one in everybody if one["is_administrator"]]
        members = [self._person(row, one) for one in everybody if one["is_member"]]
        zone = self._clock.zone(row["zone"])
        links = _links(row)
        return Team(
            id=row["id"],
            name=row["name"],
            unique_id=str(row["unique_id"]),
            id_string=str(row["id"]),
            description=harmless(row["description"]),
            profile_summary=row["profile_summary"] or "",
            profile_is_public=row["profile_is_public"],
            profile_tags=row["profile_tags"] or "",
            profile_tags_list=(row["profile_tags"] or "").split(),
            business_name=row["business_name"],
            team_members_count=len(members),
            team_administrators_full_names=[one.full_name for one in administrators],
            team_administrators=administrators,
            team_members=members,
            all_team_members=[self._person(row, one) for one in everybody],
            paying_member_id=row["paying_member_id"],
            create_single_invoice_for_team=row["create_single_invoice_for_team"],
            max_team_member_count=_plain(row["max_team_member_count"]),
            has_contact_details=any(links[name] is not None for name in _CONTACTS),
            has_default_plan=row["default_tariff_id"] is not None,
            default_tariff_id=row["default_tariff_id"],
            default_tariff_name=row["default_tariff_name"],
            default_member_tariff_keep_new_accounts_on_hold=row["default_member_tariff_keep_new_accounts_on_hold"],
            disable_attendace_dashboard=row["disable_attendance_dashboard"],
            discount_charges=_plain(row["discount_charges"]),
            discount_extra_services=_plain(row["discount_extra_services"]),
            discount_tariffs=_plain(row["discount_tariffs"]),
            discount_time_passes=_plain(row["discount_time_passes"]),
            has_community_group=row["has_community_group"],
            has_team_logo=False,
            has_image1=False,
            has_image2=False,
            has_image3=False,
            has_images=False,
            created_on=_local(row["created_on"], zone),
            created_on_utc=instant(row["created_on"]),
            updated_on=_local(row["updated_on"], zone),
            updated_on_utc=instant(row["updated_on"]),
            **links,
        )

    def _person(self, row: TeamRow, one: dict[str, Any]) -> TeamPerson:
        # Addresses of others are part of what only administrators may see, as in the team's figures.
        shows_email = row["is_administrator"] or one["id"] in self._coworker_ids
        return TeamPerson(
            id=one["id"],
            full_name=one["full_name"],
            email=one["email"] if shows_email else None,
            coworker_type=one["coworker_type"],
            company_name=one["company_name"],
            active=one["active"],
        )


def _links(row: TeamRow) -> dict[str, Any]:
    """Return every address of a team that may be followed: what would harm who follows it is left out."""
    found: dict[str, Any] = {
        name: harmless_name(row[name]) if name == "skype" else harmless_address(row[name])
        for name in (*_CONTACTS, "google_maps_link")
    }
    home = row["business_home_url"]
    return {**found, "business_home_url": home if is_web_address(home) else ""}


def _local(value: datetime, zone: ZoneInfo) -> str:
    with suppress(OverflowError):  # within a day of the first or the last instant that there is, it stays in UTC
        value = value.astimezone(zone)
    return value.replace(tzinfo=None).isoformat()


def _plain(value: Decimal | None) -> Decimal | None:
    return None if value is None else plain_decimal(value)
