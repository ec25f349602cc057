export type { Invitation, InvitationList, TeamInvitation, TeamInvitationList } from '@teamkpi/client'
