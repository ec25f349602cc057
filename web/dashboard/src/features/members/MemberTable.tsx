/** The members as a table. The page scrolls; headings, names and the row of totals stay in view. */
import { useMemo, useRef } from 'react'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { FigureTip } from '@/ui/FigureTip'
import { Icon } from '@/ui/Icon'
import { Tip } from '@/ui/Tip'
import { useCellFocus } from '@/ui/useCellFocus'
import { useIsBelow } from '@/ui/useMedia'
import { FEW_ROWS, useNearRows } from '@/ui/useNearRows'
import { isCompared, sumsOfBoth } from './changes'
import { columnsOf, GROUPS, isMixed, isUncertain, type ColumnId, type GroupId } from './columns'
import { FigureCell } from './FigureCell'
import { fullNameOf, headingOf, labelOf } from './headings'
import type { MembersListProps } from './list-props'
import { MemberRow } from './MemberRow'
import styles from './MemberTable.module.css'
import { shownMemberFields, type ShownGroup } from './shown'
import { amountsIn, sumOf } from './sums'
import { nextSort, toggled } from './view'
import { Widths } from './Widths'

/** Root font sizes under which the bars of the months would make the table too wide. */
const ROOM_FOR_BARS = 76

/** The table of the visible members. */
export function MemberTable(props: MembersListProps & { teamName: string }) {
  const { members, all, groups, currency, today, months, explain, uncertain, then, view } = props
  const { onViewChange, onOpen, teamName } = props
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
          isCompared: isCompared(id, group.id, uncertain, then),
        })),
      ),
    [groups, all, uncertain, then],
  )
  const fields = useMemo(() => shownMemberFields(view.hidden), [view.hidden])
  const sums = useMemo(() => sumOf(members), [members])
  const both = useMemo(() => then && sumsOfBoth(members, then), [members, then])
  const keys = useMemo(() => members.map((one) => one.CoworkerId), [members])
  const body = useRef<HTMLTableSectionElement>(null)
  const near = useNearRows(keys, body)
  const focus = useCellFocus(near.isLong ? near : undefined)
  const heading = { explain, view, onViewChange }
  // Groups of one column need no heading of their own.
  const isFlat = groups.every((one) => one.columns.length === 1 && !one.isFolded)
  const heads = isFlat ? 1 : 2
  const rowIndex = (place: number) => (near.isLong ? heads + place + 1 : undefined)
  const row = { columns, fields, currency, today, monthNames, then, onOpen }
  return (
    <div className={styles.frame}>
      <table
        className={styles.table}
        data-flat={isFlat}
        aria-rowcount={near.isLong ? heads + members.length + 1 : undefined}
        {...focus}
      >
        <caption className={controls.hidden}>{t.table.caption(teamName)}</caption>
        <thead>
          {!isFlat && (
            <tr aria-rowindex={near.isLong ? 1 : undefined}>
              <SortHeading {...heading} column="CoworkerFullName" group="invoice" rowSpan={2} />
              {groups.map((group) => (
                <GroupHeading key={group.id} {...heading} group={group} />
              ))}
            </tr>
          )}
          <tr aria-rowindex={near.isLong ? heads : undefined}>
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
        <tbody ref={body}>
          {near.pieces.map((piece) => {
            if ('gap' in piece) return <Gap key={`gap ${piece.before}`} {...piece} columns={columns.length + 1} />
            const member = members[piece.index]
            return (
              member && <MemberRow key={member.CoworkerId} {...row} member={member} rowIndex={rowIndex(piece.index)} />
            )
          })}
        </tbody>
        {all.length > FEW_ROWS && (
          <Widths {...{ all, columns, fields, currency, today, then }} hasBars={monthNames !== null} />
        )}
        <tfoot>
          <tr aria-rowindex={rowIndex(members.length)}>
            <th scope="row" tabIndex={-1}>
              {members.length === all.length ? t.table.team(all.length) : t.table.shown(members.length, all.length)}
            </th>
            {columns.map(({ id, isFirst, isUncertain: isVague, isCompared: hasChange }) => (
              <FigureCell
                key={id}
                figures={sums}
                column={id}
                currency={currency}
                today={today}
                isFirst={isFirst}
                coworkerId={null}
                isUncertain={isVague}
                earlier={both?.then}
                compared={both?.now}
                then={hasChange ? then : null}
                onOpen={members.length === all.length ? onOpen : undefined}
              />
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

/** Where rows would be that are too far away to be on the page. */
function Gap({ gap, columns }: { gap: number; columns: number }) {
  return (
    <tr aria-hidden="true" className={styles.gap}>
      <td colSpan={columns} style={{ height: gap }} />
    </tr>
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
