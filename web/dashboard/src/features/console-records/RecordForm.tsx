/** The form for a record of any entity, new or known: only what was changed is sent, for the version it was read at. */
import { useQuery } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import { useDrafts, useUnsaved, type Typed } from '@/console/drafts'
import { FieldInput } from '@/console/FieldInput'
import { fieldErrors, isConflict, useSave, useSaveError } from '@/console/saving'
import { recordOptions, type Entity, type Versioned } from '@/console/server'
import { readTyped, typedOf, withTyped } from '@/console/typed'
import { useLocationOf } from '@/console/zones'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import { Conflict } from './Conflict'
import styles from './RecordForm.module.css'

interface RecordFormProps {
  entity: Entity
  /** Null for a new record. */
  id: number | null
  /** What a new record starts with. */
  start?: Readonly<Record<string, unknown>>
  onDone: () => void
}

/** The form, once the record is there. */
export function RecordForm(props: RecordFormProps) {
  const { entity, id } = props
  const { c } = useConsole()
  const client = useClient()
  const found = useQuery({ ...recordOptions(client, entity, id ?? 0), enabled: id !== null, staleTime: Infinity })
  if (id === null) return <Form {...props} read={null} reread={() => undefined} />
  if (found.isError) return <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
  if (!found.data) return <Notice kind="loading" title={c.form.choose} />
  return <Form {...props} read={found.data} reread={() => void found.refetch()} />
}

function Form({
  entity,
  id,
  start,
  onDone,
  read,
  reread,
}: RecordFormProps & { read: Versioned | null; reread: () => void }) {
  const { c, locations } = useConsole()
  const locationOf = useLocationOf()
  const drafts = useDrafts()
  const form = `${entity.Plural} ${id ?? 'new'}`
  // The record as the form was opened with it: a newer one is a conflict, never the ground of what was typed.
  const [ground, setGround] = useState(read)
  const [restored] = useState(() => drafts.of(form))
  const [typed, setTyped] = useState<Typed>(restored ?? {})
  const [badTimes, setBadTimes] = useState<ReadonlySet<string>>(new Set())
  const saving = useSave()
  const failure = useSaveError(saving.error)
  const fields = entity.Fields.filter((one) => !one.IsReadOnly)
  const first = ground?.item ?? { Id: 0, ...start }
  const locationNow = locationOf(withTyped(first, typed)) ?? (locations.length === 1 ? (locations[0] ?? null) : null)
  const zone = locationNow?.zone ?? 'UTC'
  const valueOf = (name: string) =>
    first[name] ?? (id === null ? fields.find((one) => one.Name === name)?.Default : null)
  const shown = (name: string) => {
    const field = fields.find((one) => one.Name === name)
    return typed[name] ?? (field ? typedOf(field, valueOf(name), zone) : '')
  }
  const changed = fields.filter(
    (one) =>
      typed[one.Name] !== undefined && (id === null || typed[one.Name] !== typedOf(one, valueOf(one.Name), zone)),
  )
  useUnsaved(changed.length > 0)
  const type = (name: string, value: string | boolean) => {
    const next = { ...typed, [name]: value }
    setTyped(next)
    drafts.keep(form, next)
  }
  const save = (version: string | undefined) => {
    const values: Record<string, unknown> = id === null ? { ...start } : {}
    const bad = new Set<string>()
    for (const field of changed) {
      const said = readTyped(field, typed[field.Name] ?? '', zone)
      if ('isBadTime' in said) bad.add(field.Name)
      else values[field.Name] = said.value
    }
    setBadTimes(bad)
    if (bad.size > 0) return
    const change = { Entity: entity.Plural, Values: values, ...(id !== null && { Id: id, Version: version }) }
    const text = id === null ? c.saved.created(entity.Label) : c.saved.edited(entity.Label)
    saving.save([{ ...change, Do: id === null ? 'create' : 'edit' }], text).then(
      () => {
        drafts.keep(form, null)
        onDone()
      },
      (error: unknown) => {
        if (isConflict(error)) reread()
      },
    )
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    save(ground?.version)
  }
  const errors = fieldErrors(saving.error)
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {restored && !saving.error && <Banner kind="note">{c.form.unsaved}</Banner>}
      {failure && <Banner kind="error">{failure}</Banner>}
      {isConflict(saving.error) && read && ground && (
        <Conflict
          entity={entity}
          fields={changed.map((one) => ({ field: one, mine: typed[one.Name] ?? '' }))}
          theirs={read.item}
          location={locationNow}
          onTheirs={() => {
            drafts.keep(form, null)
            setTyped({})
            setGround(read)
            saving.reset()
          }}
          onMine={() => {
            setGround(read)
            save(read.version)
          }}
        />
      )}
      <div className={styles.fields}>
        {fields.map((field) => (
          <FieldInput
            key={field.Name}
            field={field}
            typed={shown(field.Name)}
            onTyped={(value) => type(field.Name, value)}
            error={badTimes.has(field.Name) ? c.form.badTime : errors.get(field.Name)}
            location={locationNow}
            shown={
              field.ShownBy && typed[field.Name] === undefined
                ? (first[field.ShownBy] as string | undefined)
                : undefined
            }
          />
        ))}
      </div>
      <div className={styles.actions}>
        <button type="submit" className={controls.primary} disabled={saving.isBusy || changed.length === 0}>
          {saving.isBusy ? c.actions.saving : c.actions.save}
        </button>
        <button
          type="button"
          className={controls.button}
          onClick={() => {
            drafts.keep(form, null)
            onDone()
          }}
        >
          {c.actions.cancel}
        </button>
      </div>
    </form>
  )
}
