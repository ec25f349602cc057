/** What a server says about its figures, and what a team's figures stand on. */
import type { Figures, FigureWords, TeamBasis } from '@teamkpi/client'
import contract from '../../../contract/openapi.json'

interface Schema {
  title?: string
  'x-group'?: string
  'x-group-key'?: string
  'x-unit-key'?: string
}

/** What a server of this contract says about the figures of a schema. */
function words(schema: 'TeamKpi' | 'TeamMetric'): FigureWords[] {
  const fields: Record<string, Schema> = contract.components.schemas[schema].properties
  return Object.entries(fields).map(([Name, field]) => ({
    Name,
    Group: field['x-group'] ?? '',
    Label: field.title ?? '',
    Unit: '',
    GroupKey: field['x-group-key'] ?? '',
    UnitKey: field['x-unit-key'] ?? '',
    Meaning: `${Name} is meant.`,
  }))
}

export const FIGURES: Figures = { Kpi: words('TeamKpi'), Metrics: words('TeamMetric') }

export const BASIS: TeamBasis = {
  TeamId: 55,
  TeamName: 'Tech Innovators',
  IsTeamAdministrator: true,
  BusinessName: 'Downtown Coworking Hub',
  SimpleTimeZoneNameIana: 'Europe/London',
  CurrencyCode: 'GBP',
  Now: '2026-11-18T12:00:00Z',
  MonthDate: '2026-11-01',
  MonthFrom: '2026-11-01T00:00:00Z',
  MonthTo: '2026-12-01T00:00:00Z',
  MirroredOn: null,
  OpenCheckinHours: 24,
  DisableAttendanceDashboard: false,
}
