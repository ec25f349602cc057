/** Saves what a list shows: its filters, its order and its columns, on all of its pages. */
import { useMutation } from '@tanstack/react-query'
import { endpoint, type HttpClient } from '@teamkpi/client'
import { useConsole } from '@/console/ConsoleContext'
import { useShown } from '@/console/FieldValue'
import type { Entity, Item, ListQuery, Page } from '@/console/server'
import { useLocationOf } from '@/console/zones'
import { useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Icon } from '@/ui/Icon'

const AT_ONCE = 1000
const MOST = 100_000

interface ExportButtonProps {
  entity: Entity
  query: ListQuery
  columns: readonly string[]
}

/** The button. */
export function ExportButton({ entity, query, columns }: ExportButtonProps) {
  const { c } = useConsole()
  const locale = useLocale()
  const { t, f } = locale
  const client = useClient()
  const shown = useShown()
  const locationOf = useLocationOf()
  const exporting = useMutation({
    mutationFn: async () => {
      const [{ saveCsv }, { items, isCut }] = await Promise.all([
        import('@/data/exports/save'),
        readAll(client, entity, query),
      ])
      const fields = columns.flatMap((name) => entity.Fields.find((one) => one.Name === name) ?? [])
      const rows = items.map((item) =>
        fields.map((field) => {
          const value = item[field.Name]
          return typeof value === 'number' && field.Kind !== 'id' && field.Kind !== 'choice'
            ? value
            : shown(field, value, item, locationOf(item))
        }),
      )
      saveCsv({ header: fields.map((one) => one.Label), rows, footer: [] }, entity.LabelOfSeveral, locale)
      return isCut
    },
  })
  return (
    <>
      <button
        type="button"
        className={controls.button}
        disabled={exporting.isPending}
        onClick={() => exporting.mutate()}
      >
        <Icon name="download" />
        {exporting.isPending ? c.actions.exporting : c.actions.export}
      </button>
      {exporting.error && <span role="alert">{reasonOf(exporting.error, t)}</span>}
      {exporting.data && <span role="status">{c.list.exportLimit(f.number(MOST))}</span>}
    </>
  )
}

async function readAll(
  client: Pick<HttpClient, 'request'>,
  entity: Entity,
  query: ListQuery,
): Promise<{ items: readonly Item[]; isCut: boolean }> {
  const items: Item[] = []
  for (let page = 1; items.length < MOST; page++) {
    const at = endpoint<Page, undefined, 'GET'>('GET', entity.Path, { ...query, page, size: AT_ONCE })
    const { data } = await client.request<Page>(at)
    items.push(...data.Records)
    if (page >= data.TotalPages) return { items, isCut: false }
  }
  return { items, isCut: true }
}
