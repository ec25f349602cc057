/** Who changed what, when and from where. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useChannel } from '@/console/channels'
import { useConsole } from '@/console/ConsoleContext'
import { useShown } from '@/console/FieldValue'
import { SaveButtons } from '@/console/SaveButtons'
import { Screen } from '@/console/Screen'
import { listOptions, type FieldChange, type Item, type ListQuery } from '@/console/server'
import { written } from '@/console/written'
import { LocaleProvider, useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Icon } from '@/ui/Icon'
import { Notice } from '@/ui/Notice'
import styles from './Audit.module.css'
import { Days } from './Days'
import { useFilters } from './filters'

const TRAIL = { Path: '/api/sys/audittrailentries' }
const SIZE = 50
const TYPES = ['create', 'update', 'delete'] as const

/** The screen; its filters are in the address. */
export function AuditPage() {
  const { c, entities } = useConsole()
  const { language, t } = useLocale()
  const { said, set, from, to, zone } = useFilters('page')
  const page = Math.max(1, Number(said('page')) || 1)
  const filters = {
    AuditTrailEntry_EntityShortName: said('entity') || null,
    AuditTrailEntry_ActionBy: said('who') || null,
    AuditTrailEntry_EntityId: said('id') || null,
    from_AuditTrailEntry_CreatedOn: from,
    to_AuditTrailEntry_CreatedOn: to,
  }
  const found = useQuery({
    ...listOptions(useClient(), TRAIL, { page, size: SIZE, ...filters }),
    placeholderData: keepPreviousData,
  })
  return (
    <LocaleProvider language={language} zone={zone}>
      <Screen
        title={c.audit.title}
        actions={
          <>
            <Link className={controls.button} to="/audit/readers">
              {c.readers.title}
            </Link>
            {found.data && found.data.TotalItems > 0 && <SaveTrail filters={filters} />}
          </>
        }
      >
        <div className={styles.filters}>
          <label>
            {c.audit.entity}
            <select
              className={controls.select}
              value={said('entity')}
              onChange={(event) => set('entity', event.target.value)}
            >
              <option value="">{c.audit.any}</option>
              <optgroup label={c.audit.records}>
                {[...entities.values()].map((one) => (
                  <option key={one.Plural} value={one.Name}>
                    {one.LabelOfSeveral}
                  </option>
                ))}
              </optgroup>
              <optgroup label={c.audit.others}>
                {Object.entries(c.audit.subjects).map(([name, label]) => (
                  <option key={name} value={name}>
                    {label}
                  </option>
                ))}
              </optgroup>
            </select>
          </label>
          {(['who', 'id'] as const).map((name) => (
            <label key={name}>
              {name === 'who' ? c.audit.byWho : 'ID'}
              <input
                className={controls.field}
                value={said(name)}
                onChange={(event) => set(name, event.target.value)}
              />
            </label>
          ))}
          <Days said={said} set={set} />
        </div>
        {found.isError && !found.data ? (
          <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
        ) : !found.data ? (
          <Notice kind="loading" title={t.app.loading} />
        ) : found.data.TotalItems === 0 ? (
          <Notice kind="empty" title={c.audit.none} />
        ) : (
          <>
            <Entries entries={found.data.Records} />
            <div className={styles.paging}>
              <span role="status">
                {c.list.range(found.data.FirstItem, found.data.LastItem, String(found.data.TotalItems))}
              </span>
              {([-1, 1] as const).map((step) => (
                <button
                  key={step}
                  type="button"
                  className={`${controls.button ?? ''} ${controls.icon ?? ''}`}
                  aria-label={step < 0 ? c.list.previous : c.list.next}
                  disabled={step < 0 ? page <= 1 : page >= found.data.TotalPages}
                  onClick={() => set('page', String(page + step))}
                >
                  <Icon name={step < 0 ? 'chevronLeft' : 'chevronRight'} />
                </button>
              ))}
            </div>
          </>
        )}
      </Screen>
    </LocaleProvider>
  )
}

