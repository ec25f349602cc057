import type { ConsoleTexts } from './texts'

/** The Spanish texts about the name and look of the space. */
export const look: ConsoleTexts['look'] = {
  title: 'Nombre y aspecto',
  about:
    'Para el panel y la página de inicio de sesión; la consola usa los mismos colores. Los campos vacíos siguen la configuración del servidor.',
  optional: 'Nombre y aspecto (opcional)',
  name: 'Nombre del espacio',
  nameHint: 'En el título de la ventana del panel y en la página de inicio de sesión',
  accent: 'Color de acento, claro',
  accentHint: 'Por ejemplo, #0a6470. El texto en ese color debe leerse bien.',
  accentInDark: 'Color de acento, oscuro',
  logo: 'Logotipo',
  logoHint: 'PNG, JPEG, WebP o SVG, de 256 KiB como máximo',
  logoTooLarge: 'El archivo es demasiado grande. Un logotipo puede ocupar hasta 256 KiB.',
  yourLogo: 'Tu logotipo',
  withoutLogo: 'Quitar el logotipo',
  save: 'Guardar el aspecto',
  saved: 'Guardado. Las páginas lo muestran la próxima vez que se cargan.',
}

/** The Spanish texts of the page of the set-up link. */
export const setup: ConsoleTexts['setup'] = {
  title: 'Configura tu espacio',
  intro: 'Crea la primera cuenta para quienes gestionan el espacio. Puede hacerlo todo.',
  noSecret: 'Abre el enlace completo que mostró el servidor, también lo que va después de «#».',
  refused:
    'Este enlace ya no es válido: los enlaces duran una hora y sirven una vez. Si el espacio aún no tiene operador, ejecuta «teamkpi setup-link» para obtener otro.',
  passwordHint: 'Al menos 8 caracteres',
  make: 'Crear la cuenta',
  space: 'Tu primera sede',
  spaceIntro: 'Los días y meses siguen la zona horaria de la sede. Puedes añadir más sedes después.',
  name: 'Nombre',
  zone: 'Zona horaria',
  zoneHint: 'Por ejemplo, Europe/Madrid',
  currency: 'Moneda',
  currencyHint: 'Tres letras, por ejemplo EUR',
  next: '¿Cómo quieres empezar?',
  imports: 'Importar archivos: hojas de cálculo o datos exportados de otro programa',
  mirror: 'Copiar una cuenta de Nexudus',
  empty: 'Empezar sin datos',
  start: 'Empezar',
  look: '¿Prefieres probarlo antes?',
  lookText:
    'Llena el espacio con personas, equipos y dos años de reservas de ejemplo. Podrás quitarlo todo de una vez.',
  fill: 'Llenarlo con datos de ejemplo',
  filling: 'Añadiendo los datos de ejemplo; tarda un minuto…',
}
