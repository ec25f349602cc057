import type { Catalogue } from '../en'
import { plurals } from '../plurals'

const some = plurals('es')

/** What the server refuses, and says in English. Pages that know more of a refusal have words of their own. */
const REFUSALS: Readonly<Record<string, string | undefined>> = {
  bad_request: 'El servidor no acepta algún valor de los que se han enviado.',
  missing_role: 'Tu cuenta no tiene permiso para esto.',
  not_team_administrator: 'Esto solo pueden hacerlo los administradores del equipo.',
  member_not_found: 'Esta persona ya no está en el equipo.',
  team_not_found: 'Este equipo ya no existe, o ya no eres miembro.',
  invitation_not_found: 'Esta invitación ya no está abierta.',
  alert_rule_not_found: 'Este aviso ya no existe.',
  too_many_alert_rules: 'El equipo no puede tener más avisos.',
  request_timeout: 'La conexión es demasiado lenta en este momento.',
}

/** Spanish texts for every page. */
export const appTexts: Pick<Catalogue, 'app' | 'page' | 'states' | 'moment' | 'units'> = {
  app: {
    name: 'Panel del equipo',
    skip: 'Ir al contenido',
    madeUp: 'Este espacio es inventado: sus personas, equipos e importes no son reales.',
    signOut: 'Cerrar sesión',
    account: 'Cuenta',
    yourAccount: 'Tu cuenta',
    language: 'Idioma',
    theme: { label: 'Colores', system: 'los del sistema', light: 'claros', dark: 'oscuros' },
    notFound: {
      title: 'No encontramos esta página',
      text: 'Puede que la dirección esté mal escrita o que la página se haya eliminado.',
      home: 'Ir a tus equipos',
    },
    signOutFailed: 'No se pudo cerrar la sesión, así que sigue abierta. Inténtalo de nuevo.',
    loading: 'Cargando…',
    cancel: 'Cancelar',
  },
  page: {
    alerts: 'Avisos',
    tabs: { label: 'Secciones del panel', members: 'Miembros', trends: 'Evolución', attendance: 'Asistencia' },
    zoneTip: (zone) => `Los meses y los días siguen la zona horaria del centro del equipo (${zone}).`,
    upToDate: (ago) => `actualizado ${ago}`,
    asOf: (when) => `datos del ${when}`,
    mirrored: (ago) => `registros copiados ${ago}`,
    mirroredTip: (when) =>
      `Los registros están en otro sistema. Se copiaron por última vez el ${when}; lo que haya cambiado allí desde entonces aún no aparece.`,
    refresh: 'Actualizar ahora',
    refreshing: 'Actualizando…',
    justNow: 'ahora mismo',
    secondsAgo: (count) => `hace ${count} s`,
    minutesAgo: (count) => `hace ${count} min`,
    hoursAgo: (count) => `hace ${count} h`,
  },
  states: {
    loadingFigures: 'Cargando los datos…',
    tryAgain: 'Intentar de nuevo',
    reload: 'Recargar la página',
    partFailed: 'Se ha producido un error en esta página',
    nothingLost: 'No se ha perdido ni cambiado nada.',
    figuresFailed: 'No se pudieron cargar los datos',
    unreachable: 'No se puede conectar con el servidor.',
    serverFault: 'El servidor ha tenido un problema o está demasiado ocupado en este momento.',
    unexpected: 'El servidor ha enviado una respuesta que esta página no entiende.',
    refused: ({ code }) => REFUSALS[code] ?? 'El servidor no ha aceptado la petición.',
    reference: (id) => `Identificador de la petición, para quien administra el servidor: ${id}`,
    offline: (when) =>
      `No tienes conexión. Estás viendo los datos del ${when}. La página se actualizará cuando vuelva la conexión.`,
    stale: (when) =>
      `No se puede conectar con el servidor. Estás viendo los datos del ${when}. La página lo seguirá intentando.`,
    noAdmin: {
      title: 'Solo los administradores del equipo pueden ver estos datos',
      ask: 'Si los necesitas, pídeselos a un administrador del equipo o a tu espacio de coworking.',
    },
    noTeam: {
      title: 'No encontramos este equipo',
      text: 'Puede que la dirección esté mal escrita o que ya no formes parte del equipo.',
    },
    noMembers: {
      title: 'Este equipo todavía no tiene miembros',
      text: 'Cuando alguien se una al equipo, tendrá aquí una fila con lo que queda por facturar, el crédito y los pases disponibles, y las horas reservadas y de presencia.',
    },
    noMembersThen: (day) => `Este equipo no tenía miembros el ${day}`,
    noUse:
      'Todavía no hay datos. Aparecerán cuando tu espacio de coworking registre compras, créditos, reservas o presencias de estos miembros.',
  },
  moment: {
    label: 'Tal como se mostraba el',
    compare: 'Comparar con',
    back: 'Volver a hoy',
    lastMonth: 'el mes anterior, en el resumen',
    uncertain: 'no se conoce para este día',
    uncertainLong:
      'Esta cifra no se puede conocer para este día: es un saldo, y solo constan saldos posteriores. Se muestra en gris.',
    shown: (day) => `Estás viendo el ${day}, tal como lo mostraba esta página entonces.`,
    calculated: (day) =>
      `Estás viendo el ${day}, calculado con los registros de hoy: no consta lo que mostraba esta página ese día.`,
    some: (day) => `Algunos saldos anteriores al ${day} no se conocen; se muestran en gris.`,
  },
  units: {
    days: (count) => some(count, 'día', 'días'),
    weeks: (count) => some(count, 'semana', 'semanas'),
    months: (count) => some(count, 'mes', 'meses'),
    uses: (count) => some(count, 'uso', 'usos'),
    passes: (count) => some(count, 'pase de día', 'pases de día'),
    exactMinutes: (minutes) => `${minutes} min`,
    minutes: 'min',
    seconds: (count) => `${count}\u00a0s`,
  },
}
