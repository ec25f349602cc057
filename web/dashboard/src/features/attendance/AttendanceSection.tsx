/** A team's week: where members plan to be, and their bookings. Administrators edit all plans, members their own. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Id } from '@teamkpi/client'
import { useState } from 'react'
import { useBasis } from '@/data/team'
import { attendanceTexts } from '@/i18n/attendance/texts'
import { useLocale } from '@/i18n/locale'
import { FileButtons } from '@/page/FileButtons'
import { useClient, useIsView, useKeeper } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Icon } from '@/ui/Icon'
import { Banner, Notice } from '@/ui/Notice'
import { useNow } from '@/ui/useNow'
import styles from './Attendance.module.css'
import { AttendanceAverages } from './AttendanceAverages'
import { AttendanceWeek } from './AttendanceWeek'
import { changesIn, countOf, updateOf } from './plans'
import { attendanceOptions, saveAttendanceOptions } from './queries'
import { sheetOf } from './sheet'
import { useDraft } from './useDraft'
import { daysLater } from './week'

const MINUTE = 60_000

interface AttendanceSectionProps {
  teamId: Id
  /** A day like 2026-11-23 of the week to show; null for this week. */
  week: string | null
  onWeekChange: (week: string | null) => void
  /** The day, like 2026-10-31, that the page shows; null for the present. */
  on?: string | null | undefined
  /** The members that whoever is signed in acts for; they can edit these plans without being an administrator. */
  own?: readonly number[] | undefined
}

const NOBODY: readonly number[] = []

/** The week that is chosen, or this one. */
export default function AttendanceSection({
  teamId,
  week: chosen,
  onWeekChange,
  on = null,
  own = NOBODY,
}: AttendanceSectionProps) {
  const locale = useLocale()
  const { t, f, language } = locale
  const texts = attendanceTexts(language)
  const client = useClient()
  const isView = useIsView()
  const queries = useQueryClient()
  const [isEditing, setEditing] = useState(false)
  const [kept, setDraft] = useDraft(useKeeper(), teamId)
  const now = f.dayOf(useNow(MINUTE))
  const today = on ?? now
  const basis = useBasis(client, teamId).data
  const team = basis?.TeamName ?? ''
  const { data, dataUpdatedAt, error, isError, isPlaceholderData, refetch } = useQuery({
    ...attendanceOptions(client, teamId, chosen ?? today),
    // The previous week stays while another one loads, so that the page doesn't jump.
    placeholderData: (before) => before,
  })
  const saving = useMutation({
    ...saveAttendanceOptions(client, teamId, data?.IsTeamAdministrator === false),
    onSuccess: async () => {
      await queries.invalidateQueries()
      setDraft({})
      setEditing(false)
    },
  })

  if (!data) {
    return isError ? (
      <ErrorNotice title={texts.failed} error={error} retry={() => void refetch()} />
    ) : (
      <Notice kind="loading" title={t.app.loading} />
    )
  }
  const { Attendance: week, IsTeamAdministrator: mayEditAll } = data
  const editable = week.Coworkers.map((one) => one.CoworkerId).filter((one) => mayEditAll || own.includes(one))
  // The plans are those of today: beside another day they would mislead.
  const hasPlans = on === null
  const mayEdit = editable.length > 0 && !isView && hasPlans
  const monday = week.Days[0]?.Date ?? today
  const sunday = week.Days.at(-1)?.Date ?? today
  // A draft that the browser kept may be older than the plans, and than the right to edit them.
  const draft = changesIn(kept, week.Coworkers, editable)
  const changes = countOf(draft)
  if (week.Coworkers.length === 0) {
    return <Notice kind="empty" title={texts.empty.title} text={texts.empty.text} />
  }
  return (
    <section aria-busy={isPlaceholderData} aria-label={t.page.tabs.attendance}>
      <div className={styles.tools}>
        <div className={styles.weeks}>
          <button
            type="button"
            className={`${controls.button ?? ''} ${controls.icon ?? ''}`}
            aria-label={texts.previous}
            onClick={() => onWeekChange(daysLater(monday, -7))}
          >
            <Icon name="chevronLeft" />
          </button>
          <h2 className={styles.title} aria-live="polite">
            {f.days(monday, sunday)}
          </h2>
          <button
            type="button"
            className={`${controls.button ?? ''} ${controls.icon ?? ''}`}
            aria-label={texts.next}
            onClick={() => onWeekChange(daysLater(monday, 7))}
          >
            <Icon name="chevronRight" />
          </button>
          {chosen && (
            <button type="button" className={controls.button} onClick={() => onWeekChange(null)}>
              {texts.thisWeek}
            </button>
          )}
        </div>
        <div className={styles.weeks}>
          {mayEdit && changes === 0 && (
            <button
              type="button"
              className={controls.button}
              onClick={() => {
                saving.reset()
                setEditing(!isEditing)
              }}
            >
              {isEditing ? texts.done : mayEditAll ? texts.edit : texts.editOwn}
            </button>
          )}
          <FileButtons
            sheet={() => sheetOf(week, locale, hasPlans)}
            name={`${team} ${t.page.tabs.attendance}`}
            facts={{
              team,
              contents: t.page.tabs.attendance,
              period: ['week', f.days(monday, sunday)],
              zone: basis?.SimpleTimeZoneNameIana,
              readAt: dataUpdatedAt,
            }}
          />
        </div>
      </div>
      {saving.isSuccess && !isEditing && <Banner kind="done">{texts.saved}</Banner>}
      {saving.isError && (
        <Banner kind="error">
          {texts.notSaved} {reasonOf(saving.error, t)}
        </Banner>
      )}
      <AttendanceWeek
        week={week}
        today={now}
        draft={draft}
        hasPlans={hasPlans}
        editable={editable}
        onDraftChange={mayEdit && (isEditing || changes > 0) ? setDraft : null}
      />
      {changes > 0 && mayEdit && (
        <div className={styles.unsaved} role="status">
          <strong>{texts.unsaved(changes)}</strong>
          <button type="button" className={controls.button} disabled={saving.isPending} onClick={() => setDraft({})}>
            {texts.discard}
          </button>
          <button
            type="button"
            className={controls.primary}
            disabled={saving.isPending}
            onClick={() => saving.mutate(updateOf(draft))}
          >
            {saving.isPending ? texts.saving : texts.save}
          </button>
        </div>
      )}
      <p className={styles.hint}>{hasPlans ? texts.plansRepeat : texts.noPlans}</p>
      <AttendanceAverages week={week} />
    </section>
  )
}
