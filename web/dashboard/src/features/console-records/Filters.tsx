/** The filters of a list: each is one line, made of the field's kind. */
import { useId, useState } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import { PersonPicker } from '@/console/Picker'
import type { Entity, Field } from '@/console/server'
import { useResources } from '@/console/zones'
import controls from '@/ui/controls.module.css'
import { Icon } from '@/ui/Icon'
import styles from './Filters.module.css'
import type { Filter } from './view'

interface FiltersProps {
  entity: Entity
  filters: readonly Filter[]
  onFilters: (filters: readonly Filter[]) => void
}

/** The filters, and what adds one. */
export function Filters({ entity, filters, onFilters }: FiltersProps) {
  const { c } = useConsole()
  const used = new Set(filters.map((one) => one.field))
  const change = (next: Filter) => onFilters(filters.map((one) => (one.field === next.field ? next : one)))
  return (
    <div className={styles.filters} role="group" aria-label={c.list.filters}>
      {filters.map((filter) => {
        const field = entity.Fields.find((one) => one.Name === filter.field)
        return (
          field && (
            <div key={field.Name} className={styles.filter} role="group" aria-label={field.Label}>
              <span className={styles.name}>{field.Label}</span>
              <FilterValue field={field} filter={filter} onFilter={change} />
              <button
                type="button"
                className={`${controls.plain ?? ''} ${controls.icon ?? ''}`}
                aria-label={`${c.actions.clear}: ${field.Label}`}
                onClick={() => onFilters(filters.filter((one) => one !== filter))}
              >
                <Icon name="close" />
              </button>
            </div>
          )
        )
      })}
      <select
        className={controls.select}
        aria-label={c.list.addFilter}
        value=""
        onChange={(event) => onFilters([...filters, { field: event.target.value }])}
      >
        <option value="">{c.list.addFilter}</option>
        {entity.Fields.filter((one) => !used.has(one.Name) && one.Name !== 'UniqueId').map((one) => (
          <option key={one.Name} value={one.Name}>
            {one.Label}
          </option>
        ))}
      </select>
    </div>
  )
}

interface FilterValueProps {
  field: Field
  filter: Filter
  onFilter: (filter: Filter) => void
}

function FilterValue({ field, filter, onFilter }: FilterValueProps) {
  const { c, locations } = useConsole()
  const resources = useResources().data?.Records ?? []
  const [name, setName] = useState('')
  const set = (is: string) => onFilter({ field: filter.field, is: is || undefined })
  if (field.HasRange && field.Kind !== 'id') {
    const type = field.Kind === 'instant' ? 'date' : 'text'
    return (['from', 'to'] as const).map((side) => (
      <Labelled key={side} label={c.list[side]}>
        {(id) => (
          <input
            id={id}
            className={controls.field}
            type={type}
            inputMode={type === 'text' ? 'decimal' : undefined}
            value={filter[side] ?? ''}
            onChange={(event) => onFilter({ ...filter, [side]: event.target.value || undefined })}
          />
        )}
      </Labelled>
    ))
  }
  const choices =
    field.Kind === 'flag'
      ? [
          { value: 'true', label: c.form.yes },
          { value: 'false', label: c.form.no },
        ]
      : field.Kind === 'choice'
        ? field.Choices.map((one) => ({ value: String(one.Value), label: one.Label }))
        : field.RefersTo === 'businesses'
          ? locations.map((one) => ({ value: String(one.id), label: one.name }))
          : field.RefersTo === 'resources'
            ? resources.map((one) => ({ value: String(one.Id), label: String(one.Name) }))
            : null
  if (choices) {
    const all = field.Kind === 'id' ? [...choices, ...known(c)] : choices
    return (
      <select
        className={controls.select}
        aria-label={field.Label}
        value={filter.is ?? ''}
        onChange={(event) => set(event.target.value)}
      >
        <option value="">{c.form.choose}</option>
        {all.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
    )
  }
  if (field.RefersTo === 'coworkers') {
    if (filter.is)
      return (
        <button type="button" className={controls.button} onClick={() => set('')}>
          {name || filter.is}
        </button>
      )
    return (
      <PersonPicker
        label={field.Label}
        isLabelHidden
        onChoose={(person) => {
          setName(person.FullName)
          set(String(person.Id))
        }}
      />
    )
  }
  return (
    <Labelled label={c.list.is}>
      {(id) => (
        <input
          id={id}
          className={controls.field}
          value={filter.is ?? ''}
          onChange={(event) => set(event.target.value)}
        />
      )}
    </Labelled>
  )
}

function known(c: ReturnType<typeof useConsole>['c']) {
  return [
    { value: 'notnull', label: c.list.known },
    { value: 'null', label: c.list.unknown },
  ]
}

function Labelled({ label, children }: { label: string; children: (id: string) => React.ReactNode }) {
  const id = useId()
  return (
    <span className={styles.labelled}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </span>
  )
}
