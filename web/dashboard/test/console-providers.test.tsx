/** The sign-in providers on the Access screen, on a back office that answers from memory. */
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import { linesOf, mapOf, type Provider, type Providers } from '@/features/console-access/sign-in-providers'
import { chooseLanguage } from '@/page/preferences'
import { faultsOf } from './axe'
import { Office } from './office'
import { problem } from './portal'

const ACME: Provider = {
  ...{ Id: 1, Name: 'acme', Label: 'Acme', Issuer: 'https://login.example.com', ClientId: 'kpi', HasSecret: true },
  ...{ Scopes: ['openid', 'email', 'profile'], ForWhom: 'operators', RoleClaim: 'groups' },
  ...{ RoleMap: { 'a=b': ['FrontDesk'], all: ['Owner', 'Booking-List'] }, Connected: 2 },
}
const NONE: Providers = {
  ...{ Providers: [], RedirectPath: '/dashboard/signed-in', CanStoreSecrets: true },
  ...{ PasswordsSignIn: true, PasswordOwner: null },
}

let office: Office
let found: Providers

/** Answers a change with what there is afterwards. */
function then(call: string, next: Providers) {
  office.instead.set(call, () => {
    found = next
    return Response.json(next)
  })
}

function sent(): unknown {
  return JSON.parse(office.requests.findLast(({ method }) => method !== 'GET')?.body ?? 'null')
}

async function section() {
  const { container } = office.open('/console/access')
  const region = await screen.findByRole('region', { name: /^Sign-in providers/ })
  await within(region).findByText(/\/dashboard\/signed-in there as redirect URI/)
  return { container, user: userEvent.setup(), region: within(region) }
}

beforeEach(() => {
  office = new Office()
  found = { ...NONE, Providers: [ACME] }
  office.instead.set('GET operators', () => Response.json({ Operators: [], RoleSets: [] }))
  office.instead.set('GET accounts', () => Response.json({ Accounts: [], Page: 1, Size: 50, TotalItems: 0 }))
  office.instead.set('GET keys', () => Response.json({ Keys: [], RoleSets: [] }))
  office.instead.set('GET account-invitations', () => Response.json({ Invitations: [], SendsMail: true }))
  office.instead.set('GET hosts', () =>
    Response.json({ Network: 'default', Hosts: [], YourHost: 'localhost', MayChange: true }),
  )
  office.instead.set('GET sign-in-providers', () => Response.json(found))
})

it('adds the first provider, and says why it could not be added', async () => {
  found = NONE
  office.instead.set('POST sign-in-providers', () => problem(503, 'unavailable'))
  const { container, user, region } = await section()
  expect(region.getByText(/^There are no providers/)).toBeVisible()
  expect(region.queryByRole('button', { name: 'Turn passwords off' })).toBeNull()
  await user.click(region.getByRole('button', { name: 'Add a provider' }))
  expect(region.getByLabelText('Short name')).toHaveFocus()
  await user.keyboard('acme')
  await user.type(region.getByLabelText('Issuer'), 'https://login.example.com')
  await user.type(region.getByLabelText('Label'), 'Acme')
  await user.type(region.getByLabelText('Client ID'), 'kpi')
  await user.type(region.getByLabelText('Client secret'), 's3cret')
  await user.type(region.getByLabelText('Claim with roles'), 'groups')
  await user.type(region.getByLabelText('Roles for its values'), 'desk=FrontDesk')
  expect(await faultsOf(container)).toEqual([])
  await user.click(region.getByRole('button', { name: 'Add a provider' }))
  expect(await region.findByRole('alert')).toBeVisible()
  then('POST sign-in-providers', { ...NONE, Providers: [ACME] })
  await user.click(region.getByRole('button', { name: 'Add a provider' }))
  expect(await region.findByText('Acme')).toBeVisible()
  expect(region.queryByLabelText('Client secret')).toBeNull()
  expect(region.getByRole('button', { name: 'Add a provider' })).toHaveFocus()
  expect(sent()).toEqual({
    ...{ Name: 'acme', Issuer: 'https://login.example.com', Label: 'Acme', ClientId: 'kpi', Secret: 's3cret' },
    ...{ Scopes: [], ForWhom: 'everybody', RoleClaim: 'groups', RoleMap: { desk: ['FrontDesk'] } },
  })
})

