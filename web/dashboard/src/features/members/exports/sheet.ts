/** The table on the screen as rows and columns for a file: the same members, order and columns. */
import { spanOf } from '@/data/comparison'
import type { CellValue, ColumnKind, TypedSheet } from '@/data/exports/table'
import { type Explain } from '@/data/team'
import { isCompared, lineOfThen, sumsOfBoth, type Then } from '@/features/members/changes'
import { FIGURE_COLUMNS, isMixed, type ColumnId } from '@/features/members/columns'
import { headingOf, labelOf } from '@/features/members/headings'
import type { MemberLine } from '@/features/members/lines'
import type { ShownGroup } from '@/features/members/shown'
import { amountsIn, sumOf, type Figures } from '@/features/members/sums'
import { written, type Measure } from '@/i18n/amounts'
import type { Locale } from '@/i18n/locale'

interface SheetSource {
  readonly members: readonly MemberLine[]
  readonly all: readonly MemberLine[]
  readonly groups: readonly ShownGroup[]
  readonly fields: readonly ('CoworkerEmail' | 'CoworkerId')[]
  /** The figures that can't be known of the day that is shown. */
  readonly uncertain: readonly string[]
  readonly then: Then | null
  readonly currency: string | null
  readonly explain: Explain
  readonly locale: Locale
}

/**
 * Makes the table.
 *
 * Time is given in whole minutes and money as a number, with the unit in the heading. A collapsed group with several
 * units is a text, as on the screen. Beside a column that is compared is another one with the values of then.
 */
export function sheetOf(source: SheetSource): TypedSheet {
  const { members, all, groups, fields, uncertain, then, currency, explain, locale } = source
  const { t, f } = locale
  const columns = groups.flatMap((group) =>
    group.columns.flatMap((id) => {
      const shown = { id, group, span: null }
      if (!isCompared(id, group.id, uncertain, then)) return [shown]
      return [shown, { id, group, span: spanOf(id, then.before.comparison, f) }]
    }),
  )
  const both = then && sumsOfBoth(members, then)
  const cells = (figures: Figures, earlier: (id: ColumnId) => Figures | undefined) =>
    columns.map(({ id, span }) => {
      const shown = span === null ? figures : earlier(id)
      return shown ? cellOf(shown, id, locale, currency) : ''
    })
  return {
    header: [
      t.table.member,
      ...fields.map((id) => explain(id).Label),
      ...columns.map(({ id, group, span }) => {
        const heading = headingOf(group.id, explain, t)
        const unit = unitOf(id, t, currency)
        const name = isMixed(id) || id === 'NextExpiry' ? heading : `${heading}: ${labelOf(id, explain, t)}`
        return `${name}${span === null ? '' : `, ${span}`}${unit ? ` (${unit})` : ''}`
      }),
    ],
    rows: members.map((one) => [
      one.CoworkerFullName,
      ...fields.map((id) => one[id]),
      ...cells(one, (id) => lineOfThen(one.CoworkerId, id, then)),
    ]),
    footer: [
      members.length === all.length ? t.table.team(all.length) : t.table.shown(members.length, all.length),
      ...fields.map(() => ''),
      ...cells(sumOf(members), () => both?.then),
    ],
    kinds: [
      'text',
      ...fields.map((id): ColumnKind => (id === 'CoworkerId' ? 'id' : 'text')),
      ...columns.map(({ id }) => kindOf(id)),
    ],
    currency,
  }
}

function cellOf(figures: Figures, id: ColumnId, locale: Locale, currency: string | null): CellValue {
  if (id === 'NextExpiry') return figures.NextExpiry ?? ''
  const amounts = amountsIn(figures, id)
  if (isMixed(id) || amounts.length > 1) return amounts.map((one) => written(one, locale, currency)).join(' · ')
  return amounts[0]?.value ?? (id === 'AmountToInvoice' ? '' : 0)
}

function kindOf(id: ColumnId): ColumnKind {
  if (id === 'NextExpiry') return 'day'
  if (isMixed(id)) return 'text'
  return id === 'AmountToInvoice' || MEASURES.get(id) === 'money' ? 'money' : 'count'
}

function unitOf(id: ColumnId, t: Locale['t'], currency: string | null): string {
  if (id === 'AmountToInvoice') return currency ?? ''
  const measure = MEASURES.get(id)
  if (measure === 'minutes') return t.units.minutes
  return measure === 'money' ? (currency ?? '') : ''
}

const MEASURES = new Map<ColumnId, Measure>(FIGURE_COLUMNS.map((one) => [one.id, one.measure]))
