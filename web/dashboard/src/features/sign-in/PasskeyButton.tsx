/** Signing in with a passkey: alone, or in place of a code after the password. */
import { useMutation } from '@tanstack/react-query'
import { useLocale } from '@/i18n/locale'
import { passkeyTexts } from '@/i18n/passkeys/texts'
import { sign } from '@/passkeys/webauthn'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'

interface PasskeyButtonProps {
  /** The e-mail and the password that were entered; null when the passkey takes the place of these too. */
  read: (() => Record<'username' | 'password', string>) | null
  isBusy: boolean
  onRefused: (message: string | null, error: Error | null) => void
}

const SESSION = '/dashboard/session'

/** The button. */
export default function PasskeyButton({ read, isBusy, onRefused }: PasskeyButtonProps) {
  const { language } = useLocale()
  const texts = passkeyTexts(language)
  const session = useSession()
  const using = useMutation({
    mutationFn: async () => {
      onRefused(null, null)
      const { PublicKey } = (await session.enter(`${SESSION}/passkey/challenge`, null)) as {
        PublicKey: Record<string, unknown>
      }
      const signed = await sign(read ? { ...PublicKey, userVerification: 'preferred' } : PublicKey)
      if (signed === null) {
        onRefused(texts.notUsed, null)
        return
      }
      if (read) await session.enter(SESSION, new URLSearchParams({ ...read(), passkey: signed }))
      else await session.enter(`${SESSION}/passkey`, { Passkey: signed })
      await session.entered()
    },
    onError: (error) => onRefused(texts.refused, error),
  })
  return (
    <button
      type="button"
      className={controls.button}
      disabled={isBusy || using.isPending}
      onClick={() => using.mutate()}
    >
      {read ? texts.inPlace : texts.signIn}
    </button>
  )
}
