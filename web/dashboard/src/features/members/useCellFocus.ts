/** Moving from cell to cell with the arrow keys, with one stop of the Tab key for the whole table. */
import { useCallback, useRef, type FocusEvent, type KeyboardEvent, type RefCallback } from 'react'

type Cell = HTMLTableCellElement

function cellOf(target: EventTarget): Cell | null {
  return target instanceof Element ? target.closest<Cell>('td, th') : null
}

function nextCell(cell: Cell, key: string, toEdge: boolean): Cell | null | undefined {
  const row = cell.parentElement as HTMLTableRowElement
  const rows = row.parentElement as HTMLTableSectionElement
  const at = Array.prototype.indexOf.call(rows.rows, row)
  switch (key) {
    case 'ArrowLeft':
      return row.cells[cell.cellIndex - 1]
    case 'ArrowRight':
      return row.cells[cell.cellIndex + 1]
    case 'ArrowUp':
      return rows.rows[at - 1]?.cells[cell.cellIndex]
    case 'ArrowDown':
      return rows.rows[at + 1]?.cells[cell.cellIndex]
    case 'Home':
      return (toEdge ? rows.rows[0] : row)?.cells[0]
    case 'End': {
      const last = toEdge ? rows.rows[rows.rows.length - 1] : row
      return last?.cells[last.cells.length - 1]
    }
    default:
      return undefined
  }
}

/**
 * Handlers for the body of a table whose cells have `tabIndex={-1}`.
 *
 * The cell that Tab reaches is marked on the DOM elements, so that moving around never renders hundreds of rows again.
 */
export function useCellFocus(): {
  ref: RefCallback<HTMLTableSectionElement>
  onKeyDown: (event: KeyboardEvent) => void
  onFocus: (event: FocusEvent) => void
} {
  const stop = useRef<Cell | null>(null)
  const settle = useCallback((cell: Cell | null | undefined) => {
    if (!cell || cell === stop.current) return
    if (stop.current) stop.current.tabIndex = -1
    cell.tabIndex = 0
    stop.current = cell
  }, [])
  return {
    ref: useCallback(
      (body: HTMLTableSectionElement | null) => {
        if (!stop.current?.isConnected) settle(body?.rows[0]?.cells[0])
      },
      [settle],
    ),
    onKeyDown: (event) => {
      const cell = cellOf(event.target)
      const next = cell && nextCell(cell, event.key, event.ctrlKey || event.metaKey)
      if (!next) return
      event.preventDefault()
      settle(next)
      next.focus()
    },
    onFocus: (event) => settle(cellOf(event.target)),
  }
}
