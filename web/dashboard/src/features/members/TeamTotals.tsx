/** The totals of a team: what will be invoiced, what is left, and how much it is used. */
import type { TeamKpi, TeamMetric } from '@teamkpi/client'
import type { ReactNode } from 'react'
import type { Explain } from '@/data/team'
import { useLocale } from '@/i18n/locale'
import { FigureTip } from '@/ui/FigureTip'
import { Spark } from '@/ui/Spark'
import { Tip } from '@/ui/Tip'
import { Amounts, written } from './Amounts'
import { columnsOf, type Amount, type GroupId, type NumberField } from './columns'
import { headingOf } from './headings'
import { itemsToInvoice, sumOf } from './sums'
import styles from './TeamTotals.module.css'

interface TotalsProps {
  members: readonly TeamKpi[]
  months: readonly TeamMetric[] | undefined
  currency: string | null
  explain: Explain
}

/** The five totals at the top. */
export function TeamTotals({ members, months, currency, explain }: TotalsProps) {
  const { t, f } = useLocale()
  const sums = sumOf(members)
  const items = itemsToInvoice(sums)
  const amounts = (group: GroupId): Amount[] =>
    columnsOf(group)
      .map(({ id, measure }) => ({ measure, value: sums[id] }))
      .filter((one) => one.value !== 0)
  const credit = amounts('credit')
  const passes = amounts('passes')
  const kinds = columnsOf('invoice').filter(({ id }) => sums[id] > 0)
  // The main amounts are large: money and time for credit, days and time for passes.
  const [large, small] = split(credit)
  return (
    <dl className={styles.totals}>
      <Total group="invoice" explain={explain} isQuiet={items === 0}>
        <Large>{items ? t.totals.items(items) : t.totals.nothing}</Large>
        <Small>{kinds.map(({ id }) => `${explain(id).Label} ${f.number(sums[id])}`).join(' · ')}</Small>
      </Total>
      <Total group="credit" explain={explain} isQuiet={credit.length === 0}>
        <Large>{credit.length ? <LargeAmounts amounts={large} currency={currency} /> : t.totals.none}</Large>
        <Small>{small.length > 0 && <Amounts amounts={small} currency={currency} />}</Small>
      </Total>
      <Total group="passes" explain={explain} isQuiet={passes.length === 0}>
        <Large>{passes.length ? <LargeAmounts amounts={passes} currency={currency} /> : t.totals.none}</Large>
        <Small>{null}</Small>
      </Total>
      <Used
        label={t.totals.bookedMonth}
        field="BookedTimeThisMonth"
        minutes={sums.BookedTimeThisMonth}
        history={months?.map((one) => [one.MonthDate, one.TeamBookingMinutes])}
        explain={explain}
      />
      <Used
        label={t.totals.checkedMonth}
        field="CheckedTimeThisMonth"
        minutes={sums.CheckedTimeThisMonth}
        history={months?.map((one) => [one.MonthDate, one.TeamCheckingMinutes])}
        explain={explain}
      />
    </dl>
  )
}

function split(amounts: readonly Amount[]): [Amount[], Amount[]] {
  const isMain = (one: Amount) => one.measure === 'money' || one.measure === 'minutes'
  const main = amounts.filter(isMain)
  return main.length ? [main, amounts.filter((one) => !isMain(one))] : [[...amounts], []]
}

function Large({ children }: { children: ReactNode }) {
  return <div className={styles.large}>{children}</div>
}

/** Amounts side by side, or stacked when space is tight. */
function LargeAmounts({ amounts, currency }: { amounts: readonly Amount[]; currency: string | null }) {
  const locale = useLocale()
  return amounts.map((one) => (
    <span key={one.measure} className={styles.amount}>
      {written(one, locale, currency)}
    </span>
  ))
}

function Small({ children }: { children: ReactNode }) {
  return <div className={styles.small}>{children}</div>
}

interface TotalProps {
  group: GroupId
  explain: Explain
  isQuiet: boolean
  children: ReactNode
}

function Total({ group, explain, isQuiet, children }: TotalProps) {
  const { t } = useLocale()
  const figures = columnsOf(group).map((one) => explain(one.id))
  return (
    <div className={styles.total} data-quiet={isQuiet} data-total={group}>
      <dt>
        <Tip content={<FigureTip figures={figures} lead={t.totals.sumOf} />} opensByTouch>
          <button type="button" className={styles.name}>
            {headingOf(group, explain)}
          </button>
        </Tip>
      </dt>
      <dd>{children}</dd>
    </div>
  )
}

interface UsedProps {
  label: string
  field: NumberField
  minutes: number
  history: [month: string, minutes: number][] | undefined
  explain: Explain
}

/** This month's time, compared with last month and the past year. */
function Used({ label, field, minutes, history, explain }: UsedProps) {
  const { t, f } = useLocale()
  const before = history?.at(-2)
  const values = history?.map(([, value]) => value) ?? []
  return (
    <div className={styles.total} data-quiet={minutes === 0} data-total={field}>
      <dt>
        <Tip content={<FigureTip figures={[explain(field)]} lead={t.totals.soFar} />} opensByTouch>
          <button type="button" className={styles.name}>
            {label}
          </button>
        </Tip>
      </dt>
      <dd>
        <div className={styles.large}>{f.duration(minutes)}</div>
        <div className={styles.small}>{before && <Change now={minutes} before={before} />}</div>
        {values.length > 1 && (
          <Spark
            values={values}
            label={t.totals.spark(values.length, f.hours(Math.min(...values)), f.hours(Math.max(...values)))}
          />
        )}
      </dd>
    </div>
  )
}

function Change({ now, before: [month, whole] }: { now: number; before: [string, number] }) {
  const { t, f } = useLocale()
  const name = f.monthShort(month)
  if (whole === 0) return t.totals.nothingBefore(name)
  const ratio = now / whole - 1
  const percent = f.percent(ratio)
  const total = f.hours(whole)
  const [sign, text] =
    ratio > 0
      ? ['▲', t.totals.more(percent, name, total)]
      : ratio < 0
        ? ['▼', t.totals.less(percent, name, total)]
        : ['＝', t.totals.same(name, total)]
  return (
    <>
      <span aria-hidden="true">{sign} </span>
      {text}
    </>
  )
}
