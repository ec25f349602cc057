/** That mail to the user came back, and sending it again. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { endpoints, type OwnAccount } from '@teamkpi/client'
import { useEffect, useRef, useState } from 'react'
import { accountTexts } from '@/i18n/account/texts'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import { Part } from './Part'

/** The part of the page, only while mail comes back. */
export function MailPart({ account }: { account: OwnAccount }) {
  const { t, f, language } = useLocale()
  const texts = accountTexts(language).mail
  const { client } = useSession()
  const queries = useQueryClient()
  const [isDone, setDone] = useState(false)
  const shown = useRef<HTMLDivElement>(null)
  // The pressed button is gone then; the keyboard continues from the result.
  useEffect(() => {
    if (isDone && account.MailCameBackOn === null) shown.current?.focus()
  }, [isDone, account.MailCameBackOn])
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => client.post(endpoints.account.tryMyMailAgain(), undefined),
    onSuccess: async () => {
      await queries.invalidateQueries()
      setDone(true)
    },
  })
  if (account.MailCameBackOn === null && !isDone) return null
  return (
    <Part title={texts.title}>
      {account.MailCameBackOn === null ? (
        <div ref={shown} tabIndex={-1}>
          <Banner kind="done">{texts.done}</Banner>
        </div>
      ) : (
        <>
          <Banner kind="error">{texts.cameBack(f.date(f.dayOf(account.MailCameBackOn)))}</Banner>
          {error && <Banner kind="error">{reasonOf(error, t)}</Banner>}
          <p>
            <button type="button" className={controls.button} disabled={isPending} onClick={() => mutate()}>
              {texts.tryAgain}
            </button>
          </p>
        </>
      )}
    </Part>
  )
}
