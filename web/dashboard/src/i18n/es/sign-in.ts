import type { Catalogue } from '../en'
import { plurals } from '../plurals'

const some = plurals('es')

/** Spanish texts for the sign-in page. */
export const signInTexts: Pick<Catalogue, 'signIn'> = {
  signIn: {
    title: 'Iniciar sesión',
    intro: 'Con el correo y la contraseña de tu espacio de coworking.',
    email: 'Correo electrónico',
    password: 'Contraseña',
    code: 'Código de tu aplicación de autenticación',
    codeHint: 'Seis cifras. También sirve un código de recuperación.',
    submit: 'Iniciar sesión',
    busy: 'Iniciando sesión…',
    ended: 'La sesión se ha cerrado. Inicia sesión para seguir donde estabas.',
    asked: 'Has cerrado la sesión.',
    codeNeeded: 'Un paso más: tu cuenta tiene un segundo factor.',
    refused: 'El correo, la contraseña o el código no son correctos, o la cuenta no se puede usar.',
    mustReset: 'Hay que cambiar la contraseña antes de iniciar sesión. Elige aquí una nueva.',
    changed: 'La contraseña se ha cambiado. Inicia sesión con la nueva.',
    newPassword: 'Contraseña nueva',
    newPasswordHint: 'Al menos 8 caracteres y distinta de la actual.',
    change: 'Cambiar la contraseña',
    changing: 'Cambiando…',
    wait: (seconds) =>
      `Demasiados intentos fallidos. Vuelve a probar dentro de ${some(seconds, 'segundo', 'segundos')}.`,
    failed: 'No se pudo iniciar sesión: no se llega al servidor o tiene un fallo. Inténtalo dentro de un momento.',
  },
}
