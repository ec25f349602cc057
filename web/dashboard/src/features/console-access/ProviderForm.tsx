/** The form that adds or changes a sign-in provider. A stored secret is not shown; an empty field keeps it. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useId, useRef, type ReactNode } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import sections from '@/console/Sections.module.css'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import {
  addProvider,
  changeProvider,
  FOR_WHOM,
  linesOf,
  mapOf,
  PROVIDERS,
  type Provider,
  type ProviderFields,
} from './sign-in-providers'

interface FormProps {
  /** Null for a new one. */
  provider: Provider | null
  canStore: boolean
  onClose: () => void
}

const ALWAYS = ['openid', 'email']

/** The form. */
export function ProviderForm({ provider, canStore, onClose }: FormProps) {
  const { c } = useConsole()
  const { t } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector('input')?.focus(), [])
  const saving = useMutation({
    mutationFn: (said: FormData) => {
      const text = (name: string) => {
        const value = said.get(name)
        return typeof value === 'string' ? value.trim() : ''
      }
      const fields: ProviderFields = {
        Label: text('label'),
        ClientId: text('client'),
        ...(text('secret') !== '' && { Secret: text('secret') }),
        Scopes: text('scopes').split(/\s+/).filter(Boolean),
        ForWhom: text('whom'),
        RoleClaim: text('claim') || null,
        RoleMap: mapOf(text('roles')),
      }
      return provider === null
        ? addProvider(client, { ...fields, Name: text('name'), Issuer: text('issuer') })
        : changeProvider(client, provider.Id, fields)
    },
    onSuccess: (next) => {
      queries.setQueryData(PROVIDERS, next)
      onClose()
    },
  })
  const input = (ids: Ids, name: string, value = '', more: { required?: boolean; type?: string } = {}) => (
    <input
      {...ids}
      name={name}
      className={controls.field}
      autoComplete={more.type === 'password' ? 'new-password' : 'off'}
      spellCheck={false}
      defaultValue={value}
      {...more}
    />
  )
  const scopes = (provider?.Scopes ?? []).filter((one) => !ALWAYS.includes(one)).join(' ')
  return (
    <form
      ref={form}
      className={`${sections.form ?? ''} ${sections.fields ?? ''}`}
      aria-label={provider === null ? c.providers.add : c.providers.changeOf(provider.Label)}
      onSubmit={(event) => {
        event.preventDefault()
        saving.mutate(new FormData(event.currentTarget))
      }}
    >
      {provider === null && (
        <>
          <Labelled label={c.providers.name} hint={c.providers.nameHint}>
            {(ids) => input(ids, 'name', '', { required: true })}
          </Labelled>
          <Labelled label={c.providers.issuer} hint={c.providers.issuerHint}>
            {(ids) => input(ids, 'issuer', '', { required: true, type: 'url' })}
          </Labelled>
        </>
      )}
      <Labelled label={c.providers.label} hint={c.providers.labelHint}>
        {(ids) => input(ids, 'label', provider?.Label, { required: true })}
      </Labelled>
      <Labelled label={c.providers.client}>
        {(ids) => input(ids, 'client', provider?.ClientId, { required: true })}
      </Labelled>
      <Labelled
        label={c.providers.secret}
        hint={!canStore ? c.providers.noKey : provider?.HasSecret ? c.providers.secretKept : c.providers.secretHint}
      >
        {(ids) => input(ids, 'secret', '', { type: 'password' })}
      </Labelled>
      <Labelled label={c.providers.whom}>
        {(ids) => (
          <select {...ids} name="whom" className={controls.select} defaultValue={provider?.ForWhom ?? FOR_WHOM[0]}>
            {FOR_WHOM.map((one) => (
              <option key={one} value={one}>
                {c.providers.forWhom[one]}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <Labelled label={c.providers.scopes} hint={c.providers.scopesHint}>
        {(ids) => input(ids, 'scopes', scopes)}
      </Labelled>
      <Labelled label={c.providers.claim} hint={c.providers.claimHint}>
        {(ids) => input(ids, 'claim', provider?.RoleClaim ?? '')}
      </Labelled>
      <Labelled label={c.providers.roles} hint={c.providers.rolesHint}>
        {(ids) => (
          <textarea
            {...ids}
            name="roles"
            className={controls.field}
            rows={3}
            defaultValue={linesOf(provider?.RoleMap ?? null)}
          />
        )}
      </Labelled>
      {saving.error && <Banner kind="error">{reasonOf(saving.error, t)}</Banner>}
      <div className={`${sections.buttons ?? ''} ${sections.whole ?? ''}`}>
        <button type="submit" className={controls.primary} disabled={saving.isPending}>
          {provider === null ? c.providers.add : c.providers.save}
        </button>
        <button type="button" className={controls.button} onClick={onClose}>
          {c.actions.cancel}
        </button>
      </div>
    </form>
  )
}

interface Ids {
  id: string
  'aria-describedby': string | undefined
}

/** A field with its label and a hint; `children` gets what connects it with both. */
function Labelled({ label, hint, children }: { label: string; hint?: string; children: (ids: Ids) => ReactNode }) {
  const id = useId()
  return (
    <div className={sections.field}>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': hint && `${id}-hint` })}
      {hint && (
        <small id={`${id}-hint`} className={sections.quiet}>
          {hint}
        </small>
      )}
    </div>
  )
}
