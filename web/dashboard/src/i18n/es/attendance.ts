import type { Catalogue } from '../en'
import { plurals } from '../plurals'

const some = plurals('es')

/** Spanish texts for the attendance tab. */
export const attendanceTexts: Pick<Catalogue, 'attendance'> = {
  attendance: {
    previous: 'Semana anterior',
    next: 'Semana siguiente',
    thisWeek: 'Esta semana',
    plansRepeat: 'Los planes son los mismos cada semana. Las reservas son las de la semana mostrada.',
    plan: { 1: 'Oficina', 2: 'Casa', 3: 'Extranjero', 4: 'Libre', 5: 'Sin indicar' },
    today: 'hoy',
    edit: 'Editar los planes',
    save: 'Guardar',
    saving: 'Guardando…',
    discard: 'Descartar',
    done: 'Dejar de editar',
    unsaved: (count) => some(count, 'cambio sin guardar', 'cambios sin guardar'),
    changed: 'cambiado',
    saved: 'Los planes se han guardado.',
    notSaved: 'Los planes no se guardaron. Tus cambios siguen aquí; inténtalo de nuevo.',
    cell: (name, day) => `${name}, ${day}`,
    unnamed: 'un lugar sin nombre',
    usual: 'Lo habitual, según las doce semanas anteriores',
    usualBooked: 'reservado por semana',
    usualBooking: 'miembros con reserva, cada día laborable',
    usualChecked: 'miembros presentes, cada día laborable',
    usualDays: 'días de presencia, por miembro y semana',
    empty: {
      title: 'Todavía no hay nadie en este equipo',
      text: 'Los miembros aparecerán aquí con sus planes de la semana en cuanto formen parte del equipo.',
    },
    failed: 'No se pudo leer la semana',
    scroll: 'La semana de cada miembro; se desplaza hacia los lados',
    count: (office) => `${office} en la oficina`,
    member: 'Miembro',
  },
}
