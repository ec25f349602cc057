import { useId, type ReactNode } from 'react'
import styles from './Account.module.css'

/** A part of the page, with its heading. */
export function Part({ title, meaning, children }: { title: string; meaning?: string; children: ReactNode }) {
  const id = useId()
  return (
    <section className={styles.part} aria-labelledby={id}>
      <h2 id={id} className={styles.title}>
        {title}
      </h2>
      {meaning && <p className={styles.meaning}>{meaning}</p>}
      {children}
    </section>
  )
}
