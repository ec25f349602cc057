/** The meaning of every figure in one place: for reading, for touch screens and for print. */
import type { Explanations } from '@/data/team'
import { useLocale } from '@/i18n/locale'
import { Banner } from '@/ui/Notice'
import { columnsOf, GROUPS } from './columns'
import styles from './FigureLegend.module.css'

/** The explanations below the table, collapsed at first. */
export function FigureLegend({ explanations }: { explanations: Explanations }) {
  const { t } = useLocale()
  if (explanations.hasError) return <Banner kind="note">{t.table.meanings}</Banner>
  return (
    <details className={styles.legend}>
      <summary>{t.table.legend}</summary>
      <dl className={styles.figures}>
        {GROUPS.flatMap(columnsOf).map(({ id }) => {
          const { Group, Label, Meaning } = explanations.ofMember(id)
          return (
            <div key={id}>
              <dt>
                {Group ? `${Group}: ${Label}` : Label} <code>{id}</code>
              </dt>
              <dd>{Meaning}</dd>
            </div>
          )
        })}
      </dl>
    </details>
  )
}
