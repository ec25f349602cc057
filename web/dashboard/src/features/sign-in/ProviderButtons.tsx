/** The buttons that sign in with a provider; nothing where there is none. */
import { useMutation, useQuery } from '@tanstack/react-query'
import { begin, leaveFor, providersOptions, Refused } from '@/data/providers'
import { useLocale } from '@/i18n/locale'
import { providerTexts } from '@/i18n/providers/texts'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { Banner } from '@/ui/Notice'
import styles from './SignInPage.module.css'

/** What a refused sign-in says. */
export function providerError(error: Error, texts: ReturnType<typeof providerTexts>): string {
  const known: Readonly<Record<string, string>> = texts.errors
  return (error instanceof Refused ? known[error.code] : undefined) ?? texts.errors.failed
}

/** The buttons; with the secret of an invitation, they accept it. */
export function ProviderButtons({ next, invitation }: { next: string; invitation?: string }) {
  const { language } = useLocale()
  const texts = providerTexts(language)
  const { client } = useSession()
  const { data } = useQuery(providersOptions(client))
  const { mutate, isPending, error } = useMutation({
    mutationFn: (provider: string) => begin(provider, invitation),
    onSuccess: (address) => leaveFor(address, next),
  })
  if (!data?.Providers.length) return null
  return (
    <>
      {error && <Banner kind="error">{providerError(error, texts)}</Banner>}
      {data.Providers.map(({ Name, Label }) => (
        <button key={Name} type="button" className={controls.button} disabled={isPending} onClick={() => mutate(Name)}>
          {texts.signInWith(Label)}
        </button>
      ))}
      <p className={styles.intro}>{data.PasswordsSignIn ? texts.orPassword : texts.passwordsOff}</p>
    </>
  )
}
