/** A value against an earlier one, in words: the same in the summary, in panels and beside charts. */
import { useLocale } from '@/i18n/locale'
import controls from './controls.module.css'

interface DifferenceProps {
  now: number
  before: number
  /** The days or the day that the earlier value is of, like `1–27 Oct`. */
  range: string
  write: (value: number) => string
}

/** A value against that of the same days of an earlier month. */
export function Difference({ now, before, range, write }: DifferenceProps) {
  const { t, f } = useLocale()
  if (before === 0) return <Whole part={range}>{t.lead.versusNothing(range)}</Whole>
  const ratio = now / before - 1
  const sign = ratio > 0 ? '▲' : ratio < 0 ? '▼' : '＝'
  const text =
    ratio > 0
      ? t.lead.more(f.percent(ratio), range, write(before))
      : ratio < 0
        ? t.lead.less(f.percent(ratio), range, write(before))
        : t.lead.same(range, write(before))
  return (
    <>
      <span aria-hidden="true">{sign} </span>
      <Whole part={range}>{text}</Whole>
    </>
  )
}

/** A text with a part that is never broken: days like `1–30 Oct` would be, after their dash. */
function Whole({ part, children: text }: { part: string; children: string }) {
  const place = text.indexOf(part)
  return (
    <>
      {text.slice(0, place)}
      <span className={controls.whole}>{part}</span>
      {text.slice(place + part.length)}
    </>
  )
}
