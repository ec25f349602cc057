/** An error in plain words: what happened, whether anything was lost, and what to do. */
import { ApiError, NetworkError } from '@teamkpi/client'
import { useLocale, type Locale } from '@/i18n/locale'
import { Notice } from './Notice'

/**
 * What happened, in the language of the page. The page may have better words for some refusals than those that are used
 * everywhere.
 */
export function reasonOf(error: unknown, t: Locale['t'], refusals: Refusals = {}): string {
  if (error instanceof NetworkError) return t.states.unreachable
  if (error instanceof ApiError)
    return error.status >= 500 || error.status === 429
      ? t.states.serverFault
      : (refusals[error.code] ?? t.states.refused(error))
  return t.states.unexpected
}

type Refusals = Readonly<Record<string, string | undefined>>

/** The notice for a part of the page that failed to load. */
export function ErrorNotice({ title, error, retry }: { title: string; error: unknown; retry: () => void }) {
  const { t } = useLocale()
  const id = error instanceof ApiError ? error.requestId : null
  return (
    <Notice
      kind="error"
      title={title}
      text={`${reasonOf(error, t)} ${t.states.nothingLost}`}
      detail={id ? t.states.reference(id) : undefined}
      action={{ label: t.states.tryAgain, run: retry }}
    />
  )
}
