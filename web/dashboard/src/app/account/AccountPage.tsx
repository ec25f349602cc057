/** The user's own account: `/dashboard/account`. */
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { myInvitationsOptions } from '@/data/my-invitations'
import AccountContent from '@/features/account/AccountContent'
import { Part } from '@/features/account/Part'
import { MyTeams } from '@/features/teams/MyTeams'
import { accountTexts } from '@/i18n/account/texts'
import { useLocale } from '@/i18n/locale'
import { Frame } from '@/page/Frame'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { Banner } from '@/ui/Notice'
import { useOnline } from '@/ui/useOnline'

/** The account, the user's teams, and the invitations to further ones. */
export default function AccountPage() {
  const { t, language } = useLocale()
  const texts = accountTexts(language)
  const { client } = useSession()
  const isOnline = useOnline()
  const invitations = useQuery(myInvitationsOptions(client)).data?.Invitations.length ?? 0
  return (
    <Frame
      title={t.app.yourAccount}
      below={
        <p>
          <Link className={controls.link} to="/">
            {t.teams.all}
          </Link>
        </p>
      }
    >
      {!isOnline && <Banner kind="stale">{texts.offline}</Banner>}
      <AccountContent>
        <Part title={texts.teams.title}>
          {invitations > 0 && (
            <p>
              <Link className={controls.link} to="/invitations">
                {texts.teams.open(invitations)}
              </Link>
            </p>
          )}
          <MyTeams label={texts.teams.title} />
        </Part>
      </AccountContent>
    </Frame>
  )
}
