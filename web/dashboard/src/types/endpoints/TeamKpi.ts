export type { TeamKpi, TeamKpiList } from '@teamkpi/client'
