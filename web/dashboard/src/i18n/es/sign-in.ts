import type { Catalogue } from '../en'
import { plurals } from '../plurals'

const some = plurals('es')

/** Spanish texts for the sign-in page. */
export const signInTexts: Pick<Catalogue, 'signIn'> = {
  signIn: {
    title: 'Iniciar sesión',
    intro: 'Usa el correo y la contraseña de tu cuenta del espacio de coworking.',
    email: 'Correo electrónico',
    password: 'Contraseña',
    code: 'Código de tu aplicación de autenticación',
    codeHint: 'Seis cifras. También puedes usar un código de recuperación.',
    submit: 'Iniciar sesión',
    busy: 'Iniciando sesión…',
    ended: 'Se ha cerrado la sesión. Vuelve a iniciarla para seguir donde lo dejaste.',
    asked: 'Has cerrado la sesión.',
    codeNeeded: 'Un paso más: tu cuenta usa la verificación en dos pasos.',
    forgot: '¿Has olvidado la contraseña?',
    refused: 'El correo, la contraseña o el código no son correctos, o esta cuenta no puede iniciar sesión.',
    mustReset: 'Tienes que cambiar la contraseña antes de iniciar sesión. Elige una nueva aquí abajo.',
    changed: 'Has cambiado la contraseña. Inicia sesión con la nueva.',
    newPassword: 'Contraseña nueva',
    newPasswordHint: 'Al menos 8 caracteres, y distinta de la actual.',
    change: 'Cambiar contraseña',
    changing: 'Cambiando…',
    wait: (seconds) =>
      `Demasiados intentos fallidos. Vuelve a intentarlo dentro de ${some(seconds, 'segundo', 'segundos')}.`,
    failed:
      'No se pudo iniciar sesión porque el servidor no responde o tiene un problema. Inténtalo dentro de un momento.',
  },
}
