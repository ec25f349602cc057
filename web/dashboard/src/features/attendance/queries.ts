/** A team's week, and the call that saves its plans. */
import { mutationOptions } from '@tanstack/react-query'
import { endpoints, type HttpClient, type Id, type TeamAttendanceUpdate } from '@teamkpi/client'
import { dataOptions, type Reader } from '@/data/reading'

/** A team's week: the one that contains the day. */
export function attendanceOptions(client: Reader, teamId: Id, day: string) {
  return dataOptions(client, endpoints.teams.attendance(teamId, day))
}

/** Saves where members mean to be, as one request. */
export function saveAttendanceOptions(client: Pick<HttpClient, 'put'>, teamId: Id) {
  return mutationOptions({
    mutationFn: (entries: TeamAttendanceUpdate) => client.put(endpoints.teams.attendanceUpdate(teamId), entries),
  })
}
