// Looks at the packages as they would be published: publint for what package.json promises, "are the types wrong" for what
// a compiler finds, and TypeScript itself for the documented line. Both packages have to be built with their types.
//
//   node check-packages.js --release FOLDER [--repository ADDRESS]
//
// leaves the tarballs in FOLDER, ready for `npm publish`. They name the repository whose clone this is: by its remote
// `origin`, unless its address is given.
import * as attw from '@arethetypeswrong/core'
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { argv, exit } from 'node:process'
import { parseArgs } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import ts from 'typescript'
import { documentedLine, folderOf, installed, packed, repositoryAddress, WEB } from './packages.js'

const FOLDERS = ['client', 'dashboard'].map((name) => join(WEB, name))
/**
 * The ways to resolve a module that the packages leave out, as their READMEs say: `require`, and what Node did before it
 * knew `exports`. It is the list of the profile `esm-only` of the command line of "are the types wrong", which its core has
 * no names for.
 */
const ESM_ONLY = ['node10', 'node16-cjs']

const { release, repository } = parseArgs({
  args: argv.slice(2),
  options: { release: { type: 'string' }, repository: { type: 'string' } },
}).values

const address = release === undefined ? undefined : addressOfRepository()
if (release !== undefined && address === undefined) {
  console.error('No address of the repository: set the remote `origin` of this clone, or give --repository.')
  exit(2)
}

const folder = await mkdtemp(join(tmpdir(), 'packages-'))
try {
  const target = release === undefined ? folder : resolve(release)
  await mkdir(target, { recursive: true })
  const tarballs = await packed(FOLDERS, target, address)
  const faults = [...(await Promise.all(tarballs.map(faultsOf))).flat(), ...(await faultsOfDocumentedLine(tarballs))]
  for (const fault of faults) console.error(fault)
  console.log(`${tarballs.length} packages as published: ${faults.length === 0 ? 'no' : faults.length} faults`)
  if (faults.length > 0) process.exitCode = 1
  else if (release !== undefined) for (const tarball of tarballs) console.log(`npm publish ${tarball}`)
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
    ...faultsOfAddress(pkg),
    ...faultsOfMaps(found),
    ...(types ? [] : [`${found.packageName}: no types`]),
    ...problems
      .filter(({ resolutionKind }) => !ESM_ONLY.includes(resolutionKind))
      .map((problem) => `${found.packageName}: types: ${JSON.stringify(problem)}`),
  ]
}

/** An editor leads from a declaration to its source by the map beside it. */
function faultsOfMaps(found) {
  const files = found.listFiles()
  const declarations = files.filter((one) => /\/dist(-embed)?\/.*\.d\.[cm]?ts$/.test(one))
  const without = declarations.filter((one) => !files.includes(`${one}.map`))
  if (declarations.length === 0) return [`${found.packageName}: no declarations`]
  return without.map((one) => `${found.packageName}: no map of ${one}`)
}

/** npm publishes with provenance only what names the repository that it was built from. */
function faultsOfAddress({ name, repository: { type, url, directory } = {} }) {
  if (type === 'git' && /^git\+https:\/\/[^/]+\/.+\.git$/.test(url) && directory === folderOf(name)) return []
  return [`${name}: package.json has no repository with the address and the folder ${folderOf(name)}`]
}

/** The address of the repository, or undefined where there is none. */
function addressOfRepository() {
  if (repository !== undefined) return repositoryAddress(repository)
  const { stdout } = spawnSync('git', ['remote', 'get-url', 'origin'], { cwd: WEB, encoding: 'utf8' })
  return repositoryAddress(stdout.trim())
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
