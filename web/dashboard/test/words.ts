/** What a server says about its figures, and what a team's figures stand on. */
import type { Figures, FigureWords, TeamBasis } from '@teamkpi/client'

function words(group: string, labels: Record<string, string>): FigureWords[] {
  return Object.entries(labels).map(([Name, Label]) => ({
    Name,
    Group: group,
    Label,
    Unit: '',
    GroupKey: group,
    UnitKey: '',
    Meaning: `${Name} is meant.`,
  }))
}

export const FIGURES: Figures = {
  Kpi: [
    ...words('Member', { CoworkerId: 'Id', CoworkerFullName: 'Member', CoworkerEmail: 'E-mail' }),
    ...words('To invoice', {
      UninvoicedProducts: 'Products',
      UninvoicedExtraServices: 'Services',
      UnivoicedEventAttendees: 'Event tickets',
      UnivoicedTimepasses: 'Passes',
    }),
    ...words('Credit left', {
      RemainingBookingCredit: 'Money',
      RemainingTimeCreditMinutes: 'Time',
      RemainingTimeCreditDays: 'Days',
      RemainingTimeCreditWeeks: 'Weeks',
      RemainingTimeCreditMonths: 'Months',
      RemainingTimeCreditUses: 'Uses',
    }),
    ...words('Passes left', { RemainingTimePassesMinutes: 'Time', RemainingTimePassesCount: 'Day passes' }),
    ...words('Booked', { BookedTimeTotal: 'In all', BookedTimeThisMonth: 'This month' }),
    ...words('Checked in', { CheckedTimeTotal: 'In all', CheckedTimeThisMonth: 'This month' }),
  ],
  Metrics: [
    ...words('Used', { TeamBookingMinutes: 'Booked, team', TeamCheckingMinutes: 'Checked in, team' }),
    ...words('Invoiced', { TeamInvoicedAmount: 'To the team' }),
    ...words('Stands open', { TotalUnpaid: 'Unpaid' }),
  ],
}

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
  OpenCheckinHours: 24,
}
