/** The options chosen on a team's page, and how they appear in the URL. */
import { DEFAULT_MEMBERS_VIEW, readMembersView, writeMembersView, type MembersView } from '@/features/members/view'

/** The parts of a team's page. */
export const TABS = ['members', 'trends', 'attendance'] as const
/** A part of a team's page. */
export type Tab = (typeof TABS)[number]

/** What of a team's page is shown. */
export interface TeamView extends MembersView {
  readonly tab: Tab
  /** The day, like 2026-11-23, whose week is shown; null for this week. */
  readonly week: string | null
}

/** What is seen when nothing has been chosen. */
export const DEFAULT_VIEW: TeamView = { ...DEFAULT_MEMBERS_VIEW, tab: 'members', week: null }

function isDay(text: string | null): text is string {
  if (text === null || !/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

/** Reads a view from an address. What is not understood is passed over: addresses are typed and outlive versions. */
export function readView(params: URLSearchParams): TeamView {
  const week = params.get('week')
  return {
    ...readMembersView(params),
    tab: TABS.find((one) => one === params.get('tab')) ?? DEFAULT_VIEW.tab,
    week: isDay(week) ? week : null,
  }
}

/** Writes a view as URL parameters, without default values. Reading them again gives the same view. */
export function writeView(view: TeamView): URLSearchParams {
  const params = new URLSearchParams()
  if (view.tab !== DEFAULT_VIEW.tab) params.set('tab', view.tab)
  writeMembersView(view, params)
  if (view.week) params.set('week', view.week)
  return params
}
