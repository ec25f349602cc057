// Prints how much JavaScript the first look at a team needs, gzipped, and fails when that is too much.
// What a tab, a popover or a file needs in addition is imported when it is wanted, and is listed for information.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const LIMIT = 150_000
const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))

function sizeOf(name) {
  return gzipSync(readFileSync(new URL(manifest[name].file, dist)), { level: 9 }).length
}

/** An entry with all that it imports before it runs. */
function withImports(name, seen = new Set()) {
  if (!seen.has(name)) {
    seen.add(name)
    for (const one of manifest[name].imports ?? []) withImports(one, seen)
  }
  return seen
}

const first = withImports('index.html')
const total = [...first].reduce((sum, name) => sum + sizeOf(name), 0)
for (const name of Object.keys(manifest)) {
  const isScript = manifest[name].file.endsWith('.js')
  if (isScript && !first.has(name)) console.log(`  later: ${sizeOf(name)} bytes gzipped, ${name}`)
}
console.log(`@teamkpi/dashboard: first load ${total} bytes of gzipped JavaScript, of at most ${LIMIT}`)
if (total > LIMIT) process.exitCode = 1
