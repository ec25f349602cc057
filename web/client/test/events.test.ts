import { describe, expect, it, vi } from 'vitest'
import { receive } from '../examples/receive-events.js'
import { verifyEvent } from '../src/events.js'

// Signed by the server's own code, first with a previous key and then with this one.
const SECRET = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='
const PUBLIC = 'whpk_Kay64UG8yvCyLhqU000LxzYeUm0L/hLIl5S8kyKWbdc='
const BODY = '{"type":"hook.test","timestamp":"2026-11-21T12:00:00Z","data":{"Name":"Zoë"}}'
const HEADERS = {
  'webhook-id': 'msg_1',
  'webhook-timestamp': '1795262400',
  'webhook-signature': [
    'v1,aghblZQ3OB4prbJDQtBGbP4t/TltbY7GiNJgWJ45o6s=',
    'v1a,6aO8BDMxPdm0u8ZlN7UBl05RuUzKnLCYdlQpqtQXlGSONsAcTYtmDGLiphggMnYzq8qeqq3LIU7s5PVlBmrFCw==',
    'v1,mH9KRee2j00G6ptn25i1lCFiEN3vJRqvguaMhLE5TFQ=',
    'v1a,yYbBHGTQ3BsYRk5I+T0V+cmRzOtOuH2M4dvLXR4pTq06fHI7vm7+HCDNSuW4B6cnnHx8EebCgc0Y3tI7XgtGCw==',
  ].join(' '),
}
const now = 1795262400_000

describe.each([
  ['the secret', SECRET],
  ['the public key', PUBLIC],
])('an event verified with %s', (_, key) => {
  it('is genuine, however body and headers are given', async () => {
    const bytes = new TextEncoder().encode(BODY)
    for (const body of [BODY, bytes, bytes.buffer])
      for (const headers of [HEADERS, new Headers(HEADERS), { 'Webhook-Id': 'msg_1', ...HEADERS }])
        expect(await verifyEvent(body, headers, key, { now })).toBe(true)
  })

  it.each([
    ['another body', BODY.replace('Zoë', 'Zoe'), {}],
    ['another id', BODY, { 'webhook-id': 'msg_2' }],
    ['another time', BODY, { 'webhook-timestamp': String(now / 1000 + 1) }],
    ['a time that is no number', BODY, { 'webhook-timestamp': `${now / 1000}.0` }],
    ['no id', BODY, { 'webhook-id': '' }],
    ['no signature', BODY, { 'webhook-signature': '' }],
    ['what is no signature', BODY, { 'webhook-signature': 'v1, v1a, v1,%%% v2,AAAA v1a,AAAA' }],
    [
      'the signatures of another version',
      BODY,
      { 'webhook-signature': HEADERS['webhook-signature'].replaceAll('v1', 'v2') },
    ],
  ])('is refused with %s', async (_what, body, changed) => {
    expect(await verifyEvent(body, { ...HEADERS, ...changed }, key, { now })).toBe(false)
  })

  it('is refused when it is too old, or of the future', async () => {
    const verified = (after: number, tolerance = 300) =>
      verifyEvent(BODY, HEADERS, key, { now: now + after * 1000, tolerance })
    expect(await Promise.all([verified(300), verified(-300), verified(60, 60)])).toEqual([true, true, true])
    expect(await Promise.all([verified(301), verified(-301), verified(61, 60)])).toEqual([false, false, false])
    expect(await verifyEvent(BODY, HEADERS, key)).toBe(false)
  })
})

it('is refused with the key of another hook', async () => {
  const other = btoa('x'.repeat(32))
  expect(await verifyEvent(BODY, HEADERS, `whsec_${other}`, { now })).toBe(false)
})

it('needs a key', async () => {
  for (const key of ['', 'whsec_', 'whsec_%'])
    await expect(verifyEvent(BODY, HEADERS, key, { now })).rejects.toThrow(/^The key of a hook/)
})

it('is accepted by the documented receiver as long as it is recent', async () => {
  const request = new Request('https://receiver.example', { method: 'POST', body: BODY, headers: HEADERS })
  vi.useFakeTimers({ now })
  expect((await receive(request.clone(), SECRET)).status).toBe(204)
  vi.setSystemTime(now + 301_000)
  expect((await receive(request, SECRET)).status).toBe(401)
  vi.useRealTimers()
})
