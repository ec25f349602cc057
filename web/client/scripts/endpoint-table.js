// Turns the calls of the contract into TypeScript: one endpoint for each call, and one type for each schema.
//
// Names follow from the contract. `/api/public/teams/{teamId}/kpi` with the id `teamKpi` becomes `endpoints.teams.kpi`:
// the group is the first part of the path, and the group's own word is left out of the name. What a path or a query must
// have is an argument, the rest of the query is an options object.

/** Names that the rules below would not give. */
const NAMES = {
  changePassword: 'password',
  myAccount: 'get',
  makeInvitationLink: 'invitationLink',
  publishedTeam: 'publishedTeam',
}
/** Names of options that the rule (`TeamListOptions` for `teams.list`) would not give. */
const OPTIONS = { publishedTeams: 'PublishedOptions' }
/** Parameters that are called otherwise in TypeScript, or have a narrower type than the contract states. */
const PARAMETERS = {
  _page: { name: 'page' },
  _pageSize: { name: 'pageSize' },
  _orderBy: { name: 'orderBy', type: (record) => `keyof ${record}` },
  _dir: { name: 'direction', type: () => "'asc' | 'desc'" },
}
/** Parameters that every call takes as options of the client instead. */
const CLIENT_WIDE = ['_shape']
/**
 * Calls that are left to the server's own pages: passkeys, sign-ins with a provider, and the buttons for a report and for
 * the data about oneself.
 */
const OWN_PAGES = /^\/api\/(account\/(data|passkeys|providers)|public\/teams\/\{teamId\}\/reports\/send)/
const HEAD = [/^\/api\/(?:public\/)?/, '']

/**
 * The source of endpoints.ts.
 *
 * @param {object} document The contract.
 * @returns {string} TypeScript, not formatted.
 */
export function endpointsOf(document) {
  const calls = Object.entries(document.paths)
    .filter(([path]) => /^\/api\/(public\/|account(\/|$))/.test(path) && !OWN_PAGES.test(path))
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, call]) => ({ path, method, call })))
    .map(({ path, method, call }) => read(document, path, method, call))
  const body = [...new Set(calls.map(({ group }) => group))].map((group) => {
    const members = calls.filter((call) => call.group === group).map(source)
    const [first] = members
    return first.isWhole ? `${first.doc}${group}: ${first.code},` : `${group}: { ${members.map(member).join('\n\n')} },`
  })
  const types = [...new Set(calls.flatMap(({ imports }) => imports))].sort()
  const options = calls.filter((call) => call.optional.length > 0 && call.optionsName)
  return `
    import type { ${['BodyOf', ...types].join(', ')} } from './answers.js'
    import { at, endpoint, type Endpoint, type FileContent, type GetEndpoint, type Id } from './endpoint.js'

    ${pageOptions(calls)}
    ${options.map(optionsType).join('\n\n')}

    /** Every call that the client knows, by what it is about. */
    export const endpoints = { ${body.join('\n\n')} }
  `
}

/**
 * The source of schemas.ts.
 *
 * @param {object} document The contract, with the schemas that are to have a type.
 * @returns {string} TypeScript, not formatted.
 */
export function schemasOf(document) {
  const types = Object.entries(document.components.schemas).map(
    ([name, { description }]) => `${doc(description ?? name)}export type ${name} = Schemas['${name}']`,
  )
  return `import type { components } from './contract.js'\n\ntype Schemas = components['schemas']\n\n${types.join('\n')}`
}

/**
 * The source of figures.ts.
 *
 * @param {object} document The contract.
 * @returns {string} TypeScript, not formatted.
 */
export function figuresOf(document) {
  const figures = Object.entries(document.components.schemas.TeamKpi.properties).map(([name, field]) => ({
    name,
    group: field['x-group-key'],
    heading: field['x-group'],
    unit: field['x-unit-key'] ?? '',
  }))
  return `/** The figures of a member in the order of the response, with their groups and units; \`''\` counts nothing. */
    export const kpiFigures = ${JSON.stringify(figures)} as const`
}

/** What the contract says about a call, as this file needs it. */
function read(document, path, method, call) {
  const group = path.replace(...HEAD).split('/')[0]
  const query = (call.parameters ?? []).filter((one) => one.in === 'query' && !CLIENT_WIDE.includes(one.name))
  const file = isFile(call)
  const answer = file ? { type: 'FileContent', record: null, imports: [] } : answerOf(document, call)
  const parameters = query.map((one) => ({ ...one, ts: tsOf(one, answer.record) }))
  const optional = parameters.filter((one) => !one.required)
  return {
    ...{ group, method: method.toUpperCase(), path, answer, parameters, optional, id: call.operationId },
    name: nameOf(group, call.operationId),
    summary: `${call.summary}.`,
    isOpen: call.security === undefined,
    file,
    hasBody: call.requestBody !== undefined,
    optionsName: optional.length > 1 ? (OPTIONS[call.operationId] ?? optionsNameOf(group, call.operationId)) : null,
    imports: answer.imports,
  }
}

/** Whether a call answers with a file. */
function isFile(call) {
  const content = call.responses[200]?.content
  return content !== undefined && content['application/json'] === undefined
}

