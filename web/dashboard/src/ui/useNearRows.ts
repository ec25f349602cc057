/** Which rows of a long table or list are near the window. Only these are on the page; gaps stand for all others. */
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import { useIsOnPaper } from './useMedia'

/** Tables of up to so many rows are on the page as a whole. */
export const FEW_ROWS = 40

/** How far beyond the window, in pixels, rows are made when new ones are needed, and how near they are always there. */
const AHEAD = 600
const NEAR = 200
/** The height of a row that was never seen, until others were. */
const USUAL_HEIGHT = 40

/** A row by its place, or the height of rows that are not on the page. */
export type Piece = { readonly index: number } | { readonly gap: number; readonly before: number }

/** What a table or list needs in order to show a part of its rows. */
export interface NearRows<Row extends HTMLElement = HTMLTableRowElement> {
  /** The rows that are on the page, and the gaps between them. */
  pieces: readonly Piece[]
  /** Whether some rows may not be on the page. */
  isLong: boolean
  /** The number of rows, on the page or not. */
  count: number
  /** The place of a row; -1 for one that is none of these rows. */
  indexOf: (row: Row) => number
  /** Puts the row of a place on the page, and keeps it there until another is kept. */
  rowAt: (index: number) => Row | undefined
  /** Keeps a row on the page, however far away it is: the one that Tab leads to. */
  keep: (row: Row) => void
}

interface Part {
  readonly first: number
  readonly end: number
  readonly kept: number | null
  /** The heights of the rows that were on the page until then, by their keys. */
  readonly heights: ReadonlyMap<number, number>
}

/**
 * The rows to put on the page.
 *
 * Rows may be of different heights: those that were on the page are known, and the others are taken to be like them.
 *
 * @param keys The key of each row, in order: a number that stays the same when rows move.
 * @param body Where the rows are. Each of them has the attribute `data-member` with its key.
 */
export function useNearRows<Row extends HTMLElement = HTMLTableRowElement>(
  keys: readonly number[],
  body: RefObject<HTMLElement | null>,
): NearRows<Row> {
  const heights = useRef(new Map<number, number>())
  const kept = useRef<number | null>(null)
  const [part, setPart] = useState<Part>({ first: 0, end: FEW_ROWS, kept: null, heights: new Map() })
  const isLong = keys.length > FEW_ROWS
  const isWhole = useIsOnPaper() || !isLong

  const look = () => {
    const element = body.current
    if (!element || isWhole) return
    for (const row of rowsIn(element)) heights.current.set(keyOf(row), row.getBoundingClientRect().height)
    const { top } = element.getBoundingClientRect()
    const heightOf = heightsOf(heights.current)
    const within = (margin: number): [number, number] => {
      let [bottom, first, end] = [top, 0, 0]
      for (const [index, key] of keys.entries()) {
        if (bottom > innerHeight + margin) break
        bottom += heightOf(key)
        if (bottom < -margin) first = index + 1
        end = index + 1
      }
      return [first, end]
    }
    const isThere = (from: number, to: number) => from >= part.first && to <= part.end
    const other = kept.current === null ? -1 : keys.indexOf(kept.current)
    if (isThere(...within(NEAR)) && (other < 0 || kept.current === part.kept || isThere(other, other + 1))) return
    const [first, end] = within(AHEAD)
    // When a filter is taken away, more rows are there at once.
    setPart({
      first,
      end: Math.max(end, first + FEW_ROWS),
      kept: kept.current,
      heights: new Map(heights.current),
    })
  }

  useLayoutEffect(look)
  useEffect(() => {
    // Before the next frame is painted, so that no gap is ever seen.
    const now = () => flushSync(look)
    // The page may scroll, or any part of it that the table is in.
    document.addEventListener('scroll', now, { capture: true, passive: true })
    addEventListener('resize', now)
    return () => {
      document.removeEventListener('scroll', now, { capture: true })
      removeEventListener('resize', now)
    }
  })

  return {
    isLong,
    count: keys.length,
    pieces: isWhole ? keys.map((_, index) => ({ index })) : piecesOf(keys, part),
    indexOf: (row) => (body.current?.contains(row) ? keys.indexOf(keyOf(row)) : -1),
    rowAt: (index) => {
      const key = keys[index]
      if (key === undefined) return undefined
      kept.current = key
      flushSync(look)
      const row = body.current ? rowsIn(body.current).find((one) => keyOf(one) === key) : undefined
      return row as Row | undefined
    },
    keep: (row) => {
      if (body.current?.contains(row)) kept.current = keyOf(row)
    },
  }
}

function keyOf(row: HTMLElement): number {
  return Number(row.dataset.member)
}

function rowsIn(body: HTMLElement): readonly HTMLElement[] {
  return [...body.querySelectorAll<HTMLElement>('[data-member]')]
}

/** The heights of rows: of those that were never on the page, the mean of the others. */
function heightsOf(known: ReadonlyMap<number, number>): (key: number) => number {
  const sum = [...known.values()].reduce((one, other) => one + other, 0)
  const mean = sum > 0 ? sum / known.size : USUAL_HEIGHT
  return (key) => known.get(key) ?? mean
}

function piecesOf(keys: readonly number[], part: Part): readonly Piece[] {
  const heightOf = heightsOf(part.heights)
  const end = Math.min(part.end, keys.length)
  const first = Math.min(part.first, Math.max(0, end - FEW_ROWS))
  const other = part.kept === null ? -1 : keys.indexOf(part.kept)
  const shown = Array.from({ length: end - first }, (_, index) => first + index)
  if (other >= end) shown.push(other)
  else if (other >= 0 && other < first) shown.unshift(other)
  const pieces: Piece[] = []
  let next = 0
  for (const index of [...shown, keys.length]) {
    const left = keys.slice(next, index)
    if (left.length > 0) pieces.push({ before: index, gap: left.reduce((sum, key) => sum + heightOf(key), 0) })
    if (index < keys.length) pieces.push({ index })
    next = index + 1
  }
  return pieces
}
