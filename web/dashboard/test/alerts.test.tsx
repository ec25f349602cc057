import type { AlertPreview, AlertRule, AlertRuleList } from '@teamkpi/client'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FIRST, thresholdOf, withFigure } from '@/features/alerts/drafts'
import { chooseLanguage } from '@/page/preferences'
import { faultsOf } from './axe'
import { problem } from './portal'
import { DONE, Site } from './site'

const RULE: AlertRule = {
  Id: 3,
  Figure: 'RemainingTimeCreditUses',
  Of: 'member',
  Comparison: 'at_most',
  Threshold: 5,
  RecipientIds: null,
  MutedUntil: null,
  IsMuted: false,
  CreatedOn: '2026-11-18T12:00:00Z',
  Recipients: 2,
  Crossed: [{ CoworkerId: 102, CoworkerFullName: 'Leo Chan', Since: '2026-11-20T09:30:00Z', IsNotified: true }],
}
const LIST: AlertRuleList = {
  SendsMail: true,
  IGetMail: true,
  MyMailCameBack: false,
  Administrators: [
    { CoworkerId: 101, FullName: 'Jane Smith', GetsMail: true },
    { CoworkerId: 103, FullName: 'Ada Byron', GetsMail: false },
  ],
  Rules: [RULE],
}
const PREVIEW: AlertPreview = {
  Recipients: 1,
  CurrencyCode: null,
  Crossed: [{ CoworkerId: 102, Value: 30 }],
}

let site: Site
let list: AlertRuleList
let preview: AlertPreview
beforeEach(() => {
  site = new Site()
  site.isSignedIn = true
  list = LIST
  preview = PREVIEW
  site.instead.set('GET alerts', () => Response.json(list))
  site.instead.set('GET reports', () => Response.json({ Weekly: false, Monthly: false, WithNames: false }))
  site.instead.set('GET preview', () => Response.json(preview))
  site.instead.set('POST alerts', () => Response.json({ Id: 4 }))
  site.instead.set('DELETE 3', DONE)
})
afterEach(() => {
  for (const one of site.sessions) one.close()
})

const open = () => site.open('/dashboard/team/55/alerts')

