/** A person's newest records of each kind, with a link to all of them. */
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useConsole } from '@/console/ConsoleContext'
import { useShown } from '@/console/FieldValue'
import { listOptions, type Item } from '@/console/server'
import { useLocationOf } from '@/console/zones'
import { useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import styles from './People.module.css'

const SHOWN = 5

interface Kind {
  readonly plural: string
  readonly orderBy: string
  readonly fields: readonly [string, ...string[]]
}

const KINDS: readonly Kind[] = [
  { plural: 'bookings', orderBy: 'FromTime', fields: ['ResourceId', 'FromTime', 'ToTime'] },
  { plural: 'checkins', orderBy: 'FromTime', fields: ['BusinessId', 'FromTime', 'ToTime'] },
  { plural: 'coworkerproducts', orderBy: 'Id', fields: ['ProductName', 'Price', 'SaleDate'] },
  { plural: 'charges', orderBy: 'Id', fields: ['Description', 'TotalAmount', 'DueDate'] },
  { plural: 'coworkerinvoices', orderBy: 'Id', fields: ['InvoiceNumber', 'TotalAmount', 'DueDate', 'Paid'] },
  { plural: 'coworkercontracts', orderBy: 'Id', fields: ['TariffName', 'Price', 'StartDate', 'CancellationDate'] },
]

/** The sections, of what the roles allow. */
export function PersonRecords({ id }: { id: number }) {
  const { may } = useConsole()
  return KINDS.filter((one) => may(one.plural, 'List')).map((one) => <Section key={one.plural} kind={one} id={id} />)
}

function Section({ kind, id }: { kind: Kind; id: number }) {
  const { c, entity, may } = useConsole()
  const { f } = useLocale()
  const described = entity(kind.plural)
  const query = { [`${described.Name}_Coworker`]: id, size: SHOWN, orderBy: kind.orderBy, dir: 'desc' }
  const found = useQuery(listOptions(useClient(), described, query)).data
  const heading = `records-${kind.plural}`
  return (
    <section className={styles.part} aria-labelledby={heading}>
      <h2 id={heading}>{described.LabelOfSeveral}</h2>
      {found?.TotalItems === 0 && <p className={styles.quiet}>{c.people.nothing}</p>}
      {found && found.TotalItems > 0 && (
        <ul className={styles.lines}>
          {found.Records.map((item) => (
            <Line key={item.Id} kind={kind} item={item} mayOpen={may(kind.plural, 'Read')} />
          ))}
        </ul>
      )}
      {found && found.TotalItems > SHOWN && (
        <Link to={`/records/${kind.plural}?is.CoworkerId=${id}`}>{c.people.all(f.number(found.TotalItems))}</Link>
      )}
    </section>
  )
}

function Line({ kind, item, mayOpen }: { kind: Kind; item: Item; mayOpen: boolean }) {
  const { entity } = useConsole()
  const shown = useShown()
  const location = useLocationOf()(item)
  const described = entity(kind.plural)
  const texts = kind.fields.map((name) => {
    const field = described.Fields.find((one) => one.Name === name)
    if (!field) return ''
    const text = shown(field, item[name], item, location)
    return field.Kind === 'flag' && text ? `${field.Label}: ${text}` : text
  })
  const [title, ...others] = texts
  const name = title ?? '' // a record may have no name of its own
  return (
    <li>
      <span>
        {mayOpen ? (
          <Link to={`/records/${kind.plural}?open=${item.Id}`}>{name || `${described.Label} ${item.Id}`}</Link>
        ) : (
          name
        )}
      </span>
      <span>{others.filter(Boolean).join(kind.fields.includes('ToTime') ? ' – ' : ' · ')}</span>
    </li>
  )
}
