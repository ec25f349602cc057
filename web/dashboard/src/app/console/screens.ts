/** The screens of the console, and the right that each needs. */
import type { Right } from '@/console/server'

/** A screen in the navigation; `key` follows `g` to go there. */
export interface ScreenEntry {
  readonly name:
    | ('today' | 'people' | 'teams' | 'records' | 'import')
    | ('access' | 'audit' | 'mirror' | 'webhooks' | 'hooks' | 'health')
  readonly path: string
  readonly key: string
  readonly needs: readonly [plural: string, right: Right] | null
}

const SCREENS: readonly ScreenEntry[] = [
  { name: 'today', path: '/today', key: 't', needs: ['checkins', 'List'] },
  { name: 'people', path: '/people', key: 'p', needs: ['coworkers', 'List'] },
  { name: 'teams', path: '/teams', key: 'e', needs: ['teams', 'List'] },
  { name: 'records', path: '/records', key: 'r', needs: null },
  { name: 'import', path: '/import', key: 'i', needs: ['imports', 'List'] },
  { name: 'access', path: '/access', key: 'c', needs: ['installation', 'List'] },
  { name: 'audit', path: '/audit', key: 'a', needs: ['audittrailentries', 'List'] },
  { name: 'mirror', path: '/mirror', key: 'm', needs: ['installation', 'List'] },
  { name: 'webhooks', path: '/webhooks', key: 'w', needs: ['installation', 'List'] },
  { name: 'hooks', path: '/hooks', key: 'o', needs: ['installation', 'List'] },
  { name: 'health', path: '/health', key: 'h', needs: ['installation', 'List'] },
]

/** The screens that the roles include. */
export function screensFor(may: (plural: string, right: Right) => boolean): readonly ScreenEntry[] {
  return SCREENS.filter(({ needs }) => needs === null || may(...needs))
}
