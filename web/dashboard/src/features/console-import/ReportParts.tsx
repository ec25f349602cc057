/** What a check or an import reports: counts, rejected rows, possible mistakes, and the first records. */
import { useMutation } from '@tanstack/react-query'
import { useId, type ReactNode } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import { useShown } from '@/console/FieldValue'
import type { Field, Item } from '@/console/server'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Icon } from '@/ui/Icon'
import { save } from '@/ui/save'
import styles from './Import.module.css'
import { COUNTS, rejectedRows, type ImportFile, type Report } from './uploads'

const MOST = 100
const SHOWN = 3

/** How many records are, or would be, new, changed and so on. */
export function CountsTable({ report, isDone }: { report: Report; isDone: boolean }) {
  const { c, entities } = useConsole()
  const { f } = useLocale()
  const rows = Object.entries(report.entities)
  return (
    <Part title={isDone ? c.import.wasDone : c.import.wouldBe}>
      <Wide label={isDone ? c.import.wasDone : c.import.wouldBe}>
        <table className={styles.grid}>
          <thead>
            <tr>
              <th scope="col">{c.import.record}</th>
              {COUNTS.map((one) => (
                <th key={one} scope="col" className={styles.number}>
                  {c.import.counts[one]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([plural, counts]) => (
              <tr key={plural}>
                <th scope="row">{entities.get(plural)?.LabelOfSeveral ?? plural}</th>
                {COUNTS.map((one) => (
                  <td
                    key={one}
                    className={styles.number}
                    data-alert={(one === 'rejected' && counts[one] > 0) || undefined}
                  >
                    {f.number(counts[one])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      {report.skipped.length > 0 && <p className={styles.quiet}>{c.import.skipped(report.skipped.join(', '))}</p>}
    </Part>
  )
}

/** The rejected rows, and the file of them. */
export function Rejected({ file, report }: { file: ImportFile; report: Report }) {
  const { c, entities } = useConsole()
  const { t } = useLocale()
  const { client } = useSession()
  const saving = useMutation({
    mutationFn: async () => {
      const { blob, name } = await rejectedRows(client, file.Id)
      save(blob, name)
    },
  })
  if (report.rejected_count === 0) return null
  const labelOf = (plural: string, name: string) =>
    entities.get(plural)?.Fields.find((one) => one.Name === name)?.Label ?? name
  return (
    <Part title={c.import.rejected(report.rejected_count)}>
      <ul className={styles.rejected}>
        {report.rejections.slice(0, MOST).map((one, index) => (
          <li key={index}>
            <span className={styles.quiet}>
              {[one.file, c.import.line(one.line), one.record_id !== null && `ID ${one.record_id}`]
                .filter(Boolean)
                .join(', ')}
            </span>
            <span>
              <strong>{labelOf(one.entity, one.field)}</strong> {one.reason}
              {one.value !== null && <q className={styles.value}>{one.value}</q>}
              {one.hint !== null && <span className={styles.quiet}> {one.hint}</span>}
            </span>
          </li>
        ))}
      </ul>
      {report.rejections.length > MOST && (
        <p className={styles.quiet}>{c.import.more(report.rejections.length - MOST)}</p>
      )}
      {file.HasRejectedRows && (
        <div className={styles.buttons}>
          <button type="button" className={controls.button} disabled={saving.isPending} onClick={() => saving.mutate()}>
            <Icon name="download" />
            {c.import.saveRejected}
          </button>
          {saving.error && <span role="alert">{reasonOf(saving.error, t)}</span>}
        </div>
      )}
    </Part>
  )
}

/** What was taken as it is and may be a mistake. */
export function Findings({ report }: { report: Report }) {
  const { c, entities } = useConsole()
  if (report.findings.length === 0) return null
  const texts: Readonly<Record<string, string>> = c.import.mistakes
  return (
    <Part title={c.import.findings}>
      <ul className={styles.notes}>
        {report.findings.slice(0, MOST).map((one, index) => {
          const entity = entities.get(one.entity)
          const label = entity?.Fields.find((field) => field.Name === one.field)?.Label ?? one.field
          const first = one.examples.slice(0, SHOWN)
          return (
            <li key={index}>
              <span className={styles.quiet}>{one.file ?? entity?.LabelOfSeveral ?? one.entity}</span>{' '}
              <strong>{label}</strong>: {texts[one.code] ?? one.hint}{' '}
              <span className={styles.quiet}>
                {first.map(({ line, value }) => [c.import.line(line), value].filter(Boolean).join(': ')).join('; ')}
                {one.count > first.length && first.length > 0 && ` ${c.import.more(one.count - first.length)}`}
              </span>
            </li>
          )
        })}
      </ul>
    </Part>
  )
}

/** The first records as they would be after the import. */
export function Preview({ preview }: { preview: Readonly<Record<string, readonly Item[]>> }) {
  const { c, entities, locations } = useConsole()
  const shown = useShown()
  return (
    <>
      {Object.entries(preview).map(([plural, records]) => {
        const entity = entities.get(plural)
        const names = [...new Set(records.flatMap((one) => Object.keys(one)))]
        const fieldOf = (name: string) => entity?.Fields.find((one) => one.Name === name)
        const title = c.import.preview(entity?.LabelOfSeveral ?? plural)
        return (
          <Part key={plural} title={title}>
            <Wide label={title}>
              <table className={styles.grid}>
                <thead>
                  <tr>
                    {names.map((name) => (
                      <th key={name} scope="col">
                        {fieldOf(name)?.Label ?? name}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {records.map((one, index) => (
                    <tr key={index}>
                      {names.map((name) => (
                        <td key={name}>{cell(fieldOf(name), one, name) || '–'}</td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </Wide>
          </Part>
        )
      })}
    </>
  )

  function cell(field: Field | undefined, record: Item, name: string): string {
    const value = record[name]
    if (!field) return typeof value === 'string' ? value : JSON.stringify(value ?? '')
    const location = locations.find(({ id }) => id === Number(record.BusinessId)) ?? locations[0] ?? null
    const place = field.RefersTo === 'businesses' && locations.find(({ id }) => id === Number(value))
    return place ? place.name : shown(field, value, null, location)
  }
}

/** What may be wider than the page: it can be scrolled with the keys. */
function Wide({ label, children }: { label: string; children: ReactNode }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.wide} tabIndex={0} role="group" aria-label={label}>
      {children}
    </div>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className={styles.heading}>
        {title}
      </h2>
      {children}
    </section>
  )
}
