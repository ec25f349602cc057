/** A booking with what goes with it: chosen, previewed, and written together. */
import { useQuery } from '@tanstack/react-query'
import { useId, useState, type SubmitEvent } from 'react'
import { useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { Banner } from '@/ui/Notice'
import { SidePanel } from '@/ui/SidePanel'
import { isUsable, useBelongings, type Belonging } from '../belongings'
import { useConsole, type Location } from '../ConsoleContext'
import { PersonPicker } from '../Picker'
import { fieldErrors, isConflict, useSave, useSaveError } from '../saving'
import { listOptions, recordOptions } from '../server'
import { instantOf, wallClock } from '../zoned'
import { useResources } from '../zones'
import styles from './acts.module.css'
import { ConsequenceChoice, type Choice } from './ConsequenceChoice'
import { changesFor, usedOf, type Consequence } from './consequences'

/** The person that an action is for. */
export interface Whom {
  readonly id: number
  readonly name: string
}

interface BookPanelProps {
  person?: Whom | undefined
  resourceId?: number | undefined
  /** The location whose resources come first. */
  locationId?: number | undefined
  /** The day that is booked first, like `2026-11-18`. */
  day?: string | undefined
  onClose: () => void
}

const MINUTE = 60_000
const NOTHING: Choice = { key: 'nothing', amount: '', description: '' }

/** The panel. */
export function BookPanel({ person, resourceId, locationId, day, onClose }: BookPanelProps) {
  const { c, locations, entity } = useConsole()
  const { f } = useLocale()
  const client = useClient()
  const id = useId()
  const all = useResources().data?.Records ?? []
  // Those of the location at hand first.
  const resources = all.toSorted(
    (one, other) => Number(other.BusinessId === locationId) - Number(one.BusinessId === locationId),
  )
  const [whom, setWhom] = useState<Whom | null>(person ?? null)
  const [chosen, setResource] = useState<number | null>(resourceId ?? null)
  const resource = chosen ?? resources[0]?.Id ?? 0
  const location: Location | undefined =
    locations.find((one) => one.id === Number(resources.find((one) => one.Id === resource)?.BusinessId)) ?? locations[0]
  const zone = location?.zone ?? 'UTC'
  const now = useState(() => Date.now())[0]
  const [on, setOn] = useState(day ?? wallClock(now, zone).slice(0, 10))
  const hour = Number(wallClock(now, zone).slice(11, 13))
  const [from, setFrom] = useState(`${String(Math.min(hour + 1, 22)).padStart(2, '0')}:00`)
  const [to, setTo] = useState(`${String(Math.min(hour + 2, 23)).padStart(2, '0')}:00`)
  const [choice, setChoice] = useState<Choice>(NOTHING)
  const belongings = useBelongings(whom?.id ?? null)
  const start = instantOf(`${on}T${from}`, zone)
  const end = instantOf(`${on}T${to}`, zone)
  const minutes = start && end ? (Date.parse(end) - Date.parse(start)) / MINUTE : 0
  // Money of another currency, or for events alone, pays for nothing here.
  const isOurs = (one: Belonging) =>
    one.kind !== 'money' ||
    (one.item.CaneBeUsedForBookings !== false &&
      locations.find((place) => place.id === one.businessId)?.currency === location?.currency)
  const usable = (belongings ?? []).filter(
    (one) => one.kind !== 'other' && isOurs(one) && start && isUsable(one, Date.parse(start)),
  )
  const used = usable.find((one) => `${one.plural}-${one.item.Id}` === choice.key)
  const amount = Number(choice.amount.replace(',', '.')) || 0
  const version = useQuery({
    ...recordOptions(client, entity(used?.plural ?? 'bookings'), used?.item.Id ?? 0),
    enabled: used !== undefined,
  }).data?.version
  const others = useQuery({
    ...listOptions(client, entity('bookings'), {
      Booking_Resource: resource,
      from_Booking_ToTime: start && new Date(Date.parse(start) + 1).toISOString(),
      to_Booking_FromTime: end && new Date(Date.parse(end) - 1).toISOString(),
      size: 5,
    }),
    enabled: minutes > 0 && resource > 0,
  }).data?.Records
  const saving = useSave()
  const failure = useSaveError(saving.error)
  const need = used ? usedOf(used, minutes, amount) : 0
  const isEnough = !used || (need > 0 && need <= used.left)
  const isReady = whom && minutes > 0 && isEnough && (!used || version) && (choice.key !== 'charge' || amount > 0)

  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (!isReady || !start || !end || !location) return
    const consequence: Consequence = used
      ? { kind: 'use', of: used, amount: need, version }
      : choice.key === 'charge'
        ? { kind: 'charge', amount, description: choice.description, businessId: location.id }
        : { kind: 'nothing' }
    const values = { ResourceId: resource, CoworkerId: whom.id, FromTime: start, ToTime: end }
    saving
      .save(
        [{ Entity: 'bookings', Do: 'create', Values: values }, ...changesFor(consequence, whom.id, start)],
        c.act.bookedFor(whom.name),
      )
      .then(onClose, () => undefined)
  }
  const errors = fieldErrors(saving.error)
  return (
    <SidePanel title={c.act.book} over={whom?.name} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        {failure && <Banner kind="error">{[failure, ...errors.values()].join(' ')}</Banner>}
        {isConflict(saving.error) && <Banner kind="error">{c.form.conflict}</Banner>}
        {whom ? (
          !person && (
            <button type="button" className={controls.button} onClick={() => setWhom(null)}>
              {whom.name}
            </button>
          )
        ) : (
          <PersonPicker
            label={c.palette.person}
            takesFocus
            onChoose={(one) => {
              setWhom({ id: one.Id, name: one.FullName })
              setChoice(NOTHING)
            }}
          />
        )}
        <label className={styles.field} htmlFor={`${id}-resource`}>
          {c.act.resource}
          <select
            id={`${id}-resource`}
            className={controls.select}
            value={resource}
            onChange={(event) => setResource(Number(event.target.value))}
          >
            {resources.map((one) => (
              <option key={one.Id} value={one.Id}>
                {[one.Name, locations.length > 1 ? one.BusinessName : null].filter(Boolean).join(' · ')}
              </option>
            ))}
          </select>
        </label>
        <div className={styles.times}>
          <Time label={c.act.day} type="date" value={on} onValue={setOn} />
          <Time label={c.act.from} type="time" value={from} onValue={setFrom} />
          <Time label={c.act.to} type="time" value={to} onValue={setTo} />
        </div>
        <p className={styles.quiet}>{c.form.zone(zone)}</p>
        {minutes <= 0 && <Banner kind="error">{c.act.endsBefore}</Banner>}
        {others?.map((one) => (
          <Banner key={one.Id} kind="note">
            {c.act.taken(
              typeof one.CoworkerFullName === 'string' ? one.CoworkerFullName : c.today.unknownPerson,
              wallClock(one.FromTime as string, zone).slice(11),
              wallClock(one.ToTime as string, zone).slice(11),
            )}
          </Banner>
        ))}
        {whom && location && (
          <ConsequenceChoice
            usable={usable}
            minutes={Math.max(minutes, 0)}
            currency={location.currency}
            choice={choice}
            onChoice={setChoice}
          />
        )}
        {used && need > used.left && (
          <Banner kind="error">
            {c.act.notEnough(
              used.kind === 'money' ? f.money(used.left, location?.currency ?? null) : f.duration(used.left),
            )}
          </Banner>
        )}
        <button type="submit" className={controls.primary} disabled={!isReady || saving.isBusy}>
          {saving.isBusy ? c.actions.saving : c.today.book}
        </button>
      </form>
    </SidePanel>
  )
}

interface TimeProps {
  label: string
  type: 'date' | 'time'
  value: string
  onValue: (value: string) => void
}

function Time({ label, type, value, onValue }: TimeProps) {
  return (
    <label className={styles.field}>
      {label}
      <input
        className={controls.field}
        type={type}
        value={value}
        required
        onChange={(event) => onValue(event.target.value)}
      />
    </label>
  )
}
