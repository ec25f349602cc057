/** Each kind of record that is mirrored, and the records that could not be stored. */
import { Link } from 'wouter'
import { useConsole } from '@/console/ConsoleContext'
import { Section } from '@/console/Sections'
import sections from '@/console/Sections.module.css'
import { useLocale } from '@/i18n/locale'
import { age } from './age'
import type { Mirror } from './mirror'

/** A table of the kinds. */
export function Kinds({ mirror }: { mirror: Mirror }) {
  const { c, entities, may } = useConsole()
  const { f } = useLocale()
  const count = (value: number | null) => (value === null ? '–' : f.number(value))
  return (
    <Section title={c.mirror.kinds} about={c.mirror.kindsAbout}>
      {/* A wide table scrolls in its frame, which the keyboard has to reach. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={sections.scroll} role="region" aria-label={c.mirror.table} tabIndex={0}>
        <table className={sections.table}>
          <thead>
            <tr>
              <th scope="col">{c.mirror.kind}</th>
              <th scope="col" className={sections.number}>
                {c.mirror.there}
              </th>
              <th scope="col" className={sections.number}>
                {c.mirror.here}
              </th>
              <th scope="col">{c.mirror.newest}</th>
              <th scope="col">{c.mirror.age}</th>
              <th scope="col">{c.mirror.swept}</th>
              <th scope="col">{c.mirror.note}</th>
            </tr>
          </thead>
          <tbody>
            {mirror.Kinds.map((one) => (
              <tr key={one.Entity}>
                <th scope="row">
                  {may(one.Entity, 'List') ? (
                    <Link to={`/records/${one.Entity}`}>{entities.get(one.Entity)?.LabelOfSeveral ?? one.Entity}</Link>
                  ) : (
                    (entities.get(one.Entity)?.LabelOfSeveral ?? one.Entity)
                  )}
                </th>
                <td className={sections.number}>{count(one.There)}</td>
                <td className={sections.number}>{count(one.Here)}</td>
                <td>{one.NewestVersion === null ? c.mirror.notYet : f.moment(one.NewestVersion)}</td>
                <td>{one.AgeSeconds === null ? c.mirror.notYet : age(one.AgeSeconds, f, c.mirror.underMinute)}</td>
                <td>{one.SweptOn === null ? c.mirror.notYet : f.moment(one.SweptOn)}</td>
                <td>{one.Note}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

/** The records that could not be stored, with the reason. */
export function Refused({ mirror }: { mirror: Mirror }) {
  const { c, entities } = useConsole()
  const { f } = useLocale()
  return (
    <Section title={c.mirror.refusedRecords} about={c.mirror.refusedAbout}>
      <ul className={sections.list}>
        {mirror.Refused.map((one) => (
          <li key={`${one.Entity} ${one.Id}`} className={sections.line}>
            <strong>{c.audit.record(entities.get(one.Entity)?.Label ?? one.Entity, one.Id)}</strong>
            <span className={sections.what}>{one.Reason}</span>
            <span className={sections.quiet}>{f.moment(one.FirstOn)}</span>
          </li>
        ))}
      </ul>
      {mirror.RefusedCount > mirror.Refused.length && <p className={sections.quiet}>{c.mirror.more}</p>}
    </Section>
  )
}
