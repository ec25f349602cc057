import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import { plain } from '../../plain-words.js'

function faults(text: string, language: string): string[] {
  const messages = new Linter().verify(`export const t = { text: ${JSON.stringify(text)} }`, {
    plugins: { plain },
    rules: { 'plain/no-banned-phrases': ['error', language] },
  })
  return messages.map(({ message }) => message)
}

describe('the lint rule for texts', () => {
  it.each([
    ['You are in no team yet', 'en'],
    ['As soon as you belong to a team, it stands here.', 'en'],
    ['The server could not be told.', 'en'],
    ['Who waits that long is let in.', 'en'],
    ['Nobody is in this team yet', 'en'],
    ['The months of before', 'en'],
    ['Your e-mail', 'en'],
    ['No se pudo leer la semana', 'es'],
  ])('finds “%s”', (text, language) => {
    expect(faults(text, language)).not.toEqual([])
  })
  it.each([
    ['You’re not on a team yet', 'en'],
    ['This page doesn’t understand the response.', 'en'],
    ['Who can sign in?', 'en'],
    ['Total for all members', 'en'],
    ['No se pudo cargar la semana', 'es'],
  ])('leaves “%s” alone', (text, language) => {
    expect(faults(text, language)).toEqual([])
  })
})
