/** Passkeys: the part of the account's page, and what goes between the browser and the server. */
import { screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { canUsePasskeys, make, sign } from '@/passkeys/webauthn'
import { AccountSite, part } from './own-account'

const PASSKEY = {
  ...{ Id: 3, Name: 'Phone', Host: 'localhost', CreatedOn: '2026-11-20T12:00:00Z' },
  LastUsedOn: '2026-11-21T08:00:00Z',
}
const OPTIONS = { challenge: '-_8', allowCredentials: [{ type: 'public-key', id: 'AQI' }], rpId: 'localhost' }
const get = vi.fn<(asked: CredentialRequestOptions) => Promise<unknown>>()
const create = vi.fn<(asked: CredentialCreationOptions) => Promise<unknown>>()
const bytes = (...values: number[]) => Uint8Array.from(values).buffer

let site: AccountSite

beforeEach(() => {
  site = new AccountSite()
  vi.stubGlobal('PublicKeyCredential', () => undefined)
  Object.defineProperty(navigator, 'credentials', { configurable: true, value: { get, create } })
})

afterEach(() => {
  site.end()
  vi.unstubAllGlobals()
  Reflect.deleteProperty(navigator, 'credentials')
  vi.resetAllMocks()
})

it('signs what the server asks, in its form of bytes', async () => {
  const response = {
    ...{ authenticatorData: bytes(1), clientDataJSON: bytes(251, 255), signature: bytes(2) },
    userHandle: null,
  }
  get.mockResolvedValue({ id: 'AQI', rawId: bytes(1, 2), type: 'public-key', response })
  expect(JSON.parse((await sign(OPTIONS)) ?? '')).toEqual({
    ...{ id: 'AQI', rawId: 'AQI', type: 'public-key' },
    response: { authenticatorData: 'AQ', clientDataJSON: '-_8', signature: 'Ag', userHandle: null },
  })
  const asked = get.mock.calls[0]?.[0].publicKey
  expect(Array.from(asked?.challenge as Uint8Array)).toEqual([251, 255])
  expect(Array.from(asked?.allowCredentials?.[0]?.id as Uint8Array)).toEqual([1, 2])
})

it('says nothing when the user would not, and does not hide other errors', async () => {
  get.mockRejectedValue(new DOMException('no', 'NotAllowedError'))
  expect(await sign(OPTIONS)).toBeNull()
  create.mockRejectedValue(new DOMException('known', 'InvalidStateError'))
  const options = { ...OPTIONS, user: { id: 'AQ', name: 'x' }, excludeCredentials: [] }
  expect(await make(options)).toBeNull()
  get.mockRejectedValue(new TypeError('broken'))
  await expect(sign(OPTIONS)).rejects.toThrow('broken')
})

it('is offered only by browsers that have passkeys', () => {
  expect(canUsePasskeys()).toBe(true)
  vi.unstubAllGlobals()
  Reflect.deleteProperty(navigator, 'credentials')
  expect(canUsePasskeys()).toBe(false)
})

it('lists passkeys, and renames one', async () => {
  site.account = { ...site.account, RecoveryCodesLeft: 10, Passkeys: [PASSKEY, { ...PASSKEY, Id: 4, Host: 'a.test' }] }
  site.instead.set('PUT 3', () => new Response())
  const { user } = await site.visit()
  const passkeys = await part('Passkeys')
  const [first, second] = passkeys.getAllByRole('listitem')
  expect(first).toHaveTextContent(/Phone.*last used/)
  expect(first).not.toHaveTextContent('works on')
  expect(second).toHaveTextContent('works on a.test')
  for (const one of passkeys.getAllByRole('button', { name: 'Rename Phone' }).slice(0, 1)) await user.click(one)
  await user.type(passkeys.getByLabelText('Name'), 'Old phone')
  await user.click(passkeys.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('The passkey has a new name.')).toBeVisible()
  expect(site.sent()).toEqual(['PUT passkeys/3 {"Name":"Old phone"}'])
})
