import { plurals } from '../plurals'

const some = plurals('en')

/** The English texts of the pages for choosing a password with a link. */
export const en = {
  forgotten: {
    title: 'Forgot your password?',
    intro: 'Enter the email address of your account. We’ll send you a link to choose a new password.',
    send: 'Send the link',
    sending: 'Sending…',
    sent: (email: string) =>
      `If ${email} has an account here, an email with a link is on its way. The link is valid for one hour and works once.`,
    check: 'If nothing arrives within a few minutes, look in the spam folder, and check the address.',
    noMail: 'This space doesn’t send email. Ask the people who run it for a link to choose a new password.',
    wait: (seconds: number) => `Too many requests. Try again in ${some(seconds, 'second', 'seconds')}.`,
    again: 'Use another address',
    back: 'Back to sign-in',
  },
  choose: {
    reset: 'Choose a new password',
    invitation: 'Create your account',
    invitationIntro: 'Choose a password. You’ll sign in with it and this email address.',
    resetIntro: 'When it is saved, you’re signed out everywhere else.',
    hint: 'At least 8 characters.',
    save: 'Save the password',
    saving: 'Saving…',
    wrongCode: 'The code is incorrect, or has been used before. Wait for the next one.',
    refusedTitle: 'This link isn’t valid any more',
    refused: 'Links work once, and only for a limited time.',
    another: 'Get another link',
    signIn: 'Sign in',
    saved: 'Your password has been saved. You can sign in with it now.',
    failed: 'Couldn’t check the link',
  },
}
