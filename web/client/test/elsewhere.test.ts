import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { apiKey, createHttpClient, endpoint, endpoints, passwordTokens } from '../src/index.js'

const KEY = 'a-key-for-one-server'
const running: Server[] = []

afterEach(() => {
  for (const server of running.splice(0)) server.close()
})

/** A server that redirects everything, or answers with an empty object; and what it was sent. */
async function serving(location?: string): Promise<{ url: string; got: string[] }> {
  const got: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      got.push(`${request.method ?? ''} ${request.headers.authorization ?? ''} ${body}`)
      if (location) response.writeHead(307, { location: `${location}${request.url ?? ''}` }).end()
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  running.push(server)
  await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got }
}

describe('a server that redirects', () => {
  const refused = {
    name: 'ApiError',
    status: 307,
    detail: 'redirects are not followed; set baseUrl to where they lead',
  }

  it('is an error, and nobody else gets the password, the key or the body', async () => {
    const other = await serving()
    const { url: baseUrl, got } = await serving(other.url)

    const signingIn = createHttpClient({ baseUrl, tokens: passwordTokens() })
    const withKey = createHttpClient({ baseUrl, tokens: apiKey(KEY) })

    await expect(signingIn.signIn({ username: 'jane', password: 'secret' })).rejects.toMatchObject(refused)
    await expect(withKey.get(endpoints.teams.kpi(55))).rejects.toMatchObject(refused)
    await expect(withKey.put(endpoints.teams.attendanceUpdate(55), [])).rejects.toMatchObject(refused)
    expect(got).toEqual([
      'POST  grant_type=password&username=jane&password=secret&totp=',
      `GET Bearer ${KEY} `,
      `PUT Bearer ${KEY} []`,
    ])
    expect(other.got).toEqual([])
  })
})

describe('a path', () => {
  it.each([
    '//other.example/x',
    '/\\other.example',
    '/\t/other.example',
    '.other.example/x',
    '@other.example',
    'x',
    '',
  ])('that could lead to another server is refused: %j', async (path) => {
    const { url: baseUrl, got } = await serving()
    const client = createHttpClient({ baseUrl, tokens: apiKey(KEY) })

    await expect(client.get(endpoint('GET', path))).rejects.toThrow(/^a path must begin with one slash, not /)
    expect(got).toEqual([])
  })
})

describe('a token that no header can carry', () => {
  it('is an error of the program, which is sent once and does not quote the token', async () => {
    const { url: baseUrl, got } = await serving()
    const client = createHttpClient({ baseUrl, tokens: apiKey('a\nb') })

    const error = await client.get(endpoints.teams.kpi(55)).catch((one: unknown) => one)

    expect(error).toEqual(new TypeError("GET /api/public/teams/55/kpi: its headers or body can't be sent"))
    expect((error as Error).cause).toBeUndefined()
    expect(got).toEqual([])
  })
})
