/** A chart has room for its months, however large the text and however narrow the window. */
import { render } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { Chart } from '@/features/trends/Chart'
import type { Trend } from '@/features/trends/trend'
import { formatsOf } from '@/format/formats'
import { LocaleProvider } from '@/i18n/locale'

const MONTHS = Array.from({ length: 12 }, (_, index) => `2026-${String(index + 1).padStart(2, '0')}-01`)
/** How wide a character is, and how high a text, as a part of the size of its font. */
const CHARACTER = 0.58
const CAPITAL = 0.72

afterEach(() => {
  document.documentElement.style.fontSize = ''
  vi.unstubAllGlobals()
})

function drawn({ kind = 'flow', amount, currency, root = 32, width = 256 }: Partial<Drawing> & Amount) {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(private readonly seen: (entries: unknown[]) => void) {}
      observe(): void {
        this.seen([{ contentRect: { width } }])
      }
      disconnect(): void {
        // It has nothing to let go of.
      }
    },
  )
  document.documentElement.style.fontSize = `${root}px`
  const values = MONTHS.map((_, index) => amount * (index === 4 ? 1.3 : 1))
  const trend = { figure: {}, label: 'Invoiced', kind, values } as unknown as Trend
  const f = formatsOf('en-GB', 'Europe/London')
  const { container } = render(
    <LocaleProvider language="en" zone="Europe/London">
      <Chart months={MONTHS} trend={trend} series={0} soFar="so far" write={(value) => f.money(value, currency)} />
    </LocaleProvider>,
  )
  const number = (element: Element, name: string) => Number(element.getAttribute(name))
  const texts = [...container.querySelectorAll('text')].map((text) => {
    const size = parseFloat(text.style.fontSize || '0.75') * root
    const long = text.textContent.length * CHARACTER * size
    const anchor = { middle: long / 2, end: long }[text.getAttribute('text-anchor') ?? ''] ?? 0
    const moved = /translate\(0 ([\d.]+)\)/.exec(text.parentElement?.getAttribute('transform') ?? '')?.[1]
    const left = number(text, 'x') - anchor
    const bottom = number(text, 'y') + Number(moved ?? 0) + (text.hasAttribute('dy') ? 0.32 * size : 0)
    return { text: text.textContent, left, right: left + long, top: bottom - CAPITAL * size, bottom }
  })
  const marks = [...container.querySelectorAll('[data-value]')].map((mark) =>
    number(mark, kind === 'flow' ? 'x' : 'cx'),
  )
  return { texts, marks }
}

interface Amount {
  amount: number
  currency: string
}

interface Drawing extends Amount {
  kind: Trend['kind']
  root: number
  width: number
}

const LONG: Amount = { amount: 2_263_374_465, currency: 'JPY' }
const USUAL: Amount = { amount: 12_345.5, currency: 'GBP' }

it.each<Partial<Drawing> & Amount>([
  USUAL,
  LONG,
  { ...USUAL, width: 326 },
  { ...LONG, width: 326 },
  { ...LONG, kind: 'stock' },
  { ...LONG, root: 16 },
  { ...USUAL, root: 48 },
])('has its months in order, and no text cut or over another: %o', (drawing) => {
  const { texts, marks } = drawn(drawing)
  expect(marks).toHaveLength(12)
  for (const [index, x] of marks.entries()) if (index > 0) expect(x).toBeGreaterThan((marks[index - 1] ?? 0) + 4)
  for (const one of texts) {
    expect(one.left, one.text).toBeGreaterThanOrEqual(0)
    expect(one.right, one.text).toBeLessThanOrEqual(drawing.width ?? 256)
  }
  const pairs = texts.flatMap((one, index) => texts.slice(index + 1).map((other) => [one, other] as const))
  const over = pairs.filter(
    ([a, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom - 1 && b.top < a.bottom - 1,
  )
  expect(over.map(([a, b]) => `${a.text} over ${b.text}`)).toEqual([])
})

it('has the last amount beside its month where there is room', () => {
  const { texts, marks } = drawn({ ...USUAL, root: 16 })
  const label = texts.find(({ text }) => text === '£12,345.50')
  expect(label?.left).toBeGreaterThan(marks.at(-1) ?? 0)
  expect(texts.map(({ text }) => text)).toContain('10,000')
})

it('has the months in their order in a window that is too narrow for them', () => {
  const { marks } = drawn({ ...LONG, root: 64, width: 100 })
  expect(marks[0]).toBeLessThan(marks.at(-1) ?? 0)
})
