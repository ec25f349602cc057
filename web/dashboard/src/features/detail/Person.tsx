/** What there is about one member, part by part. Administrators see it in a panel, members on their own page. */
import { useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { kpiFigures, type Id } from '@teamkpi/client'
import type { ReactNode } from 'react'
import type { Before } from '@/data/comparison'
import { A_YEAR, amountsOptions, expiringOptions, type Moment } from '@/data/money'
import { useExplanations } from '@/data/team'
import { useOnce } from '@/data/useOnce'
import { written } from '@/i18n/amounts'
import { useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { Notice } from '@/ui/Notice'
import styles from './Detail.module.css'
import { Expiring } from './ExpiringPanel'
import { valueText } from './figures'
import { Part } from './Part'
import { explainOptions, usesOptions } from './queries'
import { Rows, whenOf } from './Rows'
import { Since } from './Since'
import { ToInvoice } from './ToInvoice'

/** The figures of a member by their names. */
export type Values = Readonly<Record<string, unknown>>

interface PersonProps {
  teamId: Id
  coworkerId: number
  values: Values
  moment: Moment
  /** What the figures are compared with, if with anything. */
  before?: Before | undefined
  currency: string | null
  /** Opens a figure; null where there is nothing to open. */
  onFigure: ((figure: string, coworkerId: number) => void) | null
  /** Follows the parts. */
  children?: ReactNode
}

const namesOf = (...groups: string[]) =>
  kpiFigures.flatMap((one) => (one.unit && groups.includes(one.group) ? [one.name] : []))
const ITEMS = namesOf('invoice')
const LEFT = namesOf('credit', 'passes')
// Whoever has no pass that counts asks why, so the way to the answer is there as well.
const ALWAYS = 'RemainingTimePassesCount'

const TIMES = ['BookedTimeThisMonth', 'CheckedTimeThisMonth']

/** The figures whose items are listed: those that a member has any of. */
function itemsOf(values: Values): readonly string[] {
  return ITEMS.filter((one) => values[one] !== 0)
}

/** Whether every part has got its answer, or has failed to once. */
function useIsWhole({ teamId, coworkerId, values, moment }: PersonProps): boolean {
  const { language } = useLocale()
  const client = useClient()
  const words = useExplanations(client)
  const rows = [...itemsOf(values), ...TIMES].map((figure) =>
    explainOptions(client, teamId, { figure, coworkerId, moment, counted: true }, language),
  )
  const isMissing = (one: UseQueryResult): boolean => one.isPending && one.failureCount === 0
  const areMissing = [
    useQueries({ queries: rows }).some(isMissing),
    isMissing(useQuery(expiringOptions(client, teamId, A_YEAR, moment, coworkerId))),
    isMissing(useQuery(amountsOptions(client, teamId, moment, coworkerId))),
    isMissing(useQuery(usesOptions(client, teamId, coworkerId, moment))),
  ]
  return useOnce(words.isSettled && !areMissing.includes(true), `${String(teamId)} ${String(coworkerId)}`)
}

/** The parts, all at once: one that came later would move the others under the pointer. */
export function Person(props: PersonProps) {
  const { t } = useLocale()
  return useIsWhole(props) ? <Parts {...props} /> : <Notice kind="loading" title={t.app.loading} />
}

function Parts(props: PersonProps) {
  const { teamId, coworkerId, values, moment } = props
  const { t } = useLocale()
  const client = useClient()
  const explain = useExplanations(client).ofMember
  const expiring = useQuery(expiringOptions(client, teamId, A_YEAR, moment, coworkerId))
  const items = itemsOf(values)
  return (
    <>
      <Part title={t.detail.toInvoice} aside={<ToInvoice {...props} />}>
        {items.length === 0 && <p className={styles.quiet}>{t.detail.nothingToInvoice}</p>}
        {items.map((figure) => (
          <Rows
            key={figure}
            teamId={teamId}
            question={{ figure, coworkerId, moment, counted: true }}
            none={t.detail.noneCounted}
            what={explain(figure).Label}
          />
        ))}
      </Part>
      <Part title={t.detail.leftTitle}>
        <Figures {...props} figures={LEFT.filter((one) => values[one] !== 0 || one === ALWAYS)} />
      </Part>
      <Part title={t.detail.expiring}>
        {expiring.data && <Expiring items={expiring.data.Items} today={expiring.data.At} withNames={false} />}
      </Part>
      {(['Booked', 'Checked'] as const).map((kind) => (
        <Part
          key={kind}
          title={kind === 'Booked' ? t.totals.bookedMonth : t.totals.checkedMonth}
          aside={<Figures {...props} figures={[`${kind}TimeThisMonth`]} isBare />}
        >
          <Rows
            teamId={teamId}
            question={{ figure: `${kind}TimeThisMonth`, coworkerId, moment, counted: true }}
            none={t.detail.noneThisMonth}
          />
          <Figures {...props} figures={[`${kind}TimeTotal`]} />
        </Part>
      ))}
      <Uses {...props} />
      {props.children}
    </>
  )
}

interface FiguresProps extends PersonProps {
  figures: readonly string[]
  /** Only the value, because the heading names the figure. */
  isBare?: boolean
}

/** Figures, each with the way to its reason. */
function Figures({ figures, coworkerId, values, before, currency, onFigure, isBare = false }: FiguresProps) {
  const locale = useLocale()
  const client = useClient()
  const explain = useExplanations(client).ofMember
  const button = (figure: string) => {
    const text = valueText(figure, Number(values[figure]), locale, currency)
    if (!onFigure) return text
    return (
      <button
        type="button"
        className={`${controls.textButton ?? ''} ${controls.content ?? ''}`}
        onClick={() => onFigure(figure, coworkerId)}
      >
        {text}
      </button>
    )
  }
  const since = (figure: string) => (
    <Since {...{ figure, coworkerId, before, currency }} value={Number(values[figure])} />
  )
  if (isBare)
    return figures.map((figure) => (
      <strong key={figure} className={styles.compared}>
        {button(figure)}
        {since(figure)}
      </strong>
    ))
  return (
    <dl className={styles.figures}>
      {figures.map((figure) => (
        <div key={figure} data-figure={figure}>
          <dt>{`${explain(figure).Group}: ${explain(figure).Label}`}</dt>
          <dd>
            {button(figure)}
            {since(figure)}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** What credits and passes were used for, the latest first. */
function Uses({ teamId, coworkerId, moment }: PersonProps) {
  const locale = useLocale()
  const { t } = locale
  const client = useClient()
  const { data } = useQuery(usesOptions(client, teamId, coworkerId, moment))
  const uses = data?.Uses.Records ?? []
  return (
    <Part title={t.detail.uses}>
      {uses.length === 0 ? (
        <p className={styles.quiet}>{data ? t.detail.noUses : t.app.loading}</p>
      ) : (
        <table className={styles.rows}>
          <thead>
            <tr>
              <th scope="col">{t.detail.what}</th>
              <th scope="col" className={styles.number}>
                {t.detail.used}
              </th>
            </tr>
          </thead>
          <tbody>
            {uses.map((one) => (
              <tr key={`${one.Entity}${String(one.Id)}${one.At}${String(one.Amount)}`}>
                <td>
                  {[one.Title, one.Description, one.Name].find(Boolean)}
                  <span className={styles.about}>
                    {[whenOf({ From: one.From, To: one.To, At: one.At }, locale), one.Name].join(' · ')}
                  </span>
                </td>
                <td className={styles.number}>
                  {written({ measure: one.Unit, value: one.Amount, currency: one.CurrencyCode }, locale, null)}
                  <span className={styles.about}>
                    {t.detail.leftAfter(
                      written(
                        { measure: one.Unit, value: one.RemainingAfter, currency: one.CurrencyCode },
                        locale,
                        null,
                      ),
                    )}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Part>
  )
}
