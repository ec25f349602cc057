/** Where the user is signed in, and ending it there. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { OwnAccount } from '@teamkpi/client'
import { useEffect, useRef, useState } from 'react'
import { accountTexts } from '@/i18n/account/texts'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import styles from './Account.module.css'
import { Part } from './Part'
import { endSignInsOptions } from './queries'

/** How browsers are named by the server. */
const BROWSER = 'teamkpi.dashboard'

/** The part of the page. */
export function SignInsPart({ account }: { account: OwnAccount }) {
  const { t, f, language } = useLocale()
  const texts = accountTexts(language).signIns
  const { client } = useSession()
  const queries = useQueryClient()
  const [result, setResult] = useState<string | null>(null)
  const shown = useRef<HTMLDivElement>(null)
  // The pressed button is gone then; the keyboard continues from the result.
  useEffect(() => {
    if (result !== null) shown.current?.focus()
  }, [result])
  const { mutate, isPending, error } = useMutation({
    ...endSignInsOptions(client),
    onMutate: () => setResult(null),
    onSuccess: async (_, id) => {
      await queries.invalidateQueries()
      setResult(id === null ? texts.othersEnded : texts.ended)
    },
    onError: () => queries.invalidateQueries(),
  })
  return (
    <Part title={texts.title}>
      {result !== null && (
        <div ref={shown} tabIndex={-1}>
          <Banner kind="done">{result}</Banner>
        </div>
      )}
      {error && <Banner kind="error">{reasonOf(error, t)}</Banner>}
      <ul className={styles.list}>
        {account.SignIns.map((one) => {
          const name = one.ClientId === BROWSER ? texts.browser : one.ClientId
          const since = f.moment(one.CreatedOn)
          return (
            <li key={one.Id} data-sign-in={one.Id} data-current={one.IsCurrent}>
              <span className={styles.name}>
                {name}
                {one.IsCurrent && ` (${texts.here})`}
              </span>
              <span className={styles.about}>
                {texts.since(since)} · {texts.until(f.date(f.dayOf(one.ExpiresOn)))}
              </span>
              {!one.IsCurrent && (
                <button
                  type="button"
                  className={controls.button}
                  aria-label={texts.endOf(name, since)}
                  disabled={isPending}
                  onClick={() => mutate(one.Id)}
                >
                  {texts.end}
                </button>
              )}
            </li>
          )
        })}
      </ul>
      {account.SignIns.length > 1 && (
        <p>
          <button type="button" className={controls.button} disabled={isPending} onClick={() => mutate(null)}>
            {texts.endOthers}
          </button>
        </p>
      )}
    </Part>
  )
}
