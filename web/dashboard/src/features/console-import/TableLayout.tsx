/** How one table is read: its columns, its dates and numbers, and what it leaves open. */
import { useId, useState } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import { FieldInput } from '@/console/FieldInput'
import { readTyped, typedOf } from '@/console/typed'
import controls from '@/ui/controls.module.css'
import { nameOf, withTable, type Answers } from './answers'
import styles from './Import.module.css'
import type { Report, Table, TableMapping } from './uploads'

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
  const entity = entities.get(table.entity)
  const label = entity?.LabelOfSeveral ?? table.entity
  const fieldOf = (wanted: string) => entity?.Fields.find((one) => one.Name === wanted)
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
              {c.import.line(one.line)}, {fieldOf(one.field)?.Label ?? one.field}: {one.reason}
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
      <SameInAllRows
        table={table}
        said={said}
        onSay={onChange && ((more) => onChange(withTable(answers, name, more)))}
      />
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

interface SameInAllRowsProps {
  table: Table
  said: TableMapping
  onSay: ((said: TableMapping) => void) | null
}

/** Required fields without a column in the table: one value for all rows of each. */
function SameInAllRows({ table, said, onSay }: SameInAllRowsProps) {
  const { c, entities, locations } = useConsole()
  const location = locations[0] ?? null
  const [typed, setTyped] = useState<Readonly<Record<string, string | boolean>>>({})
  const given = said.Constants ?? {}
  const columns = table.columns.map(({ heading, field }) => said.Columns?.[heading] ?? field)
  const lacking = table.questions.filter((one) => one.question === 'Columns').map((one) => one.field)
  const fields = (entities.get(table.entity)?.Fields ?? []).filter(
    (one) =>
      one.Name !== 'Id' &&
      one.Kind !== 'ids' &&
      !columns.includes(one.Name) &&
      (one.Name in given || lacking.includes(one.Name)),
  )
  if (!onSay || fields.length === 0) return null
  const zone = location?.zone ?? 'UTC'
  return (
    <fieldset className={styles.same}>
      <legend>{c.import.sameInAllRows}</legend>
      {fields.map((field) => (
        <FieldInput
          key={field.Name}
          field={{ ...field, IsRequired: false }}
          location={location}
          typed={typed[field.Name] ?? typedOf(field, given[field.Name], zone)}
          onTyped={(text) => {
            setTyped({ ...typed, [field.Name]: text })
            const read = readTyped(field, text, zone)
            const others = Object.entries(given).filter(([name]) => name !== field.Name)
            const isGiven = 'value' in read && read.value !== null
            onSay({ Constants: Object.fromEntries(isGiven ? [...others, [field.Name, read.value]] : others) })
          }}
        />
      ))}
    </fieldset>
  )
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
