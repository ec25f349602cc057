/** What always holds of renewals, whatever comes in whichever order. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CREDENTIALS, json, Portal } from './portal.js'
import { open, sharedStore } from './sign-ins.js'

const step = fc.constantFrom<'ask' | 'expire' | 'signIn' | 'signOut'>(
  'ask',
  'ask',
  'ask',
  'expire',
  'signIn',
  'signOut',
)
/** Each step is of one of three tabs. */
const steps = fc.array(fc.record({ tab: fc.nat(2), step }), { minLength: 4, maxLength: 16 })

it('no refresh token is ever spent twice, and every call ends', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), steps, fc.boolean(), async (scheduler, run, isShared) => {
      const portal = new Portal(() => json({ Kpi: [] }))
      const store = isShared ? sharedStore() : undefined
      const tabs = [0, 1, 2].map(() => open(portal, { store }))
      portal.delay = ({ method, url }) => scheduler.schedule(Promise.resolve(), `${method} ${url}`)
      const signIns = Promise.all(tabs.map(({ client }) => client.signIn(CREDENTIALS)))
      await scheduler.waitFor(signIns)

      // All steps begin at once; the scheduler decides in which order their requests arrive.
      const all = Promise.all(
        run.map(async ({ tab, step }) => {
          const { client, kpi } = tabs[tab] ?? expect.fail()
          await scheduler.schedule(Promise.resolve(), `${step} of tab ${tab}`)
          if (step === 'expire') portal.expire()
          else if (step === 'signIn') await client.signIn(CREDENTIALS)
          else if (step === 'signOut') await client.signOut()
          else
            return kpi().then(
              ({ data }) => data,
              (error: unknown) => error,
            )
          return null
        }),
      )
      const results = await scheduler.waitFor(all)

      expect(portal.reused).toEqual([])
      for (const result of results) {
        if (result instanceof Error) expect(result).toMatchObject({ name: 'ApiError', code: 'not_authenticated' })
        else if (result) expect(result).toEqual({ Kpi: [] })
      }
    }),
  )
})

it('calls that are refused together renew once, and all of them are answered', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 8 }), async (scheduler, calls) => {
      const portal = new Portal()
      const { client, kpi } = open(portal)
      await client.signIn(CREDENTIALS)
      portal.expire()
      portal.delay = ({ url }) => scheduler.schedule(Promise.resolve(), url)

      const answers = await scheduler.waitFor(Promise.all(Array.from({ length: calls }, kpi)))

      expect(answers.map(({ data }) => data)).toEqual(Array.from({ length: calls }, () => ({ Kpi: [] })))
      expect(portal.refreshes).toBe(1)
    }),
  )
})
