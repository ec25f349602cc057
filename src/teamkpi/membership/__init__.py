"""Membership of teams: joining, invitations, leaving, and calendar links.

In: requests of administrators for their team, and responses to invitations. Out: changed team records, new coworkers
and contracts, and invitations. Always true: a person whom the network knows only becomes a member if they accept or an
operator adds them; administrators get the same response whether or not an e-mail address is known; each change is
decided while the team is locked, so concurrent requests cannot exceed a limit.
"""

from teamkpi.membership.account_invitations import (
    MemberAccount,
    MemberInvited,
    accounts_of_team_query,
    invite_members,
)
from teamkpi.membership.calendar_links import MOST_OF_ACCOUNT as MOST_CALENDAR_LINKS
from teamkpi.membership.calendar_links import (
    Calendar,
    CalendarLink,
    Opened,
    calendar_links_of,
    create_calendar_link,
    open_calendar,
    revoke_calendar_link,
)
from teamkpi.membership.invitations import (
    DAYS_OPEN,
    LINK_DAYS,
    MOST_LISTED,
    Invitation,
    Link,
    TeamInvitation,
    accept,
    decline,
    invitations_of_person_query,
    invitations_of_team_query,
    make_link,
    withdraw,
)
from teamkpi.membership.joining import NewMember, add_members
from teamkpi.membership.members import SignedIn, leave_team, remove_member, set_administrator

__all__ = [
    "DAYS_OPEN",
    "LINK_DAYS",
    "MOST_CALENDAR_LINKS",
    "MOST_LISTED",
    "Calendar",
    "CalendarLink",
    "Invitation",
    "Link",
    "MemberAccount",
    "MemberInvited",
    "NewMember",
    "Opened",
    "SignedIn",
    "TeamInvitation",
    "accept",
    "accounts_of_team_query",
    "add_members",
    "calendar_links_of",
    "create_calendar_link",
    "decline",
    "invitations_of_person_query",
    "invitations_of_team_query",
    "invite_members",
    "leave_team",
    "make_link",
    "open_calendar",
    "remove_member",
    "revoke_calendar_link",
    "set_administrator",
    "withdraw",
]
