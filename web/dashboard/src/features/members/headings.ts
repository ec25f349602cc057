import type { Explain } from '@/data/team'
import type { Locale } from '@/i18n/locale'
import { columnsOf, type GroupId } from './columns'

/** What the server calls a group of figures, or this page where the server does not say. */
export function headingOf(group: GroupId, explain: Explain, t: Locale['t']): string {
  const said = columnsOf(group)[0]
  const heading = said ? explain(said.id).Group : ''
  return heading === '' ? t.groups[group] : heading
}
