/** The call that reads a person's figures. */
import { endpoint, type QueryValue } from '@teamkpi/client'
import { dataOptions, type Reader } from '@/data/reading'

/** A person's figures, and the team or the location that they are for. */
export interface PersonFigures {
  readonly TeamId: number | null
  readonly TeamName: string | null
  readonly BusinessName: string | null
  readonly CurrencyCode: string | null
  readonly Zone: string
  readonly Kpi: Readonly<Record<string, unknown>>
}

/** A person's figures in a team, or at a location. */
export function personFiguresOptions(client: Reader, id: number, place: Readonly<Record<string, QueryValue>>) {
  return dataOptions<PersonFigures>(client, endpoint('GET', `/api/sys/coworkers/${id}/figures`, place))
}
