/** The Audit screen on a back office that answers from memory. */
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Buffer } from 'node:buffer'
import readXlsxFile from 'read-excel-file/node'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Item, Version } from '@/console/server'
import { faultsOf } from './axe'
import { Office } from './office'

const CHANGED: Item = {
  ...{ Id: 9, EntityShortName: 'Booking', EntityId: 101, AuditType: 2, ActionBy: 'sync', Door: 'backoffice' },
  ...{ Address: '192.0.2.7', KeyId: 3, CreatedOn: '2026-11-18T09:00:00Z' },
  Changes: [
    { PropertyName: 'FromTime', OldValue: '2026-11-20T09:00:00Z', NewValue: '2026-11-20T10:00:00Z' },
    { PropertyName: 'CoworkerId', OldValue: null, NewValue: 7 },
  ],
}
const IMPORTED: Item = {
  ...{ Id: 8, EntityShortName: 'Import', EntityId: 2, AuditType: 1, ActionBy: '=cmd', Door: 'cli' },
  ...{ Address: null, KeyId: null, CreatedOn: '2026-11-17T09:00:00Z', Changes: [] },
}
const DELETED: Item = { ...IMPORTED, Id: 7, EntityShortName: 'Retention', EntityId: 0, Door: 'housekeeping' }

// jsdom has no dialogs; this is all that the panel needs of one.
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true
}
HTMLDialogElement.prototype.close = function close() {
  this.open = false
}

let office: Office
const saved: Blob[] = []

beforeEach(() => {
  office = new Office()
  saved.length = 0
  URL.createObjectURL = (blob: Blob | MediaSource) => {
    saved.push(blob as Blob)
    return 'blob:made'
  }
  URL.revokeObjectURL = () => undefined
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
  office.instead.set('GET audittrailentries', () => {
    const query = office.requests.at(-1)?.query
    const all = query?.get('AuditTrailEntry_EntityShortName') === 'Booking' ? [CHANGED] : [CHANGED, IMPORTED, DELETED]
    const size = Number(query?.get('size'))
    const page = Number(query?.get('page'))
    // While they are read, a new entry moves the others to the next page.
    const shown = size < 1000 ? all : page === 1 ? all.slice(0, 2) : all.slice(1)
    return Response.json({
      ...{ Records: shown, TotalItems: all.length, TotalPages: size < 1000 ? 1 : 2, PageNumber: page },
      ...{ FirstItem: 1, LastItem: shown.length },
    })
  })
})

/** The bytes of what was saved: jsdom's blobs cannot be asked for them. */
async function savedBytes(): Promise<Buffer> {
  const [blob] = saved
  if (!blob) throw new Error('nothing was saved')
  const reader = new FileReader()
  const read = new Promise((resolve) => (reader.onload = resolve))
  reader.readAsArrayBuffer(blob)
  await read
  return Buffer.from(reader.result as ArrayBuffer)
}

it('says in words through what each change came', async () => {
  const { container } = office.open('/console/audit')
  const list = await screen.findByText('sync · API key · 192.0.2.7')
  expect(list).toBeVisible()
  expect(screen.getByText('=cmd · Command')).toBeVisible()
  expect(screen.getByText('Import 2 created')).toBeVisible()
  expect(screen.getByText('=cmd · Automatic deletion')).toBeVisible()
  expect(screen.getByText('Automatic deletion created')).toBeVisible()
  expect(await faultsOf(container)).toEqual([])
})

it('saves what the filters find, on all pages, with a row for each field', async () => {
  const user = userEvent.setup()
  office.open('/console/audit')
  await user.click(await screen.findByRole('button', { name: 'Export CSV' }))
  await vi.waitFor(() => expect(saved).toHaveLength(1))
  expect(
    (await savedBytes())
      .toString('utf8')
      .replaceAll(/[\u00a0\u202f]/g, ' ')
      .split('\r\n'),
  ).toEqual([
    '\ufeffTime,Author,Channel,Address,What,ID,Change,Field,Before,After',
    '"Nov 18, 2026, 09:00",sync,API key,192.0.2.7,Booking,101,changed,FromTime,"Nov 20, 2026, 09:00 UTC","Nov 20, 2026, 10:00 UTC"',
    '"Nov 18, 2026, 09:00",sync,API key,192.0.2.7,Booking,101,changed,CoworkerId,,7',
    // A text that a spreadsheet would compute is made harmless, as in every other file.
    `"Nov 17, 2026, 09:00",'=cmd,Command,,Import,2,created,,,`,
    `"Nov 17, 2026, 09:00",'=cmd,Automatic deletion,,Automatic deletion,0,created,,,`,
    '',
  ])
})

it('saves a workbook of a filtered trail', async () => {
  const user = userEvent.setup()
  office.open('/console/audit?entity=Booking&since=2026-11-01')
  await user.click(await screen.findByRole('button', { name: 'Export Excel' }))
  await vi.waitFor(() => expect(saved).toHaveLength(1))
  const [sheet] = await readXlsxFile(await savedBytes())
  expect(sheet?.data.map((row) => row.slice(4, 8))).toEqual([
    ['What', 'ID', 'Change', 'Field'],
    ['Booking', 101, 'changed', 'FromTime'],
    ['Booking', 101, 'changed', 'CoworkerId'],
  ])
  const asked = office.requests.filter(
    ({ path, query }) => path.endsWith('audittrailentries') && query.get('size') === '1000',
  )
  expect(asked.map(({ query }) => [query.get('AuditTrailEntry_EntityShortName'), query.get('page')])).toEqual([
    ['Booking', '1'],
    ['Booking', '2'],
  ])
  expect(asked[0]?.query.get('from_AuditTrailEntry_CreatedOn')).toBe('2026-11-01T00:00:00.000Z')
})

it('leads to the history of a record, and from there back to its entries', async () => {
  const user = userEvent.setup()
  const version: Version = {
    ...{ Version: 'v1', HeldSince: '2026-11-17T09:00:00Z', HeldUntil: null, IsDeleted: false, By: null },
    ...{ Channel: 'import', IsKey: false, Changes: [] },
  }
  office.instead.set('GET versions', () =>
    Response.json({ Versions: [{ ...version, By: 'sync', Channel: 'backoffice', IsKey: true }, version] }),
  )
  office.put('bookings', { Id: 101, FromTime: '2026-11-20T10:00:00Z' })
  office.open('/console/audit')
  await user.click(await screen.findByRole('link', { name: 'History of Booking 101' }))
  const panel = await screen.findByRole('dialog')
  expect(await within(panel).findByText('sync · API key')).toBeVisible()
  expect(within(panel).getByText('unknown author · Import')).toBeVisible()
  await user.click(within(panel).getByRole('link', { name: 'Show in the audit trail' }))
  expect(await screen.findByText('sync · API key · 192.0.2.7')).toBeVisible()
  expect(screen.queryByText('Import 2 created')).toBeNull()
})
