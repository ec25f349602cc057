import { memo } from 'react'
import { lineOfThen, type Then } from './changes'
import type { ColumnId } from './columns'
import { FigureCell } from './FigureCell'
import { BY_MONTH, type MemberLine } from './lines'
import styles from './MemberTable.module.css'
import { MonthBars } from './MonthBars'
import type { Open } from './open'

interface MemberRowProps {
  member: MemberLine
  columns: readonly { id: ColumnId; isFirst: boolean; most: number; isUncertain: boolean; isCompared: boolean }[]
  fields: readonly ('CoworkerEmail' | 'CoworkerId')[]
  currency: string | null
  today: string
  /** The names of the months of the bars; null where there is no room for them. */
  monthNames: readonly string[] | null
  /** Which row of the table it is, where not all of them are on the page. */
  rowIndex?: number | undefined
  then: Then | null
  onOpen: Open
}

/** How much of the largest value a member has, and the bars of their months, of columns that have them. */
function barsOf(member: MemberLine, column: ColumnId, most: number, monthNames: readonly string[] | null) {
  const id = BY_MONTH.find((one) => one === column)
  if (!id) return null
  const values = member.byMonth?.[id]
  return {
    share: most > 0 ? member[id] / most : undefined,
    // Their place is kept until they are there, and where there are none.
    months: monthNames && (values?.some((one) => one > 0) ? <MonthBars values={values} names={monthNames} /> : <></>),
  }
}

/** The name, and below it whatever else of the member is shown. */
export function MemberName({ member, fields, onOpen }: Pick<MemberRowProps, 'member' | 'fields'> & { onOpen?: Open }) {
  const name = (
    <span className={styles.name} data-figure="CoworkerFullName">
      {member.CoworkerFullName}
    </span>
  )
  return (
    <>
      {onOpen ? (
        <button
          type="button"
          className={styles.person}
          tabIndex={-1}
          onClick={() => onOpen({ kind: 'member', coworkerId: member.CoworkerId })}
        >
          {name}
        </button>
      ) : (
        name
      )}
      {fields.length > 0 && (
        <span className={styles.about}>
          {fields.map((field) => (
            <span key={field} data-figure={field}>
              {member[field]}
            </span>
          ))}
        </span>
      )}
    </>
  )
}

/** A member. Rendered again only when the member, the columns or the language change, not when rows move. */
export const MemberRow = memo(function MemberRow(props: MemberRowProps) {
  const { member, columns, fields, currency, today, monthNames, rowIndex, then, onOpen } = props
  return (
    <tr data-member={member.CoworkerId} aria-rowindex={rowIndex}>
      <th scope="row" tabIndex={onOpen ? undefined : -1}>
        <MemberName member={member} fields={fields} onOpen={onOpen} />
      </th>
      {columns.map(({ id, isFirst, most, isUncertain, isCompared }) => (
        <FigureCell
          key={id}
          figures={member}
          column={id}
          currency={currency}
          today={today}
          isFirst={isFirst}
          coworkerId={member.CoworkerId}
          {...barsOf(member, id, most, monthNames)}
          isUncertain={isUncertain}
          earlier={lineOfThen(member.CoworkerId, id, then)}
          then={isCompared ? then : null}
          onOpen={onOpen}
        />
      ))}
    </tr>
  )
})
