/** Money and what expires: the calls that the lead, the members and the panels share. */
import { endpoints, type Id, type Shape } from '@teamkpi/client'
import type { Formats } from '@/format/formats'
import { dataOptions, type Reader } from './reading'

/** Which instant a page shows: nothing for the present. */
export interface Moment {
  /** The figures are calculated as of this instant or day. */
  readonly at?: string | undefined
  /** Only what the ledger had at this instant or day counts. */
  readonly knownAt?: string | undefined
}

/** How many days ahead something counts as running out. */
export const SOON = 30
/** The longest that the server looks ahead. */
export const A_YEAR = 366

/** What is not yet invoiced and what is unpaid, for each member and in total. */
export function amountsOptions(client: Reader, teamId: Id, moment: Moment = {}, coworkerId?: Id) {
  return dataOptions(client, endpoints.teams.amounts(teamId, { ...moment, coworkerId }), { isFixed: isPast(moment) })
}

/** Credits and passes that expire, the soonest first. */
export function expiringOptions(client: Reader, teamId: Id, days: number, moment: Moment = {}, coworkerId?: Id) {
  return dataOptions(client, endpoints.teams.expiring(teamId, { ...moment, days, coworkerId }), {
    isFixed: isPast(moment),
  })
}

const FIGURES: Shape = { fields: ['Kpi'] }
const FIGURES_OF_PAST: Shape = { fields: ['Kpi', 'KnownSince', 'Uncertain'] }

/** The figures of every member. */
export function kpiOptions(client: Reader, teamId: Id, moment: Moment = {}) {
  return dataOptions(client, endpoints.teams.kpi(teamId, moment), {
    shape: isPast(moment) ? FIGURES_OF_PAST : FIGURES,
    isFixed: isPast(moment),
  })
}

/** The figures of whoever asks: of each member that they act for. */
export function ownKpiOptions(client: Reader, teamId: Id) {
  return dataOptions(client, endpoints.teams.myKpi(teamId), { shape: FIGURES })
}

/** Data about a past instant doesn't change while it is shown. */
export function isPast({ at }: Moment): boolean {
  return at !== undefined
}

/** The day of a past instant at the location; undefined for the present. */
export function dayOfMoment({ at }: Moment, f: Formats): string | undefined {
  // A value of ten characters is already a day there.
  return at === undefined || at.length === 10 ? at : f.dayOf(Date.parse(at))
}
