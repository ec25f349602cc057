import type { Catalogue } from '../en'
import { plurals } from '../plurals'

const some = plurals('es')

/** Spanish texts for invitations. */
export const invitationsTexts: Pick<Catalogue, 'invitations' | 'teamInvitations' | 'accountInvitations'> = {
  invitations: {
    title: 'Invitaciones',
    count: (count) => some(count, 'invitación', 'invitaciones'),
    meaning:
      'Si aceptas, entrarás en el equipo. Sus administradores verán tu nombre, tu correo y tu empresa, lo que se te va a facturar, el crédito y los pases que te quedan, y tus reservas y presencias. Puedes dejar un equipo en cualquier momento.',
    by: (name) => `de ${name}`,
    since: (day) => `enviada el ${day}`,
    until: (day) => `caduca el ${day}`,
    contractNow: (plan) => `Si aceptas, tu contrato del plan ${plan} empezará de inmediato.`,
    contractFrom: (plan, day) => `Si aceptas, tendrás un contrato del plan ${plan} a partir del ${day}.`,
    plan: (id) => `n.º ${id}`,
    accept: 'Aceptar',
    decline: 'Rechazar',
    accepted: (team) => `Ya formas parte de ${team}.`,
    declined: (team) => `Has rechazado la invitación a ${team}.`,
    toTeam: 'Ir al equipo',
    linkLeadsNowhere:
      'Este enlace no corresponde a ninguna de tus invitaciones abiertas. Puede que haya caducado o que haya otro más reciente. Si es para otra cuenta, inicia sesión con ella.',
    refused: {
      invitation_not_found: 'Esta invitación ya no está abierta. Puede que se haya retirado o que haya caducado.',
      team_member_limit: 'En este momento, el equipo no admite más miembros. Pregunta a quien te invitó.',
      no_active_coworker:
        'Tu cuenta no está vinculada a ningún coworker activo. Ponte en contacto con tu espacio de coworking.',
    },
    none: {
      title: 'No tienes invitaciones abiertas',
      text: 'Cuando un administrador te invite a su equipo, la invitación aparecerá aquí.',
    },
    failed: 'No se pudieron cargar tus invitaciones',
  },
  teamInvitations: {
    title: 'Invitaciones abiertas',
    meaning: 'Estas personas serán miembros cuando acepten. Hasta entonces no verás sus datos.',
    copyLink: 'Copiar enlace',
    withdraw: 'Retirar',
    withdrawn: (email) => `Has retirado la invitación a ${email}.`,
    link: 'Enlace de invitación',
    copied: 'Enlace copiado.',
    copyByHand: 'Copia este enlace.',
    linkMeaning: (day) =>
      `Envíaselo a la persona invitada para que inicie sesión y acepte. Funciona hasta el ${day}. Los enlaces anteriores ya no sirven.`,
    failed: 'No se pudieron cargar las invitaciones abiertas',
  },
  accountInvitations: {
    invite: 'Invitar a los miembros a iniciar sesión',
    meaning:
      'Los miembros sin cuenta recibirán un correo con un enlace para elegir una contraseña. El enlace sirve una vez y durante siete días.',
    send: 'Enviar invitaciones',
    cancel: 'Cancelar',
    results: {
      invited: (count) =>
        count === 0
          ? 'No se ha enviado ninguna invitación.'
          : `Se ${count === 1 ? 'ha' : 'han'} enviado ${some(count, 'invitación', 'invitaciones')}.`,
      alreadyInvited: (count) => `Hace menos de un día que se invitó a ${some(count, 'miembro', 'miembros')}.`,
      hasAccount: (count) => `${some(count, 'miembro ya tiene', 'miembros ya tienen')} una cuenta.`,
      inactive: (count) => `${some(count, 'miembro está suspendido', 'miembros están suspendidos')}.`,
    },
    member: {
      title: 'Cuenta',
      states: {
        canSignIn: 'Tiene cuenta y puede iniciar sesión en este equipo.',
        noAccount: 'Aún no tiene cuenta, así que no puede iniciar sesión.',
        cannotSignIn: 'No puede iniciar sesión en este equipo. Solo tu espacio de coworking puede cambiarlo.',
      },
      invited: (day) => `Se le ha invitado a iniciar sesión. La invitación caduca el ${day}.`,
      invite: 'Invitar a iniciar sesión',
      inviteAgain: 'Volver a invitar',
      inviteTitle: (name) => `¿Invitar a ${name} a iniciar sesión?`,
      inviteText:
        'Recibirá un correo con un enlace para elegir una contraseña. El enlace sirve una vez y durante siete días.',
      inviteAgainText:
        'Recibirá otro correo con un enlace para elegir una contraseña, salvo que se le haya invitado hace menos de un día. El enlace anterior dejará de servir.',
    },
    refused: {
      sends_no_mail:
        'Este espacio de coworking no envía correos. Pídele que dé a tus miembros enlaces para iniciar sesión.',
      too_many_invitations:
        'Tienes demasiadas invitaciones abiertas. Inténtalo más tarde o pregunta a tu espacio de coworking.',
    },
  },
}
