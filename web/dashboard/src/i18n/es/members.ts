import type { Catalogue } from '../en'
import { plurals } from '../plurals'

const some = plurals('es')

/** Spanish texts for the totals and the members table. */
export const membersTexts: Pick<Catalogue, 'groups' | 'totals' | 'table'> = {
  groups: {
    invoice: 'Por facturar',
    credit: 'Crédito disponible',
    passes: 'Pases disponibles',
    booked: 'Reservado',
    checked: 'Registrado',
  },
  totals: {
    title: 'El equipo en conjunto',
    items: (count) => some(count, 'elemento', 'elementos'),
    nothing: 'Nada',
    none: 'Nada',
    sumOf: 'De todos los miembros juntos:',
    bookedMonth: 'Reservado este mes',
    checkedMonth: 'Presencia este mes',
    against: (change, month, whole) => `${change} que en ${month} (${whole})`,
    nothingBefore: (month) => `nada en ${month}`,
    soFar: 'Este mes se compara con el mes anterior entero.',
    more: 'más',
    less: 'menos',
    same: 'Lo mismo',
    spark: (months, least, most) => `${months} meses, entre ${least} y ${most}`,
  },
  table: {
    caption: (team) => `Miembros de ${team}`,
    member: 'Miembro',
    sum: 'Suma',
    sumOf: 'La suma de estas cifras:',
    search: 'Buscar miembros',
    onlyToInvoice: 'Solo con algo por facturar',
    columns: 'Columnas',
    chooseColumns: 'Elegir columnas',
    showAll: 'Mostrar todas',
    fold: (group) => `${group}: mostrar solo la suma`,
    unfold: (group) => `${group}: mostrar todas las cifras`,
    team: (count) => `Equipo (${count})`,
    shown: (count, all) => `${count} de ${all} miembros`,
    exportCsv: 'CSV',
    exportXlsx: 'Excel',
    exportCsvLong: 'Guardar esta tabla como archivo CSV',
    exportXlsxLong: 'Guardar esta tabla como archivo de Excel',
    exportFailed: 'No se pudo crear el archivo. Lo demás no se ve afectado; inténtalo de nuevo.',
    noMatch: 'Ningún miembro coincide',
    clear: 'Mostrar todos los miembros',
    sortBy: 'Ordenar por',
    asGiven: 'número de miembro',
    ascending: 'ascendente',
    descending: 'descendente',
    legend: 'Qué significa cada cifra',
    scroll: 'Miembros y sus cifras; se desplaza en ambas direcciones',
    meanings:
      'No se pudieron leer las explicaciones de las cifras. Vuelve a cargar la página para intentarlo otra vez.',
  },
}
