/** The members on a phone: a line each with one chosen figure. A tap shows the other figures of the person. */
import { useId, useState } from 'react'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { Icon } from '@/ui/Icon'
import { Change } from './Change'
import { isCompared, sumOfThen } from './changes'
import { isUncertain, type ColumnId, type GroupId } from './columns'
import { CellText, exactOf } from './FigureCell'
import { fullNameOf } from './headings'
import type { MembersListProps } from './list-props'
import styles from './MemberList.module.css'
import { targetOf } from './open'
import { isZero, sumOf, type Figures } from './sums'

/** The lines of the members that are shown, and one of their sums, which stays in view. */
export function MemberList(props: MembersListProps) {
  const { members, all, groups, view } = props
  const { t } = useLocale()
  const columns = groups.flatMap((group) => group.columns.map((id) => ({ id, group: group.id })))
  const [first] = columns
  const chosen = columns.find((one) => one.id === view.sort?.column) ?? first
  const [opened, setOpened] = useState<number | null>(null)
  const id = useId()
  if (!chosen) return null
  const line = { ...props, columns, chosen }
  return (
    <>
      <FigureChoice {...props} chosen={chosen.id} />
      <ul className={styles.list}>
        {members.map((member) => {
          const isOpen = opened === member.CoworkerId
          const rest = `${id}-${String(member.CoworkerId)}`
          return (
            <li key={member.CoworkerId} className={styles.item} data-member={member.CoworkerId}>
              <button
                type="button"
                className={styles.line}
                aria-expanded={isOpen}
                aria-controls={isOpen ? rest : undefined}
                onClick={() => setOpened(isOpen ? null : member.CoworkerId)}
              >
                <span className={styles.name}>{member.CoworkerFullName}</span>
                <Value {...line} figures={member} earlier={props.then?.lines.get(member.CoworkerId)} {...chosen} />
                <Icon name={isOpen ? 'up' : 'chevronDown'} size={16} />
              </button>
              {isOpen && (
                <div id={rest}>
                  <Others
                    {...line}
                    figures={member}
                    earlier={props.then?.lines.get(member.CoworkerId)}
                    coworkerId={member.CoworkerId}
                  />
                </div>
              )}
            </li>
          )
        })}
        <li className={`${styles.item ?? ''} ${styles.sums ?? ''}`}>
          <span className={styles.line}>
            <span className={styles.name}>
              {members.length === all.length ? t.table.team(all.length) : t.table.shown(members.length, all.length)}
            </span>
            <Value
              {...line}
              figures={sumOf(members)}
              earlier={props.then ? sumOfThen(members, props.then) : undefined}
              {...chosen}
            />
          </span>
        </li>
      </ul>
    </>
  )
}

interface Shown {
  id: ColumnId
  group: GroupId
}

interface LineProps extends MembersListProps {
  columns: readonly Shown[]
  chosen: Shown
  figures: Figures
  /** The same figures then. */
  earlier: Figures | undefined
}

function Value({ figures, earlier, id, group, uncertain, then, currency, today }: LineProps & Shown) {
  const locale = useLocale()
  const exact = exactOf(figures, id, locale)
  const isVague = isUncertain(id, group, uncertain)
  return (
    <span className={styles.value} data-figure={id} data-uncertain={isVague || undefined}>
      <CellText figures={figures} column={id} currency={currency} today={today} />
      {exact && <span className={controls.hidden} data-spoken>{`, ${exact}`}</span>}
      {isVague && <span className={controls.hidden} data-spoken>{`, ${locale.t.moment.uncertain}`}</span>}
      {isCompared(id, group, uncertain, then) && <Change {...{ figures, earlier, then, currency }} column={id} />}
    </span>
  )
}

/** What else there is about a member: figures that aren't zero, and the way to all of it. */
function Others(props: LineProps & { coworkerId: number }) {
  const { columns, chosen, figures, coworkerId, explain, onOpen } = props
  const { t } = useLocale()
  const others = columns.filter(({ id }) => id !== chosen.id && !isZero(figures, id))
  return (
    <>
      <dl className={styles.others}>
        {others.map(({ id, group }) => {
          const value = <Value {...props} id={id} group={group} />
          return (
            <div key={id}>
              <dt>{fullNameOf(id, group, explain, t)}</dt>
              <dd>
                {onOpen ? (
                  <button type="button" className={styles.open} onClick={() => onOpen(targetOf(id, coworkerId))}>
                    {value}
                  </button>
                ) : (
                  value
                )}
              </dd>
            </div>
          )
        })}
      </dl>
      {onOpen && (
        <p className={styles.more}>
          <button type="button" className={controls.button} onClick={() => onOpen({ kind: 'member', coworkerId })}>
            {t.table.openMember}
          </button>
          <button type="button" className={controls.button} onClick={() => onOpen(targetOf(chosen.id, coworkerId))}>
            {t.table.openWhy}
          </button>
        </p>
      )}
    </>
  )
}

/** Which figure the lines show. They are sorted by it as well. */
function FigureChoice(props: MembersListProps & { chosen: ColumnId }) {
  const { groups, explain, view, onViewChange, chosen } = props
  const { t } = useLocale()
  const id = useId()
  return (
    <div className={styles.choice}>
      <label htmlFor={id}>{t.table.figure}</label>
      <select
        id={id}
        data-choice="figure"
        className={controls.select}
        value={chosen}
        onChange={({ target }) => {
          const column = groups.flatMap((one) => one.columns).find((one) => one === target.value)
          if (column) onViewChange({ ...view, sort: { column, descending: true } })
        }}
      >
        {groups.flatMap((group) =>
          group.columns.map((column) => (
            <option key={column} value={column}>
              {fullNameOf(column, group.id, explain, t)}
            </option>
          )),
        )}
      </select>
      <button
        type="button"
        className={`${controls.button ?? ''} ${controls.icon ?? ''}`}
        aria-label={view.sort?.descending === false ? t.table.ascending : t.table.descending}
        aria-pressed={view.sort !== null}
        onClick={() =>
          onViewChange({ ...view, sort: { column: chosen, descending: view.sort ? !view.sort.descending : true } })
        }
      >
        <Icon name={view.sort?.descending === false ? 'up' : 'down'} />
      </button>
    </div>
  )
}
