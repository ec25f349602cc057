/** A team's week: where members mean to be, and what they have booked. Administrators change the plans here. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Id } from '@teamkpi/client'
import { useState } from 'react'
import { useSession } from '@/app/SessionContext'
import { countOf, updateOf } from '@/attendance/plans'
import { useDraft } from '@/attendance/useDraft'
import { daysLater } from '@/attendance/week'
import controls from '@/components/controls.module.css'
import { ErrorNotice, reasonOf } from '@/components/ErrorNotice'
import { Icon } from '@/components/Icon'
import { Banner, Notice } from '@/components/Notice'
import { useNow } from '@/hooks/useNow'
import { useLocale } from '@/i18n/locale'
import type { TeamView } from '@/kpi/view'
import { attendanceOptions, saveAttendanceOptions } from '@/queries/teams'
import { AttendanceAverages } from './AttendanceAverages'
import styles from './Attendance.module.css'
import { AttendanceWeek } from './AttendanceWeek'

const MINUTE = 60_000

interface AttendanceSectionProps {
  teamId: Id
  view: TeamView
  onViewChange: (view: TeamView) => void
}

/** The week that is chosen, or this one. */
export default function AttendanceSection({ teamId, view, onViewChange }: AttendanceSectionProps) {
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const [isEditing, setEditing] = useState(false)
  const [draft, setDraft] = useDraft(client, teamId)
  const today = f.dayOf(useNow(MINUTE))
  const { data, error, isError, isPlaceholderData, refetch } = useQuery({
    ...attendanceOptions(client, teamId, view.week ?? today),
    // The week before stays while another is read, so that the page does not jump.
    placeholderData: (before) => before,
  })
  const saving = useMutation({
    ...saveAttendanceOptions(client, teamId),
    onSuccess: async () => {
      await queries.invalidateQueries()
      setDraft({})
      setEditing(false)
    },
  })
  const show = (week: string | null) => onViewChange({ ...view, week })

  if (!data) {
    return isError ? (
      <ErrorNotice title={t.attendance.failed} error={error} retry={() => void refetch()} />
    ) : (
      <Notice kind="loading" title={t.app.loading} />
    )
  }
  const { Attendance: week, IsTeamAdministrator: mayEdit } = data
  const monday = week.Days[0]?.Date ?? today
  const sunday = week.Days.at(-1)?.Date ?? today
  const changes = countOf(draft)
  if (week.Coworkers.length === 0) {
    return <Notice kind="empty" title={t.attendance.empty.title} text={t.attendance.empty.text} />
  }
  return (
    <section aria-busy={isPlaceholderData} aria-label={t.page.tabs.attendance}>
      <div className={styles.tools}>
        <div className={styles.weeks}>
          <button
            type="button"
            className={`${controls.button ?? ''} ${controls.icon ?? ''}`}
            aria-label={t.attendance.previous}
            onClick={() => show(daysLater(monday, -7))}
          >
            <Icon name="chevronLeft" />
          </button>
          <h2 className={styles.title} aria-live="polite">
            {f.days(monday, sunday)}
          </h2>
          <button
            type="button"
            className={`${controls.button ?? ''} ${controls.icon ?? ''}`}
            aria-label={t.attendance.next}
            onClick={() => show(daysLater(monday, 7))}
          >
            <Icon name="chevronRight" />
          </button>
          {view.week && (
            <button type="button" className={controls.button} onClick={() => show(null)}>
              {t.attendance.thisWeek}
            </button>
          )}
        </div>
        {mayEdit && changes === 0 && (
          <button
            type="button"
            className={controls.button}
            onClick={() => {
              saving.reset()
              setEditing(!isEditing)
            }}
          >
            {isEditing ? t.attendance.done : t.attendance.edit}
          </button>
        )}
      </div>
      {saving.isSuccess && !isEditing && <Banner kind="done">{t.attendance.saved}</Banner>}
      {saving.isError && (
        <Banner kind="error">
          {t.attendance.notSaved} {reasonOf(saving.error, t)}
        </Banner>
      )}
      <AttendanceWeek
        week={week}
        today={today}
        draft={draft}
        onDraftChange={mayEdit && (isEditing || changes > 0) ? setDraft : null}
      />
      {changes > 0 && (
        <div className={styles.unsaved} role="status">
          <strong>{t.attendance.unsaved(changes)}</strong>
          <button type="button" className={controls.button} disabled={saving.isPending} onClick={() => setDraft({})}>
            {t.attendance.discard}
          </button>
          <button
            type="button"
            className={controls.primary}
            disabled={saving.isPending}
            onClick={() => saving.mutate(updateOf(draft))}
          >
            {saving.isPending ? t.attendance.saving : t.attendance.save}
          </button>
        </div>
      )}
      <p className={styles.hint}>{t.attendance.plansRepeat}</p>
      <AttendanceAverages week={week} />
    </section>
  )
}
