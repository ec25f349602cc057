import { plurals } from '../plurals'

const some = plurals('en')

/** The English texts of the Webhooks screen. */
export const webhooks = {
  title: 'Webhooks',
  senders: 'Webhooks',
  sendersAbout: 'Addresses to which another system, such as a Nexudus account, sends records when they change.',
  add: 'Create a webhook',
  none: 'There are no webhooks yet.',
  old: (count: number) => some(count, 'revoked webhook', 'revoked webhooks'),
  name: 'Name',
  nameHint: 'It appears in the history of the records that it sends.',
  taken: 'A webhook in use already has this name.',
  event: 'Event',
  anyEvent: 'Any event',
  anyEventHint:
    'For your own systems: each record has to name its kind, and records of every kind can be written. Deliveries are signed over their bytes.',
  eventHint: 'For Nexudus: create one webhook for each event. Only records of that kind are accepted.',
  address: 'Address',
  secret: 'Secret',
  once: (name: string) =>
    `Enter this address and this secret in the system that sends to “${name}”. They aren’t shown again.`,
  everyKind: 'any event, records of every kind',
  limited: (roles: string) => `any event, with the roles ${roles}`,
  revokedOn: (when: string) => `revoked on ${when}`,
  never: 'nothing received yet',
  last: (when: string) => `last delivery ${when}`,
  overlap: (when: string) => `The previous secret stays valid until ${when}.`,
  counts: (
    event: string,
    { received, stored, ignored, failed }: { received: string; stored: string; ignored: string; failed: string },
  ) => `${event}: ${received} received, ${stored} stored or already known, ${ignored} not kept here, ${failed} failed`,
  renew: (name: string) => `Replace the secret of ${name}`,
  renewIt: 'Replace the secret',
  overlapLabel: 'The previous secret is accepted',
  atOnce: 'not any more (it has leaked)',
  days: (count: number) => `for ${some(count, 'more day', 'more days')}`,
  newSecret: (name: string) => `Enter the new secret in the system that sends to “${name}”. It isn’t shown again.`,
  revoke: (name: string) => `Revoke ${name}`,
  revokeTitle: (name: string) => `Revoke ${name}?`,
  revokeText:
    'Deliveries to its address are refused from now on, and this can’t be undone. Records that it sent before stay.',
  failed: 'Failed deliveries',
  failedAbout: (days: number) =>
    days === 0
      ? 'Deliveries that couldn’t be stored, until you delete them. Correct the cause, then process them again.'
      : `Deliveries that couldn’t be stored, for ${some(days, 'day', 'days')} after they last arrived. Correct the cause, then process them again.`,
  noneFailed: 'No failed deliveries.',
  newestOf: (shown: number, all: number) => `The newest ${shown} of ${all}.`,
  times: (count: number, since: string) => `${count} times since ${since}`,
  show: 'Show what arrived',
  hide: 'Hide what arrived',
  showOf: (name: string, when: string) => `What arrived at ${name}, ${when}`,
  body: 'What arrived',
  tooLong: 'Too long to keep: it has to be sent again.',
  replay: 'Process again',
  replayOf: (name: string, when: string) => `Process again what arrived at ${name}, ${when}`,
  replayed: (stored: number, others: number) =>
    others === 0
      ? `${some(stored, 'record was', 'records were')} stored.`
      : `${some(stored, 'record was', 'records were')} stored; ${some(others, 'other needed', 'others needed')} no change.`,
  asIs: 'Trust this delivery',
  asIsTitle: 'Trust this delivery?',
  asIsText:
    'The event in its address is applied, even a deletion, and a record without a version gets the time at which it first arrived. The address isn’t signed: read what arrived first.',
  discard: 'Delete',
  discardTitle: 'Delete this delivery?',
  discardText: 'What arrived can’t be processed any more. Figures don’t change.',
  discarded: 'The delivery was deleted.',
}
