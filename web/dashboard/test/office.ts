/** A back office that answers from memory, for the console: a few entities, records with versions, and changes. */
import type { Change, Entity, Field, Item, Right } from '@/console/server'
import { problem } from './portal'
import { DONE, Site } from './site'

function field(Name: string, Kind: string, more: Partial<Field> = {}): Field {
  return {
    ...{ Name, Label: Name, Help: null, Kind, IsRequired: false, IsReadOnly: false, Default: null, SameAs: null },
    ...{ Choices: [], RefersTo: null, ShownBy: null, Filter: `X_${Name}`, HasRange: Kind === 'instant' },
    ...{ CanBeSorted: true, Narrows: false, ...more },
  }
}

function entity(Plural: string, Name: string, fields: readonly Field[], more: Partial<Entity> = {}): Entity {
  return {
    ...{ Name, Plural, Path: `/api/x/${Plural}`, Label: Name, LabelOfSeveral: `${Name}s`, Title: null, OrderBy: 'Id' },
    ...{ IsDescending: false, First: fields.map((one) => one.Name), AffectsFigures: true, Fields: fields, ...more },
  }
}

const PERSON = field('CoworkerId', 'id', { RefersTo: 'coworkers', ShownBy: 'CoworkerFullName', Narrows: true })
const TIMES = [field('FromTime', 'instant', { IsRequired: true }), field('ToTime', 'instant')]
const ENTITIES: readonly Entity[] = [
  entity('businesses', 'Location', [field('Name', 'text'), field('SimpleTimeZoneNameIana', 'zone')], {
    Title: 'Name',
    Path: '/api/sys/businesses',
  }),
  entity(
    'coworkers',
    'Person',
    [field('FullName', 'text', { IsRequired: true }), field('CompanyName', 'text'), field('Archived', 'flag')],
    { Title: 'FullName' },
  ),
  entity('teams', 'Team', [field('Name', 'text')], { Title: 'Name' }),
  entity('resources', 'Resource', [field('Name', 'text')], { Title: 'Name' }),
  entity('bookings', 'Booking', [...TIMES, PERSON]),
  entity('checkins', 'Check-in', [...TIMES, PERSON]),
  entity('coworkertimepasses', 'Pass', [PERSON]),
  entity('coworkerextraservices', 'Service', [PERSON]),
  entity('coworkerbookingcredits', 'Credit', [PERSON]),
  entity('coworkerinvoices', 'Invoice', [PERSON]),
  entity('charges', 'Charge', [PERSON]),
]
const ALL: readonly Right[] = ['List', 'Read', 'Create', 'Edit', 'Delete']

/** A site whose server is a back office. */
export class Office extends Site {
  readonly records = new Map<string, Map<number, Item>>(ENTITIES.map((one) => [one.Plural, new Map<number, Item>()]))
  readonly versions = new Map<string, number>()
  rights = new Map<string, readonly Right[]>([
    ...ENTITIES.map((one) => [one.Plural, ALL] as const),
    ['audittrailentries', ALL],
  ])
  override email = 'desk@example.com'
  isOperator = true
  mayDoEverything = true
  mayReadFigures = false
  /** What every change asked for, in order. */
  readonly changed: (readonly Change[])[] = []
  /** The field that is refused in a change, and why; null for a change that is made. */
  refuses: (change: Change) => readonly [field: string, reason: string] | null = () => null
  readonly #kept = new Map<string, Item>()
  #next = 900

