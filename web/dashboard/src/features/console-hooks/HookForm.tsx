/** The form for a new hook, or an existing one. */
import { useId, useState } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import sections from '@/console/Sections.module.css'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import { eventLabel } from './eventLabel'
import type { HookInput, Hooks } from './hooks'

interface FormProps {
  label: string
  submitLabel: string
  found: Hooks
  /** The values of the fields at first. */
  start: HookInput
  error: Error | null
  isBusy: boolean
  onSubmit: (input: HookInput) => void
  onClose: () => void
}

/** The form. */
export function HookForm({ label, submitLabel, found, start, error, isBusy, onSubmit, onClose }: FormProps) {
  const { c } = useConsole()
  const { t } = useLocale()
  const id = useId()
  const [name, setName] = useState(start.Name)
  const [url, setUrl] = useState(start.Url)
  const [events, setEvents] = useState<readonly string[]>(start.Events)
  const isTaken = name.trim() !== start.Name && found.Hooks.some((one) => one.Name === name.trim())
  const isWrong = isTaken || events.length === 0
  const toggle = (event: string) =>
    setEvents(events.includes(event) ? events.filter((one) => one !== event) : [...events, event])
  return (
    <form
      className={`${sections.form ?? ''} ${sections.fields ?? ''}`}
      aria-label={label}
      onSubmit={(submit) => {
        submit.preventDefault()
        if (!isWrong) onSubmit({ Name: name.trim(), Url: url.trim(), Events: events })
      }}
    >
      <div className={sections.field}>
        <label htmlFor={`${id}-name`}>{c.hooks.name}</label>
        <input
          id={`${id}-name`}
          className={controls.field}
          required
          maxLength={100}
          autoComplete="off"
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the form has just been asked for
          autoFocus
          value={name}
          aria-describedby={`${id}-name-hint`}
          onChange={(change) => setName(change.target.value)}
        />
        <small id={`${id}-name-hint`} className={sections.quiet} aria-live="polite">
          {isTaken ? c.hooks.taken : c.hooks.nameHint}
        </small>
      </div>
      <div className={sections.field}>
        <label htmlFor={`${id}-url`}>{c.hooks.url}</label>
        <input
          id={`${id}-url`}
          className={controls.field}
          required
          type="url"
          maxLength={2000}
          autoComplete="off"
          spellCheck={false}
          value={url}
          aria-describedby={`${id}-url-hint`}
          onChange={(change) => setUrl(change.target.value)}
        />
        <small id={`${id}-url-hint`} className={sections.quiet}>
          {c.hooks.urlHint}
        </small>
      </div>
      <fieldset className={sections.whole} aria-describedby={`${id}-events-hint`}>
        <legend>{c.hooks.eventsLabel}</legend>
        {found.KnownEvents.map((event) => (
          <label key={event} className={controls.check}>
            <input type="checkbox" checked={events.includes(event)} onChange={() => toggle(event)} />
            {eventLabel(c, event)}
          </label>
        ))}
        <small id={`${id}-events-hint`} className={sections.quiet} aria-live="polite">
          {events.length === 0 ? c.hooks.noEvents : ''}
        </small>
      </fieldset>
      {error && (
        <div className={sections.whole}>
          <Banner kind="error">{reasonOf(error, t)}</Banner>
        </div>
      )}
      <div className={`${sections.buttons ?? ''} ${sections.whole ?? ''}`}>
        <button type="submit" className={controls.primary} disabled={isBusy || isWrong}>
          {submitLabel}
        </button>
        <button type="button" className={controls.button} onClick={onClose}>
          {c.actions.cancel}
        </button>
      </div>
    </form>
  )
}
