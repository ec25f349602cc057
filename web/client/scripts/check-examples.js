// Compiles the examples of the contract against the types of this client, and fails where they do not agree.
//
// The examples are real answers: the server's own tests compare them with what it says. As literals they may lack no
// field of their type and have none beside it.
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const CONTRACT = new URL('../../../contract/', import.meta.url)
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CHECKED = `${ROOT}src/examples.ts`

const operations = new Set((await readFile(`${ROOT}src/contract.ts`, 'utf8')).match(/(?<=operations\[')\w+/g))
const examples = [...(await ofFiles()), ...(await ofCalls())].filter(({ operation }) => operations.has(operation))
const problems = compiled(examples)
for (const problem of problems) console.error(problem)
console.log(
  `${examples.length} examples of ${new Set(examples.map(({ operation }) => operation)).size} calls are checked.`,
)
if (problems.length > 0 || examples.length === 0) process.exitCode = 1

/** The answers in files beside the contract, by the ID of their call. */
async function ofFiles() {
  const files = (await readdir(new URL('examples/', CONTRACT))).filter((file) => file.endsWith('.json'))
  const texts = files.map((file) => readFile(new URL(`examples/${file}`, CONTRACT), 'utf8'))
  return (await Promise.all(texts)).map((text, place) => ({ operation: files[place].replace('.json', ''), text }))
}

/** The successful answers in the contract itself. */
async function ofCalls() {
  const { paths } = JSON.parse(await readFile(new URL('openapi.json', CONTRACT), 'utf8'))
  return Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .map(({ operationId, responses }) => [operationId, responses[200]?.content?.['application/json']?.example])
    .filter(([, example]) => example !== undefined)
    .map(([operation, example]) => ({ operation, text: JSON.stringify(example, null, 2) }))
}

/** What the compiler says of the examples, each assigned to the type of its call's answer. */
function compiled(examples) {
  const lines = examples.map(({ operation, text }, number) => {
    const type = `operations['${operation}']['responses'][200]['content']['application/json']`
    return `export const ${operation}${number}: ${type} = ${text}\n`
  })
  const source = `import type { operations } from './contract.js'\n${lines.join('')}`
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT)
  const host = ts.createCompilerHost(options)
  const { fileExists, getSourceFile } = host
  host.fileExists = (file) => file === CHECKED || fileExists(file)
  host.getSourceFile = (file, ...rest) =>
    file === CHECKED ? ts.createSourceFile(file, source, ts.ScriptTarget.ES2022) : getSourceFile(file, ...rest)
  const found = ts.getPreEmitDiagnostics(ts.createProgram([CHECKED], options, host))
  return found.map(({ file, start, messageText }) => {
    const line = file ? file.text.slice(file.text.lastIndexOf('\n', start) + 1).split('\n', 1)[0] : ''
    return `${line.trim()}\n  ${ts.flattenDiagnosticMessageText(messageText, '\n  ')}`
  })
}
