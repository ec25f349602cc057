/** A search as the user types: a combobox according to the ARIA practices, with a list of results. */
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { useConsole } from './ConsoleContext'
import styles from './Picker.module.css'
import { searchOptions, type FoundPerson } from './server'

/** Something that can be chosen. */
export interface Option {
  readonly key: string
  readonly label: string
  readonly about?: ReactNode
}

interface PickerProps<One extends Option> {
  label: string
  isLabelHidden?: boolean
  hint?: string | undefined
  text: string
  onText: (text: string) => void
  options: readonly One[]
  /** Chosen with Enter or a press; without options nothing is. */
  onChoose: (one: One) => void
  /** What stands in the place of the list when nothing was found. */
  none?: string | undefined
  takesFocus?: boolean
  isBusy?: boolean
}

/** The field with its list. */
export function Picker<One extends Option>(props: PickerProps<One>) {
  const { label, isLabelHidden = false, hint, text, onText, options, onChoose, none, takesFocus = false } = props
  const id = useId()
  const [active, setActive] = useState(0)
  const [isOpen, setOpen] = useState(false)
  // The text for which Enter was pressed before its options were there.
  const awaited = useRef<string | null>(null)
  const at = Math.min(active, options.length - 1)
  const isShown = isOpen && text.trim() !== ''
  const choose = (one: One | undefined) => {
    if (!one) return
    setOpen(false)
    setActive(0)
    onChoose(one)
  }
  useEffect(() => {
    if (awaited.current === null || props.isBusy) return
    const isMeant = awaited.current === text
    awaited.current = null
    // If there are several, the user should see which one it is.
    if (isMeant && options.length === 1) choose(options[0])
  })
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      const step = event.key === 'ArrowDown' ? 1 : -1
      if (options.length) setActive((at + step + options.length) % options.length)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (isShown && props.isBusy) awaited.current = text
      else if (isShown) choose(options[at])
    } else if (event.key === 'Escape' && text !== '') {
      event.preventDefault()
      event.stopPropagation()
      onText('')
      setOpen(false)
    }
  }
  return (
    <div className={styles.picker}>
      <label className={isLabelHidden ? controls.hidden : styles.label} htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className={`${controls.field ?? ''} ${styles.input ?? ''}`}
        role="combobox"
        aria-expanded={isShown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isShown && options[at] ? `${id}-${options[at].key}` : undefined}
        aria-describedby={hint ? `${id}-hint` : undefined}
        autoComplete="off"
        spellCheck={false}
        // eslint-disable-next-line jsx-a11y/no-autofocus -- the desk types here all day
        autoFocus={takesFocus}
        value={text}
        placeholder={isLabelHidden ? label : undefined}
        onChange={(event) => {
          onText(event.target.value)
          setOpen(true)
          setActive(0)
        }}
        onKeyDown={onKey}
        onBlur={() => setOpen(false)}
        onFocus={() => setOpen(true)}
      />
      {hint && (
        <small id={`${id}-hint`} className={styles.hint}>
          {hint}
        </small>
      )}
      <div
        id={`${id}-list`}
        className={styles.list}
        role="listbox"
        aria-label={label}
        hidden={!isShown || !options.length}
      >
        {options.map((one, index) => (
          // The field keeps the focus; its keys choose.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={one.key}
            id={`${id}-${one.key}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={styles.option}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(one)}
          >
            <span>{one.label}</span>
            {one.about && <small className={styles.about}>{one.about}</small>}
          </div>
        ))}
      </div>
      {isShown && !options.length && !props.isBusy && none && (
        <p className={styles.none} role="status">
          {none}
        </p>
      )}
    </div>
  )
}

/** A person as an option. */
export interface PersonOption extends Option {
  readonly person: FoundPerson
}

/** Finds people as the user types. */
export function usePeople(text: string): { options: readonly PersonOption[]; isBusy: boolean } {
  const client = useClient()
  const typed = useDeferredValue(text.trim())
  const found = useQuery({
    ...searchOptions(client, typed),
    enabled: typed !== '',
    refetchInterval: false,
    placeholderData: (before) => before,
  })
  const people = typed === '' ? [] : (found.data?.People ?? [])
  return {
    options: people.map((person) => ({
      key: String(person.Id),
      label: person.FullName,
      about: [...new Set([person.TeamNames, person.CompanyName, person.Email])].filter(Boolean).join(' · '),
      person,
    })),
    // What is shown may still be of what was typed before: Enter must not choose from that.
    isBusy: typed !== text.trim() || found.isPlaceholderData || (typed !== '' && found.isPending),
  }
}

interface PersonPickerProps {
  label: string
  isLabelHidden?: boolean
  hint?: string
  onChoose: (person: FoundPerson) => void
  takesFocus?: boolean
}

/** Finds a person; the field is cleared once one is chosen. */
export function PersonPicker({ onChoose, ...others }: PersonPickerProps) {
  const { c } = useConsole()
  const [text, setText] = useState('')
  const { options, isBusy } = usePeople(text)
  return (
    <Picker
      {...others}
      text={text}
      onText={setText}
      options={options}
      isBusy={isBusy}
      none={c.people.none(text.trim())}
      onChoose={({ person }) => {
        setText('')
        onChoose(person)
      }}
    />
  )
}
