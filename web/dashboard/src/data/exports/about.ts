/** What a file is about, in words: the second sheet of a workbook. */
import { fileTexts } from '@/i18n/files/texts'
import type { Locale } from '@/i18n/locale'
import type { FileFacts } from './table'

/** A name and what it stands for. */
export type Line = readonly [name: string, text: string]

type AboutLocale = Pick<Locale, 'language' | 'f'>

/** The lines: the team, what the table is of, the period, the instant and the zone. */
export function aboutOf(facts: FileFacts, locale: AboutLocale): readonly Line[] {
  const texts = fileTexts(locale.language)
  const [name, text] = facts.period
  const lines: Line[] = [
    [texts.team, facts.team],
    [texts.contents, facts.contents],
    [texts[name], text],
    [texts.asOf, instantOf(facts, locale)],
  ]
  return facts.zone ? [...lines, [texts.zone, facts.zone]] : lines
}

function instantOf({ moment, readAt }: FileFacts, { language, f }: AboutLocale): string {
  const texts = fileTexts(language)
  const at = moment?.at
  const written = (instant: string | number) => `${f.date(f.dayOf(instant))} ${f.time(instant)}`
  if (at === undefined) return written(readAt)
  // A day means its end.
  const then = at.length > DAY ? written(at) : texts.endOf(f.date(at))
  return moment?.knownAt === undefined ? texts.calculated(then) : texts.asShown(then)
}

const DAY = '2026-10-31'.length
