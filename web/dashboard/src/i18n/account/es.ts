import { plurals } from '../plurals'
import type { AccountTexts } from './texts'

const some = plurals('es')

/** The Spanish texts of the page about one's own account. */
export const es: AccountTexts = {
  failed: 'No se pudo cargar tu cuenta',
  offline: 'No tienes conexión. Podrás cambiar tu cuenta cuando vuelva.',
  wrongPassword: 'La contraseña no es correcta. No se ha cambiado nada.',
  wrongPasswordOrCode:
    'La contraseña o el código no son correctos, o el código ya se ha usado. No se ha cambiado nada.',
  codeNeeded: 'Tu cuenta usa ahora la verificación en dos pasos. Introduce también un código.',
  busy: 'Un momento…',
  mail: {
    title: 'Correo',
    cameBack: (day) =>
      `El correo a esta dirección fue devuelto el ${day}. Los avisos e informes ya no se envían a ella. Comprueba que la dirección funciona y vuelve a intentarlo. Si ya no es tuya, pide otra cuenta a tu espacio de coworking.`,
    tryAgain: 'Volver a intentarlo',
    done: 'Los avisos e informes se envían de nuevo a esta dirección.',
  },
  password: {
    title: 'Contraseña',
    meaning: 'Al cambiarla se cierran todas tus sesiones, también esta.',
    current: 'Contraseña actual',
    weak: 'Esta contraseña no se puede usar. Elige una de al menos 8 caracteres que no sea habitual, que no contenga tu nombre, tu correo ni el nombre de tu espacio de coworking, y que no sea la actual.',
  },
  factor: {
    title: 'Verificación en dos pasos',
    meaning:
      'Para iniciar sesión hará falta también un código de una aplicación de tu teléfono, así que no bastará con robarte la contraseña.',
    on: (day) => `Activada desde el ${day}.`,
    off: 'Desactivada.',
    left: (count) => `Te quedan ${some(count, 'código de recuperación', 'códigos de recuperación')}.`,
    fewLeft: 'Crea otros antes de quedarte sin ninguno.',
    impossible:
      'Este servidor no está preparado para la verificación en dos pasos. Pregunta a tu espacio de coworking.',
    turnOn: 'Activar',
    turnOff: 'Desactivar',
    otherApp: 'Usar otra aplicación',
    newCodes: 'Códigos de recuperación nuevos',
    newCodesMeaning: 'Tus códigos de recuperación anteriores dejarán de funcionar.',
    turnOffMeaning:
      'A partir de entonces bastará con la contraseña para iniciar sesión. Tus códigos de recuperación dejarán de funcionar.',
    failed: 'No se pudo obtener una clave para tu aplicación',
    scan: 'Escanea este código con una aplicación de autenticación de tu teléfono.',
    picture: 'Código QR con la clave para tu aplicación de autenticación',
    byHand: 'Si no puedes escanearlo, introduce esta clave en la aplicación:',
    here: 'Abrir una aplicación en este dispositivo',
    enter: 'Introduce las seis cifras que muestra la aplicación.',
    appCode: 'Código de la aplicación nueva',
    presentCode: 'Código de tu aplicación actual, o un código de recuperación',
    confirm: 'Confirma que eres tú.',
    noMatch:
      'El código no corresponde a esta clave. Espera al siguiente y comprueba que el reloj de tu teléfono esté en hora.',
    isOn: 'La verificación en dos pasos está activada.',
    isOff: 'La verificación en dos pasos está desactivada.',
  },
  codes: {
    title: 'Tus códigos de recuperación',
    meaning:
      'Si pierdes el teléfono, cada uno de estos códigos te permite iniciar sesión una vez. Guárdalos en un lugar seguro: no se volverán a mostrar.',
    list: 'Códigos de recuperación',
    copy: 'Copiar',
    copied: 'Copiados.',
    copyFailed: 'Tu navegador no permite copiar. Selecciona los códigos a mano.',
    download: 'Descargar',
    file: 'codigos-de-recuperacion',
    heading: (email) => `Códigos de recuperación de ${email}. Cada uno sirve una vez.`,
    print: 'Imprimir',
    kept: 'Los he guardado',
  },
  signIns: {
    title: 'Dónde tienes la sesión abierta',
    browser: 'Navegador',
    here: 'este',
    since: (when) => `desde el ${when}`,
    until: (day) => `termina el ${day} si no se usa`,
    end: 'Cerrar',
    endOf: (client, when) => `Cerrar la sesión de ${client}, iniciada el ${when}`,
    endOthers: 'Cerrar las demás sesiones',
    ended: 'Esa sesión se ha cerrado.',
    othersEnded: 'Todas las demás sesiones se han cerrado.',
  },
  data: {
    title: 'Tus datos',
    meaning:
      'Un archivo con todo lo que se guarda sobre ti: tu cuenta y tus registros, como reservas, créditos y facturas, con sus versiones anteriores.',
    download: 'Descargar mis datos',
    preparing: 'Preparando el archivo…',
    saved: 'El archivo se ha descargado.',
    failed: 'No se pudieron descargar tus datos.',
  },
  browser: {
    title: 'Este navegador',
    meaning: 'Los colores y el idioma se guardan solo en este navegador.',
  },
  teams: {
    title: 'Tus equipos',
    open: (count) => `Tienes ${some(count, 'invitación pendiente', 'invitaciones pendientes')}`,
  },
}
