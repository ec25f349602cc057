/** What a figure means: its name, the wire's name of it, and the server's sentence. */
import type { FigureWords } from '@teamkpi/client'
import styles from './Tip.module.css'

/** The explanations of one figure or several, as the content of a tip. */
export function FigureTip({ figures, lead }: { figures: readonly FigureWords[]; lead?: string | undefined }) {
  return (
    <span>
      {lead && <span className={styles.lead}>{lead}</span>}
      {figures.map((one) => (
        <span className={styles.entry} key={one.Name} style={{ display: 'block' }}>
          <span className={styles.name}>{one.Group ? `${one.Group}: ${one.Label}` : one.Label}</span>
          <span className={styles.wire}>{one.Name}</span>
          {one.Meaning && <span className={styles.meaning}>{one.Meaning}</span>}
        </span>
      ))}
    </span>
  )
}
