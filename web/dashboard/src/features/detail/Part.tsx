/** A part of what there is about a member. */
import type { ReactNode } from 'react'
import styles from './Detail.module.css'

interface PartProps {
  title: string
  /** Beside the title. */
  aside?: ReactNode
  children: ReactNode
}

/** The part, under its heading. */
export function Part({ title, aside, children }: PartProps) {
  return (
    <section className={styles.part} aria-label={title}>
      <div className={styles.sectionHead}>
        <h3>{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  )
}
