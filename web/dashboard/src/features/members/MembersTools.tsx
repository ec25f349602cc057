/** The search, filters and columns of the table, and its download as a file. */
import { lazy, Suspense, useId, useState } from 'react'
import type { FileFacts } from '@/data/exports/table'
import { useLocale } from '@/i18n/locale'
import { FileButtons } from '@/page/FileButtons'
import controls from '@/ui/controls.module.css'
import { Icon } from '@/ui/Icon'
import { patient } from '@/ui/patient'
import type { MembersListProps } from './list-props'
import styles from './MembersTools.module.css'
import { shownMemberFields } from './shown'

const ColumnChooser = lazy(patient(() => import('./ColumnChooser')))

interface ToolsProps extends MembersListProps {
  facts: FileFacts
}

/** The row of tools above the members. */
export function MembersTools(props: ToolsProps) {
  const { view, onViewChange } = props
  const { t } = useLocale()
  const id = useId()
  return (
    <div className={styles.tools}>
      <search className={styles.search}>
        <Icon name="search" />
        <label className={controls.hidden} htmlFor={id}>
          {t.table.search}
        </label>
        <input
          id={id}
          type="search"
          className={controls.field}
          placeholder={t.table.search}
          value={view.search}
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => onViewChange({ ...view, search: target.value })}
        />
      </search>
      <label className={controls.check}>
        <input
          type="checkbox"
          checked={view.onlyToInvoice}
          onChange={({ target }) => onViewChange({ ...view, onlyToInvoice: target.checked })}
        />
        {t.table.onlyToInvoice}
      </label>
      <label className={controls.check}>
        <input
          type="checkbox"
          checked={view.onlyIdle}
          onChange={({ target }) => onViewChange({ ...view, onlyIdle: target.checked })}
        />
        {t.table.onlyIdle}
      </label>
      <span className={styles.space} />
      <Columns {...props} />
      <Exports {...props} />
    </div>
  )
}

/** The button for the columns. The code of its popover loads on first use. */
function Columns(props: MembersListProps) {
  const { t } = useLocale()
  const [isWanted, setWanted] = useState(false)
  const label = (
    <>
      <Icon name="columns" />
      {t.table.columns}
    </>
  )
  const closed = (
    <button
      type="button"
      className={controls.button}
      aria-haspopup="dialog"
      aria-expanded={false}
      onClick={() => setWanted(true)}
    >
      {label}
    </button>
  )
  if (!isWanted) return closed
  return (
    <Suspense fallback={closed}>
      <ColumnChooser {...props} label={label} />
    </Suspense>
  )
}

function Exports({ members, all, groups, currency, explain, uncertain, then, view, facts }: ToolsProps) {
  const locale = useLocale()
  const fields = shownMemberFields(view.hidden)
  return (
    <FileButtons
      sheet={async () => {
        const { sheetOf } = await import('@/features/members/exports/sheet')
        return sheetOf({ members, all, groups, fields, uncertain, then, currency, explain, locale })
      }}
      name={facts.team}
      facts={facts}
    />
  )
}
