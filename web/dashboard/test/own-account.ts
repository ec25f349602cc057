/** An account, as the server describes it, and the page that shows it. */
import { onlineManager } from '@tanstack/react-query'
import type { OwnAccount } from '@teamkpi/client'
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Site } from './site'

export const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
export const PHONE = 'a'.repeat(24)

/** A site where somebody is signed in, here and with a phone. */
export class AccountSite extends Site {
  account: OwnAccount

  constructor() {
    super()
    this.isSignedIn = true
    const here = {
      Id: '5f2b8c1de90a4477b31c02aa',
      ClientId: 'teamkpi.dashboard',
      CreatedOn: '2026-11-21T08:00:00Z',
      ExpiresOn: '2026-12-06T08:00:00Z',
      IsCurrent: true,
    }
    this.account = {
      Email: 'jane@techinnovators.com',
      SecondFactorSetOn: null,
      RecoveryCodesLeft: 0,
      Passkeys: [],
      MailCameBackOn: null,
      CanSetSecondFactor: true,
      SignIns: [here, { ...here, Id: PHONE, ClientId: 'their phone', IsCurrent: false }],
    }
    this.instead.set('GET account', () => Response.json(this.account))
    this.instead.set('POST secret', () =>
      Response.json({ Secret: SECRET, Uri: `otpauth://totp/teamkpi:jane?secret=${SECRET}&issuer=teamkpi` }),
    )
  }

  /** Opens the page. */
  async visit() {
    const { container } = this.open('/dashboard/account')
    await screen.findByText(this.account.Email)
    return { user: userEvent.setup(), container }
  }

  /** What the page sent to the calls that change the account: method, end of the path and body. */
  sent(): string[] {
    return this.requests
      .filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/account'))
      .map(({ method, path, body }) => [method, path.replace('/api/account/', ''), body].filter(Boolean).join(' '))
  }

  /** Leaves everything as it was. */
  end(): void {
    for (const one of this.sessions) one.close()
    onlineManager.setOnline(true)
  }
}

/** A part of the page. */
export const part = async (name: string) => within(await screen.findByRole('region', { name }))
