/** Documented path, kept for portals; the dashboard itself does not import it. */
export { TeamKpiSection, type TeamKpiSectionProps } from '@/features/members/TeamKpiSection'
