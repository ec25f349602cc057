/** Which reports about a team the user gets by mail. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { TeamReports } from '@teamkpi/client'
import { useId, useState } from 'react'
import { alertTexts } from '@/i18n/alerts/texts'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import styles from './Alerts.module.css'
import { reportOptions, reportsOptions, sendReportOptions } from './queries'

/** The section, where the space sends mail. */
export function Reports({ teamId }: { teamId: string }) {
  const { t, language } = useLocale()
  const texts = alertTexts(language).reports
  const { client } = useSession()
  const found = useQuery(reportsOptions(client, teamId))
  const id = useId()
  return (
    <section className={styles.reports} aria-labelledby={id}>
      <h2 id={id}>{texts.title}</h2>
      <p className={styles.quiet}>{texts.meaning}</p>
      {found.data ? (
        <>
          <Wishes teamId={teamId} reports={found.data} />
          {found.data.SendsMail && <SendNow teamId={teamId} />}
        </>
      ) : found.isError ? (
        <ErrorNotice title={texts.failed} error={found.error} retry={() => void found.refetch()} />
      ) : (
        <Notice kind="loading" title={t.app.loading} />
      )}
    </section>
  )
}

/** A report about a period that is over, at once. */
function SendNow({ teamId }: { teamId: string }) {
  const { t, language } = useLocale()
  const texts = alertTexts(language).reports
  const { client } = useSession()
  const [withStatement, setWithStatement] = useState(false)
  const { mutate, isPending, isSuccess, error } = useMutation(sendReportOptions(client, teamId))
  return (
    <>
      <h3>{texts.now}</h3>
      <label className={controls.check}>
        <input
          type="checkbox"
          checked={withStatement}
          disabled={isPending}
          onChange={({ target }) => setWithStatement(target.checked)}
        />
        {texts.withStatement}
      </label>
      <p>
        <button
          type="button"
          className={controls.button}
          disabled={isPending}
          onClick={() => mutate({ Period: 'month', WithStatement: withStatement })}
        >
          {texts.lastMonth}
        </button>{' '}
        <button
          type="button"
          className={controls.button}
          disabled={isPending}
          onClick={() => mutate({ Period: 'week', WithStatement: false })}
        >
          {texts.lastWeek}
        </button>
      </p>
      <div role="status">{isSuccess && <Banner kind="done">{texts.sent}</Banner>}</div>
      {error && <Banner kind="error">{reasonOf(error, t)}</Banner>}
    </>
  )
}

function Wishes({ teamId, reports }: { teamId: string; reports: TeamReports }) {
  const { t, language } = useLocale()
  const texts = alertTexts(language).reports
  const { client } = useSession()
  const queries = useQueryClient()
  const { mutate, isPending, isSuccess, error, variables } = useMutation({
    ...reportOptions(client, teamId),
    onSuccess: () => queries.invalidateQueries({ queryKey: reportsOptions(client, teamId).queryKey }),
  })
  const { Weekly, Monthly, WithNames } = isPending ? variables : reports
  const now = { Weekly, Monthly, WithNames }
  const box = (name: keyof typeof now, label: string, isOff = false) => (
    <label className={controls.check}>
      <input
        type="checkbox"
        checked={now[name]}
        disabled={isPending || isOff}
        onChange={({ target }) => mutate({ ...now, [name]: target.checked })}
      />
      {label}
    </label>
  )
  return (
    <>
      {box('Monthly', texts.monthly)}
      {box('Weekly', texts.weekly)}
      {box('WithNames', texts.withNames, !Weekly && !Monthly)}
      <div role="status">{isSuccess && <Banner kind="done">{texts.saved}</Banner>}</div>
      {error && <Banner kind="error">{reasonOf(error, t)}</Banner>}
    </>
  )
}
