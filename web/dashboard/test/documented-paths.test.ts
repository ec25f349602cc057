/** The paths that docs/dashboard.md promises lead to what the package itself exports. */
import { expect, it } from 'vitest'
import { endpoints } from '@/api/endpoints'
import * as embedded from '@/embed'
import { useData } from '@/hooks/useData'
import type { TeamKpi, TeamKpiList } from '@/types/endpoints/TeamKpi'
import { TeamKpiSection } from '@/views/user/dashboards/team/components/TeamKpiSection'

it('the documented paths lead to what the package exports', () => {
  expect({ endpoints, useData, TeamKpiSection }).toEqual({
    endpoints: embedded.endpoints,
    useData: embedded.useData,
    TeamKpiSection: embedded.TeamKpiSection,
  })
  const same = (one: TeamKpi, all: TeamKpiList): embedded.TeamKpi[] => [one, ...all.Kpi]
  expect(same).toBeTypeOf('function')
})
