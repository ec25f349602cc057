/** A rule while it is filled in, and what the figures that it can be about allow. */
import { kpiFigures, type AlertRule, type AlertRuleAddition } from '@teamkpi/client'
import type { Measure } from '@/i18n/amounts'

/** A figure that a rule can be about. */
export type Figure = AlertRuleAddition['Figure']
/** How it is compared. */
export type Comparison = AlertRuleAddition['Comparison']
/** Whose figure it is. */
export type Subject = AlertRuleAddition['Of']

/** The figures that a rule can be about besides those of members. */
export const OWN_FIGURES = ['ToInvoice', 'DaysToExpiry', 'OpenCheckinMinutes'] as const
type OwnFigure = (typeof OWN_FIGURES)[number]

const OWN_MEASURES: Readonly<Record<OwnFigure, Measure>> = {
  ToInvoice: 'money',
  DaysToExpiry: 'days',
  OpenCheckinMinutes: 'minutes',
}
const COUNTING = kpiFigures.filter((one) => one.unit !== '')
const COMPARISONS: readonly Comparison[] = ['at_most', 'at_least']

/** A rule while it is filled in. */
export interface Draft {
  readonly figure: Figure
  readonly of: Subject
  readonly comparison: Comparison
  /** The number; null while what was typed isn't one. */
  readonly threshold: number | null
  /** Administrators of the team; null for all. */
  readonly recipients: readonly number[] | null
}

/** Whether a figure isn't one of the members' own. */
export function isOwn(figure: string): figure is OwnFigure {
  return OWN_FIGURES.some((one) => one === figure)
}

/** What a figure counts. */
export function measureOf(figure: string): Measure {
  if (isOwn(figure)) return OWN_MEASURES[figure]
  return COUNTING.find((one) => one.name === figure)?.unit ?? 'count'
}

/** How a figure can be compared. */
export function comparisonsOf(figure: string): readonly Comparison[] {
  if (figure === 'DaysToExpiry') return ['at_most']
  return figure === 'OpenCheckinMinutes' ? ['at_least'] : COMPARISONS
}

/** The figures of members in their groups, with the group's heading in English. */
export function groupedFigures(): readonly { readonly heading: string; readonly figures: readonly Figure[] }[] {
  return [...new Set(COUNTING.map((one) => one.heading))].map((heading) => ({
    heading,
    figures: COUNTING.filter((one) => one.heading === heading).map((one) => one.name),
  }))
}

/** What a new rule begins with: the credit that runs out first. */
export const FIRST: Draft = {
  figure: 'RemainingTimeCreditMinutes',
  of: 'member',
  comparison: 'at_most',
  threshold: 60,
  recipients: null,
}

/** A rule as it can be changed. */
export function draftOf(rule: AlertRule): Draft {
  return {
    figure: rule.Figure,
    of: rule.Of,
    comparison: rule.Comparison,
    threshold: rule.Threshold,
    recipients: rule.RecipientIds,
  }
}

/** The draft with another figure, and a comparison that goes with it. */
export function withFigure(draft: Draft, figure: Figure): Draft {
  const allowed = comparisonsOf(figure)
  return {
    ...draft,
    figure,
    comparison: allowed.includes(draft.comparison) ? draft.comparison : (allowed[0] ?? 'at_most'),
  }
}

/** The number that was typed, if it can be a threshold of the draft. */
export function thresholdOf(text: string, { figure, comparison }: Draft): number | null {
  const typed = text.trim().replace(',', '.')
  const form = measureOf(figure) === 'money' ? /^\d{1,9}(\.\d{1,2})?$/ : /^\d{1,9}$/
  if (!form.test(typed)) return null
  const value = Number(typed)
  const least = comparison === 'at_least' ? 1 : 0
  const most = figure === 'DaysToExpiry' ? 365 : figure === 'OpenCheckinMinutes' ? 1_000_000 : 999_999_999
  return value >= least && value <= most ? value : null
}