it('changes a provider and keeps a secret that is not entered again', async () => {
  const { user, region } = await section()
  expect(region.getByText(/for operators · roles from groups · 2 accounts connected$/)).toBeVisible()
  await user.click(region.getByRole('button', { name: 'Change Acme' }))
  expect(region.getByLabelText('Label')).toHaveFocus()
  expect(region.getByLabelText('Client secret')).toHaveValue('')
  expect(region.getByText(/^A secret is stored/)).toBeVisible()
  expect(region.queryByLabelText('Issuer')).toBeNull()
  await user.clear(region.getByLabelText('Label'))
  await user.type(region.getByLabelText('Label'), 'Acme staff')
  then('PUT 1', { ...NONE, Providers: [{ ...ACME, Label: 'Acme staff' }] })
  await user.click(region.getByRole('button', { name: 'Save' }))
  expect(await region.findByText('Acme staff')).toBeVisible()
  expect(region.getByRole('button', { name: 'Change Acme staff' })).toHaveFocus()
  expect(sent()).toEqual({
    ...{ Label: 'Acme staff', ClientId: 'kpi', Scopes: ['profile'], ForWhom: 'operators' },
    ...{ RoleClaim: 'groups', RoleMap: ACME.RoleMap },
  })
})

it('tests a provider, and removes it after a question', async () => {
  office.instead.set('POST test', () =>
    Response.json({ SignInPage: 'https://login.example.com/authorize', Algorithms: ['RS256'], Keys: 2 }),
  )
  const { container, user, region } = await section()
  await user.click(region.getByRole('button', { name: 'Test Acme' }))
  expect(await region.findByText(/^It answers: people sign in at login.example.com; 2.keys\.$/)).toBeVisible()
  expect(await faultsOf(container)).toEqual([])
  then('DELETE 1', NONE)
  await user.click(region.getByRole('button', { name: 'Remove Acme' }))
  const question = within(region.getByRole('group', { name: 'Remove Acme?' }))
  expect(question.getByText(/^2.accounts are connected/)).toBeVisible()
  await user.click(question.getByRole('button', { name: 'Remove Acme' }))
  await waitFor(() => expect(region.queryByText('Acme')).toBeNull())
})

it('turns passwords off after a question, and on again', async () => {
  const { user, region } = await section()
  then('POST passwords', { ...found, PasswordsSignIn: false, PasswordOwner: 'boss@example.com' })
  await user.click(region.getByRole('button', { name: 'Turn passwords off' }))
  const question = within(region.getByRole('group', { name: 'Turn passwords off?' }))
  await user.click(question.getByRole('button', { name: 'Turn passwords off' }))
  expect(await region.findByText('Passwords are off, except for boss@example.com.')).toBeVisible()
  expect(sent()).toEqual({ PasswordsSignIn: false })
  then('POST passwords', { ...NONE, Providers: [ACME] })
  await user.click(region.getByRole('button', { name: 'Let passwords sign in' }))
  expect(await region.findByText('Passwords sign in as well.')).toBeVisible()
})

it('is there in Spanish', async () => {
  chooseLanguage('es')
  office.open('/console/access')
  expect(await screen.findByRole('region', { name: /^Proveedores de inicio de sesión/ })).toBeVisible()
  expect(await screen.findByText(/para operadores · roles de groups · 2 cuentas conectadas$/)).toBeVisible()
})

it('reads and writes the roles for values line by line', () => {
  expect(linesOf(ACME.RoleMap)).toBe('a=b=FrontDesk\nall=Owner\nall=Booking-List')
  expect(mapOf(`${linesOf(ACME.RoleMap)}\n\n`)).toEqual(ACME.RoleMap)
  expect(mapOf(' \n')).toBeNull()
  expect(mapOf('desk')).toEqual({ desk: [''] })
})
