// Adds the texts of licences that packages name but do not contain. The build fails if there is none in licenses/, or
// if a package has changed its licence.
import { readFileSync, writeFileSync } from 'node:fs'

const list = new URL('../dist/licenses.json', import.meta.url)
const packages = JSON.parse(readFileSync(list, 'utf8'))
for (const one of packages) {
  const file = new URL(`../licenses/${one.name}.${one.identifier}.txt`, import.meta.url)
  one.text ??= readFileSync(file, 'utf8').trim()
}
writeFileSync(list, JSON.stringify(packages, null, 2))
