/** The search for people, as the user types. */
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useConsole } from '@/console/ConsoleContext'
import { usePeople } from '@/console/Picker'
import { Screen } from '@/console/Screen'
import controls from '@/ui/controls.module.css'
import styles from './People.module.css'

/** The screen. */
export function PeoplePage() {
  const { c, may } = useConsole()
  const [, navigate] = useLocation()
  const [text, setText] = useState('')
  const { options, isBusy } = usePeople(text)
  const mayOpen = may('coworkers', 'Read')
  return (
    <Screen
      title={c.people.title}
      actions={
        may('coworkers', 'Create') && (
          <Link className={controls.button} to="/records/coworkers?open=new">
            {c.people.new}
          </Link>
        )
      }
    >
      <form
        role="search"
        className={styles.search}
        onSubmit={(event) => {
          event.preventDefault()
          const [first] = options
          if (first && mayOpen && !isBusy) navigate(`/people/${first.key}`)
        }}
      >
        <label htmlFor="find-people">{c.people.find}</label>
        <input
          id="find-people"
          className={controls.field}
          type="search"
          autoComplete="off"
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the search is all that this screen is for
          autoFocus
          value={text}
          aria-describedby="find-people-hint"
          onChange={(event) => setText(event.target.value)}
        />
        <small id="find-people-hint">{c.people.findHint}</small>
      </form>
      <div role="status" className={styles.quiet}>
        {text.trim() === '' ? c.people.start : !isBusy && options.length === 0 ? c.people.none(text.trim()) : ''}
      </div>
      <ul className={styles.results}>
        {options.map(({ person, about }) => (
          <li key={person.Id}>
            {mayOpen ? (
              <Link className={styles.result} to={`/people/${person.Id}`}>
                <Person name={person.FullName} about={about} isActive={person.IsActive} />
              </Link>
            ) : (
              <span className={styles.result}>
                <Person name={person.FullName} about={about} isActive={person.IsActive} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </Screen>
  )
}

function Person({ name, about, isActive }: { name: string; about: React.ReactNode; isActive: boolean }) {
  const { c } = useConsole()
  return (
    <>
      <strong>{name}</strong>
      <small>
        {about}
        {!isActive && ` · ${c.people.inactive}`}
      </small>
    </>
  )
}
