import type { Moment } from '@/data/money'
import { useBasis } from '@/data/team'
import { Embedded, type SectionProps } from '@/page/Embedded'
import Person from './PersonPanel'

/** What the panel about one member is given. */
export interface PersonPanelProps extends SectionProps {
  /** The member's `CoworkerId`. */
  coworkerId: number
  /** The instant or day that is shown; the present by default. Has to stay the same object while it is the same. */
  moment?: Moment | undefined
  /** A day of the month to compare with, like 2026-10-31; by default nothing is compared. */
  against?: string | null | undefined
  /** Called when the user closes the panel: take it away then. */
  onClose: () => void
  /** Called with the figure whose value the user pressed; without it, values are plain text. */
  onFigure?: ((figure: string, coworkerId: number) => void) | undefined
}

const PRESENT: Moment = {}

/** Everything about one member, in a panel at the side, for a page of another portal. */
export function PersonPanel({
  coworkerId,
  moment = PRESENT,
  against = null,
  onClose,
  onFigure,
  ...props
}: PersonPanelProps) {
  return (
    <Embedded {...props}>
      <Panel {...props} {...{ coworkerId, moment, against, onClose, onFigure }} />
    </Embedded>
  )
}

function Panel({
  httpClient,
  teamId,
  ...props
}: Omit<PersonPanelProps, 'moment' | 'against'> & { moment: Moment; against: string | null }) {
  const basis = useBasis(httpClient, teamId)
  return (
    <Person
      key={props.coworkerId}
      {...props}
      teamId={teamId}
      currency={basis.data?.CurrencyCode ?? null}
      isAdministrator={false}
      onFigure={props.onFigure ?? null}
    />
  )
}
