/** A person: what they have and did, and what the desk does for them. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { ActPanel, type Act } from '@/console/acts/ActPanel'
import { BookPanel } from '@/console/acts/BookPanel'
import { useBelongings } from '@/console/belongings'
import { useConsole, type Location } from '@/console/ConsoleContext'
import { RecordHistory } from '@/console/RecordHistory'
import { useSave, useSaveError } from '@/console/saving'
import { Screen } from '@/console/Screen'
import { listOptions, recordOptions, type Item } from '@/console/server'
import { LocaleProvider, useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import { Confirmation } from '@/ui/Confirmation'
import controls from '@/ui/controls.module.css'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import { Belongings } from './Belongings'
import { Figures } from './Figures'
import styles from './People.module.css'
import { PersonAccount } from './PersonAccount'
import { PersonRecords } from './PersonRecords'
import { Teams, useTeamsOf } from './Teams'

/** The screen, once the person is there. */
export function PersonPage({ id }: { id: number }) {
  const { c, entity, locations } = useConsole()
  const { language, t } = useLocale()
  const found = useQuery({ ...recordOptions(useClient(), entity('coworkers'), id), refetchInterval: 30_000 })
  // For a person without a location, times are in the zone of the first one, which is shown next to them.
  const location =
    locations.find(
      (one) => Array.isArray(found.data?.item.Businesses) && found.data.item.Businesses.includes(one.id),
    ) ?? locations[0]
  if (!found.data) {
    return (
      <Screen title={c.palette.person}>
        {found.isError ? (
          <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
        ) : (
          <Notice kind="loading" title={t.app.loading} />
        )}
      </Screen>
    )
  }
  return (
    <LocaleProvider language={language} zone={location?.zone}>
      <Person person={found.data.item} location={location} />
    </LocaleProvider>
  )
}

function Person({ person, location }: { person: Item; location: Location | undefined }) {
  const { c, may, entity, operator } = useConsole()
  const { f } = useLocale()
  const [open, setOpen] = useState<Act | 'book' | null>(null)
  const belongings = useBelongings(person.Id)
  const teams = useTeamsOf(person)
  const name = String(person.FullName)
  const here = useQuery({
    ...listOptions(useClient(), entity('checkins'), { Checkin_Coworker: person.Id, Checkin_ToTime: 'null', size: 1 }),
    enabled: may('checkins', 'List'),
  }).data?.Records[0]
  const isActive = person.Active === true && person.Archived !== true
  return (
    <Screen title={name} over={<Link to="/people">{c.people.title}</Link>}>
      <p className={styles.about}>
        <span>{String(person.Email)}</span>
        {typeof person.CompanyName === 'string' && <span>{person.CompanyName}</span>}
        <Teams teams={teams} />
        <span>{here ? c.people.here(f.moment(here.FromTime as string)) : c.people.notHere}</span>
        {person.Archived === true && <span className={styles.tag}>{c.people.archived}</span>}
        {person.Active !== true && <span className={styles.tag}>{c.people.inactive}</span>}
      </p>
      <Acts
        person={person}
        teams={teams.map((one) => one.name).join(', ')}
        here={here ?? null}
        isActive={isActive}
        onOpen={setOpen}
      />
      <div className={styles.parts}>
        {operator.MayReadFigures && (
          <Figures id={person.Id} teams={person.Archived === true ? [] : teams} locationId={location?.id} />
        )}
        <Belongings belongings={belongings} />
        <PersonRecords id={person.Id} />
        {may('installation', 'List') && <PersonAccount id={person.Id} email={String(person.Email)} />}
        <section className={styles.part} aria-labelledby="history">
          <h2 id="history">{c.actions.history}</h2>
          <RecordHistory entity={entity('coworkers')} id={person.Id} location={location ?? null} most={5} />
        </section>
      </div>
      {open === 'book' && (
        <BookPanel person={{ id: person.Id, name }} locationId={location?.id} onClose={() => setOpen(null)} />
      )}
      {open !== null && open !== 'book' && (
        <ActPanel act={open} whom={{ id: person.Id, name }} onClose={() => setOpen(null)} />
      )}
    </Screen>
  )
}

interface ActsProps {
  person: Item
  /** The names of the person's teams; empty for none. */
  teams: string
  here: Item | null
  isActive: boolean
  onOpen: (act: Act | 'book') => void
}

function Acts({ person, teams, here, isActive, onOpen }: ActsProps) {
  const { c, may, locations } = useConsole()
  const saving = useSave()
  const failure = useSaveError(saving.error)
  const name = String(person.FullName)
  const acts = [
    { act: 'book', label: c.act.book, isAllowed: may('bookings', 'Create') && may('resources', 'List') },
    { act: 'product', label: c.act.sellProduct, isAllowed: may('coworkerproducts', 'Create') },
    { act: 'pass', label: c.act.sellPass, isAllowed: may('coworkertimepasses', 'Create') },
    { act: 'credit', label: c.act.grantCredit, isAllowed: may('coworkerbookingcredits', 'Create') },
    { act: 'team', label: c.act.addToTeam, isAllowed: may('teams', 'Edit', 'List', 'Read') },
  ] as const
  const archive = () => {
    const isArchived = person.Archived === true
    const text = isArchived ? c.act.unarchived(name) : c.act.archived(name)
    saving.alter('coworkers', person.Id, () => ({ Archived: !isArchived }), text).catch(() => undefined)
  }
  const checkIn = () => {
    const values = {
      BusinessId: locations[0]?.id,
      CoworkerId: person.Id,
      FromTime: new Date().toISOString(),
      Source: 1,
    }
    saving.save([{ Entity: 'checkins', Do: 'create', Values: values }], c.today.checkedIn(name)).catch(() => undefined)
  }
  const checkOut = (item: Item) => {
    const end = { ToTime: new Date().toISOString() }
    saving
      .alter('checkins', item.Id, (now) => (now.ToTime === null ? end : null), c.today.checkedOut(name))
      .catch(() => undefined)
  }
  return (
    <div className={styles.acts}>
      {failure && <Banner kind="error">{failure}</Banner>}
      {isActive && here && may('checkins', 'Edit', 'Read') && (
        <button type="button" className={controls.button} disabled={saving.isBusy} onClick={() => checkOut(here)}>
          {c.act.checkOut}
        </button>
      )}
      {isActive && !here && may('checkins', 'Create') && locations.length === 1 && (
        <button type="button" className={controls.button} disabled={saving.isBusy} onClick={checkIn}>
          {c.act.checkIn}
        </button>
      )}
      {isActive &&
        acts
          .filter((one) => one.isAllowed)
          .map((one) => (
            <button key={one.act} type="button" className={controls.button} onClick={() => onOpen(one.act)}>
              {one.label}
            </button>
          ))}
      {may('coworkers', 'Edit') && (
        <>
          <Link className={controls.button} to={`/records/coworkers?open=${person.Id}`}>
            {c.actions.edit}
          </Link>
          {person.Archived === true ? (
            <button type="button" className={controls.plain} disabled={saving.isBusy} onClick={archive}>
              {c.act.unarchive}
            </button>
          ) : (
            <Confirmation
              label={c.act.archive}
              title={c.act.archiveTitle(name)}
              text={c.act.archiveText(name, teams)}
              isBusy={saving.isBusy}
              act={archive}
            />
          )}
        </>
      )}
    </div>
  )
}
