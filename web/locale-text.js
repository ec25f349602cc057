// A lint rule: what Intl writes is for people. Engines change how a locale writes dates and numbers, so a text that was
// made for one locale and is then read by a program ("Canada writes dates like ISO") breaks with the next engine.

const ADVICE =
  'Text for a locale is for people. For data, put the parts of `formatToParts` together, or take what the server sends.'

const noLocaleTextAsData = {
  meta: {
    type: 'problem',
    docs: { description: 'Text written for a locale is never data.' },
    schema: [],
    messages: { literal: ADVICE, method: ADVICE },
  },
  create(context) {
    const isIntl = ({ type, object }) => type === 'MemberExpression' && object.name === 'Intl'
    const isText = (node) => node?.type === 'Literal' || node?.type === 'TemplateLiteral'
    // A locale that is written in the source is not the reader's: nobody asked for its way of writing.
    const check = (node) =>
      isIntl(node.callee) && isText(node.arguments[0]) && context.report({ node, messageId: 'literal' })
    return {
      NewExpression: check,
      CallExpression(node) {
        check(node)
        const name = node.callee.property?.name
        if (/^toLocale(Date|Time)?String$/.test(name)) context.report({ node, messageId: 'method' })
      },
    }
  },
}

/** The plugin, under the name `locale`. */
export const locale = { rules: { 'no-locale-text-as-data': noLocaleTextAsData } }
