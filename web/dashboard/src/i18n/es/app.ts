import type { Catalogue } from '../en'
import { plurals } from '../plurals'

const some = plurals('es')

/** Spanish texts for every page. */
export const appTexts: Pick<Catalogue, 'app' | 'page' | 'states' | 'units'> = {
  app: {
    name: 'Panel del equipo',
    skip: 'Ir al contenido',
    signOut: 'Cerrar sesión',
    language: 'Idioma',
    theme: { label: 'Colores', system: 'como el sistema', light: 'claros', dark: 'oscuros' },
    notFound: {
      title: 'Esta página no existe',
      text: 'Puede que la dirección esté mal escrita o que la página ya no exista.',
      home: 'A tus equipos',
    },
    stillIn: 'La sesión sigue abierta: no se pudo avisar al servidor. Inténtalo de nuevo.',
    loading: 'Cargando…',
  },
  page: {
    tabs: { label: 'Partes del panel', members: 'Miembros', trends: 'Evolución', attendance: 'Asistencia' },
    zoneTip: (zone) => `Los meses y días son los de la ubicación del equipo (${zone}).`,
    upToDate: (ago) => `al día, ${ago}`,
    asOf: (when) => `a ${when}`,
    refresh: 'Actualizar ahora',
    refreshing: 'Actualizando…',
    justNow: 'ahora mismo',
    secondsAgo: (count) => `hace ${count} s`,
    minutesAgo: (count) => `hace ${count} min`,
    hoursAgo: (count) => `hace ${count} h`,
  },
  states: {
    loadingFigures: 'Leyendo las cifras…',
    tryAgain: 'Intentar de nuevo',
    nothingLost: 'No se ha perdido nada: esta página solo lee, y lo que mostraba sigue igual en el servidor.',
    figuresFailed: 'No se pudieron leer las cifras',
    unreachable: 'No se pudo llegar al servidor.',
    serverFault: 'El servidor tiene un fallo o está demasiado ocupado ahora mismo.',
    unexpected: 'El servidor respondió algo que esta página no entiende.',
    reference: (id) => `Número de la petición, para quien administra el servidor: ${id}`,
    offline: (when) => `No hay conexión. Esto es lo que había a ${when}; seguirá solo cuando vuelva la conexión.`,
    stale: (when) =>
      `No se llega al servidor en este momento. Esto es lo que había a ${when}; se vuelve a preguntar solo.`,
    noAdmin: {
      title: 'Estas cifras son para los administradores del equipo',
      text: 'Eres miembro de este equipo y por eso ves su asistencia. Si necesitas las cifras, pídelas a un administrador del equipo.',
      ask: 'Solo las ven los administradores del equipo. Pregunta a uno de ellos o a tu espacio de coworking.',
    },
    noTeam: {
      title: 'Este equipo no existe o no formas parte de él',
      text: 'Puede que la dirección esté mal escrita o que te hayan quitado del equipo.',
    },
    noMembers: {
      title: 'Todavía no hay nadie en este equipo',
      text: 'En cuanto tu espacio de coworking añada miembros, cada uno tendrá aquí una fila: lo que hay por facturar, el crédito y los pases que quedan, y lo reservado y registrado.',
    },
    noUse:
      'Todavía no hay cifras. Aparecerán solas en cuanto el espacio registre compras, créditos, reservas o presencias de estos miembros.',
  },
  units: {
    days: (count) => some(count, 'día', 'días'),
    weeks: (count) => some(count, 'semana', 'semanas'),
    months: (count) => some(count, 'mes', 'meses'),
    uses: (count) => some(count, 'uso', 'usos'),
    passes: (count) => some(count, 'pase de día', 'pases de día'),
    exactMinutes: (minutes) => `${minutes} min`,
    minutes: 'min',
  },
}
