/** The Spanish texts. */
import type { Catalogue } from '../en'
import { appTexts } from './app'
import { signInTexts } from './sign-in'
import { teamsTexts } from './teams'
import { invitationsTexts } from './invitations'
import { membersTexts } from './members'
import { trendsTexts } from './trends'
import { attendanceTexts } from './attendance'

export const es: Catalogue = {
  ...appTexts,
  ...signInTexts,
  ...teamsTexts,
  ...invitationsTexts,
  ...membersTexts,
  ...trendsTexts,
  ...attendanceTexts,
}
