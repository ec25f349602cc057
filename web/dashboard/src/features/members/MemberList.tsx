/** The members on a phone: a line each with one chosen figure. A tap shows the other figures of the person. Of a large
 * team, only the lines near the window are on the page. */
import { useId, useMemo, useRef, useState, type FocusEventHandler } from 'react'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { Icon } from '@/ui/Icon'
import { useNearRows } from '@/ui/useNearRows'
import { Change } from './Change'
import { isCompared, lineOfThen, sumsOfBoth } from './changes'
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
  const keys = useMemo(() => members.map((one) => one.CoworkerId), [members])
  const list = useRef<HTMLUListElement>(null)
  const { then } = props
  const both = useMemo(() => then && sumsOfBoth(members, then), [members, then])
  const near = useNearRows<HTMLLIElement>(keys, list)
  if (!chosen) return null
  const line = { ...props, columns, chosen }
  const place = (index: number) =>
    near.isLong ? { 'aria-posinset': index + 1, 'aria-setsize': members.length + 1 } : undefined
  return (
    <>
      <FigureChoice {...props} chosen={chosen.id} />
      <ul className={styles.list} ref={list}>
        {near.pieces.map((piece) => {
          if ('gap' in piece) {
            return <li key={`gap ${piece.before}`} aria-hidden="true" style={{ height: piece.gap }} />
          }
          const member = members[piece.index]
          if (!member) return null
          const { CoworkerId: id } = member
          return (
            <li key={id} className={styles.item} data-member={id} {...place(piece.index)}>
              <Line
                {...line}
                figures={member}
                earlier={(column) => lineOfThen(id, column, props.then)}
                name={member.CoworkerFullName}
                coworkerId={id}
                isOpen={opened === id}
                onToggle={() => setOpened(opened === id ? null : id)}
                onFocus={({ currentTarget }) => {
                  const row = currentTarget.closest('li')
                  if (row) near.keep(row)
                }}
              />
            </li>
          )
        })}
        <li className={`${styles.item ?? ''} ${styles.sums ?? ''}`} {...place(members.length)}>
          <span className={styles.line}>
            <span className={styles.name}>
              {members.length === all.length ? t.table.team(all.length) : t.table.shown(members.length, all.length)}
            </span>
            <Value {...line} figures={sumOf(members)} earlier={() => both?.then} compared={both?.now} {...chosen} />
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
  /** The same figures then, as far as they are known. */
  earlier: (column: ColumnId) => Figures | undefined
  compared?: Figures | undefined
}

interface MemberLineProps extends LineProps {
  name: string
  coworkerId: number
  isOpen: boolean
  onToggle: () => void
  onFocus: FocusEventHandler<HTMLButtonElement>
}

/** A member, and what a tap shows. */
function Line({ name, isOpen, onToggle, onFocus, ...line }: MemberLineProps) {
  const id = useId()
  return (
    <>
      <button
        type="button"
        className={styles.line}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={onToggle}
        onFocus={onFocus}
      >
        <span className={styles.name}>{name}</span>
        <Value {...line} {...line.chosen} />
        <Icon name={isOpen ? 'up' : 'chevronDown'} size={16} />
      </button>
      {isOpen && (
        <div id={id}>
          <Others {...line} />
        </div>
      )}
    </>
  )
}

function Value({ figures, compared, earlier, id, group, uncertain, then, currency, today }: LineProps & Shown) {
  const locale = useLocale()
  const exact = exactOf(figures, id, locale)
  const isVague = isUncertain(id, group, uncertain)
  return (
    <span className={styles.value} data-figure={id} data-uncertain={isVague || undefined}>
      <CellText figures={figures} column={id} currency={currency} today={today} />
      {exact && <span className={controls.hidden} data-spoken>{`, ${exact}`}</span>}
      {isVague && <span className={controls.hidden} data-spoken>{`, ${locale.t.moment.uncertain}`}</span>}
      {isCompared(id, group, uncertain, then) && (
        <Change {...{ figures, compared, then, currency }} earlier={earlier(id)} column={id} />
      )}
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
