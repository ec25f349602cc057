import { plurals } from '../plurals'
import type { ConsoleTexts } from './texts'

const some = plurals('es')

/** The Spanish texts of the Webhooks screen. */
export const webhooks: ConsoleTexts['webhooks'] = {
  title: 'Webhooks',
  senders: 'Webhooks',
  sendersAbout: 'Direcciones a las que otro sistema, como una cuenta de Nexudus, envía los registros que cambian.',
  add: 'Crear un webhook',
  none: 'Todavía no hay webhooks.',
  old: (count) => some(count, 'webhook revocado', 'webhooks revocados'),
  name: 'Nombre',
  nameHint: 'Aparece en el historial de los registros que envía.',
  taken: 'Un webhook en uso ya tiene este nombre.',
  event: 'Evento',
  anyEvent: 'Cualquier evento',
  anyEventHint:
    'Para sistemas propios: cada registro debe indicar su tipo, y se pueden escribir registros de todos los tipos. La firma se calcula sobre los bytes del envío.',
  eventHint: 'Para Nexudus: crea un webhook por evento. Solo se aceptan registros de ese tipo.',
  address: 'Dirección',
  secret: 'Secreto',
  once: (name) =>
    `Introduce esta dirección y este secreto en el sistema que envía a «${name}». No se vuelven a mostrar.`,
  everyKind: 'cualquier evento, registros de todos los tipos',
  limited: (roles) => `cualquier evento, con los permisos ${roles}`,
  revokedOn: (when) => `revocado el ${when}`,
  never: 'aún no ha recibido nada',
  last: (when) => `último envío: ${when}`,
  overlap: (when) => `El secreto anterior también se acepta hasta el ${when}.`,
  counts: (event, { received, stored, ignored, failed }) =>
    `${event}: recibidos ${received}, guardados o ya conocidos ${stored}, de tipos que aquí no se guardan ${ignored}, con error ${failed}`,
  renew: (name) => `Cambiar el secreto de ${name}`,
  renewIt: 'Cambiar el secreto',
  overlapLabel: 'El secreto anterior se acepta',
  atOnce: 'ya no (se ha filtrado)',
  days: (count) => `durante ${some(count, 'día', 'días')} más`,
  newSecret: (name) => `Introduce el nuevo secreto en el sistema que envía a «${name}». No se vuelve a mostrar.`,
  revoke: (name) => `Revocar ${name}`,
  revokeTitle: (name) => `¿Revocar ${name}?`,
  revokeText:
    'Desde ahora se rechazan los envíos a su dirección, y no se puede deshacer. Los registros que ya envió se conservan.',
  failed: 'Envíos con error',
  failedAbout: (days) =>
    days === 0
      ? 'Envíos que no se pudieron guardar, hasta que los elimines. Corrige la causa y vuelve a procesarlos.'
      : `Envíos que no se pudieron guardar, durante ${some(days, 'día', 'días')} desde su última llegada. Corrige la causa y vuelve a procesarlos.`,
  noneFailed: 'No hay envíos con error.',
  newestOf: (shown, all) => `Los ${shown} más recientes de ${all}.`,
  times: (count, since) => `${count} veces desde el ${since}`,
  show: 'Mostrar lo recibido',
  hide: 'Ocultar lo recibido',
  showOf: (name, when) => `Lo recibido en ${name}, ${when}`,
  body: 'Lo recibido',
  tooLong: 'Era demasiado largo para guardarlo: hay que enviarlo de nuevo.',
  replay: 'Procesar de nuevo',
  replayOf: (name, when) => `Procesar de nuevo lo recibido en ${name}, ${when}`,
  replayed: (stored, others) =>
    others === 0
      ? `${some(stored, 'registro guardado', 'registros guardados')}.`
      : `${some(stored, 'registro guardado', 'registros guardados')}; ${some(others, 'otro', 'otros')} sin cambios.`,
  asIs: 'Confiar en este envío',
  asIsTitle: '¿Confiar en este envío?',
  asIsText:
    'Se aplica el evento de su dirección, aunque sea una eliminación, y un registro sin versión recibe la hora de su primera llegada. La dirección no va firmada: lee antes lo recibido.',
  discard: 'Eliminar',
  discardTitle: '¿Eliminar este envío?',
  discardText: 'Lo recibido ya no se podrá procesar. Las cifras no cambian.',
  discarded: 'El envío se ha eliminado.',
}
