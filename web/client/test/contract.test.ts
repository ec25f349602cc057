/** The endpoints are the calls of the contract: their methods, paths, parameters, and which are open. */
import { describe, expect, it } from 'vitest'
import contract from '../../../contract/openapi.json'
import { type Endpoint, endpoints } from '../src/index.js'

type Make = (...args: never[]) => Endpoint
const IDS = [7, 8, 9, 10, 11]
/** Options of which every one is given. */
const EVERY_OPTION: unknown = new Proxy({}, { get: () => 'x' })

/** Every endpoint, with everything that it can take. */
const ENDPOINTS = Object.values(endpoints)
  .flatMap((group): (Endpoint | Make)[] => ('method' in group ? [group] : Object.values<Endpoint | Make>(group)))
  .map((one) =>
    typeof one === 'function'
      ? (one as (...args: unknown[]) => Endpoint)(...IDS.slice(0, one.length), EVERY_OPTION)
      : one,
  )

interface Described {
  operationId: string
  parameters?: { name: string; in: string }[]
  security?: unknown[]
}

/**
 * Calls that only the server's own pages make: passkeys, sign-ins with a provider, and the buttons for a report and for the
 * data about oneself.
 */
const OF_OWN_PAGES = /^\/api\/account\/(data|passkeys|providers)|\/reports\/send$/

const PORTAL = Object.entries(contract.paths as Record<string, Record<string, Described>>)
  .filter(([path]) => /^\/api\/(public\/|account)/.test(path) && !OF_OWN_PAGES.test(path))
  .flatMap(([path, methods]) => Object.entries(methods).map(([method, call]) => ({ ...call, method, path })))

describe('endpoints', () => {
  it('are there for every call except those about tokens and of the server’s own pages', () => {
    expect(ENDPOINTS).toHaveLength(PORTAL.length)
  })

  it.each(PORTAL)('follow the contract in $operationId', ({ method, path, parameters, security }) => {
    let place = 0
    const filled = path.replace(/\{\w+\}/g, () => String(IDS[place++]))
    const found = ENDPOINTS.filter(
      (one) => one.method === method.toUpperCase() && new URL(one.url, 'https://space.example').pathname === filled,
    )
    expect(found.map(({ method: said, open }) => [said, open])).toEqual([
      [method.toUpperCase(), security === undefined],
    ])
    const { searchParams } = new URL(found[0]?.url ?? '', 'https://space.example')
    const inQuery = (parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name)
    expect([...searchParams.keys()].sort()).toEqual(inQuery.filter((name) => name !== '_shape').sort())
  })
})
