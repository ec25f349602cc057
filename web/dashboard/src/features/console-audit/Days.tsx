/** The first and the last day of what is shown. */
import { useConsole } from '@/console/ConsoleContext'
import controls from '@/ui/controls.module.css'
import type { Filters } from './filters'

/** The two fields. */
export function Days({ said, set }: Pick<Filters, 'said' | 'set'>) {
  const { c } = useConsole()
  return (['since', 'until'] as const).map((name) => (
    <label key={name}>
      {c.audit[name]}
      <input
        className={controls.field}
        type="date"
        value={said(name)}
        onChange={(event) => set(name, event.target.value)}
      />
    </label>
  ))
}
