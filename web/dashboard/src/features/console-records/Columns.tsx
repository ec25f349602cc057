import * as Popover from '@radix-ui/react-popover'
import { useConsole } from '@/console/ConsoleContext'
import type { Entity } from '@/console/server'
import controls from '@/ui/controls.module.css'
import { Icon } from '@/ui/Icon'
import styles from './RecordList.module.css'

interface ColumnsProps {
  entity: Entity
  chosen: readonly string[]
  onChoose: (chosen: readonly string[]) => void
}

/** The choice of a list's columns. */
export function Columns({ entity, chosen, onChoose }: ColumnsProps) {
  const { c } = useConsole()
  return (
    <Popover.Root>
      <Popover.Trigger className={controls.button}>
        <Icon name="columns" />
        {c.list.columns}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.popover} align="end" sideOffset={4} aria-label={c.list.columns}>
          {entity.Fields.map((field) => (
            <label key={field.Name} className={controls.check}>
              <input
                type="checkbox"
                checked={chosen.includes(field.Name)}
                disabled={chosen.length === 1 && chosen[0] === field.Name}
                onChange={(event) =>
                  onChoose(event.target.checked ? [...chosen, field.Name] : chosen.filter((one) => one !== field.Name))
                }
              />
              {field.Label}
            </label>
          ))}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
