/** A list of any entity's records: filtered, sorted and paged by the server. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import { listOptions, type Entity, type Item, type Page } from '@/console/server'
import { useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Icon } from '@/ui/Icon'
import { Notice } from '@/ui/Notice'
import { Columns } from './Columns'
import { ExportButton } from './ExportButton'
import { Filters } from './Filters'
import styles from './RecordList.module.css'
import { RecordTable } from './RecordTable'
import { Selected } from './Selected'
import { MOST, queryOf, type View } from './view'

interface RecordListProps {
  entity: Entity
  view: View
  show: (next: Partial<View>, how?: { replace?: boolean }) => void
}

/** The list with its filters and what can be done with the records that are selected. */
export function RecordList({ entity, view, show }: RecordListProps) {
  const { c, may, locations } = useConsole()
  const { t } = useLocale()
  const zone = locations[0]?.zone ?? 'UTC'
  const query = queryOf(entity, view, zone)
  const found = useQuery({ ...listOptions(useClient(), entity, query), placeholderData: keepPreviousData })
  const [selected, setSelected] = useState<ReadonlyMap<number, Item>>(new Map())
  const columns = view.columns ?? entity.First
  return (
    <div className={styles.list}>
      <div className={styles.tools}>
        <Filters entity={entity} filters={view.filters} onFilters={(filters) => show({ filters, page: 1 })} />
        <div className={styles.buttons}>
          <Columns entity={entity} chosen={columns} onChoose={(next) => show({ columns: next })} />
          <ExportButton entity={entity} query={queryOf(entity, { ...view, isWhole: true }, zone)} columns={columns} />
          {may(entity.Plural, 'Create') && (
            <button
              type="button"
              className={controls.primary}
              onClick={() => show({ open: 'new' }, { replace: false })}
            >
              {c.actions.new}
            </button>
          )}
        </div>
      </div>
      <Selected entity={entity} selected={selected} onSelect={setSelected} />
      {found.isError && !found.data ? (
        <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Notice kind="loading" title={t.app.loading} />
      ) : found.data.TotalItems === 0 ? (
        <>
          <Notice
            kind="empty"
            title={c.list.none}
            text={view.filters.length > 0 && !found.data.IsCut ? c.list.noneText : undefined}
          />
          <Cut entity={entity} page={found.data} onWhole={() => show({ isWhole: true, page: 1 })} />
        </>
      ) : (
        <>
          <RecordTable
            entity={entity}
            page={found.data}
            columns={columns}
            view={view}
            show={show}
            selected={selected}
            onSelect={setSelected}
          />
          <Paging page={found.data} onPage={(page) => show({ page })} />
          <Cut entity={entity} page={found.data} onWhole={() => show({ isWhole: true, page: 1 })} />
          {columns.some((name) => entity.Fields.find((one) => one.Name === name)?.Kind === 'instant') && (
            <p className={styles.quiet}>{c.list.zone(zone)}</p>
          )}
        </>
      )}
    </div>
  )
}

function Paging({ page, onPage }: { page: Page; onPage: (page: number) => void }) {
  const { c } = useConsole()
  const { f } = useLocale()
  const number = f.number(page.TotalItems)
  const all = page.IsCut ? (page.TotalItems < MOST ? c.list.atLeast(number) : c.list.moreThan(number)) : number
  const range = c.list.range(page.FirstItem, page.LastItem, all)
  return (
    <nav className={styles.paging} aria-label={range}>
      <span role="status">{range}</span>
      <button
        type="button"
        className={`${controls.button ?? ''} ${controls.icon ?? ''}`}
        aria-label={c.list.previous}
        disabled={page.PageNumber <= 1}
        onClick={() => onPage(page.PageNumber - 1)}
      >
        <Icon name="chevronLeft" />
      </button>
      <button
        type="button"
        className={`${controls.button ?? ''} ${controls.icon ?? ''}`}
        aria-label={c.list.next}
        disabled={page.PageNumber >= page.TotalPages}
        onClick={() => onPage(page.PageNumber + 1)}
      >
        <Icon name="chevronRight" />
      </button>
    </nav>
  )
}

/** What was left out of a long list, and what helps: a filter that makes it short, or looking through all of it. */
function Cut({ entity, page, onWhole }: { entity: Entity; page: Page; onWhole: () => void }) {
  const { c } = useConsole()
  const { f } = useLocale()
  if (!page.IsCut) return null
  const labels = (names: (field: Entity['Fields'][number]) => boolean) =>
    entity.Fields.filter(names)
      .map((one) => one.Label)
      .join(', ')
  const order = labels((one) => one.Name === page.CurrentOrderField)
  const narrowing = labels((one) => one.Narrows && (one.IsRequired || one.RefersTo !== null) && !one.IsReadOnly)
  return (
    <p className={styles.quiet}>
      {c.list.cut(f.number(MOST), order, page.CurrentSortDirection === 1)} {narrowing && c.list.narrow(narrowing)}{' '}
      <button type="button" className={controls.plain} onClick={onWhole}>
        {c.list.whole}
      </button>
    </p>
  )
}
