/** A hook: its state, a test, changes, another secret for it, and its end. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { BodyText } from '@/console/BodyText'
import { useConsole } from '@/console/ConsoleContext'
import { RenewSecret } from '@/console/RenewSecret'
import { State } from '@/console/Sections'
import sections from '@/console/Sections.module.css'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import { Confirmation } from '@/ui/Confirmation'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import { eventLabel } from './eventLabel'
import { HookForm } from './HookForm'
import {
  changeHook,
  deleteHook,
  HOOKS,
  replaceSecret,
  stopOrStart,
  tryHook,
  type Hook,
  type HookInput,
  type Hooks,
  type Trial,
} from './hooks'

/** A line of the list. */
export function HookLine({ hook, found }: { hook: Hook; found: Hooks }) {
  const { c } = useConsole()
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState<'form' | 'secret' | null>(null)
  const reload = () => queries.invalidateQueries({ queryKey: HOOKS })
  const acting = useMutation({
    mutationFn: (what: 'stop' | 'start') => stopOrStart(client, hook.Id, what),
    onSuccess: reload,
  })
  const deleting = useMutation({ mutationFn: () => deleteHook(client, hook.Id), onSuccess: reload })
  const trying = useMutation({ mutationFn: () => tryHook(client, hook.Id) })
  const close = () => setOpen(null)
  const labels = hook.Events.map((one) => eventLabel(c, one))
  return (
    <li className={sections.line}>
      <div className={sections.what}>
        <strong>{hook.Name}</strong>
        <span className={sections.quiet}>{hook.Url}</span>
        <span className={sections.quiet}>
          {hook.Events.length === found.KnownEvents.length ? c.hooks.allEvents : labels.join(', ')}
        </span>
        <HookState hook={hook} />
        {hook.PreviousSecretUntil !== null && (
          <State mood="neutral">{c.hooks.overlap(f.moment(hook.PreviousSecretUntil))}</State>
        )}
        <div role="status">{trying.data && <Answer trial={trying.data} />}</div>
      </div>
      {isOpen === null && (
        <>
          <button
            type="button"
            className={controls.plain}
            aria-label={c.hooks.tryOf(hook.Name)}
            disabled={trying.isPending}
            onClick={() => trying.mutate()}
          >
            {trying.isPending ? c.hooks.trying : c.hooks.try}
          </button>
          <button
            type="button"
            className={controls.plain}
            aria-label={c.hooks.changeOf(hook.Name)}
            onClick={() => setOpen('form')}
          >
            {c.hooks.change}
          </button>
          <button
            type="button"
            className={controls.plain}
            aria-label={c.hooks.renewOf(hook.Name)}
            onClick={() => setOpen('secret')}
          >
            {c.hooks.renew}
          </button>
          {hook.StoppedOn === null ? (
            <Confirmation
              label={c.hooks.stop(hook.Name)}
              title={c.hooks.stopTitle(hook.Name)}
              text={c.hooks.stopText(hook.Waiting)}
              refusal={acting.error ? reasonOf(acting.error, t) : undefined}
              isBusy={acting.isPending}
              act={() => acting.mutate('stop')}
            />
          ) : (
            <button
              type="button"
              className={controls.plain}
              disabled={acting.isPending}
              onClick={() => acting.mutate('start')}
            >
              {c.hooks.start(hook.Name)}
            </button>
          )}
          <Confirmation
            label={c.hooks.delete(hook.Name)}
            title={c.hooks.deleteTitle(hook.Name)}
            text={c.hooks.deleteText}
            refusal={deleting.error ? reasonOf(deleting.error, t) : undefined}
            isBusy={deleting.isPending}
            act={() => deleting.mutate()}
          />
        </>
      )}
      {trying.error && (
        <div className={sections.question}>
          <Banner kind="error">{reasonOf(trying.error, t)}</Banner>
        </div>
      )}
      {isOpen === 'form' && <Change hook={hook} found={found} onClose={close} />}
      {isOpen === 'secret' && <Renew hook={hook} onClose={close} />}
    </li>
  )
}

function HookState({ hook }: { hook: Hook }) {
  const { c } = useConsole()
  const { f } = useLocale()
  if (hook.StoppedOn !== null) {
    const when = f.moment(hook.StoppedOn)
    return hook.StoppedBy === 'receiver' ? (
      <State mood="bad">{c.hooks.gone(when)}</State>
    ) : (
      <State mood="neutral">{c.hooks.stopped(when)}</State>
    )
  }
  if (hook.Failures > 0) {
    const next = hook.NextTryOn === null ? null : f.moment(hook.NextTryOn)
    return <State mood="bad">{c.hooks.failing(hook.Failures, hook.Waiting, next)}</State>
  }
  const last = hook.LastAcceptedOn === null ? c.hooks.never : c.hooks.last(f.moment(hook.LastAcceptedOn))
  return <State mood="good">{hook.Waiting > 0 ? `${last} · ${c.hooks.waiting(hook.Waiting)}` : last}</State>
}

function Answer({ trial }: { trial: Trial }) {
  const { c } = useConsole()
  if (trial.Status === null) {
    return (
      <State mood="bad">
        {c.hooks.noAnswer} <span>{trial.Problem}</span>
      </State>
    )
  }
  const text = (trial.IsAccepted ? c.hooks.accepted : c.hooks.refused)(trial.Status, trial.Milliseconds)
  return (
    <>
      <State mood={trial.IsAccepted ? 'good' : 'bad'}>{text}</State>
      {trial.Answer !== null && <BodyText label={c.hooks.answer}>{trial.Answer}</BodyText>}
    </>
  )
}

function Change({ hook, found, onClose }: { hook: Hook; found: Hooks; onClose: () => void }) {
  const { c } = useConsole()
  const { client } = useSession()
  const queries = useQueryClient()
  const changing = useMutation({
    mutationFn: (input: HookInput) => changeHook(client, hook.Id, input),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: HOOKS })
      onClose()
    },
  })
  return (
    <div className={sections.question}>
      <HookForm
        label={c.hooks.changeOf(hook.Name)}
        submitLabel={c.actions.save}
        found={found}
        start={hook}
        error={changing.error}
        isBusy={changing.isPending}
        onSubmit={(input) => changing.mutate(input)}
        onClose={onClose}
      />
    </div>
  )
}

function Renew({ hook, onClose }: { hook: Hook; onClose: () => void }) {
  const { c } = useConsole()
  const { client } = useSession()
  return (
    <RenewSecret
      label={c.hooks.renewOf(hook.Name)}
      overlapLabel={c.hooks.overlapLabel}
      submitLabel={c.hooks.renew}
      replace={async (hours) => {
        const { Secret, PublicKey } = await replaceSecret(client, hook.Id, hours)
        const secret = [
          [c.hooks.secret, Secret],
          [c.hooks.publicKey, PublicKey],
        ] as const
        return { text: c.hooks.once(hook.Name), secret }
      }}
      queryKey={HOOKS}
      onClose={onClose}
    />
  )
}
