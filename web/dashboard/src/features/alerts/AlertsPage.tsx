/** The alerts of a team, for its administrators: `/dashboard/team/{teamId}/alerts`. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ApiError, type AlertRuleList, type TeamBasis } from '@teamkpi/client'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { useBasis } from '@/data/team'
import { alertTexts } from '@/i18n/alerts/texts'
import { LocaleProvider, useLocale } from '@/i18n/locale'
import { Frame } from '@/page/Frame'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import { AlertForm } from './AlertForm'
import styles from './Alerts.module.css'
import { alertsOptions, mailOptions } from './queries'
import { Reports } from './Reports'
import { RuleCard } from './RuleCard'

/** The page, in the time zone of the team's location. */
export default function AlertsPage({ teamId }: { teamId: string }) {
  const { language, t } = useLocale()
  const { client } = useSession()
  const basis = useBasis(client, teamId)
  const texts = alertTexts(language)
  return (
    <LocaleProvider language={language} zone={basis.data?.SimpleTimeZoneNameIana}>
      <Frame
        title={t.page.alerts}
        windowTitle={basis.data && `${t.page.alerts} · ${basis.data.TeamName}`}
        below={
          <p className={styles.below}>
            <Link className={controls.link} to={`/team/${teamId}`}>
              {basis.data?.TeamName ?? texts.back}
            </Link>
          </p>
        }
      >
        <Content teamId={teamId} basis={basis.data} />
      </Frame>
    </LocaleProvider>
  )
}

function Content({ teamId, basis }: { teamId: string; basis: TeamBasis | undefined }) {
  const { t, language } = useLocale()
  const texts = alertTexts(language)
  const { client } = useSession()
  const { data, error, isError, refetch } = useQuery(alertsOptions(client, teamId))
  if (data) return <Alerts teamId={teamId} alerts={data} currency={basis?.CurrencyCode ?? null} />
  if (error instanceof ApiError && error.status < 500 && error.status !== 429) {
    const isMember = error.code === 'not_team_administrator'
    return (
      <Notice
        kind="locked"
        title={isMember ? texts.locked : t.states.noTeam.title}
        text={isMember ? t.states.noAdmin.ask : t.states.noTeam.text}
        link={isMember ? { label: texts.back, to: `/team/${teamId}` } : { label: t.teams.all, to: '/' }}
      />
    )
  }
  if (isError) return <ErrorNotice title={texts.failed} error={error} retry={() => void refetch()} />
  return <Notice kind="loading" title={t.app.loading} />
}

interface AlertsProps {
  teamId: string
  alerts: AlertRuleList
  currency: string | null
}

function Alerts({ teamId, alerts, currency }: AlertsProps) {
  const { t, language } = useLocale()
  const texts = alertTexts(language)
  const [edited, setEdited] = useState<number | 'new' | null>(null)
  const [result, setResult] = useState<string | null>(null)
  const shown = useRef<HTMLDivElement>(null)
  // The pressed button is gone then; the keyboard continues from the result.
  useEffect(() => {
    if (result !== null) shown.current?.focus()
  }, [result])
  // Where the form was opened that was cancelled last; the keyboard continues there.
  const [opener, setOpener] = useState<number | 'new' | null>(null)
  const adding = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (opener === 'new') adding.current?.querySelector('button')?.focus()
  }, [opener])
  const open = (which: number | 'new') => {
    setResult(null)
    setOpener(null)
    setEdited(which)
  }
  const form = (id: number | null) => (
    <AlertForm
      teamId={teamId}
      texts={texts}
      rule={alerts.Rules.find((one) => one.Id === id) ?? null}
      administrators={alerts.Administrators}
      currency={currency}
      sendsMail={alerts.SendsMail}
      onSaved={() => {
        setEdited(null)
        setResult(texts.saved)
      }}
      onCancel={() => {
        setOpener(edited)
        setEdited(null)
      }}
    />
  )
  return (
    <div className={styles.page}>
      <p className={styles.meaning}>{texts.meaning}</p>
      {!alerts.SendsMail && <Banner kind="note">{texts.noMail}</Banner>}
      {alerts.MyMailCameBack && (
        <Banner kind="error">
          {texts.cameBack}{' '}
          <Link className={controls.link} to="/account">
            {t.app.yourAccount}
          </Link>
        </Banner>
      )}
      {result !== null && (
        <div ref={shown} tabIndex={-1}>
          <Banner kind="done">{result}</Banner>
        </div>
      )}
      {alerts.SendsMail && <Mine teamId={teamId} isOn={alerts.IGetMail} />}
      {alerts.Rules.length === 0 && edited === null && (
        <div ref={adding}>
          <Notice
            kind="empty"
            title={texts.none.title}
            text={texts.none.text}
            action={{ label: texts.add, run: () => open('new') }}
          />
        </div>
      )}
      {alerts.Rules.length > 0 && (
        <ul className={styles.list} aria-label={texts.list}>
          {alerts.Rules.map((rule) =>
            edited === rule.Id ? (
              <li key={rule.Id}>{form(rule.Id)}</li>
            ) : (
              <RuleCard
                key={rule.Id}
                teamId={teamId}
                texts={texts}
                rule={rule}
                currency={currency}
                sendsMail={alerts.SendsMail}
                isBack={opener === rule.Id}
                onChange={() => open(rule.Id)}
                onDeleted={() => setResult(texts.removed)}
              />
            ),
          )}
        </ul>
      )}
      {edited === 'new' && form(null)}
      {alerts.Rules.length > 0 && edited === null && (
        <div ref={adding}>
          <button type="button" className={controls.primary} onClick={() => open('new')}>
            {texts.add}
          </button>
        </div>
      )}
      {alerts.SendsMail && <Reports teamId={teamId} />}
    </div>
  )
}

/** Whether the user gets mail about the alerts of this team. */
function Mine({ teamId, isOn }: { teamId: string; isOn: boolean }) {
  const { t, language } = useLocale()
  const texts = alertTexts(language)
  const { client } = useSession()
  const queries = useQueryClient()
  const { mutate, isPending, error, variables } = useMutation({
    ...mailOptions(client, teamId),
    onSuccess: () => queries.invalidateQueries(),
  })
  return (
    <>
      <label className={controls.check}>
        <input
          type="checkbox"
          checked={isPending ? variables : isOn}
          disabled={isPending}
          onChange={({ target }) => mutate(target.checked)}
        />
        {texts.mine}
      </label>
      {error && <Banner kind="error">{reasonOf(error, t)}</Banner>}
    </>
  )
}
