/** The parts of a team's page. The two that need more code get it when they are first opened. */
import * as Tabs from '@radix-ui/react-tabs'
import type { Id } from '@teamkpi/client'
import { Suspense, type ReactNode } from 'react'
import { useLocale } from '@/i18n/locale'
import { Notice } from '@/ui/Notice'
import { AttendanceSection, TrendsSection } from './later'
import styles from './TeamTabs.module.css'
import { TABS, type TeamView } from './view'

interface TeamTabsProps {
  teamId: Id
  members: ReactNode
  view: TeamView
  onViewChange: (view: TeamView) => void
}

/** The tabs, and what the chosen one shows. */
export function TeamTabs({ teamId, members, view, onViewChange }: TeamTabsProps) {
  const { t } = useLocale()
  const waiting = <Notice kind="loading" title={t.app.loading} />
  const choose = (value: string) => {
    const tab = TABS.find((one) => one === value)
    if (tab) onViewChange({ ...view, tab })
  }
  return (
    <Tabs.Root value={view.tab} onValueChange={choose} activationMode="manual">
      <Tabs.List className={styles.list} aria-label={t.page.tabs.label}>
        {TABS.map((tab) => (
          <Tabs.Trigger key={tab} className={styles.tab} value={tab}>
            {t.page.tabs[tab]}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content className={styles.panel} value="members">
        {members}
      </Tabs.Content>
      <Tabs.Content className={styles.panel} value="trends">
        <Suspense fallback={waiting}>
          <TrendsSection teamId={teamId} />
        </Suspense>
      </Tabs.Content>
      <Tabs.Content className={styles.panel} value="attendance">
        <Suspense fallback={waiting}>
          <AttendanceSection
            teamId={teamId}
            week={view.week}
            onWeekChange={(week) => onViewChange({ ...view, week })}
          />
        </Suspense>
      </Tabs.Content>
    </Tabs.Root>
  )
}
