/** The page of the set-up link: the first operator, the look of the space, and the first location. No shell is needed after `teamkpi serve`. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError, endpoint } from '@teamkpi/client'
import { useState, type ReactNode, type SubmitEvent } from 'react'
import { useLocation } from 'wouter'
import { changeLook, lookChange } from '@/console/look'
import { LookFields } from '@/console/LookFields'
import { CONSOLE, makeChanges } from '@/console/server'
import { consoleTexts } from '@/i18n/console/texts'
import { useLocale } from '@/i18n/locale'
import { Frame } from '@/page/Frame'
import { loadPage } from '@/page/load'
import { useSession, useSessionState } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import styles from './SetupPage.module.css'

/** The secret of the link, out of the address: it is in no history, and no server hears of it but in the request. */
function takeSecret(): string {
  const secret = location.hash.slice(1)
  if (secret) history.replaceState(history.state, '', location.pathname)
  return secret
}

const ZONES = 'timeZone'

// Taken once, when this file is loaded: a rendering may begin twice, and the address has the secret only the first time.
let secret = takeSecret()

const text = (form: FormData, name: string) => {
  const value = form.get(name)
  return typeof value === 'string' ? value.trim() : ''
}

/** The screen that each choice leads to when the space has its first location. */
const NEXT = { imports: '/import', mirror: '/mirror', empty: '/today' } as const

/** The page, in two steps; operators whose space no longer has a location begin with the second one. */
export function SetupPage() {
  const { language } = useLocale()
  const c = consoleTexts(language)
  const { status } = useSessionState()
  const [isMade, setMade] = useState(false)
  const hasSpace = isMade || (!secret && status === 'in')
  return (
    <Frame title={null} windowTitle={c.setup.title}>
      {hasSpace ? <FirstLocation /> : <FirstOperator onMade={() => setMade(true)} />}
    </Frame>
  )
}

function FirstOperator({ onMade }: { onMade: () => void }) {
  const { language, t } = useLocale()
  const { setup } = consoleTexts(language)
  const session = useSession()
  const making = useMutation({
    mutationFn: async ({ email, password }: { email: string; password: string }) => {
      const body = { Secret: secret, Email: email, Password: password }
      await session.client.request(endpoint('POST', '/api/setup', {}, true), { body })
      await session.signIn({ username: email, password, totp: '' })
    },
    onSuccess: () => {
      secret = '' // it works once
      onMade()
    },
  })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const said = new FormData(event.currentTarget)
    const password = said.get('password')
    making.mutate({ email: text(said, 'email'), password: typeof password === 'string' ? password : '' })
  }
  const isRefused = making.error instanceof ApiError && making.error.code === 'setup_refused'
  return (
    <form className={styles.form} onSubmit={submit}>
      <h1 className={styles.title}>{setup.title}</h1>
      <p className={styles.intro}>{secret ? setup.intro : setup.noSecret}</p>
      {making.error && <Banner kind="error">{isRefused ? setup.refused : reasonOf(making.error, t)}</Banner>}
      <Labelled label={t.signIn.email}>
        <input className={controls.field} name="email" type="email" autoComplete="username" required />
      </Labelled>
      <Labelled label={t.signIn.password} hint={setup.passwordHint}>
        <input
          className={controls.field}
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={8}
          required
        />
      </Labelled>
      <button type="submit" className={controls.primary} disabled={making.isPending || !secret}>
        {setup.make}
      </button>
    </form>
  )
}

