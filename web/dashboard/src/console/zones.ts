/** Which location, zone and currency a record's times and amounts are of. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useClient } from '@/session/SessionContext'
import { useConsole, type Location } from './ConsoleContext'
import { listOptions, type Item } from './server'

const MOST = 1000

/** The resources that the operator may list, by name. */
export function useResources() {
  const client = useClient()
  const { entity, may } = useConsole()
  return useQuery({
    ...listOptions(client, entity('resources'), { size: MOST, orderBy: 'Name' }),
    enabled: may('resources', 'List'),
  })
}

/** What finds the location of a record: its own, that of its resource, or the only one that there is. */
export function useLocationOf(): (item: Item) => Location | null {
  const { locations } = useConsole()
  const resources = useResources().data
  return useMemo(() => {
    const byId = new Map(locations.map((one) => [one.id, one]))
    const ofResource = new Map(resources?.Records.map((one) => [one.Id, Number(one.BusinessId)]))
    const only = locations.length === 1 ? (locations[0] ?? null) : null
    return (item) => {
      const id = item.BusinessId ?? item.IssuedById ?? ofResource.get(Number(item.ResourceId))
      return (
        byId.get(Number(id)) ?? (typeof item.SimpleTimeZoneNameIana === 'string' ? byId.get(item.Id) : only) ?? only
      )
    }
  }, [locations, resources])
}
