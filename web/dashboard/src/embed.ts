/**
 * What another portal can use of the dashboard.
 *
 * @packageDocumentation
 */
import './theme/tokens.css'

export { endpoints } from '@/api/endpoints'
export { useData, type Data, type DataOptions } from '@/hooks/useData'
export { DEFAULT_VIEW, readView, writeView, type MembersView, type TeamView } from '@/kpi/view'
export type { Reader } from '@/queries/data'
export type { TeamKpi, TeamKpiList } from '@/types/endpoints/TeamKpi'
export { TeamKpiSection, type TeamKpiSectionProps } from '@/views/user/dashboards/team/components/TeamKpiSection'
