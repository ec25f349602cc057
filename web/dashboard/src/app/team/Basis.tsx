/** What is under the title of a team's page: what it shows, and whether it is current. */
import type { TeamBasis } from '@teamkpi/client'
import { useNewestAnswers } from '@/data/useNewestAnswers'
import { useLocale } from '@/i18n/locale'
import { isSignedOut } from '@/session/query-client'
import { Freshness, MirrorAge, RefreshButton } from '@/ui/Freshness'
import { Banner } from '@/ui/Notice'
import { useOnline } from '@/ui/useOnline'
import styles from './TeamDashboardPage.module.css'

/** The space, the month and its zone, and how old the answers are. */
export function Basis({ basis, on }: { basis: TeamBasis | undefined; on: string | null }) {
  const { t, f } = useLocale()
  const { updatedAt, isStale, isBusy, refresh } = useNewestAnswers()
  const isOnline = useOnline()
  return (
    <p className={styles.basis}>
      {basis && (
        <>
          {basis.BusinessName && <span>{basis.BusinessName}</span>}
          <span>{f.month(on ?? basis.MonthDate)}</span>
          <span title={t.page.zoneTip(basis.SimpleTimeZoneNameIana)}>{f.zoneName()}</span>
        </>
      )}
      <span className={styles.fresh}>
        <RefreshButton isBusy={isBusy} refresh={refresh} />
        <Freshness updatedAt={updatedAt} isCurrent={isOnline && !isStale} />
      </span>
      {basis?.MirroredOn && <MirrorAge mirroredOn={basis.MirroredOn} />}
    </p>
  )
}

/** Warns when the data is out of date, and says why. */
export function Standing() {
  const { t, f } = useLocale()
  const isOnline = useOnline()
  const { updatedAt, isStale, error } = useNewestAnswers()
  if (!updatedAt || isSignedOut(error)) return null
  const when = f.moment(updatedAt)
  if (!isOnline) return <Banner kind="stale">{t.states.offline(when)}</Banner>
  return isStale ? <Banner kind="stale">{t.states.stale(when)}</Banner> : null
}
