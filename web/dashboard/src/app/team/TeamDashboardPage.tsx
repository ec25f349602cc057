/** The page of a team: `/dashboard/team/{teamId}`. */
import { useIsFetching, type UseQueryResult } from '@tanstack/react-query'
import { ApiError } from '@teamkpi/client'
import type { TeamBasis } from '@teamkpi/client'
import { Suspense, useCallback, useMemo } from 'react'
import { Link, useSearchParams } from 'wouter'
import { useBasis } from '@/data/team'
import { useOnce } from '@/data/useOnce'
import { COLUMN_IDS } from '@/features/members/columns'
import type { PanelTarget } from '@/features/members/open'
import { TeamKpiSection } from '@/features/members/TeamKpiSection'
import { LeaveTeam } from '@/features/teams/LeaveTeam'
import { monthOf } from '@/format/days'
import { LocaleProvider, useLocale } from '@/i18n/locale'
import { Frame } from '@/page/Frame'
import { useIsView, useSession } from '@/session/SessionContext'
import { Icon } from '@/ui/Icon'
import { Notice } from '@/ui/Notice'
import { useNow } from '@/ui/useNow'
import { Basis, Standing } from './Basis'
import { AttendanceSection, OwnFigures, TeamPeople } from './later'
import { MomentBand, MomentChoice } from './MomentChoice'
import { PageTools } from './PageTools'
import styles from './TeamDashboardPage.module.css'
import { TeamPanel } from './TeamPanel'
import { TeamTabs } from './TeamTabs'
import { useAdministrators, useFirstAnswers } from './useFirstAnswers'
import { useMoment } from './useMoment'
import { readView, withPanel, writeView, type TeamView } from './view'

/** A team's figures, months and week. The chosen options are in the URL. */
export function TeamDashboardPage({ teamId }: { teamId: string }) {
  const { language } = useLocale()
  const { client } = useSession()
  const basis = useBasis(client, teamId)
  return (
    <LocaleProvider language={language} zone={basis.data?.SimpleTimeZoneNameIana}>
      <Page teamId={teamId} asked={basis} />
    </LocaleProvider>
  )
}

/** The view of a team's page and its setter. Only changes of tab, week or day add a step to the browser's history. */
function useTeamView(): [TeamView, (view: TeamView) => void] {
  const [params, setParams] = useSearchParams()
  const view = useMemo(() => readView(params), [params])
  const change = (next: TeamView) =>
    setParams(writeView(next), {
      replace: next.tab === view.tab && next.week === view.week && next.on === view.on,
    })
  return [view, change]
}

/** Marks a step in the browser's history that opened a panel, so that closing it goes back. */
const OPENED = { panel: true }

/** Opens and closes what is beside the page; opening adds a step to the browser's history. */
function usePanel() {
  const [, setParams] = useSearchParams()
  const open = useCallback(
    (panel: PanelTarget) => setParams((before) => withPanel(before, panel), { state: OPENED }),
    [setParams],
  )
  const change = (panel: PanelTarget) =>
    setParams((before) => withPanel(before, panel), { replace: true, state: history.state as unknown })
  const close = () => {
    if ((history.state as Partial<typeof OPENED> | null)?.panel) history.back()
    else setParams((before) => withPanel(before, null), { replace: true })
  }
  return { open, change, close }
}

const MINUTE = 60_000

interface PageProps {
  teamId: string
  asked: Pick<UseQueryResult<TeamBasis>, 'data' | 'error' | 'failureCount'>
}

function Page({ teamId, asked }: PageProps) {
  const { data: basis, error } = asked
  const { t, f } = useLocale()
  const { client } = useSession()
  const [view, setView] = useTeamView()
  const panel = usePanel()
  const today = f.dayOf(useNow(MINUTE))
  const isView = useIsView()
  const mayAsk = basis?.IsTeamAdministrator !== false
  const on = mayAsk && view.on && view.on < today ? view.on : null
  const shown = useMoment(client, teamId, on)
  const { moment } = shown
  // What is under the head, and who may see it, depends on the basis: nothing comes before it that it would move.
  const isKnown = useOnce(basis !== undefined || asked.failureCount > 0, teamId)
  useFirstAnswers(client, teamId, isKnown ? null : moment)
  useAdministrators(client, teamId, basis?.IsTeamAdministrator === true && !isView)
  // What comes last is moved by everything that the page begins with.
  const isAsking = useIsFetching({ predicate: ({ state }) => state.data === undefined }) > 0
  const isComplete = useOnce(isKnown && !isAsking, teamId)
  // A month that isn't before the one shown can't be compared with it.
  const vs = view.vs && monthOf(view.vs) < monthOf(on ?? today) ? view.vs : null
  const seen = { ...view, on, vs }
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
      isWaiting={!isKnown}
      actions={basis?.IsTeamAdministrator && !isView && <PageTools teamId={teamId} today={today} />}
      title={
        <>
          {basis?.TeamName ?? (isKnown ? t.app.name : t.app.loading)}
          {isKnown && !isView && (
            <Link className={styles.teams} to="/" aria-label={t.teams.all} title={t.teams.all}>
              <Icon name="chevronDown" />
            </Link>
          )}
        </>
      }
      below={
        <>
          {isKnown && <Basis basis={basis} on={on} />}
          {basis?.IsTeamAdministrator && <MomentChoice view={seen} onViewChange={setView} today={today} />}
        </>
      }
    >
      <Standing />
      {isKnown && <MomentBand view={seen} onViewChange={setView} shown={shown} />}
      {basis?.IsTeamAdministrator === false ? (
        <Suspense fallback={<Notice kind="loading" title={t.app.loading} />}>
          <OwnFigures
            teamId={teamId}
            currency={basis.CurrencyCode}
            onFigure={(figure, coworkerId) => {
              const column = COLUMN_IDS.find((one) => one === figure)
              if (column) panel.open({ kind: 'why', column, coworkerId })
            }}
          >
            {(own) =>
              !basis.DisableAttendanceDashboard && (
                <AttendanceSection
                  teamId={teamId}
                  week={view.week}
                  onWeekChange={(week) => setView({ ...view, week })}
                  own={own}
                />
              )
            }
          </OwnFigures>
        </Suspense>
      ) : !isKnown || !moment ? (
        <Notice kind="loading" title={t.app.loading} />
      ) : (
        <TeamKpiSection
          httpClient={client}
          teamId={teamId}
          view={view}
          onViewChange={(next) => setView({ ...view, ...next })}
          moment={moment}
          against={vs}
          onOpen={panel.open}
        >
          {(members, areLoaded) => (
            <TeamTabs
              teamId={teamId}
              moment={moment}
              members={
                <>
                  {members}
                  {basis && areLoaded && !isView && (
                    <Suspense fallback={null}>
                      <TeamPeople teamId={teamId} />
                    </Suspense>
                  )}
                </>
              }
              view={{ ...view, vs }}
              onViewChange={setView}
              hasAttendance={!basis?.DisableAttendanceDashboard}
            />
          )}
        </TeamKpiSection>
      )}
      {view.panel && moment && basis && (
        <TeamPanel
          teamId={teamId}
          panel={view.panel}
          moment={moment}
          against={vs}
          currency={basis.CurrencyCode}
          teamName={basis.TeamName}
          isAdministrator={basis.IsTeamAdministrator}
          onPanel={panel.change}
          onClose={panel.close}
        />
      )}
      {basis && !isView && isComplete && (
        <LeaveTeam teamId={teamId} teamName={basis.TeamName} isAdministrator={basis.IsTeamAdministrator} />
      )}
    </Frame>
  )
}
