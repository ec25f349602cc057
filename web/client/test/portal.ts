/** A portal to put behind a client's fetch: it grants and refuses tokens as the server does, and notes what was asked. */

/** A request as it came. */
export interface Seen {
  method: string
  url: string
  headers: Record<string, string>
  body: string
}

/** What a test says the portal answers to a call with a valid token. */
export type Answers = (seen: Seen) => Response | Promise<Response>

export const BASE = 'https://space.example'
export const KPI = '/api/public/teams/55/kpi'

export function json(body: unknown, init: ResponseInit = {}): Response {
  return new Response(JSON.stringify(body), {
    ...init,
    headers: { 'content-type': 'application/json', ...(init.headers as Record<string, string> | undefined) },
  })
}

export function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  const body = { type: `/docs#problem-${code}`, title: 'A title', status, detail: `What ${code} means.`, code }
  return json(body, { status, headers: { 'content-type': 'application/problem+json', ...headers } })
}

export class Portal {
  readonly seen: Seen[] = []
  /** Held up before each answer; a test makes interleavings of it. */
  delay: (seen: Seen) => Promise<unknown> = () => Promise.resolve()
  /** Access tokens that hold. */
  readonly valid = new Set<string>()
  /** Every refresh token there ever was, and whether it was spent. */
  readonly spent = new Map<string, boolean>()
  /** Refresh tokens that came a second time: the server takes that for theft. */
  readonly reused: string[] = []
  /** Whether the cookie of a browser names a sign-in that lives. */
  cookie = false
  expiresIn = 86_400
  /** Answered to the next calls about tokens. */
  readonly refusals: Response[] = []
  #count = 0

  constructor(public answers: Answers = () => json({ Kpi: [] })) {}

  readonly fetch: typeof fetch = async (input, init) => {
    init?.signal?.throwIfAborted()
    const request = new Request(input, init)
    const seen: Seen = {
      method: request.method,
      url: request.url.replace(BASE, ''),
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    }
    this.seen.push(seen)
    await Promise.race([this.delay(seen), aborted(init?.signal)])
    init?.signal?.throwIfAborted()
    const { pathname } = new URL(request.url)
    const refusal = pathname.startsWith('/api/public/') ? undefined : this.refusals.shift()
    if (refusal) return refusal
    if (pathname === '/api/token') return this.#token(new URLSearchParams(seen.body))
    if (pathname === '/api/token/revoke') return this.#revoke()
    if (pathname.startsWith('/dashboard/session')) return this.#session(pathname, seen)
    if (pathname !== '/api/public/figures' && !this.valid.has(seen.headers.authorization?.replace('Bearer ', '') ?? ''))
      return problem(401, 'not_authenticated', { 'www-authenticate': 'Bearer' })
    return this.answers(seen)
  }

  /** What was asked, in order, without what is about tokens. */
  get calls(): Seen[] {
    return this.seen.filter(({ url }) => url.startsWith('/api/public/'))
  }

  get refreshes(): number {
    return this.seen.filter(
      ({ body, url }) => body.includes('grant_type=refresh_token') || url === '/dashboard/session/token',
    ).length
  }

  /** All access tokens end, as if their time were over. */
  expire(): void {
    this.valid.clear()
  }

  grant(): { access_token: string; token_type: string; expires_in: number; refresh_token: string } {
    const number = String(++this.#count)
    this.valid.add(`access-${number}`)
    this.spent.set(`refresh-${number}`, false)
    return {
      access_token: `access-${number}`,
      token_type: 'bearer',
      expires_in: this.expiresIn,
      refresh_token: `refresh-${number}`,
    }
  }

  #token(form: URLSearchParams): Response {
    if (form.get('grant_type') === 'refresh_token') {
      const token = form.get('refresh_token') ?? ''
      if (this.spent.get(token)) {
        this.reused.push(token)
        this.#revoke()
      }
      if (this.spent.get(token) !== false) return oauth('invalid_grant')
      this.spent.set(token, true)
      return json(this.grant())
    }
    if (form.get('password') !== 'right') return oauth('invalid_grant')
    if (form.get('totp') === '') return oauth('two_factor_auth_check')
    return json(this.grant())
  }

  #revoke(): Response {
    this.valid.clear()
    this.spent.clear()
    return new Response(null)
  }

  #session(pathname: string, { method, headers, body }: Seen): Response {
    if (headers['x-requested-with'] !== 'XMLHttpRequest') return problem(400, 'bad_request')
    if (method === 'DELETE') {
      this.cookie = false
      return this.#revoke()
    }
    if (pathname.endsWith('/token')) {
      return this.cookie ? json(withoutRefresh(this.grant())) : problem(401, 'not_authenticated')
    }
    if (new URLSearchParams(body).get('password') !== 'right') return oauth('invalid_grant')
    this.cookie = true
    return json(withoutRefresh(this.grant()))
  }
}

function withoutRefresh({ access_token, token_type, expires_in }: ReturnType<Portal['grant']>) {
  return { access_token, token_type, expires_in }
}

function oauth(error: string): Response {
  return json({ error, error_description: `What ${error} means.` }, { status: 400 })
}

function aborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error))
  })
}

export const CREDENTIALS = { username: 'jane@techinnovators.com', password: 'right', totp: '123456' }
