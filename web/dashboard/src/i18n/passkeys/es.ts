/** The Spanish texts about passkeys. */
import type { PasskeyTexts } from './texts'

/** The texts. */
export const es: PasskeyTexts = {
  title: 'Claves de acceso',
  meaning:
    'Con una clave de acceso inicias sesión con tu teléfono, tu ordenador o una llave de seguridad, sin contraseña. Cuando tienes una, al iniciar sesión con la contraseña se pide también una clave de acceso o un código.',
  none: 'No tienes claves de acceso.',
  impossible: 'Este navegador no puede usar claves de acceso aquí.',
  add: 'Añadir una clave de acceso',
  name: 'Nombre',
  nameHint: 'Para reconocerla más tarde, por ejemplo, «Teléfono».',
  next: 'Continuar',
  made: 'Se ha añadido tu clave de acceso.',
  notMade: 'No se ha creado ninguna clave de acceso. Si ya tienes una en este dispositivo, puedes usarla.',
  notUsed: 'No se ha usado ninguna clave de acceso. Inténtalo de nuevo o usa tu contraseña.',
  noneUsed: 'No se ha usado ninguna clave de acceso. Inténtalo de nuevo o introduce un código.',
  refused: 'Esta clave de acceso no se conoce aquí, o la cuenta no se puede usar.',
  since: (day) => `añadida el ${day}`,
  used: (day) => `usada por última vez el ${day}`,
  unused: 'aún sin usar',
  elsewhere: (host) => `funciona en ${host}`,
  rename: 'Cambiar el nombre',
  renameOf: (name) => `Cambiar el nombre de ${name}`,
  save: 'Guardar',
  remove: 'Quitar',
  removeOf: (name) => `Quitar ${name}`,
  removeMeaning: (name) => `Ya no podrás iniciar sesión con «${name}».`,
  removed: 'Se ha quitado la clave de acceso.',
  renamed: 'La clave de acceso tiene otro nombre.',
  signIn: 'Iniciar sesión con una clave de acceso',
  inPlace: 'Usar una clave de acceso en lugar de un código',
  orCode: 'Déjalo vacío para usar una clave de acceso.',
}
