/** What an alert rule would report, before it is saved. */
import type { AlertAdministrator, AlertPreview } from '@teamkpi/client'
import type { AlertTexts } from '@/i18n/alerts/texts'
import { written } from '@/i18n/amounts'
import { useLocale } from '@/i18n/locale'
import { measureOf, type Draft } from './drafts'

const MOST_NAMED = 5

interface PreviewProps {
  texts: AlertTexts
  found: AlertPreview
  /** The names of the members, by id. */
  names: ReadonlyMap<number, string>
  draft: Draft
  currency: string | null
  /** The administrators of the team; null if the space sends no mail. */
  administrators: readonly AlertAdministrator[] | null
}

/** The members that have reached the limit, and the number of people who would get mail. */
export function AlertPreviewText({ texts, found, names, draft, currency, administrators }: PreviewProps) {
  const locale = useLocale()
  if (found.Crossed.length === 0) return <p>{texts.preview.nothing}</p>
  const measure = measureOf(draft.figure)
  const value = (number: number) => written({ measure, value: number, currency: found.CurrencyCode }, locale, currency)
  const nameOf = (id: number | null) => (id === null ? '' : (names.get(id) ?? `#${String(id)}`))
  const named = found.Crossed.slice(0, MOST_NAMED).map((one) => `${nameOf(one.CoworkerId)} (${value(one.Value)})`)
  const more = found.Crossed.length - named.length
  const who = more > 0 ? `${named.join(', ')} ${texts.preview.more(more)}` : named.join(', ')
  const [only] = found.Crossed
  const chosen = draft.recipients
  const count =
    chosen === null
      ? found.Recipients
      : (administrators ?? []).filter((one) => one.GetsMail && chosen.includes(one.CoworkerId)).length
  return (
    <>
      <p>
        {draft.of === 'team' && only
          ? texts.preview.team(value(only.Value))
          : texts.preview.members(found.Crossed.length, who)}
      </p>
      {administrators && (
        <p>
          <strong>{count > 0 ? texts.preview.sends(count) : texts.preview.sendsNone}</strong>
        </p>
      )}
    </>
  )
}
