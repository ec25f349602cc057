/** Saves what a list shows: its filters, its order and its columns, on all of its pages. */
import { useShown } from '@/console/FieldValue'
import { SaveButtons } from '@/console/SaveButtons'
import type { Entity, ListQuery } from '@/console/server'
import { useLocationOf } from '@/console/zones'

interface ExportButtonProps {
  entity: Entity
  query: ListQuery
  columns: readonly string[]
}

/** The buttons. */
export function ExportButton({ entity, query, columns }: ExportButtonProps) {
  const shown = useShown()
  const locationOf = useLocationOf()
  const fields = columns.flatMap((name) => entity.Fields.find((one) => one.Name === name) ?? [])
  return (
    <SaveButtons
      name={entity.LabelOfSeveral}
      list={entity}
      query={query}
      header={fields.map((one) => one.Label)}
      rowsOf={(item) => [
        fields.map((field) => {
          const value = item[field.Name]
          return typeof value === 'number' && field.Kind !== 'id' && field.Kind !== 'choice'
            ? value
            : shown(field, value, item, locationOf(item))
        }),
      ]}
    />
  )
}
