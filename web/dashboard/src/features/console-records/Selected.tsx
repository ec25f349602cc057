/** What can be done with the records that are selected, and what became of each. */
import { useQuery } from '@tanstack/react-query'
import { NetworkError } from '@teamkpi/client'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { useConsole } from '@/console/ConsoleContext'
import { readEach, type Outcome, type Refused } from '@/console/each'
import { Losses } from '@/console/Losses'
import { fieldErrors, isConflict, useSave, type NameOf } from '@/console/saving'
import { CONSOLE, type Entity, type Item, type Versioned } from '@/console/server'
import { titleOf } from '@/console/titles'
import { useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Icon } from '@/ui/Icon'
import { Notice } from '@/ui/Notice'
import { SidePanel } from '@/ui/SidePanel'
import { EditSeveral } from './EditSeveral'
import styles from './RecordList.module.css'

/** As many names as are read at a glance. */
const MOST_NAMES = 10

interface SelectedProps {
  entity: Entity
  selected: ReadonlyMap<number, Item>
  onSelect: (selected: ReadonlyMap<number, Item>) => void
}

/** Editing and deleting the selected records. Those that the server refuses stay selected. */
export function Selected({ entity, selected, onSelect }: SelectedProps) {
  const { c, may } = useConsole()
  const [act, setAct] = useState<'edit' | 'delete' | null>(null)
  const [result, setResult] = useState<{ act: 'edit' | 'delete'; outcome: Outcome; names: Names } | null>(null)
  const items = [...selected.values()]
  const names: Names = new Map(items.map((one) => [one.Id, titleOf(entity, one)]))
  const nameOf: NameOf = (id) => names.get(id) ?? c.list.id(id)
  const finish = (outcome: Outcome) => {
    if (act) setResult({ act, outcome, names })
    setAct(null)
    const left = new Set(outcome.refused.map(({ change }) => change.Id))
    onSelect(new Map([...selected].filter(([id]) => left.has(id))))
  }
  const start = (next: 'edit' | 'delete') => {
    setResult(null)
    setAct(next)
  }
  return (
    <>
      {result && <Result {...result} entity={entity} onClose={() => setResult(null)} />}
      {items.length > 0 && (
        <div className={styles.selected}>
          <span role="status">{c.list.selected(items.length)}</span>
          {act === 'delete' ? (
            <Deleting entity={entity} items={items} nameOf={nameOf} onDone={finish} onCancel={() => setAct(null)} />
          ) : (
            <>
              {may(entity.Plural, 'Read', 'Edit') && (
                <button type="button" className={controls.button} onClick={() => start('edit')}>
                  {c.actions.edit}
                </button>
              )}
              {may(entity.Plural, 'Delete') && (
                <button type="button" className={controls.button} onClick={() => start('delete')}>
                  {c.actions.remove}
                </button>
              )}
            </>
          )}
        </div>
      )}
      {act === 'edit' && (
        <SidePanel over={entity.LabelOfSeveral} title={c.several.title(items.length)} onClose={() => setAct(null)}>
          <Editing entity={entity} items={items} nameOf={nameOf} onDone={finish} onCancel={() => setAct(null)} />
        </SidePanel>
      )}
    </>
  )
}

type Names = ReadonlyMap<number, string>

interface ActProps {
  entity: Entity
  items: readonly Item[]
  nameOf: NameOf
  onDone: (outcome: Outcome) => void
  onCancel: () => void
}

/** The selected records as they are now, with their versions: they are read once, when something is about to be done. */
function useVersioned(entity: Entity, items: readonly Item[], isEnabled = true) {
  const client = useClient()
  const ids = items.map((one) => one.Id)
  return useQuery({
    queryKey: [CONSOLE, 'several', entity.Path, ids],
    queryFn: ({ signal }) => readEach(client, entity, ids, signal),
    enabled: isEnabled,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  })
}

function Editing({ entity, items, ...props }: ActProps) {
  const { c } = useConsole()
  const { t } = useLocale()
  const { data, error, refetch } = useVersioned(entity, items)
  const [ground, setGround] = useState<readonly Versioned[] | null>(null)
  if (data && ground === null) setGround(data)
  if (ground) return <EditSeveral entity={entity} read={ground} {...props} />
  if (error) return <ErrorNotice title={c.failed} error={error} retry={() => void refetch()} />
  return <Notice kind="loading" title={t.app.loading} />
}

