/** The user's teams: those they administer, and those they are a member of. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, Redirect } from 'wouter'
import { myInvitationsOptions } from '@/data/my-invitations'
import { useLocale } from '@/i18n/locale'
import { Frame } from '@/page/Frame'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Notice } from '@/ui/Notice'
import { teamsOptions, type ListedTeam } from './queries'
import styles from './TeamPickerPage.module.css'

/** The list of the user's teams. With only one team, the page redirects to it. */
export function TeamPickerPage() {
  const { t } = useLocale()
  const { client } = useSession()
  const administered = useInfiniteQuery(teamsOptions(client, true))
  const all = useInfiniteQuery(teamsOptions(client, false))
  const invitations = useQuery(myInvitationsOptions(client)).data?.Invitations.length ?? 0
  const failed = [administered, all].find((one) => one.isError)
  const ids = new Set(administered.data?.pages.flatMap((page) => page.Records.map((one) => one.Id)))
  const own = administered.data?.pages.flatMap((page) => page.Records) ?? []
  const other = all.data?.pages.flatMap((page) => page.Records).filter((one) => !ids.has(one.Id)) ?? []
  const teams = [...own, ...other]
  const hasMore = administered.hasNextPage || all.hasNextPage

  if (!administered.data || !all.data) {
    return (
      <Frame title={t.teams.title}>
        {failed ? (
          <ErrorNotice title={t.teams.failed} error={failed.error} retry={() => void failed.refetch()} />
        ) : (
          <Notice kind="loading" title={t.app.loading} />
        )}
      </Frame>
    )
  }
  const [only] = teams
  if (only && teams.length === 1 && !hasMore) return <Redirect replace to={`/team/${only.Id}`} />
  return (
    <Frame title={t.teams.title}>
      {teams.length === 0 && (
        <Notice
          kind="empty"
          title={t.teams.none.title}
          text={t.teams.none.text}
          link={invitations > 0 ? { label: t.invitations.count(invitations), to: '/invitations' } : undefined}
        />
      )}
      <ul className={styles.teams}>
        {teams.map((one) => (
          <TeamEntry key={one.Id} team={one} isAdministered={ids.has(one.Id)} />
        ))}
      </ul>
      {hasMore && (
        <button
          type="button"
          className={controls.button}
          onClick={() => {
            if (administered.hasNextPage) void administered.fetchNextPage()
            if (all.hasNextPage) void all.fetchNextPage()
          }}
        >
          {t.teams.more}
        </button>
      )}
    </Frame>
  )
}

function TeamEntry({ team, isAdministered }: { team: ListedTeam; isAdministered: boolean }) {
  const { t } = useLocale()
  return (
    <li>
      <Link className={styles.team} to={`/team/${team.Id}`}>
        <span className={styles.name}>{team.Name}</span>
        <span className={styles.about}>
          {[team.BusinessName, t.teams.members(team.TeamMembersCount)].filter(Boolean).join(' · ')}
        </span>
        <span className={styles.role} data-administered={isAdministered}>
          {isAdministered ? t.teams.administrator : t.teams.member}
        </span>
      </Link>
    </li>
  )
}
