/**
 * What another portal can use of the dashboard.
 *
 * @packageDocumentation
 */
import '@/theme/tokens.css'

export { endpoints } from '@teamkpi/client'
export { useData, type Data, type DataOptions } from '@/data/useData'
export { DEFAULT_VIEW, readView, writeView, type TeamView } from '@/app/team/view'
export type { MembersView } from '@/features/members/view'
export type { Reader } from '@/data/reading'
export type { TeamKpi, TeamKpiList } from '@teamkpi/client'
export { TeamKpiSection, type TeamKpiSectionProps } from '@/features/members/TeamKpiSection'
