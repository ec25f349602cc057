import { useConsole } from '@/console/ConsoleContext'
import { SidePanel } from '@/ui/SidePanel'
import type { ScreenEntry } from './screens'
import styles from './Shell.module.css'

/** The keys that work everywhere. */
export function KeysPanel({ screens, onClose }: { screens: readonly ScreenEntry[]; onClose: () => void }) {
  const { c } = useConsole()
  const keys: readonly (readonly [what: string, ...keys: string[]])[] = [
    [c.keys.palette, 'Ctrl K'],
    [c.keys.help, '?'],
    ...screens.map((one) => [c.keys[one.name], 'g', one.key] as const),
    [c.keys.move, '↑', '↓'],
    [c.keys.close, 'Esc'],
  ]
  return (
    <SidePanel title={c.nav.keys} onClose={onClose}>
      <dl className={styles.keys}>
        {keys.map(([what, ...pressed]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              {pressed.map((one, index) => (
                <span key={one}>
                  {index > 0 && pressed[0] === 'g' ? ` ${c.keys.then} ` : ' '}
                  <kbd>{one}</kbd>
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </SidePanel>
  )
}
