/** Why a figure is what it is, and what was used: the calls of the panels. */
import { endpoints, type HttpClient, type Id, type TeamExplanation } from '@teamkpi/client'
import { isPast, type Moment } from '@/data/money'
import { dataOptions, type Reader } from '@/data/reading'

const PAGE = 25
const LARGEST_PAGE = 100

/** Which rows behind which figure. */
export interface Question {
  readonly figure: string
  /** Null for the whole team. */
  readonly coworkerId: number | null
  readonly moment: Moment
  /** Rows that count, or those that don't. */
  readonly counted: boolean
}

function asked({ coworkerId, moment, counted }: Question) {
  return { ...moment, coworkerId: coworkerId ?? undefined, counted }
}

/** A page of the rows behind a figure, with its equation. */
export function explainOptions(client: Reader, teamId: Id, question: Question, language: string, page = 1) {
  return dataOptions(
    client,
    endpoints.teams.explain(teamId, question.figure, { ...asked(question), page, pageSize: PAGE }),
    { language, isFixed: isPast(question.moment) },
  )
}

/** Every row behind a figure. */
export async function allRows(client: HttpClient, teamId: Id, question: Question): Promise<Row[]> {
  const rows: Row[] = []
  for (let page = 1; ; page++) {
    const endpoint = endpoints.teams.explain(teamId, question.figure, {
      ...asked(question),
      page,
      pageSize: LARGEST_PAGE,
    })
    const { data } = await client.request<TeamExplanation>(endpoint)
    rows.push(...data.Records.Records)
    if (!data.Records.HasNextPage) return rows
  }
}

/** A row behind a figure. */
export type Row = TeamExplanation['Records']['Records'][number]

/** The latest uses of credits and passes by a member. */
export function usesOptions(client: Reader, teamId: Id, coworkerId: number, moment: Moment) {
  return dataOptions(client, endpoints.teams.uses(teamId, { coworkerId, to: moment.at, pageSize: PAGE }), {
    isFixed: isPast(moment),
  })
}
