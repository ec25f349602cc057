/** A team's week: where members plan to be, and their bookings. Administrators edit all plans, members their own. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Id } from '@teamkpi/client'
import { useState } from 'react'
import { dayOfMoment, isPast, type Moment } from '@/data/money'
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
import { useEarlier } from './earlier'
import { changesIn, countOf, editableIn, updateOf, type Draft } from './plans'
import { attendanceOptions, saveAttendanceOptions } from './queries'
import { sheetOf } from './sheet'
import { useDraft, useForgetting } from './useDraft'
import { daysLater } from './week'

const MINUTE = 60_000

interface AttendanceSectionProps {
  teamId: Id
  /** A day like 2026-11-23 of the week to show; null for this week. */
  week: string | null
  onWeekChange: (week: string | null) => void
  /** The moment that the page shows; the present by default. Only administrators may see another. */
  moment?: Moment | undefined
  /** A day of the month to compare with, like 2026-10-31; null for no comparison. */
  against?: string | null | undefined
  /**
   * The members that the signed-in user acts for, whose plans this user can edit without being an administrator. Null
   * until they are known.
   */
  own?: readonly number[] | null | undefined
}

const NOBODY: readonly number[] = []
const PRESENT: Moment = {}
const NO_DRAFT: Draft = {}

/** The week that is chosen, or this one. */
export default function AttendanceSection({
  teamId,
  week: chosen,
  onWeekChange,
  moment = PRESENT,
  against = null,
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
  const on = dayOfMoment(moment, f)
  const today = on ?? now
  const basis = useBasis(client, teamId).data
  const team = basis?.TeamName ?? ''
  const { data, dataUpdatedAt, error, isError, isFetching, isPlaceholderData, refetch } = useQuery({
    ...attendanceOptions(client, teamId, chosen ?? today, moment),
    // The previous week stays while another one loads, so that the page doesn't jump.
    placeholderData: (before) => before,
  })
  const earlier = useEarlier(client, teamId, data?.Attendance.Days[0]?.Date, moment, against)
  const saving = useMutation({
    ...saveAttendanceOptions(client, teamId, data?.IsTeamAdministrator === false),
    onSuccess: async () => {
      await queries.invalidateQueries()
      setDraft({})
      setEditing(false)
    },
  })

  const editable = data ? editableIn(data, own ?? NOBODY) : []
  // On a past day and in an operator's view nothing can be edited, but the draft can be later.
  const isNow = !isView && !isPast(moment)
  const mayEdit = isNow && editable.length > 0
  // A cached answer may be older than the draft.
  const isLatest = data !== undefined && !isPlaceholderData && !isFetching && !isError
  const isSettled = isNow && isLatest && (data.IsTeamAdministrator || own !== null)
  // A draft that the browser kept may be older than the plans, and than the right to edit them.
  const draft = changesIn(kept, data?.Attendance.Coworkers ?? [], editable)
  useForgetting(kept, isSettled ? draft : kept, setDraft)

  if (!data) {
    return isError ? (
      <ErrorNotice title={texts.failed} error={error} retry={() => void refetch()} />
    ) : (
      <Notice kind="loading" title={t.app.loading} />
    )
  }
  const { Attendance: week, IsTeamAdministrator: mayEditAll } = data
  // Where the plans of that day aren't on record, those of today would mislead.
  const hasPlans = !isPast(moment) || moment.knownAt !== undefined
  const monday = week.Days[0]?.Date ?? today
  const sunday = week.Days.at(-1)?.Date ?? today
  const changes = countOf(draft)
  if (week.Coworkers.length === 0) {
    if (on) return <Notice kind="empty" title={t.states.noMembersThen(f.date(on))} />
    return <Notice kind="empty" title={texts.empty.title} text={texts.empty.text} />
  }
  return (
    <section aria-busy={isPlaceholderData} aria-label={t.page.tabs.attendance}>
      <div className={styles.tools}>
        <div className={styles.weeks}>
          <div className={styles.turn}>
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
          </div>
          {chosen && (
            <button type="button" className={controls.button} onClick={() => onWeekChange(null)}>
              {on ? texts.weekOf(f.date(on)) : texts.thisWeek}
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
            sheet={() => sheetOf(week, locale, hasPlans, earlier)}
            name={`${team} ${t.page.tabs.attendance}`}
            facts={{
              team,
              contents: t.page.tabs.attendance,
              period: ['week', f.days(monday, sunday)],
              zone: basis?.SimpleTimeZoneNameIana,
              moment,
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
      {earlier && hasPlans && (
        <p className={styles.compared}>
          {earlier.planned ? texts.plansCompared(f.date(earlier.day)) : texts.plansNotCompared(f.date(earlier.day))}
        </p>
      )}
      <AttendanceWeek
        week={week}
        today={now}
        draft={isPast(moment) ? NO_DRAFT : draft}
        hasPlans={hasPlans}
        earlier={earlier}
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
      <p className={styles.hint}>
        {!on ? texts.plansRepeat : hasPlans ? texts.plansThen(f.date(on)) : texts.noPlans(f.date(on))}
      </p>
      <AttendanceAverages week={week} earlier={earlier} />
    </section>
  )
}
