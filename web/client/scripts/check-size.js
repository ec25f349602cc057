// Prints how large the client is once minified and gzipped, whole and for who uses a part of it; fails when it is more.
import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** The most bytes that a page gets which imports this much. */
const LIMITS = [
  ['*', 6_500],
  ['{ createHttpClient, browserSession }', 4_200],
  ['{ verifyWebhook }', 400],
  ['{ recordsOf, resultOf }', 400],
  // The table of all calls, which grows by some 20 bytes with each.
  ['{ endpoints }', 1_500],
  ['{ createShape }', 100],
]

for (const [imported, limit] of LIMITS) {
  const size = gzipSync(await bundled(imported), { level: 9 }).length
  console.log(`${String(size).padStart(5)} of at most ${limit} bytes gzipped: import ${imported}`)
  if (size > limit) process.exitCode = 1
}

/** The code of a page that imports something of the client and nothing else. */
async function bundled(imported) {
  const page = 'virtual:page'
  const client = fileURLToPath(new URL('../src/index.ts', import.meta.url))
  const from = imported === '*' ? 'export *' : `export ${imported}`
  const { output } = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === page ? `\0${page}` : null),
        load: (id) => (id === `\0${page}` ? `${from} from ${JSON.stringify(client)}` : null),
      },
    ],
    build: {
      write: false,
      target: 'es2022',
      rollupOptions: { input: page, preserveEntrySignatures: 'strict', output: { minify: true } },
    },
  })
  return output.map((chunk) => chunk.code ?? '').join('')
}
