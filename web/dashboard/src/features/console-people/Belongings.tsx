import { MINUTES, type Belonging } from '@/console/belongings'
import { useConsole } from '@/console/ConsoleContext'
import { useLocale } from '@/i18n/locale'
import { Notice } from '@/ui/Notice'
import { useNow } from '@/ui/useNow'
import styles from './People.module.css'

const MINUTE = 60_000

/** A person's passes, time credit and money credit; usable ones first. */
export function Belongings({ belongings }: { belongings: readonly Belonging[] | null }) {
  const { c, entity, locations } = useConsole()
  const { t, f } = useLocale()
  const now = useNow(MINUTE)
  const isOver = (one: Belonging) => one.left <= 0 || (one.expires !== null && Date.parse(one.expires) <= now)
  const amount = (one: Belonging, value: number) => {
    if (one.kind === 'money') {
      const currency = locations.find((place) => place.id === one.item.BusinessId)?.currency ?? null
      return f.money(value, currency)
    }
    if (one.kind === 'other') {
      const unit = entity('coworkerextraservices')
        .Fields.find((field) => field.Name === 'ChargePeriod')
        ?.Choices.find((choice) => choice.Value === one.item.ChargePeriod && choice.Value !== MINUTES)
      return `${f.number(value)} ${unit?.Label.toLocaleLowerCase() ?? ''}`
    }
    return one.kind === 'dayPass' ? c.people.dayPass : f.duration(value)
  }
  const ends = (one: Belonging) => {
    if (one.left <= 0) return c.people.usedUp
    if (one.expires === null) return c.people.never
    const day = f.date(f.dayOf(one.expires))
    return isOver(one) ? c.people.expired(day) : c.people.expires(day)
  }
  return (
    <section className={styles.part} aria-labelledby="belongings">
      <h2 id="belongings">{c.people.credits}</h2>
      {belongings === null ? (
        <Notice kind="loading" title={t.app.loading} />
      ) : belongings.length === 0 ? (
        <p className={styles.quiet}>{c.people.noCredits}</p>
      ) : (
        <ul className={styles.lines}>
          {belongings
            .toSorted((one, other) => Number(isOver(one)) - Number(isOver(other)))
            .slice(0, 20)
            .map((one) => (
              <li key={`${one.plural} ${one.item.Id}`} data-gone={isOver(one)}>
                <span>{one.name}</span>
                <span>
                  {[one.left > 0 && c.people.left(amount(one, one.left), amount(one, one.total)), ends(one)]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </li>
            ))}
        </ul>
      )}
    </section>
  )
}
