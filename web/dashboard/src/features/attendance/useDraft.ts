/** The unsaved changes to a team's plans, kept while the user visits other parts of the dashboard. */
import type { Id } from '@teamkpi/client'
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import { Keeper } from '@/session/unsaved'
import { countOf, readDraft, type Draft } from './plans'

const EMPTY: Draft = {}

/** Drafts by team. They belong to the signed-in user. */
class Drafts {
  readonly #drafts: Map<string, Draft>
  readonly #listeners = new Set<() => void>()
  readonly #keeper: object

  /** Begins with what the browser kept for the user. On a page of another portal, it keeps nothing. */
  constructor(keeper: object) {
    this.#keeper = keeper
    const kept = keeper instanceof Keeper ? Object.entries(keeper.read()) : []
    this.#drafts = new Map(kept.map(([teamId, draft]) => [teamId, readDraft(draft)]))
  }

  get(teamId: Id): Draft {
    return this.#drafts.get(String(teamId)) ?? EMPTY
  }

  set(teamId: Id, draft: Draft): void {
    if (Object.keys(draft).length > 0) this.#drafts.set(String(teamId), draft)
    else this.#drafts.delete(String(teamId))
    if (this.#keeper instanceof Keeper) this.#keeper.write(Object.fromEntries(this.#drafts))
    for (const listener of this.#listeners) listener()
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

const known = new WeakMap<object, Drafts>()

function draftsOf(keeper: object): Drafts {
  const drafts = known.get(keeper) ?? new Drafts(keeper)
  known.set(keeper, drafts)
  return drafts
}

/** A team's draft. The browser asks before leaving the dashboard with unsaved changes. */
export function useDraft(keeper: object, teamId: Id): [Draft, (draft: Draft) => void] {
  const drafts = useMemo(() => draftsOf(keeper), [keeper])
  const draft = useSyncExternalStore(
    useCallback((changed: () => void) => drafts.subscribe(changed), [drafts]),
    () => drafts.get(teamId),
    () => EMPTY,
  )
  const isEmpty = Object.keys(draft).length === 0
  useEffect(() => {
    if (isEmpty) return undefined
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [isEmpty])
  return [draft, useCallback((next: Draft) => drafts.set(teamId, next), [drafts, teamId])]
}

/** Keeps only the valid part of a draft: the browser would ask before leaving because of changes that are not shown. */
export function useForgetting(kept: Draft, valid: Draft, setDraft: (draft: Draft) => void) {
  const isWhole = countOf(kept) === countOf(valid)
  useEffect(() => {
    if (!isWhole) setDraft(valid)
  })
}
