import { plurals } from '../plurals'

const some = plurals('en')

/** The English texts about sign-in providers, on the Access screen. */
export const providers = {
  title: 'Sign-in providers',
  about: (address: string) =>
    `People can sign in with the account that they have at your identity provider (OpenID Connect). Register ${address} there as redirect URI.`,
  none: 'There are no providers. People sign in with a password or a passkey.',
  add: 'Add a provider',
  forWhom: { everybody: 'for everybody', operators: 'for operators', members: 'for members' },
  rolesFrom: (claim: string) => `roles from ${claim}`,
  connected: (count: number, shown: string) => `${shown} ${count === 1 ? 'account' : 'accounts'} connected`,
  answers: (host: string, keys: number) => `It answers: people sign in at ${host}; ${some(keys, 'key', 'keys')}.`,
  test: 'Test',
  testOf: (label: string) => `Test ${label}`,
  change: 'Change',
  changeOf: (label: string) => `Change ${label}`,
  save: 'Save',
  remove: (label: string) => `Remove ${label}`,
  removeTitle: (label: string) => `Remove ${label}?`,
  removeText: (count: number) =>
    count === 0
      ? 'No account is connected to it.'
      : `${some(count, 'account is', 'accounts are')} connected to it and can no longer sign in with it. Open sign-ins stay open.`,
  passwordsOn: 'Passwords sign in as well.',
  passwordsOff: (email: string) => `Passwords are off, except for ${email}.`,
  turnOn: 'Let passwords sign in',
  turnOff: 'Turn passwords off',
  turnOffTitle: 'Turn passwords off?',
  turnOffText:
    'From now on, only you can still sign in with a password, in case a provider can’t be used. Make sure that signing in with a provider works. Open sign-ins and API keys stay valid.',
  name: 'Short name',
  nameHint: 'Lower-case letters, digits and hyphens, such as google. It can’t be changed later.',
  issuer: 'Issuer',
  issuerHint: 'Such as https://accounts.google.com. It can’t be changed later.',
  label: 'Label',
  labelHint: 'What the button on the sign-in page says: “Sign in with …”',
  client: 'Client ID',
  secret: 'Client secret',
  secretHint: 'Stored encrypted and not shown again. Leave it empty if the provider has given none.',
  secretKept: 'A secret is stored. Leave the field empty to keep it.',
  noKey: 'This server can’t store secrets: TEAMKPI_SECRET_KEY isn’t set.',
  whom: 'Who can use it',
  scopes: 'Further scopes',
  scopesHint: 'Besides openid and email, separated by spaces. Usually empty.',
  claim: 'Claim with roles',
  claimHint: 'Such as groups. Leave it empty to give roles on this screen instead.',
  roles: 'Roles for its values',
  rolesHint: 'One per line, such as desk=FrontDesk.',
}
