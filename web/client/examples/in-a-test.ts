import { createHttpClient } from '@teamkpi/client'
import { fakeServer, refusal } from '@teamkpi/client/testing'

const { fetch, requests } = fakeServer({
  'GET /api/public/teams/55/kpi': { Kpi: [] },
  'DELETE /api/public/teams/55/members/101': () => refusal(403, 'not_team_administrator'),
})

export const client = createHttpClient({ baseUrl: 'https://space.example', fetch, patience: { times: 0 } })
export const askedPaths = () => requests.map(({ method, path }) => `${method} ${path}`)
