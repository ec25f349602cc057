/** Statements of a month. */
import { endpoints, type Id } from '@teamkpi/client'
import { dataOptions, type Reader } from './reading'

const SELDOM = 300_000

/** What fell due in a month: the day, the amount and the currency of each item. It is read once for a month that is over. */
export function statementItemsOptions(client: Reader, teamId: Id, month: string, isOver: boolean) {
  return dataOptions(client, endpoints.teams.statement(teamId, month), {
    shape: { fields: ['Items.DueOn', 'Items.Amount', 'Items.CurrencyCode'] },
    every: isOver ? undefined : SELDOM,
    isFixed: isOver,
  })
}
