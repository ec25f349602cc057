import type { TeamKpi } from '@teamkpi/client'
import { memo } from 'react'
import type { ColumnId } from './columns'
import { FigureCell } from './FigureCell'
import styles from './MemberTable.module.css'

interface MemberRowProps {
  member: TeamKpi
  columns: readonly { id: ColumnId; isFirst: boolean }[]
  fields: readonly ('CoworkerEmail' | 'CoworkerId')[]
  currency: string | null
}

/** A member. Rendered again only when the member, the columns or the language change, not when rows move. */
export const MemberRow = memo(function MemberRow({ member, columns, fields, currency }: MemberRowProps) {
  return (
    <tr data-member={member.CoworkerId}>
      <th scope="row" tabIndex={-1}>
        <span className={styles.name} data-figure="CoworkerFullName">
          {member.CoworkerFullName}
        </span>
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
      {columns.map(({ id, isFirst }) => (
        <FigureCell key={id} figures={member} column={id} currency={currency} isFirst={isFirst} />
      ))}
    </tr>
  )
})
