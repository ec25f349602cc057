/** Everything about one member: what will be invoiced, what is left, what was booked, and what was used. */
import { useQuery } from '@tanstack/react-query'
import type { Id } from '@teamkpi/client'
import { useBefore, useComparison } from '@/data/comparison'
import { kpiOptions, type Moment } from '@/data/money'
import { useLocale } from '@/i18n/locale'
import { useClient, useIsView } from '@/session/SessionContext'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Notice } from '@/ui/Notice'
import { SidePanel } from '@/ui/SidePanel'
import styles from './Detail.module.css'
import { MemberActions } from './MemberActions'
import { Person } from './Person'

interface PersonPanelProps {
  teamId: Id
  coworkerId: number
  moment: Moment
  /** A day of the month to compare with; null for no comparison. */
  against: string | null
  currency: string | null
  /** The user administers the team. */
  isAdministrator: boolean
  /** Opens a figure; null where there is nothing to open. */
  onFigure: ((figure: string, coworkerId: number) => void) | null
  onClose: () => void
}

/** The panel. */
export default function PersonPanel(props: PersonPanelProps) {
  const { teamId, coworkerId, moment, against, currency, isAdministrator, onFigure, onClose } = props
  const { t } = useLocale()
  const client = useClient()
  const isView = useIsView()
  const { data, error, refetch } = useQuery(kpiOptions(client, teamId, moment))
  const before = useBefore(client, teamId, useComparison(moment, against), against !== null)
  const member = data?.Kpi.find((one) => one.CoworkerId === coworkerId)
  return (
    <SidePanel
      title={member?.CoworkerFullName ?? t.detail.member}
      over={
        member ? (
          <span className={styles.account}>
            {member.CoworkerEmail && <a href={`mailto:${member.CoworkerEmail}`}>{member.CoworkerEmail}</a>}
            {` · ${t.detail.numbered(String(member.CoworkerId))}`}
          </span>
        ) : (
          '\u00a0'
        )
      }
      onClose={onClose}
    >
      {member ? (
        <Person
          teamId={teamId}
          coworkerId={coworkerId}
          values={member}
          moment={moment}
          before={before}
          currency={currency}
          onFigure={onFigure}
        >
          {isAdministrator && !isView && moment.at === undefined && (
            <MemberActions teamId={teamId} coworkerId={coworkerId} name={member.CoworkerFullName} onRemoved={onClose} />
          )}
        </Person>
      ) : data ? (
        <Notice kind="empty" title={t.detail.noMember.title} text={t.detail.noMember.text} />
      ) : error ? (
        <ErrorNotice title={t.detail.failed} error={error} retry={() => void refetch()} />
      ) : (
        <Notice kind="loading" title={t.app.loading} />
      )}
    </SidePanel>
  )
}
