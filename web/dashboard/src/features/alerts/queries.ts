/** What the page of alerts asks for, and how rules are saved. */
import { mutationOptions, queryOptions } from '@tanstack/react-query'
import {
  endpoint,
  endpoints,
  type AlertRuleAddition,
  type AlertRuleUpdate,
  type HttpClient,
  type Id,
  type TeamReports,
} from '@teamkpi/client'
import { dataOptions, PATIENCE } from '@/data/reading'
import type { Draft } from './drafts'

/** The rules of a team. */
export function alertsOptions(client: HttpClient, teamId: Id) {
  return dataOptions(client, endpoints.teams.alerts(teamId))
}

/** What a rule would report now; not asked while the draft has no valid value. */
export function previewOptions(client: HttpClient, teamId: Id, { figure, of, comparison, threshold }: Draft) {
  return queryOptions({
    queryKey: ['teamkpi', 'alert preview', String(teamId), figure, of, comparison, threshold],
    queryFn: async ({ signal }) => {
      const endpoint = endpoints.teams.previewAlert(teamId, figure, of, comparison, threshold ?? 0)
      return (await client.get(endpoint, { signal })).data
    },
    enabled: threshold !== null,
    ...PATIENCE,
  })
}

/** Adds a rule. */
export function addOptions(client: HttpClient, teamId: Id) {
  return mutationOptions({
    mutationFn: (rule: AlertRuleAddition) => client.post(endpoints.teams.addAlert(teamId), rule),
  })
}

/** Changes the given fields of a rule. */
export function changeOptions(client: HttpClient, teamId: Id) {
  return mutationOptions({
    mutationFn: ({ id, fields }: { id: Id; fields: AlertRuleUpdate }) =>
      client.put(endpoints.teams.changeAlert(teamId, id), fields),
  })
}

/** Deletes a rule. */
export function deleteOptions(client: HttpClient, teamId: Id) {
  return mutationOptions({ mutationFn: (id: Id) => client.delete(endpoints.teams.deleteAlert(teamId, id)) })
}

/** Says whether the user gets mail about the alerts of a team. */
export function mailOptions(client: HttpClient, teamId: Id) {
  return mutationOptions({
    mutationFn: (wants: boolean) => client.put(endpoints.teams.setAlertMail(teamId), { IGetMail: wants }),
  })
}

/** Which reports about a team the user gets. */
export function reportsOptions(client: HttpClient, teamId: Id) {
  return dataOptions(client, endpoints.teams.reports(teamId))
}

/** Sends the user a report about the last week or month that is over. */
export function sendReportOptions(client: HttpClient, teamId: Id) {
  return mutationOptions({
    mutationFn: (asked: { Period: 'week' | 'month'; WithStatement: boolean }) =>
      client.post(endpoint<unknown, typeof asked, 'POST'>('POST', `/api/public/teams/${teamId}/reports/send`), asked),
  })
}

/** Sets which reports about a team the user gets. */
export function reportOptions(client: HttpClient, teamId: Id) {
  return mutationOptions({
    mutationFn: (wishes: Omit<TeamReports, 'SendsMail'>) => client.put(endpoints.teams.setReports(teamId), wishes),
  })
}
