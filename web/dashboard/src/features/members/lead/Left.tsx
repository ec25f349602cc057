import type { TeamKpi } from '@teamkpi/client'
import { columnsOf } from '@/features/members/columns'
import { headingOf } from '@/features/members/headings'
import { totalsOf } from '@/features/members/sums'
import { written } from '@/i18n/amounts'
import { useLocale } from '@/i18n/locale'
import { FigureTip } from '@/ui/FigureTip'
import { Tip } from '@/ui/Tip'
import type { LeadProps } from './Lead'
import styles from './Lead.module.css'

/** The groups of figures that are left. */
export const LEFT = ['credit', 'passes'] as const

/** Which credit and which passes are left, in their units. */
export function Left(props: LeadProps & { members: readonly TeamKpi[] }) {
  return LEFT.map((group) => <Group key={group} {...props} group={group} />)
}

function Group({
  members,
  currency,
  uncertain,
  explain,
  group,
}: LeadProps & { members: readonly TeamKpi[]; group: (typeof LEFT)[number] }) {
  const locale = useLocale()
  const { t } = locale
  const sums = totalsOf(members)
  const amounts = columnsOf(group)
    .map(({ id, measure }) => ({ measure, value: sums[id] }))
    .filter((one) => one.value !== 0)
  const isVague = columnsOf(group).some((one) => uncertain.includes(one.id))
  const texts = amounts.map((one) => written(one, locale, currency))
  return (
    <div
      className={styles.small}
      data-total={group}
      data-quiet={amounts.length === 0}
      data-uncertain={isVague || undefined}
    >
      <dt>
        <Tip
          content={<FigureTip figures={columnsOf(group).map((one) => explain(one.id))} lead={t.totals.sumOf} />}
          opensByTouch
        >
          <button type="button" className={styles.tip}>
            {headingOf(group, explain, t)}
          </button>
        </Tip>
      </dt>
      <dd>
        <div className={styles.amount}>{texts.length ? texts.slice(0, 2).join(' · ') : t.totals.none}</div>
        <div className={styles.text}>{texts.slice(2).join(' · ')}</div>
        {isVague && <div className={styles.text}>{t.moment.uncertain}</div>}
      </dd>
    </div>
  )
}
