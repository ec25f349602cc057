/** What undoing an import would do, before it is done. */
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import { useConsole } from './ConsoleContext'
import { undoPlanOptions } from './undo'

/** What the undo would do: to how many records, whose figures change, and what refers to something that is deleted. */
export function UndoPlan({ id }: { id: number }) {
  const { c, entity, may } = useConsole()
  const { t } = useLocale()
  const { data: plan, error, refetch } = useQuery(undoPlanOptions(useClient(), id))
  if (!plan) {
    return error ? (
      <ErrorNotice title={c.failed} error={error} retry={() => void refetch()} />
    ) : (
      <Notice kind="loading" title={t.app.loading} />
    )
  }
  return (
    <>
      <p>
        {c.import.undoMeans(plan.Deleted, plan.Restored)}{' '}
        {plan.People > 0 && c.import.undoFigures(plan.FirstPeople.join(', '), plan.People - plan.FirstPeople.length)}{' '}
        {plan.Changed > 0 && c.import.undoChanged(plan.Changed)}
      </p>
      {plan.Referring.length > 0 && (
        <>
          <Banner kind="note">{c.import.undoRefers}</Banner>
          <ul>
            {plan.Referring.map(({ Entity, Total, First }) => (
              <li key={Entity}>
                {c.import.undoReferring(entity(Entity).LabelOfSeveral, Total)}{' '}
                {First.map((one, index) => (
                  <span key={one.Id}>
                    {index > 0 && ', '}
                    {may(Entity, 'List', 'Read') ? (
                      <Link className={controls.link} to={`/records/${Entity}?open=${one.Id}`}>
                        {one.Name ?? c.list.id(one.Id)}
                      </Link>
                    ) : (
                      (one.Name ?? c.list.id(one.Id))
                    )}
                  </span>
                ))}
                {Total > First.length && ` ${c.today.moreOf(Total - First.length)}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
