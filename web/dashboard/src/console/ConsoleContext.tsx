/** What every screen of the console knows: the entities, who is signed in and what they may do, the locations, the texts. */
import { useQuery } from '@tanstack/react-query'
import { createContext, useContext, useMemo, type ReactNode } from 'react'
import { consoleTexts, type ConsoleTexts } from '@/i18n/console/texts'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Notice } from '@/ui/Notice'
import {
  entitiesOptions,
  listOptions,
  operatorOptions,
  type Entity,
  type Item,
  type Operator,
  type Right,
} from './server'

/** A location of the space. */
export interface Location {
  readonly id: number
  readonly name: string
  readonly zone: string
  readonly currency: string
}

/** What every screen knows. */
export interface ConsoleKnown {
  readonly c: ConsoleTexts
  readonly entities: ReadonlyMap<string, Entity>
  readonly operator: Operator
  /** The locations that the operator may list; none without the right. */
  readonly locations: readonly Location[]
  /** Whether the roles allow something with an entity's records. */
  readonly may: (plural: string, ...rights: readonly Right[]) => boolean
  /** An entity, which the server always describes. */
  readonly entity: (plural: string) => Entity
}

const Context = createContext<ConsoleKnown | null>(null)

/** What every screen knows. */
export function useConsole(): ConsoleKnown {
  const known = useContext(Context)
  if (!known) throw new Error('useConsole outside of a ConsoleProvider')
  return known
}

const BUSINESSES = { Path: '/api/sys/businesses' }
const ALL: readonly Right[] = ['List', 'Read', 'Create', 'Edit', 'Delete']
const MOST_LOCATIONS = 1000

/** Reads what every screen needs, and shows the screens once it is there. */
export function ConsoleProvider({ children }: { children: ReactNode }) {
  const { client } = useSession()
  const { language, t } = useLocale()
  const c = consoleTexts(language)
  const entities = useQuery(entitiesOptions(client, language))
  const operator = useQuery(operatorOptions(client))
  const rights = useMemo(() => {
    const found = new Map(operator.data?.Entities.map((one) => [one.Plural, new Set<Right>(one.Rights)]))
    // Records can be imported by whoever may do everything with them.
    if ([...found.values()].some((one) => ALL.every((right) => one.has(right)))) found.set('imports', new Set(['List']))
    // What concerns the installation is for operators who are not limited by roles.
    if (operator.data?.MayDoEverything) found.set('installation', new Set(['List']))
    return found
  }, [operator.data])
  const maySeeLocations = rights.get('businesses')?.has('List') ?? false
  const locations = useQuery({
    ...listOptions(client, BUSINESSES, { size: MOST_LOCATIONS, orderBy: 'Name' }),
    enabled: maySeeLocations,
  })
  const known = useMemo((): ConsoleKnown | null => {
    if (!entities.data || !operator.data) return null
    const byPlural = new Map(entities.data.Entities.map((one) => [one.Plural, one]))
    return {
      c,
      entities: byPlural,
      operator: operator.data,
      locations: locations.data?.Records.map(locationOf) ?? [],
      may: (plural, ...wanted) => wanted.every((one) => rights.get(plural)?.has(one)),
      entity: (plural) => {
        const found = byPlural.get(plural)
        if (!found) throw new Error(`the server describes no ${plural}`)
        return found
      },
    }
  }, [c, entities.data, operator.data, locations.data, rights])
  const failed = [operator, entities].find((one) => one.isError && !one.data)
  if (failed) {
    if (isNoOperator(failed.error)) return <Notice kind="locked" title={c.noRight.title} text={c.noRight.text} />
    return <ErrorNotice title={c.failed} error={failed.error} retry={() => void failed.refetch()} />
  }
  if (!known || (maySeeLocations && locations.isPending)) return <Notice kind="loading" title={t.app.loading} />
  return <Context value={known}>{children}</Context>
}

function isNoOperator(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'missing_role'
}

function locationOf(one: Item): Location {
  return {
    id: one.Id,
    name: String(one.Name),
    zone: String(one.SimpleTimeZoneNameIana),
    currency: String(one.CurrencyCode),
  }
}
