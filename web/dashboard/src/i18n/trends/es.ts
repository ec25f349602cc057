import type { TrendsTexts } from './texts'

/** Spanish texts for the trends tab. */
export const es: TrendsTexts = {
  hours: 'Horas reservadas y de presencia',
  amounts: 'Importes facturados y pendientes',
  hoursUnit: 'horas al mes',
  amountsUnit: (currency) => `${currency} al mes`,
  month: 'Mes',
  asTable: 'Ver como tabla',
  soFar: 'hasta ahora',
  upTo: (day) => `hasta el ${day}`,
  inMonth: (month) => `en ${month} hasta ahora`,
  inMonthUpTo: (day) => `en el mes hasta el ${day}`,
  now: 'ahora',
  notKnown: 'no se conoce',
  onDay: (day) => `el ${day}`,
  summary: (label, now, when, most, peak, total) =>
    `${label}: ${now} ${when}. Máximo en ${peak} (${most}). Total: ${total}.`,
  nothing: (label) => `${label}: nada en estos meses.`,
  balance: (label, now, when, most, peak) => `${label}: ${now} ${when}. Máximo a finales de ${peak} (${most}).`,
  balanceHighest: (label, now, when) => `${label}: ${now} ${when}, el máximo de estos meses.`,
  noCurrency: 'Todavía no se conoce la moneda del centro del equipo.',
  uncertain: 'Lo pendiente ese día no se conoce con exactitud: los pagos parciales posteriores ya están descontados.',
  empty: {
    title: 'Todavía no hay actividad',
    text: 'Cuando los miembros reserven, registren su presencia o se les facture, aquí verás doce meses de actividad.',
  },
  failed: 'No se pudieron cargar los datos mensuales',
}
