/** One account: its roles, its open sign-ins, and what can be done with it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useLocale } from '@/i18n/locale'
import { useClient, useSession } from '@/session/SessionContext'
import { Confirmation } from '@/ui/Confirmation'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import { SidePanel } from '@/ui/SidePanel'
import { useConsole } from '../ConsoleContext'
import { Once } from '../Once'
import { Facts } from '../Sections'
import sections from '../Sections.module.css'
import {
  ACCESS,
  act,
  endSignIn,
  isLastOwner,
  operatorsOptions,
  removeOperator,
  setRoles,
  signInsOptions,
  type Account,
  type Action,
  type RoleSet,
  type SignIn,
} from './access'
import styles from './Access.module.css'
import { makeResetLink } from './inviting'
import { AccountState, SetChoice } from './Lines'

interface PanelProps {
  account: Account
  onChange: (account: Account) => void
  onClose: () => void
}

/** What is asked about before it is done. */
type Change = Exclude<Action, 'resume'> | 'remove'

/** The panel. */
export function AccountPanel({ account, onChange, onClose }: PanelProps) {
  const { c, may } = useConsole()
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const operators = useQuery(operatorsOptions(useClient()))
  const changed = (next: Account) => {
    onChange(next)
    return queries.invalidateQueries({ queryKey: ACCESS })
  }
  const acting = useMutation({
    mutationFn: (change: Change | 'resume') =>
      change === 'remove' ? removeOperator(client, account.Id) : act(client, account.Id, change),
    onSuccess: changed,
  })
  const giving = useMutation({ mutationFn: (set: RoleSet) => setRoles(client, account.Id, set), onSuccess: changed })
  const isLast = isLastOwner(account, operators.data ?? [])
  const changes: readonly Change[] = [
    ...(account.OpenSignIns > 0 ? (['endSignIns'] as const) : []),
    ...(account.MustResetPassword ? [] : (['requireNewPassword'] as const)),
    ...(account.HasSecondFactor && !account.IsYou ? (['removeSecondFactor'] as const) : []),
    ...(account.IsActive && !isLast ? (['suspend'] as const) : []),
    ...(account.IsOperator && !isLast ? (['remove'] as const) : []),
  ]
  return (
    <SidePanel title={account.Email} over={account.IsOperator ? c.access.operator : c.access.member} onClose={onClose}>
      <div className={styles.panel}>
        <div role="status">
          <AccountState account={account} />
        </div>
        <Facts
          facts={[
            [
              c.access.people,
              account.People.length === 0
                ? null
                : account.People.map((one, index) => (
                    <span key={one.Id}>
                      {index > 0 && ', '}
                      {may('coworkers', 'Read') ? (
                        <Link className={controls.link} to={`/people/${one.Id}`}>
                          {one.FullName}
                        </Link>
                      ) : (
                        one.FullName
                      )}
                      {!one.IsActive && ` (${c.people.inactive})`}
                    </span>
                  )),
            ],
            [c.access.factor, account.HasSecondFactor ? c.form.yes : c.form.no],
            [c.access.lastSignIn, account.LastSignInOn === null ? null : f.moment(account.LastSignInOn)],
            [c.access.created, f.date(f.dayOf(account.CreatedOn))],
          ]}
        />
        {account.IsOperator &&
          (isLast ? (
            <p>{c.access.lastOwner}</p>
          ) : (
            <div>
              <SetChoice
                value={giving.isPending ? giving.variables : account.RoleSet}
                other={c.access.chosen(account.Roles?.length ?? 0)}
                onChange={(set) => giving.mutate(set)}
              />
              {giving.error && <Banner kind="error">{reasonOf(giving.error, t)}</Banner>}
              <p role="status" className={sections.quiet}>
                {giving.isSuccess && c.access.rolesSaved}
              </p>
            </div>
          ))}
        <SignIns account={account} />
        {!account.IsYou && account.IsActive && <ResetLink account={account} />}
        <div className={styles.actions}>
          {!account.IsActive && (
            <button
              type="button"
              className={controls.button}
              disabled={acting.isPending}
              onClick={() => acting.mutate('resume')}
            >
              {c.access.resume}
            </button>
          )}
          {changes.map((one) => (
            <Confirmation
              key={one}
              label={c.access.changes[one].label}
              title={c.access.changes[one].title(account.Email)}
              text={c.access.changes[one].text}
              warning={account.IsYou ? c.access.ownWarning : undefined}
              refusal={acting.error && acting.variables === one ? reasonOf(acting.error, t) : undefined}
              isBusy={acting.isPending}
              act={() => acting.mutate(one)}
            />
          ))}
        </div>
      </div>
    </SidePanel>
  )
}

/** A link that the operator passes on to someone who forgot the password. */
function ResetLink({ account }: { account: Account }) {
  const { c } = useConsole()
  const { t } = useLocale()
  const { client } = useSession()
  const making = useMutation({ mutationFn: () => makeResetLink(client, account.Id) })
  if (making.data)
    return <Once text={c.access.resetLinkText(account.Email)} secret={making.data} onDone={() => making.reset()} />
  return (
    <div>
      <button type="button" className={controls.button} disabled={making.isPending} onClick={() => making.mutate()}>
        {c.access.resetLink}
      </button>
      {making.error && <Banner kind="error">{reasonOf(making.error, t)}</Banner>}
    </div>
  )
}

function SignIns({ account }: { account: Account }) {
  const { c } = useConsole()
  const found = useQuery(signInsOptions(useClient(), account.Id))
  return (
    <section aria-label={c.access.signIns}>
      <h3 className={sections.heading}>{c.access.signIns}</h3>
      {found.isError && !found.data ? (
        <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
      ) : found.data?.length === 0 ? (
        <p className={sections.quiet}>{c.access.noSignIns}</p>
      ) : (
        <ul className={sections.list}>
          {found.data?.map((one) => (
            <SignInLine key={one.Id} account={account} signIn={one} />
          ))}
        </ul>
      )}
    </section>
  )
}

function SignInLine({ account, signIn }: { account: Account; signIn: SignIn }) {
  const { c } = useConsole()
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const ending = useMutation({
    mutationFn: () => endSignIn(client, account.Id, signIn.Id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ACCESS }),
  })
  const when = f.moment(signIn.CreatedOn)
  return (
    <li className={sections.line}>
      <div className={sections.what}>
        <span>{signIn.ClientId === 'teamkpi.dashboard' ? c.access.browser : signIn.ClientId}</span>
        <span className={sections.quiet}>
          {[c.access.since(when), signIn.IsCurrent && c.access.thisOne].filter(Boolean).join(' · ')}
        </span>
        {ending.error && <span role="alert">{reasonOf(ending.error, t)}</span>}
      </div>
      {!signIn.IsCurrent && (
        <button
          type="button"
          className={controls.button}
          aria-label={c.access.endOf(when)}
          disabled={ending.isPending}
          onClick={() => ending.mutate()}
        >
          {c.access.end}
        </button>
      )}
    </li>
  )
}
