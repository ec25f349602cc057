/** Sells a product or a pass, or grants credit: one form, since all of them are a thing, an amount and an end. */
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode, type SubmitEvent } from 'react'
import { useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { Banner } from '@/ui/Notice'
import { useConsole } from '../ConsoleContext'
import { fieldErrors, useSave, useSaveError } from '../saving'
import { listOptions, type Item } from '../server'
import { startOf } from '../zoned'
import styles from './acts.module.css'
import type { Whom } from './BookPanel'
import { recordsOf, type Sale } from './sales'

const LOOKED_AT = 200

interface SellFormProps {
  act: 'product' | 'pass' | 'credit'
  whom: Whom
  onClose: () => void
}

/** A thing that has been sold before. */
interface Known {
  readonly id: number
  readonly name: string
  readonly price: number | null
  readonly minutes: number | null
}

/** The form. */
export function SellForm({ act, whom, onClose }: SellFormProps) {
  const { c, locations } = useConsole()
  const { f } = useLocale()
  const known = useKnown(act)
  const [said, setSaid] = useState({
    known: '',
    name: '',
    quantity: '1',
    price: '',
    minutes: '',
    expires: '',
    how: 'money',
  })
  const [place, setPlace] = useState(locations[0]?.id ?? 0)
  const saving = useSave()
  const failure = useSaveError(saving.error)
  const location = locations.find((one) => one.id === place) ?? locations[0]
  const chosen = known.find((one) => String(one.id) === said.known)
  const set = (name: keyof typeof said) => (value: string) => setSaid({ ...said, [name]: value })
  const choose = (value: string) => {
    const found = known.find((one) => String(one.id) === value)
    setSaid({
      ...said,
      known: value,
      name: '',
      price: found?.price === null || found === undefined ? '' : String(found.price),
      minutes: found?.minutes === null || found === undefined ? '' : String(found.minutes),
    })
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (!location) return
    const sale: Sale = {
      act: act === 'credit' ? (said.how === 'money' ? 'money' : 'time') : act,
      coworkerId: whom.id,
      businessId: location.id,
      id: chosen?.id ?? Date.now(),
      name: chosen?.name ?? said.name.trim(),
      ...{ quantity: said.quantity, price: said.price, minutes: said.minutes },
      expires: said.expires ? startOf(said.expires, location.zone) : null,
      at: new Date().toISOString(),
    }
    const text = act === 'credit' ? c.act.granted(sale.name, whom.name) : c.act.sold(sale.name, whom.name)
    saving.save([recordsOf(sale)], text).then(onClose, () => undefined)
  }
  const errors = fieldErrors(saving.error)
  const currency = location?.currency ?? ''
  const isTime = act === 'credit' && said.how === 'time'
  return (
    <form className={styles.form} onSubmit={submit}>
      {failure && <Banner kind="error">{[failure, ...errors.values()].join(' ')}</Banner>}
      {act === 'credit' && (
        <Labelled label={c.act.how}>
          <select className={controls.select} value={said.how} onChange={(event) => set('how')(event.target.value)}>
            <option value="money">{c.act.money}</option>
            <option value="time">{c.act.time}</option>
          </select>
        </Labelled>
      )}
      {act !== 'credit' && (
        <Labelled label={act === 'product' ? c.act.product : c.act.pass}>
          <select className={controls.select} value={said.known} onChange={(event) => choose(event.target.value)}>
            <option value="">{c.act.newKind}</option>
            {known.map((one) => (
              <option key={one.id} value={one.id}>
                {one.price === null ? one.name : `${one.name} · ${f.money(one.price, currency)}`}
              </option>
            ))}
          </select>
        </Labelled>
      )}
      {!chosen && <Text label={c.act.nameOfIt} value={said.name} onValue={set('name')} isRequired />}
      {act === 'product' && (
        <Text label={c.act.quantity} value={said.quantity} onValue={set('quantity')} isRequired mode="numeric" />
      )}
      {act === 'pass' && <Text label={c.act.minutes} value={said.minutes} onValue={set('minutes')} mode="numeric" />}
      <Text
        label={isTime ? c.act.hours : `${act === 'credit' ? c.act.amount : c.act.price} (${currency})`}
        value={said.price}
        onValue={set('price')}
        isRequired={act === 'credit'}
        mode="decimal"
      />
      {act !== 'product' && <Text label={c.act.expiresOn} value={said.expires} onValue={set('expires')} type="date" />}
      {locations.length > 1 && (
        <Labelled label={c.act.location}>
          <select className={controls.select} value={place} onChange={(event) => setPlace(Number(event.target.value))}>
            {locations.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </Labelled>
      )}
      <button type="submit" className={controls.primary} disabled={saving.isBusy || !location}>
        {saving.isBusy ? c.actions.saving : c.actions.save}
      </button>
    </form>
  )
}

function useKnown(act: SellFormProps['act']): readonly Known[] {
  const { entity, may } = useConsole()
  const plural = act === 'product' ? 'coworkerproducts' : 'coworkertimepasses'
  const found = useQuery({
    ...listOptions(useClient(), entity(plural), { size: LOOKED_AT, orderBy: 'Id', dir: 'desc' }),
    enabled: act !== 'credit' && may(plural, 'List'),
  })
  const byId = new Map<number, Known>()
  for (const one of found.data?.Records ?? []) {
    const sold = act === 'product' ? knownOf(one, 'Product') : knownOf(one, 'TimePass')
    if (sold && !byId.has(sold.id)) byId.set(sold.id, sold)
  }
  return [...byId.values()].toSorted((one, other) => one.name.localeCompare(other.name))
}

function knownOf(item: Item, kind: 'Product' | 'TimePass'): Known | null {
  const name = item[`${kind}Name`]
  if (typeof name !== 'string' || name === '') return null
  const minutes = kind === 'TimePass' && typeof item.TotalUses === 'number' ? item.TotalUses : null
  return { id: Number(item[`${kind}Id`]), name, price: typeof item.Price === 'number' ? item.Price : null, minutes }
}

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className={styles.field}>
      {label}
      {children}
    </label>
  )
}

interface TextProps {
  label: string
  value: string
  onValue: (value: string) => void
  isRequired?: boolean
  mode?: 'numeric' | 'decimal'
  type?: 'text' | 'date'
}

function Text({ label, value, onValue, isRequired = false, mode, type = 'text' }: TextProps) {
  return (
    <label className={styles.field}>
      {label}
      <input
        className={controls.field}
        type={type}
        inputMode={mode}
        value={value}
        required={isRequired}
        autoComplete="off"
        onChange={(event) => onValue(event.target.value)}
      />
    </label>
  )
}
