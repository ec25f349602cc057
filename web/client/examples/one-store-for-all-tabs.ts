import { passwordTokens, type StoredTokens } from '@teamkpi/client'

const KEY = 'my-portal-tokens'

export const tokens = passwordTokens({
  clientId: 'my portal, on this browser',
  store: {
    read: () => JSON.parse(localStorage.getItem(KEY) ?? 'null') as StoredTokens | null,
    write: (pair) => localStorage.setItem(KEY, JSON.stringify(pair)),
    alone: async (work) => navigator.locks.request(KEY, work),
  },
})
