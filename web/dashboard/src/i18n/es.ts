/** The Spanish texts. */
import type { Catalogue } from './en'
import { appTexts } from './es/app'
import { detailTexts } from './es/detail'
import { invitationsTexts } from './es/invitations'
import { membersTexts } from './es/members'
import { signInTexts } from './es/sign-in'
import { teamsTexts } from './es/teams'

export const es: Catalogue = {
  ...appTexts,
  ...signInTexts,
  ...teamsTexts,
  ...invitationsTexts,
  ...membersTexts,
  ...detailTexts,
}
