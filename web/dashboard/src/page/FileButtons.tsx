/** The buttons that save a table as a file. The code that writes files loads on first use. */
import { useState } from 'react'
import type { FileFacts, TypedSheet } from '@/data/exports/table'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { Icon } from '@/ui/Icon'
import { Banner } from '@/ui/Notice'

interface FileButtonsProps {
  /** Makes the table when it is wanted. */
  sheet: () => TypedSheet | Promise<TypedSheet>
  /** What the file is named after. */
  name: string
  /** What the table is about. */
  facts: FileFacts
}

/** The buttons. */
export function FileButtons({ sheet, name, facts }: FileButtonsProps) {
  const locale = useLocale()
  const { t } = locale
  const [hasFailed, setFailed] = useState(false)
  const save = async (kind: 'csv' | 'xlsx') => {
    const made = await sheet()
    const { saveCsv, saveXlsx } = await import('@/data/exports/save')
    if (kind === 'csv') saveCsv(made, name, locale, facts)
    else await saveXlsx(made, name, locale, facts)
  }
  const run = (kind: 'csv' | 'xlsx') => {
    setFailed(false)
    save(kind).catch(() => setFailed(true))
  }
  return (
    <>
      <button type="button" className={controls.button} title={t.table.exportCsvLong} onClick={() => run('csv')}>
        <Icon name="download" />
        {t.table.exportCsv}
      </button>
      <button type="button" className={controls.button} title={t.table.exportXlsxLong} onClick={() => run('xlsx')}>
        <Icon name="download" />
        {t.table.exportXlsx}
      </button>
      {hasFailed && <Banner kind="error">{t.table.exportFailed}</Banner>}
    </>
  )
}
