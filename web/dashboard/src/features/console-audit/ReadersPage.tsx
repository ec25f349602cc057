/** Who looked at whose figures and personal data, when and from where. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useConsole } from '@/console/ConsoleContext'
import { PersonPicker } from '@/console/Picker'
import { Screen } from '@/console/Screen'
import { LocaleProvider, useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import styles from './Audit.module.css'
import { Days } from './Days'
import { useFilters, type Filters } from './filters'
import { readersOptions, useCallName, useReaderName, type ReaderEntries, type ReaderEntry } from './readers'

const SIZE = 50
const AFTER = 'after'
const FILTERS = ['person', 'reader', 'since', 'until'] as const

/** The screen; its filters are in the address. */
export function ReadersPage() {
  const { c } = useConsole()
  const { language, t } = useLocale()
  const filters = useFilters(AFTER)
  const { said, from, to, zone } = filters
  const query = { coworkerId: said('person') || null, reader: said('reader').trim() || null, from, to }
  const found = useQuery({
    ...readersOptions(useClient(), { size: SIZE, ...query, after: said(AFTER) || null }),
    placeholderData: keepPreviousData,
  })
  const { data } = found
  return (
    <LocaleProvider language={language} zone={zone}>
      <Screen title={c.readers.title} over={<Link to="/audit">{c.audit.title}</Link>}>
        <FilterFields filters={filters} found={data} />
        {found.isError && !data ? (
          <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
        ) : !data ? (
          <Notice kind="loading" title={t.app.loading} />
        ) : data.Entries.length === 0 ? (
          <None isRecorded={data.IsRecorded} isFiltered={FILTERS.some((name) => said(name) !== '')} />
        ) : (
          <>
            {!data.IsRecorded && <Banner kind="note">{c.readers.offNow}</Banner>}
            <Entries entries={data.Entries} showPerson={(id) => filters.turn('person', String(id))} />
            <Paging filters={filters} next={data.Next} />
          </>
        )}
      </Screen>
    </LocaleProvider>
  )
}

/** The fields by which entries are found; a person is searched by name, and kept by ID. */
function FilterFields({ filters, found }: { filters: Filters; found: ReaderEntries | undefined }) {
  const { c, may } = useConsole()
  const { said, set } = filters
  const person = said('person')
  const people = found?.Entries.flatMap(({ People }) => People) ?? []
  return (
    <div className={styles.filters}>
      {person !== '' ? (
        <p className={styles.chosen}>
          <span>{c.readers.person}</span>
          <button type="button" className={controls.button} onClick={() => set('person', '')}>
            {people.find(({ Id }) => String(Id) === person)?.FullName ?? `ID ${person}`}
            <span aria-hidden="true"> ×</span>
            <span className={controls.hidden}> {c.actions.clear}</span>
          </button>
        </p>
      ) : (
        may('coworkers', 'List') && (
          <PersonPicker label={c.readers.person} onChoose={({ Id }) => set('person', String(Id))} />
        )
      )}
      <label>
        {c.readers.reader}
        <input
          className={controls.field}
          value={said('reader')}
          onChange={(event) => set('reader', event.target.value)}
        />
      </label>
      <Days said={said} set={set} />
    </div>
  )
}

/** Why there are no entries. */
function None({ isRecorded, isFiltered }: { isRecorded: boolean; isFiltered: boolean }) {
  const { c } = useConsole()
  if (!isRecorded) return <Notice kind="empty" title={c.readers.off} text={c.readers.offText} />
  if (isFiltered) return <Notice kind="empty" title={c.readers.noMatch} />
  return <Notice kind="empty" title={c.readers.none} text={c.readers.noneText} />
}

function Paging({ filters, next }: { filters: Filters; next: string | null }) {
  const { c } = useConsole()
  const isFirst = filters.said(AFTER) === ''
  if (isFirst && next === null) return null
  return (
    <div className={styles.paging}>
      <button type="button" className={controls.button} disabled={isFirst} onClick={() => filters.turn(AFTER, '')}>
        {c.readers.newest}
      </button>
      <button
        type="button"
        className={controls.button}
        disabled={next === null}
        onClick={() => filters.turn(AFTER, next ?? '')}
      >
        {c.readers.older}
      </button>
    </div>
  )
}

interface EntriesProps {
  entries: readonly ReaderEntry[]
  showPerson: (id: number) => void
}

function Entries({ entries, showPerson }: EntriesProps) {
  const { c } = useConsole()
  const { f } = useLocale()
  const callName = useCallName()
  const readerName = useReaderName()
  return (
    <ul className={styles.entries}>
      {entries.map((one) => (
        <li key={one.Id} className={styles.entry}>
          <p className={styles.head}>
            <strong>{f.moment(one.ReadOn)}</strong>
            {one.LastReadOn !== one.ReadOn && (
              <span className={styles.quiet}>{c.readers.until(f.time(one.LastReadOn))}</span>
            )}
            <span>{readerName(one)}</span>
            {one.Address !== null && <span className={styles.quiet}>{one.Address}</span>}
          </p>
          <p className={styles.head}>
            <span>{callName(one.Call)}</span>
            <Whose entry={one} showPerson={showPerson} />
          </p>
        </li>
      ))}
    </ul>
  )
}

/** The team and the people whose data was shown; each name shows what else was read about the person. */
function Whose({ entry, showPerson }: { entry: ReaderEntry; showPerson: (id: number) => void }) {
  const { c, may } = useConsole()
  const { People, PeopleCount, TeamId, TeamName } = entry
  const team = TeamId === null ? null : (TeamName ?? `ID ${TeamId}`)
  const more = PeopleCount - People.length
  if (team === null && PeopleCount === 0) return <span className={styles.quiet}>{c.readers.noNames}</span>
  return (
    <>
      {team !== null &&
        (may('teams', 'Read') ? <Link to={`/teams/${String(TeamId)}`}>{team}</Link> : <span>{team}</span>)}
      {People.map(({ Id, FullName }) => {
        const name = FullName ?? `ID ${Id}`
        return (
          <button
            key={Id}
            type="button"
            className={controls.link}
            aria-label={c.readers.onePerson(name)}
            onClick={() => showPerson(Id)}
          >
            {name}
          </button>
        )
      })}
      {more > 0 && <span className={styles.quiet}>+ {c.readers.more(more)}</span>}
    </>
  )
}
