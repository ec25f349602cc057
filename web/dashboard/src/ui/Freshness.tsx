/** How recent the data is, and the button that refreshes it. */
import { useLocale, type Locale } from '@/i18n/locale'
import controls from './controls.module.css'
import { Icon } from './Icon'
import { useNow } from './useNow'

/** How long ago something was, in ever larger units. */
export function agoOf(seconds: number, t: Locale['t']): string {
  if (seconds < 5) return t.page.justNow
  if (seconds < 60) return t.page.secondsAgo(Math.floor(seconds))
  if (seconds < 3600) return t.page.minutesAgo(Math.floor(seconds / 60))
  return t.page.hoursAgo(Math.floor(seconds / 3600))
}

/** When the server last confirmed the data on the page. Keeps counting. */
export function Freshness({ updatedAt, isCurrent }: { updatedAt: number; isCurrent: boolean }) {
  const { t, f } = useLocale()
  const now = useNow(1000)
  if (!updatedAt) return null
  const dated = t.page.asOf(f.moment(updatedAt))
  // On paper, the exact time is printed.
  return (
    <time dateTime={new Date(updatedAt).toISOString()}>
      <span className={controls.onScreen}>
        {isCurrent ? t.page.upToDate(agoOf((now - updatedAt) / 1000, t)) : dated}
      </span>
      <span className={controls.onPaper}>{dated}</span>
    </time>
  )
}

/** How old the copy of the records is, where they are kept elsewhere and mirrored. Keeps counting. */
export function MirrorAge({ mirroredOn }: { mirroredOn: string }) {
  const { t, f } = useLocale()
  const now = useNow(60_000)
  const seconds = Math.max(0, (now - Date.parse(mirroredOn)) / 1000)
  return (
    <time dateTime={mirroredOn} title={t.page.mirroredTip(f.moment(mirroredOn))}>
      {t.page.mirrored(agoOf(seconds, t))}
    </time>
  )
}

/** Refreshes the data. */
export function RefreshButton({ isBusy, refresh }: { isBusy: boolean; refresh: () => void }) {
  const { t } = useLocale()
  const label = isBusy ? t.page.refreshing : t.page.refresh
  return (
    <button
      type="button"
      className={`${controls.plain} ${controls.icon}`}
      aria-label={label}
      title={label}
      onClick={refresh}
    >
      <Icon name="refresh" />
    </button>
  )
}
