import { plurals } from '../plurals'
import type { AttendanceTexts } from './texts'

const some = plurals('es')

/** Spanish texts for the attendance tab. */
export const es: AttendanceTexts = {
  previous: 'Semana anterior',
  next: 'Semana siguiente',
  thisWeek: 'Esta semana',
  plansRepeat: 'Los planes se repiten cada semana. Las reservas son de la semana que se muestra.',
  weekOf: (day) => `Semana del ${day}`,
  plansThen: (day) =>
    `Planes y reservas tal como constaban el ${day}. Los planes se repiten cada semana; las reservas son de la semana que se muestra.`,
  noPlans: (day) =>
    `Los planes no se muestran: los del ${day} no constan. Las reservas son de la semana que se muestra, según los registros de hoy.`,
  plansCompared: (day) => `Si el plan era distinto el ${day}, el de entonces aparece debajo.`,
  plansNotCompared: (day) => `Los planes no se comparan: los del ${day} no constan.`,
  was: (plan) => `antes: ${plan}`,
  plan: { 1: 'Oficina', 2: 'Casa', 3: 'Extranjero', 4: 'No trabaja', 5: 'Sin indicar' },
  today: 'hoy',
  edit: 'Editar planes',
  editOwn: 'Editar mis planes',
  save: 'Guardar',
  saving: 'Guardando…',
  discard: 'Descartar',
  done: 'Dejar de editar',
  unsaved: (count) => some(count, 'cambio sin guardar', 'cambios sin guardar'),
  changed: 'cambiado',
  saved: 'Planes guardados.',
  notSaved: 'No se pudieron guardar los planes. Tus cambios siguen aquí, así que puedes intentarlo de nuevo.',
  cell: (name, day) => `${name}, ${day}`,
  allDays: 'Todos los días…',
  unnamed: 'recurso sin nombre',
  usual: 'Promedios de las 12 semanas anteriores',
  usualBooked: 'reservado por semana',
  usualBooking: 'miembros con reserva por día laborable',
  usualChecked: 'miembros presentes por día laborable',
  usualDays: 'días de presencia por miembro y semana',
  empty: {
    title: 'Este equipo todavía no tiene miembros',
    text: 'Cuando alguien entre en el equipo, sus planes de la semana aparecerán aquí.',
  },
  failed: 'No se pudo cargar la semana',
  captionOfBookings: 'Reservas de los miembros en la semana',
  caption: 'Planes de los miembros para la semana',
  count: (office) => `${office} en la oficina`,
  member: 'Miembro',
}
