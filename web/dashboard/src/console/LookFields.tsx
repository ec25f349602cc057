/** The fields for the look of the space, on the page of the set-up link and on the Access screen. */
import { useId, type ReactNode } from 'react'
import { consoleTexts } from '@/i18n/console/texts'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { LARGEST_LOGO, type Look } from './look'
import sections from './Sections.module.css'

const KINDS = 'image/png,image/jpeg,image/webp,image/svg+xml'

/** The fields; all may stay empty. `lookChange` reads them. */
export function LookFields({ stored }: { stored: Look | null }) {
  const { look } = consoleTexts(useLocale().language)
  return (
    <>
      <Labelled label={look.name} hint={look.nameHint}>
        {(ids) => <TextField ids={ids} name="look-name" value={stored?.Name} maxLength={100} />}
      </Labelled>
      <Labelled label={look.accent} hint={look.accentHint}>
        {(ids) => <TextField ids={ids} name="look-accent" value={stored?.Accent} pattern="#[0-9a-fA-F]{6}" />}
      </Labelled>
      <Labelled label={look.accentInDark}>
        {(ids) => (
          <TextField ids={ids} name="look-accent-in-dark" value={stored?.AccentInDark} pattern="#[0-9a-fA-F]{6}" />
        )}
      </Labelled>
      <Labelled label={look.logo} hint={look.logoHint}>
        {(ids) => (
          <input
            {...ids}
            className={controls.field}
            name="look-logo"
            type="file"
            accept={KINDS}
            onChange={({ target }) => {
              const isTooLarge = (target.files?.[0]?.size ?? 0) > LARGEST_LOGO
              target.setCustomValidity(isTooLarge ? look.logoTooLarge : '')
              target.reportValidity()
            }}
          />
        )}
      </Labelled>
      {stored?.Logo && (
        <label className={controls.check}>
          <input type="checkbox" name="look-without-logo" />
          {look.withoutLogo}
        </label>
      )}
    </>
  )
}

interface Ids {
  id: string
  'aria-describedby': string | undefined
}

function TextField(field: {
  ids: Ids
  name: string
  value: string | null | undefined
  maxLength?: number
  pattern?: string
}) {
  const { ids, value, ...more } = field
  return (
    <input
      {...ids}
      {...more}
      className={controls.field}
      autoComplete="off"
      spellCheck={false}
      defaultValue={value ?? ''}
    />
  )
}

function Labelled({ label, hint, children }: { label: string; hint?: string; children: (ids: Ids) => ReactNode }) {
  const id = useId()
  return (
    <div className={sections.field}>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': hint && `${id}-hint` })}
      {hint && (
        <small id={`${id}-hint`} className={sections.quiet}>
          {hint}
        </small>
      )}
    </div>
  )
}
