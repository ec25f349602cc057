/** The records of what is sold or granted. */
import { MINUTES } from '../belongings'
import type { Change } from '../server'

/** What is sold or granted, as it was typed. */
export interface Sale {
  readonly act: 'product' | 'pass' | 'money' | 'time'
  readonly coworkerId: number
  readonly businessId: number
  /** The number of the product or the kind of pass; a new one has none that anybody else uses. */
  readonly id: number
  readonly name: string
  readonly quantity: string
  readonly price: string
  readonly minutes: string
  readonly expires: string | null
  readonly at: string
}

const HOUR = 60

/** The change that makes the record. */
export function recordsOf(sale: Sale): Change {
  const whose = { CoworkerId: sale.coworkerId, BusinessId: sale.businessId }
  const price = decimal(sale.price)
  const make = (plural: string, values: Readonly<Record<string, unknown>>): Change => ({
    ...{ Entity: plural, Do: 'create' as const, Values: { ...whose, ...values } },
  })
  switch (sale.act) {
    case 'product':
      return make('coworkerproducts', {
        ...{ ProductId: sale.id, ProductName: sale.name, Quantity: sale.quantity, Price: price },
        ...{ SaleDate: sale.at, DueDate: sale.at },
      })
    case 'pass': {
      const minutes = sale.minutes.trim() || null
      return make('coworkertimepasses', {
        ...{ TimePassId: sale.id, TimePassName: sale.name, Price: price, ExpireDate: sale.expires },
        ...{ TotalUses: minutes, RemainingUses: minutes },
      })
    }
    case 'money':
      return make('coworkerbookingcredits', { TotalCredit: price, Description: sale.name, ExpireDate: sale.expires })
    case 'time':
      return make('coworkerextraservices', {
        ...{ ExtraServiceId: sale.id, ExtraServiceName: sale.name, ChargePeriod: MINUTES, Free: true },
        ...{ TotalUses: Math.round(Number(price) * HOUR), ExpireDate: sale.expires },
      })
  }
}

function decimal(text: string): string | null {
  return text.trim().replace(',', '.') || null
}
