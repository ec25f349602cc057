/** The English texts about signing in with a provider. */
export const en = {
  signInWith: (provider: string) => `Sign in with ${provider}`,
  orPassword: 'Or sign in with your password:',
  passwordsOff: 'Passwords are turned off here. Sign in with one of the buttons above.',
  title: 'Sign in',
  busy: 'Signing you in…',
  connected: 'Your account is connected. You can sign in this way from now on.',
  toAccount: 'Your account',
  again: 'Back to sign-in',
  code: 'Enter a code from your authenticator app, or a recovery code.',
  confirm:
    'There is an account with your email address. Enter its password once to connect it. After that, you don’t need the password to sign in this way.',
  confirmCode: 'If the account has two-factor authentication, enter a code as well.',
  forgot: 'Forgot your password?',
  submit: 'Continue',
  wrong: 'The password or the code is incorrect, or the account can’t be used.',
  errors: {
    sign_in_expired:
      'This sign-in can’t be completed: it is too old, has been used, or was started in another browser. Start again.',
    provider_refused: 'You were not signed in: the sign-in was cancelled or refused there.',
    provider_unavailable: 'The sign-in service can’t be reached right now. Try again in a few minutes.',
    provider_not_trusted: 'The answer of the sign-in service was refused by a security check. Start again.',
    not_connected:
      'No account is connected to this sign-in. Use the link of your invitation, or sign in with your password and connect it on the page “Your account”.',
    connected_already: 'This account, or this sign-in, is already connected to another one.',
    not_for_account: 'Your account can’t be used with this sign-in service.',
    invalid_grant: 'Your account can’t be used. Ask the people who run the space.',
    link_refused: 'The link of the invitation isn’t valid any more.',
    failed: 'Something went wrong. Try again.',
  },
  part: {
    title: 'Other ways to sign in',
    meaning: 'Sign in with an account that you have elsewhere.',
    connect: 'Connect',
    connectWith: (provider: string) => `Connect ${provider}`,
    disconnect: 'Disconnect',
    disconnectFrom: (provider: string) => `Disconnect ${provider}`,
    since: (date: string) => `connected since ${date}`,
    not: 'not connected',
  },
}
