/** A team's week, and the call that saves its plans. */
import { mutationOptions } from '@tanstack/react-query'
import { endpoints, type HttpClient, type Id, type TeamAttendanceUpdate } from '@teamkpi/client'
import { isPast, type Moment } from '@/data/money'
import { dataOptions, type Reader } from '@/data/reading'

/** A team's week: the one that contains the day. Only administrators may ask for it as it was at another moment. */
export function attendanceOptions(client: Reader, teamId: Id, day: string, moment: Moment = {}) {
  return dataOptions(client, endpoints.teams.attendance(teamId, day, moment), { isFixed: isPast(moment) })
}

/** Saves where members plan to be, as one request; with `isOwn`, where the caller does, who need not be an administrator. */
export function saveAttendanceOptions(client: Pick<HttpClient, 'put'>, teamId: Id, isOwn = false) {
  const update = isOwn ? endpoints.teams.myAttendanceUpdate : endpoints.teams.attendanceUpdate
  return mutationOptions({
    // Without a network it fails at once, instead of saving for ever.
    networkMode: 'always',
    mutationFn: (entries: TeamAttendanceUpdate) => client.put(update(teamId), entries),
  })
}
