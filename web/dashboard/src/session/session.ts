/** The session of this browser, shared by its tabs, and the client that sends its calls. */
import {
  browserSession,
  createHttpClient,
  type Credentials,
  endpoints,
  type HttpClient,
  type TokenSource,
} from '@teamkpi/client'
import { enter } from './enter'
import { Unsaved } from './unsaved'

/**
 * Why nobody is signed in. `asked`: with the button in this tab. `changed`: the password was, in this tab. `ended`:
 * elsewhere, or by the server. `never`: not signed in before.
 */
export type SignedOutReason = 'asked' | 'changed' | 'ended' | 'never'

/** The state of the session. `view`: an operator reads what the administrators of one team see, and changes nothing. */
export type SessionState =
  | { readonly status: 'unknown' | 'in' | 'unreachable' | 'view' }
  | { readonly status: 'out'; readonly reason: SignedOutReason }

/** A message to the other tabs. `ended`: every sign-in of the account has, without anyone signing out. */
type Message = 'signedIn' | 'signedOut' | 'ended'

/** How a session is made. */
export interface SessionOptions {
  /** Sends the requests: the browser's `fetch` by default. */
  fetch?: typeof fetch | undefined
  /** The language of texts that the server writes. */
  language: () => string
  /** The tokens of an operator's view of a team, instead of this browser's sign-in. */
  view?: TokenSource | undefined
  /** Whether the space of the view is made up. */
  isMadeUp?: boolean | undefined
}

/** The header by which the server says, with every token, that the space is filled with made-up records. */
const MADE_UP = 'teamkpi-made-up'
const SIGN_IN = '/dashboard/session'

const CHANNEL = 'teamkpi-session'

/** Asks who has signed in; fails when the server can’t be reached. */
async function emailBy(client: HttpClient): Promise<string> {
  return (await client.get(endpoints.account.get())).data.Email
}

/** The sign-in of this browser, as this tab knows it. */
export class Session {
  readonly #options: SessionOptions
  readonly #channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(CHANNEL)
  readonly #listeners = new Set<() => void>()
  #state: SessionState = { status: 'unknown' }
  // A view changes nothing, so it has nothing that is unsaved.
  readonly #unsaved: Unsaved | null
  #client: HttpClient
  /** Counts the sign-ins and the ends of sessions: an answer about the one before comes too late. */
  #turn = 0
  #isMadeUp: boolean

  /**
   * Starts without knowing whether a user is signed in; `resume` finds out.
   *
   * @param options - How requests are sent, and in which language.
   */
  constructor(options: SessionOptions) {
    this.#options = options
    this.#isMadeUp = options.isMadeUp ?? false
    if (options.view) this.#state = { status: 'view' }
    this.#unsaved = options.view ? null : new Unsaved()
    this.#client = this.#made()
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      // The next person may sign in by the cookie that all tabs share.
      if (data === 'signedOut') this.#unsaved?.forget()
      if (data === 'signedOut' || data === 'ended') this.#leave('ended')
      else if (this.#state.status === 'out') void this.resume()
      else if (this.#state.status === 'in') void this.#compare()
    })
  }

  /** The client of the current session. Signing out replaces it with a fresh one. */
  get client(): HttpClient {
    return this.#client
  }

  /**
   * Identifies the signed-in user: unsaved changes belong to it.
   *
   * It outlives a session that ended by itself, so that signing in again finds the unsaved changes, and a reload of the page,
   * since the browser keeps them. Another one takes its place when the user signs out, or when somebody else signs in.
   */
  get keeper(): object {
    return this.#unsaved?.keeper ?? this
  }

  /** The current state. */
  get state(): SessionState {
    return this.#state
  }

  /** Whether the space is filled with made-up records, as far as the server has said. */
  get isMadeUp(): boolean {
    return this.#isMadeUp
  }

