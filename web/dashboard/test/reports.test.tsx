/** Reports by mail, on the page of alerts. */
import type { AlertRuleList, TeamReports } from '@teamkpi/client'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chooseLanguage } from '@/page/preferences'
import { faultsOf } from './axe'
import { Site } from './site'

const LIST: AlertRuleList = { SendsMail: true, IGetMail: true, MyMailCameBack: false, Administrators: [], Rules: [] }

let site: Site
let list: AlertRuleList
let reports: TeamReports
beforeEach(() => {
  site = new Site()
  site.isSignedIn = true
  list = LIST
  reports = { SendsMail: true, Weekly: false, Monthly: false, WithNames: false }
  site.instead.set('GET alerts', () => Response.json(list))
  site.instead.set('GET reports', () => Response.json(reports))
})
afterEach(() => {
  for (const one of site.sessions) one.close()
})

const open = () => site.open('/dashboard/team/55/alerts')

describe('reports', () => {
  it('are turned on separately, and names only with a report', async () => {
    const user = userEvent.setup()
    const sent: unknown[] = []
    site.instead.set('PUT reports', () => {
      const wishes = JSON.parse(site.requests.at(-1)?.body ?? '') as Partial<TeamReports>
      sent.push(wishes)
      reports = { ...reports, ...wishes }
      return new Response(null)
    })
    const { container } = open()
    const section = await screen.findByRole('region', { name: 'Reports by email' })
    const names = await within(section).findByLabelText('Say which member used what')
    expect(names).toBeDisabled()
    await user.click(within(section).getByLabelText('Send me a report after each month'))
    expect(await within(section).findByText('Saved.')).toBeVisible()
    await waitFor(() => expect(names).toBeEnabled())
    await user.click(names)
    await waitFor(() => expect(names).toBeChecked())
    expect(sent).toEqual([
      { Weekly: false, Monthly: true, WithNames: false },
      { Weekly: false, Monthly: true, WithNames: true },
    ])
    expect(await faultsOf(container)).toEqual([])
  })

  it('are not offered where the space sends no mail', async () => {
    list = { ...LIST, SendsMail: false }
    open()
    expect(await screen.findByText(/This space doesn’t send email/)).toBeVisible()
    expect(screen.queryByRole('region', { name: 'Reports by email' })).toBeNull()
  })

  it('are in Spanish too', async () => {
    chooseLanguage('es')
    open()
    expect(await screen.findByLabelText('Enviarme un informe después de cada semana')).not.toBeChecked()
  })
})
