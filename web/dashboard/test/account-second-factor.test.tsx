import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { faultsOf } from './axe'
import { AccountSite, part, SECRET } from './own-account'
import { problem } from './portal'
import { DONE } from './site'

const CODES = ['K3VX-77QA-NM2P-4FZD', 'AAAA-BBBB-CCCC-DDDD']

let site: AccountSite
beforeEach(() => {
  site = new AccountSite()
})
afterEach(() => site.end())

describe('the second factor', () => {
  it('is turned on with a code of the app, and gives recovery codes once', async () => {
    const { user, container } = await site.visit()
    await user.click(screen.getByRole('button', { name: 'Turn on' }))
    expect(await screen.findByText('JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP')).toBeVisible()
    site.instead.set('POST second-factor', () => problem(400, 'bad_request'))
    await user.type(screen.getByLabelText('Code from the new app'), '123 456')
    await user.type(screen.getByLabelText('Current password'), 'a password')
    await user.click(screen.getByRole('button', { name: 'Turn on' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('The code doesn’t match this key')
    site.instead.set('POST second-factor', () => {
      site.account = { ...site.account, SecondFactorSetOn: '2026-11-20T12:00:00Z', RecoveryCodesLeft: 2 }
      return Response.json({ RecoveryCodes: CODES })
    })
    await user.click(screen.getByRole('button', { name: 'Turn on' }))
    const codes = await screen.findByRole('group', { name: 'Your recovery codes' })
    expect(codes).toHaveFocus()
    expect(
      within(codes)
        .getAllByRole('listitem')
        .map((one) => one.textContent),
    ).toEqual(CODES)
    expect(await faultsOf(container)).toEqual([])
    const body = { Secret: SECRET, Code: '123456', CurrentPassword: 'a password', Totp: null, Passkey: null }
    expect(site.sent().at(-1)).toBe(`POST second-factor ${JSON.stringify(body)}`)
    await user.click(within(codes).getByRole('button', { name: 'Copy' }))
    expect(await screen.findByText('Copied.')).toBeVisible()
    expect(await navigator.clipboard.readText()).toBe(CODES.join('\n'))
    await user.click(within(codes).getByRole('button', { name: 'I’ve saved them' }))
    expect(await screen.findByText('Two-factor authentication is on.')).toBeVisible()
    expect(screen.queryByText(CODES[0] ?? '')).toBeNull()
    const factor = await part('Two-factor authentication')
    expect(factor.getByText(/^On since Nov 20, 2026\. You have 2.recovery codes left\./)).toHaveTextContent(
      'before you run out',
    )
  })

  it('gets new recovery codes, and is turned off', async () => {
    site.account.SecondFactorSetOn = '2026-11-20T12:00:00Z'
    site.account.RecoveryCodesLeft = 10
    const { user } = await site.visit()
    await user.click(screen.getByRole('button', { name: 'New recovery codes' }))
    site.instead.set('POST recovery-codes', () => problem(400, 'invalid_grant'))
    await user.type(screen.getByLabelText('Current password'), 'a password')
    await user.type(screen.getByLabelText('Code from your authenticator app'), '654321')
    await user.click(screen.getByRole('button', { name: 'New recovery codes' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('The password or the code is incorrect')
    site.instead.set('POST recovery-codes', () => Response.json({ RecoveryCodes: CODES }))
    await user.click(screen.getByRole('button', { name: 'New recovery codes' }))
    await user.click(await screen.findByRole('button', { name: 'I’ve saved them' }))

    site.instead.set('POST remove', () => {
      site.account = { ...site.account, SecondFactorSetOn: null, RecoveryCodesLeft: 0 }
      return DONE()
    })
    await user.click(screen.getByRole('button', { name: 'Turn off' }))
    await user.type(screen.getByLabelText('Current password'), 'a password')
    await user.type(screen.getByLabelText('Code from your authenticator app'), '111111')
    await user.click(screen.getByRole('button', { name: 'Turn off' }))
    const result = await screen.findByText('Two-factor authentication is off.')
    await waitFor(() => expect(document.activeElement).toContainElement(result))
    expect(screen.getByRole('button', { name: 'Turn on' })).toBeVisible()
    expect(site.sent().at(-1)).toBe(
      `POST second-factor/remove ${JSON.stringify({ CurrentPassword: 'a password', Totp: '111111', Passkey: null })}`,
    )
  })

  it('cannot be turned on at a server without a key', async () => {
    site.account.CanSetSecondFactor = false
    await site.visit()
    expect(screen.getByText(/^This server isn’t set up/)).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Turn on' })).toBeNull()
  })

  it('says when no key could be had, and asks again', async () => {
    const made = site.instead.get('POST secret')
    site.instead.set('POST secret', () => problem(503, 'unavailable'))
    const { user } = await site.visit()
    await user.click(screen.getByRole('button', { name: 'Turn on' }))
    expect(await screen.findByText('Couldn’t get a key for your app')).toBeVisible()
    if (made) site.instead.set('POST secret', made)
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByRole('img', { name: /^QR code/ })).toBeVisible()
  })
})
