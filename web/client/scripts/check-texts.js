// Fails when TypeScript in the README or in docs/client.md is not a file of examples/, which the compiler checks.
import { readdirSync, readFileSync } from 'node:fs'

const EXAMPLES = new URL('../examples/', import.meta.url)
const TEXTS = ['../README.md', '../../../docs/client.md']

const examples = new Set(readdirSync(EXAMPLES).map((file) => readFileSync(new URL(file, EXAMPLES), 'utf8')))
for (const text of TEXTS) {
  const shown = readFileSync(new URL(text, import.meta.url), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)
  for (const [, code] of shown) {
    if (examples.has(code)) continue
    console.error(`${text.replaceAll('../', '')} shows code that is no file of web/client/examples/:\n${code}`)
    process.exitCode = 1
  }
}
