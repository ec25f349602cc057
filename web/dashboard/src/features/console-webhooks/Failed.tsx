/** The deliveries that could not be stored: why, what arrived, and another try. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { BodyText } from '@/console/BodyText'
import { useConsole } from '@/console/ConsoleContext'
import { Section, State } from '@/console/Sections'
import sections from '@/console/Sections.module.css'
import { useLocale } from '@/i18n/locale'
import { useClient, useSession } from '@/session/SessionContext'
import { Confirmation } from '@/ui/Confirmation'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import { bodyOptions, discard, replay, WEBHOOKS, type Delivery, type Webhooks } from './webhooks'

/** The section. */
export function Failed({ found }: { found: Webhooks }) {
  const { c } = useConsole()
  const [done, setDone] = useState('')
  return (
    <Section title={c.webhooks.failed} about={c.webhooks.failedAbout(found.KeepDays)}>
      <div role="status">{done && <State mood="good">{done}</State>}</div>
      {found.Failed.length === 0 ? (
        <State mood="good">{c.webhooks.noneFailed}</State>
      ) : (
        <ul className={sections.list}>
          {found.Failed.map((one) => (
            <DeliveryLine key={one.Id} delivery={one} onDone={setDone} />
          ))}
        </ul>
      )}
      {found.FailedCount > found.Failed.length && (
        <p className={sections.quiet}>{c.webhooks.newestOf(found.Failed.length, found.FailedCount)}</p>
      )}
    </Section>
  )
}

function DeliveryLine({ delivery, onDone }: { delivery: Delivery; onDone: (text: string) => void }) {
  const { c } = useConsole()
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const when = f.moment(delivery.LastReceivedOn)
  const replaying = useMutation({
    mutationFn: (asIs: boolean) => replay(client, delivery.Id, asIs),
    onSuccess: (made) => {
      onDone(c.webhooks.replayed(made.Stored, made.Unchanged + made.Stale + made.Ignored))
      // What it stored may be on any screen.
      return queries.invalidateQueries()
    },
  })
  const discarding = useMutation({
    mutationFn: () => discard(client, delivery.Id),
    onSuccess: (next) => {
      onDone(c.webhooks.discarded)
      queries.setQueryData(WEBHOOKS, next)
    },
  })
  return (
    <li className={sections.line}>
      <div className={sections.what}>
        <strong>{delivery.Reason}</strong>
        <span className={sections.quiet}>
          {[
            delivery.Webhook,
            delivery.Event,
            when,
            delivery.Times > 1 && c.webhooks.times(delivery.Times, f.moment(delivery.ReceivedOn)),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </div>
      {delivery.HasBody ? (
        <>
          <button
            type="button"
            className={controls.plain}
            aria-expanded={isOpen}
            aria-label={c.webhooks.showOf(delivery.Webhook, when)}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? c.webhooks.hide : c.webhooks.show}
          </button>
          <button
            type="button"
            className={controls.button}
            aria-label={c.webhooks.replayOf(delivery.Webhook, when)}
            disabled={replaying.isPending}
            onClick={() => replaying.mutate(false)}
          >
            {c.webhooks.replay}
          </button>
        </>
      ) : (
        <State mood="neutral">{c.webhooks.tooLong}</State>
      )}
      <Confirmation
        label={c.webhooks.discard}
        title={c.webhooks.discardTitle}
        text={c.webhooks.discardText}
        refusal={discarding.error ? reasonOf(discarding.error, t) : undefined}
        isBusy={discarding.isPending}
        act={() => discarding.mutate()}
      />
      {replaying.error && (
        <div className={sections.question}>
          <Banner kind="error">{reasonOf(replaying.error, t)}</Banner>
          <Confirmation
            label={c.webhooks.asIs}
            title={c.webhooks.asIsTitle}
            text={c.webhooks.asIsText}
            isBusy={replaying.isPending}
            act={() => replaying.mutate(true)}
          />
        </div>
      )}
      {isOpen && <Body id={delivery.Id} label={c.webhooks.body} />}
    </li>
  )
}

function Body({ id, label }: { id: number; label: string }) {
  const { c } = useConsole()
  const { t } = useLocale()
  const found = useQuery(bodyOptions(useClient(), id))
  if (found.isError) return <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
  if (found.data === undefined) return <Notice kind="loading" title={t.app.loading} />
  return <BodyText label={label}>{found.data}</BodyText>
}
