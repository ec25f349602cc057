/** The English texts. Names and meanings of the figures are not here: the server sends them. */
import { appTexts } from './app'
import { signInTexts } from './sign-in'
import { teamsTexts } from './teams'
import { invitationsTexts } from './invitations'
import { membersTexts } from './members'
import { trendsTexts } from './trends'
import { attendanceTexts } from './attendance'

export const en = {
  ...appTexts,
  ...signInTexts,
  ...teamsTexts,
  ...invitationsTexts,
  ...membersTexts,
  ...trendsTexts,
  ...attendanceTexts,
}

/** The texts of a language: every other language has those of English, with the same places to fill. */
export type Catalogue = Texts<typeof en>

type Texts<Part> = {
  readonly [Name in keyof Part]: Part[Name] extends string
    ? string
    : Part[Name] extends (...filled: infer Places) => string
      ? (...filled: Places) => string
      : Texts<Part[Name]>
}
