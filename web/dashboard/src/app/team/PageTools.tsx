/** What can be done with the page as a whole: its statement as a file, its alerts, and printing it. */
import type { Id } from '@teamkpi/client'
import { lazy, Suspense, useState } from 'react'
import { Link } from 'wouter'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { Icon } from '@/ui/Icon'
import { patient } from '@/ui/patient'

const StatementMenu = lazy(patient(() => import('@/features/statements/StatementMenu')))

/** The buttons. The code of the menu loads on first use. */
export function PageTools({ teamId, today }: { teamId: Id; today: string }) {
  const { t } = useLocale()
  const [isWanted, setWanted] = useState(false)
  const label = (
    <>
      <Icon name="download" />
      {t.statement.title}
    </>
  )
  const closed = (
    <button
      type="button"
      className={controls.button}
      aria-haspopup="dialog"
      aria-expanded={false}
      onClick={() => setWanted(true)}
    >
      {label}
    </button>
  )
  return (
    <>
      {isWanted ? (
        <Suspense fallback={closed}>
          <StatementMenu teamId={teamId} today={today} label={label} />
        </Suspense>
      ) : (
        closed
      )}
      <Link className={controls.button} to={`/team/${teamId}/alerts`}>
        <Icon name="alert" />
        {t.page.alerts}
      </Link>
      <button type="button" className={controls.button} onClick={() => print()}>
        <Icon name="print" />
        {t.statement.print}
      </button>
    </>
  )
}
