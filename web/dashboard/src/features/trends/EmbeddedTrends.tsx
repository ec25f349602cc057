import type { Moment } from '@/data/money'
import { Embedded, type SectionProps } from '@/page/Embedded'
import Trends from './TrendsSection'

/** What the section with a team's months is given. */
export interface TrendsSectionProps extends SectionProps {
  /** The instant or day up to which the months are shown; the present by default. Has to stay the same object while it is the same. */
  moment?: Moment | undefined
  /** A day of the month to compare with, like 2026-10-31; by default nothing is compared. */
  against?: string | null | undefined
}

/** A team's months as charts and tables, for a page of another portal. */
export function TrendsSection({ moment, against, ...props }: TrendsSectionProps) {
  return (
    <Embedded {...props}>
      <Trends teamId={props.teamId} moment={moment} against={against} />
    </Embedded>
  )
}