function FirstLocation() {
  const { language, t } = useLocale()
  const { look, setup } = consoleTexts(language)
  const { client } = useSession()
  const queries = useQueryClient()
  const [, navigate] = useLocation()
  const making = useMutation({
    mutationFn: async (form: HTMLFormElement) => {
      const said = new FormData(form)
      const change = await lookChange(form, null)
      const hasLook = Object.keys(change).length > 0
      if (hasLook) await changeLook(client, change)
      await makeChanges(client, [
        {
          Entity: 'businesses',
          Do: 'create',
          Values: {
            Name: text(said, 'name'),
            SimpleTimeZoneNameIana: text(said, 'zone'),
            CurrencyCode: text(said, 'currency').toUpperCase(),
          },
        },
      ])
      return hasLook
    },
    onSuccess: async (hasLook) => {
      await queries.invalidateQueries({ queryKey: [CONSOLE] })
      // The server writes the look into the page.
      if (hasLook) loadPage(`/console${NEXT[way]}`)
      else navigate(NEXT[way])
    },
  })
  const [way, setWay] = useState<keyof typeof NEXT>('imports')
  const ways = [
    ['imports', setup.imports],
    ['mirror', setup.mirror],
    ['empty', setup.empty],
  ] as const
  const fields = making.error instanceof ApiError ? making.error.fields.map((one) => one.message).join(' ') : ''
  return (
    <div className={styles.steps}>
      <form
        className={styles.form}
        onSubmit={(event: SubmitEvent<HTMLFormElement>) => {
          event.preventDefault()
          making.mutate(event.currentTarget)
        }}
      >
        <h1 className={styles.title}>{setup.space}</h1>
        <p className={styles.intro}>{setup.spaceIntro}</p>
        {making.error && <Banner kind="error">{fields || reasonOf(making.error, t)}</Banner>}
        <Labelled label={setup.name}>
          <input className={controls.field} name="name" autoComplete="organization" required />
        </Labelled>
        <Labelled label={setup.zone} hint={setup.zoneHint}>
          <input
            className={controls.field}
            name="zone"
            list="zones"
            defaultValue={Intl.DateTimeFormat().resolvedOptions().timeZone}
            required
          />
          <datalist id="zones">
            {Intl.supportedValuesOf(ZONES).map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        </Labelled>
        <Labelled label={setup.currency} hint={setup.currencyHint}>
          <input className={controls.field} name="currency" minLength={3} maxLength={3} required />
        </Labelled>
        <fieldset className={styles.ways}>
          <legend>{look.optional}</legend>
          <LookFields stored={null} />
        </fieldset>
        <fieldset className={styles.ways}>
          <legend>{setup.next}</legend>
          {ways.map(([one, label]) => (
            <label key={one} className={controls.check}>
              <input type="radio" name="way" checked={way === one} onChange={() => setWay(one)} />
              {label}
            </label>
          ))}
        </fieldset>
        <button type="submit" className={controls.primary} disabled={making.isPending}>
          {setup.start}
        </button>
      </form>
      <LookAround />
    </div>
  )
}

/** What this page uses of the import of the made-up records. */
interface Filling {
  readonly Id: number
  readonly State: string
}

/** How often the state of the import is requested, in milliseconds. */
const OFTEN = 1000

/** Fills the space with made-up records, and shows it. */
function LookAround() {
  const { language, t } = useLocale()
  const { setup } = consoleTexts(language)
  const { client } = useSession()
  const queries = useQueryClient()
  const [, navigate] = useLocation()
  const filling = useMutation({
    mutationFn: async () => {
      let file = (await client.request<Filling>(endpoint('POST', '/api/sys/madeupspace'))).data
      while (file.State === 'importing') {
        await new Promise((resolve) => setTimeout(resolve, OFTEN))
        file = (await client.request<Filling>(endpoint('GET', `/api/sys/importfiles/${file.Id}`))).data
      }
      return file
    },
    onSuccess: async (file) => {
      await queries.invalidateQueries({ queryKey: [CONSOLE] })
      navigate(file.State === 'imported' ? '/today' : `/import/${file.Id}`)
    },
  })
  return (
    <section className={styles.form}>
      <h2 className={styles.title}>{setup.look}</h2>
      <p className={styles.intro}>{setup.lookText}</p>
      {filling.error && <Banner kind="error">{reasonOf(filling.error, t)}</Banner>}
      <button type="button" className={controls.button} disabled={filling.isPending} onClick={() => filling.mutate()}>
        {filling.isPending ? setup.filling : setup.fill}
      </button>
    </section>
  )
}

function Labelled({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <label className={styles.field}>
      <span>{label}</span>
      {children}
      {hint && <small>{hint}</small>}
    </label>
  )
}
