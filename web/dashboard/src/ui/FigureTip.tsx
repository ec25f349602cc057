/** What a figure means: its label, its name in the API, and the server's explanation. */
import type { FigureWords } from '@teamkpi/client'
import styles from './Tip.module.css'

/** The explanations of one or more figures, as the content of a tooltip. */
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
