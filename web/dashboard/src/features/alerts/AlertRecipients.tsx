/** The recipients of an alert rule, in its form. */
import type { AlertAdministrator } from '@teamkpi/client'
import { useId } from 'react'
import type { AlertTexts } from '@/i18n/alerts/texts'
import controls from '@/ui/controls.module.css'
import styles from './Alerts.module.css'

interface RecipientsProps {
  texts: AlertTexts
  administrators: readonly AlertAdministrator[]
  chosen: readonly number[] | null
  onChange: (chosen: readonly number[] | null) => void
}

/** All administrators of the team, or some of them. */
export function AlertRecipients({ texts, administrators, chosen, onChange }: RecipientsProps) {
  const name = useId()
  const all = administrators.map((one) => one.CoworkerId)
  return (
    <fieldset className={styles.recipients}>
      <legend>{texts.form.mailTo}</legend>
      <label className={controls.check}>
        <input type="radio" name={name} checked={chosen === null} onChange={() => onChange(null)} />
        {texts.form.everyone}
      </label>
      <label className={controls.check}>
        <input type="radio" name={name} checked={chosen !== null} onChange={() => onChange(all)} />
        {texts.form.chosen}
      </label>
      {chosen !== null && (
        <ul>
          {administrators.map((one) => (
            <li key={one.CoworkerId}>
              <label className={controls.check}>
                <input
                  type="checkbox"
                  checked={chosen.includes(one.CoworkerId)}
                  disabled={chosen.length === 1 && chosen.includes(one.CoworkerId)}
                  onChange={({ target }) =>
                    onChange(all.filter((some) => (some === one.CoworkerId ? target.checked : chosen.includes(some))))
                  }
                />
                {one.FullName}
                {!one.GetsMail && <span className={styles.quiet}>({texts.form.unreachable})</span>}
              </label>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  )
}
