/** How a figure is calculated: its equation, or its members' parts of a total. */
import type { TeamKpi } from '@teamkpi/client'
import type { Before } from '@/data/comparison'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import styles from './Detail.module.css'
import { isTimed, valueText } from './figures'
import { Since } from './Since'

/** A field of a member whose value is a number. */
export type NumberField = { [Name in keyof TeamKpi]: TeamKpi[Name] extends number ? Name : never }[keyof TeamKpi]

interface EquationProps {
  figure: string
  lines: readonly { Text: string; Amount: number }[]
  currency: string | null
}

/** The calculation; its last line is the result. */
export function Equation({ figure, lines, currency }: EquationProps) {
  const locale = useLocale()
  const { t, f } = locale
  return (
    <table className={styles.equation}>
      <caption>{t.detail.equation}</caption>
      <tbody>
        {lines.map(({ Text, Amount }, index) => {
          const isLast = index === lines.length - 1
          const text =
            isTimed(figure) && !isLast ? t.units.seconds(f.number(Amount)) : valueText(figure, Amount, locale, currency)
          return (
            <tr key={Text} data-result={isLast || undefined}>
              <th scope="row">{Text}</th>
              <td data-value={Amount}>{text}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

interface ByMemberProps {
  members: readonly TeamKpi[]
  figure: NumberField
  before: Before | undefined
  currency: string | null
  onFigure: (figure: string, coworkerId: number | null) => void
}

/** A total, by member. */
export function ByMember({ members, figure, before, currency, onFigure }: ByMemberProps) {
  const locale = useLocale()
  const { t } = locale
  const parts = members.filter((one) => one[figure] !== 0).sort((one, other) => other[figure] - one[figure])
  if (parts.length === 0) return null
  return (
    <table className={styles.equation}>
      <caption>{t.detail.byMember}</caption>
      <tbody>
        {parts.map((one) => (
          <tr key={one.CoworkerId}>
            <th scope="row">
              <button
                type="button"
                className={`${controls.textButton ?? ''} ${controls.content ?? ''}`}
                onClick={() => onFigure(figure, one.CoworkerId)}
              >
                {one.CoworkerFullName}
              </button>
            </th>
            <td data-value={one[figure]}>
              {valueText(figure, one[figure], locale, currency)}
              <Since {...{ figure, before, currency }} coworkerId={one.CoworkerId} value={one[figure]} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
