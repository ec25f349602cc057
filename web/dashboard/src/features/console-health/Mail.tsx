/** Mail that has not been sent, with the reason, a button to send it again, and one that sends a test mail. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError } from '@teamkpi/client'
import { useConsole } from '@/console/ConsoleContext'
import { Section, State } from '@/console/Sections'
import sections from '@/console/Sections.module.css'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { HEALTH, resend, testMail, tryAgain, type Bounced, type Health, type Message } from './health'

/** The section. */
export function Mail({ mail, isWorker }: { mail: Health['Mail']; isWorker: boolean }) {
  const { c } = useConsole()
  if (mail.Sender === null)
    return (
      <Section title={c.health.mail}>
        <State mood="neutral">{c.health.noMail}</State>
      </Section>
    )
  return (
    <>
      <Section title={c.health.mail} about={c.health.sentAs(mail.Sender)}>
        {mail.HasServer && <TestMail />}
        {isWorker && !mail.HasServer && <State mood="bad">{c.health.noMailServer}</State>}
        {mail.Messages.length === 0 ? (
          <State mood="good">{c.health.allSent}</State>
        ) : (
          <ul className={sections.list}>
            {mail.Messages.map((one) => (
              <MessageLine key={one.Id} message={one} />
            ))}
          </ul>
        )}
      </Section>
      {mail.Bounced.length > 0 && (
        <Section title={c.health.bouncedTitle} about={c.health.bouncedAbout}>
          <ul className={sections.list}>
            {mail.Bounced.map((one) => (
              <BouncedLine key={one.Email} bounced={one} />
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}

function TestMail() {
  const { c } = useConsole()
  const { t } = useLocale()
  const { client } = useSession()
  const testing = useMutation({ mutationFn: () => testMail(client) })
  const { data, error, isPending } = testing
  const wait = error instanceof ApiError && error.status === 429 ? error.retryAfter : null
  return (
    <div className={sections.buttons}>
      <button
        type="button"
        className={controls.button}
        // Not disabled: that would take the focus away.
        aria-disabled={isPending}
        onClick={() => {
          if (!isPending) testing.mutate()
        }}
      >
        {isPending ? c.health.testing : c.health.test}
      </button>
      <div role="status">
        {data?.IsAccepted && <State mood="good">{c.health.testAccepted(data.Email)}</State>}
        {data?.IsAccepted === false && (
          <State mood="bad">
            {c.health.testRefused} <span>{data.Problem}</span>
          </State>
        )}
        {error && <State mood="bad">{wait === null ? reasonOf(error, t) : c.health.testWait(wait)}</State>}
      </div>
    </div>
  )
}

function BouncedLine({ bounced }: { bounced: Bounced }) {
  const { c } = useConsole()
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const trying = useMutation({
    mutationFn: () => tryAgain(client, bounced.Email),
    onSuccess: (health) => queries.setQueryData(HEALTH, health),
    onError: () => void queries.invalidateQueries({ queryKey: HEALTH }),
  })
  return (
    <li className={sections.line}>
      <div className={sections.what}>
        <span>{bounced.Email}</span>
        <span className={sections.quiet}>{c.health.bouncedOn(f.moment(bounced.BouncedOn), bounced.Code)}</span>
        {trying.error && <span role="alert">{reasonOf(trying.error, t)}</span>}
      </div>
      <button
        type="button"
        className={controls.button}
        aria-label={c.health.tryAgainOf(bounced.Email)}
        disabled={trying.isPending}
        onClick={() => trying.mutate()}
      >
        {c.health.tryAgain}
      </button>
    </li>
  )
}

function MessageLine({ message }: { message: Message }) {
  const { c } = useConsole()
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const kinds: Readonly<Record<string, string>> = c.health.kinds
  const kind = kinds[message.Kind] ?? message.Kind
  const state = {
    failed: c.health.failed,
    bounced: c.health.bounced,
    waiting: message.Reason === null ? c.health.waiting : c.health.retrying,
  }[message.State]
  const sending = useMutation({
    mutationFn: () => resend(client, message.Id),
    onSuccess: (health) => queries.setQueryData(HEALTH, health),
    onError: () => void queries.invalidateQueries({ queryKey: HEALTH }),
  })
  return (
    <li className={sections.line}>
      <State mood={message.Reason === null ? 'neutral' : 'bad'}>{state}</State>
      <div className={sections.what}>
        <span>
          {kind} · {message.Email}
        </span>
        <span className={sections.quiet}>
          {[
            f.moment(message.WrittenOn),
            message.Attempts > 0 && c.health.attempts(message.Attempts),
            message.Attempts > 0 && message.NextOn && c.health.next(f.moment(message.NextOn)),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {message.Reason && <span className={sections.quiet}>{message.Reason}</span>}
        {sending.error && <span role="alert">{reasonOf(sending.error, t)}</span>}
      </div>
      {message.Reason !== null &&
        (message.CanBeResent ? (
          <button
            type="button"
            className={controls.button}
            aria-label={c.health.resendTo(message.Email)}
            disabled={sending.isPending}
            onClick={() => sending.mutate()}
          >
            {c.health.resend}
          </button>
        ) : (
          <span className={sections.quiet}>{c.health.expired}</span>
        ))}
    </li>
  )
}
