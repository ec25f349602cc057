import type { Catalogue } from '../en'

/** Spanish texts for the trends tab. */
export const trendsTexts: Pick<Catalogue, 'trends'> = {
  trends: {
    hours: 'Horas reservadas y de presencia',
    amounts: 'Importes facturados y pendientes',
    hoursUnit: 'horas al mes',
    amountsUnit: (currency) => `${currency} al mes`,
    month: 'Mes',
    asTable: 'Como tabla',
    soFar: 'hasta ahora',
    summary: (label, now, month, most, peak, total) =>
      `${label}: ${now} en ${month} hasta ahora; lo más alto en ${peak} (${most}); ${total} en total.`,
    nothing: (label) => `${label}: nada en estos meses.`,
    standing: (label, now, most, peak) => `${label}: ${now} ahora; lo más alto al final de ${peak} (${most}).`,
    noCurrency: 'Todavía no se conoce la moneda de la ubicación del equipo.',
    empty: {
      title: 'Todavía no hay nada que dibujar',
      text: 'En cuanto los miembros reserven, registren su presencia o se les facture, aquí aparecerán doce meses.',
    },
    failed: 'No se pudieron leer los meses',
  },
}
