/** Who changed what, when and from where. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useLocation, useSearch } from 'wouter'
import { useConsole } from '@/console/ConsoleContext'
import { useShown } from '@/console/FieldValue'
import { Screen } from '@/console/Screen'
import { listOptions, type FieldChange, type Item } from '@/console/server'
import { dayAfter, startOf } from '@/console/zoned'
import { LocaleProvider, useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Icon } from '@/ui/Icon'
import { Notice } from '@/ui/Notice'
import styles from './Audit.module.css'

const TRAIL = { Path: '/api/sys/audittrailentries' }
const SIZE = 50
const TYPES = ['create', 'update', 'delete'] as const

/** The screen; its filters are in the address. */
export function AuditPage() {
  const { c, entities, locations } = useConsole()
  const { language, t } = useLocale()
  const said = new URLSearchParams(useSearch())
  const [path, navigate] = useLocation()
  const zone = locations[0]?.zone ?? 'UTC'
  const page = Math.max(1, Number(said.get('page')) || 1)
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(said)
    if (value) next.set(name, value)
    else next.delete(name)
    if (name !== 'page') next.delete('page')
    navigate(`${path}?${next.toString()}`, { replace: true })
  }
  const [since, until] = [said.get('since'), said.get('until')]
  const found = useQuery({
    ...listOptions(useClient(), TRAIL, {
      ...{ page, size: SIZE },
      AuditTrailEntry_EntityShortName: said.get('entity'),
      AuditTrailEntry_ActionBy: said.get('who'),
      AuditTrailEntry_EntityId: said.get('id'),
      from_AuditTrailEntry_CreatedOn: since && startOf(since, zone),
      to_AuditTrailEntry_CreatedOn: until && startOf(dayAfter(until, 1), zone),
    }),
    placeholderData: keepPreviousData,
  })
  return (
    <LocaleProvider language={language} zone={zone}>
      <Screen title={c.audit.title}>
        <div className={styles.filters}>
          <label>
            {c.audit.entity}
            <select
              className={controls.select}
              value={said.get('entity') ?? ''}
              onChange={(event) => set('entity', event.target.value)}
            >
              <option value="">{c.audit.any}</option>
              {[...entities.values()].map((one) => (
                <option key={one.Plural} value={one.Name}>
                  {one.LabelOfSeveral}
                </option>
              ))}
            </select>
          </label>
          {(['who', 'id'] as const).map((name) => (
            <label key={name}>
              {name === 'who' ? c.audit.byWho : 'ID'}
              <input
                className={controls.field}
                value={said.get(name) ?? ''}
                onChange={(event) => set(name, event.target.value)}
              />
            </label>
          ))}
          {(['since', 'until'] as const).map((name) => (
            <label key={name}>
              {c.audit[name]}
              <input
                className={controls.field}
                type="date"
                value={said.get(name) ?? ''}
                onChange={(event) => set(name, event.target.value)}
              />
            </label>
          ))}
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

function Entries({ entries }: { entries: readonly Item[] }) {
  const { c, entities, may } = useConsole()
  const { f } = useLocale()
  const shown = useShown()
  const byName = new Map([...entities.values()].map((one) => [one.Name, one]))
  return (
    <ul className={styles.entries}>
      {entries.map((one) => {
        const entity = byName.get(String(one.EntityShortName))
        const type = c.audit.types[TYPES[Number(one.AuditType) - 1] ?? 'update']
        const what = c.audit.record(entity?.Label ?? String(one.EntityShortName), Number(one.EntityId))
        const changes = one.AuditType === 2 ? (one.Changes as readonly FieldChange[]) : []
        return (
          <li key={one.Id} className={styles.entry}>
            <p className={styles.head}>
              <strong>{f.moment(one.CreatedOn as string)}</strong>
              <span>
                {entity && may(entity.Plural, 'Read') ? (
                  <Link to={`/records/${entity.Plural}?open=${String(one.EntityId)}`}>{what}</Link>
                ) : (
                  what
                )}{' '}
                {type}
              </span>
              <span className={styles.quiet}>{[one.ActionBy, one.Door, one.Address].filter(Boolean).join(' · ')}</span>
            </p>
            {changes.length > 0 && (
              <dl className={styles.changes}>
                {changes.map((change) => {
                  const field = entity?.Fields.find(({ Name }) => Name === change.PropertyName)
                  const written = (value: unknown) =>
                    value === null ? '–' : field ? shown(field, value, null, null) : JSON.stringify(value)
                  return (
                    <div key={change.PropertyName}>
                      <dt>{field?.Label ?? change.PropertyName}</dt>
                      <dd>
                        {written(change.OldValue)} → {written(change.NewValue)}
                      </dd>
                    </div>
                  )
                })}
              </dl>
            )}
          </li>
        )
      })}
    </ul>
  )
}
