/** What a team's figures stand on now. */
export interface TeamBasis {
  TeamId: number
  TeamName: string
  IsTeamAdministrator: boolean
  BusinessName: string | null
  SimpleTimeZoneNameIana: string
  CurrencyCode: string | null
  Now: string
  MonthDate: string
  MonthFrom: string
  MonthTo: string
  OpenCheckinHours: number
}
