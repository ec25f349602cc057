/** Moving from cell to cell with the arrow keys, with one stop of the Tab key for the whole table. */
import { useCallback, useEffect, useRef, type FocusEvent, type KeyboardEvent, type RefObject } from 'react'

type Cell = HTMLTableCellElement

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

/** The rows of the members, and of the totals. */
function rowsOf(table: HTMLTableElement): readonly HTMLTableRowElement[] {
  return [...table.tBodies, table.tFoot].flatMap((part) => [...(part?.rows ?? [])])
}

function nextCell(cell: Cell, key: string, toEdge: boolean): Cell | null | undefined {
  const row = cell.parentElement as HTMLTableRowElement
  const table = row.closest('table')
  if (!table) return undefined
  const rows = rowsOf(table)
  const at = rows.indexOf(row)
  switch (key) {
    case 'ArrowLeft':
      return row.cells[cell.cellIndex - 1]
    case 'ArrowRight':
      return row.cells[cell.cellIndex + 1]
    case 'ArrowUp':
      return rows[at - 1]?.cells[cell.cellIndex]
    case 'ArrowDown':
      return rows[at + 1]?.cells[cell.cellIndex]
    case 'Home':
      return (toEdge ? rows[0] : row)?.cells[0]
    case 'End': {
      const last = toEdge ? rows.at(-1) : row
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
 */
export function useCellFocus(): {
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
    if (table.current && !stop.current?.isConnected) settle(rowsOf(table.current)[0]?.cells[0])
  })
  return {
    ref: table,
    onKeyDown: (event) => {
      // With Alt, an arrow opens the list of a choice.
      if (event.altKey || isOpenList(event.target)) return
      const cell = cellOf(event.target)
      const next = cell && nextCell(cell, event.key, event.ctrlKey || event.metaKey)
      if (!next) return
      event.preventDefault()
      settle(next)
      stopIn(next).focus()
    },
    onFocus: (event) => {
      settle(cellOf(event.target))
      // Browsers leave alone what is partly in sight, and parts that stay in view may cover the rest.
      event.target.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    },
  }
}
