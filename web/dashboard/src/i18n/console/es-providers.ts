import { plurals } from '../plurals'
import type { ConsoleTexts } from './texts'

const some = plurals('es')

/** The Spanish texts about sign-in providers, on the Access screen. */
export const providers: ConsoleTexts['providers'] = {
  title: 'Proveedores de inicio de sesión',
  about: (address) =>
    `Se puede iniciar sesión con la cuenta del proveedor de identidad de la empresa (OpenID Connect). Registra allí ${address} como URI de redirección.`,
  none: 'No hay proveedores. Se inicia sesión con contraseña o clave de acceso.',
  add: 'Añadir un proveedor',
  forWhom: { everybody: 'para todos', operators: 'para operadores', members: 'para miembros' },
  rolesFrom: (claim) => `roles de ${claim}`,
  connected: (count, shown) => `${shown} ${count === 1 ? 'cuenta conectada' : 'cuentas conectadas'}`,
  answers: (host, keys) => `Responde: se inicia sesión en ${host}; ${some(keys, 'clave', 'claves')}.`,
  test: 'Probar',
  testOf: (label) => `Probar ${label}`,
  change: 'Cambiar',
  changeOf: (label) => `Cambiar ${label}`,
  save: 'Guardar',
  remove: (label) => `Quitar ${label}`,
  removeTitle: (label) => `¿Quitar ${label}?`,
  removeText: (count) =>
    count === 0
      ? 'No hay cuentas conectadas.'
      : `Ya no se podrá entrar con él en ${some(count, 'cuenta', 'cuentas')}. Las sesiones abiertas siguen abiertas.`,
  passwordsOn: 'También se puede entrar con contraseña.',
  passwordsOff: (email) => `Las contraseñas están desactivadas, salvo la de ${email}.`,
  turnOn: 'Permitir contraseñas',
  turnOff: 'Desactivar contraseñas',
  turnOffTitle: '¿Desactivar las contraseñas?',
  turnOffText:
    'A partir de ahora solo tú podrás entrar con contraseña, por si un proveedor no funciona. Comprueba antes que se puede entrar con un proveedor. Las sesiones abiertas y las claves de API siguen siendo válidas.',
  name: 'Nombre corto',
  nameHint: 'Minúsculas, cifras y guiones, como google. No se puede cambiar después.',
  issuer: 'Emisor',
  issuerHint: 'Como https://accounts.google.com. No se puede cambiar después.',
  label: 'Etiqueta',
  labelHint: 'Lo que dice el botón de la página de inicio de sesión.',
  client: 'ID de cliente',
  secret: 'Secreto de cliente',
  secretHint: 'Se guarda cifrado y no se vuelve a mostrar. Déjalo vacío si el proveedor no ha dado ninguno.',
  secretKept: 'Hay un secreto guardado. Deja el campo vacío para conservarlo.',
  noKey: 'Este servidor no puede guardar secretos: falta TEAMKPI_SECRET_KEY.',
  whom: 'Quién puede usarlo',
  scopes: 'Otros ámbitos',
  scopesHint: 'Además de openid y email, separados por espacios. Normalmente vacío.',
  claim: 'Atributo con los roles',
  claimHint: 'Como groups. Déjalo vacío para dar los roles en esta pantalla.',
  roles: 'Roles de sus valores',
  rolesHint: 'Uno por línea, como desk=FrontDesk.',
}
