/** Who is here now, and checking in and out. */
import { useState } from 'react'
import { Link } from 'wouter'
import { isUsable, passOf } from '@/console/belongings'
import { useConsole, type Location } from '@/console/ConsoleContext'
import { PersonPicker } from '@/console/Picker'
import { isConflict, useSave, useSaveError } from '@/console/saving'
import type { FoundPerson, Item, Page } from '@/console/server'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { Banner } from '@/ui/Notice'
import { usePassesOf } from './passes'
import styles from './TodayPage.module.css'

const MANUAL = 1

/** The section. */
export function Here({ location, checkins, now }: { location: Location; checkins: Page; now: number }) {
  const { c, may } = useConsole()
  const saving = useSave()
  const failure = useSaveError(saving.error)
  const [note, setNote] = useState('')
  const here = checkins.Records
  const passes = usePassesOf(here)
  const checkIn = (person: FoundPerson) => {
    if (here.some((one) => one.CoworkerId === person.Id)) {
      setNote(c.today.alreadyHere(person.FullName))
      return
    }
    setNote('')
    const values = {
      ...{ BusinessId: location.id, CoworkerId: person.Id, Source: MANUAL },
      FromTime: new Date().toISOString(),
    }
    saving
      .save([{ Entity: 'checkins', Do: 'create', Values: values }], c.today.checkedIn(person.FullName))
      .catch(() => undefined)
  }
  const checkOut = (item: Item, name: string) => {
    const end = { ToTime: new Date().toISOString() }
    // Another desk may have checked them out in the meantime.
    saving
      .alter('checkins', item.Id, (now) => (now.ToTime === null ? end : null), c.today.checkedOut(name))
      .catch(() => undefined)
  }
  const usePass = (item: Item, pass: Item, name: string) => {
    const used = { Used: true, UsedDate: new Date().toISOString() }
    const noted = {
      Entity: 'checkins',
      Do: 'edit' as const,
      Id: item.Id,
      Values: { CoworkerTimePassGuid: pass.UniqueId },
    }
    // Another desk may have used it in the meantime.
    saving
      .alter(
        'coworkertimepasses',
        pass.Id,
        (now) => (now.Used === true ? null : used),
        c.act.afterUsed(`${name}: ${passOf(pass).name}`),
        [noted],
      )
      .catch(() => undefined)
  }
  return (
    <section className={styles.part} aria-labelledby="who-is-here">
      <h2 id="who-is-here">{c.today.here(checkins.TotalItems)}</h2>
      {may('checkins', 'Create') && may('coworkers', 'List') && (
        <PersonPicker label={c.today.checkIn} hint={c.today.checkInHint} takesFocus onChoose={checkIn} />
      )}
      {(failure ?? isConflict(saving.error)) && <Banner kind="error">{failure ?? c.form.conflict}</Banner>}
      {note && <Banner kind="note">{note}</Banner>}
      {here.length === 0 && <p className={styles.quiet}>{c.today.nobody}</p>}
      <ul className={styles.people}>
        {here.map((item) => {
          const usable = (passes?.get(Number(item.CoworkerId)) ?? []).filter((pass) => {
            const one = passOf(pass)
            return one.kind === 'dayPass' && isUsable(one, now)
          })
          return (
            <HereRow
              key={item.Id}
              item={item}
              passes={item.CoworkerTimePassGuid === null ? usable : []}
              isBusy={saving.isBusy}
              onCheckOut={checkOut}
              onPass={usePass}
            />
          )
        })}
      </ul>
    </section>
  )
}

interface HereRowProps {
  item: Item
  passes: readonly Item[]
  isBusy: boolean
  onCheckOut: (item: Item, name: string) => void
  onPass: (item: Item, pass: Item, name: string) => void
}

function HereRow({ item, passes, isBusy, onCheckOut, onPass }: HereRowProps) {
  const { c, may } = useConsole()
  const { f } = useLocale()
  const name = typeof item.CoworkerFullName === 'string' ? item.CoworkerFullName : c.today.unknownPerson
  return (
    <li className={styles.person}>
      <span className={styles.name}>
        {typeof item.CoworkerId === 'number' && may('coworkers', 'Read') ? (
          <Link className={controls.link} to={`/people/${item.CoworkerId}`}>
            {name}
          </Link>
        ) : (
          name
        )}
        <small>{c.today.since(f.moment(item.FromTime as string))}</small>
      </span>
      {passes.length > 0 && may('coworkertimepasses', 'Edit') && may('checkins', 'Edit') && (
        <select
          className={controls.select}
          aria-label={`${c.act.useNow}: ${name}`}
          value=""
          disabled={isBusy}
          onChange={(event) => {
            const pass = passes.find((one) => String(one.Id) === event.target.value)
            if (pass) onPass(item, pass, name)
          }}
        >
          <option value="">{c.act.noPass}</option>
          {passes.map((one) => (
            <option key={one.Id} value={one.Id}>
              {passOf(one).name}
            </option>
          ))}
        </select>
      )}
      {may('checkins', 'Edit') && (
        <button
          type="button"
          className={controls.button}
          aria-label={c.today.checkOutOf(name)}
          disabled={isBusy}
          onClick={() => onCheckOut(item, name)}
        >
          {c.today.checkOut}
        </button>
      )}
    </li>
  )
}
