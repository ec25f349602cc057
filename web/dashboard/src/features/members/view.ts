/** The chosen members, columns and order, and how they appear in the URL, so that a view can be shared. */
import { CHOOSABLE, COLUMN_IDS, FIRST_COLUMNS, GROUPS, type ColumnId, type GroupId } from './columns'

/** By which column members are sorted. */
export interface Sort {
  readonly column: ColumnId
  readonly descending: boolean
}

/** Which members and columns are shown, and in which order. */
export interface MembersView {
  /** Null: as the server gives them, by ascending id. */
  readonly sort: Sort | null
  /** Only members whose name or email contains these words. */
  readonly search: string
  /** Only members with something to invoice. */
  readonly onlyToInvoice: boolean
  /** Only members who neither booked nor checked in this month. */
  readonly onlyIdle: boolean
  /** In the order of the table. */
  readonly hidden: readonly ColumnId[]
  /** Groups that are collapsed to their sum, in the order of the table. */
  readonly folded: readonly GroupId[]
}

const lists = new Map<string, readonly string[]>()

/** The one object for all lists of the same names, so that what depends on a list is not drawn again for nothing. */
function theList<Name extends string>(names: readonly Name[]): readonly Name[] {
  const key = names.join()
  const list = lists.get(key) ?? names
  lists.set(key, list)
  return list as readonly Name[]
}

function known<Name extends string>(names: readonly Name[], text: string | null): readonly Name[] {
  const said = new Set(text?.split(','))
  return theList(names.filter((one) => said.has(one)))
}

/** What is seen when nothing has been chosen. */
export const DEFAULT_MEMBERS_VIEW: MembersView = {
  sort: null,
  search: '',
  onlyToInvoice: false,
  onlyIdle: false,
  hidden: theList(CHOOSABLE.filter((one) => !FIRST_COLUMNS.includes(one))),
  folded: theList([]),
}

const ALL = 'all'

/** The hidden columns of an address, which names the shown ones. */
function readHidden(params: URLSearchParams): readonly ColumnId[] {
  const shown = params.get('cols')
  if (shown === null) return DEFAULT_MEMBERS_VIEW.hidden
  if (shown === ALL) return theList([])
  const named = known(CHOOSABLE, shown)
  return theList(CHOOSABLE.filter((one) => !named.includes(one)))
}

/** Reads a view from an address. What is not understood is passed over: addresses are typed and outlive versions. */
export function readMembersView(params: URLSearchParams): MembersView {
  const sort = params.get('sort')
  const column = COLUMN_IDS.find((one) => one === sort?.replace(/^-/, ''))
  return {
    sort: column ? { column, descending: sort?.startsWith('-') ?? false } : null,
    search: params.get('q') ?? '',
    onlyToInvoice: params.get('open') === '1',
    onlyIdle: params.get('idle') === '1',
    hidden: readHidden(params),
    folded: known(GROUPS, params.get('fold')),
  }
}

/** Writes a view as URL parameters, without default values. Reading them again gives the same view. */
export function writeMembersView(view: MembersView, params: URLSearchParams): void {
  if (view.sort) params.set('sort', `${view.sort.descending ? '-' : ''}${view.sort.column}`)
  if (view.search) params.set('q', view.search)
  if (view.onlyToInvoice) params.set('open', '1')
  if (view.onlyIdle) params.set('idle', '1')
  if (view.hidden.join() !== DEFAULT_MEMBERS_VIEW.hidden.join()) {
    const shown = CHOOSABLE.filter((one) => !view.hidden.includes(one))
    params.set('cols', view.hidden.length === 0 ? ALL : shown.join(','))
  }
  if (view.folded.length) params.set('fold', view.folded.join(','))
}

/** The sort after a column's heading was used: largest first for numbers, then turned round, then none. */
export function nextSort(sort: Sort | null, column: ColumnId): Sort | null {
  const descendingFirst = column !== 'CoworkerFullName'
  if (sort?.column !== column) return { column, descending: descendingFirst }
  return sort.descending === descendingFirst ? { column, descending: !descendingFirst } : null
}

/** The list with a name added or taken out, in the given order. */
export function toggled<Name extends string>(
  names: readonly Name[],
  list: readonly Name[],
  name: Name,
): readonly Name[] {
  return theList(names.filter((one) => list.includes(one) !== (one === name)))
}
