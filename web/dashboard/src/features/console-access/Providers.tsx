/** The providers that people sign in with: a list, tests, changes, and whether passwords sign in as well. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import { Opener, Section, State } from '@/console/Sections'
import sections from '@/console/Sections.module.css'
import { useLocale } from '@/i18n/locale'
import { useClient, useSession } from '@/session/SessionContext'
import { Confirmation } from '@/ui/Confirmation'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Notice } from '@/ui/Notice'
import { useReturningFocus } from '@/ui/useReturningFocus'
import { ProviderForm } from './ProviderForm'
import {
  PROVIDERS,
  providersOptions,
  removeProvider,
  setPasswords,
  testProvider,
  type Provider,
  type Providers as Found,
} from './sign-in-providers'

/** The section. */
export function Providers() {
  const { c } = useConsole()
  const { t } = useLocale()
  const found = useQuery(providersOptions(useClient()))
  const [isAdding, setAdding] = useState(false)
  return (
    <Section
      title={c.providers.title}
      about={found.data && c.providers.about(location.origin + found.data.RedirectPath)}
      actions={found.data && <Opener label={c.providers.add} isOpen={isAdding} open={() => setAdding(true)} />}
    >
      {found.isError && !found.data ? (
        <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Notice kind="loading" title={t.app.loading} />
      ) : (
        <>
          {isAdding && (
            <ProviderForm provider={null} canStore={found.data.CanStoreSecrets} onClose={() => setAdding(false)} />
          )}
          {found.data.Providers.length === 0 ? (
            <State mood="neutral">{c.providers.none}</State>
          ) : (
            <ul className={sections.list}>
              {found.data.Providers.map((one) => (
                <Line key={one.Id} provider={one} canStore={found.data.CanStoreSecrets} />
              ))}
            </ul>
          )}
          <Passwords found={found.data} />
        </>
      )}
    </Section>
  )
}

function Line({ provider, canStore }: { provider: Provider; canStore: boolean }) {
  const { c } = useConsole()
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const [isChanging, setChanging] = useState(false)
  const change = useReturningFocus(isChanging)
  const testing = useMutation({ mutationFn: () => testProvider(client, provider.Id) })
  const removing = useMutation({
    mutationFn: () => removeProvider(client, provider.Id),
    onSuccess: (next) => queries.setQueryData(PROVIDERS, next),
  })
  return (
    <li className={sections.line}>
      <div className={sections.what}>
        <strong>{provider.Label}</strong>
        <span className={sections.quiet}>
          {[
            provider.Issuer,
            c.providers.forWhom[provider.ForWhom],
            provider.RoleClaim !== null && c.providers.rolesFrom(provider.RoleClaim),
            c.providers.connected(provider.Connected, f.number(provider.Connected)),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <div role="status">
          {testing.data && (
            <State mood="good">{c.providers.answers(new URL(testing.data.SignInPage).host, testing.data.Keys)}</State>
          )}
        </div>
        {testing.error && <span role="alert">{reasonOf(testing.error, t)}</span>}
      </div>
      {isChanging ? (
        <ProviderForm provider={provider} canStore={canStore} onClose={() => setChanging(false)} />
      ) : (
        <>
          <button
            type="button"
            className={controls.plain}
            aria-label={c.providers.testOf(provider.Label)}
            disabled={testing.isPending}
            onClick={() => testing.mutate()}
          >
            {c.providers.test}
          </button>
          <button
            ref={change}
            type="button"
            className={controls.plain}
            aria-label={c.providers.changeOf(provider.Label)}
            onClick={() => setChanging(true)}
          >
            {c.providers.change}
          </button>
          <Confirmation
            label={c.providers.remove(provider.Label)}
            title={c.providers.removeTitle(provider.Label)}
            text={c.providers.removeText(provider.Connected)}
            refusal={removing.error ? reasonOf(removing.error, t) : undefined}
            isBusy={removing.isPending}
            act={() => removing.mutate()}
          />
        </>
      )}
    </li>
  )
}

function Passwords({ found }: { found: Found }) {
  const { c } = useConsole()
  const { t } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const setting = useMutation({
    mutationFn: (signIn: boolean) => setPasswords(client, signIn),
    onSuccess: (next) => queries.setQueryData(PROVIDERS, next),
  })
  const refusal = setting.error ? reasonOf(setting.error, t) : undefined
  if (!found.PasswordsSignIn)
    return (
      <div className={sections.buttons}>
        <State mood="neutral">{c.providers.passwordsOff(found.PasswordOwner ?? '')}</State>
        <button
          type="button"
          className={controls.button}
          disabled={setting.isPending}
          onClick={() => setting.mutate(true)}
        >
          {c.providers.turnOn}
        </button>
        {refusal && <span role="alert">{refusal}</span>}
      </div>
    )
  if (found.Providers.length === 0) return null
  return (
    <div className={sections.buttons}>
      <State mood="neutral">{c.providers.passwordsOn}</State>
      <Confirmation
        label={c.providers.turnOff}
        title={c.providers.turnOffTitle}
        text={c.providers.turnOffText}
        refusal={refusal}
        isBusy={setting.isPending}
        act={() => setting.mutate(false)}
      />
    </div>
  )
}
