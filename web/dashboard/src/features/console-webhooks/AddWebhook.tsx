/** The form that creates a webhook, and its address and secret, which are shown once. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import { Once } from '@/console/Once'
import sections from '@/console/Sections.module.css'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import { createWebhook, WEBHOOKS, type Webhooks } from './webhooks'

/** The form. */
export function AddWebhook({ found, onClose }: { found: Webhooks; onClose: () => void }) {
  const { c, entities } = useConsole()
  const { t } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [event, setEvent] = useState('')
  const adding = useMutation({
    mutationFn: () => createWebhook(client, name.trim(), event),
    onSuccess: () => queries.invalidateQueries({ queryKey: WEBHOOKS }),
  })
  if (adding.data) {
    const once = [
      [c.webhooks.address, adding.data.url],
      [c.webhooks.secret, adding.data.secret],
    ] as const
    return <Once text={c.webhooks.once(name.trim())} secret={once} onDone={onClose} />
  }
  const isKnown = found.Webhooks.some((one) => one.RevokedOn === null && one.Name === name.trim())
  const kinds = [...new Set(found.KnownEvents.map((one) => one.Entity))]
  return (
    <form
      className={`${sections.form ?? ''} ${sections.fields ?? ''}`}
      aria-label={c.webhooks.add}
      onSubmit={(submit) => {
        submit.preventDefault()
        if (!isKnown) adding.mutate()
      }}
    >
      <div className={sections.field}>
        <label htmlFor="webhook-name">{c.webhooks.name}</label>
        <input
          id="webhook-name"
          className={controls.field}
          required
          maxLength={100}
          autoComplete="off"
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the form has just been asked for
          autoFocus
          value={name}
          aria-describedby="webhook-name-hint"
          onChange={(change) => setName(change.target.value)}
        />
        <small id="webhook-name-hint" className={sections.quiet} aria-live="polite">
          {isKnown ? c.webhooks.taken : c.webhooks.nameHint}
        </small>
      </div>
      <div className={sections.field}>
        <label htmlFor="webhook-event">{c.webhooks.event}</label>
        <select
          id="webhook-event"
          className={controls.select}
          value={event}
          aria-describedby="webhook-event-hint"
          onChange={(change) => setEvent(change.target.value)}
        >
          <option value="">{c.webhooks.anyEvent}</option>
          {kinds.map((kind) => (
            <optgroup key={kind} label={entities.get(kind)?.LabelOfSeveral ?? kind}>
              {found.KnownEvents.filter((one) => one.Entity === kind).map((one) => (
                <option key={one.Name} value={one.Name}>
                  {one.Name}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <small id="webhook-event-hint" className={sections.quiet}>
          {event === '' ? c.webhooks.anyEventHint : c.webhooks.eventHint}
        </small>
      </div>
      {adding.error && <Banner kind="error">{reasonOf(adding.error, t)}</Banner>}
      <div className={`${sections.buttons ?? ''} ${sections.whole ?? ''}`}>
        <button type="submit" className={controls.primary} disabled={adding.isPending || isKnown}>
          {c.webhooks.add}
        </button>
        <button type="button" className={controls.button} onClick={onClose}>
          {c.actions.cancel}
        </button>
      </div>
    </form>
  )
}
