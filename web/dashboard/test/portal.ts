/** A portal that answers from memory, behind the real client: only `fetch` is another. */
import {
  createHttpClient,
  givenTokens,
  type HttpClient,
  type InvitationList,
  type Patience,
  type Statement,
  type TeamInvitationList,
  type TeamAccounts,
  type TeamAmounts,
  type TeamAttendanceDetails,
  type TeamExpiring,
  type TeamKpi,
  type TeamKpiList,
  type TeamMetricList,
  type TeamUsage,
} from '@teamkpi/client'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FIGURE_COLUMNS, type NumberField } from '@/features/members/columns'
import { BASIS, FIGURES } from './words'

/** One of the committed examples of the contract. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows what the example is
export function example<T>(name: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, `../../../contract/examples/${name}.json`), 'utf8')) as T
}

const ZEROS = Object.fromEntries(FIGURE_COLUMNS.map((one) => [one.id, 0])) as Record<NumberField, number>

/** A member with the given figures, all others zero. */
export function member(id: number, name: string, figures: Partial<TeamKpi> = {}): TeamKpi {
  return { CoworkerId: id, CoworkerFullName: name, CoworkerEmail: `m${String(id)}@example.com`, ...ZEROS, ...figures }
}

/** The member of the documented example, value by value. */
export const JANE = member(101, 'Jane Smith', {
  CoworkerEmail: 'jane@techinnovators.com',
  UninvoicedProducts: 2,
  UnivoicedEventAttendees: 1,
  RemainingBookingCredit: 500,
  RemainingTimeCreditMinutes: 120,
  RemainingTimeCreditUses: 5,
  RemainingTimePassesMinutes: 60,
  RemainingTimePassesCount: 1,
  BookedTimeTotal: 4200,
  BookedTimeThisMonth: 360,
  CheckedTimeTotal: 3800,
  CheckedTimeThisMonth: 300,
})

/** A request as the portal got it. */
export interface Request {
  method: string
  path: string
  query: URLSearchParams
  headers: Headers
  body: string
}

/** What the portal knows; a test changes it while it runs. */
export class Portal {
  kpi: TeamKpiList = { Kpi: [JANE, member(102, 'Álvaro Núñez', { UninvoicedExtraServices: 1, BookedTimeTotal: 60 })] }
  metrics = example<TeamMetricList>('teamMetrics')
  amounts = example<TeamAmounts>('teamAmounts')
  expiring = example<TeamExpiring>('teamExpiring')
  usage: TeamUsage = {
    TeamId: 55,
    Zone: 'Europe/London',
    Months: ['2026-10-01', '2026-11-01'],
    Members: [
      { CoworkerId: 101, CoworkerFullName: 'Jane Smith', BookedMinutes: [240, 360], CheckedInMinutes: [0, 300] },
    ],
  }
  /** What fell due, whatever the month. */
  statement: Pick<Statement, 'Items'> = { Items: [] }
  attendance = example<TeamAttendanceDetails>('teamAttendance')
  figures = FIGURES
  basis = BASIS
  /** Answers in the place of the usual ones, by the end of the path. */
  readonly instead = new Map<string, () => Response | Promise<Response>>()
  readonly requests: Request[] = []
  myInvitations: InvitationList = { Invitations: [] }
  teamInvitations: TeamInvitationList = { Invitations: [] }
  memberAccounts: TeamAccounts = {
    Accounts: [101, 102].map((id) => ({ CoworkerId: id, State: 'canSignIn', InvitedUntil: null })),
  }

  readonly fetch: typeof fetch = (input, init) => {
    const url = new URL(input as string, 'http://portal.example')
    const asked: Request = {
      method: init?.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: new Headers(init?.headers),
      body: init?.body instanceof URLSearchParams ? init.body.toString() : ((init?.body as string | undefined) ?? ''),
    }
    this.requests.push(asked)
    return Promise.resolve(this.#answer(asked))
  }

  /** A client that is signed in here. */
  client(patience: Patience = { times: 0 }): HttpClient {
    return createHttpClient({
      baseUrl: 'http://portal.example',
      fetch: this.fetch,
      tokens: givenTokens(() => 'a-token'),
      patience,
    })
  }

  #answer({ method, path }: Request): Response | Promise<Response> {
    // What is about invitations has names of its own: others end in `my` as well. A statement's path ends with its month.
    const name =
      /\/(invitations\/.*|statements|kpi\/my|attendance\/my)(?=$|\/\d)/.exec(path)?.[1] ?? path.split('/').at(-1) ?? ''
    const other = this.instead.get(`${method} ${name}`)
    if (other) return other()
    if (method === 'PUT') return new Response(null, { status: 200 })
    const bodies: Record<string, unknown> = {
      kpi: this.kpi,
      'kpi/my': { Kpi: this.kpi.Kpi.slice(0, 1) },
      metrics: this.metrics,
      amounts: this.amounts,
      expiring: this.expiring,
      usage: this.usage,
      attendance: this.attendance,
      figures: this.figures,
      basis: this.basis,
      statements: this.statement,
      invitations: this.teamInvitations,
      'account-invitations': this.memberAccounts,
      'invitations/my': this.myInvitations,
    }
    return name in bodies ? Response.json(bodies[name]) : problem(404, 'team_not_found')
  }
}

/** A refusal, as the server words it. */
export function problem(status: number, code: string, detail = 'as the server says'): Response {
  return Response.json(
    { type: `/docs#problem-${code}`, title: code, status, detail, code },
    { status, headers: { 'content-type': 'application/problem+json' } },
  )
}
