/** A team's page as its administrators see it, for operators: read only, for a short time, and audited. */
import { QueryClientProvider, useMutation, type QueryClient } from '@tanstack/react-query'
import { givenTokens } from '@teamkpi/client'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { Link, Router, useLocation } from 'wouter'
import { TeamDashboardPage } from '@/app/team/TeamDashboardPage'
import { useConsole } from '@/console/ConsoleContext'
import { Screen } from '@/console/Screen'
import { beginViewOptions, endViews, type NewTeamView } from '@/features/console-teams/team-views'
import { useLocale } from '@/i18n/locale'
import { createQueryClient } from '@/session/query-client'
import type { Session } from '@/session/session'
import { SessionProvider, useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Icon } from '@/ui/Icon'
import { Banner } from '@/ui/Notice'
import styles from './ViewPage.module.css'

/** A view and its own session; the operator's session stays as it is. */
interface OpenView {
  readonly about: NewTeamView
  readonly session: Session
  readonly queries: QueryClient
}

/** The page: what a view is, and then the view. Reloading the page ends the view, because its token is not stored. */
export default function ViewPage({ id }: { id: number }) {
  const { c } = useConsole()
  const { t } = useLocale()
  const session = useSession()
  const [view, setView] = useState<OpenView | null>(null)
  const [hasEnded, setEnded] = useState(false)
  const beginning = useMutation({
    ...beginViewOptions(session.client, id),
    onSuccess: (about) => {
      const own = session.viewing(givenTokens(() => about.Token))
      setEnded(false)
      setView({ about, session: own, queries: createQueryClient(() => own.ended()) })
    },
  })
  // Leaving the page ends the view.
  useEffect(() => {
    if (!view) return undefined
    return () => {
      view.session.close()
      void endViews(session.client)
    }
  }, [view, session])
  if (view) {
    return (
      <Viewing
        view={view}
        teamId={id}
        onEnd={() => {
          setView(null)
          setEnded(true)
        }}
      />
    )
  }
  return (
    <Screen title={c.view.title} over={<Link to={`/teams/${id}`}>{c.view.back}</Link>}>
      {hasEnded && <Banner kind="note">{c.view.ended}</Banner>}
      {beginning.isError && <Banner kind="error">{reasonOf(beginning.error, t)}</Banner>}
      <p className={styles.text}>{c.view.text}</p>
      <p className={styles.text}>{c.view.noted}</p>
      <button
        type="button"
        className={controls.primary}
        disabled={beginning.isPending}
        onClick={() => beginning.mutate()}
      >
        {c.view.begin}
      </button>
    </Screen>
  )
}

interface ViewingProps {
  view: OpenView
  teamId: number
  /** Called when the view has ended by itself. */
  onEnd: () => void
}

function Viewing({ view, teamId, onEnd }: ViewingProps) {
  const { c } = useConsole()
  const { f } = useLocale()
  const [, navigate] = useLocation()
  const { about, session, queries } = view
  const isOpen = useSyncExternalStore(
    (changed) => session.subscribe(changed),
    () => session.state.status === 'view',
  )
  useEffect(() => {
    if (!isOpen) onEnd()
  }, [isOpen, onEnd])
  return (
    <>
      <aside className={styles.banner} aria-label={c.view.title}>
        <Icon name="lock" />
        <span>{c.view.banner(about.TeamName, f.time(about.ExpiresOn))}</span>
        <button type="button" className={controls.button} onClick={() => navigate(`/teams/${teamId}`)}>
          {c.view.leave}
        </button>
      </aside>
      {isOpen && (
        <SessionProvider value={session}>
          <QueryClientProvider client={queries}>
            <Router base={`/teams/${teamId}/view`}>
              <TeamDashboardPage teamId={String(teamId)} />
            </Router>
          </QueryClientProvider>
        </SessionProvider>
      )}
    </>
  )
}