  constructor() {
    super()
    this.isSignedIn = true
    this.put('businesses', { Id: 1, Name: 'Hub', SimpleTimeZoneNameIana: 'Europe/London', CurrencyCode: 'GBP' })
    this.instead.set('GET operator', () =>
      this.isOperator
        ? Response.json({
            ...{ Name: 'desk@example.com', MayDoEverything: this.mayDoEverything, MayReadFigures: this.mayReadFigures },
            Entities: [...this.rights].map(([Plural, Rights]) => ({ Plural, Rights })),
          })
        : problem(401, 'missing_role'),
    )
    this.instead.set('GET entities', () => Response.json({ Entities: ENTITIES }))
    this.instead.set('GET search', () => {
      const text = this.requests.at(-1)?.query.get('query')?.toLowerCase() ?? ''
      const people = [...(this.records.get('coworkers')?.values() ?? [])].map((one) => ({
        ...{
          Id: one.Id,
          FullName: String(one.FullName),
          CompanyName: null,
          Email: 'x@x',
          IsActive: true,
          TeamNames: null,
        },
      }))
      return Response.json({ People: people.filter((one) => one.FullName.toLowerCase().includes(text)), Teams: [] })
    })
    this.instead.set('POST changes', () => this.#change())
    this.instead.set('GET audittrailentries', () => page([]))
    this.instead.set('GET mirror', () => Response.json({ Mirrors: [] }))
    this.instead.set('GET look', () => Response.json({ Name: null, Accent: null, AccentInDark: null, Logo: null }))
    this.instead.set('GET webhooks', () => Response.json({ Webhooks: [], Failed: [], FailedCount: 0 }))
    for (const one of ENTITIES)
      this.instead.set(`GET ${one.Plural}`, () => {
        const found = [...(this.records.get(one.Plural)?.values() ?? [])]
        return this.requests.at(-1)?.query.has('id') ? Response.json(found) : page(found)
      })
    this.instead.set('DELETE session', DONE)
  }

  /** Stores a record as it is, with a new version. */
  put(plural: string, item: Item): void {
    this.records.get(plural)?.set(item.Id, item)
    const key = `${plural} ${item.Id}`
    this.versions.set(key, (this.versions.get(key) ?? 0) + 1)
    this.#kept.set(`${key} v${this.versions.get(key) ?? 0}`, item)
    this.instead.set(`GET ${item.Id}`, () =>
      Response.json(this.records.get(plural)?.get(item.Id), { headers: { etag: `"v${this.versions.get(key) ?? 0}"` } }),
    )
  }

  #version(one: Change): string {
    return `v${this.versions.get(`${one.Entity} ${one.Id ?? 0}`) ?? 0}`
  }

  #change(): Response {
    const { Changes } = JSON.parse(this.requests.at(-1)?.body ?? '') as { Changes: Change[] }
    this.changed.push(Changes)
    const made = []
    // All of them or none, as on the server.
    if (Changes.some((one) => one.Version !== undefined && one.Version !== this.#version(one)))
      return Response.json({ Status: 412, Message: 'changed', WasSuccessful: false, Errors: null }, { status: 412 })
    const Errors = Changes.flatMap((one, place) => {
      const refused = this.refuses(one)
      return refused ? [{ PropertyName: `Changes[${place}].Values.${refused[0]}`, Message: refused[1] }] : []
    })
    if (Errors.length > 0 || Changes.length > 100)
      return Response.json({ Status: 400, Message: 'refused', WasSuccessful: false, Errors }, { status: 400 })
    for (const one of Changes) {
      const Id = one.Id ?? (this.#next += 1)
      const key = `${one.Entity} ${Id}`
      const before = this.versions.get(key)
      if (one.Do === 'setback') this.put(one.Entity, this.#kept.get(`${key} ${one.To ?? ''}`) ?? { Id })
      else if (one.Do === 'delete') {
        this.records.get(one.Entity)?.delete(Id)
        this.versions.set(key, (before ?? 0) + 1)
      } else this.put(one.Entity, { ...this.records.get(one.Entity)?.get(Id), ...one.Values, Id })
      made.push({
        Entity: one.Entity,
        Id,
        Before: before ? `v${before}` : null,
        Version: `v${this.versions.get(key) ?? 0}`,
      })
    }
    return Response.json({ UpdatedOn: '2026-11-18T09:00:00Z', UpdatedBy: 'desk@example.com', Changes: made })
  }
}

function page(Records: readonly Item[]): Response {
  const LastItem = Records.length
  return Response.json({
    Records,
    TotalItems: LastItem,
    TotalPages: 1,
    PageNumber: 1,
    FirstItem: Math.min(1, LastItem),
    LastItem,
  })
}
