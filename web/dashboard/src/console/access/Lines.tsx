/** What the lists of accounts are made of: a line, and the choice of a set of roles. */
import { useId } from 'react'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { useConsole } from '../ConsoleContext'
import { State } from '../Sections'
import sections from '../Sections.module.css'
import { SETS, type Account, type RoleSet } from './access'

/** An account in a list, with a button that opens it. */
export function AccountLine({ account, onOpen }: { account: Account; onOpen: (account: Account) => void }) {
  const { c } = useConsole()
  const { f } = useLocale()
  const names = account.People.map((one) => one.FullName).join(', ')
  return (
    <li className={sections.line}>
      <div className={sections.what}>
        <span>
          <strong>{account.Email}</strong>
          {account.IsYou && ` · ${c.access.you}`}
        </span>
        <span className={sections.quiet}>
          {[
            account.IsOperator && rolesOf(account, c.access.sets, c.access.chosen),
            names,
            account.LastSignInOn === null ? c.access.neverSignedIn : c.access.signedIn(f.moment(account.LastSignInOn)),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </div>
      <AccountState account={account} />
      <button
        type="button"
        className={controls.button}
        aria-label={c.access.openOf(account.Email)}
        onClick={() => onOpen(account)}
      >
        {c.access.open}
      </button>
    </li>
  )
}

/** Whether an account can be used. */
export function AccountState({ account }: { account: Account }) {
  const { c } = useConsole()
  if (!account.IsActive) return <State mood="bad">{c.access.suspended}</State>
  if (account.MustResetPassword) return <State mood="neutral">{c.access.mustReset}</State>
  return <State mood="good">{account.HasSecondFactor ? c.access.withFactor : c.access.active}</State>
}

/** What an account or a key may do, in a few words. */
export function rolesOf(
  { RoleSet: set, Roles }: { RoleSet: RoleSet | null; Roles: readonly string[] | null },
  sets: Readonly<Record<RoleSet, { readonly name: string }>>,
  chosen: (count: number) => string,
): string {
  return set === null ? chosen(Roles?.length ?? 0) : sets[set].name
}

interface SetChoiceProps {
  /** Null: roles that are no set, or nothing yet. */
  value: RoleSet | null
  /** What stands for null. */
  other?: string
  onChange: (set: RoleSet) => void
}

/** The choice of a set of roles, and what it allows. */
export function SetChoice({ value, other, onChange }: SetChoiceProps) {
  const { c } = useConsole()
  const id = useId()
  return (
    <div className={sections.field}>
      <label htmlFor={id}>{c.access.roles}</label>
      <select
        id={id}
        className={controls.select}
        value={value ?? ''}
        aria-describedby={`${id}-about`}
        onChange={(event) => {
          const chosen = SETS.find((one) => one === event.target.value)
          if (chosen) onChange(chosen)
        }}
      >
        {value === null && <option value="">{other}</option>}
        {SETS.map((one) => (
          <option key={one} value={one}>
            {c.access.sets[one].name}
          </option>
        ))}
      </select>
      <small id={`${id}-about`} className={sections.quiet}>
        {value === null ? c.access.chosenAbout : c.access.sets[value].about}
      </small>
    </div>
  )
}
