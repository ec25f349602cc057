/** The name, the colours and the logo of the space, with a form that changes them. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ApiError } from '@teamkpi/client'
import { useConsole } from '@/console/ConsoleContext'
import { changeLook, LOOK, lookChange, lookOptions, type Look } from '@/console/look'
import { LookFields } from '@/console/LookFields'
import { Section } from '@/console/Sections'
import sections from '@/console/Sections.module.css'
import { useLocale } from '@/i18n/locale'
import { useClient, useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import styles from './NameAndLook.module.css'

/** The section. */
export function NameAndLook() {
  const { c } = useConsole()
  const { t } = useLocale()
  const found = useQuery(lookOptions(useClient()))
  return (
    <Section title={c.look.title} about={c.look.about}>
      {found.isError && !found.data ? (
        <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Notice kind="loading" title={t.app.loading} />
      ) : (
        <Form look={found.data} />
      )}
    </Section>
  )
}

function Form({ look }: { look: Look }) {
  const { c } = useConsole()
  const { t } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const saving = useMutation({
    mutationFn: async (form: HTMLFormElement) => {
      const change = await lookChange(form, look)
      return Object.keys(change).length === 0 ? look : changeLook(client, change)
    },
    onSuccess: (next) => queries.setQueryData(LOOK, next),
  })
  const wrong = saving.error instanceof ApiError ? saving.error.fields.map((one) => one.message).join(' ') : ''
  return (
    <form
      className={`${sections.form ?? ''} ${sections.fields ?? ''}`}
      aria-label={c.look.title}
      onSubmit={(event) => {
        event.preventDefault()
        saving.mutate(event.currentTarget)
      }}
    >
      {look.Logo && (
        <div className={sections.whole}>
          <img className={styles.logo} src={look.Logo.Path} alt={c.look.yourLogo} />
        </div>
      )}
      {/* The fields begin again with what is stored, also after a file was sent. */}
      <LookFields key={JSON.stringify(look)} stored={look} />
      {saving.error && <Banner kind="error">{wrong || reasonOf(saving.error, t)}</Banner>}
      {saving.isSuccess && <Banner kind="done">{c.look.saved}</Banner>}
      <div className={`${sections.buttons ?? ''} ${sections.whole ?? ''}`}>
        <button type="submit" className={controls.primary} disabled={saving.isPending}>
          {c.look.save}
        </button>
        {saving.isSuccess && (
          <button type="button" className={controls.button} onClick={() => location.reload()}>
            {t.states.reload}
          </button>
        )}
      </div>
    </form>
  )
}
