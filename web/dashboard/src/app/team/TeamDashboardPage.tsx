/** The page of a team: `/dashboard/team/{teamId}`. */
import { ApiError } from '@teamkpi/client'
import type { TeamBasis } from '@teamkpi/client'
import { Suspense, useMemo } from 'react'
import { Link, useSearchParams } from 'wouter'
import { useBasis } from '@/data/team'
import { useNewestAnswers } from '@/data/useNewestAnswers'
import { TeamKpiSection } from '@/features/members/TeamKpiSection'
import { LeaveTeam } from '@/features/teams/LeaveTeam'
import { LocaleProvider, useLocale } from '@/i18n/locale'
import { Frame } from '@/page/Frame'
import { isSignedOut } from '@/session/query-client'
import { useSession } from '@/session/SessionContext'
import { Freshness, RefreshButton } from '@/ui/Freshness'
import { Icon } from '@/ui/Icon'
import { Banner, Notice } from '@/ui/Notice'
import { useOnline } from '@/ui/useOnline'
import { AttendanceSection, TeamInvitations } from './later'
import styles from './TeamDashboardPage.module.css'
import { TeamTabs } from './TeamTabs'
import { readView, writeView, type TeamView } from './view'

/** A team's figures, months and week. The chosen options are in the URL. */
export function TeamDashboardPage({ teamId }: { teamId: string }) {
  const { language } = useLocale()
  const { client } = useSession()
  const basis = useBasis(client, teamId)
  return (
    <LocaleProvider language={language} zone={basis.data?.SimpleTimeZoneNameIana}>
      <Page teamId={teamId} basis={basis.data} error={basis.error} />
    </LocaleProvider>
  )
}

/** The view of a team's page and its setter. Only changes of tab or week add a step to the browser's history. */
function useTeamView(): [TeamView, (view: TeamView) => void] {
  const [params, setParams] = useSearchParams()
  const view = useMemo(() => readView(params), [params])
  const change = (next: TeamView) =>
    setParams(writeView(next), { replace: next.tab === view.tab && next.week === view.week })
  return [view, change]
}

interface PageProps {
  teamId: string
  basis: TeamBasis | undefined
  error: Error | null
}

function Page({ teamId, basis, error }: PageProps) {
  const { t } = useLocale()
  const { client } = useSession()
  const [view, setView] = useTeamView()
  if (error instanceof ApiError && error.status === 404) {
    return (
      <Frame title={t.states.noTeam.title}>
        <Notice
          kind="locked"
          title={t.states.noTeam.title}
          text={t.states.noTeam.text}
          link={{ label: t.teams.all, to: '/' }}
        />
      </Frame>
    )
  }
  return (
    <Frame
      windowTitle={basis?.TeamName}
      title={
        <>
          {basis?.TeamName ?? t.app.loading}
          <Link className={styles.teams} to="/" aria-label={t.teams.all} title={t.teams.all}>
            <Icon name="chevronDown" />
          </Link>
        </>
      }
      below={<Basis basis={basis} />}
    >
      <Standing />
      {basis?.IsTeamAdministrator === false ? (
        <>
          <Notice kind="locked" title={t.states.noAdmin.title} text={t.states.noAdmin.text} />
          <Suspense fallback={<Notice kind="loading" title={t.app.loading} />}>
            <AttendanceSection teamId={teamId} week={view.week} onWeekChange={(week) => setView({ ...view, week })} />
          </Suspense>
        </>
      ) : (
        <TeamKpiSection
          httpClient={client}
          teamId={teamId}
          view={view}
          onViewChange={(next) => setView({ ...view, ...next })}
        >
          {(members) => (
            <TeamTabs
              teamId={teamId}
              members={
                <>
                  {members}
                  {basis && (
                    <Suspense fallback={null}>
                      <TeamInvitations teamId={teamId} />
                    </Suspense>
                  )}
                </>
              }
              view={view}
              onViewChange={setView}
            />
          )}
        </TeamKpiSection>
      )}
      {basis && <LeaveTeam teamId={teamId} teamName={basis.TeamName} isAdministrator={basis.IsTeamAdministrator} />}
    </Frame>
  )
}

function Basis({ basis }: { basis: TeamBasis | undefined }) {
  const { t, f } = useLocale()
  const { updatedAt, isStale, isBusy, refresh } = useNewestAnswers()
  return (
    <p className={styles.basis}>
      {basis && (
        <>
          {basis.BusinessName && <span>{basis.BusinessName}</span>}
          <span>{f.month(basis.MonthDate)}</span>
          <span title={t.page.zoneTip(basis.SimpleTimeZoneNameIana)}>{f.zoneName()}</span>
        </>
      )}
      <span className={styles.fresh}>
        <Freshness updatedAt={updatedAt} isCurrent={!isStale} />
        <RefreshButton isBusy={isBusy} refresh={refresh} />
      </span>
    </p>
  )
}

/** Warns when the data is out of date, and says why. */
function Standing() {
  const { t, f } = useLocale()
  const isOnline = useOnline()
  const { updatedAt, isStale, error } = useNewestAnswers()
  if (!updatedAt || isSignedOut(error)) return null
  const when = f.moment(updatedAt)
  if (!isOnline) return <Banner kind="stale">{t.states.offline(when)}</Banner>
  return isStale ? <Banner kind="stale">{t.states.stale(when)}</Banner> : null
}