/** The name of a call in its group; empty for a call that is the whole group. */
function nameOf(group, id) {
  if (id === group) return ''
  if (NAMES[id]) return NAMES[id]
  const plural = capital(group)
  const singular = plural.replace(/s$/, '')
  if (id === `my${plural}`) return 'list'
  const words = id.match(/[A-Z]?[a-z]+/g).map(capital)
  const [first, ...rest] = words.filter((word) => word !== singular && word !== plural)
  if (first === undefined) throw new Error(`There is no name for ${id}: write one into NAMES.`)
  return first === 'Update' ? small(`${rest.join('')}Update`) : small([first, ...rest].join(''))
}

function optionsNameOf(group, id) {
  return `${capital(group).replace(/s$/, '')}${capital(nameOf(group, id))}Options`
}

function answerOf(document, call) {
  const reference = call.responses[200]?.content?.['application/json']?.schema?.$ref
  if (!reference) return { type: 'null', record: null, imports: [] }
  const name = reference.split('/').at(-1)
  const record = document.components.schemas[name].properties?.Records?.items?.$ref?.split('/').at(-1)
  return record
    ? { type: `ApiListResult<${record}>`, record, imports: ['ApiListResult', record] }
    : { type: name, record: null, imports: [name] }
}

function tsOf({ name, schema }, record) {
  const known = PARAMETERS[name]
  if (known?.type) return known.type(record)
  if (/Id$/.test(name)) return 'Id'
  if (schema.examples?.some((one) => /^\d{4}-\d\d-\d\d/.test(one))) return 'Date | string'
  return { integer: 'number', number: 'number', boolean: 'boolean' }[schema.type] ?? 'string'
}

function source(call) {
  const { group, name, id, method, path, answer, parameters, optional, optionsName, summary, file } = call
  const ids = [...path.matchAll(/\{(\w+)\}/g)].map(([, one]) => `${one}: Id`)
  const needed = parameters.filter((one) => one.required).map((one) => `${argument(one)}: ${one.ts}`)
  const inline = `{ ${optional.map((one) => `${argument(one)}?: ${one.ts} | undefined`).join('; ')} }`
  const options = optional.length > 0 ? [`options: ${optionsName ?? inline} = {}`] : []
  const query = parameters.map((one) =>
    one.required ? key(one.name, argument(one)) : `${one.name}: options.${argument(one)}`,
  )
  const args = [`'${method}'`, ids.length > 0 ? `at\`${path.replace(/\{/g, '${')}\`` : `'${path}'`]
  if (query.length > 0 || call.isOpen || file) args.push(`{ ${query.join(', ')} }`)
  if (call.isOpen || file) args.push(String(call.isOpen))
  if (file) args.push('true')
  const sent = call.hasBody ? `BodyOf<'${id}'>` : 'undefined'
  const type = method === 'GET' ? `GetEndpoint<${answer.type}>` : `Endpoint<${answer.type}, ${sent}, '${method}'>`
  const taken = [...ids, ...needed, ...options]
  // What takes nothing and needs no sign-in is the endpoint itself.
  const isValue = taken.length === 0 && call.isOpen
  const code = isValue
    ? `/* @__PURE__ */ endpoint<${answer.type}, ${sent}, '${method}'>(${args.join(', ')})`
    : `(${taken.join(', ')}): ${type} => endpoint(${args.join(', ')})`
  return { doc: doc(summary), name, group, code, isWhole: name === '' }
}

function member({ doc: text, name, code }) {
  return `${text}${name}: ${code},`
}

function optionsType({ optionsName, optional, group, name }) {
  const isPaged = optional.some((one) => one.name === '_page')
  const own = optional.filter((one) => !isPaged || !/^_page/.test(one.name))
  const fields = own.map((one) => `${doc(about(one))}${argument(one)}?: ${one.ts} | undefined`)
  return `/** What may be asked of \`endpoints.${group}.${name}\`. */
    export interface ${optionsName} ${isPaged ? 'extends PageOptions ' : ''}{ ${fields.join('\n')} }`
}

function pageOptions(calls) {
  const paged = calls.find(({ parameters }) => parameters.some((one) => one.name === '_page'))
  if (!paged) return ''
  const fields = paged.parameters.filter((one) => /^_page/.test(one.name))
  return `/** Which page of a list. */
    export interface PageOptions { ${fields.map((one) => `${doc(about(one))}${argument(one)}?: ${one.ts} | undefined`).join('\n')} }`
}

function about({ description, schema }) {
  const said = (description ?? schema.description ?? '').replace(/\s+/g, ' ')
  const missing = schema.default === undefined || schema.default === '' ? '' : `Default: ${schema.default}.`
  return [said, missing].filter(Boolean).join(' ')
}

function argument({ name }) {
  return PARAMETERS[name]?.name ?? name
}

function key(name, value) {
  return name === value ? name : `${name}: ${value}`
}

function doc(text) {
  return text ? `/** ${text.replace(/``/g, '`').replace(/\*\//g, '* /').replace(/\s+/g, ' ')} */\n` : ''
}

function capital(word) {
  return word[0].toUpperCase() + word.slice(1)
}

function small(word) {
  return word[0].toLowerCase() + word.slice(1)
}
