/** The console: screens for the people who run the space. Its code is loaded only where its address is opened. */
import { lazy, Suspense, type ReactNode } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import { ConsoleProvider, useConsole } from '@/console/ConsoleContext'
import { NoRight } from '@/console/NoRight'
import { SavingProvider } from '@/console/saving'
import { Screen } from '@/console/Screen'
import type { Right } from '@/console/server'
import { useLocale } from '@/i18n/locale'
import { Notice } from '@/ui/Notice'
import { PartBoundary } from '@/ui/PartBoundary'
import { patient } from '@/ui/patient'
import { screensFor } from './screens'
import { Shell } from './Shell'

const RecordsPage = lazy(
  patient(async () => ({ default: (await import('@/features/console-records/RecordsPage')).RecordsPage })),
)
const TodayPage = lazy(
  patient(async () => ({ default: (await import('@/features/console-today/TodayPage')).TodayPage })),
)
const PeoplePage = lazy(
  patient(async () => ({ default: (await import('@/features/console-people/PeoplePage')).PeoplePage })),
)
const PersonPage = lazy(
  patient(async () => ({ default: (await import('@/features/console-people/PersonPage')).PersonPage })),
)
const TeamsPage = lazy(
  patient(async () => ({ default: (await import('@/features/console-teams/TeamsPage')).TeamsPage })),
)
const TeamPage = lazy(patient(async () => ({ default: (await import('@/features/console-teams/TeamPage')).TeamPage })))
const ViewPage = lazy(patient(() => import('./ViewPage')))
const ImportPage = lazy(
  patient(async () => ({ default: (await import('@/features/console-import/ImportPage')).ImportPage })),
)
const FilePage = lazy(patient(async () => ({ default: (await import('@/features/console-import/FilePage')).FilePage })))
const AuditPage = lazy(
  patient(async () => ({ default: (await import('@/features/console-audit/AuditPage')).AuditPage })),
)
const ReadersPage = lazy(
  patient(async () => ({ default: (await import('@/features/console-audit/ReadersPage')).ReadersPage })),
)
const AccessPage = lazy(
  patient(async () => ({ default: (await import('@/features/console-access/AccessPage')).AccessPage })),
)
const MirrorPage = lazy(
  patient(async () => ({ default: (await import('@/features/console-mirror/MirrorPage')).MirrorPage })),
)
const WebhooksPage = lazy(
  patient(async () => ({ default: (await import('@/features/console-webhooks/WebhooksPage')).WebhooksPage })),
)
const HooksPage = lazy(
  patient(async () => ({ default: (await import('@/features/console-hooks/HooksPage')).HooksPage })),
)
const HealthPage = lazy(
  patient(async () => ({ default: (await import('@/features/console-health/HealthPage')).HealthPage })),
)
const AccountContent = lazy(patient(() => import('@/features/account/AccountContent')))

/** The console for the signed-in operator. */
export default function ConsoleApp() {
  return (
    <ConsoleProvider>
      <SavingProvider>
        <Switch>
          <Route path="/teams/:id/view">{({ id }) => <TeamView key={id} id={Number(id)} />}</Route>
          <Route>
            <Shell>
              <Screens />
            </Shell>
          </Route>
        </Switch>
      </SavingProvider>
    </ConsoleProvider>
  )
}

/** A team as its administrators see it, without the console's frame; with missing roles, a notice in the frame. */
function TeamView({ id }: { id: number }) {
  const { t } = useLocale()
  const { may, operator } = useConsole()
  if (!operator.MayReadFigures || !may('teams', 'Read')) {
    return (
      <Shell>
        <Blocked />
      </Shell>
    )
  }
  return (
    <Suspense fallback={<Notice kind="loading" title={t.app.loading} />}>
      <ViewPage id={id} />
    </Suspense>
  )
}

function Screens() {
  const { t } = useLocale()
  const { c, may } = useConsole()
  const [home] = screensFor(may)
  return (
    <Suspense fallback={<Notice kind="loading" title={t.app.loading} />}>
      <Switch>
        <Route path="/">{home ? <Redirect replace to={home.path} /> : <Blocked />}</Route>
        <Route path="/today">
          <For plural="checkins" right="List">
            <TodayPage />
          </For>
        </Route>
        <Route path="/people">
          <For plural="coworkers" right="List">
            <PeoplePage />
          </For>
        </Route>
        <Route path="/people/:id">
          {({ id }) => (
            <For plural="coworkers" right="Read">
              <PersonPage key={id} id={Number(id)} />
            </For>
          )}
        </Route>
        <Route path="/teams">
          <For plural="teams" right="List">
            <TeamsPage />
          </For>
        </Route>
        <Route path="/teams/:id">
          {({ id }) => (
            <For plural="teams" right="Read">
              <TeamPage key={id} id={Number(id)} />
            </For>
          )}
        </Route>
        <Route path="/records">
          <RecordsPage plural={undefined} />
        </Route>
        <Route path="/records/:plural">
          {({ plural }) => (
            <PartBoundary resetBy={plural}>
              <RecordsPage plural={plural} />
            </PartBoundary>
          )}
        </Route>
        <Route path="/import">
          <For plural="imports" right="List">
            <ImportPage />
          </For>
        </Route>
        <Route path="/import/:id">
          {({ id }) => (
            <For plural="imports" right="List">
              <FilePage key={id} id={Number(id)} />
            </For>
          )}
        </Route>
        <Route path="/audit">
          <For plural="audittrailentries" right="List">
            <AuditPage />
          </For>
        </Route>
        <Route path="/audit/readers">
          <For plural="audittrailentries" right="List">
            <ReadersPage />
          </For>
        </Route>
        <Route path="/access">
          <For plural="installation" right="List">
            <AccessPage />
          </For>
        </Route>
        <Route path="/account">
          <Screen title={t.app.yourAccount}>
            <PartBoundary>
              <AccountContent />
            </PartBoundary>
          </Screen>
        </Route>
        <Route path="/mirror">
          <For plural="installation" right="List">
            <MirrorPage />
          </For>
        </Route>
        <Route path="/webhooks">
          <For plural="installation" right="List">
            <WebhooksPage />
          </For>
        </Route>
        <Route path="/hooks">
          <For plural="installation" right="List">
            <HooksPage />
          </For>
        </Route>
        <Route path="/health">
          <For plural="installation" right="List">
            <HealthPage />
          </For>
        </Route>
        <Route>
          <Screen title={t.app.notFound.title}>
            <Notice
              kind="empty"
              title={t.app.notFound.title}
              text={t.app.notFound.text}
              link={home && { label: c.nav[home.name], to: home.path }}
            />
          </Screen>
        </Route>
      </Switch>
    </Suspense>
  )
}

/** A screen for operators whose roles include a right; others see a message. */
function For({ plural, right, children }: { plural: string; right: Right; children: ReactNode }) {
  const { may } = useConsole()
  return may(plural, right) ? <PartBoundary resetBy={plural}>{children}</PartBoundary> : <Blocked />
}

function Blocked() {
  const { c } = useConsole()
  return (
    <Screen title={c.name}>
      <NoRight />
    </Screen>
  )
}
