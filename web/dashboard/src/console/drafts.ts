/** What was typed into a form and not saved: it outlives a session that ended, until its owner signs out. */
import { useEffect } from 'react'
import { useKeeper } from '@/session/SessionContext'

/** The values of a form as they were typed, by field. */
export type Typed = Readonly<Record<string, string | boolean>>

const kept = new WeakMap<object, Map<string, Typed>>()

/** What was typed into a form before, and what keeps or forgets it. */
export function useDrafts(): {
  readonly of: (form: string) => Typed | undefined
  readonly keep: (form: string, typed: Typed | null) => void
} {
  const keeper = useKeeper()
  let drafts = kept.get(keeper)
  if (!drafts) {
    drafts = new Map()
    kept.set(keeper, drafts)
  }
  const all = drafts
  return {
    of: (form) => all.get(form),
    keep: (form, typed) => {
      if (typed === null) all.delete(form)
      else all.set(form, typed)
    },
  }
}

/** Lets the browser ask before the page is left with something unsaved. */
export function useUnsaved(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return undefined
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [isUnsaved])
}
