// Prints all texts of the catalogues as JSON, for the tests in a browser: by language, the whole texts by their paths,
// and the parts of texts that are filled in.
import { rolldown } from 'rolldown'
import { fileURLToPath } from 'node:url'

const SOURCE = fileURLToPath(new URL('../src', import.meta.url))
const ENTRY = 'texts'
const CODE = `
import { accountTexts } from '@/i18n/account/texts'
import { consoleTexts } from '@/i18n/console/texts'
import { passwordTexts } from '@/i18n/passwords/texts'
import { en } from '@/i18n/en'
import { es } from '@/i18n/es'
const all = (language, dashboard) => ({
  ...{ ...dashboard, console: consoleTexts(language) },
  ...{ account: accountTexts(language), passwords: passwordTexts(language) },
})
export const texts = { en: all('en', en), es: all('es', es) }
`
const entry = {
  name: 'entry',
  resolveId: (name) => (name === ENTRY ? name : null),
  load: (name) => (name === ENTRY ? { code: CODE, moduleType: 'ts' } : null),
}

const bundle = await rolldown({ input: ENTRY, plugins: [entry], resolve: { alias: { '@': SOURCE } } })
const { output } = await bundle.generate({ format: 'esm', codeSplitting: false })
const { texts } = await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`)

const leaves = (part, path = '') =>
  Object.entries(part).flatMap(([name, value]) =>
    value !== null && typeof value === 'object' ? leaves(value, `${path}${name}.`) : [[`${path}${name}`, value]],
  )
const parts = (filledIn) =>
  [...String(filledIn).matchAll(/`([^`]*)`|'([^'\n]*)'|"([^"\n]*)"/g)].flatMap(([, template, single, double]) =>
    (template ?? single ?? double).split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/),
  )
const printed = Object.entries(texts).map(([language, all]) => {
  const found = leaves(all)
  const whole = Object.fromEntries(found.filter(([, value]) => typeof value === 'string'))
  return [language, { whole, parts: found.flatMap(([, value]) => (typeof value === 'function' ? parts(value) : [])) }]
})
console.log(JSON.stringify(Object.fromEntries(printed)))
