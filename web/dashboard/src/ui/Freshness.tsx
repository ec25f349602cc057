/** How fresh what is shown is, and the button that looks again at once. */
import { useLocale, type Locale } from '@/i18n/locale'
import controls from './controls.module.css'
import { Icon } from './Icon'
import { useNow } from './useNow'

/** How long ago an instant was, in words that get coarser. */
export function agoOf(seconds: number, t: Locale['t']): string {
  if (seconds < 5) return t.page.justNow
  if (seconds < 60) return t.page.secondsAgo(Math.floor(seconds))
  if (seconds < 3600) return t.page.minutesAgo(Math.floor(seconds / 60))
  return t.page.hoursAgo(Math.floor(seconds / 3600))
}

/** When the server last said that what is shown holds; counts on by itself. */
export function Freshness({ updatedAt, isCurrent }: { updatedAt: number; isCurrent: boolean }) {
  const { t, f } = useLocale()
  const now = useNow(1000)
  if (!updatedAt) return null
  const dated = t.page.asOf(f.moment(updatedAt))
  // Paper gets old: it bears the moment itself.
  return (
    <time dateTime={new Date(updatedAt).toISOString()}>
      <span className={controls.onScreen}>
        {isCurrent ? t.page.upToDate(agoOf((now - updatedAt) / 1000, t)) : dated}
      </span>
      <span className={controls.onPaper}>{dated}</span>
    </time>
  )
}

/** Looks at the server again at once. */
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
