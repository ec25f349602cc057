"""What the portal's calls answer, as types: names on the wire, meaning, examples.

Every key is always there; null says that there is no value. The names are the documented ones, typos included.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Generic, TypeVar

from msgspec import Meta, Struct

from teamkpi.describing import says

T = TypeVar("T")


_PERCENT = says("The team's discount in percent; null if none is set.", 10)
_PROFILE = says("The team's page or user name there; null if none is set.")
_NOT_KEPT = says("Always false: pictures are not stored.", False)


class ApiListResult(Struct, Generic[T], frozen=True, kw_only=True, rename="pascal"):
    """One page of a list. All counts are right on every page, also past the last one."""

    records: list[T]
    current_page_size: Annotated[int, says("The same as PageSize.", 25)]
    current_page: Annotated[int, says("The same as PageNumber.", 1)]
    current_order_field: Annotated[str, says("The field that the list is ordered by.", "Name")]
    current_sort_direction: Annotated[
        str, Meta(description="ASC or DESC.", examples=["ASC"], extra_json_schema={"enum": ["ASC", "DESC"]})
    ]
    first_item: Annotated[int, says("Number of the page's first record in the list, from 1; 0 when empty.", 1)]
    has_next_page: Annotated[bool, says("There are records after this page.", False)]
    has_previous_page: Annotated[bool, says("This is not the first page.", False)]
    last_item: Annotated[int, says("Number of the page's last record in the list; 0 when the page is empty.", 1)]
    page_number: Annotated[int, says("The number of this page, starting at 1.", 1)]
    page_size: Annotated[int, says("The maximum number of records per page.", 25)]
    total_items: Annotated[int, says("Records on all pages.", 1)]
    total_pages: Annotated[int, says("Number of pages; 0 for an empty list.", 1)]


class TeamPerson(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A coworker in a team."""

    id: Annotated[int, says("The coworker's id.", 101)]
    full_name: Annotated[str, says("The coworker's name.", "Jane Smith")]
    email: Annotated[
        str | None,
        says(
            "The coworker's e-mail address; for a caller who does not administer the team, null for everyone else.",
            "jane@techinnovators.com",
        ),
    ]
    coworker_type: Annotated[int, says("1 an individual, 2 a company.", 1)]
    company_name: Annotated[str | None, says("The coworker's company.", "Tech Innovators Ltd")]
    active: Annotated[bool, says("False while the coworker is suspended.", True)]


