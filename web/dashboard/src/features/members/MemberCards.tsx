/** The members on a phone: one card each, with the same groups as the table, but without zeros. */
import { useId } from 'react'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { Icon } from '@/ui/Icon'
import { written } from './Amounts'
import type { ColumnId } from './columns'
import { headingOf } from './headings'
import type { MembersListProps } from './list-props'
import styles from './MemberCards.module.css'
import { shownMemberFields, type ShownGroup } from './shown'
import { amountsIn, sumOf, type Figures } from './sums'

/** The cards of the members that are shown, and one of their sums. */
export function MemberCards(props: MembersListProps) {
  const { members, all, groups, currency, explain, view } = props
  const { t } = useLocale()
  const fields = shownMemberFields(view.hidden)
  const card = { groups, currency, explain }
  return (
    <>
      <SortChoice {...props} />
      <ul className={styles.cards}>
        {members.map((member) => (
          <li key={member.CoworkerId} className={styles.card} data-member={member.CoworkerId}>
            <h2 className={styles.name}>{member.CoworkerFullName}</h2>
            {fields.length > 0 && <p className={styles.about}>{fields.map((one) => member[one]).join(' · ')}</p>}
            <CardGroups {...card} figures={member} />
          </li>
        ))}
        <li className={`${styles.card ?? ''} ${styles.sums ?? ''}`}>
          <h2 className={styles.name}>
            {members.length === all.length ? t.table.team(all.length) : t.table.shown(members.length, all.length)}
          </h2>
          <CardGroups {...card} figures={sumOf(members)} />
        </li>
      </ul>
    </>
  )
}

interface CardGroupsProps extends Pick<MembersListProps, 'currency' | 'explain'> {
  figures: Figures
  groups: readonly ShownGroup[]
}

function CardGroups({ figures, groups, currency, explain }: CardGroupsProps) {
  const locale = useLocale()
  const { t, f } = locale
  const isZero = (id: ColumnId) => amountsIn(figures, id).every((one) => one.value === 0)
  return (
    <dl className={styles.groups}>
      {groups.map((group) => {
        const name = headingOf(group.id, explain)
        const columns = group.columns.filter((id) => !isZero(id))
        return (
          <div key={group.id} className={styles.group}>
            <dt>{name}</dt>
            {columns.length === 0 && (
              <dd className={styles.zero}>
                <span aria-hidden="true">–</span>
                <span className={controls.hidden}>0</span>
              </dd>
            )}
            {columns.map((id) => {
              const isMixed = id === 'CreditLeft' || id === 'PassesLeft'
              const text = amountsIn(figures, id).map((one) =>
                isMixed || one.measure === 'money' || one.measure === 'minutes'
                  ? written(one, locale, currency)
                  : f.number(one.value),
              )
              const label = isMixed ? '' : id === 'ToInvoice' ? t.table.sum : explain(id).Label
              return (
                <dd key={id} data-figure={id} data-value={amountsIn(figures, id)[0]?.value}>
                  {label && <span className={styles.label}>{label}</span>} {text.join(' · ')}
                </dd>
              )
            })}
          </div>
        )
      })}
    </dl>
  )
}

/** Cards have no headings to sort by. */
function SortChoice({ groups, explain, view, onViewChange }: MembersListProps) {
  const { t } = useLocale()
  const id = useId()
  const nameOf = (column: ColumnId) => {
    if (column === 'CoworkerFullName') return t.table.member
    const group = groups.find((one) => one.columns.includes(column))
    const heading = group ? headingOf(group.id, explain) : ''
    const isSum = column === 'ToInvoice' || column === 'CreditLeft' || column === 'PassesLeft'
    return isSum ? heading : `${heading}: ${explain(column).Label}`
  }
  const columns: ColumnId[] = ['CoworkerFullName', ...groups.flatMap((one) => one.columns)]
  return (
    <div className={styles.sort}>
      <label htmlFor={id}>{t.table.sortBy}</label>
      <select
        id={id}
        className={controls.select}
        value={view.sort?.column ?? ''}
        onChange={({ target }) => {
          const column = columns.find((one) => one === target.value)
          onViewChange({ ...view, sort: column ? { column, descending: column !== 'CoworkerFullName' } : null })
        }}
      >
        <option value="">{t.table.asGiven}</option>
        {columns.map((column) => (
          <option key={column} value={column}>
            {nameOf(column)}
          </option>
        ))}
      </select>
      {view.sort && (
        <button
          type="button"
          className={`${controls.button ?? ''} ${controls.icon ?? ''}`}
          aria-label={view.sort.descending ? t.table.descending : t.table.ascending}
          onClick={() =>
            onViewChange({ ...view, sort: view.sort && { ...view.sort, descending: !view.sort.descending } })
          }
        >
          <Icon name={view.sort.descending ? 'down' : 'up'} />
        </button>
      )}
    </div>
  )
}
