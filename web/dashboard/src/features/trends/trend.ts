import type { FigureWords } from '@teamkpi/client'

/** One figure, month by month. */
export interface Trend {
  readonly figure: FigureWords
  readonly label: string
  /** Activity within a month (flow), or the balance at its end (stock). Only flows add up. */
  readonly kind: 'flow' | 'stock'
  readonly values: readonly number[]
  /** What the last of them is compared with; undefined for no comparison. */
  readonly before?: number | undefined
}
