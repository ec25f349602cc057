/** Which columns are shown. */
import * as Popover from '@radix-ui/react-popover'
import { useState, type ReactNode } from 'react'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { useRoot } from '@/ui/root'
import styles from './ColumnChooser.module.css'
import { CHOOSABLE, columnIdsOf, GROUPS, MEMBER_FIELDS, type ColumnId } from './columns'
import { headingOf, labelOf } from './headings'
import type { MembersListProps } from './list-props'
import { DEFAULT_MEMBERS_VIEW, toggled } from './view'

/** The button and the list of columns. Open at first, because pressing the button loaded this code. */
export default function ColumnChooser(props: MembersListProps & { label: ReactNode }) {
  const { explain, empty, view, onViewChange, label } = props
  const { t } = useLocale()
  const [isOpen, setOpen] = useState(true)
  const root = useRoot()
  const choice = (id: ColumnId, name: string) => (
    <label key={id} className={controls.check}>
      <input
        type="checkbox"
        checked={!view.hidden.includes(id)}
        onChange={() => onViewChange({ ...view, hidden: toggled(CHOOSABLE, view.hidden, id) })}
      />
      {name}
      {empty.includes(id) && <span className={styles.none}>{t.table.allZero}</span>}
    </label>
  )
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger className={controls.button}>{label}</Popover.Trigger>
      <Popover.Portal container={root}>
        <Popover.Content
          className={styles.chooser}
          align="end"
          sideOffset={6}
          collisionPadding={12}
          aria-label={t.table.chooseColumns}
        >
          <fieldset>
            <legend>{t.table.member}</legend>
            {MEMBER_FIELDS.map((id) => choice(id, explain(id).Label))}
          </fieldset>
          {GROUPS.map((group) => (
            <fieldset key={group}>
              <legend>{headingOf(group, explain, t)}</legend>
              {columnIdsOf(group).map((id) => choice(id, labelOf(id, explain, t)))}
            </fieldset>
          ))}
          <p className={styles.actions}>
            <button
              type="button"
              className={controls.button}
              disabled={view.hidden.length === 0}
              onClick={() => onViewChange({ ...view, hidden: [] })}
            >
              {t.table.showAll}
            </button>
            <button
              type="button"
              className={controls.button}
              disabled={view.hidden.join() === DEFAULT_MEMBERS_VIEW.hidden.join()}
              onClick={() => onViewChange({ ...view, hidden: DEFAULT_MEMBERS_VIEW.hidden })}
            >
              {t.table.showFirst}
            </button>
          </p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
