/** The networks of the server, for the owners of the one that manages it: a list, and a form that creates one. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import { Once } from '@/console/Once'
import { Opener, Section } from '@/console/Sections'
import sections from '@/console/Sections.module.css'
import { useLocale } from '@/i18n/locale'
import { useClient, useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import { hostsOptions } from './hosts'
import { createNetwork, makeSetupLink, NETWORKS, networksOptions, type Network, type ToSetUp } from './networks'
import { Pages } from './Pages'

/** The section; nothing for the owners of any other network. */
export function Networks() {
  const own = useQuery(hostsOptions(useClient()))
  return own.data?.MayManageNetworks ? <List /> : null
}

function List() {
  const { c } = useConsole()
  const { t } = useLocale()
  const [page, setPage] = useState(1)
  const [isAdding, setAdding] = useState(false)
  const [made, setMade] = useState<ToSetUp | null>(null)
  const found = useQuery(networksOptions(useClient(), page))
  return (
    <Section
      title={c.access.networks}
      about={c.access.networksAbout}
      actions={<Opener label={c.access.addNetwork} isOpen={isAdding} open={() => setAdding(true)} />}
    >
      {made && (
        <Once text={c.access.setupLinkText(made.network.Name)} secret={made.link} onDone={() => setMade(null)} />
      )}
      {isAdding && <AddNetwork onMade={setMade} onClose={() => setAdding(false)} />}
      {found.isError && !found.data ? (
        <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Notice kind="loading" title={t.app.loading} />
      ) : (
        <>
          <ul className={sections.list}>
            {found.data.Networks.map((one) => (
              <NetworkLine key={one.Id} network={one} onMade={setMade} />
            ))}
          </ul>
          <Pages found={found.data} onPage={setPage} />
        </>
      )}
    </Section>
  )
}

function NetworkLine({ network, onMade }: { network: Network; onMade: (made: ToSetUp) => void }) {
  const { c } = useConsole()
  const { t } = useLocale()
  const { client } = useSession()
  const making = useMutation({ mutationFn: () => makeSetupLink(client, network.Id), onSuccess: onMade })
  const facts = [
    ...(network.IsYours ? [c.access.yourNetwork] : []),
    c.access.networkPeople(network.People),
    c.access.networkTeams(network.Teams),
    ...(network.CanBeSetUp ? [c.access.toSetUp] : network.HasOperator ? [] : [c.access.withoutOperator]),
  ]
  return (
    <li className={sections.line}>
      <div className={sections.what}>
        <strong>{network.Name}</strong>
        <span>{network.Hosts.join(', ') || c.access.everyHost}</span>
        <span className={sections.quiet}>{facts.join(' · ')}</span>
        {making.error && <Banner kind="error">{reasonOf(making.error, t)}</Banner>}
      </div>
      {network.CanBeSetUp && (
        <button
          type="button"
          className={controls.button}
          aria-label={c.access.setupLink(network.Name)}
          disabled={making.isPending}
          onClick={() => making.mutate()}
        >
          {c.access.setupLinkShort}
        </button>
      )}
    </li>
  )
}

function AddNetwork({ onMade, onClose }: { onMade: (made: ToSetUp) => void; onClose: () => void }) {
  const { c } = useConsole()
  const { t } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [host, setHost] = useState('')
  const creating = useMutation({
    mutationFn: () => createNetwork(client, { Name: name.trim(), Hosts: [host.trim()] }),
    onSuccess: (made) => {
      onMade(made)
      onClose()
      return queries.invalidateQueries({ queryKey: NETWORKS })
    },
  })
  return (
    <form
      className={`${sections.form ?? ''} ${sections.fields ?? ''}`}
      aria-label={c.access.addNetwork}
      onSubmit={(event) => {
        event.preventDefault()
        creating.mutate()
      }}
    >
      <div className={sections.field}>
        <label htmlFor="network-name">{c.access.networkName}</label>
        <input
          id="network-name"
          className={controls.field}
          required
          maxLength={200}
          autoComplete="off"
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the form has just been asked for
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      <div className={sections.field}>
        <label htmlFor="network-host">{c.access.networkHost}</label>
        <input
          id="network-host"
          className={controls.field}
          required
          maxLength={253}
          autoComplete="off"
          spellCheck={false}
          value={host}
          aria-describedby="network-host-hint"
          onChange={(event) => setHost(event.target.value)}
        />
        <small id="network-host-hint" className={sections.quiet}>
          {c.access.hostHint}
        </small>
      </div>
      {creating.error && <Banner kind="error">{reasonOf(creating.error, t)}</Banner>}
      <div className={`${sections.buttons ?? ''} ${sections.whole ?? ''}`}>
        <button type="submit" className={controls.primary} disabled={creating.isPending}>
          {c.access.create}
        </button>
        <button type="button" className={controls.button} onClick={onClose}>
          {c.actions.cancel}
        </button>
      </div>
    </form>
  )
}
