"""Who belongs to a team: joining it, being invited to it, leaving it, and links to what members may see of it.

In: what administrators ask for their team, and what people answer who are invited. Out: team records with other
members, new coworkers and contracts, and invitations. Always true: nobody whom the network knows becomes a member
unless they accept or an operator adds them; an administrator is told the same whether or not an e-mail is known; each
change is decided while the team is locked, so a limit is kept whoever comes at the same time.
"""

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
from teamkpi.membership.members import SignedIn, leave_team, remove_member

__all__ = [
    "DAYS_OPEN",
    "LINK_DAYS",
    "MOST_CALENDAR_LINKS",
    "MOST_LISTED",
    "Calendar",
    "CalendarLink",
    "Invitation",
    "Link",
    "NewMember",
    "Opened",
    "SignedIn",
    "TeamInvitation",
    "accept",
    "add_members",
    "calendar_links_of",
    "create_calendar_link",
    "decline",
    "invitations_of_person_query",
    "invitations_of_team_query",
    "leave_team",
    "make_link",
    "open_calendar",
    "remove_member",
    "revoke_calendar_link",
    "withdraw",
]
