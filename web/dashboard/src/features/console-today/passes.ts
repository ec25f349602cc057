/** The passes of the people who are here. */
import { useQuery } from '@tanstack/react-query'
import { useConsole } from '@/console/ConsoleContext'
import { listOptions, type Item } from '@/console/server'
import { useClient } from '@/session/SessionContext'

const MOST = 1000

/** Everybody's passes by the person's id; null while they are not known, or may not be. */
export function usePassesOf(here: readonly Item[]): ReadonlyMap<number, readonly Item[]> | null {
  const { entity, may } = useConsole()
  const ids = [...new Set(here.map((one) => Number(one.CoworkerId)).filter(Boolean))].toSorted(
    (one, other) => one - other,
  )
  const found = useQuery({
    ...listOptions(useClient(), entity('coworkertimepasses'), {
      CoworkerTimePass_Coworker: `[${ids.join(',')}]`,
      ...{ size: MOST, orderBy: 'Id', dir: 'desc' },
    }),
    enabled: ids.length > 0 && may('coworkertimepasses', 'List'),
  })
  if (!found.data) return null
  const byPerson = new Map<number, Item[]>()
  for (const one of found.data.Records) {
    const id = Number(one.CoworkerId)
    byPerson.set(id, [...(byPerson.get(id) ?? []), one])
  }
  return byPerson
}
