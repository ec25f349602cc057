/** The parts of a team's page. The two that need more code get it when they are first opened. */
import * as Tabs from '@radix-ui/react-tabs'
import type { Id } from '@teamkpi/client'
import { Suspense, useEffect, type ReactNode } from 'react'
import type { Moment } from '@/data/money'
import { useLocale } from '@/i18n/locale'
import { Notice } from '@/ui/Notice'
import { PartBoundary } from '@/ui/PartBoundary'
import { preloadWhenIdle } from '@/ui/patient'
import { AttendanceSection, LATER, TrendsSection } from './later'
import styles from './TeamTabs.module.css'
import { useScrollPosition } from './useScrollPosition'
import { TABS, type TeamView } from './view'

interface TeamTabsProps {
  teamId: Id
  members: ReactNode
  /** The day that the page shows. Has to stay the same object while it is the same. */
  moment: Moment
  view: TeamView
  onViewChange: (view: TeamView) => void
  /** Whether the space shows this team its attendance. */
  hasAttendance: boolean
}

/** The tabs, and what the chosen one shows. */
export function TeamTabs({ teamId, members, moment, view, onViewChange, hasAttendance }: TeamTabsProps) {
  const { t } = useLocale()
  useEffect(() => preloadWhenIdle(LATER), [])
  const tabs = TABS.filter((one) => hasAttendance || one !== 'attendance')
  const shown = tabs.includes(view.tab) ? view.tab : 'members'
  useScrollPosition(shown)
  const waiting = <Notice kind="loading" title={t.app.loading} />
  const choose = (value: string) => {
    const tab = TABS.find((one) => one === value)
    if (tab) onViewChange({ ...view, tab })
  }
  return (
    <Tabs.Root value={shown} onValueChange={choose} activationMode="manual">
      <Tabs.List className={styles.list} aria-label={t.page.tabs.label}>
        {tabs.map((tab) => (
          <Tabs.Trigger key={tab} className={styles.tab} value={tab}>
            {t.page.tabs[tab]}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content className={styles.panel} value="members">
        <PartBoundary>{members}</PartBoundary>
      </Tabs.Content>
      <Tabs.Content className={styles.panel} value="trends">
        <PartBoundary>
          <Suspense fallback={waiting}>
            <TrendsSection teamId={teamId} moment={moment} against={view.vs} />
          </Suspense>
        </PartBoundary>
      </Tabs.Content>
      <Tabs.Content className={styles.panel} value="attendance">
        <PartBoundary>
          <Suspense fallback={waiting}>
            <AttendanceSection
              // The week of another moment is not shown until that of this one is there, and cannot be edited.
              key={moment.knownAt ?? moment.at ?? 'present'}
              teamId={teamId}
              week={view.week}
              moment={moment}
              against={view.vs}
              // Administrators edit all plans. Which members others act for is not known here.
              own={null}
              onWeekChange={(week) => onViewChange({ ...view, week })}
            />
          </Suspense>
        </PartBoundary>
      </Tabs.Content>
    </Tabs.Root>
  )
}
