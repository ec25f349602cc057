import type { Explain } from '@/data/team'
import { columnsOf, type GroupId } from './columns'

/** The heading of a group as the server translates it; in English when the server doesn't say. */
export function headingOf(group: GroupId, explain: Explain): string {
  const [first] = columnsOf(group)
  if (!first) return group
  return explain(first.id).Group || first.heading
}
