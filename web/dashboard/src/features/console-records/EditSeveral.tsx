/** The form that changes several records alike: the chosen fields, and what that means, before anything is written. */
import { useQuery } from '@tanstack/react-query'
import { useId, useState, type SubmitEvent } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import { useDrafts, useUnsaved, type Typed } from '@/console/drafts'
import type { Outcome } from '@/console/each'
import { FieldInput } from '@/console/FieldInput'
import { useShown } from '@/console/FieldValue'
import { Differences } from '@/console/Losses'
import { fieldErrors, useSave, type NameOf } from '@/console/saving'
import { recordsOptions, type Entity, type Field, type Versioned } from '@/console/server'
import { typedOf, withTyped } from '@/console/typed'
import { written } from '@/console/written'
import { useLocationOf } from '@/console/zones'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { Banner } from '@/ui/Notice'
import styles from './RecordForm.module.css'
import { commonValue, planOf, sharedFields, type Plan } from './several'

interface EditSeveralProps {
  entity: Entity
  /** The records as they were read when the form was opened: newer versions are not overwritten. */
  read: readonly Versioned[]
  nameOf: NameOf
  onDone: (outcome: Outcome) => void
  onCancel: () => void
}

/** The form. */
export function EditSeveral({ entity, read, nameOf, onDone, onCancel }: EditSeveralProps) {
  const { c } = useConsole()
  const form = `${entity.Plural} several`
  const drafts = useDrafts()
  const [restored] = useState(() => drafts.of(form))
  const [typed, setTyped] = useState<Typed>(restored ?? {})
  const saving = useSave()
  const [refused, setRefused] = useState<ReadonlyMap<string, string>>(new Map())
  const plan = usePlan(entity, read, typed)
  const changing = plan.records.filter((one) => Object.keys(one.values).length > 0)
  useUnsaved(Object.keys(typed).length > 0)
  const type = (next: Typed) => {
    setTyped(next)
    setRefused(new Map())
    drafts.keep(form, next)
  }
  const leave = (then: () => void) => {
    drafts.keep(form, null)
    then()
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (changing.length === 0 || plan.badTimes.size > 0) return
    const changes = changing.map(({ before, version, values }) => ({
      ...{ Entity: entity.Plural, Do: 'edit' as const, Id: before.Id, Version: version, Values: values },
    }))
    const text = ({ made }: Outcome) => ({ text: c.several.edited(made.Changes.length, entity.LabelOfSeveral), nameOf })
    void saving.each(changes, text).then((outcome) => {
      const errors = errorsOfAll(outcome)
      if (errors) setRefused(errors)
      else leave(() => onDone(outcome))
    })
  }
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {restored && <Banner kind="note">{c.form.unsaved}</Banner>}
      {refused.size > 0 && <Banner kind="error">{`${c.form.wrong} ${c.form.failed}`}</Banner>}
      <p>{c.several.about}</p>
      {sharedFields(entity).map((field) => (
        <SharedField
          key={field.Name}
          field={field}
          read={read}
          typed={typed}
          onTyped={type}
          error={plan.badTimes.has(field.Name) ? c.form.badTime : refused.get(field.Name)}
        />
      ))}
      <div className={styles.preview} role="status">
        {Object.keys(typed).length > 0 && plan.badTimes.size === 0 && (
          <>
            <p>{c.several.means(changing.length, read.length - changing.length)}</p>
            <Differences entity={entity} changed={changing} />
          </>
        )}
      </div>
      <div className={styles.actions}>
        <button
          type="submit"
          className={controls.primary}
          disabled={saving.isBusy || changing.length === 0 || plan.badTimes.size > 0}
        >
          {saving.isBusy ? c.actions.saving : c.actions.save}
        </button>
        <button type="button" className={controls.button} disabled={saving.isBusy} onClick={() => leave(onCancel)}>
          {c.actions.cancel}
        </button>
      </div>
    </form>
  )
}

interface SharedFieldProps {
  field: Field
  read: readonly Versioned[]
  typed: Typed
  onTyped: (typed: Typed) => void
  error: string | undefined
}

/** A field, left as it is until it is chosen. */
function SharedField({ field, read, typed, onTyped, error }: SharedFieldProps) {
  const { c } = useConsole()
  const shown = useShown()
  const locationOf = useLocationOf()
  const id = useId()
  const common = commonValue(field, read)
  const locations = read.map(({ item }) => locationOf(withTyped(item, typed)))
  const [location = null] = locations
  const isOneZone = new Set(locations.map((one) => one?.zone)).size === 1
  const own = typed[field.Name]
  const first = read[0]?.item ?? null
  const now =
    common === undefined || (field.Kind === 'instant' && !isOneZone)
      ? c.several.differ
      : shown(field, common, first, location) || '–'
  const choose = (isChosen: boolean) => {
    const others = Object.fromEntries(Object.entries(typed).filter(([name]) => name !== field.Name))
    const isKnown = common !== undefined && (field.Kind !== 'instant' || isOneZone)
    const start = typedOf(field, isKnown ? common : null, location?.zone ?? 'UTC')
    onTyped(isChosen ? { ...others, [field.Name]: start } : others)
  }
  return (
    <div className={styles.shared}>
      <label className={controls.check}>
        <input
          type="checkbox"
          checked={own !== undefined}
          aria-describedby={`${id}-now`}
          onChange={(event) => choose(event.target.checked)}
        />
        {c.several.change(field.Label)}
      </label>
      <span id={`${id}-now`} className={styles.now}>
        {own === undefined ? c.several.left(now) : c.several.now(now)}
      </span>
      {own !== undefined && (
        <FieldInput
          field={field}
          typed={own}
          onTyped={(value) => onTyped({ ...typed, [field.Name]: value })}
          error={error}
          location={isOneZone ? location : null}
          clock={isOneZone ? undefined : c.several.ownZones}
          shown={common !== undefined && written(common) === own ? now : undefined}
        />
      )}
    </div>
  )
}

/** What the typed values mean for each record; people are called by their names. */
function usePlan(entity: Entity, read: readonly Versioned[], typed: Typed): Plan {
  const known = useConsole()
  const locationOf = useLocationOf()
  const person = Number(typed.CoworkerId)
  const isPerson = Number.isSafeInteger(person) && person > 0 && known.may('coworkers', 'List')
  const people = useQuery({
    ...recordsOptions(useClient(), known.entity('coworkers'), [person]),
    enabled: isPerson,
  })
  return planOf(entity, read, typed, locationOf, (field, id) => {
    if (field.RefersTo !== 'coworkers') return undefined
    const found = people.data?.find((one) => one.Id === Number(id))
    return found ? String(found.FullName) : known.c.list.id(Number(id))
  })
}

/** What is wrong with the fields, if the server refused every change for that. */
function errorsOfAll({ made, refused }: Outcome): ReadonlyMap<string, string> | null {
  const all = refused.map(({ error, place }) => fieldErrors(error, place))
  const [first] = all
  return made.Changes.length === 0 && first && all.every((one) => one.size > 0) ? first : null
}
