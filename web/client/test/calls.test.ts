import { describe, expect, it } from 'vitest'
import { createHttpClient, createShape, endpoints, passwordTokens, type TeamKpiList } from '../src/index.js'
import { BASE, CREDENTIALS, json, KPI, Portal, problem } from './portal.js'

async function signedIn(portal: Portal, options: Parameters<typeof createHttpClient>[0] = {}) {
  const client = createHttpClient({ baseUrl: BASE, tokens: passwordTokens(), fetch: portal.fetch, ...options })
  await client.signIn(CREDENTIALS)
  portal.seen.length = 0
  return client
}

describe('a call', () => {
  it('is sent with a token, and its answer comes back', async () => {
    const portal = new Portal(() => json({ Kpi: [] }, { headers: { etag: '"1"', 'x-request-id': 'r1' } }))
    const client = await signedIn(portal)

    const answer = await client.get(endpoints.teams.kpi(55))

    expect(answer).toEqual({
      data: { Kpi: [] },
      status: 200,
      headers: new Headers({ 'content-type': 'application/json', etag: '"1"', 'x-request-id': 'r1' }),
      requestId: 'r1',
      notModified: false,
      etag: '"1"',
      unknownPaths: [],
    })
    expect(portal.seen).toEqual([
      { method: 'GET', url: KPI, headers: { accept: 'application/json', authorization: 'Bearer access-1' }, body: '' },
    ])
  })

  it('is sent with the language and the zone of the client', async () => {
    const portal = new Portal()
    let language = 'es'
    const client = await signedIn(portal, { language: () => language, timeZone: 'Europe/Madrid' })

    await client.get(endpoints.teams.kpi(55))
    language = 'en'
    await client.get(endpoints.teams.kpi(55))

    expect(portal.seen.map(({ headers }) => headers['accept-language'])).toEqual(['es', 'en'])
    expect(portal.seen[0]?.headers['x-use-timezone']).toBe('Europe/Madrid')
  })

  it('names the fields of its shape, beside the query that it has', async () => {
    const portal = new Portal(() => json({}, { headers: { 'x-unknown-shape-paths': 'Kpi.New,Kpi.Newer' } }))
    const client = await signedIn(portal)
    const shape = createShape<TeamKpiList>()(['Kpi.CoworkerId', 'Kpi.BookedTimeTotal'])

    const { unknownPaths } = await client.get(endpoints.teams.kpi(55), { shape })
    await client.get(endpoints.teams.metrics(55, { months: 12 }), { shape: { fields: ['Metrics.Id'] } })
    await client.request(endpoints.teams.kpi(55), { shape: { fields: [] } })

    expect(portal.seen.map(({ url }) => url)).toEqual([
      `${KPI}?_shape=Kpi.CoworkerId%2CKpi.BookedTimeTotal`,
      '/api/public/teams/55/metrics?months=12&_shape=Metrics.Id',
      KPI,
    ])
    expect(unknownPaths).toEqual(['Kpi.New', 'Kpi.Newer'])
  })

  it('that changes something sends JSON, and an empty answer is null', async () => {
    const portal = new Portal(() => new Response(null))
    const client = await signedIn(portal)

    const put = await client.put(endpoints.teams.attendanceUpdate(55), [{ CoworkerId: 101, MondayAttendance: 2 }])
    await client.post(endpoints.teams.addMembers(55), { FullNames: ['A B'], Emails: ['a@example.com'] })
    await client.delete(endpoints.teams.removeMember(55, 102))

    expect(put).toMatchObject({ data: null, status: 200, notModified: false, etag: null, unknownPaths: [] })
    expect(portal.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['PUT', '/api/public/teams/55/attendance', '[{"CoworkerId":101,"MondayAttendance":2}]'],
      ['POST', '/api/public/teams/55/members', '{"FullNames":["A B"],"Emails":["a@example.com"]}'],
      ['DELETE', '/api/public/teams/55/members/102', ''],
    ])
    expect(portal.seen.map(({ headers }) => headers['content-type'])).toEqual([
      'application/json',
      'application/json',
      undefined,
    ])
  })

  it('that is open goes without a token', async () => {
    const portal = new Portal()
    const client = await signedIn(portal)

    await client.get(endpoints.figures)

    expect(portal.seen.map(({ headers }) => headers)).toEqual([{ accept: 'application/json' }])
  })

  it('for a file gives its bytes and its name, and keeps neither', async () => {
    const bytes = new Uint8Array([0x25, 0xff, 0x00, 0x0a])
    const sent = [{ 'content-disposition': 'attachment; filename="statement-55.pdf"' }, {}] as const
    const headers = sent.map((one) => ({ 'content-type': 'application/pdf', etag: '"1"', ...one }))
    const portal = new Portal(() => new Response(bytes, { headers: headers.shift() ?? {} }))
    const client = await signedIn(portal)
    const pdf = endpoints.teams.statementPdf(55, '2026-10')

    const answers = [await client.get(pdf), await client.get(pdf)]

    expect(answers.map(({ data }) => data.name)).toEqual(['statement-55.pdf', '2026-10.pdf'])
    for (const { data } of answers) expect(new Uint8Array(await data.blob.arrayBuffer())).toEqual(bytes)
    expect(portal.seen.map(({ headers: { accept, ...rest } }) => [accept, 'if-none-match' in rest])).toEqual([
      ['*/*', false],
      ['*/*', false],
    ])
  })

  it('for a file that is refused fails with the problem, and names no secret', async () => {
    const client = await signedIn(new Portal(() => problem(404, 'team_not_found')))
    const refused = client.get(endpoints.teams.statementPdf(55, '2026-10'))
    await expect(refused).rejects.toMatchObject({ code: 'team_not_found' })
    const cut = createHttpClient({
      baseUrl: BASE,
      fetch: () => Promise.reject(new TypeError('cut')),
      patience: { times: 0 },
    })
    await expect(cut.get(endpoints.calendars.expiring('s3cret'))).rejects.toThrow(
      'GET /api/public/calendars/…/expiring.ics: no answer came',
    )
  })

  it('goes to a base with a path and a slash at its end', async () => {
    const portal = new Portal()
    await createHttpClient({ baseUrl: `${BASE}/below/`, fetch: portal.fetch })
      .get(endpoints.teams.kpi(55))
      .catch(() => null)

    expect(portal.seen.map(({ url }) => url)).toEqual([`/below${KPI}`])
  })

  it('never goes to a base that holds a password', () => {
    expect(() => createHttpClient({ baseUrl: 'https://jane:secret@space.example' })).toThrow(
      'baseUrl must not hold a user or a password',
    )
  })
})