/** What reads an entry: the kind of record, what was done, and the fields that changed, in words. */
function useEntry() {
  const { c, entities } = useConsole()
  const shown = useShown()
  const subjects: Readonly<Record<string, string>> = c.audit.subjects
  const byName = new Map([...entities.values()].map((one) => [one.Name, one]))
  return (entry: Item) => {
    const name = String(entry.EntityShortName)
    const entity = byName.get(name)
    const changes = entry.Changes as readonly FieldChange[]
    return {
      entity,
      subject: entity?.Label ?? subjects[name] ?? name,
      // The entries of a view of a team say what was read, and none of them is a change.
      type: c.audit[name === 'TeamView' ? 'viewTypes' : 'types'][TYPES[Number(entry.AuditType) - 1] ?? 'update'],
      changes: changes.map(({ PropertyName, OldValue, NewValue }) => {
        const field = entity?.Fields.find(({ Name }) => Name === PropertyName)
        const [before = '', after = ''] = [OldValue, NewValue].map((value) =>
          value === null ? '' : field ? shown(field, value, null, null) : written(value),
        )
        return { name: PropertyName, label: field?.Label ?? PropertyName, isNamed: field !== undefined, before, after }
      }),
    }
  }
}

/** The buttons that save all entries that the filters find, with a row for each field that changed. */
function SaveTrail({ filters }: { filters: ListQuery }) {
  const { c } = useConsole()
  const { f } = useLocale()
  const channel = useChannel()
  const read = useEntry()
  const rowsOf = (one: Item) => {
    const { subject, type, changes } = read(one)
    const moment = String(one.CreatedOn)
    const first = [
      ...[`${f.date(f.dayOf(moment))}, ${f.time(moment)}`, String(one.ActionBy)],
      ...[channel(String(one.Door), one.KeyId !== null), typeof one.Address === 'string' ? one.Address : ''],
      ...[subject, Number(one.EntityId), type],
    ]
    if (changes.length === 0) return [[...first, '', '', '']]
    return changes.map(({ label, before, after }) => [...first, label, before, after])
  }
  return (
    <SaveButtons
      name={c.audit.title}
      list={TRAIL}
      query={filters}
      header={Object.values(c.audit.sheet)}
      rowsOf={rowsOf}
    />
  )
}

function Entries({ entries }: { entries: readonly Item[] }) {
  const { c, may } = useConsole()
  const { f } = useLocale()
  const channel = useChannel()
  const read = useEntry()
  return (
    <ul className={styles.entries}>
      {entries.map((one) => {
        const { entity, subject, type, changes } = read(one)
        const id = Number(one.EntityId)
        const what = id === 0 ? subject : c.audit.record(subject, id)
        return (
          <li key={one.Id} className={styles.entry}>
            <p className={styles.head}>
              <strong>{f.moment(one.CreatedOn as string)}</strong>
              <span>
                {entity && may(entity.Plural, 'Read') ? (
                  <Link to={`/records/${entity.Plural}?open=${id}`}>{what}</Link>
                ) : (
                  what
                )}{' '}
                {type}
              </span>
              <span className={styles.quiet}>
                {[one.ActionBy, channel(String(one.Door), one.KeyId !== null), one.Address].filter(Boolean).join(' · ')}
              </span>
              {entity && may(entity.Plural, 'List') && may(entity.Plural, 'Read') && (
                <Link
                  className={controls.link}
                  to={`/records/${entity.Plural}?open=${id}&tab=history`}
                  aria-label={c.audit.historyOf(what)}
                >
                  {c.actions.history}
                </Link>
              )}
            </p>
            {one.AuditType === 2 && changes.length > 0 && (
              <dl className={styles.changes}>
                {changes.map(({ name, label, isNamed, before, after }) => (
                  <div key={name}>
                    <dt lang={isNamed ? undefined : 'en'}>{label}</dt>
                    <dd>
                      {before || '–'} → {after || '–'}
                    </dd>
                  </div>
                ))}
              </dl>
            )}
          </li>
        )
      })}
    </ul>
  )
}
