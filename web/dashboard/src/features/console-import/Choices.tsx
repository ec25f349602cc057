/** What is said about a file as a whole: what it has, the zone of its times, and what becomes of the rest. */
import { useId } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import controls from '@/ui/controls.module.css'
import type { Answers } from './answers'
import styles from './Import.module.css'
import type { ImportFile } from './uploads'

interface ChoicesProps {
  file: ImportFile
  answers: Answers
  onChange: (answers: Answers) => void
}

/** The choices. */
export function Choices({ file, answers, onChange }: ChoicesProps) {
  const { c, entities, locations } = useConsole()
  const zones = useId()
  const isUnknown = file.State === 'failed' || answers.entity !== ''
  return (
    <fieldset className={styles.choices}>
      <legend className={styles.heading}>{c.import.choices}</legend>
      {isUnknown && (
        <label>
          {c.import.entity}
          <select
            className={controls.select}
            value={answers.entity}
            onChange={(event) => onChange({ ...answers, entity: event.target.value })}
          >
            <option value="">{c.import.byName}</option>
            {[...entities.values()].map((one) => (
              <option key={one.Plural} value={one.Plural}>
                {one.LabelOfSeveral}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        {c.import.zone}
        <input
          className={controls.field}
          list={zones}
          value={answers.zone}
          placeholder={c.import.zoneOfLocation}
          onChange={(event) => onChange({ ...answers, zone: event.target.value })}
        />
        <datalist id={zones}>
          {[...new Set(locations.map((one) => one.zone))].map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      </label>
      <label className={controls.check}>
        <input
          type="checkbox"
          checked={answers.keepGood}
          disabled={answers.replace}
          onChange={(event) => onChange({ ...answers, keepGood: event.target.checked })}
        />
        {c.import.keepGood}
      </label>
      <label className={controls.check}>
        <input
          type="checkbox"
          checked={answers.replace}
          onChange={(event) => onChange({ ...answers, replace: event.target.checked, keepGood: false })}
        />
        {c.import.replace}
      </label>
    </fieldset>
  )
}
