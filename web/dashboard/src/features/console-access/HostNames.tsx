/** The host names that the network answers for: a list, a field that adds one, and what removes one. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import { Section, State } from '@/console/Sections'
import sections from '@/console/Sections.module.css'
import { useLocale } from '@/i18n/locale'
import { useClient, useSession } from '@/session/SessionContext'
import { Confirmation } from '@/ui/Confirmation'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import { changeHosts, HOSTS, hostsOptions, type Hosts } from './hosts'

/** The section. */
export function HostNames() {
  const { c } = useConsole()
  const { t } = useLocale()
  const found = useQuery(hostsOptions(useClient()))
  return (
    <Section title={c.access.hosts} about={found.data && c.access.hostsAbout(found.data.Network)}>
      {found.isError && !found.data ? (
        <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Notice kind="loading" title={t.app.loading} />
      ) : (
        <List hosts={found.data} />
      )}
    </Section>
  )
}

function List({ hosts }: { hosts: Hosts }) {
  const { c } = useConsole()
  return (
    <>
      {hosts.Hosts.length === 0 ? (
        <State mood="neutral">{c.access.everyHost}</State>
      ) : (
        <ul className={sections.list}>
          {hosts.Hosts.map((one) => (
            <HostLine key={one} host={one} hosts={hosts} />
          ))}
        </ul>
      )}
      {hosts.MayChange ? <AddHost hosts={hosts} /> : <p className={sections.quiet}>{c.access.severalNetworks}</p>}
    </>
  )
}

function useChange() {
  const { client } = useSession()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (change: Parameters<typeof changeHosts>[1]) => changeHosts(client, change),
    onSuccess: (next) => queries.setQueryData(HOSTS, next),
  })
}

function HostLine({ host, hosts }: { host: string; hosts: Hosts }) {
  const { c } = useConsole()
  const { t } = useLocale()
  const changing = useChange()
  const isLast = hosts.Hosts.length === 1
  return (
    <li className={sections.line}>
      <div className={sections.what}>
        <strong>{host}</strong>
        {host === hosts.YourHost && <span className={sections.quiet}>{c.access.yourHost}</span>}
      </div>
      {/* Without any name the network answers for every host, so the last one can go. */}
      {hosts.MayChange && (isLast || host !== hosts.YourHost) && (
        <Confirmation
          label={c.access.removeHost(host)}
          title={c.access.removeHostTitle(host)}
          text={isLast ? c.access.removeLastHost : c.access.removeHostText}
          refusal={changing.error ? reasonOf(changing.error, t) : undefined}
          isBusy={changing.isPending}
          act={() => changing.mutate({ Remove: [host] })}
        />
      )}
    </li>
  )
}

function AddHost({ hosts }: { hosts: Hosts }) {
  const { c } = useConsole()
  const { t } = useLocale()
  const changing = useChange()
  const [host, setHost] = useState('')
  const isFirst = hosts.Hosts.length === 0
  const name = host.trim()
  const add = () => {
    // The first name ends the answers for every other host, this one included.
    const names = isFirst && name.toLowerCase() !== hosts.YourHost ? [name, hosts.YourHost] : [name]
    changing.mutate({ Add: names }, { onSuccess: () => setHost('') })
  }
  return (
    <form
      className={`${sections.form ?? ''} ${sections.fields ?? ''}`}
      aria-label={c.access.addHost}
      onSubmit={(event) => {
        event.preventDefault()
        add()
      }}
    >
      <div className={sections.field}>
        <label htmlFor="host-name">{c.access.hostName}</label>
        <input
          id="host-name"
          className={controls.field}
          required
          maxLength={253}
          autoComplete="off"
          spellCheck={false}
          value={host}
          aria-describedby="host-name-hint"
          onChange={(event) => setHost(event.target.value)}
        />
        <small id="host-name-hint" className={sections.quiet}>
          {isFirst ? c.access.firstHost(hosts.YourHost) : c.access.hostHint}
        </small>
      </div>
      {changing.error && <Banner kind="error">{reasonOf(changing.error, t)}</Banner>}
      <div className={`${sections.buttons ?? ''} ${sections.whole ?? ''}`}>
        <button type="submit" className={controls.primary} disabled={changing.isPending}>
          {c.access.addHost}
        </button>
      </div>
    </form>
  )
}
