/** How one table is read: its columns, its dates and numbers, and what it leaves open. */
import { useId } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import controls from '@/ui/controls.module.css'
import { nameOf, withTable, type Answers } from './answers'
import styles from './Import.module.css'
import type { Report, Table } from './uploads'

interface TableLayoutProps {
  table: Table
  answers: Answers
  report: Report | undefined
  /** Null: nothing can be changed any more. */
  onChange: ((answers: Answers) => void) | null
}

const ORDERS: Readonly<Record<string, string>> = { dmy: 'dd/mm/yyyy', mdy: 'mm/dd/yyyy' }
const MARKS: Readonly<Record<string, string>> = { ',': '1.234,50', '.': '1,234.50' }
const ENCODINGS: Readonly<Record<string, string>> = {
  'utf-8': 'UTF-8',
  'utf-16': 'UTF-16',
  'windows-1252': 'Windows-1252',
}

/** The table. */
export function TableLayout({ table, answers, report, onChange }: TableLayoutProps) {
  const { c, entities } = useConsole()
  const id = useId()
  if (!report) return null
  const name = nameOf(table, report)
  const said = answers.tables[name] ?? {}
  const delimiters: Readonly<Record<string, string>> = c.import.delimiters
  const label = entities.get(table.entity)?.LabelOfSeveral ?? table.entity
  const facts = [
    c.import.rows(table.rows),
    table.delimiter && `${c.import.delimiter} ${delimiters[table.delimiter] ?? table.delimiter}`,
    table.encoding && (ENCODINGS[table.encoding] ?? table.encoding),
    table.date_order && `${c.import.dates} ${ORDERS[table.date_order] ?? table.date_order}`,
    table.decimal && `${c.import.numbers} ${MARKS[table.decimal] ?? table.decimal}`,
    table.zone,
  ]
  const asks = (question: string) => table.questions.some((one) => one.question === question)
  const choice = (part: 'DateOrder' | 'Decimal' | 'Encoding', text: string, values: Readonly<Record<string, string>>) =>
    (asks(part) || said[part] !== undefined) && (
      <label className={styles.answer}>
        {text}
        <select
          className={controls.select}
          value={said[part] ?? ''}
          disabled={!onChange}
          onChange={(event) => onChange?.(withTable(answers, name, { [part]: event.target.value || undefined }))}
        >
          <option value="">{c.import.open}</option>
          {Object.entries(values).map(([value, shown]) => (
            <option key={value} value={value}>
              {shown}
            </option>
          ))}
        </select>
      </label>
    )
  return (
    <section aria-labelledby={id} className={styles.table}>
      <h2 id={id} className={styles.heading}>
        {table.name} <span className={styles.quiet}>→ {label}</span>
      </h2>
      <p className={styles.quiet}>{facts.filter(Boolean).join(' · ')}</p>
      {table.questions.length > 0 && (
        <ul className={styles.questions}>
          {table.questions.map((one, index) => (
            <li key={index}>
              {c.import.line(one.line)}, {one.field}: {one.reason}
              {one.value !== null && <q className={styles.value}>{one.value}</q>}
            </li>
          ))}
        </ul>
      )}
      <div className={styles.buttons}>
        {choice('DateOrder', c.import.dates, ORDERS)}
        {choice('Decimal', c.import.numbers, MARKS)}
        {choice('Encoding', c.import.encoding, ENCODINGS)}
      </div>
      <details className={styles.details} open={asks('Columns')}>
        <summary>{c.import.columns}</summary>
        <Columns table={table} said={said.Columns ?? {}} onSay={onChange && say} />
      </details>
      {table.notes.length > 0 && (
        <ul className={styles.notes}>
          {table.notes.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
    </section>
  )

  function say(heading: string, field: string | null) {
    onChange?.(withTable(answers, name, { Columns: { ...said.Columns, [heading]: field } }))
  }
}

interface ColumnsProps {
  table: Table
  said: Readonly<Record<string, string | null>>
  onSay: ((heading: string, field: string | null) => void) | null
}

function Columns({ table, said, onSay }: ColumnsProps) {
  const { c, entities } = useConsole()
  const fields = entities.get(table.entity)?.Fields ?? []
  return (
    <ul className={styles.columns}>
      {table.columns
        .filter(({ heading }) => heading.trim() !== '')
        .map(({ heading, field }, index) => (
          <li key={index}>
            <label className={styles.answer}>
              <span className={styles.column}>{heading}</span>
              <select
                className={controls.select}
                value={(heading in said ? said[heading] : field) ?? ''}
                disabled={!onSay}
                onChange={(event) => onSay?.(heading, event.target.value || null)}
              >
                <option value="">{c.import.notRead}</option>
                {fields.map((one) => (
                  <option key={one.Name} value={one.Name}>
                    {one.IsRequired ? `${one.Label} *` : one.Label}
                  </option>
                ))}
                {field !== null && !fields.some((one) => one.Name === field) && <option value={field}>{field}</option>}
              </select>
            </label>
          </li>
        ))}
    </ul>
  )
}
