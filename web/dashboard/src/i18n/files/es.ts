import type { FileTexts } from './texts'

/** Spanish texts of saved files. */
export const es: FileTexts = {
  about: 'Información',
  team: 'Equipo',
  contents: 'Contenido',
  month: 'Mes',
  months: 'Meses',
  week: 'Semana',
  asOf: 'Datos a fecha de',
  zone: 'Zona horaria',
  endOf: (day) => `final del ${day}`,
  asShown: (when) => `${when}, tal como se mostraba entonces`,
  calculated: (when) => `${when}, calculado con los registros de hoy`,
}