/** What happens to whose figures when the selected records are deleted, and the button that does it. */
function Deleting({ entity, items, nameOf, onDone, onCancel }: ActProps) {
  const { c, may } = useConsole()
  const { t } = useLocale()
  const saving = useSave()
  const mayRead = may(entity.Plural, 'Read')
  const { data, error } = useVersioned(entity, items, mayRead)
  const [ground, setGround] = useState<readonly Versioned[] | null>(null)
  if (data && ground === null) setGround(data)
  const versions = new Map(ground?.map(({ item, version }) => [item.Id, version]))
  const remove = () => {
    const changes = items.map(({ Id }) => ({
      ...{ Entity: entity.Plural, Do: 'delete' as const, Id, Version: versions.get(Id) },
    }))
    const text = ({ made }: Outcome) => ({
      text: c.saved.removed(made.Changes.length, entity.LabelOfSeveral),
      nameOf,
    })
    void saving.each(changes, text).then(onDone)
  }
  return (
    <>
      <p>{[c.list.confirm(items.length), c.list.confirmOf[entity.Plural]].filter(Boolean).join(' ')}</p>
      {error && <span role="alert">{reasonOf(error, t)}</span>}
      <Losses entity={entity} items={ground ? ground.map(({ item }) => item) : items} />
      <button
        type="button"
        className={controls.primary}
        disabled={saving.isBusy || (mayRead && ground === null)}
        onClick={remove}
      >
        {c.actions.remove}
      </button>
      <button type="button" className={controls.button} onClick={onCancel}>
        {c.actions.cancel}
      </button>
    </>
  )
}

interface ResultProps {
  act: 'edit' | 'delete'
  outcome: Outcome
  names: Names
  entity: Entity
  onClose: () => void
}

/** What was done, and what was refused and why, by name. It takes the focus, as the buttons that led to it are gone. */
function Result({ act, outcome: { made, refused }, names, entity, onClose }: ResultProps) {
  const { c } = useConsole()
  const ref = useRef<HTMLDivElement>(null)
  const reason = useReason(entity)
  useEffect(() => ref.current?.focus(), [])
  const nameOf = (id: number | undefined) => names.get(id ?? 0) ?? c.list.id(id ?? 0)
  const done = listed(
    made.Changes.map((one) => nameOf(one.Id)),
    c.today.moreOf,
  )
  const reasons = new Map<string | null, Refused[]>()
  for (const one of refused) reasons.set(reason(one), [...(reasons.get(reason(one)) ?? []), one])
  return (
    <div ref={ref} className={styles.result} role="group" tabIndex={-1} aria-label={c.several.result}>
      {made.Changes.length > 0 && (
        <p>{(act === 'edit' ? c.several.changed : c.several.deleted)(made.Changes.length, done)}</p>
      )}
      {[...reasons].map(([why, several]) => (
        <div key={why}>
          <p>
            <Icon name="alert" size={16} />{' '}
            {why === null ? c.several.unclear(several.length) : c.several.refused(several.length, why)}
          </p>
          <ul>
            {several.slice(0, MOST_NAMES).map(({ change }) => (
              <li key={change.Id}>
                <Link className={controls.link} to={`/records/${entity.Plural}?open=${change.Id ?? 0}`}>
                  {nameOf(change.Id)}
                </Link>
              </li>
            ))}
            {several.length > MOST_NAMES && <li>{c.today.moreOf(several.length - MOST_NAMES)}</li>}
          </ul>
        </div>
      ))}
      <button type="button" className={controls.button} onClick={onClose}>
        {c.actions.close}
      </button>
    </div>
  )
}

function listed(names: readonly string[], more: (count: number) => string): string {
  const rest = names.length - MOST_NAMES
  return [...names.slice(0, MOST_NAMES), ...(rest > 0 ? [more(rest)] : [])].join(', ')
}

/** Why a change was refused, in the language of the page; null if it is not known whether it was. */
function useReason(entity: Entity): (refused: Refused) => string | null {
  const { c } = useConsole()
  const { t } = useLocale()
  return ({ error, place }) => {
    if (error instanceof NetworkError) return null
    if (isConflict(error)) return c.several.conflict
    const fields = [...fieldErrors(error, place)]
    if (fields.length === 0) return reasonOf(error, t)
    const label = (name: string) => entity.Fields.find((one) => one.Name === name)?.Label ?? name
    return fields.map(([name, message]) => `${label(name)}: ${message}`).join('; ')
  }
}
