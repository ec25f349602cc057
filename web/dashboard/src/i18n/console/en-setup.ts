/** The English texts about the name and look of the space. */
export const look = {
  title: 'Name and look',
  about:
    'For the dashboard and the sign-in page; the console has the same colours. Empty fields are as the server is set up.',
  optional: 'Name and look (optional)',
  name: 'Space name',
  nameHint: 'In the title of the dashboard’s window, and on the sign-in page',
  accent: 'Accent colour, light',
  accentHint: 'Such as #0a6470. Text in the colour has to be easy to read.',
  accentInDark: 'Accent colour, dark',
  logo: 'Logo',
  logoHint: 'PNG, JPEG, WebP or SVG, at most 256 KiB',
  logoTooLarge: 'This file is too large. A logo can have up to 256 KiB.',
  yourLogo: 'Your logo',
  withoutLogo: 'Remove the logo',
  save: 'Save the look',
  saved: 'Saved. Pages show it from the next time they’re loaded.',
}

/** The English texts of the page of the set-up link. */
export const setup = {
  title: 'Set up your space',
  intro: 'Create the first account for the people who run the space. It has full access.',
  noSecret: 'Open the whole link that the server printed, including the part after “#”.',
  refused:
    'This link isn’t valid any more: links last an hour and work once. If the space has no operator yet, run “teamkpi setup-link” for another one.',
  passwordHint: 'At least 8 characters',
  make: 'Create account',
  space: 'Your first location',
  spaceIntro: 'Days and months follow the location’s time zone. You can add more locations later.',
  name: 'Name',
  zone: 'Time zone',
  zoneHint: 'Such as Europe/London',
  currency: 'Currency',
  currencyHint: 'Three letters, such as GBP',
  next: 'How do you want to begin?',
  imports: 'Import files: spreadsheets, or an export from another program',
  mirror: 'Mirror a Nexudus account',
  empty: 'Start empty',
  start: 'Start',
  look: 'Look around first?',
  lookText: 'Fill the space with made-up people, teams and two years of bookings. You can remove it all in one step.',
  fill: 'Fill it with made-up records',
  filling: 'Adding made-up records; this takes a minute…',
}
