import { Embedded, type SectionProps } from '@/page/Embedded'
import Trends from './TrendsSection'

/** What the section with a team's months is given. */
export type TrendsSectionProps = SectionProps

/** A team's months as charts and tables, for a page of another portal. */
export function TrendsSection(props: TrendsSectionProps) {
  return (
    <Embedded {...props}>
      <Trends teamId={props.teamId} />
    </Embedded>
  )
}