describe('endpoints', () => {
  it('are the documented paths', () => {
    const { teams } = endpoints
    expect(
      [
        teams.kpi(55),
        teams.explain(55, 'CheckedTimeTotal', { coworkerId: 101, counted: false, at: '2026-10-31', pageSize: 5 }),
        teams.changes(55, '2026-10-31', { to: '2026-11-30', coworkerId: 101, figure: 'BookedTimeTotal', page: 2 }),
        teams.amounts(55, { coworkerId: 101, knownAt: '2026-10-31' }),
        teams.expiring(55, { days: 7 }),
        teams.usage(55, { months: 2 }),
        teams.uses(55, { from: '2026-11-01', to: '2026-11-30', page: 2 }),
        teams.metrics('55'),
        teams.statement(55, '2026-10', { version: 1 }),
        teams.statementCsv(55, '2026-10'),
        teams.statementXlsx(55, '2026-10', { version: 2 }),
        teams.statementPdf(55, '2026-10', { paper: 'letter' }),
        teams.calendarLinks(55),
        teams.createCalendarLink(55, { coworkerId: 101 }),
        teams.revokeCalendarLink(55, 3),
        teams.attendance(55, new Date('2026-11-18T09:30:00Z')),
        teams.attendance(55, '2026-11-18'),
        teams.attendanceUpdate(55),
        teams.basis(55),
        teams.profile(55),
        teams.profileUpdate(55),
        teams.addMembers(55),
        teams.removeMember(55, 101),
        teams.addAdministrator(55, 102),
        teams.removeAdministrator(55, 102),
        teams.list(true),
        teams.list(false, { teamId: 55, page: 2, pageSize: 100, orderBy: 'UpdatedOn', direction: 'desc' }),
        teams.published(),
        teams.published({ query: 'robots & co', tag: 'startup', order: 2, page: 1, pageSize: 10 }),
        teams.publishedTeam(55),
      ].map(({ method, url }) => `${method} ${url.replace('/api/public/teams', '')}`),
    ).toEqual([
      'GET /55/kpi',
      'GET /55/explain?figure=CheckedTimeTotal&coworkerId=101&counted=false&at=2026-10-31&_pageSize=5',
      'GET /55/changes?from=2026-10-31&coworkerId=101&to=2026-11-30&figure=BookedTimeTotal&_page=2',
      'GET /55/amounts?coworkerId=101&knownAt=2026-10-31',
      'GET /55/expiring?days=7',
      'GET /55/usage?months=2',
      'GET /55/uses?from=2026-11-01&to=2026-11-30&_page=2',
      'GET /55/metrics',
      'GET /55/statements/2026-10?version=1',
      'GET /55/statements/2026-10.csv',
      'GET /55/statements/2026-10.xlsx?version=2',
      'GET /55/statements/2026-10.pdf?paper=letter',
      'GET /55/expiring/links',
      'POST /55/expiring/links?coworkerId=101',
      'DELETE /55/expiring/links/3',
      'GET /55/attendance?date=2026-11-18T09%3A30%3A00.000Z',
      'GET /55/attendance?date=2026-11-18',
      'PUT /55/attendance',
      'GET /55/basis',
      'GET /55/profile',
      'PUT /55/profile',
      'POST /55/members',
      'DELETE /55/members/101',
      'PUT /55/administrators/102',
      'DELETE /55/administrators/102',
      'GET /my?isTeamAdmin=true',
      'GET /my?isTeamAdmin=false&teamId=55&_page=2&_pageSize=100&_orderBy=UpdatedOn&_dir=desc',
      'GET /published',
      'GET /published?query=robots+%26+co&tag=startup&order=2&_page=1&_pageSize=10',
      'GET /published/55',
    ])
  })

  it('cannot be led elsewhere by an id', () => {
    expect(endpoints.teams.kpi('../../token?x=').url).toBe('/api/public/teams/..%2F..%2Ftoken%3Fx%3D/kpi')
  })
})
