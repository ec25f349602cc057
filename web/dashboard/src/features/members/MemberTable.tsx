/** The members as a table. Headings, names and the row of totals stay in view. */
import { useMemo } from 'react'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { FigureTip } from '@/ui/FigureTip'
import { Icon } from '@/ui/Icon'
import { Tip } from '@/ui/Tip'
import { columnsOf, GROUPS, type ColumnId } from './columns'
import { FigureCell } from './FigureCell'
import { headingOf } from './headings'
import type { MembersListProps } from './list-props'
import { MemberRow } from './MemberRow'
import styles from './MemberTable.module.css'
import { shownMemberFields, type ShownGroup } from './shown'
import { sumOf } from './sums'
import { useCellFocus } from './useCellFocus'
import { nextSort, toggled } from './view'

/** The table of the visible members. */
export function MemberTable(props: MembersListProps & { teamName: string }) {
  const { members, all, groups, currency, explain, view, onViewChange, teamName } = props
  const { t } = useLocale()
  const columns = useMemo(
    () => groups.flatMap((group) => group.columns.map((id, index) => ({ id, isFirst: index === 0 }))),
    [groups],
  )
  const fields = useMemo(() => shownMemberFields(view.hidden), [view.hidden])
  const sums = useMemo(() => sumOf(members), [members])
  const focus = useCellFocus()
  const heading = { explain, view, onViewChange }
  return (
    // A part that scrolls has to be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroller} role="region" aria-label={t.table.scroll} tabIndex={0}>
      <table className={styles.table}>
        <caption className={controls.hidden}>{t.table.caption(teamName)}</caption>
        <thead>
          <tr>
            <SortHeading {...heading} column="CoworkerFullName" label={t.table.member} rowSpan={2} />
            {groups.map((group) => (
              <GroupHeading key={group.id} {...heading} group={group} />
            ))}
          </tr>
          <tr>
            {groups.flatMap((group) =>
              group.columns.map((id, index) => <SortHeading key={id} {...heading} column={id} isFirst={index === 0} />),
            )}
          </tr>
        </thead>
        <tbody {...focus}>
          {members.map((member) => (
            <MemberRow key={member.CoworkerId} member={member} columns={columns} fields={fields} currency={currency} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">
              {members.length === all.length ? t.table.team(all.length) : t.table.shown(members.length, all.length)}
            </th>
            {columns.map(({ id, isFirst }) => (
              <FigureCell key={id} figures={sums} column={id} currency={currency} isFirst={isFirst} />
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

type HeadingProps = Pick<MembersListProps, 'explain' | 'view' | 'onViewChange'>

function GroupHeading({ group, explain, view, onViewChange }: HeadingProps & { group: ShownGroup }) {
  const { t } = useLocale()
  const name = headingOf(group.id, explain)
  return (
    <th scope="colgroup" colSpan={group.columns.length} className={styles.group}>
      <button
        type="button"
        className={styles.heading}
        aria-expanded={!group.isFolded}
        title={group.isFolded ? t.table.unfold(name) : t.table.fold(name)}
        onClick={() => onViewChange({ ...view, folded: toggled(GROUPS, view.folded, group.id) })}
      >
        <Icon name={group.isFolded ? 'chevronRight' : 'chevronDown'} size={14} />
        {name}
      </button>
    </th>
  )
}

interface SortHeadingProps extends HeadingProps {
  column: ColumnId
  label?: string
  rowSpan?: number
  isFirst?: boolean
}

function SortHeading({ column, label, rowSpan, isFirst = false, explain, view, onViewChange }: SortHeadingProps) {
  const { t } = useLocale()
  const isSum = column === 'ToInvoice' || column === 'CreditLeft' || column === 'PassesLeft'
  const figures = isSum
    ? columnsOf(column === 'ToInvoice' ? 'invoice' : column === 'CreditLeft' ? 'credit' : 'passes').map((one) =>
        explain(one.id),
      )
    : [explain(column)]
  const { sort } = view
  const direction = sort?.column === column ? (sort.descending ? 'descending' : 'ascending') : undefined
  return (
    <th
      scope="col"
      rowSpan={rowSpan}
      className={isFirst ? styles.first : undefined}
      data-column={column}
      aria-sort={direction}
    >
      <Tip content={<FigureTip figures={figures} lead={isSum ? t.table.sumOf : undefined} />}>
        <button
          type="button"
          className={styles.heading}
          onClick={() => onViewChange({ ...view, sort: nextSort(sort, column) })}
        >
          {label ?? (isSum ? t.table.sum : figures[0]?.Label)}
          <span className={styles.arrow} aria-hidden="true">
            {direction && <Icon name={direction === 'descending' ? 'down' : 'up'} size={13} />}
          </span>
        </button>
      </Tip>
    </th>
  )
}
