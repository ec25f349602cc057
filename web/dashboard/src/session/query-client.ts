import { QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError } from '@teamkpi/client'

/** Whether the server no longer accepts the session. A 401 can also mean that something is not allowed. */
export function isSignedOut(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    error.status === 401 &&
    error.code !== 'not_team_administrator' &&
    error.code !== 'missing_role'
  )
}

/** Creates the cache of answers, which also notices when the server no longer accepts the session. */
export function createQueryClient(signedOut: () => void): QueryClient {
  return new QueryClient({
    // What cannot be saved says so at once, instead of waiting until there is a network again.
    defaultOptions: { mutations: { networkMode: 'always' } },
    queryCache: new QueryCache({
      onError: (error) => {
        if (isSignedOut(error)) signedOut()
      },
    }),
  })
}
