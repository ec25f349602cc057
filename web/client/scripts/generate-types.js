// Writes what this client takes from the committed contract: contract.ts (the types of its calls), schemas.ts (a name for
// the type of each schema), endpoints.ts (its calls) and figures.ts (the figures of a member), all in src/; and of the
// back office back-office-contract.ts and back-office.ts.
//
//   node scripts/generate-types.js           writes the files
//   node scripts/generate-types.js --check   fails when a file is not what would be written
import { readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'
import { format } from 'prettier'
import { backOfficeOf, entitiesOf, schemasOnly } from './entity-table.js'
import { endpointsOf, figuresOf, schemasOf } from './endpoint-table.js'

const CONTRACT = new URL('../../../contract/openapi.json', import.meta.url)
const SOURCES = new URL('../src/', import.meta.url)
/** The contract describes the whole server. The client speaks to its portal and signs in; nothing else gets types. */
const CALLS = [/^\/api\/public\//, /^\/api\/(token|account)(\/|$)/, /^\/dashboard\/session(\/|$)/]
/** The schemas of errors, which every call shares. */
const ERRORS = ['Problem', 'OAuthError']
const HEADING = `// Written by "npm run generate" from contract/openapi.json; do not edit.\n\n`

const whole = JSON.parse(await read(CONTRACT))
const document = withoutOtherCalls(whole)
const entities = entitiesOf(whole)
const ofEntities = entities.flatMap(({ list, body, created }) => [list, body, created])
const sources = {
  'contract.ts': astToString(await openapiTS(document, { alphabetize: false })),
  'schemas.ts': schemasOf(document),
  'endpoints.ts': endpointsOf(document),
  'figures.ts': figuresOf(document),
  'back-office-contract.ts': astToString(await openapiTS(schemasOnly(whole, [...ofEntities, 'Changed']))),
  'back-office.ts': backOfficeOf(entities),
}
for (const [name, source] of Object.entries(sources)) {
  const file = new URL(name, SOURCES)
  const fresh = await format(HEADING + source, {
    parser: 'typescript',
    printWidth: 120,
    semi: false,
    singleQuote: true,
  })
  if (!process.argv.includes('--check')) {
    await writeFile(file, fresh)
  } else if ((await read(file)) !== fresh) {
    console.error(`src/${name} is not what contract/openapi.json says. Run: npm run generate`)
    process.exitCode = 1
  }
}

/** The text of a file; nothing when there is none. */
async function read(url) {
  return readFile(url, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
}

/** The document with the calls of this client only, their good answers, and the schemas that these and errors need. */
function withoutOtherCalls(document) {
  const calls = Object.entries(document.paths).filter(([path]) => CALLS.some((call) => call.test(path)))
  const paths = Object.fromEntries(calls.map(([path, methods]) => [path, withoutErrors(methods)]))
  const reached = new Set(ERRORS)
  const pending = [paths, ...ERRORS.map((name) => document.components.schemas[name])]
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    for (const [, name] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (reached.has(name)) continue
      reached.add(name)
      pending.push(document.components.schemas[name])
    }
  }
  const schemas = Object.fromEntries(Object.entries(document.components.schemas).filter(([name]) => reached.has(name)))
  return { ...document, paths, components: { securitySchemes: document.components.securitySchemes, schemas } }
}

/** The methods of a path, with their answers of success only: errors look alike for every call. */
function withoutErrors(methods) {
  const kept = Object.entries(methods).map(([method, call]) => {
    const good = Object.entries(call.responses).filter(([status]) => status < '300')
    const responses = Object.fromEntries(good.map(([status, answer]) => [status, withoutExamples(answer)]))
    return [method, { ...call, responses, ...(call.requestBody && { requestBody: withoutExamples(call.requestBody) }) }]
  })
  return Object.fromEntries(kept)
}

/** A body of a call without its long examples; each field has one of its own. */
function withoutExamples(body) {
  if (!body.content) return body
  const content = Object.entries(body.content).map(([type, { schema }]) => [type, { schema }])
  return { ...body, content: Object.fromEntries(content) }
}
