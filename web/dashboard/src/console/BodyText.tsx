/** The body of a request, as it was sent or received. */
import styles from './BodyText.module.css'

/** The text; it may be longer than its box, which is scrolled with the keys too. */
export function BodyText({ label, children }: { label: string; children: string | null }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className={styles.body} tabIndex={0} role="region" aria-label={label}>
      {children}
    </pre>
  )
}
