import { plurals } from '../plurals'

const some = plurals('en')

/** English texts for the sign-in page. */
export const signInTexts = {
  signIn: {
    title: 'Sign in',
    intro: 'With the e-mail and password of your coworking space.',
    email: 'E-mail',
    password: 'Password',
    code: 'Code of your authenticator app',
    codeHint: 'Six digits. A recovery code works as well.',
    submit: 'Sign in',
    busy: 'Signing in…',
    ended: 'You have been signed out. Sign in to go on where you were.',
    asked: 'You have signed out.',
    codeNeeded: 'One more step: your account has a second factor.',
    refused: 'The e-mail, the password or the code is wrong, or the account cannot be used.',
    mustReset: 'Your password has to be changed before you can sign in. Choose a new one here.',
    changed: 'Your password is changed. Sign in with the new one.',
    newPassword: 'New password',
    newPasswordHint: 'At least 8 characters, and another than the present one.',
    change: 'Change the password',
    changing: 'Changing…',
    wait: (seconds: number) => `Too many sign-ins have failed. Try again in ${some(seconds, 'second', 'seconds')}.`,
    failed: 'Nobody could be signed in: the server cannot be reached or has a fault. Try again in a moment.',
  },
}
