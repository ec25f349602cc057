/** The table of a list: sorted by its headings, opened by its first cell. */
import { useConsole } from '@/console/ConsoleContext'
import { useShown } from '@/console/FieldValue'
import type { Entity, Item, Page } from '@/console/server'
import { titleOf } from '@/console/titles'
import { useLocationOf } from '@/console/zones'
import { Icon } from '@/ui/Icon'
import styles from './RecordList.module.css'
import type { View } from './view'

interface RecordTableProps {
  entity: Entity
  page: Page
  columns: readonly string[]
  view: View
  show: (next: Partial<View>, how?: { replace?: boolean }) => void
  selected: ReadonlyMap<number, Item>
  onSelect: (selected: ReadonlyMap<number, Item>) => void
}

const RIGHT = new Set(['whole', 'decimal'])

/** The table. */
export function RecordTable({ entity, page, columns, view, show, selected, onSelect }: RecordTableProps) {
  const { c, may, locations } = useConsole()
  const shown = useShown()
  const locationOf = useLocationOf()
  const fields = columns.flatMap((name) => entity.Fields.find((one) => one.Name === name) ?? [])
  const sort = page.IsCut ? page.CurrentOrderField : view.sort
  const isDescending = page.IsCut ? page.CurrentSortDirection === 1 : view.isDescending
  const mayOpen = may(entity.Plural, 'Read')
  const maySelect = may(entity.Plural, 'Delete') || may(entity.Plural, 'Read', 'Edit')
  const [home] = locations
  const select = (items: readonly Item[], isOn: boolean) => {
    const next = new Map(selected)
    for (const one of items)
      if (isOn) next.set(one.Id, one)
      else next.delete(one.Id)
    onSelect(next)
  }
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            {maySelect && (
              <th className={styles.check}>
                <input
                  type="checkbox"
                  aria-label={c.list.selectAll}
                  checked={page.Records.every((one) => selected.has(one.Id))}
                  onChange={(event) => select(page.Records, event.target.checked)}
                />
              </th>
            )}
            {fields.map((field) => {
              const isSorted = sort === field.Name
              const direction = isDescending ? 'descending' : 'ascending'
              const canBeSorted = page.OrderFields?.includes(field.Name) ?? field.CanBeSorted
              return (
                <th
                  key={field.Name}
                  scope="col"
                  data-right={RIGHT.has(field.Kind)}
                  aria-sort={isSorted ? direction : undefined}
                >
                  {canBeSorted ? (
                    <button
                      type="button"
                      className={styles.sort}
                      onClick={() =>
                        show({ sort: field.Name, isDescending: isSorted ? !isDescending : false, page: 1 })
                      }
                    >
                      {field.Label}
                      {isSorted && <Icon name={isDescending ? 'down' : 'up'} size={14} />}
                    </button>
                  ) : (
                    field.Label
                  )}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {page.Records.map((item) => {
            const location = locationOf(item)
            return (
              <tr key={item.Id} data-selected={selected.has(item.Id)}>
                {maySelect && (
                  <td className={styles.check}>
                    <input
                      type="checkbox"
                      aria-label={c.list.select(titleOf(entity, item))}
                      checked={selected.has(item.Id)}
                      onChange={(event) => select([item], event.target.checked)}
                    />
                  </td>
                )}
                {fields.map((field, index) => {
                  const text = shown(field, item[field.Name], item, location)
                  const isElsewhere = field.Kind === 'instant' && text && location && location.zone !== home?.zone
                  const zone = isElsewhere ? ` (${location.zone})` : ''
                  return (
                    <td key={field.Name} data-right={RIGHT.has(field.Kind)}>
                      {index === 0 && mayOpen ? (
                        <button
                          type="button"
                          className={styles.open}
                          onClick={() => show({ open: String(item.Id) }, { replace: false })}
                        >
                          {text || c.list.id(item.Id)}
                          {zone}
                        </button>
                      ) : (
                        `${text || '–'}${zone}`
                      )}
                    </td>
                  )
                })}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
