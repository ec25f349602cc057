/** Why a figure is what it is: the equation in words, the rows that count, and those that don't with the reason. */
import { useQuery } from '@tanstack/react-query'
import type { Id } from '@teamkpi/client'
import { useId, useState } from 'react'
import { useBefore, useComparison } from '@/data/comparison'
import { kpiOptions, type Moment } from '@/data/money'
import { useExplanations } from '@/data/team'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Icon } from '@/ui/Icon'
import { Banner, Notice } from '@/ui/Notice'
import { SidePanel } from '@/ui/SidePanel'
import { ByMember, Equation, type NumberField } from './Calculation'
import styles from './Detail.module.css'
import { isTimed, valueText } from './figures'
import { allRows, explainOptions, type Row } from './queries'
import { Rows, whenOf } from './Rows'
import { Since } from './Since'

/** What the panel is given. */
export interface WhyPanelProps {
  teamId: Id
  /** Null for the whole team. */
  coworkerId: number | null
  /** The figures to choose from; the first that isn't zero is shown. */
  figures: readonly string[]
  /** The one that was asked for, if it was one. */
  figure: string | null
  moment: Moment
  /** A day of the month to compare with; null for no comparison. */
  against: string | null
  /** The figures of the team are the caller's to see. */
  isAdministrator: boolean
  onFigure: (figure: string, coworkerId: number | null) => void
  onClose: () => void
  /** Saves rows as a file. */
  onSave: (header: readonly string[], rows: readonly (readonly (string | number)[])[]) => Promise<void>
}

/** The panel. */
export default function WhyPanel(props: WhyPanelProps) {
  const { teamId, coworkerId, figures, moment, against, isAdministrator, onFigure, onClose } = props
  const locale = useLocale()
  const { t, language } = locale
  const { client } = useSession()
  const id = useId()
  const words = useExplanations(client)
  const explain = words.ofMember
  const kpi = useQuery({ ...kpiOptions(client, teamId, moment), enabled: isAdministrator })
  const before = useBefore(client, teamId, useComparison(moment, against), against !== null && isAdministrator)
  const members = kpi.data?.Kpi.filter((one) => coworkerId === null || one.CoworkerId === coworkerId)
  const isUsed = (name: string) => members?.some((one) => one[name as NumberField] !== 0)
  const figure = props.figure ?? figures.find(isUsed) ?? figures[0] ?? ''
  const question = { figure, coworkerId, moment, counted: true }
  // The figure to show first depends on the values.
  const isKnown = props.figure !== null || !isAdministrator || kpi.data !== undefined || kpi.isError
  const { data, error, refetch } = useQuery({ ...explainOptions(client, teamId, question, language), enabled: isKnown })
  const name = coworkerId === null ? t.detail.team : (members?.[0]?.CoworkerFullName ?? t.detail.you)
  const label = explain(figure)
  const title = label.Group ? `${label.Group}: ${label.Label}` : label.Label
  return (
    <SidePanel title={words.isSettled ? title : t.app.loading} over={name} onClose={onClose}>
      {words.isSettled && figures.length > 1 && (
        <p className={styles.choice}>
          <label htmlFor={id}>{t.detail.figure}</label>
          <select
            id={id}
            className={controls.select}
            value={figure}
            onChange={({ target }) => onFigure(target.value, coworkerId)}
          >
            {figures.map((one) => (
              <option key={one} value={one}>
                {explain(one).Label}
              </option>
            ))}
          </select>
        </p>
      )}
      {!data || !words.isSettled ? (
        error ? (
          <ErrorNotice title={t.detail.failed} error={error} retry={() => void refetch()} />
        ) : (
          <Notice kind="loading" title={t.app.loading} />
        )
      ) : (
        <>
          <p className={styles.value} data-figure={figure} data-value={data.Value}>
            {valueText(figure, data.Value, locale, data.CurrencyCode)}
            {data.Uncertain.length === 0 && (
              <Since {...{ figure, coworkerId, before }} value={data.Value} currency={data.CurrencyCode} />
            )}
          </p>
          <p className={styles.meaning}>{data.Meaning}</p>
          {data.Uncertain.length > 0 && <Banner kind="note">{t.moment.uncertainLong}</Banner>}
          {coworkerId === null && kpi.data ? (
            <ByMember
              members={kpi.data.Kpi}
              figure={figure as NumberField}
              before={data.Uncertain.length === 0 ? before : undefined}
              currency={data.CurrencyCode}
              onFigure={onFigure}
            />
          ) : (
            <Equation figure={figure} lines={data.Equation} currency={data.CurrencyCode} />
          )}
          <RowsOf {...props} figure={figure} counted={data.Counted} notCounted={data.NotCounted} />
        </>
      )}
    </SidePanel>
  )
}

/** Both kinds of rows, and the file with all of them. */
function RowsOf(props: WhyPanelProps & { figure: string; counted: number; notCounted: number }) {
  const { teamId, coworkerId, figure, moment, counted, notCounted, onSave } = props
  const locale = useLocale()
  const { t } = locale
  const { client } = useSession()
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle')
  const question = { figure, coworkerId, moment, counted: true }
  const withNames = coworkerId === null
  const save = async () => {
    const rows = [
      ...(await allRows(client, teamId, question)),
      ...(await allRows(client, teamId, { ...question, counted: false })),
    ]
    const unit = isTimed(figure) ? 's' : ''
    const header = [
      t.detail.member,
      t.detail.what,
      t.detail.when,
      unit ? `${t.detail.counts} (${unit})` : t.detail.counts,
      t.detail.reason,
      t.detail.number,
    ]
    const cells = (row: Row) => [
      row.CoworkerFullName,
      row.Title,
      whenOf(row, locale),
      row.Counted ? row.Amount : 0,
      row.ReasonText ?? '',
      row.Id,
    ]
    await onSave(header, rows.map(cells))
  }
  return (
    <>
      <div className={styles.sectionHead}>
        <h3>{t.detail.counted(counted)}</h3>
        <button
          type="button"
          className={controls.button}
          disabled={state === 'busy'}
          onClick={() => {
            setState('busy')
            save().then(
              () => setState('idle'),
              () => setState('failed'),
            )
          }}
        >
          <Icon name="download" />
          {t.table.exportCsv}
        </button>
      </div>
      {state === 'failed' && <Banner kind="error">{t.table.exportFailed}</Banner>}
      <Rows key={figure} teamId={teamId} question={question} withNames={withNames} none={t.detail.noneCounted} />
      {notCounted > 0 && (
        <>
          <div className={styles.sectionHead}>
            <h3>{t.detail.notCounted(notCounted)}</h3>
          </div>
          <Rows
            key={`${figure} not`}
            teamId={teamId}
            question={{ ...question, counted: false }}
            withNames={withNames}
            none=""
          />
        </>
      )}
    </>
  )
}
