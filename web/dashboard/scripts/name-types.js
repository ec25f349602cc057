// In the types of the embeddable part, writes imports by the path of the file instead of by the alias of this project.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../dist-embed/types/', import.meta.url))
for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.d.ts')) continue
  const path = join(root, name)
  const text = readFileSync(path, 'utf8')
    // An empty line in its place: the maps count lines.
    .replace(/^import ['"][^'"]*\.css['"];?$/gm, '')
    .replace(/(['"])@\/([^'"]+)\1/g, (_, quote, target) => {
      const found = relative(dirname(path), join(root, target))
      return `${quote}${found.startsWith('.') ? found : `./${found}`}.js${quote}`
    })
    .replace(/(from ['"]\.[^'"]*?)(?:\.js)?(['"])/g, '$1.js$2')
  writeFileSync(path, text)
}
