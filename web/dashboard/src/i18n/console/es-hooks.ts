import { plurals } from '../plurals'
import type { ConsoleTexts } from './texts'

const some = plurals('es')

/** The Spanish texts of the Hooks screen. */
export const hooks: ConsoleTexts['hooks'] = {
  title: 'Hooks',
  about: 'Los hooks avisan a otros sistemas, como tu portal, cuando ocurre algo aquí. Las peticiones van firmadas.',
  add: 'Crear un hook',
  none: 'Todavía no hay hooks.',
  name: 'Nombre',
  nameHint: 'Por ejemplo, el nombre del sistema que recibe los eventos.',
  taken: 'Otro hook ya tiene este nombre.',
  url: 'Dirección',
  urlHint: 'Debe empezar por https:// y ser pública, salvo que la configuración del servidor incluya su red.',
  eventsLabel: 'Eventos que se envían',
  noEvents: 'Elige al menos un evento.',
  events: {
    'alert.fired': 'Alerta: se alcanzó un umbral',
    'alert.resolved': 'Alerta: ya no se alcanza un umbral',
    'import.finished': 'Importación terminada',
    'statement.closed': 'Extracto mensual guardado o corregido',
    'credit.expiring': 'Un crédito o pase caduca en menos de una semana',
    'mirror.trouble': 'La réplica no puede copiar',
    'team.figures.changed': 'Cambiaron las cifras de un equipo',
  },
  allEvents: 'Todos los eventos',
  secret: 'Secreto',
  publicKey: 'Clave pública',
  once: (name) =>
    `Introduce el secreto en el sistema que recibe los eventos de «${name}», o la clave pública si comprueba las firmas con ella. No se volverán a mostrar.`,
  overlap: (when) => `Las peticiones también se firman con el secreto anterior hasta el ${when}.`,
  stopped: (when) => `Detenido desde el ${when}`,
  gone: (when) => `Detenido desde el ${when}: el receptor respondió que no quiere más eventos.`,
  failing: (count, waiting, next) =>
    `${some(count, 'intento fallido', 'intentos fallidos')} seguidos; ${some(waiting, 'evento', 'eventos')} en espera` +
    (next === null ? '.' : `, próximo intento: ${next}.`),
  never: 'Aún no se ha enviado nada',
  last: (when) => `Último aceptado: ${when}`,
  waiting: (count) => `${some(count, 'evento', 'eventos')} en espera`,
  try: 'Enviar una prueba',
  tryOf: (name) => `Enviar una prueba a ${name}`,
  trying: 'Esperando respuesta…',
  accepted: (status, milliseconds) => `Aceptado con estado ${status} en ${milliseconds} ms.`,
  refused: (status, milliseconds) => `No aceptado: estado ${status} en ${milliseconds} ms.`,
  noAnswer: 'Sin respuesta:',
  change: 'Cambiar',
  changeOf: (name) => `Cambiar ${name}`,
  renew: 'Cambiar el secreto',
  renewOf: (name) => `Cambiar el secreto de ${name}`,
  overlapLabel: 'Las peticiones se firman con el secreto anterior',
  stop: (name) => `Detener ${name}`,
  stopTitle: (name) => `¿Detener ${name}?`,
  stopText: (waiting) =>
    waiting === 0
      ? 'No recibirá más eventos hasta que lo inicies de nuevo. Los que ocurran mientras tanto no se enviarán después.'
      : `No recibirá más eventos hasta que lo inicies de nuevo, y los eventos en espera (${waiting}) se descartarán.`,
  start: (name) => `Iniciar ${name}`,
  delete: (name) => `Eliminar ${name}`,
  deleteTitle: (name) => `¿Eliminar ${name}?`,
  deleteText: 'No recibirá más eventos, y se eliminará la lista de los que se le enviaron. No se puede deshacer.',
  sent: 'Eventos',
  sentAbout: (days) =>
    `Eventos que no se han aceptado. Cada uno se intenta enviar durante tres días y se conserva ${some(days, 'día', 'días')} desde que se acepta o se abandona.`,
  withAccepted: 'Mostrar también los aceptados',
  noneOpen: 'Todos los eventos se han aceptado.',
  noneAtAll: 'No hay eventos.',
  tries: (count) => some(count, 'intento', 'intentos'),
  nextTry: (when) => `Próximo intento: ${when}`,
  acceptedOn: (when) => `Aceptado el ${when}`,
  givenUp: 'Abandonado',
  show: 'Mostrar detalles',
  hide: 'Ocultar detalles',
  showOf: (event, when) => `Detalles: ${event}, ${when}`,
  body: 'Lo que se envía',
  attempts: 'Intentos',
  notTried: 'Todavía no se ha intentado enviar.',
  status: (status) => `estado ${status}`,
  milliseconds: (count) => `${count} ms`,
  resend: 'Enviar de nuevo',
  resendOf: (event, when) => `Enviar de nuevo: ${event}, ${when}`,
  resent: 'Se enviará de nuevo en unos segundos.',
}
