import { QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError } from '@teamkpi/client'

/** Whether the server no longer accepts the session. A 401 can also mean that the user is not an administrator. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401 && error.code !== 'not_team_administrator'
}

/** Creates the cache of answers, which also notices when the server no longer accepts the session. */
export function createQueryClient(signedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (isSignedOut(error)) signedOut()
      },
    }),
  })
}
