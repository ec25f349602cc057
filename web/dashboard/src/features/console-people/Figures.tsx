/** A person's figures, as the administrators of their team see them. */
import { useQuery } from '@tanstack/react-query'
import { kpiFigures } from '@teamkpi/client'
import { Fragment, useId, useState } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import { useExplanations } from '@/data/team'
import { written } from '@/i18n/amounts'
import { useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Notice } from '@/ui/Notice'
import styles from './People.module.css'
import { personFiguresOptions } from './person-figures'

const SHOWN = kpiFigures.flatMap((one) => (one.unit ? [{ ...one, measure: one.unit }] : []))
const GROUPS = [...new Set(SHOWN.map((one) => one.group))]

interface FiguresProps {
  id: number
  /** The teams that the person is in. */
  teams: readonly { readonly id: number; readonly name: string }[]
  /** The location to use for a person in no team. */
  locationId: number | undefined
}

/** The section. Figures may differ between teams with different currencies or time zones. */
export function Figures({ id, teams, locationId }: FiguresProps) {
  const { c } = useConsole()
  const locale = useLocale()
  const client = useClient()
  const heading = useId()
  const explain = useExplanations(client).ofMember
  const [chosen, setChosen] = useState<number>()
  const place = teams.length > 0 ? { teamId: chosen ?? teams[0]?.id } : { businessId: locationId }
  const { data, error, refetch } = useQuery({
    ...personFiguresOptions(client, id, place),
    placeholderData: (before) => before,
  })
  return (
    <section className={styles.part} aria-labelledby={heading}>
      <h2 id={heading}>{c.people.figures}</h2>
      {teams.length > 1 && (
        <label className={styles.inTeam}>
          {c.people.inTeam}
          <select
            className={controls.field}
            value={data?.TeamId ?? ''}
            onChange={(event) => setChosen(Number(event.target.value))}
          >
            {teams.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
      )}
      {!data &&
        (error ? (
          <ErrorNotice title={c.failed} error={error} retry={() => void refetch()} />
        ) : (
          <Notice kind="loading" title={locale.t.app.loading} />
        ))}
      {data && (
        <>
          <p className={styles.quiet}>{c.people.figuresOf(data.TeamName, data.BusinessName, data.Zone)}</p>
          {GROUPS.map((group) => {
            const figures = SHOWN.filter((one) => one.group === group)
            const title = explain(figures[0]?.name ?? '').Group // none until the explanations have loaded
            return (
              <Fragment key={group}>
                {title && <h3>{title}</h3>}
                <dl className={styles.figures}>
                  {figures.map(({ name, measure }) => (
                    <div key={name} data-figure={name}>
                      <dt title={explain(name).Meaning}>{explain(name).Label}</dt>
                      <dd>{written({ measure, value: Number(data.Kpi[name]) }, locale, data.CurrencyCode)}</dd>
                    </div>
                  ))}
                </dl>
              </Fragment>
            )
          })}
        </>
      )}
    </section>
  )
}
