import type { Catalogue } from '../en'
import { plurals } from '../plurals'

const some = plurals('es')

/** Spanish texts for the list of teams, and leaving a team. */
export const teamsTexts: Pick<Catalogue, 'teams' | 'leave'> = {
  teams: {
    title: 'Tus equipos',
    all: 'Todos los equipos',
    members: (count) => some(count, 'miembro', 'miembros'),
    administrator: 'Administrador',
    member: 'Miembro',
    none: {
      title: 'Todavía no estás en ningún equipo',
      text: 'Cuando tu espacio de coworking te añada a un equipo, aparecerá aquí.',
    },
    more: 'Mostrar más',
    failed: 'No se pudieron cargar tus equipos',
  },
  leave: {
    button: 'Dejar el equipo',
    title: (team) => `¿Dejar ${team}?`,
    text: 'Dejarás de tener acceso a este equipo y sus administradores dejarán de ver tus datos. Tus contratos no cambian. Para volver, necesitarás una nueva invitación.',
    lastAdministrator:
      'Eres el único administrador del equipo. Si lo dejas, no tendrá ninguno hasta que tu espacio de coworking nombre a otra persona.',
    cancel: 'Cancelar',
  },
}
