/** The buttons that save all that a list shows, on all of its pages, as a file. */
import { useMutation } from '@tanstack/react-query'
import { endpoint, type HttpClient } from '@teamkpi/client'
import type { CellValue, TypedSheet } from '@/data/exports/table'
import { useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Icon } from '@/ui/Icon'
import { useConsole } from './ConsoleContext'
import type { Item, ListQuery, Page } from './server'

const AT_ONCE = 1000
const MOST = 100_000

interface SaveButtonsProps {
  /** What the file is named after. */
  name: string
  list: { readonly Path: string }
  query: ListQuery
  header: readonly string[]
  /** The rows of a record. */
  rowsOf: (item: Item) => readonly (readonly CellValue[])[]
}

/** The buttons; the code that writes files loads on first use. */
export function SaveButtons({ name, list, query, header, rowsOf }: SaveButtonsProps) {
  const { c } = useConsole()
  const locale = useLocale()
  const { t, f } = locale
  const client = useClient()
  const saving = useMutation({
    mutationFn: async (kind: 'csv' | 'xlsx') => {
      const [{ saveCsv, saveXlsx }, { rows, isCut }] = await Promise.all([
        import('@/data/exports/save'),
        readAll(client, list, query, rowsOf),
      ])
      const kinds = header.map(() => 'text' as const)
      const sheet: TypedSheet = { header, rows, footer: [], kinds, currency: null }
      if (kind === 'csv') saveCsv(sheet, name, locale)
      else await saveXlsx(sheet, name, locale)
      return isCut
    },
  })
  return (
    <>
      {(['csv', 'xlsx'] as const).map((kind) => (
        <button
          key={kind}
          type="button"
          className={controls.button}
          disabled={saving.isPending}
          onClick={() => saving.mutate(kind)}
        >
          <Icon name="download" />
          {saving.isPending && saving.variables === kind ? c.actions.exporting : c.actions.exports[kind]}
        </button>
      ))}
      {saving.error && <span role="alert">{reasonOf(saving.error, t)}</span>}
      {saving.data && <span role="status">{c.list.exportLimit(f.number(MOST))}</span>}
    </>
  )
}

async function readAll(
  client: Pick<HttpClient, 'request'>,
  list: { readonly Path: string },
  query: ListQuery,
  rowsOf: SaveButtonsProps['rowsOf'],
): Promise<{ rows: readonly (readonly CellValue[])[]; isCut: boolean }> {
  const rows: (readonly CellValue[])[] = []
  // While pages are read, new records can move others to the next page.
  const seen = new Set<number>()
  for (let page = 1; ; page++) {
    const at = endpoint<Page, undefined, 'GET'>('GET', list.Path, { ...query, page, size: AT_ONCE })
    const { data } = await client.request<Page>(at)
    for (const item of data.Records) {
      if (seen.has(item.Id)) continue
      seen.add(item.Id)
      const more = rowsOf(item)
      if (rows.length + more.length > MOST) return { rows, isCut: true }
      rows.push(...more)
    }
    if (page >= data.TotalPages) return { rows, isCut: false }
  }
}
