// A lint rule for the texts that people read: phrases that a native writer would not use. The list is in
// tools/banned_phrases.json, by language, each with what to write instead.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const BANNED = JSON.parse(readFileSync(join(import.meta.dirname, '../tools/banned_phrases.json'), 'utf8'))

const noBannedPhrases = {
  meta: {
    type: 'suggestion',
    docs: { description: 'Texts are written in plain words.' },
    schema: [{ enum: Object.keys(BANNED) }],
    messages: { banned: '“{{found}}”: write {{instead}}.' },
  },
  create(context) {
    const phrases = BANNED[context.options[0]].map(({ pattern, instead }) => ({
      expression: new RegExp(pattern),
      instead,
    }))
    const check = (node, text) => {
      for (const { expression, instead } of phrases) {
        const found = expression.exec(text)?.[0].trim()
        if (found) context.report({ node, messageId: 'banned', data: { found, instead } })
      }
    }
    return {
      Literal: (node) => typeof node.value === 'string' && check(node, node.value),
      TemplateElement: (node) => check(node, node.value.cooked),
    }
  },
}

/** The plugin, under the name `plain`. */
export const plain = { rules: { 'no-banned-phrases': noBannedPhrases } }
