/** What a file is about, in words: the second sheet of a workbook. */
import type { Locale } from '@/i18n/locale'
import type { FileFacts } from './table'

/** A name and what it stands for. */
export type Line = readonly [name: string, text: string]

/** The lines: the team, what the table is of, the period, the instant and the zone. */
export function aboutOf(facts: FileFacts, locale: Pick<Locale, 't' | 'f'>): readonly Line[] {
  const { t } = locale
  const lines: Line[] = [
    [t.files.team, facts.team],
    [t.files.contents, facts.contents],
    facts.period,
    [t.files.asOf, instantOf(facts, locale)],
  ]
  return facts.zone ? [...lines, [t.files.zone, facts.zone]] : lines
}

function instantOf({ moment, readAt }: FileFacts, { t, f }: Pick<Locale, 't' | 'f'>): string {
  const at = moment?.at
  const written = (instant: string | number) => `${f.date(f.dayOf(instant))} ${f.time(instant)}`
  if (at === undefined) return written(readAt)
  // A day means its end.
  const then = at.length > DAY ? written(at) : t.files.endOf(f.date(at))
  return moment?.knownAt === undefined ? t.files.calculated(then) : t.files.asShown(then)
}

const DAY = '2026-10-31'.length
