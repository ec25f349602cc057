// Prints how large the whole client is once minified and gzipped, and fails when that is too much.
import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const LIMIT = 6_000

const [{ output }] = await build({
  configFile: false,
  logLevel: 'error',
  build: {
    write: false,
    target: 'es2022',
    minify: true,
    lib: { entry: fileURLToPath(new URL('../src/index.ts', import.meta.url)), formats: ['es'] },
    rollupOptions: { output: { minify: true } },
  },
})
const code = output.map((chunk) => chunk.code ?? '').join('')
const size = gzipSync(code, { level: 9 }).length
console.log(`@teamkpi/client: ${size} bytes gzipped (${code.length} minified) of at most ${LIMIT}`)
if (size > LIMIT) process.exitCode = 1
