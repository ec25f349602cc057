/** The input for a field, by its kind. */
import { useId, useState } from 'react'
import controls from '@/ui/controls.module.css'
import { useConsole, type Location } from './ConsoleContext'
import styles from './FieldInput.module.css'
import { PersonPicker } from './Picker'
import type { Field } from './server'
import { written } from './written'
import { useResources } from './zones'

interface FieldInputProps {
  field: Field
  typed: string | boolean
  onTyped: (typed: string | boolean) => void
  error?: string | undefined
  /** The location whose clock times are typed by. */
  location: Location | null
  /** Which clock that is, in words, if it is not that of one location. */
  clock?: string | undefined
  /** What the reference is called now. */
  shown?: string | undefined
  takesFocus?: boolean
}

/** A field of a form: its name, its input, what it means and what is wrong with it. */
export function FieldInput(props: FieldInputProps) {
  const { field, typed, onTyped, error, location } = props
  const { c, entity } = useConsole()
  const id = useId()
  const clock = props.clock ?? (location ? c.form.zone(location.zone) : c.form.utc)
  const zone = field.Kind === 'instant' ? clock : null
  const help = [field.Help, zone, defaultOf(field, c, entity)].filter(Boolean).join(' ')
  const described = [error ? `${id}-error` : '', help ? `${id}-help` : ''].filter(Boolean).join(' ') || undefined
  const isWrong = error ? true : undefined
  if (field.Kind === 'flag') {
    return (
      <div className={styles.field}>
        <label className={controls.check}>
          <input
            type="checkbox"
            checked={typed === true}
            aria-describedby={described}
            onChange={(event) => onTyped(event.target.checked)}
          />
          {field.Label}
        </label>
        <Below id={id} help={help} error={error} />
      </div>
    )
  }
  const text = typeof typed === 'string' ? typed : ''
  const own = { id, value: text, 'aria-describedby': described, 'aria-invalid': isWrong, required: field.IsRequired }
  return (
    <div className={styles.field}>
      {field.RefersTo === 'coworkers' && field.Kind === 'id' ? (
        <PersonField {...props} text={text} />
      ) : (
        <>
          <label className={styles.label} htmlFor={id}>
            {field.Label}
            {field.IsRequired && <span className={styles.required}> ({c.form.required})</span>}
          </label>
          <Input {...props} own={own} />
        </>
      )}
      <Below id={id} help={help} error={error} />
    </div>
  )
}

type Own = { id: string; value: string } & Record<string, unknown>

function Input({ field, onTyped, own }: FieldInputProps & { own: Own }) {
  const { c, locations } = useConsole()
  const resources = useResources().data?.Records
  const change = (event: { target: { value: string } }) => onTyped(event.target.value)
  const choices =
    field.Kind === 'choice'
      ? field.Choices.map((one) => ({ value: one.Value, label: one.Label }))
      : field.RefersTo === 'businesses' && locations.length > 0
        ? locations.map((one) => ({ value: one.id, label: one.name }))
        : field.RefersTo === 'resources' && resources
          ? resources.map((one) => ({ value: one.Id, label: String(one.Name) }))
          : null
  if (choices) {
    const isKnown = own.value === '' || choices.some((one) => String(one.value) === own.value)
    return (
      <select {...own} className={controls.select} onChange={change}>
        <option value="">{c.form.choose}</option>
        {choices.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
        {!isKnown && <option value={own.value}>{own.value}</option>}
      </select>
    )
  }
  if (field.Name === 'Notes' || field.Name === 'ProfileSummary') {
    return <textarea {...own} className={`${controls.field ?? ''} ${styles.long ?? ''}`} rows={3} onChange={change} />
  }
  const type = { instant: 'datetime-local', email: 'email', id: 'text', whole: 'text' }[field.Kind] ?? 'text'
  const mode = { id: 'numeric', whole: 'numeric', decimal: 'decimal' }[field.Kind] as 'numeric' | 'decimal' | undefined
  return <input {...own} className={controls.field} type={type} inputMode={mode} autoComplete="off" onChange={change} />
}

function PersonField(props: FieldInputProps & { text: string }) {
  const { field, text, onTyped, shown, takesFocus = false } = props
  const { c } = useConsole()
  const [name, setName] = useState<{ id: string; name: string } | null>(null)
  const label = name?.id === text ? name.name : (shown ?? text)
  const title = field.IsRequired ? `${field.Label} (${c.form.required})` : field.Label
  if (text === '') {
    return (
      <PersonPicker
        label={title}
        hint={c.form.find}
        takesFocus={takesFocus}
        onChoose={(person) => {
          setName({ id: String(person.Id), name: person.FullName })
          onTyped(String(person.Id))
        }}
      />
    )
  }
  return (
    <>
      <span className={styles.label}>{title}</span>
      <span className={styles.chosen}>
        {label}
        <button type="button" className={controls.textButton} onClick={() => onTyped('')}>
          {c.actions.clear}
        </button>
      </span>
    </>
  )
}

function Below({ id, help, error }: { id: string; help: string; error: string | undefined }) {
  return (
    <>
      {error && (
        <small id={`${id}-error`} className={styles.error}>
          {error}
        </small>
      )}
      {help && (
        <small id={`${id}-help`} className={styles.help}>
          {help}
        </small>
      )}
    </>
  )
}

function defaultOf(
  field: Field,
  c: ReturnType<typeof useConsole>['c'],
  entity: ReturnType<typeof useConsole>['entity'],
): string | null {
  if (field.SameAs) {
    const owner = ['coworkerextraservices', 'coworkerbookingcredits'].map(entity)
    const other = owner.flatMap((one) => one.Fields).find((one) => one.Name === field.SameAs)
    return other ? c.form.sameAs(other.Label) : null
  }
  if (field.Default === null || field.Kind === 'flag' || field.Kind === 'ids') return null
  const choice = field.Choices.find((one) => one.Value === field.Default)
  return c.form.default(choice?.Label ?? written(field.Default))
}
