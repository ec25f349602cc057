/** Makes what writes a number with its word, by the language's own rule for one and many. */
export function plurals(language: string): (count: number, one: string, many: string) => string {
  const rules = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language, { useGrouping: 'always' })
  return (count, one, many) => `${numbers.format(count)}\u00a0${rules.select(count) === 'one' ? one : many}`
}
