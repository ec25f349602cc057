import { createHttpClient, type TokenSource } from '@teamkpi/client'

/** A client that says which calls were answered how, and which are repeated. */
export function tracedClient(baseUrl: string, tokens: TokenSource, log: (line: string) => void) {
  return createHttpClient({
    baseUrl,
    tokens,
    timeout: 10_000,
    hooks: {
      request: ({ headers }) => (headers['x-trace'] = crypto.randomUUID()),
      response: ({ method, url }, { status, requestId }) => log(`${method} ${url}: ${status} ${requestId ?? ''}`),
      retry: ({ method, url }, { asked, seconds }) => {
        log(`${method} ${url}: again in ${seconds} s`)
        return asked < 2
      },
    },
  })
}
