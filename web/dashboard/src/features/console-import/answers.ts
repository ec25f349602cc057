/** What somebody says about a file on the screen, and the request that says it. */
import type { ImportFile, Options, Report, Table, TableMapping } from './uploads'

/** What is asked for, and what was asked for last. */
export interface Answers {
  readonly zone: string
  readonly entity: string
  readonly tables: Readonly<Record<string, TableMapping>>
  readonly replace: boolean
  readonly keepGood: boolean
}

/** The answers of a file's last run. */
export function answersOf(file: ImportFile): Answers {
  const { Options: given } = file
  return {
    zone: given?.Zone ?? given?.Mapping?.Zone ?? '',
    entity: given?.Entity ?? '',
    tables: given?.Mapping?.Tables ?? {},
    replace: given?.Replace ?? false,
    keepGood: given?.KeepGood ?? false,
  }
}

/** The request that says them. */
export function optionsOf({ zone, entity, tables, replace, keepGood }: Answers): Options {
  return {
    Mapping: { Tables: tables },
    Zone: zone.trim() || null,
    Entity: entity || null,
    Replace: replace,
    KeepGood: keepGood && !replace,
  }
}

/** The name of a table in a mapping: its entity, so that it also fits the next file, unless there are several of it. */
export function nameOf(table: Table, report: Report): string {
  const isAlone = report.tables.filter((one) => one.entity === table.entity).length === 1
  return isAlone ? table.entity : table.name
}

/** The answers with another answer about a table. */
export function withTable(answers: Answers, name: string, said: TableMapping): Answers {
  return { ...answers, tables: { ...answers.tables, [name]: { ...answers.tables[name], ...said } } }
}

/** Whether two say the same. */
export function isSame(one: Answers, other: Answers): boolean {
  return JSON.stringify(optionsOf(one)) === JSON.stringify(optionsOf(other))
}
