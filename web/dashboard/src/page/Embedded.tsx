/** What a section needs around it on a page of another portal. */
import { QueryClient, QueryClientContext, QueryClientProvider } from '@tanstack/react-query'
import type { Id } from '@teamkpi/client'
import { useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import type { Reader } from '@/data/reading'
import { useBasis } from '@/data/team'
import { LocaleContext, LocaleProvider, languageOf, useLocale } from '@/i18n/locale'
import { ClientProvider, type Client } from '@/session/SessionContext'
import { Boundary } from '@/ui/Boundary'
import { Notice } from '@/ui/Notice'
import { RootProvider, WidthProvider } from '@/ui/root'
import { useWidth } from '@/ui/useWidth'

/** How a section looks. */
export interface SectionTheme {
  /** The colours; by default those of the portal's own `color-scheme`. */
  readonly colours?: 'light' | 'dark' | undefined
  /** Values of the custom properties in `theme/tokens.css`, such as `{ '--tk-accent': '#7a1f5c' }`. */
  readonly tokens?: Readonly<Record<`--tk-${string}`, string>> | undefined
}

/** What every section is given. */
export interface SectionProps {
  /** Sends the calls, signed in: a client of `@teamkpi/client`, or anything with its `request`. */
  httpClient: Reader
  /** The team's `Id`, as `teams/my` gives it. */
  teamId: Id
  /** `en` or `es`; by default that of the page. */
  language?: string | undefined
  theme?: SectionTheme | undefined
  /** Called with each call that fails, and with what the section cannot survive. The section shows both as well. */
  onError?: ((error: Error) => void) | undefined
}

let sharedQueries: QueryClient | null = null

/** One cache for all sections of a page; on a server one for each, since nothing may pass from one reader to another. */
function ownQueries(): QueryClient {
  if (typeof document === 'undefined') return new QueryClient()
  sharedQueries ??= new QueryClient()
  return sharedQueries
}

/** Gives a section what it needs where it stands on another portal's page; inside the dashboard, nothing is added. */
export function Embedded({ children, ...props }: SectionProps & { children: ReactNode }) {
  const locale = useContext(LocaleContext)
  return locale ? children : <Portal {...props}>{children}</Portal>
}

function Portal({ httpClient, language, onError, theme, ...props }: SectionProps & { children: ReactNode }) {
  const theirs = useContext(QueryClientContext)
  const [own] = useState(ownQueries)
  const [root, setRoot] = useState<HTMLElement | null>(null)
  const [measured, width] = useWidth<HTMLDivElement>(Infinity)
  const ofPage = useSyncExternalStore(
    () => () => undefined,
    () => document.documentElement.lang,
    () => 'en',
  )
  const queries = theirs ?? own
  useFailures(queries, onError)
  return (
    <div
      ref={setRoot}
      className="teamkpi"
      data-theme={theme?.colours}
      style={theme?.tokens}
      lang={languageOf([language ?? ofPage])}
    >
      <div ref={measured}>
        <QueryClientProvider client={queries}>
          <ClientProvider value={httpClient as Client}>
            <RootProvider value={root}>
              <WidthProvider value={width}>
                <Placed {...props} httpClient={httpClient} language={language ?? ofPage} onError={onError} />
              </WidthProvider>
            </RootProvider>
          </ClientProvider>
        </QueryClientProvider>
      </div>
    </div>
  )
}

function Placed(props: SectionProps & { language: string; children: ReactNode }) {
  const { httpClient, teamId, language, onError, children } = props
  const basis = useBasis(httpClient, teamId)
  return (
    <LocaleProvider language={languageOf([language])} zone={basis.data?.SimpleTimeZoneNameIana}>
      <Boundary fallback={(again) => <Failed again={again} />} onError={onError}>
        {children}
      </Boundary>
    </LocaleProvider>
  )
}

function Failed({ again }: { again: () => void }) {
  const { t } = useLocale()
  return <Notice kind="error" title={t.states.partFailed} action={{ label: t.states.tryAgain, run: again }} />
}

/** Tells of each call of a section that failed for good. */
function useFailures(queries: QueryClient, onError: SectionProps['onError']): void {
  useEffect(() => {
    if (!onError) return undefined
    return queries.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated' || event.action.type !== 'error') return
      const [owner] = event.query.queryKey as readonly unknown[]
      if (owner === 'teamkpi') onError(event.action.error as Error)
    })
  }, [queries, onError])
}
