/** Webhooks: who sends records, what became of them, their secrets, and the deliveries that could not be stored. */
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
import { AddWebhook } from './AddWebhook'
import { Failed } from './Failed'
import { WebhookLine } from './WebhookLine'
import { webhooksOptions, type Webhook } from './webhooks'

/** The screen. */
export function WebhooksPage() {
  const { c, locations } = useConsole()
  const { language, t } = useLocale()
  const found = useQuery(webhooksOptions(useClient()))
  const [isAdding, setAdding] = useState(false)
  const all = found.data?.Webhooks ?? []
  const inUse = all.filter((one) => one.RevokedOn === null)
  const revoked = all.filter((one) => one.RevokedOn !== null)
  return (
    <LocaleProvider language={language} zone={locations[0]?.zone ?? 'UTC'}>
      <Screen title={c.webhooks.title}>
        {found.isError && !found.data ? (
          <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
        ) : !found.data ? (
          <Notice kind="loading" title={t.app.loading} />
        ) : (
          <div className={sections.page}>
            <Section
              title={c.webhooks.senders}
              about={c.webhooks.sendersAbout}
              actions={<Opener label={c.webhooks.add} isOpen={isAdding} open={() => setAdding(true)} />}
            >
              {isAdding && <AddWebhook found={found.data} onClose={() => setAdding(false)} />}
              {inUse.length === 0 ? <State mood="neutral">{c.webhooks.none}</State> : <List webhooks={inUse} />}
              {revoked.length > 0 && (
                <details>
                  <summary className={sections.quiet}>{c.webhooks.old(revoked.length)}</summary>
                  <List webhooks={revoked} />
                </details>
              )}
            </Section>
            <Failed found={found.data} />
          </div>
        )}
      </Screen>
    </LocaleProvider>
  )
}

function List({ webhooks }: { webhooks: readonly Webhook[] }) {
  return (
    <ul className={sections.list}>
      {webhooks.map((one) => (
        <WebhookLine key={one.Id} webhook={one} />
      ))}
    </ul>
  )
}
