/** Hooks for what the parts of a team's page share; each reads through one options function. */
import { useQuery } from '@tanstack/react-query'
import type { Id } from '@teamkpi/client'
import { useMemo } from 'react'
import { useLocale, type Locale } from '@/i18n/locale'
import { columnsOf, type GroupId } from '@/kpi/columns'
import type { Reader } from '@/queries/data'
import { basisOptions, figuresOptions, metricsOptions } from '@/queries/teams'
import type { FigureWords } from '@/types/endpoints/Figures'
import type { TeamMetric } from '@/types/endpoints/TeamMetric'

/** What the server says about a figure, by the wire's name; of a figure that it says nothing about, the name itself. */
export type Explain = (name: string) => FigureWords

/** What the figures of a member and of a month are called and mean. */
export interface Explanations {
  readonly ofMember: Explain
  readonly ofMonth: Explain
  /** The server could not be asked what figures mean. */
  readonly hasError: boolean
}

function explaining(figures: readonly FigureWords[] | undefined): Explain {
  const known = new Map(figures?.map((one) => [one.Name, one]))
  return (name) => known.get(name) ?? { Name: name, Group: '', Label: name, Unit: '', Meaning: '' }
}

/** What the server calls a group of figures, or this page where the server does not say. */
export function headingOf(group: GroupId, explain: Explain, t: Locale['t']): string {
  const said = columnsOf(group)[0]
  const heading = said ? explain(said.id).Group : ''
  return heading === '' ? t.groups[group] : heading
}

/** Reads what the figures are called and mean, in the language of the page. */
export function useExplanations(client: Reader): Explanations {
  const { language } = useLocale()
  const { data, isError } = useQuery(figuresOptions(client, language))
  return useMemo(
    () => ({ ofMember: explaining(data?.Kpi), ofMonth: explaining(data?.Metrics), hasError: isError }),
    [data, isError],
  )
}

/** Reads what a team's figures stand on. */
export function useBasis(client: Reader, teamId: Id) {
  return useQuery(basisOptions(client, teamId))
}

/** Reads a team's months; undefined until they are there. */
export function useMonths(client: Reader, teamId: Id): readonly TeamMetric[] | undefined {
  return useQuery(metricsOptions(client, teamId)).data?.Metrics
}
