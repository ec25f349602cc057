/** An alert rule in the list: what it watches, who has reached its limit, and what can be done with it. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AlertRule, Id } from '@teamkpi/client'
import { useEffect, useId, useRef } from 'react'
import { useExplanations } from '@/data/team'
import type { AlertTexts } from '@/i18n/alerts/texts'
import { written } from '@/i18n/amounts'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import { Confirmation } from '@/ui/Confirmation'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import styles from './Alerts.module.css'
import { isOwn, measureOf } from './drafts'
import { changeOptions, deleteOptions } from './queries'

interface CardProps {
  teamId: Id
  texts: AlertTexts
  rule: AlertRule
  currency: string | null
  /** Whether the space sends mail at all. */
  sendsMail: boolean
  /** Whether its form was cancelled just now: the keyboard goes on where the form was opened. */
  isBack: boolean
  onChange: () => void
  onDeleted: () => void
}

const DAY = 86_400_000
const MUTED_DAYS = { week: 7, month: 30 } as const

/** The rule. */
export function RuleCard({ teamId, texts, rule, currency, sendsMail, isBack, onChange, onDeleted }: CardProps) {
  const locale = useLocale()
  const { t, f } = locale
  const { client } = useSession()
  const queries = useQueryClient()
  const { ofMember } = useExplanations(client)
  const name = useId()
  const change = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isBack) change.current?.focus()
  }, [isBack])
  const changing = useMutation({
    ...changeOptions(client, teamId),
    onSuccess: () => queries.invalidateQueries(),
  })
  const deleting = useMutation({
    ...deleteOptions(client, teamId),
    onSuccess: async () => {
      onDeleted()
      await queries.invalidateQueries()
    },
  })
  const isBusy = changing.isPending || deleting.isPending
  const { Group, Label } = ofMember(rule.Figure)
  const figure = isOwn(rule.Figure) ? texts.figures[rule.Figure] : Group ? `${Group}: ${Label}` : Label
  const line = written({ measure: measureOf(rule.Figure), value: rule.Threshold }, locale, currency)
  const mute = (days: number | null) => {
    const until = days === null ? null : f.dayOf(Date.now() + days * DAY)
    changing.mutate({ id: rule.Id, fields: { MutedUntil: until } })
  }
  const day = (instant: string) => f.date(f.dayOf(instant))
  const [first] = rule.Crossed
  return (
    <li className={styles.card} data-over={rule.Crossed.length > 0}>
      <div>
        <h2 className={styles.name} id={name}>
          {figure}
        </h2>
        <p className={styles.line}>
          {texts.subjects[rule.Of]} · {texts.comparisons[rule.Comparison]} {line}
        </p>
        <p className={rule.Crossed.length > 0 ? styles.over : styles.quiet}>
          {!first
            ? texts.fine
            : rule.Of === 'team'
              ? texts.overTeam(day(first.Since))
              : texts.over(
                  rule.Crossed.map((one) => texts.since(one.CoworkerFullName ?? '', day(one.Since))).join(', '),
                )}
        </p>
        {sendsMail && (
          <p className={rule.Recipients > 0 ? styles.quiet : styles.warning}>
            {rule.Recipients > 0 ? texts.reaches(rule.Recipients) : texts.reachesNone}
          </p>
        )}
        {rule.IsMuted && rule.MutedUntil && <p className={styles.quiet}>{texts.muted(f.date(rule.MutedUntil))}</p>}
      </div>
      <div className={styles.actions}>
        <button
          ref={change}
          type="button"
          className={controls.button}
          aria-describedby={name}
          disabled={isBusy}
          onClick={onChange}
        >
          {texts.change}
        </button>
        {rule.IsMuted ? (
          <button
            type="button"
            className={controls.button}
            aria-describedby={name}
            disabled={isBusy}
            onClick={() => mute(null)}
          >
            {texts.unmute}
          </button>
        ) : (
          <select
            className={controls.select}
            aria-label={texts.muteFor}
            aria-describedby={name}
            disabled={isBusy}
            value=""
            onChange={({ target }) => mute(MUTED_DAYS[target.value as keyof typeof MUTED_DAYS])}
          >
            <option value="" disabled hidden>
              {texts.muteFor}
            </option>
            <option value="week">{texts.mute.week}</option>
            <option value="month">{texts.mute.month}</option>
          </select>
        )}
        <Confirmation
          label={texts.remove}
          title={texts.removeTitle(figure)}
          text={texts.removeText}
          describedBy={name}
          refusal={deleting.isError ? reasonOf(deleting.error, t) : undefined}
          isBusy={isBusy}
          act={() => deleting.mutate(rule.Id)}
          onAsk={() => deleting.reset()}
        />
      </div>
      {changing.error && (
        <div className={styles.failure}>
          <Banner kind="error">{reasonOf(changing.error, t)}</Banner>
        </div>
      )}
    </li>
  )
}
