import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@teamkpi\/client$/, replacement: new URL('src/index.ts', import.meta.url).pathname },
      { find: /^@teamkpi\/client\/(.*)$/, replacement: new URL('src/$1.ts', import.meta.url).pathname },
    ],
  },
  test: {
    include: ['test/*.test.ts'],
    // Only ends a test that hangs: how long one takes says how busy the machine is.
    testTimeout: 240_000,
    // The files test/*.test-d.ts have types only; `npm run check` compiles them with everything else.
  },
})
