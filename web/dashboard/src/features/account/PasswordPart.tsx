/** Changing the password, which ends every sign-in. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { OwnAccount } from '@teamkpi/client'
import { useState } from 'react'
import { changePasswordOptions } from '@/data/account'
import { accountTexts } from '@/i18n/account/texts'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { Field } from '@/ui/Field'
import { useReturningFocus } from '@/ui/useReturningFocus'
import { Part } from './Part'
import { ProofForm } from './ProofForm'

/** The part of the page. */
export function PasswordPart({ account }: { account: OwnAccount }) {
  const { t, language } = useLocale()
  const texts = accountTexts(language)
  const session = useSession()
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const opener = useReturningFocus(isOpen)
  const { mutate, isPending, error, reset } = useMutation({
    ...changePasswordOptions(session.client),
    onSuccess: () => session.passwordChanged(),
    // A second factor may have been set elsewhere.
    onError: () => queries.invalidateQueries(),
  })
  return (
    <Part title={texts.password.title} meaning={texts.password.meaning}>
      {isOpen ? (
        <ProofForm
          account={account}
          label={t.signIn.change}
          invalid={texts.password.weak}
          isBusy={isPending}
          error={error}
          withoutPasskey
          after={
            <Field
              name="newPassword"
              label={t.signIn.newPassword}
              hint={t.signIn.newPasswordHint}
              type="password"
              autoComplete="new-password"
              minLength={8}
            />
          }
          onSubmit={(text) =>
            mutate({
              Email: account.Email,
              CurrentPassword: text('password'),
              NewPassword: text('newPassword'),
              Totp: text('totp') || null,
            })
          }
          onCancel={() => {
            reset()
            setOpen(false)
          }}
        />
      ) : (
        <p>
          <button ref={opener} type="button" className={controls.button} onClick={() => setOpen(true)}>
            {t.signIn.change}
          </button>
        </p>
      )}
    </Part>
  )
}
