/** The form of an alert rule, with what it would report now. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AlertAdministrator, AlertRule, Id } from '@teamkpi/client'
import { useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react'
import { kpiOptions } from '@/data/money'
import { useExplanations } from '@/data/team'
import type { AlertTexts } from '@/i18n/alerts/texts'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import { AlertPreviewText } from './AlertPreviewText'
import { AlertRecipients } from './AlertRecipients'
import styles from './Alerts.module.css'
import {
  comparisonsOf,
  draftOf,
  FIRST,
  groupedFigures,
  measureOf,
  OWN_FIGURES,
  thresholdOf,
  withFigure,
  type Comparison,
  type Draft,
  type Figure,
  type Subject,
} from './drafts'
import { addOptions, changeOptions, previewOptions } from './queries'

interface FormProps {
  teamId: Id
  texts: AlertTexts
  /** The rule to change; null for a new one. */
  rule: AlertRule | null
  administrators: readonly AlertAdministrator[]
  currency: string | null
  /** Whether the space sends mail at all. */
  sendsMail: boolean
  onSaved: () => void
  onCancel: () => void
}

/** The form. */
export function AlertForm(props: FormProps) {
  const { teamId, texts, rule, administrators, currency, sendsMail, onSaved, onCancel } = props
  const { t } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const id = useId()
  const [draft, setDraft] = useState<Draft>(() => (rule ? draftOf(rule) : FIRST))
  const [text, setText] = useState(() => String(draft.threshold))
  const first = useRef<HTMLSelectElement>(null)
  useEffect(() => first.current?.focus(), [])
  const full = { ...draft, threshold: thresholdOf(text, draft) }
  const asked = useDeferredValue(full)
  const preview = useQuery(previewOptions(client, teamId, asked))
  const found = asked.threshold === null ? undefined : preview.data
  const members = useQuery(kpiOptions(client, teamId))
  const names = useMemo(
    () => new Map(members.data?.Kpi.map((one) => [one.CoworkerId, one.CoworkerFullName])),
    [members.data],
  )
  const firesNow = (found?.Crossed.length ?? 0) > 0
  const saved = async () => {
    onSaved()
    await queries.invalidateQueries()
  }
  // When the figures changed in the meantime, what is shown has to be read again.
  const failed = () => void preview.refetch()
  const adding = useMutation({ ...addOptions(client, teamId), onSuccess: saved, onError: failed })
  const changing = useMutation({ ...changeOptions(client, teamId), onSuccess: saved, onError: failed })
  const isBusy = adding.isPending || changing.isPending
  const error = adding.error ?? changing.error
  const measure = measureOf(draft.figure)

  const save = () => {
    if (full.threshold === null) return
    const fields = {
      Figure: full.figure,
      Of: full.of,
      Comparison: full.comparison,
      Threshold: full.threshold,
      RecipientIds: full.recipients ? [...full.recipients] : null,
      Confirm: firesNow,
    }
    if (rule) changing.mutate({ id: rule.Id, fields })
    else adding.mutate(fields)
  }

  return (
    <form
      className={styles.form}
      aria-labelledby={`${id}title`}
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <h2 className={styles.formTitle} id={`${id}title`}>
        {rule ? texts.changeTitle : texts.newTitle}
      </h2>
      <div className={styles.fields}>
        <label className={styles.wide}>
          {texts.form.figure}
          <FigureSelect
            ref={first}
            texts={texts}
            value={draft.figure}
            onChange={(figure) => setDraft(withFigure(draft, figure))}
          />
        </label>
        <label>
          {texts.form.of}
          <select
            className={controls.select}
            value={draft.of}
            onChange={({ target }) => setDraft({ ...draft, of: target.value as Subject })}
          >
            <option value="member">{texts.form.each}</option>
            <option value="team">{texts.form.team}</option>
          </select>
        </label>
        <label>
          {texts.form.when}
          <select
            className={controls.select}
            value={draft.comparison}
            onChange={({ target }) => setDraft({ ...draft, comparison: target.value as Comparison })}
          >
            {comparisonsOf(draft.figure).map((one) => (
              <option key={one} value={one}>
                {texts.comparisons[one]}
              </option>
            ))}
          </select>
        </label>
        <div>
          <label htmlFor={`${id}value`}>{texts.form.value}</label>
          <span className={styles.value}>
            <input
              id={`${id}value`}
              className={controls.field}
              inputMode="decimal"
              required
              value={text}
              aria-invalid={full.threshold === null}
              aria-describedby={`${id}unit`}
              onChange={({ target }) => setText(target.value)}
            />
            <span id={`${id}unit`}>{measure === 'money' && currency ? currency : texts.units[measure]}</span>
          </span>
        </div>
      </div>
      <AlertRecipients
        texts={texts}
        administrators={administrators}
        chosen={draft.recipients}
        onChange={(recipients) => setDraft({ ...draft, recipients })}
      />
      <div className={styles.preview} role="status">
        {full.threshold === null ? null : preview.isError ? (
          reasonOf(preview.error, t)
        ) : !found || members.isPending ? (
          texts.preview.checking
        ) : (
          <AlertPreviewText
            texts={texts}
            found={found}
            names={names}
            draft={asked}
            currency={currency}
            administrators={sendsMail ? administrators : null}
          />
        )}
      </div>
      {error && <Banner kind="error">{reasonOf(error, t)}</Banner>}
      <div className={styles.actions}>
        <button type="submit" className={controls.primary} disabled={isBusy || full.threshold === null || !found}>
          {firesNow && sendsMail ? texts.form.saveAndSend : texts.form.save}
        </button>
        <button type="button" className={controls.button} onClick={onCancel}>
          {t.app.cancel}
        </button>
      </div>
    </form>
  )
}

interface FigureSelectProps {
  ref: React.Ref<HTMLSelectElement>
  texts: AlertTexts
  value: Figure
  onChange: (figure: Figure) => void
}

/** The figures in their groups, in the server's words. */
function FigureSelect({ ref, texts, value, onChange }: FigureSelectProps) {
  const { client } = useSession()
  const { ofMember } = useExplanations(client)
  return (
    <select
      ref={ref}
      className={controls.select}
      value={value}
      onChange={({ target }) => onChange(target.value as Figure)}
    >
      {groupedFigures().map(({ heading, figures }) => (
        <optgroup key={heading} label={ofMember(figures[0] ?? '').Group || heading}>
          {figures.map((one) => (
            <option key={one} value={one}>
              {`${ofMember(one).Group || heading}: ${ofMember(one).Label}`}
            </option>
          ))}
        </optgroup>
      ))}
      <optgroup label={texts.figures.own}>
        {OWN_FIGURES.map((one) => (
          <option key={one} value={one}>
            {texts.figures[one]}
          </option>
        ))}
      </optgroup>
    </select>
  )
}
