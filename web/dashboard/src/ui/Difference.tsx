/** A value against an earlier one, in words: the same in the summary, in panels and beside charts. */
import { useLocale } from '@/i18n/locale'

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
  if (before === 0) return t.lead.versusNothing(range)
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
      {text}
    </>
  )
}
