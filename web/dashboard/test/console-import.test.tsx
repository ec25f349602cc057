/** The Import screen on a back office that answers from memory. */
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import type { ImportFile, Report } from '@/features/console-import/uploads'
import { faultsOf } from './axe'
import { Office } from './office'

const REPORT: Report = {
  ...{ is_stored: false, import_id: null, rejected_count: 0, rejections: [], findings: [], skipped: [] },
  entities: { bookings: { new: 3, changed: 0, deleted: 0, unchanged: 1, stale: 0, rejected: 0 } },
  tables: [
    {
      ...{ name: 'Bookings.csv', entity: 'bookings', encoding: 'windows-1252', delimiter: ';', heading_line: 1 },
      columns: [
        { heading: 'Start', field: 'FromTime' },
        { heading: 'Colour', field: null },
      ],
      ...{ date_order: 'dmy', decimal: null, zone: 'Europe/Madrid', rows: 4, notes: [], questions: [] },
    },
  ],
}
const FILE: ImportFile = {
  ...{ Id: 7, Name: 'Bookings.csv', Size: 6, CreatedOn: '2026-11-18T09:00:00Z', KeptUntil: '2026-11-19T09:00:00Z' },
  ...{ PartBytes: 4, State: 'checked', BytesRead: 6, EndedOn: '2026-11-18T09:00:01Z', Problem: null },
  Options: { Mapping: null, Zone: null, Entity: null, Replace: false, KeepGood: false },
  Report: REPORT,
  Preview: { bookings: [{ Id: 1, FromTime: '2026-11-21T08:30:00Z' }] },
  HasRejectedRows: false,
}

let office: Office
let file: ImportFile
let runs: Record<string, unknown>[]
let parts: string[]

beforeEach(() => {
  office = new Office()
  file = FILE
  runs = []
  parts = []
  office.instead.set('GET importfiles', () => Response.json({ Files: [{ ...file, Report: null, Preview: null }] }))
  office.instead.set('POST importfiles', () => Response.json(file, { status: 201 }))
  for (const part of ['1', '2'])
    office.instead.set(`PUT ${part}`, () => {
      parts.push(part)
      return new Response(null, { status: 204 })
    })
  office.instead.set('GET 7', () => Response.json(file))
  office.instead.set('POST run', () => {
    const said = JSON.parse(office.requests.at(-1)?.body ?? '') as Record<string, unknown>
    runs.push(said)
    if (said.Do === 'import')
      file = { ...file, State: 'imported', EndedOn: 'then', Report: { ...REPORT, is_stored: true, import_id: 12 } }
    return Response.json(file, { status: 202 })
  })
  office.instead.set('GET imports', () =>
    Response.json({
      Imports: [
        {
          ...{ Id: 12, CreatedOn: '2026-11-18T09:02:00Z', By: 'boss@example.com', Source: 'Bookings.csv' },
          ...{ New: 3, Changed: 1, Deleted: 0, UndoneOn: null },
        },
      ],
    }),
  )
})

it('sends a file in parts, checks it, and imports it on one button', async () => {
  const user = userEvent.setup()
  const { container } = office.open('/console/import')
  await user.upload(await screen.findByLabelText(/Choose a file/), new File(['abcdef'], 'Bookings.csv'))
  expect(await screen.findByRole('heading', { name: 'Bookings.csv', level: 1 })).toBeVisible()
  expect([parts, runs]).toEqual([['1', '2'], [{ Do: 'check' }]])
  expect(screen.getByText(/separated by semicolons · Windows-1252 · Dates dd\/mm\/yyyy/)).toBeVisible()
  expect(screen.getByRole('cell', { name: /Nov 21, 2026, 08:30/ })).toBeVisible()
  expect(await faultsOf(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: /Import 3/ }))
  expect(await screen.findByText(/Imported, as import 12/)).toBeVisible()
  expect(screen.queryByRole('button', { name: /Check again/ })).toBeNull()
})

it('asks what is open, and imports nothing before the answers were checked', async () => {
  const user = userEvent.setup()
  const [table] = REPORT.tables
  const question = { question: 'DateOrder', line: 2, field: 'FromTime', reason: 'could be either', value: '02/03/2026' }
  file = {
    ...FILE,
    Report: { ...REPORT, rejected_count: 1, tables: table ? [{ ...table, questions: [question] }] : [] },
  }
  office.open('/console/import/7')
  expect(await screen.findByText(/1.question to answer/)).toBeVisible()
  await user.selectOptions(screen.getByLabelText('Dates'), 'mm/dd/yyyy')
  await user.selectOptions(screen.getByLabelText('Colour'), 'ToTime')
  expect(screen.queryByRole('button', { name: /^Import/ })).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Check again' }))
  await waitFor(() => expect(runs).toHaveLength(1))
  expect(runs[0]).toEqual({
    ...{ Do: 'check', Zone: null, Entity: null, Replace: false, KeepGood: false },
    Mapping: { Tables: { bookings: { DateOrder: 'mdy', Columns: { Colour: 'ToTime' } } } },
  })
})

