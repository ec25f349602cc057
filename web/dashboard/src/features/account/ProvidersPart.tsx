/** The providers that the user can sign in with: connecting and disconnecting them. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { endpoint, type AccountProviders, type ConnectAddress, type OwnAccount } from '@teamkpi/client'
import { useState } from 'react'
import { leaveFor } from '@/data/providers'
import { dataOptions } from '@/data/reading'
import { useLocale } from '@/i18n/locale'
import { providerTexts } from '@/i18n/providers/texts'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import styles from './Account.module.css'
import { Part } from './Part'
import { ProofForm } from './ProofForm'
import type { Proof } from './queries'

const PATH = '/api/account/providers'

/** The part of the page; nothing where there is no provider. */
export function ProvidersPart({ account }: { account: OwnAccount }) {
  const { language, f } = useLocale()
  const texts = providerTexts(language).part
  const { client } = useSession()
  const queries = useQueryClient()
  const [open, setOpen] = useState<string | null>(null)
  const { data } = useQuery(dataOptions<AccountProviders>(client, endpoint('GET', PATH)))
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: async ({ path, ...body }: { path: string; Provider: string } & Proof) =>
      (await client.request<ConnectAddress | null>(endpoint('POST', `${PATH}/${path}`), { body })).data,
    onSuccess: async (answer) => {
      if (answer?.Location) leaveFor(answer.Location, '/dashboard/account')
      else {
        setOpen(null)
        await queries.invalidateQueries()
      }
    },
    gcTime: 0,
  })
  if (!data?.Providers.length) return null
  return (
    <Part title={texts.title} meaning={texts.meaning}>
      <ul className={styles.list}>
        {data.Providers.map(({ Name, Label, ConnectedOn }) => {
          const path = ConnectedOn === null ? 'connect' : 'disconnect'
          return (
            <li key={Name}>
              <span className={styles.name}>{Label}</span>
              <span className={styles.about}>
                {ConnectedOn === null ? texts.not : texts.since(f.date(f.dayOf(ConnectedOn)))}
              </span>
              {open === Name ? (
                <ProofForm
                  account={account}
                  label={texts[path]}
                  isBusy={isPending}
                  error={error}
                  onSubmit={(_, proof) => mutate({ path, Provider: Name, ...proof })}
                  onCancel={() => {
                    reset()
                    setOpen(null)
                  }}
                />
              ) : (
                <button
                  type="button"
                  className={controls.button}
                  aria-label={ConnectedOn === null ? texts.connectWith(Label) : texts.disconnectFrom(Label)}
                  onClick={() => {
                    reset()
                    setOpen(Name)
                  }}
                >
                  {texts[path]}
                </button>
              )}
            </li>
          )
        })}
      </ul>
    </Part>
  )
}
