// The source of back-office.ts, and the part of the contract that its types come from.

/** The records that can be created: the path of each kind, and the schemas of its calls. Their lists also take ids. */
export function entitiesOf({ paths }) {
  return Object.entries(paths)
    .filter(
      ([path, { get, post }]) =>
        /^\/api\/(sys|spaces|billing|content)\/\w+$/.test(path) &&
        get?.responses[200].content['application/json'].schema.anyOf &&
        post?.responses[200],
    )
    .map(([path, { get, post }]) => ({
      ...{ path, plural: path.split('/').at(-1), list: nameOf(get.responses[200]), body: nameOf(post.requestBody) },
      ...{ created: nameOf(post.responses[200]), item: nameOf(get.responses[200]).replace(/List$/, '') },
    }))
}

/** The source of back-office.ts. */
export function backOfficeOf(entities) {
  return `
    import type { components } from './back-office-contract.js'
    import { entityCalls } from './entity-calls.js'

    export type { EntityCalls, RecordListOptions } from './entity-calls.js'

    type Schemas = components['schemas']
    type Changed = Schemas['Changed']

    /** The calls of the back office, by kind of record. They take an operator's token or an API key. */
    export const backOffice = {
      ${entities
        .map(({ path, plural, list, item, body, created }) => {
          const schemas = [list, item, body, created].map((name) => `Schemas['${name}']`)
          return `${plural}: /* @__PURE__ */ entityCalls<${[...schemas, 'Changed'].join(', ')}>('${path}'),`
        })
        .join('\n')}
    }

    ${entities
      .map(
        ({ item, body }) => `/** A \`${item.replace('Record', '')}\` as the back office returns it. */
          export type ${item} = Schemas['${item}']
          /** A \`${item.replace('Record', '')}\` as the back office takes it. */
          export type ${body} = Schemas['${body}']`,
      )
      .join('\n')}
  `
}

/** The document with the schemas that the names lead to and nothing else, for types. */
export function schemasOnly(document, names) {
  const reached = new Set(names)
  for (const name of reached) {
    const text = JSON.stringify(document.components.schemas[name])
    for (const [, other] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) reached.add(other)
  }
  const schemas = Object.fromEntries(Object.entries(document.components.schemas).filter(([name]) => reached.has(name)))
  return { ...document, paths: {}, components: { schemas } }
}

/** The first schema of a body or an answer. */
function nameOf({ content }) {
  const { schema } = content['application/json']
  return (schema.$ref ?? schema.anyOf[0].$ref).split('/').at(-1)
}
