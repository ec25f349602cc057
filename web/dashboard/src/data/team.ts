/** What the parts of a team's page share: its basis, its months, and the words about figures. */
import { useQuery } from '@tanstack/react-query'
import { endpoints, type FigureWords, type Id, type TeamMetric } from '@teamkpi/client'
import { useMemo } from 'react'
import { useLocale } from '@/i18n/locale'
import { isPast, type Moment } from './money'
import { dataOptions, type Reader } from './reading'
import { useOnce } from './useOnce'

const MONTHS = 12
/** Milliseconds after which months that are over are read again: they only change with corrections. */
const SELDOM = 600_000

/** The names, units and meanings of the figures. They only change with the server's version. */
export function figuresOptions(client: Reader, language: string) {
  return dataOptions(client, endpoints.figures, { language, isFixed: true })
}

/** What a team's figures are based on: its time zone, month and currency, and the caller's role. */
export function basisOptions(client: Reader, teamId: Id) {
  return dataOptions(client, endpoints.teams.basis(teamId))
}

/** A team month by month, up to the month of an instant. */
export function metricsOptions(client: Reader, teamId: Id, moment: Moment = {}, months = MONTHS) {
  return dataOptions(client, endpoints.teams.metrics(teamId, { months, ...moment }), {
    isFixed: isPast(moment),
  })
}

/** What each member used in each month up to that of an instant. */
export function usageOptions(client: Reader, teamId: Id, moment: Moment = {}) {
  return dataOptions(client, endpoints.teams.usage(teamId, { months: MONTHS, ...moment }), {
    isFixed: true,
    every: isPast(moment) ? undefined : SELDOM,
  })
}

/** The server's words for a figure, by its name in the API. Without any, the name itself. */
export type Explain = (name: string) => FigureWords

/** The names and meanings of the figures of a member and of a month. */
export interface Explanations {
  readonly ofMember: Explain
  readonly ofMonth: Explain
  /** They are there, or can't be had. */
  readonly isSettled: boolean
  /** The explanations failed to load. */
  readonly hasError: boolean
}

function explaining(figures: readonly FigureWords[] | undefined): Explain {
  const known = new Map(figures?.map((one) => [one.Name, one]))
  return (name) =>
    known.get(name) ?? { Name: name, Group: '', Label: name, Unit: '', Meaning: '', GroupKey: '', UnitKey: '' }
}

/** Reads the names and meanings of the figures in the language of the page. */
export function useExplanations(client: Reader): Explanations {
  const { language } = useLocale()
  const { data, isError, failureCount } = useQuery(figuresOptions(client, language))
  const isSettled = useOnce(data !== undefined || failureCount > 0, language)
  return useMemo(
    () => ({
      ofMember: explaining(data?.Kpi),
      ofMonth: explaining(data?.Metrics),
      isSettled,
      hasError: isError,
    }),
    [data, isError, isSettled],
  )
}

/** Reads what a team's figures are based on. */
export function useBasis(client: Reader, teamId: Id) {
  return useQuery(basisOptions(client, teamId))
}

/** Reads a team's months; undefined until they have loaded. */
export function useMonths(client: Reader, teamId: Id, moment?: Moment): readonly TeamMetric[] | undefined {
  return useQuery(metricsOptions(client, teamId, moment)).data?.Metrics
}
