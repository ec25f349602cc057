/** The members of a team: the filters, and the table, or lines where the table is too wide. */
import type { ReactNode } from 'react'
import { rangeOf } from '@/data/comparison'
import type { FileFacts } from '@/data/exports/table'
import { dayOfMoment } from '@/data/money'
import type { Explanations } from '@/data/team'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { Banner, Notice } from '@/ui/Notice'
import { useIsNarrow } from '@/ui/useMedia'
import changeStyles from './Change.module.css'
import { isCompared, type Then } from './changes'
import { FIGURE_COLUMNS } from './columns'
import { FigureLegend } from './FigureLegend'
import { fullNameOf } from './headings'
import type { MemberLine } from './lines'
import type { MembersListProps } from './list-props'
import { MemberList } from './MemberList'
import { MembersTools } from './MembersTools'
import { MemberTable } from './MemberTable'
import type { Open } from './open'
import { useMembersTable } from './useMembersTable'
import type { MembersView } from './view'

interface MembersPanelProps {
  members: readonly MemberLine[]
  /** What a file of the members is about. */
  facts: FileFacts
  currency: string | null
  /** The day that the page shows, like 2026-11-27. */
  today: string
  /** The first days of the months of each member's bars. */
  months: readonly string[]
  explanations: Explanations
  uncertain: readonly string[]
  then: Then | null
  view: MembersView
  onViewChange: (view: MembersView) => void
  onOpen: Open
}

/** The tools, the list of members and the legend. */
export function MembersPanel(props: MembersPanelProps) {
  const { members, facts, currency, today, months, explanations, uncertain, view, then } = props
  const { onViewChange, onOpen } = props
  const { t, f } = useLocale()
  const isNarrow = useIsNarrow()
  const { shown, groups, empty } = useMembersTable(members, view)
  const explain = explanations.ofMember
  if (members.length === 0) {
    const day = facts.moment && dayOfMoment(facts.moment, f)
    if (day) return <Notice kind="empty" title={t.states.noMembersThen(f.date(day))} />
    return <Notice kind="empty" title={t.states.noMembers.title} text={t.states.noMembers.text} />
  }
  const isUnused = members.every((one) => FIGURE_COLUMNS.every(({ id }) => one[id] === 0))
  const { sort } = view
  const group = groups.find((one) => sort && one.columns.includes(sort.column))?.id ?? 'invoice'
  const sortedBy = sort && t.table.sorted(fullNameOf(sort.column, group, explain, t), sort.descending)
  const list = {
    members: shown,
    all: members,
    groups,
    empty,
    currency,
    today,
    months,
    explain,
    uncertain,
    then,
    view,
    onViewChange,
    onOpen,
  }
  return (
    <>
      {isUnused && <Banner kind="note">{t.states.noUse}</Banner>}
      <MembersTools {...list} facts={facts} />
      <ComparedWith {...list} />
      <p className={controls.hidden} role="status">
        {t.table.announced(shown.length, members.length)}
        {sortedBy && `. ${sortedBy}`}
      </p>
      {shown.length === 0 ? (
        <NoMatch clear={() => onViewChange({ ...view, search: '', onlyToInvoice: false, onlyIdle: false })} />
      ) : isNarrow ? (
        <MemberList {...list} />
      ) : (
        <MemberTable {...list} teamName={facts.team} />
      )}
      <FigureLegend explanations={explanations} />
    </>
  )
}

/** What the small numbers are, and which columns have none. */
function ComparedWith({ groups, uncertain, then, explain }: MembersListProps) {
  const { t, f } = useLocale()
  if (!then) return null
  const { comparison } = then.before
  const without = groups.flatMap((group) =>
    group.columns
      .filter((id) => id !== 'NextExpiry' && !isCompared(id, group.id, uncertain, then))
      .map((id) => fullNameOf(id, group.id, explain, t)),
  )
  return (
    <p className={changeStyles.note}>
      {t.table.comparedWith(rangeOf(comparison, f), f.shortDate(comparison.day, comparison.today))}
      {without.length > 0 && ` ${t.table.notCompared(without.join(', '))}`}
    </p>
  )
}

function NoMatch({ clear }: { clear: () => void }): ReactNode {
  const { t } = useLocale()
  return <Notice kind="empty" title={t.table.noMatch} action={{ label: t.table.clear, run: clear }} />
}
