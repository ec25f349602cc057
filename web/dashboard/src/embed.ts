/**
 * What another portal can use of the dashboard.
 *
 * @packageDocumentation
 */
import '@/theme/tokens.css'
import '@/theme/embedded.css'

export { endpoints } from '@teamkpi/client'
export { useData, type Data, type DataOptions } from '@/data/useData'
export { DEFAULT_VIEW, readView, writeView, type TeamView } from '@/app/team/view'
export type { MembersView } from '@/features/members/view'
export type { Reader } from '@/data/reading'
export type { SectionProps, SectionTheme } from '@/page/Embedded'
export type { TeamKpi, TeamKpiList } from '@teamkpi/client'
export { AttendanceSection, type AttendanceSectionProps } from '@/features/attendance/EmbeddedAttendance'
export { PersonPanel, type PersonPanelProps } from '@/features/detail/EmbeddedPerson'
export { TeamKpiSection, type TeamKpiSectionProps } from '@/features/members/TeamKpiSection'
export { TrendsSection, type TrendsSectionProps } from '@/features/trends/EmbeddedTrends'
