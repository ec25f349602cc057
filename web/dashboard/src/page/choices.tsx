/** The choices that this browser keeps, as fields with a visible name. */
import { useId } from 'react'
import { LANGUAGES, useLocale, type Language } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import styles from './choices.module.css'
import { chooseLanguage, chooseTheme, THEMES, usePreferences, type Theme } from './preferences'

/** The choice of the colours. */
export function ThemeChoice() {
  const { t } = useLocale()
  const { theme } = usePreferences()
  const id = useId()
  return (
    <p className={styles.choice}>
      <label htmlFor={id}>{t.app.theme.label}</label>
      <select
        id={id}
        className={controls.select}
        value={theme}
        onChange={({ target }) => chooseTheme(target.value as Theme)}
      >
        {THEMES.map((one) => (
          <option key={one} value={one}>
            {t.app.theme[one]}
          </option>
        ))}
      </select>
    </p>
  )
}

/** The choice of the language. */
export function LanguageChoice() {
  const { t, language } = useLocale()
  const id = useId()
  return (
    <p className={styles.choice}>
      <label htmlFor={id}>{t.app.language}</label>
      <select
        id={id}
        className={controls.select}
        value={language}
        onChange={({ target }) => chooseLanguage(target.value as Language)}
      >
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </p>
  )
}
