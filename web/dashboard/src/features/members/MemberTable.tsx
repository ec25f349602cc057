/** The members as a table. The page scrolls; headings, names and the row of totals stay in view. */
import { useMemo } from 'react'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { FigureTip } from '@/ui/FigureTip'
import { Icon } from '@/ui/Icon'
import { Tip } from '@/ui/Tip'
import { useCellFocus } from '@/ui/useCellFocus'
import { useIsBelow } from '@/ui/useMedia'
import { columnsOf, GROUPS, isMixed, isUncertain, type ColumnId, type GroupId } from './columns'
import { FigureCell } from './FigureCell'
import { fullNameOf, headingOf, labelOf } from './headings'
import type { MembersListProps } from './list-props'
import { MemberRow } from './MemberRow'
import styles from './MemberTable.module.css'
import { shownMemberFields, type ShownGroup } from './shown'
import { amountsIn, sumOf } from './sums'
import { nextSort, toggled } from './view'

/** Root font sizes under which the bars of the months would make the table too wide. */
const ROOM_FOR_BARS = 76

/** The table of the visible members. */
export function MemberTable(props: MembersListProps & { teamName: string }) {
  const { members, all, groups, currency, today, months, explain, uncertain, view, onViewChange, onOpen, teamName } =
    props
  const { t, f } = useLocale()
  const hasRoom = !useIsBelow(ROOM_FOR_BARS)
  const monthNames = useMemo(() => (hasRoom ? months.map((one) => f.monthYear(one)) : null), [hasRoom, months, f])
  const columns = useMemo(
    () =>
      groups.flatMap((group) =>
        group.columns.map((id, index) => ({
          id,
          isFirst: index === 0,
          most: Math.max(0, ...all.map((one) => amountsIn(one, id)[0]?.value ?? 0)),
          isUncertain: isUncertain(id, group.id, uncertain),
        })),
      ),
    [groups, all, uncertain],
  )
  const fields = useMemo(() => shownMemberFields(view.hidden), [view.hidden])
  const sums = useMemo(() => sumOf(members), [members])
  const focus = useCellFocus()
  const heading = { explain, view, onViewChange }
  // Groups of one column need no heading of their own.
  const isFlat = groups.every((one) => one.columns.length === 1 && !one.isFolded)
  return (
    <div className={styles.frame}>
      <table className={styles.table} data-flat={isFlat} {...focus}>
        <caption className={controls.hidden}>{t.table.caption(teamName)}</caption>
        <thead>
          {!isFlat && (
            <tr>
              <SortHeading {...heading} column="CoworkerFullName" group="invoice" rowSpan={2} />
              {groups.map((group) => (
                <GroupHeading key={group.id} {...heading} group={group} />
              ))}
            </tr>
          )}
          <tr>
            {isFlat && <SortHeading {...heading} column="CoworkerFullName" group="invoice" />}
            {groups.flatMap((group) =>
              group.columns.map((id, index) => (
                <SortHeading
                  key={id}
                  {...heading}
                  column={id}
                  group={group.id}
                  isFirst={!isFlat && index === 0}
                  isAlone={isFlat}
                />
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <MemberRow
              key={member.CoworkerId}
              member={member}
              columns={columns}
              fields={fields}
              currency={currency}
              today={today}
              monthNames={monthNames}
              onOpen={onOpen}
            />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" tabIndex={-1}>
              {members.length === all.length ? t.table.team(all.length) : t.table.shown(members.length, all.length)}
            </th>
            {columns.map(({ id, isFirst, isUncertain: isVague }) => (
              <FigureCell
                key={id}
                figures={sums}
                column={id}
                currency={currency}
                today={today}
                isFirst={isFirst}
                coworkerId={null}
                isUncertain={isVague}
                onOpen={members.length === all.length ? onOpen : undefined}
              />
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
  const name = headingOf(group.id, explain, t)
  const canFold = group.isFolded || group.columns.length > 1
  return (
    <th scope="colgroup" colSpan={group.columns.length} className={styles.group}>
      {canFold ? (
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
      ) : (
        name
      )}
    </th>
  )
}

interface SortHeadingProps extends HeadingProps {
  column: ColumnId
  group: GroupId
  rowSpan?: number
  isFirst?: boolean
  /** There is no heading of the group above it. */
  isAlone?: boolean
}

function SortHeading(props: SortHeadingProps) {
  const { column, group, rowSpan, isFirst = false, isAlone = false, explain, view, onViewChange } = props
  const { t } = useLocale()
  const isSum = isMixed(column) || column === 'ToInvoice' || column === 'AmountToInvoice'
  const figures = isSum
    ? columnsOf(group).map((one) => explain(one.id))
    : column === 'NextExpiry'
      ? []
      : [explain(column)]
  const lead =
    column === 'AmountToInvoice'
      ? t.table.amountMeaning
      : column === 'NextExpiry'
        ? t.table.expiryMeaning
        : isSum
          ? t.table.sumOf
          : undefined
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
      <Tip content={<FigureTip figures={figures} lead={lead} />}>
        <button
          type="button"
          className={styles.heading}
          onClick={() => onViewChange({ ...view, sort: nextSort(sort, column) })}
        >
          {isAlone ? fullNameOf(column, group, explain, t) : labelOf(column, explain, t)}
          <span className={styles.arrow} aria-hidden="true">
            {direction && <Icon name={direction === 'descending' ? 'down' : 'up'} size={13} />}
          </span>
        </button>
      </Tip>
    </th>
  )
}
