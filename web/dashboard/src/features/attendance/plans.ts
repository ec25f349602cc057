/** Where members plan to be each day of the week, and the unsaved changes to those plans. */
import type { AttendanceCoworker, TeamAttendanceDetails, TeamAttendanceUpdate } from '@teamkpi/client'
import type { IconName } from '@/ui/Icon'

/** The fields of the seven days, Monday first. */
export const DAY_FIELDS = [
  'MondayAttendance',
  'TuesdayAttendance',
  'WednesdayAttendance',
  'ThursdayAttendance',
  'FridayAttendance',
  'SaturdayAttendance',
  'SundayAttendance',
] as const
/** The field of a day. */
export type DayField = (typeof DAY_FIELDS)[number]

/** The plans, as the wire numbers them: in the office, at home, abroad, not working, not set. */
export const PLANS = [1, 2, 3, 4, 5] as const
/** A plan. */
export type Plan = (typeof PLANS)[number]

/** The icon of each plan. */
export const PLAN_ICONS: Readonly<Record<Plan, IconName>> = {
  1: 'office',
  2: 'home',
  3: 'abroad',
  4: 'off',
  5: 'unset',
}

/** A plan that this version doesn't know counts as not set. */
export function planOf(value: number): Plan {
  return PLANS.find((one) => one === value) ?? 5
}

/** Changes that are not saved yet, by member and day. */
export type Draft = Readonly<Record<number, Readonly<Partial<Record<DayField, Plan>>>>>

/** Reads a draft that the browser kept. What is not understood is left out: another version may have kept it. */
export function readDraft(kept: unknown): Draft {
  const members = Object.entries((kept ?? {}) as Record<string, unknown>).flatMap(([id, days]) => {
    const known = DAY_FIELDS.flatMap((day) => {
      const plan = PLANS.find((one) => one === ((days ?? {}) as Record<string, unknown>)[day])
      return plan ? [[day, plan] as const] : []
    })
    return known.length > 0 && Number(id) > 0 ? [[id, Object.fromEntries(known)] as const] : []
  })
  return Object.fromEntries(members)
}

/** The draft with one more change. A day set back to its saved plan is no longer a change. */
export function changed(draft: Draft, member: AttendanceCoworker, day: DayField, plan: Plan): Draft {
  const { [member.CoworkerId]: own = {}, ...others } = draft
  const days = new Map(Object.entries(own))
  if (planOf(member[day]) === plan) days.delete(day)
  else days.set(day, plan)
  return days.size ? { ...others, [member.CoworkerId]: Object.fromEntries(days) } : others
}

/** The draft with the same plan on every day of a member. */
export function onAllDays(draft: Draft, member: AttendanceCoworker, plan: Plan): Draft {
  return DAY_FIELDS.reduce((before, day) => changed(before, member, day, plan), draft)
}

/** The members whose plans the user may edit: those of all for an administrator, and otherwise the user’s own. */
export function editableIn(week: TeamAttendanceDetails, own: readonly number[]): number[] {
  const ids = week.Attendance.Coworkers.map((one) => one.CoworkerId)
  return week.IsTeamAdministrator ? ids : ids.filter((one) => own.includes(one))
}

/** What of a draft still is a change of the week: of members whose plans can be edited, and unlike what is saved. */
export function changesIn(draft: Draft, members: readonly AttendanceCoworker[], editable: readonly number[]): Draft {
  return members
    .filter((one) => editable.includes(one.CoworkerId))
    .reduce<Draft>((all, member) => {
      const own = draft[member.CoworkerId] ?? {}
      return DAY_FIELDS.reduce((before, day) => (own[day] ? changed(before, member, day, own[day]) : before), all)
    }, {})
}

/** How many days of members the draft changes. */
export function countOf(draft: Draft): number {
  return Object.values(draft).reduce((sum, days) => sum + Object.keys(days).length, 0)
}

/** The draft as the body of the request that saves it: only what has changed. */
export function updateOf(draft: Draft): TeamAttendanceUpdate {
  return Object.entries(draft).map(([id, days]) => ({ CoworkerId: Number(id), ...days }))
}
