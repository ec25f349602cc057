// Packs @teamkpi/client and @teamkpi/dashboard as they would be published, and installs them into empty projects
// outside this folder, where nothing but the packages and what they ask for can be found.
//
//   node packages.js FOLDER    makes FOLDER/react-18 and FOLDER/react-19: each with node_modules and a built page
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
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
 * @param {string} repository The address of their repository, which is not in the sources: each clone has its own.
 * @returns {Promise<string[]>} The paths of the tarballs.
 */
export async function packed(folders, target, repository = 'git+https://example.com/teamkpi/teamkpi.git') {
  const staging = await mkdtemp(join(tmpdir(), 'staged-'))
  try {
    const staged = await Promise.all(
      (await packedAsTheyAre(folders, staging)).map(async (tarball, number) => {
        const to = join(staging, String(number))
        await mkdir(to)
        await run('tar', ['-xzf', tarball, '-C', to, '--strip-components=1'])
        const described = JSON.parse(await readFile(join(to, 'package.json'), 'utf8'))
        described.repository = { type: 'git', url: repository, directory: folderOf(described.name) }
        await writeFile(join(to, 'package.json'), `${JSON.stringify(described, null, 2)}\n`)
        return to
      }),
    )
    return await packedAsTheyAre(staged, target)
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

async function packedAsTheyAre(folders, target) {
  const options = { cwd: WEB, env: { ...env, npm_config_ignore_scripts: 'true' } }
  const { stdout } = await run('npm', ['pack', ...folders, '--pack-destination', target, '--json'], options)
  return Object.values(JSON.parse(stdout)).map(({ filename }) => join(target, basename(filename)))
}

/** The folder of a package in the repository. */
export function folderOf(name) {
  return `web/${name.replace('@teamkpi/', '')}`
}

/**
 * The address of a repository as package.json has it.
 *
 * @param {string} address As git has it: HTTPS, SSH, or `user@host:path`. Credentials in it are left out.
 * @returns {string | undefined} `git+https://HOST/PATH.git`; undefined if it is no address on the network.
 */
export function repositoryAddress(address) {
  const [, host, path] =
    /^(?:(?:git\+)?(?:https?|ssh|git):\/\/)(?:[^@/]*@)?([^@/:]+)(?::\d+)?\/(.+)$/.exec(address) ??
    /^(?:[^@/:]+@)?([^@/:]+\.[^@/:]+):(?!\/)(.+)$/.exec(address) ??
    []
  return host && `git+https://${host}/${path.replace(/\/+$/, '').replace(/\.git$/, '')}.git`
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

/** The documented line, as it is in the documentation. */
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
