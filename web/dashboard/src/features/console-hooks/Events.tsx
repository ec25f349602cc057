/** The events for hooks: what is sent, every attempt and its answer, and a button to send an event again. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { BodyText } from '@/console/BodyText'
import { useConsole } from '@/console/ConsoleContext'
import { Section, State } from '@/console/Sections'
import sections from '@/console/Sections.module.css'
import { useLocale } from '@/i18n/locale'
import { useClient, useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import { eventLabel } from './eventLabel'
import { contentOptions, eventsOptions, HOOKS, resend, type HookEvent } from './hooks'

/** The section. */
export function Events() {
  const { c } = useConsole()
  const { t } = useLocale()
  const [withAccepted, setWithAccepted] = useState(false)
  const found = useQuery(eventsOptions(useClient(), withAccepted))
  const events = found.data?.Events ?? []
  return (
    <Section
      title={c.hooks.sent}
      about={c.hooks.sentAbout(found.data?.KeepDays ?? 30)}
      actions={
        <label className={controls.check}>
          <input type="checkbox" checked={withAccepted} onChange={(change) => setWithAccepted(change.target.checked)} />
          {c.hooks.withAccepted}
        </label>
      }
    >
      {found.isError && !found.data ? (
        <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Notice kind="loading" title={t.app.loading} />
      ) : events.length === 0 ? (
        <State mood="good">{withAccepted ? c.hooks.noneAtAll : c.hooks.noneOpen}</State>
      ) : (
        <ul className={sections.list}>
          {events.map((one) => (
            <EventLine key={one.Id} event={one} />
          ))}
        </ul>
      )}
    </Section>
  )
}

function EventLine({ event }: { event: HookEvent }) {
  const { c } = useConsole()
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const when = f.moment(event.WrittenOn)
  const label = eventLabel(c, event.Event)
  const resending = useMutation({
    mutationFn: () => resend(client, event.Id),
    onSuccess: () => queries.invalidateQueries({ queryKey: HOOKS }),
  })
  return (
    <li className={sections.line}>
      <div className={sections.what}>
        <strong>{label}</strong>
        <span className={sections.quiet}>
          {[event.Hook, when, event.Tries > 0 && c.hooks.tries(event.Tries)].filter(Boolean).join(' · ')}
        </span>
        <State mood={event.State === 'accepted' ? 'good' : event.Problem === null ? 'neutral' : 'bad'}>
          {event.State === 'accepted' && event.EndedOn !== null
            ? c.hooks.acceptedOn(f.moment(event.EndedOn))
            : event.NextTryOn !== null
              ? c.hooks.nextTry(f.moment(event.NextTryOn))
              : c.hooks.givenUp}
          {event.Problem !== null && <span>: {event.Problem}</span>}
        </State>
      </div>
      <button
        type="button"
        className={controls.plain}
        aria-expanded={isOpen}
        aria-label={c.hooks.showOf(label, when)}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? c.hooks.hide : c.hooks.show}
      </button>
      <button
        type="button"
        className={controls.button}
        aria-label={c.hooks.resendOf(label, when)}
        disabled={resending.isPending}
        onClick={() => resending.mutate()}
      >
        {c.hooks.resend}
      </button>
      <div role="status">{resending.isSuccess && <State mood="good">{c.hooks.resent}</State>}</div>
      {resending.error && (
        <div className={sections.question}>
          <Banner kind="error">{reasonOf(resending.error, t)}</Banner>
        </div>
      )}
      {isOpen && <Content id={event.Id} />}
    </li>
  )
}

function Content({ id }: { id: string }) {
  const { c } = useConsole()
  const { t, f } = useLocale()
  const found = useQuery(contentOptions(useClient(), id))
  if (found.isError) return <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
  if (found.data === undefined) return <Notice kind="loading" title={t.app.loading} />
  return (
    <div className={sections.question}>
      <BodyText label={c.hooks.body}>{found.data.Body}</BodyText>
      {found.data.Tries.length === 0 ? (
        <State mood="neutral">{c.hooks.notTried}</State>
      ) : (
        <ol aria-label={c.hooks.attempts}>
          {found.data.Tries.map((one) => (
            <li key={one.Number}>
              {f.moment(one.TriedOn)}: {one.Status === null ? one.Problem : c.hooks.status(one.Status)}
              {` (${c.hooks.milliseconds(one.Milliseconds)})`}
              {one.Answer !== null && <BodyText label={c.hooks.answer}>{one.Answer}</BodyText>}
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}
