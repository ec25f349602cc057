import { plurals } from '../plurals'
import type { PasswordTexts } from './texts'

const some = plurals('es')

/** The Spanish texts of the pages for choosing a password with a link. */
export const es: PasswordTexts = {
  forgotten: {
    title: '¿Has olvidado la contraseña?',
    intro: 'Escribe la dirección de correo de tu cuenta. Te enviaremos un enlace para elegir una contraseña nueva.',
    send: 'Enviar el enlace',
    sending: 'Enviando…',
    sent: (email) =>
      `Si ${email} tiene una cuenta aquí, recibirá un correo con un enlace. El enlace vale una hora y sirve una vez.`,
    check: 'Si no llega nada en unos minutos, mira en la carpeta de spam y comprueba la dirección.',
    noMail: 'Este espacio no envía correo. Pide a quienes lo gestionan un enlace para elegir una contraseña nueva.',
    wait: (seconds) => `Demasiadas solicitudes. Inténtalo de nuevo dentro de ${some(seconds, 'segundo', 'segundos')}.`,
    again: 'Usar otra dirección',
    back: 'Volver al inicio de sesión',
  },
  choose: {
    reset: 'Elige una contraseña nueva',
    invitation: 'Crea tu cuenta',
    invitationIntro: 'Elige una contraseña. Iniciarás sesión con ella y con esta dirección de correo.',
    resetIntro: 'Al guardarla, se cierran tus demás sesiones.',
    hint: 'Al menos 8 caracteres.',
    save: 'Guardar la contraseña',
    saving: 'Guardando…',
    wrongCode: 'El código no es correcto o ya se ha usado. Espera al siguiente.',
    refusedTitle: 'Este enlace ya no es válido',
    refused: 'Los enlaces sirven una sola vez y durante un tiempo limitado.',
    another: 'Pedir otro enlace',
    signIn: 'Iniciar sesión',
    saved: 'Tu contraseña se ha guardado. Ya puedes iniciar sesión con ella.',
    failed: 'No se ha podido comprobar el enlace',
  },
}
