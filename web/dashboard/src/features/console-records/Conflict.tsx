/** Two people at one record: both versions, and the choice between them. */
import { useConsole, type Location } from '@/console/ConsoleContext'
import { useShown } from '@/console/FieldValue'
import type { Entity, Field, Item } from '@/console/server'
import { readTyped } from '@/console/typed'
import controls from '@/ui/controls.module.css'
import styles from './RecordForm.module.css'

interface ConflictProps {
  entity: Entity
  fields: readonly { field: Field; mine: string | boolean }[]
  theirs: Item
  location: Location | null
  onTheirs: () => void
  onMine: () => void
}

/** What was typed, beside what is stored now. */
export function Conflict({ fields, theirs, location, onTheirs, onMine }: ConflictProps) {
  const { c } = useConsole()
  const shown = useShown()
  const zone = location?.zone ?? 'UTC'
  return (
    <div className={styles.conflict} role="alert">
      <p>{c.form.conflict}</p>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">{c.form.yours}</th>
            <th scope="col">{c.form.theirs}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ field, mine }) => {
            const read = readTyped(field, mine, zone)
            return (
              <tr key={field.Name}>
                <th scope="row">{field.Label}</th>
                <td>{'value' in read ? shown(field, read.value, null, location) : String(mine)}</td>
                <td>{shown(field, theirs[field.Name], theirs, location)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <div className={styles.choices}>
        <button type="button" className={controls.button} onClick={onTheirs}>
          {c.form.useTheirs}
        </button>
        <button type="button" className={controls.button} onClick={onMine}>
          {c.form.keepMine}
        </button>
      </div>
    </div>
  )
}
