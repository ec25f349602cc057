/** The whole dashboard on a portal that answers from memory, with its sign-in. */
import type { ApiListResult, Team } from '@teamkpi/client'
import { render } from '@testing-library/react'
import { App } from '@/app/App'
import { createQueryClient } from '@/session/query-client'
import { Session } from '@/session/session'
import { example, Portal, problem } from './portal'

/** An empty answer of success. */
export const DONE = () => new Response(null, { status: 200 })

/** A portal with the sign-in of the dashboard: a cookie that the page cannot see is a flag here. */
export class Site extends Portal {
  isSignedIn = false
  /** Whose the cookie is, once somebody has signed in. */
  email = 'jane@techinnovators.com'
  isMadeUp = false
  refusals: { error: string; status?: number }[] = []
  readonly sessions: Session[] = []
  readonly signIns: string[] = []

  constructor() {
    super()
    const granted = () => {
      const headers = { 'teamkpi-made-up': String(this.isMadeUp) }
      return Response.json({ access_token: 'a', token_type: 'bearer', expires_in: 600 }, { headers })
    }
    this.instead.set('POST session', () => {
      const said = this.requests.at(-1)?.body ?? ''
      this.signIns.push(said)
      const refusal = this.refusals.shift()
      if (refusal)
        return Response.json({ error: refusal.error, error_description: '' }, { status: refusal.status ?? 400 })
      this.isSignedIn = true
      this.email = new URLSearchParams(said).get('username') ?? this.email
      return granted()
    })
    this.instead.set('POST token', () => (this.isSignedIn ? granted() : problem(401, 'not_authenticated')))
    this.instead.set('GET account', () =>
      this.requests.at(-1)?.path === '/api/account' ? Response.json({ Email: this.email }) : problem(404, 'not_found'),
    )
    this.instead.set('DELETE session', () => {
      this.isSignedIn = false
      return new Response(null, { status: 200 })
    })
    this.instead.set('GET my', () => {
      const list = example<ApiListResult<Team>>('myTeams')
      return Response.json(list)
    })
  }

  /** Opens a tab at an address. */
  open(address: string) {
    history.replaceState(null, '', address)
    const session = new Session({ fetch: this.fetch, language: () => 'en' })
    this.sessions.push(session)
    const queries = createQueryClient(() => session.ended())
    queries.setDefaultOptions({ queries: { retryDelay: 1 } })
    return render(<App session={session} queries={queries} />)
  }

  /** The requests that change something, apart from the sign-in: method, path and body. */
  changes(): string[] {
    return this.requests
      .filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/public'))
      .map(({ method, path, body }) => [method, path.replace('/api/public', ''), body].filter(Boolean).join(' '))
  }
}
