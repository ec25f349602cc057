/** The options chosen on a team's page, and how they appear in the URL. */
import { COLUMN_IDS } from '@/features/members/columns'
import type { PanelTarget } from '@/features/members/open'
import { DEFAULT_MEMBERS_VIEW, readMembersView, writeMembersView, type MembersView } from '@/features/members/view'
import { isDay } from '@/format/days'

/** The parts of a team's page. */
export const TABS = ['members', 'trends', 'attendance'] as const
/** A part of a team's page. */
export type Tab = (typeof TABS)[number]

/** What of a team's page is shown. */
export interface TeamView extends MembersView {
  readonly tab: Tab
  /** The day, like 2026-11-23, whose week is shown; null for this week. */
  readonly week: string | null
  /** The day, like 2026-10-31, that the page shows; null for the present. */
  readonly on: string | null
  /** A day of the month that the page is compared with; null for last month. */
  readonly vs: string | null
  /** What is open beside the page. */
  readonly panel: PanelTarget | null
}

/** What is seen when nothing has been chosen. */
export const DEFAULT_VIEW: TeamView = {
  ...DEFAULT_MEMBERS_VIEW,
  tab: 'members',
  week: null,
  on: null,
  vs: null,
  panel: null,
}

const ALL = 'all'

function idOf(text: string | null): number | null {
  return text && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null
}

function readPanel(params: URLSearchParams): PanelTarget | null {
  const column = COLUMN_IDS.find((one) => one === params.get('why'))
  if (column) return { kind: 'why', column, coworkerId: idOf(params.get('of')) }
  const member = idOf(params.get('member'))
  if (member) return { kind: 'member', coworkerId: member }
  const expiring = params.get('expiring')
  if (expiring === ALL) return { kind: 'expiring', coworkerId: null }
  const of = idOf(expiring)
  return of ? { kind: 'expiring', coworkerId: of } : null
}

function writePanel(panel: PanelTarget | null, params: URLSearchParams): void {
  switch (panel?.kind) {
    case 'why':
      params.set('why', panel.column)
      if (panel.coworkerId) params.set('of', String(panel.coworkerId))
      return
    case 'member':
      params.set('member', String(panel.coworkerId))
      return
    case 'expiring':
      params.set('expiring', panel.coworkerId ? String(panel.coworkerId) : ALL)
  }
}

/** The parameters of an address with another panel, or none. */
export function withPanel(before: URLSearchParams, panel: PanelTarget | null): URLSearchParams {
  const params = new URLSearchParams(before)
  for (const name of ['why', 'of', 'member', 'expiring']) params.delete(name)
  writePanel(panel, params)
  return params
}

function readDay(params: URLSearchParams, name: string): string | null {
  const day = params.get(name)
  return isDay(day) ? day : null
}

/** Reads a view from an address. What is not understood is passed over: addresses are typed and outlive versions. */
export function readView(params: URLSearchParams): TeamView {
  return {
    ...readMembersView(params),
    tab: TABS.find((one) => one === params.get('tab')) ?? DEFAULT_VIEW.tab,
    week: readDay(params, 'week'),
    on: readDay(params, 'on'),
    vs: readDay(params, 'vs'),
    panel: readPanel(params),
  }
}

/** Writes a view as URL parameters, without default values. Reading them again gives the same view. */
export function writeView(view: TeamView): URLSearchParams {
  const params = new URLSearchParams()
  if (view.tab !== DEFAULT_VIEW.tab) params.set('tab', view.tab)
  writeMembersView(view, params)
  if (view.week) params.set('week', view.week)
  if (view.on) params.set('on', view.on)
  if (view.vs) params.set('vs', view.vs)
  writePanel(view.panel, params)
  return params
}
