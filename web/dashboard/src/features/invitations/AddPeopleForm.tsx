/** The form that adds people to a team: a row with name and email for each. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Id } from '@teamkpi/client'
import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Icon } from '@/ui/Icon'
import { Banner } from '@/ui/Notice'
import styles from './AddPeople.module.css'
import { addPeopleOptions, type Newcomer } from './queries'

/** The server adds no more at once. */
const MOST = 25

interface FormProps {
  teamId: Id
  onCancel: () => void
  onAdded: (people: readonly Newcomer[]) => void
}

/** The form. */
export default function AddPeopleForm({ teamId, onCancel, onAdded }: FormProps) {
  const { t } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const title = useId()
  const [people, setPeople] = useState<readonly Newcomer[]>([{ name: '', email: '' }])
  const adding = useMutation({
    ...addPeopleOptions(client, teamId),
    onSuccess: async (_, sent) => {
      onAdded(sent)
      await queries.invalidateQueries()
    },
  })
  const change = (at: number, next: Partial<Newcomer>) =>
    setPeople(people.map((one, index) => (index === at ? { ...one, ...next } : one)))
  return (
    <form
      className={styles.form}
      aria-labelledby={title}
      onSubmit={(event) => {
        event.preventDefault()
        adding.mutate(people.map(({ name, email }) => ({ name: name.trim(), email: email.trim() })))
      }}
    >
      <h2 className={styles.title} id={title}>
        {t.people.add}
      </h2>
      <p className={styles.meaning}>{t.people.meaning}</p>
      {people.map((one, at) => (
        // Rows have no identity but their place; all of them are controlled.
        <fieldset key={at} className={styles.person} disabled={adding.isPending}>
          <legend className={controls.hidden}>{t.people.numbered(at + 1)}</legend>
          <Entry label={t.people.name} isFirst={at === people.length - 1}>
            {(id, field) => (
              <input
                id={id}
                ref={field}
                className={controls.field}
                value={one.name}
                maxLength={200}
                autoComplete="off"
                required
                onChange={(event) => change(at, { name: event.target.value })}
              />
            )}
          </Entry>
          <Entry label={t.people.email}>
            {(id) => (
              <input
                id={id}
                className={controls.field}
                type="email"
                value={one.email}
                autoComplete="off"
                spellCheck={false}
                required
                onChange={(event) => change(at, { email: event.target.value })}
              />
            )}
          </Entry>
          <button
            type="button"
            className={`${controls.plain} ${controls.icon}`}
            aria-label={t.people.leaveOut(at + 1)}
            title={t.people.leaveOut(at + 1)}
            disabled={people.length === 1}
            onClick={() => setPeople(people.filter((_, index) => index !== at))}
          >
            <Icon name="close" />
          </button>
        </fieldset>
      ))}
      {adding.isError && <Banner kind="error">{reasonOf(adding.error, t, t.people.refused)}</Banner>}
      <div className={styles.actions}>
        <button
          type="button"
          className={controls.button}
          disabled={people.length >= MOST || adding.isPending}
          onClick={() => setPeople([...people, { name: '', email: '' }])}
        >
          {t.people.another}
        </button>
      </div>
      <div className={styles.actions}>
        <button type="submit" className={controls.primary} disabled={adding.isPending}>
          {t.people.save(people.length)}
        </button>
        <button type="button" className={controls.button} disabled={adding.isPending} onClick={onCancel}>
          {t.app.cancel}
        </button>
      </div>
    </form>
  )
}

interface EntryProps {
  label: string
  /** Takes the focus when it appears. */
  isFirst?: boolean
  children: (id: string, field: React.RefObject<HTMLInputElement | null>) => ReactNode
}

function Entry({ label, isFirst = false, children }: EntryProps) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const takesFocus = useRef(isFirst)
  useEffect(() => {
    if (takesFocus.current) field.current?.focus()
  }, [])
  return (
    <div className={styles.entry}>
      <label htmlFor={id}>{label}</label>
      {children(id, field)}
    </div>
  )
}
