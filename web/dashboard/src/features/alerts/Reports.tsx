/** Which reports about a team the user gets by mail. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { TeamReports } from '@teamkpi/client'
import { useId } from 'react'
import { alertTexts } from '@/i18n/alerts/texts'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import styles from './Alerts.module.css'
import { reportOptions, reportsOptions } from './queries'

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
        <Wishes teamId={teamId} reports={found.data} />
      ) : found.isError ? (
        <ErrorNotice title={texts.failed} error={found.error} retry={() => void found.refetch()} />
      ) : (
        <Notice kind="loading" title={t.app.loading} />
      )}
    </section>
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
