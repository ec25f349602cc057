/** Saving changes, all of them or none, or each by itself, with a message that can take them back. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError, NetworkError } from '@teamkpi/client'
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react'
import { useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Icon } from '@/ui/Icon'
import { useConsole } from './ConsoleContext'
import { makeEach, type Outcome } from './each'
import styles from './saving.module.css'
import { CONSOLE, makeChanges, readRecord, reversed, type Change, type Item, type Made } from './server'

/** What was done, in words, and what takes it back. */
interface Said {
  readonly text: string
  readonly made: Made | null
  readonly isError?: boolean
  /** What each record is called, if its change is undone by itself. */
  readonly nameOf?: NameOf
}

/** What the record of a change is called. */
export type NameOf = (id: number) => string

type Tell = (said: Said | null) => void

const Context = createContext<Tell | null>(null)

/** Shows what was done last, with the button that undoes it, until it is closed or something else is done. */
export function SavingProvider({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<Said | null>(null)
  return (
    <Context value={setSaid}>
      {children}
      <div className={styles.place} role="status">
        {said && <Message said={said} tell={setSaid} />}
      </div>
    </Context>
  )
}

function Message({ said, tell }: { said: Said; tell: Tell }) {
  const { c } = useConsole()
  const saving = useSave()
  const undoEach = (made: Made, nameOf: NameOf) => {
    saving
      .each(reversed(made), () => null)
      .then(({ made: back, refused }) => {
        const names = refused.map(({ change }) => nameOf(change.Id ?? 0)).join(', ')
        const isLost = refused.some(({ error }) => !(error instanceof ApiError))
        const left = refused.map(({ change }) => change)
        tell({
          text: names === '' ? c.actions.undone : c.several.undone(back.Changes.length, refused.length, names),
          // What could not be reached can be tried again; what someone has changed since stays.
          made: isLost ? { Changes: made.Changes.filter((one) => left.some(({ Id }) => Id === one.Id)) } : null,
          isError: names !== '',
          nameOf,
        })
      })
      .catch(() => tell({ text: c.form.failed, made, isError: true, nameOf }))
  }
  const undo = (made: Made) => {
    saving
      .save(reversed(made))
      .then(() => tell({ text: c.actions.undone, made: null }))
      .catch((error: unknown) => {
        const isChanged = error instanceof ApiError && error.status === 412
        tell({ text: isChanged ? c.actions.undoFailed : c.form.failed, made: isChanged ? null : made, isError: true })
      })
  }
  return (
    <div className={styles.message} data-kind={said.isError ? 'error' : 'done'}>
      <Icon name={said.isError ? 'alert' : 'check'} />
      <span className={styles.text}>{said.text}</span>
      {said.made && (
        <button
          type="button"
          className={controls.button}
          disabled={saving.isBusy}
          onClick={() => {
            if (!said.made) return
            if (said.nameOf) undoEach(said.made, said.nameOf)
            else undo(said.made)
          }}
        >
          {c.actions.undo}
        </button>
      )}
      <button
        type="button"
        className={`${controls.plain ?? ''} ${controls.icon ?? ''}`}
        aria-label={c.actions.close}
        onClick={() => tell(null)}
      >
        <Icon name="close" />
      </button>
    </div>
  )
}

/** What is changed in a record that was just read. */
export type Alter = (item: Item) => Readonly<Record<string, unknown>> | null

/** A way to save. */
export interface Saving {
  /**
   * Reads a record, and saves what is changed in it for just that version; null: there is nothing to be done any more.
   * Other users' changes are never overwritten.
   */
  readonly alter: (
    plural: string,
    id: number,
    change: Alter,
    text: string,
    others?: readonly Change[],
  ) => Promise<Made | null>
  /** Makes changes, all of them or none, and shows the message with its undo; fails with the server's error. */
  readonly save: (changes: readonly Change[], text?: string) => Promise<Made>
  /**
   * Makes each change that the server takes, whatever becomes of the others, and shows the message with its undo, which
   * undoes each by itself; without a text there is no message.
   */
  readonly each: (
    changes: readonly Change[],
    text: (outcome: Outcome) => { text: string; nameOf: NameOf } | null,
  ) => Promise<Outcome>
  readonly isBusy: boolean
  readonly error: unknown
  readonly reset: () => void
}

/** A way to save, and how the last attempt went. */
export function useSave(): Saving {
  const client = useClient()
  const queries = useQueryClient()
  const tell = useContext(Context)
  const { entity } = useConsole()
  const { mutateAsync, isPending, error, reset } = useMutation({
    mutationFn: ({ changes }: { changes: readonly Change[]; text?: string | undefined }) =>
      makeChanges(client, changes),
    onSuccess: (made, { text }) => {
      if (text !== undefined) tell?.({ text, made })
    },
    // Whether it worked is not always known, so everything is read again.
    onSettled: () => queries.invalidateQueries({ queryKey: [CONSOLE] }),
  })
  const each = useMutation({
    mutationFn: ({ changes }: { changes: readonly Change[]; text: Parameters<Saving['each']>[1] }) =>
      makeEach(client, changes),
    onSuccess: (outcome, { text }) => {
      const said = text(outcome)
      if (said && outcome.made.Changes.length > 0) tell?.({ ...said, made: outcome.made })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [CONSOLE] }),
  })
  const { mutateAsync: makeApart, isPending: isMakingApart } = each
  return useMemo(
    () => ({
      each: (changes, text) => makeApart({ changes, text }),
      save: (changes, text) => mutateAsync({ changes, text }),
      alter: async (plural, id, change, text, others = []) => {
        const { item, version } = await readRecord(client, entity(plural), id)
        const values = change(item)
        if (values === null) {
          await queries.invalidateQueries({ queryKey: [CONSOLE] })
          return null
        }
        const changes = [{ Entity: plural, Do: 'edit' as const, Id: id, Version: version, Values: values }, ...others]
        return mutateAsync({ changes, text })
      },
      ...{ isBusy: isPending || isMakingApart, error, reset },
    }),
    [mutateAsync, makeApart, isPending, isMakingApart, error, reset, client, entity, queries],
  )
}

/** What went wrong with saving, in the language of the page; null for nothing, and for a conflict. */
export function useSaveError(error: unknown): string | null {
  const { t } = useLocale()
  const { c } = useConsole()
  if (!error || isConflict(error)) return null
  if (error instanceof NetworkError) return c.form.unknownOutcome
  if (error instanceof ApiError && error.fields.length > 0) return c.form.wrong
  return `${c.form.failed} ${reasonOf(error, t)}`
}

/** Whether someone else changed a record in the meantime. */
export function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.status === 412
}

/** What is wrong with each field of a change, by its name. */
export function fieldErrors(error: unknown, place = 0): ReadonlyMap<string, string> {
  const start = `Changes[${place}].Values.`
  if (!(error instanceof ApiError)) return new Map()
  const own = error.fields.filter(({ name }) => name.startsWith(start))
  return new Map(own.map(({ name, message }) => [name.slice(start.length), message]))
}
