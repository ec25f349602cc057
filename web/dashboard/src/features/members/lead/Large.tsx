import type { CSSProperties } from 'react'
import styles from './Lead.module.css'

/** An amount in large figures, which are smaller where it wouldn't fit into its card. */
export function Large({ children: text }: { children: string }) {
  return (
    <span className={styles.fitting} style={{ '--length': text.length } as CSSProperties}>
      {text}
    </span>
  )
}