describe('the alerts of a team', () => {
  it('are listed with those who have reached the limit, and lead back to the team', async () => {
    const { container } = open()
    const card = (await screen.findByRole('heading', { name: 'Credit left: Uses' })).closest('li')
    expect(card).toHaveTextContent('each member · at most 5')
    expect(card).toHaveTextContent('Limit reached: Leo Chan (since Nov 20, 2026)')
    expect(card).toHaveTextContent('Email to 2 people')
    expect(screen.getByRole('link', { name: 'Tech Innovators' })).toHaveAttribute('href', '/dashboard/team/55')
    expect(await faultsOf(container)).toEqual([])
  })

  it('are opened from the page of the team', async () => {
    site.open('/dashboard/team/55')
    await userEvent.setup().click(await screen.findByRole('link', { name: 'Alerts' }))
    expect(await screen.findByRole('heading', { name: 'Credit left: Uses' })).toBeVisible()
    expect(location.pathname).toBe('/dashboard/team/55/alerts')
  })

  it('are added after a preview of what they would report', async () => {
    list = { ...LIST, Rules: [] }
    const { container } = open()
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: 'Add an alert' }))
    const form = screen.getByRole('form', { name: 'New alert' })
    expect(within(form).getByLabelText('Figure')).toHaveFocus()
    expect(
      await within(form).findByText('1 member has already reached this limit: Álvaro Núñez (30 min).'),
    ).toBeVisible()
    expect(within(form).getByText('Saving will send email to 1 person at once.')).toBeVisible()
    expect(await faultsOf(container)).toEqual([])
    await user.click(within(form).getByRole('radio', { name: 'only these:' }))
    await user.click(within(form).getByRole('checkbox', { name: 'Jane Smith' }))
    expect(within(form).getByText('No one would get email.')).toBeVisible()
    await user.click(within(form).getByRole('radio', { name: 'all administrators of the team' }))
    preview = { ...PREVIEW, Crossed: [] }
    await user.selectOptions(within(form).getByLabelText('Figure'), 'Days until the next credit or pass expires')
    await user.clear(within(form).getByLabelText('Value'))
    await user.type(within(form).getByLabelText('Value'), '14')
    expect(await within(form).findByText(/^No one has reached this limit yet/)).toBeVisible()
    await user.click(within(form).getByRole('button', { name: 'Save' }))
    expect(await screen.findByText('Saved.')).toBeVisible()
    expect(document.activeElement).toHaveTextContent('Saved.')
    const body = { Figure: 'DaysToExpiry', Of: 'member', Comparison: 'at_most', Threshold: 14 }
    expect(site.changes()).toEqual([
      `POST /teams/55/alerts ${JSON.stringify({ ...body, RecipientIds: null, Confirm: false })}`,
    ])
    const asked = site.requests
      .filter(({ path }) => path.endsWith('/preview'))
      .at(-1)
      ?.query.toString()
    expect(asked).toBe('figure=DaysToExpiry&of=member&comparison=at_most&threshold=14')
  })
  it('are confirmed when they send mail at once, and say why they were refused', async () => {
    site.instead.set('PUT 3', () => problem(400, 'alert_would_fire', 'The team has already reached this threshold.'))
    open()
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: 'Change' }))
    const value = await screen.findByLabelText('Value')
    expect(value).toHaveValue('5')
    await user.clear(value)
    expect(screen.getByRole('button', { name: /^Save/ })).toBeDisabled()
    await user.type(value, '40')
    await user.click(await screen.findByRole('button', { name: 'Save and send email now' }))
    expect(await screen.findByText('The team has already reached this threshold.')).toBeVisible()
    site.instead.delete('PUT 3')
    await user.click(await screen.findByRole('button', { name: 'Save and send email now' }))
    expect(await screen.findByText('Saved.')).toBeVisible()
    expect(site.changes().at(-1)).toContain('"Threshold":40,"RecipientIds":null,"Confirm":true')
  })

  it('are muted, and deleted after a question', async () => {
    const { container } = open()
    const user = userEvent.setup()
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Mute' }), 'for a week')
    await waitFor(() =>
      expect(site.changes()[0]).toMatch(/^PUT \/teams\/55\/alerts\/3 {"MutedUntil":"\d{4}-\d\d-\d\d"}$/),
    )
    const button = () => screen.getByRole('button', { name: 'Delete' })
    expect(button()).toHaveAccessibleDescription('Credit left: Uses')
    await user.click(button())
    const question = screen.getByRole('group', { name: 'Delete the alert about “Credit left: Uses”?' })
    expect(question).toHaveFocus()
    expect(await faultsOf(container)).toEqual([])
    await user.keyboard('{Escape}')
    expect(button()).toHaveFocus()
    await user.keyboard('{Enter}')
    site.instead.set('DELETE 3', () => problem(400, 'bad_request', 'It is needed.'))
    await user.click(button())
    expect(await screen.findByText('It is needed.')).toBeVisible()
    site.instead.set('DELETE 3', DONE)
    list = { ...LIST, Rules: [] }
    await user.click(button())
    expect(await screen.findByText('The alert was deleted.')).toBeVisible()
    expect(document.activeElement).toHaveTextContent('The alert was deleted.')
    expect(await screen.findByRole('heading', { name: 'No alerts yet' })).toBeVisible()
    expect(site.changes().slice(1)).toEqual(['DELETE /teams/55/alerts/3', 'DELETE /teams/55/alerts/3'])
  })

  it.each([
    ['Change', [RULE]],
    ['Add an alert', [RULE]],
    ['Add an alert', []],
  ])('give the focus back when a form is cancelled: %s', async (name, rules) => {
    list = { ...LIST, Rules: rules }
    open()
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name }))
    expect(screen.getByLabelText('Figure')).toHaveFocus()
    await user.click(screen.getByRole('button', { name: 'Cancel' }))
    expect(screen.queryByRole('form')).toBeNull()
    expect(screen.getByRole('button', { name })).toHaveFocus()
  })

  it('say what is muted, and whom they reach', async () => {
    list = {
      ...LIST,
      Rules: [{ ...RULE, IsMuted: true, MutedUntil: '2026-12-01', Recipients: 0, Of: 'team', Crossed: [] }],
    }
    open()
    const card = (await screen.findByRole('heading', { name: 'Credit left: Uses' })).closest('li')
    expect(card).toHaveTextContent('Muted until Dec 1, 2026')
    expect(card).toHaveTextContent('No one gets email about this')
    await userEvent.setup().click(screen.getByRole('button', { name: 'Unmute' }))
    await waitFor(() => expect(site.changes()).toEqual(['PUT /teams/55/alerts/3 {"MutedUntil":null}']))
  })

  it('are mailed to the user or not', async () => {
    open()
    const user = userEvent.setup()
    await user.click(await screen.findByRole('checkbox', { name: 'Send me email about this team’s alerts' }))
    await waitFor(() => expect(site.changes()).toEqual(['PUT /teams/55/alerts/mail {"IGetMail":false}']))
  })

  it('say that mail to the user came back', async () => {
    list = { ...LIST, MyMailCameBack: true }
    open()
    const said = await screen.findByText(/^Email to you came back/)
    expect(within(said).getByRole('link', { name: 'Your account' })).toHaveAttribute('href', '/dashboard/account')
  })

  it('are shown without mail where the space sends none, in Spanish', async () => {
    chooseLanguage('es')
    list = { ...LIST, SendsMail: false }
    open()
    expect(await screen.findByText(/^Este espacio no envía correo/)).toBeVisible()
    expect(screen.queryByRole('checkbox')).toBeNull()
    expect(await screen.findByText(/Han alcanzado el límite: Leo Chan/)).toBeVisible()
    expect(screen.queryByText(/Correo a/)).toBeNull()
    await userEvent.setup().click(screen.getByRole('button', { name: 'Cambiar' }))
    expect(await screen.findByText(/^1 miembro ya ha alcanzado este límite/)).toBeVisible()
    expect(screen.queryByText(/Al guardar/)).toBeNull()
    expect(screen.getByRole('button', { name: 'Guardar' })).toBeEnabled()
  })

  it.each([
    [403, 'not_team_administrator', 'Only team administrators can see and change alerts'],
    [404, 'team_not_found', 'Team not found'],
    [500, 'internal_error', 'Couldn’t load the alerts'],
  ])('that cannot be shown say why: %i', async (status, code, title) => {
    site.instead.set('GET alerts', () => problem(status, code))
    open()
    expect(await screen.findByRole('heading', { name: title })).toBeVisible()
  })
})

describe('a draft', () => {
  it('has a comparison that its figure knows', () => {
    const least = { ...FIRST, comparison: 'at_least' } as const
    expect(withFigure(least, 'DaysToExpiry').comparison).toBe('at_most')
    expect(withFigure(FIRST, 'OpenCheckinMinutes').comparison).toBe('at_least')
    expect(withFigure(least, 'ToInvoice').comparison).toBe('at_least')
  })
  it.each([
    ['12', 12],
    [' 7 ', 7],
    ['', null],
    ['-1', null],
    ['1.5', null],
    ['x', null],
    ['1e3', null],
  ])('reads %j as %j', (text, value) => {
    expect(thresholdOf(text, FIRST)).toBe(value)
  })
  it('reads money with decimals, and nothing that the server would refuse', () => {
    const money = withFigure(FIRST, 'ToInvoice')
    expect(thresholdOf('12,50', money)).toBe(12.5)
    expect(thresholdOf('0', money)).toBe(0)
    expect(thresholdOf('0', { ...money, comparison: 'at_least' })).toBeNull()
    expect(thresholdOf('366', withFigure(FIRST, 'DaysToExpiry'))).toBeNull()
  })
})
