/** What a record is called. */
import type { Entity, Item } from './server'

/** The name of a record: its own, or else its kind and number. */
export function titleOf(entity: Entity, item: Item): string {
  const name = entity.Title ? item[entity.Title] : null
  if (typeof name === 'string' && name !== '') return name
  const parts = ['CoworkerFullName', 'ResourceName', 'InvoiceNumber', 'ProductName', 'TimePassName', 'ExtraServiceName']
    .map((field) => item[field])
    .filter((one): one is string => typeof one === 'string' && one !== '')
  return parts.length > 0 ? parts.slice(0, 2).join(' · ') : `${entity.Label} ${item.Id}`
}
