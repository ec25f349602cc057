/** The first answers: the next invoice, what is overdue, what runs out; then how much is used, and what is left. */
import type { UseQueryResult } from '@tanstack/react-query'
import type { TeamAmounts, TeamExpiring, TeamKpi, TeamMetric } from '@teamkpi/client'
import type { Comparison } from '@/data/comparison'
import type { Reader } from '@/data/reading'
import type { Explain } from '@/data/team'
import type { Open } from '@/features/members/open'
import styles from './Lead.module.css'
import { Left, LEFT } from './Left'
import { NextInvoice } from './NextInvoice'
import { Overdue } from './Overdue'
import { RunningOut } from './RunningOut'
import { Usage, USED } from './Usage'

/** An answer that a card is about: it may be loading, or have failed. */
export type Asked<T> = Pick<UseQueryResult<T>, 'data' | 'isError' | 'refetch'>

/** What the lead is made of. */
export interface LeadProps {
  httpClient: Reader
  teamId: number | string
  members: readonly TeamKpi[] | undefined
  before: readonly TeamKpi[] | undefined
  amounts: Asked<TeamAmounts>
  amountsBefore: TeamAmounts | undefined
  expiring: Asked<TeamExpiring>
  months: readonly TeamMetric[] | undefined
  currency: string | null
  comparison: Comparison
  isPresent: boolean
  /** The figures are of a past day, but made of today's records. */
  isCalculated: boolean
  /** The figures that can't be known of the day that the page shows. */
  uncertain: readonly string[]
  explain: Explain
  onOpen: Open
}

/** The parts of the second row, whose place is kept until there are figures. */
const LATER = [...USED, ...LEFT]

/** The lead of the page. Its parts are as high before their answers are there as they are after, so nothing moves. */
export function Lead(props: LeadProps) {
  return (
    <div className={styles.lead}>
      <dl className={styles.first}>
        <NextInvoice {...props} />
        <Overdue {...props} />
        <RunningOut {...props} />
      </dl>
      {props.members ? (
        <dl className={styles.second}>
          <Usage {...props} members={props.members} />
          <Left {...props} members={props.members} />
        </dl>
      ) : (
        <div className={styles.second} aria-hidden="true">
          {LATER.map((one) => (
            <div key={one} className={styles.small} data-total={one} />
          ))}
        </div>
      )}
    </div>
  )
}
