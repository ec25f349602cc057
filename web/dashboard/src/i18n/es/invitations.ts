import type { Catalogue } from '../en'
import { plurals } from '../plurals'

const some = plurals('es')

/** Spanish texts for invitations. */
export const invitationsTexts: Pick<Catalogue, 'invitations' | 'teamInvitations'> = {
  invitations: {
    title: 'Invitaciones',
    count: (count) => some(count, 'invitación', 'invitaciones'),
    meaning:
      'Si aceptas, pasas a ser miembro del equipo. Sus administradores verán entonces tu nombre, correo y empresa, lo que se te va a facturar, lo que te queda y lo que reservas y registras. Puedes dejar un equipo en cualquier momento.',
    by: (name) => `de ${name}`,
    since: (day) => `enviada el ${day}`,
    until: (day) => `abierta hasta el ${day}`,
    contractNow: (plan) => `Si aceptas, tendrás un contrato del plan ${plan}, que empieza de inmediato.`,
    contractFrom: (plan, day) => `Si aceptas, tendrás un contrato del plan ${plan}, que empieza el ${day}.`,
    plan: (id) => `número ${id}`,
    accept: 'Aceptar',
    decline: 'Rechazar',
    accepted: (team) => `Ya eres miembro de ${team}.`,
    declined: (team) => `Has rechazado la invitación a ${team}.`,
    toTeam: 'Ir al equipo',
    linkLeadsNowhere:
      'El enlace no lleva a ninguna invitación abierta para ti. Puede que haya caducado o se haya sustituido por otro, o que sea para otra persona: en ese caso, inicia sesión con su cuenta.',
    refused: {
      invitation_not_found: 'Esta invitación ya no está abierta. Puede que se haya retirado o que haya caducado.',
      team_member_limit: 'Ahora mismo el equipo no admite más miembros. Pregunta a quien te invitó.',
      no_active_coworker: 'Tu cuenta no tiene ninguna ficha activa. Pregunta a tu espacio de coworking.',
    },
    none: {
      title: 'No tienes invitaciones abiertas',
      text: 'Cuando el administrador de un equipo te invite, la invitación aparecerá aquí.',
    },
    failed: 'No se pudieron leer tus invitaciones',
  },
  teamInvitations: {
    title: 'Invitaciones abiertas',
    meaning: 'Estas personas pasan a ser miembros cuando aceptan. Hasta entonces aquí no se ve nada de ellas.',
    copyLink: 'Copiar enlace',
    withdraw: 'Retirar',
    withdrawn: (email) => `La invitación a ${email} se ha retirado.`,
    link: 'Enlace a la invitación',
    copied: 'El enlace está copiado.',
    copyByHand: 'Copia este enlace.',
    linkMeaning: (day) =>
      `Envíaselo a la persona, que inicia sesión y acepta. Funciona hasta el ${day}; los enlaces anteriores ya no funcionan.`,
    failed: 'No se pudieron leer las invitaciones abiertas',
  },
}
