/** One list and one form for every entity, made of what the server says about it. */
import { Link, Redirect, useLocation, useSearch } from 'wouter'
import { useConsole } from '@/console/ConsoleContext'
import { NoRight } from '@/console/NoRight'
import { Screen } from '@/console/Screen'
import { SidePanel } from '@/ui/SidePanel'
import { RecordForm } from './RecordForm'
import { RecordList } from './RecordList'
import { RecordPanel } from './RecordPanel'
import styles from './RecordsPage.module.css'
import { searchOf, viewOf, type View } from './view'

/** The records of an entity, by its plural in the address. */
export function RecordsPage({ plural }: { plural: string | undefined }) {
  const { c, entities, may } = useConsole()
  const [path, navigate] = useLocation()
  const search = useSearch()
  const listed = [...entities.values()].filter((one) => may(one.Plural, 'List'))
  const entity = plural === undefined ? undefined : entities.get(plural)
  const [first] = listed
  if (!entity) return first ? <Redirect replace to={`/records/${first.Plural}`} /> : <NoRight />
  if (!may(entity.Plural, 'List')) return <NoRight />
  const view = viewOf(search, entity)
  const show = (next: Partial<View>, { replace = true } = {}) =>
    navigate(`${path}${searchOf({ ...view, ...next })}`, { replace })
  const close = () => show({ open: null, tab: 'form' })
  const id = Number(view.open)
  return (
    <Screen title={entity.LabelOfSeveral}>
      <div className={styles.page}>
        <nav className={styles.entities} aria-label={c.nav.records}>
          {listed.map((one) => (
            <Link
              key={one.Plural}
              to={`/records/${one.Plural}`}
              className={styles.entity}
              aria-current={one === entity ? 'page' : undefined}
            >
              {one.LabelOfSeveral}
            </Link>
          ))}
        </nav>
        <RecordList key={entity.Plural} entity={entity} view={view} show={show} />
      </div>
      {view.open === 'new' && may(entity.Plural, 'Create') && (
        <SidePanel title={`${c.actions.new}: ${entity.Label}`} onClose={close}>
          <RecordForm entity={entity} id={null} onDone={close} />
        </SidePanel>
      )}
      {Number.isSafeInteger(id) && id > 0 && (
        <RecordPanel key={`${id} ${view.tab}`} entity={entity} id={id} first={view.tab} onClose={close} />
      )}
    </Screen>
  )
}
