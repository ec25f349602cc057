/** Rows without height that keep the columns of a long table as wide as they would be with every member on the page. */
import { memo } from 'react'
import { useLocale, type Locale } from '@/i18n/locale'
import changeStyles from './Change.module.css'
import { changeText, lineOfThen, type Then } from './changes'
import { isMixed, type ColumnId } from './columns'
import { textOf } from './FigureCell'
import { BY_MONTH, type MemberLine } from './lines'
import { MemberName } from './MemberRow'
import styles from './MemberTable.module.css'

/** The longest text need not be the widest, but it is one of so many. */
const CANDIDATES = 3

interface WidthsProps {
  all: readonly MemberLine[]
  columns: readonly { id: ColumnId; isFirst: boolean; isCompared: boolean }[]
  fields: readonly ('CoworkerEmail' | 'CoworkerId')[]
  currency: string | null
  today: string
  hasBars: boolean
  then: Then | null
}

function textIn(member: MemberLine, column: ColumnId, { currency, today }: WidthsProps, locale: Locale): string {
  if (column !== 'NextExpiry') return textOf({ figures: member, column, currency }, locale)
  return member.NextExpiry ? locale.f.shortDate(member.NextExpiry, today) : ''
}

function longest<T>(all: readonly T[], textFor: (one: T) => string): readonly T[] {
  const lengths = all.map((one): [T, number] => [one, textFor(one).length])
  return lengths
    .sort(([, one], [, other]) => other - one)
    .slice(0, CANDIDATES)
    .map(([one]) => one)
}

/** The rows. Nobody sees or hears them. */
export const Widths = memo(function Widths(props: WidthsProps) {
  const { all, columns, fields, currency, then, hasBars } = props
  const locale = useLocale()
  const names = longest(all, (one) => one.CoworkerFullName)
  const texts = columns.map(({ id }) => {
    const ofColumn = all.map((one) => textIn(one, id, props, locale))
    return longest([...new Set(ofColumn)], (one) => one)
  })
  const changes = columns.map(({ id, isCompared }) => {
    if (!isCompared || !then) return undefined
    const ofColumn = all.map((one) => {
      const earlier = lineOfThen(one.CoworkerId, id, then)
      return (earlier && changeText(one, earlier, id, then.before, locale, currency)?.seen) ?? ''
    })
    return longest([...new Set(ofColumn)], (one) => one)
  })
  return (
    <tbody aria-hidden="true" className={styles.widths}>
      {names.map((member, index) => (
        <tr key={member.CoworkerId}>
          <th scope="row">
            <span className={styles.flat}>
              <MemberName member={member} fields={fields} />
            </span>
          </th>
          {columns.map(({ id, isFirst }, column) => (
            <td
              key={id}
              className={isFirst ? styles.first : undefined}
              data-months={hasBars && BY_MONTH.some((one) => one === id) ? '' : undefined}
              data-mixed={isMixed(id) ? '' : undefined}
            >
              <span className={`${styles.flat ?? ''} ${id === 'NextExpiry' ? (styles.soon ?? '') : ''}`}>
                {texts[column]?.[index]}
              </span>
              {changes[column] && (
                <span className={`${styles.flat ?? ''} ${changeStyles.change ?? ''}`}>{changes[column][index]}</span>
              )}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  )
})
