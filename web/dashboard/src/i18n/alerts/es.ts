import { plurals } from '../plurals'
import type { AlertTexts } from './texts'

const some = plurals('es')
const people = (count: number) => some(count, 'persona', 'personas')

/** The Spanish texts of the page of alerts. */
export const es: AlertTexts = {
  meaning: 'Recibe un correo cuando una cifra alcanza un límite: antes de que se agote un crédito, no después.',
  failed: 'No se han podido cargar los avisos',
  locked: 'Solo los administradores del equipo pueden ver y cambiar los avisos',
  back: 'Volver al equipo',
  noMail: 'Este espacio no envía correo. Los avisos solo se muestran en esta página.',
  mine: 'Enviarme por correo los avisos de este equipo',
  none: {
    title: 'Aún no hay avisos',
    text: 'Añade uno, por ejemplo para un miembro al que le quedan pocos usos, un crédito a punto de caducar o un importe alto por facturar.',
  },
  add: 'Añadir un aviso',
  newTitle: 'Aviso nuevo',
  changeTitle: 'Cambiar el aviso',
  list: 'Avisos',
  figures: {
    own: 'Dinero, vencimientos, presencia',
    ToInvoice: 'Dinero por facturar',
    DaysToExpiry: 'Días hasta que caduca el próximo crédito o pase',
    OpenCheckinMinutes: 'Minutos desde el inicio de una presencia abierta',
  },
  form: {
    figure: 'Cifra',
    of: 'De',
    each: 'cada miembro',
    team: 'todo el equipo',
    when: 'Cuando es',
    value: 'Valor',
    mailTo: 'Correo a',
    everyone: 'todos los administradores del equipo',
    chosen: 'solo estos:',
    unreachable: 'sin cuenta, o no quiere estos correos',
    save: 'Guardar',
    saveAndSend: 'Guardar y enviar el correo ya',
  },
  comparisons: { at_most: 'como máximo', at_least: 'como mínimo' },
  subjects: { member: 'cada miembro', team: 'todo el equipo' },
  units: {
    count: 'elementos',
    money: 'en la moneda del equipo',
    minutes: 'minutos',
    days: 'días',
    weeks: 'semanas',
    months: 'meses',
    uses: 'usos',
    passes: 'pases de día',
  },
  preview: {
    checking: 'Comprobando las cifras…',
    nothing: 'Todavía nadie ha alcanzado este límite. Se enviará un correo cuando ocurra.',
    team: (value) => `El equipo ya ha alcanzado este límite (${value}).`,
    members: (count, names) =>
      `${some(count, 'miembro ya ha alcanzado', 'miembros ya han alcanzado')} este límite: ${names}.`,
    more: (count) => `y ${count} más`,
    sends: (count) => `Al guardar se enviará un correo a ${people(count)}.`,
    sendsNone: 'Nadie recibiría un correo.',
  },
  over: (names) => `Han alcanzado el límite: ${names}`,
  overTeam: (day) => `Límite alcanzado el ${day}`,
  since: (name, day) => `${name} (desde el ${day})`,
  fine: 'Nadie ha alcanzado el límite.',
  reaches: (count) => `Correo a ${people(count)}`,
  reachesNone:
    'Nadie recibe correo de este aviso: los destinatarios no tienen cuenta, ya no son administradores o no quieren correo.',
  muted: (day) => `En silencio hasta el ${day}`,
  change: 'Cambiar',
  muteFor: 'Silenciar',
  mute: { week: 'una semana', month: 'un mes' },
  unmute: 'Reactivar',
  remove: 'Eliminar',
  removeTitle: (figure) => `¿Eliminar el aviso sobre «${figure}»?`,
  removeText: 'No se enviarán más correos sobre él.',
  saved: 'Guardado.',
  removed: 'El aviso se ha eliminado.',
  reports: {
    title: 'Informes por correo',
    meaning:
      'Lo que usó el equipo, lo que cambió y por qué, lo que se facturará y lo que caduca pronto. Se envían cuando termina la semana o el mes en el centro del equipo.',
    failed: 'No se han podido cargar tus informes',
    monthly: 'Enviarme un informe después de cada mes',
    weekly: 'Enviarme un informe después de cada semana',
    withNames: 'Indicar qué usó cada miembro',
    saved: 'Guardado.',
  },
}
