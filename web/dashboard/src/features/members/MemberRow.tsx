import { memo } from 'react'
import type { ColumnId } from './columns'
import { FigureCell } from './FigureCell'
import type { MemberLine } from './lines'
import styles from './MemberTable.module.css'
import type { Open } from './open'

interface MemberRowProps {
  member: MemberLine
  columns: readonly { id: ColumnId; isFirst: boolean; most: number; isUncertain: boolean }[]
  fields: readonly ('CoworkerEmail' | 'CoworkerId')[]
  currency: string | null
  today: string
  onOpen: Open
}

/** The columns that show how much of the largest value each member has. */
function shareOf(member: MemberLine, id: ColumnId, most: number): number | undefined {
  if (id !== 'BookedTimeThisMonth' && id !== 'CheckedTimeThisMonth') return undefined
  return most > 0 ? member[id] / most : undefined
}

/** A member. Rendered again only when the member, the columns or the language change, not when rows move. */
export const MemberRow = memo(function MemberRow(props: MemberRowProps) {
  const { member, columns, fields, currency, today, onOpen } = props
  const name = (
    <span className={styles.name} data-figure="CoworkerFullName">
      {member.CoworkerFullName}
    </span>
  )
  return (
    <tr data-member={member.CoworkerId}>
      <th scope="row" tabIndex={onOpen ? undefined : -1}>
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
      </th>
      {columns.map(({ id, isFirst, most, isUncertain }) => (
        <FigureCell
          key={id}
          figures={member}
          column={id}
          currency={currency}
          today={today}
          isFirst={isFirst}
          coworkerId={member.CoworkerId}
          share={shareOf(member, id, most)}
          isUncertain={isUncertain}
          onOpen={onOpen}
        />
      ))}
    </tr>
  )
})
