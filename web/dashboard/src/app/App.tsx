/** The pages and their addresses. Signed-out users are sent to the sign-in page and back. */
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useRef, type ReactNode } from 'react'
import { Redirect, Route, Router, Switch, useLocation, useSearch } from 'wouter'
import { TeamDashboardPage } from '@/app/team/TeamDashboardPage'
import { LocaleProvider, useLocale } from '@/i18n/locale'
import { useAddress, useAddressQuery } from '@/page/address'
import { Frame } from '@/page/Frame'
import { usePreferences } from '@/page/preferences'
import type { Session } from '@/session/session'
import { SessionProvider, useSession, useSessionState } from '@/session/SessionContext'
import { Notice } from '@/ui/Notice'
import { PartBoundary } from '@/ui/PartBoundary'
import { patient } from '@/ui/patient'

const SIGN_IN = '/sign-in'
const ConsoleApp = lazy(patient(() => import('@/app/console/ConsoleApp')))
const SetupPage = lazy(
  patient(async () => ({ default: (await import('@/features/console-setup/SetupPage')).SetupPage })),
)
const TeamPickerPage = lazy(
  patient(async () => ({ default: (await import('@/features/teams/TeamPickerPage')).TeamPickerPage })),
)
const SignInPage = lazy(patient(() => import('@/features/sign-in/SignInPage')))
const AccountPage = lazy(patient(() => import('@/app/account/AccountPage')))
const ForgottenPage = lazy(patient(() => import('@/features/sign-in/ForgottenPage')))
const ChoosePasswordPage = lazy(patient(() => import('@/features/sign-in/ChoosePasswordPage')))
const SignedInPage = lazy(patient(() => import('@/features/sign-in/SignedInPage')))
const AlertsPage = lazy(patient(() => import('@/features/alerts/AlertsPage')))
const InvitationsPage = lazy(patient(() => import('@/features/invitations/InvitationsPage')))

const WITHOUT_SIGN_IN = {
  '/forgotten-password': ForgottenPage,
  '/choose-password': ChoosePasswordPage,
  '/signed-in': SignedInPage,
} as const

/** The whole dashboard. */
export function App({ session, queries }: { session: Session; queries: QueryClient }) {
  const { language } = usePreferences()
  useTextsIn(language, queries)
  return (
    <QueryClientProvider client={queries}>
      <SessionProvider value={session}>
        <LocaleProvider language={language}>
          <Router base={isConsole() ? '/console' : '/dashboard'} hook={useAddress} searchHook={useAddressQuery}>
            <PageBoundary>
              <Pages queries={queries} />
            </PageBoundary>
          </Router>
        </LocaleProvider>
      </SessionProvider>
    </QueryClientProvider>
  )
}

/** Asks the server again when another language is chosen: many answers of the back office contain texts. */
function useTextsIn(language: string, queries: QueryClient) {
  const asked = useRef(language)
  useEffect(() => {
    if (asked.current === language) return
    asked.current = language
    if (isConsole()) void queries.invalidateQueries()
  }, [language, queries])
}

/** Whether the page is the console: both are one application, and the sign-in of this browser is theirs alike. */
function isConsole(): boolean {
  return /^\/console(\/|$)/.test(location.pathname)
}

/** Keeps an error from leaving an empty window. Another address shows the pages again. */
function PageBoundary({ children }: { children: ReactNode }) {
  const [path] = useLocation()
  return (
    <PartBoundary resetBy={path} isPage>
      {children}
    </PartBoundary>
  )
}

function Pages({ queries }: { queries: QueryClient }) {
  const session = useSession()
  const state = useSessionState()
  const [path] = useLocation()
  const search = useSearch()

  useEffect(() => {
    if (state.status === 'unknown') void session.resume()
    // One account's data isn't kept for the next.
    if (state.status === 'out') queries.clear()
  }, [session, state, queries])

  if (isConsole() && path === '/setup' && state.status !== 'unreachable') {
    return (
      <Suspense fallback={<Waiting isUnreachable={false} />}>
        <SetupPage />
      </Suspense>
    )
  }
  // For users who are signed out; a link is also opened where somebody is signed in.
  if (!isConsole() && state.status !== 'unknown' && state.status !== 'unreachable' && path in WITHOUT_SIGN_IN) {
    const Page = WITHOUT_SIGN_IN[path as keyof typeof WITHOUT_SIGN_IN]
    return (
      <Suspense fallback={<Waiting isUnreachable={false} />}>
        <Page />
      </Suspense>
    )
  }
  if (state.status === 'unknown' || state.status === 'unreachable')
    return <Waiting isUnreachable={state.status === 'unreachable'} />
  if (path === SIGN_IN) {
    if (state.status !== 'out') return <Redirect replace to={wayBack(search)} />
    return (
      <Suspense fallback={<Waiting isUnreachable={false} />}>
        <SignInPage reason={state.reason} />
      </Suspense>
    )
  }
  if (state.status === 'out') {
    return (
      <Redirect
        replace
        to={`${SIGN_IN}?${new URLSearchParams({ next: search ? `${path}?${search}` : path }).toString()}`}
      />
    )
  }
  if (isConsole()) {
    return (
      <Suspense fallback={<Waiting isUnreachable={false} />}>
        <ConsoleApp />
      </Suspense>
    )
  }
  return (
    <Switch>
      <Route path="/">
        <Suspense fallback={<Waiting isUnreachable={false} />}>
          <TeamPickerPage />
        </Suspense>
      </Route>
      <Route path="/invitations">
        <Suspense fallback={<Waiting isUnreachable={false} />}>
          <InvitationsPage />
        </Suspense>
      </Route>
      <Route path="/account">
        <Suspense fallback={<Waiting isUnreachable={false} />}>
          <AccountPage />
        </Suspense>
      </Route>
      <Route path="/team/:teamId/alerts">
        {({ teamId }) => (
          <Suspense fallback={<Waiting isUnreachable={false} />}>
            <AlertsPage key={teamId} teamId={teamId} />
          </Suspense>
        )}
      </Route>
      <Route path="/team/:teamId">{({ teamId }) => <TeamDashboardPage key={teamId} teamId={teamId} />}</Route>
      <Route>
        <MissingPage />
      </Route>
    </Switch>
  )
}

/** Where a sign-in leads to: a page of this dashboard, whatever the address says. */
function wayBack(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/'
  return /^\/(?![/\\])/.test(next) && !next.startsWith(SIGN_IN) ? next : '/'
}

function Waiting({ isUnreachable }: { isUnreachable: boolean }) {
  const session = useSession()
  const { t } = useLocale()
  return (
    <Frame title={t.app.name}>
      {isUnreachable ? (
        <Notice
          kind="error"
          title={t.states.unreachable}
          text={t.states.nothingLost}
          action={{ label: t.states.tryAgain, run: () => void session.resume() }}
        />
      ) : (
        <Notice kind="loading" title={t.app.loading} />
      )}
    </Frame>
  )
}

function MissingPage() {
  const { t } = useLocale()
  return (
    <Frame title={t.app.notFound.title}>
      <Notice
        kind="empty"
        title={t.app.notFound.title}
        text={t.app.notFound.text}
        link={{ label: t.app.notFound.home, to: '/' }}
      />
    </Frame>
  )
}
