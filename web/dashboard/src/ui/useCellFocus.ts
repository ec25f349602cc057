/** Moving from cell to cell with the arrow keys, with one stop of the Tab key for the whole table. */
import { useCallback, useEffect, useRef, type FocusEvent, type KeyboardEvent, type RefObject } from 'react'

type Cell = HTMLTableCellElement

/** The cell that Tab leads to at first. */
const FIRST = ':is(tbody, tfoot) > tr:not([aria-hidden] *, [aria-hidden]) > *'

function cellOf(target: EventTarget): Cell | null {
  return target instanceof Element ? target.closest<Cell>('tbody td, tbody th, tfoot td, tfoot th') : null
}

/** What takes the focus in a cell: its button or choice, if it has one. */
function stopIn(cell: Cell): HTMLElement {
  return cell.querySelector<HTMLElement>('button, select') ?? cell
}

/** Whether the list of a choice is open, so that the arrow keys are for it. */
function isOpenList(target: EventTarget): boolean {
  try {
    return target instanceof HTMLSelectElement && target.matches(':open')
  } catch {
    return false // An older browser: it keeps the keys to itself while a list is open.
  }
}

/** The rows of the members, some of which may have to be put on the page first. */
export interface Rows {
  readonly count: number
  /** The place of a row; -1 for one of the totals. */
  indexOf: (row: HTMLTableRowElement) => number
  rowAt: (index: number) => HTMLTableRowElement | undefined
  /** Told which row Tab leads to. */
  keep: (row: HTMLTableRowElement) => void
}

/** The rows of a table that are all on the page. */
function rowsOnPage(table: HTMLTableElement): Rows {
  const rows = [...table.tBodies].flatMap((part) => [...part.rows])
  return {
    count: rows.length,
    indexOf: (row) => rows.indexOf(row),
    rowAt: (index) => rows[index],
    keep: () => undefined,
  }
}

function nextCell(cell: Cell, key: string, toEdge: boolean, rows: Rows): Cell | null | undefined {
  const row = cell.parentElement as HTMLTableRowElement
  const sums = [...(row.closest('table')?.tFoot?.rows ?? [])]
  const place = rows.indexOf(row)
  const at = place < 0 ? rows.count + sums.indexOf(row) : place
  const rowAt = (index: number) => (index < rows.count ? rows.rowAt(index) : sums[index - rows.count])
  switch (key) {
    case 'ArrowLeft':
      return row.cells[cell.cellIndex - 1]
    case 'ArrowRight':
      return row.cells[cell.cellIndex + 1]
    case 'ArrowUp':
      return rowAt(at - 1)?.cells[cell.cellIndex]
    case 'ArrowDown':
      return rowAt(at + 1)?.cells[cell.cellIndex]
    case 'Home':
      return (toEdge ? rowAt(0) : row)?.cells[0]
    case 'End': {
      const last = toEdge ? rowAt(rows.count + sums.length - 1) : row
      return last?.cells[last.cells.length - 1]
    }
    default:
      return undefined
  }
}

/**
 * Handlers for a table whose cells, or the buttons and choices in them, have `tabIndex={-1}`.
 *
 * What Tab reaches is marked on the DOM elements, so that moving around never renders hundreds of rows again.
 *
 * @param rows The rows, if they are not all on the page.
 */
export function useCellFocus(rows?: Rows): {
  ref: RefObject<HTMLTableElement | null>
  onKeyDown: (event: KeyboardEvent) => void
  onFocus: (event: FocusEvent) => void
} {
  const table = useRef<HTMLTableElement>(null)
  const stop = useRef<HTMLElement | null>(null)
  const settle = useCallback((cell: Cell | null | undefined) => {
    const next = cell && stopIn(cell)
    if (!next || next === stop.current) return
    if (stop.current) stop.current.tabIndex = -1
    next.tabIndex = 0
    stop.current = next
  }, [])
  // Rows come and go with the filters, and may take the stop with them.
  useEffect(() => {
    if (table.current && !stop.current?.isConnected) settle(table.current.querySelector<Cell>(FIRST))
  })
  return {
    ref: table,
    onKeyDown: (event) => {
      // With Alt, an arrow opens the list of a choice.
      if (event.altKey || isOpenList(event.target)) return
      const cell = cellOf(event.target)
      if (!cell || !table.current) return
      const next = nextCell(cell, event.key, event.ctrlKey || event.metaKey, rows ?? rowsOnPage(table.current))
      if (!next) return
      event.preventDefault()
      settle(next)
      stopIn(next).focus()
    },
    onFocus: (event) => {
      const cell = cellOf(event.target)
      settle(cell)
      if (cell) rows?.keep(cell.parentElement as HTMLTableRowElement)
      // Browsers leave alone what is partly in sight, and parts that stay in view may cover the rest.
      event.target.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    },
  }
}
