/** Hooks: which systems are notified of which events, with state and secrets, and every attempt to send an event. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import { Screen } from '@/console/Screen'
import { Opener, Section, State } from '@/console/Sections'
import sections from '@/console/Sections.module.css'
import { LocaleProvider, useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Notice } from '@/ui/Notice'
import { AddHook } from './AddHook'
import { Events } from './Events'
import { HookLine } from './HookLine'
import { hooksOptions } from './hooks'

/** The screen. */
export function HooksPage() {
  const { c, locations } = useConsole()
  const { language, t } = useLocale()
  const found = useQuery(hooksOptions(useClient()))
  const [isAdding, setAdding] = useState(false)
  return (
    <LocaleProvider language={language} zone={locations[0]?.zone ?? 'UTC'}>
      <Screen title={c.hooks.title}>
        {found.isError && !found.data ? (
          <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
        ) : !found.data ? (
          <Notice kind="loading" title={t.app.loading} />
        ) : (
          <div className={sections.page}>
            <Section
              title={c.hooks.title}
              about={c.hooks.about}
              actions={<Opener label={c.hooks.add} isOpen={isAdding} open={() => setAdding(true)} />}
            >
              {isAdding && <AddHook found={found.data} onClose={() => setAdding(false)} />}
              {found.data.Hooks.length === 0 ? (
                <State mood="neutral">{c.hooks.none}</State>
              ) : (
                <ul className={sections.list}>
                  {found.data.Hooks.map((one) => (
                    <HookLine key={one.Id} hook={one} found={found.data} />
                  ))}
                </ul>
              )}
            </Section>
            <Events />
          </div>
        )}
      </Screen>
    </LocaleProvider>
  )
}
