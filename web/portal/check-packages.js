// Looks at the packages as they would be published: publint for what package.json promises, "are the types wrong" for what
// a compiler finds, and TypeScript itself for the documented line. Both packages have to be built with their types.
//
//   node check-packages.js --release    also looks for what is only known when they are published: the repository's address
import * as attw from '@arethetypeswrong/core'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv } from 'node:process'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import ts from 'typescript'
import { documentedLine, installed, packed, WEB } from './packages.js'

const FOLDERS = ['client', 'dashboard'].map((name) => join(WEB, name))
/** The packages are modules only. What resolves as Node did before it knew `exports`, or asks with `require`, is refused. */
const MODULES_ONLY = ['node10', 'node16-cjs']

const folder = await mkdtemp(join(tmpdir(), 'packages-'))
try {
  const tarballs = await packed(FOLDERS, folder)
  const faults = [...(await Promise.all(tarballs.map(faultsOf))).flat(), ...(await faultsOfDocumentedLine(tarballs))]
  for (const fault of faults) console.error(fault)
  console.log(`${tarballs.length} packages as published: ${faults.length === 0 ? 'no' : faults.length} faults`)
  if (faults.length > 0) process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function faultsOf(tarball) {
  const content = await readFile(tarball)
  const { messages, pkg } = await publint({ pack: { tarball: content.buffer }, strict: true })
  const found = attw.createPackageFromTarballData(new Uint8Array(content))
  const { problems = [], types } = await attw.checkPackage(found, {
    excludeEntrypoints: [/\.css$/, /\.json$/],
  })
  return [
    ...messages.map((message) => `${pkg.name}: publint: ${formatMessage(message, pkg)}`),
    ...(argv.includes('--release') ? faultsOfAddress(pkg) : []),
    ...(types ? [] : [`${found.packageName}: no types`]),
    ...problems
      .filter(({ resolutionKind }) => !MODULES_ONLY.includes(resolutionKind))
      .map((problem) => `${found.packageName}: types: ${JSON.stringify(problem)}`),
  ]
}

/** npm publishes with provenance only what names the repository that it was built from. */
function faultsOfAddress({ name, repository }) {
  const folder = `web/${name.replace('@teamkpi/', '')}`
  if (/^git\+https:\/\/[^/]+\/.+\.git$/.test(repository?.url) && repository.directory === folder) return []
  return [`${name}: package.json has no repository with the address and the folder ${folder}`]
}

/** What the compiler says of the documented line in a project that has installed the packages and nothing else. */
async function faultsOfDocumentedLine(tarballs) {
  const root = join(folder, 'project')
  await installed(root, tarballs, join(WEB, 'node_modules'), ['@types/react', '@types/react-dom', 'csstype'])
  const page = join(root, 'page.tsx')
  await writeFile(page, `declare const myPortal: { accessToken(): string }\n${await documentedLine()}`)
  await writeFile(join(root, 'styles.d.ts'), `declare module '*.css'\n`)
  await writeFile(join(root, 'package.json'), '{"type":"module"}')
  const options = {
    ...{ noEmit: true, strict: true, jsx: ts.JsxEmit.ReactJSX, target: ts.ScriptTarget.ES2023, types: [] },
    ...{ module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  }
  const found = ts.getPreEmitDiagnostics(ts.createProgram([page, join(root, 'styles.d.ts')], options))
  return found.map(({ file, messageText }) => {
    const where = file?.fileName.replace(`${root}/`, '') ?? ''
    return `${where}: ${ts.flattenDiagnosticMessageText(messageText, '\n  ')}`
  })
}
