import type { Catalogue } from '../en'
import { plurals } from '../plurals'

const some = plurals('es')

/** Spanish texts for the list of teams, and leaving a team. */
export const teamsTexts: Pick<Catalogue, 'teams' | 'leave'> = {
  teams: {
    title: 'Tus equipos',
    all: 'Todos los equipos',
    members: (count) => some(count, 'miembro', 'miembros'),
    administrator: 'Administras este equipo',
    member: 'Eres miembro',
    none: {
      title: 'Todavía no estás en ningún equipo',
      text: 'En cuanto tu espacio de coworking te haga miembro o administrador de un equipo, aparecerá aquí.',
    },
    more: 'Mostrar más',
    failed: 'No se pudieron leer tus equipos',
  },
  leave: {
    button: 'Dejar el equipo',
    title: (team) => `¿Dejar ${team}?`,
    text: 'Ya no verás este equipo y sus administradores ya no verán tus datos. Los contratos no cambian y siguen siendo tuyos. Para volver necesitarás una nueva invitación.',
    lastAdministrator:
      'Eres su único administrador. Nadie administrará el equipo hasta que tu espacio de coworking nombre a alguien.',
    cancel: 'Cancelar',
  },
}
