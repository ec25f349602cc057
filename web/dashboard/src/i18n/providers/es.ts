import type { ProviderTexts } from './texts'

/** The Spanish texts about signing in with a provider. */
export const es: ProviderTexts = {
  signInWith: (provider) => `Iniciar sesión con ${provider}`,
  orPassword: 'O inicia sesión con tu contraseña:',
  passwordsOff: 'Aquí no se inicia sesión con contraseña. Usa uno de los botones de arriba.',
  title: 'Iniciar sesión',
  busy: 'Iniciando sesión…',
  connected: 'Tu cuenta está conectada. A partir de ahora puedes iniciar sesión así.',
  toAccount: 'Tu cuenta',
  again: 'Volver al inicio de sesión',
  code: 'Escribe un código de tu aplicación de autenticación o un código de recuperación.',
  confirm:
    'Este inicio de sesión aún no está conectado a ninguna cuenta. Escribe una vez la contraseña de tu cuenta o pide un enlace por correo. Después no te hará falta la contraseña para iniciar sesión así.',
  noAccount: 'Si aún no tienes cuenta aquí, usa el enlace de tu invitación.',
  sendLink: 'Prefiero recibir un enlace',
  sending: 'Enviando…',
  sent: 'Si tu dirección de correo tiene una cuenta aquí, recibirás un correo con un enlace. Ábrelo en este navegador. El enlace es válido durante una hora y sirve una sola vez.',
  check: 'Si no llega nada en unos minutos, mira en la carpeta de correo no deseado.',
  noMail: 'Este espacio no envía correo. Escribe la contraseña o pregunta a quienes gestionan el espacio.',
  submit: 'Continuar',
  wrong: 'La contraseña o el código no son correctos, o la cuenta no se puede usar.',
  errors: {
    sign_in_expired:
      'No se puede terminar este inicio de sesión: es demasiado antiguo, ya se ha usado o empezó en otro navegador. Vuelve a empezar. El enlace de un correo hay que abrirlo en el navegador en el que iniciaste sesión.',
    provider_refused: 'No se ha iniciado sesión: se canceló o se rechazó allí.',
    provider_unavailable:
      'Ahora no se puede contactar con el servicio de inicio de sesión. Inténtalo de nuevo en unos minutos.',
    provider_not_trusted:
      'La respuesta del servicio de inicio de sesión no ha pasado un control de seguridad. Vuelve a empezar.',
    not_connected:
      'Ninguna cuenta está conectada a este inicio de sesión. Usa el enlace de tu invitación, o inicia sesión con tu contraseña y conéctalo en la página «Tu cuenta».',
    connected_already: 'Esta cuenta, o este inicio de sesión, ya está conectado a otro.',
    not_for_account: 'Tu cuenta no se puede usar con este servicio de inicio de sesión.',
    invalid_grant: 'Tu cuenta no se puede usar. Pregunta a quienes gestionan el espacio.',
    link_refused: 'El enlace de la invitación ya no es válido.',
    too_many_requests: 'Demasiados intentos. Inténtalo de nuevo en unos minutos.',
    failed: 'Algo ha fallado. Inténtalo de nuevo.',
  },
  part: {
    title: 'Otras formas de iniciar sesión',
    meaning: 'Inicia sesión con una cuenta que tienes en otro sitio.',
    connect: 'Conectar',
    connectWith: (provider) => `Conectar ${provider}`,
    disconnect: 'Desconectar',
    disconnectFrom: (provider) => `Desconectar ${provider}`,
    since: (date) => `conectada desde el ${date}`,
    not: 'sin conectar',
  },
}
