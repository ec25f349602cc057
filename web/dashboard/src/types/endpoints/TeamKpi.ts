/** Documented path, kept for portals; the dashboard itself does not import it. */
export type { TeamKpi, TeamKpiList } from '@teamkpi/client'
