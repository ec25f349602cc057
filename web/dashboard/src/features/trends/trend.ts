import type { FigureWords } from '@teamkpi/client'

/** One figure, month by month. */
export interface Trend {
  readonly figure: FigureWords
  readonly label: string
  /** What happened within a month, or what stood at its end; only the former adds up. */
  readonly kind: 'flow' | 'stock'
  readonly values: readonly number[]
}
