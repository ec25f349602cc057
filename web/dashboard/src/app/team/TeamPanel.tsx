/** What is open beside a team's page. Its code is read from the server when something is first opened. */
import type { Id } from '@teamkpi/client'
import { lazy, Suspense } from 'react'
import type { Moment } from '@/data/money'
import { columnsOf, FIGURE_COLUMNS, GROUPS, columnIdsOf, COLUMN_IDS, type ColumnId } from '@/features/members/columns'
import type { PanelTarget } from '@/features/members/open'
import { useLocale, type Locale } from '@/i18n/locale'
import { patient } from '@/ui/patient'

const WhyPanel = lazy(patient(() => import('@/features/detail/WhyPanel')))
const PersonPanel = lazy(patient(() => import('@/features/detail/PersonPanel')))
const ExpiringPanel = lazy(patient(() => import('@/features/detail/ExpiringPanel')))

interface TeamPanelProps {
  teamId: Id
  panel: PanelTarget
  moment: Moment
  /** A day of the month that the page is compared with; null where nothing was chosen. */
  against: string | null
  currency: string | null
  teamName: string
  isAdministrator: boolean
  /** Shows something else in the place of what is open. */
  onPanel: (panel: PanelTarget) => void
  onClose: () => void
}

/** The figures that a column stands for: those of its group. */
function figuresOf(column: ColumnId): readonly string[] {
  const group = GROUPS.find((one) => columnIdsOf(one).includes(column))
  return group ? columnsOf(group).map((one) => one.id) : []
}

async function save(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  name: string,
  locale: Locale,
): Promise<void> {
  const { saveCsv } = await import('@/data/exports/save')
  saveCsv({ header, rows, footer: [] }, name, locale)
}

/** The panel. */
export function TeamPanel(props: TeamPanelProps) {
  const { panel, teamName, onPanel } = props
  const locale = useLocale()
  const why = (figure: string, coworkerId: number | null) => {
    const column = COLUMN_IDS.find((one) => one === figure)
    if (column) onPanel({ kind: 'why', column, coworkerId })
  }
  return (
    <Suspense fallback={null}>
      {panel.kind === 'why' ? (
        <WhyPanel
          {...props}
          key={`${panel.column} ${String(panel.coworkerId)}`}
          coworkerId={panel.coworkerId}
          figures={figuresOf(panel.column)}
          figure={FIGURE_COLUMNS.find((one) => one.id === panel.column)?.id ?? null}
          onFigure={why}
          onSave={(header, rows) => save(header, rows, `${teamName} ${panel.column}`, locale)}
        />
      ) : panel.kind === 'member' ? (
        <PersonPanel {...props} key={panel.coworkerId} coworkerId={panel.coworkerId} onFigure={why} />
      ) : (
        <ExpiringPanel {...props} coworkerId={panel.coworkerId} />
      )}
    </Suspense>
  )
}
