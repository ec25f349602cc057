import type { Catalogue } from '../en'
import { plurals } from '../plurals'

const some = plurals('es')

/** Spanish texts for the totals and the members table. */
export const membersTexts: Pick<Catalogue, 'totals' | 'table'> = {
  totals: {
    title: 'Totales del equipo',
    items: (count) => some(count, 'elemento', 'elementos'),
    nothing: 'Nada',
    none: 'Ninguno',
    sumOf: 'Total de todos los miembros:',
    bookedMonth: 'Reservado este mes',
    checkedMonth: 'Presencia este mes',
    more: (percent, month, whole) => `${percent} más que en ${month} (${whole})`,
    less: (percent, month, whole) => `${percent} menos que en ${month} (${whole})`,
    same: (month, whole) => `Lo mismo que en ${month} (${whole})`,
    nothingBefore: (month) => `Nada en ${month}`,
    soFar: 'Lo que va de mes, comparado con todo el mes anterior.',
    spark: (months, least, most) => `Últimos ${months} meses: entre ${least} y ${most} al mes`,
  },
  table: {
    caption: (team) => `Miembros de ${team}`,
    member: 'Miembro',
    sum: 'Total',
    sumOf: 'Total de estas cifras:',
    search: 'Buscar miembros',
    onlyToInvoice: 'Solo miembros con elementos por facturar',
    columns: 'Columnas',
    chooseColumns: 'Elegir columnas',
    showAll: 'Mostrar todas',
    fold: (group) => `${group}: mostrar solo el total`,
    unfold: (group) => `${group}: mostrar todas las cifras`,
    team: (count) => `Equipo (${count})`,
    shown: (count, all) => `${count} de ${all} miembros`,
    exportCsv: 'CSV',
    exportXlsx: 'Excel',
    exportCsvLong: 'Descargar esta tabla como archivo CSV',
    exportXlsxLong: 'Descargar esta tabla como archivo de Excel',
    exportFailed: 'No se pudo crear el archivo. Inténtalo de nuevo.',
    noMatch: 'No se encontró ningún miembro',
    clear: 'Mostrar todos los miembros',
    sortBy: 'Ordenar por',
    asGiven: 'número de miembro',
    ascending: 'Ascendente',
    descending: 'Descendente',
    legend: 'Qué significan las cifras',
    scroll: 'Tabla de miembros y sus cifras; se desplaza en ambas direcciones',
    meanings: 'No se pudieron cargar las explicaciones de las cifras. Recarga la página para intentarlo de nuevo.',
  },
}
