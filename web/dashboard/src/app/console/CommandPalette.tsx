/** The search over everything: people and teams by the server, screens and kinds of records by their names. */
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useLayoutEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { useConsole } from '@/console/ConsoleContext'
import { Picker, type Option } from '@/console/Picker'
import { searchOptions } from '@/console/server'
import { useClient } from '@/session/SessionContext'
import type { ScreenEntry } from './screens'
import styles from './Shell.module.css'

const MOST = 6

interface Destination extends Option {
  readonly to: string
}

/** The palette; open while it is rendered. */
export function CommandPalette({ screens, onClose }: { screens: readonly ScreenEntry[]; onClose: () => void }) {
  const { c, entities, may } = useConsole()
  const client = useClient()
  const [, navigate] = useLocation()
  const ref = useRef<HTMLDialogElement>(null)
  const [text, setText] = useState('')
  const typed = useDeferredValue(text.trim())
  const found = useQuery({
    ...searchOptions(client, typed, MOST),
    enabled: typed !== '',
    refetchInterval: false,
    placeholderData: (before) => before,
  })
  useLayoutEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  const fits = (name: string) => name.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase())
  const mayOpen = { person: may('coworkers', 'Read'), team: may('teams', 'Read') }
  const options: Destination[] = [
    ...screens
      .filter((one) => fits(c.nav[one.name]))
      .map((one) => ({ key: one.name, label: c.nav[one.name], about: c.palette.screen, to: one.path })),
    ...(mayOpen.person ? (found.data?.People ?? []) : []).map((one) => ({
      key: `person-${one.Id}`,
      label: one.FullName,
      about: [c.palette.person, one.TeamNames, one.Email].filter(Boolean).join(' · '),
      to: `/people/${one.Id}`,
    })),
    ...(mayOpen.team ? (found.data?.Teams ?? []) : []).map((one) => ({
      key: `team-${one.Id}`,
      label: one.Name,
      about: [c.palette.team, one.Location].filter(Boolean).join(' · '),
      to: `/teams/${one.Id}`,
    })),
    ...[...entities.values()]
      .filter((one) => may(one.Plural, 'List') && fits(one.LabelOfSeveral))
      .map((one) => ({
        key: one.Plural,
        label: one.LabelOfSeveral,
        about: c.palette.records,
        to: `/records/${one.Plural}`,
      })),
  ]
  return (
    // A press beside it closes it, as Escape does.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
    <dialog
      ref={ref}
      className={styles.palette}
      aria-label={c.palette.label}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose()
      }}
    >
      <Picker
        label={c.palette.label}
        text={text}
        onText={setText}
        options={typed === '' ? [] : options}
        isBusy={typed !== '' && (found.isPending || found.isPlaceholderData)}
        none={c.palette.none}
        takesFocus
        onChoose={({ to }) => {
          onClose()
          navigate(to)
        }}
      />
    </dialog>
  )
}
