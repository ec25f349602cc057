/** The rows behind a figure, page by page. */
import { useQuery } from '@tanstack/react-query'
import type { Id, TeamExplanation } from '@teamkpi/client'
import { useState } from 'react'
import { useLocale, type Locale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Notice } from '@/ui/Notice'
import styles from './Detail.module.css'
import { rowText } from './figures'
import { explainOptions, type Question, type Row } from './queries'

/** When something was, or from when to when. */
export function whenOf({ From, To, At }: Pick<Row, 'From' | 'To' | 'At'>, { f, t }: Locale): string {
  const start = From ?? At
  if (From && To && f.dayOf(From) === f.dayOf(To)) return `${f.date(f.dayOf(From))}, ${f.time(From)}–${f.time(To)}`
  if (From && To) return `${f.moment(From)} – ${f.moment(To)}`
  const day = start ? f.date(f.dayOf(start)) : ''
  return To ? `${day} · ${t.detail.until(f.date(f.dayOf(To)))}` : day
}

interface RowsProps {
  teamId: Id
  question: Question
  /** With the names of members: for the rows of a whole team. */
  withNames?: boolean
  /** What to say when there are none. */
  none: string
  /** What the rows are, where several tables follow each other. */
  what?: string
}

/** A table of rows: those that count, or those that don't with the reason. */
export function Rows({ teamId, question, withNames = false, none, what }: RowsProps) {
  const locale = useLocale()
  const { t, language } = locale
  const client = useClient()
  const [page, setPage] = useState(1)
  const { data, error, refetch } = useQuery({
    ...explainOptions(client, teamId, question, language, page),
    placeholderData: (before: TeamExplanation | undefined) => before,
  })
  if (!data) {
    return error ? (
      <ErrorNotice title={t.detail.failed} error={error} retry={() => void refetch()} />
    ) : (
      <Notice kind="loading" title={t.app.loading} />
    )
  }
  const { Records: rows, TotalPages, CurrentPage, HasNextPage, HasPreviousPage } = data.Records
  if (rows.length === 0) return <p className={styles.quiet}>{none}</p>
  return (
    <>
      <table className={styles.rows} data-counted={question.counted}>
        <thead>
          <tr>
            <th scope="col">{what ?? t.detail.what}</th>
            <th scope="col" className={styles.number}>
              {question.counted ? t.detail.counts : t.detail.reason}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.Entity}${String(row.Id)}`} data-row={`${row.Entity} ${String(row.Id)}`}>
              <td>
                {row.Title || t.detail.unnamed}
                <span className={styles.about}>
                  {[withNames && row.CoworkerFullName, whenOf(row, locale)].filter(Boolean).join(' · ')}
                </span>
              </td>
              <td className={question.counted ? styles.number : styles.reason} data-value={row.Amount}>
                {question.counted
                  ? rowText(question.figure, row.Amount, locale, row.CurrencyCode ?? null)
                  : row.ReasonText}
                {question.counted && row.Price !== null && row.Price !== 0 && row.Price !== row.Amount && (
                  <span className={styles.about}>{locale.f.moneyExact(row.Price, row.CurrencyCode ?? null)}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {TotalPages > 1 && (
        <p className={styles.pages}>
          <button
            type="button"
            className={controls.button}
            disabled={!HasPreviousPage}
            onClick={() => setPage(CurrentPage - 1)}
          >
            {t.detail.newer}
          </button>
          <span role="status">{t.detail.page(CurrentPage, TotalPages)}</span>
          <button
            type="button"
            className={controls.button}
            disabled={!HasNextPage}
            onClick={() => setPage(CurrentPage + 1)}
          >
            {t.detail.older}
          </button>
        </p>
      )}
    </>
  )
}
