import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import type { Asked } from './Lead'
import styles from './Lead.module.css'

/** In the place of an answer that hasn't loaded, or couldn't be. */
export function Missing({ answer }: { answer: Asked<unknown> }) {
  const { t } = useLocale()
  if (!answer.isError) return <div className={styles.large}>…</div>
  return (
    <div className={styles.text} role="status">
      {t.lead.failed}{' '}
      <button type="button" className={controls.textButton} onClick={() => void answer.refetch()}>
        {t.states.tryAgain}
      </button>
    </div>
  )
}
