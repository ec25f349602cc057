import { attendanceTexts } from '@/i18n/attendance/texts'
import { useLocale } from '@/i18n/locale'
import styles from './Attendance.module.css'
import { planBefore, type Earlier } from './earlier'
import type { DayField, Plan } from './plans'

interface PlanThenProps {
  earlier: Earlier | undefined
  coworkerId: number
  field: DayField
  plan: Plan
}

/** What was planned on the day that the page is compared with, if it was something else. */
export function PlanThen({ earlier, coworkerId, field, plan }: PlanThenProps) {
  const texts = attendanceTexts(useLocale().language)
  const before = planBefore(earlier, coworkerId, field, plan)
  if (before === null) return null
  return (
    <span className={styles.then} data-plan-before={before}>
      {texts.was(texts.plan[before])}
    </span>
  )
}
