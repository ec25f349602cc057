import type { Catalogue } from '../en'
import { plurals } from '../plurals'

const some = plurals('es')

/** Spanish texts for the panels beside the page. */
export const detailTexts: Pick<Catalogue, 'panel' | 'detail'> = {
  panel: { close: 'Cerrar' },
  detail: {
    team: 'Todo el equipo',
    you: 'Tú',
    member: 'Miembro',
    numbered: (id) => `miembro número ${id}`,
    figure: 'Cifra',
    equation: 'Cómo se calcula',
    byMember: 'Por miembro',
    counted: (count) => `Cuentan: ${some(count, 'registro', 'registros')}`,
    notCounted: (count) => `No cuentan: ${some(count, 'registro', 'registros')}`,
    noneCounted: 'No cuenta ningún registro.',
    what: 'Registro',
    when: 'Cuándo',
    counts: 'Cuenta',
    reason: 'Motivo',
    number: 'Número de registro',
    unnamed: 'Sin nombre',
    until: (day) => `hasta el ${day}`,
    newer: 'Más recientes',
    older: 'Más antiguos',
    page: (page, pages) => `Página ${page} de ${pages}`,
    failed: 'No se pudieron cargar los registros',
    toInvoice: 'Por facturar',
    nothingToInvoice: 'No hay elementos por facturar.',
    leftTitle: 'Crédito y pases disponibles',
    nothingLeft: 'No queda crédito ni pases.',
    left: 'Queda',
    expires: 'Caduca',
    expiring: 'Lo próximo que caduca',
    nothingExpires: 'No caduca nada en el próximo año.',
    unused: 'Sin uso en los últimos 90 días',
    usedUp: (pace, day) => `A ${pace} por semana, se agota el ${day}`,
    leftOver: (pace) => `A ${pace} por semana, sobrará algo cuando caduque`,
    noneThisMonth: 'Nada este mes.',
    uses: 'Usos de los últimos 90 días',
    noUses: 'No se ha usado ningún crédito ni pase.',
    used: 'Usado',
    leftAfter: (amount) => `quedan ${amount}`,
    noMember: { title: 'No encontramos a este miembro', text: 'Puede que esta persona haya dejado el equipo.' },
  },
}
