import type { Catalogue } from '../en'
import { plurals } from '../plurals'

const some = plurals('es')

/** Spanish texts for the list of teams, and leaving a team. */
export const teamsTexts: Pick<Catalogue, 'teams' | 'leave' | 'administrators' | 'people'> = {
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
      'Eres el único administrador del equipo. Nombra antes administrador a otro miembro o el equipo no tendrá ninguno hasta que tu espacio de coworking nombre a otra persona.',
  },
  administrators: {
    title: 'Administradores',
    meaning:
      'Ven los datos de todos los miembros y gestionan las personas del equipo. Para nombrar administrador a un miembro, pulsa su nombre y ábrelo.',
    is: 'Este miembro es administrador del equipo.',
    add: 'Nombrar administrador',
    addTitle: (name) => `¿Nombrar administrador a ${name}?`,
    addText:
      'Verá los datos de todos los miembros, incluido lo que se les va a facturar, y podrá añadir y quitar personas y administradores.',
    end: 'Retirar el cargo',
    endTitle: (name) => `¿Retirar a ${name} el cargo de administrador?`,
    endText:
      'Dejará de ver los datos del equipo y de gestionar sus personas. Si es miembro, lo sigue siendo y ve sus propios datos.',
    ended: (name) => `${name} ya no es administrador.`,
    refused: {
      CANNOT_REMOVE_ITSELF: 'No puedes retirarte el cargo a ti mismo. Pídeselo a otro administrador o deja el equipo.',
    },
  },
  people: {
    add: 'Añadir personas',
    meaning:
      'Quien es nuevo en este espacio de coworking pasa a ser miembro al momento. Quien ya figura en él recibe una invitación y se une al aceptarla.',
    name: 'Nombre',
    email: 'Correo electrónico',
    another: 'Añadir otra persona',
    leaveOut: (number) => `Quitar la fila ${number}`,
    numbered: (number) => `Persona ${number}`,
    save: (count) => `Añadir ${some(count, 'persona', 'personas')}`,
    done: (names) => `Hecho: ${names}. Quien tenga que aceptar antes aparece en las invitaciones abiertas.`,
    remove: 'Quitar del equipo',
    removeTitle: (name) => `¿Quitar a ${name} del equipo?`,
    removeText:
      'Perderá el acceso al equipo y dejarás de ver sus datos. Sus reservas, sus créditos y lo que se le va a facturar no cambian.',
    refused: {
      already_team_member: 'Una de estas personas ya está en el equipo o ya tiene una invitación.',
      team_member_limit: 'El equipo tendría más miembros de los permitidos. Habla con tu espacio de coworking.',
      too_many_invitations:
        'El equipo ha invitado a demasiadas personas hace poco. Inténtalo más tarde o habla con tu espacio de coworking.',
      CANNOT_REMOVE_ITSELF: 'No puedes quitarte a ti mismo. Usa «Dejar el equipo» al final de la página del equipo.',
      member_has_active_contracts:
        'No se puede quitar a quien tiene un contrato que no ha terminado. Habla con tu espacio de coworking.',
    },
  },
}
