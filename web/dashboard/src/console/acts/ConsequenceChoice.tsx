/** What goes with a booking: an explicit choice, with what is left afterwards. */
import { useId } from 'react'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import type { Belonging } from '../belongings'
import { useConsole } from '../ConsoleContext'
import styles from './acts.module.css'
import { usedOf } from './consequences'

/** What was chosen: the key of an option, with the amount and the description that were typed. */
export interface Choice {
  readonly key: string
  readonly amount: string
  readonly description: string
}

interface ConsequenceChoiceProps {
  usable: readonly Belonging[]
  minutes: number
  currency: string
  choice: Choice
  onChoice: (choice: Choice) => void
}

/** The options, and the preview of what is chosen. */
export function ConsequenceChoice({ usable, minutes, currency, choice, onChoice }: ConsequenceChoiceProps) {
  const { c, may } = useConsole()
  const { f } = useLocale()
  const name = useId()
  const left = (one: Belonging) =>
    one.kind === 'money'
      ? f.money(one.left, currency)
      : one.kind === 'dayPass'
        ? c.people.dayPass
        : f.duration(one.left)
  const label = (one: Belonging) => {
    if (one.kind === 'money') return c.act.useMoney(one.name, left(one))
    return one.kind === 'time' ? c.act.useTime(one.name, left(one)) : c.act.usePass(one.name, left(one))
  }
  const options = [
    { key: 'nothing', label: c.act.nothing },
    ...usable
      .filter((one) => may(one.plural, 'Edit'))
      .map((one) => ({ key: `${one.plural}-${one.item.Id}`, label: label(one) })),
    ...(may('charges', 'Create') ? [{ key: 'charge', label: c.act.charge }] : []),
  ]
  const used = usable.find((one) => `${one.plural}-${one.item.Id}` === choice.key)
  const amount = Number(choice.amount.replace(',', '.')) || 0
  const rest = used ? Math.max(0, used.left - usedOf(used, minutes, amount)) : 0
  const after = !used
    ? null
    : used.kind === 'dayPass'
      ? c.act.afterUsed(used.name)
      : c.act.afterLeft(used.name, left(used), used.kind === 'money' ? f.money(rest, currency) : f.duration(rest))
  return (
    <fieldset className={styles.group}>
      <legend>{c.act.consequences}</legend>
      <p className={styles.quiet}>{c.act.consequencesText}</p>
      {options.map((one) => (
        <label key={one.key} className={controls.check}>
          <input
            type="radio"
            name={name}
            checked={choice.key === one.key}
            onChange={() => onChoice({ ...choice, key: one.key })}
          />
          {one.label}
        </label>
      ))}
      {(choice.key === 'charge' || used?.kind === 'money') && (
        <label className={styles.field}>
          {`${c.act.amount} (${currency})`}
          <input
            className={controls.field}
            inputMode="decimal"
            value={choice.amount}
            required
            onChange={(event) => onChoice({ ...choice, amount: event.target.value })}
          />
        </label>
      )}
      {choice.key === 'charge' && (
        <label className={styles.field}>
          {c.act.description}
          <input
            className={controls.field}
            value={choice.description}
            onChange={(event) => onChoice({ ...choice, description: event.target.value })}
          />
        </label>
      )}
      <div className={styles.preview} role="status">
        <strong>{c.act.preview}</strong>
        <span>{c.act.afterBooked(f.duration(minutes))}</span>
        {after && <span>{after}</span>}
        {choice.key === 'charge' && <span>{c.act.afterCharge(f.money(amount, currency))}</span>}
      </div>
    </fieldset>
  )
}