it('takes one value for all rows of a required field without a column, but not for the ID', async () => {
  const user = userEvent.setup()
  const [table] = REPORT.tables
  const questions = ['FullName', 'Id'].map((field) => ({
    ...{ question: 'Columns', line: 1, field, reason: 'is required, but no column matches it', value: null },
  }))
  const finding = { code: 'no_such_record', entity: 'bookings', file: null, field: 'CoworkerId', count: 5, hint: '' }
  const examples = [{ line: 4, record_id: 3, value: '999' }]
  file = {
    ...FILE,
    Report: {
      ...REPORT,
      findings: [{ ...finding, examples }],
      tables: table ? [{ ...table, entity: 'coworkers', columns: [], questions }] : [],
    },
  }
  office.open('/console/import/7')
  await user.type(await screen.findByRole('textbox', { name: 'FullName' }), 'Visitor')
  expect(within(screen.getByRole('group', { name: /one value for all rows/ })).getAllByRole('textbox')).toHaveLength(1)
  const mistakes = screen.getByRole('region', { name: 'Possible mistakes' })
  expect(mistakes).toHaveTextContent(
    /Bookings CoworkerId: refers to a record that doesn’t exist.* line 4: 999 and 4 more/,
  )
  await user.click(screen.getByRole('button', { name: 'Check again' }))
  await waitFor(() => expect(runs).toHaveLength(1))
  expect(runs[0]?.Mapping).toEqual({ Tables: { coworkers: { Constants: { FullName: 'Visitor' } } } })
})

it('deletes nothing without being told so', async () => {
  const user = userEvent.setup()
  const counts = { new: 0, changed: 0, deleted: 2, unchanged: 0, stale: 0, rejected: 0 }
  file = {
    ...FILE,
    Options: { Mapping: null, Zone: null, Entity: null, Replace: true, KeepGood: false },
    Report: { ...REPORT, entities: { bookings: counts } },
  }
  office.open('/console/import/7')
  expect(await screen.findByRole('button', { name: /Import 2/ })).toBeDisabled()
  await user.click(screen.getByLabelText(/Yes, delete 2/))
  expect(screen.getByRole('button', { name: /Import 2/ })).toBeEnabled()
})

it('undoes an import after saying what that means', async () => {
  const user = userEvent.setup()
  const Referring = [
    {
      Entity: 'bookings',
      Total: 7,
      First: [
        { Id: 11, Name: 'Joe' },
        { Id: 12, Name: null },
      ],
    },
  ]
  const plan = { Deleted: 3, Restored: 1, Changed: 1, People: 3, FirstPeople: ['Jane', 'Joe'], Referring }
  office.instead.set('GET undo', () => Response.json(plan))
  const { container } = office.open('/console/import')
  await user.click(await screen.findByRole('button', { name: 'Undo import 12' }))
  const asked = screen.getByRole('group', { name: 'Undo import 12' })
  expect(
    await within(asked).findByText(/This deletes 3.records and restores the earlier content of 1.record/),
  ).toHaveTextContent('The figures of these people may change: Jane, Joe and 1 more. 1 record was changed since')
  expect(within(asked).getByRole('link', { name: 'Joe' })).toHaveAttribute('href', '/console/records/bookings?open=11')
  expect(within(asked).getByRole('listitem')).toHaveTextContent('Bookings (7): Joe, ID 12 and 5 more')
  expect(await faultsOf(container)).toEqual([])
  office.instead.set('POST undo', () =>
    Response.json({ Message: 'id: changed since', Errors: null, WasSuccessful: false }, { status: 400 }),
  )
  await user.click(within(asked).getByRole('button', { name: 'Undo import 12' }))
  await user.click(await within(asked).findByRole('button', { name: 'Undo the others' }))
  const said = office.requests.flatMap(({ method, path, body }) =>
    method === 'POST' && path.endsWith('/undo') ? [body] : [],
  )
  expect(said).toEqual(['{"LeaveChanged":false}', '{"LeaveChanged":true}'])
})

it('is absent for an operator who may not do everything with any kind of record', async () => {
  office.rights = new Map([['coworkers', ['List', 'Read', 'Create', 'Edit']]])
  office.open('/console/import')
  expect(await screen.findByText('Your roles don’t include this screen')).toBeVisible()
  expect(screen.queryByRole('link', { name: 'Import' })).toBeNull()
})
