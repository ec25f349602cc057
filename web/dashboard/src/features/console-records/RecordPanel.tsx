/** A record that is open: its form, its history, and what deletes it. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import { useShown } from '@/console/FieldValue'
import { Losses } from '@/console/Losses'
import { RecordHistory } from '@/console/RecordHistory'
import { isConflict, useSave, useSaveError } from '@/console/saving'
import { recordOptions, type Entity } from '@/console/server'
import { titleOf } from '@/console/titles'
import { useLocationOf } from '@/console/zones'
import { useClient } from '@/session/SessionContext'
import { Confirmation } from '@/ui/Confirmation'
import controls from '@/ui/controls.module.css'
import { SidePanel } from '@/ui/SidePanel'
import { RecordForm } from './RecordForm'
import styles from './RecordPanel.module.css'

interface RecordPanelProps {
  entity: Entity
  id: number
  /** What is shown first. */
  first?: 'form' | 'history'
  onClose: () => void
}

/** The panel; with the right to read alone it shows the values. */
export function RecordPanel({ entity, id, first = 'form', onClose }: RecordPanelProps) {
  const { c, may } = useConsole()
  const client = useClient()
  const mayRead = may(entity.Plural, 'Read')
  const found = useQuery({ ...recordOptions(client, entity, id), enabled: mayRead, staleTime: Infinity })
  const [tab, setTab] = useState(first)
  const locationOf = useLocationOf()
  const saving = useSave()
  const failure = useSaveError(saving.error) ?? undefined
  const item = found.data?.item
  const remove = () => {
    const change = { Entity: entity.Plural, Do: 'delete' as const, Id: id, Version: found.data?.version }
    saving.save([change], c.saved.removed(1, entity.Label)).then(onClose, () => void found.refetch())
  }
  return (
    <SidePanel
      over={`${entity.Label} · ${c.list.id(id)}`}
      title={item ? titleOf(entity, item) : entity.Label}
      onClose={onClose}
    >
      {mayRead && (
        <div className={styles.tabs}>
          {(['form', 'history'] as const).map((one) => (
            <button
              key={one}
              type="button"
              className={controls.button}
              aria-pressed={tab === one}
              onClick={() => setTab(one)}
            >
              {one === 'form' ? c.actions.edit : c.actions.history}
            </button>
          ))}
        </div>
      )}
      {tab === 'history' && <RecordHistory entity={entity} id={id} location={item ? locationOf(item) : null} />}
      {tab === 'form' &&
        mayRead &&
        (may(entity.Plural, 'Edit') ? (
          <RecordForm entity={entity} id={id} onDone={onClose} />
        ) : (
          <Values entity={entity} id={id} />
        ))}
      {may(entity.Plural, 'Delete') && (item ?? !mayRead) && (
        <div className={styles.remove}>
          <Confirmation
            label={c.actions.remove}
            title={c.list.removeTitle}
            text={[c.list.removeText, c.list.confirmOf[entity.Plural]].filter(Boolean).join(' ')}
            refusal={failure ?? (isConflict(saving.error) ? c.form.conflict : undefined)}
            isBusy={saving.isBusy}
            act={remove}
          >
            {item && <Losses entity={entity} items={[item]} />}
          </Confirmation>
        </div>
      )}
    </SidePanel>
  )
}

function Values({ entity, id }: { entity: Entity; id: number }) {
  const item = useQuery(recordOptions(useClient(), entity, id)).data?.item
  const shown = useShown()
  const locationOf = useLocationOf()
  if (!item) return null
  return (
    <dl className={styles.values}>
      {entity.Fields.filter((one) => !one.IsReadOnly).map((field) => (
        <div key={field.Name}>
          <dt>{field.Label}</dt>
          <dd>{shown(field, item[field.Name], item, locationOf(item)) || '–'}</dd>
        </div>
      ))}
    </dl>
  )
}
