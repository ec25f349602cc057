/** Replaces a secret, and shows the new one once: for how long the previous one stays valid is chosen first. */
import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import { useConsole } from './ConsoleContext'
import { Once, type OnceProps } from './Once'
import sections from './Sections.module.css'

const OVERLAPS = [24, 72, 168, 0] as const

interface RenewSecretProps {
  label: string
  overlapLabel: string
  submitLabel: string
  /** Replaces it; the previous one stays valid for so many hours. */
  replace: (hours: number) => Promise<Pick<OnceProps, 'text' | 'secret'>>
  /** What is out of date then. */
  queryKey: QueryKey
  onClose: () => void
}

/** The form, and then the secret. */
export function RenewSecret({ label, overlapLabel, submitLabel, replace, queryKey, onClose }: RenewSecretProps) {
  const { c } = useConsole()
  const { t } = useLocale()
  const queries = useQueryClient()
  const id = useId()
  const [hours, setHours] = useState<number>(OVERLAPS[0])
  const renewing = useMutation({
    mutationFn: () => replace(hours),
    onSuccess: () => queries.invalidateQueries({ queryKey }),
  })
  if (renewing.data) {
    return (
      <div className={sections.question}>
        <Once {...renewing.data} onDone={onClose} />
      </div>
    )
  }
  return (
    <form
      className={sections.question}
      aria-label={label}
      onSubmit={(submit) => {
        submit.preventDefault()
        renewing.mutate()
      }}
    >
      <div className={sections.field}>
        <label htmlFor={id}>{overlapLabel}</label>
        <select
          id={id}
          className={controls.select}
          value={hours}
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the form has just been asked for
          autoFocus
          onChange={(change) => setHours(Number(change.target.value))}
        >
          {OVERLAPS.map((one) => (
            <option key={one} value={one}>
              {one === 0 ? c.webhooks.atOnce : c.webhooks.days(one / 24)}
            </option>
          ))}
        </select>
      </div>
      {renewing.error && <Banner kind="error">{reasonOf(renewing.error, t)}</Banner>}
      <div className={sections.buttons}>
        <button type="submit" className={controls.primary} disabled={renewing.isPending}>
          {submitLabel}
        </button>
        <button type="button" className={controls.button} onClick={onClose}>
          {c.actions.cancel}
        </button>
      </div>
    </form>
  )
}