  /** Calls a listener after each change, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Makes the session of an operator's view of a team, beside this one. */
  viewing(view: TokenSource): Session {
    return new Session({ ...this.#options, view, isMadeUp: this.#isMadeUp })
  }

  /** Asks the server whether this browser is still signed in. */
  async resume(): Promise<void> {
    await this.#find(async (client, turn) => {
      const isIn = await client.isSignedIn()
      if (this.#state.status === 'in') return this.#state
      if (!isIn) return { status: 'out', reason: 'never' }
      const asked = this.#recognise(client, turn)
      if (this.#state.status !== 'unknown' || this.#unsaved?.hasAny) await asked
      else asked.catch(() => undefined)
      return { status: 'in' }
    })
  }

  /** Signs in; fails with the server's refusal. */
  async signIn(credentials: Credentials): Promise<void> {
    await this.#client.signIn(credentials)
    this.#turn += 1
    this.#unsaved?.own(credentials.username)
    this.#become({ status: 'in' })
    this.#tell('signedIn')
  }

  /** Sends a call that signs in by other means than a password; fails with the server's refusal. */
  async enter(path: string, body: URLSearchParams | Record<string, string> | null): Promise<unknown> {
    return enter(this.#options.fetch ?? fetch, path, body)
  }

  /** Notes that such a call has signed a user in. */
  async entered(): Promise<void> {
    this.#turn += 1
    await this.#find((client, turn) => this.#recognise(client, turn).then(() => ({ status: 'in' })))
    this.#tell('signedIn')
  }

  /** Signs out in every tab of this browser; fails when the server can’t be reached. */
  async signOut(): Promise<void> {
    await this.#client.signOut()
    this.#tell('signedOut')
    this.#leave('asked')
  }

  /** Notes that the password was changed here, which has ended every sign-in of the account. */
  passwordChanged(): void {
    this.#leave('changed')
    this.#tell('ended')
  }

  /** Notes that the server no longer accepts the session. */
  ended(): void {
    this.#leave('ended')
  }

  /** Ends what listens; for tests. */
  close(): void {
    this.#channel?.close()
  }

  #leave(reason: Exclude<SignedOutReason, 'never'>): void {
    if (this.#state.status === 'out') return
    // Changes of somebody who isn't known would be shown to the next person.
    const isUnknown = this.#state.status === 'in' && !this.#unsaved?.isOwned
    if (reason === 'asked' || isUnknown) this.#unsaved?.forget()
    this.#turn += 1
    this.#client = this.#made()
    this.#become({ status: 'out', reason })
  }

  /** Takes the state that was found, unless somebody has signed in or the session has ended meanwhile. */
  async #find(state: (client: HttpClient, turn: number) => Promise<SessionState>): Promise<void> {
    const turn = this.#turn
    const found = await state(this.#client, turn).catch(() => ({ status: 'unreachable' }) as const)
    if (turn === this.#turn) this.#become(found)
  }

  /** Finds out who has signed in, which only the form with a password says; fails when the server can’t be reached. */
  async #recognise(client: HttpClient, turn: number): Promise<void> {
    const email = await emailBy(client)
    if (turn === this.#turn) this.#unsaved?.own(email)
  }

  /** After a sign-in in another tab, leaves the session of another person, and takes up the one that all tabs share. */
  async #compare(): Promise<void> {
    const turn = this.#turn
    // The client of this session may still have a token of before.
    const email = await emailBy(this.#made()).catch(() => null)
    if (turn !== this.#turn || (email !== null && this.#unsaved?.isOf(email))) return
    this.#leave('ended')
    await this.resume()
  }

  #made(): HttpClient {
    const client = createHttpClient({
      ...this.#options,
      fetch: async (...asked) => this.#noted(await (this.#options.fetch ?? fetch)(...asked), asked[0]),
      tokens: this.#options.view ?? browserSession(),
      // The queries repeat calls without an answer themselves, and the page says so meanwhile.
      hooks: { retry: (_, { status }) => status !== null },
    })
    client.subscribe((event) => {
      if (event.type === 'signedOut' && event.reason === 'refused' && client === this.#client) this.#leave('ended')
    })
    return client
  }

  /** Takes from an answer about the sign-in whether the space is made up. */
  #noted(answer: Response, asked: RequestInfo | URL): Response {
    const address = asked instanceof Request ? asked.url : String(asked)
    const said = answer.headers.get(MADE_UP)
    if (address.includes(SIGN_IN) && said !== null && (said === 'true') !== this.#isMadeUp) {
      this.#isMadeUp = said === 'true'
      for (const listener of this.#listeners) listener()
    }
    return answer
  }

  #become(state: SessionState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }

  #tell(message: Message): void {
    this.#channel?.postMessage(message)
  }
}
