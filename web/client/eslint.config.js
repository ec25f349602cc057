import { baseConfig } from '../eslint.base.js'

export default [
  ...baseConfig(import.meta.dirname),
  {
    // The client runs wherever fetch does: what only a page has may not be reached for.
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['process', 'Buffer', 'global', 'window', 'document', 'self', 'localStorage', 'sessionStorage', 'location'],
      ],
    },
  },
  {
    // Generated: a line or two for each call.
    files: ['src/endpoints.ts', 'src/back-office.ts'],
    rules: { 'max-lines': 'off' },
  },
]
