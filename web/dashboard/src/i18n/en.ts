/** The English texts. Names and meanings of the figures are not here: the server sends them. */
import { appTexts } from './en/app'
import { detailTexts } from './en/detail'
import { invitationsTexts } from './en/invitations'
import { membersTexts } from './en/members'
import { signInTexts } from './en/sign-in'
import { teamsTexts } from './en/teams'

export const en = {
  ...appTexts,
  ...signInTexts,
  ...teamsTexts,
  ...invitationsTexts,
  ...membersTexts,
  ...detailTexts,
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
