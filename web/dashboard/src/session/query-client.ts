import { QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError } from '@teamkpi/client'

/** Whether the server no longer takes the sign-in; a 401 also says that somebody is no administrator. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401 && error.code !== 'not_team_administrator'
}

/** Makes what keeps the answers of the pages, and hears when the server no longer takes the sign-in. */
export function createQueryClient(signedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (isSignedOut(error)) signedOut()
      },
    }),
  })
}
