import type { ColumnId } from './columns'

/** What a click on a number or a name opens beside the page. */
export type PanelTarget =
  /** Why a figure is what it is; of one member, or of the whole team (null). */
  | { readonly kind: 'why'; readonly column: ColumnId; readonly coworkerId: number | null }
  /** Everything about one member. */
  | { readonly kind: 'member'; readonly coworkerId: number }
  /** What expires; of one member, or of the whole team (null). */
  | { readonly kind: 'expiring'; readonly coworkerId: number | null }

/** Opens a panel; undefined where nothing can be opened. Has to stay the same function, or every row renders again. */
export type Open = ((target: PanelTarget) => void) | undefined

/** What a cell of a column opens. */
export function targetOf(column: ColumnId, coworkerId: number | null): PanelTarget {
  if (column === 'NextExpiry') return { kind: 'expiring', coworkerId }
  return { kind: 'why', column, coworkerId }
}
