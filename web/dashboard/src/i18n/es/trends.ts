import type { Catalogue } from '../en'

/** Spanish texts for the trends tab. */
export const trendsTexts: Pick<Catalogue, 'trends'> = {
  trends: {
    hours: 'Horas reservadas y de presencia',
    amounts: 'Importes facturados y pendientes',
    hoursUnit: 'horas al mes',
    amountsUnit: (currency) => `${currency} al mes`,
    month: 'Mes',
    asTable: 'Ver como tabla',
    soFar: 'hasta ahora',
    summary: (label, now, month, most, peak, total) =>
      `${label}: ${now} en ${month} hasta ahora. Máximo en ${peak} (${most}). Total: ${total}.`,
    nothing: (label) => `${label}: nada en estos meses.`,
    balance: (label, now, most, peak) => `${label}: ${now} ahora. Máximo a finales de ${peak} (${most}).`,
    noCurrency: 'Todavía no se conoce la moneda del centro del equipo.',
    empty: {
      title: 'Todavía no hay actividad',
      text: 'Cuando los miembros reserven, registren su presencia o se les facture, aquí verás doce meses de actividad.',
    },
    failed: 'No se pudieron cargar los datos mensuales',
  },
}
