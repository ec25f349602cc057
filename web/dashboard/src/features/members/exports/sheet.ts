/** The table on the screen as rows and columns for a file: the same members, order and columns. */
import type { CellValue, ColumnKind, TypedSheet } from '@/data/exports/table'
import { type Explain } from '@/data/team'
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
  readonly currency: string | null
  readonly explain: Explain
  readonly locale: Locale
}

/**
 * Makes the table.
 *
 * Time is given in whole minutes and money as a number, with the unit in the heading. A collapsed group with several
 * units is a text, as on the screen.
 */
export function sheetOf({ members, all, groups, fields, currency, explain, locale }: SheetSource): TypedSheet {
  const { t } = locale
  const columns = groups.flatMap((group) => group.columns.map((id) => ({ id, group })))
  const cells = (figures: Figures) => columns.map(({ id }) => cellOf(figures, id, locale, currency))
  return {
    header: [
      t.table.member,
      ...fields.map((id) => explain(id).Label),
      ...columns.map(({ id, group }) => {
        const heading = headingOf(group.id, explain, t)
        if (isMixed(id) || id === 'NextExpiry') return heading
        const unit = unitOf(id, t, currency)
        return `${heading}: ${labelOf(id, explain, t)}${unit ? ` (${unit})` : ''}`
      }),
    ],
    rows: members.map((one) => [one.CoworkerFullName, ...fields.map((id) => one[id]), ...cells(one)]),
    footer: [
      members.length === all.length ? t.table.team(all.length) : t.table.shown(members.length, all.length),
      ...fields.map(() => ''),
      ...cells(sumOf(members)),
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
