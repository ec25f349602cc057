/** Which day the page shows, and which month it is compared with; and the band that says so. */
import { useId } from 'react'
import { isDay, monthOf, monthsEarlier } from '@/format/days'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { Icon } from '@/ui/Icon'
import styles from './MomentChoice.module.css'
import type { ShownMoment } from './useMoment'
import type { TeamView } from './view'

/** The months that a page can be compared with. */
const MONTHS = 12
const EARLIEST = '2000-01-01'

interface MomentProps {
  view: TeamView
  onViewChange: (view: TeamView) => void
  /** The present day where the team is. */
  today: string
}

/** The two choices in the head. */
export function MomentChoice({ view, onViewChange, today }: MomentProps) {
  const { t, f } = useLocale()
  const id = useId()
  const shown = view.on ?? today
  const months = Array.from({ length: MONTHS }, (_, index) => monthOf(monthsEarlier(shown, index + 1)))
  return (
    <p className={styles.choice}>
      <span className={styles.pair}>
        <label htmlFor={`${id}on`}>{t.moment.label}</label>
        <input
          id={`${id}on`}
          className={controls.field}
          type="date"
          min={EARLIEST}
          max={today}
          required
          value={shown}
          onChange={({ target }) => {
            if (!target.validity.valid || !isDay(target.value)) return
            onViewChange({ ...view, on: target.value === today ? null : target.value })
          }}
        />
      </span>
      <span className={styles.pair}>
        <label htmlFor={`${id}vs`}>{t.moment.compare}</label>
        <select
          id={`${id}vs`}
          className={controls.select}
          value={view.vs ? monthOf(view.vs) : ''}
          onChange={({ target }) => onViewChange({ ...view, vs: target.value || null })}
        >
          <option value="">{t.moment.lastMonth}</option>
          {months.map((month) => (
            <option key={month} value={month}>
              {f.month(month)}
            </option>
          ))}
          {view.vs && !months.includes(monthOf(view.vs)) && (
            <option value={monthOf(view.vs)}>{f.month(view.vs)}</option>
          )}
        </select>
      </span>
    </p>
  )
}

interface MomentBandProps extends Omit<MomentProps, 'today'> {
  shown: ShownMoment
}

/** Says that the page doesn't show the present, and leads back. */
export function MomentBand({ view, onViewChange, shown }: MomentBandProps) {
  const { t, f } = useLocale()
  if (!view.on) return null
  const day = f.date(view.on)
  return (
    <div className={styles.band} role="status">
      <Icon name="calendar" />
      <span>
        {shown.isExact ? t.moment.shown(day) : t.moment.calculated(day)}
        {shown.knownSince && ` ${t.moment.some(f.date(f.dayOf(shown.knownSince)))}`}
      </span>
      <button type="button" className={controls.button} onClick={() => onViewChange({ ...view, on: null })}>
        {t.moment.back}
      </button>
    </div>
  )
}
