import { plurals } from '../plurals'
import type { ConsoleTexts } from './texts'

const some = plurals('es')
const records = (count: number) => some(count, 'registro', 'registros')

/** The Spanish texts of the Import screen. */
export const imports: ConsoleTexts['import'] = {
  title: 'Importar',
  choose: 'Elige un archivo o suéltalo aquí',
  chooseHint:
    'CSV, Excel (.xlsx), líneas JSON o ZIP, hasta 64 MiB. Primero se comprueba; no se guarda nada hasta que lo digas.',
  sending: (name: string) => `Enviando ${name}`,
  files: 'Tus archivos',
  remove: (name: string) => `Eliminar ${name} y su informe`,
  states: {
    uploading: 'no se ha enviado entero',
    uploaded: 'sin comprobar',
    expired: 'eliminado después de un día',
    checking: 'Comprobando…',
    checked: 'comprobado',
    importing: 'Importando…',
    imported: 'importado',
    rejected: 'no importado',
    failed: 'no se puede leer',
    stopped: 'interrumpido',
  },
  goesOn: 'Puedes salir de esta página. El servidor continúa y el informe estará aquí.',
  outcomes: {
    uploading: 'Solo ha llegado una parte de este archivo. Envíalo de nuevo.',
    expired: 'El archivo se eliminó después de un día. Envíalo de nuevo.',
    rejected: 'No se ha importado nada porque se rechazaron filas. Corrígelas en el archivo o importa solo las demás.',
    stopped: 'El servidor se detuvo mientras leía este archivo. No se guardó nada; compruébalo de nuevo.',
  },
  nothingStored: 'Aún no se ha guardado nada. Esto es lo que haría la importación.',
  questions: (count: number) =>
    `${some(count, 'pregunta', 'preguntas')} por responder antes de importar este archivo. Responde abajo y comprueba de nuevo.`,
  imported: (id: number | null) =>
    id === null ? 'Importado. No había cambios.' : `Importado, como importación ${id}.`,
  undoThere: 'Todas las importaciones y deshacer',
  rows: (count: number) => some(count, 'fila', 'filas'),
  delimiter: 'separado por',
  delimiters: { ',': 'comas', ';': 'puntos y comas', '\t': 'tabuladores', '|': 'barras verticales' },
  dates: 'Fechas',
  numbers: 'Números',
  encoding: 'Codificación',
  open: 'Elige…',
  columns: 'Columnas y campos',
  notRead: '(no se importa)',
  sameInAllRows: 'No está en el archivo: un valor para todas las filas',
  line: (line: number) => `línea ${line}`,
  wouldBe: 'Qué cambiaría',
  wasDone: 'Qué ha cambiado',
  record: 'Registros',
  counts: {
    new: 'Nuevos',
    changed: 'Cambiados',
    deleted: 'Eliminados',
    unchanged: 'Sin cambios',
    stale: 'Desfasados',
    rejected: 'Rechazados',
  },
  skipped: (names: string) => `No se ha leído: ${names}`,
  rejected: (count: number) => some(count, 'fila rechazada', 'filas rechazadas'),
  more: (count: number) => `y ${count} más`,
  saveRejected: 'Guardar las filas rechazadas',
  findings: 'Posibles errores',
  mistakes: {
    repeated_id: 'el mismo ID aparece más de una vez en el archivo. Se conserva la más reciente de estas filas.',
    no_such_record: 'se refiere a un registro que no existe. Importa también ese registro o corrige la referencia.',
    no_zone: 'no tiene zona horaria y se leyó como UTC.',
  },
  preview: (what: string) => `${what}: las primeras filas, como quedarán`,
  choices: 'Cómo importarlo',
  entity: 'Qué contiene el archivo',
  byName: 'Lo que digan su nombre o sus encabezados',
  zone: 'Zona horaria de las horas que no la indican',
  zoneOfLocation: 'La de tu sede',
  keepGood: 'Importar las filas correctas aunque se rechacen otras',
  replace: 'Reemplazar: eliminar también los registros que no están en el archivo',
  sureToDelete: (count: number) => `Sí, eliminar ${records(count)} que no están en el archivo`,
  start: (count: number) => `Importar ${records(count)}`,
  check: 'Comprobar',
  checkAgain: 'Comprobar de nuevo',
  done: 'Importaciones',
  unnamed: 'Importación',
  number: (id: number) => `N.º ${id}`,
  brought: (added: number, changed: number, deleted: number) =>
    `${added} nuevos, ${changed} cambiados, ${deleted} eliminados`,
  undoneOn: (when: string) => `deshecha el ${when}`,
  undo: (id: number) => `Deshacer la importación ${id}`,
  undoing: 'Deshaciendo…',
  undoMeans: (added: number, others: number) =>
    `Se eliminarán ${records(added)} y ${records(others)} recuperarán lo que tenían.`,
  undoFigures: (names: string, others: number) =>
    `Pueden cambiar las cifras de estas personas: ${[names, others > 0 && `${others} más`].filter(Boolean).join(' y ')}.`,
  undoChanged: (count: number) =>
    `${some(count, 'registro cambió', 'registros cambiaron')} después: impiden deshacer, salvo que decidas deshacer solo los demás.`,
  undoRefers:
    'Algunos registros añadidos después se refieren a otros que se eliminarán. Se conservan, pero sin aquello a lo que se refieren:',
  undoReferring: (kind: string, count: number) => `${kind} (${count}):`,
  undoOthers: 'Deshacer los demás',
}
