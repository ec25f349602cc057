import { plurals } from '../plurals'

const some = plurals('en')

/** English texts for the sign-in page. */
export const signInTexts = {
  signIn: {
    title: 'Sign in',
    intro: 'Use the email and password of your coworking space account.',
    email: 'Email',
    password: 'Password',
    code: 'Code from your authenticator app',
    codeHint: 'Six digits. You can also use a recovery code.',
    submit: 'Sign in',
    busy: 'Signing in…',
    ended: 'You’ve been signed out. Sign in to pick up where you left off.',
    asked: 'You’re signed out.',
    codeNeeded: 'One more step: your account uses two-factor authentication.',
    forgot: 'Forgot your password?',
    refused: 'The email, password or code is incorrect, or this account can’t sign in.',
    mustReset: 'You need to change your password before you can sign in. Choose a new one below.',
    changed: 'Your password has been changed. Sign in with the new one.',
    newPassword: 'New password',
    newPasswordHint: 'At least 8 characters, and different from your current password.',
    change: 'Change password',
    changing: 'Changing…',
    wait: (seconds: number) => `Too many failed attempts. Try again in ${some(seconds, 'second', 'seconds')}.`,
    failed: 'Sign-in failed because the server can’t be reached or has a problem. Try again in a moment.',
  },
}
