// Measures how a table of 250 members loads, sorts, filters and scrolls in real Chromium, on the built dashboard.
//
//   npm run build && npm run measure     (TEAMKPI_CHROMIUM names another browser)
//
// The pages come from dist/, the answers from this script. It prints what the page's thread worked until the members were
// shown, and after a heading was pressed or something was typed into the search until the new rows were painted, which is
// also given by the clock; and the longest distance between two frames while the page was scrolled from one end to the
// other. It fails when loading took more than 1000 ms of work, or sorting or filtering more than 100, which is only meaningful
// on an idle machine. MEMBERS sets another number of members. WIDTH=390 measures a phone, where the list is lines and not a
// table, and is sorted by the choice above it.
/* global document, performance, requestAnimationFrame, Event, HTMLInputElement, HTMLSelectElement -- in what runs in the page */
import { createReadStream, existsSync } from 'node:fs'
import { kpiFigures } from '@teamkpi/client'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { env } from 'node:process'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const MEMBERS = Number(env.MEMBERS ?? 250)
const WIDTH = Number(env.WIDTH ?? 1440)
const [MOST_MILLISECONDS, MOST_OF_LOADING] = [100, 1000]
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }
const dist = fileURLToPath(new URL('../dist/', import.meta.url))

const MOST = { money: 1_000, minutes: 90_000 }
const numbers = (seed) => (most) => (seed = (seed * 48271) % 2147483647) % most
function member(id) {
  const upTo = numbers(id + 1)
  const names = ['Uninvoiced', 'Remaining', 'Booked', 'Checked']
  const figures = kpiFigures.filter(({ unit }) => unit !== '').map(({ name, unit }) => [name, upTo(MOST[unit] ?? 5)])
  return {
    ...Object.fromEntries(figures),
    CoworkerId: id,
    CoworkerFullName: `${names[upTo(4)]} Member ${String(upTo(1000))}`,
    CoworkerEmail: `member-${id}@example.com`,
  }
}

const answers = {
  kpi: { Kpi: Array.from({ length: MEMBERS }, (_, index) => member(index + 1)) },
  metrics: { Metrics: [] },
  usage: {
    Months: Array.from(
      { length: 12 },
      (_, index) => `${index ? 2026 : 2025}-${String(index || 12).padStart(2, '0')}-01`,
    ),
    Members: Array.from({ length: MEMBERS }, (_, index) => {
      const upTo = numbers(index + 7)
      const months = () => Array.from({ length: 12 }, () => upTo(10_000))
      return { CoworkerId: index + 1, BookedMinutes: months(), CheckedInMinutes: months() }
    }),
  },
  figures: { Kpi: [], Metrics: [] },
  basis: {
    TeamId: 1,
    TeamName: 'A large team',
    IsTeamAdministrator: true,
    BusinessName: '',
    SimpleTimeZoneNameIana: 'Europe/London',
    CurrencyCode: 'GBP',
    MonthDate: '2026-11-01',
  },
  token: { access_token: 'a', token_type: 'bearer', expires_in: 3600 },
}

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  const answer = answers[pathname.split('/').at(-1)]
  if (answer) return response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
  const file = pathname.replace('/dashboard/', '')
  const path = extname(file) && existsSync(dist + file) ? dist + file : `${dist}index.html`
  response.setHeader('content-type', TYPES[extname(path)])
  createReadStream(path).pipe(response)
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

const browser = await chromium.launch({
  executablePath: env.TEAMKPI_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
})
try {
  const page = await browser.newPage({ viewport: { width: WIDTH, height: 900 } })
  // Time that the page's own thread worked, by the thread's clock: other work on the machine does not count.
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.goto(`http://127.0.0.1:${server.address().port}/dashboard/team/1`)
  await page.waitForSelector(`[data-member="1"]`)
  const worked = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value * 1000]))
  }
  const loaded = await worked()

  // Does something in the page; returns what it took.
  const measured = async (name, run, argument) => {
    const before = await worked()
    const wall = await page.evaluate(run, argument)
    const after = await worked()
    const parts = ['TaskDuration', 'ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration']
    return [name, wall, ...parts.map((part) => after[part] - before[part])]
  }
  const done = []
  for (const column of [
    'BookedTimeThisMonth',
    ...(WIDTH < 768 ? [] : ['CoworkerFullName']),
    'AmountToInvoice',
    'CheckedTimeThisMonth',
    'CreditLeft',
  ]) {
    const sort = async (id) => {
      const began = performance.now()
      const heading = document.querySelector(`th[data-column="${id}"] button`)
      if (heading) heading.click()
      else {
        const hasColumn = ({ options }) => [...options].some((one) => one.value === id)
        const choice = [...document.querySelectorAll('select')].find(hasColumn)
        Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(choice, id)
        choice.dispatchEvent(new Event('change', { bubbles: true }))
      }
      // The second frame begins after the first, with the new order, was painted.
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      return performance.now() - began
    }
    done.push(await measured('sorting', sort, column))
  }
  // Many members, few, none, and all again.
  for (const text of ['booked', 'booked member 77', 'nobody', '']) {
    const filter = async (typed) => {
      const began = performance.now()
      const input = document.querySelector('input[type=search]')
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, typed)
      input.dispatchEvent(new Event('input', { bubbles: true }))
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      return performance.now() - began
    }
    done.push(await measured('filtering', filter, text))
  }
  const frames = await page.evaluate(async () => {
    const scroller = document.scrollingElement
    const gaps = []
    let before = performance.now()
    for (let top = 0; top < scroller.scrollHeight; top += 120) {
      scroller.scrollTop = top
      const now = await new Promise((resolve) => requestAnimationFrame(resolve))
      gaps.push(now - before)
      before = now
    }
    return gaps.slice(1).sort((one, other) => one - other)
  })
  const whole = (value) => Math.round(value)
  console.log(
    `${MEMBERS} members, ${await page.locator('[data-member]').count()} of them on the page, ${WIDTH} px wide`,
  )
  console.log(`loading: the page worked ${whole(loaded.TaskDuration)} ms (script ${whole(loaded.ScriptDuration)})`)
  for (const [name, wall, ...own] of done) {
    const [all, script, style, layout] = own.map(whole)
    console.log(
      `${name}: the page worked ${all} ms (script ${script}, style ${style}, layout ${layout}); ${whole(wall)} ms by the clock`,
    )
  }
  console.log(
    `scrolling, between frames: median ${whole(frames[frames.length >> 1])} ms, longest ${whole(frames.at(-1))} ms ` +
      `of ${frames.length} frames`,
  )
  const slow = done.filter(([, , all]) => all > MOST_MILLISECONDS).map(([name, , all]) => `${name} ${whole(all)} ms`)
  if (loaded.TaskDuration > MOST_OF_LOADING) slow.push(`loading ${whole(loaded.TaskDuration)} ms`)
  console.log(
    `at most ${MOST_MILLISECONDS} ms for sorting and filtering, ${MOST_OF_LOADING} for loading: ` +
      (slow.length === 0 ? 'met' : `not met by ${slow.join(', ')}`),
  )
  if (slow.length > 0) process.exitCode = 1
} finally {
  await browser.close()
  server.close()
}
