"""Who belongs to a team: joining it, being invited to it, leaving it.

In: what administrators ask for their team, and what people answer who are invited. Out: team records with other
members, new coworkers and contracts, and invitations. Always true: nobody whom the network knows becomes a member
unless they accept or an operator adds them; an administrator is told the same whether or not an e-mail is known; each
change is decided while the team is locked, so a limit is kept whoever comes at the same time.
"""

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
    "MOST_LISTED",
    "Invitation",
    "Link",
    "NewMember",
    "SignedIn",
    "TeamInvitation",
    "accept",
    "add_members",
    "decline",
    "invitations_of_person_query",
    "invitations_of_team_query",
    "leave_team",
    "make_link",
    "remove_member",
    "withdraw",
]
