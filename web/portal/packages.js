// Packs @teamkpi/client and @teamkpi/dashboard as they would be published, and installs them into empty projects
// outside this folder, where nothing but the packages and what they ask for can be found.
//
//   node packages.js FOLDER    makes FOLDER/react-18 and FOLDER/react-19: each with node_modules and a built page
import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { argv, env } from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'vite'

const run = promisify(execFile)
/** The folder of both packages. */
export const WEB = fileURLToPath(new URL('..', import.meta.url))
const DOCUMENTATION = join(WEB, '..', 'docs', 'dashboard.md')
/** What the packages leave to the portal, and what that needs, beside React itself. */
const SHARED = ['@tanstack/react-query', '@tanstack/query-core']
const REACT = ['react', 'react-dom', 'scheduler']
const REACTS = { 'react-18': join(WEB, 'portal', 'node_modules'), 'react-19': join(WEB, 'node_modules') }

/**
 * Packs packages that have been built.
 *
 * @param {string[]} folders Those of the packages.
 * @param {string} target Where the tarballs are put.
 * @returns {Promise<string[]>} The paths of the tarballs.
 */
export async function packed(folders, target) {
  const options = { cwd: WEB, env: { ...env, npm_config_ignore_scripts: 'true' } }
  const { stdout } = await run('npm', ['pack', ...folders, '--pack-destination', target, '--json'], options)
  return Object.values(JSON.parse(stdout)).map(({ filename }) => join(target, basename(filename)))
}

/** Builds both packages in a folder of their own, since other tests may be building or using those of this one. */
async function builtApart(folder) {
  const [client, dashboard] = ['client', 'dashboard'].map((name) => join(folder, name))
  const parts = ['package.json', 'LICENSE', 'README.md', 'src']
  await Promise.all(
    [client, dashboard].flatMap((to) =>
      parts.map((part) => cp(join(WEB, basename(to), part), join(to, part), { recursive: true })),
    ),
  )
  const compiler = join(WEB, 'node_modules', '.bin', 'tsc')
  const project = join(WEB, 'client', 'tsconfig.build.json')
  await Promise.all([
    run(compiler, ['-p', project, '--noCheck', '--outDir', join(client, 'dist')]),
    build({
      ...{
        root: join(WEB, 'dashboard'),
        configFile: join(WEB, 'dashboard', 'vite.embed.config.ts'),
        logLevel: 'error',
      },
      build: { outDir: join(dashboard, 'dist-embed'), emptyOutDir: true },
    }),
  ])
  return [client, dashboard]
}

/**
 * Makes a project that has installed the packages.
 *
 * @param {string} folder Where.
 * @param {string[]} tarballs The packages.
 * @param {string} react The folder that has the React to use.
 * @param {string[]} more Further packages to install, from this folder.
 */
export async function installed(folder, tarballs, react, more = []) {
  const modules = join(folder, 'node_modules')
  await mkdir(modules, { recursive: true })
  for (const tarball of tarballs) {
    const [, name] = /teamkpi-(\w+)-/.exec(basename(tarball))
    const target = join(modules, '@teamkpi', name)
    await mkdir(target, { recursive: true })
    await run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1'])
  }
  const copies = [
    ...REACT.map((name) => [react, name]),
    ...[...SHARED, ...more].map((name) => [join(WEB, 'node_modules'), name]),
  ]
  await Promise.all(copies.map(([from, name]) => cp(join(from, name), join(modules, name), { recursive: true })))
}

/** The documented line, as it stands in the documentation. */
export async function documentedLine() {
  const [, code] = /^```tsx\n(.*?)^```$/ms.exec(await readFile(DOCUMENTATION, 'utf8'))
  return code
}

if (import.meta.url === pathToFileURL(argv[1]).href) {
  const [, , folder] = argv
  const tarballs = await packed(await builtApart(join(folder, 'packages')), folder)
  for (const [name, react] of Object.entries(REACTS)) {
    const root = join(folder, name)
    await installed(root, tarballs, react)
    await cp(join(WEB, 'portal', 'page'), root, { recursive: true })
    await writeFile(join(root, 'documented.tsx'), await documentedLine())
    await writeFile(join(root, 'package.json'), JSON.stringify({ name: 'portal', type: 'module' }))
    await build({ root, configFile: false, logLevel: 'error', base: './', build: { minify: false } })
  }
}