class Team(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A team as its members and administrators see it."""

    id: Annotated[int, says("The id that every other call on teams takes.", 55)]
    name: Annotated[str, says("The team's name.", "Tech Innovators")]
    unique_id: Annotated[str, says("A uuid that never changes.", "a11de3d2-8a4c-5f0f-9d61-0c2a6a1f7f55")]
    id_string: Annotated[str, says("The id as text.", "55")]
    description: Annotated[str | None, says("About the team; may contain HTML.")]
    profile_summary: Annotated[str, says("One line about the team; may be empty.", "We build things.")]
    profile_is_public: Annotated[bool, says("The team is listed in the public directory.", False)]
    profile_website: Annotated[str | None, says("The team's web site.")]
    profile_tags: Annotated[str, says("Tags, separated by spaces; may be empty.", "technology startup")]
    profile_tags_list: Annotated[list[str], says("The tags as a list.", ["technology", "startup"])]
    business_name: Annotated[str, says("Name of the team's location; empty if it is not known.", "Hub 1")]
    business_home_url: Annotated[
        str, says("Web site of the team's location; empty if there is none.", "https://hub1.example")
    ]
    team_members_count: Annotated[int, says("Number of members, as in TeamMembers.", 12)]
    team_administrators_full_names: Annotated[
        list[str], says("Names of the administrators, in the order of TeamAdministrators.", ["Jane Smith"])
    ]
    team_administrators: Annotated[list[TeamPerson], says("The team's administrators, by ascending id.")]
    team_members: Annotated[list[TeamPerson], says("The coworkers with a row in the team's figures, by ascending id.")]
    all_team_members: Annotated[
        list[TeamPerson], says("Members and administrators, each once, by ascending id. Archived ones are left out.")
    ]
    paying_member_id: Annotated[int | None, says("The coworker who pays for the team.", 101)]
    create_single_invoice_for_team: Annotated[bool, says("The team is invoiced as one.", False)]
    max_team_member_count: Annotated[
        Decimal | None, says("The maximum number of members; null if there is no limit.", 20)
    ]
    has_contact_details: Annotated[bool, says("Whether the team has a web site or a page on a social network.", False)]
    has_default_plan: Annotated[bool, says("New members get a plan.", False)]
    default_tariff_id: Annotated[int | None, says("That plan's id.")]
    default_tariff_name: Annotated[str | None, says("That plan's name.")]
    default_member_tariff_keep_new_accounts_on_hold: Annotated[bool, says("New members start on hold.", False)]
    disable_attendace_dashboard: Annotated[
        bool, says("Whether the attendance page is turned off. The name's typo comes from the Nexudus API.", False)
    ]
    discount_charges: Annotated[Decimal | None, _PERCENT]
    discount_extra_services: Annotated[Decimal | None, _PERCENT]
    discount_tariffs: Annotated[Decimal | None, _PERCENT]
    discount_time_passes: Annotated[Decimal | None, _PERCENT]
    has_community_group: Annotated[bool, says("The team has a community group.", False)]
    google_maps_link: Annotated[str | None, says("Where the team is, on a map.")]
    has_team_logo: Annotated[bool, _NOT_KEPT]
    has_image1: Annotated[bool, _NOT_KEPT]
    has_image2: Annotated[bool, _NOT_KEPT]
    has_image3: Annotated[bool, _NOT_KEPT]
    has_images: Annotated[bool, _NOT_KEPT]
    created_on: Annotated[
        str,
        says(
            "When the team was created, in the time zone of X-Use-Timezone or else of the location.",
            "2026-01-01T09:30:00",
        ),
    ]
    created_on_utc: Annotated[str, says("When the team was created.", "2026-01-01T09:30:00Z")]
    updated_on: Annotated[str, says("When the team was last changed, in the same time zone.", "2026-01-01T09:30:00")]
    updated_on_utc: Annotated[str, says("When the team was last changed.", "2026-01-01T09:30:00Z")]
    twitter: Annotated[str | None, _PROFILE]
    facebook: Annotated[str | None, _PROFILE]
    linkedin: Annotated[str | None, _PROFILE]
    instagram: Annotated[str | None, _PROFILE]
    github: Annotated[str | None, _PROFILE]
    pinterest: Annotated[str | None, _PROFILE]
    skype: Annotated[str | None, _PROFILE]
    telegram: Annotated[str | None, _PROFILE]
    flickr: Annotated[str | None, _PROFILE]
    vimeo: Annotated[str | None, _PROFILE]
    tumblr: Annotated[str | None, _PROFILE]
    blogger: Annotated[str | None, _PROFILE]


class PublicTeam(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A team as every customer sees it in the directory: nothing about its people, its plan or its money."""

    id: Annotated[int, says("The team's id.", 55)]
    name: Annotated[str, says("The team's name.", "Tech Innovators")]
    unique_id: Annotated[str, says("A uuid that never changes.", "a11de3d2-8a4c-5f0f-9d61-0c2a6a1f7f55")]
    id_string: Annotated[str, says("The id as text.", "55")]
    description: Annotated[str | None, says("About the team; may contain HTML.")]
    profile_summary: Annotated[str, says("One line about the team; may be empty.", "We build things.")]
    profile_is_public: Annotated[bool, says("Always true here.", True)]
    profile_website: Annotated[str | None, says("The team's web site.")]
    profile_tags: Annotated[str, says("Tags, separated by spaces; may be empty.", "technology startup")]
    profile_tags_list: Annotated[list[str], says("The tags as a list.", ["technology", "startup"])]
    business_name: Annotated[str, says("Name of the team's location; empty if it is not known.", "Hub 1")]
    business_home_url: Annotated[
        str, says("Web site of the team's location; empty if there is none.", "https://hub1.example")
    ]
    team_members_count: Annotated[int, says("Number of members.", 12)]
    google_maps_link: Annotated[str | None, says("Where the team is, on a map.")]
    has_team_logo: Annotated[bool, _NOT_KEPT]
    has_image1: Annotated[bool, _NOT_KEPT]
    has_image2: Annotated[bool, _NOT_KEPT]
    has_image3: Annotated[bool, _NOT_KEPT]
    has_images: Annotated[bool, _NOT_KEPT]
    twitter: Annotated[str | None, _PROFILE]
    facebook: Annotated[str | None, _PROFILE]
    linkedin: Annotated[str | None, _PROFILE]
    instagram: Annotated[str | None, _PROFILE]
    github: Annotated[str | None, _PROFILE]
    pinterest: Annotated[str | None, _PROFILE]
    skype: Annotated[str | None, _PROFILE]
    telegram: Annotated[str | None, _PROFILE]
    flickr: Annotated[str | None, _PROFILE]
    vimeo: Annotated[str | None, _PROFILE]
    tumblr: Annotated[str | None, _PROFILE]
    blogger: Annotated[str | None, _PROFILE]


class PublicTeamList(ApiListResult[PublicTeam], frozen=True, kw_only=True, rename="pascal"):
    """One page of the directory."""


class TeamList(ApiListResult[Team], frozen=True, kw_only=True, rename="pascal"):
    """One page of teams."""
