import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { faultsOf } from './axe'
import { problem } from './portal'
import { Site } from './site'

let site: Site
const saved: string[] = []
beforeEach(() => {
  site = new Site()
  site.isSignedIn = true
  saved.length = 0
  URL.createObjectURL = () => 'blob:made'
  URL.revokeObjectURL = () => undefined
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(this.download)
  })
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  for (const one of site.sessions) one.close()
})

const asked = () => site.requests.map(({ path }) => path).filter((path) => /\.(pdf|xlsx|csv)$/.test(path))

it('saves the statement of a month in each form, under the name that the server gives it', async () => {
  const user = userEvent.setup()
  site.open('/dashboard/team/55')
  await user.click(await screen.findByRole('button', { name: 'Statement' }))
  const menu = await screen.findByRole('dialog', { name: 'Statement' })
  const choice = within(menu).getByRole<HTMLSelectElement>('combobox', { name: 'Month' })
  const [current = '', last = '', before = ''] = [...choice.options].map(({ value }) => value.slice(0, 7))
  expect(choice.value.slice(0, 7)).toBe(last)
  expect(choice.options[0]?.text).toMatch(/, so far$/)
  expect(before < last && last < current).toBe(true)
  expect(await faultsOf(document.body)).toEqual([])

  const answer = () => site.requests.at(-1)?.path.split('.').at(-1) ?? ''
  site.instead.set(
    'GET statements',
    () => new Response('file', { headers: { 'content-disposition': `attachment; filename="ours.${answer()}"` } }),
  )
  await user.click(within(menu).getByRole('button', { name: 'PDF' }))
  await waitFor(() => expect(saved).toEqual(['ours.pdf']))
  await user.selectOptions(choice, choice.options[2]?.value ?? '')
  for (const [name, ending] of [
    ['Excel', 'xlsx'],
    ['CSV', 'csv'],
  ] as const) {
    await user.click(within(menu).getByRole('button', { name }))
    await waitFor(() => expect(saved.at(-1)).toBe(`ours.${ending}`))
  }
  const path = '/api/public/teams/55/statements'
  expect(asked()).toEqual([`${path}/${last}.pdf`, `${path}/${before}.xlsx`, `${path}/${before}.csv`])
})

it('says what happened when there is no file, and can be tried again', async () => {
  const user = userEvent.setup()
  site.open('/dashboard/team/55')
  await user.click(await screen.findByRole('button', { name: 'Statement' }))
  const menu = await screen.findByRole('dialog', { name: 'Statement' })
  site.instead.set('GET statements', () => problem(404, 'not_found', 'There is no statement of that month.'))
  await user.click(within(menu).getByRole('button', { name: 'PDF' }))
  await waitFor(() =>
    expect(menu).toHaveTextContent('Couldn’t download the statement. There is no statement of that month.'),
  )
  expect(saved).toEqual([])
  expect(within(menu).getByRole('button', { name: 'PDF' })).toBeEnabled()
})

it('prints the page', async () => {
  const print = vi.fn()
  vi.stubGlobal('print', print)
  site.open('/dashboard/team/55')
  await userEvent.click(await screen.findByRole('button', { name: 'Print' }))
  expect(print).toHaveBeenCalledOnce()
})
