import { plurals } from '../plurals'
import type { ConsoleTexts } from './texts'

const some = plurals('es')

/** The Spanish texts of the Today screen. */
export const today: ConsoleTexts['today'] = {
  title: 'Hoy',
  location: 'Sede',
  here: (count: number) => `Aquí ahora: ${count}`,
  nobody: 'Ahora mismo la sede está vacía.',
  since: (time: string) => `desde ${time}`,
  checkIn: 'Registrar entrada',
  checkInHint: 'Escribe un nombre y pulsa Intro.',
  checkOut: 'Registrar salida',
  checkOutOf: (name: string) => `Registrar salida de ${name}`,
  checkedIn: (name: string) => `Entrada registrada: ${name}.`,
  checkedOut: (name: string) => `Salida registrada: ${name}.`,
  alreadyHere: (name: string) => `${name} ya está aquí.`,
  unknownPerson: 'Alguien',
  bookings: 'Reservas',
  noBookings: 'No hay reservas este día.',
  noResources: 'Esta sede aún no tiene recursos.',
  previousDay: 'Día anterior',
  nextDay: 'Día siguiente',
  backToToday: 'Volver a hoy',
  tentative: 'sin confirmar',
  booked: (who: string, from: string, to: string, resource: string) => `${from}–${to} ${who}, ${resource}`,
  book: 'Reservar',
  attention: 'Requiere atención',
  allWell: 'Nada requiere atención.',
  expiredPass: (name: string) => `${name} está aquí y solo tiene pases caducados o agotados`,
  longOpen: (name: string, since: string) => `La entrada de ${name} sigue abierta desde ${since}`,
  overdue: (name: string, amount: string, due: string) => `Factura de ${name}: ${amount}, venció el ${due}`,
  ending: (name: string, what: string, on: string) => `${name}: ${what} caduca el ${on}`,
  kinds: {
    expiredPass: 'Pase',
    longOpen: 'Entrada',
    overdue: 'Vencida',
    ending: 'Caduca pronto',
    mirror: 'Réplica',
    webhook: 'Webhooks',
  },
  mirrorProblem: (problem: string) => `La réplica tiene un problema: ${problem}`,
  mirrorRefused: (count: number) => `La réplica no pudo guardar ${some(count, 'registro', 'registros')}`,
  webhooksFailed: (count: number) => `${some(count, 'entrega', 'entregas')} de webhooks sin procesar`,
  moreOf: (count: number) => `y ${count} más`,
  creditLeft: (amount: string) => `crédito de ${amount}`,
}
